/* What the ops of threads, processes and the program as a whole did, and what follows from it; the making
 * of objects. */
#include <inttypes.h>
#include <stdio.h>

#include "view/tell.h"

/* ---- what follows ---- */

/* Who waited for `event`'s actor to end. */
static void then_ended(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);

		if (actor != NULL && actor->state == ACTOR_WAITING && actor->at_valid &&
		    actor->at.object == event->actor &&
		    (actor->at.op == OP_THREAD_JOIN || actor->at.op == OP_PROCESS_JOIN)) {
			tell_may_go_on(out, in, id);
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

/* ---- sentences that depend on more than how it came out ---- */

static const char *choose_daemon(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	return event->x ? N_("%2$s is a daemon now: the program's end will not wait for it.")
			: N_("%2$s is no daemon now: the program's end will wait for it.");
}

static const char *choose_sleep(const struct log_event *event)
{
	return event->phase == LOG_BLOCK && model_suspends(event)
		   ? N_("%1$s sleeps until %7$s, and gives the thread back to the loop.")
		   : NULL;
}

static const char *choose_order(const struct log_event *event)
{
	return event->x ? N_("From here on the order is: %3$s, and time is free.") : NULL;
}

static const char *choose_query(const struct log_event *event)
{
	return tell_succeeded(event) && event->object == LOG_NONE ? N_("%1$s asked for %4$s: %3$s.") : NULL;
}

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
    [TYPE_SERVER] = N_("%1$s made the server %2$s. It does not serve yet."),
    [TYPE_CONNECTION] = N_("%1$s made %2$s, one end of a connection."),
    [TYPE_VALUE] = N_("%1$s made the value %2$s, which all processes share: %3$s."),
};

static const char *choose_made(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT && event->x == TYPE_VAR)
		return N_("The fork copied the value into %2$s: from here on each process changes its own.");
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		return N_("The fork copied %2$s: same state, same holder, and nobody in its line.");
	if (event->x == TYPE_QUEUE && log_queue_order(event->z) == QUEUE_IS_LIFO)
		return N_("%1$s made the LIFO queue %2$s: the last item put is the first to come out.");
	if (event->x == TYPE_QUEUE && log_queue_order(event->z) == QUEUE_HAS_PRIORITIES)
		return N_("%1$s made the priority queue %2$s: the item of the lowest priority comes out first.");
	if (event->x == TYPE_QUEUE && event->y > 0)
		return N_("%1$s made the queue %2$s, for at most %6$s items.");
	return event->x >= 0 && event->x < LOG_TYPE_COUNT ? made[event->x] : NULL;
}

/* ---- what is filled in ---- */

static void put_line(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	words_print(out, size, in->model, in->catalog, event);
}

static void put_message(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	phrase_copy(out, size, tr(in->catalog, log_text(in->model->log, event->text)));
}

static void put_order(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	phrase_copy(out, size, words_order(in, log_text(in->model->log, event->text)));
}

static void put_actors(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	words_actors(out, size, in, log_text(in->model->log, event->text));
}

