/* asyncio piece by piece: results and exceptions, cancelling, waiting for several, calls, loops run step by step, the loop's locks and
 * queues when tasks are cancelled in their lines, and what the loop says of what went wrong. */
#include "programs.h"

#include <string.h>

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

static il_value return_argument(il_args args)
{
	return args.v[0];
}

static il_value raise_error(il_args args)
{
	(void)args;
	return il_raise("ValueError", "wrong");
}

static il_value sleep_and_return(il_args args)
{
	IL_TRY(il_async_sleep(args.v[0].d));
	return args.v[1];
}

static il_task sleeper(double seconds, int64_t result)
{
	return il_task_create(sleep_and_return, .args = IL_ARGS(il_double(seconds), il_int(result)));
}

/* ---- coroutines ---- */

static il_value await_coroutines(il_args args)
{
	(void)args;
	il_value result = il_none();
	il_coroutine coroutine = il_coroutine_new(return_argument, .args = IL_ARGS(il_int(3)));
	EXPECT(il_coroutine_await(&result, coroutine) == IL_OK && result.i == 3);
	EXPECT(il_coroutine_await(&result, coroutine) == IL_AWAITED_TWICE);
	EXPECT(il_coroutine_task(coroutine).id == 0);
	EXPECT(il_coroutine_await(NULL, il_coroutine_new(raise_error)) == IL_RAISED);
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "ValueError: wrong") == 0);
	il_task task = il_coroutine_task(il_coroutine_new(return_argument, .args = IL_ARGS(il_int(4))), .name = "four");
	EXPECT(il_await(&result, task) == IL_OK && result.i == 4);
	il_coroutine_new(return_argument, .args = IL_ARGS(il_int(5)));
	return il_none();
}

static void run_await_coroutines(void)
{
	run(await_coroutines);
	EXPECT(il_coroutine_new(raise_error).id == 0);
	EXPECT(il_coroutine_await(NULL, (il_coroutine){1}) == IL_NO_LOOP);
}

static void test_A02_a_coroutine_runs_when_it_is_awaited_and_only_once(void **state)
{
	(void)state;
	assert_completes(run_await_coroutines);
}

static void test_A02_one_that_is_never_awaited_is_reported(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOOP_EXCEPTION, "loop", .kind = VALUE_STRING, .text = "return_argument", .inner = true),
	};
	assert_logs(run_await_coroutines, LOG_COMPLETED, expected);
}

/* ---- tasks ---- */

static il_value await_itself(il_args args)
{
	(void)args;
	EXPECT(il_await(NULL, il_task_current()) == IL_AWAITS_ITSELF);
	return il_none();
}

static il_value ask_tasks(il_args args)
{
	(void)args;
	il_value value = il_int(-1);
	il_task task = sleeper(1, 7), failing = il_task_create(raise_error), all[8];
	EXPECT(!il_task_done(task) && il_task_result(&value, task) == IL_NOT_DONE);
	EXPECT(il_task_exception(&value, task) == IL_NOT_DONE && value.i == -1);
	EXPECT(il_async_future_set_result(task, il_int(1)) == IL_RESULT_OF_TASK);
	EXPECT(il_task_all(all, 8) == 3 && all[0].id == il_task_current().id && all[1].id == task.id);
	EXPECT(il_await(&value, task) == IL_OK && value.i == 7);
	EXPECT(il_task_result(&value, task) == IL_OK && value.i == 7);
	EXPECT(il_task_exception(&value, task) == IL_OK && value.kind == IL_NONE);
	EXPECT(il_task_result(&value, failing) == IL_RAISED);
	EXPECT(il_task_exception(&value, failing) == IL_OK && strcmp(il_text(value), "ValueError: wrong") == 0);
	EXPECT(!il_task_cancelled(failing) && il_await(NULL, failing) == IL_RAISED);
	EXPECT(il_await(NULL, il_task_create(await_itself)) == IL_OK);
	EXPECT(il_task_result(&value, (il_task){0}) == IL_WRONG_TYPE);
	return il_none();
}

static void run_ask_tasks(void)
{
	run(ask_tasks);
	EXPECT(il_task_current().id == 0 && il_task_all(NULL, 0) == 0);
}

static void test_A03_a_task_is_asked_for_its_result_and_exception(void **state)
{
	(void)state;
	assert_completes(run_ask_tasks);
}

static il_value fail_main(il_args args)
{
	(void)args;
	return il_raise("KeyError", "main");
}

