/* Cancellations on their way, beside CPython: what they say, who hears of them, in which order, and what
 * is left of them. The lines are those of the same programs under CPython 3.11. */
#include "programs.h"

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

static const char *text_of(il_args args, size_t index)
{
	return il_text(args.v[index]);
}

/* What the last call that did not return IL_OK said. */
static const char *said(il_status status)
{
	return il_text(il_raise_status(status));
}

static il_value sleep_long(il_args args)
{
	(void)args;
	IL_TRY(il_async_sleep(10));
	return il_none();
}

static il_async_future new_future(void)
{
	return il_async_future_new("future");
}

/* ---- messages ---- */

static void say_await(const char *what, il_task task)
{
	il_status status = il_await(NULL, task);
	il_print("%s: %s cancelled=%d", what, said(status), il_task_cancelled(task));
}

static il_task begun(const char *message)
{
	il_task task = il_task_create(sleep_long);
	il_async_sleep(0);
	if (message != NULL)
		il_task_cancel(task, .message = message);
	return task;
}

static il_value cancel_at_the_end(il_args args)
{
	il_task_cancel(il_task_current(), .message = "at the end");
	return args.count > 0 ? args.v[0] : il_none();
}

static il_value raise_cancellation(il_args args)
{
	(void)args;
	return il_raise("CancelledError", "mine");
}

static il_value await_limited(il_args args)
{
	IL_TRY(il_async_wait_for(NULL, (il_task){args.v[0].ref}, .timeout = il_within(5)));
	return il_none();
}

static void say_results(const il_task *tasks, size_t count)
{
	il_value results[2];
	EXPECT(il_gather(results, tasks, count, .return_exceptions = true) == IL_OK);
	for (size_t i = 0; i < count; i++)
		il_print("result: %s", il_text(results[i]));
}

static void messages_of_gathers(void)
{
	il_task tasks[] = {begun("a"), begun(NULL)};
	il_status status = il_gather(NULL, tasks, 2);
	il_print("gather: %s done=%d", said(status), il_task_done(tasks[1]));
	il_task_cancel(tasks[1], .message = "b");
	say_results(tasks, 2);
	il_async_future future = new_future();
	il_task_cancel(future, .message = "f");
	say_await("future", future);
	say_await("future", future);
	status = il_task_result(NULL, future);
	il_print("its result: %s", said(status));
	say_results(&future, 1);
	status = il_gather(NULL, &future, 1);
	il_print("its gather: %s", said(status));
}

static il_value messages(il_args args)
{
	(void)args;
	il_task task = begun("enough");
	say_await("first", task);
	say_await("second", task);
	task = il_task_create(sleep_long);
	il_task_cancel(task, .message = "too early");
	say_await("unstarted", task);
	say_await("last step", il_task_create(cancel_at_the_end));
	messages_of_gathers();
	task = begun(NULL);
	il_async_future shield = il_shield(task);
	il_task_cancel(task, .message = "g");
	say_await("shield", shield);
	task = il_task_create(sleep_long);
	il_task limited = il_task_create(await_limited, .args = IL_ARGS(il_object(task.id)));
	il_async_sleep(0);
	il_async_sleep(0);
	il_task_cancel(limited, .message = "w");
	say_await("wait_for", limited);
	say_await("inner", task);
	task = il_task_create(raise_cancellation);
	say_await("raised", task);
	say_await("raised", task);
	return il_none();
}

static void run_messages(void)
{
	run(messages);
}

static void test_A10_a_message_is_heard_once_by_whoever_awaits_a_task_and_always_of_a_future(void **state)
{
	(void)state;
	const char *const lines[] = {"first: CancelledError: enough cancelled=1",
				     "second: CancelledError cancelled=1",
				     "unstarted: CancelledError: too early cancelled=1",
				     "last step: CancelledError: at the end cancelled=1",
				     "gather: CancelledError: a done=0",
				     "result: CancelledError",
				     "result: CancelledError",
				     "future: CancelledError: f cancelled=1",
				     "future: CancelledError: f cancelled=1",
				     "its result: CancelledError: f",
				     "result: CancelledError: f",
				     "its gather: CancelledError: f",
				     "shield: CancelledError cancelled=1",
				     "wait_for: CancelledError: w cancelled=1",
				     "inner: CancelledError cancelled=1",
				     "raised: CancelledError: mine cancelled=1",
				     "raised: CancelledError cancelled=1",
				     NULL};
	assert_prints(run_messages, lines);
	assert_completes(run_messages);
}

/* ---- two at once ---- */

static il_value await_and_look(il_args args)
{
	il_status status = il_await(NULL, (il_async_future){args.v[0].ref});
	il_value cancellation = il_raise_status(status);
	il_print("waiter: %s cancelling=%d", il_text(cancellation), il_task_cancelling(il_task_current()));
	il_print("%s", il_async_sleep(0) == IL_OK ? "not thrown in again" : "thrown in again");
	return cancellation;
}

/* It waits for `future`, and both are cancelled, or ended, before its next step. */
static il_task waiter_of(il_async_future future)
{
	il_task task = il_task_create(await_and_look, .args = IL_ARGS(il_object(future.id)));
	il_async_sleep(0);
	return task;
}

