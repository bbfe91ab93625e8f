/* asyncio's event loop: a FIFO of handles, a heap of timers, and turns.
 *
 * One turn: the timers that are due are appended to the ready handles, then exactly the handles that were ready at that
 * point run; what they make ready runs in the next turn. A handle is a step of a task, a timer's call, or a gather's count:
 * the same stages as in CPython, so that the order is the same.
 *
 * All of this is the loop's thread's own memory. What others see (who is ready, who runs, who waits) is in the events. */
#include "runtime/defs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/clock.h"
#include "interleave/loop.h"
#include "runtime/coroutine.h"
#include "runtime/values.h"

struct gather;

/* A task in this process's memory. */
struct task {
	struct actor *actor;
	struct il_site *site;       /* where it was created: its begin and end are shown there */
	struct coroutine *coroutine;
	il_target target;
	il_args args;
	il_value result;
	bool begun, done;
	int64_t wake_at;            /* when asleep */
	struct task *waiter;        /* first of those who await it, linked through next_waiter */
	struct task *next_waiter;
	struct gather **gathers;    /* those that count it */
	size_t gather_count;
};

struct gather {
	struct task *waiter;
	size_t left;
};

enum handle_kind { HANDLE_STEP, HANDLE_TIMER, HANDLE_GATHER, HANDLE_STOP };

struct handle {
	enum handle_kind kind;
	struct task *task;
	struct gather *gather;
};

struct loop {
	struct actor *thread;
	struct il_site *site;  /* where it was started */
	uint32_t id;
	struct task *running;  /* whose coroutine runs, NULL: the loop itself */
	struct task **tasks;   /* all of them */
	size_t task_count, task_room;
	struct handle *ready;  /* ring */
	size_t ready_first, ready_count, ready_room;
	int32_t ready_tasks;   /* steps of tasks among them */
	struct task **timers;  /* sorted: the latest first, so that the next one is at the end */
	size_t timer_count, timer_room;
	bool stopping;
};

/* ---- memory: a loop that cannot grow ends its process, as a Python MemoryError would ---- */

static void *grown(void *array, size_t *room, size_t count, size_t size)
{
	if (count < *room)
		return array;
	size_t wanted = *room != 0 ? *room * 2 : 16;
	void *bigger = realloc(array, wanted * size);
	if (bigger == NULL) {
		fputs("event loop: out of memory\n", stderr);
		abort();
	}
	*room = wanted;
	return bigger;
}

static void push(struct loop *loop, struct handle handle)
{
	if (loop->ready_count == loop->ready_room) {
		size_t old_room = loop->ready_room;
		loop->ready = grown(loop->ready, &loop->ready_room, loop->ready_count, sizeof *loop->ready);
		/* The part before the ring's first element moves behind its old end. */
		memcpy(loop->ready + old_room, loop->ready, loop->ready_first * sizeof *loop->ready);
	}
	loop->ready[(loop->ready_first + loop->ready_count++) % loop->ready_room] = handle;
}

static struct handle pop(struct loop *loop)
{
	struct handle handle = loop->ready[loop->ready_first];
	loop->ready_first = (loop->ready_first + 1) % loop->ready_room;
	loop->ready_count--;
	return handle;
}

/* Equal moments keep the order of their making. */
static void add_timer(struct loop *loop, struct task *task)
{
	loop->timers = grown(loop->timers, &loop->timer_room, loop->timer_count, sizeof(struct task *));
	size_t at = loop->timer_count++;
	for (; at > 0 && loop->timers[at - 1]->wake_at <= task->wake_at; at--)
		loop->timers[at] = loop->timers[at - 1];
	loop->timers[at] = task;
}

/* ---- events between the steps ---- */

static void emit(struct loop *loop, enum log_op op, const struct task *task, int32_t x)
{
	struct log_event event = call_of(op, loop->site, task->actor->id);
	event.x = x;
	engine_emit(current.runtime->engine, loop->thread, &event);
}

/* The task's next step joins the ready queue. */
static void make_ready(struct loop *loop, struct task *task)
{
	push(loop, (struct handle){HANDLE_STEP, task, NULL});
	emit(loop, OP_LOOP_READY, task, ++loop->ready_tasks);
}

/* ---- ops ---- */

