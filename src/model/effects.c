/* What each op changes besides its actor: one function an op or kind of op, and the table of them.
 *
 * They take the state after the op from the event where it carries it, so that one strange event does not
 * spoil those that follow. */
#include <signal.h>
#include <string.h>

#include "interleave/status.h"
#include "model/fold.h"
#include "model/grow.h"

static struct model_item value_of(const struct log_event *event)
{
	return (struct model_item){event->flags & LOG_VALUE_KIND, event->text, event->value, 0};
}

static void new_actor(struct model *model, const struct log_event *event)
{
	const struct model_actor *maker = fold_find_actor(model, event->actor);
	const struct model_actor *parent = fold_find_actor(model, event->via);
	uint32_t process = maker ? maker->process : 0;
	if (event->x == TYPE_THREAD && parent)
		process = parent->process;
	struct model_actor *actor = fold_make_actor(model, event->object);
	if (!actor)
		return;
	actor->kind = (uint8_t)event->x;
	actor->name = event->text;
	actor->daemon = (event->z & 2) != 0;
	actor->pool = event->y > 0 ? (uint32_t)event->y : LOG_NONE;
	actor->process = process;
	if (event->x == TYPE_PROCESS || event->x == TYPE_MAIN) {
		actor->process = event->object;
		actor->parent = event->x == TYPE_PROCESS ? event->via : LOG_NONE;
	}
	if (event->x == TYPE_MAIN)
		fold_actor_goes(model, actor, event);
	struct model_object *loop = fold_find_typed(model, event->via, TYPE_LOOP);
	if (event->x == TYPE_TASK && loop) {
		actor->loop = loop->id;
		loop->tasks++;
	}
}

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
		object->value = value_of(event);
	}
}

static void do_object_new(struct model *model, const struct log_event *event)
{
	if (fold_find_actor(model, event->object) || fold_find_object(model, event->object))
		return;
	if (event->x >= TYPE_MAIN && event->x <= TYPE_TASK)
		new_actor(model, event);
	else if (event->x >= TYPE_LOCK && event->x < LOG_TYPE_COUNT)
		new_object(model, event);
}

static void do_start(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->object);
	if (actor && event->result == IL_START_FAILED)
		actor->pool = LOG_NONE; /* the executor makes another one when it needs it */
	if (!actor || event->result != IL_OK)
		return;
	actor->pid = event->value;
	if (actor->state != ACTOR_NEW)
		return;
	actor->state = ACTOR_RUNNING;
	actor->seq = model->seq;
}

static void do_rename(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->object);
	if (actor && event->result == IL_OK)
		actor->name = event->text;
}

static void do_set_daemon(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->object);
	if (actor)
		actor->daemon = event->x != 0;
}

/* A task is cancelled; a daemon is cut off by the program's end. */
static enum model_state end_state(const struct model_actor *actor, int result)
{
	if (result == IL_CANCELLED)
		return actor->kind == TYPE_TASK ? ACTOR_CANCELLED : ACTOR_KILLED;
	return result == IL_OK ? ACTOR_DONE : ACTOR_FAILED;
}

static void do_actor_end(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (actor && !model_ended(actor))
		fold_end_actor(model, actor, end_state(actor, event->result));
}

static void do_process_end(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (!actor || model_ended(actor))
		return;
	actor->exitcode = event->x;
	fold_end_actor(model, actor, event->x == 0 ? ACTOR_DONE : ACTOR_FAILED);
	if (actor->process == actor->id)
		fold_end_process(model, actor->id);
}

/* A signal that one sends to another, not one that a fault raises. */
static bool from_outside(int64_t signal)
{
	return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP ||
	       signal == SIGQUIT;
}

void fold_tell_to_end(struct model *model, struct model_actor *process, int32_t signal)
{
	process->told = signal;
	for (uint32_t i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind && model->actors[i].process == process->id)
			fold_leave_line(model, &model->actors[i]);
}

static void do_end_process(struct model *model, const struct log_event *event)
{
	struct model_actor *process = fold_find_actor(model, event->object);
	if (!process || event->result != IL_OK || event->x <= 0 || model_ended(process))
		return;
	fold_tell_to_end(model, process, event->x);
}

