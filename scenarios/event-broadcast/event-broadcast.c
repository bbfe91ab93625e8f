/* One event, many waiters: three runners wait for the start, and an impatient one looks at the time.
 *
 * What to see: set() lets everybody in the line go at once, and the flag stays up for those who come
 * later. A wait with a time-out ends without the event. After clear() the next wait waits again. A set()
 * that is cleared at once (variant=pulse) still lets all go who were waiting, but nobody who comes later. */
#include <stdatomic.h>

#include "interleave/interleave.h"

enum { RUNNERS = 3 };

static il_event start;
static atomic_int gone; /* for the promises: runners that went at the set */
static bool was_set, gave_up_first, stayed_up, still_set;

static il_value runner(il_args args)
{
	(void)args;
	il_print("on the mark"); /* @on-the-mark */
	il_event_wait(start); /* @wait */
	il_print("runs"); /* @runs */
	if (was_set)
		gone++;
	return il_none();
}

static il_value impatient(il_args args)
{
	(void)args;
	bool came = il_event_wait(start, .timeout = il_within(1)) == IL_OK; /* @wait-a-second */
	gave_up_first = !came;
	if (!came) {
		il_print("no signal within a second, waiting on"); /* @waiting-on */
		il_event_wait(start); /* @wait-again */
	}
	il_print("runs, too"); /* @runs-too */
	return il_none();
}

static il_value starter(il_args args)
{
	(void)args;
	il_sleep(2); /* @prepare */
	il_print("go!"); /* @go */
	was_set = true;
	il_event_set(start); /* @set */
	if (il_param_is("variant", "pulse"))
		il_event_clear(start); /* @clear-at-once */
	return il_none();
}

static void run(void)
{
	start = il_event_new("start"); /* @event */
	il_thread threads[RUNNERS + 2];
	for (int i = 0; i < RUNNERS; i++) {
		const char *name = il_text(il_str("runner-%d", i));
		threads[i] = il_thread_new(runner, .name = name); /* @new-runner */
	}
	threads[RUNNERS] = il_thread_new(impatient, .name = "impatient"); /* @new-impatient */
	threads[RUNNERS + 1] = il_thread_new(starter, .name = "starter"); /* @new-starter */
	for (int i = 0; i < RUNNERS + 2; i++)
		il_thread_start(threads[i]); /* @start */
	for (int i = 0; i < RUNNERS + 2; i++)
		il_thread_join(threads[i]); /* @join */

	stayed_up = il_event_is_set(start); /* @is-set */
	if (stayed_up)
		il_print("the flag is still up"); /* @still-up */
	il_event_clear(start); /* @clear */
	still_set = il_event_wait(start, .timeout = il_within(0.5)) == IL_OK; /* @wait-for-nothing */
	if (!still_set)
		il_print("after clear() a wait waits again"); /* @after */
}

static void check(void)
{
	il_promise(gone == RUNNERS, "all runners go, and only after the set");
	il_promise(gave_up_first || !il_time_respected() || !il_time_exact(), "the impatient one's first wait times out");
	il_promise(stayed_up != il_param_is("variant", "pulse"), "the flag stays up until it is cleared");
	il_promise(!still_set, "after clear() a wait times out");
	il_promise(il_ended_at(2.5), "all go at t = 2 s, and the last wait ends half a second later");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,pulse",
	 .help = "pulse: the flag is cleared as soon as it is set; who waits goes, who comes later misses it"},
	{.name = NULL},
};

const struct il_scenario il_scenario_event_broadcast = {
	.id = "event-broadcast",
	.section = 1,
	.documented = false,
	.title = "One signal for many",
	.summary = "Three runners wait for one event, a fourth only for a second at first. After two "
	           "seconds the event is set: all go at once. Cleared, it is waited for again.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
