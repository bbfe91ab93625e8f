/* ThreadPoolExecutor: when threads are made and used again, submit, map, shutdown, initializers. */
#include "programs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static il_executor pool;
static il_event go;
static il_var count;

static il_value square(il_args args)
{
	return il_int(args.v[0].i * args.v[0].i);
}

/* Holds its worker until `go` is set; returns the worker's name. */
static il_value hold(il_args args)
{
	(void)args;
	il_event_wait(go);
	return il_str("%s", il_current_name());
}

static il_value my_name(il_args args)
{
	(void)args;
	return il_str("%s", il_current_name());
}

static il_future submit(il_target target)
{
	il_future future;
	EXPECT(il_executor_submit(&future, pool, target) == IL_OK);
	return future;
}

static const char *text_of(il_future future)
{
	il_value value = il_none();
	EXPECT(il_future_result(future, &value) == IL_OK);
	return il_text(value);
}

static int64_t int_of(il_future future)
{
	il_value value = il_none();
	EXPECT(il_future_result(future, &value) == IL_OK);
	return value.i;
}

/* ---- F01 to F05 ---- */

static void find_no_thread_before_a_submit(void)
{
	pool = il_executor_new("pool", 3);
	go = il_event_new("go");
	il_future first = submit(hold), second = submit(hold);
	while (!il_future_running(first) || !il_future_running(second))
		il_sleep(0.1);
	il_event_set(go);
	EXPECT(strcmp(text_of(first), text_of(second)) != 0); /* nobody was idle */
	EXPECT(il_executor_shutdown(pool) == IL_OK);
}

static void test_F01_threads_are_made_by_a_submit_that_finds_nobody_idle(void **state)
{
	(void)state;
	assert_completes_in_any_time(find_no_thread_before_a_submit);
	const struct logged expected[] = {
	    DONE("main", OP_THREAD_START, "ThreadPoolExecutor-0_0", .kind = VALUE_INT, .changing = true),
	    DONE("main", OP_THREAD_START, "ThreadPoolExecutor-0_1", .kind = VALUE_INT, .changing = true),
	};
	assert_logs(find_no_thread_before_a_submit, LOG_COMPLETED, expected);
}

static void leave_a_pool_open(void)
{
	pool = il_executor_new("pool", 3);
	count = il_var_new("count", il_int(0));
	for (int i = 0; i < 5; i++)
		submit(my_name);
}

static void test_F01_the_end_of_the_program_waits_for_the_workers(void **state)
{
	(void)state;
	assert_completes_in_any_time(leave_a_pool_open);
}

static void make_pools(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int expected = cores + 4 < 32 ? (int)cores + 4 : 32;
	pool = il_executor_new("pool", IL_DEFAULT_WORKERS);
	go = il_event_new("go");
	for (int i = 0; i < expected + 2; i++)
		submit(hold);
	EXPECT(il_executor_submit(NULL, (il_executor){0}, hold) == IL_NO_ROOM);
	il_event_set(go);
	il_executor_shutdown(pool);
}

static void make_pools_of_none(void)
{
	EXPECT(il_executor_new("none", 0).id == 0);
	EXPECT(il_executor_new(NULL, -1).id == 0);
}

static void test_F02_the_default_is_cores_and_four_and_below_one_is_a_ValueError(void **state)
{
	(void)state;
	const struct logged refused[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, NULL, .result = IL_NO_WORKERS, .x = TYPE_EXECUTOR, .text = "none"),
	    DONE("main", OP_OBJECT_NEW, NULL, .result = IL_NO_WORKERS, .x = TYPE_EXECUTOR, .text = "ThreadPoolExecutor"),
	};
	assert_completes(make_pools_of_none);
	assert_logs(make_pools_of_none, LOG_COMPLETED, refused);
	assert_completes(make_pools);
	char names[40][48];
	struct logged expected[40] = {0};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t workers = cores + 4 < 32 ? (size_t)cores + 4 : 32;
	for (size_t i = 0; i < workers; i++) {
		snprintf(names[i], sizeof names[i], "ThreadPoolExecutor-0_%zu", i);
		expected[i] = (struct logged)DONE("main", OP_THREAD_START, names[i], .kind = VALUE_INT, .changing = true);
	}
	assert_logged(make_pools, LOG_COMPLETED, expected, workers);
}

