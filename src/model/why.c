/* Who could be chosen next, and if not, why: the engine's rule, read from the model.
 *
 * An actor that has announced can always go: trying is a step. A blocked one can go when what it waits for lets it now
 * (why_rules.c), or its deadline has passed. Tasks share their loop's thread: at most one of a loop can go at a time. */
#include "model/why.h"

bool model_dying(const struct model *model, const struct model_actor *actor)
{
	const struct model_actor *process = model_actor(model, actor->process);
	return process && process->told && !model_ended(actor);
}

bool model_left_behind(const struct model *model, const struct model_object *lock)
{
	const struct model_actor *owner = model_actor(model, lock->owner);
	return lock->cloned_from != LOG_NONE && owner && owner->process != lock->process;
}

bool model_waits_again(const struct model *model, const struct model_object *condition)
{
	const struct model_actor *woken = model_actor(model, condition->woken);
	for (uint32_t i = 0; woken && i < condition->line_count; i++)
		if (condition->line[i] == woken->id)
			return !woken->notified;
	return false;
}

/* ---- one that has tried ---- */

static struct why_not why_blocked(const struct model *model, const struct model_actor *actor)
{
	struct why_not why = why_op(model, actor);
	if (why.why == WHY_CAN_GO || why.why == WHY_NOTIFIED_LOCK_HELD || why.why == WHY_BARRIER_ACTS)
		return why;
	if (why_late(model, actor))
		return CAN_GO;
	if (actor->at.flags & LOG_TIMED)
		why.until = actor->at.deadline;
	return why;
}

/* ---- loops ---- */

/* Whom a loop's thread has handed itself to: the task that runs, or else the next one of this turn.
 * LOG_NONE: nobody. */
static uint32_t on_stage(const struct model *model, const struct model_object *loop)
{
	if (loop->running != LOG_NONE)
		return loop->running;
	const struct model_actor *thread = model_actor(model, loop->thread);
	if (thread && thread->state != ACTOR_RUNNING) /* it is at an op of its own: a callback's */
		return LOG_NONE;
	return loop->turn > 0 && loop->ready_count > 0 ? loop->ready[0] : LOG_NONE;
}

/* What a suspended task waits for; where that would let it go already, for those before it in the line. */
static struct why_not why_suspended(const struct model *model, const struct model_actor *task)
{
	struct why_not why = why_op(model, task);
	const struct model_object *line = model_object(model, task->line);
	uint32_t first = line && line->line_count ? line->line[0] : LOG_NONE;
	if (why.why == WHY_CAN_GO) /* the first of the line is about to become ready: the next event says so */
		why = because(WHY_NOT_ITS_TURN, task->at.object, first == task->id ? LOG_NONE : first);
	if (task->at.flags & LOG_TIMED)
		why.until = task->at.deadline;
	return why;
}

/* What holds a task up as one of its loop; WHY_CAN_GO: nothing, what it is at decides. */
static struct why_not why_task(const struct model *model, const struct model_actor *task)
{
	const struct model_object *loop = model_object(model, task->loop);
	if (!loop)
		return CAN_GO;
	bool suspended = task->at_valid && task->at.phase == LOG_BLOCK && model_suspends(&task->at);
	bool due = why_late(model, task); /* its timer is: the loop's next turn sees to it */
	if (suspended && task->ready_place == 0 && !due)
		return why_suspended(model, task);
	uint32_t stage = on_stage(model, loop);
	if (stage == task->id)
		return CAN_GO;
	struct why_not why = because(WHY_NOT_ITS_TURN, loop->id, stage == LOG_NONE ? loop->thread : stage);
	why.rank = model_ready_rank(model, task);
	return why;
}

/* ---- the answer ---- */

/* Between announcements: it computes, or its thread carries a task of its loop. */
static struct why_not why_running(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *loop = model_object(model, actor->runs);
	uint32_t stage = loop ? on_stage(model, loop) : LOG_NONE;
	if (stage == LOG_NONE)
		return because(WHY_RUNNING, LOG_NONE, LOG_NONE);
	return because(WHY_NOT_ITS_TURN, loop->id, stage);
}

struct why_not model_why(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);
	if (!actor || actor->state == ACTOR_NEW)
		return because(WHY_NOT_STARTED, LOG_NONE, LOG_NONE);
	if (model_ended(actor))
		return because(WHY_ENDED, LOG_NONE, LOG_NONE);
	if (model_dying(model, actor)) /* that it is gone is the choice of its process */
		return actor->id == actor->process ? CAN_GO : because(WHY_DYING, LOG_NONE, actor->process);
	if (actor->kind == TYPE_TASK) {
		struct why_not why = why_task(model, actor);
		if (why.why != WHY_CAN_GO)
			return why;
	}
	switch (actor->state) {
	case ACTOR_RUNNING:
		return why_running(model, actor);
	case ACTOR_READY:
		return CAN_GO;
	default:
		return why_blocked(model, actor);
	}
}

struct why_not model_would_wait(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);
	if (!actor || !actor->at_valid || actor->at.phase != LOG_ANNOUNCE || model_dying(model, actor))
		return CAN_GO;
	return why_op(model, actor);
}

bool model_clock_can_go(const struct model *model, int64_t *until)
{
	bool found = false;
	for (uint32_t i = 0; i < model->actor_count; i++) {
		const struct model_actor *actor = &model->actors[i];
		bool waits = actor->kind && actor->state >= ACTOR_BLOCKED && !model_ended(actor) && !model_dying(model, actor);
		if (!waits || !(actor->at.flags & LOG_TIMED) || actor->at.deadline <= model->now)
			continue;
		if (!found || actor->at.deadline < *until)
			*until = actor->at.deadline;
		found = true;
	}
	return found;
}

static bool among(const uint32_t *ids, uint32_t count, uint32_t id)
{
	for (uint32_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

uint32_t model_why_chain(struct why_not *chain, uint32_t *who, uint32_t room, bool *cycle,
                         const struct model *model, uint32_t actor)
{
	uint32_t length = 0;
	*cycle = false;
	while (length < room && actor != LOG_NONE) {
		who[length] = actor;
		chain[length] = model_why(model, actor);
		actor = chain[length++].by;
		if (among(who, length, actor)) {
			*cycle = true;
			break;
		}
	}
	return length;
}
