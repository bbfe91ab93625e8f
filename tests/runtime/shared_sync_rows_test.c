/* multiprocessing's Lock, RLock, Semaphore, Event, Condition and Barrier: the primitives of threads, made shared, where they differ from
 * those, and that they serve processes in each form. */
#include "programs.h"

#include <signal.h>
#include <stdlib.h>

enum { FAR = 1000000, MEMBERS = 3, ROUNDS = 4 };

static il_lock lock;
static il_rlock rlock;
static il_semaphore semaphore;
static il_event event, ready;
static il_condition condition;
static il_barrier barrier;
static il_queue queue;
static il_shared_value sum, inside, most;

static void run_members(il_target target)
{
	il_process members[MEMBERS];
	for (int i = 0; i < MEMBERS; i++) {
		members[i] = il_process_new(target, .args = IL_ARGS(il_int(i)));
		EXPECT(il_process_start(members[i]) == IL_OK);
	}
	for (int i = 0; i < MEMBERS; i++)
		EXPECT(il_process_join(members[i]) == IL_OK);
}

static void add(il_shared_value value, int64_t n)
{
	il_value before = il_value_read(value);
	il_value_write(value, il_int(before.i + n));
}

/* ---- P20: acquire ---- */

static il_value try_in_all_ways(il_args args)
{
	(void)args;
	double before = il_clock_peek();
	EXPECT(il_lock_acquire(lock, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_lock_acquire(lock, .nonblocking = true, .timeout = il_within(5)) == IL_TIMEOUT); /* ignored */
	EXPECT(il_lock_acquire(lock, .timeout = il_within(-1)) == IL_TIMEOUT);                      /* as 0 */
	EXPECT(il_lock_acquire(lock, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true, .timeout = il_within(-5)) == IL_TIMEOUT);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true, .timeout = il_within(5)) == IL_TIMEOUT);
	EXPECT(!il_time_exact() || il_clock_peek() == before);
	EXPECT(il_lock_acquire(lock, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	il_event_set(event);
	EXPECT(il_lock_acquire(lock) == IL_OK);
	EXPECT(il_rlock_acquire(rlock, .timeout = il_within(FAR)) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore) == IL_OK);
	return il_none(); /* and holds them for ever: nobody is asked to give back */
}

static void acquire_across(void)
{
	lock = il_lock_new("lock", .shared = true);
	rlock = il_rlock_new("rlock", .shared = true);
	semaphore = il_semaphore_new("semaphore", 1, .shared = true);
	event = il_event_new("event", .shared = true);
	il_lock_acquire(lock);
	il_rlock_acquire(rlock);
	il_rlock_acquire(rlock);
	il_semaphore_acquire(semaphore);
	il_process process = il_process_new(try_in_all_ways);
	il_process_start(process);
	il_event_wait(event);
	EXPECT(il_lock_release(lock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	il_semaphore_release(semaphore);
	il_process_join(process);
	EXPECT(il_lock_acquire(lock, .nonblocking = true) == IL_TIMEOUT); /* its holder has ended, and it stays held */
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true) == IL_TIMEOUT);
}

static il_value die_holding(il_args args)
{
	(void)args;
	il_hold(lock);
	raise(SIGKILL);
	return il_none();
}

static void outlive_a_holder(void)
{
	lock = il_lock_new("lock", .shared = true);
	il_process process = il_process_new(die_holding);
	il_process_start(process);
	il_process_join(process);
	EXPECT(il_lock_locked(lock));
	EXPECT(il_lock_acquire(lock, .timeout = il_within(1)) == IL_TIMEOUT);
	EXPECT(il_lock_release(lock) == IL_OK); /* whoever likes may */
	EXPECT(il_lock_acquire(lock) == IL_OK);
}

static void test_P20_a_shared_lock_is_acquired_across_processes_and_is_not_robust(void **state)
{
	(void)state;
	assert_completes(acquire_across);
	assert_ends(outlive_a_holder, LOG_CRASHED);
}

