/* asyncio: the loop's turns, tasks, await, gather, sleep; the orders are CPython's. */
#include "programs.h"

#include <string.h>

enum { MANY = 9, SECOND = 1000000000 };

static il_task first, second;
static il_lock lock;

static il_value say(il_args args)
{
	il_print("%s", il_text(args.v[0]));
	return args.v[0];
}

static void run_loop(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

/* ---- results ---- */

static il_value return_argument(il_args args)
{
	EXPECT(args.count == 1);
	return args.v[0];
}

static void return_results(void)
{
	il_value result = il_none();
	EXPECT(il_loop_run(&result, return_argument, .args = IL_ARGS(il_str("text"))) == IL_OK);
	EXPECT(strcmp(il_text(result), "text") == 0);
	EXPECT(il_loop_run(&result, return_argument, .args = IL_ARGS(il_double(0.5))) ==
	       IL_OK); /* a new loop */
	EXPECT(result.kind == IL_DOUBLE && result.d == 0.5);
	EXPECT(il_loop_run(NULL, return_argument, .args = IL_ARGS(il_none())) == IL_OK);
}

static void test_a_loop_runs_its_main_coroutine_and_has_its_result(void **state)
{
	(void)state;
	assert_completes(return_results);
}

static il_value await_twice(il_args args)
{
	(void)args;
	il_value result = il_none();
	il_task task = il_task_create(return_argument, .args = IL_ARGS(il_int(5)));
	EXPECT(task.id != 0);
	EXPECT(il_await(&result, task) == IL_OK);
	EXPECT(result.kind == IL_INT && result.i == 5);
	result = il_none();
	EXPECT(il_await(&result, task) == IL_OK); /* done already */
	EXPECT(result.i == 5);
	EXPECT(il_await(NULL, task) == IL_OK);
	return il_none();
}

static void await_results(void)
{
	run_loop(await_twice);
}

static void test_awaiting_a_task_gives_its_result_as_often_as_asked(void **state)
{
	(void)state;
	assert_completes(await_results);
}

/* ---- without a loop, and within one ---- */

static il_value run_a_loop_inside(il_args args)
{
	(void)args;
	EXPECT(il_loop_run(NULL, return_argument, .args = IL_ARGS(il_none())) == IL_RUN_INSIDE_LOOP);
	EXPECT(il_loop_close(il_loop_running()) == IL_CLOSE_RUNNING);
	EXPECT(il_loop_run_forever(il_loop_running()) == IL_LOOP_RUNNING);
	EXPECT(il_await(NULL, (il_task){0}) == IL_WRONG_TYPE); /* no task */
	return il_none();
}

static void call_outside(void)
{
	il_value result;
	EXPECT(il_task_create(return_argument).id == 0);
	EXPECT(il_async_sleep(1) == IL_NO_LOOP);
	EXPECT(il_await(NULL, first) == IL_NO_LOOP);
	EXPECT(il_gather(&result, &first, 1) == IL_NO_LOOP);
	EXPECT(il_gather(&result, &first, 0) == IL_NO_LOOP);
	run_loop(run_a_loop_inside);
	EXPECT(il_async_sleep(0) == IL_NO_LOOP);
	EXPECT(il_clock_peek() == 0 || !il_time_exact());
}

static void test_A07_creating_and_awaiting_needs_a_loop_and_a_loop_runs_in_no_other(void **state)
{
	(void)state;
	assert_completes(call_outside);
}

/* ---- orders ---- */

static il_value count_steps(il_args args)
{
	const char *name = il_text(args.v[0]);
	for (int i = 0; i < args.v[1].i; i++) {
		il_print("%s step %d", name, i);
		il_async_sleep(0);
	}
	il_print("%s end", name);
	return args.v[0];
}

static il_task create_counter(const char *name, int steps)
{
	return il_task_create(count_steps, .args = IL_ARGS(il_str("%s", name), il_int(steps)));
}

static il_value create_and_await(il_args args)
{
	(void)args;
	il_value result;
	il_print("main: before create");
	il_task t1 = create_counter("t1", 2);
	il_task t2 = create_counter("t2", 1);
	il_task t3 = create_counter("t3", 3);
	il_print("main: created (none has run)");
	il_async_sleep(0);
	il_print("main: after sleep(0)");
	il_await(&result, t3);
	il_print("main: got %s", il_text(result));
	il_print("main: t1 done=%d t2 done=%d", il_task_done(t1), il_task_done(t2));
	il_await(&result, t1);
	il_print("main: got %s without yielding", il_text(result));
	return il_none();
}

static void create_tasks(void)
{
	run_loop(create_and_await);
}

static void test_A07_tasks_begin_in_the_next_turn_and_never_inside_create_task(void **state)
{
	(void)state;
	const char *const lines[] = {"main: before create",
				     "main: created (none has run)",
				     "t1 step 0",
				     "t2 step 0",
				     "t3 step 0",
				     "main: after sleep(0)",
				     "t1 step 1",
				     "t2 end",
				     "t3 step 1",
				     "t1 end",
				     "t3 step 2",
				     "t3 end",
				     "main: got t3",
				     "main: t1 done=1 t2 done=1",
				     "main: got t1 without yielding",
				     NULL};
	assert_prints(create_tasks, lines);
	assert_completes(create_tasks);
}

static il_value start_sleep_end(il_args args)
{
	il_print("%s start", il_text(args.v[0]));
	IL_TRY(il_async_sleep(args.v[1].d));
	il_print("%s end", il_text(args.v[0]));
	return args.v[0];
}

static il_task create_sleeper(const char *name, double seconds)
{
	return il_task_create(start_sleep_end, .name = name,
			      .args = IL_ARGS(il_str("%s", name), il_double(seconds)));
}

static il_value gather_sleepers(il_args args)
{
	(void)args;
	il_value results[3];
	il_task tasks[] = {create_sleeper("A", 0.3), create_sleeper("B", 0.1), create_sleeper("C", 0.2)};
	EXPECT(il_gather(results, tasks, 3) == IL_OK);
	il_print("results %s %s %s", il_text(results[0]), il_text(results[1]), il_text(results[2]));
	EXPECT(program_took(0.3, 0));
	return il_none();
}

static void gather_and_sleep(void)
{
	run_loop(gather_sleepers);
}

static void test_A12_gather_ends_with_the_longest_wait_in_the_order_of_its_arguments(void **state)
{
	(void)state;
	const char *const lines[] = {"A start", "B start", "C start",       "B end",
				     "C end",   "A end",   "results A B C", NULL};
	assert_prints(gather_and_sleep, lines);
	assert_completes(gather_and_sleep);
}

static il_value sleep_and_say(il_args args)
{
	il_async_sleep(args.v[1].d);
	return say(args);
}

static il_value sleep_alike(il_args args)
{
	(void)args;
	const double delays[] = {0.06, 0.02, 0.04};
	il_task tasks[MANY];
	il_value results[MANY];
	for (int i = 0; i < MANY; i++)
		tasks[i] = il_task_create(sleep_and_say, .args = IL_ARGS(il_str("t%d", i), il_double(0.05)));
	il_gather(results, tasks, MANY);
	for (int i = 0; i < 3; i++)
		tasks[i] = il_task_create(sleep_and_say,
					  .args = IL_ARGS(il_str("l%d", i + 1), il_double(delays[i])));
	il_async_sleep(0.1);
	return il_none();
}

static void sleep_together(void)
{
	run_loop(sleep_alike);
}

static void test_equal_deadlines_keep_the_order_of_their_making_and_others_go_by_time(void **state)
{
	(void)state;
	const char *const lines[] = {"t0", "t1", "t2", "t3", "t4", "t5", "t6",
				     "t7", "t8", "l2", "l3", "l1", NULL};
	assert_prints(sleep_together, lines);
	assert_completes(sleep_together);
}

/* A timer that is due joins the queue behind what is ready already, and its task one turn after that. */
static il_value meet_a_due_timer(il_args args)
{
	(void)args;
	il_task sleeper = il_task_create(sleep_and_say, .args = IL_ARGS(il_str("sleeper"), il_double(1)));
	il_async_sleep(0);
	il_sleep(1); /* the whole loop stands still */
	il_task counter = create_counter("counter", 2);
	il_await(NULL, counter);
	il_await(NULL, sleeper);
	return il_none();
}

static void let_a_timer_be_due(void)
{
	run_loop(meet_a_due_timer);
}

static void test_a_due_timer_takes_its_place_behind_those_that_are_ready(void **state)
{
	(void)state;
	const char *const lines[] = {"counter step 0", "counter step 1", "sleeper", "counter end", NULL};
	assert_prints(let_a_timer_be_due, lines);
}

static il_value await_same(il_args args)
{
	il_value result;
	EXPECT(il_await(&result, first) == IL_OK);
	il_print("%s has %s", il_text(args.v[0]), il_text(result));
	return il_none();
}

static il_value await_from_many(il_args args)
{
	(void)args;
	il_task waiters[3];
	il_value results[3];
	first = il_task_create(sleep_and_say, .args = IL_ARGS(il_str("first"), il_double(1)));
	for (int i = 0; i < 3; i++)
		waiters[i] = il_task_create(await_same, .args = IL_ARGS(il_str("w%d", i)));
	il_gather(results, waiters, 3);
	return il_none();
}

static void await_one_task(void)
{
	run_loop(await_from_many);
}

static void test_those_who_await_one_task_go_on_in_the_order_of_their_awaits(void **state)
{
	(void)state;
	const char *const lines[] = {"first", "w0 has first", "w1 has first", "w2 has first", NULL};
	assert_prints(await_one_task, lines);
	assert_completes(await_one_task);
}

/* ---- gather ---- */

static il_value gather_oddly(il_args args)
{
	(void)args;
	il_value results[3] = {il_int(-1), il_int(-1), il_int(-1)};
	EXPECT(il_gather(results, NULL, 0) == IL_OK);
	EXPECT(results[0].i == -1);
	first = il_task_create(return_argument, .args = IL_ARGS(il_int(1)));
	il_await(NULL, first);
	second = il_task_create(return_argument, .args = IL_ARGS(il_int(2)));
	il_task tasks[] = {first, second, first}; /* done, not done, and once more */
	EXPECT(il_gather(results, tasks, 3) == IL_OK);
	EXPECT(results[0].i == 1 && results[1].i == 2 && results[2].i == 1);
	EXPECT(il_gather(results, tasks, 3) == IL_OK); /* all done */
	EXPECT(results[0].i == 1 && results[1].i == 2 && results[2].i == 1);
	return il_none();
}

static void gather_odd_sets(void)
{
	run_loop(gather_oddly);
}

static void test_gather_takes_no_task_done_tasks_and_the_same_task_twice(void **state)
{
	(void)state;
	assert_completes(gather_odd_sets);
}

static il_value gather_what_is_no_task(il_args args)
{
	(void)args;
	il_value results[3];
	first = il_task_create(return_argument, .args = IL_ARGS(il_int(1)));
	il_await(NULL, first);
	second = il_task_create(return_argument, .args = IL_ARGS(il_int(2)));
	il_task tasks[] = {first, second, {0}};
	EXPECT(il_gather(results, tasks, 3) == IL_WRONG_TYPE);
	EXPECT(il_await(NULL, second) == IL_OK);
	for (int i = 0; i < 3; i++)
		il_async_sleep(0);
	return il_none();
}

static void gather_wrongly(void)
{
	run_loop(gather_what_is_no_task);
}

static void test_a_gather_of_what_is_no_task_is_refused_and_leaves_nothing_behind(void **state)
{
	(void)state;
	assert_completes(gather_wrongly);
}

/* ---- sleeping ---- */

static il_value sleep_in_many_ways(il_args args)
{
	(void)args;
	EXPECT(il_async_sleep(-1) == IL_OK); /* as 0 */
	EXPECT(!il_time_exact() || il_clock_peek() == 0);
	double before = il_clock_peek();
	EXPECT(il_async_sleep(0.25) == IL_OK);
	EXPECT(program_took(0.25, before));
	return il_none();
}

static void sleep_alone(void)
{
	run_loop(sleep_in_many_ways);
}

static void test_A05_an_awaited_sleep_takes_its_time_and_none_when_it_is_not_positive(void **state)
{
	(void)state;
	assert_completes(sleep_alone);
}

static il_value block_the_loop(il_args args)
{
	il_print("%s sleeps", il_text(args.v[0]));
	il_sleep(1);
	il_print("%s has slept", il_text(args.v[0]));
	return il_none();
}

static il_value block_twice(il_args args)
{
	(void)args;
	il_value results[2];
	il_task tasks[2];
	for (int i = 0; i < 2; i++)
		tasks[i] = il_task_create(block_the_loop, .args = IL_ARGS(il_str("%d", i)));
	il_gather(results, tasks, 2);
	EXPECT(program_took(2, 0));
	return il_none();
}

static void sleep_without_giving_way(void)
{
	run_loop(block_twice);
}

static void test_a_sleep_that_is_not_awaited_stops_the_whole_loop(void **state)
{
	(void)state;
	const char *const lines[] = {"0 sleeps", "0 has slept", "1 sleeps", "1 has slept", NULL};
	assert_prints(sleep_without_giving_way, lines);
	assert_completes(sleep_without_giving_way);
}

/* ---- the loop's end, several loops ---- */

static il_value create_another(il_args args)
{
	il_task_create(say, .name = "unborn", .args = args);
	return il_none();
}

/* The turn in which main's end is seen runs to its end; what it makes ready does not run any more. */
static il_value leave_tasks_behind(il_args args)
{
	(void)args;
	create_sleeper("asleep", 1000);
	il_async_sleep(0);
	il_task_create(create_another, .name = "last", .args = IL_ARGS(il_str("never")));
	return il_none();
}

static void end_with_tasks(void)
{
	il_loop_run(NULL, leave_tasks_behind, .name = "main-task");
	EXPECT(!il_time_exact() || il_clock_peek() == 0);
}

static void test_what_main_leaves_behind_is_cancelled(void **state)
{
	(void)state;
	const struct logged cancelled[] = {
	    DONE("main-task", OP_TASK_DONE, "main-task"),
	    DONE("last", OP_TASK_DONE, "last"),
	    DONE("unborn", OP_TASK_DONE, "unborn", .result = IL_CANCELLED),
	    DONE("asleep", OP_TASK_DONE, "asleep", .result = IL_CANCELLED),
	};
	assert_logs(end_with_tasks, LOG_COMPLETED, cancelled);
	assert_completes(end_with_tasks);
}

static il_value print_names(il_args args)
{
	il_print("%s", il_current_name());
	if (args.count > 0)
		il_await(NULL, il_task_create(print_names, .name = args.v[0].i > 0 ? "named" : NULL));
	return il_none();
}

static void name_tasks(void)
{
	il_loop_run(NULL, print_names, .args = IL_ARGS(il_int(0)));
	il_loop_run(NULL, print_names, .args = IL_ARGS(il_int(1)));
	il_loop_run(NULL, print_names, .name = "main-task");
	il_loop_run(NULL, print_names);
	il_print("%s", il_current_name());
}

static void test_tasks_without_a_name_are_numbered(void **state)
{
	(void)state;
	const char *const lines[] = {"Task-1",    "Task-2", "Task-3", "named",
				     "main-task", "Task-6", "main",   NULL}; /* names count, too */
	assert_prints(name_tasks, lines);
}

static il_value run_own_loop(il_args args)
{
	(void)args;
	run_loop(gather_oddly);
	run_loop(leave_tasks_behind);
	return il_none();
}

static il_value lock_and_sleep(il_args args)
{
	(void)args;
	for (int i = 0; i < 3; i++) {
		il_hold(lock); /* not held while it gives way */
		il_print("locked");
	}
	il_async_sleep(0.5);
	return il_none();
}

static il_value run_locking_loop(il_args args)
{
	(void)args;
	run_loop(lock_and_sleep);
	return il_none();
}

static void run_loops_in_threads(void)
{
	lock = il_lock_new("lock");
	il_thread threads[] = {il_thread_new(run_own_loop), il_thread_new(run_locking_loop),
			       il_thread_new(run_locking_loop)};
	for (int i = 0; i < 3; i++)
		il_thread_start(threads[i]);
	for (int i = 0; i < 3; i++)
		il_thread_join(threads[i]);
}

static void test_each_thread_can_run_a_loop_of_its_own(void **state)
{
	(void)state;
	assert_completes_in_any_time(run_loops_in_threads);
}

static il_value run_loop_in_child(il_args args)
{
	(void)args;
	run_loop(gather_sleepers);
	return il_none();
}

static void run_loop_in_process(void)
{
	il_process process = il_process_new(run_loop_in_child);
	int code = -1;
	il_process_start(process);
	il_process_join(process);
	EXPECT(il_process_exitcode(&code, process) && code == 0);
}

static void test_a_process_can_run_a_loop(void **state)
{
	(void)state;
	assert_completes(run_loop_in_process);
}

/* ---- the log ---- */

static il_value sleep_a_second(il_args args)
{
	(void)args;
	il_async_sleep(1);
	return il_int(7);
}

static il_value await_a_second(il_args args)
{
	(void)args;
	il_task tasks[1] = {il_task_create(sleep_a_second, .name = "child")};
	il_value results[1];
	il_async_sleep(0);
	il_await(NULL, tasks[0]);
	il_gather(results, tasks, 1);
	return il_none();
}

static void run_two_tasks(void)
{
	il_loop_run(NULL, await_a_second, .name = "first");
}

static void test_what_a_loop_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, "loop", .x = TYPE_LOOP, .text = "loop", .via = "main"),
	    DONE("main", OP_LOOP_RUN, "loop"),
	    DONE("main", OP_OBJECT_NEW, "first", .x = TYPE_TASK, .text = "first", .via = "loop"),
	    DONE("main", OP_TASK_CREATE, "first", .x = 1, .inner = true),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("first", OP_TASK_RUN, "first"),
	    DONE("first", OP_OBJECT_NEW, "child", .x = TYPE_TASK, .text = "child", .via = "loop"),
	    DONE("first", OP_TASK_CREATE, "child", .x = 1, .inner = true),
	    BLOCK("first", OP_SLEEP, NULL, .via = "loop", .kind = VALUE_INT),
	    DONE("main", OP_LOOP_READY, "first", .x = 2, .inner = true),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 2),
	    DONE("child", OP_TASK_RUN, "child"),
	    BLOCK("child", OP_SLEEP, NULL, .via = "loop", .kind = VALUE_INT, .value = SECOND, .timed = true,
		  .deadline = 1),
	    DONE("first", OP_SLEEP, NULL, .via = "loop", .kind = VALUE_INT),
	    BLOCK("first", OP_TASK_AWAIT, "child"),
	    BLOCK("main", OP_LOOP_TURN, "loop", .timed = true, .deadline = 1),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("main", OP_LOOP_TIMER, "child", .inner = true),
	    DONE("main", OP_LOOP_READY, "child", .x = 1, .inner = true),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("child", OP_SLEEP, NULL, .via = "loop", .kind = VALUE_INT, .value = SECOND),
	    DONE("child", OP_TASK_DONE, "child", .kind = VALUE_INT, .value = 7),
	    DONE("main", OP_LOOP_READY, "first", .x = 1, .inner = true),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("first", OP_TASK_AWAIT, "child", .kind = VALUE_INT, .value = 7),
	    DONE("first", OP_OBJECT_NEW, "gather", .x = TYPE_FUTURE, .text = "gather", .via = "main"),
	    BLOCK("first", OP_TASK_AWAIT, "gather"),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("main", OP_LOOP_READY, "first", .x = 1, .inner = true),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("first", OP_TASK_AWAIT, "gather", .kind = VALUE_OBJECT, .value = LOG_OBJECT_BASE + 1),
	    DONE("first", OP_TASK_DONE, "first"),
	    DONE("main", OP_LOOP_TURN, "loop", .x = 1),
	    DONE("main", OP_LOOP_CLOSE, "loop"),
	};
	assert_logs(run_two_tasks, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_loop_runs_its_main_coroutine_and_has_its_result),
	    cmocka_unit_test(test_awaiting_a_task_gives_its_result_as_often_as_asked),
	    cmocka_unit_test(test_A07_creating_and_awaiting_needs_a_loop_and_a_loop_runs_in_no_other),
	    cmocka_unit_test(test_A07_tasks_begin_in_the_next_turn_and_never_inside_create_task),
	    cmocka_unit_test(test_A12_gather_ends_with_the_longest_wait_in_the_order_of_its_arguments),
	    cmocka_unit_test(test_equal_deadlines_keep_the_order_of_their_making_and_others_go_by_time),
	    cmocka_unit_test(test_a_due_timer_takes_its_place_behind_those_that_are_ready),
	    cmocka_unit_test(test_those_who_await_one_task_go_on_in_the_order_of_their_awaits),
	    cmocka_unit_test(test_gather_takes_no_task_done_tasks_and_the_same_task_twice),
	    cmocka_unit_test(test_a_gather_of_what_is_no_task_is_refused_and_leaves_nothing_behind),
	    cmocka_unit_test(test_A05_an_awaited_sleep_takes_its_time_and_none_when_it_is_not_positive),
	    cmocka_unit_test(test_a_sleep_that_is_not_awaited_stops_the_whole_loop),
	    cmocka_unit_test(test_what_main_leaves_behind_is_cancelled),
	    cmocka_unit_test(test_tasks_without_a_name_are_numbered),
	    cmocka_unit_test(test_each_thread_can_run_a_loop_of_its_own),
	    cmocka_unit_test(test_a_process_can_run_a_loop),
	    cmocka_unit_test(test_what_a_loop_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
