/* What each op needs, and what it changes: one table, a line an op. */
#include "invariants_fold.h"

#include "interleave/status.h"

#define TYPE(type) (1u << (type))
#define ALL(function) static bool function(struct fold *fold, const struct log_event *event)
#define CAN(function) static bool function(const struct fold *fold, const struct log_event *op)

/* ---- variables and values that are known before ---- */

/* What was announced, or blocked, is what is done. */
ALL(same_value)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	if (actor->stand == STAND_RUNNING)
		return true;
	return HOLDS(fold, values_equal(value_of_event(&actor->at), value_of_event(event)));
}

ALL(read_done)
{
	return HOLDS(fold, values_equal(seen_object(fold, event->object)->value, value_of_event(event)));
}

ALL(write_done)
{
	seen_object(fold, event->object)->value = value_of_event(event);
	return same_value(fold, event);
}

ALL(clock_read_done)
{
	return HOLDS(fold, event->value == event->t);
}

/* ---- locks ---- */

static int32_t owner_field(const struct seen_object *lock)
{
	return lock->owner == LOG_NONE ? -1 : (int32_t)lock->owner;
}

ALL(lock_fields)
{
	const struct seen_object *lock = seen_object(fold, event->object);
	return HOLDS(fold, event->x == owner_field(lock)) && HOLDS(fold, event->y == lock->count);
}

CAN(acquire_can)
{
	const struct seen_object *lock = seen_object(fold, op->object);
	return lock->owner == LOG_NONE || (lock->type == TYPE_RLOCK && lock->owner == op->actor);
}

/* Inside a condition's wait: the lock comes back as deep as it was held. */
ALL(retake)
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

ALL(acquire_done)
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
ALL(let_go)
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
		return lock->owner == actor ? IL_OK : IL_NOT_OWNER;
	return lock->owner != LOG_NONE ? IL_OK : IL_RELEASE_UNLOCKED;
}

ALL(release_done)
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

CAN(semaphore_can)
{
	return seen_object(fold, op->object)->count > 0;
}

ALL(semaphore_field)
{
	const struct seen_object *semaphore = seen_object(fold, event->object);
	return HOLDS(fold, semaphore->count >= 0) && HOLDS(fold, event->x == semaphore->count);
}

ALL(semaphore_acquired)
{
	if (event->result == IL_OK)
		seen_object(fold, event->object)->count--;
	return semaphore_field(fold, event);
}

ALL(semaphore_released)
{
	struct seen_object *semaphore = seen_object(fold, event->object);
	bool bounded = semaphore->type == TYPE_BOUNDED_SEMAPHORE;
	if (event->result == IL_OK) {
		semaphore->count += event->y;
		if (!HOLDS(fold, event->y >= 1) || !HOLDS(fold, !bounded || semaphore->count <= semaphore->bound))
			return false;
	} else if (event->result == IL_RELEASED_TOO_OFTEN) {
		if (!HOLDS(fold, bounded && semaphore->count + event->y > semaphore->bound))
			return false;
	} else if (!HOLDS(fold, event->result == IL_BAD_VALUE && event->y < 1)) {
		return false;
	}
	return semaphore_field(fold, event);
}

/* ---- events ---- */

/* The oldest of those who wait in `op` for `object` and are not marked; NULL: nobody. */
static struct seen_actor *oldest_waiter(const struct fold *fold, enum log_op op, uint32_t object)
{
	struct seen_actor *oldest = NULL;
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		struct seen_actor *actor = &fold->actors[id];
		bool waits = actor->stand == STAND_BLOCKED && actor->at.op == op && actor->at.object == object;
		if (waits && !actor->marked && (oldest == NULL || actor->blocked_at < oldest->blocked_at))
			oldest = actor;
	}
	return oldest;
}

