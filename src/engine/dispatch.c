/* Who goes next.
 *
 * Invariant of a closed gate: as soon as nobody runs, either somebody has been let go, or `proposal` names the strategy's next
 * choice and the run waits for a command (or the pace's next beat), or the run is halted. */
#include "engine/dispatch.h"

#include "engine/clock.h"
#include "engine/death.h"
#include "engine/line.h"
#include "engine/op.h"

bool dispatch_can_go(const struct engine *engine, const struct actor *actor, int64_t now)
{
	if (actor->state == ACTOR_IS_ANNOUNCED)
		return true;
	return actor->state == ACTOR_IS_BLOCKED && engine_could_apply(engine, actor, now);
}

/* It can go; or it is a process told to end, whose choice is to be gone. */
static bool is_choice(const struct turn *turn, const struct actor *actor)
{
	return dispatch_can_go(turn->engine, actor, turn->now) || death_is_asked(actor);
}

void dispatch_halt(struct turn *turn, enum halt why)
{
	if (why == HALT_DIVERGED)
		SET(turn, turn->kernel->diverged_at, atomic_load(&turn->kernel->steps) + 1);
	SET(turn, turn->kernel->halted, (uint32_t)why);
	turn->poke_warden = true;
}

/* ---- candidates ---- */

enum { BITS = 64 };

void dispatch_consider(struct turn *turn, const struct actor *actor, bool considered)
{
	uint64_t *word = &turn->kernel->candidates[actor->id / BITS];
	uint64_t bit = (uint64_t)1 << actor->id % BITS;
	if (((*word & bit) != 0) != considered)
		SET(turn, *word, *word ^ bit);
}

/* The first candidate from `id` on that can go; LOG_NONE. */
static uint32_t next_choice(const struct turn *turn, uint32_t id)
{
	const struct kernel *kernel = turn->kernel;
	uint64_t bits = id < kernel->actor_count ? kernel->candidates[id / BITS] >> id % BITS << id % BITS : 0;
	for (uint32_t word = id / BITS; word * BITS < kernel->actor_count; bits = kernel->candidates[word]) {
		for (; bits != 0; bits &= bits - 1) {
			uint32_t found = word * BITS + (uint32_t)__builtin_ctzll(bits);
			if (is_choice(turn, &kernel->actors[found]))
				return found;
		}
		if (++word == ENGINE_ACTORS / BITS)
			break;
	}
	return LOG_NONE;
}

/* ---- what a strategy would choose ---- */

/* The first that can go with an id above `after`, wrapping round; LOG_NONE. */
static uint32_t next_after(const struct turn *turn, uint32_t after)
{
	uint32_t found = after < turn->kernel->actor_count ? next_choice(turn, after + 1) : LOG_NONE;
	return found != LOG_NONE ? found : next_choice(turn, 0);
}

static uint32_t pick_round_robin(struct turn *turn, bool clock)
{
	uint32_t choice = next_after(turn, turn->kernel->last_choice);
	return choice == LOG_NONE && clock ? LOG_CLOCK : choice;
}

static uint32_t pick_random(struct turn *turn, bool clock)
{
	struct kernel *kernel = turn->kernel;
	uint32_t count = 0;
	for (uint32_t id = next_choice(turn, 0); id != LOG_NONE; id = next_choice(turn, id + 1))
		count++;
	bool clock_is_one = clock && (kernel->time_free || count == 0);
	if (count + clock_is_one == 0)
		return LOG_NONE;
	uint64_t state = kernel->random;
	uint32_t left = (uint32_t)(engine_random(&state) % (count + clock_is_one));
	SET(turn, kernel->random, state);
	for (uint32_t id = next_choice(turn, 0); id != LOG_NONE; id = next_choice(turn, id + 1))
		if (left-- == 0)
			return id;
	return LOG_CLOCK;
}

/* ---- pct: Burckhardt and others, "A randomized scheduler with probabilistic guarantees of finding bugs" (2010) ---- */

uint64_t dispatch_priority(uint64_t seed, uint32_t id)
{
	uint64_t state = seed * 0x2545f4914f6cdd1du + id;
	return engine_random(&state) | (uint64_t)1 << 63;
}

