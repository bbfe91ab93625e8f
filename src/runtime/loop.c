/* asyncio's event loop: its turns, and what all of its files use.
 *
 * One turn: the handles of descriptors that are ready are appended to the ready handles, then those of timers that are due; then
 * exactly the handles that were ready at that point run. What they make ready runs in the next turn. Whatever happens in a loop is a handle: the step of a task, a
 * timer's call, a gather's count, a callback; the same stages as in CPython, so that the order is the same.
 *
 * A loop is its thread's own memory (async.h); the engine knows the turn, and who of its tasks is on the stage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/line.h"
#include "runtime/async.h"
#include "runtime/defs.h"
#include "runtime/poll.h"
#include "runtime/socket.h"

enum { SLOW_NS = 100 * 1000 * 1000 }; /* asyncio's slow_callback_duration */

/* ---- ops ---- */

/* call.x handles are ready, other threads have posted some, or a descriptor is ready; otherwise the next timer is waited for. */
static bool turn_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct object *loop = kernel_see(kernel, actor->call.object);
	return actor->call.x > 0 || loop->count > 0 || engine_late(actor, now) || socket_any_ready(kernel, loop);
}

/* Whatever becomes ready with this turn is of it. */
static void turn_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct loop *loop = context;
	event->x = (int32_t)(ready_count(loop) + calls_take(turn, loop) + timers_due(loop, turn->now)) +
	           poll_take(turn, loop);
}

static void turn_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	event->x = 0;
}

const struct op_def loop_turn_def = {.can = turn_can, .apply = turn_apply, .join = turn_join};

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
	return loop != NULL && loop->thread->process == current.actor->process ? loop : NULL;
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

static void note(struct loop *loop, enum log_op op, uint32_t object, int32_t x, struct actor *released)
{
	const struct task *task = loop->running;
	struct log_event event = call_of(op, task != NULL ? NULL : loop->site, object);
	if (task != NULL)
		event.site = task->actor->call.site; /* behind its last op */
	event.x = x;
	engine_note(current.runtime->engine, current.actor, &event, released);
}

void loop_say_fired(struct loop *loop, const struct task *task)
{
	note(loop, OP_LOOP_TIMER, task->actor->id, 0, NULL);
}

void loop_make_ready(struct loop *loop, struct task *task)
{
	ready_push(loop, (struct handle){task_wake, NULL, task});
	note(loop, OP_LOOP_READY, task->actor->id, ++loop->ready_tasks, task->actor);
}

/* A replay has no clock: the recording says what came of it. */
void loop_read_clock(struct loop *loop)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	const struct log_event *as = NULL;
	if (turn.engine->recording != NULL)
		as = turn_recorded_of(&turn, current.actor);
	else
		current.now = turn.now;
	if (as != NULL && as->op == OP_LOOP_SLOW)
		current.now = loop->since + as->value;
	turn_end(&turn);
}

void loop_see_if_slow(struct loop *loop, uint32_t who)
{
	int64_t held = current.now - loop->since;
	if (held < SLOW_NS)
		return;
	struct log_event event = call_of(OP_LOOP_SLOW, loop->site, who);
	event.flags = VALUE_INT;
	event.value = held;
	engine_emit(current.runtime->engine, current.actor, &event);
}

void loop_complain(struct loop *loop, uint32_t object, const char *text, il_value error)
{
	struct log_event event = call_of(OP_LOOP_EXCEPTION, loop->site, object);
	call_set_value(&event, error);
	event.value = call_string(text); /* `text` is the exception's */
	engine_emit(current.runtime->engine, current.actor, &event);
}

/* ---- turns ---- */

static void one_turn(struct loop *loop)
{
	struct log_event call = call_of(OP_LOOP_TURN, loop->site, loop->id), done;
	call.x = (int32_t)ready_count(loop);
	if (call.x == 0 && (loop->timers.count > 0 || loop->stopping)) {
		call.flags = LOG_TIMED | ENGINE_MOMENT;
		call.deadline = loop->stopping ? 0 : loop->timers.heap[0].when;
	}
	call_perform(&done, &call, loop);
	calls_make_ready(loop);
	poll_make_ready(loop);
	timers_make_ready(loop, done.t);
	for (int32_t i = 0; i < done.x; i++) {
		struct handle handle = ready_pop(loop);
		if (handle.run != NULL)
			handle.run(loop, handle.object, handle.context);
	}
}

void loop_turn_until_stopped(struct loop *loop)
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

il_status loop_turn_until_done(struct loop *loop, struct future *future)
{
	future_add_callback(loop, future, (struct callback){stop, NULL});
	loop_turn_until_stopped(loop);
	future_remove_callback(loop, future, (struct callback){stop, NULL});
	return future->state != FUTURE_PENDING ? IL_OK : IL_LOOP_STOPPED;
}
