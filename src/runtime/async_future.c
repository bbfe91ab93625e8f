/* asyncio's futures: a state, a result, and the calls that follow.
 *
 * A future that is done never changes again. Its callbacks become handles at that moment, in the order in which they were
 * added, and run in the next turn; the waking of a task is one of them. */
#include <stdlib.h>

#include "runtime/async.h"
#include "runtime/query.h"
#include "runtime/values.h"

static void schedule(struct loop *loop, struct future *future, struct callback callback)
{
	if (callback.run == task_wake)
		loop_make_ready(loop, callback.context);
	else
		ready_push(loop, (struct handle){callback.run, future, callback.context});
}

static struct callback *callback_at(struct future *future, size_t index)
{
	return index == 0 ? &future->first : &future->more[index - 1];
}

void future_add_callback(struct loop *loop, struct future *future, struct callback callback)
{
	if (future->state != FUTURE_PENDING) {
		schedule(loop, future, callback);
		return;
	}
	size_t index = future->callback_count++;
	if (index > 0)
		future->more = loop_grown(future->more, &future->more_room, index - 1, sizeof *future->more);
	*callback_at(future, index) = callback;
}

size_t future_remove_callback(struct loop *loop, struct future *future, struct callback callback)
{
	if (future->state != FUTURE_PENDING) {
		ready_forget(loop, (struct handle){callback.run, future, callback.context});
		return 0;
	}
	size_t kept = 0;
	for (size_t i = 0; i < future->callback_count; i++) {
		const struct callback *at = callback_at(future, i);
		if (at->run != callback.run || at->context != callback.context)
			*callback_at(future, kept++) = *at;
	}
	size_t removed = future->callback_count - kept;
	future->callback_count = kept;
	return removed;
}

void future_finish(struct loop *loop, struct future *future, enum future_state state, il_value value)
{
	if (future->state != FUTURE_PENDING)
		return;
	future->state = state;
	future->value = value;
	for (size_t i = 0; i < future->callback_count; i++)
		schedule(loop, future, *callback_at(future, i));
	future_fini(future);
}

void future_release(struct loop *loop, void *object, void *future)
{
	(void)object;
	future_finish(loop, future, FUTURE_FINISHED, il_none());
}

il_status future_cancel(struct loop *loop, struct future *future, il_value message)
{
	if (future->state != FUTURE_PENDING) {
		future->seen |= future->cancel == NULL || future->id < LOG_OBJECT_BASE; /* as in CPython: but a gather's is lost */
		return IL_INVALID_STATE;
	}
	if (future->cancel != NULL)
		return future->cancel(loop, future, message);
	future->message = message;
	future_finish(loop, future, FUTURE_CANCELLED, il_none());
	return IL_OK;
}

il_status future_status(const struct future *future)
{
	if (future->state == FUTURE_CANCELLED || value_is_error(future->value, "CancelledError"))
		return IL_CANCELLED;
	return future->value.kind == IL_ERROR ? IL_RAISED : IL_OK;
}

il_value future_cancellation(struct future *future)
{
	il_value value = future->state == FUTURE_CANCELLED ? future->value : il_none();
	if (value.kind != IL_ERROR)
		return async_cancellation(future->message);
	future->value = il_none();
	return value;
}

il_status async_raised(il_value error)
{
	il_status status = value_raised(error);
	return value_is_error(error, "CancelledError") ? IL_CANCELLED : status;
}

il_status future_result(il_value *result, struct future *future)
{
	future->seen = true;
	if (future->state == FUTURE_CANCELLED) {
		current.raised = future_cancellation(future);
		return IL_CANCELLED;
	}
	if (future->value.kind == IL_ERROR)
		return async_raised(future->value);
	if (result != NULL)
		*result = future->value;
	return IL_OK;
}

void future_fini(struct future *future)
{
	free(future->more);
	future->more = NULL;
	future->callback_count = future->more_room = 0;
}

/* ---- calls ---- */

static struct future *future_of(il_async_future handle)
{
	return current.loop != NULL ? loop_find(handle.id) : NULL;
}

static struct answer is_done(struct turn *turn, uint32_t object, void *context)
{
	(void)turn;
	(void)object;
	return answer_truth(((const struct future *)context)->state != FUTURE_PENDING);
}

bool il_task_done_at(struct il_site *site, il_task task)
{
	struct future *future = future_of(task);
	return future != NULL && call_query(site, task.id, "done", is_done, future).i;
}

static struct answer is_cancelled(struct turn *turn, uint32_t object, void *context)
{
	(void)turn;
	(void)object;
	return answer_truth(((const struct future *)context)->state == FUTURE_CANCELLED);
}

bool il_task_cancelled_at(struct il_site *site, il_task task)
{
	struct future *future = future_of(task);
	return future != NULL && call_query(site, task.id, "cancelled", is_cancelled, future).i;
}

/* Of a future that is not done, or cancelled: nothing. */
static struct answer what_came(struct turn *turn, uint32_t object, void *context)
{
	(void)turn;
	(void)object;
	const struct future *future = context;
	return answer_value(future->state == FUTURE_FINISHED ? future->value : il_none());
}

static il_status ask(struct il_site *site, struct future **future, il_task task, const char *attribute)
{
	*future = future_of(task);
	if (*future == NULL)
		return IL_WRONG_TYPE;
	call_query(site, task.id, attribute, what_came, *future);
	return (*future)->state != FUTURE_PENDING ? IL_OK : IL_NOT_DONE;
}

il_status il_task_result_at(struct il_site *site, il_value *result, il_task task)
{
	struct future *future;
	il_status status = ask(site, &future, task, "result");
	return status == IL_OK ? future_result(result, future) : status;
}

il_status il_task_exception_at(struct il_site *site, il_value *exception, il_task task)
{
	struct future *future;
	il_status status = ask(site, &future, task, "exception");
	if (status != IL_OK)
		return status;
	status = future_result(NULL, future);
	if (future->state == FUTURE_CANCELLED)
		return status;
	*exception = status != IL_OK ? future->value : il_none();
	return IL_OK;
}

il_async_future il_async_future_new_at(struct il_site *site, const char *name)
{
	struct loop *loop = current.loop;
	if (loop == NULL)
		return (il_async_future){0};
	uint32_t id = object_make(site, name, (struct making){.type = TYPE_FUTURE, .process = current.actor->process});
	if (id == 0)
		return (il_async_future){0};
	struct future *future = loop_memory(sizeof *future);
	future->id = id;
	loop_keep(loop, future);
	return (il_async_future){id};
}

il_status il_async_future_set_result_at(struct il_site *site, il_async_future handle, il_value value)
{
	struct future *future = future_of(handle);
	if (future == NULL)
		return IL_WRONG_TYPE;
	if (future->id < LOG_OBJECT_BASE)
		return IL_RESULT_OF_TASK;
	if (future->state != FUTURE_PENDING)
		return IL_INVALID_STATE;
	struct log_event call = call_of(OP_FUTURE_SETTLE, site, handle.id);
	call_set_value(&call, value);
	call_perform(NULL, &call, NULL);
	future_finish(current.loop, future, FUTURE_FINISHED, value);
	return IL_OK;
}
