/* What the warden does to a run: see control.h. Each function is one stay under the kernel lock. */
#include "engine/control.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/death.h"
#include "engine/dispatch.h"
#include "engine/op.h"

static const double LONGEST_WAIT = 1e18; /* ns; then it looks again */

void control_ring(struct engine *engine)
{
	ssize_t written = write(engine->warden_fd, &(uint64_t){1}, sizeof(uint64_t));
	(void)written;
}

bool control_post_step(struct engine *engine, uint32_t actor)
{
	struct kernel *kernel = engine->kernel;
	uint64_t posted = atomic_load(&kernel->steps_posted);
	if (posted - atomic_load(&kernel->steps_taken) == ENGINE_STEPS)
		return false;
	kernel->wanted_steps[posted % ENGINE_STEPS] = actor;
	/* Partner: take_steps(), which reads the step behind this counter. */
	atomic_store(&kernel->steps_posted, posted + 1);
	control_ring(engine);
	return true;
}

static struct log_event command(enum log_op op)
{
	return (struct log_event){
	    .op = (uint16_t)op, .phase = LOG_DONE, .actor = LOG_USER, .object = LOG_NONE, .via = LOG_NONE};
}

static void log_command(struct turn *turn, enum log_op op, int64_t value)
{
	struct log_event event = command(op);
	event.flags = VALUE_INT;
	event.value = value;
	turn_put(turn, &event);
}

static void play(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	SET(turn, kernel->hold, false);
	atomic_store(&kernel->playing, 1);
	if (kernel->live && !kernel->gate_open) {
		log_command(turn, OP_CONTROL_RESUME, 0);
		dispatch_open(turn);
	} else {
		dispatch(turn);
	}
}

static void hold(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	SET(turn, kernel->hold, true);
	atomic_store(&kernel->playing, 0);
	if (kernel->gate_open) {
		log_command(turn, OP_CONTROL_PAUSE, 0);
		dispatch_close(turn);
	}
}

/* ---- who chooses ---- */

enum { NAME_MAX_LENGTH = 16 };

const char *control_order_name(uint32_t order)
{
	static const char *const names[] = {
	    [STRATEGY_IS_MANUAL] = "manual", [STRATEGY_IS_ROUND_ROBIN] = "round-robin", [STRATEGY_IS_RANDOM] = "random",
	    [STRATEGY_IS_PCT] = "pct",       [STRATEGY_IS_REPLAY] = "replay",
	};
	return order & ORDER_LIVE ? "live" : names[order & ORDER_STRATEGY];
}

void control_set_order(struct kernel *kernel, uint32_t order)
{
	kernel->strategy = order & ORDER_STRATEGY;
	kernel->time_free = (order & ORDER_TIME_FREE) != 0;
	kernel->time_real |= (order & ORDER_LIVE) != 0;
	atomic_store(&kernel->live, (order & ORDER_LIVE) != 0);
	atomic_store(&kernel->order, order);
}

static void log_order(struct turn *turn, uint32_t order)
{
	struct log_event event = command(OP_CONTROL_STRATEGY);
	const char *name = control_order_name(order);
	event.x = (order & ORDER_TIME_FREE) != 0;
	event.text = turn_string(turn, name, strlen(name));
	turn_put(turn, &event);
}

/* In the middle of the run: held meanwhile, and what was proposed is chosen anew. A given schedule is left for good. */
static void change_order(struct turn *turn, uint32_t order)
{
	struct kernel *kernel = turn->kernel;
	bool plays = atomic_load(&kernel->playing) != 0;
	if (plays)
		hold(turn);
	if ((order & ORDER_STRATEGY) == STRATEGY_IS_PCT && kernel->strategy != STRATEGY_IS_PCT)
		dispatch_plan_changes(kernel, turn->engine->seed, kernel->depth, atomic_load(&kernel->steps));
	control_set_order(kernel, order);
	kernel->schedule_at = turn->engine->schedule_count;
	atomic_store(&kernel->proposal, LOG_NONE);
	log_order(turn, order);
	if (plays)
		play(turn);
	else
		dispatch(turn);
}

static void take_steps(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	uint64_t taken = atomic_load(&kernel->steps_taken);
	while (taken < atomic_load(&kernel->steps_posted) && (kernel->running == 0 || kernel->gate_open)) {
		uint32_t actor = kernel->wanted_steps[taken % ENGINE_STEPS];
		if (kernel->gate_open || !dispatch_choose(turn, actor))
			atomic_fetch_add(&kernel->refusals, 1);
		atomic_store(&kernel->steps_taken, ++taken);
	}
}

void control_carry_out(struct engine *engine)
{
	struct kernel *kernel = engine->kernel;
	struct turn turn;
	turn_begin_with_room(&turn, engine, NULL, log_string_slots(NAME_MAX_LENGTH));
	if (kernel->actor_count == 0) { /* main is not born yet: its birth is the first event, and rings again */
		turn_end(&turn);
		return;
	}
	int64_t speed = atomic_load(&kernel->want_speed), pace = atomic_load(&kernel->want_pace);
	if (speed != kernel->speed) {
		log_command(&turn, OP_CONTROL_SPEED, speed);
		clock_set_speed(&turn, speed);
	}
	if (pace != kernel->pace) {
		SET(&turn, kernel->pace, pace);
		dispatch(&turn); /* without pace there is no beat to wait for */
	}
	uint32_t order = atomic_load(&kernel->want_order);
	if (order != atomic_load(&kernel->order))
		change_order(&turn, order);
	bool playing = atomic_load(&kernel->want_playing) != 0;
	if (playing != (atomic_load(&kernel->playing) != 0)) {
		if (playing)
			play(&turn);
		else
			hold(&turn);
	}
	take_steps(&turn);
	turn.poke_warden = false;
	turn_end(&turn);
}

