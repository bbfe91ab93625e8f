/* The life of an op: announced, chosen, tried, and done or blocked; see op.h.
 *
 * Invariant: kernel->running counts the actors in ACTOR_IS_RUNNING, and whoever makes it smaller calls dispatch(): so nobody
 * is forgotten when the last one parks. */
#include "engine/op.h"

#include <assert.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/dispatch.h"
#include "engine/line.h"

enum { NOTES = 16 };

/* Events that are no steps, noted by the calling thread since its last op. */
static _Thread_local struct {
	struct actor *actor; /* whose they are */
	uint32_t count;
	struct log_event events[NOTES];
	struct actor *released[NOTES];
} notes;

uint64_t engine_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

__attribute__((cold)) static void say_arrived(struct actor *actor)
{
	atomic_store(&actor->arrived, 1);
	futex_wake(&actor->arrived);
}

static inline void arrive(struct actor *actor)
{
	if (atomic_load_explicit(&actor->arrived, memory_order_relaxed) == 0)
		say_arrived(actor);
}

static bool suspends(const struct actor *actor)
{
	return (actor->call.flags & LOG_AWAITED) != 0;
}

static void stop_running(struct turn *turn, struct actor *actor, enum actor_state state)
{
	SET(turn, actor->state, (uint32_t)state);
	SET(turn, turn->kernel->running, turn->kernel->running - 1);
	if (actor->chosen)
		SET(turn, actor->chosen, false);
	if (state == ACTOR_IS_ANNOUNCED || state == ACTOR_IS_BLOCKED)
		dispatch_consider(turn, actor, state == ACTOR_IS_ANNOUNCED || !suspends(actor));
}

/* A replay met another op than the recorded one, or the log had no room: this turn is taken back, and the run stands
 * still for ever. */
__attribute__((cold)) _Noreturn static void stop(struct turn *turn)
{
	enum halt why = turn->diverged ? HALT_DIVERGED : HALT_FULL;
	turn_undo(turn);
	dispatch_halt(turn, why);
	turn_end(turn);
	for (;;)
		pause();
}

static inline void stop_if_diverged(struct turn *turn)
{
	if (turn->diverged || turn->full)
		stop(turn);
}

static void log_outside(struct turn *turn, const struct actor *actor, enum log_phase phase)
{
	struct log_event event = {.op = OP_OUTSIDE,
	                          .phase = (uint8_t)phase,
	                          .actor = actor->id,
	                          .object = LOG_NONE,
	                          .site = actor->call.site,
	                          .via = LOG_NONE,
	                          .flags = LOG_VOLATILE};
	turn_put(turn, &event);
}

void engine_leave_outside(struct turn *turn, struct actor *actor)
{
	log_outside(turn, actor, LOG_BLOCK);
	stop_running(turn, actor, ACTOR_IS_OUTSIDE);
	SET(turn, turn->kernel->outside, turn->kernel->outside + 1);
	arrive(actor);
	dispatch(turn);
}

static void come_back(struct turn *turn, struct actor *actor)
{
	SET(turn, turn->kernel->outside, turn->kernel->outside - 1);
	SET(turn, turn->kernel->running, turn->kernel->running + 1);
	SET(turn, actor->state, ACTOR_IS_RUNNING);
	log_outside(turn, actor, LOG_DONE);
	turn->poke_warden = true; /* it looks at those who run, and nobody did */
}

/* The calling thread's actor is at the beginning of an op, and was not running. One that its process's exit has ended (a
 * daemon), or whose process was told to end: its thread ran on for a moment, and does nothing any more. One that nobody has
 * waited for any more runs again. */
static void stand_still_or_come_back(struct turn *turn, struct actor *actor)
{
	if (actor->state == ACTOR_IS_OUTSIDE) {
		come_back(turn, actor);
	} else if (actor->state == ACTOR_IS_ENDED || actor->state == ACTOR_IS_GONE) {
		turn_end(turn);
		for (;;)
			pause();
	}
}

/* Live, others take steps between a step and what its actor logs behind it: a replay has to do so again. */
static void await_turn_in_recording(struct turn *turn, struct actor *actor)
{
	for (;;) {
		const struct log_event *next = turn->engine->recording != NULL ? turn_recorded(turn) : NULL;
		if (turn->engine->recording == NULL || (next != NULL && next->actor == actor->id))
			return;
		stop_running(turn, actor, ACTOR_IS_TELLING);
		dispatch(turn);
		stop_if_diverged(turn);
		turn_park(turn, actor);
	}
}

