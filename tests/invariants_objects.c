/* What the ops on locks, semaphores, events, conditions, queues and variables need, and what they change: one
 * table, a line an op. */
#include "invariants_fold.h"

#include "interleave/status.h"

/* ---- variables ---- */

static bool read_done(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, values_equal(seen_object(fold, event->object)->value, value_of_event(event)));
}

static bool write_done(struct fold *fold, const struct log_event *event)
{
	seen_object(fold, event->object)->value = value_of_event(event);
	return invariants_same_value(fold, event);
}

/* As it is stored: the log has it so from the announcement on. */
static bool value_write_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *value = seen_object(fold, event->object);
	bool fits = value->value.kind == (event->flags & LOG_VALUE_KIND);
	if (!HOLDS(fold, event->result == (fits ? IL_OK : IL_WRONG_TYPE)) ||
	    !HOLDS(fold, !fits || value->value.kind != VALUE_INT || event->value == (int32_t)event->value))
		return false;
	if (fits)
		value->value = value_of_event(event);
	return invariants_same_value(fold, event);
}

/* ---- locks ---- */

static int32_t owner_field(const struct seen_object *lock)
{
	return lock->owner == LOG_NONE ? -1 : (int32_t)lock->owner;
}

static bool lock_fields(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *lock = seen_object(fold, event->object);
	return HOLDS(fold, event->x == owner_field(lock)) && HOLDS(fold, event->y == lock->count);
}

static bool acquire_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *lock = seen_object(fold, op->object);
	return lock->owner == LOG_NONE || (lock->type == TYPE_RLOCK && lock->owner == op->actor);
}

/* A value's lock must let its reader or writer in; a raw one has none. */
static bool value_can(const struct fold *fold, const struct log_event *op)
{
	struct log_event acquire = *op;
	acquire.object = op->via;
	return op->via == LOG_NONE || (seen_object(fold, op->via) != NULL && acquire_can(fold, &acquire));
}

/* Inside a condition's wait: the lock comes back as deep as it was held. */
static bool retake(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	struct seen_object *lock = seen_object(fold, event->object);
	const struct log_event *wait = &actor->at;
	bool late = (wait->flags & LOG_TIMED) && wait->deadline <= fold->now;
	if (!HOLDS(fold, actor->stand == STAND_BLOCKED && wait->op == OP_CONDITION_WAIT) ||
	    !HOLDS(fold, wait->object == event->via) ||
	    !HOLDS(fold, seen_object(fold, event->via)->lock == event->object) ||
	    !HOLDS(fold, actor->marked || late) || !HOLDS(fold, lock->owner == LOG_NONE))
		return false;
	lock->owner = event->actor;
	lock->count = actor->depth;
	return lock_fields(fold, event);
}

static bool acquire_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *lock = seen_object(fold, event->object);
	if (event->via != LOG_NONE)
		return retake(fold, event);
	if (event->result == IL_OK) {
		lock->owner = event->actor;
		lock->count++;
	}
	return lock_fields(fold, event);
}

/* Inside a condition's wait: the lock is let go, however deep. */
static bool let_go(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *actor = seen_actor(fold, event->actor);
	struct seen_object *lock = seen_object(fold, event->object);
	const struct seen_object *condition = seen_object(fold, event->via);
	if (!HOLDS(fold, condition != NULL && condition->lock == event->object) ||
	    !HOLDS(fold, lock->type == TYPE_RLOCK ? lock->owner == event->actor : lock->owner != LOG_NONE))
		return false;
	actor->depth = lock->count;
	lock->owner = LOG_NONE;
	lock->count = 0;
	return lock_fields(fold, event);
}

static il_status release_result(const struct seen_object *lock, uint32_t actor)
{
	if (lock->type == TYPE_RLOCK)
		return lock->owner == actor ? IL_OK : lock->shared ? IL_SHARED_NOT_OWNER : IL_NOT_OWNER;
	return lock->owner != LOG_NONE ? IL_OK : lock->shared ? IL_SHARED_RELEASE_UNLOCKED : IL_RELEASE_UNLOCKED;
}

static bool release_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *lock = seen_object(fold, event->object);
	if (event->via != LOG_NONE)
		return let_go(fold, event);
	if (!HOLDS(fold, event->result == release_result(lock, event->actor)))
		return false;
	if (event->result == IL_OK && --lock->count == 0)
		lock->owner = LOG_NONE;
	return lock_fields(fold, event);
}

/* ---- semaphores ---- */

static bool semaphore_can(const struct fold *fold, const struct log_event *op)
{
	return seen_object(fold, op->object)->count > 0;
}

