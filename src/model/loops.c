/* What the ops of a loop change: who runs it, its turns, its ready queue, its end. */
#include "interleave/status.h"
#include "model/fold.h"

void fold_loop_run(struct model *model, const struct log_event *event)
{
	struct model_object *loop = fold_find_typed(model, event->object, TYPE_LOOP);
	struct model_actor *thread = fold_find_actor(model, event->actor);
	if (!loop || !thread || model_ended(thread) || event->result != IL_OK)
		return;
	struct model_actor *before = fold_find_actor(model, loop->thread);
	if (before && before->runs == loop->id)
		before->runs = LOG_NONE;
	loop->thread = thread->id;
	thread->runs = loop->id;
}

void fold_loop_turn(struct model *model, const struct log_event *event)
{
	const struct model_actor *thread = fold_find_actor(model, event->actor);
	struct model_object *loop = thread ? fold_find_object(model, thread->runs) : NULL;
	if (!loop)
		return;
	loop->running = LOG_NONE;
	loop->count = 0;
	uint32_t handles = event->x > 0 ? (uint32_t)event->x : 0;
	loop->turn = handles < loop->ready_count ? handles : loop->ready_count;
}

void fold_ready(struct model *model, const struct log_event *event)
{
	fold_join_ready(model, event->object);
	struct model_actor *task = fold_find_actor(model, event->object);
	if (task && task->ready_place > 0 && event->op == OP_LOOP_READY)
		task->notified = true;
}

/* Another thread's call waits for the next turn. */
void fold_loop_call(struct model *model, const struct log_event *event)
{
	struct model_object *loop = fold_find_typed(model, event->object, TYPE_LOOP);
	if (loop && event->z && event->result == IL_OK)
		loop->count++;
}

/* It arrives with the task's next op that ends as cancelled. */
void fold_cancel_task(struct model *model, const struct log_event *event)
{
	struct model_actor *task = fold_find_actor(model, event->object);
	if (task && task->kind == TYPE_TASK && event->x != 0 && !model_ended(task))
		task->cancelling = true;
}

/* A future that is finished by hand: who waits for it is made ready by events of its own. */
void fold_settle(struct model *model, const struct log_event *event)
{
	struct model_object *future = fold_find_typed(model, event->object, TYPE_FUTURE);
	if (future)
		future->value = model_value_of(event);
}

/* Tasks that have not ended by then never will: the loop cancelled them. */
void fold_loop_close(struct model *model, const struct log_event *event)
{
	struct model_object *loop = fold_find_typed(model, event->object, TYPE_LOOP);
	if (!loop)
		return;
	for (uint32_t i = 0; i < model->actor_count && loop->tasks > 0; i++) {
		struct model_actor *task = &model->actors[i];
		if (task->kind == TYPE_TASK && task->loop == loop->id && !model_ended(task))
			fold_end_actor(model, task, ACTOR_CANCELLED);
	}
	fold_shut_sockets(model, LOG_NONE, loop->id);
	struct model_actor *thread = fold_find_actor(model, loop->thread);
	if (thread && thread->runs == loop->id) {
		fold_end_turn(model, thread);
		thread->runs = LOG_NONE;
	}
	loop->thread = LOG_NONE;
}
