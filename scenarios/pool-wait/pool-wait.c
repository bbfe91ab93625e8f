/* Waiting for several futures at once: for the first, for the first exception, for all.
 *
 * What to see: wait gives two sets, what is done and what is not, and raises nothing: neither what a call raised
 * nor, when the time allowed is over, a TimeoutError. shutdown waits too, for the threads. */
#include "interleave/interleave.h"

enum { CALLS = 3 };

static const char *const names[CALLS] = {"quick", "failing", "slow"};
static il_future futures[CALLS];
static bool first[CALLS], exception[CALLS], in_time[CALLS], all[CALLS]; /* for the promises */
static il_value error;

static il_value call(il_args args)
{
	il_sleep((double)args.v[0].i); /* @work */
	if (args.v[0].i == 2)
		return il_raise("ValueError", "after two seconds"); /* @fails */
	return il_str("after %d s", (int)args.v[0].i);
}

static void tell(const char *until, const bool *done)
{
	int count = 0;
	for (int i = 0; i < CALLS; i++)
		count += done[i];
	il_print("%s: %d done, %d not", until, count, CALLS - count); /* @tell */
}

static void run(void)
{
	il_executor executor = il_executor_new("executor", CALLS); /* @executor */
	for (int i = 0; i < CALLS; i++) {
		il_args args = IL_ARGS(il_int(i == 2 ? 4 : i + 1));
		il_executor_submit(&futures[i], executor, call, .args = args, .name = names[i]); /* @submit */
	}
	il_future_wait(first, futures, CALLS, .return_when = IL_FIRST_COMPLETED); /* @first */
	tell("the first", first);
	il_future_wait(exception, futures, CALLS, .return_when = IL_FIRST_EXCEPTION); /* @first-exception */
	tell("the first exception", exception);
	il_future_wait(in_time, futures, CALLS, .timeout = il_within(1)); /* @in-time */
	tell("a second later", in_time);
	il_future_wait(all, futures, CALLS); /* @all */
	tell("all", all);
	il_future_exception(futures[1], &error); /* @exception */
	il_print("the failing one: %s", il_text(error)); /* @told */
	il_executor_shutdown(executor); /* @shutdown */
	il_print("the threads have ended"); /* @ended */
}

/* Who is done when leans on time: live, a worker may come late. */
static bool in_order(void)
{
	return il_time_respected() && il_time_exact();
}

static bool are(const bool done[CALLS], bool quick, bool failing, bool slow)
{
	bool there = (done[0] || !quick) && (done[1] || !failing) && (done[2] || !slow);
	return there && (!in_order() || (done[0] == quick && done[1] == failing && done[2] == slow));
}

static void check(void)
{
	il_promise(first[0] || first[1] || first[2], "FIRST_COMPLETED: one is done");
	il_promise(!in_order() || are(first, true, false, false), "FIRST_COMPLETED: the quick one is");
	il_promise(are(exception, false, true, false) || are(exception, true, true, false),
	           "FIRST_EXCEPTION: the failing one is done");
	il_promise(!in_order() || are(in_time, true, true, false), "a limit raises nothing: the slow one is not done");
	il_promise(are(all, true, true, true), "ALL_COMPLETED: all are done");
	il_promise(error.kind == IL_ERROR, "the exception is in the future that was waited for");
	il_promise(il_ended_at(4), "shutdown has waited: it all takes four seconds");
}

const struct il_scenario il_scenario_pool_wait = {
	.id = "pool-wait",
	.section = 2,
	.documented = false,
	.title = "Waiting for several futures",
	.summary = "Three calls of one, two and four seconds; the second raises an exception. Main waits for "
	           "the first, for the first exception, for a second, for all, and for the threads.",
	.kind = "threads",
	.run = run,
	.check = check,
};
