/* What an event did, in a sentence, and what follows from it, in another. A table says both for each (op,
 * phase, outcome); the first row that fits counts. */
#include <inttypes.h>
#include <stdio.h>

#include "interleave/status.h"
#include "view/tell.h"

/* ---- what follows ---- */

void tell_add(struct phrase *out, const char *sentence)
{
	phrase_join(out, " ", sentence);
}

void tell_add_about(struct phrase *out, const struct view_input *in, const char *message, uint32_t id)
{
	char name[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(name, sizeof(name), in, id);
	tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog, message, name));
}

/* The names of those in the object's line, or of those among them that were notified; returns how many. */
static uint32_t list_waiters(char *out, size_t size, const struct view_input *in,
			     const struct model_object *object, bool notified_only)
{
	struct phrase phrase = phrase_begin(out, size);
	uint32_t i, count = 0;

	for (i = 0; i < object->line_count; i++) {
		const struct model_actor *waiter = model_actor(in->model, object->line[i]);
		char name[WORDS_MAX];

		if (waiter == NULL || (notified_only && !waiter->notified))
			continue;
		phrase_join(&phrase, ", ", words_name(name, sizeof(name), in, waiter->id));
		count++;
	}
	return count;
}

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
	woken = list_waiters(names, sizeof(names), in, object, true);
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

	if (object != NULL && list_waiters(names, sizeof(names), in, object, true) > 0)
		tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				   N_("It wakes all who waited: %1$s."), names));
}

/* The first in a queue's line whom this put, get or task_done lets go. */
static void then_queue(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *queue = model_object(in->model, event->object);
	uint32_t i;

	for (i = 0; queue != NULL && i < queue->line_count; i++)
		if (model_why(in->model, queue->line[i]).why == WHY_CAN_GO) {
			tell_add_about(out, in, N_("%1$s, which waited for that, may go on."), queue->line[i]);
			return;
		}
}

/* Who waited for `event`'s actor to end. */
static void then_ended(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);

		if (actor != NULL && actor->state == ACTOR_WAITING && actor->at_valid &&
		    actor->at.object == event->actor &&
		    (actor->at.op == OP_THREAD_JOIN || actor->at.op == OP_PROCESS_JOIN)) {
			tell_add_about(out, in, N_("%1$s, which waited for that, may go on."), id);
			return;
		}
	}
}

/* A process that has been told to end; x the signal. */
static void then_told(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	char name[WORDS_MAX], number[16], sentence[SENTENCE_MAX];

	words_name(name, sizeof(name), in, event->object);
	snprintf(number, sizeof(number), "%" PRId32, event->x);
	tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
			   event->x == 0 ? N_("But %1$s has ended, or been told so, already.")
					 : N_("Signal %2$s is on its way: %1$s does nothing any more, and will be gone in a "
					      "step of its own. What it holds stays held."),
			   name, number));
}

/* Whose deadline the clock has reached: those who can go now, and the tasks whose loop has to see to it first. */
static void then_time(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	char names[WORDS_MAX], later[WORDS_MAX], sentence[SENTENCE_MAX];
	struct phrase now = phrase_begin(names, sizeof(names)), then = phrase_begin(later, sizeof(later));
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);
		char name[WORDS_MAX];

		if (actor == NULL || model_ended(actor) || actor->state < ACTOR_BLOCKED || !actor->at_valid ||
		    !(actor->at.flags & LOG_TIMED) || actor->at.deadline > event->value)
			continue;
		phrase_join(model_why(in->model, id).why == WHY_CAN_GO ? &now : &then, ", ",
			    words_name(name, sizeof(name), in, id));
	}
	if (names[0] != '\0')
		tell_add(out,
		    tr_format(sentence, sizeof(sentence), in->catalog, N_("May go on now: %1$s."), names));
	if (later[0] != '\0')
		tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				   N_("The timer of %1$s is due: the loop's next turn sees to it."), later));
}

/* Who waited for the result that `event` made ready. */
static void then_ready(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *result = model_object(in->model, event->via);
	char names[WORDS_MAX], sentence[SENTENCE_MAX];

	if (result == NULL || result->stage != RESULT_READY)
		return;
	if (list_waiters(names, sizeof(names), in, result, false) > 0)
		tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog, N_("It is ready: %1$s may go on."), names));
	else
		tell_add(out, tr(in->catalog, N_("It is ready.")));
}

