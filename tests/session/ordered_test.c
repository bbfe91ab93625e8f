/* What orders two accesses to one variable, and what does not: each way to synchronise, in real runs. One
 * thread writes and then does its part of it; main does the other part, and reads. That is silent in every
 * order of steps; and where main reads first, and does its part then, it is a race in every order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "interleave/interleave.h"
#include "said.h"

static il_var data, flag;
static il_lock lock;
static il_rlock rlock;
static il_semaphore semaphore;
static il_event event;
static il_condition condition;
static il_barrier barrier;
static il_queue queue;
static il_future future;
static il_executor pool;
static il_thread writer;

/* ---- the two parts of each way ---- */

static void make_all(void)
{
	data = il_var_new("data", il_int(0));
	flag = il_var_new("flag", il_int(0));
	lock = il_lock_new("lock");
	rlock = il_rlock_new("rlock");
	semaphore = il_bounded_semaphore_new("semaphore", 1);
	event = il_event_new("event");
	condition = il_condition_new("condition", .lock = lock);
	barrier = il_barrier_new("barrier", 2);
	future = il_future_new();
	pool = il_executor_new("pool", 1);
}

static void acquire_lock(void)
{
	il_lock_acquire(lock);
}

static void release_lock(void)
{
	il_lock_release(lock);
}

static void take_lock_in_turn(void)
{
	il_hold(lock);
}

static void find_lock_free(void)
{
	while (il_lock_locked(lock))
		il_sleep(0.1);
}

static void count_in_rlock(void)
{
	il_hold(rlock);
	il_hold(rlock);
	il_var_write(flag, il_int(1));
}

static void find_counted(void)
{
	for (bool counted = false; !counted; il_sleep(0.1)) {
		il_hold(rlock);
		counted = il_truth(il_var_read(flag));
	}
}

static void acquire_semaphore(void)
{
	il_semaphore_acquire(semaphore);
}

static void release_semaphore(void)
{
	il_semaphore_release(semaphore);
}

static void set_event(void)
{
	il_event_set(event);
}

static void wait_for_event(void)
{
	il_event_wait(event);
}

static void wait_for_event_again_and_again(void)
{
	while (il_event_wait(event, .timeout = il_within(0.1)) != IL_OK)
		continue;
}

static void find_event_set(void)
{
	while (!il_event_is_set(event))
		il_sleep(0.1);
}

static void notify(void)
{
	il_hold(condition);
	il_var_write(flag, il_int(1));
	il_condition_notify(condition);
}

static il_value flag_is_up(il_args args)
{
	(void)args;
	return il_var_read(flag);
}

static void wait_for_notify(void)
{
	il_hold(condition);
	while (!il_truth(il_var_read(flag)))
		il_condition_wait(condition);
}

static void wait_for_flag(void)
{
	il_hold(condition);
	il_condition_wait_for(NULL, condition, flag_is_up);
}

static void meet(void)
{
	il_barrier_wait(NULL, barrier);
}

static void break_barrier(void)
{
	il_barrier_abort(barrier);
}

static void find_barrier_broken(void)
{
	while (!il_barrier_broken(barrier))
		il_sleep(0.1);
}

static void make_queue(void)
{
	queue = il_queue_new("queue");
}

static void make_stack(void)
{
	queue = il_lifo_queue_new("stack");
}

static void make_priorities(void)
{
	queue = il_priority_queue_new("queue");
}

static void make_full_queue(void)
{
	queue = il_queue_new("queue", .maxsize = 1);
	il_queue_put(queue, il_none());
}

static void put(void)
{
	il_queue_put(queue, il_int(1), .priority = 1);
}

static void get(void)
{
	il_value item;
	il_queue_get(queue, &item);
}

static void find_an_item(void)
{
	while (il_queue_empty(queue))
		il_sleep(0.1);
}

static void find_room(void)
{
	while (il_queue_full(queue))
		il_sleep(0.1);
}

static void try_until_there_is_an_item(void)
{
	il_value item;
	while (il_queue_get_nowait(queue, &item) != IL_OK)
		il_sleep(0.1);
}