void dispatch_plan_changes(struct kernel *kernel, uint64_t seed, uint32_t depth, uint64_t from)
{
	uint64_t state = ~seed;
	kernel->depth = depth < ENGINE_DEPTH ? depth : ENGINE_DEPTH;
	kernel->clock_priority = dispatch_priority(seed, LOG_CLOCK);
	for (uint32_t i = 0; i + 1 < kernel->depth; i++) {
		/* The length of the run is not known: half a dozen lengths are tried alike. */
		uint64_t length = (uint64_t)ENGINE_PCT_STEPS << engine_random(&state) % 6;
		kernel->change_at[i] = from + 1 + engine_random(&state) % length;
	}
}

static uint32_t highest(const struct turn *turn, bool clock)
{
	const struct kernel *kernel = turn->kernel;
	uint32_t found = LOG_NONE;
	uint64_t priority = 0;
	for (uint32_t id = next_choice(turn, 0); id != LOG_NONE; id = next_choice(turn, id + 1)) {
		if (found == LOG_NONE || kernel->actors[id].priority > priority) {
			found = id;
			priority = kernel->actors[id].priority;
		}
	}
	bool clock_first = clock && (found == LOG_NONE || (kernel->time_free && kernel->clock_priority > priority));
	return clock_first ? LOG_CLOCK : found;
}

static uint32_t pick_pct(struct turn *turn, bool clock)
{
	struct kernel *kernel = turn->kernel;
	uint64_t step = atomic_load(&kernel->steps) + 1;
	for (uint32_t i = 0; i + 1 < kernel->depth; i++) {
		if (kernel->change_at[i] != step)
			continue;
		uint32_t first = highest(turn, clock);
		if (first == LOG_CLOCK)
			SET(turn, kernel->clock_priority, kernel->depth - i);
		else if (first != LOG_NONE)
			SET(turn, kernel->actors[first].priority, kernel->depth - i);
	}
	return highest(turn, clock);
}

static bool can_be_chosen(const struct turn *turn, uint32_t choice)
{
	if (choice == LOG_CLOCK)
		return turn->kernel->timer_count > 0;
	const struct actor *actor = kernel_actor(turn->kernel, choice);
	return actor != NULL && is_choice(turn, actor);
}

/* A process that did not leave by an op of its own. */
static bool is_death(const struct log_event *event)
{
	return (event->op == OP_PROCESS_CRASH || event->op == OP_PROCESS_EXIT) && !(event->flags & LOG_STEP);
}

static bool is_telling(const struct turn *turn, uint32_t id)
{
	const struct actor *actor = kernel_actor(turn->kernel, id);
	return actor != NULL && actor->state == ACTOR_IS_TELLING;
}

/* It will come to its next op by itself: until then, nobody else takes the step that is its own. */
static bool is_outside(const struct turn *turn, uint32_t id)
{
	const struct actor *actor = kernel_actor(turn->kernel, id);
	return actor != NULL && actor->state == ACTOR_IS_OUTSIDE;
}

/* The recording's next choice, or who has to log something before it; times are taken from it. */
static uint32_t pick_replay(struct turn *turn)
{
	const struct log_event *event = turn_recorded(turn);
	if (event == NULL) {
		dispatch_halt(turn, HALT_REPLAYED);
		return LOG_NONE;
	}
	if (event->actor != LOG_CLOCK && event->t > turn->now) {
		SET(turn, turn->kernel->time_real, true);
		clock_move(turn, event->t);
	}
	if (is_death(event)) { /* nobody's choice: the warden sees to it */
		atomic_store(&turn->kernel->death_code, event->x);
		atomic_store(&turn->kernel->death_due, event->actor);
		turn->poke_warden = true;
		return LOG_NONE;
	}
	if (is_telling(turn, event->actor))
		return event->actor;
	if (is_outside(turn, event->actor))
		return LOG_NONE;
	if (!(event->flags & LOG_STEP) || !can_be_chosen(turn, event->actor)) {
		dispatch_halt(turn, HALT_DIVERGED);
		return LOG_NONE;
	}
	return event->actor;
}

