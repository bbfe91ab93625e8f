/* Each strand has a clock, each object a relay: what those left there who let others go. An op takes from its
 * object, leaves there, or both: edges.c says which. A queue passes on more finely: what was known when an
 * item was put goes with that item, and, when there is a bound, what was known when room was made goes to
 * those who fill it.
 *
 * Invariant: the stamps of a queue's items stand in the order of the model's items, one for each. */
#include "model/edges.h"

#include <stdlib.h>

#include "model/grow.h"

#ifdef IL_TEST_CONSTANTS
enum { BYTES_MAX = 1 << 20 };
#else
enum { BYTES_MAX = 1 << 26 };
#endif

/* The stamps of the items in a queue, the next one to come out first, and of all that were ever put. */
struct items {
	struct stamp *stamps;
	uint32_t first, count, room;
	struct relay puts;
};

/* What an object passes on. */
struct passing {
	struct relay relay;
	struct items *items; /* a queue that was used; NULL */
};

struct order {
	enum order_edges edges;
	struct clocks clocks;
	struct stamp *strands; /* index = actor id; time 0: not used yet */
	uint32_t strand_count, strand_room;
	struct passing *objects; /* index = id - LOG_OBJECT_BASE */
	uint32_t object_count, object_room;
	struct stamp nobody; /* stands in for want of memory */
};

/* ---- strands ---- */

/* The strand in which an actor runs: a task's is the thread of its loop. */
static uint32_t strand_of(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);
	const struct model_object *loop = actor ? model_object(model, actor->loop) : NULL;
	return loop && loop->thread != LOG_NONE ? loop->thread : id;
}

static struct stamp *find_strand(struct order *order, const struct model *model, uint32_t actor)
{
	uint32_t id = strand_of(model, actor);
	if (id >= order->strand_count) {
		if (id >= model->actor_count || grow(&order->strands, &order->strand_room, (uint64_t)id + 1,
						     sizeof *order->strands) != 0) {
			order->clocks.lost = true;
			return &order->nobody;
		}
		while (order->strand_count <= id)
			order->strands[order->strand_count++] = (struct stamp){0};
	}
	struct stamp *strand = &order->strands[id];
	if (strand->time == 0)
		*strand = (struct stamp){.strand = id, .time = 1};
	return strand;
}

void order_learn(struct order *order, const struct model *model, uint32_t actor, uint32_t other)
{
	find_strand(order, model, other); /* may move the others */
	struct stamp *self = find_strand(order, model, actor);
	struct stamp *from = find_strand(order, model, other);
	if (from == self)
		return;
	clocks_learn(&order->clocks, self, from);
	from->time++;
}

/* ---- objects ---- */

static struct passing *find_object(struct order *order, const struct model *model, uint32_t id)
{
	if (!model_object(model, id))
		return NULL;
	uint32_t index = id - LOG_OBJECT_BASE;
	if (index >= order->object_count) {
		uint64_t need = (uint64_t)index + 1;
		if (grow(&order->objects, &order->object_room, need, sizeof *order->objects) != 0) {
			order->clocks.lost = true;
			return NULL;
		}
		while (order->object_count <= index)
			order->objects[order->object_count++] = (struct passing){.items = NULL};
	}
	return &order->objects[index];
}

void order_take(struct order *order, const struct model *model, uint32_t actor, uint32_t id)
{
	const struct passing *object = find_object(order, model, id);
	if (object)
		clocks_take(&order->clocks, find_strand(order, model, actor), &object->relay);
}

void order_leave(struct order *order, const struct model *model, uint32_t actor, uint32_t id)
{
	struct passing *object = find_object(order, model, id);
	if (object)
		clocks_leave(&order->clocks, &object->relay, find_strand(order, model, actor));
}

/* ---- queues ---- */

static bool push_stamp(struct order *order, struct items *items, struct stamp stamp)
{
	if (items->first > 0 && items->first + items->count == items->room) {
		memmove(items->stamps, items->stamps + items->first, items->count * sizeof *items->stamps);
		items->first = 0;
	}
	uint64_t need = (uint64_t)items->first + items->count + 1;
	if (grow(&items->stamps, &items->room, need, sizeof *items->stamps) != 0) {
		order->clocks.lost = true;
		clocks_drop(&order->clocks, &stamp);
		return false;
	}
	items->stamps[items->first + items->count++] = stamp;
	return true;
}

