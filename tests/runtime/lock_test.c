/* threading.Lock, RLock, and `with`. */
#include "programs.h"

enum { ADDERS = 3, ROUNDS = 3 };

static il_lock lock;
static il_rlock rlock;
static il_event ready, go;
static il_var counter;

/* ---- Lock ---- */

static void lock_by_one_thread(void)
{
	lock = il_lock_new("lock");
	EXPECT(!il_lock_locked(lock));
	EXPECT(il_lock_acquire(lock) == IL_OK);
	EXPECT(il_lock_locked(lock));
	EXPECT(il_lock_acquire(lock, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_lock_acquire(lock, .timeout = il_within(0)) == IL_TIMEOUT);
	double before = il_clock_peek();
	EXPECT(il_lock_acquire(lock, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_lock_release(lock) == IL_OK);
	EXPECT(!il_lock_locked(lock));
	EXPECT(il_lock_acquire(lock, .nonblocking = true) == IL_OK);
	EXPECT(il_lock_release(lock) == IL_OK);
	EXPECT(il_lock_acquire(lock, .timeout = il_within(0)) == IL_OK);
}

static void test_T30_T31_a_lock_is_not_reentrant_and_its_acquire_can_time_out(void **state)
{
	(void)state;
	assert_completes(lock_by_one_thread);
}

static void acquire_twice(void)
{
	lock = il_lock_new("lock");
	il_lock_acquire(lock);
	il_lock_acquire(lock);
}

static void test_T30_acquiring_a_lock_twice_is_a_deadlock(void **state)
{
	(void)state;
	assert_ends(acquire_twice, LOG_DEADLOCK);
}

static void wrong_lock_calls(void)
{
	lock = il_lock_new("lock");
	EXPECT(il_lock_release(lock) == IL_RELEASE_UNLOCKED);
	EXPECT(!il_lock_locked(lock));
	EXPECT(il_lock_acquire(lock, .timeout = il_within(-0.5)) == IL_TIMEOUT_NOT_POSITIVE);
	EXPECT(il_lock_acquire(lock, .nonblocking = true, .timeout = il_within(1)) == IL_TIMEOUT_FOR_TRY);
	EXPECT(il_lock_acquire(lock, .timeout = il_within(0.0 / 0.0)) == IL_BAD_VALUE);
	EXPECT(il_lock_acquire(lock, .timeout = il_within(1e10)) == IL_TIMEOUT_TOO_LARGE);
	EXPECT(!il_lock_locked(lock));
}

static void test_T31_T32_wrong_calls_of_a_lock_are_errors_and_change_nothing(void **state)
{
	(void)state;
	assert_completes(wrong_lock_calls);
}

static il_value release_it(il_args args)
{
	(void)args;
	EXPECT(il_lock_release(lock) == IL_OK);
	return il_none();
}

static void release_by_another(void)
{
	lock = il_lock_new("lock");
	il_thread thread = il_thread_new(release_it);
	il_lock_acquire(lock);
	il_thread_start(thread);
	EXPECT(il_lock_acquire(lock) == IL_OK);
	il_thread_join(thread);
}

static void test_T32_any_thread_may_release_a_lock(void **state)
{
	(void)state;
	assert_completes_in_any_time(release_by_another);
}

static il_value add(il_args args)
{
	(void)args;
	for (int i = 0; i < ROUNDS; i++) {
		il_lock_acquire(lock);
		il_var_write(counter, il_int(il_var_read(counter).i + 1));
		il_lock_release(lock);
	}
	return il_none();
}

static void run_three(il_target target)
{
	il_thread threads[ADDERS];
	for (int i = 0; i < ADDERS; i++)
		threads[i] = il_thread_new(target);
	for (int i = 0; i < ADDERS; i++)
		il_thread_start(threads[i]);
	for (int i = 0; i < ADDERS; i++)
		il_thread_join(threads[i]);
}

static void add_under_lock(void)
{
	lock = il_lock_new("lock");
	counter = il_var_new("counter", il_int(0));
	run_three(add);
	EXPECT(il_var_peek(counter).i == ADDERS * ROUNDS);
	EXPECT(!il_lock_locked(lock));
}

static void test_T30_one_at_a_time_holds_a_lock(void **state)
{
	(void)state;
	assert_completes_in_any_time(add_under_lock);
}

static il_value time_out_or_get(il_args args)
{
	il_status status = il_lock_acquire(lock, .timeout = il_within(args.v[0].d));
	EXPECT(status == (il_status)args.v[1].i);
	if (status == IL_OK)
		il_lock_release(lock);
	return il_none();
}

static void wait_with_limits(void)
{
	lock = il_lock_new("lock");
	il_lock_acquire(lock);
	il_thread in_vain = il_thread_new(time_out_or_get, .args = IL_ARGS(il_double(1), il_int(IL_TIMEOUT)));
	il_thread patient = il_thread_new(time_out_or_get, .args = IL_ARGS(il_double(1e9), il_int(IL_OK)));
	il_thread_start(in_vain);
	il_thread_start(patient);
	il_thread_join(in_vain);
	il_lock_release(lock);
	il_thread_join(patient);
}

static void test_T31_a_waiter_of_a_lock_gives_up_when_its_time_is_over(void **state)
{
	(void)state;
	assert_completes(wait_with_limits);
}

static il_value take_and_tell(il_args args)
{
	il_hold(lock);
	il_print("%s", il_text(args.v[0]));
	return il_none();
}

static void wait_and_come_late(void)
{
	lock = il_lock_new("lock");
	il_thread waiter = il_thread_new(take_and_tell, .args = IL_ARGS(il_str("waiter")));
	il_thread newcomer = il_thread_new(take_and_tell, .args = IL_ARGS(il_str("newcomer")));
	il_lock_acquire(lock);
	il_thread_start(waiter);
	il_thread_start(newcomer);
	il_lock_release(lock);
	il_thread_join(waiter);
	il_thread_join(newcomer);
}

/* main: new x3, acquire, start x2, [the waiter blocks], release; then whoever is chosen takes it. */
static void test_T30_a_newcomer_may_be_faster_than_who_waits_for_a_lock(void **state)
{
	(void)state;
	const char *const overtaken[] = {"newcomer", "waiter", NULL};
	const char *const in_order[] = {"waiter", "newcomer", NULL};
	assert_prints_when("0x6.1.0.2x3", wait_and_come_late, overtaken);
	assert_prints_when("0x6.1.0.1x3", wait_and_come_late, in_order);
}

static il_value acquire_once(il_args args)
{
	(void)args;
	il_lock_acquire(lock);
	il_lock_release(lock);
	return il_none();
}

static void acquire_in_turns(void)
{
	lock = il_lock_new("lock");
	il_thread thread = il_thread_new(acquire_once, .name = "thread");
	il_lock_acquire(lock);
	il_lock_acquire(lock, .nonblocking = true);
	il_thread_start(thread);
	il_lock_acquire(lock, .timeout = il_within(2));
	il_lock_release(lock);
	il_thread_join(thread);
	il_lock_release(lock);
}

static void test_what_a_lock_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOCK_ACQUIRE, "lock", .x = 0, .y = 1),
	    DONE("main", OP_LOCK_ACQUIRE, "lock", .x = 0, .y = 1, .z = 1, .result = IL_TIMEOUT),
	    BLOCK("thread", OP_LOCK_ACQUIRE, "lock", .x = 0, .y = 1),
	    BLOCK("main", OP_LOCK_ACQUIRE, "lock", .x = 0, .y = 1, .z = 1, .timed = true, .deadline = 2),
	    DONE("main", OP_LOCK_ACQUIRE, "lock", .x = 0, .y = 1, .z = 1, .result = IL_TIMEOUT),
	    DONE("main", OP_LOCK_RELEASE, "lock", .x = -1),
	    DONE("thread", OP_LOCK_ACQUIRE, "lock", .x = 1, .y = 1),
	    DONE("thread", OP_LOCK_RELEASE, "lock", .x = -1),
	    DONE("main", OP_LOCK_RELEASE, "lock", .x = -1, .result = IL_RELEASE_UNLOCKED),
	};
	assert_logs(acquire_in_turns, LOG_COMPLETED, expected);
}

