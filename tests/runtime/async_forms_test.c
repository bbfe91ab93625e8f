/* What Python writes in other forms: `async with`, arguments that are left out, a sleep as an awaitable of
 * its own, questions of a queue, and what is no coroutine. */
#include "programs.h"

#include <string.h>

static il_async_lock lock;
static il_async_semaphore semaphore;
static il_async_condition condition;

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

/* ---- async with ---- */

static il_value hold_both(il_args args)
{
	il_async_hold(lock);
	il_async_hold(semaphore);
	il_print("%s in", il_text(args.v[0]));
	IL_TRY(il_async_sleep(1));
	return args.v[0];
}

static il_value hold_condition(il_args args)
{
	(void)args;
	il_async_hold(condition);
	EXPECT(il_async_condition_locked(condition));
	IL_TRY(il_async_condition_wait(condition));
	return il_str("notified");
}

static il_value hold_and_leave(il_args args)
{
	(void)args;
	il_value result = il_none();
	lock = il_async_lock_new("lock");
	semaphore = il_async_semaphore_new("semaphore", 1);
	condition = il_async_condition_new("condition", .lock = lock);
	il_task first = il_task_create(hold_both, .args = IL_ARGS(il_str("first")));
	il_task second = il_task_create(hold_both, .args = IL_ARGS(il_str("second")));
	il_task third = il_task_create(hold_both, .args = IL_ARGS(il_str("third")));
	il_async_sleep(0);
	EXPECT(il_async_lock_locked(lock) && il_async_semaphore_locked(semaphore));
	EXPECT(il_async_condition_locked(condition)); /* it is the same lock */
	il_task_cancel(second); /* never held anything: lets nothing go */
	EXPECT(il_await(NULL, second) == IL_CANCELLED);
	EXPECT_IN_TIME(il_async_lock_locked(lock));
	EXPECT(il_await(&result, first) == IL_OK && strcmp(il_text(result), "first") == 0);
	il_async_sleep(0);
	il_task_cancel(third); /* while it holds both */
	il_await(NULL, third);
	EXPECT(!il_async_lock_locked(lock) && !il_async_semaphore_locked(semaphore));
	il_task waiter = il_task_create(hold_condition);
	il_async_sleep(0);
	EXPECT(il_async_lock_acquire(lock) == IL_OK && il_async_condition_notify_all(condition) == IL_OK);
	EXPECT(il_async_lock_release(lock) == IL_OK);
	EXPECT(il_await(&result, waiter) == IL_OK && strcmp(il_text(result), "notified") == 0);
	EXPECT(!il_async_lock_locked(lock));
	return il_none();
}

static void run_hold_and_leave(void)
{
	run(hold_and_leave);
}

static void test_what_is_held_is_released_however_a_block_is_left(void **state)
{
	(void)state;
	const char *const lines[] = {"first in", "third in", NULL};
	assert_prints(run_hold_and_leave, lines);
	assert_completes(run_hold_and_leave);
}

/* ---- predicates ---- */

static il_value count_down(il_args args)
{
	int64_t *left = (int64_t *)(uintptr_t)args.v[0].i;
	if (il_truth(il_arg(args, "fails")) && *left == 1)
		return il_raise("ValueError", "no more");
	return --*left > 0 ? il_none() : il_str("done");
}

static il_value notify_twice(il_args args)
{
	(void)args;
	for (int i = 0; i < 2; i++) {
		IL_TRY(il_async_condition_acquire(condition));
		il_async_condition_notify_all(condition);
		il_async_condition_release(condition);
		IL_TRY(il_async_sleep(1));
	}
	return il_none();
}

static il_value wait_for_predicates(il_args args)
{
	(void)args;
	int64_t left = 3;
	il_value answer = il_none(), place = il_int((int64_t)(uintptr_t)&left);
	condition = il_async_condition_new("condition");
	EXPECT(il_async_condition_wait_for(NULL, condition, count_down, .args = IL_ARGS(place)) == IL_WAIT_UNACQUIRED);
	il_async_hold(condition);
	left = 3;
	il_task notifier = il_task_create(notify_twice);
	EXPECT(il_async_condition_wait_for(&answer, condition, count_down, .args = IL_ARGS(place)) == IL_OK);
	EXPECT(strcmp(il_text(answer), "done") == 0 && left == 0);
	left = 2;
	notifier = il_task_create(notify_twice);
	EXPECT(il_async_condition_wait_for(&answer, condition, count_down, .args = IL_ARGS(place),
	                                   .kwargs = IL_KWARGS({"fails", il_int(1)})) == IL_RAISED);
	EXPECT(strcmp(il_text(answer), "ValueError: no more") == 0 && il_async_condition_locked(condition));
	il_task_cancel(notifier);
	return il_none();
}

static void run_wait_for_predicates(void)
{
	run(wait_for_predicates);
}

static void test_a_predicate_answers_anything_and_may_raise(void **state)
{
	(void)state;
	assert_completes(run_wait_for_predicates);
}

/* ---- sleep(delay, result) ---- */

