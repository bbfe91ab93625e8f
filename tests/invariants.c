/* Folds a log and checks what all ops have in common: who may act, what a step is, who waits and why it goes
 * on, time.
 *
 * An actor goes from announced (controlled runs) to blocked to done, and runs until its next op. An op whose
 * step has two events (a condition's wait, the making of a task) leaves its first in fold->inner: the
 * second must follow at once. */
#include "invariants_fold.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"

/* ---- who may act ---- */

/* What happens to an actor, or beside its steps: it may be anywhere at that moment. */
static bool is_passive(const struct log_event *event)
{
	return event->op == OP_LOOP_POLL || event->op == OP_LOOP_TIMER || event->op == OP_LOOP_READY || event->op == OP_LOOP_CALLBACK ||
	       event->op == OP_LOOP_SLOW || event->op == OP_LOOP_EXCEPTION;
}

/* A submit makes a future, and the first ones workers. */
static bool is_of_submit(const struct fold *fold, const struct log_event *event)
{
	const struct seen_object *pool = event->x == TYPE_THREAD ? seen_object(fold, (uint32_t)event->y) : NULL;
	bool future = event->x == TYPE_FUTURE && event->y != 0 && event->via != LOG_NONE && event->via >= LOG_OBJECT_BASE;
	return event->op == OP_OBJECT_NEW && (future || (pool != NULL && pool->type == TYPE_EXECUTOR));
}

static uint32_t executor_of(const struct log_event *event)
{
	return event->x == TYPE_THREAD ? (uint32_t)event->y : event->via;
}

/* An event of a step that others of the same step follow. */
static bool is_inner(const struct fold *fold, const struct log_event *event)
{
	if (event->op == OP_OBJECT_NEW)
		return event->x == TYPE_TASK || event->x == TYPE_RESULT || is_of_submit(fold, event) ||
		       invariants_is_clone(event);
	return event->via != LOG_NONE && event->phase == LOG_DONE &&
	       (event->op == OP_LOCK_ACQUIRE || event->op == OP_LOCK_RELEASE ||
		event->op == OP_RLOCK_ACQUIRE || event->op == OP_RLOCK_RELEASE);
}

/* The op that an inner event is part of. */
static uint16_t outer_op(const struct fold *fold, const struct log_event *event)
{
	if (event->op == OP_BARRIER_ENTER || event->op == OP_BARRIER_ACTION)
		return OP_BARRIER_WAIT;
	if (!is_inner(fold, event)) /* which of the two a new result is for, it does not say */
		return event->op == OP_POOL_MAP ? OP_POOL_SUBMIT : event->op;
	if (event->op == OP_OBJECT_NEW && event->x == TYPE_RESULT)
		return OP_POOL_SUBMIT;
	if (invariants_is_clone(event))
		return OP_PROCESS_START;
	if (is_of_submit(fold, event))
		return OP_EXECUTOR_SUBMIT;
	if (event->op == OP_OBJECT_NEW)
		return OP_TASK_CREATE;
	return OP_CONDITION_WAIT;
}

static bool makes(uint16_t op)
{
	return op == OP_OBJECT_NEW || op == OP_TASK_CREATE;
}

/* The step is of the op that its actor announced, or is blocked in. */
static bool as_announced(struct fold *fold, const struct seen_actor *actor, const struct log_event *event)
{
	bool result = event->op == OP_OBJECT_NEW && event->x == TYPE_RESULT;
	uint32_t object = is_inner(fold, event) && (event->op != OP_OBJECT_NEW || result) ? event->via : event->object;
	if (is_of_submit(fold, event))
		object = executor_of(event);
	if (invariants_is_clone(event))
		return HOLDS(fold, actor->at.op == OP_PROCESS_START) &&
		       HOLDS(fold, actor->at.site == event->site);
	return HOLDS(fold, outer_op(fold, &actor->at) == outer_op(fold, event)) &&
	       HOLDS(fold, makes(actor->at.op) || actor->at.object == object) &&
	       HOLDS(fold, actor->at.site == event->site);
}

static bool carries(const struct fold *fold, const struct seen_actor *actor)
{
	const struct seen_object *loop = seen_object(fold, actor->runs);
	return loop != NULL && (loop->running != LOG_NONE || loop->turn_left > 0);
}

/* With the gate closed, a step is taken while nobody else is on the way from one op to the next. */
static bool others_stand(struct fold *fold, uint32_t actor)
{
	if (fold->replayed || fold->left || !(fold->controlled || fold->paused))
		return true;
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *other = &fold->actors[id];
		if (id != actor && other->stand == STAND_RUNNING && !carries(fold, other))
			return invariants_fail(fold, "actor %" PRIu32 " still runs", id);
	}
	return true;
}