/* What became of the chunk that a worker took with it, and of its place. */
static void then_replaced(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	if (event->z != TEND_WORKER)
		return;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		tell_add_about(out, in, N_("The chunk of %1$s that it was at is lost. (CPython would wait for it for ever.)"),
			  (uint32_t)event->value);
	if (event->x != 0)
		tell_add(out, tr(in->catalog, N_("Another worker is made in its place.")));
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {OP_THREAD_START, LOG_DONE, IL_OK, N_("%1$s started %2$s."), NULL},
    {OP_THREAD_EXIT, LOG_DONE, IL_CANCELLED, N_("The program has ended, and %1$s, a daemon, with it."), NULL},
    {OP_THREAD_EXIT, LOG_DONE, IL_RAISED,
     N_("%1$s was ended by an exception, %3$s. The others go on, and a join returns as ever."), then_ended},
    {OP_THREAD_EXIT, LOG_DONE, ANY, N_("%1$s has ended."), then_ended},
    {OP_THREAD_JOIN, LOG_BLOCK, ANY, N_("%1$s waits for the end of %2$s."), NULL},
    {OP_THREAD_JOIN, LOG_DONE, IL_OK, N_("%1$s goes on: %2$s has ended."), NULL},
    {OP_THREAD_JOIN, LOG_DONE, IL_TIMEOUT,
     N_("The time allowed is over: %1$s goes on, though %2$s has not ended."), NULL},
    {OP_LOCK_ACQUIRE, LOG_BLOCK, ANY, N_("%1$s wants %2$s, but %4$s holds it: %1$s waits in line."), NULL},
    {OP_LOCK_ACQUIRE, LOG_DONE, IL_OK, N_("%1$s acquired %2$s."), NULL},
    {OP_LOCK_ACQUIRE, LOG_DONE, IL_TIMEOUT, N_("%1$s gave up: it did not get %2$s within the time allowed."),
     NULL},
    {OP_LOCK_RELEASE, LOG_DONE, IL_OK, N_("%1$s released %2$s."), then_line_tries},
    {OP_RLOCK_ACQUIRE, LOG_BLOCK, ANY, N_("%1$s wants %2$s, but %4$s holds it: %1$s waits in line."), NULL},
    {OP_RLOCK_ACQUIRE, LOG_DONE, IL_OK, N_("%1$s acquired %2$s; it holds it %6$s deep."), NULL},
    {OP_RLOCK_ACQUIRE, LOG_DONE, IL_TIMEOUT, N_("%1$s gave up: it did not get %2$s within the time allowed."),
     NULL},
    {OP_RLOCK_RELEASE, LOG_DONE, IL_OK, N_("%1$s released %2$s; it holds it %6$s deep."), then_line_tries},
    {OP_SEMAPHORE_ACQUIRE, LOG_BLOCK, ANY, N_("%2$s is at 0: %1$s waits for a release."), NULL},
    {OP_SEMAPHORE_ACQUIRE, LOG_DONE, IL_OK, N_("%1$s acquired %2$s, which is at %5$s now."), NULL},
    {OP_SEMAPHORE_ACQUIRE, LOG_DONE, IL_TIMEOUT,
     N_("%1$s gave up: it did not get %2$s within the time allowed."), NULL},
    {OP_SEMAPHORE_RELEASE, LOG_DONE, IL_OK, N_("%1$s released %2$s, which is at %5$s now."), then_line_tries},
    {OP_EVENT_SET, LOG_DONE, IL_OK, N_("%1$s set %2$s."), then_set},
    {OP_EVENT_CLEAR, LOG_DONE, IL_OK,
     N_("%1$s cleared %2$s: who waits from now on waits for the next set()."), NULL},
    {OP_EVENT_WAIT, LOG_BLOCK, ANY, N_("%1$s waits until %2$s is set."), NULL},
    {OP_EVENT_WAIT, LOG_DONE, IL_OK, N_("%1$s goes on: %2$s was set."), NULL},
    {OP_EVENT_WAIT, LOG_DONE, IL_TIMEOUT,
     N_("The time allowed is over: %1$s goes on, though %2$s is not set."), NULL},
    {OP_CONDITION_WAIT, LOG_BLOCK, ANY, N_("%1$s let %4$s go, and waits on %2$s for a notify."), NULL},
    {OP_CONDITION_WAIT, LOG_DONE, IL_OK, N_("%1$s returns from its wait on %2$s, and holds %4$s again."),
     NULL},
    {OP_CONDITION_WAIT, LOG_DONE, IL_TIMEOUT,
     N_("The time allowed is over: %1$s returns from its wait on %2$s without a notify, and holds %4$s "
	"again."),
     NULL},
    {OP_CONDITION_NOTIFY, LOG_DONE, IL_OK, N_("%1$s notified %2$s."), then_notified},
    {OP_QUEUE_PUT, LOG_BLOCK, ANY, N_("%2$s is full: %1$s waits for room."), NULL},
    {OP_QUEUE_PUT, LOG_DONE, IL_OK, N_("%1$s put %3$s into %2$s, which holds %5$s now."), then_queue},
    {OP_QUEUE_PUT, LOG_DONE, IL_FULL, N_("%2$s is full: %1$s gave up."), NULL},
    {OP_QUEUE_GET, LOG_BLOCK, ANY, N_("%2$s is empty: %1$s waits for an item."), NULL},
    {OP_QUEUE_GET, LOG_DONE, IL_OK, N_("%1$s got %3$s from %2$s, which holds %5$s now."), then_queue},
    {OP_QUEUE_GET, LOG_DONE, IL_EMPTY, N_("%2$s is empty: %1$s gave up."), NULL},
    {OP_QUEUE_TASK_DONE, LOG_DONE, IL_OK,
     N_("%1$s says that an item of %2$s is finished: %6$s unfinished now."), then_queue},
    {OP_QUEUE_JOIN, LOG_BLOCK, ANY, N_("%1$s waits until all items of %2$s are finished: %6$s are not."),
     NULL},
    {OP_QUEUE_JOIN, LOG_DONE, IL_OK, N_("%1$s goes on: all items of %2$s are finished."), NULL},
    {OP_PROCESS_START, LOG_DONE, IL_OK,
     N_("%1$s forked %2$s, which has its own copy of the memory from here on."), NULL},
    {OP_PROCESS_EXIT, LOG_BLOCK, ANY,
     N_("%1$s has come to its end, and waits for its threads and child processes."), NULL},
    {OP_PROCESS_EXIT, LOG_DONE, IL_RAISED, N_("%1$s was ended by an exception, %3$s, with exit code %5$s."),
     then_ended},
    {OP_PROCESS_EXIT, LOG_DONE, ANY, N_("%1$s has ended with exit code %5$s."), then_ended},
    {OP_PROCESS_CRASH, LOG_DONE, ANY, N_("%1$s is dead: it left with %5$s."), then_ended},
    {OP_PROCESS_JOIN, LOG_BLOCK, ANY, N_("%1$s waits for the end of %2$s."), NULL},
    {OP_PROCESS_JOIN, LOG_DONE, IL_OK, N_("%1$s goes on: %2$s has ended."), NULL},
    {OP_PROCESS_JOIN, LOG_DONE, IL_TIMEOUT,
     N_("The time allowed is over: %1$s goes on, though %2$s has not ended."), NULL},
    {OP_VAR_READ, LOG_DONE, IL_OK, N_("%1$s read %2$s: %3$s."), NULL},
    {OP_VAR_WRITE, LOG_DONE, IL_OK, N_("%1$s wrote %2$s: %3$s."), NULL},
    {OP_LOOP_RUN, LOG_DONE, IL_OK, N_("%1$s runs an event loop: its tasks take turns on this one thread."),
     NULL},
    {OP_LOOP_TURN, LOG_BLOCK, ANY, N_("No task is ready: the loop sleeps until its next timer, at %7$s."),
     NULL},
    {OP_LOOP_TURN, LOG_DONE, IL_OK, N_("The loop begins a turn: tasks that run in it: %5$s."), NULL},
    {OP_LOOP_TIMER, LOG_DONE, IL_OK, N_("The timer of %2$s has run out."), NULL},
    {OP_LOOP_READY, LOG_DONE, IL_OK, N_("%2$s went into the ready queue, at place %5$s."), NULL},
    {OP_LOOP_CLOSE, LOG_DONE, IL_OK, N_("%1$s closed the event loop."), NULL},
    {OP_TASK_CREATE, LOG_DONE, IL_OK,
     N_("%1$s created the task %2$s: it is ready, and begins in the loop's next turn."), NULL},
    {OP_TASK_RUN, LOG_DONE, IL_OK, N_("%1$s begins."), NULL},
    {OP_TASK_AWAIT, LOG_BLOCK, ANY, N_("%1$s awaits %2$s, and gives the thread back to the loop."), NULL},
    {OP_TASK_AWAIT, LOG_DONE, IL_OK, N_("%1$s goes on: %2$s is done."), NULL},
    {OP_TASK_DONE, LOG_DONE, IL_OK, N_("%1$s is done, and returned %3$s."), NULL},
    {OP_CLOCK_READ, LOG_DONE, IL_OK, N_("%1$s read the clock: %7$s."), NULL},
    {OP_CLOCK_ADVANCE, LOG_DONE, IL_OK, N_("Time passed to %7$s."), then_time},
    {OP_RANDOM, LOG_DONE, IL_OK, N_("%1$s drew the random number %3$s."), NULL},
    {OP_SLEEP, LOG_BLOCK, ANY, N_("%1$s sleeps until %7$s."), NULL},
    {OP_SLEEP, LOG_DONE, IL_OK, N_("%1$s has slept, and goes on."), NULL},
    {OP_PRINT, LOG_DONE, IL_OK, N_("%1$s printed: %3$s"), NULL},
    {OP_OUTPUT_RAW, LOG_DONE, IL_OK, N_("%1$s wrote: %3$s"), NULL},
    {OP_CONTROL_PAUSE, LOG_DONE, IL_OK, N_("Paused: everybody stops before the next operation."), NULL},
    {OP_CONTROL_RESUME, LOG_DONE, IL_OK, N_("The run goes on."), NULL},
    {OP_CONTROL_STRATEGY, LOG_DONE, IL_OK, N_("From here on the order is: %3$s."), NULL},
    {OP_CONTROL_SPEED, LOG_DONE, IL_OK, N_("The speed was changed."), NULL},
    {OP_EXIT, LOG_BLOCK, ANY,
     N_("%1$s has come to its end; the program waits for child processes, and for threads that are no daemons."), NULL},
    {OP_EXIT, LOG_DONE, IL_RAISED, N_("The program was ended by an exception in main, %3$s."), NULL},
    {OP_EXIT, LOG_DONE, ANY, N_("The program has ended with exit code %5$s."), NULL},
    {OP_BARRIER_WAIT, LOG_BLOCK, ANY, N_("%1$s waits at %2$s: %5$s of %6$s have come."), NULL},
    {OP_BARRIER_WAIT, LOG_DONE, IL_OK, N_("%1$s goes on: all have come to %2$s."), NULL},
    {OP_BARRIER_WAIT, LOG_DONE, IL_BROKEN_BARRIER,
     N_("%2$s is broken: %1$s goes on with a BrokenBarrierError, like all who wait there."), NULL},
    {OP_BARRIER_WAIT, LOG_DONE, IL_RAISED,
     N_("The action of %2$s ended by an exception, %3$s: %1$s gets it, and the barrier is broken."), NULL},
    {OP_BARRIER_ENTER, LOG_DONE, IL_OK, N_("%1$s is inside %2$s now: %5$s of %6$s have come."), NULL},
    {OP_BARRIER_ACTION, LOG_DONE, IL_OK,
     N_("%1$s has come last, and runs the action of %2$s before anybody goes on."), NULL},
    {OP_BARRIER_RESET, LOG_DONE, IL_OK,
     N_("%1$s reset %2$s: who waited there gets a BrokenBarrierError, who comes from now on does not."), NULL},
    {OP_BARRIER_ABORT, LOG_DONE, IL_OK,
     N_("%1$s broke %2$s: who waits there, or comes before a reset, gets a BrokenBarrierError."), NULL},
    {OP_THREAD_RENAME, LOG_DONE, IL_OK, N_("%1$s gave a thread a new name: %2$s."), NULL},
    {OP_THREAD_SET_DAEMON, LOG_DONE, IL_OK, NULL, NULL},
    {OP_PROCESS_TERMINATE, LOG_DONE, IL_OK, N_("%1$s told %2$s to end."), then_told},
    {OP_PROCESS_KILL, LOG_DONE, IL_OK, N_("%1$s told %2$s to end, at once."), then_told},
    {OP_PROCESS_CLOSE, LOG_DONE, IL_OK, N_("%1$s closed %2$s: it can be asked for nothing any more."), NULL},
    {OP_PROCESS_WAIT, LOG_BLOCK, ANY, N_("%1$s waits for the end of one of %3$s."), NULL},
    {OP_PROCESS_WAIT, LOG_DONE, IL_OK, N_("%1$s goes on: one of %3$s has ended."), NULL},
    {OP_PROCESS_WAIT, LOG_DONE, IL_TIMEOUT,
     N_("The time allowed is over: %1$s goes on, though none of %3$s has ended."), NULL},
    {OP_PROCESS_RENAME, LOG_DONE, IL_OK, N_("%1$s gave a process a new name: %2$s."), NULL},
    {OP_PROCESS_SET_DAEMON, LOG_DONE, IL_OK, NULL, NULL},
    {OP_QUEUE_CLOSE, LOG_DONE, IL_OK, N_("%1$s closed %2$s, for its own process."), NULL},
    {OP_WORK, LOG_DONE, IL_OK, N_("%1$s computes from here on: %3$s."), NULL},
    {OP_POOL_SUBMIT, LOG_DONE, IL_OK, N_("%1$s gave a call of %3$s to %2$s. %4$s stands for what comes of it."), NULL},
    {OP_POOL_MAP, LOG_DONE, IL_OK,
     N_("%1$s gave calls of %3$s to %2$s: %5$s items, chunks: %6$s. %4$s stands for what comes of them."), NULL},
    {OP_POOL_TAKE, LOG_BLOCK, ANY, N_("%2$s has no work: %1$s waits for some."), NULL},
    {OP_POOL_TAKE, LOG_DONE, IL_OK, N_("%1$s took chunk %5$s of %4$s from %2$s: items: %6$s."), NULL},
    {OP_POOL_GIVE, LOG_DONE, IL_OK, N_("%1$s gave chunk %5$s of %4$s back."), then_ready},
    {OP_POOL_GIVE, LOG_DONE, IL_RAISED,
     N_("Chunk %5$s of %4$s ended by an exception in %1$s: %3$s. What the chunk had left is skipped."), then_ready},
    {OP_POOL_TEND, LOG_BLOCK, ANY,
     N_("%1$s waits until there is a callback of %2$s to call, or a worker to replace."), NULL},
    {OP_POOL_TEND, LOG_DONE, IL_OK, N_("%4$s, a worker of %2$s, has ended."), then_replaced},
    {OP_POOL_DELIVER, LOG_DONE, IL_OK, N_("The callback of %4$s has been called."), then_ready},
    {OP_POOL_CLOSE, LOG_DONE, IL_OK,
     N_("%1$s closed %2$s: it takes no more work, and its workers end when all is done."), NULL},
    {OP_POOL_TERMINATE, LOG_DONE, IL_OK,
     N_("%1$s terminated %2$s: workers told to end, whatever they are at: %5$s. What they have not given back is lost."),
     NULL},
    {OP_POOL_JOIN, LOG_BLOCK, ANY, N_("%1$s waits until the workers of %2$s have ended."), NULL},
    {OP_POOL_JOIN, LOG_DONE, IL_OK, N_("%1$s goes on: the workers of %2$s have ended."), NULL},
    {OP_RESULT_GET, LOG_BLOCK, ANY, N_("%1$s waits for the result %2$s."), NULL},
    {OP_RESULT_GET, LOG_DONE, IL_OK, N_("%1$s got the result %2$s."), NULL},
    {OP_RESULT_GET, LOG_DONE, IL_RAISED, N_("%1$s got the exception that %2$s ended by: %3$s."), NULL},
    {OP_RESULT_GET, LOG_DONE, IL_TASK_LOST, N_("%1$s was told that %2$s is lost: the worker that was at it died."), NULL},
    {OP_RESULT_GET, LOG_DONE, IL_TIMEOUT, N_("The time allowed is over: %1$s goes on, though %2$s is not ready."), NULL},
    {OP_RESULT_WAIT, LOG_BLOCK, ANY, N_("%1$s waits until the result %2$s is ready."), NULL},
    {OP_RESULT_WAIT, LOG_DONE, IL_OK, N_("%1$s goes on: the result %2$s is ready."), NULL},
    {OP_RESULT_WAIT, LOG_DONE, IL_TIMEOUT, N_("The time allowed is over: %1$s goes on, though %2$s is not ready."), NULL},
    {OP_TASK_AWAIT, LOG_DONE, IL_RAISED, N_("%1$s goes on: %2$s ended by an exception, %3$s."), NULL},
    {OP_TASK_AWAIT, LOG_DONE, IL_CANCELLED, N_("%1$s goes on, cancelled while it awaited %2$s."), NULL},
    {OP_TASK_AWAIT, LOG_DONE, IL_TIMEOUT, N_("The time allowed is over: %1$s awaits %2$s no longer."), NULL},
    {OP_TASK_WAIT, LOG_BLOCK, ANY, N_("%1$s waits for several tasks (%5$s), and gives the thread back to the loop."),
     NULL},
    {OP_TASK_WAIT, LOG_DONE, IL_OK, N_("%1$s goes on: enough of them are done, or the time allowed is over."), NULL},
    {OP_TASK_WAIT, LOG_DONE, IL_CANCELLED, N_("%1$s goes on, cancelled while it waited."), NULL},
    {OP_TASK_WAIT, LOG_DONE, IL_TIMEOUT, N_("The time allowed is over: %1$s waits no longer."), NULL},
    {OP_TASK_CANCEL, LOG_DONE, IL_OK,
     N_("%1$s asked for the cancellation of %2$s: it arrives at the await where that stands, in a coming turn."), NULL},
    {OP_TASK_DONE, LOG_DONE, IL_CANCELLED, N_("%1$s has ended, cancelled."), NULL},
    {OP_TASK_DONE, LOG_DONE, IL_RAISED, N_("%1$s has ended by an exception, %3$s. Whoever awaits it gets it."), NULL},
    {OP_SLEEP, LOG_DONE, IL_CANCELLED, N_("%1$s goes on, cancelled while it slept."), NULL},
    {OP_FUTURE_SETTLE, LOG_DONE, IL_OK, N_("%1$s settled %2$s with %3$s: who waits for it is ready."), NULL},
    {OP_LOOP_CALL, LOG_DONE, IL_OK, N_("%1$s scheduled a call of %3$s."), NULL},
    {OP_LOOP_CALLBACK, LOG_DONE, IL_OK, N_("The loop calls %3$s."), NULL},
    {OP_LOOP_CANCEL, LOG_DONE, IL_OK, N_("%1$s dropped the scheduled call of %3$s."), NULL},
    {OP_LOOP_STOP, LOG_DONE, IL_OK, N_("%1$s asked the loop to stop behind this turn."), NULL},
    {OP_LOOP_SLOW, LOG_DONE, IL_OK,
     N_("%2$s has held the loop for %7$s without giving way: everybody else in it is late by that."), NULL},
    {OP_LOOP_EXCEPTION, LOG_DONE, IL_OK, N_("The loop says of %2$s: %4$s: %3$s."), NULL},
    {OP_QUERY, LOG_DONE, IL_OK, N_("%1$s asked for %2$s.%4$s: %3$s."), NULL},
    {OP_PROMISE, LOG_DONE, IL_OK, N_("Promise kept: %3$s"), NULL},
    {OP_PROMISE, LOG_DONE, IL_BROKEN, N_("Promise broken: %3$s"), NULL},
    {OP_OUTSIDE, LOG_BLOCK, ANY,
     N_("%1$s sleeps in a system call that is not the runtime's: the others go on without it."), NULL},
    {OP_OUTSIDE, LOG_DONE, IL_OK, N_("%1$s is back from outside."), NULL},
    {OP_VALUE_READ, LOG_BLOCK, ANY, N_("%1$s wants to read %2$s, but its lock %4$s is held: %1$s waits in line."), NULL},
    {OP_VALUE_READ, LOG_DONE, IL_OK, N_("%1$s read %2$s, which all processes share: %3$s."), NULL},
    {OP_VALUE_WRITE, LOG_BLOCK, ANY, N_("%1$s wants to write %2$s, but its lock %4$s is held: %1$s waits in line."), NULL},
    {OP_VALUE_WRITE, LOG_DONE, IL_OK, N_("%1$s wrote %2$s, which all processes share: %3$s."), NULL},
};

