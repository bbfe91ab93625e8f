/* asyncio's event loop: its turns, and its life.
 *
 * One turn: the timers that are due are appended to the ready handles, then exactly the handles that were ready at that
 * point run; what they make ready runs in the next turn. Whatever happens in a loop is a handle: the step of a task, a
 * timer's call, a gather's count, a callback; the same stages as in CPython, so that the order is the same.
 *
 * A loop is its thread's own memory (async.h); the engine knows the turn, and who of its tasks is on the stage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/line.h"
#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/stack_guard.h"

enum { SLOW_NS = 100 * 1000 * 1000 }; /* asyncio's slow_callback_duration */

/* ---- ops ---- */

/* What a loop.run hands to its apply. */
struct starting {
	struct loop *loop;
	struct making *making; /* of the loop's object; NULL: it has one */
};

static void run_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct starting *starting = context;
	if (starting->making != NULL) {
		struct log_event made = *event;
		object_made(turn, &made, starting->making);
		turn_put(turn, &made);
		event->object = made.object;
		event->result = made.result;
		event->text = 0;
		starting->loop->id = made.object;
	}
	if (event->result != IL_OK)
		return;
	if (starting->making != NULL) {
		starting->loop->next = current.runtime->loops;
		current.runtime->loops = starting->loop;
	}
}

/* call.x handles are ready, or other threads have posted some; otherwise the next timer is waited for. */
static bool turn_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return actor->call.x > 0 || kernel_see(kernel, actor->call.object)->count > 0 || engine_late(actor, now);
}

/* Whatever becomes ready with this turn is of it. */
static void turn_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct loop *loop = context;
	event->x = (int32_t)(ready_count(loop) + calls_take(turn, loop) + timers_due(loop, turn->now));
}

static void turn_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	event->x = 0;
}

/* A task that has not ended by now never will. */
static void close_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)event;
	const struct loop *loop = context;
	for (size_t i = 0; i < loop->task_count; i++)
		if (loop->tasks[i]->actor->state != ACTOR_IS_ENDED)
			engine_end_actor(turn, loop->tasks[i]->actor, 0);
	struct loop **place = &current.runtime->loops;
	while (*place != loop)
		place = &(*place)->next;
	*place = (*place)->next;
}

const struct op_def loop_run_def = {.apply = run_apply};
const struct op_def loop_turn_def = {.can = turn_can, .apply = turn_apply, .join = turn_join};
const struct op_def loop_close_def = {.apply = close_apply};

/* ---- what the other files of the loop use ---- */

_Noreturn void loop_die(const char *why, const struct task *task)
{
	const char *name = task != NULL ? log_text(current.runtime->engine->log, task->actor->name) : "event loop";
	fprintf(stderr, "%s: %s\n", name, why);
	abort();
}

struct loop *loop_of(struct runtime *runtime, uint32_t id)
{
	struct loop *loop = runtime->loops;
	while (loop != NULL && loop->id != id)
		loop = loop->next;
	return loop;
}

static void remember_at(struct future ***table, size_t *room, uint32_t index, struct future *future)
{
	size_t old = *room;
	while (*room <= index)
		*table = loop_grown(*table, room, *room, sizeof(struct future *));
	if (*room > old)
		memset(*table + old, 0, (*room - old) * sizeof(struct future *));
	(*table)[index] = future;
}

void loop_remember(struct loop *loop, struct future *future)
{
	struct future_table *table = &loop->table;
	if (future->id >= LOG_OBJECT_BASE)
		remember_at(&table->objects, &table->object_room, future->id - LOG_OBJECT_BASE, future);
	else if (future->id != 0)
		remember_at(&table->tasks, &table->task_room, future->id, future);
}

void loop_keep(struct loop *loop, struct future *future)
{
	loop_remember(loop, future);
	loop->futures = loop_grown(loop->futures, &loop->future_room, loop->future_count, sizeof(struct future *));
	loop->futures[loop->future_count++] = future;
}

struct future *loop_find(uint32_t id)
{
	const struct future_table *table = &current.loop->table;
	if (id < LOG_OBJECT_BASE)
		return id < table->task_room ? table->tasks[id] : NULL;
	return id - LOG_OBJECT_BASE < table->object_room ? table->objects[id - LOG_OBJECT_BASE] : NULL;
}

static void emit(struct loop *loop, enum log_op op, uint32_t object, int32_t x, struct actor *released)
{
	const struct task *task = loop->running;
	struct log_event event = call_of(op, task != NULL ? NULL : loop->site, object);
	if (task != NULL)
		event.site = task->actor->call.site; /* behind its last op */
	event.x = x;
	engine_emit(current.runtime->engine, current.actor, &event, released);
	current.now = event.t;
}

void loop_emit(struct loop *loop, enum log_op op, uint32_t object, int32_t x)
{
	emit(loop, op, object, x, NULL);
}

void loop_make_ready(struct loop *loop, struct task *task)
{
	ready_push(loop, (struct handle){task_wake, NULL, task});
	emit(loop, OP_LOOP_READY, task->actor->id, ++loop->ready_tasks, task->actor);
}

void loop_see_if_slow(struct loop *loop, uint32_t who)
{
	int64_t held = current.now - loop->since;
	if (held < SLOW_NS)
		return;
	struct log_event event = call_of(OP_LOOP_SLOW, loop->site, who);
	event.flags = VALUE_INT;
	event.value = held;
	engine_emit(current.runtime->engine, current.actor, &event, NULL);
}