static int32_t waiting(const struct fold *fold, enum log_op op, uint32_t object)
{
	int32_t count = 0;
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		count += actor->stand == STAND_BLOCKED && actor->at.op == op && actor->at.object == object &&
		         !actor->marked;
	}
	return count;
}

CAN(event_can)
{
	return seen_object(fold, op->object)->count != 0 || seen_actor(fold, op->actor)->marked;
}

ALL(flag_field)
{
	return HOLDS(fold, (event->x != 0) == (seen_object(fold, event->object)->count != 0));
}

ALL(event_set)
{
	struct seen_actor *waiter;
	seen_object(fold, event->object)->count = 1;
	while ((waiter = oldest_waiter(fold, OP_EVENT_WAIT, event->object)) != NULL)
		waiter->marked = true;
	return flag_field(fold, event);
}

ALL(event_cleared)
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

CAN(condition_can)
{
	const struct seen_actor *actor = seen_actor(fold, op->actor);
	bool late = (op->flags & LOG_TIMED) && op->deadline <= fold->now;
	if (actor->stand != STAND_BLOCKED)
		return !owned(fold, op); /* an error is known at once */
	return (actor->marked || late) &&
	       seen_object(fold, seen_object(fold, op->object)->lock)->owner == LOG_NONE;
}

/* Its first event let the lock go. */
ALL(condition_blocked)
{
	return HOLDS(fold, fold->inner.op == OP_RLOCK_RELEASE || fold->inner.op == OP_LOCK_RELEASE) &&
	       HOLDS(fold, event->x == waiting(fold, OP_CONDITION_WAIT, event->object) + 1);
}

/* Its first event took the lock back; unless it was refused at once. */
ALL(condition_waited)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	bool waited = actor->stand == STAND_BLOCKED;
	int32_t left = waiting(fold, OP_CONDITION_WAIT, event->object) - (waited && !actor->marked);
	if (!waited)
		return HOLDS(fold, event->result == IL_WAIT_UNACQUIRED && !owned(fold, event));
	return HOLDS(fold, fold->inner.op == OP_RLOCK_ACQUIRE || fold->inner.op == OP_LOCK_ACQUIRE) &&
	       HOLDS(fold, event->result == (actor->marked ? actor->at.result : IL_TIMEOUT)) && HOLDS(fold, event->x == left);
}

ALL(condition_notified)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	if (!HOLDS(fold, event->result == (owned(fold, event) ? IL_OK : IL_NOTIFY_UNACQUIRED)))
		return false;
	int32_t there = waiting(fold, OP_CONDITION_WAIT, event->object);
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
	return HOLDS(fold, event->x == there - woken);
}

/* ---- queues ---- */

static bool full(const struct seen_object *queue)
{
	return queue->bound > 0 && queue->row.count >= (size_t)queue->bound;
}

CAN(put_can)
{
	return !full(seen_object(fold, op->object));
}

CAN(get_can)
{
	return seen_object(fold, op->object)->row.count > 0;
}

CAN(queue_join_can)
{
	return seen_object(fold, op->object)->unfinished == 0;
}

ALL(queue_fields)
{
	const struct seen_object *queue = seen_object(fold, event->object);
	return HOLDS(fold, queue->bound == 0 || queue->row.count <= (size_t)queue->bound) &&
	       HOLDS(fold, queue->unfinished >= 0) && HOLDS(fold, event->x == (int32_t)queue->row.count) &&
	       HOLDS(fold, event->y == queue->unfinished);
}

ALL(put_done)
{
	struct seen_object *queue = seen_object(fold, event->object);
	if (event->result == IL_OK) {
		queue->unfinished++;
		if (!HOLDS(fold, row_push(&queue->row, value_of_event(event))))
			return false;
	}
	return same_value(fold, event) && queue_fields(fold, event);
}

ALL(get_done)
{
	struct seen_object *queue = seen_object(fold, event->object);
	if (event->result == IL_OK && !HOLDS(fold, values_equal(row_pop(&queue->row), value_of_event(event))))
		return false;
	return queue_fields(fold, event);
}

