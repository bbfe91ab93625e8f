/* What each op changes besides its actor: one function an op or kind of op, and the table of them.
 *
 * They take the state after the op from the event where it carries it, so that one strange event does not
 * spoil those that follow. */
#include <string.h>

#include "interleave/status.h"
#include "model/fold.h"
#include "model/grow.h"

void fold_push_item(struct model_object *queue, struct model_item item)
{
	if (grow_row(&queue->item_store, &queue->items, &queue->item_room, queue->item_count, sizeof item) == 0)
		queue->items[queue->item_count++] = item;
}

void fold_pop_item(struct model_object *queue)
{
	if (queue->item_count == 0)
		return;
	queue->items++;
	if (--queue->item_count == 0)
		queue->items = queue->item_store;
}

/* At a fork: the state and the holder are copied, the line is empty. */
static void clone_state(struct model *model, struct model_object *clone, int64_t from)
{
	uint32_t id = from >= 0 && from < LOG_NONE ? (uint32_t)from : LOG_NONE;
	const struct model_object *origin = fold_find_object(model, id);
	clone->cloned_from = origin ? origin->id : LOG_NONE;
	if (!origin || origin == clone || origin->type != clone->type)
		return;
	clone->owner = origin->owner;
	clone->barrier = origin->barrier;
	clone->owner_site = origin->owner_site;
	clone->count = origin->count;
	clone->value = origin->value;
	clone->writer = origin->writer;
	clone->state = origin->state;
	clone->settled_at = origin->settled_at;
	clone->workers = origin->workers;
	clone->busy = origin->busy;
	clone->closed = origin->closed;
	for (uint32_t i = 0; i < origin->item_count; i++)
		fold_push_item(clone, origin->items[i]);
}

static void new_object(struct model *model, const struct log_event *event)
{
	const struct model_actor *maker = fold_find_actor(model, event->actor);
	struct model_object *object = fold_make_object(model, event->object);
	if (!object)
		return;
	object->type = (uint8_t)event->x;
	object->shared = (event->z & 1) != 0;
	object->unjoinable = (event->z & 4) != 0;
	object->order = (uint8_t)(event->x == TYPE_QUEUE ? log_queue_order(event->z) : QUEUE_IS_FIFO);
	object->name = event->text;
	object->process = maker ? maker->process : 0;
	object->bound = event->y;
	if (event->x == TYPE_SEMAPHORE || event->x == TYPE_BOUNDED_SEMAPHORE)
		object->count = event->y;
	if (event->x == TYPE_CONDITION || event->x == TYPE_VALUE || event->x == TYPE_RESULT)
		object->lock = event->via;
	if (event->x == TYPE_FUTURE && event->y == 0 && event->via >= LOG_OBJECT_BASE)
		object->lock = event->via;
	if (event->x == TYPE_FUTURE && (event->flags & LOG_VALUE_KIND) == VALUE_NONE)
		object->members = (uint32_t)event->value;
	if (event->x == TYPE_SERVER || event->x == TYPE_CONNECTION)
		object->process = event->via; /* a server's end is the server's, whoever connects */
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT) {
		const struct model_object *lock = fold_find_object(model, event->via);
		object->process = event->x == TYPE_CONDITION ? (lock ? lock->process : 0) : event->via;
		clone_state(model, object, event->value);
	} else if (event->x == TYPE_VAR || event->x == TYPE_VALUE) {
		object->value = model_value_of(event);
	}
}

static void do_object_new(struct model *model, const struct log_event *event)
{
	if (fold_find_actor(model, event->object) || fold_find_object(model, event->object))
		return;
	if (event->x >= TYPE_MAIN && event->x <= TYPE_TASK)
		fold_new_actor(model, event);
	else if (event->x >= TYPE_LOCK && event->x < LOG_TYPE_COUNT)
		new_object(model, event);
}

static void do_lock(struct model *model, const struct log_event *event)
{
	struct model_object *lock = fold_find_object(model, event->object);
	if (!lock || (lock->type != TYPE_LOCK && lock->type != TYPE_RLOCK))
		return;
	if (lock->owner == LOG_NONE)
		lock->owner_site = event->site;
	lock->owner = event->x >= 0 && event->x < FOLD_ACTORS_MAX ? (uint32_t)event->x : LOG_NONE;
	lock->count = event->y;
}

