/* An event: one thread waits for a signal, another gives it after three seconds of work.
 *
 * What to see: the waiter does not look again and again, it sleeps in the event's line until set() lets
 * it go. Main joins nobody, and yet the program lasts until both threads have ended. */
#include "interleave/interleave.h"

static il_event event;
static bool was_set, woken_after_set; /* for the promise */

static il_value waiter(il_args args)
{
	(void)args;
	il_print("waiting for the event ..."); /* @waiting */
	il_event_wait(event); /* @wait */
	woken_after_set = was_set;
	il_print("the event is set, going on"); /* @going-on */
	return il_none();
}

static il_value setter(il_args args)
{
	(void)args;
	il_print("working ..."); /* @working */
	il_sleep(3); /* @work */
	if (il_param_is("variant", "setter-fails"))
		return il_raise("RuntimeError", "the work has failed"); /* @failing */
	il_print("setting the event"); /* @setting */
	was_set = true;
	il_event_set(event); /* @set */
	return il_none();
}

static void run(void)
{
	event = il_event_new("event"); /* @event */
	il_thread t1 = il_thread_new(waiter, .name = "waiter"); /* @new-waiter */
	il_thread t2 = il_thread_new(setter, .name = "setter"); /* @new-setter */
	il_thread_start(t1); /* @start-waiter */
	il_thread_start(t2); /* @start-setter */
	/* No join: the program waits for its threads all the same. */
}

static void check(void)
{
	il_promise(woken_after_set, "the waiter goes on only after the event is set");
	il_promise(il_ended_at(3), "the waiter goes on at t = 3 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,setter-fails",
	 .help = "setter-fails: the setter ends before it sets the event"},
	{.name = NULL},
};

const struct il_scenario il_scenario_event = {
	.id = "event",
	.section = 1,
	.documented = true,
	.title = "A signal between two threads",
	.summary = "The waiter waits for an event that the setter sets after three seconds of work. Main "
	           "starts both, joins neither, and the program waits for them.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
