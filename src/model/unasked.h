/* Exceptions that nobody looked at: of futures, of results of a pool, of tasks.
 *
 * Whoever asks for the outcome gets the exception; if nobody does, it is lost without a word. For a future or
 * a result that is certain when its process has ended, for a task when its loop closes and complains. */
#ifndef MODEL_UNASKED_H
#define MODEL_UNASKED_H

#include "model/findings.h"

struct unasked;

struct unasked *unasked_new(void);
void unasked_free(struct unasked *unasked);

/* Folds one event; `model` is at the moment just after it. What is lost by it is added to `found`. */
void unasked_apply(struct findings *found, struct unasked *unasked, const struct model *model,
		   const struct log_event *event);

#endif