static il_value sleep_with_results(il_args args)
{
	(void)args;
	il_value results[3], result = il_int(7);
	il_task tasks[] = {
	    il_task_create(il_async_sleeping, .args = IL_ARGS(il_double(2), il_str("two"))),
	    il_task_create(il_async_sleeping, .args = IL_ARGS(il_int(1))),
	    il_coroutine_task(il_coroutine_new(il_async_sleeping, .args = IL_ARGS(il_int(0), il_int(5)))),
	};
	EXPECT(il_gather(results, tasks, 3) == IL_OK && program_took(2, 0));
	EXPECT(strcmp(il_text(results[0]), "two") == 0 && results[1].kind == IL_NONE && results[2].i == 5);
	il_coroutine sleeping = il_coroutine_new(il_async_sleeping, .args = IL_ARGS(il_double(-1), il_int(6)));
	EXPECT(il_coroutine_await(&result, sleeping) == IL_OK && result.i == 6);
	il_task task = il_task_create(il_async_sleeping, .args = IL_ARGS(il_int(10), il_int(1)));
	EXPECT(il_async_wait_for(&result, task, .timeout = il_within(1)) == IL_TIMEOUT && il_task_cancelled(task));
	return il_none();
}

static void run_sleep_with_results(void)
{
	run(sleep_with_results);
}

static void test_A05_a_sleep_returns_the_result_that_it_was_given(void **state)
{
	(void)state;
	assert_completes(run_sleep_with_results);
}

/* ---- a queue's state ---- */

static il_value ask_queue(il_args args)
{
	(void)args;
	il_value item;
	il_async_queue queue = il_async_queue_new("queue", .maxsize = 1), endless = il_async_queue_new("endless");
	EXPECT(il_async_queue_empty(queue) && !il_async_queue_full(queue) && il_async_queue_qsize(queue) == 0);
	EXPECT(il_async_queue_put(queue, il_str("%70000d", 1)) == IL_TOO_LARGE); /* refused, and not put as something else */
	EXPECT(il_async_queue_put(queue, il_int(1)) == IL_OK);
	EXPECT(!il_async_queue_empty(queue) && il_async_queue_full(queue) && il_async_queue_qsize(queue) == 1);
	EXPECT(il_async_queue_put_nowait(queue, il_int(2)) == IL_FULL);
	EXPECT(il_async_queue_get(queue, &item) == IL_OK && item.i == 1);
	EXPECT(il_async_queue_get_nowait(queue, &item) == IL_EMPTY);
	for (int i = 0; i < 100; i++)
		EXPECT(il_async_queue_put_nowait(endless, il_int(i)) == IL_OK);
	EXPECT(!il_async_queue_full(endless) && il_async_queue_qsize(endless) == 100);
	return il_none();
}

static void run_ask_queue(void)
{
	run(ask_queue);
}

static void test_a_queue_of_a_loop_says_what_it_holds(void **state)
{
	(void)state;
	assert_completes(run_ask_queue);
}

/* ---- callbacks that are taken back ---- */

static int notes, others;

static il_value note(il_args args)
{
	(void)args;
	notes++;
	return il_none();
}

static il_value note_otherwise(il_args args)
{
	(void)args;
	others++;
	return il_none();
}

static il_value sleep_a_second(il_args args)
{
	(void)args;
	IL_TRY(il_async_sleep(1));
	return il_none();
}

/* As CPython 3.11: each registration of the callback goes, and of a task that is done none. */
static il_value take_back(il_args args)
{
	(void)args;
	il_task task = il_task_create(sleep_a_second);
	il_task_add_done_callback(task, note);
	il_task_add_done_callback(task, note_otherwise);
	il_task_add_done_callback(task, note);
	EXPECT(il_task_remove_done_callback(task, note) == 2);
	EXPECT(il_task_remove_done_callback(task, note) == 0);
	EXPECT(il_await(NULL, task) == IL_OK);
	il_async_sleep(0);
	EXPECT(notes == 0 && others == 1);
	EXPECT(il_task_remove_done_callback(task, note_otherwise) == 0);
	return il_none();
}

static void run_take_back(void)
{
	EXPECT(il_task_remove_done_callback((il_task){0}, note) == 0); /* no loop */
	run(take_back);
}

static void test_a_callback_that_is_taken_back_is_not_called(void **state)
{
	(void)state;
	assert_completes(run_take_back);
}

/* ---- no coroutine ---- */

static il_value create_nothing(il_args args)
{
	(void)args;
	EXPECT(il_task_create(NULL).id == 0 && il_coroutine_new(NULL).id == 0);
	EXPECT(il_loop_run(NULL, NULL) == IL_RUN_INSIDE_LOOP);
	return il_none();
}

static void run_nothing(void)
{
	EXPECT(il_loop_run(NULL, NULL) == IL_BAD_VALUE);
	run(create_nothing);
	il_loop loop = il_loop_new("loop");
	EXPECT(il_loop_run_until_complete(NULL, loop, NULL) == IL_WRONG_TYPE);
	EXPECT(il_loop_close(loop) == IL_OK);
}

static void test_A04_what_is_no_coroutine_is_refused(void **state)
{
	(void)state;
	assert_completes(run_nothing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_held_is_released_however_a_block_is_left),
	    cmocka_unit_test(test_a_predicate_answers_anything_and_may_raise),
	    cmocka_unit_test(test_A05_a_sleep_returns_the_result_that_it_was_given),
	    cmocka_unit_test(test_a_queue_of_a_loop_says_what_it_holds),
	    cmocka_unit_test(test_a_callback_that_is_taken_back_is_not_called),
	    cmocka_unit_test(test_A04_what_is_no_coroutine_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