static void say_done(void)
{
	il_queue_task_done(queue);
}

static void join_queue(void)
{
	il_queue_join(queue);
}

static void end(void)
{
}

static void join_writer(void)
{
	il_thread_join(writer);
}

static void join_writer_again_and_again(void)
{
	while (il_thread_join(writer, .timeout = il_within(0.1)) != IL_OK)
		continue;
}

static void find_writer_dead(void)
{
	while (il_thread_is_alive(writer))
		il_sleep(0.1);
}

static void find_nobody_else(void)
{
	while (il_active_count() > 1)
		il_sleep(0.1);
}

static void find_nobody_else_by_name(void)
{
	il_thread threads[4];
	while (il_enumerate(threads, 4) > 1)
		il_sleep(0.1);
}

static void set_result(void)
{
	il_future_set_result(future, il_int(1));
}

static void set_exception(void)
{
	il_future_set_exception(future, il_raise("ValueError", "no data"));
}

static void cancel(void)
{
	il_future_cancel(future);
}

static void cancel_and_notify(void)
{
	il_future_cancel(future);
	il_future_set_running(future);
}

static void ask_result(void)
{
	il_future_result(future, NULL);
}

static void ask_exception(void)
{
	il_future_exception(future, NULL);
}

static void find_future_done(void)
{
	while (!il_future_done(future))
		il_sleep(0.1);
}

static void find_result_set_already(void)
{
	find_future_done();
	il_future_set_result(future, il_int(2));
}

static void wait_for_future(void)
{
	il_future_wait(NULL, &future, 1);
}

/* One that is never done beside it: only the time-out ends the wait. */
static void wait_for_two_futures(void)
{
	il_future both[2] = {future, il_future_new()};
	bool done[2] = {false, false};
	while (!done[0])
		il_future_wait(done, both, 2, .timeout = il_within(0.1));
}

static void take_as_completed(void)
{
	il_future next;
	struct il_completed completed = il_as_completed(&future, 1);
	il_completed_next(&completed, &next);
}

static il_value call_back(il_args args)
{
	(void)args;
	il_event_set(event);
	return il_none();
}

static void wait_for_callback(void)
{
	il_future_add_done_callback(future, call_back);
	il_event_wait(event);
}

static void shut_down(void)
{
	il_executor_shutdown(pool);
}

static il_value no_call(il_args args)
{
	return args.count > 0 ? args.v[0] : il_none();
}

static void be_refused(void)
{
	while (il_executor_submit(NULL, pool, no_call) == IL_OK)
		il_sleep(0.1);
}

/* ---- running them ---- */

static const struct way {
	const char *name;
	void (*make)(void); /* main, before the writer starts; NULL: nothing more */
	void (*give)(void), (*take)(void);
} ways[] = {
    {"a lock handed over", acquire_lock, release_lock, take_lock_in_turn},
    {"a lock found free", acquire_lock, release_lock, find_lock_free},
    {"an rlock around both", NULL, count_in_rlock, find_counted},
    {"a semaphore as a signal", acquire_semaphore, release_semaphore, acquire_semaphore},
    {"an event", NULL, set_event, wait_for_event},
    {"an event waited for with a time-out", NULL, set_event, wait_for_event_again_and_again},
    {"an event that is asked", NULL, set_event, find_event_set},
    {"a condition and its predicate", NULL, notify, wait_for_notify},
    {"wait_for", NULL, notify, wait_for_flag},
    {"a barrier", NULL, meet, meet},
    {"a barrier that is aborted", NULL, break_barrier, meet},
    {"a barrier found broken", NULL, break_barrier, find_barrier_broken},
    {"an item", make_queue, put, get},
    {"an item of a stack", make_stack, put, get},
    {"an item with a priority", make_priorities, put, get},
    {"an item found", make_queue, put, find_an_item},
    {"an item tried for", make_queue, put, try_until_there_is_an_item},
    {"room in a queue", make_full_queue, get, put},
    {"room found in a queue", make_full_queue, get, find_room},
    {"task_done and join", make_full_queue, say_done, join_queue},
    {"join", NULL, end, join_writer},
    {"join with a time-out", NULL, end, join_writer_again_and_again},
    {"is_alive", NULL, end, find_writer_dead},
    {"active_count", NULL, end, find_nobody_else},
    {"enumerate", NULL, end, find_nobody_else_by_name},
    {"a result", NULL, set_result, ask_result},
    {"a result asked for its exception", NULL, set_result, ask_exception},
    {"an exception", NULL, set_exception, ask_result},
    {"an exception asked for", NULL, set_exception, ask_exception},
    {"a cancelled future", NULL, cancel, ask_result},
    {"a future found done", NULL, set_result, find_future_done},
    {"a future that has a result already", NULL, set_result, find_result_set_already},
    {"wait", NULL, set_result, wait_for_future},
    {"wait for one that is cancelled", NULL, cancel_and_notify, wait_for_future},
    {"wait with a time-out", NULL, set_result, wait_for_two_futures},
    {"as_completed", NULL, set_result, take_as_completed},
    {"a callback", NULL, set_result, wait_for_callback},
    {"a shutdown that refuses", NULL, shut_down, be_refused},
};

