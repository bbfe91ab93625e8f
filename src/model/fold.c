/* Folds one event into the model. What every op has in common is done here, by phase: an announce makes its
 * actor ready, a block lets it join the object's line, a done lets it leave that line and run on. */
#include "model/fold.h"

static void note_at(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	actor->at = *event;
	actor->at_valid = true;
	actor->seq = model->seq;
}

static void take_stage(struct model_object *loop, const struct model_actor *task, const struct log_event *event)
{
	if (loop->running != task->id)
		loop->since = event->t;
	loop->running = task->id;
}

static void actor_announces(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	fold_leave_line(model, actor);
	if (event->op == OP_LOOP_TURN)
		fold_end_turn(model, actor);
	note_at(model, actor, event);
	actor->state = ACTOR_READY;
	struct model_object *loop = fold_find_object(model, actor->loop);
	if (loop && loop->running == LOG_NONE)
		take_stage(loop, actor, event); /* a task that a closing loop cancels was in no turn */
}

static void actor_blocks(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	const struct fold_rule *rule = fold_rule(event->op);
	if (model_suspends(event)) { /* it may have been woken too early: then it waits again, as the last one */
		fold_leave_line(model, actor);
		fold_leave_ready(model, actor);
	}
	fold_join_line(model, actor, rule->has_line ? event->object : rule->via_line ? event->via : LOG_NONE);
	if (event->op == OP_LOOP_TURN)
		fold_end_turn(model, actor);
	note_at(model, actor, event);
	actor->state = rule->waits ? rule->waits : ACTOR_WAITING;
	if (model_suspends(event))
		fold_leave_stage(model, actor);
}

/* A condition's lock is taken back while the actor still stands in the condition's line. */
static bool inside_wait(const struct model_actor *actor, const struct log_event *event)
{
	return actor->line != LOG_NONE && event->via == actor->line &&
	       (event->op == OP_LOCK_ACQUIRE || event->op == OP_RLOCK_ACQUIRE);
}

void fold_actor_goes(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	if (!inside_wait(actor, event))
		fold_leave_line(model, actor);
	note_at(model, actor, event);
	actor->last = *event;
	actor->last_valid = true;
	actor->state = ACTOR_RUNNING;
	if (event->result == IL_CANCELLED)
		actor->cancelling = false;
	struct model_object *loop = actor->loop == LOG_NONE ? NULL : fold_find_object(model, actor->loop);
	if (loop) {
		fold_leave_ready(model, actor);
		take_stage(loop, actor, event);
	}
}

void model_apply(struct model *model, const struct log_event *event)
{
	model->seq++;
	model->step += (event->flags & LOG_STEP) != 0;
	if (event->t > model->now)
		model->now = event->t;
	if (event->phase != LOG_ANNOUNCE) {
		model->last = *event;
		model->last_valid = true;
		model->last_seq = model->seq;
	}
	if (event->op >= LOG_OP_COUNT)
		return;
	const struct fold_rule *rule = fold_rule(event->op);
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (actor && !model_ended(actor) && !rule->passive) {
		if (event->phase == LOG_ANNOUNCE)
			actor_announces(model, actor, event);
		else if (event->phase == LOG_BLOCK)
			actor_blocks(model, actor, event);
		else if (event->phase == LOG_DONE)
			fold_actor_goes(model, actor, event);
	}
	if (event->phase == LOG_BLOCK && rule->blocked)
		rule->blocked(model, event);
	if (event->phase == LOG_DONE && rule->done)
		rule->done(model, event);
	if (event->phase == LOG_BLOCK && rule->block)
		rule->block(model, event);
}
