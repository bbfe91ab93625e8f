/* A pool that waits for itself.
 *
 * What to see: each report asks the pool for a chapter and waits for it, as a worker of that pool. With as
 * many threads as reports, all of them wait, and the chapters stand in the work queue for ever; unless the
 * first report gets its chapter before the second one has been submitted. */
#include "interleave/interleave.h"

enum { REPORTS = 2 };

static il_executor executor;
static bool finished[REPORTS];

static il_value write_chapter(il_args args)
{
	il_print("writing chapter %d", (int)args.v[0].i); /* @chapter */
	return il_str("chapter %d", (int)args.v[0].i);
}

static il_value write_report(il_args args)
{
	il_future chapter;
	il_value text;
	IL_TRY(il_executor_submit(&chapter, executor, write_chapter, .args = args)); /* @submit-chapter */
	il_print("report %d waits for its chapter", (int)args.v[0].i); /* @waits */
	IL_TRY(il_future_result(chapter, &text)); /* @wait */
	return il_str("a report with %s", il_text(text));
}

static void run(void)
{
	il_future reports[REPORTS];
	executor = il_executor_new("executor", (int)il_param_int("workers")); /* @with */
	il_hold(executor); /* @with */
	for (int i = 0; i < REPORTS; i++) {
		il_args args = IL_ARGS(il_int(i));
		il_executor_submit(&reports[i], executor, write_report, .args = args); /* @submit-report */
		il_print("report %d is asked for", i); /* @asked */
	}
	for (int i = 0; i < REPORTS; i++) {
		il_value report;
		il_future_result(reports[i], &report); /* @result */
		il_print("%s", il_text(report)); /* @done */
		finished[i] = true;
	}
}

static void check(void)
{
	il_promise(finished[0] && finished[1], "both reports are written");
}

static const struct il_param params[] = {
	{.name = "workers", .value = "2", .low = 1, .high = 4, .help = "threads of the pool; two reports are to be written"},
	{.name = NULL},
};

const struct il_scenario il_scenario_pool_deadlock = {
	.id = "pool-deadlock",
	.section = 5,
	.documented = false,
	.title = "A pool that waits for itself",
	.summary = "Two reports are written by a pool of two threads. Each asks the same pool for a chapter, and "
	           "waits for it: but nobody is left to write one.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