/* ---- RLock ---- */

static il_value find_it_held(il_args args)
{
	(void)args;
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_rlock_acquire(rlock, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
	il_event_set(ready);
	EXPECT(il_rlock_acquire(rlock) == IL_OK);
	EXPECT(il_event_is_set(go)); /* not before the last release */
	EXPECT(il_rlock_release(rlock) == IL_OK);
	return il_none();
}

static void hold_deeply(void)
{
	rlock = il_rlock_new("rlock");
	ready = il_event_new("ready");
	go = il_event_new("go");
	il_thread other = il_thread_new(find_it_held);
	EXPECT(il_rlock_acquire(rlock) == IL_OK);
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true) == IL_OK);
	EXPECT(il_rlock_acquire(rlock, .timeout = il_within(1)) == IL_OK);
	il_thread_start(other);
	il_event_wait(ready);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	il_event_set(go);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	il_thread_join(other);
}

static void test_T40_T41_an_rlock_is_reentrant_and_must_be_released_as_often_as_acquired(void **state)
{
	(void)state;
	assert_completes(hold_deeply);
}

static void wrong_rlock_calls(void)
{
	rlock = il_rlock_new("rlock");
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
	EXPECT(il_rlock_acquire(rlock, .timeout = il_within(-0.5)) == IL_TIMEOUT_NOT_POSITIVE);
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true, .timeout = il_within(1)) == IL_TIMEOUT_FOR_TRY);
	EXPECT(il_rlock_acquire(rlock, .timeout = il_within(1e10)) == IL_TIMEOUT_TOO_LARGE);
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
	EXPECT(il_rlock_acquire(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
}

static void test_T41_only_its_owner_releases_an_rlock(void **state)
{
	(void)state;
	assert_completes(wrong_rlock_calls);
}

static il_value wait_for_rlock(il_args args)
{
	(void)args;
	il_rlock_release(rlock);
	il_rlock_acquire(rlock);
	il_rlock_release(rlock);
	return il_none();
}

static void nest_rlock(void)
{
	rlock = il_rlock_new("rlock");
	il_thread thread = il_thread_new(wait_for_rlock, .name = "thread");
	il_rlock_acquire(rlock);
	il_rlock_acquire(rlock);
	il_thread_start(thread);
	il_sleep(1);
	il_rlock_release(rlock);
	il_rlock_release(rlock);
	il_thread_join(thread);
}

static void test_what_an_rlock_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_RLOCK_ACQUIRE, "rlock", .x = 0, .y = 1),
	    DONE("main", OP_RLOCK_ACQUIRE, "rlock", .x = 0, .y = 2),
	    DONE("thread", OP_RLOCK_RELEASE, "rlock", .x = 0, .y = 2, .result = IL_NOT_OWNER),
	    BLOCK("thread", OP_RLOCK_ACQUIRE, "rlock", .x = 0, .y = 2),
	    DONE("main", OP_RLOCK_RELEASE, "rlock", .x = 0, .y = 1),
	    DONE("main", OP_RLOCK_RELEASE, "rlock", .x = -1),
	    DONE("thread", OP_RLOCK_ACQUIRE, "rlock", .x = 1, .y = 1),
	    DONE("thread", OP_RLOCK_RELEASE, "rlock", .x = -1),
	};
	assert_logs(nest_rlock, LOG_COMPLETED, expected);
}

