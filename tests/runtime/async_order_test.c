/* The orders of CPython's event loop: small programs whose every line must come when it comes there. */
#include "programs.h"

#include <string.h>

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

static const char *name_of(il_args args)
{
	return il_text(args.v[0]);
}

static const char *truth(bool held)
{
	return held ? "True" : "False";
}

/* Sleeps seconds (v[1]), and returns its name, unless it is to fail (v[2]). */
static il_value sleep_between_lines(il_args args)
{
	il_print("%s start", name_of(args));
	il_status status = il_async_sleep(args.v[1].d);
	if (status == IL_CANCELLED)
		il_print("%s cancelled", name_of(args));
	IL_TRY(status);
	if (args.count > 2) {
		il_print("%s raises", name_of(args));
		return il_raise("ValueError", "%s", name_of(args));
	}
	il_print("%s end", name_of(args));
	return args.v[0];
}

static il_task sleeper(const char *name, double seconds)
{
	return il_task_create(sleep_between_lines, .name = name, .args = IL_ARGS(il_str("%s", name), il_double(seconds)));
}

static il_task failing_sleeper(const char *name, double seconds)
{
	return il_task_create(sleep_between_lines, .name = name,
	                      .args = IL_ARGS(il_str("%s", name), il_double(seconds), il_int(1)));
}

/* ---- waiting for the first ---- */

static il_value sleep_and_say_when_cancelled(il_args args)
{
	il_print("%s start", name_of(args));
	il_status status = il_async_sleep(args.v[1].d);
	il_print("%s %s", name_of(args), status == IL_CANCELLED ? "cancelled" : "end");
	IL_TRY(status);
	return args.v[0];
}

static il_value say_done(il_args args)
{
	il_task task = {args.v[0].ref};
	il_print("callback %s cancelled=%s", il_task_name(task), truth(il_task_cancelled(task)));
	return il_none();
}

static il_value wait_for_the_first(il_args args)
{
	(void)args;
	static const double delays[] = {0.3, 0.1, 0.2};
	il_task tasks[3];
	bool done[3];
	il_value results[3];
	for (int i = 0; i < 3; i++) {
		char name[] = {(char)('A' + i), '\0'};
		tasks[i] = il_task_create(sleep_and_say_when_cancelled, .name = name,
		                          .args = IL_ARGS(il_str("%s", name), il_double(delays[i])));
	}
	for (int i = 0; i < 3; i++)
		il_task_add_done_callback(tasks[i], say_done);
	EXPECT(il_async_wait(done, tasks, 3, .return_when = IL_FIRST_COMPLETED) == IL_OK);
	il_print("done: %d %d %d", done[0], done[1], done[2]);
	for (int i = 0; i < 3; i++)
		if (!done[i])
			il_print("cancel %s: %s", il_task_name(tasks[i]), truth(il_task_cancel(tasks[i])));
	il_print("cancel requested, nobody has run yet");
	EXPECT(il_gather(results, tasks, 3, .return_exceptions = true) == IL_OK);
	il_print("%s %s %s", il_text(results[0]), il_text(results[1]), il_text(results[2]));
	return il_none();
}

static void run_wait_for_the_first(void)
{
	run(wait_for_the_first);
}

static void test_A08_wait_for_the_first_and_cancel_the_others(void **state)
{
	(void)state;
	const char *const lines[] = {"A start",
				     "B start",
				     "C start",
				     "B end",
				     "callback B cancelled=False",
				     "done: 0 1 0",
				     "cancel A: True",
				     "cancel C: True",
				     "cancel requested, nobody has run yet",
				     "A cancelled",
				     "C cancelled",
				     "callback A cancelled=True",
				     "callback C cancelled=True",
				     "CancelledError B CancelledError",
				     NULL};
	assert_prints(run_wait_for_the_first, lines);
	assert_completes(run_wait_for_the_first);
}

/* ---- waiting for a limited time ---- */

