/* concurrent.futures.Future: the outcome of something that others do.
 *
 * A future is pending, then running, then finished; or it is cancelled while pending, and settled when whoever was to run it
 * meets it. Its state and outcome are in the segment. Who waits for it alone stands in its line, and may go on as soon as it
 * is done; who waits for several is in its row of items, and is told when it is settled. What is to be called then is in
 * the memory of its process: a registration and the settling happen under the kernel lock, so none is lost or called twice. */
#include "runtime/future.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/line.h"
#include "runtime/defs.h"
#include "runtime/query.h"
#include "runtime/values.h"

struct callback {
	struct callback *next;
	il_target target;
	il_args args; /* the future, and what was given with the registration */
	struct il_site *site;
};

/* The callbacks of a future that an op takes or adds to. */
struct calling {
	struct callback **place;
	struct callback *callbacks;
};

static struct object *future_of(const struct turn *turn, const struct log_event *event)
{
	return kernel_object(turn->kernel, event->object);
}

/* ---- settling ---- */

/* The future is done: whoever settles or cancels it has its callbacks to call. */
static int32_t take_callbacks(struct calling *calling)
{
	int32_t count = 0;
	calling->callbacks = *calling->place;
	*calling->place = NULL;
	for (const struct callback *at = calling->callbacks; at != NULL; at = at->next)
		count++;
	return count;
}

static void settle(struct turn *turn, struct object *future)
{
	SET(turn, turn->kernel->futures_settled, turn->kernel->futures_settled + 1);
	SET(turn, future->settled_at, turn->kernel->futures_settled);
	future_wait_settled(turn, future);
}

static void run_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *future = future_of(turn, event);
	if (future->state == FUTURE_IS_PENDING) {
		SET(turn, future->state, FUTURE_IS_RUNNING);
		SET(turn, future->owner, turn->actor->id);
	} else if (future->state == FUTURE_IS_CANCELLED) {
		SET(turn, future->state, FUTURE_IS_NOTIFIED);
		settle(turn, future);
		event->result = IL_CANCELLED;
	} else {
		event->result = IL_UNEXPECTED_STATE;
	}
	event->x = (int32_t)future->state;
}

static void set_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct object *future = future_of(turn, event);
	if (future_is_done(future)) {
		event->result = IL_INVALID_STATE;
	} else {
		SET(turn, future->state, FUTURE_IS_FINISHED);
		SET(turn, future->owner, LOG_NONE);
		SET(turn, future->value_kind, event->flags & LOG_VALUE_KIND);
		SET(turn, future->value_text, event->text);
		SET(turn, future->value, event->value);
		settle(turn, future);
		line_let_go(turn, event->object, UINT32_MAX);
		event->y = take_callbacks(context);
	}
	event->x = (int32_t)future->state;
}

static void cancel_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct object *future = future_of(turn, event);
	if (future->state == FUTURE_IS_PENDING) {
		SET(turn, future->state, FUTURE_IS_CANCELLED);
		line_let_go(turn, event->object, UINT32_MAX);
		event->y = take_callbacks(context);
	}
	event->x = (int32_t)future->state;
}

/* ---- waiting for one ---- */

static bool outcome_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return future_is_done(kernel_see(kernel, actor->call.object)) || engine_late(actor, now);
}

static void outcome_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	event->x = (int32_t)future_of(turn, event)->state;
}

/* future.result gives any outcome, future.exception only an exception. */
static void outcome_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct object *future = future_of(turn, event);
	bool gives = event->op == OP_FUTURE_RESULT || future->value_kind == VALUE_ERROR;
	if (future->state != FUTURE_IS_FINISHED) {
		event->result = future_is_done(future) ? IL_CANCELLED : IL_TIMEOUT;
	} else if (gives) {
		event->flags = (uint16_t)((event->flags & ~LOG_VALUE_KIND) | future->value_kind);
		event->text = future->value_text;
		event->value = future->value;
	}
	if (event->op == OP_FUTURE_RESULT && future_has_raised(future))
		event->result = IL_RAISED;
	event->x = (int32_t)future->state;
}

/* ---- callbacks ---- */

static void add_callback_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct calling *calling = context;
	struct callback **last = calling->place;
	const struct object *future = future_of(turn, event);
	event->x = (int32_t)future->state;
	if (future_is_done(future))
		return;
	for (event->y = 1; *last != NULL; event->y++)
		last = &(*last)->next;
	*last = calling->callbacks;
}

static void callback_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_ERROR)
		event->result = IL_RAISED;
	event->x = (int32_t)future_of(turn, event)->state;
}

const struct op_def future_run_def = {.apply = run_apply};
const struct op_def future_set_def = {.apply = set_apply};
const struct op_def future_cancel_def = {.apply = cancel_apply};
const struct op_def future_outcome_def = {.can = outcome_can, .apply = outcome_apply, .join = outcome_join};
const struct op_def future_add_callback_def = {.apply = add_callback_apply};
const struct op_def future_callback_def = {.apply = callback_apply};

static void call_back(il_future future, struct callback *callback)
{
	il_value value = callback->target(callback->args);
	struct log_event call = call_of(OP_FUTURE_CALLBACK, callback->site, future.id);
	call_set_value(&call, value);
	call_perform(NULL, &call, NULL);
	args_free(&callback->args);
	free(callback);
}

static void call_all(il_future future, struct callback *callbacks)
{
	for (struct callback *next; callbacks != NULL; callbacks = next) {
		next = callbacks->next;
		call_back(future, callbacks);
	}
}

/* Private memory goes by the handle, which a fork leaves as it is. */
static struct calling calling_of(il_future future)
{
	return (struct calling){.place = &current.runtime->callbacks[future.id - LOG_OBJECT_BASE]};
}

