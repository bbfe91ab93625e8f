/* Calls that a program schedules in a loop: call_soon, call_later, done callbacks; from other threads, too. And coroutine
 * objects, which are calls that wait for somebody to await them.
 *
 * A call is the loop's until it has run. One that another thread posts is linked in under the kernel lock, and moves to
 * the ready queue when the next turn begins: the loop object's count says that there are some, so that a loop that waits goes on. */
#include <stdlib.h>

#include "engine/clock.h"
#include "engine/dispatch.h"
#include "engine/line.h"
#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/values.h"

struct user_call {
	struct user_call *next; /* among those posted */
	struct il_site *site;
	il_target target;
	il_args args;
	uint32_t name;          /* string */
	uint32_t number;        /* its handle; 0: posted, nobody can cancel it */
	uint32_t object;        /* whose end it follows, or the loop */
	struct timer timer;
	bool first_is_object;   /* a done callback: its first argument */
};

/* ---- ops ---- */

/* call.z: from another thread. */
static void call_apply(struct turn *turn, struct log_event *event, void *context)
{
	if (event->z == 0)
		return;
	struct loop *loop = loop_of(current.runtime, event->object);
	if (loop == NULL) {
		event->result = IL_LOOP_CLOSED;
		return;
	}
	struct user_call **last = &loop->posted;
	while (*last != NULL)
		last = &(*last)->next;
	*last = context;
	struct object *object = kernel_object(turn->kernel, event->object);
	SET(turn, object->count, object->count + 1);
	line_let_go(turn, event->object, 1);
}

const struct op_def loop_call_def = {.apply = call_apply};
const struct op_def loop_cancel_def = {.apply = op_changes_nothing};
const struct op_def loop_stop_def = {.apply = op_changes_nothing};

/* ---- the life of a call ---- */

/* From now on nobody can cancel it. */
static void take_out(struct loop *loop, const struct user_call *call)
{
	if (call->number != 0)
		loop->calls[call->number - 1] = NULL;
}

static void forget(struct loop *loop, struct user_call *call)
{
	take_out(loop, call);
	args_free(&call->args);
	free(call);
}

static void emit_callback(const struct user_call *call)
{
	struct log_event event = call_of(OP_LOOP_CALLBACK, call->site, call->object);
	event.text = call->name;
	event.y = (int32_t)call->number;
	engine_emit(current.runtime->engine, current.actor, &event);
	current.loop->since = current.now = event.t;
}

static void run(struct loop *loop, struct user_call *call)
{
	emit_callback(call);
	uint32_t object = call->object;
	take_out(loop, call);
	il_value result = call->target(call->args);
	forget(loop, call);
	if (result.kind == IL_ERROR)
		loop_complain(loop, object, "Exception in callback", result);
	loop_read_clock(loop);
	loop_see_if_slow(loop, object);
}

static void run_call(struct loop *loop, void *object, void *context)
{
	(void)object;
	run(loop, context);
}

static struct user_call *make(struct loop *loop, struct il_site *site, il_target target, const char *name,
                              const struct il_call_options *options)
{
	struct user_call *call = loop_memory(sizeof *call);
	if (!args_copy(&call->args, options->args, options->kwargs))
		loop_die("there is no memory for the arguments of a call", NULL);
	call->site = site;
	call->target = target;
	call->name = call_string(name);
	call->object = loop->id;
	return call;
}

/* From now on it has a handle. */
static void number(struct loop *loop, struct user_call *call)
{
	loop->calls = loop_grown(loop->calls, &loop->call_room, loop->call_count, sizeof(struct user_call *));
	loop->calls[loop->call_count++] = call;
	call->number = (uint32_t)loop->call_count;
}

static void say_scheduled(const struct user_call *call, int64_t delay, bool timed)
{
	struct log_event event = call_of(OP_LOOP_CALL, call->site, call->object);
	event.text = call->name;
	event.y = (int32_t)call->number;
	if (timed) {
		event.flags = VALUE_INT;
		event.value = delay;
	}
	call_perform(NULL, &event, NULL);
}

