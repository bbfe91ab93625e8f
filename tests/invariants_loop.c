/* What the ops of loops and tasks need, and what they change.
 *
 * A task goes from the ready queue of its loop to the stage (it runs), and by an awaited op that blocks off it; from there
 * it comes into the ready queue again because what it waits for has come, its time is over, or somebody has
 * asked for a cancellation. Which of these, only the loop knows; what the log tells is checked. */
#include "invariants_fold.h"

#include <string.h>

#include "interleave/status.h"

/* ---- the stage ---- */

static struct seen_object *loop_of(const struct fold *fold, uint32_t task)
{
	return seen_object(fold, seen_actor(fold, task)->loop);
}

bool invariants_suspended(const struct seen_actor *actor)
{
	return actor->stand == STAND_BLOCKED && (actor->at.flags & LOG_AWAITED);
}

bool invariants_on_stage(const struct fold *fold, uint32_t task)
{
	const struct seen_object *loop = loop_of(fold, task);
	const struct seen_actor *thread = seen_actor(fold, loop->thread);
	return thread != NULL && thread->stand == STAND_RUNNING && loop->running == LOG_NONE && loop->turn_left > 0 &&
	       loop->row.count > 0 && loop->row.values[loop->row.first].value == task;
}

bool invariants_take_stage(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = loop_of(fold, event->actor);
	if (!HOLDS(fold, loop->running == event->actor || invariants_on_stage(fold, event->actor)))
		return false;
	row_pop(&loop->row);
	loop->turn_left--;
	loop->running = event->actor;
	return true;
}

bool invariants_leave_stage(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = loop_of(fold, event->actor);
	if (!HOLDS(fold, loop->running == event->actor))
		return false;
	loop->running = LOG_NONE;
	return true;
}

bool invariants_may_be_cancelled(const struct fold *fold, uint32_t task)
{
	return loop_of(fold, task)->cancels > 0;
}

/* ---- loops ---- */

/* It is closed, or another process's. */
static bool is_gone(const struct fold *fold, const struct log_event *event)
{
	const struct seen_object *loop = seen_object(fold, event->object);
	return loop->closed || loop->process != seen_actor(fold, event->actor)->process;
}

static bool loop_started(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *thread = seen_actor(fold, event->actor);
	struct seen_object *loop = seen_object(fold, event->object);
	const struct seen_object *other = seen_object(fold, thread->runs);
	struct seen_actor *before = seen_actor(fold, loop->thread);
	if (!HOLDS(fold, (event->result == IL_LOOP_CLOSED) == is_gone(fold, event)))
		return false;
	if (event->result != IL_OK)
		return HOLDS(fold, event->result == IL_LOOP_CLOSED || loop->thread != event->actor);
	if (!HOLDS(fold, loop->running == LOG_NONE) || !HOLDS(fold, other == NULL || other->running == LOG_NONE))
		return false;
	if (before != NULL && before->runs == event->object)
		before->runs = LOG_NONE;
	thread->runs = event->object;
	loop->thread = event->actor;
	return true;
}

/* A task that has not ended by now never will. */
static bool loop_closed(struct fold *fold, const struct log_event *event)
{
	for (uint32_t id = 0; id < fold->actor_count; id++)
		if (fold->actors[id].kind == TYPE_TASK && fold->actors[id].loop == event->object)
			fold->actors[id].stand = STAND_ENDED;
	struct seen_object *loop = seen_object(fold, event->object);
	seen_actor(fold, event->actor)->runs = LOG_NONE;
	loop->thread = LOG_NONE;
	loop->closed = true;
	invariants_shut_sockets(fold, LOG_NONE, event->object);
	return HOLDS(fold, loop->running == LOG_NONE);
}

static bool turn_can(const struct fold *fold, const struct log_event *op)
{
	return op->phase != LOG_BLOCK || seen_object(fold, op->object)->count > 0 ||
	       invariants_any_ready(fold, op->object) ||
	       ((op->flags & LOG_TIMED) && op->deadline <= fold->now);
}

static bool turn_blocked(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, seen_object(fold, event->object)->row.count == 0) && HOLDS(fold, event->x == 0) &&
	       HOLDS(fold, !invariants_any_ready(fold, event->object));
}

