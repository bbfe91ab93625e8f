/* What the ops on barriers need, and what they change: one table, a line an op.
 *
 * Of a barrier, `count` is how many are inside, `bound` how many it takes, `owner` who runs the action, and
 * `unfinished` its enum log_barrier. A caller's `place` is where it stands: 0 before or outside, 1 inside, 2 it runs
 * the action. */
#include "invariants_fold.h"

#include "interleave/status.h"

enum { NOT_INSIDE, INSIDE, ACTS };

static bool fields(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *barrier = seen_object(fold, event->object);
	bool fills = barrier->unfinished == BARRIER_FILLS || barrier->unfinished == BARRIER_ACTS;
	return HOLDS(fold, barrier->count >= 0) && HOLDS(fold, event->x == (fills ? barrier->count : 0)) &&
	       HOLDS(fold, event->y == barrier->bound) && HOLDS(fold, event->z == barrier->unfinished);
}

/* Its time is over; of a live actor that tried at once, the log does not tell. */
static bool is_late(const struct fold *fold, const struct seen_actor *actor, enum log_phase phase)
{
	if (actor->stand == STAND_RUNNING)
		return phase == LOG_DONE;
	if (!(actor->at.flags & LOG_TIMED))
		return false;
	return actor->stand == STAND_BLOCKED ? actor->at.deadline <= fold->now : actor->at.deadline <= 0;
}

static bool wait_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *barrier = seen_object(fold, op->object);
	const struct seen_actor *actor = seen_actor(fold, op->actor);
	bool fills = barrier->unfinished == BARRIER_FILLS, acts = barrier->unfinished == BARRIER_ACTS;
	if (actor->place == ACTS)
		return true;
	if (actor->place == INSIDE)
		return !acts && (!fills || is_late(fold, actor, (enum log_phase)op->phase));
	if (barrier->unfinished == BARRIER_BROKEN)
		return true;
	return fills && (actor->stand == STAND_BLOCKED || barrier->count + 1 == barrier->bound);
}

/* Inside, its place is known; outside it has no time limit. */
static bool wait_blocked(struct fold *fold, const struct log_event *event)
{
	struct seen_object *barrier = seen_object(fold, event->object);
	struct seen_actor *actor = seen_actor(fold, event->actor);
	bool inside = (event->flags & LOG_VALUE_KIND) == VALUE_INT;
	if (!HOLDS(fold, inside == (actor->place == INSIDE || barrier->unfinished == BARRIER_FILLS)) ||
	    !HOLDS(fold, inside || !(event->flags & LOG_TIMED)))
		return false;
	if (inside && actor->place == NOT_INSIDE) {
		if (!HOLDS(fold, event->value == barrier->count))
			return false;
		barrier->count++;
		actor->place = INSIDE;
	}
	return fields(fold, event);
}

static void go_out(struct seen_object *barrier)
{
	bool goes = barrier->unfinished == BARRIER_DRAINS || barrier->unfinished == BARRIER_RESETS;
	if (--barrier->count == 0 && goes)
		barrier->unfinished = BARRIER_FILLS;
}

/* What it must answer; changes what a barrier becomes by it. */
static il_status outcome(struct fold *fold, const struct log_event *event)
{
	struct seen_object *barrier = seen_object(fold, event->object);
	struct seen_actor *actor = seen_actor(fold, event->actor);
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (actor->place == NOT_INSIDE && barrier->unfinished == BARRIER_BROKEN)
		return IL_BROKEN_BARRIER;
	if (actor->place == ACTS) {
		barrier->unfinished = raised ? BARRIER_BROKEN : BARRIER_DRAINS;
		barrier->owner = LOG_NONE;
	} else if (actor->place == NOT_INSIDE) { /* the last one, and there is no action */
		barrier->unfinished = BARRIER_DRAINS;
		barrier->count++;
	} else if (barrier->unfinished == BARRIER_FILLS && is_late(fold, actor, LOG_DONE)) {
		barrier->unfinished = BARRIER_BROKEN;
	}
	il_status status = raised                                          ? IL_RAISED
			   : barrier->unfinished == BARRIER_DRAINS ? IL_OK
								   : IL_BROKEN_BARRIER;
	go_out(barrier);
	return status;
}

static bool wait_done(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *barrier = seen_object(fold, event->object);
	struct seen_actor *actor = seen_actor(fold, event->actor);
	bool last = actor->place == NOT_INSIDE && barrier->count + 1 == barrier->bound;
	if (!HOLDS(fold, actor->place != ACTS || barrier->owner == event->actor) ||
	    !HOLDS(fold, actor->place != NOT_INSIDE || barrier->unfinished == BARRIER_BROKEN || last) ||
	    !HOLDS(fold, event->result != IL_OK || !last || event->value == barrier->bound - 1) ||
	    !HOLDS(fold, event->result == outcome(fold, event)))
		return false;
	actor->place = NOT_INSIDE;
	return fields(fold, event);
}

static bool entered(struct fold *fold, const struct log_event *event)
{
	struct seen_object *barrier = seen_object(fold, event->object);
	struct seen_actor *actor = seen_actor(fold, event->actor);
	if (!HOLDS(fold, actor->stand == STAND_BLOCKED && actor->place == NOT_INSIDE) ||
	    !HOLDS(fold, barrier->unfinished == BARRIER_FILLS) ||
	    !HOLDS(fold, barrier->count + 1 != barrier->bound) || !HOLDS(fold, event->value == barrier->count))
		return false;
	barrier->count++;
	actor->place = INSIDE;
	return fields(fold, event);
}

static bool acts(struct fold *fold, const struct log_event *event)
{
	struct seen_object *barrier = seen_object(fold, event->object);
	struct seen_actor *actor = seen_actor(fold, event->actor);
	if (!HOLDS(fold, barrier->unfinished == BARRIER_FILLS && actor->place == NOT_INSIDE) ||
	    !HOLDS(fold, ++barrier->count == barrier->bound) || !HOLDS(fold, event->value == barrier->bound - 1))
		return false;
	barrier->unfinished = BARRIER_ACTS;
	barrier->owner = event->actor;
	actor->place = ACTS;
	return fields(fold, event);
}

/* The action runs under the barrier's lock. */
static bool change_can(const struct fold *fold, const struct log_event *op)
{
	return seen_object(fold, op->object)->unfinished != BARRIER_ACTS;
}

static bool changed(struct fold *fold, const struct log_event *event)
{
	struct seen_object *barrier = seen_object(fold, event->object);
	bool rests = barrier->unfinished == BARRIER_FILLS || barrier->unfinished == BARRIER_BROKEN;
	if (event->op == OP_BARRIER_ABORT)
		barrier->unfinished = BARRIER_BROKEN;
	else if (barrier->count == 0)
		barrier->unfinished = BARRIER_FILLS;
	else if (rests)
		barrier->unfinished = BARRIER_RESETS;
	return HOLDS(fold, event->result == IL_OK) && fields(fold, event);
}

#define BARRIERS (1u << TYPE_BARRIER)

const struct rule invariants_barrier_rules[LOG_OP_COUNT] = {
    [OP_BARRIER_WAIT] = {.types = BARRIERS, .can = wait_can, .done = wait_done, .block = wait_blocked},
    [OP_BARRIER_ENTER] = {.types = BARRIERS, .done = entered},
    [OP_BARRIER_ACTION] = {.types = BARRIERS, .done = acts},
    [OP_BARRIER_RESET] = {.types = BARRIERS, .can = change_can, .done = changed, .block = fields},
    [OP_BARRIER_ABORT] = {.types = BARRIERS, .can = change_can, .done = changed, .block = fields},
};
