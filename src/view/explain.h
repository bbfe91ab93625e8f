/* Longer sentences: why an actor is where it is, and what a trained eye sees in the whole. */
#ifndef VIEW_EXPLAIN_H
#define VIEW_EXPLAIN_H

#include "view/view.h"

/* The sentence for an insight, in the language of the catalogue. */
void explain_insight(char *out, size_t size, const struct view_input *in, const struct insight *insight);

/* A line that names what the history had shown before the step shown; empty when there is nothing. */
void explain_seen(char *out, size_t size, const struct view_input *in);

#endif