static const struct way *way;
static bool too_early; /* main reads before its part of it */

static il_value write_and_give(il_args args)
{
	(void)args;
	il_var_write(data, il_int(1));
	way->give();
	return il_none();
}

static void take_and_read(void)
{
	make_all();
	if (way->make != NULL)
		way->make();
	writer = il_thread_new(write_and_give);
	il_thread_start(writer);
	if (too_early)
		il_var_read(data);
	way->take();
	if (!too_early)
		il_var_read(data);
}

static void test_each_way_to_synchronise_orders_a_write_and_a_read(void **state)
{
	(void)state;
	too_early = false;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		way = &ways[i];
		assert_said_kinds(take_and_read, 0, 0, way->name);
	}
}

static void test_a_read_before_it_is_a_race(void **state)
{
	(void)state;
	too_early = true;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		way = &ways[i];
		assert_said_kinds(take_and_read, 1u << INSIGHT_RACE, 0, way->name);
	}
}

/* ---- what starts, and what ends ---- */

static il_value read_data(il_args args)
{
	(void)args;
	return il_var_read(data);
}

static il_value write_data(il_args args)
{
	(void)args;
	il_var_write(data, il_int(2));
	return il_none();
}

static void write_and_start(void)
{
	data = il_var_new("data", il_int(0));
	write_data((il_args){0});
	il_thread_start(il_thread_new(read_data));
}

static void write_and_submit(void)
{
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 1);
	il_executor_submit(NULL, pool, no_call);
	write_data((il_args){0});
	il_executor_submit(NULL, pool, read_data);
}

static void shut_down_and_read(void)
{
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 2);
	il_executor_submit(NULL, pool, no_call);
	il_executor_submit(NULL, pool, write_data);
	il_executor_shutdown(pool);
	il_var_read(data);
}

static void leave_the_block_and_read(void)
{
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 2);
	{
		il_hold(pool);
		il_executor_submit(NULL, pool, write_data);
	}
	il_var_read(data);
}

static void map_and_read(void)
{
	struct il_results results;
	il_value value;
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 2);
	il_executor_map(&results, pool, write_data, IL_LISTS(IL_ARGS(il_int(1))));
	while (il_results_next(&results, &value) == IL_OK)
		il_var_read(data);
}

static il_value wait_for_main(il_args args)
{
	il_thread_join(il_main_thread());
	return read_data(args);
}

static void write_and_end(void)
{
	data = il_var_new("data", il_int(0));
	il_thread_start(il_thread_new(wait_for_main));
	write_data((il_args){0});
}

static il_value find_main_dead(il_args args)
{
	while (il_thread_is_alive(il_main_thread()))
		il_sleep(0.1);
	return read_data(args);
}