static il_value clean_up_slowly(il_args args)
{
	(void)args;
	il_print("inner start");
	il_status status = il_async_sleep(10);
	if (status == IL_CANCELLED) {
		il_print("inner: cancelled, cleans up");
		il_async_sleep(0.1);
		il_print("inner: cleanup done");
	}
	il_print("inner finally");
	IL_TRY(status);
	return il_none();
}

static il_value say_never(il_args args)
{
	(void)args;
	il_print("never: must not print");
	return il_none();
}

static il_value return_ok(il_args args)
{
	(void)args;
	IL_TRY(il_async_sleep(0.01));
	return il_str("ok");
}

static il_value wait_for_limited_times(il_args args)
{
	(void)args;
	il_value result = il_none();
	il_print("wait_for(inner, 0.05)");
	EXPECT(il_async_wait_for(NULL, il_task_create(clean_up_slowly), .timeout = il_within(0.05)) == IL_TIMEOUT);
	il_print("timeout");
	EXPECT(program_took(0.15, 0));
	EXPECT(il_async_wait_for(&result, il_task_create(return_ok), .timeout = il_within(1)) == IL_OK);
	il_print("wait_for(ok): %s", il_text(result));
	EXPECT(il_async_wait_for(NULL, il_task_create(say_never), .timeout = il_within(0)) == IL_TIMEOUT);
	il_print("timeout 0 on one that never started");
	il_async_future future = il_async_future_new("future");
	il_async_future_set_result(future, il_str("ready"));
	EXPECT(il_async_wait_for(&result, future, .timeout = il_within(0)) == IL_OK);
	il_print("timeout 0 on a done future: %s", il_text(result));
	return il_none();
}

static void run_wait_for_limited_times(void)
{
	run(wait_for_limited_times);
}

static void test_A09_wait_for_cancels_and_waits_for_the_clean_up(void **state)
{
	(void)state;
	const char *const lines[] = {"wait_for(inner, 0.05)",
				     "inner start",
				     "inner: cancelled, cleans up",
				     "inner: cleanup done",
				     "inner finally",
				     "timeout",
				     "wait_for(ok): ok",
				     "timeout 0 on one that never started",
				     "timeout 0 on a done future: ready",
				     NULL};
	assert_prints(run_wait_for_limited_times, lines);
	assert_completes(run_wait_for_limited_times);
}

/* ---- cancelling ---- */

static il_value say_cancelled(il_args args)
{
	il_print("%s start", name_of(args));
	il_status status = il_async_sleep(10);
	if (status == IL_CANCELLED)
		il_print("%s got CancelledError", name_of(args));
	il_print("%s finally", name_of(args));
	IL_TRY(status);
	return il_none();
}

static il_value swallow_the_first(il_args args)
{
	(void)args;
	il_print("S start");
	if (il_async_sleep(10) == IL_CANCELLED)
		il_print("S swallowed 1st cancel");
	IL_TRY(il_async_sleep(0.05));
	il_print("S slept after cancel");
	return il_str("S result");
}

static il_value cancel_oneself(il_args args)
{
	(void)args;
	il_task_cancel(il_task_current());
	il_print("self: cancel requested, still running");
	IL_TRY(il_async_sleep(0));
	il_print("self: must not print");
	return il_none();
}

static void cancel_others(void)
{
	il_task a = il_task_create(say_cancelled, .args = IL_ARGS(il_str("A")));
	il_task b = il_task_create(say_cancelled, .args = IL_ARGS(il_str("B")));
	il_print("cancel B before it ever ran: %s", truth(il_task_cancel(b)));
	il_async_sleep(0);
	il_print("B done=%s cancelled=%s", truth(il_task_done(b)), truth(il_task_cancelled(b)));
	bool once = il_task_cancel(a), again = il_task_cancel(a);
	il_print("cancel A in sleep: %s again: %s done=%s cancelling=%d", truth(once), truth(again),
	         truth(il_task_done(a)), il_task_cancelling(a));
	il_async_sleep(0);
	il_print("after 1 pass A done=%s cancelled=%s", truth(il_task_done(a)), truth(il_task_cancelled(a)));
	il_print("cancel a finished task: %s", truth(il_task_cancel(a)));
}