/* object.new by what was made; %4$s a condition's lock, %6$s its constant. */
static const char *const made[LOG_TYPE_COUNT] = {
    [TYPE_MAIN] = N_("The program begins: %1$s runs."),
    [TYPE_THREAD] = N_("%1$s made the thread %2$s. It has not been started."),
    [TYPE_PROCESS] = N_("%1$s made the process %2$s. It has not been started."),
    [TYPE_TASK] = N_("%1$s made the task %2$s."),
    [TYPE_LOCK] = N_("%1$s made the lock %2$s."),
    [TYPE_RLOCK] = N_("%1$s made the re-entrant lock %2$s."),
    [TYPE_SEMAPHORE] = N_("%1$s made the semaphore %2$s, at %6$s."),
    [TYPE_BOUNDED_SEMAPHORE] = N_("%1$s made the bounded semaphore %2$s, at %6$s."),
    [TYPE_EVENT] = N_("%1$s made the event %2$s."),
    [TYPE_CONDITION] = N_("%1$s made the condition %2$s, whose lock is %4$s."),
    [TYPE_QUEUE] = N_("%1$s made the queue %2$s."),
    [TYPE_VAR] = N_("%1$s made the variable %2$s: %3$s."),
    [TYPE_LOOP] = N_("%1$s made the event loop %2$s."),
    [TYPE_FUTURE] = N_("%1$s made the future %2$s."),
    [TYPE_POOL] = N_("%1$s made the pool %2$s, for %6$s worker processes."),
    [TYPE_RESULT] = N_("%1$s will have a result, %2$s."),
    [TYPE_EXECUTOR] = N_("%1$s made the thread pool %2$s, for at most %6$s threads."),
    [TYPE_BARRIER] = N_("%1$s made the barrier %2$s, for %6$s parties."),
    [TYPE_VALUE] = N_("%1$s made the value %2$s, which all processes share: %3$s."),
};