ALL(task_done_done)
{
	struct seen_object *queue = seen_object(fold, event->object);
	if (!HOLDS(fold, event->result == (queue->unfinished > 0 ? IL_OK : IL_DONE_TOO_OFTEN)))
		return false;
	queue->unfinished -= event->result == IL_OK;
	return queue_fields(fold, event);
}

/* ---- threads and processes ---- */

ALL(started)
{
	struct seen_actor *child = seen_actor(fold, event->object);
	bool process = event->op == OP_PROCESS_START;
	bool mine = (process ? child->parent : child->process) == seen_actor(fold, event->actor)->process;
	if (event->result == IL_START_FAILED || (process && event->result == IL_NOT_CREATOR))
		return HOLDS(fold, mine == (event->result == IL_START_FAILED));
	if (child->stand != STAND_NEW)
		return HOLDS(fold, event->result == (process ? IL_PROCESS_STARTED_TWICE : IL_STARTED_TWICE));
	child->stand = STAND_RUNNING;
	return HOLDS(fold, event->result == IL_OK) && HOLDS(fold, event->value > 0) &&
	       HOLDS(fold, event->flags & LOG_VOLATILE) && HOLDS(fold, mine);
}

/* Of a thread that a fork has left behind, or a process that is no child, nothing is waited for. */
static bool is_near(const struct fold *fold, const struct log_event *join)
{
	const struct seen_actor *joined = seen_actor(fold, join->object);
	uint32_t home = join->op == OP_PROCESS_JOIN ? joined->parent : joined->process;
	return home == seen_actor(fold, join->actor)->process;
}

CAN(join_can)
{
	const struct seen_actor *joined = seen_actor(fold, op->object);
	return joined->stand == STAND_NEW || joined->stand == STAND_ENDED || op->object == op->actor ||
	       !is_near(fold, op);
}

ALL(joined)
{
	const struct seen_actor *other = seen_actor(fold, event->object);
	il_status expected = IL_OK;
	if (event->result == IL_TIMEOUT)
		return true; /* whether it may: said for all ops */
	if (event->op == OP_PROCESS_JOIN && !is_near(fold, event))
		expected = IL_NOT_CHILD;
	else if (event->object == event->actor)
		expected = IL_JOIN_SELF;
	else if (other->stand == STAND_NEW)
		expected = event->op == OP_PROCESS_JOIN ? IL_PROCESS_UNSTARTED : IL_JOIN_UNSTARTED;
	return HOLDS(fold, event->result == expected);
}

/* The threads of its process that are no daemons have ended, and its child processes. */
CAN(exit_can)
{
	const struct seen_actor *leaver = seen_actor(fold, op->actor);
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		bool lives = actor->stand != STAND_NEW && actor->stand != STAND_ENDED;
		bool thread = actor->kind == TYPE_THREAD && !actor->daemon && actor->process == leaver->process;
		bool child = actor->kind == TYPE_PROCESS && actor->parent == leaver->process;
		if (lives && (thread || child))
			return false;
	}
	return true;
}

/* Behind a process's end come those of its daemons; the tasks of their loops end without a word. */
ALL(ended)
{
	bool process = event->op != OP_THREAD_EXIT;
	seen_actor(fold, event->actor)->stand = STAND_ENDED;
	for (uint32_t id = 0; process && id < fold->actor_count; id++)
		if (fold->actors[id].kind == TYPE_TASK && fold->actors[id].process == event->actor)
			fold->actors[id].stand = STAND_ENDED;
	return event->op == OP_EXIT || HOLDS(fold, event->object == event->actor);
}

/* ---- loops ---- */

