/* asyncio's tasks: coroutines that the loop steps, and that others await, cancel and ask.
 *
 * A step goes from where the coroutine stands to where it next gives way (async_await.c). A cancellation is a mark that the next step
 * throws in; the future that the task waits for is cancelled, so that the step comes soon. */
#include <string.h>

#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/query.h"
#include "runtime/values.h"

/* ---- ops ---- */

static uint32_t numbered_name(struct turn *turn)
{
	char name[] = "Task-4294967295", *end = name + sizeof name - 1, *digits = end;
	for (uint32_t number = turn->kernel->task_names; digits == end || number > 0; number /= 10)
		*--digits = (char)('0' + number % 10);
	memmove(name + strlen("Task-"), digits, (size_t)(end - digits));
	return turn_string(turn, name, strlen("Task-") + (size_t)(end - digits));
}

/* Each takes the next number, and one without a name of its own is called by it, as in CPython. Nobody waits for a task to arrive: its loop begins it. */
static void create_apply(struct turn *turn, struct log_event *event, void *context)
{
	SET(turn, turn->kernel->task_names, turn->kernel->task_names + 1);
	if (event->text == 0)
		event->text = numbered_name(turn);
	struct log_event made = *event;
	made.x = 0;
	object_made(turn, &made, context);
	turn_put(turn, &made);
	event->object = made.object;
	event->result = made.result;
	event->text = 0;
	if (made.result != IL_OK)
		return;
	struct actor *actor = kernel_actor(turn->kernel, made.object);
	SET(turn, actor->carrier, current.loop->thread->id);
	atomic_store_explicit(&actor->arrived, 1, memory_order_relaxed);
}

static void done_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)event;
	(void)context;
	engine_end_actor(turn, turn->actor, 0);
}

const struct op_def task_create_def = {.apply = create_apply};
const struct op_def task_run_def = {.apply = op_changes_nothing};
const struct op_def task_cancel_def = {.apply = op_changes_nothing};
const struct op_def future_settle_def = {.apply = op_changes_nothing};
const struct op_def task_done_def = {.apply = done_apply};

/* ---- the life of a task ---- */

static bool is_cancellation(il_value value)
{
	return value_is_error(value, "CancelledError");
}

/* Its last op: by itself, cancelled, or by an exception. */
static void end(struct task *task)
{
	struct log_event call = call_of(OP_TASK_DONE, task->site, task->actor->id);
	if (is_cancellation(task->result)) {
		call.result = IL_CANCELLED;
	} else {
		call.result = task->result.kind == IL_ERROR ? IL_RAISED : IL_OK;
		call_set_value(&call, task->result);
	}
	call_perform(NULL, &call, NULL);
}

/* The coroutine of a task, from its first step to its last. A cancellation that nothing was awaited after takes effect now. */
static void task_main(void *argument)
{
	struct task *task = argument;
	struct log_event call = call_of(OP_TASK_RUN, task->site, task->actor->id), done;
	call_perform(&done, &call, NULL);
	current.loop->since = done.t;
	task->result = task->target(task->args);
	task->must_cancel = task->must_cancel && task->result.kind != IL_ERROR;
	if (task->must_cancel)
		task->result = async_cancellation(task->future.message);
	end(task);
}

static void finish(struct loop *loop, struct task *task)
{
	args_free(&task->args);
	bool cancelled = is_cancellation(task->result);
	if (cancelled && !task->must_cancel)
		task->future.message = il_none();
	future_finish(loop, &task->future, cancelled ? FUTURE_CANCELLED : FUTURE_FINISHED,
	              task->must_cancel ? il_none() : task->result);
}

/* From where it stands to where it next gives way; false: it has come to its end. */
static bool run(struct loop *loop, struct task *task)
{
	il_value raised = current.raised;
	current.raised = task->raised;
	current.actor = task->actor;
	loop->running = task;
	bool goes_on = coroutine_resume(task->coroutine);
	loop->running = NULL;
	current.actor = loop->thread;
	task->raised = current.raised;
	current.raised = raised;
	if (coroutine_overflowed(task->coroutine))
		loop_die(STACK_OVERFLOW, task);
	if (!goes_on) {
		coroutine_free(&loop->stacks, task->coroutine);
		task->coroutine = NULL;
	}
	return goes_on;
}

/* Its first step. One that was cancelled before never runs. */
static bool begin(struct loop *loop, struct task *task)
{
	task->begun = true;
	if (task->must_cancel) {
		task->must_cancel = false;
		task->result = async_cancellation(task->future.message);
		current.actor = task->actor;
		loop->running = task;
		end(task);
		loop->since = current.now;
		loop->running = NULL;
		current.actor = loop->thread;
		return false;
	}
	task->coroutine = coroutine_new(&loop->stacks, task_main, task);
	if (task->coroutine == NULL)
		loop_die("there is no memory for the stack of a coroutine", task);
	return run(loop, task);
}