static void name_pools(void)
{
	pool = il_executor_new(NULL, 1);
	EXPECT(strcmp(text_of(submit(my_name)), "ThreadPoolExecutor-0_0") == 0);
	pool = il_executor_new("named", 1, .thread_name_prefix = "fetch");
	EXPECT(strcmp(text_of(submit(my_name)), "fetch_0") == 0);
	pool = il_executor_new("second", 1, .thread_name_prefix = "");
	EXPECT(strcmp(text_of(submit(my_name)), "ThreadPoolExecutor-1_0") == 0);
}

static void test_F03_threads_are_named_by_prefix_and_number(void **state)
{
	(void)state;
	assert_completes(name_pools);
}

static il_value stay(il_args args)
{
	(void)args;
	il_sleep(1);
	return il_str("%s", il_current_name());
}

static void use_an_idle_one_again(void)
{
	pool = il_executor_new("pool", 3);
	submit(my_name);
	il_sleep(1); /* the worker waits for work again */
	EXPECT_IN_TIME(strcmp(text_of(submit(my_name)), "ThreadPoolExecutor-0_0") == 0);
	il_sleep(1);
	double before = il_clock_peek();
	for (int i = 0; i < 6; i++)
		submit(stay);
	il_executor_shutdown(pool);
	EXPECT(program_took(2, before)); /* three at a time */
}

static void test_F04_an_idle_worker_is_used_again_and_max_workers_is_the_cap(void **state)
{
	(void)state;
	assert_completes(use_an_idle_one_again);
	const struct logged expected[] = {
	    DONE("main", OP_THREAD_START, "ThreadPoolExecutor-0_0", .kind = VALUE_INT, .changing = true),
	    DONE("main", OP_THREAD_START, "ThreadPoolExecutor-0_1", .kind = VALUE_INT, .changing = true),
	    DONE("main", OP_THREAD_START, "ThreadPoolExecutor-0_2", .kind = VALUE_INT, .changing = true),
	};
	assert_logs(use_an_idle_one_again, LOG_COMPLETED, expected);
}

static il_value leave_early(il_args args)
{
	(void)args;
	il_hold(pool);
	for (int i = 0; i < 4; i++)
		submit(stay);
	return il_raise("ValueError", "in the block");
}

static void use_with(void)
{
	pool = il_executor_new("pool", 2);
	double before = il_clock_peek();
	il_future after = {0};
	EXPECT(leave_early((il_args){0}).kind == IL_ERROR);
	EXPECT(program_took(2, before)); /* all that were submitted have run */
	EXPECT(il_executor_submit(&after, pool, stay) == IL_SHUT_DOWN);
	EXPECT(after.id == 0);
}

static void test_F05_a_block_that_holds_a_pool_waits_for_all_of_it_however_it_is_left(void **state)
{
	(void)state;
	assert_completes(use_with);
}

/* ---- F06: submit ---- */

static il_value add(il_args args)
{
	return il_int(args.v[0].i + args.v[1].i * il_arg(args, "times").i);
}

static il_value raise_error(il_args args)
{
	return il_raise("ValueError", "no data for %s", il_text(args.v[0]));
}

static void submit_calls(void)
{
	il_future sum, failed;
	pool = il_executor_new("pool", 2);
	EXPECT(il_executor_submit(&sum, pool, add, .args = IL_ARGS(il_int(1), il_int(2)),
				  .kwargs = IL_KWARGS({"times", il_int(3)})) == IL_OK);
	EXPECT(il_executor_submit(&failed, pool, raise_error, .args = IL_ARGS(il_str("A"))) == IL_OK);
	EXPECT(int_of(sum) == 7);
	il_value error = il_none();
	EXPECT(il_future_result(failed, &error) == IL_RAISED);
	EXPECT(error.kind == IL_ERROR && strcmp(il_text(error), "ValueError: no data for A") == 0);
	EXPECT(int_of(submit(my_name)) != 0); /* the worker has survived it */
	il_executor_shutdown(pool);
	EXPECT(il_executor_submit(NULL, pool, my_name) == IL_SHUT_DOWN);
}