/* A re-entrant lock that is held once, or given back, is told like any lock. */
static unsigned told_op(const struct log_event *event)
{
	if (event->op == OP_RLOCK_ACQUIRE && event->y <= 1)
		return OP_LOCK_ACQUIRE;
	return event->op == OP_RLOCK_RELEASE && event->y == 0 ? OP_LOCK_RELEASE : event->op;
}

static const struct telling *find_in(const struct telling *table, size_t count, unsigned op,
				     const struct log_event *event)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (table[i].op == op && table[i].phase == event->phase &&
		    (table[i].result == ANY || table[i].result == event->result))
			return &table[i];
	return NULL;
}

static const struct telling *find_telling(const struct log_event *event)
{
	unsigned op = told_op(event);
	size_t count;
	const struct telling *pool = tell_pool(&count);
	const struct telling *found = find_in(tellings, sizeof(tellings) / sizeof(tellings[0]), op, event);

	return found != NULL ? found : find_in(pool, count, op, event);
}

/* What a pool's op says depends on more than how it came out. */
static const char *pool_message(const struct log_event *event)
{
	if (event->phase != LOG_DONE || event->result != IL_OK)
		return NULL;
	if (event->op == OP_POOL_TAKE && event->y == 0)
		return N_("%2$s has no more work, and gets none: %1$s comes to its end.");
	if (event->op == OP_POOL_GIVE && event->y == 1)
		return N_("%1$s gave chunk %5$s of %4$s back: %3$s.");
	if (event->op == OP_POOL_TEND && event->z == TEND_OVER)
		return N_("%2$s is over: %1$s comes to its end.");
	if (event->op == OP_POOL_TEND && event->z == TEND_CALLBACK)
		return N_("%4$s is computed: %1$s calls its callback.");
	if (event->op == OP_RESULT_GET && (event->flags & LOG_VALUE_KIND) != VALUE_NONE)
		return N_("%1$s got %3$s, the result %2$s.");
	return NULL;
}

