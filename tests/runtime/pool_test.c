/* multiprocessing.Pool. Its processes are real: what a task changes in plain memory stays in its worker. */
#include "programs.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MANY = 9 };

static il_value numbers[MANY], results[MANY];
static il_shared_value counted;
static il_event begun;
static il_queue heard;
static il_pool pool;
static il_result first_result;
static int64_t learnt;

static il_args many_numbers(void)
{
	for (int i = 0; i < MANY; i++)
		numbers[i] = il_int(i);
	return (il_args){.count = MANY, .v = numbers};
}

static il_value square(il_args args)
{
	return il_int(args.v[0].i * args.v[0].i);
}

static void end_pool(void)
{
	EXPECT(il_pool_close(pool) == IL_OK);
	EXPECT(il_pool_join(pool) == IL_OK);
}

/* ---- P40: making one ---- */

static void make_pools(void)
{
	EXPECT(il_pool_new("none", 0).id == 0);
	EXPECT(il_pool_new("fewer", -1).id == 0);
	pool = il_pool_new("pool", 1);
	EXPECT(pool.id != 0);
	end_pool();
}

static void test_P40_fewer_than_one_process_is_an_error(void **state)
{
	(void)state;
	assert_completes_in_any_time(make_pools);
}

static il_value learn(il_args args)
{
	learnt = args.v[0].i + args.v[1].i;
	return il_none();
}

static il_value tell(il_args args)
{
	EXPECT(args.count == 0);
	EXPECT(strncmp(il_current_name(), "ForkPoolWorker-", strlen("ForkPoolWorker-")) == 0);
	EXPECT(il_process_daemon(il_current_process()));
	EXPECT(il_process_start(il_process_new(tell)) == IL_DAEMON_CHILDREN);
	return il_int(learnt);
}

static void initialize(void)
{
	il_value value;
	pool = il_pool_new("pool", 2, .initializer = learn, .initargs = IL_ARGS(il_int(40), il_int(2)));
	EXPECT(il_pool_apply(&value, pool, tell) == IL_OK);
	EXPECT(value.i == 42);
	EXPECT(learnt == 0); /* here nobody called it */
	end_pool();
}

static void test_P40_workers_are_daemons_and_begin_with_the_initializer(void **state)
{
	(void)state;
	assert_completes_in_any_time(initialize);
}

/* How many children the calling thread has forked that are still there. */
static int count_children(void)
{
	char path[64], children[4096] = "";
	int count = 0;
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
	FILE *file = fopen(path, "r");
	if (file != NULL && fgets(children, sizeof children, file) != NULL)
		for (const char *at = children; *at != '\0'; at++)
			count += *at == ' ';
	if (file != NULL)
		fclose(file);
	return count;
}

static void make_as_many_as_cores(void)
{
	pool = il_pool_new("pool", IL_CORES);
	EXPECT(count_children() == il_cpu_count());
	EXPECT(il_pool_map(NULL, pool, square, many_numbers()) == IL_OK);
	end_pool();
}

static void test_P40_by_default_there_are_as_many_as_cores(void **state)
{
	(void)state;
	assert_completes(make_as_many_as_cores);
}

/* In a controlled run the program stays on one core; that changes nothing of the machine. */
static void count_cores(void)
{
	EXPECT(il_cpu_count() == sysconf(_SC_NPROCESSORS_ONLN));
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof one, &one);
	EXPECT(il_cpu_count() == sysconf(_SC_NPROCESSORS_ONLN));
}

static void test_P43_the_cores_are_those_of_the_machine_not_those_one_may_use(void **state)
{
	(void)state;
	assert_completes(count_cores);
}

/* ---- P41: map ---- */

static void map_squares(void)
{
	pool = il_pool_new("pool", 2);
	EXPECT(il_pool_map(results, pool, square, many_numbers()) == IL_OK);
	for (int i = 0; i < MANY; i++)
		EXPECT(results[i].i == i * i);
	EXPECT(il_pool_map(NULL, pool, square, (il_args){0}) == IL_OK);
	EXPECT(il_pool_map(results, pool, square, many_numbers(), .chunksize = 100) == IL_OK);
	EXPECT(results[MANY - 1].i == (MANY - 1) * (MANY - 1));
	EXPECT(il_pool_map(results, pool, square, many_numbers(), .chunksize = -1) == IL_BAD_VALUE);
	end_pool();
}

static void test_P41_map_gives_the_results_in_the_order_of_the_items(void **state)
{
	(void)state;
	assert_completes_in_any_time(map_squares);
}