/* ---- P21: release ---- */

static il_value release_the_parents(il_args args)
{
	(void)args;
	EXPECT(il_rlock_release(rlock) == IL_SHARED_NOT_OWNER);
	EXPECT(il_lock_release(lock) == IL_OK);
	return il_none();
}

static void release_wrongly(void)
{
	lock = il_lock_new("lock", .shared = true);
	rlock = il_rlock_new("rlock", .shared = true);
	semaphore = il_bounded_semaphore_new("semaphore", 1, .shared = true);
	EXPECT(il_lock_release(lock) == IL_SHARED_RELEASE_UNLOCKED);
	EXPECT(il_rlock_release(rlock) == IL_SHARED_NOT_OWNER);
	EXPECT(il_semaphore_release(semaphore) == IL_SHARED_RELEASE_UNLOCKED);
	il_lock_acquire(lock);
	il_rlock_acquire(rlock);
	il_process process = il_process_new(release_the_parents);
	il_process_start(process);
	il_process_join(process);
	EXPECT(!il_lock_locked(lock));
	EXPECT(il_lock_release(lock) == IL_SHARED_RELEASE_UNLOCKED);
	EXPECT(il_rlock_release(rlock) == IL_OK);
}

static void test_P21_wrong_releases_have_the_words_of_multiprocessing(void **state)
{
	(void)state;
	assert_completes(release_wrongly);
	assert_string_equal(il_status_name(IL_SHARED_RELEASE_UNLOCKED), "ValueError");
	assert_string_equal(il_status_message(IL_SHARED_RELEASE_UNLOCKED), "semaphore or lock released too many times");
	assert_string_equal(il_status_name(IL_SHARED_NOT_OWNER), "AssertionError");
}

/* ---- each of them between processes ---- */

static il_value add_under_lock(il_args args)
{
	(void)args;
	for (int i = 0; i < ROUNDS; i++) {
		il_hold(lock);
		add(sum, 1);
	}
	return il_none();
}

static il_value add_under_rlock(il_args args)
{
	(void)args;
	for (int i = 0; i < ROUNDS; i++) {
		il_hold(rlock);
		il_hold(rlock);
		add(sum, 1);
	}
	return il_none();
}

static void use_locks(void)
{
	lock = il_lock_new("lock", .shared = true);
	rlock = il_rlock_new("rlock", .shared = true);
	sum = il_value_new("sum", 'i', il_int(0));
	run_members(add_under_lock);
	EXPECT(il_value_read(sum).i == (int64_t)MEMBERS * ROUNDS);
	run_members(add_under_rlock);
	EXPECT(il_value_read(sum).i == (int64_t)2 * MEMBERS * ROUNDS);
}

static void test_a_lock_and_an_rlock_exclude_processes(void **state)
{
	(void)state;
	assert_completes_in_any_time(use_locks);
}

static il_value visit(il_args args)
{
	(void)args;
	il_hold(semaphore);
	{
		il_hold(lock);
		add(inside, 1);
		int64_t now = il_value_read(inside).i;
		if (now > il_value_read(most).i)
			il_value_write(most, il_int(now));
	}
	il_hold(lock);
	add(inside, -1);
	return il_none();
}

static void use_a_semaphore(void)
{
	lock = il_lock_new("lock", .shared = true);
	semaphore = il_semaphore_new("semaphore", 2, .shared = true);
	inside = il_value_new("inside", 'i', il_int(0));
	most = il_value_new("most", 'i', il_int(0));
	run_members(visit);
	EXPECT(il_value_read(inside).i == 0);
	EXPECT(il_value_read(most).i >= 1 && il_value_read(most).i <= 2);
}

static void test_a_semaphore_admits_as_many_processes_as_it_counts(void **state)
{
	(void)state;
	assert_completes_in_any_time(use_a_semaphore);
}

