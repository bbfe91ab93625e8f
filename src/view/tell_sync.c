/* What the ops of locks, semaphores, events, conditions, barriers, queues and variables did, and what
 * follows from it. */
#include "view/tell.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- what follows ---- */

/* The first of those whom a notify sent from a condition's waiting room to its lock, LOG_NONE. */
static uint32_t first_notified(const struct model *model, uint32_t lock)
{
	uint32_t i, k;

	for (i = 0; i < model->object_count; i++) {
		const struct model_object *condition = &model->objects[i];

		if (condition->type != TYPE_CONDITION || condition->lock != lock)
			continue;
		for (k = 0; k < condition->line_count; k++) {
			const struct model_actor *waiter = model_actor(model, condition->line[k]);

			if (waiter != NULL && waiter->notified)
				return waiter->id;
		}
	}
	return LOG_NONE;
}

static void then_line_tries(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *object = model_object(in->model, event->object);
	uint32_t notified;

	if (object == NULL || (object->type == TYPE_RLOCK && event->y != 0))
		return;
	notified = first_notified(in->model, object->id);
	if (object->line_count > 0)
		tell_add_about(out, in, N_("%1$s is first in line and may try again; a newcomer may overtake it."),
			  object->line[0]);
	else if (notified != LOG_NONE)
		tell_add_about(out, in,
			  N_("%1$s, which was notified, may take it and return from its wait(); a newcomer may "
			     "overtake it."),
			  notified);
}

static void then_notified(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *object = model_object(in->model, event->object);
	const struct model_object *lock = object != NULL ? model_object(in->model, object->lock) : NULL;
	char names[WORDS_MAX], name[WORDS_MAX], owner[WORDS_MAX], sentence[SENTENCE_MAX];
	uint32_t woken;

	if (object == NULL)
		return;
	if (event->y == 0) {
		tell_add(out, tr(in->catalog, N_("Nobody waited, and a notify is not kept: it is lost.")));
		return;
	}
	woken = tell_waiters(names, sizeof(names), in, object, true);
	if (lock == NULL || woken == 0)
		return;
	words_name(name, sizeof(name), in, lock->id);
	tell_add(out,
	    tr_format(sentence, sizeof(sentence), in->catalog,
		      woken == 1
			  ? N_("%1$s was first in the waiting room. It now needs %2$s again before its "
			       "wait() can return.")
			  : N_("%1$s leave the waiting room. Each now needs %2$s again before its wait() "
			       "can return."),
		      names, name));
	if (lock->owner == LOG_NONE)
		return;
	words_name(owner, sizeof(owner), in, lock->owner);
	tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog, N_("%1$s still holds it."), owner));
}

static void then_set(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *object = model_object(in->model, event->object);
	char names[WORDS_MAX], sentence[SENTENCE_MAX];

	if (object != NULL && tell_waiters(names, sizeof(names), in, object, true) > 0)
		tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				   N_("It wakes all who waited: %1$s."), names));
}

/* The first in a queue's line whom this put, get or task_done lets go. */
static void then_queue(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *queue = model_object(in->model, event->object);
	uint32_t i;

	for (i = 0; event->result == IL_OK && queue != NULL && i < queue->line_count; i++)
		if (model_why(in->model, queue->line[i]).why == WHY_CAN_GO) {
			tell_may_go_on(out, in, queue->line[i]);
			return;
		}
}

/* ---- sentences that depend on more than how it came out ---- */

/* A re-entrant lock that is held once, or given back, is told like any lock. */
static const char *choose_lock(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	if (event->op == OP_RLOCK_ACQUIRE && event->y > 1)
		return N_("%1$s acquired %2$s; it holds it %6$s deep.");
	if (event->op == OP_RLOCK_RELEASE && event->y != 0)
		return N_("%1$s released %2$s; it holds it %6$s deep.");
	return NULL;
}

static const char *choose_put(const struct log_event *event)
{
	return event->phase == LOG_DONE && event->result == IL_TOO_LARGE ? N_("%1$s could not put a text into %2$s: it has %4$s.")
									 : NULL;
}

/* Of an item that is too large. */
static void tell_size(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	char bytes[24], limit[16];

	snprintf(bytes, sizeof(bytes), "%" PRId64, event->value);
	snprintf(limit, sizeof(limit), "%d", (int)LOG_STRING_MAX);
	tr_format(out, size, in->catalog, N_("%1$s bytes, and a value has %2$s at most"), bytes, limit);
}

