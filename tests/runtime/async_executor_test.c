/* What a loop has done by threads: run_in_executor, to_thread, wrap_future, and the end of the default executor. */
#include "programs.h"

#include <string.h>

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

/* ---- in threads: time.sleep and others that block ---- */

static il_value block_and_return(il_args args)
{
	il_sleep(args.v[0].d);
	return args.v[1];
}

static il_value raise_error(il_args args)
{
	(void)args;
	return il_raise("OSError", "no such file");
}

static il_value tell_name(il_args args)
{
	(void)args;
	return il_str("%s", il_current_name());
}

static il_async_future blocking(il_executor executor, double seconds, int64_t result)
{
	il_async_future future;
	il_args args = IL_ARGS(il_double(seconds), il_int(result));
	EXPECT(il_run_in_executor(&future, block_and_return, .executor = executor, .args = args) == IL_OK);
	return future;
}

static il_async_future in_default(double seconds, int64_t result)
{
	return blocking((il_executor){0}, seconds, result);
}

/* ---- outcomes ---- */

static il_value tick(il_args args)
{
	for (int i = 0; i < args.v[0].i; i++)
		IL_TRY(il_async_sleep(0.25));
	return il_double(il_clock_peek());
}

static il_value block_beside_a_task(il_args args)
{
	(void)args;
	il_value results[3], name = il_none();
	il_task ticking = il_task_create(tick, .args = IL_ARGS(il_int(4)));
	il_async_future futures[] = {in_default(1, 7), in_default(2, 8), in_default(1, 9)};
	EXPECT(il_gather(results, futures, 3) == IL_OK);
	EXPECT(results[0].i == 7 && results[1].i == 8 && results[2].i == 9);
	EXPECT(program_took(2, 0));
	EXPECT(il_await(&name, ticking) == IL_OK); /* nobody held the loop up */
	EXPECT_IN_TIME(name.d == 1);
	EXPECT(il_to_thread(&name, tell_name) == IL_OK && strncmp(il_text(name), "asyncio_", 8) == 0);
	EXPECT(il_to_thread(NULL, raise_error) == IL_RAISED);
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "OSError: no such file") == 0);
	return il_none();
}

static void run_block_beside_a_task(void)
{
	il_async_future future = {1};
	run(block_beside_a_task);
	EXPECT(il_run_in_executor(&future, tell_name) == IL_NO_LOOP && future.id == 0);
	EXPECT(il_to_thread(NULL, tell_name) == IL_NO_LOOP);
	EXPECT(il_wrap_future(il_future_new()).id == 0);
}

static void test_A11_a_thread_blocks_in_the_place_of_the_loop(void **state)
{
	(void)state;
	assert_completes(run_block_beside_a_task);
}

static il_event taken, go; /* a thread has the call; and may end it */

static il_value take(il_args args)
{
	il_event_set(taken);
	il_event_wait(go);
	return args.v[0];
}

/* A call that ends when it may, in a pool of one thread: the first has it when this returns. */
static il_async_future take_in(il_executor pool, int64_t result)
{
	il_async_future future;
	EXPECT(il_run_in_executor(&future, take, .executor = pool, .args = IL_ARGS(il_int(result))) == IL_OK);
	while (!il_event_is_set(taken))
		il_async_sleep(0.1);
	return future;
}

static il_executor new_pool(void)
{
	taken = il_event_new("taken");
	go = il_event_new("go");
	return il_executor_new("pool", 1, .thread_name_prefix = "w");
}

static il_value use_own_executors(il_args args)
{
	(void)args;
	il_value result;
	il_executor pool = new_pool();
	il_async_future future, late[2];
	EXPECT(il_run_in_executor(&future, tell_name, .executor = pool) == IL_OK);
	EXPECT(il_await(&result, future) == IL_OK && strcmp(il_text(result), "w_0") == 0);
	late[0] = take_in(pool, 1);
	late[1] = take_in(pool, 2);
	il_executor_shutdown(pool, .nonblocking = true, .cancel_futures = true);
	EXPECT(il_await(NULL, late[1]) == IL_CANCELLED && il_task_cancelled(late[1])); /* no thread had taken it */
	il_event_set(go);
	EXPECT(il_await(&result, late[0]) == IL_OK && result.i == 1);
	EXPECT(il_run_in_executor(&future, tell_name, .executor = pool) == IL_SHUT_DOWN && future.id == 0);
	return il_none();
}