static const char *find_message(const struct log_event *event, const struct telling *telling)
{
	bool bounded = event->x == TYPE_QUEUE && event->y > 0;
	const char *of_pool = pool_message(event);

	if (event->op == OP_BARRIER_WAIT && event->phase == LOG_BLOCK &&
	    (event->flags & LOG_VALUE_KIND) != VALUE_INT)
		return N_("%1$s comes to %2$s while the round before is not over, and waits outside.");
	if (event->op == OP_BARRIER_WAIT && event->phase == LOG_DONE && event->result == IL_OK &&
	    event->value + 1 == event->y)
		return N_("%1$s is the last of %6$s: %2$s opens, and all go on.");
	if ((event->op == OP_THREAD_SET_DAEMON || event->op == OP_PROCESS_SET_DAEMON) && telling != NULL)
		return event->x ? N_("%2$s is a daemon now: the program's end will not wait for it.")
				: N_("%2$s is no daemon now: the program's end will wait for it.");
	if (of_pool != NULL)
		return of_pool;
	if (event->op == OP_QUERY && event->object == LOG_NONE && telling != NULL)
		return N_("%1$s asked for %4$s: %3$s.");
	if (event->op == OP_SLEEP && event->phase == LOG_BLOCK && model_suspends(event))
		return N_("%1$s sleeps until %7$s, and gives the thread back to the loop.");
	if (telling != NULL && telling->message == NULL)
		return tell_pool_message(event);
	if (event->op != OP_OBJECT_NEW || event->phase != LOG_DONE || event->result != IL_OK)
		return telling != NULL ? telling->message : NULL;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		return N_("The fork copied %2$s: same state, same holder, and nobody in its line.");
	if (event->x == TYPE_QUEUE && log_queue_order(event->z) == QUEUE_IS_LIFO)
		return N_("%1$s made the LIFO queue %2$s: the last item put is the first to come out.");
	if (event->x == TYPE_QUEUE && log_queue_order(event->z) == QUEUE_HAS_PRIORITIES)
		return N_("%1$s made the priority queue %2$s: the item of the lowest priority comes out first.");
	if (bounded)
		return N_("%1$s made the queue %2$s, for at most %6$s items.");
	return event->x >= 0 && event->x < LOG_TYPE_COUNT ? made[event->x] : NULL;
}