void task_wake(struct loop *loop, void *future, void *context)
{
	(void)future;
	struct task *task = context;
	loop->ready_tasks--;
	if (!(task->begun ? run(loop, task) : begin(loop, task)))
		finish(loop, task);
	loop_see_if_slow(loop, task->actor->id);
}

/* Asks for a cancellation: the future it waits for is cancelled, or its next step is. In a circle of tasks that wait for each
 * other nobody is: CPython has a RecursionError there. */
static il_status cancel(struct loop *loop, struct future *future, il_value message)
{
	struct task *task = (struct task *)future;
	if (task->asked)
		return IL_RECURSION;
	task->cancels++;
	task->asked = true;
	il_status status = task->waits_for != NULL ? future_cancel(loop, task->waits_for, message) : IL_INVALID_STATE;
	task->asked = false;
	if (status != IL_INVALID_STATE)
		return status;
	task->must_cancel = true;
	future->message = message;
	return IL_OK;
}

struct task *task_make(struct il_site *site, il_target coroutine, const struct il_task_options *options)
{
	struct loop *loop = current.loop;
	struct making making = {.type = TYPE_TASK, .lock = loop->id, .process = current.actor->process};
	struct log_event call = call_of(OP_TASK_CREATE, site, LOG_NONE), done;
	call.text = options->name != NULL ? call_string(options->name) : 0;
	call.x = loop->ready_tasks + 1;
	if (call_perform(&done, &call, &making) != IL_OK)
		return NULL;
	struct task *task = arena_take(&loop->task_memory, sizeof *task);
	if (task == NULL)
		loop_die("there is no memory for a task", NULL);
	if (!args_copy(&task->args, options->args, options->kwargs))
		loop_die("there is no memory for the arguments of a task", NULL);
	task->future.id = making.id;
	task->future.cancel = cancel;
	task->actor = &current.runtime->engine->kernel->actors[making.id];
	task->site = site;
	task->target = coroutine;
	if (loop->first_task == NULL)
		loop->first_task = task;
	else
		loop->last_task->next = task;
	loop->last_task = task;
	loop_remember(loop, &task->future);
	loop->ready_tasks++;
	ready_push(loop, (struct handle){task_wake, NULL, task});
	return task;
}

void task_fini(struct task *task)
{
	args_free(&task->args);
	future_fini(&task->future);
}

/* ---- calls ---- */

il_task il_task_create_at(struct il_site *site, il_target coroutine, struct il_task_options options)
{
	if (current.loop == NULL || coroutine == NULL)
		return (il_task){0};
	struct task *task = task_make(site, coroutine, &options);
	return (il_task){task != NULL ? task->future.id : 0};
}

/* ---- asking and cancelling ---- */

/* The task of a handle; NULL: it is none of this loop. */
static struct task *task_of(il_task handle)
{
	struct future *future = current.loop != NULL ? loop_find(handle.id) : NULL;
	return future != NULL && future->cancel == cancel ? (struct task *)future : NULL;
}

il_status async_cancel(struct il_site *site, struct future *future, il_value message)
{
	struct log_event call = call_of(OP_TASK_CANCEL, site, future->id);
	call.x = future->state == FUTURE_PENDING;
	call_set_value(&call, message);
	call_perform(NULL, &call, NULL);
	return future_cancel(current.loop, future, message);
}

bool il_task_cancel_at(struct il_site *site, il_task task, struct il_cancel_options options)
{
	struct future *future = current.loop != NULL ? loop_find(task.id) : NULL;
	if (future == NULL)
		return false;
	il_value message = options.message != NULL ? il_str("%s", options.message) : il_none();
	return async_cancel(site, future, message) == IL_OK;
}

static struct answer cancelling(struct turn *turn, uint32_t object, void *context)
{
	(void)turn;
	(void)object;
	return answer_value(il_int(((const struct task *)context)->cancels));
}

int il_task_cancelling_at(struct il_site *site, il_task handle)
{
	struct task *task = task_of(handle);
	return task != NULL ? (int)call_query(site, handle.id, "cancelling", cancelling, task).i : 0;
}

int il_task_uncancel(il_task handle)
{
	struct task *task = task_of(handle);
	if (task == NULL)
		return 0;
	if (task->cancels > 0)
		task->cancels--;
	return task->cancels;
}

il_task il_task_current(void)
{
	return (il_task){async_in_task() ? current.loop->running->future.id : 0};
}

size_t il_task_all(il_task *tasks, size_t room)
{
	size_t count = 0;
	const struct task *first = current.loop != NULL ? current.loop->first_task : NULL;
	for (const struct task *task = first; task != NULL; task = task->next) {
		if (task->future.state != FUTURE_PENDING)
			continue;
		if (count < room)
			tasks[count] = (il_task){task->future.id};
		count++;
	}
	return count;
}

const char *il_task_name(il_task handle)
{
	const struct task *task = task_of(handle);
	return task != NULL ? log_text(current.runtime->engine->log, task->actor->name) : "";
}
