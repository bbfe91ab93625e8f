/* async-cancel: three tasks are cancelled: one cleans up, one does not let itself be, one has not begun.
 *
 * What to see: cancel() only asks. The cancellation arrives at the await where the task stands, a turn later; what the task
 * makes of it is its own affair. One that has not begun never does. */
#include "interleave/interleave.h"

static il_task tidy, stubborn, unborn;
static bool tidied, began, done_at_once;
static il_status of_tidy, of_stubborn, of_unborn;
static il_value kept;

static il_value copy_files(il_args args)
{
	(void)args;
	il_print("tidy copies files"); /* @copy */
	il_status status = il_async_sleep(10); /* @copying */
	if (status == IL_CANCELLED) {
		il_async_sleep(0.5); /* @delete */
		il_print("tidy has deleted the half of a copy"); /* @deleted */
		tidied = true;
	}
	return il_raise_status(status);
}

static il_value count_sheep(il_args args)
{
	(void)args;
	il_print("stubborn counts sheep"); /* @sheep */
	if (il_async_sleep(10) == IL_CANCELLED) { /* @counting */
		il_print("stubborn will not be disturbed"); /* @swallow */
		il_async_sleep(2); /* @go-on */
	}
	return il_str("all counted");
}

static il_value write_letter(il_args args)
{
	(void)args;
	began = true;
	il_print("unborn writes a letter"); /* @letter */
	return il_none();
}

static void cancel_all(void)
{
	unborn = il_task_create(write_letter, .name = "unborn"); /* @create-unborn */
	il_task_cancel(tidy); /* @cancel-tidy */
	il_task_cancel(stubborn); /* @cancel-stubborn */
	il_task_cancel(unborn); /* @cancel-unborn */
	done_at_once = il_task_done(tidy); /* @done */
	il_print("all three are asked to stop"); /* @asked */
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	tidy = il_task_create(copy_files, .name = "tidy"); /* @create-tidy */
	stubborn = il_task_create(count_sheep, .name = "stubborn"); /* @create-stubborn */
	il_async_sleep(1); /* @work */
	cancel_all();
	of_unborn = il_await(NULL, unborn); /* @await-unborn */
	of_tidy = il_await(NULL, tidy); /* @await-tidy */
	il_print("tidy is cancelled"); /* @tidy-ended */
	of_stubborn = il_await(&kept, stubborn); /* @await-stubborn */
	il_print("stubborn has ended: %s", il_text(kept)); /* @stubborn-ended */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static void check(void)
{
	il_promise(!done_at_once, "a cancel only asks: the task is not done when it returns");
	il_promise(of_unborn == IL_CANCELLED && !began, "one that has not begun never does");
	il_promise(of_tidy == IL_CANCELLED && tidied, "one cleans up, and is cancelled");
	il_promise(of_stubborn == IL_OK, "one swallows the cancellation, and ends with a result");
	il_promise(il_ended_at(3), "all is done at t = 3 s");
}

const struct il_scenario il_scenario_async_cancel = {
	.id = "async-cancel",
	.section = 4,
	.documented = false,
	.title = "Cancelled at an await: cleaned up after, swallowed, never begun",
	.summary = "Three tasks are cancelled. One cleans up first, one swallows the cancellation and goes on, and one "
	           "that has not begun never does.",
	.kind = "loop",
	.run = run,
	.check = check,
};