static void test_F06_a_submit_gives_a_future_of_the_result_or_the_exception(void **state)
{
	(void)state;
	assert_completes_in_any_time(submit_calls);
}

/* Goes on until the program is at its end. */
static il_value submit_for_ever(il_args args)
{
	(void)args;
	il_status status;
	while ((status = il_executor_submit(NULL, pool, my_name)) == IL_OK)
		il_sleep(0.1);
	EXPECT(status == IL_LEAVING);
	il_executor late = il_executor_new("late", 1);
	EXPECT(il_executor_submit(NULL, late, my_name) == IL_LEAVING);
	return il_none();
}

static void leave_with_others_running(void)
{
	pool = il_executor_new("pool", 1);
	il_thread_start(il_thread_new(submit_for_ever));
}

static void test_F06_nothing_can_be_submitted_once_the_program_is_at_its_end(void **state)
{
	(void)state;
	assert_completes(leave_with_others_running);
}

/* ---- F07: map ---- */

static il_value pair(il_args args)
{
	if (args.v[0].i == 3)
		return il_raise("KeyError", "3");
	if (args.v[0].i == 0)
		il_sleep(1); /* the first is the last to end */
	return il_str("%d%s", (int)args.v[0].i, il_text(args.v[1]));
}

static void map_two_lists(void)
{
	struct il_results results;
	il_value value;
	pool = il_executor_new("pool", 2);
	EXPECT(il_executor_map(&results, pool, pair,
			       IL_LISTS(IL_ARGS(il_int(0), il_int(1), il_int(2)), IL_ARGS(il_str("a"), il_str("b")))) ==
	       IL_OK);
	EXPECT(il_results_next(&results, &value) == IL_OK && strcmp(il_text(value), "0a") == 0);
	EXPECT(il_results_next(&results, &value) == IL_OK && strcmp(il_text(value), "1b") == 0);
	EXPECT(il_results_next(&results, &value) == IL_EXHAUSTED);
	EXPECT(il_results_next(&results, &value) == IL_EXHAUSTED);
}

static void test_F07_map_gives_results_in_order_to_the_end_of_the_shortest(void **state)
{
	(void)state;
	assert_completes_in_any_time(map_two_lists);
}

static void map_and_fail(void)
{
	struct il_results results;
	il_value value;
	pool = il_executor_new("pool", 1);
	go = il_event_new("go");
	il_args numbers = IL_ARGS(il_int(1), il_int(3), il_int(4), il_int(5));
	il_args letters = IL_ARGS(il_str("a"), il_str("b"), il_str("c"), il_str("d"));
	EXPECT(il_executor_map(&results, pool, pair, IL_LISTS(numbers, letters)) == IL_OK);
	EXPECT(il_results_next(&results, &value) == IL_OK && strcmp(il_text(value), "1a") == 0);
	EXPECT(il_results_next(&results, &value) == IL_RAISED && strcmp(il_text(value), "KeyError: 3") == 0);
	EXPECT(il_results_next(&results, &value) == IL_EXHAUSTED);
}

static void test_F07_the_first_exception_ends_a_map(void **state)
{
	(void)state;
	assert_completes_in_any_time(map_and_fail);
}

static il_value wait_a_second(il_args args)
{
	il_sleep(1);
	il_var_write(count, il_int(il_var_read(count).i + 1));
	return args.v[0];
}

