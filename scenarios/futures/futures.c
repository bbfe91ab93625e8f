/* The life of futures: pending, running, finished; or cancelled.
 *
 * What to see: the pool has one thread, so that one call runs and the others are pending. cancel() takes a pending
 * one out of the game, and comes too late for one that runs or has finished. result() waits, for as long as it is
 * told to; the call goes on whether anybody waits or not. A callback is called by the thread that finishes it. */
#include "interleave/interleave.h"

static il_executor executor;
static il_future sum, useless, broken;
static il_status early, late, lost, failed; /* for the promises, as what follows */
static bool cancelled_pending, cancelled_finished;
static il_value total, error;
static const char *called_back_by;

static il_value add(il_args args)
{
	il_sleep(2); /* @adding */
	return il_int(args.v[0].i + args.v[1].i);
}

static il_value divide(il_args args)
{
	if (args.v[1].i == 0)
		return il_raise("ZeroDivisionError", "division by zero"); /* @by-zero */
	return il_int(args.v[0].i / args.v[1].i);
}

static il_value tell(il_args args)
{
	called_back_by = il_current_name();
	if (il_future_done(il_future_of(args.v[0]))) /* @asked-in-callback */
		il_print("the sum is done"); /* @callback */
	return il_none();
}

static const char *state_of(il_future future)
{
	if (il_future_running(future)) /* @running */
		return "running";
	if (il_future_cancelled(future)) /* @cancelled */
		return "cancelled";
	if (il_future_done(future)) /* @done */
		return "finished";
	return "pending";
}

static void show(void)
{
	const char *first = state_of(sum), *second = state_of(useless), *third = state_of(broken);
	il_print("sum %s, useless %s, broken %s", first, second, third); /* @show */
}

static void ask(void)
{
	early = il_future_result(sum, NULL, .timeout = il_within(1)); /* @early */
	if (early == IL_TIMEOUT)
		il_print("no sum within a second"); /* @no-sum */
	late = il_future_result(sum, &total); /* @late */
	il_print("the sum is %d", (int)total.i); /* @sum */
	cancelled_finished = il_future_cancel(sum); /* @cancel-finished */
	failed = il_future_exception(broken, &error); /* @exception */
	il_print("the exception is %s", il_text(error)); /* @told */
	lost = il_future_result(useless, NULL); /* @lost */
	if (lost == IL_CANCELLED)
		il_print("there is no result of what was cancelled"); /* @no-result */
}

static void run(void)
{
	executor = il_executor_new("executor", 1, .thread_name_prefix = "clerk"); /* @with */
	il_hold(executor); /* @with */
	il_args forty_two = IL_ARGS(il_int(40), il_int(2)), by_zero = IL_ARGS(il_int(1), il_int(0));
	il_executor_submit(&sum, executor, add, .args = forty_two, .name = "sum"); /* @submit-sum */
	il_executor_submit(&useless, executor, add, .args = forty_two, .name = "useless"); /* @submit-useless */
	il_executor_submit(&broken, executor, divide, .args = by_zero, .name = "broken"); /* @submit-broken */
	il_future_add_done_callback(sum, tell); /* @add-callback */
	show();
	cancelled_pending = il_future_cancel(useless); /* @cancel-pending */
	show();
	ask();
	show();
}

static void check(void)
{
	bool in_time = il_time_respected() && il_time_exact(); /* otherwise the calls may be done before main asks */
	il_promise(!in_time || cancelled_pending, "a pending future can be cancelled");
	il_promise(!cancelled_finished, "a finished one cannot");
	il_promise(!in_time || early == IL_TIMEOUT, "a result with a limit gives up, and the call goes on");
	il_promise(late == IL_OK && total.i == 42, "a result without a limit waits until it is there");
	il_promise(failed == IL_OK && error.kind == IL_ERROR, "an exception stays in its future");
	il_promise(!cancelled_pending || lost == IL_CANCELLED, "what was cancelled has no result");
	il_promise(called_back_by != NULL, "the callback was called");
}

const struct il_scenario il_scenario_futures = {
	.id = "futures",
	.section = 2,
	.documented = false,
	.title = "The life of futures",
	.summary = "Three calls for a pool of one thread: a sum that takes two seconds, one that is cancelled "
	           "while it is pending, and one that ends by an exception.",
	.kind = "threads",
	.run = run,
	.check = check,
};
