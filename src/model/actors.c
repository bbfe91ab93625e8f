/* How actors come and go: made, started, renamed, told to end, ended. */
#include <signal.h>

#include "interleave/status.h"
#include "model/fold.h"

void fold_new_actor(struct model *model, const struct log_event *event)
{
	const struct model_actor *maker = fold_find_actor(model, event->actor);
	const struct model_actor *parent = fold_find_actor(model, event->via);
	uint32_t process = maker ? maker->process : 0;
	if (event->x == TYPE_THREAD && parent)
		process = parent->process;
	struct model_actor *actor = fold_make_actor(model, event->object);
	if (!actor)
		return;
	actor->kind = (uint8_t)event->x;
	actor->name = event->text;
	actor->daemon = (event->z & 2) != 0;
	actor->pool = event->y > 0 ? (uint32_t)event->y : LOG_NONE;
	actor->process = process;
	if (event->x == TYPE_PROCESS || event->x == TYPE_MAIN) {
		actor->process = event->object;
		actor->parent = event->x == TYPE_PROCESS ? event->via : LOG_NONE;
	}
	if (event->x == TYPE_MAIN)
		fold_actor_goes(model, actor, event);
	struct model_object *loop = fold_find_typed(model, event->via, TYPE_LOOP);
	if (event->x == TYPE_TASK && loop) {
		actor->loop = loop->id;
		loop->tasks++;
	}
}

void fold_start(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->object);
	if (actor && event->result == IL_START_FAILED)
		actor->pool = LOG_NONE; /* the executor makes another one when it needs it */
	if (!actor || event->result != IL_OK)
		return;
	actor->pid = event->value;
	if (actor->state != ACTOR_NEW)
		return;
	actor->state = ACTOR_RUNNING;
	actor->seq = model->seq;
}

void fold_rename(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->object);
	if (actor && event->result == IL_OK)
		actor->name = event->text;
}

void fold_set_daemon(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->object);
	if (actor)
		actor->daemon = event->x != 0;
}

/* A task is cancelled; a daemon is cut off by the program's end. */
static enum model_state end_state(const struct model_actor *actor, int result)
{
	if (result == IL_CANCELLED)
		return actor->kind == TYPE_TASK ? ACTOR_CANCELLED : ACTOR_KILLED;
	return result == IL_OK ? ACTOR_DONE : ACTOR_FAILED;
}

void fold_actor_ends(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (actor && !model_ended(actor))
		fold_end_actor(model, actor, end_state(actor, event->result));
}

void fold_process_ends(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (!actor || model_ended(actor))
		return;
	actor->exitcode = event->x;
	fold_end_actor(model, actor, event->x == 0 ? ACTOR_DONE : ACTOR_FAILED);
	if (actor->process == actor->id)
		fold_end_process(model, actor->id);
}

/* A signal that one sends to another, not one that a fault raises. */
static bool from_outside(int64_t signal)
{
	return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP ||
	       signal == SIGQUIT;
}

void fold_tell_to_end(struct model *model, struct model_actor *process, int32_t signal)
{
	process->told = signal;
	for (uint32_t i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind && model->actors[i].process == process->id)
			fold_leave_line(model, &model->actors[i]);
}

void fold_told_to_end(struct model *model, const struct log_event *event)
{
	struct model_actor *process = fold_find_actor(model, event->object);
	if (!process || event->result != IL_OK || event->x <= 0 || model_ended(process))
		return;
	fold_tell_to_end(model, process, event->x);
}

void fold_crash(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = fold_find_actor(model, event->actor);
	if (!actor || model_ended(actor))
		return;
	actor->exitcode = event->x;
	actor->last = *event;
	actor->last_valid = true;
	fold_end_actor(model, actor, from_outside(-(int64_t)event->x) ? ACTOR_KILLED : ACTOR_FAILED);
	if (actor->process == actor->id)
		fold_end_process(model, actor->id);
}
