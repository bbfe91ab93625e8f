/* threading.Condition, over an rlock of its own. */
#include "programs.h"

enum { WAITERS = 3 };

static il_condition condition;
static il_var waiting, woken, flag;

static void add(il_var var)
{
	il_var_write(var, il_int(il_var_read(var).i + 1));
}

static void make_condition(void)
{
	condition = il_condition_new("condition");
	waiting = il_var_new("waiting", il_int(0));
	woken = il_var_new("woken", il_int(0));
	flag = il_var_new("flag", il_int(0));
}

/* Waits, says that it does while it still has the lock, and counts itself when it was woken. */
static il_value wait_once(il_args args)
{
	il_hold(condition);
	add(waiting);
	il_status status = il_condition_wait(condition);
	EXPECT(status == IL_OK);
	add(woken);
	il_print("woken %s", args.count > 0 ? il_text(args.v[0]) : "");
	return il_none();
}

/* Holds the condition's lock once that is so. */
static void acquire_when(il_var var, int64_t count)
{
	for (;;) {
		il_condition_acquire(condition);
		if (il_var_read(var).i == count)
			return;
		il_condition_release(condition);
		il_sleep(0.01);
	}
}

/* From then on no more can come. */
static void acquire_when_all_wait(int64_t count)
{
	acquire_when(waiting, count);
}

static void start_waiters(il_thread *threads)
{
	for (int i = 0; i < WAITERS; i++) {
		threads[i] = il_thread_new(wait_once, .args = IL_ARGS(il_str("%d", i)),
					   .name = il_text(il_str("waiter-%d", i)));
		il_thread_start(threads[i]);
	}
}

static void join_all(const il_thread *threads)
{
	for (int i = 0; i < WAITERS; i++)
		il_thread_join(threads[i]);
}

/* ---- wrong calls ---- */

static il_value call_without_lock(il_args args)
{
	(void)args;
	EXPECT(il_condition_wait(condition) == IL_WAIT_UNACQUIRED);
	EXPECT(il_condition_wait(condition, .timeout = il_within(0)) == IL_WAIT_UNACQUIRED);
	EXPECT(il_condition_notify(condition) == IL_NOTIFY_UNACQUIRED);
	EXPECT(il_condition_notify_n(condition, 0) == IL_NOTIFY_UNACQUIRED);
	EXPECT(il_condition_notify_all(condition) == IL_NOTIFY_UNACQUIRED);
	EXPECT(il_condition_release(condition) == IL_NOT_OWNER);
	return il_none();
}

static void call_without_owning(void)
{
	condition = il_condition_new("condition");
	call_without_lock((il_args){0});
	il_thread other = il_thread_new(call_without_lock);
	il_hold(condition); /* another's hold does not count */
	il_thread_start(other);
	il_thread_join(other);
}

static void test_T63_T64_waiting_and_notifying_need_the_lock(void **state)
{
	(void)state;
	assert_completes(call_without_owning);
}

/* ---- acquire, release ---- */