static bool semaphore_field(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *semaphore = seen_object(fold, event->object);
	return HOLDS(fold, semaphore->count >= 0) && HOLDS(fold, event->x == semaphore->count);
}

static bool semaphore_acquired(struct fold *fold, const struct log_event *event)
{
	if (event->result == IL_OK)
		seen_object(fold, event->object)->count--;
	return semaphore_field(fold, event);
}

static bool semaphore_released(struct fold *fold, const struct log_event *event)
{
	struct seen_object *semaphore = seen_object(fold, event->object);
	bool bounded = semaphore->type == TYPE_BOUNDED_SEMAPHORE;
	if (event->result == IL_OK) {
		semaphore->count += event->y;
		if (!HOLDS(fold, event->y >= 1) ||
		    !HOLDS(fold, !bounded || semaphore->count - event->z <= semaphore->bound))
			return false;
	} else if (event->result == (semaphore->shared ? IL_SHARED_RELEASE_UNLOCKED : IL_RELEASED_TOO_OFTEN)) {
		if (!HOLDS(fold, bounded && semaphore->count + event->y - event->z > semaphore->bound))
			return false;
	} else if (!HOLDS(fold, event->result == IL_RELEASE_NONE && event->y < 1)) {
		return false;
	}
	return semaphore_field(fold, event);
}

/* ---- events ---- */

/* The oldest of those who wait in `op` for `object` and can be reached: not marked, nor ready for another reason (a task that
 * was cancelled); NULL: nobody. */
static struct seen_actor *oldest_waiter(const struct fold *fold, enum log_op op, uint32_t object)
{
	struct seen_actor *oldest = NULL;
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		struct seen_actor *actor = &fold->actors[id];
		bool waits =
		    actor->stand == STAND_BLOCKED && actor->at.op == op && actor->at.object == object;
		if (waits && !actor->marked && !actor->is_ready && (oldest == NULL || actor->blocked_at < oldest->blocked_at))
			oldest = actor;
	}
	return oldest;
}

/* How many wait there unmarked; `reachable`: of those that are not ready. */
static int32_t waiting(const struct fold *fold, enum log_op op, uint32_t object, bool reachable)
{
	int32_t count = 0;
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		count += actor->stand == STAND_BLOCKED && actor->at.op == op && actor->at.object == object &&
			 !actor->marked && !(reachable && actor->is_ready);
	}
	return count;
}

static bool event_can(const struct fold *fold, const struct log_event *op)
{
	return seen_object(fold, op->object)->count != 0 || seen_actor(fold, op->actor)->marked;
}

static bool flag_field(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, (event->x != 0) == (seen_object(fold, event->object)->count != 0));
}

/* Of processes, a waiter that was woken looks at the flag once more. */
static bool event_waited(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *flag = seen_object(fold, event->object);
	bool missed = flag->shared && flag->count == 0 && seen_actor(fold, event->actor)->marked;
	return flag_field(fold, event) && HOLDS(fold, (event->result == IL_CLEARED) == missed);
}

static bool event_set(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *waiter;
	seen_object(fold, event->object)->count = 1;
	while ((waiter = oldest_waiter(fold, OP_EVENT_WAIT, event->object)) != NULL)
		waiter->marked = true;
	return flag_field(fold, event);
}

static bool event_cleared(struct fold *fold, const struct log_event *event)
{
	seen_object(fold, event->object)->count = 0;
	return flag_field(fold, event);
}

/* ---- conditions ---- */

/* As CPython sees it: of a plain lock, anybody's hold counts. */
static bool owned(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *lock = seen_object(fold, seen_object(fold, op->object)->lock);
	return lock->type == TYPE_RLOCK ? lock->owner == op->actor : lock->owner != LOG_NONE;
}

static bool condition_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_actor *actor = seen_actor(fold, op->actor);
	bool late = (op->flags & LOG_TIMED) && op->deadline <= fold->now;
	if (actor->stand != STAND_BLOCKED)
		return !owned(fold, op); /* an error is known at once */
	if (op->flags & LOG_AWAITED) /* a loop's task takes the lock back by an op of its own */
		return actor->marked;
	return (actor->marked || late) &&
	       seen_object(fold, seen_object(fold, op->object)->lock)->owner == LOG_NONE;
}

/* Its first event let the lock go. */
static bool condition_blocked(struct fold *fold, const struct log_event *event)
{
	bool let_go = fold->inner.op == OP_RLOCK_RELEASE || fold->inner.op == OP_LOCK_RELEASE;
	return HOLDS(fold, let_go || (event->flags & LOG_AWAITED)) &&
	       HOLDS(fold, event->x == waiting(fold, OP_CONDITION_WAIT, event->object, false) + 1);
}