/* A task's first event: it begins, or ends because it was cancelled before. */
static bool begins(const struct seen_actor *actor, const struct log_event *event)
{
	return actor->kind == TYPE_TASK && !actor->begun && (event->op == OP_TASK_RUN || event->op == OP_TASK_DONE);
}

/* Between being chosen and taking effect the system does something for it. */
static bool asks_the_system(uint16_t op)
{
	return op == OP_THREAD_START || op == OP_PROCESS_START || op == OP_SOCKET_ACCEPT || op == OP_SOCKET_RECEIVE ||
	       op == OP_SOCKET_WRITE || op == OP_SOCKET_SEND || op == OP_SOCKET_WRITE_EOF || op == OP_SOCKET_CLOSE ||
	       op == OP_SOCKET_LOST;
}

/* An actor takes a step: it may, and its op lets it. */
static bool may_step(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	bool waited = actor->stand == STAND_ANNOUNCED || actor->stand == STAND_BLOCKED;
	if (!HOLDS(fold, waited || begins(actor, event) || actor->stand == STAND_RUNNING) ||
	    !HOLDS(fold, waited || !fold->controlled) || !HOLDS(fold, event->flags & LOG_STEP) ||
	    !HOLDS(fold, actor->stand != STAND_BLOCKED || event->phase == LOG_DONE || invariants_suspended(actor)))
		return false;
	if (waited && !as_announced(fold, actor, event))
		return false;
	/* One that was under way when the gate closed still takes effect: its thread has been made already, its bytes are sent. */
	if (asks_the_system(outer_op(fold, event)) && !fold->controlled)
		return true;
	return HOLDS(fold, waited || !fold->paused) && others_stand(fold, event->actor);
}

/* ---- phases ---- */

static bool announce(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *actor = seen_actor(fold, event->actor);
	if (!HOLDS(fold, actor->stand == STAND_RUNNING || begins(actor, event)) ||
	    !HOLDS(fold, !(event->flags & LOG_STEP)) || !HOLDS(fold, event->result == IL_OK))
		return false;
	actor->stand = STAND_ANNOUNCED;
	actor->marked = false;
	actor->at = *event;
	return true;
}

static bool block(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *actor = seen_actor(fold, event->actor);
	const struct rule *rule = invariants_rule(event->op);
	bool had_inner = fold->inner.phase != 0, awaited = (event->flags & LOG_AWAITED) != 0;
	if (!HOLDS(fold, rule->can != NULL) || !HOLDS(fold, event->result == IL_OK) ||
	    !HOLDS(fold, (event->op == OP_CONDITION_WAIT && !awaited) == had_inner) ||
	    !HOLDS(fold, had_inner || (awaited ? invariants_awaits_rightly(fold, event) : !rule->can(fold, event))) ||
	    !HOLDS(fold, !(event->flags & LOG_TIMED) || event->deadline >= event->t || invariants_suspended(actor)))
		return false;
	if (awaited && invariants_suspended(actor) && !invariants_take_stage(fold, event))
		return false;
	if (awaited && !invariants_leave_stage(fold, event))
		return false;
	if (rule->block != NULL && !rule->block(fold, event))
		return false;
	actor->stand = STAND_BLOCKED;
	actor->marked = actor->is_ready = false;
	actor->blocked_at = fold->seq;
	actor->at = *event;
	return true;
}

/* The time allowed is over; of a live actor that tried at once, the log does not tell. */
static bool is_late(const struct fold *fold, const struct seen_actor *actor)
{
	if (actor->stand == STAND_RUNNING)
		return true;
	if (!(actor->at.flags & LOG_TIMED))
		return false;
	if (actor->stand == STAND_BLOCKED)
		return actor->at.deadline <= fold->now;
	return actor->at.deadline <= (invariants_rule(actor->at.op)->moments ? fold->now - actor->at.t : 0);
}

/* A waiting op takes effect because something lets it, or because its time is over; its result says which. */
static bool let_go_by_something(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	const struct rule *rule = invariants_rule(event->op);
	bool checked_before = fold->inner.phase != 0 || is_inner(fold, event);
	if (rule->can == NULL || checked_before)
		return true;
	if (invariants_suspended(actor))
		return invariants_ends_rightly(fold, event);
	const struct log_event *op = actor->stand == STAND_BLOCKED ? &actor->at : event;
	if (rule->can(fold, op))
		return HOLDS(fold, rule->late == IL_OK || event->result != rule->late);
	return HOLDS(fold, rule->late != IL_OK && event->result == rule->late) &&
	       HOLDS(fold, is_late(fold, actor));
}