static il_value two_at_once(il_args args)
{
	(void)args;
	il_async_future future = new_future();
	il_task task = waiter_of(future);
	il_task_cancel(future, .message = "future");
	il_task_cancel(task, .message = "task");
	say_await("both", task);
	task = waiter_of(new_future());
	il_task_cancel(task, .message = "one");
	il_task_cancel(task, .message = "two");
	say_await("twice", task);
	future = new_future();
	task = waiter_of(future);
	il_async_future_set_result(future, il_int(1));
	il_task_cancel(task, .message = "late");
	say_await("result first", task);
	future = new_future();
	task = waiter_of(future);
	il_async_future_set_result(future, il_raise("ValueError", "x"));
	il_task_cancel(task, .message = "late");
	say_await("exception first", task);
	EXPECT(il_await(NULL, future) == IL_RAISED);
	return il_none();
}

static void run_two_at_once(void)
{
	run(two_at_once);
}

static void test_A10_of_two_cancellations_one_arrives(void **state)
{
	(void)state;
	const char *const lines[] = {"waiter: CancelledError: future cancelling=1",
				     "not thrown in again",
				     "both: CancelledError: future cancelled=1",
				     "waiter: CancelledError: one cancelling=2",
				     "not thrown in again",
				     "twice: CancelledError: one cancelled=1",
				     "waiter: CancelledError: late cancelling=1",
				     "not thrown in again",
				     "result first: CancelledError: late cancelled=1",
				     "waiter: CancelledError: late cancelling=1",
				     "not thrown in again",
				     "exception first: CancelledError: late cancelled=1",
				     NULL};
	assert_prints(run_two_at_once, lines);
	assert_completes(run_two_at_once);
}

/* ---- cleaning up, stage by stage ---- */

/* What a `finally` with an await of its own does. */
static void clean_up(const char *name)
{
	if (il_async_sleep(0.1) == IL_OK) {
		il_print("%s cleaned up", name);
		return;
	}
	il_print("%s cancelled in the clean-up", name);
	il_async_sleep(0);
	il_print("%s goes on", name);
}

static il_status stage(const char *const *names)
{
	il_status status = names[1] != NULL ? stage(names + 1) : il_async_sleep(10);
	if (status == IL_CANCELLED)
		il_print("%s cancelled", names[0]);
	clean_up(names[0]);
	return status;
}

static il_value all_stages(il_args args)
{
	(void)args;
	static const char *const names[] = {"outer", "middle", "inner", NULL};
	IL_TRY(stage(names));
	return il_none();
}

static il_value cancel_clean_ups(il_args args)
{
	(void)args;
	il_task task = il_task_create(all_stages);
	il_async_sleep(0);
	il_task_cancel(task);
	il_async_sleep(0.05);
	il_task_cancel(task);
	il_task_cancel(task);
	il_print("cancelling %d", il_task_cancelling(task));
	il_async_sleep(0.1);
	il_task_cancel(task);
	EXPECT(il_await(NULL, task) == IL_CANCELLED);
	il_print("ended, cancelling %d", il_task_cancelling(task));
	for (int left = 3; left >= 0; left--)
		EXPECT(il_task_uncancel(task) == left);
	EXPECT(il_task_uncancel(task) == 0);
	return il_none();
}

static void run_cancel_clean_ups(void)
{
	run(cancel_clean_ups);
}

static void test_A10_clean_ups_can_be_cancelled_one_after_the_other(void **state)
{
	(void)state;
	const char *const lines[] = {"inner cancelled",
				     "cancelling 3",
				     "inner cancelled in the clean-up",
				     "inner goes on",
				     "middle cancelled",
				     "middle cancelled in the clean-up",
				     "middle goes on",
				     "outer cancelled",
				     "outer cleaned up",
				     "ended, cancelling 4",
				     NULL};
	assert_prints(run_cancel_clean_ups, lines);
	assert_completes(run_cancel_clean_ups);
}

/* ---- through tasks that await each other ---- */

/* Awaits v[1], or sleeps when it is none, and swallows a cancellation when it is told to. */
static il_value link(il_args args)
{
	il_value result = il_none();
	bool awaits = args.v[1].kind == IL_OBJECT;
	il_status status = awaits ? il_await(&result, (il_task){args.v[1].ref}) : il_async_sleep(10);
	if (status == IL_CANCELLED) {
		il_value cancellation = il_raise_status(status);
		il_print("%s cancelled %d", text_of(args, 0), il_task_cancelling(il_task_current()));
		return il_truth(args.v[2]) ? args.v[0] : cancellation;
	}
	il_print("%s has %s", text_of(args, 0), il_text(result));
	return result;
}

static il_task make_link(const char *name, il_task awaited, bool swallows)
{
	il_value inner = awaited.id != 0 ? il_object(awaited.id) : il_none();
	return il_task_create(link, .name = name, .args = IL_ARGS(il_str("%s", name), inner, il_int(swallows)));
}