/* A process that was told to end and has not; LOG_NONE. */
static uint32_t first_dying(const struct kernel *kernel)
{
	for (uint32_t id = 0; kernel->dying > 0 && id < kernel->actor_count; id++)
		if (death_is_asked(&kernel->actors[id]))
			return id;
	return LOG_NONE;
}

/* A given choice. What it waits for and a live run's schedule does not name comes first: the end of one told to end, then time. */
static uint32_t pick_scheduled(struct turn *turn)
{
	uint32_t choice = turn->engine->schedule[turn->kernel->schedule_at];
	const struct actor *actor = kernel_actor(turn->kernel, choice);
	if (!can_be_chosen(turn, choice)) {
		if (first_dying(turn->kernel) != LOG_NONE)
			return first_dying(turn->kernel);
		if (actor != NULL && actor->state == ACTOR_IS_BLOCKED && actor->timer >= 0)
			return LOG_CLOCK;
		if (!is_outside(turn, choice))
			dispatch_halt(turn, HALT_DIVERGED);
		return LOG_NONE;
	}
	return choice;
}

static uint32_t pick(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	bool clock = kernel->timer_count > 0;
	if (kernel->strategy == STRATEGY_IS_REPLAY)
		return pick_replay(turn);
	if (next_after(turn, LOG_NONE) == LOG_NONE && !clock) {
		if (kernel->outside == 0)
			dispatch_halt(turn, HALT_STUCK);
		return LOG_NONE;
	}
	if (kernel->schedule_at < turn->engine->schedule_count)
		return pick_scheduled(turn);
	switch ((enum strategy)kernel->strategy) {
	case STRATEGY_IS_RANDOM:
		return pick_random(turn, clock);
	case STRATEGY_IS_PCT:
		return pick_pct(turn, clock);
	default:
		return pick_round_robin(turn, clock);
	}
}

/* ---- making the choice ---- */

static void advance_clock(struct turn *turn)
{
	int64_t deadline = turn->now;
	timer_first(&deadline, turn->kernel);
	clock_move(turn, deadline);
	struct log_event event = {.op = OP_CLOCK_ADVANCE,
	                          .phase = LOG_DONE,
	                          .actor = LOG_CLOCK,
	                          .object = LOG_NONE,
	                          .via = LOG_NONE,
	                          .flags = VALUE_INT,
	                          .value = deadline};
	bool stepped = turn->stepped;
	turn->stepped = true;
	turn_put(turn, &event);
	turn->stepped = stepped;
}

/* The given schedule goes on while its choices are made; another choice leaves it for good. */
static void follow_schedule(struct turn *turn, uint32_t choice)
{
	struct kernel *kernel = turn->kernel;
	size_t count = turn->engine->schedule_count;
	if (kernel->schedule_at >= count)
		return;
	bool as_given = choice == turn->engine->schedule[kernel->schedule_at];
	bool unnamed = choice == LOG_CLOCK || death_is_asked(&kernel->actors[choice]);
	bool waiting = unnamed && choice == atomic_load(&kernel->proposal);
	if (as_given)
		SET(turn, kernel->schedule_at, kernel->schedule_at + 1);
	else if (!waiting)
		SET(turn, kernel->schedule_at, count);
}

/* One that was told to end is gone: nobody of it wakes to log that. */
static void die(struct turn *turn, struct actor *process)
{
	bool stepped = turn->stepped;
	turn->stepped = true;
	death_happens(turn, process, OP_PROCESS_CRASH, -process->asked);
	turn->stepped = stepped;
	turn->poke_warden = true; /* it sends the signal */
}

