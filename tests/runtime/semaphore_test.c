/* threading.Semaphore and BoundedSemaphore. */
#include "programs.h"

enum { GUESTS = 4, SEATS = 2 };

static il_semaphore semaphore;
static il_var inside, most;
static il_lock lock;

static void count_down_and_up(void)
{
	semaphore = il_semaphore_new("semaphore", 2);
	EXPECT(il_semaphore_acquire(semaphore) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_semaphore_acquire(semaphore, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_semaphore_acquire(semaphore, .timeout = il_within(-1)) == IL_TIMEOUT);
	double before = il_clock_peek();
	EXPECT(il_semaphore_acquire(semaphore, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_semaphore_release(semaphore) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore, .timeout = il_within(0)) == IL_OK);
}

static void test_T50_T51_a_semaphore_lets_as_many_in_as_its_value_says(void **state)
{
	(void)state;
	assert_completes(count_down_and_up);
}

static void release_beyond(void)
{
	semaphore = il_semaphore_new("semaphore", 0);
	EXPECT(il_semaphore_release(semaphore) == IL_OK);
	EXPECT(il_semaphore_release_n(semaphore, 2) == IL_OK);
	for (int i = 0; i < 3; i++)
		EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
}

static void test_T50_a_plain_semaphore_may_be_released_beyond_its_first_value(void **state)
{
	(void)state;
	assert_completes(release_beyond);
}

static void release_bounded(void)
{
	semaphore = il_bounded_semaphore_new("bounded", 2);
	EXPECT(il_semaphore_release(semaphore) == IL_RELEASED_TOO_OFTEN);
	il_semaphore_acquire(semaphore);
	EXPECT(il_semaphore_release_n(semaphore, 2) == IL_RELEASED_TOO_OFTEN);
	EXPECT(il_semaphore_release(semaphore) == IL_OK);
	for (int i = 0; i < 2; i++)
		EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
}

static void test_T52_a_bounded_semaphore_refuses_a_release_too_many_and_stays_as_it_was(void **state)
{
	(void)state;
	assert_completes(release_bounded);
}

static void wrong_calls(void)
{
	EXPECT(il_semaphore_new("negative", -1).id == 0);
	EXPECT(il_bounded_semaphore_new("negative", -1).id == 0);
	semaphore = il_semaphore_new("semaphore", 0);
	EXPECT(il_semaphore_release_n(semaphore, 0) == IL_RELEASE_NONE);
	EXPECT(il_semaphore_release_n(semaphore, -1) == IL_RELEASE_NONE);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true, .timeout = il_within(1)) == IL_TIMEOUT_FOR_ACQUIRE);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
}

static void test_T51_T52_wrong_calls_of_a_semaphore_are_errors_and_change_nothing(void **state)
{
	(void)state;
	assert_completes(wrong_calls);
}

static void add(il_var var, int64_t more)
{
	il_var_write(var, il_int(il_var_read(var).i + more));
}

static il_value sit_down(il_args args)
{
	(void)args;
	il_hold(semaphore);
	{
		il_hold(lock);
		add(inside, 1);
		if (il_var_read(inside).i > il_var_read(most).i)
			il_var_write(most, il_var_read(inside));
	}
	il_sleep(1);
	il_hold(lock);
	add(inside, -1);
	return il_none();
}

static void seat_guests(void)
{
	semaphore = il_semaphore_new("semaphore", SEATS);
	lock = il_lock_new("lock");
	inside = il_var_new("inside", il_int(0));
	most = il_var_new("most", il_int(0));
	il_thread guests[GUESTS];
	for (int i = 0; i < GUESTS; i++)
		guests[i] = il_thread_new(sit_down);
	for (int i = 0; i < GUESTS; i++)
		il_thread_start(guests[i]);
	for (int i = 0; i < GUESTS; i++)
		il_thread_join(guests[i]);
	EXPECT(il_var_peek(most).i <= SEATS);
	EXPECT(il_var_peek(inside).i == 0);
}