static il_value fail_at_three_and_seven(il_args args)
{
	il_value_write(counted, il_int(il_value_read(counted).i + 1));
	if (args.v[0].i == 3 || args.v[0].i == 7)
		return il_raise("ValueError", "%d", (int)args.v[0].i);
	return args.v[0];
}

/* Chunks of three: 3 fails as the first of its chunk, 7 as the second: 4, 5 and 8 are left out. */
static void map_with_failures(void)
{
	counted = il_value_new("counted", 'i', il_int(0));
	pool = il_pool_new("pool", 1);
	EXPECT(il_pool_map(results, pool, fail_at_three_and_seven, many_numbers(), .chunksize = 3) == IL_RAISED);
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "ValueError: 3") == 0);
	EXPECT(il_value_read(counted).i == 6);
	end_pool();
}

static void test_P41_the_first_failing_chunk_raises_once_all_are_done_and_the_rest_of_a_chunk_is_skipped(void **state)
{
	(void)state;
	assert_completes_in_any_time(map_with_failures);
}

static void map_in_chunks(void)
{
	pool = il_pool_new("pool", 1);
	EXPECT(il_pool_map(results, pool, square, many_numbers()) == IL_OK);
	end_pool();
}

/* Nine items for one worker: ceil(9 / 4) = 3 at a time. */
static void test_P41_a_chunk_is_a_fourth_of_each_workers_share_rounded_up(void **state)
{
	(void)state;
	static const struct logged expected[] = {
	    BLOCK("ForkPoolWorker-1", OP_POOL_TAKE, "pool", .z = 0),
	    DONE("main", OP_POOL_MAP, "pool", .text = "square", .via = "square-1", .x = MANY, .y = 3, .z = 3,
		 .kind = VALUE_INT, .inner = true),
	    DONE("ForkPoolWorker-1", OP_POOL_TAKE, "pool", .text = "square", .via = "square-1", .x = 0, .y = 3, .z = 2),
	    DONE("ForkPoolWorker-1", OP_POOL_GIVE, "pool", .via = "square-1", .x = 0, .y = 3, .z = 2),
	    DONE("ForkPoolWorker-1", OP_POOL_TAKE, "pool", .text = "square", .via = "square-1", .x = 1, .y = 3, .z = 1),
	    DONE("ForkPoolWorker-1", OP_POOL_GIVE, "pool", .via = "square-1", .x = 1, .y = 3, .z = 1),
	    DONE("ForkPoolWorker-1", OP_POOL_TAKE, "pool", .text = "square", .via = "square-1", .x = 2, .y = 3, .z = 0),
	    DONE("ForkPoolWorker-1", OP_POOL_GIVE, "pool", .via = "square-1", .x = 2, .y = 3, .z = 0),
	    BLOCK("ForkPoolWorker-1", OP_POOL_TAKE, "pool", .z = 0),
	    DONE("ForkPoolWorker-1", OP_POOL_TAKE, "pool", .z = 0),
	};
	assert_completes_in_any_time(map_in_chunks);
	assert_logs(map_in_chunks, LOG_COMPLETED, expected);
}

/* The worker that gets 4 dies at it: of the first round of workers one, once. */
static il_value die_at_four(il_args args)
{
	if (args.v[0].i == 4 && il_value_read(counted).i == 0) {
		il_value_write(counted, il_int(1));
		raise(SIGKILL);
	}
	return args.v[0];
}

static void lose_a_worker(void)
{
	il_value value;
	counted = il_value_new("counted", 'i', il_int(0));
	pool = il_pool_new("pool", 2);
	EXPECT(il_pool_map(results, pool, die_at_four, many_numbers(), .chunksize = 1) == IL_TASK_LOST);
	EXPECT(il_pool_apply(&value, pool, square, .args = IL_ARGS(il_int(7))) == IL_OK);
	EXPECT(value.i == 49);
	end_pool();
}

static void test_P41_a_worker_that_dies_loses_its_task_and_is_replaced(void **state)
{
	(void)state;
	assert_ends(lose_a_worker, LOG_CRASHED);
}

static il_value leave(il_args args)
{
	return il_exit((int)args.v[0].i);
}

static void lose_a_worker_that_leaves(void)
{
	pool = il_pool_new("pool", 1);
	EXPECT(il_pool_apply(NULL, pool, leave, .args = IL_ARGS(il_int(3))) == IL_TASK_LOST);
	EXPECT(il_pool_apply(NULL, pool, square, .args = IL_ARGS(il_int(3))) == IL_OK);
	end_pool();
}