void loop_complain(struct loop *loop, uint32_t object, const char *text, il_value error)
{
	struct log_event event = call_of(OP_LOOP_EXCEPTION, loop->site, object);
	call_set_value(&event, error);
	event.value = call_string(text); /* `text` is the exception's */
	engine_emit(current.runtime->engine, current.actor, &event, NULL);
}

/* ---- turns ---- */

static void one_turn(struct loop *loop)
{
	struct log_event call = call_of(OP_LOOP_TURN, loop->site, loop->id), done;
	call.x = (int32_t)ready_count(loop);
	if (call.x == 0 && (loop->timers.count > 0 || loop->stopping)) {
		call.flags = LOG_TIMED | ENGINE_MOMENT;
		call.deadline = loop->stopping ? 0 : loop->timers.heap[0]->when;
	}
	call_perform(&done, &call, loop);
	calls_make_ready(loop);
	timers_make_ready(loop, done.t);
	for (int32_t i = 0; i < done.x; i++) {
		struct handle handle = ready_pop(loop);
		if (handle.run != NULL)
			handle.run(loop, handle.object, handle.context);
	}
}

static void run_until_stopped(struct loop *loop)
{
	do
		one_turn(loop);
	while (!loop->stopping);
	loop->stopping = false;
}

static void stop(struct loop *loop, void *future, void *context)
{
	(void)future;
	(void)context;
	loop->stopping = true;
}

/* IL_LOOP_STOPPED: somebody else has stopped the loop before. */
static il_status run_until_done(struct loop *loop, struct future *future)
{
	future_add_callback(loop, future, (struct callback){stop, NULL});
	run_until_stopped(loop);
	future_remove_callback(loop, future, (struct callback){stop, NULL});
	return future->state != FUTURE_PENDING ? IL_OK : IL_LOOP_STOPPED;
}

/* ---- the end ---- */

/* What main left behind is cancelled, and gets the turns that it needs to end. */
static void end_the_rest(struct loop *loop)
{
	size_t count = il_task_all(NULL, 0);
	if (count == 0)
		return;
	il_task *tasks = loop_memory(count * sizeof *tasks);
	il_task_all(tasks, count);
	for (size_t i = 0; i < count; i++)
		il_task_cancel_at(loop->site, tasks[i], (struct il_cancel_options){0});
	run_until_done(loop, gather_make(0, tasks, count, true));
	for (size_t i = 0; i < count; i++) {
		struct future *task = loop_find(tasks[i].id);
		if (task->state == FUTURE_FINISHED && task->value.kind == IL_ERROR)
			loop_complain(loop, task->id, "unhandled exception during asyncio.run() shutdown", task->value);
	}
	free(tasks);
}

/* CPython says it when the task is collected; here nobody can ask any more from now on. */
static void complain_of_the_unseen(struct loop *loop)
{
	for (size_t i = 0; i < loop->task_count; i++) {
		const struct future *task = &loop->tasks[i]->future;
		if (task->state == FUTURE_PENDING)
			loop_complain(loop, task->id, "Task was destroyed but it is pending!", il_none());
		else if (task->value.kind == IL_ERROR && !task->seen)
			loop_complain(loop, task->id, "Task exception was never retrieved", task->value);
	}
}

static void loop_fini(struct loop *loop)
{
	calls_fini(loop);
	for (size_t i = 0; i < loop->completions_count; i++)
		completions_free(loop->completions[i]);
	for (size_t i = 0; i < loop->task_count; i++)
		task_free(loop->tasks[i]);
	for (size_t i = 0; i < loop->future_count; i++) {
		future_fini(loop->futures[i]);
		free(loop->futures[i]);
	}
	free(loop->completions);
	free(loop->tasks);
	free(loop->futures);
	free(loop->table.tasks);
	free(loop->table.objects);
	free(loop->ready.ring);
	free(loop->timers.heap);
	stack_pool_fini(&loop->stacks);
	free(loop);
}

/* ---- its life ---- */

static il_status start(struct il_site *site, struct loop *loop, struct making *making)
{
	struct starting starting = {loop, making};
	struct log_event call = call_of(OP_LOOP_RUN, site, making != NULL ? LOG_NONE : loop->id);
	if (making != NULL)
		call.text = call_string("loop");
	il_status status = call_perform(NULL, &call, &starting);
	if (status != IL_OK)
		return status;
	loop->thread = current.actor;
	loop->site = site;
	current.loop = loop;
	stack_guard_begin();
	return IL_OK;
}

static void leave(void)
{
	stack_guard_end();
	current.loop = NULL;
}

static void close_loop(struct il_site *site, struct loop *loop)
{
	complain_of_the_unseen(loop);
	coroutines_complain(loop);
	struct log_event call = call_of(OP_LOOP_CLOSE, site, loop->id);
	call_perform(NULL, &call, loop);
}

il_status il_loop_run_at(struct il_site *site, il_value *result, il_target main_coroutine,
                         struct il_task_options options)
{
	if (current.loop != NULL)
		return IL_LOOP_RUNNING;
	struct making making = {.type = TYPE_LOOP, .process = current.actor->process};
	struct loop *loop = loop_memory(sizeof *loop);
	il_status status = start(site, loop, &making);
	if (status != IL_OK) {
		free(loop);
		return status;
	}
	struct task *main_task = task_make(site, main_coroutine, &options);
	status = main_task != NULL ? run_until_done(loop, &main_task->future) : IL_NO_ROOM;
	if (status == IL_OK)
		status = future_result(result, &main_task->future);
	end_the_rest(loop);
	close_loop(site, loop);
	leave();
	loop_fini(loop);
	return status;
}
