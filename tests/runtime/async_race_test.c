/* Several at once, and what comes in the same moment: limits that pass as a task ends, callers that are
 * cancelled while what they wait for cleans up, gathers, shields and completions. The lines are those of
 * the same programs under CPython 3.11. */
#include "programs.h"

#include <string.h>

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

/* Sleeps v[1] seconds and returns its name v[0]; cancelled, it does what v[2] says: "swallows" it,
 * "raises" instead, is "slow" to clean up, or is "cancelled". */
static il_value inner(il_args args)
{
	const char *name = il_text(args.v[0]), *how = il_text(args.v[2]);
	il_status status = il_async_sleep(args.v[1].d);
	if (status == IL_OK) {
		il_print("%s done", name);
		return args.v[0];
	}
	il_value cancellation = il_raise_status(status);
	il_print("%s cancelled", name);
	if (strcmp(how, "swallows") == 0)
		return args.v[0];
	if (strcmp(how, "raises") == 0)
		return il_raise("ValueError", "%s", name);
	if (strcmp(how, "slow") == 0) {
		IL_TRY(il_async_sleep(0.2));
		il_print("%s cleaned up", name);
	}
	return cancellation;
}

static il_task make(const char *name, double seconds, const char *how)
{
	return il_task_create(inner, .name = name,
	                      .args = IL_ARGS(il_str("%s", name), il_double(seconds), il_str("%s", how)));
}

static il_task make_begun(const char *name, double seconds, const char *how)
{
	il_task task = make(name, seconds, how);
	il_async_sleep(0);
	return task;
}

static il_value say_outcome(const char *name, il_status status, il_value result)
{
	il_value error = status != IL_OK ? il_raise_status(status) : result;
	il_print("%s -> %s", name, status == IL_TIMEOUT ? "TimeoutError" : il_text(error));
	return status == IL_CANCELLED ? error : il_none();
}

/* A task of its own that awaits v[1], at most v[2] seconds unless that is none. */
static il_value await_it(il_args args)
{
	il_value result = il_none();
	il_task task = {args.v[1].ref};
	il_status status = args.v[2].kind == IL_DOUBLE
	                       ? il_async_wait_for(&result, task, .timeout = il_within(args.v[2].d))
	                       : il_await(&result, task);
	return say_outcome(il_text(args.v[0]), status, result);
}

static il_task make_waiter(const char *name, il_task task, il_value limit)
{
	return il_task_create(await_it, .name = name, .args = IL_ARGS(il_str("%s", name), il_object(task.id), limit));
}

static void wait_for(const il_task *tasks, size_t count)
{
	bool done[4];
	EXPECT(il_async_wait(done, tasks, count) == IL_OK);
}

/* ---- wait_for ---- */

static void say_limited(const char *name, il_task task, double seconds)
{
	il_value result = il_none();
	il_status status = il_async_wait_for(&result, task, .timeout = il_within(seconds));
	say_outcome(name, status, result);
}

static il_value limits(il_args args)
{
	(void)args;
	static const char *const ways[] = {"swallows", "raises", "slow"};
	for (int i = 0; i < 3; i++)
		say_limited(ways[i], make(ways[i], 10, ways[i]), 0.1);
	say_limited("same moment", make("same", 0.1, ""), 0.1);
	say_limited("begun before", make_begun("before", 0.1, ""), 0.1);
	say_limited("no time", make_begun("zero", 10, "slow"), 0);
	il_task ready = make("ready", 0.1, "");
	il_async_sleep(0.1);
	say_limited("no time, nearly", ready, -1);
	return il_none();
}

static void run_limits(void)
{
	run(limits);
}

static const char *const limit_lines[] = {"swallows cancelled",
					  "swallows -> swallows",
					  "raises cancelled",
					  "raises -> ValueError: raises",
					  "slow cancelled",
					  "slow cleaned up",
					  "slow -> TimeoutError",
					  "same cancelled",
					  "same moment -> TimeoutError",
					  "before done",
					  "begun before -> before",
					  "zero cancelled",
					  "zero cleaned up",
					  "no time -> TimeoutError",
					  "ready cancelled",
					  "no time, nearly -> TimeoutError",
					  NULL};

static void test_A09_what_comes_at_the_moment_of_a_limit(void **state)
{
	(void)state;
	assert_prints(run_limits, limit_lines);
	assert_completes(run_limits);
}