static bool turn_done(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = seen_object(fold, event->object);
	if (!HOLDS(fold, loop->running == LOG_NONE) || !HOLDS(fold, loop->turn_left == 0) ||
	    !HOLDS(fold, event->x > 0 || loop->stopping) ||
	    !HOLDS(fold, (size_t)event->x >= loop->row.count + (size_t)loop->count + invariants_find_ready(fold, event->object)))
		return false;
	loop->turn_left = loop->row.count;
	loop->count = 0;
	return true;
}

static bool loop_stopped(struct fold *fold, const struct log_event *event)
{
	seen_object(fold, event->object)->stopping = true;
	return true;
}

/* From another thread: it waits for the next turn. */
static bool called(struct fold *fold, const struct log_event *event)
{
	if (event->z == 0)
		return HOLDS(fold, event->result == IL_OK);
	if (!HOLDS(fold, event->result == (is_gone(fold, event) ? IL_LOOP_CLOSED : IL_OK)))
		return false;
	seen_object(fold, event->object)->count += event->result == IL_OK;
	return true;
}

/* ---- the ready queue ---- */

static bool is_over(const struct fold *fold, const struct log_event *op)
{
	return (op->flags & LOG_TIMED) && op->deadline <= fold->now;
}

static bool timer_fired(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *task = seen_actor(fold, event->object);
	return HOLDS(fold, invariants_suspended(task)) && HOLDS(fold, is_over(fold, &task->at));
}

static bool join_ready(struct fold *fold, const struct log_event *event)
{
	struct seen_object *loop = loop_of(fold, event->object);
	return HOLDS(fold, row_push(&loop->row, (struct seen_value){VALUE_OBJECT, 0, event->object, 0})) &&
	       HOLDS(fold, event->x == (int32_t)loop->row.count);
}

/* A sleep ends with its time, an awaited task's end is in the log, a wait of limited time may end by either. */
static bool has_come(const struct fold *fold, const struct log_event *op)
{
	const struct seen_actor *awaited = seen_actor(fold, op->object);
	if (is_over(fold, op))
		return true;
	if (op->op == OP_TASK_AWAIT && awaited != NULL)
		return awaited->stand == STAND_ENDED || op->object == op->actor;
	return op->op != OP_SLEEP || !(op->flags & LOG_TIMED);
}

static bool made_ready(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *task = seen_actor(fold, event->object);
	if (!HOLDS(fold, invariants_suspended(task) && !task->is_ready) ||
	    !HOLDS(fold, has_come(fold, &task->at) || invariants_may_be_cancelled(fold, event->object)))
		return false;
	task->is_ready = true;
	return join_ready(fold, event);
}

/* ---- tasks ---- */

static bool task_created(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, fold->inner.op == OP_OBJECT_NEW && fold->inner.object == event->object) &&
	       join_ready(fold, event);
}

static bool task_began(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *task = seen_actor(fold, event->actor);
	if (!HOLDS(fold, !task->begun) || !HOLDS(fold, event->object == event->actor))
		return false;
	task->begun = true;
	return invariants_take_stage(fold, event);
}

/* One that was cancelled before its first step ends with it. */
static bool task_ended(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *task = seen_actor(fold, event->actor);
	bool cancelled = event->result == IL_CANCELLED;
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (!HOLDS(fold, cancelled || event->result == (raised ? IL_RAISED : IL_OK)) ||
	    !HOLDS(fold, task->begun || (cancelled && invariants_take_stage(fold, event))))
		return false;
	task->stand = STAND_ENDED;
	task->was_cancelled = cancelled;
	seen_object(fold, task->loop)->cancels += cancelled;
	return invariants_leave_stage(fold, event);
}

/* Who awaits it is cancelled when that is the exception. */
static bool future_settled(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (raised && strncmp(log_text(fold->log, event->text), "CancelledError", strlen("CancelledError")) == 0)
		seen_object(fold, actor->kind == TYPE_TASK ? actor->loop : actor->runs)->cancels++;
	return true;
}

/* A future's state is not in the log. */
static bool await_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_actor *awaited = seen_actor(fold, op->object);
	return awaited == NULL || awaited->stand == STAND_ENDED;
}

static bool wait_can(const struct fold *fold, const struct log_event *op)
{
	(void)fold;
	return op->phase == LOG_BLOCK;
}

static bool has_waiters(const struct fold *fold, const struct log_event *op)
{
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		if (id != op->actor && actor->stand == STAND_BLOCKED && actor->at.object == op->object)
			return true;
	}
	return false;
}

/* First come, first served: whoever finds others in the line of a loop's object waits, too. And wait_for gives way even for
 * what is done. */
