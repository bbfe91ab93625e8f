/* blocking-the-loop: a heart beats every half second; another task works for two seconds without giving way.
 *
 * What to see: one thread carries all tasks. While one does not await, the timers of the others run out, and nobody comes to
 * see to them: the beats are late. Awaited, or in a thread of their own, the same two seconds harm nobody. */
#include "interleave/interleave.h"

enum { BEATS = 6 };

static double latest; /* how late the worst beat was, for the promise */

static il_value beat(il_args args)
{
	(void)args;
	double due = il_clock(); /* @clock */
	for (int i = 0; i < BEATS; i++) {
		due += 0.5;
		il_async_sleep(0.5); /* @beat */
		double late = il_clock() - due; /* @late */
		il_print("beat, %.1f s late", late); /* @print-beat */
		latest = late > latest ? late : latest;
	}
	return il_none();
}

static il_value block(il_args args)
{
	(void)args;
	il_sleep(2); /* @in-thread */
	return il_none();
}

static il_value work(il_args args)
{
	(void)args;
	il_async_sleep(0.75); /* @wait */
	il_print("work begins"); /* @begin */
	if (il_param_is("variant", "awaited"))
		il_async_sleep(2); /* @awaited */
	else if (il_param_is("variant", "thread"))
		il_to_thread(NULL, block); /* @to-thread */
	else
		il_sleep(2); /* @blocking */
	il_print("work is done"); /* @done */
	return il_none();
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	il_value results[2];
	il_task heart = il_task_create(beat, .name = "heart"); /* @create-heart */
	il_task worker = il_task_create(work, .name = "worker"); /* @create-worker */
	il_task both[] = {heart, worker};
	il_gather(results, both, 2); /* @gather */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

/* Live, a beat may be a little late for reasons of the machine: only the exact clock is asked. */
static void check(void)
{
	bool asked = il_time_respected() && (il_time_exact() || il_param_is("variant", "blocking"));
	il_promise(!asked || latest < 0.001, "no beat is late");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "blocking",
	 .choices = "blocking,awaited,thread",
	 .help = "awaited: the work gives way, and the beats come in time; thread: it blocks a thread instead of the loop"},
	{.name = NULL},
};

const struct il_scenario il_scenario_blocking_the_loop = {
	.id = "blocking-the-loop",
	.section = 5,
	.documented = false,
	.title = "A blocking call inside a coroutine",
	.summary = "One task beats every half second, another blocks for two seconds without giving way: the whole loop "
	           "stands still, and the beats are late.",
	.kind = "loop",
	.params = params,
	.run = run,
	.check = check,
};