static bool done(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *actor = seen_actor(fold, event->actor);
	const struct rule *rule = invariants_rule(event->op);
	if (event->op == OP_OBJECT_NEW ? !invariants_make(fold, event) : !let_go_by_something(fold, event))
		return false;
	bool resumed = invariants_suspended(actor) && !is_inner(fold, event) && !is_passive(event);
	if (rule->done != NULL && !rule->done(fold, event))
		return false;
	if (resumed && !invariants_take_stage(fold, event))
		return false;
	if (is_inner(fold, event) || is_passive(event) || actor->stand == STAND_ENDED)
		return true;
	actor->stand = STAND_RUNNING;
	actor->marked = false;
	return true;
}

/* ---- events that are nobody's step ---- */

/* A task acts while it has its loop's stage, its thread while no task has it. */
static bool has_stage(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	const struct seen_object *loop = seen_object(fold, actor->runs);
	if (loop != NULL && !HOLDS(fold, loop->running == LOG_NONE))
		return false;
	if (actor->kind != TYPE_TASK)
		return true;
	loop = seen_object(fold, actor->loop);
	bool takes = begins(actor, event) || actor->stand == STAND_BLOCKED;
	return HOLDS(fold, (takes && loop->running == LOG_NONE) || loop->running == event->actor);
}

static bool clock_event(struct fold *fold, const struct log_event *event)
{
	int64_t first = INT64_MAX;
	bool somebody_could = false;
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		bool blocked = actor->stand == STAND_BLOCKED;
		somebody_could |= (actor->stand == STAND_DYING && actor->process == id) ||
		    actor->stand == STAND_ANNOUNCED || (blocked && invariants_could_go(fold, &actor->at));
		bool waits = blocked && !actor->is_ready && (actor->at.flags & LOG_TIMED) && actor->at.deadline > fold->now;
		if (waits && actor->at.deadline < first)
			first = actor->at.deadline;
	}
	fold->now = event->t;
	return HOLDS(fold, event->op == OP_CLOCK_ADVANCE && event->phase == LOG_DONE) &&
	       HOLDS(fold, event->flags & LOG_STEP) && HOLDS(fold, event->value == event->t) &&
	       HOLDS(fold, event->value == first) && HOLDS(fold, !fold->time_respected || !somebody_could) &&
	       others_stand(fold, LOG_NONE);
}

/* Time goes on only when nobody else can. */
static bool is_automatic(const char *strategy)
{
	return strcmp(strategy, "random") == 0 || strcmp(strategy, "pct") == 0 || strcmp(strategy, "round-robin") == 0;
}

static bool user_event(struct fold *fold, const struct log_event *event)
{
	if (event->op == OP_CONTROL_PAUSE || event->op == OP_CONTROL_RESUME)
		fold->paused = event->op == OP_CONTROL_PAUSE;
	if (event->op == OP_CONTROL_STRATEGY) {
		fold->controlled &= strcmp(log_text(fold->log, event->text), "live") != 0;
		fold->time_respected &= event->x == 0 && is_automatic(log_text(fold->log, event->text));
	}
	return HOLDS(fold, event->op >= OP_CONTROL_PAUSE && event->op <= OP_CONTROL_SPEED) &&
	       HOLDS(fold, !(event->flags & LOG_STEP));
}

/* From between two ops into a system call of its own, and back. */
static bool outside_event(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *actor = seen_actor(fold, event->actor);
	bool leaves = event->phase == LOG_BLOCK;
	if (!HOLDS(fold, event->phase != LOG_ANNOUNCE) || !HOLDS(fold, !(event->flags & LOG_STEP)) ||
	    !HOLDS(fold, event->flags & LOG_VOLATILE) ||
	    !HOLDS(fold, actor->stand == (leaves ? STAND_RUNNING : STAND_OUTSIDE)))
		return false;
	actor->stand = leaves ? STAND_OUTSIDE : STAND_RUNNING;
	fold->left = true;
	return true;
}

/* A process that was killed, or left by itself: its threads and tasks end with it, and what they hold stays
 * held. */
