/* The order in which locks are taken: a graph whose edges say "took this one while it held that one".
 *
 * A circle in it is a deadlock that did not happen this time. It is told only when it could happen: its edges
 * are of different actors, no lock that two of them held keeps them apart (a gate), and nothing but the locks
 * themselves orders them. An acquire that may give up closes no circle. Each circle of places is told once.
 */
#ifndef MODEL_LOCKORDER_H
#define MODEL_LOCKORDER_H

#include "model/findings.h"

struct lockorder;

struct lockorder *lockorder_new(void);
void lockorder_free(struct lockorder *lockorder);

/* Folds one event; `model` is at the moment just after it. A circle that was not told yet is added to
 * `found`. */
void lockorder_apply(struct findings *found, struct lockorder *lockorder, const struct model *model,
		     const struct log_event *event);

#endif