static void loop_run_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct log_event made = *event;
	object_made(turn, &made, context);
	turn_put(turn, &made);
	event->object = made.object;
	event->result = made.result;
	event->text = 0;
}

/* call.x handles are ready; otherwise the next timer is waited for. */
static bool turn_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)kernel;
	return actor->call.x > 0 || engine_late(actor, now);
}

static void turn_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct loop *loop = context;
	while (loop->timer_count > 0 && loop->timers[loop->timer_count - 1]->wake_at <= turn->now)
		push(loop, (struct handle){HANDLE_TIMER, loop->timers[--loop->timer_count], NULL});
	event->x = (int32_t)loop->ready_count;
}

static void turn_join(struct turn *turn, struct log_event *event)
{
	(void)turn;
	event->x = 0;
}

static void no_change(struct turn *turn, struct log_event *event, void *context)
{
	(void)turn;
	(void)event;
	(void)context;
}

static void create_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct log_event made = *event;
	made.x = 0;
	object_made(turn, &made, context);
	turn_put(turn, &made);
	event->object = made.object;
	event->result = made.result;
	event->text = 0;
	if (made.result != IL_OK)
		return;
	SET(turn, kernel_actor(turn->kernel, made.object)->carrier, current.loop->thread->id);
}

/* call.x: it is done already. Otherwise the loop decides. */
static bool await_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)kernel;
	(void)now;
	return actor->call.x != 0;
}

static void await_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)turn;
	(void)context;
	event->x = 0;
}

static void done_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)event;
	(void)context;
	engine_end_actor(turn, turn->actor, 0);
}

const struct op_def loop_run_def = {.apply = loop_run_apply};
const struct op_def loop_turn_def = {.can = turn_can, .apply = turn_apply, .join = turn_join};
const struct op_def loop_close_def = {.apply = no_change};
const struct op_def task_create_def = {.apply = create_apply};
const struct op_def task_run_def = {.apply = no_change};
const struct op_def task_await_def = {.can = await_can, .apply = await_apply};
const struct op_def task_done_def = {.apply = done_apply};

/* ---- tasks ---- */

static void finish(struct loop *loop, struct task *task)
{
	task->done = true;
	for (struct task *waiter = task->waiter; waiter != NULL; waiter = waiter->next_waiter)
		make_ready(loop, waiter);
	for (size_t i = 0; i < task->gather_count; i++)
		push(loop, (struct handle){HANDLE_GATHER, task, task->gathers[i]});
	if (task == loop->tasks[0])
		push(loop, (struct handle){HANDLE_STOP, task, NULL});
}

/* The coroutine of a task, from its first step to its last. */
static void task_main(void *argument)
{
	struct task *task = argument;
	struct log_event call = call_of(OP_TASK_RUN, task->site, task->actor->id);
	call_perform(NULL, &call, NULL);
	task->result = task->target(task->args);
	call = call_of(OP_TASK_DONE, task->site, task->actor->id);
	call_set_value(&call, task->result);
	call_perform(NULL, &call, NULL);
}

/* One step of a task: from where it stands to where it next gives way. */
static void step(struct loop *loop, struct task *task)
{
	loop->ready_tasks--;
	if (!task->begun) {
		task->begun = true;
		engine_switch(current.runtime->engine, loop->thread, task->actor);
	}
	current.actor = task->actor;
	loop->running = task;
	bool goes_on = coroutine_resume(task->coroutine);
	loop->running = NULL;
	current.actor = loop->thread;
	if (!goes_on)
		finish(loop, task);
}

static struct task *remember(struct loop *loop, struct il_site *site, uint32_t id, il_target target,
                             const struct il_task_options *options)
{
	struct task *task = calloc(1, sizeof *task);
	if (task == NULL)
		return NULL;
	task->coroutine = coroutine_new(task_main, task);
	if (task->coroutine == NULL || !args_copy(&task->args, options->args, options->kwargs)) {
		coroutine_free(task->coroutine);
		free(task);
		return NULL;
	}
	task->actor = &current.runtime->engine->kernel->actors[id];
	task->site = site;
	task->target = target;
	loop->tasks = grown(loop->tasks, &loop->task_room, loop->task_count, sizeof(struct task *));
	loop->tasks[loop->task_count++] = task;
	return task;
}