/* A semaphore's value, an event's flag. */
static void do_count(struct model *model, const struct log_event *event)
{
	struct model_object *object = fold_find_object(model, event->object);
	if (object && (object->type == TYPE_SEMAPHORE || object->type == TYPE_BOUNDED_SEMAPHORE ||
	               object->type == TYPE_EVENT))
		object->count = event->x;
}

/* Marks the `most` oldest of the line that have no mark yet. A loop's task that is ready already has been cancelled. */
static void mark_waiters(struct model *model, struct model_object *object, int64_t most)
{
	object->woken_count = 0;
	object->woken = LOG_NONE;
	for (uint32_t i = 0; i < object->line_count && object->woken_count < most; i++) {
		struct model_actor *waiter = fold_find_actor(model, object->line[i]);
		if (waiter && !waiter->notified && waiter->ready_place == 0) {
			waiter->notified = true;
			object->woken_count++;
			object->woken = waiter->id;
		}
	}
}

static void do_event_set(struct model *model, const struct log_event *event)
{
	struct model_object *object = fold_find_typed(model, event->object, TYPE_EVENT);
	if (!object)
		return;
	object->count = event->x;
	mark_waiters(model, object, INT64_MAX);
}

static void do_notify(struct model *model, const struct log_event *event)
{
	struct model_object *condition = fold_find_typed(model, event->object, TYPE_CONDITION);
	if (!condition || event->result != IL_OK)
		return;
	mark_waiters(model, condition, event->y);
	condition->notified_by = event->actor;
	condition->notified_site = event->site;
}

/* Where an item comes to stand: the next one to come out is the first. */
static uint32_t place_of(const struct model_object *queue, int32_t priority)
{
	uint32_t at = queue->item_count;
	if (queue->order == QUEUE_IS_LIFO)
		return 0;
	while (queue->order == QUEUE_HAS_PRIORITIES && at > 0 && queue->items[at - 1].priority > priority)
		at--;
	return at;
}

static void insert_item(struct model_object *queue, const struct log_event *event)
{
	uint32_t before = queue->item_count, at = place_of(queue, event->z);
	struct model_item item = model_value_of(event);
	item.priority = event->z;
	fold_push_item(queue, item);
	if (queue->item_count == before)
		return; /* no memory */
	memmove(&queue->items[at + 1], &queue->items[at], (before - at) * sizeof item);
	queue->items[at] = item;
	queue->put_at = at;
}

static void do_put(struct model *model, const struct log_event *event)
{
	struct model_object *queue = fold_find_typed(model, event->object, TYPE_QUEUE);
	if (!queue)
		return;
	queue->count = event->y;
	if (event->result == IL_OK)
		insert_item(queue, event);
}

static void do_get(struct model *model, const struct log_event *event)
{
	struct model_object *queue = fold_find_typed(model, event->object, TYPE_QUEUE);
	if (!queue)
		return;
	queue->count = event->y;
	if (event->result == IL_OK)
		fold_pop_item(queue);
}

static void do_unfinished(struct model *model, const struct log_event *event)
{
	struct model_object *queue = fold_find_typed(model, event->object, TYPE_QUEUE);
	if (queue)
		queue->count = event->y;
}

static void do_var(struct model *model, const struct log_event *event)
{
	struct model_object *var = fold_find_object(model, event->object);
	if (!var || (var->type != TYPE_VAR && var->type != TYPE_VALUE) || event->result != IL_OK)
		return;
	var->value = model_value_of(event);
	if (event->op == OP_VAR_WRITE || event->op == OP_VALUE_WRITE)
		var->writer = event->actor;
}