static void map_in_time(void)
{
	struct il_results results;
	il_value value;
	pool = il_executor_new("pool", 1);
	count = il_var_new("count", il_int(0));
	il_args three = IL_ARGS(il_int(0), il_int(1), il_int(2));
	double before = il_clock_peek();
	EXPECT(il_executor_map(&results, pool, wait_a_second, IL_LISTS(three), .timeout = il_within(1.5)) == IL_OK);
	il_sleep(1.2); /* it counts from the map on */
	EXPECT_IN_TIME(il_results_next(&results, &value) == IL_OK && value.i == 0);
	EXPECT_IN_TIME(il_results_next(&results, &value) == IL_TIMEOUT);
	EXPECT_IN_TIME(program_took(1.5, before));
	EXPECT_IN_TIME(il_results_next(&results, &value) == IL_EXHAUSTED);
	il_executor_shutdown(pool);
	EXPECT_IN_TIME(il_var_read(count).i == 2); /* the second was running, the third is cancelled */
	il_results_close(&results);
}

static void map_and_look_late(void)
{
	struct il_results results;
	il_value value;
	pool = il_executor_new("pool", 1);
	il_args two = IL_ARGS(il_int(4), il_int(5));
	EXPECT(il_executor_map(&results, pool, square, IL_LISTS(two), .timeout = il_within(1)) == IL_OK);
	il_executor_shutdown(pool);
	il_sleep(5);
	EXPECT(il_results_next(&results, &value) == IL_OK && value.i == 16); /* done in time or not: it is done */
	EXPECT(il_results_next(&results, &value) == IL_OK && value.i == 25);
}

static void test_F07_the_time_allowed_counts_from_the_map_and_ends_it(void **state)
{
	(void)state;
	assert_completes(map_in_time);
	assert_completes(map_and_look_late);
}

static void map_and_close(void)
{
	struct il_results unread, read;
	il_value value;
	pool = il_executor_new("pool", 1);
	count = il_var_new("count", il_int(0));
	il_args three = IL_ARGS(il_int(0), il_int(1), il_int(2));
	EXPECT(il_executor_map(&unread, pool, wait_a_second, IL_LISTS(three)) == IL_OK);
	il_results_close(&unread); /* a generator that has not begun cancels nothing */
	EXPECT(il_executor_map(&read, pool, wait_a_second, IL_LISTS(three)) == IL_OK);
	EXPECT(il_results_next(&read, &value) == IL_OK);
	il_results_close(&read);
	il_results_close(&read);
	il_executor_shutdown(pool);
	int64_t ran = il_var_read(count).i;
	EXPECT(ran == 4 || ran == 5); /* the fifth may just have been taken */
	EXPECT(il_executor_map(&read, pool, square, IL_LISTS(three)) == IL_SHUT_DOWN);
	il_results_close(&read);
}

static void test_F07_closing_a_map_cancels_what_it_has_not_given(void **state)
{
	(void)state;
	assert_completes_in_any_time(map_and_close);
}

/* ---- F08: shutdown ---- */

static void shut_down_twice(void)
{
	pool = il_executor_new("pool", 1);
	il_future first = submit(stay), second = submit(stay);
	double before = il_clock_peek();
	EXPECT(il_executor_shutdown(pool, .nonblocking = true) == IL_OK);
	EXPECT_IN_TIME(!il_future_done(second));
	EXPECT(il_executor_submit(NULL, pool, stay) == IL_SHUT_DOWN);
	EXPECT(il_executor_shutdown(pool) == IL_OK); /* what was queued has run */
	EXPECT(program_took(2, before));
	EXPECT(il_executor_shutdown(pool) == IL_OK);
	EXPECT(il_future_done(first) && il_future_done(second));
}

static void test_F08_a_shutdown_lets_all_run_and_can_be_repeated(void **state)
{
	(void)state;
	assert_completes(shut_down_twice);
}

static void shut_down_and_leave(void)
{
	pool = il_executor_new("pool", 1);
	submit(stay);
	submit(stay);
	il_executor_shutdown(pool, .nonblocking = true);
}

static void check_two_seconds(void)
{
	il_promise(il_ended_at(2), "the program waits for a pool that was shut down without waiting");
}

static void test_F08_the_program_waits_for_a_pool_that_was_left_running(void **state)
{
	(void)state;
	assert_completes_and(shut_down_and_leave, check_two_seconds);
}

