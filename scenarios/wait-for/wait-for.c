/* wait-for: a time limit that holds, and one that does not.
 *
 * What to see: at the limit the inner task is cancelled, and waited for until it has cleaned up; only then the caller gets
 * its time-out. So a limit of two seconds may take three. */
#include "interleave/interleave.h"

static il_status in_time, too_late;
static il_value answer;
static bool cleaned_up;
static double given_up_after;

static il_value ask_library(il_args args)
{
	(void)args;
	il_async_sleep(1); /* @library */
	return il_str("found");
}

static il_value ask_archive(il_args args)
{
	(void)args;
	il_print("the archive is searched"); /* @search */
	il_status status = il_async_sleep(10); /* @archive */
	if (status == IL_CANCELLED) {
		il_print("cancelled: the boxes go back"); /* @cancelled */
		il_async_sleep(1); /* @clean-up */
		il_print("the boxes are back"); /* @cleaned-up */
		cleaned_up = true;
	}
	return status == IL_OK ? il_str("found") : il_raise_status(status);
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	il_task library = il_task_create(ask_library, .name = "library"); /* @create-library */
	in_time = il_async_wait_for(&answer, library, .timeout = il_within(2)); /* @wait-library */
	il_print("library: %s", il_text(answer)); /* @answer */
	double start = il_clock(); /* @start */
	il_task archive = il_task_create(ask_archive, .name = "archive"); /* @create-archive */
	too_late = il_async_wait_for(NULL, archive, .timeout = il_within(2)); /* @wait-archive */
	given_up_after = il_clock() - start; /* @end */
	il_print("archive: given up after %.0f s", given_up_after); /* @given-up */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static void check(void)
{
	bool exact = il_time_respected() && il_time_exact();
	il_promise(!exact || in_time == IL_OK, "within the limit the result comes");
	il_promise(too_late == IL_TIMEOUT, "beyond it a time-out");
	il_promise(cleaned_up, "the cancelled task has cleaned up before the time-out is told");
	il_promise(!exact || (given_up_after > 2.999 && given_up_after < 3.001), "so a limit of two seconds takes three");
}

const struct il_scenario il_scenario_wait_for = {
	.id = "wait-for",
	.section = 4,
	.documented = false,
	.title = "Waiting for a limited time",
	.summary = "One question is answered within its limit of two seconds. The other is not: its task is cancelled, "
	           "cleans up for a second, and only then the time-out comes.",
	.kind = "loop",
	.run = run,
	.check = check,
};
