/* threading.Event: a flag, and a line. Those whom set() finds in the line go on, whatever clear() does afterwards.
 * multiprocessing's looks at its flag once more when it is awake: a waiter that comes too late for that goes on with False. */
#include "runtime/defs.h"

#include "engine/line.h"
#include "interleave/sync.h"
#include "runtime/query.h"

static bool wait_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return kernel_see(kernel, actor->call.object)->count != 0 || actor->marked ||
	       engine_late(actor, now);
}

static void wait_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct object *flag = kernel_object(turn->kernel, event->object);
	if (flag->count == 0)
		event->result = !turn->actor->marked ? IL_TIMEOUT : flag->shared ? IL_CLEARED : IL_OK;
	event->x = flag->count;
}

static void set_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *flag = kernel_object(turn->kernel, event->object);
	struct actor *actors = turn->kernel->actors;
	SET(turn, flag->count, 1);
	for (uint32_t id = flag->line.head; id != LOG_NONE; id = actors[id].line_next)
		SET(turn, actors[id].marked, true);
	line_let_go(turn, event->object, UINT32_MAX);
	event->x = 1;
}

static void clear_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	SET(turn, kernel_object(turn->kernel, event->object)->count, 0);
	event->x = 0;
}

static void wait_given_up(struct turn *turn, struct log_event *event)
{
	event->x = kernel_object(turn->kernel, event->object)->count;
}

const struct op_def event_wait_def = {.can = wait_can, .apply = wait_apply, .given_up = wait_given_up};
const struct op_def event_set_def = {.apply = set_apply};
const struct op_def event_clear_def = {.apply = clear_apply};

il_event il_event_new_at(struct il_site *site, const char *name, struct il_object_options options)
{
	return (il_event){object_make(site, name,
	                              (struct making){.type = TYPE_EVENT,
	                                              .shared = options.shared,
	                                              .process = current.actor->process})};
}

il_status il_event_set_at(struct il_site *site, il_event event)
{
	struct log_event call = call_of(OP_EVENT_SET, site, event.id);
	return call_perform(NULL, &call, NULL);
}

il_status il_event_clear_at(struct il_site *site, il_event event)
{
	struct log_event call = call_of(OP_EVENT_CLEAR, site, event.id);
	return call_perform(NULL, &call, NULL);
}

il_status il_event_wait_at(struct il_site *site, il_event event, struct il_wait wait)
{
	struct log_event call = call_of(OP_EVENT_WAIT, site, event.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	return call_perform(NULL, &call, NULL);
}

static struct answer is_set(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_object(turn->kernel, object)->count != 0);
}

bool il_event_is_set_at(struct il_site *site, il_event event)
{
	return call_query(site, event.id, "is_set", is_set, NULL).i;
}
