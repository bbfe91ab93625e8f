/* Each strand has a clock, each object a relay: what those left there who let others go. An op takes from its
 * object, leaves there, or both. A queue passes on more finely: what was known when an item was put goes with
 * that item, and, when there is a bound, what was known when room was made goes to those who fill it.
 *
 * Invariant: the stamps of a queue's items stand in the order of the model's items, one for each. */
#include "model/order.h"

#include <stdlib.h>

#include "interleave/status.h"
#include "log/ids.h"
#include "model/grow.h"

#ifdef IL_TEST_CONSTANTS
enum { BYTES_MAX = 1 << 20 };
#else
enum { BYTES_MAX = 1 << 26 };
#endif

/* The stamps of the items in a queue, oldest first, and of all that were ever put. */
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

/* All that `other` has done and known happened before what `actor` does from now on. */
static void learn_from(struct order *order, const struct model *model, uint32_t actor, uint32_t other)
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

static void take_from(struct order *order, const struct model *model, uint32_t actor, uint32_t id)
{
	const struct passing *object = find_object(order, model, id);
	if (object)
		clocks_take(&order->clocks, find_strand(order, model, actor), &object->relay);
}

static void leave_at(struct order *order, const struct model *model, uint32_t actor, uint32_t id)
{
	struct passing *object = find_object(order, model, id);
	if (object)
		clocks_leave(&order->clocks, &object->relay, find_strand(order, model, actor));
}

static void take(struct order *order, const struct model *model, const struct log_event *event)
{
	take_from(order, model, event->actor, event->object);
}

static void leave(struct order *order, const struct model *model, const struct log_event *event)
{
	leave_at(order, model, event->actor, event->object);
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

static void after_put(struct order *order, const struct model *model, const struct log_event *event)
{
	const struct model_object *queue = model_object(model, event->object);
	struct passing *object = find_object(order, model, event->object);
	if (!object || queue->type != TYPE_QUEUE || queue->item_count == 0)
		return;
	if (queue->bound > 0)
		take(order, model, event);
	struct items *items = items_of(order, object, queue->item_count - 1);
	struct stamp *self = find_strand(order, model, event->actor);
	if (!items || !push_stamp(order, items, clocks_share(self)))
		return;
	clocks_leave(&order->clocks, &items->puts, self);
}

static void after_get(struct order *order, const struct model *model, const struct log_event *event)
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
		leave(order, model, event);
}

/* ---- executors and futures ---- */

/* A future carries what was known at its submit to who runs it, and what was known when it was settled to who
 * asks for it. */
