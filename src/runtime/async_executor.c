/* A loop and the threads of an executor: run_in_executor, to_thread, wrap_future, and the default executor.
 *
 * As in CPython, two futures are chained. The thread that settles the executor's future posts a call to the loop, which copies
 * the outcome into the loop's future one turn later; the loop's future, when it is cancelled first, cancels the other one.
 * Nothing of the loop's memory is touched by another thread. */
#include <stdlib.h>

#include "interleave/async.h"
#include "interleave/thread.h"
#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/values.h"

/* The place of the call in the scenario, on its way into another thread. */
static il_value site_value(struct il_site *site)
{
	return il_int((intptr_t)site);
}

static struct il_site *site_of(il_value value)
{
	return (struct il_site *)(intptr_t)value.i;
}

/* ---- the chain ---- */

struct wrapped {
	struct future future; /* first */
	il_future source;
	struct il_site *site; /* where the two were chained */
};

static void cancel_source(struct loop *loop, void *object, void *context)
{
	(void)loop;
	(void)context;
	const struct wrapped *wrapped = object;
	if (wrapped->future.state == FUTURE_CANCELLED)
		il_future_cancel_at(wrapped->site, wrapped->source);
}

/* In the loop's thread: the future of the loop, and the one that it follows, which is done. */
static il_value copy_outcome(il_args args)
{
	struct wrapped *wrapped = (struct wrapped *)loop_find(args.v[0].ref);
	struct object source = object_peek(args.v[1].ref);
	if (wrapped->future.state != FUTURE_PENDING)
		return il_none();
	if (source.state != FUTURE_IS_FINISHED) {
		il_task_cancel_at(wrapped->site, (il_task){wrapped->future.id}, (struct il_cancel_options){0});
		return il_none();
	}
	struct log_event outcome = {.flags = source.value_kind, .text = source.value_text, .value = source.value};
	il_async_future_set_result_at(wrapped->site, (il_async_future){wrapped->future.id}, call_value(&outcome));
	return il_none();
}

/* In the thread that settles or cancels the source; its arguments are the source, the loop, the loop's future, and the place.
 * A loop that is closed by then asks no more. */
static il_value post_outcome(il_args args)
{
	il_call_soon_threadsafe_at(site_of(args.v[3]), (il_loop){args.v[1].ref}, copy_outcome, "copy_outcome",
	                           (struct il_call_options){.args = IL_ARGS(args.v[2], args.v[0])});
	return il_none();
}

/* `name` is what the loop's future is called on the screen. */
static il_async_future wrap(struct il_site *site, il_future source, const char *name)
{
	struct loop *loop = current.loop;
	struct making making = {.type = TYPE_FUTURE, .lock = source.id, .process = current.actor->process};
	uint32_t id = object_make(site, name, making);
	if (id == 0)
		return (il_async_future){0};
	struct wrapped *wrapped = loop_memory(sizeof *wrapped);
	*wrapped = (struct wrapped){.future = {.id = id}, .source = source, .site = site};
	loop_keep(loop, &wrapped->future);
	future_add_callback(loop, &wrapped->future, (struct callback){cancel_source, NULL});
	il_args told = IL_ARGS(il_object(loop->id), il_object(id), site_value(site));
	if (il_future_add_done_callback_at(site, source, post_outcome, (struct il_callback_options){.args = told}) != IL_OK)
		loop_die("there is no memory for the arguments of a callback", NULL);
	return (il_async_future){id};
}

il_async_future il_wrap_future_at(struct il_site *site, il_future source)
{
	if (current.loop == NULL || source.id == 0)
		return (il_async_future){0};
	return wrap(site, source, log_text(current.runtime->engine->log, object_peek(source.id).name));
}

/* ---- the default executor ---- */

static il_status default_executor(il_executor *executor, struct il_site *site)
{
	struct loop *loop = current.loop;
	if (loop->executor_shut_down)
		return IL_DEFAULT_SHUT_DOWN;
	if (loop->executor.id == 0)
		loop->executor = il_executor_new_at(site, NULL, IL_DEFAULT_WORKERS,
		                                    (struct il_executor_options){.thread_name_prefix = "asyncio"});
	*executor = loop->executor;
	return executor->id != 0 ? IL_OK : IL_NO_ROOM;
}

static il_value release_waiter(il_args args)
{
	il_async_future_set_result_at(current.loop->site, (il_async_future){args.v[0].ref}, il_none());
	return il_none();
}

/* In a thread of its own; its arguments are the executor, the loop, the future that is awaited, and the place. */
static il_value shut_down(il_args args)
{
	struct il_site *site = site_of(args.v[3]);
	il_executor_shutdown_at(site, (il_executor){args.v[0].ref}, (struct il_shutdown_options){0});
	il_call_soon_threadsafe_at(site, (il_loop){args.v[1].ref}, release_waiter, "release_waiter",
	                           (struct il_call_options){.args = IL_ARGS(args.v[2])});
	return il_none();
}

il_value il_shutdown_default_executor(il_args args)
{
	(void)args;
	if (!async_in_task())
		return il_raise_status(IL_NO_LOOP);
	struct loop *loop = current.loop;
	loop->executor_shut_down = true;
	if (loop->executor.id == 0)
		return il_none();
	il_async_future future = il_async_future_new_at(loop->site, "shutdown");
	struct il_thread_options options = {.args = IL_ARGS(il_object(loop->executor.id), il_object(loop->id),
	                                                    il_object(future.id), site_value(loop->site))};
	il_thread thread = il_thread_new_at(loop->site, shut_down, "shut_down", options);
	il_status status = future.id != 0 ? il_thread_start_at(loop->site, thread) : IL_NO_ROOM;
	if (status == IL_OK) {
		status = il_await_at(loop->site, NULL, future);
		il_thread_join_at(loop->site, thread, (struct il_wait){0});
	}
	return status == IL_OK ? il_none() : il_raise_status(status);
}

void executor_close(struct loop *loop)
{
	if (loop->executor.id != 0 && !loop->executor_shut_down)
		il_executor_shutdown_at(loop->site, loop->executor, (struct il_shutdown_options){.nonblocking = true});
	loop->executor_shut_down = true;
}

/* ---- calls ---- */

il_status il_run_in_executor_at(struct il_site *site, il_async_future *future, il_target target, const char *name,
                                struct il_in_executor_options options)
{
	*future = (il_async_future){0};
	if (current.loop == NULL)
		return IL_NO_LOOP;
	il_executor executor = options.executor;
	il_status status = executor.id != 0 ? IL_OK : default_executor(&executor, site);
	if (status != IL_OK)
		return status;
	il_future source;
	struct il_submit_options submit = {.args = options.args, .kwargs = options.kwargs};
	status = il_executor_submit_at(site, &source, executor, target, name, submit);
	if (status != IL_OK)
		return status;
	*future = wrap(site, source, name);
	return future->id != 0 ? IL_OK : IL_NO_ROOM;
}

il_status il_to_thread_at(struct il_site *site, il_value *result, il_target target, const char *name,
                          struct il_call_options options)
{
	il_async_future future;
	if (!async_in_task())
		return IL_NO_LOOP;
	struct il_in_executor_options in_default = {.args = options.args, .kwargs = options.kwargs};
	il_status status = il_run_in_executor_at(site, &future, target, name, in_default);
	return status == IL_OK ? il_await_at(site, result, future) : status;
}
