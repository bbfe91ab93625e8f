/* What the ops of executors and futures change; see fold.h. */
#include "model/fold.h"

static struct model_object *executor_of(struct model *model, const struct log_event *event)
{
	return fold_find_typed(model, event->object, TYPE_EXECUTOR);
}

static struct model_object *future_of(struct model *model, const struct log_event *event)
{
	return fold_find_typed(model, event->object, TYPE_FUTURE);
}

void fold_executor(struct model *model, const struct log_event *event)
{
	struct model_object *executor = executor_of(model, event);
	if (!executor)
		return;
	executor->busy = event->y;
	executor->workers = event->z;
}

static bool has_future(const struct log_event *event)
{
	return event->result == IL_OK && (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT;
}

void fold_submit(struct model *model, const struct log_event *event)
{
	struct model_object *executor = executor_of(model, event);
	fold_executor(model, event);
	if (executor && has_future(event))
		fold_push_item(executor, (struct model_item){VALUE_OBJECT, 0, event->value, 0});
}

void fold_take(struct model *model, const struct log_event *event)
{
	struct model_object *executor = executor_of(model, event);
	struct model_object *future = fold_find_typed(model, (uint32_t)event->value, TYPE_FUTURE);
	fold_executor(model, event);
	if (!executor || !has_future(event))
		return;
	fold_pop_item(executor);
	if (future && event->op == OP_EXECUTOR_TAKE)
		future->owner = event->actor;
}

void fold_shutdown(struct model *model, const struct log_event *event)
{
	struct model_object *executor = executor_of(model, event);
	fold_executor(model, event);
	if (executor)
		executor->closed = true;
}

static void set_state(struct model_object *future, const struct log_event *event)
{
	if (event->x >= 0 && event->x < LOG_FUTURE_STATES)
		future->state = (uint8_t)event->x;
}

void fold_future_run(struct model *model, const struct log_event *event)
{
	struct model_object *future = future_of(model, event);
	if (!future)
		return;
	set_state(future, event);
	if (event->result == IL_OK)
		future->owner = event->actor;
	else if (event->result == IL_CANCELLED)
		future->settled_at = ++model->settled;
}

void fold_future_set(struct model *model, const struct log_event *event)
{
	struct model_object *future = future_of(model, event);
	if (!future)
		return;
	set_state(future, event);
	if (event->result != IL_OK)
		return;
	future->owner = LOG_NONE;
	future->value = model_value_of(event);
	future->settled_at = ++model->settled;
}

void fold_future_cancel(struct model *model, const struct log_event *event)
{
	struct model_object *future = future_of(model, event);
	if (future)
		set_state(future, event);
}