static il_value cancel_in_sleep(il_args args)
{
	(void)args;
	il_value result = il_none();
	cancel_others();
	il_task s = il_task_create(swallow_the_first);
	il_async_sleep(0);
	il_task_cancel(s);
	EXPECT(il_await(&result, s) == IL_OK);
	il_print("await S: %s cancelled=%s", il_text(result), truth(il_task_cancelled(s)));
	il_task c = il_task_create(cancel_oneself);
	EXPECT(il_await(NULL, c) == IL_CANCELLED);
	il_print("self_cancel raised CancelledError cancelled=%s", truth(il_task_cancelled(c)));
	return il_none();
}

static void run_cancel_in_sleep(void)
{
	run(cancel_in_sleep);
}

static void test_A10_a_cancellation_arrives_at_the_await(void **state)
{
	(void)state;
	const char *const lines[] = {"cancel B before it ever ran: True",
				     "A start",
				     "B done=True cancelled=True",
				     "cancel A in sleep: True again: True done=False cancelling=2",
				     "A got CancelledError",
				     "A finally",
				     "after 1 pass A done=True cancelled=True",
				     "cancel a finished task: False",
				     "S start",
				     "S swallowed 1st cancel",
				     "S slept after cancel",
				     "await S: S result cancelled=False",
				     "self: cancel requested, still running",
				     "self_cancel raised CancelledError cancelled=True",
				     NULL};
	assert_prints(run_cancel_in_sleep, lines);
	assert_completes(run_cancel_in_sleep);
}

/* ---- gathers in gathers ---- */

static il_async_future pair_of(const char *one, double first, const char *two, double second)
{
	il_task pair[] = {sleeper(one, first), sleeper(two, second)};
	return il_gather_future(pair, 2);
}

static il_value gather_gathers(il_args args)
{
	(void)args;
	il_value results[3], a[2], c[2];
	il_async_future inner = pair_of("a1", 0.2, "a2", 0.1);
	il_async_future last = pair_of("c1", 0, "c2", 0.15);
	il_task b = sleeper("b1", 0.05);
	il_task all[] = {b, inner, last};
	EXPECT(il_gather(results, all, 3) == IL_OK);
	EXPECT(results[1].kind == IL_OBJECT && results[1].ref == inner.id);
	EXPECT(il_gather_results(a, 2, inner) == 2 && il_gather_results(c, 2, last) == 2);
	il_print("results %s [%s %s] [%s %s]", il_text(results[0]), il_text(a[0]), il_text(a[1]), il_text(c[0]),
	         il_text(c[1]));
	EXPECT(il_gather(results, NULL, 0) == IL_OK);
	il_task twice[2] = {sleeper("dup", 0)};
	twice[1] = twice[0];
	EXPECT(il_gather(results, twice, 2) == IL_OK);
	il_print("same one twice: %s %s", il_text(results[0]), il_text(results[1]));
	return il_none();
}

static void run_gather_gathers(void)
{
	run(gather_gathers);
}

static void test_A06_gathers_in_gathers(void **state)
{
	(void)state;
	const char *const lines[] = {"a1 start", "a2 start", "c1 start", "c2 start", "b1 start", "c1 end",
				     "b1 end", "a2 end", "c2 end", "a1 end", "results b1 [a1 a2] [c1 c2]",
				     "dup start", "dup end", "same one twice: dup dup", NULL};
	assert_prints(run_gather_gathers, lines);
	assert_completes(run_gather_gathers);
}

/* ---- calls ---- */

static il_async_future awaited;

static il_value say(il_args args)
{
	il_print("%s", il_text(args.v[args.count - 1]));
	return il_none();
}

static il_value call_first(il_args args)
{
	(void)args;
	il_print("soon1");
	il_call_soon(say, .args = IL_ARGS(il_str("soon1-child (next pass)")));
	il_async_future_set_result(awaited, il_int(1));
	il_print("soon1 end (set_result does not run callbacks)");
	return il_none();
}

