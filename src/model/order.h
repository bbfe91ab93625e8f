/* What happened before what: the events of a run that order its actors, folded into vector clocks.
 *
 * A run puts all events in one row; only some of that order had to be. Two things that nothing in the program
 * orders could as well have come the other way round. What orders is one table, an op a row; an op that it
 * does not name, on an object, orders all who do it: rather too much than too little, so that nothing is
 * called unordered that is not.
 *
 * The tasks of a loop are one strand: they run on one thread, each from one await to the next. */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include "model/clocks.h"
#include "model/model.h"

/* Which edges count. */
enum order_edges {
	ORDER_ALL,
	ORDER_WITHOUT_LOCKS, /* who got a lock first is chance: it could as well have come the other way round
			      */
};

struct order;

/* An order that begins at this point of a run: of what was before it says nothing. NULL for want of memory.
 */
struct order *order_new(enum order_edges edges);
void order_free(struct order *order);

/* Folds one event; `model` is at the moment just after it. */
void order_apply(struct order *order, const struct model *model, const struct log_event *event);

/* Whether it has given up: it would have taken more memory than the bound, and must not be asked any more. */
bool order_lost(const struct order *order);

/* Now, of the strand of `actor`: a reference, which the caller drops by order_drop. */
struct stamp order_now(struct order *order, const struct model *model, uint32_t actor);
void order_drop(struct order *order, struct stamp *stamp);

/* The same without what it knows: nothing to drop. Enough to ask whether it came before something later. */
struct stamp order_epoch(struct order *order, const struct model *model, uint32_t actor);

/* Whether `stamp` happened before whatever `actor` does now. */
bool order_before_now(struct order *order, const struct model *model, const struct stamp *stamp,
		      uint32_t actor);

#endif