static const char *choose_barrier(const struct log_event *event)
{
	if (event->phase == LOG_BLOCK && (event->flags & LOG_VALUE_KIND) != VALUE_INT)
		return N_("%1$s comes to %2$s while the round before is not over, and waits outside.");
	if (tell_succeeded(event) && event->value + 1 == event->y)
		return N_("%1$s is the last of %6$s: %2$s opens, and all go on.");
	return NULL;
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {.op = OP_LOCK_ACQUIRE,
     .block = N_("%1$s wants %2$s, but %4$s holds it: %1$s waits in line."),
     .done = N_("%1$s acquired %2$s."),
     .timeout = N_("%1$s gave up: it did not get %2$s within the time allowed."),
     .choose = choose_lock},
    {.op = OP_LOCK_RELEASE,
     .done = N_("%1$s released %2$s."),
     .choose = choose_lock,
     .then = then_line_tries},
    {.op = OP_SEMAPHORE_ACQUIRE,
     .block = N_("%2$s is at 0: %1$s waits for a release."),
     .done = N_("%1$s acquired %2$s, which is at %5$s now."),
     .timeout = N_("%1$s gave up: it did not get %2$s within the time allowed.")},
    {.op = OP_SEMAPHORE_RELEASE,
     .done = N_("%1$s released %2$s, which is at %5$s now."),
     .then = then_line_tries},
    {.op = OP_EVENT_SET,
     .done = N_("%1$s set %2$s."),
     .then = then_set},
    {.op = OP_EVENT_CLEAR,
     .done = N_("%1$s cleared %2$s: who waits from now on waits for the next set().")},
    {.op = OP_EVENT_WAIT,
     .block = N_("%1$s waits until %2$s is set."),
     .done = N_("%1$s goes on: %2$s was set."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s is not set."),
     .other_result = IL_CLEARED,
     .other = N_("%2$s was set, and cleared before %1$s could see that: its wait() is over, and returns False.")},
    {.op = OP_CONDITION_WAIT,
     .block = N_("%1$s let %4$s go, and waits on %2$s for a notify."),
     .done = N_("%1$s returns from its wait on %2$s, and holds %4$s again."),
     .timeout = N_("The time allowed is over: %1$s returns from its wait on %2$s without a "
                   "notify, and holds %4$s again.")},
    {.op = OP_CONDITION_NOTIFY,
     .done = N_("%1$s notified %2$s."),
     .then = then_notified},
    {.op = OP_QUEUE_PUT,
     .block = N_("%2$s is full: %1$s waits for room."),
     .done = N_("%1$s put %3$s into %2$s, which holds %5$s now."),
     .other = N_("%2$s is full: %1$s gave up."),
     .other_result = IL_FULL,
     .choose = choose_put,
     .then = then_queue,
     .other_name = tell_size},
    {.op = OP_QUEUE_GET,
     .block = N_("%2$s is empty: %1$s waits for an item."),
     .done = N_("%1$s got %3$s from %2$s, which holds %5$s now."),
     .other = N_("%2$s is empty: %1$s gave up."),
     .other_result = IL_EMPTY,
     .then = then_queue},
    {.op = OP_QUEUE_TASK_DONE,
     .done = N_("%1$s says that an item of %2$s is finished: %6$s unfinished now."),
     .then = then_queue},
    {.op = OP_QUEUE_JOIN,
     .block = N_("%1$s waits until all items of %2$s are finished: %6$s are not."),
     .done = N_("%1$s goes on: all items of %2$s are finished.")},
    {.op = OP_VAR_READ, .done = N_("%1$s read %2$s: %3$s.")},
    {.op = OP_VAR_WRITE, .done = N_("%1$s wrote %2$s: %3$s.")},
    {.op = OP_BARRIER_WAIT,
     .block = N_("%1$s waits at %2$s: %5$s of %6$s have come."),
     .done = N_("%1$s goes on: all have come to %2$s."),
     .raised = N_("The action of %2$s ended by an exception, %3$s: %1$s gets it, and the barrier "
                  "is broken."),
     .other = N_("%2$s is broken: %1$s goes on with a BrokenBarrierError, like all who wait there."),
     .other_result = IL_BROKEN_BARRIER,
     .choose = choose_barrier},
    {.op = OP_BARRIER_ENTER, .done = N_("%1$s is inside %2$s now: %5$s of %6$s have come.")},
    {.op = OP_BARRIER_ACTION,
     .done = N_("%1$s has come last, and runs the action of %2$s before anybody goes on.")},
    {.op = OP_BARRIER_RESET,
     .done = N_("%1$s reset %2$s: who waited there gets a BrokenBarrierError, who comes from now "
                "on does not.")},
    {.op = OP_BARRIER_ABORT,
     .done = N_("%1$s broke %2$s: who waits there, or comes before a reset, gets a BrokenBarrierError.")},
    {.op = OP_QUEUE_CLOSE, .done = N_("%1$s closed %2$s, for its own process.")},
    {.op = OP_VALUE_READ,
     .block = N_("%1$s wants to read %2$s, but its lock %4$s is held: %1$s waits in line."),
     .done = N_("%1$s read %2$s, which all processes share: %3$s.")},
    {.op = OP_VALUE_WRITE,
     .block = N_("%1$s wants to write %2$s, but its lock %4$s is held: %1$s waits in line."),
     .done = N_("%1$s wrote %2$s, which all processes share: %3$s.")},
};

const struct tellings tell_sync = {tellings, sizeof(tellings) / sizeof(tellings[0])};