static il_value cancel_those_who_wait(il_args args)
{
	(void)args;
	il_async_future future = il_async_future_new("future");
	il_task waiter = make_waiter("late cancel", future, il_double(1));
	il_async_sleep(0);
	il_async_future_set_result(future, il_str("result"));
	EXPECT(il_task_cancel(waiter));
	wait_for(&waiter, 1);
	il_print("cancelled %d %d", il_task_cancelled(waiter), il_task_cancelling(waiter));
	il_task task = make("cleaner", 10, "slow");
	waiter = make_waiter("twice", task, il_double(0.1));
	il_async_sleep(0.15);
	il_task_cancel(waiter);
	wait_for(&waiter, 1);
	il_print("cancelled %d, inner done %d", il_task_cancelled(waiter), il_task_done(task));
	wait_for(&task, 1);
	EXPECT(il_task_cancelled(task));
	task = make("keeper", 10, "swallows");
	waiter = make_waiter("outer", task, il_double(5));
	il_async_sleep(0.1);
	il_task_cancel(waiter);
	wait_for(&waiter, 1);
	EXPECT_IN_TIME(il_task_cancelled(waiter) && il_task_done(task) && !il_task_cancelled(task));
	return il_none();
}

static void run_cancel_those_who_wait(void)
{
	run(cancel_those_who_wait);
}

static void test_A09_a_caller_is_cancelled_while_its_limit_runs(void **state)
{
	(void)state;
	const char *const lines[] = {"late cancel -> result",   "cancelled 0 1",    "cleaner cancelled",
				     "twice -> CancelledError", "cancelled 1, inner done 0", "cleaner cleaned up",
				     "keeper cancelled",        "outer -> CancelledError",   NULL};
	assert_prints(run_cancel_those_who_wait, lines);
	assert_completes(run_cancel_those_who_wait);
}

/* ---- gather ---- */

static void say_ends(const il_task *tasks, size_t count)
{
	char text[32] = "";
	for (size_t i = 0; i < count; i++)
		strcat(text, !il_task_done(tasks[i]) ? "waits " : il_task_cancelled(tasks[i]) ? "cancelled " : "done ");
	il_print("%s", text);
}

static void cancel_gather(const char *name, il_task a, il_task b, bool return_exceptions)
{
	il_async_future gather = il_gather_future(((il_task[]){a, b}), 2, .return_exceptions = return_exceptions);
	il_task waiter = make_waiter(name, gather, il_none());
	il_async_sleep(0.1);
	il_task_cancel(waiter);
	wait_for(&waiter, 1);
	say_ends((il_task[]){waiter, a, b}, 3);
	wait_for((il_task[]){a, b}, 2);
}

static il_value gathers(il_args args)
{
	(void)args;
	cancel_gather("gather", make("a", 10, "swallows"), make("b", 10, ""), false);
	cancel_gather("raises", make("a", 10, "raises"), make("b", 10, "slow"), false);
	cancel_gather("exceptions", make("a", 10, "swallows"), make("b", 10, "slow"), true);
	il_task a = make("a", 0.1, "");
	il_async_future gather = il_gather_future(&a, 1);
	il_await(NULL, a);
	il_print("cancel %d", il_task_cancel(gather));
	EXPECT(il_await(NULL, gather) == IL_OK);
	il_task b = make("b", 10, "");
	a = make("a", 0.2, "");
	gather = il_gather_future(((il_task[]){a, b}), 2);
	il_async_sleep(0.1);
	il_task_cancel(b);
	EXPECT(il_await(NULL, gather) == IL_CANCELLED && !il_task_cancelled(gather));
	EXPECT_IN_TIME(!il_task_done(a));
	il_await(NULL, a);
	a = make("a", 10, "");
	gather = il_gather_future(&a, 1);
	il_task both[] = {make_waiter("one", gather, il_none()), make_waiter("two", gather, il_none())};
	il_async_sleep(0);
	il_async_sleep(0);
	il_task_cancel(both[1]);
	wait_for(both, 2);
	say_ends(both, 2);
	return il_none();
}

static void run_gathers(void)
{
	run(gathers);
}

static void test_A06_a_gather_is_cancelled_with_its_children(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled",
				     "b cancelled",
				     "gather -> CancelledError",
				     "cancelled done cancelled ",
				     "a cancelled",
				     "b cancelled",
				     "raises -> ValueError: a",
				     "done done waits ",
				     "b cleaned up",
				     "a cancelled",
				     "b cancelled",
				     "b cleaned up",
				     "exceptions -> CancelledError",
				     "cancelled done cancelled ",
				     "a done",
				     "cancel 0",
				     "b cancelled",
				     "a done",
				     "a cancelled",
				     "one -> CancelledError",
				     "two -> CancelledError",
				     "cancelled cancelled ",
				     NULL};
	assert_prints(run_gathers, lines);
	assert_completes(run_gathers);
}