bool invariants_awaits_rightly(const struct fold *fold, const struct log_event *event)
{
	switch (event->op) {
	case OP_SLEEP:
	case OP_TASK_WAIT:
	case OP_CONDITION_WAIT:
	case OP_SOCKET_LISTEN:
	case OP_SOCKET_CONNECT:
	case OP_SOCKET_READ:
	case OP_SOCKET_DRAIN:
	case OP_SOCKET_WAIT_CLOSED:
		return true;
	case OP_TASK_AWAIT:
		return seen_object(fold, event->object) != NULL || (event->flags & LOG_TIMED) || !await_can(fold, event);
	default:
		return !invariants_rule(event->op)->can(fold, event) || has_waiters(fold, event);
	}
}

/* A suspended op ends because what it waits for has come, its time is over, or it was cancelled. */
bool invariants_ends_rightly(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *task = seen_actor(fold, event->actor);
	switch (event->result) {
	case IL_CANCELLED:
		return HOLDS(fold, invariants_may_be_cancelled(fold, event->actor));
	case IL_TIMEOUT:
		return HOLDS(fold, is_over(fold, &task->at) || event->op == OP_TASK_WAIT);
	case IL_AWAITS_ITSELF:
		return HOLDS(fold, event->op == OP_TASK_AWAIT && event->object == event->actor);
	default:
		return HOLDS(fold, invariants_rule(event->op)->can(fold, &task->at));
	}
}

static bool cancel_asked(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *task = seen_actor(fold, event->object);
	const struct seen_actor *asker = seen_actor(fold, event->actor);
	struct seen_object *loop = seen_object(fold, asker->kind == TYPE_TASK ? asker->loop : asker->runs);
	loop->cancels++;
	return HOLDS(fold, task == NULL || event->x == (task->stand != STAND_ENDED));
}

bool invariants_loop_answered(struct fold *fold, const struct log_event *event)
{
	const char *attribute = log_text(fold->log, event->text);
	const struct seen_actor *task = seen_actor(fold, event->object);
	if (!HOLDS(fold, event->result == IL_OK) || !HOLDS(fold, attribute[0] != '\0'))
		return false;
	if (task != NULL && strcmp(attribute, "done") == 0)
		return HOLDS(fold, event->value == (task->stand == STAND_ENDED));
	if (task != NULL && strcmp(attribute, "cancelled") == 0)
		return HOLDS(fold, event->value == task->was_cancelled);
	return true;
}

/* ---- the table ---- */

#define TYPE(type) (1u << (type))
#define AWAITED    (TYPE(TYPE_TASK) | TYPE(TYPE_FUTURE))
#define CALLED     (TYPE(TYPE_LOOP) | AWAITED)

const struct rule invariants_loop_rules[LOG_OP_COUNT] = {
    [OP_LOOP_RUN] = {.types = TYPE(TYPE_LOOP), .done = loop_started},
    [OP_LOOP_TURN] = {.types = TYPE(TYPE_LOOP), .can = turn_can, .done = turn_done, .block = turn_blocked},
    [OP_LOOP_TIMER] = {.types = TYPE(TYPE_TASK), .done = timer_fired},
    [OP_LOOP_READY] = {.types = TYPE(TYPE_TASK), .done = made_ready},
    [OP_LOOP_CLOSE] = {.types = TYPE(TYPE_LOOP), .done = loop_closed},
    [OP_LOOP_CALL] = {.types = CALLED, .done = called},
    [OP_LOOP_CALLBACK] = {.types = CALLED},
    [OP_LOOP_CANCEL] = {.types = CALLED},
    [OP_LOOP_STOP] = {.types = TYPE(TYPE_LOOP), .done = loop_stopped},
    [OP_LOOP_SLOW] = {.types = CALLED},
    [OP_LOOP_EXCEPTION] = {.types = CALLED},
    [OP_TASK_CREATE] = {.types = TYPE(TYPE_TASK), .done = task_created},
    [OP_TASK_RUN] = {.types = TYPE(TYPE_TASK), .done = task_began},
    [OP_TASK_AWAIT] = {.types = AWAITED, .can = await_can},
    [OP_TASK_WAIT] = {.can = wait_can},
    [OP_TASK_CANCEL] = {.types = AWAITED, .done = cancel_asked},
    [OP_TASK_DONE] = {.types = TYPE(TYPE_TASK), .done = task_ended},
    [OP_FUTURE_SETTLE] = {.types = TYPE(TYPE_FUTURE), .done = future_settled},
};