static void write_and_be_found_dead(void)
{
	data = il_var_new("data", il_int(0));
	il_thread_start(il_thread_new(find_main_dead));
	write_data((il_args){0});
}

static void test_starts_and_ends_order(void **state)
{
	(void)state;
	assert_said_kinds(write_and_start, 0, 0, "start");
	assert_said_kinds(write_and_submit, 0, 0, "submit");
	assert_said_kinds(shut_down_and_read, 0, 0, "shutdown");
	assert_said_kinds(leave_the_block_and_read, 0, 0, "a pool's block");
	assert_said_kinds(map_and_read, 0, 0, "map");
	assert_said_kinds(write_and_end, 0, 0, "the end of main");
	assert_said_kinds(write_and_be_found_dead, 0, 0, "main found dead");
}

static void submit_and_write(void)
{
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 1);
	il_executor_submit(NULL, pool, read_data);
	write_data((il_args){0});
}

static void shut_down_without_waiting(void)
{
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 1);
	il_executor_submit(NULL, pool, write_data);
	il_executor_shutdown(pool, .nonblocking = true);
	il_var_read(data);
}

static void map_and_read_at_once(void)
{
	struct il_results results;
	data = il_var_new("data", il_int(0));
	pool = il_executor_new("pool", 2);
	il_executor_map(&results, pool, write_data, IL_LISTS(IL_ARGS(il_int(1))));
	il_var_read(data);
}

static void test_what_does_not_wait_orders_nothing(void **state)
{
	(void)state;
	assert_said_kinds(submit_and_write, 1u << INSIGHT_RACE, 0, "submit, and then a write");
	assert_said_kinds(shut_down_without_waiting, 1u << INSIGHT_RACE, 0, "shutdown(wait=False)");
	assert_said_kinds(map_and_read_at_once, 1u << INSIGHT_RACE, 0, "map, unread");
}

/* ---- updates ---- */

static il_value add_under_lock(il_args args)
{
	(void)args;
	il_hold(lock);
	il_var_write(data, il_int(il_var_read(data).i + 1));
	return il_none();
}

static il_value add_under_two_holds(il_args args)
{
	int64_t now;
	(void)args;
	{
		il_hold(lock);
		now = il_var_read(data).i;
	}
	il_hold(lock);
	il_var_write(data, il_int(now + 1));
	return il_none();
}

static void run_two(il_target target)
{
	il_thread threads[2];
	lock = il_lock_new("lock");
	data = il_var_new("data", il_int(0));
	for (int i = 0; i < 2; i++) {
		threads[i] = il_thread_new(target);
		il_thread_start(threads[i]);
	}
	for (int i = 0; i < 2; i++)
		il_thread_join(threads[i]);
}

static void hold_over_both(void)
{
	run_two(add_under_lock);
}

static void let_go_in_between(void)
{
	run_two(add_under_two_holds);
}

/* Main looks at the count, lets others change it, waits for them, and begins again at 0. */
static void begin_again(void)
{
	lock = il_lock_new("lock");
	data = il_var_new("data", il_int(0));
	for (int round = 0; round < 2; round++) {
		il_thread thread = il_thread_new(add_under_lock);
		il_print("begins at %d", (int)il_var_read(data).i);
		il_thread_start(thread);
		il_thread_join(thread);
		il_var_write(data, il_int(0));
	}
}

static void test_an_update_is_lost_by_chance_only(void **state)
{
	(void)state;
	assert_said_kinds(hold_over_both, 0, 0, "one hold over both");
	assert_said_kinds(let_go_in_between, 0, 1u << INSIGHT_LOST_UPDATE, "a hold each");
	assert_said_kinds(begin_again, 0, 0, "written over on purpose");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_way_to_synchronise_orders_a_write_and_a_read),
	    cmocka_unit_test(test_a_read_before_it_is_a_race),
	    cmocka_unit_test(test_starts_and_ends_order),
	    cmocka_unit_test(test_what_does_not_wait_orders_nothing),
	    cmocka_unit_test(test_an_update_is_lost_by_chance_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