static void run_use_own_executors(void)
{
	run(use_own_executors);
}

static void test_calls_go_to_the_executor_that_is_given(void **state)
{
	(void)state;
	assert_completes(run_use_own_executors);
}

static il_value ask_a_thread(il_args args)
{
	(void)args;
	il_async_future future;
	il_executor pool = il_executor_new("pool", 1, .thread_name_prefix = "w");
	EXPECT(il_run_in_executor(&future, raise_error, .executor = pool) == IL_OK);
	EXPECT(il_await(NULL, future) == IL_RAISED);
	return il_none();
}

static void run_ask_a_thread(void)
{
	run(ask_a_thread);
}

static void test_what_a_call_in_a_thread_logs(void **state)
{
	(void)state;
	const char *error = "OSError: no such file";
	const struct logged expected[] = {
	    BLOCK("Task-1", OP_TASK_AWAIT, "raise_error"),
	    DONE("w_0", OP_LOOP_CALL, "loop", .z = 1, .text = "copy_outcome"),
	    DONE("main", OP_LOOP_CALLBACK, "loop", .text = "copy_outcome", .inner = true),
	    DONE("main", OP_FUTURE_SETTLE, "raise_error", .kind = VALUE_ERROR, .text = error),
	    DONE("Task-1", OP_TASK_AWAIT, "raise_error", .result = IL_RAISED, .kind = VALUE_ERROR, .text = error),
	};
	assert_logs(run_ask_a_thread, LOG_COMPLETED, expected);
}

/* ---- cancelling ---- */

static il_value await_call(il_args args)
{
	il_status status = il_await(NULL, (il_async_future){args.v[0].ref});
	EXPECT(status == IL_CANCELLED);
	IL_TRY(status);
	return il_none();
}

static il_value cancel_in_threads(il_args args)
{
	(void)args;
	il_executor pool = new_pool();
	il_async_future calls[] = {take_in(pool, 1), take_in(pool, 2)};
	il_task tasks[2];
	for (int i = 0; i < 2; i++)
		tasks[i] = il_task_create(await_call, .args = IL_ARGS(il_object(calls[i].id)));
	il_async_sleep(0);
	for (int i = 0; i < 2; i++)
		EXPECT(il_task_cancel(tasks[i]));
	for (int i = 0; i < 2; i++) /* the thread goes on: nobody waits for it */
		EXPECT(il_await(NULL, tasks[i]) == IL_CANCELLED && il_task_cancelled(calls[i]));
	il_event_clear(taken);
	il_event_set(go);
	il_executor_shutdown(pool);
	EXPECT(!il_event_is_set(taken)); /* what nobody had taken was never called */
	return il_none();
}

static void run_cancel_in_threads(void)
{
	run(cancel_in_threads);
}

static void test_A10_a_cancelled_await_drops_the_call_that_no_thread_has_taken(void **state)
{
	(void)state;
	assert_completes(run_cancel_in_threads);
}

static il_value limit_a_thread(il_args args)
{
	(void)args;
	il_value result;
	il_async_future future = take_in(new_pool(), 5);
	EXPECT(il_async_wait_for(NULL, future, .timeout = il_within(1)) == IL_TIMEOUT && il_task_cancelled(future));
	EXPECT(il_async_wait_for(&result, in_default(0.5, 6), .timeout = il_within(1000)) == IL_OK && result.i == 6);
	il_event_set(go);
	return il_none();
}

static void run_limit_a_thread(void)
{
	run(limit_a_thread);
	EXPECT(il_clock_peek() >= 1);
}

static void test_A09_wait_for_gives_a_thread_up(void **state)
{
	(void)state;
	assert_completes(run_limit_a_thread);
}

/* ---- futures that others settle ---- */