/* ---- with ---- */

static void hold_and_return(void)
{
	il_hold(lock);
	EXPECT(il_lock_locked(lock));
	return;
}

static void hold_in_blocks(void)
{
	lock = il_lock_new("lock");
	hold_and_return();
	EXPECT(!il_lock_locked(lock));
	for (int i = 0; i < 2; i++) {
		il_hold(lock);
		EXPECT(il_lock_locked(lock));
		if (i == 0)
			continue;
		break;
	}
	EXPECT(!il_lock_locked(lock));
	{
		il_hold(lock);
		goto out;
	}
out:
	EXPECT(!il_lock_locked(lock));
}

static void test_T33_a_held_lock_is_released_however_the_block_is_left(void **state)
{
	(void)state;
	assert_completes(hold_in_blocks);
}

static il_value leave_by_exit(il_args args)
{
	il_hold(lock);
	return args.count > 0 ? il_exit(3) : il_raise("ValueError", "no data");
}

static void leave_threads(void)
{
	lock = il_lock_new("lock");
	il_thread thread = il_thread_new(leave_by_exit);
	il_thread_start(thread);
	il_thread_join(thread);
	EXPECT(!il_lock_locked(lock));
	thread = il_thread_new(leave_by_exit, .args = IL_ARGS(il_none()));
	il_thread_start(thread);
	il_thread_join(thread);
	EXPECT(!il_lock_locked(lock));
}