static void log_notes(struct turn *turn)
{
	stand_still_or_come_back(turn, notes.actor);
	await_turn_in_recording(turn, notes.actor);
	for (uint32_t i = 0; i < notes.count; i++) {
		turn_put(turn, &notes.events[i]);
		if (notes.released[i] != NULL)
			timer_remove(turn, notes.released[i]);
	}
	stop_if_diverged(turn);
	notes.count = 0;
}

static inline void begin_with_notes(struct turn *turn, struct engine *engine, struct actor *actor, uint64_t slots)
{
	turn_begin_with_room(turn, engine, actor, slots);
	if (notes.count != 0)
		log_notes(turn);
}

/* A task's first op: from here on the thread that carries its loop runs as the task. */
static void take_over_carrier(struct turn *turn, struct actor *task)
{
	struct actor *carrier = &turn->kernel->actors[task->carrier];
	stand_still_or_come_back(turn, carrier);
	SET(turn, carrier->state, ACTOR_IS_CARRYING);
	SET(turn, task->state, ACTOR_IS_RUNNING);
}

static inline void begin_unless_over(struct turn *turn, struct engine *engine, struct actor *actor, uint64_t slots)
{
	begin_with_notes(turn, engine, actor, slots);
	if (actor->state == ACTOR_IS_NEW && actor->kind == TYPE_TASK)
		take_over_carrier(turn, actor);
	else if (actor->state != ACTOR_IS_RUNNING)
		stand_still_or_come_back(turn, actor);
	actor->ops++; /* a hint, that need not be taken back */
}

static void log_announce(struct turn *turn, struct actor *actor)
{
	struct log_event event = actor->call;
	event.phase = LOG_ANNOUNCE;
	event.actor = actor->id;
	event.result = IL_OK;
	if (event.flags & ENGINE_MOMENT)
		event.deadline = event.deadline > turn->now ? event.deadline - turn->now : 0;
	turn_put(turn, &event);
}

static void announce_and_wait(struct turn *turn, struct actor *actor)
{
	log_announce(turn, actor);
	stop_running(turn, actor, ACTOR_IS_ANNOUNCED);
	arrive(actor);
	dispatch(turn);
	stop_if_diverged(turn);
	turn_park(turn, actor);
	while (!turn->kernel->gate_open && !actor->chosen) { /* let go by an open gate, and overtaken by a pause */
		stop_running(turn, actor, ACTOR_IS_ANNOUNCED);
		dispatch(turn);
		stop_if_diverged(turn);
		turn_park(turn, actor);
	}
}

static void give_up(struct turn *turn, struct log_event *event, const struct op_def *def, il_status status)
{
	event->result = (int16_t)status;
	if (def->given_up != NULL)
		def->given_up(turn, event);
}

__attribute__((noinline)) static void leave_wait(struct turn *turn, struct actor *actor)
{
	timer_remove(turn, actor);
	line_leave(turn, actor);
}

/* It waits no longer, and has done what it waited for; it stood in `line`. */
__attribute__((noinline)) static void end_wait(struct turn *turn, struct actor *actor, uint32_t line)
{
	if (actor->marked)
		SET(turn, actor->marked, false);
	if (actor->on_stage)
		SET(turn, actor->on_stage, false);
	if (line != LOG_NONE)
		line_let_go(turn, line, 1);
}

/* The op takes effect, or, with another status than IL_OK, is given up. Inline, whatever the compiler thinks of its size: every
 * op comes by here. */
__attribute__((always_inline)) static inline void take_effect(struct log_event *done, struct turn *turn, struct actor *actor,
                                                              il_status status, void *context)
{
	const struct op_def *def = turn->engine->ops[actor->call.op];
	uint32_t line = actor->in_line;
	*done = actor->call;
	done->phase = LOG_DONE;
	done->actor = actor->id;
	done->flags = (uint16_t)(done->flags & ~LOG_TIMED);
	done->deadline = 0;
	if (actor->timer >= 0 || line != LOG_NONE)
		leave_wait(turn, actor);
	if (status == IL_OK)
		def->apply(turn, done, context);
	else
		give_up(turn, done, def, status);
	turn_put(turn, done);
	if (def->after != NULL)
		def->after(turn, done);
	if (actor->marked || actor->on_stage || line != LOG_NONE)
		end_wait(turn, actor, line);
	if (actor->state == ACTOR_IS_ENDED)
		dispatch(turn);
	stop_if_diverged(turn);
}

/* Live, who has just joined a line and whose time is over already (a condition's wait of no time) need not be told so. */
static bool knows_its_time_is_over(const struct turn *turn, const struct actor *actor)
{
	return turn->kernel->gate_open && !suspends(actor) && engine_late(actor, turn->now) &&
	       turn->engine->ops[actor->call.op]->overtaken != NULL;
}