/* Its first event took the lock back; unless it was refused at once. */
static bool condition_waited(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	bool waited = actor->stand == STAND_BLOCKED, shared = seen_object(fold, event->object)->shared;
	int32_t left = waiting(fold, OP_CONDITION_WAIT, event->object, false) - (waited && !actor->marked);
	if (!waited)
		return HOLDS(fold, event->result == (shared ? IL_SHARED_WAIT_UNACQUIRED : IL_WAIT_UNACQUIRED)) &&
		       HOLDS(fold, !owned(fold, event));
	if (event->flags & LOG_AWAITED)
		return HOLDS(fold, event->x == left);
	return HOLDS(fold, fold->inner.op == OP_RLOCK_ACQUIRE || fold->inner.op == OP_LOCK_ACQUIRE) &&
	       HOLDS(fold, event->result == (actor->marked ? actor->at.result : IL_TIMEOUT)) &&
	       HOLDS(fold, event->x == left);
}

static bool condition_notified(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	bool shared = seen_object(fold, event->object)->shared;
	il_status refusal = shared ? IL_SHARED_NOTIFY_UNACQUIRED : IL_NOTIFY_UNACQUIRED;
	if (!HOLDS(fold, event->result == (owned(fold, event) ? IL_OK : refusal)))
		return false;
	int32_t all = waiting(fold, OP_CONDITION_WAIT, event->object, false);
	int32_t there = waiting(fold, OP_CONDITION_WAIT, event->object, true);
	int32_t wanted = actor->stand == STAND_ANNOUNCED ? actor->at.y : event->y;
	int32_t woken = event->result != IL_OK || wanted < 0 ? 0 : wanted < there ? wanted : there;
	if (!HOLDS(fold, event->y == woken))
		return false;
	for (int32_t i = 0; i < event->y; i++) {
		struct seen_actor *waiter = oldest_waiter(fold, OP_CONDITION_WAIT, event->object);
		waiter->marked = true;
		if ((waiter->at.flags & LOG_TIMED) && waiter->at.deadline < event->t)
			waiter->at.result = IL_TIMEOUT; /* it was too late, and the notify is lost */
	}
	return HOLDS(fold, event->x == all - woken);
}

/* ---- queues ---- */

static bool full(const struct seen_object *queue)
{
	return queue->bound > 0 && queue->row.count >= (size_t)queue->bound;
}

/* For the process that closed it, and for a text that is too long, whatever the queue holds. */
static bool refused(const struct log_event *op)
{
	return op->result == IL_QUEUE_CLOSED || op->result == IL_TOO_LARGE;
}

static bool put_can(const struct fold *fold, const struct log_event *op)
{
	return refused(op) || !full(seen_object(fold, op->object));
}

static bool get_can(const struct fold *fold, const struct log_event *op)
{
	return refused(op) || seen_object(fold, op->object)->row.count > 0;
}

/* A loop's task goes on once it was woken, whatever has been put since. */
static bool queue_join_can(const struct fold *fold, const struct log_event *op)
{
	bool woken = (op->flags & LOG_AWAITED) && seen_actor(fold, op->actor)->marked;
	return woken || seen_object(fold, op->object)->unfinished == 0;
}

static bool queue_fields(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *queue = seen_object(fold, event->object);
	return HOLDS(fold, queue->bound == 0 || queue->row.count <= (size_t)queue->bound) &&
	       HOLDS(fold, queue->unfinished >= 0) && HOLDS(fold, event->x == (int32_t)queue->row.count) &&
	       HOLDS(fold, event->y == queue->unfinished);
}

static bool put_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *queue = seen_object(fold, event->object);
	if (event->result == IL_OK) {
		struct seen_value item = value_of_event(event);
		item.priority = event->z;
		queue->unfinished += !queue->unjoinable;
		if (!HOLDS(fold, queue->order == QUEUE_HAS_PRIORITIES || event->z == 0) ||
		    !HOLDS(fold, row_push(&queue->row, item)))
			return false;
	}
	return HOLDS(fold, event->result != IL_QUEUE_CLOSED || queue->closed) &&
	       invariants_same_value(fold, event) && queue_fields(fold, event);
}

/* Which of a queue's items comes out; they are kept in the order in which they were put. */
static size_t next_item(const struct seen_object *queue)
{
	const struct seen_value *items = queue->row.values + queue->row.first;
	size_t next = queue->order == QUEUE_IS_LIFO ? queue->row.count - 1 : 0;
	for (size_t i = 1; queue->order == QUEUE_HAS_PRIORITIES && i < queue->row.count; i++)
		if (items[i].priority < items[next].priority)
			next = i;
	return next;
}