/* ---- shield ---- */

static il_value fail_later(il_args args)
{
	IL_TRY(il_async_sleep(args.v[0].d));
	return il_raise("ValueError", "nobody sees");
}

static il_value shields(il_args args)
{
	(void)args;
	il_task task = make("kept", 0.3, ""), waiter = make_waiter("shield", il_shield(task), il_none());
	il_async_sleep(0.1);
	il_task_cancel(waiter);
	wait_for(&waiter, 1);
	say_ends((il_task[]){waiter, task}, 2);
	EXPECT(il_await(NULL, task) == IL_OK && il_task_cancelling(task) == 0);
	task = make("cut", 10, "");
	waiter = make_waiter("shield", il_shield(task), il_none());
	il_async_sleep(0.1);
	il_task_cancel(task);
	wait_for(&waiter, 1);
	EXPECT(il_task_cancelled(waiter) && il_task_cancelling(waiter) == 0);
	task = make("goes on", 0.3, "");
	say_limited("limit", il_shield(task), 0.1);
	EXPECT_IN_TIME(!il_task_done(task));
	EXPECT(il_await(NULL, task) == IL_OK);
	EXPECT(il_shield(task).id == task.id);
	task = il_task_create(fail_later, .name = "failing", .args = IL_ARGS(il_double(0.2)));
	waiter = make_waiter("dropped", il_shield(task), il_none());
	il_async_sleep(0.1);
	il_task_cancel(waiter);
	wait_for((il_task[]){waiter, task}, 2);
	return il_none();
}

static void run_shields(void)
{
	run(shields);
}

static void test_A10_a_shield_keeps_a_cancellation_off_and_drops_what_comes_later(void **state)
{
	(void)state;
	const char *const lines[] = {"shield -> CancelledError", "cancelled waits ", "kept done", "cut cancelled",
				     "shield -> CancelledError", "limit -> TimeoutError", "goes on done",
				     "dropped -> CancelledError", NULL};
	assert_prints(run_shields, lines);
	assert_completes(run_shields);
	const struct logged complaint[] = {
	    DONE("main", OP_LOOP_EXCEPTION, "failing", .kind = VALUE_ERROR, .text = "ValueError: nobody sees",
	         .value = 0, .inner = true),
	};
	assert_logs(run_shields, LOG_COMPLETED, complaint);
}

/* ---- as_completed ---- */

static il_status say_next(const char *name, il_async_completions completions)
{
	il_value result = il_none();
	il_status status = il_async_next_completed(&result, NULL, completions);
	say_outcome(name, status, result);
	return status;
}

static il_value take_next(il_args args)
{
	il_value result = il_none();
	il_status status = il_async_next_completed(&result, NULL, (il_async_completions){(uint32_t)args.v[1].i});
	return say_outcome(il_text(args.v[0]), status, result);
}

static il_task make_taker(const char *name, il_async_completions completions)
{
	return il_task_create(take_next, .args = IL_ARGS(il_str("%s", name), il_int(completions.id)));
}

static il_value cancel_it(il_args args)
{
	il_task_cancel((il_task){args.v[1].ref});
	return il_none();
}

static void complete_for_two(void)
{
	il_task tasks[] = {make("f", 0.2, ""), make("g", 0.1, "")};
	il_async_completions completions = il_async_as_completed(tasks, 2);
	wait_for((il_task[]){make_taker("x", completions), make_taker("y", completions)}, 2);
	il_task others[] = {make("h", 0.2, ""), make("i", 0.1, "")};
	completions = il_async_as_completed(others, 2);
	il_task x = make_taker("x", completions), y = make_taker("y", completions);
	il_async_sleep(0.05);
	il_task_add_done_callback(others[1], cancel_it, .args = IL_ARGS(il_object(x.id)));
	wait_for((il_task[]){x, y}, 2);
	EXPECT(il_async_next_completed(NULL, NULL, completions) == IL_EMPTY); /* x has moved it on */
	wait_for(others, 2);
}