size_t calls_take(struct turn *turn, struct loop *loop)
{
	size_t count = 0;
	for (const struct user_call *call = loop->posted; call != NULL; call = call->next)
		count++;
	loop->taken = loop->posted;
	loop->posted = NULL;
	if (count > 0)
		SET(turn, kernel_object(turn->kernel, loop->id)->count, 0);
	return count;
}

void calls_make_ready(struct loop *loop)
{
	for (struct user_call *call = loop->taken; call != NULL; call = call->next)
		ready_push(loop, (struct handle){run_call, NULL, call});
	loop->taken = NULL;
}

void calls_fini(struct loop *loop)
{
	for (struct user_call *call = loop->posted, *next; call != NULL; call = next) {
		next = call->next;
		forget(loop, call);
	}
	for (size_t i = 0; i < loop->call_count; i++)
		if (loop->calls[i] != NULL)
			forget(loop, loop->calls[i]);
	free(loop->calls);
}

/* ---- scheduling ---- */

il_handle il_call_soon_at(struct il_site *site, il_target callback, const char *name, struct il_call_options options)
{
	struct loop *loop = current.loop;
	if (loop == NULL)
		return (il_handle){0};
	struct user_call *call = make(loop, site, callback, name, &options);
	number(loop, call);
	say_scheduled(call, 0, false);
	ready_push(loop, (struct handle){run_call, NULL, call});
	return (il_handle){call->number};
}

/* Of those that are late already the earlier one comes first, too. */
static int64_t signed_ns(double seconds)
{
	return seconds < 0 ? -clock_ns(-seconds) : clock_ns(seconds);
}

static il_handle call_timed(struct il_site *site, int64_t when, il_target callback, const char *name,
                            const struct il_call_options *options)
{
	struct loop *loop = current.loop;
	if (loop == NULL)
		return (il_handle){0};
	struct user_call *call = make(loop, site, callback, name, options);
	number(loop, call);
	say_scheduled(call, when > current.now ? when - current.now : 0, true);
	timer_start(loop, &call->timer, when, (struct handle){run_call, NULL, call});
	return (il_handle){call->number};
}

il_handle il_call_later_at(struct il_site *site, double seconds, il_target callback, const char *name,
                           struct il_call_options options)
{
	return call_timed(site, clock_after(current.now, signed_ns(seconds)), callback, name, &options);
}

il_handle il_call_at_at(struct il_site *site, double when, il_target callback, const char *name,
                        struct il_call_options options)
{
	return call_timed(site, signed_ns(when), callback, name, &options);
}

il_status il_call_soon_threadsafe_at(struct il_site *site, il_loop loop, il_target callback, const char *name,
                                     struct il_call_options options)
{
	struct loop target = {.id = loop.id};
	struct user_call *call = make(&target, site, callback, name, &options);
	struct log_event event = call_of(OP_LOOP_CALL, site, loop.id);
	event.text = call->name;
	event.z = 1;
	il_status status = call_perform(NULL, &event, call);
	if (status != IL_OK)
		forget(&target, call);
	return status;
}

void il_handle_cancel_at(struct il_site *site, il_handle handle)
{
	struct loop *loop = current.loop;
	if (loop == NULL || handle.id == 0 || handle.id > loop->call_count || loop->calls[handle.id - 1] == NULL)
		return;
	struct user_call *call = loop->calls[handle.id - 1];
	struct log_event event = call_of(OP_LOOP_CANCEL, site, call->object);
	event.text = call->name;
	event.y = (int32_t)call->number;
	call_perform(NULL, &event, NULL);
	timer_stop(loop, &call->timer);
	ready_forget(loop, (struct handle){run_call, NULL, call});
	forget(loop, call);
}

/* ---- done callbacks ---- */

static void run_done_callback(struct loop *loop, void *future, void *context)
{
	(void)future;
	run(loop, context);
}