static void put_answer(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	if (event->z)
		phrase_copy(out, size, event->value ? "True" : "False");
	else
		words_event_value(out, size, in, event);
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {.op = OP_THREAD_START, .done = N_("%1$s started %2$s.")},
    {.op = OP_THREAD_EXIT,
     .raised = N_("%1$s was ended by an exception, %3$s. The others go on, and a join returns as ever."),
     .cancelled = N_("The program has ended, and %1$s, a daemon, with it."),
     .ended = N_("%1$s has ended."),
     .then = then_ended},
    {.op = OP_THREAD_JOIN,
     .block = N_("%1$s waits for the end of %2$s."),
     .done = N_("%1$s goes on: %2$s has ended."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s has not ended.")},
    {.op = OP_PROCESS_START,
     .done = N_("%1$s forked %2$s, which has its own copy of the memory from here on.")},
    {.op = OP_PROCESS_EXIT,
     .block = N_("%1$s has come to its end, and waits for its threads and child processes."),
     .raised = N_("%1$s was ended by an exception, %3$s, with exit code %5$s."),
     .ended = N_("%1$s has ended with exit code %5$s."),
     .then = then_ended},
    {.op = OP_PROCESS_CRASH,
     .ended = N_("%1$s is dead: it left with exit code %5$s."),
     .then = then_ended},
    {.op = OP_PROCESS_JOIN,
     .block = N_("%1$s waits for the end of %2$s."),
     .done = N_("%1$s goes on: %2$s has ended."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s has not ended.")},
    {.op = OP_CLOCK_READ, .done = N_("%1$s read the clock: %7$s.")},
    {.op = OP_CLOCK_ADVANCE,
     .done = N_("Time passed to %7$s."),
     .then = then_time},
    {.op = OP_RANDOM, .done = N_("%1$s drew the random number %3$s.")},
    {.op = OP_SLEEP,
     .block = N_("%1$s sleeps until %7$s."),
     .done = N_("%1$s has slept, and goes on."),
     .cancelled = N_("%1$s goes on, cancelled while it slept."),
     .choose = choose_sleep},
    {.op = OP_PRINT, .done = N_("%1$s printed: %3$s"), .value = put_line},
    {.op = OP_OUTPUT_RAW, .done = N_("%1$s wrote: %3$s"), .value = put_line},
    {.op = OP_CONTROL_PAUSE, .done = N_("Paused: everybody stops before the next operation.")},
    {.op = OP_CONTROL_RESUME, .done = N_("The run goes on.")},
    {.op = OP_CONTROL_STRATEGY, .done = N_("From here on the order is: %3$s."), .choose = choose_order,
     .value = put_order},
    {.op = OP_CONTROL_SPEED, .done = N_("The speed was changed.")},
    {.op = OP_EXIT,
     .block = N_("%1$s has come to its end; the program waits for child processes, and for "
                 "threads that are no daemons."),
     .raised = N_("The program was ended by an exception in main, %3$s."),
     .ended = N_("The program has ended with exit code %5$s.")},
    {.op = OP_THREAD_RENAME, .done = N_("%1$s gave a thread a new name: %2$s.")},
    {.op = OP_THREAD_SET_DAEMON, .choose = choose_daemon},
    {.op = OP_PROCESS_TERMINATE,
     .done = N_("%1$s told %2$s to end."),
     .then = then_told},
    {.op = OP_PROCESS_KILL,
     .done = N_("%1$s told %2$s to end, at once."),
     .then = then_told},
    {.op = OP_PROCESS_CLOSE, .done = N_("%1$s closed %2$s: it can be asked for nothing any more.")},
    {.op = OP_PROCESS_WAIT,
     .block = N_("%1$s waits for the end of one of %3$s."),
     .done = N_("%1$s goes on: one of %3$s has ended."),
     .timeout = N_("The time allowed is over: %1$s goes on, though none of %3$s has ended."),
     .value = put_actors},
    {.op = OP_PROCESS_RENAME, .done = N_("%1$s gave a process a new name: %2$s.")},
    {.op = OP_PROCESS_SET_DAEMON, .choose = choose_daemon},
    {.op = OP_WORK, .done = N_("%1$s computes from here on: %3$s."), .value = tell_text},
    {.op = OP_QUERY,
     .done = N_("%1$s asked for %2$s.%4$s: %3$s."),
     .choose = choose_query,
     .value = put_answer,
     .other_name = tell_text},
    {.op = OP_PROMISE,
     .done = N_("Promise kept: %3$s"),
     .other = N_("Promise broken: %3$s"),
     .other_result = IL_BROKEN,
     .value = put_message},
    {.op = OP_OUTSIDE,
     .block = N_("%1$s sleeps in a system call that is not the runtime's: the others go on without it."),
     .done = N_("%1$s is back from outside.")},
    {.op = OP_OBJECT_NEW, .choose = choose_made},
};

const struct tellings tell_actors = {tellings, sizeof(tellings) / sizeof(tellings[0])};