ALL(loop_started)
{
	struct seen_actor *thread = seen_actor(fold, event->actor);
	struct seen_object *loop = seen_object(fold, event->object);
	if (!HOLDS(fold, fold->inner.op == OP_OBJECT_NEW && fold->inner.object == event->object) ||
	    !HOLDS(fold, thread->runs == LOG_NONE))
		return false;
	thread->runs = event->object;
	loop->thread = event->actor;
	return true;
}

ALL(loop_closed)
{
	seen_actor(fold, event->actor)->runs = LOG_NONE;
	for (uint32_t id = 0; id < fold->actor_count; id++)
		if (fold->actors[id].kind == TYPE_TASK && fold->actors[id].loop == event->object &&
		    !HOLDS(fold, fold->actors[id].stand == STAND_ENDED))
			return false;
	return true;
}

CAN(turn_can)
{
	return op->phase != LOG_BLOCK || ((op->flags & LOG_TIMED) && op->deadline <= fold->now);
}

ALL(turn_blocked)
{
	return HOLDS(fold, seen_object(fold, event->object)->row.count == 0) && HOLDS(fold, event->x == 0);
}

ALL(turn_done)
{
	struct seen_object *loop = seen_object(fold, event->object);
	if (!HOLDS(fold, loop->running == LOG_NONE) || !HOLDS(fold, loop->turn_left == 0) ||
	    !HOLDS(fold, event->x > 0 && (size_t)event->x >= loop->row.count))
		return false;
	loop->turn_left = loop->row.count;
	return true;
}

static struct seen_object *loop_of(const struct fold *fold, uint32_t task)
{
	return seen_object(fold, seen_actor(fold, task)->loop);
}

static bool suspended(const struct seen_actor *task)
{
	return task->stand == STAND_BLOCKED &&
	       (task->at.op == OP_TASK_AWAIT || (task->at.op == OP_SLEEP && task->at.via != LOG_NONE));
}

/* It is the next one of its loop's turn. */
static bool on_stage(const struct fold *fold, uint32_t task)
{
	const struct seen_object *loop = loop_of(fold, task);
	return loop->running == LOG_NONE && loop->turn_left > 0 && loop->row.count > 0 &&
	       loop->row.values[loop->row.first].value == task;
}

static bool join_ready(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = loop_of(fold, event->object);
	return HOLDS(fold, row_push(&loop->row, (struct seen_value){VALUE_OBJECT, 0, event->object})) &&
	       HOLDS(fold, event->x == (int32_t)loop->row.count);
}

/* The head of the ready tasks goes on. */
static bool take_stage(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = loop_of(fold, event->actor);
	if (!HOLDS(fold, on_stage(fold, event->actor)))
		return false;
	row_pop(&loop->row);
	loop->turn_left--;
	loop->running = event->actor;
	return true;
}

ALL(timer_fired)
{
	const struct seen_actor *task = seen_actor(fold, event->object);
	return HOLDS(fold, suspended(task) && task->at.op == OP_SLEEP) &&
	       HOLDS(fold, (task->at.flags & LOG_TIMED) && task->at.deadline <= fold->now);
}

ALL(made_ready)
{
	struct seen_actor *task = seen_actor(fold, event->object);
	const struct seen_actor *awaited = seen_actor(fold, task->at.object);
	if (!HOLDS(fold, suspended(task) && !task->marked) ||
	    !HOLDS(fold, task->at.op != OP_TASK_AWAIT || awaited == NULL || awaited->stand == STAND_ENDED) ||
	    !HOLDS(fold, !(task->at.flags & LOG_TIMED) || task->at.deadline <= fold->now))
		return false;
	task->marked = true;
	return join_ready(fold, event);
}

ALL(task_created)
{
	struct seen_object *loop = loop_of(fold, event->object);
	if (!HOLDS(fold, fold->inner.op == OP_OBJECT_NEW && fold->inner.object == event->object))
		return false;
	if (loop->main_task == LOG_NONE)
		loop->main_task = event->object;
	return join_ready(fold, event);
}