static struct task *find(const struct loop *loop, uint32_t id)
{
	for (size_t i = 0; i < loop->task_count; i++)
		if (loop->tasks[i]->actor->id == id)
			return loop->tasks[i];
	return NULL;
}

il_task il_task_create_at(struct il_site *site, il_target coroutine, struct il_task_options options)
{
	struct loop *loop = current.loop;
	char name[64];
	if (loop == NULL)
		return (il_task){0};
	if (options.name == NULL)
		default_name(name, sizeof name, &current.runtime->engine->kernel->task_names, "Task", NULL);
	struct making making = {.type = TYPE_TASK, .lock = loop->id, .process = current.actor->process};
	struct log_event call = call_of(OP_TASK_CREATE, site, LOG_NONE), done;
	call.text = call_string(options.name != NULL ? options.name : name);
	call.x = loop->ready_tasks + 1;
	if (call_perform(&done, &call, &making) != IL_OK)
		return (il_task){0};
	struct task *task = remember(loop, site, making.id, coroutine, &options);
	if (task == NULL) {
		fputs("event loop: out of memory for a task\n", stderr);
		abort();
	}
	push(loop, (struct handle){HANDLE_STEP, task, NULL});
	loop->ready_tasks++;
	return (il_task){making.id};
}

/* ---- suspending ---- */

/* Performs an awaited op of the running task. When it has to wait, `wait` registers who will wake it, and the coroutine gives
 * way until then. */
static il_status suspend(const struct log_event *call, void (*wait)(struct loop *loop, struct task *task, void *context),
                         void *context)
{
	struct loop *loop = current.loop;
	struct task *task = loop->running;
	struct engine *engine = current.runtime->engine;
	struct log_event done;
	if (engine_perform(&done, engine, task->actor, call, NULL) == ENGINE_DONE)
		return (il_status)done.result;
	wait(loop, task, context);
	coroutine_yield(task->coroutine);
	engine_resume(&done, engine, task->actor, NULL);
	return (il_status)done.result;
}

static bool in_a_task(void)
{
	return current.loop != NULL && current.loop->running != NULL;
}

static void wait_for_timer(struct loop *loop, struct task *task, void *context)
{
	const bool *at_once = context;
	if (*at_once) {
		make_ready(loop, task);
		return;
	}
	task->wake_at = task->actor->call.deadline;
	add_timer(loop, task);
}

il_status il_async_sleep_at(struct il_site *site, double seconds)
{
	if (!in_a_task())
		return IL_NO_LOOP;
	struct log_event call = call_of(OP_SLEEP, site, LOG_NONE);
	bool at_once = !(seconds > 0);
	call.via = current.loop->id;
	call.value = clock_ns(seconds);
	call.deadline = call.value;
	call.flags = (uint16_t)(VALUE_INT | ENGINE_SUSPENDS | (at_once ? 0 : LOG_TIMED));
	return suspend(&call, wait_for_timer, &at_once);
}

static void wait_for_task(struct loop *loop, struct task *task, void *context)
{
	(void)loop;
	struct task *awaited = context;
	struct task **last = &awaited->waiter;
	while (*last != NULL)
		last = &(*last)->next_waiter;
	*last = task;
	task->next_waiter = NULL;
}

il_status il_await_at(struct il_site *site, il_value *result, il_task awaited)
{
	struct task *task = in_a_task() ? find(current.loop, awaited.id) : NULL;
	if (task == NULL)
		return IL_NO_LOOP;
	struct log_event call = call_of(OP_TASK_AWAIT, site, awaited.id);
	call.flags = ENGINE_SUSPENDS;
	call.x = task->done;
	il_status status = suspend(&call, wait_for_task, task);
	if (result != NULL)
		*result = task->result;
	return status;
}

static void wait_for_gather(struct loop *loop, struct task *task, void *context)
{
	(void)loop;
	((struct gather *)context)->waiter = task;
}

static void count_in(struct gather *gather, struct task *task)
{
	struct gather **more = realloc(task->gathers, (task->gather_count + 1) * sizeof(struct gather *));
	if (more == NULL) {
		fputs("event loop: out of memory for a gather\n", stderr);
		abort();
	}
	task->gathers = more;
	task->gathers[task->gather_count++] = gather;
}

