/* What is said of a pool that waits for itself, of exceptions, and of locks taken the other way round, live
 * and under seeds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "interleave/interleave.h"
#include "said.h"

static il_executor pool;

static il_value answer(il_args args)
{
	(void)args;
	return il_int(42);
}

/* Waits in the pool's only worker for a call that needs a worker. */
static il_value ask_own_pool(il_args args)
{
	il_future inner;
	il_value value;
	(void)args;
	il_executor_submit(&inner, pool, answer, .name = "inner");
	il_future_result(inner, &value);
	return value;
}

static void wait_for_own_pool(void)
{
	il_future outer;
	il_value value;
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&outer, pool, ask_own_pool, .name = "outer");
	il_future_result(outer, &value);
}

static il_value find_no_data(il_args args)
{
	(void)args;
	return il_raise("ValueError", "%s", "no data");
}

static void forget_a_future(void)
{
	il_future asked, forgotten;
	il_value value;
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&asked, pool, find_no_data, .name = "asked");
	il_executor_submit(&forgotten, pool, find_no_data, .name = "forgotten");
	il_future_result(asked, &value);
	il_executor_shutdown(pool);
}

static void join_one_who_fails(void)
{
	il_thread thread = il_thread_new(find_no_data, .name = "failing");
	il_thread_start(thread);
	il_thread_join(thread);
}

static il_value create_and_forget(il_args args)
{
	(void)args;
	il_task_create(find_no_data, .name = "forgotten");
	il_async_sleep(1);
	return il_none();
}

static void forget_a_task(void)
{
	il_value value;
	il_loop_run(&value, create_and_forget);
}

static il_lock pen, paper;

static il_value write_with_pen_first(il_args args)
{
	(void)args;
	il_hold(pen);
	il_hold(paper);
	return il_none();
}

/* Takes the second only if it is free, as one does to be safe. */
static il_value try_paper_first(il_args args)
{
	(void)args;
	il_hold(paper);
	if (il_lock_acquire(pen, .nonblocking = true) == IL_OK)
		il_lock_release(pen);
	return il_none();
}

static void try_the_other_way_round(void)
{
	pen = il_lock_new("pen");
	paper = il_lock_new("paper");
	il_thread one = il_thread_new(write_with_pen_first), two = il_thread_new(try_paper_first);
	il_thread_start(one);
	il_thread_start(two);
	il_thread_join(one);
	il_thread_join(two);
}

static void test_a_full_pool_that_waits_for_itself_is_a_deadlock(void **state)
{
	(void)state;
	assert_said(wait_for_own_pool,
		    "deadlock: worker_0 waits for inner, which stands at place 1 of the work queue of "
		    "pool until a worker comes free; main waits for outer\n");
}

static void test_the_exception_of_a_future_that_nobody_asked_is_told(void **state)
{
	(void)state;
	assert_said(forget_a_future,
		    "exception nobody asked for: forgotten ended by ValueError: no data, in worker_0\n");
}

static void test_the_exception_of_a_task_that_nobody_awaits_is_told(void **state)
{
	(void)state;
	assert_said(forget_a_task, "exception nobody asked for: forgotten ended by ValueError: no data\n");
}

static void test_the_exception_of_a_thread_is_told(void **state)
{
	(void)state;
	assert_said(join_one_who_fails,
		    "exception: failing ended by ValueError: no data; the excepthook printed it, "
		    "and whoever joins the thread is not told\n");
}

static void test_to_try_a_lock_the_other_way_round_is_no_fault(void **state)
{
	(void)state;
	assert_said(try_the_other_way_round, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_full_pool_that_waits_for_itself_is_a_deadlock),
	    cmocka_unit_test(test_the_exception_of_a_future_that_nobody_asked_is_told),
	    cmocka_unit_test(test_the_exception_of_a_task_that_nobody_awaits_is_told),
	    cmocka_unit_test(test_the_exception_of_a_thread_is_told),
	    cmocka_unit_test(test_to_try_a_lock_the_other_way_round_is_no_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
