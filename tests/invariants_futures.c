/* What the ops of executors and futures need, and what they change: one table, a line an op. */
#include "invariants_fold.h"

#include "interleave/status.h"
#include "log/ids.h"

/* ---- executors ---- */

static bool pool_fields(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *executor = seen_object(fold, event->object);
	return HOLDS(fold, event->x == (int32_t)executor->row.count) && HOLDS(fold, event->y == executor->busy) &&
	       HOLDS(fold, event->z == executor->workers) && HOLDS(fold, executor->busy <= executor->workers) &&
	       HOLDS(fold, executor->busy >= 0 && executor->workers <= executor->bound);
}

/* The process of the executor has come to its end, and takes no more calls. */
static bool is_leaving(const struct fold *fold, const struct log_event *op)
{
	const struct seen_actor *process = seen_actor(fold, seen_actor(fold, op->actor)->process);
	bool exits = process->at.op == OP_EXIT || process->at.op == OP_PROCESS_EXIT;
	return process->stand == STAND_ENDED || (process->stand == STAND_BLOCKED && exits);
}

static il_status refusal(const struct fold *fold, const struct log_event *event)
{
	const struct seen_object *executor = seen_object(fold, event->object);
	if (executor->broken)
		return IL_BROKEN_POOL;
	if (executor->closed)
		return IL_SHUT_DOWN;
	return is_leaving(fold, event) ? IL_LEAVING : IL_OK;
}

/* The future was made by the event before it; or the worker was, and by the one before that the future. */
static bool submitted(struct fold *fold, const struct log_event *event)
{
	struct seen_object *executor = seen_object(fold, event->object);
	bool made = fold->inner.phase != 0;
	bool worker = made && fold->inner.x == TYPE_THREAD;
	bool needed = executor->workers - executor->busy <= (int32_t)executor->row.count &&
		      executor->workers < executor->bound;
	if (!HOLDS(fold, event->result == refusal(fold, event)) || !HOLDS(fold, made == (event->result == IL_OK)))
		return false;
	if (event->result != IL_OK)
		return pool_fields(fold, event);
	uint32_t newest = LOG_OBJECT_BASE + fold->object_count - 1;
	if (!HOLDS(fold, (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT && event->value == newest) ||
	    !HOLDS(fold, seen_object(fold, newest)->type == TYPE_FUTURE) || !HOLDS(fold, worker == needed) ||
	    !HOLDS(fold, row_push(&executor->row, value_of_event(event))))
		return false;
	executor->workers += worker;
	return pool_fields(fold, event);
}

static bool take_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *executor = seen_object(fold, op->object);
	return executor->row.count > 0 || executor->closed || is_leaving(fold, op);
}

static void be_idle(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *worker = seen_actor(fold, event->actor);
	seen_object(fold, event->object)->busy -= worker->has_call;
	worker->has_call = false;
}

static bool take_blocked(struct fold *fold, const struct log_event *event)
{
	be_idle(fold, event);
	return pool_fields(fold, event);
}

