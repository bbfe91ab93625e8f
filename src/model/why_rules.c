/* What each op waits for: one rule an op, the same as the engine's `can`, and the table of them. Of an op that is announced a rule
 * says what it would wait for. An object that the log never made holds nobody up. */
#include <stdlib.h>

#include "model/why.h"

static struct why_not wait_lock_of(const struct model *model, const struct model_actor *actor, uint32_t id)
{
	const struct model_object *lock = model_object(model, id);
	if (!lock || lock->owner == LOG_NONE || (lock->type == TYPE_RLOCK && lock->owner == actor->id))
		return CAN_GO;
	return because(WHY_LOCK_HELD, lock->id, lock->owner);
}

static struct why_not wait_lock(const struct model *model, const struct model_actor *actor)
{
	return wait_lock_of(model, actor, actor->at.object);
}

/* A value's lock; a raw one has none. */
static struct why_not wait_value(const struct model *model, const struct model_actor *actor)
{
	return wait_lock_of(model, actor, actor->at.via);
}

static struct why_not wait_semaphore(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *semaphore = model_object(model, actor->at.object);
	if (!semaphore || semaphore->count > 0)
		return CAN_GO;
	return because(WHY_SEMAPHORE_ZERO, semaphore->id, LOG_NONE);
}

static struct why_not wait_event(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *event = model_object(model, actor->at.object);
	if (!event || event->count || actor->notified)
		return CAN_GO;
	return because(WHY_EVENT_UNSET, event->id, LOG_NONE);
}

/* A notify, or the deadline, and then the lock: the deadline does not pass that by. */
static struct why_not wait_condition(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *condition = model_object(model, actor->at.object);
	if (!condition)
		return CAN_GO;
	if (!actor->notified && !why_late(model, actor))
		return because(WHY_NOT_NOTIFIED, condition->id, LOG_NONE);
	const struct model_object *lock = model_object(model, condition->lock);
	if (!lock || lock->owner == LOG_NONE)
		return CAN_GO;
	return because(WHY_NOTIFIED_LOCK_HELD, lock->id, lock->owner);
}

static struct why_not wait_get(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *queue = model_object(model, actor->at.object);
	if (!queue || queue->item_count > 0)
		return CAN_GO;
	return because(WHY_QUEUE_EMPTY, queue->id, LOG_NONE);
}

static struct why_not wait_put(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *queue = model_object(model, actor->at.object);
	if (!queue || queue->bound <= 0 || queue->item_count < (uint32_t)queue->bound)
		return CAN_GO;
	return because(WHY_QUEUE_FULL, queue->id, LOG_NONE);
}

/* Those inside wait for the others, those outside until the round is over; an announced one says by its x where it
 * stands. */
static struct why_not wait_barrier(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *barrier = model_object(model, actor->at.object);
	const struct log_event *at = &actor->at;
	bool announced = at->phase == LOG_ANNOUNCE;
	bool inside = announced ? at->x == 1 : (at->flags & LOG_VALUE_KIND) == VALUE_INT;
	if (!barrier || (announced && at->x == 2))
		return CAN_GO;
	bool fills = barrier->barrier == BARRIER_FILLS, acts = barrier->barrier == BARRIER_ACTS;
	bool last = announced && barrier->count + 1 == barrier->bound;
	if (inside ? !fills && !acts : barrier->barrier == BARRIER_BROKEN || (fills && (!announced || last)))
		return CAN_GO;
	if (acts)
		return because(WHY_BARRIER_ACTS, barrier->id, barrier->owner);
	return because(fills ? WHY_BARRIER_FILLS : WHY_BARRIER_CLOSED, barrier->id, LOG_NONE);
}

/* The action runs under the barrier's lock. */
static struct why_not wait_action(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *barrier = model_object(model, actor->at.object);
	if (!barrier || barrier->barrier != BARRIER_ACTS)
		return CAN_GO;
	return because(WHY_BARRIER_ACTS, barrier->id, barrier->owner);
}

static struct why_not wait_finished(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *queue = model_object(model, actor->at.object);
	if (!queue || queue->count <= 0)
		return CAN_GO;
	return because(WHY_UNFINISHED, queue->id, LOG_NONE);
}

/* Any other join ends at once: of a thread that a fork has left behind, or of a process that is no child; and of a main
 * thread that waits only for others any more. */
static bool can_be_joined(const struct model_actor *other, const struct model_actor *actor)
{
	if (actor->at.op == OP_PROCESS_JOIN)
		return other->parent == actor->process;
	bool leaves = other->at_valid && other->at.phase == LOG_BLOCK &&
	              (other->at.op == OP_EXIT || other->at.op == OP_PROCESS_EXIT);
	return other->process == actor->process && !leaves;
}