static il_value completions_in_order(il_args args)
{
	(void)args;
	il_task tasks[] = {make("a", 0.3, ""), make("b", 0.1, ""), make("c", 0.2, "")};
	il_async_completions completions = il_async_as_completed(tasks, 3, .timeout = il_within(0.25));
	while (say_next("next", completions) != IL_TIMEOUT)
		continue;
	il_await(NULL, tasks[0]);
	il_task failing = il_task_create(fail_later, .args = IL_ARGS(il_double(0.15)));
	il_task three[] = {make("d", 0.2, ""), make("e", 0.1, ""), failing};
	il_task_cancel(three[0]);
	completions = il_async_as_completed(three, 3);
	for (int i = 0; i < 3; i++)
		say_next("next", completions);
	complete_for_two();
	il_task last = make("j", 10, "");
	EXPECT(say_next("no time", il_async_as_completed(&last, 1, .timeout = il_within(0))) == IL_TIMEOUT);
	EXPECT(il_async_next_completed(NULL, NULL, il_async_as_completed(NULL, 0)) == IL_EMPTY);
	return il_none();
}

static void run_completions(void)
{
	run(completions_in_order);
}

static void test_completions_come_to_whoever_asks_first(void **state)
{
	(void)state;
	const char *const lines[] = {"b done",
				     "next -> b",
				     "c done",
				     "next -> c",
				     "next -> TimeoutError",
				     "a done",
				     "next -> CancelledError",
				     "e done",
				     "next -> e",
				     "next -> ValueError: nobody sees",
				     "g done",
				     "x -> g",
				     "f done",
				     "y -> f",
				     "i done",
				     "x -> CancelledError",
				     "y -> i",
				     "h done",
				     "no time -> TimeoutError",
				     "j cancelled",
				     NULL};
	assert_prints(run_completions, lines);
	assert_completes(run_completions);
}

/* ---- wait ---- */

static il_value wait_and_drop(il_args args)
{
	bool done[2];
	il_task tasks[] = {{args.v[0].ref}, {args.v[1].ref}};
	IL_TRY(il_async_wait(done, tasks, 2));
	return il_none();
}

static il_value waits(il_args args)
{
	(void)args;
	bool done[3];
	il_task tasks[] = {make("a", 10, ""), make("b", 0.1, "")};
	il_task waiter = il_task_create(wait_and_drop, .args = IL_ARGS(il_object(tasks[0].id), il_object(tasks[1].id)));
	il_async_sleep(0);
	il_task_cancel(waiter);
	EXPECT(il_await(NULL, waiter) == IL_CANCELLED);
	EXPECT_IN_TIME(!il_task_done(tasks[0]) && !il_task_done(tasks[1]));
	EXPECT(il_async_wait(done, tasks, 2, .timeout = il_within(1)) == IL_OK && !done[0] && done[1]);
	EXPECT(il_async_wait(done, tasks, 2, .timeout = il_within(-1), .return_when = IL_FIRST_COMPLETED) == IL_OK);
	EXPECT(!done[0] && done[1]);
	il_task failing = il_task_create(fail_later, .args = IL_ARGS(il_double(0.1)));
	il_task_cancel(tasks[0]);
	EXPECT(il_async_wait(done, ((il_task[]){tasks[0], failing}), 2, .return_when = IL_FIRST_EXCEPTION) == IL_OK);
	EXPECT(done[0] && done[1]); /* a cancelled one is no exception */
	il_task last = make("d", 0.1, "");
	EXPECT(il_async_wait(done, ((il_task[]){last, last, tasks[1]}), 3) == IL_OK && done[0] && done[1] && done[2]);
	EXPECT(il_async_wait(done, NULL, 0) == IL_BAD_VALUE);
	EXPECT(il_async_wait(done, &last, 1, .return_when = (enum il_return_when)7) == IL_BAD_VALUE);
	il_print("ends");
	return il_none();
}

static void run_waits(void)
{
	run(waits);
}

static void test_A08_a_wait_is_dropped_without_harm(void **state)
{
	(void)state;
	const char *const lines[] = {"b done", "a cancelled", "d done", "ends", NULL};
	assert_prints(run_waits, lines);
	assert_completes(run_waits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A09_what_comes_at_the_moment_of_a_limit),
	    cmocka_unit_test(test_A09_a_caller_is_cancelled_while_its_limit_runs),
	    cmocka_unit_test(test_A06_a_gather_is_cancelled_with_its_children),
	    cmocka_unit_test(test_A10_a_shield_keeps_a_cancellation_off_and_drops_what_comes_later),
	    cmocka_unit_test(test_completions_come_to_whoever_asks_first),
	    cmocka_unit_test(test_A08_a_wait_is_dropped_without_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
