/* Waiting for one of several processes: multiprocessing.connection.wait on their sentinels.
 *
 * The set stands in the segment as a chain of items, so that any process can ask whether its waiter may go on; the log
 * has it as a text of ids. Whoever waits stands in the line of its own process, which every end of a child lets try. */
#include <stdio.h>

#include "engine/line.h"
#include "interleave/process.h"
#include "runtime/defs.h"
#include "runtime/items.h"
#include "runtime/process.h"

/* The first of the actor's set that has ended, counted from 0; -1 none has. */
static int first_ended(const struct kernel *kernel, const struct actor *actor)
{
	int place = 0;
	for (uint32_t at = actor->set; at != LOG_NONE; at = kernel->items[at].next, place++)
		if (kernel->actors[kernel->items[at].value].state == ACTOR_IS_ENDED)
			return place;
	return -1;
}

static bool wait_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return first_ended(kernel, actor) >= 0 || actor->set == LOG_NONE || engine_late(actor, now);
}

static void wait_join(struct turn *turn, struct log_event *event)
{
	(void)event;
	line_join(turn, turn->actor->process, turn->actor);
}

static void wait_apply(struct turn *turn, struct log_event *event, void *context)
{
	const il_status *refusal = context;
	event->x = first_ended(turn->kernel, turn->actor);
	if (*refusal != IL_OK)
		event->result = (int16_t)*refusal;
	else if (event->x < 0)
		event->result = IL_TIMEOUT;
	items_clear(turn, &turn->actor->set, &turn->actor->set_last);
}

const struct op_def process_wait_def = {.can = wait_can, .apply = wait_apply, .join = wait_join};

/* Why none of them can be waited for, IL_OK. */
static il_status refusal_of(const struct kernel *kernel, const il_process *processes, size_t count)
{
	if (count == 0 || count > IL_WAIT_ANY_MAX)
		return IL_BAD_VALUE;
	for (size_t i = 0; i < count; i++) {
		uint32_t id = object_here(processes[i].id);
		if (processes[i].id == 0)
			return IL_NO_ROOM;
		if (current.runtime->bodies[id].closed)
			return IL_PROCESS_CLOSED;
		if (kernel->actors[id].state == ACTOR_IS_NEW)
			return IL_SENTINEL_UNSTARTED;
		if (!process_is_child(&kernel->actors[id], current.actor))
			return IL_NOT_CHILD;
	}
	return IL_OK;
}

/* IL_NO_ROOM: the set is empty then. */
static il_status make_set(struct turn *turn, const il_process *processes, size_t count)
{
	struct actor *actor = turn->actor;
	for (size_t i = 0; i < count; i++)
		if (!items_append(turn, &actor->set, &actor->set_last, (struct item){.value = (int64_t)processes[i].id})) {
			items_clear(turn, &actor->set, &actor->set_last);
			return IL_NO_ROOM;
		}
	return IL_OK;
}

static uint32_t text_of_set(const il_process *processes, size_t count)
{
	char text[IL_WAIT_ANY_MAX * sizeof "4294967295"] = "";
	size_t used = 0;
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", i > 0 ? " " : "", processes[i].id);
	return call_string(text);
}

il_status il_process_wait_any_at(struct il_site *site, size_t *ended, const il_process *processes, size_t count,
                                 struct il_wait wait)
{
	struct log_event call = call_of(OP_PROCESS_WAIT, site, LOG_NONE), done;
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	il_status refusal = refusal_of(turn.kernel, processes, count);
	if (refusal == IL_OK)
		refusal = make_set(&turn, processes, count);
	turn_end(&turn);
	if (refusal == IL_OK)
		call.text = text_of_set(processes, count);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	if (call_perform(&done, &call, &refusal) != IL_OK)
		return (il_status)done.result;
	process_reap(processes[done.x].id);
	if (ended != NULL)
		*ended = (size_t)done.x;
	return IL_OK;
}