static void do_barrier(struct model *model, const struct log_event *event)
{
	struct model_object *barrier = fold_find_typed(model, event->object, TYPE_BARRIER);
	if (!barrier || event->z < BARRIER_FILLS || event->z > BARRIER_BROKEN)
		return;
	bool opens = event->op == OP_BARRIER_WAIT && event->phase == LOG_DONE && event->result == IL_OK &&
	             event->value + 1 == event->y;
	barrier->count = event->x;
	barrier->barrier = (uint8_t)event->z;
	barrier->owner = event->op == OP_BARRIER_ACTION          ? event->actor
	                 : barrier->barrier == BARRIER_ACTS ? barrier->owner
	                                                         : LOG_NONE;
	barrier->rounds += opens;
}

static void do_clock(struct model *model, const struct log_event *event)
{
	if (event->value > model->now)
		model->now = event->value;
}

static void do_pause(struct model *model, const struct log_event *event)
{
	model->paused = event->op == OP_CONTROL_PAUSE;
}

static void do_promise(struct model *model, const struct log_event *event)
{
	if (event->result == IL_BROKEN && model->broken == 0)
		model->broken = event->text;
}

/* ---- the table ---- */

static const struct fold_rule RULES[LOG_OP_COUNT] = {
        [OP_OBJECT_NEW] = {.done = do_object_new},
        [OP_THREAD_START] = {.done = fold_start},
        [OP_THREAD_EXIT] = {.done = fold_actor_ends},
        [OP_LOCK_ACQUIRE] = {.waits = ACTOR_BLOCKED, .has_line = true, .done = do_lock},
        [OP_LOCK_RELEASE] = {.done = do_lock},
        [OP_RLOCK_ACQUIRE] = {.waits = ACTOR_BLOCKED, .has_line = true, .done = do_lock},
        [OP_RLOCK_RELEASE] = {.done = do_lock},
        [OP_SEMAPHORE_ACQUIRE] = {.waits = ACTOR_BLOCKED, .has_line = true, .done = do_count},
        [OP_SEMAPHORE_RELEASE] = {.done = do_count},
        [OP_EVENT_SET] = {.done = do_event_set},
        [OP_EVENT_CLEAR] = {.done = do_count},
        [OP_EVENT_WAIT] = {.has_line = true, .done = do_count},
        [OP_CONDITION_WAIT] = {.has_line = true},
        [OP_CONDITION_NOTIFY] = {.done = do_notify},
        [OP_QUEUE_PUT] = {.has_line = true, .done = do_put},
        [OP_QUEUE_GET] = {.has_line = true, .done = do_get},
        [OP_QUEUE_TASK_DONE] = {.done = do_unfinished},
        [OP_QUEUE_JOIN] = {.has_line = true, .done = do_unfinished},
        [OP_PROCESS_START] = {.done = fold_start},
        [OP_PROCESS_EXIT] = {.done = fold_process_ends},
        [OP_PROCESS_CRASH] = {.passive = true, .done = fold_crash},
        [OP_VAR_READ] = {.done = do_var},
        [OP_VAR_WRITE] = {.done = do_var},
        [OP_LOOP_RUN] = {.done = fold_loop_run},
        [OP_LOOP_TURN] = {.done = fold_loop_turn},
        [OP_LOOP_TIMER] = {.passive = true},
        [OP_LOOP_READY] = {.passive = true, .done = fold_ready},
        [OP_LOOP_CLOSE] = {.done = fold_loop_close},
        [OP_TASK_CREATE] = {.done = fold_ready},
        [OP_TASK_AWAIT] = {.has_line = true},
        [OP_TASK_DONE] = {.done = fold_actor_ends},
        [OP_TASK_CANCEL] = {.done = fold_cancel_task},
        [OP_FUTURE_SETTLE] = {.done = fold_settle},
        [OP_LOOP_CALL] = {.done = fold_loop_call},
        [OP_LOOP_CALLBACK] = {.passive = true},
        [OP_LOOP_SLOW] = {.passive = true},
        [OP_LOOP_EXCEPTION] = {.passive = true},
        [OP_CLOCK_ADVANCE] = {.done = do_clock},
        [OP_SLEEP] = {.waits = ACTOR_SLEEPING},
        [OP_OUTPUT_RAW] = {.passive = true},
        [OP_CONTROL_PAUSE] = {.done = do_pause},
        [OP_CONTROL_RESUME] = {.done = do_pause},
        [OP_EXIT] = {.done = fold_process_ends},
        [OP_PROMISE] = {.done = do_promise},
        [OP_BARRIER_WAIT] = {.has_line = true, .blocked = do_barrier, .done = do_barrier},
        [OP_BARRIER_ENTER] = {.done = do_barrier},
        [OP_BARRIER_ACTION] = {.done = do_barrier},
        [OP_BARRIER_RESET] = {.has_line = true, .done = do_barrier},
        [OP_BARRIER_ABORT] = {.has_line = true, .done = do_barrier},
        [OP_THREAD_RENAME] = {.done = fold_rename},
        [OP_THREAD_SET_DAEMON] = {.done = fold_set_daemon},
        [OP_PROCESS_RENAME] = {.done = fold_rename},
        [OP_PROCESS_SET_DAEMON] = {.done = fold_set_daemon},
        [OP_PROCESS_TERMINATE] = {.done = fold_told_to_end},
        [OP_PROCESS_KILL] = {.done = fold_told_to_end},
        [OP_POOL_SUBMIT] = {.done = fold_ask_pool},
        [OP_POOL_MAP] = {.done = fold_ask_pool},
        [OP_POOL_TAKE] = {.has_line = true, .done = fold_take_chunk},
        [OP_POOL_GIVE] = {.done = fold_give_chunk},
        [OP_POOL_TEND] = {.has_line = true, .done = fold_tend_pool},
        [OP_POOL_DELIVER] = {.done = fold_deliver},
        [OP_POOL_CLOSE] = {.done = fold_close_pool},
        [OP_POOL_TERMINATE] = {.done = fold_terminate_pool},
        [OP_POOL_JOIN] = {.has_line = true},
        [OP_RESULT_GET] = {.has_line = true},
        [OP_RESULT_WAIT] = {.has_line = true},
        [OP_VALUE_READ] = {.waits = ACTOR_BLOCKED, .via_line = true, .done = do_var},
        [OP_VALUE_WRITE] = {.waits = ACTOR_BLOCKED, .via_line = true, .done = do_var},
        [OP_EXECUTOR_SUBMIT] = {.done = fold_submit},
        [OP_EXECUTOR_MAP] = {.done = fold_executor},
        [OP_EXECUTOR_SHUTDOWN] = {.done = fold_shutdown},
        [OP_EXECUTOR_TAKE] = {.has_line = true, .done = fold_take, .block = fold_executor},
        [OP_EXECUTOR_DRAIN] = {.done = fold_take},
        [OP_EXECUTOR_BREAK] = {.done = fold_executor},
        [OP_FUTURE_RUN] = {.done = fold_future_run},
        [OP_FUTURE_SET_RESULT] = {.done = fold_future_set},
        [OP_FUTURE_SET_EXCEPTION] = {.done = fold_future_set},
        [OP_FUTURE_CANCEL] = {.done = fold_future_cancel},
        [OP_FUTURE_RESULT] = {.has_line = true},
        [OP_FUTURE_EXCEPTION] = {.has_line = true},
        [OP_LOOP_POLL] = {.passive = true, .done = fold_poll},
        [OP_SOCKET_LISTEN] = {.has_line = true, .done = fold_listen},
        [OP_SOCKET_CONNECT] = {.has_line = true, .block = fold_connect, .done = fold_connected},
        [OP_SOCKET_ACCEPT] = {.done = fold_accept},
        [OP_SOCKET_OPEN] = {.done = fold_open},
        [OP_SOCKET_RECEIVE] = {.done = fold_receive},
        [OP_SOCKET_READ] = {.has_line = true, .block = fold_read, .done = fold_read},
        [OP_SOCKET_WRITE] = {.done = fold_write},
        [OP_SOCKET_SEND] = {.done = fold_write},
        [OP_SOCKET_DRAIN] = {.has_line = true},
        [OP_SOCKET_WRITE_EOF] = {.done = fold_write_eof},
        [OP_SOCKET_CLOSE] = {.done = fold_close},
        [OP_SOCKET_LOST] = {.done = fold_lost},
        [OP_SOCKET_WAIT_CLOSED] = {.has_line = true},
};

const struct fold_rule *fold_rule(unsigned op)
{
	return &RULES[op];
}
