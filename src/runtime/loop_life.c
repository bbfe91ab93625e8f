/* The life of a loop: made, run, stopped, closed; and asyncio.run, which does it all.
 *
 * A loop is found by its id among the loops of its process until it is closed. Any thread of the process
 * may run or close it, one at a time: whoever does has taken it, under the kernel lock. But its coroutines
 * stay on the thread on which they have begun: a C function may keep the address of something of its
 * thread's (errno) over a call that suspends. */
#include <stdlib.h>

#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/poll.h"
#include "runtime/stack_guard.h"

/* ---- ops ---- */

/* A task that has not ended by now never will; what it has left open is closed. */
static void close_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)event;
	const struct loop *loop = context;
	for (const struct task *task = loop->first_task; task != NULL; task = task->next)
		if (task->actor->state != ACTOR_IS_ENDED)
			engine_end_actor(turn, task->actor, 0);
	poll_shut(turn, loop);
	struct loop **place = &current.runtime->loops;
	while (*place != loop)
		place = &(*place)->next;
	*place = (*place)->next;
}

static bool has_begun_coroutines(const struct loop *loop)
{
	const struct task *task = loop->first_task;
	while (task != NULL && task->coroutine == NULL)
		task = task->next;
	return task != NULL;
}

/* Why this thread may not run it, or close it. */
static il_status why_not(const struct loop *loop, const struct actor *thread)
{
	if (loop == NULL)
		return IL_LOOP_CLOSED;
	if (loop->busy)
		return IL_LOOP_RUNNING;
	return loop->thread != thread && has_begun_coroutines(loop) ? IL_WRONG_THREAD : IL_OK;
}

/* Its tasks that have not begun go along. */
static void move_to(struct turn *turn, struct loop *loop, struct actor *thread)
{
	loop->thread = thread;
	for (const struct task *task = loop->first_task; task != NULL; task = task->next)
		if (task->actor->state != ACTOR_IS_ENDED)
			SET(turn, task->actor->carrier, thread->id);
}

/* `context`: where the loop goes. That another thread has not left it yet, though its last op is done, is
 * taken from the recording, too. */
static void run_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct loop *loop = loop_of(current.runtime, event->object);
	const struct log_event *as = turn->engine->recording != NULL ? turn_recorded(turn) : NULL;
	bool taken = as != NULL && as->op == OP_LOOP_RUN && as->result == IL_LOOP_RUNNING;
	event->result = (int16_t)(taken ? IL_LOOP_RUNNING : why_not(loop, turn->actor));
	if (event->result != IL_OK)
		return;
	loop->busy = true;
	if (loop->thread != turn->actor)
		move_to(turn, loop, turn->actor);
	*(struct loop **)context = loop;
}

const struct op_def loop_run_def = {.apply = run_apply};
const struct op_def loop_close_def = {.apply = close_apply};

/* ---- the end ---- */

/* What main left behind is cancelled, and gets the turns that it needs to end. IL_RECURSION: it waits for itself. */
static il_status end_the_rest(struct loop *loop)
{
	size_t count = il_task_all(NULL, 0);
	if (count == 0)
		return IL_OK;
	il_task *tasks = loop_memory(count * sizeof *tasks);
	il_task_all(tasks, count);
	il_status status = IL_OK;
	for (size_t i = 0; i < count && status == IL_OK; i++)
		status = async_cancel(loop->site, loop_find(tasks[i].id), il_none());
	if (status == IL_OK)
		loop_turn_until_done(loop, gather_make(0, tasks, count, true));
	for (size_t i = 0; i < count; i++) {
		struct future *task = loop_find(tasks[i].id);
		if (task->state == FUTURE_FINISHED && task->value.kind == IL_ERROR)
			loop_complain(loop, task->id, "unhandled exception during asyncio.run() shutdown", task->value);
	}
	free(tasks);
	return status;
}

/* CPython says it when the task is collected; here nobody can ask any more from now on. */
static void complain_of_the_unseen(struct loop *loop)
{
	for (const struct task *task = loop->first_task; task != NULL; task = task->next) {
		const struct future *future = &task->future;
		if (future->state == FUTURE_PENDING)
			loop_complain(loop, future->id, "Task was destroyed but it is pending!", il_none());
		else if (future->state == FUTURE_FINISHED && future->value.kind == IL_ERROR && !future->seen)
			loop_complain(loop, future->id, "Task exception was never retrieved", future->value);
	}
	for (size_t i = 0; i < loop->future_count; i++) {
		const struct future *future = loop->futures[i];
		if (future->state == FUTURE_FINISHED && future->value.kind == IL_ERROR && !future->seen)
			loop_complain(loop, future->id, "Future exception was never retrieved", future->value);
	}
}

static void loop_fini(struct loop *loop)
{
	calls_fini(loop);
	poll_fini(loop);
	for (size_t i = 0; i < loop->completions_count; i++)
		completions_free(loop->completions[i]);
	for (struct task *task = loop->first_task; task != NULL; task = task->next)
		task_fini(task);
	arena_fini(&loop->task_memory);
	for (size_t i = 0; i < loop->future_count; i++) {
		future_fini(loop->futures[i]);
		free(loop->futures[i]);
	}
	free(loop->completions);
	free(loop->futures);
	free(loop->table.tasks);
	free(loop->table.objects);
	free(loop->ready.ring);
	free(loop->timers.heap);
	stack_pool_fini(&loop->stacks);
	free(loop);
}

/* ---- its life ---- */