static void shut_down_and_cancel(void)
{
	pool = il_executor_new("pool", 1);
	go = il_event_new("go");
	il_future running = submit(hold), queued = submit(hold);
	while (!il_future_running(running))
		il_sleep(0.1);
	EXPECT(il_executor_shutdown(pool, .nonblocking = true, .cancel_futures = true) == IL_OK);
	EXPECT(il_future_cancelled(queued) && !il_future_cancelled(running));
	EXPECT(il_future_result(queued, NULL) == IL_CANCELLED);
	il_event_set(go);
	EXPECT(il_future_result(running, NULL) == IL_OK);
	EXPECT(il_executor_shutdown(pool, .cancel_futures = true) == IL_OK);
}

static void test_F08_cancel_futures_cancels_those_that_nobody_has_taken(void **state)
{
	(void)state;
	assert_completes_in_any_time(shut_down_and_cancel);
}

static il_value shut_own_pool_down(il_args args)
{
	(void)args;
	EXPECT(il_executor_shutdown(pool) == IL_JOIN_SELF);
	return il_none();
}

static void shut_down_from_inside(void)
{
	pool = il_executor_new("pool", 2);
	EXPECT(il_future_result(submit(shut_own_pool_down), NULL) == IL_OK);
}

static void test_F08_a_worker_cannot_wait_for_its_own_pool(void **state)
{
	(void)state;
	assert_completes_in_any_time(shut_down_from_inside);
}

static il_value shut_down_beside(il_args args)
{
	(void)args;
	EXPECT(il_executor_shutdown(pool) == IL_OK);
	return il_none();
}

static void shut_down_while_others_submit(void)
{
	pool = il_executor_new("pool", 2);
	il_thread other = il_thread_new(shut_down_beside);
	il_thread_start(other);
	for (int i = 0; i < 3; i++) {
		il_future future;
		il_status status = il_executor_submit(&future, pool, my_name);
		EXPECT(status == IL_OK || status == IL_SHUT_DOWN);
		EXPECT(status != IL_OK || il_future_result(future, NULL) == IL_OK);
	}
	il_thread_join(other);
}

static void test_F08_a_shutdown_beside_a_submit_waits_for_the_worker_it_makes(void **state)
{
	(void)state;
	assert_completes_in_any_time(shut_down_while_others_submit);
}

static il_value submit_to_own_pool(il_args args)
{
	(void)args;
	return il_object(submit(my_name).id);
}

static void submit_inside(void)
{
	pool = il_executor_new("pool", 1);
	il_value inner;
	EXPECT(il_future_result(submit(submit_to_own_pool), &inner) == IL_OK);
	EXPECT(il_future_result(il_future_of(inner), NULL) == IL_OK);
}

static il_value wait_for_own_pool(il_args args)
{
	(void)args;
	return il_str("%s", text_of(submit(my_name)));
}

static void wait_in_own_pool(void)
{
	pool = il_executor_new("pool", 1);
	il_future_result(submit(wait_for_own_pool), NULL);
}

static void test_a_full_pool_that_waits_for_itself_hangs(void **state)
{
	(void)state;
	assert_completes_in_any_time(submit_inside);
	assert_ends(wait_in_own_pool, LOG_DEADLOCK);
}

/* ---- initializers ---- */

static il_value greet(il_args args)
{
	il_var_write(count, il_int(il_var_read(count).i + args.v[0].i));
	return il_none();
}

static il_value read_count(il_args args)
{
	(void)args;
	return il_var_read(count);
}

static void initialize(void)
{
	count = il_var_new("count", il_int(0));
	pool = il_executor_new("pool", 1, .initializer = greet, .initargs = IL_ARGS(il_int(5)));
	EXPECT(int_of(submit(read_count)) == 5);
	EXPECT(int_of(submit(read_count)) == 5);
}

static void test_each_worker_calls_the_initializer_first(void **state)
{
	(void)state;
	assert_completes_in_any_time(initialize);
}