static void test_T33_a_held_lock_is_released_by_an_exception_and_an_exit(void **state)
{
	(void)state;
	assert_completes_in_any_time(leave_threads);
}

static il_value hold_for_ever(il_args args)
{
	(void)args;
	il_hold(lock);
	il_event_set(ready);
	il_sleep(1e6);
	return il_none();
}

static void leave_a_holder_behind(void)
{
	lock = il_lock_new("lock");
	ready = il_event_new("ready");
	il_thread_start(il_thread_new(hold_for_ever, .daemon = true));
	il_event_wait(ready);
}

static void check_that_it_is_held(void)
{
	EXPECT(il_lock_locked(lock));
}

static void test_T07_T33_a_daemon_that_the_end_cuts_short_releases_nothing(void **state)
{
	(void)state;
	assert_completes_and(leave_a_holder_behind, check_that_it_is_held);
}

static void hold_two_in_a_line(void)
{
	lock = il_lock_new("outer");
	rlock = il_rlock_new("inner");
	{
		il_hold(lock); il_hold(rlock); /* with outer, inner: */
	}
	EXPECT(!il_lock_locked(lock));
}

static void test_T33_the_last_one_held_is_released_first(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOCK_ACQUIRE, "outer", .x = 0, .y = 1),
	    DONE("main", OP_RLOCK_ACQUIRE, "inner", .x = 0, .y = 1),
	    DONE("main", OP_RLOCK_RELEASE, "inner", .x = -1),
	    DONE("main", OP_LOCK_RELEASE, "outer", .x = -1),
	};
	assert_completes(hold_two_in_a_line);
	assert_logs(hold_two_in_a_line, LOG_COMPLETED, expected);
}

static void hold_everything(void)
{
	rlock = il_rlock_new("rlock");
	il_semaphore semaphore = il_semaphore_new("semaphore", 1);
	il_condition condition = il_condition_new("condition");
	{
		il_hold(rlock);
		il_hold(rlock);
		il_hold(semaphore);
		il_hold(condition);
		EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
		EXPECT(il_condition_notify(condition) == IL_OK);
	}
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_OK);
	EXPECT(il_condition_notify(condition) == IL_NOTIFY_UNACQUIRED);
}

static void test_T33_rlocks_semaphores_and_conditions_can_be_held_too(void **state)
{
	(void)state;
	assert_completes(hold_everything);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T30_T31_a_lock_is_not_reentrant_and_its_acquire_can_time_out),
	    cmocka_unit_test(test_T30_acquiring_a_lock_twice_is_a_deadlock),
	    cmocka_unit_test(test_T31_T32_wrong_calls_of_a_lock_are_errors_and_change_nothing),
	    cmocka_unit_test(test_T32_any_thread_may_release_a_lock),
	    cmocka_unit_test(test_T30_one_at_a_time_holds_a_lock),
	    cmocka_unit_test(test_T31_a_waiter_of_a_lock_gives_up_when_its_time_is_over),
	    cmocka_unit_test(test_T30_a_newcomer_may_be_faster_than_who_waits_for_a_lock),
	    cmocka_unit_test(test_what_a_lock_logs),
	    cmocka_unit_test(test_T40_T41_an_rlock_is_reentrant_and_must_be_released_as_often_as_acquired),
	    cmocka_unit_test(test_T41_only_its_owner_releases_an_rlock),
	    cmocka_unit_test(test_what_an_rlock_logs),
	    cmocka_unit_test(test_T33_a_held_lock_is_released_however_the_block_is_left),
	    cmocka_unit_test(test_T33_a_held_lock_is_released_by_an_exception_and_an_exit),
	    cmocka_unit_test(test_T07_T33_a_daemon_that_the_end_cuts_short_releases_nothing),
	    cmocka_unit_test(test_T33_the_last_one_held_is_released_first),
	    cmocka_unit_test(test_T33_rlocks_semaphores_and_conditions_can_be_held_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
