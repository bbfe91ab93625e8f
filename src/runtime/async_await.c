/* Awaiting: how a coroutine gives way, and goes on.
 *
 * It gives way for a future, whose end is what makes its task ready again, or once (sleep(0)). A cancellation that comes meanwhile
 * is thrown in, that is: the awaiting call returns IL_CANCELLED. */
#include "engine/clock.h"
#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/values.h"

/* ---- giving way ---- */

bool async_in_task(void)
{
	return current.loop != NULL && current.loop->running != NULL;
}

il_value async_cancellation(il_value message)
{
	return il_raise("CancelledError", "%s", message.kind == IL_STRING ? il_text(message) : "");
}

/* From here on the loop's thread acts, though on the task's stack. */
static void leave_stage(void)
{
	struct loop *loop = current.loop;
	loop->suspended = loop->running;
	loop->running = NULL;
	current.actor = loop->thread;
}

bool async_blocks(struct log_event *done, struct log_event *call, const struct future *future, void *context)
{
	struct log_event own;
	if (done == NULL)
		done = &own;
	call->flags |= LOG_AWAITED;
	if (future == NULL || future->state == FUTURE_PENDING)
		call->flags |= ENGINE_WAITS;
	bool blocked = engine_perform(done, current.runtime->engine, current.actor, call, context) == ENGINE_SUSPENDED;
	current.now = done->t;
	if (blocked)
		leave_stage();
	return blocked;
}

void async_wait_again(void)
{
	engine_wait_again(current.runtime->engine, current.actor);
	leave_stage();
}

int64_t async_deadline(void)
{
	return current.loop->suspended->actor->call.deadline;
}

il_status async_give_way(struct future *future)
{
	struct loop *loop = current.loop;
	struct task *task = loop->suspended;
	if (future == NULL) {
		loop_make_ready(loop, task);
	} else {
		future_add_callback(loop, future, (struct callback){task_wake, task});
		task->waits_for = future;
		if (task->must_cancel && future_cancel(loop, future, task->future.message) == IL_OK)
			task->must_cancel = false;
	}
	coroutine_yield(task->coroutine);
	task->waits_for = NULL;
	if (future != NULL)
		future->seen = true; /* whoever is woken by it is told, even when a cancellation comes first */
	bool thrown_in = task->must_cancel;
	task->must_cancel = false;
	if (future != NULL && future_status(future) == IL_CANCELLED) /* its own comes first */
		return future_result(NULL, future);
	if (thrown_in)
		current.raised = async_cancellation(task->future.message);
	return thrown_in ? IL_CANCELLED : IL_OK;
}

void async_go_on(struct log_event *done, il_status status, void *context)
{
	struct log_event own;
	if (done == NULL)
		done = &own;
	engine_resume(done, current.runtime->engine, current.actor, status, context);
	current.loop->since = current.now = done->t;
}

il_status async_perform(struct log_event *done, struct log_event *call, struct future *future, void *context)
{
	struct log_event own;
	if (done == NULL)
		done = &own;
	if (async_blocks(done, call, future, context))
		async_go_on(done, async_give_way(future), context);
	return (il_status)done->result;
}

/* ---- a task, a future ---- */

/* What the awaited future has come to. */
static void await_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)turn;
	const struct future *future = context;
	event->x = 0;
	event->result = (int16_t)future_status(future);
	if (event->result != IL_CANCELLED)
		call_set_value(event, future->value);
}

/* What is awaited is a future of the loop: nobody stands in a line of the engine's. */
const struct op_def task_await_def = {.apply = await_apply, .join = op_joins_no_line};
const struct op_def task_wait_def = {.apply = op_changes_nothing, .join = op_joins_no_line};

/* One turn later, as in CPython, where the loop finds it out. */
static il_status await_itself(struct log_event *call)
{
	il_status status = IL_AWAITS_ITSELF;
	if (async_blocks(NULL, call, NULL, NULL)) {
		if (async_give_way(NULL) == IL_CANCELLED)
			status = IL_CANCELLED;
		async_go_on(NULL, status, NULL);
	}
	return status;
}

/* The result is what the future has come to; `result` may be NULL. */
static il_status await_future(il_value *result, struct log_event *call, struct future *future)
{
	il_status status = IL_OK;
	if (async_blocks(NULL, call, future, future)) {
		status = async_give_way(future);
		async_go_on(NULL, status, future);
	}
	return status == IL_OK ? future_result(result, future) : status;
}

il_status il_await_at(struct il_site *site, il_value *result, il_task awaited)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	struct future *future = loop_find(awaited.id);
	if (future == NULL)
		return IL_WRONG_TYPE;
	struct log_event call = call_of(OP_TASK_AWAIT, site, awaited.id);
	call.x = future->state != FUTURE_PENDING;
	if (future == &current.loop->running->future)
		return await_itself(&call);
	return await_future(result, &call, future);
}

/* ---- sleeping ---- */

struct sleeper {
	struct task *task;
	struct future woken;
	struct timer timer;
};

static void wake_sleeper(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct sleeper *sleeper = object;
	loop_say_fired(loop, sleeper->task);
	future_finish(loop, &sleeper->woken, FUTURE_FINISHED, il_none());
}

il_status il_async_sleep_at(struct il_site *site, double seconds)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	struct loop *loop = current.loop;
	struct log_event call = call_of(OP_SLEEP, site, LOG_NONE), done;
	call.via = loop->id;
	call.value = clock_ns(seconds);
	call.flags = VALUE_INT;
	if (!(seconds > 0))
		return async_perform(NULL, &call, NULL, NULL);
	call.flags |= LOG_TIMED;
	call.deadline = call.value;
	struct sleeper sleeper = {.task = loop->running};
	if (async_blocks(&done, &call, &sleeper.woken, NULL)) {
		timer_start(loop, &sleeper.timer, async_deadline(), (struct handle){wake_sleeper, &sleeper, NULL});
		il_status status = async_give_way(&sleeper.woken);
		timer_stop(loop, &sleeper.timer);
		async_go_on(&done, status, NULL);
	}
	return (il_status)done.result;
}

il_value il_async_sleeping(il_args args)
{
	il_value delay = args.count > 0 ? args.v[0] : il_none();
	IL_TRY(il_async_sleep(delay.kind == IL_INT ? (double)delay.i : delay.kind == IL_DOUBLE ? delay.d : 0));
	return args.count > 1 ? args.v[1] : il_none();
}