static il_value try_acquire(il_args args)
{
	(void)args;
	EXPECT(il_condition_acquire(condition, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_condition_acquire(condition, .timeout = il_within(0.25)) == IL_TIMEOUT);
	EXPECT(il_condition_acquire(condition, .timeout = il_within(-2)) == IL_TIMEOUT_NOT_POSITIVE);
	return il_none();
}

static void acquire_the_inner_lock(void)
{
	condition = il_condition_new("condition");
	il_thread other = il_thread_new(try_acquire);
	EXPECT(il_condition_acquire(condition) == IL_OK);
	EXPECT(il_condition_acquire(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_OK);
	il_thread_start(other);
	il_thread_join(other);
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_NOT_OWNER);
}

static void test_T61_T62_acquire_and_release_are_those_of_an_rlock(void **state)
{
	(void)state;
	assert_completes(acquire_the_inner_lock);
}

/* ---- wait and notify ---- */

static void notify_nobody(void)
{
	condition = il_condition_new("condition");
	il_hold(condition);
	EXPECT(il_condition_notify(condition) == IL_OK);
	EXPECT(il_condition_notify_all(condition) == IL_OK);
	EXPECT(il_condition_wait(condition, .timeout = il_within(1)) == IL_TIMEOUT);
}

static void test_T60_a_notify_without_a_waiter_is_lost(void **state)
{
	(void)state;
	assert_completes(notify_nobody);
}

static void time_out(void)
{
	condition = il_condition_new("condition");
	il_condition_acquire(condition);
	il_condition_acquire(condition);
	double before = il_clock_peek();
	EXPECT(il_condition_wait(condition, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_condition_wait(condition, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_condition_wait(condition, .timeout = il_within(-1)) == IL_TIMEOUT);
	EXPECT(il_condition_wait(condition, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_NOT_OWNER);
}

static void test_T63_a_wait_that_times_out_has_the_lock_again_as_deep_as_before(void **state)
{
	(void)state;
	assert_completes(time_out);
}

static il_value wait_deeply(il_args args)
{
	(void)args;
	il_condition_acquire(condition);
	il_condition_acquire(condition);
	add(waiting);
	EXPECT(il_condition_wait(condition) == IL_OK);
	EXPECT(il_var_read(flag).i == 1); /* the notifier has let the lock go */
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_NOT_OWNER);
	return il_none();
}

static void notify_a_deep_waiter(void)
{
	make_condition();
	il_thread thread = il_thread_new(wait_deeply);
	il_thread_start(thread);
	acquire_when_all_wait(1); /* it has let go both of its holds */
	il_condition_notify(condition);
	il_sleep(1);
	il_var_write(flag, il_int(1));
	il_condition_release(condition);
	il_thread_join(thread);
}

static void test_T63_a_wait_lets_the_lock_go_wholly_and_returns_only_with_it(void **state)
{
	(void)state;
	assert_completes_in_any_time(notify_a_deep_waiter);
}

static void notify_all(void)
{
	il_thread threads[WAITERS];
	make_condition();
	start_waiters(threads);
	acquire_when_all_wait(WAITERS);
	EXPECT(il_condition_notify_all(condition) == IL_OK);
	EXPECT(il_var_read(woken).i == 0);
	il_condition_release(condition);
	join_all(threads);
	EXPECT(il_var_peek(woken).i == WAITERS);
}

static void test_T65_notify_all_wakes_all(void **state)
{
	(void)state;
	assert_completes_in_any_time(notify_all);
}

static void notify_some(void)
{
	il_thread threads[WAITERS];
	make_condition();
	start_waiters(threads);
	acquire_when_all_wait(WAITERS);
	il_condition_notify_n(condition, 0);
	il_condition_notify_n(condition, -1);
	il_condition_notify(condition);
	il_condition_release(condition);
	acquire_when(woken, 1);
	il_condition_release(condition);
	il_sleep(1);
	il_condition_acquire(condition);
	EXPECT(il_var_read(woken).i == 1);
	il_condition_notify_n(condition, WAITERS); /* more than there are */
	il_condition_release(condition);
	join_all(threads);
	EXPECT(il_var_peek(woken).i == WAITERS);
}

static void test_T64_notify_wakes_as_many_as_it_says_and_no_more(void **state)
{
	(void)state;
	const char *const oldest_first[] = {"woken 0", "woken 1", "woken 2", NULL};
	assert_completes(notify_some);
	assert_prints(notify_some, oldest_first);
}

static void notify_one_of_three(void)
{
	il_thread threads[WAITERS];
	make_condition();
	start_waiters(threads);
	acquire_when_all_wait(WAITERS);
	il_condition_notify_n(condition, 2);
	il_condition_release(condition);
	join_all(threads);
}

static void test_T64_who_was_not_notified_waits_on(void **state)
{
	(void)state;
	assert_ends(notify_one_of_three, LOG_DEADLOCK);
}

static il_value wait_for_flag(il_args args)
{
	(void)args;
	il_hold(condition);
	while (il_var_read(flag).i == 0)
		EXPECT(il_condition_wait(condition) == IL_OK);
	return il_none();
}

static void set_flag(void)
{
	make_condition();
	il_thread threads[WAITERS];
	for (int i = 0; i < WAITERS; i++)
		threads[i] = il_thread_new(wait_for_flag);
	for (int i = 0; i < WAITERS; i++)
		il_thread_start(threads[i]);
	{
		il_hold(condition);
		il_condition_notify(condition); /* says nothing of the flag */
	}
	{
		il_hold(condition);
		il_var_write(flag, il_int(1));
		il_condition_notify_all(condition);
	}
	join_all(threads);
}

static void test_T60_who_tests_a_predicate_misses_nothing_in_any_order(void **state)
{
	(void)state;
	assert_completes_in_any_time(set_flag);
}

/* ---- time-outs and notifies that cross ---- */

static il_value wait_with_limit(il_args args)
{
	il_hold(condition);
	add(waiting);
	bool limited = args.v[1].d > 0;
	il_status status = il_condition_wait(condition, .timeout = {limited, args.v[1].d});
	il_print("%s: %s", il_text(args.v[0]), il_status_name(status));
	return il_none();
}

static il_thread start_limited(const char *name, double limit)
{
	il_thread thread = il_thread_new(wait_with_limit, .name = name,
					 .args = IL_ARGS(il_str("%s", name), il_double(limit)));
	il_thread_start(thread);
	return thread;
}

/* CPython: who has timed out is a waiter until it has the lock again; a notify that comes first is lost on
 * it. */
static void notify_who_has_timed_out(void)
{
	make_condition();
	il_thread late = start_limited("late", 0.5);
	il_thread patient = start_limited("patient", 0);
	acquire_when_all_wait(2);
	il_sleep(1);
	il_condition_notify(condition);
	il_condition_release(condition);
	il_thread_join(late);
	acquire_when_all_wait(2);
	il_condition_notify(condition);
	il_condition_release(condition);
	il_thread_join(patient);
}

static void test_T63_a_notify_can_be_lost_on_a_waiter_that_has_timed_out(void **state)
{
	(void)state;
	const char *const lines[] = {"late: timeout", "patient: ok", NULL};
	assert_prints(notify_who_has_timed_out, lines);
	assert_completes(notify_who_has_timed_out);
}

static void let_it_time_out_first(void)
{
	make_condition();
	il_thread late = start_limited("late", 0.5);
	il_thread patient = start_limited("patient", 0);
	il_thread_join(late);
	acquire_when_all_wait(2);
	il_condition_notify(condition);
	il_condition_release(condition);
	il_thread_join(patient);
}

static void test_T63_who_has_timed_out_and_gone_takes_no_notify(void **state)
{
	(void)state;
	const char *const lines[] = {"late: timeout", "patient: ok", NULL};
	assert_prints(let_it_time_out_first, lines);
	assert_completes_in_any_time(let_it_time_out_first);
}

static void notify_in_time(void)
{
	make_condition();
	il_thread thread = start_limited("in time", 2);
	acquire_when_all_wait(1);
	il_condition_notify(condition);
	il_sleep(5); /* its time passes while it has only to take the lock */
	il_condition_release(condition);
	il_thread_join(thread);
}

static void test_T63_who_was_notified_in_time_has_not_timed_out(void **state)
{
	(void)state;
	const char *const lines[] = {"in time: ok", NULL};
	assert_prints(notify_in_time, lines);
}

/* ---- no time at all ---- */

static il_value raise_flag(il_args args)
{
	(void)args;
	il_hold(condition);
	il_var_write(flag, il_int(1));
	return il_none();
}

static void poll_for_a_flag(void)
{
	make_condition();
	il_thread other = il_thread_new(raise_flag);
	{
		il_hold(condition);
		il_thread_start(other);
		while (!il_truth(il_var_read(flag)))
			EXPECT(il_condition_wait(condition, .timeout = il_within(0)) == IL_TIMEOUT);
	}
	il_thread_join(other);
}

static void test_T63_who_waits_no_time_again_and_again_lets_others_in(void **state)
{
	(void)state;
	assert_completes(poll_for_a_flag);
}

/* ---- the log ---- */

static il_value wait_twice_deep(il_args args)
{
	(void)args;
	il_condition_acquire(condition);
	il_condition_acquire(condition);
	il_condition_wait(condition);
	il_condition_release(condition);
	il_condition_release(condition);
	return il_none();
}

static void notify_and_time_out(void)
{
	condition = il_condition_new("cond");
	il_thread thread = il_thread_new(wait_twice_deep, .name = "waiter");
	il_condition_notify(condition);
	il_thread_start(thread);
	il_sleep(1);
	il_condition_acquire(condition);
	il_condition_notify_n(condition, 5);
	il_condition_wait(condition, .timeout = il_within(2));
	il_condition_release(condition);
	il_thread_join(thread);
}

static void test_what_a_condition_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_CONDITION_NOTIFY, "cond", .result = IL_NOTIFY_UNACQUIRED),
	    DONE("waiter", OP_RLOCK_ACQUIRE, "cond.lock", .x = 1, .y = 1),
	    DONE("waiter", OP_RLOCK_ACQUIRE, "cond.lock", .x = 1, .y = 2),
	    DONE("waiter", OP_RLOCK_RELEASE, "cond.lock", .x = -1, .via = "cond"),
	    BLOCK("waiter", OP_CONDITION_WAIT, "cond", .x = 1, .inner = true),
	    DONE("main", OP_RLOCK_ACQUIRE, "cond.lock", .x = 0, .y = 1),
	    DONE("main", OP_CONDITION_NOTIFY, "cond", .x = 0, .y = 1),
	    DONE("main", OP_RLOCK_RELEASE, "cond.lock", .x = -1, .via = "cond"),
	    BLOCK("main", OP_CONDITION_WAIT, "cond", .x = 1, .timed = true, .deadline = 3, .inner = true),
	    DONE("waiter", OP_RLOCK_ACQUIRE, "cond.lock", .x = 1, .y = 2, .via = "cond"),
	    DONE("waiter", OP_CONDITION_WAIT, "cond", .x = 1, .inner = true),
	    DONE("waiter", OP_RLOCK_RELEASE, "cond.lock", .x = 1, .y = 1),
	    DONE("waiter", OP_RLOCK_RELEASE, "cond.lock", .x = -1),
	    DONE("main", OP_RLOCK_ACQUIRE, "cond.lock", .x = 0, .y = 1, .via = "cond"),
	    DONE("main", OP_CONDITION_WAIT, "cond", .result = IL_TIMEOUT, .inner = true),
	    DONE("main", OP_RLOCK_RELEASE, "cond.lock", .x = -1),
	};
	assert_logs(notify_and_time_out, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T63_T64_waiting_and_notifying_need_the_lock),
	    cmocka_unit_test(test_T61_T62_acquire_and_release_are_those_of_an_rlock),
	    cmocka_unit_test(test_T60_a_notify_without_a_waiter_is_lost),
	    cmocka_unit_test(test_T63_a_wait_that_times_out_has_the_lock_again_as_deep_as_before),
	    cmocka_unit_test(test_T63_a_wait_lets_the_lock_go_wholly_and_returns_only_with_it),
	    cmocka_unit_test(test_T65_notify_all_wakes_all),
	    cmocka_unit_test(test_T64_notify_wakes_as_many_as_it_says_and_no_more),
	    cmocka_unit_test(test_T64_who_was_not_notified_waits_on),
	    cmocka_unit_test(test_T60_who_tests_a_predicate_misses_nothing_in_any_order),
	    cmocka_unit_test(test_T63_a_notify_can_be_lost_on_a_waiter_that_has_timed_out),
	    cmocka_unit_test(test_T63_who_has_timed_out_and_gone_takes_no_notify),
	    cmocka_unit_test(test_T63_who_was_notified_in_time_has_not_timed_out),
	    cmocka_unit_test(test_T63_who_waits_no_time_again_and_again_lets_others_in),
	    cmocka_unit_test(test_what_a_condition_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
