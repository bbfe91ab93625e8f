/* What the ops of threads and processes need, and what they change; those that have no object,
 * too: one table, a line an op. */
#include "invariants_fold.h"

#include <string.h>

#include "interleave/status.h"

/* ---- values and times ---- */

/* What was announced, or blocked, is what is done. */
bool invariants_same_value(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	if (actor->stand == STAND_RUNNING)
		return true;
	return HOLDS(fold, values_equal(value_of_event(&actor->at), value_of_event(event)));
}

static bool clock_read_done(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, event->value == event->t);
}

/* ---- threads and processes ---- */

static bool started(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *child = seen_actor(fold, event->object);
	bool process = event->op == OP_PROCESS_START;
	bool mine = (process ? child->parent : child->process) == seen_actor(fold, event->actor)->process;
	struct seen_object *pool = seen_object(fold, child->pool);
	if (event->result == IL_START_FAILED && pool != NULL && pool->type == TYPE_EXECUTOR) {
		pool->workers--;
		child->pool = LOG_NONE;
	}
	if (event->result == IL_START_FAILED || (process && event->result == IL_NOT_CREATOR))
		return HOLDS(fold, mine == (event->result == IL_START_FAILED));
	if (process && event->result == IL_PROCESS_CLOSED)
		return HOLDS(fold, child->closed);
	if (process && event->result == IL_DAEMON_CHILDREN)
		return HOLDS(fold, seen_actor(fold, seen_actor(fold, event->actor)->process)->daemon);
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

/* A worker is new only until the submit that made it starts it. */
static bool is_unstarted(const struct seen_actor *actor)
{
	return actor->stand == STAND_NEW && actor->pool == LOG_NONE;
}

static bool join_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_actor *joined = seen_actor(fold, op->object);
	bool left = joined->stand == STAND_BLOCKED && (joined->at.op == OP_EXIT || joined->at.op == OP_PROCESS_EXIT);
	return is_unstarted(joined) || joined->stand == STAND_ENDED || op->object == op->actor ||
	       !is_near(fold, op) || (left && op->op == OP_THREAD_JOIN);
}

static bool joined(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *other = seen_actor(fold, event->object);
	il_status expected = IL_OK;
	if (event->result == IL_TIMEOUT)
		return true; /* whether it may: said for all ops */
	if (event->result == IL_PROCESS_CLOSED)
		return HOLDS(fold, event->op == OP_PROCESS_JOIN && other->closed);
	if (event->op == OP_PROCESS_JOIN && !is_near(fold, event))
		expected = IL_NOT_CHILD;
	else if (event->object == event->actor)
		expected = IL_JOIN_SELF;
	else if (is_unstarted(other))
		expected = event->op == OP_PROCESS_JOIN ? IL_PROCESS_UNSTARTED : IL_JOIN_UNSTARTED;
	return HOLDS(fold, event->result == expected);
}

/* The threads of its process that are no daemons have ended, and its child processes. */
static bool exit_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_actor *leaver = seen_actor(fold, op->actor);
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		bool lives = actor->stand != STAND_NEW && actor->stand != STAND_ENDED;
		bool thread =
		    actor->kind == TYPE_THREAD && !actor->daemon && actor->process == leaver->process;
		bool child = actor->kind == TYPE_PROCESS && actor->parent == leaver->process;
		if (lives && (thread || child))
			return false;
	}
	return true;
}

/* Behind a process's end come those of its daemons; the tasks of their loops end without a word. */
static bool ended(struct fold *fold, const struct log_event *event)
{
	bool process = event->op != OP_THREAD_EXIT;
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (!HOLDS(fold, event->result == (raised ? IL_RAISED : IL_OK)) ||
	    !HOLDS(fold, !raised || !process || event->x != 0))
		return false;
	seen_actor(fold, event->actor)->stand = STAND_ENDED;
	seen_actor(fold, event->actor)->exitcode = event->x;
	for (uint32_t id = 0; process && id < fold->actor_count; id++)
		if (fold->actors[id].kind == TYPE_TASK && fold->actors[id].process == event->actor)
			fold->actors[id].stand = STAND_ENDED;
	if (process)
		invariants_shut_sockets(fold, event->actor, LOG_NONE);
	return event->op == OP_EXIT || HOLDS(fold, event->object == event->actor);
}

/* ---- sleep ---- */

/* One that is awaited gives way even when it takes no time. */
static bool sleep_can(const struct fold *fold, const struct log_event *op)
{
	if (op->phase == LOG_BLOCK)
		return !(op->flags & LOG_TIMED) || op->deadline <= fold->now;
	return op->value == 0 && !(op->flags & LOG_AWAITED);
}

static bool sleep_blocked(struct fold *fold, const struct log_event *event)
{
	bool awaited = (event->flags & LOG_AWAITED) != 0;
	return HOLDS(fold, !(event->flags & LOG_TIMED) || event->deadline == event->t + event->value) &&
	       HOLDS(fold, (event->flags & LOG_TIMED) || (event->value == 0 && awaited)) &&
	       HOLDS(fold, awaited == (event->via != LOG_NONE));
}

/* ---- the table ---- */