static il_value cancel_main(il_args args)
{
	(void)args;
	il_task_cancel(il_task_current(), .message = "enough");
	IL_TRY(il_async_sleep(1));
	return il_none();
}

static void run_failing_mains(void)
{
	EXPECT(il_loop_run(NULL, fail_main) == IL_RAISED);
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "KeyError: main") == 0);
	EXPECT(il_loop_run(NULL, cancel_main) == IL_CANCELLED);
	EXPECT(strcmp(il_text(il_raise_status(IL_CANCELLED)), "CancelledError: enough") == 0);
}

static void test_A04_a_run_ends_as_its_main_coroutine_does(void **state)
{
	(void)state;
	assert_completes(run_failing_mains);
}

static il_value lose_exceptions(il_args args)
{
	(void)args;
	il_task_create(raise_error, .name = "lost");
	il_task seen = il_task_create(raise_error, .name = "seen");
	EXPECT(il_await(NULL, seen) == IL_RAISED);
	return il_none();
}

static void run_lose_exceptions(void)
{
	run(lose_exceptions);
}

static void test_A04_an_exception_that_nobody_asked_for_is_reported(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOOP_EXCEPTION, "lost", .kind = VALUE_ERROR, .text = "ValueError: wrong", .inner = true),
	};
	assert_logs(run_lose_exceptions, LOG_COMPLETED, expected);
	assert_completes(run_lose_exceptions);
}

/* ---- cancelling ---- */

static il_value gather_others(il_args args)
{
	(void)args;
	il_value results[2];
	il_task tasks[] = {sleeper(5, 1), sleeper(6, 2)};
	il_status status = il_gather(results, tasks, 2);
	EXPECT(status == IL_CANCELLED && il_task_cancelled(tasks[0]) && il_task_cancelled(tasks[1]));
	IL_TRY(status);
	return il_none();
}

static il_value sleep_shielded(il_args args)
{
	il_task inner = {args.v[0].ref};
	il_status status = il_await(NULL, il_shield(inner));
	EXPECT(status == IL_CANCELLED && !il_task_done(inner));
	IL_TRY(status);
	return il_none();
}

static il_value cancel_those_who_wait(il_args args)
{
	(void)args;
	il_value result;
	il_task gathering = il_task_create(gather_others), inner = sleeper(2, 9);
	il_task shielded = il_task_create(sleep_shielded, .args = IL_ARGS(il_object(inner.id)));
	il_async_sleep(1);
	EXPECT(il_task_cancel(gathering) && il_task_cancel(shielded));
	EXPECT(il_await(NULL, gathering) == IL_CANCELLED && il_await(NULL, shielded) == IL_CANCELLED);
	EXPECT(program_took(1, 0));
	EXPECT(il_await(&result, inner) == IL_OK && result.i == 9);
	EXPECT(il_shield(inner).id == inner.id); /* done: nothing to shield */
	EXPECT(!il_task_cancel(inner) && il_task_cancelling(gathering) == 1);
	EXPECT(il_task_uncancel(gathering) == 0 && il_task_uncancel(gathering) == 0);
	return il_none();
}

static void run_cancel_those_who_wait(void)
{
	run(cancel_those_who_wait);
}

static void test_A10_a_cancellation_goes_down_to_what_is_awaited_but_not_through_a_shield(void **state)
{
	(void)state;
	assert_completes(run_cancel_those_who_wait);
}

static il_value end_all_the_same(il_args args)
{
	(void)args;
	if (il_async_sleep(5) == IL_CANCELLED)
		return il_str("saved");
	return il_str("slept");
}

static il_value fail_at_the_end(il_args args)
{
	(void)args;
	if (il_async_sleep(5) == IL_CANCELLED)
		return il_raise("OSError", "cleaning up");
	return il_none();
}

static il_value wait_for_a_while(il_args args)
{
	return il_raise_status(il_async_wait_for(NULL, (il_task){args.v[0].ref}, .timeout = il_within(3)));
}