static void test_P41_a_task_that_exits_takes_its_worker_with_it(void **state)
{
	(void)state;
	assert_completes_in_any_time(lose_a_worker_that_leaves);
}

/* ---- apply, and results ---- */

static il_value with_names(il_args args)
{
	EXPECT(args.count == 2 && args.named_count == 2);
	return il_str("%s %d %s %d", il_text(args.v[0]), (int)args.v[1].i, il_text(il_arg(args, "word")),
		      (int)il_arg(args, "number").i);
}

static void apply_with_names(void)
{
	il_value value;
	pool = il_pool_new("pool", 1);
	EXPECT(il_pool_apply(&value, pool, with_names, .args = IL_ARGS(il_str("a"), il_int(1)),
			     .kwargs = IL_KWARGS({"word", il_str("b")}, {"number", il_int(2)})) == IL_OK);
	EXPECT(strcmp(il_text(value), "a 1 b 2") == 0);
	end_pool();
}

static void test_P41_apply_hands_over_arguments_by_place_and_by_name(void **state)
{
	(void)state;
	assert_completes_in_any_time(apply_with_names);
}

static il_value wait_to_begin(il_args args)
{
	(void)args;
	il_event_wait(begun);
	return il_int(1);
}

static void ask_results(void)
{
	bool good = true;
	il_value value;
	begun = il_event_new("begun", .shared = true);
	pool = il_pool_new("pool", 1);
	EXPECT(il_pool_apply_async(&first_result, pool, wait_to_begin) == IL_OK);
	EXPECT(!il_result_ready(first_result));
	EXPECT(il_result_successful(&good, first_result) == IL_NOT_READY);
	EXPECT(il_result_get(&value, first_result, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(il_result_wait(first_result, .timeout = il_within(0.5)) == IL_TIMEOUT);
	il_event_set(begun);
	EXPECT(il_result_wait(first_result) == IL_OK);
	EXPECT(il_result_ready(first_result));
	EXPECT(il_result_successful(&good, first_result) == IL_OK && good);
	for (int i = 0; i < 2; i++)
		EXPECT(il_result_get(&value, first_result) == IL_OK && value.i == 1);
	il_result failed;
	EXPECT(il_pool_apply_async(&failed, pool, fail_at_three_and_seven, .args = IL_ARGS(il_int(3))) == IL_OK);
	EXPECT(il_result_get(NULL, failed) == IL_RAISED);
	EXPECT(il_result_successful(&good, failed) == IL_OK && !good);
	end_pool();
}

static void ask_results_with_count(void)
{
	counted = il_value_new("counted", 'i', il_int(0));
	ask_results();
}

static void test_P41_a_result_can_be_waited_for_asked_and_got_with_a_time_out(void **state)
{
	(void)state;
	assert_completes(ask_results_with_count);
}

/* Its own thread's name and the values, in the parent's memory. */
static il_value note(il_args args)
{
	EXPECT(!il_result_ready(first_result));
	for (size_t i = 0; i < args.count; i++)
		il_queue_put(heard, args.v[i]);
	return il_none();
}

static il_value never(il_args args)
{
	(void)args;
	EXPECT(false);
	return il_none();
}

static void call_back(void)
{
	il_value item;
	counted = il_value_new("counted", 'i', il_int(0));
	begun = il_event_new("begun", .shared = true);
	heard = il_queue_new("heard");
	pool = il_pool_new("pool", 2);
	EXPECT(il_pool_apply_async(&first_result, pool, wait_to_begin, .callback = note, .error_callback = never) == IL_OK);
	il_event_set(begun);
	EXPECT(il_result_get(NULL, first_result) == IL_OK);
	EXPECT(il_queue_get(heard, &item, .nonblocking = true) == IL_OK && item.i == 1);
	il_event_clear(begun);
	EXPECT(il_pool_apply_async(&first_result, pool, fail_at_three_and_seven, .args = IL_ARGS(il_int(7)),
				   .callback = never, .error_callback = note) == IL_OK);
	EXPECT(il_result_get(NULL, first_result) == IL_RAISED);
	EXPECT(il_queue_get(heard, &item) == IL_OK && strcmp(il_text(item), "ValueError: 7") == 0);
	EXPECT(il_pool_map_async(&first_result, pool, square, IL_ARGS(il_int(2), il_int(3)), .callback = note) == IL_OK);
	EXPECT(il_result_get(results, first_result) == IL_OK && results[1].i == 9);
	EXPECT(il_queue_get(heard, &item) == IL_OK && item.i == 4);
	EXPECT(il_queue_get(heard, &item) == IL_OK && item.i == 9);
	end_pool();
}

/* `note` asks for the result that its caller may not have been told of yet: where it is not, it asks for none. */
static void test_P41_callbacks_are_called_in_the_parent_before_the_result_is_ready(void **state)
{
	(void)state;
	assert_completes_in_any_time(call_back);
}

/* ---- P42: the end ---- */

static void end_in_wrong_order(void)
{
	pool = il_pool_new("pool", 2);
	EXPECT(il_pool_join(pool) == IL_STILL_RUNNING);
	EXPECT(il_pool_close(pool) == IL_OK);
	EXPECT(il_pool_close(pool) == IL_OK);
	EXPECT(il_pool_map(results, pool, square, many_numbers()) == IL_NOT_RUNNING);
	EXPECT(il_pool_apply(NULL, pool, square, .args = IL_ARGS(il_int(1))) == IL_NOT_RUNNING);
	EXPECT(il_pool_apply_async(&first_result, pool, square) == IL_NOT_RUNNING && first_result.id == 0);
	EXPECT(il_pool_join(pool) == IL_OK);
	EXPECT(il_pool_join(pool) == IL_OK);
	EXPECT(il_pool_terminate(pool) == IL_OK);
}

static void test_P42_a_closed_pool_takes_nothing_and_an_open_one_cannot_be_joined(void **state)
{
	(void)state;
	assert_completes_in_any_time(end_in_wrong_order);
}

static void close_with_work_left(void)
{
	pool = il_pool_new("pool", 2);
	EXPECT(il_pool_map_async(&first_result, pool, square, many_numbers()) == IL_OK);
	end_pool();
	EXPECT(il_result_ready(first_result));
}

static void test_P42_close_lets_the_workers_finish(void **state)
{
	(void)state;
	assert_completes_in_any_time(close_with_work_left);
}

static void leave_the_block(void)
{
	begun = il_event_new("begun", .shared = true);
	pool = il_pool_new("pool", 2);
	{
		il_pool_with(pool);
		EXPECT(il_pool_apply_async(&first_result, pool, wait_to_begin) == IL_OK);
	}
	EXPECT(il_pool_apply_async(&first_result, pool, square) == IL_NOT_RUNNING);
	EXPECT(il_pool_join(pool) == IL_OK);
}

static void test_P42_leaving_the_block_terminates_the_workers_whatever_they_are_at(void **state)
{
	(void)state;
	assert_completes_in_any_time(leave_the_block);
}

static void wait_for_what_was_terminated(void)
{
	begun = il_event_new("begun", .shared = true);
	pool = il_pool_new("pool", 1);
	EXPECT(il_pool_apply_async(&first_result, pool, wait_to_begin) == IL_OK);
	EXPECT(il_pool_terminate(pool) == IL_OK);
	EXPECT(il_result_get(NULL, first_result, .timeout = il_within(1)) == IL_TIMEOUT);
	EXPECT(!il_result_ready(first_result));
}

static void test_P42_what_was_not_given_back_by_then_is_never_ready(void **state)
{
	(void)state;
	assert_completes(wait_for_what_was_terminated);
}

static void leave_the_pool_to_the_end(void)
{
	pool = il_pool_new("pool", 2);
	EXPECT(il_pool_map(results, pool, square, many_numbers()) == IL_OK);
}

static void test_P42_the_program_ends_the_workers_of_a_pool_that_it_leaves_open(void **state)
{
	(void)state;
	assert_completes_in_any_time(leave_the_pool_to_the_end);
}

static il_value use_the_parents(il_args args)
{
	(void)args;
	EXPECT(il_pool_apply(NULL, pool, square, .args = IL_ARGS(il_int(1))) == IL_NOT_RUNNING);
	EXPECT(il_pool_join(pool) == IL_NOT_RUNNING);
	EXPECT(il_pool_close(pool) == IL_NOT_RUNNING);
	EXPECT(il_pool_terminate(pool) == IL_NOT_RUNNING);
	return il_none();
}

static void use_it_in_a_child(void)
{
	pool = il_pool_new("pool", 1);
	il_process child = il_process_new(use_the_parents);
	il_process_start(child);
	il_process_join(child);
	end_pool();
}

static void test_P42_only_the_process_that_made_it_can_use_it(void **state)
{
	(void)state;
	assert_completes_in_any_time(use_it_in_a_child);
}

/* ---- P44: who works ---- */

static il_value own_pid(il_args args)
{
	(void)args;
	return il_int(getpid());
}

static void count_pids(void)
{
	int distinct = 0;
	pool = il_pool_new("pool", 3);
	EXPECT(il_pool_map(results, pool, own_pid, many_numbers(), .chunksize = 5) == IL_OK); /* two chunks */
	for (int i = 0; i < MANY; i++) {
		bool seen = false;
		for (int k = 0; k < i; k++)
			seen |= results[k].i == results[i].i;
		distinct += !seen;
		EXPECT(results[i].i != getpid());
	}
	EXPECT(distinct <= 2);
	end_pool();
}

static void test_P44_no_more_processes_work_than_there_are_chunks(void **state)
{
	(void)state;
	assert_completes_in_any_time(count_pids);
}

/* ---- what is logged ---- */

static void fail_once(void)
{
	pool = il_pool_new("pool", 1);
	il_pool_apply(NULL, pool, fail_at_three_and_seven, .args = IL_ARGS(il_int(3)));
	il_pool_terminate(pool);
}

static void fail_once_with_count(void)
{
	counted = il_value_new("counted", 'i', il_int(0));
	fail_once();
}

static void test_the_log_says_what_was_asked_given_and_terminated(void **state)
{
	(void)state;
	static const struct logged expected[] = {
	    BLOCK("pool.helper", OP_POOL_TEND, "pool", .x = 0),
	    DONE("main", OP_POOL_SUBMIT, "pool", .text = "fail_at_three_and_seven", .via = "fail_at_three_and_seven-1",
		 .x = 1, .y = 1, .z = 1, .kind = VALUE_INT, .inner = true),
	    BLOCK("main", OP_RESULT_GET, "fail_at_three_and_seven-1", .x = 0),
	    DONE("ForkPoolWorker-1", OP_POOL_GIVE, "pool", .via = "fail_at_three_and_seven-1", .y = 1,
		 .result = IL_RAISED, .kind = VALUE_ERROR, .text = "ValueError: 3"),
	    DONE("main", OP_RESULT_GET, "fail_at_three_and_seven-1", .result = IL_RAISED, .kind = VALUE_ERROR,
		 .text = "ValueError: 3"),
	    DONE("main", OP_POOL_TERMINATE, "pool", .x = 1),
	    DONE("pool.helper", OP_POOL_TEND, "pool", .x = 0),
	};
	assert_logs(fail_once_with_count, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_P40_fewer_than_one_process_is_an_error),
	    cmocka_unit_test(test_P40_workers_are_daemons_and_begin_with_the_initializer),
	    cmocka_unit_test(test_P40_by_default_there_are_as_many_as_cores),
	    cmocka_unit_test(test_P43_the_cores_are_those_of_the_machine_not_those_one_may_use),
	    cmocka_unit_test(test_P41_map_gives_the_results_in_the_order_of_the_items),
	    cmocka_unit_test(
		test_P41_the_first_failing_chunk_raises_once_all_are_done_and_the_rest_of_a_chunk_is_skipped),
	    cmocka_unit_test(test_P41_a_chunk_is_a_fourth_of_each_workers_share_rounded_up),
	    cmocka_unit_test(test_P41_a_worker_that_dies_loses_its_task_and_is_replaced),
	    cmocka_unit_test(test_P41_a_task_that_exits_takes_its_worker_with_it),
	    cmocka_unit_test(test_P41_apply_hands_over_arguments_by_place_and_by_name),
	    cmocka_unit_test(test_P41_a_result_can_be_waited_for_asked_and_got_with_a_time_out),
	    cmocka_unit_test(test_P41_callbacks_are_called_in_the_parent_before_the_result_is_ready),
	    cmocka_unit_test(test_P42_a_closed_pool_takes_nothing_and_an_open_one_cannot_be_joined),
	    cmocka_unit_test(test_P42_close_lets_the_workers_finish),
	    cmocka_unit_test(test_P42_leaving_the_block_terminates_the_workers_whatever_they_are_at),
	    cmocka_unit_test(test_P42_what_was_not_given_back_by_then_is_never_ready),
	    cmocka_unit_test(test_P42_the_program_ends_the_workers_of_a_pool_that_it_leaves_open),
	    cmocka_unit_test(test_P42_only_the_process_that_made_it_can_use_it),
	    cmocka_unit_test(test_P44_no_more_processes_work_than_there_are_chunks),
	    cmocka_unit_test(test_the_log_says_what_was_asked_given_and_terminated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