il_status il_gather_at(struct il_site *site, il_value *results, const il_task *tasks, size_t count)
{
	struct loop *loop = current.loop;
	if (!in_a_task())
		return IL_NO_LOOP;
	for (size_t i = 0; i < count; i++) /* before any of them knows of the gather */
		if (find(loop, tasks[i].id) == NULL)
			return IL_NO_LOOP;
	struct gather gather = {0};
	uint32_t future = object_make(site, "gather", (struct making){.type = TYPE_FUTURE,
	                                                              .process = current.actor->process});
	for (size_t i = 0; i < count; i++) {
		struct task *task = find(loop, tasks[i].id);
		gather.left++;
		if (task->done)
			push(loop, (struct handle){HANDLE_GATHER, task, &gather});
		else
			count_in(&gather, task);
	}
	struct log_event call = call_of(OP_TASK_AWAIT, site, future);
	call.flags = ENGINE_SUSPENDS;
	call.x = gather.left == 0;
	il_status status = suspend(&call, wait_for_gather, &gather);
	for (size_t i = 0; i < count; i++)
		results[i] = find(loop, tasks[i].id)->result;
	return status;
}

/* ---- the loop ---- */

static void run_handle(struct loop *loop, struct handle handle)
{
	switch (handle.kind) {
	case HANDLE_STEP:
		step(loop, handle.task);
		break;
	case HANDLE_TIMER:
		emit(loop, OP_LOOP_TIMER, handle.task, 0);
		make_ready(loop, handle.task);
		break;
	case HANDLE_GATHER:
		if (--handle.gather->left == 0 && handle.gather->waiter != NULL)
			make_ready(loop, handle.gather->waiter);
		break;
	case HANDLE_STOP:
		loop->stopping = true;
		break;
	}
}

static void one_turn(struct loop *loop)
{
	struct log_event call = call_of(OP_LOOP_TURN, loop->site, loop->id), done;
	call.x = (int32_t)loop->ready_count;
	if (call.x == 0 && loop->timer_count > 0) {
		call.flags = LOG_TIMED | ENGINE_MOMENT;
		call.deadline = loop->timers[loop->timer_count - 1]->wake_at;
	}
	call_perform(&done, &call, loop);
	for (int32_t i = 0; i < done.x; i++)
		run_handle(loop, pop(loop));
}

/* What main left behind when it ended: CPython cancels it. */
static void end_the_rest(struct loop *loop)
{
	for (size_t i = 0; i < loop->task_count; i++) {
		struct task *task = loop->tasks[i];
		if (task->done)
			continue;
		struct log_event call = call_of(OP_TASK_DONE, task->site, task->actor->id);
		engine_switch(current.runtime->engine, loop->thread, task->actor);
		call.result = IL_CANCELLED;
		engine_perform(NULL, current.runtime->engine, task->actor, &call, NULL);
	}
}

static void loop_fini(struct loop *loop)
{
	for (size_t i = 0; i < loop->task_count; i++) {
		args_free(&loop->tasks[i]->args);
		coroutine_free(loop->tasks[i]->coroutine);
		free(loop->tasks[i]->gathers);
		free(loop->tasks[i]);
	}
	free(loop->tasks);
	free(loop->ready);
	free(loop->timers);
}

il_status il_loop_run_at(struct il_site *site, il_value *result, il_target main_coroutine,
                         struct il_task_options options)
{
	if (current.loop != NULL)
		return IL_LOOP_RUNNING;
	struct making making = {.type = TYPE_LOOP, .process = current.actor->process};
	struct log_event call = call_of(OP_LOOP_RUN, site, LOG_NONE);
	call.text = call_string("loop");
	if (call_perform(NULL, &call, &making) != IL_OK)
		return IL_NO_ROOM;
	struct loop loop = {.thread = current.actor, .site = site, .id = making.id};
	current.loop = &loop;
	il_task main_task = il_task_create_at(site, main_coroutine, options);
	il_status status = main_task.id != 0 ? IL_OK : IL_NO_ROOM;
	while (status == IL_OK && !loop.stopping)
		one_turn(&loop);
	if (status == IL_OK && result != NULL)
		*result = loop.tasks[0]->result;
	end_the_rest(&loop);
	call = call_of(OP_LOOP_CLOSE, site, loop.id);
	call_perform(NULL, &call, NULL);
	current.loop = NULL;
	loop_fini(&loop);
	return status;
}
