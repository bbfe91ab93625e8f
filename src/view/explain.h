/* Longer sentences: why an actor is where it is, and what a trained eye sees in the whole. */
#ifndef VIEW_EXPLAIN_H
#define VIEW_EXPLAIN_H

#include "view/phrase.h"
#include "view/view.h"

/* ---- why (explain.c) ---- */

/* How a reason is put: %1$s who, %2$s the object, %3$s for whom it waits, %4$s a time, %5$s what it is about to do, %6$s a place or
 * number. A message, not translated yet. */
const char *explain_reason(enum why why);

/* Adds the sentences for one link of a chain: why the actor `id` is where it is. */
void explain_link(struct phrase *out, const struct view_input *in, uint32_t id, const struct why_not *why);

/* ---- what is wrong (explain_insight.c) ---- */

/* The sentence for an insight, in the language of the catalogue. */
void explain_insight(char *out, size_t size, const struct view_input *in, const struct insight *insight);

/* A line that names what the history had shown before the step shown; empty when there is nothing. */
void explain_seen(char *out, size_t size, const struct view_input *in);

#endif