/* ---- filling in ---- */

/* The time a sentence names: the deadline of a wait, else the value that a clock op carries. */
static int64_t time_of(const struct log_event *event)
{
	return event->flags & LOG_TIMED ? event->deadline : event->value;
}

/* The owner of a lock that blocked, a condition's lock, what `via` names. */
static uint32_t other_of(const struct view_input *in, const struct log_event *event)
{
	const struct model_object *object = model_object(in->model, event->object);

	if (event->op == OP_LOCK_ACQUIRE || event->op == OP_RLOCK_ACQUIRE)
		return event->x >= 0 ? (uint32_t)event->x : LOG_NONE;
	if (object != NULL && object->type == TYPE_CONDITION && event->op != OP_OBJECT_NEW)
		return object->lock;
	return event->via;
}

static void put_telling(char *out, size_t size, const struct view_input *in, const struct log_event *event,
			const char *message)
{
	char who[WORDS_MAX], object[WORDS_MAX], value[WORDS_MAX], other[WORDS_MAX] = "", x[16], y[16],
								  when[32];

	words_name(who, sizeof(who), in, event->actor);
	words_name(object, sizeof(object), in, event->object);
	if (event->op == OP_PRINT || event->op == OP_OUTPUT_RAW)
		words_print(value, sizeof(value), in->model, in->catalog, event);
	else if (event->op == OP_PROMISE || event->op == OP_CONTROL_STRATEGY)
		phrase_copy(value, sizeof(value), tr(in->catalog, log_text(in->model->log, event->text)));
	else if (event->op == OP_WORK || event->op == OP_POOL_SUBMIT || event->op == OP_POOL_MAP)
		phrase_copy(value, sizeof(value), log_text(in->model->log, event->text));
	else if (event->op == OP_PROCESS_WAIT)
		words_actors(value, sizeof(value), in, log_text(in->model->log, event->text));
	else if (event->op == OP_QUERY && event->z)
		phrase_copy(value, sizeof(value), event->value ? "True" : "False");
	else
		words_event_value(value, sizeof(value), in, event);
	if (words_calls(event))
		phrase_copy(value, sizeof(value), log_text(in->model->log, event->text));
	if (event->op == OP_QUERY || event->op == OP_EXECUTOR_SUBMIT || event->op == OP_EXECUTOR_MAP)
		phrase_copy(other, sizeof(other), log_text(in->model->log, event->text));
	else if (event->op == OP_LOOP_EXCEPTION)
		phrase_copy(other, sizeof(other),
			    tr(in->catalog, log_text(in->model->log, (uint32_t)event->value)));
	else if (event->op != OP_PRINT)
		words_name(other, sizeof(other), in, other_of(in, event));
	snprintf(x, sizeof(x), "%" PRId32, event->x);
	snprintf(y, sizeof(y), "%" PRId32, event->y);
	words_time(when, sizeof(when), in->catalog, time_of(event));
	tr_format(out, size, in->catalog, message, who, object, value, other, x, y, when);
}