static il_value limit_waits(il_args args)
{
	(void)args;
	il_value result = il_none();
	il_task task = il_task_create(end_all_the_same);
	EXPECT(il_async_wait_for(&result, task, .timeout = il_within(1)) == IL_OK);
	EXPECT(strcmp(il_text(result), "saved") == 0);
	EXPECT(il_async_wait_for(NULL, il_task_create(fail_at_the_end), .timeout = il_within(1)) == IL_RAISED);
	EXPECT(strcmp(il_text(il_raise_status(IL_RAISED)), "OSError: cleaning up") == 0);
	EXPECT(il_async_wait_for(&result, sleeper(1, 5)) == IL_OK && result.i == 5); /* no limit */
	il_task inner = sleeper(10, 1);
	il_task outer = il_task_create(wait_for_a_while, .args = IL_ARGS(il_object(inner.id)));
	il_async_sleep(1);
	il_task_cancel(outer);
	EXPECT(il_await(NULL, outer) == IL_CANCELLED && il_task_cancelled(inner));
	EXPECT(il_async_wait_for(NULL, (il_task){0}, .timeout = il_within(1)) == IL_WRONG_TYPE);
	EXPECT(program_took(4, 0));
	return il_none();
}

static void run_limit_waits(void)
{
	run(limit_waits);
}

static void test_A09_what_wait_for_gives_back(void **state)
{
	(void)state;
	assert_completes(run_limit_waits);
}

/* ---- several at once ---- */

static il_value wait_in_all_ways(il_args args)
{
	(void)args;
	bool done[3];
	il_task tasks[] = {sleeper(1, 1), il_task_create(raise_error), sleeper(3, 3)};
	EXPECT(il_async_wait(done, tasks, 3, .return_when = IL_FIRST_EXCEPTION) == IL_OK);
	EXPECT(!done[0] && done[1] && !done[2] && program_took(0, 0));
	EXPECT(il_async_wait(done, tasks, 3, .timeout = il_within(2)) == IL_OK);
	EXPECT(done[0] && done[1] && !done[2] && program_took(2, 0));
	EXPECT(!il_task_cancelled(tasks[2]));
	EXPECT(il_async_wait(done, tasks, 3) == IL_OK && done[2] && program_took(3, 0));
	EXPECT(il_async_wait(done, tasks, 0) == IL_BAD_VALUE);
	EXPECT(il_async_wait(done, &(il_task){0}, 1) == IL_WRONG_TYPE);
	EXPECT(il_await(NULL, tasks[1]) == IL_RAISED);
	return il_none();
}

static void run_wait_in_all_ways(void)
{
	run(wait_in_all_ways);
}

static void test_A08_wait_has_three_conditions_and_cancels_nothing(void **state)
{
	(void)state;
	assert_completes(run_wait_in_all_ways);
}

static il_value take_as_completed(il_args args)
{
	(void)args;
	il_value result;
	il_task task, tasks[] = {sleeper(3, 0), sleeper(1, 1), sleeper(2, 2)};
	il_async_completions completions = il_async_as_completed(tasks, 3);
	static const int order[] = {1, 2, 0};
	for (int i = 0; i < 3; i++) {
		EXPECT(il_async_next_completed(&result, &task, completions) == IL_OK);
		EXPECT(result.i == order[i] && task.id == tasks[order[i]].id);
	}
	EXPECT(il_async_next_completed(&result, &task, completions) == IL_EMPTY);
	il_task late[] = {sleeper(1, 4), sleeper(5, 5)};
	completions = il_async_as_completed(late, 2, .timeout = il_within(2));
	EXPECT(il_async_next_completed(&result, NULL, completions) == IL_OK && result.i == 4);
	EXPECT(il_async_next_completed(&result, NULL, completions) == IL_TIMEOUT && program_took(5, 0));
	EXPECT(il_async_next_completed(&result, NULL, completions) == IL_EMPTY);
	EXPECT(il_await(&result, late[1]) == IL_OK && result.i == 5);
	return il_none();
}

static void run_take_as_completed(void)
{
	run(take_as_completed);
}

static void test_tasks_are_taken_in_the_order_of_their_ends(void **state)
{
	(void)state;
	assert_completes(run_take_as_completed);
}

static il_value gather_exceptions(il_args args)
{
	(void)args;
	il_value results[3];
	il_task cancelled = sleeper(5, 1);
	il_task tasks[] = {sleeper(1, 1), il_task_create(raise_error), cancelled};
	il_async_sleep(0);
	il_task_cancel(cancelled);
	EXPECT(il_gather(results, tasks, 3, .return_exceptions = true) == IL_OK);
	EXPECT(results[0].i == 1 && strcmp(il_text(results[1]), "ValueError: wrong") == 0);
	EXPECT(strcmp(il_text(results[2]), "CancelledError") == 0);
	EXPECT(il_gather(results, &cancelled, 1) == IL_CANCELLED);
	return il_none();
}