static bool get_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *queue = seen_object(fold, event->object);
	if (event->result == IL_OK) {
		struct seen_value item = row_take(&queue->row, next_item(queue));
		if (!HOLDS(fold, values_equal(item, value_of_event(event))) || !HOLDS(fold, item.priority == event->z))
			return false;
	}
	return HOLDS(fold, event->result != IL_QUEUE_CLOSED || queue->closed) && queue_fields(fold, event);
}

static bool queue_closed(struct fold *fold, const struct log_event *event)
{
	struct seen_object *queue = seen_object(fold, event->object);
	queue->closed = queue->shared;
	return HOLDS(fold, event->result == (queue->shared ? IL_OK : IL_NO_CLOSE));
}

static bool task_done_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *queue = seen_object(fold, event->object);
	if (queue->unjoinable)
		return HOLDS(fold, event->result == IL_NO_TASK_DONE);
	if (!HOLDS(fold, event->result == (queue->unfinished > 0 ? IL_OK : IL_DONE_TOO_OFTEN)))
		return false;
	queue->unfinished -= event->result == IL_OK;
	struct seen_actor *waiter;
	while (queue->unfinished == 0 && (waiter = oldest_waiter(fold, OP_QUEUE_JOIN, event->object)) != NULL)
		waiter->marked = true;
	return queue_fields(fold, event);
}

/* ---- the table ---- */

#define TYPE(type) (1u << (type))
#define LOCKS      TYPE(TYPE_LOCK)
#define RLOCKS     TYPE(TYPE_RLOCK)
#define SEMAPHORES (TYPE(TYPE_SEMAPHORE) | TYPE(TYPE_BOUNDED_SEMAPHORE))

const struct rule invariants_object_rules[LOG_OP_COUNT] = {
    [OP_LOCK_ACQUIRE] = {.types = LOCKS, .can = acquire_can, .late = IL_TIMEOUT,
                         .done = acquire_done, .block = lock_fields},
    [OP_LOCK_RELEASE] = {.types = LOCKS, .done = release_done},
    [OP_RLOCK_ACQUIRE] = {.types = RLOCKS, .can = acquire_can, .late = IL_TIMEOUT,
                          .done = acquire_done, .block = lock_fields},
    [OP_RLOCK_RELEASE] = {.types = RLOCKS, .done = release_done},
    [OP_SEMAPHORE_ACQUIRE] = {.types = SEMAPHORES, .can = semaphore_can, .late = IL_TIMEOUT,
                              .done = semaphore_acquired},
    [OP_SEMAPHORE_RELEASE] = {.types = SEMAPHORES, .done = semaphore_released},
    [OP_EVENT_SET] = {.types = TYPE(TYPE_EVENT), .done = event_set},
    [OP_EVENT_CLEAR] = {.types = TYPE(TYPE_EVENT), .done = event_cleared},
    [OP_EVENT_WAIT] = {.types = TYPE(TYPE_EVENT), .can = event_can, .late = IL_TIMEOUT, .done = event_waited},
    [OP_CONDITION_WAIT] = {.types = TYPE(TYPE_CONDITION), .can = condition_can, .done = condition_waited,
                           .block = condition_blocked},
    [OP_CONDITION_NOTIFY] = {.types = TYPE(TYPE_CONDITION), .done = condition_notified},
    [OP_QUEUE_PUT] = {.types = TYPE(TYPE_QUEUE), .can = put_can, .late = IL_FULL,
                      .done = put_done, .block = queue_fields},
    [OP_QUEUE_GET] = {.types = TYPE(TYPE_QUEUE), .can = get_can, .late = IL_EMPTY,
                      .done = get_done, .block = queue_fields},
    [OP_QUEUE_TASK_DONE] = {.types = TYPE(TYPE_QUEUE), .done = task_done_done},
    [OP_QUEUE_CLOSE] = {.types = TYPE(TYPE_QUEUE), .done = queue_closed},
    [OP_QUEUE_JOIN] = {.types = TYPE(TYPE_QUEUE), .can = queue_join_can, .done = queue_fields,
                       .block = queue_fields},
    [OP_VAR_READ] = {.types = TYPE(TYPE_VAR), .done = read_done},
    [OP_VAR_WRITE] = {.types = TYPE(TYPE_VAR), .done = write_done},
    [OP_VALUE_READ] = {.types = TYPE(TYPE_VALUE), .can = value_can, .done = read_done},
    [OP_VALUE_WRITE] = {.types = TYPE(TYPE_VALUE), .can = value_can, .done = value_write_done},
};