static void test_T50_no_more_than_the_value_are_inside_at_once(void **state)
{
	(void)state;
	assert_completes_in_any_time(seat_guests);
}

static il_value acquire_one(il_args args)
{
	(void)args;
	EXPECT(il_semaphore_acquire(semaphore) == IL_OK);
	return il_none();
}

static void release_for_all(void)
{
	semaphore = il_semaphore_new("semaphore", 0);
	il_thread threads[3];
	for (int i = 0; i < 3; i++)
		threads[i] = il_thread_new(acquire_one);
	for (int i = 0; i < 3; i++)
		il_thread_start(threads[i]);
	il_semaphore_release_n(semaphore, 3);
	for (int i = 0; i < 3; i++)
		il_thread_join(threads[i]);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
}

static void test_T52_releasing_n_wakes_n(void **state)
{
	(void)state;
	assert_completes_in_any_time(release_for_all);
}

static void release_too_few(void)
{
	semaphore = il_semaphore_new("semaphore", 0);
	il_thread threads[3];
	for (int i = 0; i < 3; i++)
		threads[i] = il_thread_new(acquire_one);
	for (int i = 0; i < 3; i++)
		il_thread_start(threads[i]);
	il_semaphore_release_n(semaphore, 2);
	for (int i = 0; i < 3; i++)
		il_thread_join(threads[i]);
}

static void test_T52_releasing_n_wakes_no_more_than_n(void **state)
{
	(void)state;
	assert_ends(release_too_few, LOG_DEADLOCK);
}

static void use_both_kinds(void)
{
	semaphore = il_semaphore_new("plain", 0);
	il_semaphore bounded = il_bounded_semaphore_new("bounded", 1);
	il_thread thread = il_thread_new(acquire_one, .name = "thread");
	il_thread_start(thread);
	il_semaphore_acquire(semaphore, .timeout = il_within(0.25));
	il_semaphore_release_n(semaphore, 3);
	il_thread_join(thread);
	il_semaphore_release_n(semaphore, 0);
	il_semaphore_acquire(bounded);
	il_semaphore_release(bounded);
	il_semaphore_release(bounded);
}

static void test_what_a_semaphore_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("thread", OP_SEMAPHORE_ACQUIRE, "plain"),
	    BLOCK("main", OP_SEMAPHORE_ACQUIRE, "plain", .timed = true, .deadline = 0.25),
	    DONE("main", OP_SEMAPHORE_ACQUIRE, "plain", .result = IL_TIMEOUT),
	    DONE("main", OP_SEMAPHORE_RELEASE, "plain", .x = 3, .y = 3),
	    DONE("thread", OP_SEMAPHORE_ACQUIRE, "plain", .x = 2),
	    DONE("main", OP_SEMAPHORE_RELEASE, "plain", .x = 2, .result = IL_RELEASE_NONE),
	    DONE("main", OP_SEMAPHORE_ACQUIRE, "bounded"),
	    DONE("main", OP_SEMAPHORE_RELEASE, "bounded", .x = 1, .y = 1),
	    DONE("main", OP_SEMAPHORE_RELEASE, "bounded", .x = 1, .y = 1, .result = IL_RELEASED_TOO_OFTEN),
	};
	assert_logs(use_both_kinds, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T50_T51_a_semaphore_lets_as_many_in_as_its_value_says),
	    cmocka_unit_test(test_T50_a_plain_semaphore_may_be_released_beyond_its_first_value),
	    cmocka_unit_test(test_T52_a_bounded_semaphore_refuses_a_release_too_many_and_stays_as_it_was),
	    cmocka_unit_test(test_T51_T52_wrong_calls_of_a_semaphore_are_errors_and_change_nothing),
	    cmocka_unit_test(test_T50_no_more_than_the_value_are_inside_at_once),
	    cmocka_unit_test(test_T52_releasing_n_wakes_n),
	    cmocka_unit_test(test_T52_releasing_n_wakes_no_more_than_n),
	    cmocka_unit_test(test_what_a_semaphore_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