static bool gone(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *process = seen_actor(fold, event->actor);
	if (!HOLDS(fold, process->process == event->actor) || !HOLDS(fold, process->stand != STAND_NEW) ||
	    !HOLDS(fold, process->stand != STAND_ENDED) ||
	    !HOLDS(fold, event->op != OP_PROCESS_CRASH || event->x < 0) ||
	    !HOLDS(fold, !(event->flags & LOG_STEP) || (process->stand == STAND_DYING && event->x == -process->told)) ||
	    ((event->flags & LOG_STEP) && !others_stand(fold, event->actor)))
		return false;
	seen_actor(fold, event->actor)->exitcode = event->x;
	for (uint32_t id = 0; id < fold->actor_count; id++)
		if (fold->actors[id].process == event->actor && fold->actors[id].stand != STAND_NEW)
			fold->actors[id].stand = STAND_ENDED;
	invariants_shut_sockets(fold, event->actor, LOG_NONE);
	return true;
}

/* A daemon ends with its process. */
static bool daemon_ends(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *daemon = seen_actor(fold, event->actor);
	if (!HOLDS(fold, daemon->daemon && daemon->stand != STAND_NEW && daemon->stand != STAND_ENDED) ||
	    !HOLDS(fold, seen_actor(fold, daemon->process)->stand == STAND_ENDED) ||
	    !HOLDS(fold, !(event->flags & LOG_STEP)))
		return false;
	daemon->stand = STAND_ENDED;
	return true;
}

static bool main_is_born(struct fold *fold, const struct log_event *event)
{
	fold->now = event->t;
	return HOLDS(fold, event->op == OP_OBJECT_NEW && event->x == TYPE_MAIN) &&
	       HOLDS(fold, event->actor == 0 && event->object == 0) && invariants_make(fold, event);
}

/* ---- one event ---- */

static bool object_fits(struct fold *fold, const struct log_event *event)
{
	const struct rule *rule = invariants_rule(event->op);
	const struct seen_actor *actor = seen_actor(fold, event->object);
	const struct seen_object *object = seen_object(fold, event->object);
	if (event->object == LOG_NONE)
		return HOLDS(fold, rule->types == 0 || event->op == OP_QUERY || (event->phase == LOG_ANNOUNCE && makes(event->op)));
	if (event->op == OP_OBJECT_NEW)
		return true;
	if (!HOLDS(fold, actor != NULL || object != NULL))
		return false;
	uint8_t type = actor != NULL ? actor->kind : object->type;
	return HOLDS(fold, rule->types & (1u << type));
}

/* Whatever began with an inner event goes on with its outer one, at once and as the same step. */
static bool continues(struct fold *fold, const struct log_event *event)
{
	const struct log_event *inner = &fold->inner;
	if (!HOLDS(fold, event->actor == inner->actor) || !HOLDS(fold, outer_op(fold, event) == outer_op(fold, inner)) ||
	    !HOLDS(fold, !(event->flags & LOG_STEP)) || !HOLDS(fold, event->t == inner->t))
		return false;
	if (is_of_submit(fold, inner))
		return HOLDS(fold, (is_of_submit(fold, event) ? executor_of(event) : event->object) == executor_of(inner));
	return invariants_is_clone(inner) ||
	       HOLDS(fold, inner->x == TYPE_RESULT && inner->op == OP_OBJECT_NEW
			       ? event->via == inner->object && event->object == inner->via
			       : event->object == (inner->op == OP_OBJECT_NEW ? inner->object : inner->via));
}

/* What happens in a loop is said by its thread, or by the task that runs. */
static bool runs_in_a_loop(const struct fold *fold, uint32_t id)
{
	const struct seen_actor *actor = seen_actor(fold, id);
	return actor->runs != LOG_NONE ||
	       (actor->kind == TYPE_TASK && seen_object(fold, actor->loop)->running == id);
}

static bool own_event(struct fold *fold, const struct log_event *event)
{
	if (!object_fits(fold, event))
		return false;
	if (is_passive(event))
		return HOLDS(fold, runs_in_a_loop(fold, event->actor)) &&
		       HOLDS(fold, !(event->flags & LOG_STEP)) && done(fold, event);
	if (!has_stage(fold, event) || !invariants_all_said(fold, event))
		return false;
	if (event->phase == LOG_ANNOUNCE)
		return announce(fold, event);
	bool outer = fold->inner.phase != 0;
	if (!(outer ? continues(fold, event) : may_step(fold, event)))
		return false;
	bool good = event->phase == LOG_BLOCK ? block(fold, event) : done(fold, event);
	fold->inner = is_inner(fold, event) ? *event : (struct log_event){0};
	return good;
}