ALL(task_began)
{
	struct seen_actor *task = seen_actor(fold, event->actor);
	if (!HOLDS(fold, !task->begun) || !HOLDS(fold, event->object == event->actor))
		return false;
	task->begun = true;
	return take_stage(fold, event);
}

ALL(task_ended)
{
	struct seen_object *loop = loop_of(fold, event->actor);
	seen_actor(fold, event->actor)->stand = STAND_ENDED;
	if (event->result == IL_CANCELLED) {
		if (loop->running == event->actor)
			loop->running = LOG_NONE;
		return HOLDS(fold, loop->stopping && loop->running == LOG_NONE);
	}
	if (!HOLDS(fold, event->result == IL_OK) || !HOLDS(fold, loop->running == event->actor))
		return false;
	loop->running = LOG_NONE;
	if (event->actor == loop->main_task)
		loop->stopping = true;
	return true;
}

/* What a task awaits is done, or it is its turn; a gather's members are not in the log. */
CAN(await_can)
{
	const struct seen_actor *task = seen_actor(fold, op->actor), *awaited = seen_actor(fold, op->object);
	if (suspended(task))
		return on_stage(fold, op->actor);
	return op->phase == LOG_BLOCK ? awaited != NULL && awaited->stand == STAND_ENDED
	                              : awaited == NULL || awaited->stand == STAND_ENDED;
}

/* A task gives its loop back. */
static bool leave_stage(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = loop_of(fold, event->actor);
	if (!HOLDS(fold, loop->running == event->actor))
		return false;
	loop->running = LOG_NONE;
	return true;
}

ALL(await_done)
{
	return seen_actor(fold, event->actor)->stand == STAND_BLOCKED ? take_stage(fold, event) : true;
}

/* ---- sleep ---- */

CAN(sleep_can)
{
	if (suspended(seen_actor(fold, op->actor)))
		return on_stage(fold, op->actor);
	return op->phase == LOG_BLOCK ? (op->flags & LOG_TIMED) && op->deadline <= fold->now
	                              : op->value == 0 && op->via == LOG_NONE;
}

ALL(sleep_blocked)
{
	if (!HOLDS(fold, !(event->flags & LOG_TIMED) || event->deadline == event->t + event->value) ||
	    !HOLDS(fold, (event->flags & LOG_TIMED) || (event->value == 0 && event->via != LOG_NONE)))
		return false;
	return event->via == LOG_NONE || leave_stage(fold, event);
}

ALL(slept)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	bool on_time = actor->stand != STAND_BLOCKED || !(actor->at.flags & LOG_TIMED) ||
	               actor->at.deadline <= fold->now;
	return HOLDS(fold, on_time) && (event->via == LOG_NONE || await_done(fold, event));
}

/* ---- the table ---- */

#define LOCKS TYPE(TYPE_LOCK)
#define RLOCKS TYPE(TYPE_RLOCK)
#define SEMAPHORES (TYPE(TYPE_SEMAPHORE) | TYPE(TYPE_BOUNDED_SEMAPHORE))
#define AWAITED (TYPE(TYPE_TASK) | TYPE(TYPE_FUTURE))

