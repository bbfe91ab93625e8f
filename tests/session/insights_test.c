/* What is said of a pool that waits for itself, of exceptions, and of locks in opposite orders or left, live
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

/* ---- orders of locks ---- */

static il_lock gate;
static il_queue letters;
static il_future report;

static il_value write_with_paper_first(il_args args)
{
	(void)args;
	il_hold(paper);
	il_hold(pen);
	return il_none();
}

static void make_locks(void)
{
	pen = il_lock_new("pen");
	paper = il_lock_new("paper");
	gate = il_lock_new("gate");
}

/* So long apart that it goes well; but nothing in the program makes it so. */
static void be_lucky(void)
{
	make_locks();
	il_thread_start(il_thread_new(write_with_pen_first, .name = "one"));
	il_sleep(10);
	il_thread_start(il_thread_new(write_with_paper_first, .name = "two"));
}

static void join_in_between(void)
{
	make_locks();
	il_thread one = il_thread_new(write_with_pen_first);
	il_thread_start(one);
	il_thread_join(one);
	il_thread_start(il_thread_new(write_with_paper_first));
}

static il_value pen_first_through_the_gate(il_args args)
{
	il_hold(gate);
	return write_with_pen_first(args);
}

static il_value paper_first_through_the_gate(il_args args)
{
	il_hold(gate);
	return write_with_paper_first(args);
}

static void pass_a_gate(void)
{
	make_locks();
	il_thread_start(il_thread_new(pen_first_through_the_gate));
	il_thread_start(il_thread_new(paper_first_through_the_gate));
}

static il_value write_letter(il_args args)
{
	write_with_pen_first(args);
	il_queue_put(letters, il_str("dear"));
	return il_none();
}

static il_value answer_letter(il_args args)
{
	il_value letter;
	il_queue_get(letters, &letter);
	return write_with_paper_first(args);
}

static void hand_over(void)
{
	make_locks();
	letters = il_queue_new("letters");
	il_thread_start(il_thread_new(write_letter));
	il_thread_start(il_thread_new(answer_letter));
}

static void test_opposite_orders_are_told_where_only_luck_keeps_them_apart(void **state)
{
	(void)state;
	assert_said(
	    be_lucky,
	    "lock order: one took paper while it held pen; two took pen while it held paper: in another "
	    "order of steps each waits for the other\n");
	assert_said(join_in_between, "");
	assert_said(pass_a_gate, "");
	assert_said(hand_over, "");
}

/* ---- exceptions that were looked at ---- */

static void submit_report(void)
{
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&report, pool, find_no_data, .name = "report");
}

static void look_at_the_exception(void)
{
	il_value error;
	submit_report();
	il_future_exception(report, &error);
}

static il_value look_at_what_is_done(il_args args)
{
	il_value error;
	il_future_exception(il_future_of(args.v[0]), &error);
	return il_none();
}

static void look_in_a_callback(void)
{
	submit_report();
	il_future_add_done_callback(report, look_at_what_is_done);
}

static void only_wait_for_it(void)
{
	submit_report();
	il_future_wait(NULL, &report, 1, .return_when = IL_FIRST_EXCEPTION);
	il_future_done(report);
}

static void give_up_too_early(void)
{
	report = il_future_new(.name = "report");
	il_future_result(report, NULL, .timeout = il_within(1));
	il_future_set_exception(report, il_raise("ValueError", "%s", "no data"));
}

static void test_who_asks_a_future_has_looked_at_its_exception(void **state)
{
	(void)state;
	assert_said(look_at_the_exception, "");
	assert_said(look_in_a_callback, "");
	assert_said(only_wait_for_it,
		    "exception nobody asked for: report ended by ValueError: no data, in worker_0\n");
	assert_said(give_up_too_early,
		    "exception nobody asked for: report ended by ValueError: no data, in main\n");
}

/* ---- locks that are left ---- */

static il_value acquire_and_forget(il_args args)
{
	(void)args;
	il_lock_acquire(pen);
	return il_none();
}

static void leave_a_lock(void)
{
	make_locks();
	il_thread_start(il_thread_new(acquire_and_forget, .name = "careless"));
}

static void release_for_another(void)
{
	make_locks();
	il_thread careless = il_thread_new(acquire_and_forget, .name = "careless");
	il_thread_start(careless);
	il_thread_join(careless);
	il_lock_release(pen);
}

static void test_a_lock_is_left_when_nobody_has_released_it_at_the_end(void **state)
{
	(void)state;
	assert_said(leave_a_lock, "lock left: careless has ended and left pen locked, which it had taken\n");
	assert_said(release_for_another, "");
}

/* ---- what is said ---- */

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
	    cmocka_unit_test(test_opposite_orders_are_told_where_only_luck_keeps_them_apart),
	    cmocka_unit_test(test_who_asks_a_future_has_looked_at_its_exception),
	    cmocka_unit_test(test_a_lock_is_left_when_nobody_has_released_it_at_the_end),
	    cmocka_unit_test(test_to_try_a_lock_the_other_way_round_is_no_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
