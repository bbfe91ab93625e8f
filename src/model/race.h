/* Data races: two accesses to one variable, one of them at least a write, that nothing in the program orders.
 *
 * Found by what happened before what (order.h), not by how it happened to come: so a race shows even in a run
 * that went well. Each pair of places in the source is told once. */
#ifndef MODEL_RACE_H
#define MODEL_RACE_H

#include "model/findings.h"

struct race;

/* Nothing is kept before there is a variable. NULL for want of memory. */
struct race *race_new(void);
void race_free(struct race *race);

/* Folds one event; `model` is at the moment just after it. A race that was not told yet is added to `found`.
 */
void race_apply(struct findings *found, struct race *race, const struct model *model,
		const struct log_event *event);

#endif