#define TYPE(type) (1u << (type))
#define ANYTHING   (~0u)
#define THREADS    (TYPE(TYPE_THREAD) | TYPE(TYPE_MAIN) | TYPE(TYPE_PROCESS)) /* or a process's main one */
#define PROCESSES  (TYPE(TYPE_PROCESS) | TYPE(TYPE_MAIN))

static bool renamed(struct fold *fold, const struct log_event *event)
{
	bool near = seen_actor(fold, event->object)->process == seen_actor(fold, event->actor)->process;
	return HOLDS(fold, event->result == (near ? IL_OK : IL_BAD_VALUE)) &&
	       HOLDS(fold, log_text(fold->log, event->text)[0] != '\0');
}

static bool daemon_set(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *thread = seen_actor(fold, event->object);
	if (!HOLDS(fold, event->result == (thread->stand == STAND_NEW ? IL_OK : IL_DAEMON_ACTIVE)))
		return false;
	if (event->result == IL_OK)
		thread->daemon = event->x != 0;
	return HOLDS(fold, (event->x != 0) == thread->daemon);
}

/* Asking changes nothing; what some answers must be is known. */
static bool answered(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *object = seen_object(fold, event->object);
	const char *attribute = log_text(fold->log, event->text);
	int64_t rows = object != NULL ? (int64_t)object->row.count : 0;
	const struct seen_actor *actor = seen_actor(fold, event->object);
	if (actor != NULL && (actor->kind == TYPE_PROCESS || actor->kind == TYPE_MAIN))
		return HOLDS(fold, attribute[0] != '\0') && invariants_process_answered(fold, event);
	if ((actor != NULL && actor->kind == TYPE_TASK) || (object != NULL && object->type == TYPE_FUTURE && object->bound == 0))
		return invariants_loop_answered(fold, event);
	if (object != NULL && object->type == TYPE_RESULT)
		return invariants_result_answered(fold, event);
	if (!HOLDS(fold, event->result == IL_OK) || !HOLDS(fold, attribute[0] != '\0'))
		return false;
	if (strcmp(attribute, "done") == 0)
		return HOLDS(fold, object != NULL && event->value == (object->state >= FUTURE_IS_CANCELLED));
	if (strcmp(attribute, "running") == 0)
		return HOLDS(fold, object != NULL && event->value == (object->state == FUTURE_IS_RUNNING));
	if (strcmp(attribute, "cancelled") == 0)
		return HOLDS(fold, object != NULL && event->value == (object->state == FUTURE_IS_CANCELLED ||
								      object->state == FUTURE_IS_NOTIFIED));
	if (strcmp(attribute, "qsize") == 0)
		return HOLDS(fold, object != NULL && event->value == rows);
	if (strcmp(attribute, "empty") == 0)
		return HOLDS(fold, object != NULL && event->value == (rows == 0));
	if (strcmp(attribute, "full") == 0)
		return HOLDS(fold, object != NULL && event->value == (object->bound > 0 && rows >= object->bound));
	if (strcmp(attribute, "is_set") == 0)
		return HOLDS(fold, object != NULL && event->value == (object->count != 0));
	if (strcmp(attribute, "locked") == 0 && object != NULL && object->type == TYPE_LOCK)
		return HOLDS(fold, object != NULL && event->value == (object->owner != LOG_NONE));
	return true;
}

const struct rule invariants_actor_rules[LOG_OP_COUNT] = {
    [OP_THREAD_START] = {.types = THREADS, .done = started},
    [OP_THREAD_EXIT] = {.types = TYPE(TYPE_THREAD), .done = ended},
    [OP_THREAD_JOIN] = {.types = THREADS, .can = join_can, .late = IL_TIMEOUT, .done = joined},
    [OP_THREAD_RENAME] = {.types = THREADS, .done = renamed},
    [OP_THREAD_SET_DAEMON] = {.types = THREADS, .done = daemon_set},
    [OP_PROCESS_START] = {.types = TYPE(TYPE_PROCESS), .done = started},
    [OP_PROCESS_EXIT] = {.types = TYPE(TYPE_PROCESS), .can = exit_can, .done = ended},
    [OP_PROCESS_JOIN] = {.types = PROCESSES, .can = join_can, .late = IL_TIMEOUT, .done = joined},
    [OP_CLOCK_READ] = {.done = clock_read_done},
    [OP_RANDOM] = {0},
    [OP_SLEEP] = {.can = sleep_can, .block = sleep_blocked},
    [OP_PRINT] = {.done = invariants_same_value},
    [OP_EXIT] = {.can = exit_can, .done = ended},
    [OP_QUERY] = {.types = ANYTHING, .done = answered},
    [OP_PROCESS_RENAME] = {.types = PROCESSES, .done = invariants_renamed},
    [OP_PROCESS_SET_DAEMON] = {.types = PROCESSES, .done = invariants_daemon_set},
    [OP_PROCESS_TERMINATE] = {.types = PROCESSES, .done = invariants_told},
    [OP_PROCESS_KILL] = {.types = PROCESSES, .done = invariants_told},
    [OP_PROCESS_CLOSE] = {.types = PROCESSES, .done = invariants_closed},
    [OP_PROCESS_WAIT] = {.can = invariants_any_ended, .late = IL_TIMEOUT, .done = invariants_waited},
};