static void run_gather_exceptions(void)
{
	run(gather_exceptions);
}

static void test_A06_exceptions_can_be_results_of_a_gather(void **state)
{
	(void)state;
	assert_completes(run_gather_exceptions);
}

/* ---- calls, and loops step by step ---- */

static il_async_future future;

static il_value finish_future(il_args args)
{
	EXPECT(il_async_future_set_result(future, args.v[0]) == IL_OK);
	EXPECT(il_async_future_set_result(future, args.v[0]) == IL_INVALID_STATE);
	return il_none();
}

static il_value post_from_a_thread(il_args args)
{
	il_sleep(1);
	EXPECT(il_call_soon_threadsafe((il_loop){args.v[0].ref}, finish_future, .args = IL_ARGS(il_int(11))) == IL_OK);
	return il_none();
}

static il_value wait_for_a_thread(il_args args)
{
	(void)args;
	il_value result = il_none();
	future = il_async_future_new("future");
	il_thread thread = il_thread_new(post_from_a_thread, .args = IL_ARGS(il_object(il_loop_running().id)));
	il_thread_start(thread);
	EXPECT(il_await(&result, future) == IL_OK && result.i == 11); /* nothing else would wake the loop */
	il_thread_join(thread);
	return il_object(il_loop_running().id);
}

static void run_wait_for_a_thread(void)
{
	il_value loop = il_none();
	EXPECT(il_loop_run(&loop, wait_for_a_thread) == IL_OK);
	EXPECT(il_call_soon_threadsafe((il_loop){loop.ref}, finish_future) == IL_LOOP_CLOSED);
}

static void test_A01_a_thread_wakes_the_loop_by_a_call(void **state)
{
	(void)state;
	assert_completes(run_wait_for_a_thread);
}

static il_value stop_the_loop(il_args args)
{
	(void)args;
	EXPECT(il_loop_stop() == IL_OK);
	return il_none();
}

static il_value stop_and_sleep(il_args args)
{
	(void)args;
	il_call_later(1, stop_the_loop);
	IL_TRY(il_async_sleep(2));
	return il_int(2);
}

static void run_step_by_step(void)
{
	il_value result = il_none();
	il_loop loop = il_loop_new("own loop");
	EXPECT(il_loop_run_until_complete(&result, loop, return_argument, .args = IL_ARGS(il_int(1))) == IL_OK);
	EXPECT(result.i == 1);
	EXPECT(il_loop_run_until_complete(&result, loop, stop_and_sleep) == IL_LOOP_STOPPED);
	EXPECT(program_took(1, 0));
	EXPECT(il_loop_run_until_complete(&result, loop, sleep_and_return,
					  .args = IL_ARGS(il_double(3), il_int(3))) == IL_OK); /* the other ended, too */
	EXPECT(program_took(4, 0) && il_loop_close(loop) == IL_OK && il_loop_close(loop) == IL_OK);
	EXPECT(il_loop_run_forever(loop) == IL_LOOP_CLOSED && il_loop_stop() == IL_NO_LOOP);
}

static void test_A04_a_loop_can_be_run_step_by_step(void **state)
{
	(void)state;
	assert_completes(run_step_by_step);
}

static il_value call_what_fails(il_args args)
{
	(void)args;
	il_call_soon(raise_error);
	il_async_sleep(0);
	il_async_sleep(0);
	il_print("the loop goes on");
	return il_none();
}

static void run_call_what_fails(void)
{
	run(call_what_fails);
}

static void test_a_callback_that_fails_is_reported_and_harms_nobody(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOOP_EXCEPTION, "loop", .kind = VALUE_ERROR, .text = "ValueError: wrong", .inner = true),
	    DONE("Task-1", OP_PRINT, NULL, .text = "the loop goes on"),
	};
	assert_logs(run_call_what_fails, LOG_COMPLETED, expected);
	assert_completes(run_call_what_fails);
}

/* A gather whose exception nobody asks for. */
static il_value lose_a_future(il_args args)
{
	(void)args;
	il_task failing = il_task_create(raise_error, .name = "failing");
	il_gather_future(&failing, 1);
	il_async_sleep(1);
	EXPECT(il_task_result(NULL, failing) == IL_RAISED);
	return il_none();
}

static void run_lose_a_future(void)
{
	run(lose_a_future);
}

static void test_A06_an_exception_of_a_future_that_nobody_asked_for_is_reported(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOOP_EXCEPTION, "gather", .kind = VALUE_ERROR, .text = "ValueError: wrong", .inner = true),
	};
	assert_logs(run_lose_a_future, LOG_COMPLETED, expected);
}