static void cancel_chain(bool swallows)
{
	il_value results[2];
	il_task c = make_link("c", (il_task){0}, swallows), b = make_link("b", c, false);
	il_task a = make_link("a", b, false), d = make_link("d", c, false);
	il_async_sleep(0);
	il_async_sleep(0);
	EXPECT(il_task_cancel(a));
	il_print("cancelling %d %d %d", il_task_cancelling(a), il_task_cancelling(b), il_task_cancelling(c));
	EXPECT(il_gather(results, ((il_task[]){a, d}), 2, .return_exceptions = true) == IL_OK);
	il_print("%s, %s", il_text(results[0]), il_text(results[1]));
	il_print("%d %d %d %d", il_task_cancelled(a), il_task_cancelled(b), il_task_cancelled(c), il_task_cancelled(d));
}

static il_value cancel_chains(il_args args)
{
	(void)args;
	cancel_chain(false);
	cancel_chain(true);
	return il_none();
}

static void run_cancel_chains(void)
{
	run(cancel_chains);
}

static void test_A10_a_cancellation_travels_to_the_end_of_a_chain_and_back(void **state)
{
	(void)state;
	const char *const lines[] = {"cancelling 1 1 1",
				     "c cancelled 1",
				     "b cancelled 1",
				     "d cancelled 0",
				     "a cancelled 1",
				     "CancelledError, CancelledError",
				     "1 1 1 1",
				     "cancelling 1 1 1",
				     "c cancelled 1",
				     "b has c",
				     "d has c",
				     "a has c",
				     "c, c",
				     "0 0 0 0",
				     NULL};
	assert_prints(run_cancel_chains, lines);
	assert_completes(run_cancel_chains);
}

static il_value say_callback(il_args args)
{
	(void)args;
	il_print("callback");
	return il_none();
}

static il_value cancel_one_of_many(il_args args)
{
	(void)args;
	il_async_future future = new_future();
	il_task tasks[] = {make_link("a", future, false), make_link("b", future, false), make_link("c", future, false)};
	bool done[3];
	il_async_sleep(0);
	il_task_add_done_callback(future, say_callback);
	il_task_cancel(tasks[1]);
	il_print("future cancelled %d", il_task_cancelled(future));
	EXPECT(il_async_wait(done, tasks, 3) == IL_OK);
	for (int i = 0; i < 3; i++)
		EXPECT(il_task_cancelled(tasks[i]));
	EXPECT(il_async_future_set_result(future, il_int(1)) == IL_INVALID_STATE && !il_task_cancel(future));
	return il_none();
}

static void run_cancel_one_of_many(void)
{
	run(cancel_one_of_many);
}

static void test_A10_who_is_cancelled_cancels_what_it_awaits_for_all(void **state)
{
	(void)state;
	const char *const lines[] = {"future cancelled 1", "a cancelled 0", "b cancelled 1",
				     "c cancelled 0",      "callback",      NULL};
	assert_prints(run_cancel_one_of_many, lines);
	assert_completes(run_cancel_one_of_many);
}

/* ---- in a circle ---- */

static il_task circle[2];

static il_value await_other(il_args args)
{
	IL_TRY(il_await(NULL, circle[args.v[0].i]));
	return il_none();
}

static il_value gather_circle(il_args args)
{
	(void)args;
	il_value results[2];
	IL_TRY(il_gather(results, circle, 2));
	return il_none();
}

/* CPython raises a RecursionError where this says false. */
static il_value cancel_in_a_circle(il_args args)
{
	(void)args;
	for (int i = 0; i < 2; i++)
		circle[i] = il_task_create(await_other, .args = IL_ARGS(il_int(1 - i)));
	il_task waiting = il_task_create(gather_circle);
	il_async_sleep(0);
	EXPECT(!il_task_cancel(circle[0]) && !il_task_done(circle[0]));
	EXPECT(!il_task_cancel(waiting));
	EXPECT(il_async_wait_for(NULL, circle[1], .timeout = il_within(1)) == IL_RECURSION);
	il_async_sleep(1);
	EXPECT(!il_task_done(circle[0]) && !il_task_done(circle[1]) && !il_task_done(waiting));
	return il_none();
}

static void run_cancel_in_a_circle(void)
{
	EXPECT(il_loop_run(NULL, cancel_in_a_circle) == IL_RECURSION);
	il_print("the program goes on");
}

static void test_A10_tasks_that_await_each_other_cannot_be_cancelled(void **state)
{
	(void)state;
	const char *const lines[] = {"the program goes on", NULL};
	assert_prints(run_cancel_in_a_circle, lines);
	assert_completes(run_cancel_in_a_circle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A10_a_message_is_heard_once_by_whoever_awaits_a_task_and_always_of_a_future),
	    cmocka_unit_test(test_A10_of_two_cancellations_one_arrives),
	    cmocka_unit_test(test_A10_clean_ups_can_be_cancelled_one_after_the_other),
	    cmocka_unit_test(test_A10_a_cancellation_travels_to_the_end_of_a_chain_and_back),
	    cmocka_unit_test(test_A10_who_is_cancelled_cancels_what_it_awaits_for_all),
	    cmocka_unit_test(test_A10_tasks_that_await_each_other_cannot_be_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
