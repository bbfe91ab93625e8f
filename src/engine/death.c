/* A process that is told to end stops at once: all its actors are set aside, in whatever line they stand. That it is gone is a
 * step apart, so that others can act before it and after it, as when a signal is on its way. Nobody catches that signal: a run
 * by steps and a live one end it alike. */
#include "engine/death.h"

#include "engine/dispatch.h"
#include "engine/line.h"
#include "engine/op.h"

bool death_can_reach(const struct actor *actor, uint32_t process)
{
	return actor->process == process && actor->state != ACTOR_IS_ENDED && actor->state != ACTOR_IS_NEW;
}

void death_set_aside(struct turn *turn, uint32_t process)
{
	struct kernel *kernel = turn->kernel;
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		struct actor *actor = &kernel->actors[id];
		if (!death_can_reach(actor, process) || actor->state == ACTOR_IS_GONE)
			continue;
		if (actor->state == ACTOR_IS_RUNNING)
			SET(turn, kernel->running, kernel->running - 1);
		if (actor->state == ACTOR_IS_OUTSIDE)
			SET(turn, kernel->outside, kernel->outside - 1);
		SET(turn, actor->state, ACTOR_IS_GONE);
		atomic_store(&actor->arrived, 1); /* nobody need wait for its first op */
		futex_wake(&actor->arrived);
	}
}

/* Those who waited in its place for a lock that was let go are not let down: the next in line goes instead. */
static void pass_on(struct turn *turn, uint32_t process)
{
	struct kernel *kernel = turn->kernel;
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		struct actor *actor = &kernel->actors[id];
		if (!death_can_reach(actor, process))
			continue;
		uint32_t line = actor->in_line;
		engine_leave_lines(turn, actor);
		if (line != LOG_NONE)
			line_let_go(turn, line, 1);
	}
}

void death_ask(struct turn *turn, struct actor *process, int signal)
{
	SET(turn, process->asked, signal);
	SET(turn, turn->kernel->dying, turn->kernel->dying + 1);
	death_set_aside(turn, process->id);
	pass_on(turn, process->id);
	dispatch_consider(turn, process, true);
	turn->poke_warden = true; /* it sends the signal */
}

bool death_is_asked(const struct actor *actor)
{
	return actor->asked != 0 && actor->state == ACTOR_IS_GONE;
}

void death_happens(struct turn *turn, struct actor *process, enum log_op op, int32_t code)
{
	struct kernel *kernel = turn->kernel;
	struct log_event event = {.op = (uint16_t)op,
	                          .phase = LOG_DONE,
	                          .actor = process->id,
	                          .object = process->id,
	                          .via = LOG_NONE,
	                          .flags = VALUE_INT | LOG_VOLATILE,
	                          .value = process->pid,
	                          .x = code};
	turn_put(turn, &event);
	if (process->asked != 0)
		SET(turn, kernel->dying, kernel->dying - 1);
	if (process->asked == 0 || code != -process->asked)
		SET(turn, kernel->crashes, kernel->crashes + 1);
	for (uint32_t id = 0; id < kernel->actor_count; id++)
		if (id != process->id && death_can_reach(&kernel->actors[id], process->id))
			engine_end_actor(turn, &kernel->actors[id], 0);
	engine_end_actor(turn, process, code);
}