static il_value settle(il_args args)
{
	il_sleep(1);
	EXPECT(il_future_set_exception(il_future_of(args.v[0]), il_raise("KeyError", "'k'")) == IL_OK);
	return il_none();
}

static il_value wrap_futures(il_args args)
{
	(void)args;
	il_value result;
	il_future source = il_future_new(), done = il_future_new(), cancelled = il_future_new();
	il_thread thread = il_thread_new(settle, .args = IL_ARGS(il_object(source.id)));
	il_thread_start(thread);
	EXPECT(il_await(NULL, il_wrap_future(source)) == IL_RAISED && program_took(1, 0));
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "KeyError: 'k'") == 0);
	il_thread_join(thread);
	EXPECT(il_future_set_result(done, il_str("text")) == IL_OK);
	EXPECT(il_await(&result, il_wrap_future(done)) == IL_OK && strcmp(il_text(result), "text") == 0);
	il_async_future wrapped = il_wrap_future(cancelled);
	EXPECT(il_task_cancel(wrapped) && !il_future_cancelled(cancelled)); /* a turn later */
	il_async_sleep(0);
	EXPECT(il_future_cancelled(cancelled));
	return il_none();
}

static void run_wrap_futures(void)
{
	run(wrap_futures);
}

static void test_a_future_of_the_loop_follows_one_of_threads(void **state)
{
	(void)state;
	assert_completes(run_wrap_futures);
}

/* ---- the end ---- */

static il_value leave_threads_behind(il_args args)
{
	(void)args;
	in_default(3, 1);
	return il_none();
}

static void run_leave_threads_behind(void)
{
	run(leave_threads_behind);
	EXPECT(program_took(3, 0) && il_active_count() == 1);
}

static void test_A04_the_default_executor_is_waited_for_at_the_end_of_a_run(void **state)
{
	(void)state;
	assert_completes(run_leave_threads_behind);
}

static il_value shut_down_twice(il_args args)
{
	(void)args;
	il_async_future future;
	EXPECT(il_shutdown_default_executor(args).kind == IL_NONE); /* there is none yet, and never will be */
	EXPECT(il_run_in_executor(&future, tell_name) == IL_DEFAULT_SHUT_DOWN && future.id == 0);
	EXPECT(il_shutdown_default_executor(args).kind == IL_NONE);
	il_executor pool = il_executor_new("pool", 1);
	EXPECT(il_run_in_executor(&future, tell_name, .executor = pool) == IL_OK && il_await(NULL, future) == IL_OK);
	return il_none();
}

static void run_close_early(void)
{
	il_loop loop = il_loop_new("own loop");
	EXPECT(il_loop_run_until_complete(NULL, loop, leave_threads_behind) == IL_OK);
	EXPECT(il_loop_close(loop) == IL_OK && program_took(0, 0)); /* which waits for nobody */
	loop = il_loop_new("second loop");
	EXPECT(il_loop_run_until_complete(NULL, loop, leave_threads_behind) == IL_OK);
	EXPECT(il_loop_run_until_complete(NULL, loop, il_shutdown_default_executor) == IL_OK && program_took(3, 0));
	EXPECT(il_loop_close(loop) == IL_OK);
	run(shut_down_twice);
	EXPECT(il_raise_status(IL_DEFAULT_SHUT_DOWN).kind == IL_ERROR);
}

static void test_A04_a_loop_that_is_closed_asks_its_threads_no_more(void **state)
{
	(void)state;
	assert_completes(run_close_early);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A11_a_thread_blocks_in_the_place_of_the_loop),
	    cmocka_unit_test(test_calls_go_to_the_executor_that_is_given),
	    cmocka_unit_test(test_what_a_call_in_a_thread_logs),
	    cmocka_unit_test(test_A10_a_cancelled_await_drops_the_call_that_no_thread_has_taken),
	    cmocka_unit_test(test_A09_wait_for_gives_a_thread_up),
	    cmocka_unit_test(test_a_future_of_the_loop_follows_one_of_threads),
	    cmocka_unit_test(test_A04_the_default_executor_is_waited_for_at_the_end_of_a_run),
	    cmocka_unit_test(test_A04_a_loop_that_is_closed_asks_its_threads_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