/* The op cannot take effect: its actor joins a line. A task that suspends hands its thread back to the loop. One whose time is
 * over goes on at once, unless its joining has let others go: then it waits behind them. */
static void block(struct turn *turn, struct actor *actor)
{
	struct log_event event = actor->call;
	event.phase = LOG_BLOCK;
	event.actor = actor->id;
	const struct op_def *def = turn->engine->ops[event.op];
	if (def->join != NULL)
		def->join(turn, &event);
	else
		line_join(turn, event.object, actor);
	turn_put(turn, &event);
	bool over = knows_its_time_is_over(turn, actor);
	if (over && turn->wake_count == 0) {
		stop_if_diverged(turn);
		return;
	}
	if (over)
		def->overtaken(turn);
	else if ((event.flags & LOG_TIMED) && (turn->kernel->gate_open || event.deadline > turn->now))
		timer_add(turn, actor);
	stop_running(turn, actor, ACTOR_IS_BLOCKED);
	if (suspends(actor)) {
		SET(turn, turn->kernel->actors[actor->carrier].state, ACTOR_IS_RUNNING);
		SET(turn, turn->kernel->running, turn->kernel->running + 1);
	} else {
		dispatch(turn);
	}
	stop_if_diverged(turn);
}

/* Waits until a blocked op may take effect. Live, a waiter that was let go can be overtaken, and parks again. */
static void wait_until_it_can(struct turn *turn, struct actor *actor)
{
	for (;;) {
		turn_park(turn, actor);
		bool may = turn->kernel->gate_open || actor->chosen;
		if (may && engine_could_apply(turn->engine, actor, turn->now))
			return;
		const struct op_def *def = turn->engine->ops[actor->call.op];
		uint32_t line = actor->in_line;
		if (may && def->overtaken != NULL)
			def->overtaken(turn);
		stop_running(turn, actor, ACTOR_IS_BLOCKED);
		if (line != LOG_NONE)
			line_let_go(turn, line, 1);
		dispatch(turn);
		stop_if_diverged(turn);
	}
}

/* From being chosen to the end of the turn. */
static enum engine_outcome go(struct log_event *done, struct turn *turn, struct actor *actor, void *context)
{
	turn->stepped = true;
	arrive(actor);
	if ((actor->call.flags & (LOG_TIMED | ENGINE_MOMENT)) == LOG_TIMED) /* from here on a moment */
		actor->call.deadline = clock_after(turn->now, actor->call.deadline);
	if (!engine_could_apply(turn->engine, actor, turn->now)) {
		block(turn, actor);
		if (suspends(actor)) {
			done->t = turn->now;
			turn_end(turn);
			return ENGINE_SUSPENDED;
		}
		wait_until_it_can(turn, actor);
		turn->stepped = true;
	}
	take_effect(done, turn, actor, IL_OK, context);
	turn_end(turn);
	return ENGINE_DONE;
}

/* A counter of the kernel, read under its lock. */
static uint32_t count_of(struct engine *engine, struct actor *actor, const uint32_t *counter)
{
	struct turn turn;
	turn_begin(&turn, engine, actor);
	uint32_t count = *counter;
	turn_end(&turn);
	return count;
}

enum engine_outcome engine_perform(struct log_event *done, struct engine *engine, struct actor *actor,
                                   const struct log_event *call, void *context)
{
	struct turn turn;
	/* An exit logs the end of each daemon. */
	bool ends = engine->ops[call->op]->after != NULL;
	begin_unless_over(&turn, engine, actor, ends ? count_of(engine, actor, &engine->kernel->actor_count) : 0);
	actor->call = *call;
	if (!turn.kernel->gate_open)
		announce_and_wait(&turn, actor);
	return go(done, &turn, actor, context);
}

void engine_enter(struct engine *engine, struct actor *actor, const struct log_event *call)
{
	struct turn turn;
	begin_unless_over(&turn, engine, actor, 0);
	actor->call = *call;
	if (!turn.kernel->gate_open)
		announce_and_wait(&turn, actor);
	atomic_store(&actor->inside, true);
	turn_end(&turn);
}

void engine_finish(struct log_event *done, struct engine *engine, struct actor *actor, void *context)
{
	struct turn turn;
	atomic_store(&actor->inside, false);
	/* A fork logs a clone of each private object. */
	bool forks = actor->call.op == OP_PROCESS_START;
	begin_unless_over(&turn, engine, actor, forks ? count_of(engine, actor, &engine->kernel->object_count) : 0);
	turn.stepped = true;
	arrive(actor);
	take_effect(done, &turn, actor, IL_OK, context);
	turn_end(&turn);
}