/* ---- calls ---- */

uint32_t future_default_name(struct turn *turn)
{
	char name[32];
	SET(turn, turn->kernel->future_names, turn->kernel->future_names + 1);
	int length = snprintf(name, sizeof name, "Future-%u", turn->kernel->future_names);
	return turn_string(turn, name, (size_t)length);
}

il_future il_future_new_at(struct il_site *site, struct il_future_options options)
{
	char name[64];
	if (options.name == NULL)
		default_name(name, sizeof name, &current.runtime->engine->kernel->future_names, "Future", NULL);
	struct making making = {.type = TYPE_FUTURE, .count = 1, .process = current.actor->process};
	return (il_future){object_make(site, options.name != NULL ? options.name : name, making)};
}

static il_status ask_outcome(il_value *value, const struct log_event *call)
{
	struct log_event done;
	il_status status = call_perform(&done, call, NULL);
	if (status != IL_OK && status != IL_RAISED)
		return status;
	if (value != NULL)
		*value = call_value(&done);
	return status == IL_RAISED ? value_raised(call_value(&done)) : status;
}

il_status il_future_result_at(struct il_site *site, il_value *value, il_future future, struct il_wait wait)
{
	struct log_event call = call_of(OP_FUTURE_RESULT, site, future.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	return ask_outcome(value, &call);
}

il_status future_result_until(struct il_site *site, il_value *value, il_future future, int64_t until)
{
	struct log_event call = call_of(OP_FUTURE_RESULT, site, future.id);
	call.flags |= LOG_TIMED | ENGINE_MOMENT;
	call.deadline = until;
	return ask_outcome(value, &call);
}

il_status il_future_exception_at(struct il_site *site, il_value *error, il_future future, struct il_wait wait)
{
	struct log_event call = call_of(OP_FUTURE_EXCEPTION, site, future.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	return ask_outcome(error, &call);
}

il_status il_future_set_running_at(struct il_site *site, il_future future)
{
	struct log_event call = call_of(OP_FUTURE_RUN, site, future.id);
	return call_perform(NULL, &call, NULL);
}

static il_status set_outcome(struct il_site *site, enum log_op op, il_future future, il_value value)
{
	struct log_event call = call_of(op, site, future.id);
	if (future.id == 0)
		return IL_NO_ROOM;
	struct calling calling = calling_of(future);
	call_set_value(&call, value);
	il_status status = call_perform(NULL, &call, &calling);
	call_all(future, calling.callbacks);
	return status;
}

il_status il_future_set_result_at(struct il_site *site, il_future future, il_value value)
{
	return value.kind == IL_ERROR ? IL_WRONG_TYPE : set_outcome(site, OP_FUTURE_SET_RESULT, future, value);
}

il_status il_future_set_exception_at(struct il_site *site, il_future future, il_value error)
{
	return error.kind != IL_ERROR ? IL_WRONG_TYPE : set_outcome(site, OP_FUTURE_SET_EXCEPTION, future, error);
}

il_status future_settle(struct il_site *site, il_future future, il_value outcome)
{
	enum log_op op = outcome.kind == IL_ERROR ? OP_FUTURE_SET_EXCEPTION : OP_FUTURE_SET_RESULT;
	return set_outcome(site, op, future, outcome);
}

bool il_future_cancel_at(struct il_site *site, il_future future)
{
	struct log_event call = call_of(OP_FUTURE_CANCEL, site, future.id), done;
	if (future.id == 0)
		return false;
	struct calling calling = calling_of(future);
	call_perform(&done, &call, &calling);
	call_all(future, calling.callbacks);
	return done.x == FUTURE_IS_CANCELLED || done.x == FUTURE_IS_NOTIFIED;
}

/* The future, then what was given. */
static bool copy_args(il_args *out, il_future future, il_args args)
{
	il_value *values = malloc((args.count + 1) * sizeof *values);
	if (values == NULL)
		return false;
	values[0] = il_object(future.id);
	for (size_t i = 0; i < args.count; i++)
		values[i + 1] = args.v[i];
	bool copied = args_copy(out, (il_args){.count = args.count + 1, .v = values}, (il_kwargs){0, NULL});
	free(values);
	return copied;
}

il_status il_future_add_done_callback_at(struct il_site *site, il_future future, il_target callback,
                                         struct il_callback_options options)
{
	struct log_event call = call_of(OP_FUTURE_ADD_CALLBACK, site, future.id), done;
	struct callback *made = future.id != 0 ? malloc(sizeof *made) : NULL;
	if (made == NULL)
		return IL_NO_ROOM;
	*made = (struct callback){.target = callback, .site = site};
	if (!copy_args(&made->args, future, options.args)) {
		free(made);
		return IL_NO_ROOM;
	}
	struct calling calling = calling_of(future);
	calling.callbacks = made;
	call_perform(&done, &call, &calling);
	if (done.y == 0)
		call_back(future, made);
	return IL_OK;
}

/* ---- queries ---- */

static struct answer is_done(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(future_is_done(kernel_object(turn->kernel, object)));
}

static struct answer is_running(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_object(turn->kernel, object)->state == FUTURE_IS_RUNNING);
}

static struct answer is_cancelled(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct object *future = kernel_object(turn->kernel, object);
	return answer_truth(future_is_done(future) && future->state != FUTURE_IS_FINISHED);
}

bool il_future_done_at(struct il_site *site, il_future future)
{
	return call_query(site, future.id, "done", is_done, NULL).i;
}

bool il_future_running_at(struct il_site *site, il_future future)
{
	return call_query(site, future.id, "running", is_running, NULL).i;
}

bool il_future_cancelled_at(struct il_site *site, il_future future)
{
	return call_query(site, future.id, "cancelled", is_cancelled, NULL).i;
}