static il_value wait_for_the_event(il_args args)
{
	(void)args;
	EXPECT(!il_event_is_set(event) || il_event_is_set(ready));
	EXPECT(il_event_wait(event) == IL_OK);
	EXPECT(il_event_wait(event, .timeout = il_within(0)) == IL_OK);
	return il_none();
}

static il_value set_the_event(il_args args)
{
	(void)args;
	il_event_set(ready);
	il_event_set(event);
	return il_none();
}

static void use_an_event(void)
{
	event = il_event_new("event", .shared = true);
	ready = il_event_new("ready", .shared = true);
	EXPECT(il_event_wait(event, .timeout = il_within(0.5)) == IL_TIMEOUT);
	il_process setter = il_process_new(set_the_event);
	il_process_start(setter);
	run_members(wait_for_the_event);
	il_process_join(setter);
	EXPECT(il_event_is_set(event));
}

static void test_an_event_that_one_process_sets_wakes_all(void **state)
{
	(void)state;
	assert_completes_in_any_time(use_an_event);
}

/* ---- set and clear ---- */

static il_value wait_and_tell(il_args args)
{
	(void)args;
	il_status status = il_event_wait(event);
	EXPECT(status == IL_OK || status == IL_CLEARED);
	il_print(status == IL_OK ? "True" : "False");
	return il_none();
}

static void set_and_clear(void)
{
	event = il_event_new("event", .shared = true);
	il_process waiter = il_process_new(wait_and_tell);
	il_process_start(waiter);
	il_event_set(event);
	il_event_clear(event);
	if (il_process_join(waiter, .timeout = il_within(1)) == IL_TIMEOUT)
		il_event_set(event); /* it came when all was over */
	il_process_join(waiter);
}

/* A thread's event would say True both times. */
static void test_a_waiter_of_another_process_looks_at_the_flag_again_when_it_is_awake(void **state)
{
	(void)state;
	static const char *const in_time[] = {"True", NULL}, *const too_late[] = {"False", NULL};
	assert_completes(set_and_clear);
	assert_prints_when("0x3.1.0.1", set_and_clear, in_time);
	assert_prints_when("0x3.1.0x2.1", set_and_clear, too_late);
}

static il_value consume(il_args args)
{
	(void)args;
	il_hold(condition);
	while (il_value_read(sum).i == 0)
		EXPECT(il_condition_wait(condition) == IL_OK);
	add(sum, -1);
	return il_none();
}

static il_value misuse_the_condition(il_args args)
{
	(void)args;
	EXPECT(il_condition_wait(condition) == IL_SHARED_WAIT_UNACQUIRED);
	EXPECT(il_condition_notify(condition) == IL_SHARED_NOTIFY_UNACQUIRED);
	EXPECT(il_condition_release(condition) == IL_SHARED_NOT_OWNER);
	il_hold(condition);
	EXPECT(il_condition_wait(condition, .timeout = il_within(0.5)) == IL_TIMEOUT);
	return il_none();
}

static void use_a_condition(void)
{
	il_process consumers[MEMBERS];
	condition = il_condition_new("condition", .shared = true);
	sum = il_value_new("sum", 'i', il_int(0));
	run_members(misuse_the_condition);
	for (int i = 0; i < MEMBERS; i++) {
		consumers[i] = il_process_new(consume);
		il_process_start(consumers[i]);
	}
	for (int i = 0; i < MEMBERS; i++) {
		il_hold(condition);
		add(sum, 1);
		EXPECT(il_condition_notify(condition) == IL_OK);
	}
	for (int i = 0; i < MEMBERS; i++)
		il_process_join(consumers[i]);
	EXPECT(il_value_read(sum).i == 0);
}

static void test_a_condition_is_waited_on_and_notified_across_processes(void **state)
{
	(void)state;
	assert_completes(use_a_condition);
}

