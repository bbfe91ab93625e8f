/* What somebody who mistyped a word may have meant. Pure. */
#ifndef SESSION_SUGGEST_H
#define SESSION_SUGGEST_H

#include <stddef.h>

/* How many letters must be put in, taken out, changed or swapped with their neighbour to make `b` of `a`; any
 * number beyond 64 for longer words. */
size_t suggest_distance(const char *a, const char *b);

/* Whether `candidate` is near enough to `word` to be meant by it: a third of its letters may be wrong. */
size_t suggest_limit(const char *word);

#endif