static uint32_t future_in(const struct log_event *event)
{
	return (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT ? (uint32_t)event->value : LOG_NONE;
}

static void leave_at_future(struct order *order, const struct model *model, const struct log_event *event)
{
	leave_at(order, model, event->actor, future_in(event));
}

/* One that finds nothing knows that the executor was shut down. */
static void take_from_future(struct order *order, const struct model *model, const struct log_event *event)
{
	uint32_t future = future_in(event);
	take_from(order, model, event->actor, future != LOG_NONE ? future : event->object);
}

static void take_from_settled(struct order *order, const struct model *model, const struct log_event *event)
{
	struct ids ids = ids_begin(log_text(model->log, event->text));
	for (uint32_t id; ids_next(&id, &ids);) {
		const struct model_object *future = model_object(model, id);
		if (future && future->settled_at != 0)
			take_from(order, model, event->actor, id);
	}
}

/* ---- starts and ends ---- */

static void after_start(struct order *order, const struct model *model, const struct log_event *event)
{
	if (model_actor(model, event->object))
		learn_from(order, model, event->object, event->actor);
}

/* With a process all of its threads have ended. */
static void learn_from_ended(struct order *order, const struct model *model, uint32_t actor, uint32_t ended)
{
	const struct model_actor *other = model_actor(model, ended);
	if (!other || other->id == actor || !model_ended(other))
		return;
	learn_from(order, model, actor, ended);
	for (uint32_t i = 0; other->kind == TYPE_PROCESS && i < model->actor_count; i++)
		if (model->actors[i].kind && model->actors[i].process == ended)
			learn_from(order, model, actor, i);
}

static void after_join(struct order *order, const struct model *model, const struct log_event *event)
{
	learn_from_ended(order, model, event->actor, event->object);
}

/* Of several processes, whose ids are its text. */
static void after_process_wait(struct order *order, const struct model *model, const struct log_event *event)
{
	const char *text = log_text(model->log, event->text);
	for (char *end; *text; text = end) {
		uint32_t id = (uint32_t)strtoul(text, &end, 10);
		if (end == text)
			return;
		learn_from_ended(order, model, event->actor, id);
	}
}

/* ---- pools of processes ---- */

static void take_via(struct order *order, const struct model *model, const struct log_event *event)
{
	take_from(order, model, event->actor, event->via);
}

static void leave_via(struct order *order, const struct model *model, const struct log_event *event)
{
	leave_at(order, model, event->actor, event->via);
}

/* The helper is behind the result whose callback it calls, or the worker whose end it has seen. */
static void after_tend(struct order *order, const struct model *model, const struct log_event *event)
{
	learn_from_ended(order, model, event->actor, event->via);
	take_via(order, model, event);
}

static void after_pool_join(struct order *order, const struct model *model, const struct log_event *event)
{
	for (uint32_t i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind && model->actors[i].pool == event->object)
			learn_from_ended(order, model, event->actor, i);
}

/* ---- the table ---- */

/* What an op that nobody has thought of does: it orders all who do it on one object, and an actor that has
 * ended is behind whoever asks for it. */
static void after_any(struct order *order, const struct model *model, const struct log_event *event)
{
	learn_from_ended(order, model, event->actor, event->object);
	take(order, model, event);
	leave(order, model, event);
}

/* To ask for a state is to be behind those who made it so. */
static void after_query(struct order *order, const struct model *model, const struct log_event *event)
{
	const struct passing *object = find_object(order, model, event->object);
	learn_from_ended(order, model, event->actor, event->object);
	take(order, model, event);
	if (object && object->items)
		clocks_take(&order->clocks, find_strand(order, model, event->actor), &object->items->puts);
}

static void after_nothing(struct order *order, const struct model *model, const struct log_event *event)
{
	(void)order;
	(void)model;
	(void)event;
}

struct rule {
	/* On DONE, when it went well (to be handed an exception or a cancellation counts); NULL: after_any.
	 */
	void (*done)(struct order *order, const struct model *model, const struct log_event *event);
	bool lock; /* who comes first is chance */
};

static const struct rule RULES[LOG_OP_COUNT] = {
    [OP_OBJECT_NEW] = {after_nothing, false},
    [OP_THREAD_START] = {after_start, false},
    [OP_THREAD_EXIT] = {after_nothing, false},
    [OP_THREAD_JOIN] = {after_join, false},
    [OP_LOCK_ACQUIRE] = {take, true},
    [OP_LOCK_RELEASE] = {leave, true},
    [OP_RLOCK_ACQUIRE] = {take, true},
    [OP_RLOCK_RELEASE] = {leave, true},
    [OP_SEMAPHORE_ACQUIRE] = {take, false},
    [OP_SEMAPHORE_RELEASE] = {leave, false},
    [OP_EVENT_SET] = {leave, false},
    [OP_EVENT_CLEAR] = {after_nothing, false},
    [OP_EVENT_WAIT] = {take, false},
    [OP_CONDITION_WAIT] = {take, false},
    [OP_CONDITION_NOTIFY] = {leave, false},
    [OP_QUEUE_PUT] = {after_put, false},
    [OP_QUEUE_GET] = {after_get, false},
    [OP_QUEUE_TASK_DONE] = {leave, false},
    [OP_QUEUE_JOIN] = {take, false},
    [OP_PROCESS_START] = {after_start, false},
    [OP_PROCESS_EXIT] = {after_nothing, false},
    [OP_PROCESS_CRASH] = {after_nothing, false},
    [OP_PROCESS_JOIN] = {after_join, false},
    [OP_PROCESS_WAIT] = {after_process_wait, false},
    [OP_VAR_READ] = {after_nothing, false},
    [OP_VAR_WRITE] = {after_nothing, false},
    [OP_VALUE_READ] = {after_nothing, false},
    [OP_VALUE_WRITE] = {after_nothing, false},
    [OP_LOOP_READY] = {after_nothing, false},
    [OP_LOOP_TIMER] = {after_nothing, false},
    [OP_TASK_CREATE] = {after_start, false},
    [OP_SLEEP] = {after_nothing, false},
    [OP_POOL_SUBMIT] = {leave_via, false},
    [OP_POOL_MAP] = {leave_via, false},
    [OP_POOL_TAKE] = {take_via, false},
    [OP_POOL_GIVE] = {leave_via, false},
    [OP_POOL_TEND] = {after_tend, false},
    [OP_POOL_DELIVER] = {leave_via, false},
    [OP_POOL_CLOSE] = {after_nothing, false},
    [OP_POOL_TERMINATE] = {after_nothing, false},
    [OP_POOL_JOIN] = {after_pool_join, false},
    [OP_RESULT_GET] = {take, false},
    [OP_RESULT_WAIT] = {take, false},
    [OP_WORK] = {after_nothing, false},
    [OP_EXECUTOR_SUBMIT] = {leave_at_future, false},
    [OP_EXECUTOR_MAP] = {after_nothing, false},
    [OP_EXECUTOR_SHUTDOWN] = {leave, false},
    [OP_EXECUTOR_TAKE] = {take_from_future, false},
    [OP_EXECUTOR_DRAIN] = {take_from_future, false},
    [OP_FUTURE_RESULT] = {take, false},
    [OP_FUTURE_EXCEPTION] = {take, false},
    [OP_FUTURE_WAIT] = {take_from_settled, false},
    [OP_QUERY] = {after_query, false},
    [OP_PRINT] = {after_nothing, false},
};

void order_apply(struct order *order, const struct model *model, const struct log_event *event)
{
	bool went_well =
	    event->result == IL_OK || event->result == IL_RAISED || event->result == IL_CANCELLED;
	if (event->phase == LOG_ANNOUNCE || event->op >= LOG_OP_COUNT || !went_well || order->clocks.lost ||
	    !model_actor(model, event->actor))
		return;
	const struct rule *rule = &RULES[event->op];
	if (rule->lock && order->edges == ORDER_WITHOUT_LOCKS)
		return;
	if (event->phase == LOG_DONE)
		(rule->done ? rule->done : after_any)(order, model, event);
	else if (!rule->done) /* a meeting point: who waits there has come */
		leave(order, model, event);
}

/* ---- the order ---- */

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