/* The carrier hands itself to the task, which waits to be chosen. */
static void enter_stage(struct turn *turn, struct engine *engine, struct actor *actor)
{
	begin_unless_over(turn, engine, actor, 0);
	stop_running(turn, &turn->kernel->actors[actor->carrier], ACTOR_IS_CARRYING);
	SET(turn, actor->on_stage, true);
	if (turn->kernel->gate_open) {
		turn_wake(turn, actor);
	} else {
		dispatch_consider(turn, actor, true);
		dispatch(turn);
		stop_if_diverged(turn);
		turn_park(turn, actor);
	}
	turn->stepped = true;
}

void engine_resume(struct log_event *done, struct engine *engine, struct actor *actor, il_status status, void *context)
{
	struct turn turn;
	enter_stage(&turn, engine, actor);
	take_effect(done, &turn, actor, status, context);
	turn_end(&turn);
}

void engine_wait_again(struct engine *engine, struct actor *actor)
{
	struct turn turn;
	enter_stage(&turn, engine, actor);
	line_leave(&turn, actor);
	timer_remove(&turn, actor);
	SET(&turn, actor->on_stage, false);
	block(&turn, actor);
	turn_end(&turn);
}

void engine_emit(struct engine *engine, struct actor *actor, struct log_event *event)
{
	struct turn turn;
	begin_with_notes(&turn, engine, actor, 0);
	if (actor->kind != TYPE_MAIN || actor->state != ACTOR_IS_ENDED) { /* main says its promises when it has ended */
		stand_still_or_come_back(&turn, actor);
		await_turn_in_recording(&turn, actor);
	}
	event->phase = LOG_DONE;
	event->actor = actor->id;
	turn_put(&turn, event);
	stop_if_diverged(&turn);
	turn_end(&turn);
}

void engine_note(struct engine *engine, struct actor *actor, const struct log_event *event, struct actor *released)
{
	if (notes.count == NOTES) {
		struct turn turn;
		begin_with_notes(&turn, engine, notes.actor, 0);
		turn_end(&turn);
	}
	uint32_t i = notes.count++;
	notes.actor = actor;
	notes.events[i] = *event;
	notes.events[i].phase = LOG_DONE;
	notes.events[i].actor = actor->id;
	notes.released[i] = released;
}

void engine_await_arrival(struct engine *engine, const struct actor *actor)
{
	_Atomic uint32_t *arrived = &engine->kernel->actors[actor->id].arrived;
	while (atomic_load(arrived) == 0)
		futex_wait(arrived, 0);
}

void engine_begin(struct engine *engine, struct actor *actor)
{
	struct turn turn;
	notes.count = 0; /* of a fork's parent, which logs them itself */
	turn_begin(&turn, engine, actor);
	turn_park(&turn, actor);
	turn_end(&turn);
}

struct actor *engine_new_actor(struct turn *turn, uint32_t kind, uint32_t process, uint32_t name)
{
	struct kernel *kernel = turn->kernel;
	uint32_t id = kernel->actor_count;
	if (id == ENGINE_ACTORS)
		return NULL;
	struct actor *actor = &kernel->actors[id];
	/* Read first: that brings in the pages around it, too, where the warden has them ready (kernel_store_ahead). */
	(void)*(const volatile int32_t *)&actor->timer;
	*actor = (struct actor){.id = id,
	                        .kind = kind,
	                        .state = ACTOR_IS_NEW,
	                        .process = process,
	                        .carrier = LOG_NONE,
	                        .pool = LOG_NONE,
	                        .name = name,
	                        .random = turn->engine->seed ^ ((uint64_t)(id + 1) * 0xd1342543de82ef95u),
	                        .priority = dispatch_priority(turn->engine->seed, id),
	                        .set = LOG_NONE,
	                        .set_last = LOG_NONE,
	                        .in_line = LOG_NONE,
	                        .timer = -1,
	                        .line = {LOG_NONE, LOG_NONE}};
	SET(turn, kernel->actor_count, id + 1);
	return actor;
}