il_status il_task_add_done_callback_at(struct il_site *site, il_task task, il_target callback, const char *name,
                                       struct il_call_options options)
{
	il_status status = async_check(&task, 1);
	if (status != IL_OK)
		return status;
	struct loop *loop = current.loop;
	il_value *values = loop_memory((options.args.count + 1) * sizeof *values);
	values[0] = il_object(task.id);
	for (size_t i = 0; i < options.args.count; i++)
		values[i + 1] = options.args.v[i];
	options.args = (il_args){.count = options.args.count + 1, .v = values};
	struct user_call *call = make(loop, site, callback, name, &options);
	free(values);
	call->object = task.id;
	number(loop, call);
	say_scheduled(call, 0, false);
	future_add_callback(loop, loop_find(task.id), (struct callback){run_done_callback, call});
	return IL_OK;
}

int il_task_remove_done_callback(il_task task, il_target callback)
{
	struct loop *loop = current.loop;
	struct future *future = loop != NULL ? loop_find(task.id) : NULL;
	int removed = 0;
	for (size_t i = 0; future != NULL && future->state == FUTURE_PENDING && i < loop->call_count; i++) {
		struct user_call *call = loop->calls[i];
		if (call == NULL || call->object != task.id || call->target != callback)
			continue;
		future_remove_callback(loop, future, (struct callback){run_done_callback, call});
		forget(loop, call);
		removed++;
	}
	return removed;
}

/* ---- coroutine objects ---- */

struct coroutine_object {
	il_target target;
	il_args args;
	struct il_site *site;
	uint32_t name; /* string */
	bool awaited;
};

il_coroutine il_coroutine_new_at(struct il_site *site, il_target coroutine, const char *name,
                                 struct il_call_options options)
{
	struct loop *loop = current.loop;
	if (loop == NULL || coroutine == NULL)
		return (il_coroutine){0};
	struct coroutine_object *object = loop_memory(sizeof *object);
	if (!args_copy(&object->args, options.args, options.kwargs))
		loop_die("there is no memory for the arguments of a coroutine", NULL);
	object->target = coroutine;
	object->site = site;
	object->name = call_string(name);
	loop->coroutines = loop_grown(loop->coroutines, &loop->coroutine_room, loop->coroutine_count,
	                              sizeof(struct coroutine_object *));
	loop->coroutines[loop->coroutine_count++] = object;
	return (il_coroutine){(uint32_t)loop->coroutine_count};
}

/* Takes it; NULL: somebody has, or there is none. */
static struct coroutine_object *take(il_coroutine handle)
{
	const struct loop *loop = current.loop;
	if (loop == NULL || handle.id == 0 || handle.id > loop->coroutine_count)
		return NULL;
	struct coroutine_object *object = loop->coroutines[handle.id - 1];
	if (object->awaited)
		return NULL;
	object->awaited = true;
	return object;
}

il_status il_coroutine_await(il_value *result, il_coroutine coroutine)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	const struct coroutine_object *object = take(coroutine);
	if (object == NULL)
		return IL_AWAITED_TWICE;
	il_value value = object->target(object->args);
	if (value.kind == IL_ERROR)
		return async_raised(value);
	if (result != NULL)
		*result = value;
	return IL_OK;
}

il_task il_coroutine_task_at(struct il_site *site, il_coroutine coroutine, struct il_task_options options)
{
	const struct coroutine_object *object = take(coroutine);
	if (object == NULL)
		return (il_task){0};
	options.args = object->args;
	options.kwargs = (il_kwargs){object->args.named_count, object->args.named};
	struct task *task = task_make(site, object->target, &options);
	return (il_task){task != NULL ? task->future.id : 0};
}

void coroutines_complain(struct loop *loop)
{
	for (size_t i = 0; i < loop->coroutine_count; i++) {
		struct coroutine_object *object = loop->coroutines[i];
		if (!object->awaited)
			loop_complain(loop, loop->id, "coroutine was never awaited", (il_value){IL_STRING, {.ref = object->name}});
		args_free(&object->args);
		free(object);
	}
	free(loop->coroutines);
	loop->coroutine_count = 0;
	loop->coroutines = NULL;
}