/* The stamps of a queue that held `before` items when it was first used: of those nothing is known. */
static struct items *items_of(struct order *order, struct passing *queue, uint32_t before)
{
	if (queue->items)
		return queue->items;
	queue->items = calloc(1, sizeof *queue->items);
	if (!queue->items)
		order->clocks.lost = true;
	for (uint32_t i = 0; queue->items && i < before; i++)
		if (!push_stamp(order, queue->items, (struct stamp){0}))
			break;
	return queue->items;
}

void order_put(struct order *order, const struct model *model, const struct log_event *event)
{
	const struct model_object *queue = model_object(model, event->object);
	struct passing *object = find_object(order, model, event->object);
	if (!object || queue->type != TYPE_QUEUE || queue->item_count == 0)
		return;
	if (queue->bound > 0)
		order_take(order, model, event->actor, event->object);
	struct items *items = items_of(order, object, queue->item_count - 1);
	struct stamp *self = find_strand(order, model, event->actor);
	if (!items || !push_stamp(order, items, clocks_share(self)))
		return;
	struct stamp *stamps = items->stamps + items->first, last = stamps[items->count - 1];
	if (queue->put_at < items->count - 1) { /* not a queue of first in, first out */
		uint32_t behind = items->count - 1 - queue->put_at;
		memmove(&stamps[queue->put_at + 1], &stamps[queue->put_at], behind * sizeof last);
		stamps[queue->put_at] = last;
	}
	clocks_leave(&order->clocks, &items->puts, self);
}

void order_get(struct order *order, const struct model *model, const struct log_event *event)
{
	const struct model_object *queue = model_object(model, event->object);
	struct passing *object = find_object(order, model, event->object);
	if (!object || queue->type != TYPE_QUEUE)
		return;
	struct items *items = items_of(order, object, queue->item_count + 1);
	if (!items || items->count == 0)
		return;
	struct stamp *item = &items->stamps[items->first];
	clocks_learn(&order->clocks, find_strand(order, model, event->actor), item);
	clocks_drop(&order->clocks, item);
	items->first++;
	items->count--;
	if (queue->bound > 0)
		order_leave(order, model, event->actor, event->object);
}

void order_take_puts(struct order *order, const struct model *model, uint32_t actor, uint32_t queue)
{
	const struct passing *object = find_object(order, model, queue);
	if (object && object->items)
		clocks_take(&order->clocks, find_strand(order, model, actor), &object->items->puts);
}

/* ---- the order ---- */

void order_apply(struct order *order, const struct model *model, const struct log_event *event)
{
	if (event->phase != LOG_ANNOUNCE && event->op < LOG_OP_COUNT && !order->clocks.lost &&
	    model_actor(model, event->actor))
		edges_follow(order, order->edges, model, event);
}

struct order *order_new(enum order_edges edges)
{
	struct order *order = calloc(1, sizeof *order);
	if (!order)
		return NULL;
	order->edges = edges;
	order->clocks.bytes_max = BYTES_MAX;
	order->nobody = (struct stamp){.strand = 0, .time = 1};
	return order;
}

static void free_items(struct clocks *clocks, struct items *items)
{
	if (!items)
		return;
	for (uint32_t i = 0; i < items->count; i++)
		clocks_drop(clocks, &items->stamps[items->first + i]);
	clocks_drop(clocks, &items->puts.last);
	free(items->stamps);
	free(items);
}

void order_free(struct order *order)
{
	if (!order)
		return;
	for (uint32_t i = 0; i < order->strand_count; i++)
		clocks_drop(&order->clocks, &order->strands[i]);
	for (uint32_t i = 0; i < order->object_count; i++) {
		clocks_drop(&order->clocks, &order->objects[i].relay.last);
		free_items(&order->clocks, order->objects[i].items);
	}
	clocks_drop(&order->clocks, &order->nobody);
	free(order->strands);
	free(order->objects);
	free(order);
}

bool order_lost(const struct order *order)
{
	return order->clocks.lost;
}

struct stamp order_now(struct order *order, const struct model *model, uint32_t actor)
{
	return clocks_share(find_strand(order, model, actor));
}

void order_drop(struct order *order, struct stamp *stamp)
{
	clocks_drop(&order->clocks, stamp);
}

struct stamp order_epoch(struct order *order, const struct model *model, uint32_t actor)
{
	const struct stamp *now = find_strand(order, model, actor);
	return (struct stamp){.strand = now->strand, .time = now->time};
}

bool order_before_now(struct order *order, const struct model *model, const struct stamp *stamp,
		      uint32_t actor)
{
	return clocks_before(stamp, find_strand(order, model, actor));
}