static struct why_not wait_end(const struct model *model, const struct model_actor *actor)
{
	const struct model_actor *other = model_actor(model, actor->at.object);
	if (!other || model_ended(other) || !can_be_joined(other, actor))
		return CAN_GO;
	return because(WHY_NOT_ENDED, LOG_NONE, other->id);
}

/* The set is a text of ids. */
static struct why_not wait_any(const struct model *model, const struct model_actor *actor)
{
	const char *text = log_text(model->log, actor->at.text);
	uint32_t first = LOG_NONE;
	for (char *end; *text; text = end) {
		uint32_t id = (uint32_t)strtoul(text, &end, 10);
		const struct model_actor *other = end != text ? model_actor(model, id) : NULL;
		if (!other || model_ended(other))
			return CAN_GO;
		first = first == LOG_NONE ? id : first;
	}
	return first == LOG_NONE ? CAN_GO : because(WHY_NOT_ENDED, LOG_NONE, first);
}

static struct why_not wait_others(const struct model *model, const struct model_actor *actor)
{
	for (uint32_t i = 0; i < model->actor_count; i++) {
		const struct model_actor *other = &model->actors[i];
		bool thread = other->kind == TYPE_THREAD && other->process == actor->process && !other->daemon;
		bool child = other->kind == TYPE_PROCESS && other->parent == actor->process;
		if ((thread || child) && other->state != ACTOR_NEW && !model_ended(other))
			return because(WHY_THREADS_LEFT, LOG_NONE, other->id);
	}
	return CAN_GO;
}

static struct why_not wait_sleep(const struct model *model, const struct model_actor *actor)
{
	(void)model;
	(void)actor;
	return because(WHY_SLEEPS, LOG_NONE, LOG_NONE);
}

/* A loop's future that follows an executor's: whoever runs that one. */
static uint32_t who_runs(const struct model *model, uint32_t awaited)
{
	const struct model_object *future = model_object(model, awaited);
	const struct model_object *source = future ? model_object(model, future->lock) : NULL;
	return source && source->type == TYPE_FUTURE ? source->owner : LOG_NONE;
}

/* An announced await says by its x whether what it awaits is done. */
static struct why_not wait_task(const struct model *model, const struct model_actor *actor)
{
	uint32_t awaited = actor->at.object;
	const struct model_actor *task = model_actor(model, awaited);
	if ((task && model_ended(task)) || (actor->at.phase == LOG_ANNOUNCE && actor->at.x))
		return CAN_GO;
	return because(WHY_TASK_NOT_DONE, awaited, task ? awaited : who_runs(model, awaited));
}

/* Several, of which the log does not say which: enough of them are not done. */
static struct why_not wait_tasks(const struct model *model, const struct model_actor *actor)
{
	(void)model;
	(void)actor;
	return because(WHY_TASKS_NOT_DONE, LOG_NONE, LOG_NONE);
}

static bool finds_ready(const struct model *model, const struct model_object *loop)
{
	for (uint32_t i = 0; i < model->object_count; i++) {
		const struct model_object *socket = &model->objects[i];
		if (socket->type && socket->watch && socket->watcher == loop->id && model_ready(model, socket) & socket->watch)
			return true;
	}
	return false;
}

/* An announced turn says by its x how many handles are ready; other threads may have posted more, and descriptors become ready. */
static struct why_not wait_timer(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *loop = model_object(model, actor->at.object);
	if ((actor->at.phase == LOG_ANNOUNCE && actor->at.x > 0) || (loop && (loop->count > 0 || finds_ready(model, loop))))
		return CAN_GO;
	return because(WHY_LOOP_IDLE, actor->runs, LOG_NONE);
}

/* What a task waits for at a socket is its loop's to know: how far a stage has come, how much is in a buffer. An announced op may not
 * have to wait at all. */
static struct why_not wait_socket(const struct model *model, const struct model_actor *actor)
{
	static const struct {
		uint16_t op;
		enum why why;
	} reasons[] = {{OP_SOCKET_LISTEN, WHY_NOT_SERVING}, {OP_SOCKET_CONNECT, WHY_CONNECTING},
		       {OP_SOCKET_READ, WHY_NO_BYTES}, {OP_SOCKET_DRAIN, WHY_NO_ROOM}, {OP_SOCKET_WAIT_CLOSED, WHY_NOT_CLOSED}};
	size_t i = 0;
	(void)model;
	while (reasons[i].op != actor->at.op)
		i++;
	return actor->at.phase == LOG_ANNOUNCE ? CAN_GO : because(reasons[i].why, actor->at.object, LOG_NONE);
}