static bool any_event(struct fold *fold, const struct log_event *event)
{
	if (!HOLDS(fold, event->phase >= LOG_ANNOUNCE && event->phase <= LOG_DONE) ||
	    !HOLDS(fold, event->op < LOG_OP_COUNT) || !HOLDS(fold, event->t >= fold->now))
		return false;
	if (fold->actor_count == 0)
		return main_is_born(fold, event);
	if (event->actor == LOG_CLOCK)
		return clock_event(fold, event);
	fold->now = event->t;
	if (event->actor == LOG_USER)
		return user_event(fold, event);
	if (!HOLDS(fold, event->actor < fold->actor_count))
		return false;
	if (event->op == OP_PROMISE || event->op == OP_OUTPUT_RAW)
		return HOLDS(fold, event->phase == LOG_DONE && !(event->flags & LOG_STEP));
	if (event->op == OP_OUTSIDE)
		return outside_event(fold, event);
	bool by_warden =
	    event->op == OP_PROCESS_EXIT && event->phase == LOG_DONE && !(event->flags & LOG_STEP);
	if (event->op == OP_PROCESS_CRASH || by_warden)
		return gone(fold, event);
	if (event->op == OP_THREAD_EXIT && event->result == IL_CANCELLED)
		return daemon_ends(fold, event);
	return own_event(fold, event);
}

/* ---- the whole ---- */

/* Nobody waits for the children of one that has died. */
static bool is_orphan(const struct fold *fold, const struct seen_actor *actor)
{
	const struct seen_actor *process = seen_actor(fold, actor->process), *parent;
	while (process->kind == TYPE_PROCESS) {
		parent = seen_actor(fold, process->parent);
		if (parent->stand == STAND_ENDED && parent->exitcode < 0)
			return true;
		process = parent;
	}
	return false;
}

/* At the end of a completed run everybody who began has ended; in a deadlock nobody can go. */
static bool end_is_right(struct fold *fold)
{
	enum log_status status = log_status(fold->log);
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *actor = &fold->actors[id];
		if (actor->stand == STAND_NEW || actor->stand == STAND_ENDED || carries(fold, actor))
			continue;
		if ((status == LOG_COMPLETED || status == LOG_PROMISE_BROKEN) && is_orphan(fold, actor))
			continue;
		if (status == LOG_COMPLETED || status == LOG_PROMISE_BROKEN)
			return invariants_fail(fold, "actor %" PRIu32 " has not ended", id);
		bool stuck = actor->stand == STAND_BLOCKED && !invariants_could_go(fold, &actor->at) &&
			     !((actor->at.flags & LOG_TIMED) && actor->at.deadline > fold->now);
		if (status == LOG_DEADLOCK && !stuck)
			return invariants_fail(fold, "actor %" PRIu32 " is not stuck in this deadlock", id);
	}
	return HOLDS(fold, fold->inner.phase == 0);
}

static bool fold_all(struct fold *fold)
{
	const uint64_t end = log_committed(fold->log);
	uint64_t pos = 0;
	for (const struct log_event *event; (event = log_next(fold->log, &pos, end)) != NULL;) {
		const char *name = event->op < LOG_OP_COUNT ? log_op_name(event->op) : "?";
		snprintf(fold->message, INVARIANTS_MESSAGE,
			 "seq %" PRIu64 ": %s of actor %" PRIu32 ", object %" PRId64 ": ", ++fold->seq, name,
			 event->actor, event->object == LOG_NONE ? -1 : (int64_t)event->object);
		if (!any_event(fold, event))
			return false;
	}
	snprintf(fold->message, INVARIANTS_MESSAGE, "at the end: ");
	return end_is_right(fold);
}

const char *invariants_broken(char message[INVARIANTS_MESSAGE], const struct log *log)
{
	const struct log_meta *meta = log_meta(log);
	struct fold fold = {.log = log,
			    .controlled = strcmp(meta->strategy, "live") != 0,
			    .replayed = strcmp(meta->strategy, "replay") == 0,
			    .time_respected = is_automatic(meta->strategy) && strcmp(meta->time, "respected") == 0,
			    .actors = calloc(FOLD_IDS, sizeof *fold.actors),
			    .objects = calloc(FOLD_IDS, sizeof *fold.objects),
			    .message = message};
	snprintf(message, INVARIANTS_MESSAGE, "no memory");
	bool kept = fold.actors != NULL && fold.objects != NULL && fold_all(&fold);
	for (uint32_t i = 0; i < fold.object_count; i++)
		free(fold.objects[i].row.values);
	free(fold.actors);
	free(fold.objects);
	return kept ? NULL : message;
}
