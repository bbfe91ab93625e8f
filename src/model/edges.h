/* The inside of the order: order.c keeps the clocks, edges.c says what each op does to them. */
#ifndef MODEL_EDGES_H
#define MODEL_EDGES_H

#include "model/order.h"

/* Does to the clocks what the op of this event (blocked or done) orders. */
void edges_follow(struct order *order, enum order_edges edges, const struct model *model,
		  const struct log_event *event);

/* All that `other` has done and known happened before what `actor` does from now on. */
void order_learn(struct order *order, const struct model *model, uint32_t actor, uint32_t other);

/* The actor comes to know what was left at the object `id`, or leaves there what it knows; nothing for an id
 * that is no object. */
void order_take(struct order *order, const struct model *model, uint32_t actor, uint32_t id);
void order_leave(struct order *order, const struct model *model, uint32_t actor, uint32_t id);

/* A put and a get: what its actor knows goes with the item. */
void order_put(struct order *order, const struct model *model, const struct log_event *event);
void order_get(struct order *order, const struct model *model, const struct log_event *event);

/* The actor comes to know what all knew who ever put an item into the queue. */
void order_take_puts(struct order *order, const struct model *model, uint32_t actor, uint32_t queue);

#endif