static void break_by_initializer(void)
{
	il_value error = il_none();
	pool = il_executor_new("pool", 1, .initializer = raise_error, .initargs = IL_ARGS(il_str("B")));
	il_future future = submit(my_name);
	EXPECT(il_future_result(future, &error) == IL_RAISED);
	EXPECT(strcmp(il_text(error), "BrokenThreadPool: A thread initializer failed, the thread pool is not usable "
				      "anymore") == 0);
	EXPECT(il_executor_submit(NULL, pool, my_name) == IL_BROKEN_POOL);
	EXPECT(il_executor_shutdown(pool) == IL_OK);
	EXPECT(il_executor_submit(NULL, pool, my_name) == IL_BROKEN_POOL);
}

static void test_an_initializer_that_fails_breaks_the_pool(void **state)
{
	(void)state;
	assert_completes_in_any_time(break_by_initializer);
}

/* ---- forks ---- */

static il_value use_pool_in_child(il_args args)
{
	(void)args;
	EXPECT(strcmp(text_of(submit(my_name)), "ThreadPoolExecutor-0_1") == 0); /* one was counted already */
	il_executor own = il_executor_new("own", 1);
	il_future future;
	EXPECT(il_executor_submit(&future, own, square, .args = IL_ARGS(il_int(3))) == IL_OK);
	EXPECT(int_of(future) == 9);
	return il_none();
}

static void use_a_pool_in_two_processes(void)
{
	pool = il_executor_new("pool", 2);
	go = il_event_new("go");
	il_future held = submit(hold);
	while (!il_future_running(held))
		il_sleep(0.1);
	il_process child = il_process_new(use_pool_in_child);
	il_process_start(child);
	il_process_join(child);
	int code = -1;
	EXPECT(il_process_exitcode(&code, child) && code == 0);
	il_event_set(go);
	EXPECT(strcmp(text_of(held), "ThreadPoolExecutor-0_0") == 0);
}

static void test_a_fork_copies_a_pool_without_its_threads(void **state)
{
	(void)state;
	assert_completes(use_a_pool_in_two_processes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_F01_threads_are_made_by_a_submit_that_finds_nobody_idle),
	    cmocka_unit_test(test_F01_the_end_of_the_program_waits_for_the_workers),
	    cmocka_unit_test(test_F02_the_default_is_cores_and_four_and_below_one_is_a_ValueError),
	    cmocka_unit_test(test_F03_threads_are_named_by_prefix_and_number),
	    cmocka_unit_test(test_F04_an_idle_worker_is_used_again_and_max_workers_is_the_cap),
	    cmocka_unit_test(test_F05_a_block_that_holds_a_pool_waits_for_all_of_it_however_it_is_left),
	    cmocka_unit_test(test_F06_a_submit_gives_a_future_of_the_result_or_the_exception),
	    cmocka_unit_test(test_F06_nothing_can_be_submitted_once_the_program_is_at_its_end),
	    cmocka_unit_test(test_F07_map_gives_results_in_order_to_the_end_of_the_shortest),
	    cmocka_unit_test(test_F07_the_first_exception_ends_a_map),
	    cmocka_unit_test(test_F07_the_time_allowed_counts_from_the_map_and_ends_it),
	    cmocka_unit_test(test_F07_closing_a_map_cancels_what_it_has_not_given),
	    cmocka_unit_test(test_F08_a_shutdown_lets_all_run_and_can_be_repeated),
	    cmocka_unit_test(test_F08_the_program_waits_for_a_pool_that_was_left_running),
	    cmocka_unit_test(test_F08_cancel_futures_cancels_those_that_nobody_has_taken),
	    cmocka_unit_test(test_F08_a_worker_cannot_wait_for_its_own_pool),
	    cmocka_unit_test(test_F08_a_shutdown_beside_a_submit_waits_for_the_worker_it_makes),
	    cmocka_unit_test(test_a_full_pool_that_waits_for_itself_hangs),
	    cmocka_unit_test(test_each_worker_calls_the_initializer_first),
	    cmocka_unit_test(test_an_initializer_that_fails_breaks_the_pool),
	    cmocka_unit_test(test_a_fork_copies_a_pool_without_its_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