static il_value call_soon_in_order(il_args args)
{
	(void)args;
	awaited = il_async_future_new("future");
	il_task_add_done_callback(awaited, say, .args = IL_ARGS(il_str("fut cb1")));
	il_task_add_done_callback(awaited, say, .args = IL_ARGS(il_str("fut cb2")));
	il_call_later(0, say, .args = IL_ARGS(il_str("call_later(0)")));
	il_call_soon(call_first);
	il_call_soon(say, .args = IL_ARGS(il_str("soon2")));
	il_handle handle = il_call_soon(say, .args = IL_ARGS(il_str("cancelled handle: must not print")));
	il_task_create(say, .args = IL_ARGS(il_str("task body")));
	il_call_soon(say, .args = IL_ARGS(il_str("soon3")));
	il_handle_cancel(handle);
	il_print("suspending");
	for (int pass = 1; pass <= 3; pass++) {
		il_async_sleep(0);
		il_print("pass %d", pass);
	}
	il_async_sleep(0.01);
	il_print("end");
	return il_none();
}

static void run_call_soon_in_order(void)
{
	run(call_soon_in_order);
}

static void test_A01_exactly_the_handles_that_are_ready_run_in_a_turn(void **state)
{
	(void)state;
	const char *const lines[] = {"suspending",
				     "soon1",
				     "soon1 end (set_result does not run callbacks)",
				     "soon2",
				     "task body",
				     "soon3",
				     "pass 1",
				     "call_later(0)",
				     "soon1-child (next pass)",
				     "fut cb1",
				     "fut cb2",
				     "pass 2",
				     "pass 3",
				     "end",
				     NULL};
	assert_prints(run_call_soon_in_order, lines);
	assert_completes(run_call_soon_in_order);
}

static il_value meet_call_times(il_args args)
{
	(void)args;
	il_call_later(0.06, say, .args = IL_ARGS(il_str("l1")));
	il_call_later(0.02, say, .args = IL_ARGS(il_str("l2")));
	il_call_at(il_loop_time() + 0.04, say, .args = IL_ARGS(il_str("l3")));
	il_handle_cancel(il_call_later(0.05, say, .args = IL_ARGS(il_str("dropped"))));
	il_async_sleep(0.1);
	return il_none();
}

static void run_meet_call_times(void)
{
	run(meet_call_times);
}

static void test_A01_timed_calls_come_by_their_times(void **state)
{
	(void)state;
	const char *const lines[] = {"l2", "l3", "l1", NULL};
	assert_prints(run_meet_call_times, lines);
	assert_completes(run_meet_call_times);
}

/* ---- exceptions in a gather ---- */

static il_value gather_one_that_fails(il_args args)
{
	(void)args;
	il_value results[3];
	il_task all[4], tasks[] = {sleeper("A", 0.3), failing_sleeper("B", 0.1), sleeper("C", 0.2)};
	EXPECT(il_gather(results, tasks, 3) == IL_RAISED);
	il_print("%s; still running: %d", il_text(il_raise_status(IL_RAISED)), (int)il_task_all(all, 4) - 1);
	il_async_sleep(0.15);
	il_print("returns while A is pending");
	return il_none();
}

static void run_gather_one_that_fails(void)
{
	run(gather_one_that_fails);
	il_print("after the run");
}

static void test_A06_the_first_exception_ends_a_gather_and_the_others_go_on(void **state)
{
	(void)state;
	const char *const lines[] = {"A start", "B start", "C start", "B raises", "ValueError: B; still running: 2",
				     "C end", "returns while A is pending", "A cancelled", "after the run", NULL};
	assert_prints(run_gather_one_that_fails, lines);
	assert_completes(run_gather_one_that_fails);
}

/* ---- the line of a lock ---- */

static il_async_lock lock;