static il_value sleep_in_a_callback(il_args args)
{
	(void)args;
	il_sleep(0.15);
	return il_none();
}

static il_value call_what_is_slow(il_args args)
{
	(void)args;
	il_call_soon(sleep_in_a_callback);
	il_async_sleep(0.05);
	return il_none();
}

static void run_call_what_is_slow(void)
{
	run(call_what_is_slow);
}

static void test_A11_a_callback_that_holds_the_loop_is_named(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOOP_SLOW, "loop", .kind = VALUE_INT, .value = 150000000, .inner = true),
	};
	assert_logs(run_call_what_is_slow, LOG_COMPLETED, expected);
}

static il_value hold_the_loop(il_args args)
{
	(void)args;
	il_sleep(0.2);
	return il_none();
}

static void run_hold_the_loop(void)
{
	EXPECT(il_loop_run(NULL, hold_the_loop, .name = "holder") == IL_OK);
}

static void test_A11_a_task_that_holds_the_loop_is_named(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_LOOP_SLOW, "holder", .kind = VALUE_INT, .value = 200000000, .inner = true),
	};
	assert_logs(run_hold_the_loop, LOG_COMPLETED, expected);
}

/* ---- cancelled in a line ---- */

static il_async_lock lock;
static il_async_semaphore semaphore;
static il_async_event event;
static il_async_queue queue;

static il_value hold_for_a_while(il_args args)
{
	IL_TRY(il_async_lock_acquire(lock));
	il_print("%s in", il_text(args.v[0]));
	il_status status = il_async_sleep(1);
	il_async_lock_release(lock);
	return il_raise_status(status);
}

static il_value acquire_semaphore(il_args args)
{
	IL_TRY(il_async_semaphore_acquire(semaphore));
	il_print("%s acquired", il_text(args.v[0]));
	return il_none();
}

static il_value get_an_item(il_args args)
{
	il_value item;
	IL_TRY(il_async_queue_get(queue, &item));
	il_print("%s got %d", il_text(args.v[0]), (int)item.i);
	return il_none();
}

static il_value put_an_item(il_args args)
{
	IL_TRY(il_async_queue_put(queue, args.v[1]));
	il_print("%s put", il_text(args.v[0]));
	return il_none();
}

static void make_three(il_task tasks[3], il_target target)
{
	for (int i = 0; i < 3; i++)
		tasks[i] = il_task_create(target, .args = IL_ARGS(il_str("%d", i), il_int(i)));
}

/* The first who waits is woken, and cancelled before its turn: the next gets its place. */
static il_value cancel_in_lines(il_args args)
{
	(void)args;
	il_task tasks[3];
	bool done[3];
	lock = il_async_lock_new("lock");
	make_three(tasks, hold_for_a_while);
	il_async_sleep(0.5);
	il_task_cancel(tasks[1]);
	EXPECT(il_async_wait(done, tasks, 3) == IL_OK && il_task_cancelled(tasks[1]));
	semaphore = il_async_bounded_semaphore_new("semaphore", 1);
	EXPECT(il_async_semaphore_acquire(semaphore) == IL_OK && il_async_semaphore_locked(semaphore));
	make_three(tasks, acquire_semaphore);
	il_async_sleep(0);
	EXPECT(il_async_semaphore_release(semaphore) == IL_OK && il_async_semaphore_locked(semaphore));
	il_task_cancel(tasks[0]);
	il_async_sleep(0.5);
	EXPECT(il_task_cancelled(tasks[0]) && il_task_done(tasks[1]) && !il_task_done(tasks[2]));
	EXPECT(il_async_semaphore_release(semaphore) == IL_OK && il_await(NULL, tasks[2]) == IL_OK);
	EXPECT(il_async_semaphore_release(semaphore) == IL_OK);
	EXPECT(il_async_semaphore_release(semaphore) == IL_BOUNDED_TOO_OFTEN);
	queue = il_async_queue_new("queue", .maxsize = 1);
	make_three(tasks, get_an_item);
	il_async_sleep(0);
	EXPECT(il_async_queue_put_nowait(queue, il_int(7)) == IL_OK);
	EXPECT(il_async_queue_put_nowait(queue, il_int(8)) == IL_FULL);
	il_task_cancel(tasks[0]);
	il_async_sleep(0.5);
	EXPECT(il_task_cancelled(tasks[0]) && il_task_done(tasks[1]) && !il_task_done(tasks[2]));
	return il_none();
}