static struct why_not wait_outside(const struct model *model, const struct model_actor *actor)
{
	(void)model;
	(void)actor;
	return because(WHY_OUTSIDE, LOG_NONE, LOG_NONE);
}

/* ---- pools of processes ---- */

static bool pool_is_over(const struct model *model, const struct model_object *pool)
{
	const struct model_actor *owner = model_actor(model, pool->process);
	return pool->stage == POOL_TERMINATED || (pool->stage == POOL_CLOSED && pool->count == 0) || !owner ||
	       model_ended(owner);
}

/* One of those who work for the pool: an ended worker that its helper has not seen to, or whoever lives. */
static const struct model_actor *pool_member(const struct model *model, uint32_t pool, bool living)
{
	for (uint32_t i = 0; i < model->actor_count; i++) {
		const struct model_actor *actor = &model->actors[i];
		bool fits = living ? actor->state != ACTOR_NEW && !model_ended(actor)
		                   : actor->kind == TYPE_PROCESS && model_ended(actor);
		if (actor->kind && actor->pool == pool && fits)
			return actor;
	}
	return NULL;
}

static struct why_not wait_chunk(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *pool = model_object(model, actor->at.object);
	if (!pool || pool->item_count > 0 || pool_is_over(model, pool))
		return CAN_GO;
	return because(WHY_NO_CHUNK, pool->id, LOG_NONE);
}

static struct why_not wait_tend(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *pool = model_object(model, actor->at.object);
	if (!pool || pool->due > 0 || pool_is_over(model, pool) || pool_member(model, pool->id, false))
		return CAN_GO;
	return because(WHY_NOTHING_TO_TEND, pool->id, LOG_NONE);
}

static struct why_not wait_pool_end(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *pool = model_object(model, actor->at.object);
	if (!pool || pool->stage == POOL_OPEN || pool->process != actor->process)
		return CAN_GO;
	const struct model_actor *member = pool_member(model, pool->id, true);
	return member ? because(WHY_NOT_ENDED, LOG_NONE, member->id) : CAN_GO;
}

static struct why_not wait_result(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *result = model_object(model, actor->at.object);
	if (!result || result->stage == RESULT_READY)
		return CAN_GO;
	return because(WHY_NOT_READY, result->id, LOG_NONE);
}

static why_rule *const WAITS[LOG_OP_COUNT] = {
        [OP_LOCK_ACQUIRE] = wait_lock,
        [OP_RLOCK_ACQUIRE] = wait_lock,
        [OP_SEMAPHORE_ACQUIRE] = wait_semaphore,
        [OP_EVENT_WAIT] = wait_event,
        [OP_CONDITION_WAIT] = wait_condition,
        [OP_QUEUE_GET] = wait_get,
        [OP_QUEUE_PUT] = wait_put,
        [OP_QUEUE_JOIN] = wait_finished,
        [OP_BARRIER_WAIT] = wait_barrier,
        [OP_BARRIER_RESET] = wait_action,
        [OP_BARRIER_ABORT] = wait_action,
        [OP_THREAD_JOIN] = wait_end,
        [OP_PROCESS_JOIN] = wait_end,
        [OP_PROCESS_WAIT] = wait_any,
        [OP_EXIT] = wait_others,
        [OP_PROCESS_EXIT] = wait_others,
        [OP_SLEEP] = wait_sleep,
        [OP_LOOP_TURN] = wait_timer,
        [OP_TASK_AWAIT] = wait_task,
        [OP_TASK_WAIT] = wait_tasks,
        [OP_SOCKET_LISTEN] = wait_socket,
        [OP_SOCKET_CONNECT] = wait_socket,
        [OP_SOCKET_READ] = wait_socket,
        [OP_SOCKET_DRAIN] = wait_socket,
        [OP_SOCKET_WAIT_CLOSED] = wait_socket,
        [OP_OUTSIDE] = wait_outside,
        [OP_POOL_TAKE] = wait_chunk,
        [OP_POOL_TEND] = wait_tend,
        [OP_POOL_JOIN] = wait_pool_end,
        [OP_RESULT_GET] = wait_result,
        [OP_RESULT_WAIT] = wait_result,
        [OP_VALUE_READ] = wait_value,
        [OP_VALUE_WRITE] = wait_value,
        [OP_EXECUTOR_TAKE] = why_take,
        [OP_FUTURE_RESULT] = why_outcome,
        [OP_FUTURE_EXCEPTION] = why_outcome,
        [OP_FUTURE_WAIT] = why_futures,
};

struct why_not why_op(const struct model *model, const struct model_actor *actor)
{
	why_rule *rule = WAITS[actor->at.op];
	return rule ? rule(model, actor) : CAN_GO;
}
