/* threading.Condition over a given lock, and wait_for. */
#include "programs.h"

#include <string.h>

static il_lock lock;
static il_rlock rlock;
static il_condition condition, second;
static il_var data;
static il_event begun;

/* ---- given locks ---- */

static void share_a_lock(void)
{
	lock = il_lock_new("lock");
	condition = il_condition_new("condition", .lock = lock);
	EXPECT(il_condition_acquire(condition) == IL_OK);
	EXPECT(il_lock_locked(lock));
	EXPECT(il_condition_acquire(condition, .nonblocking = true) == IL_TIMEOUT); /* not re-entrant */
	EXPECT(il_condition_acquire(condition, .timeout = il_within(-2)) == IL_TIMEOUT_NOT_POSITIVE);
	EXPECT(il_condition_notify(condition) == IL_OK);
	EXPECT(il_condition_wait(condition, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(il_lock_locked(lock)); /* taken back */
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_RELEASE_UNLOCKED);
	EXPECT(il_condition_wait(condition) == IL_WAIT_UNACQUIRED);
	EXPECT(il_condition_notify(condition) == IL_NOTIFY_UNACQUIRED);
	EXPECT(il_lock_acquire(lock) == IL_OK);
	EXPECT(il_condition_notify(condition) == IL_OK);
}

static void test_T60_T61_T62_a_condition_over_a_given_lock_has_its_rules(void **state)
{
	(void)state;
	assert_completes(share_a_lock);
}

static il_value hold_the_lock(il_args args)
{
	(void)args;
	il_lock_acquire(lock);
	il_event_set(begun);
	il_sleep(1);
	EXPECT(il_lock_release(lock) == IL_RELEASE_UNLOCKED); /* the other's wait let it go */
	return il_none();
}

/* A plain lock has no owner: whoever holds it, it counts as held. */
static void wait_under_anothers_lock(void)
{
	lock = il_lock_new("lock");
	begun = il_event_new("begun");
	condition = il_condition_new("condition", .lock = lock);
	il_thread holder = il_thread_new(hold_the_lock);
	il_thread_start(holder);
	il_event_wait(begun);
	EXPECT(il_condition_notify(condition) == IL_OK);
	EXPECT(il_condition_wait(condition, .timeout = il_within(2)) == IL_TIMEOUT);
	il_thread_join(holder);
}

static void test_T63_T64_of_a_plain_lock_anybodys_hold_counts(void **state)
{
	(void)state;
	assert_completes(wait_under_anothers_lock);
}

static void share_an_rlock(void)
{
	rlock = il_rlock_new("rlock");
	condition = il_condition_new("condition", .rlock = rlock);
	second = il_condition_new("second", .rlock = rlock); /* two conditions, one lock */
	il_hold(rlock);
	EXPECT(il_condition_acquire(condition) == IL_OK);
	EXPECT(il_condition_wait(second, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(il_condition_notify(condition) == IL_OK);
	EXPECT(il_condition_release(second) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_condition_release(condition) == IL_NOT_OWNER);
	EXPECT(il_rlock_acquire(rlock) == IL_OK);
}

static void test_T60_two_conditions_may_share_an_rlock(void **state)
{
	(void)state;
	assert_completes(share_an_rlock);
}

static il_value wait_on_the_second(il_args args)
{
	(void)args;
	il_hold(lock);
	il_var_write(data, il_int(1));
	il_condition_notify(condition);
	EXPECT(il_condition_wait(second) == IL_OK);
	il_var_write(data, il_int(3));
	return il_none();
}

static void play_ball(void)
{
	lock = il_lock_new("lock");
	condition = il_condition_new("condition", .lock = lock);
	second = il_condition_new("second", .lock = lock);
	data = il_var_new("data", il_int(0));
	il_thread thread = il_thread_new(wait_on_the_second);
	il_lock_acquire(lock);
	il_thread_start(thread);
	EXPECT(il_condition_wait(condition) == IL_OK);
	EXPECT(il_var_read(data).i == 1);
	EXPECT(il_condition_notify(condition) == IL_OK); /* not those of the other */
	il_var_write(data, il_int(2));
	EXPECT(il_condition_notify_all(second) == IL_OK);
	il_lock_release(lock);
	il_thread_join(thread);
	EXPECT(il_var_read(data).i == 3);
}

static void test_T64_a_notify_wakes_those_of_its_condition_only(void **state)
{
	(void)state;
	assert_completes_in_any_time(play_ball);
}

static il_value wait_in_the_child(il_args args)
{
	(void)args;
	il_hold(condition); /* the child's copies belong together */
	EXPECT(il_condition_wait(condition, .timeout = il_within(0.5)) == IL_TIMEOUT);
	return il_none();
}

static void fork_with_a_given_lock(void)
{
	lock = il_lock_new("lock");
	condition = il_condition_new("condition", .lock = lock);
	il_process process = il_process_new(wait_in_the_child);
	il_process_start(process);
	EXPECT(il_lock_acquire(lock) == IL_OK);
	il_process_join(process);
	EXPECT(il_lock_release(lock) == IL_OK);
}

static void test_a_fork_copies_a_condition_and_its_given_lock(void **state)
{
	(void)state;
	assert_completes(fork_with_a_given_lock);
}

/* ---- wait_for ---- */

static il_value has_data(il_args args)
{
	int64_t wanted = args.count > 0 ? args.v[0].i : 1;
	EXPECT(strcmp(il_text(il_arg(args, "who")), "waiter") == 0);
	il_value now = il_var_read(data);
	return now.i >= wanted ? now : il_none();
}

static il_value wait_for_data(il_args args)
{
	il_value value = il_none();
	il_hold(condition);
	EXPECT(il_condition_wait_for(&value, condition, has_data, .args = args,
				     .kwargs = IL_KWARGS({"who", il_str("waiter")})) == IL_OK);
	EXPECT(value.kind == IL_INT && value.i >= args.v[0].i);
	return il_none();
}

static void make_data(void)
{
	condition = il_condition_new("condition");
	data = il_var_new("data", il_int(0));
}

static void wait_until_it_is_so(void)
{
	il_thread waiters[2];
	make_data();
	for (int i = 0; i < 2; i++) {
		waiters[i] = il_thread_new(wait_for_data, .args = IL_ARGS(il_int(2 + i)));
		il_thread_start(waiters[i]);
	}
	for (int i = 1; i <= 3; i++) {
		il_hold(condition);
		il_var_write(data, il_int(i));
		il_condition_notify_all(condition);
	}
	for (int i = 0; i < 2; i++)
		il_thread_join(waiters[i]);
}

static void test_T66_wait_for_waits_until_the_predicate_is_true_and_gives_its_value(void **state)
{
	(void)state;
	assert_completes_in_any_time(wait_until_it_is_so);
}

static il_value never(il_args args)
{
	(void)args;
	return il_int(0);
}

static il_value always(il_args args)
{
	(void)args;
	return il_str("yes");
}

static il_value raise_at_once(il_args args)
{
	(void)args;
	return il_raise("KeyError", "data");
}

static il_value notify_now_and_then(il_args args)
{
	(void)args;
	for (int i = 0; i < 4; i++) {
		il_sleep(0.4);
		il_hold(condition);
		il_condition_notify(condition);
	}
	return il_none();
}

static void wait_with_limits(void)
{
	il_value value = il_int(7);
	make_data();
	EXPECT(il_condition_wait_for(&value, condition, always) == IL_OK); /* needs no lock: it does not wait */
	EXPECT(strcmp(il_text(value), "yes") == 0);
	EXPECT(il_condition_wait_for(&value, condition, never) == IL_WAIT_UNACQUIRED);
	EXPECT(value.kind == IL_INT && value.i == 0);
	EXPECT(il_condition_wait_for(NULL, condition, raise_at_once) == IL_RAISED);
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "KeyError: data") == 0);
	il_hold(condition);
	EXPECT(il_condition_wait_for(&value, condition, never, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(value.kind == IL_INT && value.i == 0);
	EXPECT(il_condition_wait_for(&value, condition, never, .timeout = il_within(-1)) == IL_TIMEOUT);
	EXPECT(il_condition_wait_for(&value, condition, always, .timeout = il_within(0)) == IL_OK);
	il_thread notifier = il_thread_new(notify_now_and_then);
	il_thread_start(notifier);
	double before = il_clock_peek();
	EXPECT(il_condition_wait_for(NULL, condition, never, .timeout = il_within(1)) == IL_TIMEOUT);
	EXPECT(program_took(1, before)); /* for all the waits together */
}

static void test_T66_the_time_out_of_wait_for_is_for_all_its_waits(void **state)
{
	(void)state;
	assert_completes(wait_with_limits);
}

static void wait_for_and_time_out(void)
{
	make_data();
	il_hold(condition);
	il_condition_wait_for(NULL, condition, never, .timeout = il_within(1));
}

static void test_what_wait_for_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("main", OP_CONDITION_WAIT, "condition", .x = 1, .timed = true, .deadline = 1, .inner = true),
	    DONE("main", OP_CONDITION_WAIT, "condition", .result = IL_TIMEOUT, .inner = true),
	};
	assert_logs(wait_for_and_time_out, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T60_T61_T62_a_condition_over_a_given_lock_has_its_rules),
	    cmocka_unit_test(test_T63_T64_of_a_plain_lock_anybodys_hold_counts),
	    cmocka_unit_test(test_T60_two_conditions_may_share_an_rlock),
	    cmocka_unit_test(test_T64_a_notify_wakes_those_of_its_condition_only),
	    cmocka_unit_test(test_a_fork_copies_a_condition_and_its_given_lock),
	    cmocka_unit_test(test_T66_wait_for_waits_until_the_predicate_is_true_and_gives_its_value),
	    cmocka_unit_test(test_T66_the_time_out_of_wait_for_is_for_all_its_waits),
	    cmocka_unit_test(test_what_wait_for_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