static il_value enter_twice(il_args args)
{
	for (int i = 0; i < 2; i++) {
		IL_TRY(il_async_lock_acquire(lock));
		il_print("%s%d in", name_of(args), i);
		il_async_sleep(0);
		il_print("%s%d out", name_of(args), i);
		il_async_lock_release(lock);
	}
	return il_none();
}

static il_value take_a_lock_in_turn(il_args args)
{
	(void)args;
	static const char *const names[] = {"A", "B", "C"};
	il_task tasks[3];
	il_value results[3];
	lock = il_async_lock_new("lock");
	il_async_lock_acquire(lock);
	for (int i = 0; i < 3; i++)
		tasks[i] = il_task_create(enter_twice, .args = IL_ARGS(il_str("%s", names[i])));
	il_async_sleep(0);
	il_async_lock_release(lock);
	il_print("released, locked=%s", truth(il_async_lock_locked(lock)));
	EXPECT(il_async_lock_acquire(lock) == IL_OK);
	il_print("re-acquired after the waiters that were ahead");
	il_async_lock_release(lock);
	il_gather(results, tasks, 3);
	EXPECT(il_async_lock_release(lock) == IL_LOCK_NOT_ACQUIRED);
	return il_none();
}

static void run_take_a_lock_in_turn(void)
{
	run(take_a_lock_in_turn);
}

static void test_the_lock_of_a_loop_is_taken_first_come_first_served(void **state)
{
	(void)state;
	const char *const lines[] = {"released, locked=False", "A0 in", "A0 out", "B0 in", "B0 out", "C0 in", "C0 out",
				     "re-acquired after the waiters that were ahead",
				     "A1 in", "A1 out", "B1 in", "B1 out", "C1 in", "C1 out", NULL};
	assert_prints(run_take_a_lock_in_turn, lines);
	assert_completes(run_take_a_lock_in_turn);
}

/* ---- the lines of a queue ---- */

static il_async_queue queue;

static il_value consume(il_args args)
{
	for (int i = 0; i < args.v[1].i; i++) {
		il_value item;
		il_print("%s get>", name_of(args));
		IL_TRY(il_async_queue_get(queue, &item));
		il_print("%s got %s qsize=%d", name_of(args), il_text(item), il_async_queue_qsize(queue));
		il_async_queue_task_done(queue);
	}
	return il_none();
}

/* Puts the letters of its second argument. */
static il_value produce(il_args args)
{
	for (const char *item = il_text(args.v[1]); *item != '\0'; item++) {
		il_print("%s put> %.1s", name_of(args), item);
		IL_TRY(il_async_queue_put(queue, il_str("%.1s", item)));
		il_print("%s put< %.1s qsize=%d", name_of(args), item, il_async_queue_qsize(queue));
	}
	return il_none();
}

static il_task producer(const char *name, const char *items)
{
	return il_task_create(produce, .args = IL_ARGS(il_str("%s", name), il_str("%s", items)));
}

static il_task consumer(const char *name)
{
	return il_task_create(consume, .args = IL_ARGS(il_str("%s", name), il_int(2)));
}

static void pass_from_one_to_two(void)
{
	il_value results[3];
	il_task tasks[3] = {consumer("c1"), consumer("c2")};
	il_async_sleep(0);
	tasks[2] = producer("p", "abcd");
	il_gather(results, tasks, 3);
	il_async_queue_join(queue);
	il_print("joined");
}

static il_value pass_through_a_queue(il_args args)
{
	(void)args;
	il_value results[3], item;
	queue = il_async_queue_new("queue", .maxsize = 1);
	pass_from_one_to_two();
	queue = il_async_queue_new("second", .maxsize = 1);
	il_task tasks[] = {producer("p1", "1"), producer("p2", "2"), producer("p3", "3")};
	il_async_sleep(0);
	il_print("drain");
	for (int i = 0; i < 3; i++) {
		EXPECT(il_async_queue_get(queue, &item) == IL_OK);
		il_print("got %s", il_text(item));
	}
	il_gather(results, tasks, 3);
	EXPECT(il_async_queue_get_nowait(queue, &item) == IL_EMPTY);
	return il_none();
}

