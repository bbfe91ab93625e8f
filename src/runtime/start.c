#include "runtime/start.h"

il_status start_perform(struct starting *starting, struct il_site *site, enum log_op op, uint32_t actor, maker *make)
{
	struct runtime *runtime = current.runtime;
	struct log_event call = call_of(op, site, actor), done;
	*starting = (struct starting){0, IL_OK};
	if (actor == 0)
		return IL_NO_ROOM;
	engine_enter(runtime->engine, current.actor, &call);
	starting->result = make(&starting->number, call.object);
	engine_finish(&done, runtime->engine, current.actor, starting);
	if (done.result == IL_OK && !atomic_load(&runtime->engine->kernel->live))
		engine_await_arrival(runtime->engine, &runtime->engine->kernel->actors[actor]);
	return (il_status)done.result;
}

void start_begins(struct turn *turn, struct log_event *event, struct actor *child, int64_t number)
{
	SET(turn, child->pid, number);
	SET(turn, turn->kernel->alive, turn->kernel->alive + 1);
	turn_wake(turn, child);
	event->flags |= VALUE_INT | LOG_VOLATILE;
	event->value = number;
}

bool start_claim(uint32_t actor)
{
	return !atomic_exchange(&current.runtime->bodies[actor].started, true);
}

il_status start_or_give_back(uint32_t actor, il_status status)
{
	if (status != IL_OK)
		atomic_store(&current.runtime->bodies[actor].started, false);
	return status;
}