static bool choose(struct turn *turn, uint32_t choice)
{
	struct kernel *kernel = turn->kernel;
	if (choice == LOG_NONE || !can_be_chosen(turn, choice))
		return false;
	follow_schedule(turn, choice);
	atomic_store(&kernel->proposal, LOG_NONE);
	if (choice == LOG_CLOCK) {
		if (!kernel->time_overtaken && next_after(turn, LOG_NONE) != LOG_NONE)
			SET(turn, kernel->time_overtaken, true);
		advance_clock(turn);
		return true;
	}
	struct actor *actor = &kernel->actors[choice];
	SET(turn, kernel->last_choice, choice);
	if (death_is_asked(actor)) {
		die(turn, actor);
		return true;
	}
	SET(turn, actor->chosen, true);
	turn_wake(turn, actor);
	return true;
}

static bool nobody_runs(const struct kernel *kernel)
{
	return kernel->running == 0 && !kernel->program_over && atomic_load(&kernel->halted) == HALT_NONE;
}

/* Live: everybody who could go was let go, so nobody left means nobody ever. */
static void see_if_stuck(struct turn *turn)
{
	const struct kernel *kernel = turn->kernel;
	if (kernel->alive > 0 && kernel->timer_count == 0 && kernel->outside == 0 && kernel->dying == 0)
		dispatch_halt(turn, HALT_STUCK);
}

/* The closed gate, with nobody running: on from here, as far as no command is needed. */
static void go_on(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	while (nobody_runs(kernel)) {
		uint32_t proposal = atomic_load(&kernel->proposal);
		if (proposal == LOG_NONE || !can_be_chosen(turn, proposal))
			proposal = pick(turn);
		if (is_telling(turn, proposal)) { /* no step: no command is needed */
			turn_wake(turn, &kernel->actors[proposal]);
			return;
		}
		atomic_store(&kernel->proposal, proposal);
		bool waits = kernel->hold || kernel->pace > 0;
		if (atomic_load(&kernel->busy) != !waits)
			atomic_store(&kernel->busy, !waits);
		if (waits || proposal == LOG_NONE) {
			turn->poke_warden = true;
			return;
		}
		choose(turn, proposal);
	}
}

void dispatch(struct turn *turn)
{
	if (!nobody_runs(turn->kernel))
		return;
	if (turn->kernel->gate_open)
		see_if_stuck(turn);
	else
		go_on(turn);
}

bool dispatch_choose(struct turn *turn, uint32_t choice)
{
	struct kernel *kernel = turn->kernel;
	if (!nobody_runs(kernel))
		return false;
	uint32_t proposal = atomic_load(&kernel->proposal);
	if (choice == LOG_NONE)
		choice = proposal;
	if (kernel->strategy == STRATEGY_IS_REPLAY && choice != proposal)
		return false; /* a replay has no choice */
	if (!choose(turn, choice))
		return false;
	atomic_store(&kernel->busy, 1);
	dispatch(turn);
	return true;
}

/* Live: it can go, or its time is over and it has to go over to another line by itself. */
static bool must_look(const struct turn *turn, const struct actor *actor)
{
	if (dispatch_can_go(turn->engine, actor, turn->now))
		return true;
	return actor->state == ACTOR_IS_BLOCKED && engine_late(actor, turn->now) &&
	       turn->engine->ops[actor->call.op]->overtaken != NULL;
}

void dispatch_open(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	clock_start(turn);
	SET(turn, kernel->gate_open, true);
	atomic_store(&kernel->proposal, LOG_NONE);
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		struct actor *actor = &kernel->actors[id];
		if (must_look(turn, actor))
			turn_wake(turn, actor);
		if (actor->chosen) /* and has not gone yet: it goes as the others do, and no further when the gate closes */
			SET(turn, actor->chosen, false);
	}
	dispatch(turn);
}

void dispatch_close(struct turn *turn)
{
	clock_move(turn, turn->now); /* stands still from now on; who is late already needs no clock any more */
	SET(turn, turn->kernel->gate_open, false);
	dispatch(turn);
}

int64_t dispatch_due(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	int64_t deadline;
	while (timer_first(&deadline, kernel)) {
		if (deadline > turn->now)
			return deadline;
		struct actor *actor = &kernel->actors[kernel->timers[0].id];
		timer_remove(turn, actor);
		if (must_look(turn, actor))
			turn_wake(turn, actor);
	}
	dispatch(turn);
	return -1;
}