static void run_cancel_in_lines(void)
{
	run(cancel_in_lines);
	EXPECT(il_async_lock_acquire(lock) == IL_NO_LOOP);
	EXPECT(il_async_semaphore_new("bad", -1).id == 0);
}

static void test_A10_whoever_is_cancelled_in_a_line_makes_room_for_the_next(void **state)
{
	(void)state;
	const char *const lines[] = {"0 in", "2 in", "1 acquired", "2 acquired", "1 got 7", NULL};
	assert_prints(run_cancel_in_lines, lines);
	assert_completes(run_cancel_in_lines);
}

static il_value wait_for_event(il_args args)
{
	IL_TRY(il_async_event_wait(event));
	il_print("%s goes on", il_text(args.v[0]));
	return il_none();
}

static il_value set_and_overtake(il_args args)
{
	(void)args;
	il_task tasks[3];
	il_value results[3], item;
	event = il_async_event_new("event");
	make_three(tasks, wait_for_event);
	il_async_sleep(0);
	il_task_cancel(tasks[1]);
	il_async_event_set(event);
	il_async_event_clear(event); /* those who waited go on all the same */
	EXPECT(!il_async_event_is_set(event));
	il_gather(results, tasks, 3, .return_exceptions = true);
	queue = il_async_queue_new("queue", .maxsize = 1);
	il_task getter = il_task_create(get_an_item, .args = IL_ARGS(il_str("getter")));
	il_async_sleep(0);
	il_async_queue_put_nowait(queue, il_int(1));
	EXPECT(il_async_queue_get_nowait(queue, &item) == IL_OK && item.i == 1); /* the getter was woken for nothing */
	il_async_sleep(0);
	EXPECT(!il_task_done(getter));
	il_task putters[2];
	for (int i = 0; i < 2; i++)
		putters[i] = il_task_create(put_an_item, .args = IL_ARGS(il_str("putter %d", i), il_int(i)));
	il_gather(results, putters, 2);
	EXPECT(il_await(NULL, getter) == IL_OK && il_async_queue_qsize(queue) == 1);
	EXPECT(il_async_queue_task_done(queue) == IL_OK && il_async_queue_task_done(queue) == IL_OK);
	return il_none();
}

static void run_set_and_overtake(void)
{
	run(set_and_overtake);
}

static void test_whoever_is_woken_for_nothing_waits_again(void **state)
{
	(void)state;
	const char *const lines[] = {"0 goes on", "2 goes on", "putter 0 put", "getter got 0", "putter 1 put", NULL};
	assert_prints(run_set_and_overtake, lines);
	assert_completes(run_set_and_overtake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A02_a_coroutine_runs_when_it_is_awaited_and_only_once),
	    cmocka_unit_test(test_A02_one_that_is_never_awaited_is_reported),
	    cmocka_unit_test(test_A03_a_task_is_asked_for_its_result_and_exception),
	    cmocka_unit_test(test_A04_a_run_ends_as_its_main_coroutine_does),
	    cmocka_unit_test(test_A04_an_exception_that_nobody_asked_for_is_reported),
	    cmocka_unit_test(test_A10_a_cancellation_goes_down_to_what_is_awaited_but_not_through_a_shield),
	    cmocka_unit_test(test_A09_what_wait_for_gives_back),
	    cmocka_unit_test(test_A08_wait_has_three_conditions_and_cancels_nothing),
	    cmocka_unit_test(test_tasks_are_taken_in_the_order_of_their_ends),
	    cmocka_unit_test(test_A06_exceptions_can_be_results_of_a_gather),
	    cmocka_unit_test(test_A01_a_thread_wakes_the_loop_by_a_call),
	    cmocka_unit_test(test_A04_a_loop_can_be_run_step_by_step),
	    cmocka_unit_test(test_a_callback_that_fails_is_reported_and_harms_nobody),
	    cmocka_unit_test(test_A11_a_task_that_holds_the_loop_is_named),
	    cmocka_unit_test(test_A11_a_callback_that_holds_the_loop_is_named),
	    cmocka_unit_test(test_A06_an_exception_of_a_future_that_nobody_asked_for_is_reported),
	    cmocka_unit_test(test_A10_whoever_is_cancelled_in_a_line_makes_room_for_the_next),
	    cmocka_unit_test(test_whoever_is_woken_for_nothing_waits_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