static void run_pass_through_a_queue(void)
{
	run(pass_through_a_queue);
}

static void test_the_queue_of_a_loop_wakes_first_come_first_served(void **state)
{
	(void)state;
	const char *const lines[] = {"c1 get>", "c2 get>", "p put> a", "p put< a qsize=1", "p put> b", "c1 got a qsize=0",
				     "c1 get>", "p put< b qsize=1", "p put> c", "c2 got b qsize=0", "c2 get>",
				     "p put< c qsize=1", "p put> d", "c1 got c qsize=0", "p put< d qsize=1",
				     "c2 got d qsize=0", "joined", "p1 put> 1", "p1 put< 1 qsize=1", "p2 put> 2",
				     "p3 put> 3", "drain", "got 1", "p2 put< 2 qsize=1", "got 2", "p3 put< 3 qsize=1",
				     "got 3", NULL};
	assert_prints(run_pass_through_a_queue, lines);
	assert_completes(run_pass_through_a_queue);
}

/* ---- the waiting room of a condition ---- */

static il_async_condition condition;

static il_value wait_for_a_notify(il_args args)
{
	IL_TRY(il_async_condition_acquire(condition));
	il_print("%s waits", name_of(args));
	il_async_condition_wait(condition);
	il_print("%s woke (owns lock)", name_of(args));
	il_async_condition_release(condition);
	return il_none();
}

static il_value notify_in_order(il_args args)
{
	(void)args;
	il_task tasks[4];
	il_value results[4];
	condition = il_async_condition_new("condition");
	for (int i = 0; i < 4; i++)
		tasks[i] = il_task_create(wait_for_a_notify, .args = IL_ARGS(il_str("w%d", i)));
	il_async_sleep(0);
	il_async_condition_acquire(condition);
	il_async_condition_notify(condition, 2);
	il_print("notify(2), still holding the lock");
	il_async_sleep(0);
	il_print("still holding after a pass");
	il_async_condition_release(condition);
	il_async_sleep(0.01);
	il_async_condition_acquire(condition);
	il_async_condition_notify_all(condition);
	il_print("notify_all");
	il_async_condition_release(condition);
	il_gather(results, tasks, 4);
	EXPECT(il_async_condition_notify(condition, 1) == IL_NOTIFY_UNACQUIRED);
	EXPECT(il_async_condition_wait(condition) == IL_WAIT_UNACQUIRED);
	return il_none();
}

static void run_notify_in_order(void)
{
	run(notify_in_order);
}

static void test_the_condition_of_a_loop_wakes_first_come_first_served(void **state)
{
	(void)state;
	const char *const lines[] = {"w0 waits", "w1 waits", "w2 waits", "w3 waits", "notify(2), still holding the lock",
				     "still holding after a pass", "w0 woke (owns lock)", "w1 woke (owns lock)",
				     "notify_all", "w2 woke (owns lock)", "w3 woke (owns lock)", NULL};
	assert_prints(run_notify_in_order, lines);
	assert_completes(run_notify_in_order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A08_wait_for_the_first_and_cancel_the_others),
	    cmocka_unit_test(test_A09_wait_for_cancels_and_waits_for_the_clean_up),
	    cmocka_unit_test(test_A10_a_cancellation_arrives_at_the_await),
	    cmocka_unit_test(test_A06_gathers_in_gathers),
	    cmocka_unit_test(test_A01_exactly_the_handles_that_are_ready_run_in_a_turn),
	    cmocka_unit_test(test_A01_timed_calls_come_by_their_times),
	    cmocka_unit_test(test_A06_the_first_exception_ends_a_gather_and_the_others_go_on),
	    cmocka_unit_test(test_the_lock_of_a_loop_is_taken_first_come_first_served),
	    cmocka_unit_test(test_the_queue_of_a_loop_wakes_first_come_first_served),
	    cmocka_unit_test(test_the_condition_of_a_loop_wakes_first_come_first_served),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