static void do_crash(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (!actor || model_ended(actor))
		return;
	actor->exitcode = event->x;
	actor->last = *event;
	actor->last_valid = true;
	fold_end_actor(model, actor, from_outside(-(int64_t)event->x) ? ACTOR_KILLED : ACTOR_FAILED);
	if (actor->process == actor->id)
		fold_end_process(model, actor->id);
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
	struct model_item item = value_of(event);
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
	var->value = value_of(event);
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

static void do_loop_run(struct model *model, const struct log_event *event)
{
	struct model_object *loop = fold_find_typed(model, event->object, TYPE_LOOP);
	struct model_actor *thread = fold_find_actor(model, event->actor);
	if (!loop || !thread || model_ended(thread) || event->result != IL_OK)
		return;
	struct model_actor *before = fold_find_actor(model, loop->thread);
	if (before && before->runs == loop->id)
		before->runs = LOG_NONE;
	loop->thread = thread->id;
	thread->runs = loop->id;
}

static void do_turn(struct model *model, const struct log_event *event)
{
	const struct model_actor *thread = fold_find_actor(model, event->actor);
	struct model_object *loop = thread ? fold_find_object(model, thread->runs) : NULL;
	if (!loop)
		return;
	loop->running = LOG_NONE;
	loop->count = 0;
	uint32_t handles = event->x > 0 ? (uint32_t)event->x : 0;
	loop->turn = handles < loop->ready_count ? handles : loop->ready_count;
}

static void do_ready(struct model *model, const struct log_event *event)
{
	fold_join_ready(model, event->object);
	struct model_actor *task = fold_find_actor(model, event->object);
	if (task && task->ready_place > 0 && event->op == OP_LOOP_READY)
		task->notified = true;
}

/* Another thread's call waits for the next turn. */
static void do_call(struct model *model, const struct log_event *event)
{
	struct model_object *loop = fold_find_typed(model, event->object, TYPE_LOOP);
	if (loop && event->z && event->result == IL_OK)
		loop->count++;
}

/* It arrives with the task's next op that ends as cancelled. */
static void do_cancel(struct model *model, const struct log_event *event)
{
	struct model_actor *task = fold_find_actor(model, event->object);
	if (task && task->kind == TYPE_TASK && event->x != 0 && !model_ended(task))
		task->cancelling = true;
}

/* A future that is finished by hand: who waits for it is made ready by events of its own. */
static void do_settle(struct model *model, const struct log_event *event)
{
	struct model_object *future = fold_find_typed(model, event->object, TYPE_FUTURE);
	if (future)
		future->value = value_of(event);
}

/* Tasks that have not ended by then never will: the loop cancelled them. */
static void do_close(struct model *model, const struct log_event *event)
{
	struct model_object *loop = fold_find_typed(model, event->object, TYPE_LOOP);
	if (!loop)
		return;
	for (uint32_t i = 0; i < model->actor_count && loop->tasks > 0; i++) {
		struct model_actor *task = &model->actors[i];
		if (task->kind == TYPE_TASK && task->loop == loop->id && !model_ended(task))
			fold_end_actor(model, task, ACTOR_CANCELLED);
	}
	fold_shut_sockets(model, LOG_NONE, loop->id);
	struct model_actor *thread = fold_find_actor(model, loop->thread);
	if (thread && thread->runs == loop->id) {
		fold_end_turn(model, thread);
		thread->runs = LOG_NONE;
	}
	loop->thread = LOG_NONE;
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
        [OP_THREAD_START] = {.done = do_start},
        [OP_THREAD_EXIT] = {.done = do_actor_end},
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
        [OP_PROCESS_START] = {.done = do_start},
        [OP_PROCESS_EXIT] = {.done = do_process_end},
        [OP_PROCESS_CRASH] = {.passive = true, .done = do_crash},
        [OP_VAR_READ] = {.done = do_var},
        [OP_VAR_WRITE] = {.done = do_var},
        [OP_LOOP_RUN] = {.done = do_loop_run},
        [OP_LOOP_TURN] = {.done = do_turn},
        [OP_LOOP_TIMER] = {.passive = true},
        [OP_LOOP_READY] = {.passive = true, .done = do_ready},
        [OP_LOOP_CLOSE] = {.done = do_close},
        [OP_TASK_CREATE] = {.done = do_ready},
        [OP_TASK_AWAIT] = {.has_line = true},
        [OP_TASK_DONE] = {.done = do_actor_end},
        [OP_TASK_CANCEL] = {.done = do_cancel},
        [OP_FUTURE_SETTLE] = {.done = do_settle},
        [OP_LOOP_CALL] = {.done = do_call},
        [OP_LOOP_CALLBACK] = {.passive = true},
        [OP_LOOP_SLOW] = {.passive = true},
        [OP_LOOP_EXCEPTION] = {.passive = true},
        [OP_CLOCK_ADVANCE] = {.done = do_clock},
        [OP_SLEEP] = {.waits = ACTOR_SLEEPING},
        [OP_OUTPUT_RAW] = {.passive = true},
        [OP_CONTROL_PAUSE] = {.done = do_pause},
        [OP_CONTROL_RESUME] = {.done = do_pause},
        [OP_EXIT] = {.done = do_process_end},
        [OP_PROMISE] = {.done = do_promise},
        [OP_BARRIER_WAIT] = {.has_line = true, .blocked = do_barrier, .done = do_barrier},
        [OP_BARRIER_ENTER] = {.done = do_barrier},
        [OP_BARRIER_ACTION] = {.done = do_barrier},
        [OP_BARRIER_RESET] = {.has_line = true, .done = do_barrier},
        [OP_BARRIER_ABORT] = {.has_line = true, .done = do_barrier},
        [OP_THREAD_RENAME] = {.done = do_rename},
        [OP_THREAD_SET_DAEMON] = {.done = do_set_daemon},
        [OP_PROCESS_RENAME] = {.done = do_rename},
        [OP_PROCESS_SET_DAEMON] = {.done = do_set_daemon},
        [OP_PROCESS_TERMINATE] = {.done = do_end_process},
        [OP_PROCESS_KILL] = {.done = do_end_process},
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