static const struct rule rules[LOG_OP_COUNT] = {
	[OP_THREAD_START] = {.types = TYPE(TYPE_THREAD), .done = started},
	[OP_THREAD_EXIT] = {.types = TYPE(TYPE_THREAD), .done = ended},
	[OP_THREAD_JOIN] = {TYPE(TYPE_THREAD), join_can, IL_TIMEOUT, joined, NULL},
	[OP_LOCK_ACQUIRE] = {LOCKS, acquire_can, IL_TIMEOUT, acquire_done, lock_fields},
	[OP_LOCK_RELEASE] = {.types = LOCKS, .done = release_done},
	[OP_RLOCK_ACQUIRE] = {RLOCKS, acquire_can, IL_TIMEOUT, acquire_done, lock_fields},
	[OP_RLOCK_RELEASE] = {.types = RLOCKS, .done = release_done},
	[OP_SEMAPHORE_ACQUIRE] = {SEMAPHORES, semaphore_can, IL_TIMEOUT, semaphore_acquired, NULL},
	[OP_SEMAPHORE_RELEASE] = {.types = SEMAPHORES, .done = semaphore_released},
	[OP_EVENT_SET] = {.types = TYPE(TYPE_EVENT), .done = event_set},
	[OP_EVENT_CLEAR] = {.types = TYPE(TYPE_EVENT), .done = event_cleared},
	[OP_EVENT_WAIT] = {TYPE(TYPE_EVENT), event_can, IL_TIMEOUT, flag_field, NULL},
	[OP_CONDITION_WAIT] = {TYPE(TYPE_CONDITION), condition_can, IL_OK, condition_waited, condition_blocked},
	[OP_CONDITION_NOTIFY] = {.types = TYPE(TYPE_CONDITION), .done = condition_notified},
	[OP_QUEUE_PUT] = {TYPE(TYPE_QUEUE), put_can, IL_FULL, put_done, queue_fields},
	[OP_QUEUE_GET] = {TYPE(TYPE_QUEUE), get_can, IL_EMPTY, get_done, queue_fields},
	[OP_QUEUE_TASK_DONE] = {.types = TYPE(TYPE_QUEUE), .done = task_done_done},
	[OP_QUEUE_JOIN] = {TYPE(TYPE_QUEUE), queue_join_can, IL_OK, queue_fields, queue_fields},
	[OP_PROCESS_START] = {.types = TYPE(TYPE_PROCESS), .done = started},
	[OP_PROCESS_EXIT] = {TYPE(TYPE_PROCESS), exit_can, IL_OK, ended, NULL},
	[OP_PROCESS_JOIN] = {TYPE(TYPE_PROCESS), join_can, IL_TIMEOUT, joined, NULL},
	[OP_VAR_READ] = {.types = TYPE(TYPE_VAR), .done = read_done},
	[OP_VAR_WRITE] = {.types = TYPE(TYPE_VAR), .done = write_done},
	[OP_LOOP_RUN] = {.types = TYPE(TYPE_LOOP), .done = loop_started},
	[OP_LOOP_TURN] = {TYPE(TYPE_LOOP), turn_can, IL_OK, turn_done, turn_blocked},
	[OP_LOOP_TIMER] = {.types = TYPE(TYPE_TASK), .done = timer_fired},
	[OP_LOOP_READY] = {.types = TYPE(TYPE_TASK), .done = made_ready},
	[OP_LOOP_CLOSE] = {.types = TYPE(TYPE_LOOP), .done = loop_closed},
	[OP_TASK_CREATE] = {.types = TYPE(TYPE_TASK), .done = task_created},
	[OP_TASK_RUN] = {.types = TYPE(TYPE_TASK), .done = task_began},
	[OP_TASK_AWAIT] = {AWAITED, await_can, IL_OK, await_done, leave_stage},
	[OP_TASK_DONE] = {.types = TYPE(TYPE_TASK), .done = task_ended},
	[OP_CLOCK_READ] = {.done = clock_read_done},
	[OP_RANDOM] = {0},
	[OP_SLEEP] = {0, sleep_can, IL_OK, slept, sleep_blocked},
	[OP_PRINT] = {.done = same_value},
	[OP_EXIT] = {0, exit_can, IL_OK, ended, NULL},
};

const struct rule *invariants_rule(unsigned op)
{
	return &rules[op];
}

bool invariants_could_go(const struct fold *fold, const struct log_event *op)
{
	const struct rule *rule = invariants_rule(op->op);
	bool late = op->phase == LOG_BLOCK && (op->flags & LOG_TIMED) && op->deadline <= fold->now;
	return rule->can == NULL || rule->can(fold, op) || (late && rule->late != IL_OK);
}