/* The oldest call is the one that is taken. */
static bool take_first(struct fold *fold, const struct log_event *event)
{
	struct seen_object *executor = seen_object(fold, event->object);
	bool given = (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT;
	if (!HOLDS(fold, given == (executor->row.count > 0)))
		return false;
	return !given || HOLDS(fold, values_equal(row_pop(&executor->row), value_of_event(event)));
}

static bool taken(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *worker = seen_actor(fold, event->actor);
	bool given = (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT;
	if (!HOLDS(fold, worker->pool == event->object) || !take_first(fold, event))
		return false;
	be_idle(fold, event);
	worker->has_call = given;
	seen_object(fold, event->object)->busy += given;
	return pool_fields(fold, event);
}

static bool drained(struct fold *fold, const struct log_event *event)
{
	bool empty = seen_object(fold, event->object)->row.count == 0;
	return HOLDS(fold, event->result == (empty ? IL_EMPTY : IL_OK)) && take_first(fold, event) &&
	       pool_fields(fold, event);
}

static bool shut_down(struct fold *fold, const struct log_event *event)
{
	seen_object(fold, event->object)->closed = true;
	return pool_fields(fold, event);
}

static bool broken(struct fold *fold, const struct log_event *event)
{
	seen_object(fold, event->object)->broken = true;
	return HOLDS(fold, event->result == IL_RAISED) && pool_fields(fold, event);
}

/* ---- futures ---- */

static struct seen_object *future_of(const struct fold *fold, const struct log_event *event)
{
	return seen_object(fold, event->object);
}

static bool is_done(const struct seen_object *future)
{
	return future->state >= FUTURE_IS_CANCELLED;
}

static bool state_field(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *future = future_of(fold, event);
	return HOLDS(fold, future->bound == 1) && HOLDS(fold, event->x == future->state);
}

static bool began(struct fold *fold, const struct log_event *event)
{
	struct seen_object *future = future_of(fold, event);
	int before = future->state;
	if (before == FUTURE_IS_PENDING)
		future->state = FUTURE_IS_RUNNING;
	if (before == FUTURE_IS_CANCELLED) {
		future->state = FUTURE_IS_NOTIFIED;
		future->settled_at = ++fold->settled;
	}
	il_status expected = before == FUTURE_IS_PENDING     ? IL_OK
			     : before == FUTURE_IS_CANCELLED ? IL_CANCELLED
							     : IL_UNEXPECTED_STATE;
	return HOLDS(fold, event->result == expected) && state_field(fold, event);
}

static bool set(struct fold *fold, const struct log_event *event)
{
	struct seen_object *future = future_of(fold, event);
	bool error = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (!HOLDS(fold, event->result == (is_done(future) ? IL_INVALID_STATE : IL_OK)) ||
	    !HOLDS(fold, error == (event->op == OP_FUTURE_SET_EXCEPTION)) || !invariants_same_value(fold, event))
		return false;
	if (event->result == IL_OK) {
		future->state = FUTURE_IS_FINISHED;
		future->settled_at = ++fold->settled;
		future->value = value_of_event(event);
		if (!HOLDS(fold, event->y == future->count))
			return false;
		future->count = 0;
	}
	return state_field(fold, event);
}

static bool cancelled(struct fold *fold, const struct log_event *event)
{
	struct seen_object *future = future_of(fold, event);
	bool pending = future->state == FUTURE_IS_PENDING;
	if (!HOLDS(fold, event->y == (pending ? future->count : 0)))
		return false;
	if (pending) {
		future->state = FUTURE_IS_CANCELLED;
		future->count = 0;
	}
	return state_field(fold, event);
}

static bool outcome_can(const struct fold *fold, const struct log_event *op)
{
	return is_done(future_of(fold, op));
}

static bool has_raised(const struct seen_object *future)
{
	return future->state == FUTURE_IS_FINISHED && future->value.kind == VALUE_ERROR;
}

static bool outcome_given(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *future = future_of(fold, event);
	bool asked_for_error = event->op == OP_FUTURE_EXCEPTION, raised = has_raised(future);
	struct seen_value none = {VALUE_NONE, 0, 0, 0}, given = value_of_event(event);
	il_status expected = !is_done(future)			    ? IL_TIMEOUT
			     : future->state != FUTURE_IS_FINISHED  ? IL_CANCELLED
			     : raised && !asked_for_error	    ? IL_RAISED
								    : IL_OK;
	bool gives = future->state == FUTURE_IS_FINISHED && (raised || !asked_for_error);
	return HOLDS(fold, event->result == expected) &&
	       HOLDS(fold, values_equal(given, gives ? future->value : none)) && state_field(fold, event);
}

/* A callback that comes too late is called at once. */
static bool callback_added(struct fold *fold, const struct log_event *event)
{
	struct seen_object *future = future_of(fold, event);
	if (!is_done(future))
		future->count++;
	return HOLDS(fold, event->y == (is_done(future) ? 0 : future->count)) && state_field(fold, event);
}

static bool called_back(struct fold *fold, const struct log_event *event)
{
	bool error = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	return HOLDS(fold, event->result == (error ? IL_RAISED : IL_OK)) &&
	       HOLDS(fold, is_done(future_of(fold, event))) && state_field(fold, event);
}

/* ---- several futures ---- */

struct survey {
	int32_t total, settled, left; /* left: not settled, or behind the place taken last */
	bool raised;
	uint32_t next, next_at;       /* the first of those behind it */
};

static struct survey survey_set(const struct fold *fold, const struct log_event *wait, int64_t taken)
{
	struct survey survey = {.next = LOG_NONE};
	struct ids ids = ids_begin(log_text(fold->log, wait->text));
	for (uint32_t id; ids_next(&id, &ids);) {
		const struct seen_object *future = seen_object(fold, id);
		survey.total++;
		survey.left += future->settled_at == 0 || future->settled_at > taken;
		if (future->settled_at == 0)
			continue;
		survey.settled++;
		survey.raised |= has_raised(future);
		if (future->settled_at > taken && (survey.next == LOG_NONE || future->settled_at < survey.next_at)) {
			survey.next = id;
			survey.next_at = future->settled_at;
		}
	}
	return survey;
}

static bool is_over(const struct survey *survey, int32_t mode)
{
	return (mode == UNTIL_FIRST && (survey->settled > 0 || survey->total == 0)) ||
	       (mode == UNTIL_EXCEPTION && survey->raised) || (mode == UNTIL_NEXT && survey->next != LOG_NONE) ||
	       (mode != UNTIL_NEXT && survey->settled == survey->total);
}

/* The place taken last is in what was announced or blocked; of a live actor that tried at once, the log does not tell. */
static int64_t taken_before(const struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	const struct seen_object *given = event->phase == LOG_DONE ? seen_object(fold, (uint32_t)event->value) : NULL;
	if (event->z != UNTIL_NEXT)
		return 0;
	if (event->phase != LOG_DONE)
		return event->value;
	if (actor->stand != STAND_RUNNING)
		return actor->at.value;
	return given != NULL ? (int64_t)given->settled_at - 1 : INT64_MAX;
}

/* as_completed looks at the clock before it looks at the futures. */
static bool wait_can(const struct fold *fold, const struct log_event *op)
{
	struct survey survey = survey_set(fold, op, taken_before(fold, op));
	bool gave_up = op->phase == LOG_DONE && op->z == UNTIL_NEXT && op->result == IL_TIMEOUT;
	return is_over(&survey, op->z) && !gave_up;
}

static bool wait_fields(struct fold *fold, const struct log_event *event)
{
	struct survey survey = survey_set(fold, event, taken_before(fold, event));
	bool next = event->z == UNTIL_NEXT, given = next && event->phase == LOG_DONE && event->result == IL_OK;
	bool known = event->phase == LOG_BLOCK || seen_actor(fold, event->actor)->stand != STAND_RUNNING;
	if (!HOLDS(fold, event->y == survey.total) || !HOLDS(fold, next || event->x == survey.settled) ||
	    !HOLDS(fold, !next || !known || event->x == survey.left - given))
		return false;
	if (given)
		return HOLDS(fold, (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT && event->value == survey.next);
	return HOLDS(fold, event->phase != LOG_DONE || (event->flags & LOG_VALUE_KIND) == VALUE_NONE);
}

/* ---- the table ---- */

#define POOL   (1u << TYPE_EXECUTOR)
#define FUTURE (1u << TYPE_FUTURE)

const struct rule invariants_future_rules[LOG_OP_COUNT] = {
    [OP_EXECUTOR_SUBMIT] = {.types = POOL, .done = submitted},
    [OP_EXECUTOR_MAP] = {.types = POOL, .done = pool_fields},
    [OP_EXECUTOR_SHUTDOWN] = {.types = POOL, .done = shut_down},
    [OP_EXECUTOR_TAKE] = {.types = POOL, .can = take_can, .done = taken, .block = take_blocked},
    [OP_EXECUTOR_DRAIN] = {.types = POOL, .done = drained},
    [OP_EXECUTOR_BREAK] = {.types = POOL, .done = broken},
    [OP_FUTURE_RUN] = {.types = FUTURE, .done = began},
    [OP_FUTURE_SET_RESULT] = {.types = FUTURE, .done = set},
    [OP_FUTURE_SET_EXCEPTION] = {.types = FUTURE, .done = set},
    [OP_FUTURE_CANCEL] = {.types = FUTURE, .done = cancelled},
    [OP_FUTURE_RESULT] = {.types = FUTURE, .can = outcome_can, .late = IL_TIMEOUT, .done = outcome_given,
                          .block = state_field, .moments = true},
    [OP_FUTURE_EXCEPTION] = {.types = FUTURE, .can = outcome_can, .late = IL_TIMEOUT,
                             .done = outcome_given, .block = state_field},
    [OP_FUTURE_WAIT] = {.can = wait_can, .late = IL_TIMEOUT, .done = wait_fields,
                        .block = wait_fields, .moments = true},
    [OP_FUTURE_ADD_CALLBACK] = {.types = FUTURE, .done = callback_added},
    [OP_FUTURE_CALLBACK] = {.types = FUTURE, .done = called_back},
};