void control_beat(struct engine *engine)
{
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	if (!turn.kernel->gate_open && !turn.kernel->hold && turn.kernel->running == 0)
		dispatch_choose(&turn, LOG_NONE);
	turn_end(&turn);
}

enum halt control_halted(struct engine *engine)
{
	if (atomic_load(&engine->kernel->halted) == HALT_NONE)
		return HALT_NONE;
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	enum halt halted = atomic_load(&engine->kernel->halted);
	turn_end(&turn);
	return halted;
}

int64_t control_due(struct engine *engine)
{
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	int64_t left = -1;
	if (turn.kernel->gate_open) {
		int64_t deadline = dispatch_due(&turn);
		double real = (double)(deadline - turn.now) * 1000 / (double)turn.kernel->speed;
		if (deadline >= 0)
			left = real < LONGEST_WAIT ? (int64_t)real + 1 : (int64_t)LONGEST_WAIT;
	}
	turn_end(&turn);
	return left;
}

/* The code of one that was told to end is the signal's that told it, though what killed it may have been the one sent behind. */
static void end_process(struct turn *turn, struct actor *process, int status)
{
	bool killed = WIFSIGNALED(status);
	bool as_asked = killed && process->asked != 0 && WTERMSIG(status) == SIGKILL;
	int code = killed ? -WTERMSIG(status) : WEXITSTATUS(status);
	death_happens(turn, process, killed ? OP_PROCESS_CRASH : OP_PROCESS_EXIT, as_asked ? -process->asked : code);
	if (turn->diverged) {
		turn_undo(turn);
		dispatch_halt(turn, HALT_DIVERGED);
	}
}

enum gone control_process_gone(struct engine *engine, uint32_t process, int status)
{
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	enum gone gone = GONE_LEFT;
	struct actor *actor = kernel_actor(turn.kernel, process);
	if (actor != NULL && death_can_reach(actor, process)) {
		const struct log_event *next = engine->recording != NULL ? turn_recorded(&turn) : NULL;
		bool early = next != NULL && (next->actor != process || (next->flags & LOG_STEP));
		gone = early ? GONE_EARLY : GONE_DIED;
		if (early)
			death_set_aside(&turn, process);
		else
			end_process(&turn, actor, status);
		atomic_store(&turn.kernel->death_due, LOG_NONE);
		dispatch(&turn);
	}
	turn_end(&turn);
	kernel_wake_all(engine); /* it may have died, or left, with a turn behind it and the wakes of that turn before it */
	return gone;
}

int control_signal_due(struct engine *engine, uint32_t process)
{
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	const struct actor *actor = &turn.kernel->actors[process];
	bool now = actor->state == ACTOR_IS_ENDED || (turn.kernel->gate_open && engine->recording == NULL);
	int signal = now ? actor->asked : 0;
	turn_end(&turn);
	return signal;
}

/* A task runs on its loop's thread, a process on the thread that has the process's number. */
static int64_t thread_of(const struct kernel *kernel, const struct actor *actor)
{
	return actor->carrier != LOG_NONE ? kernel->actors[actor->carrier].pid : actor->pid;
}

size_t control_running(struct running *out, size_t room, struct engine *engine, bool and_waiting)
{
	struct turn turn;
	size_t count = 0;
	turn_begin(&turn, engine, NULL);
	const struct kernel *kernel = turn.kernel;
	for (uint32_t id = 0; id < kernel->actor_count && count < room; id++) {
		const struct actor *actor = &kernel->actors[id];
		if (actor->state == ACTOR_IS_RUNNING || (and_waiting && actor->pid > 0 && actor->state != ACTOR_IS_ENDED))
			out[count++] = (struct running){id, actor->ops, (pid_t)thread_of(kernel, actor),
							atomic_load(&actor->inside)};
	}
	turn_end(&turn);
	return count;
}

void control_outside(struct engine *engine, const struct running *running)
{
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	struct actor *actor = kernel_actor(turn.kernel, running->actor);
	if (actor != NULL && actor->state == ACTOR_IS_RUNNING && actor->ops == running->ops &&
	    !atomic_load(&actor->inside))
		engine_leave_outside(&turn, actor);
	turn_end(&turn);
}

void control_raw_output(struct engine *engine, const char *bytes, size_t length)
{
	struct turn turn;
	turn_begin_with_room(&turn, engine, NULL, log_string_slots((uint32_t)length));
	struct log_event event = {.op = OP_OUTPUT_RAW,
	                          .phase = LOG_DONE,
	                          .object = LOG_NONE,
	                          .via = LOG_NONE,
	                          .flags = LOG_VOLATILE,
	                          .text = turn_string(&turn, bytes, length)};
	turn_put(&turn, &event);
	turn_end(&turn);
}