static struct loop *make(struct il_site *site, const char *name)
{
	uint32_t id = object_make(site, name, (struct making){.type = TYPE_LOOP, .process = current.actor->process});
	if (id == 0)
		return NULL;
	struct loop *loop = loop_memory(sizeof *loop);
	loop->id = id;
	loop->thread = current.actor;
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	loop->next = current.runtime->loops;
	current.runtime->loops = loop;
	turn_end(&turn);
	return loop;
}

static il_status start(struct il_site *site, uint32_t id)
{
	struct log_event call = call_of(OP_LOOP_RUN, site, id);
	struct loop *loop;
	il_status status = call_perform(NULL, &call, &loop);
	if (status != IL_OK)
		return status;
	loop->site = site;
	current.loop = loop;
	stack_guard_begin();
	return IL_OK;
}

static void leave(void)
{
	struct turn turn;
	stack_guard_end();
	turn_begin(&turn, current.runtime->engine, current.actor);
	current.loop->busy = false;
	turn_end(&turn);
	current.loop = NULL;
}

static void close_loop(struct il_site *site, struct loop *loop)
{
	complain_of_the_unseen(loop);
	coroutines_complain(loop);
	executor_close(loop);
	struct log_event call = call_of(OP_LOOP_CLOSE, site, loop->id);
	call_perform(NULL, &call, loop);
}

/* Runs a coroutine as a task of the loop that runs now. */
static il_status run_main(il_value *result, struct il_site *site, il_target coroutine,
                          const struct il_task_options *options)
{
	struct task *task = task_make(site, coroutine, options);
	if (task == NULL)
		return IL_NO_ROOM;
	il_status status = loop_turn_until_done(current.loop, &task->future);
	return status == IL_OK ? future_result(result, &task->future) : status;
}

/* What is ready goes on while CPython runs a coroutine of its own that has nothing to do. */
static void run_two_turns(struct loop *loop)
{
	for (int i = 0; i < 2 && (ready_count(loop) > 0 || timers_due(loop, current.now) > 0); i++) {
		loop->stopping = true;
		loop_turn_until_stopped(loop);
	}
}

/* There are no asynchronous generators to shut down here, but maybe a default executor. */
static void shut_down(struct loop *loop, struct il_site *site)
{
	run_two_turns(loop);
	if (loop->executor.id != 0)
		run_main(NULL, site, il_shutdown_default_executor, &(struct il_task_options){0});
	else
		run_two_turns(loop);
}

il_status il_loop_run_at(struct il_site *site, il_value *result, il_target main_coroutine,
                         struct il_task_options options)
{
	if (current.loop != NULL)
		return IL_RUN_INSIDE_LOOP;
	if (main_coroutine == NULL)
		return IL_BAD_VALUE;
	struct loop *loop = make(site, "loop");
	if (loop == NULL)
		return IL_NO_ROOM;
	start(site, loop->id);
	il_status status = run_main(result, site, main_coroutine, &options);
	il_status ended = end_the_rest(loop);
	if (ended == IL_OK)
		shut_down(loop, site);
	close_loop(site, loop);
	leave();
	loop_fini(loop);
	return ended == IL_OK ? status : ended;
}

/* ---- step by step ---- */

il_loop il_loop_new_at(struct il_site *site, const char *name)
{
	const struct loop *loop = make(site, name);
	return (il_loop){loop != NULL ? loop->id : 0};
}

/* The loop runs now. */
static il_status enter(struct il_site *site, il_loop handle)
{
	return current.loop != NULL ? IL_LOOP_RUNNING : start(site, handle.id);
}

/* *loop is taken, to be closed; NULL: it is closed already. */
static il_status take_to_close(struct loop **loop, il_loop handle)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	*loop = loop_of(current.runtime, handle.id);
	il_status status = *loop != NULL && (*loop)->busy ? IL_CLOSE_RUNNING : IL_OK;
	if (*loop != NULL && status == IL_OK) {
		(*loop)->busy = true;
		(*loop)->thread = current.actor;
	}
	turn_end(&turn);
	return status;
}

il_status il_loop_run_until_complete_at(struct il_site *site, il_value *result, il_loop handle, il_target coroutine,
                                        struct il_task_options options)
{
	if (coroutine == NULL)
		return IL_WRONG_TYPE;
	il_status status = enter(site, handle);
	if (status != IL_OK)
		return status;
	status = run_main(result, site, coroutine, &options);
	leave();
	return status;
}

il_status il_loop_run_forever_at(struct il_site *site, il_loop handle)
{
	il_status status = enter(site, handle);
	if (status != IL_OK)
		return status;
	loop_turn_until_stopped(current.loop);
	leave();
	return IL_OK;
}

il_status il_loop_stop_at(struct il_site *site)
{
	if (current.loop == NULL)
		return IL_NO_LOOP;
	struct log_event call = call_of(OP_LOOP_STOP, site, current.loop->id);
	call_perform(NULL, &call, NULL);
	current.loop->stopping = true;
	return IL_OK;
}

il_status il_loop_close_at(struct il_site *site, il_loop handle)
{
	struct loop *loop;
	il_status status = current.loop != NULL ? IL_CLOSE_RUNNING : take_to_close(&loop, handle);
	if (status != IL_OK || loop == NULL) /* once more */
		return status;
	loop->site = site;
	current.loop = loop;
	close_loop(site, loop);
	current.loop = NULL;
	loop_fini(loop);
	return IL_OK;
}

il_loop il_loop_running(void)
{
	return (il_loop){current.loop != NULL ? current.loop->id : 0};
}