static il_value pass_phases(il_args args)
{
	(void)args;
	for (int phase = 1; phase <= 2; phase++) {
		int index = -1;
		{
			il_hold(lock);
			add(sum, 1);
		}
		EXPECT(il_barrier_wait(&index, barrier) == IL_OK && index >= 0 && index < MEMBERS);
		EXPECT(il_value_read(sum).i >= (int64_t)MEMBERS * phase); /* all have done this phase */
	}
	return il_none();
}

static void use_a_barrier(void)
{
	lock = il_lock_new("lock", .shared = true);
	sum = il_value_new("sum", 'i', il_int(0));
	barrier = il_barrier_new("barrier", MEMBERS, .shared = true);
	run_members(pass_phases);
	EXPECT(il_value_read(sum).i == (int64_t)2 * MEMBERS);
	EXPECT(il_barrier_n_waiting(barrier) == 0 && !il_barrier_broken(barrier));
}

static il_value wait_at_barrier(il_args args)
{
	int index;
	il_timeout limit = {args.v[0].i > 0, (double)args.v[0].i};
	EXPECT(il_barrier_wait(&index, barrier, .timeout = limit) == IL_BROKEN_BARRIER);
	return il_none();
}

/* The dead one stays inside, as in CPython: the barrier breaks by the time-out of the other. */
static void kill_one_at_the_barrier(void)
{
	barrier = il_barrier_new("barrier", 3, .shared = true);
	il_process killed = il_process_new(wait_at_barrier, .args = IL_ARGS(il_int(0)));
	il_process other = il_process_new(wait_at_barrier, .args = IL_ARGS(il_int(2)));
	il_process_start(killed);
	il_process_start(other);
	il_sleep(1);
	il_process_kill(killed);
	EXPECT(il_process_join(killed) == IL_OK);
	EXPECT(il_process_join(other) == IL_OK);
	EXPECT(il_barrier_broken(barrier));
	EXPECT(program_took(2, 0));
}

static void test_a_barrier_brings_processes_together_phase_by_phase(void **state)
{
	(void)state;
	assert_completes_in_any_time(use_a_barrier);
	assert_completes(kill_one_at_the_barrier);
}

/* ---- one that waits is told to end: it does not take a place any more ---- */

static il_value wait_on_condition(il_args args)
{
	(void)args;
	il_hold(condition);
	il_queue_put(queue, il_none());
	il_condition_wait(condition);
	return il_none();
}

static void notify_behind_the_dead(void)
{
	il_value item;
	condition = il_condition_new("condition", .shared = true);
	queue = il_queue_new("queue", .shared = true);
	il_process first = il_process_new(wait_on_condition), second = il_process_new(wait_on_condition);
	il_process_start(first);
	il_queue_get(queue, &item);
	{
		il_hold(condition); /* first waits */
	}
	il_process_start(second);
	il_queue_get(queue, &item);
	il_process_kill(first);
	{
		il_hold(condition);
		EXPECT(il_condition_notify(condition) == IL_OK); /* reaches second: first is no waiter any more */
	}
	EXPECT(il_process_join(second) == IL_OK);
	il_process_join(first);
}

static void test_a_waiter_that_is_told_to_end_is_passed_over(void **state)
{
	(void)state;
	assert_completes(notify_behind_the_dead);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_P20_a_shared_lock_is_acquired_across_processes_and_is_not_robust),
	    cmocka_unit_test(test_P21_wrong_releases_have_the_words_of_multiprocessing),
	    cmocka_unit_test(test_a_lock_and_an_rlock_exclude_processes),
	    cmocka_unit_test(test_a_semaphore_admits_as_many_processes_as_it_counts),
	    cmocka_unit_test(test_an_event_that_one_process_sets_wakes_all),
	    cmocka_unit_test(test_a_waiter_of_another_process_looks_at_the_flag_again_when_it_is_awake),
	    cmocka_unit_test(test_a_condition_is_waited_on_and_notified_across_processes),
	    cmocka_unit_test(test_a_barrier_brings_processes_together_phase_by_phase),
	    cmocka_unit_test(test_a_waiter_that_is_told_to_end_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