/* An op that failed in a way that has no sentence of its own. */
static void put_failure(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	il_status status = (il_status)event->result;
	char who[WORDS_MAX], op[WORDS_MAX];

	words_name(who, sizeof(who), in, event->actor);
	words_op(op, sizeof(op), in, event);
	tr_format(out, size, in->catalog, N_("%1$s failed to %2$s: %3$s: %4$s."), who, op,
		  il_status_name(status), tr(in->catalog, il_status_message(status)));
}

static void narrate(char *out, size_t size, const struct view_input *input, const struct log_event *event,
		    bool and_then)
{
	const struct telling *telling = find_telling(event);
	const char *message = find_message(event, telling);
	char sentence[SENTENCE_MAX];
	struct phrase phrase = phrase_begin(out, size);

	if (message != NULL) {
		put_telling(sentence, sizeof(sentence), input, event, message);
		phrase_add(&phrase, sentence);
		if (and_then && telling != NULL && telling->then != NULL)
			telling->then(&phrase, input, event);
	} else if (event->phase == LOG_DONE && event->result != IL_OK) {
		put_failure(sentence, sizeof(sentence), input, event);
		phrase_add(&phrase, sentence);
	} else {
		char who[WORDS_MAX], op[WORDS_MAX];

		words_name(who, sizeof(who), input, event->actor);
		phrase_add(&phrase,
			   tr_format(sentence, sizeof(sentence), input->catalog, N_("%1$s is about to %2$s."),
				     who, words_op(op, sizeof(op), input, event)));
	}
}

void view_narrate(char *out, size_t size, const struct view_input *input, const struct log_event *event)
{
	narrate(out, size, input, event, true);
}

void view_tell(char *out, size_t size, const struct view_input *input, const struct log_event *event)
{
	narrate(out, size, input, event, false);
}