struct object *engine_new_object(uint32_t *id, struct turn *turn, uint32_t type, uint32_t process, uint32_t name)
{
	struct kernel *kernel = turn->kernel;
	uint32_t index = kernel->object_count;
	if (index == ENGINE_OBJECTS)
		return NULL;
	struct object *object = &kernel->objects[index];
	*object = (struct object){.type = type,
	                          .process = process,
	                          .owner = LOG_NONE,
	                          .lock = LOG_NONE,
	                          .first = LOG_NONE,
	                          .last = LOG_NONE,
	                          .due_first = LOG_NONE,
	                          .due_last = LOG_NONE,
	                          .name = name,
	                          .cloned_from = LOG_NONE,
	                          .socket = {.peer = LOG_NONE, .loop = LOG_NONE, .next = LOG_NONE},
	                          .line = {LOG_NONE, LOG_NONE}};
	SET(turn, kernel->object_count, index + 1);
	*id = LOG_OBJECT_BASE + index;
	return object;
}

static bool is_socket(const struct object *object)
{
	return object->type == TYPE_SERVER || object->type == TYPE_CONNECTION;
}

/* Who waits for something of a process that has ended looks again; the system closes its sockets. */
static void tell_its_objects(struct turn *turn, uint32_t process)
{
	const struct kernel *kernel = turn->kernel;
	for (uint32_t i = 0; i < kernel->object_count; i++) {
		const struct object *object = &kernel->objects[i];
		if (object->process != process)
			continue;
		if (object->line.head != LOG_NONE)
			line_let_go(turn, LOG_OBJECT_BASE + i, UINT32_MAX);
		if (is_socket(object))
			turn->engine->ops[OP_SOCKET_LOST]->orphaned(turn, LOG_OBJECT_BASE + i);
	}
}

/* Its process, or its parent, waits for one less before it ends. */
static void be_waited_for_no_longer(struct turn *turn, const struct actor *actor)
{
	if (actor->kind != TYPE_PROCESS && (actor->kind != TYPE_THREAD || actor->daemon))
		return;
	uint32_t id = actor->kind == TYPE_PROCESS ? actor->parent : actor->process;
	struct actor *process = &turn->kernel->actors[id];
	SET(turn, process->others_left, process->others_left - 1);
	line_let_go(turn, id, UINT32_MAX);
}

void engine_leave_lines(struct turn *turn, struct actor *actor)
{
	const struct op_def *def = turn->engine->ops[actor->call.op];
	if (actor->in_line != LOG_NONE && def->left != NULL)
		def->left(turn, actor);
	timer_remove(turn, actor);
	line_leave(turn, actor);
}

void engine_end_actor(struct turn *turn, struct actor *actor, int32_t exitcode)
{
	assert(actor->state != ACTOR_IS_ENDED);
	bool started = actor->state != ACTOR_IS_NEW;
	uint32_t line = actor->state == ACTOR_IS_RUNNING ? actor->in_line : LOG_NONE;
	engine_leave_lines(turn, actor);
	if (actor->state == ACTOR_IS_OUTSIDE)
		SET(turn, turn->kernel->outside, turn->kernel->outside - 1);
	if (actor->state == ACTOR_IS_RUNNING)
		stop_running(turn, actor, ACTOR_IS_ENDED);
	else
		SET(turn, actor->state, ACTOR_IS_ENDED);
	dispatch_consider(turn, actor, false);
	SET(turn, actor->exitcode, exitcode);
	if (started && actor->kind != TYPE_TASK)
		SET(turn, turn->kernel->alive, turn->kernel->alive - 1);
	if (started && actor->kind == TYPE_PROCESS)
		SET(turn, turn->kernel->processes, turn->kernel->processes - 1);
	if (actor->carrier != LOG_NONE && turn->kernel->actors[actor->carrier].state == ACTOR_IS_CARRYING &&
	    actor == turn->actor) {
		SET(turn, turn->kernel->actors[actor->carrier].state, ACTOR_IS_RUNNING);
		SET(turn, turn->kernel->running, turn->kernel->running + 1);
	}
	if (started)
		be_waited_for_no_longer(turn, actor);
	line_let_go(turn, actor->id, UINT32_MAX);
	if (actor->pool != LOG_NONE)
		line_let_go(turn, actor->pool, UINT32_MAX);
	if (actor->process == actor->id)
		tell_its_objects(turn, actor->id);
	if (line != LOG_NONE) /* it was on its way, and others relied on that */
		line_let_go(turn, line, 1);
	arrive(actor); /* one that was killed before its first op is waited for no longer */
}

uint32_t engine_string(struct engine *engine, struct actor *actor, const char *bytes, size_t length)
{
	struct turn turn;
	turn_begin_with_room(&turn, engine, actor, log_string_slots((uint32_t)length));
	uint32_t ref = turn_string(&turn, bytes, length);
	turn_end(&turn);
	return ref;
}
