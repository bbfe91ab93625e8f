/* Loops and threads: any thread of the process runs a loop, one at a time, and where its coroutines have
 * begun they stay. */
#include "programs.h"

static il_loop loop;
static il_event running, asked;

/* ---- made here, run there ---- */

static il_value say_hello(il_args args)
{
	il_print("hello from %s", il_text(args.v[0]));
	IL_TRY(il_async_sleep(1));
	EXPECT(il_loop_running().id == loop.id);
	il_loop_stop();
	return il_none();
}

static il_value begin_hello(il_args args)
{
	EXPECT(il_task_create(say_hello, .args = args).id != 0);
	il_event_set(running);
	return il_none();
}

static il_value run_for_ever(il_args args)
{
	(void)args;
	EXPECT(il_loop_run_forever(loop) == IL_OK);
	return il_none();
}

static void run_elsewhere(void)
{
	loop = il_loop_new("loop");
	running = il_event_new("running");
	EXPECT(il_call_soon_threadsafe(loop, begin_hello, .args = IL_ARGS(il_str("main"))) == IL_OK);
	il_thread thread = il_thread_new(run_for_ever, .name = "runner");
	EXPECT(il_thread_start(thread) == IL_OK);
	il_event_wait(running);
	EXPECT(il_thread_join(thread) == IL_OK);
	EXPECT(il_loop_close(loop) == IL_OK && il_loop_close(loop) == IL_OK);
	EXPECT(il_loop_run_forever(loop) == IL_LOOP_CLOSED);
	EXPECT(il_call_soon_threadsafe(loop, begin_hello) == IL_LOOP_CLOSED);
}

static void test_a_loop_is_run_by_another_thread_than_its_maker(void **state)
{
	(void)state;
	const char *const lines[] = {"hello from main", NULL};
	assert_prints(run_elsewhere, lines);
	assert_completes(run_elsewhere);
}

/* ---- by two at once ---- */

static il_value let_others_try(il_args args)
{
	(void)args;
	il_event_set(running);
	il_event_wait(asked); /* holds the loop: it runs, whatever the others do */
	il_loop_stop();
	return il_none();
}

static il_value nothing(il_args args)
{
	(void)args;
	return il_none();
}

static void run_by_two(void)
{
	loop = il_loop_new("loop");
	running = il_event_new("running");
	asked = il_event_new("asked");
	il_call_soon_threadsafe(loop, let_others_try);
	il_thread thread = il_thread_new(run_for_ever, .name = "runner");
	il_thread_start(thread);
	il_event_wait(running);
	EXPECT(il_loop_run_forever(loop) == IL_LOOP_RUNNING);
	EXPECT(il_loop_run_until_complete(NULL, loop, nothing) == IL_LOOP_RUNNING);
	EXPECT(il_loop_close(loop) == IL_CLOSE_RUNNING);
	il_event_set(asked);
	il_thread_join(thread);
	EXPECT(il_loop_run_until_complete(NULL, loop, nothing) == IL_OK); /* it has come back */
	EXPECT(il_loop_close(loop) == IL_OK);
}

static void test_a_loop_is_run_by_one_thread_at_a_time(void **state)
{
	(void)state;
	assert_completes(run_by_two);
}

/* ---- what has begun, and what has not ---- */

static il_value sleep_long(il_args args)
{
	(void)args;
	IL_TRY(il_async_sleep(100));
	return il_none();
}

static il_value say_begun(il_args args)
{
	(void)args;
	il_print("begun");
	return il_none();
}

/* Its loop stops before the task has begun. */
static il_value stop_and_create(il_args args)
{
	(void)args;
	il_loop_stop();
	EXPECT(il_task_create(say_begun).id != 0);
	return il_none();
}

static il_value create_sleeper(il_args args)
{
	(void)args;
	EXPECT(il_task_create(sleep_long, .name = "sleeper").id != 0);
	IL_TRY(il_async_sleep(0));
	return il_none();
}

static il_value run_twice(il_args args)
{
	(void)args;
	EXPECT(il_loop_run_until_complete(NULL, loop, nothing) == IL_OK);
	EXPECT(il_loop_run_until_complete(NULL, loop, create_sleeper) == IL_OK);
	EXPECT(il_loop_run_until_complete(NULL, loop, nothing) == IL_OK);
	return il_none();
}

static void run_what_has_begun(void)
{
	loop = il_loop_new("loop");
	il_loop other = il_loop_new("other");
	il_call_soon_threadsafe(loop, stop_and_create);
	EXPECT(il_loop_run_forever(loop) == IL_OK);
	EXPECT(il_loop_run_until_complete(NULL, other, nothing) == IL_OK);
	il_thread thread = il_thread_new(run_twice, .name = "runner");
	il_thread_start(thread);
	il_thread_join(thread);
	EXPECT(il_loop_run_until_complete(NULL, loop, nothing) == IL_WRONG_THREAD);
	EXPECT(il_loop_close(loop) == IL_OK && il_loop_close(other) == IL_OK);
}

static void test_tasks_that_have_not_begun_go_with_their_loop(void **state)
{
	(void)state;
	const char *const lines[] = {"begun", NULL};
	assert_prints(run_what_has_begun, lines);
	assert_completes(run_what_has_begun);
	const struct logged runs[] = {
	    DONE("main", OP_LOOP_RUN, "loop"),
	    DONE("main", OP_LOOP_RUN, "other"),
	    DONE("runner", OP_LOOP_RUN, "loop"),
	    DONE("runner", OP_LOOP_RUN, "loop"),
	    DONE("runner", OP_LOOP_RUN, "loop"),
	    DONE("main", OP_LOOP_RUN, "loop", .result = IL_WRONG_THREAD),
	};
	assert_logs(run_what_has_begun, LOG_COMPLETED, runs);
}

/* ---- beside threads that make objects ---- */

enum { MADE_BESIDE = 200 };

static il_value make_objects(il_args args)
{
	il_future made[2];
	il_executor pool = il_executor_new("beside", 1);
	for (int i = 0; i < MADE_BESIDE; i++) {
		EXPECT(il_lock_new("made beside").id != 0);
		EXPECT(il_executor_submit(&made[i % 2], pool, nothing) == IL_OK);
		if (i % 2 == 1)
			EXPECT(il_future_wait(NULL, made, 2) == IL_OK);
	}
	il_executor_shutdown(pool);
	(void)args;
	return il_none();
}

static il_value use_lock(il_args args)
{
	il_async_lock lock = {args.v[0].ref};
	for (int i = 0; i < MADE_BESIDE; i++) {
		il_async_hold(lock);
		IL_TRY(il_async_sleep(0));
	}
	return il_none();
}

static il_value use_lock_twice(il_args args)
{
	il_async_lock lock = il_async_lock_new("lock");
	il_task one = il_task_create(use_lock, .args = IL_ARGS(il_object(lock.id)));
	il_task other = il_task_create(use_lock, .args = IL_ARGS(il_object(lock.id)));
	(void)args;
	IL_TRY(il_await(NULL, one));
	IL_TRY(il_await(NULL, other));
	return il_none();
}

static void run_beside_makers(void)
{
	il_thread one = il_thread_new(make_objects), other = il_thread_new(make_objects);
	EXPECT(il_thread_start(one) == IL_OK && il_thread_start(other) == IL_OK);
	EXPECT(il_loop_run(NULL, use_lock_twice) == IL_OK);
	EXPECT(il_thread_join(one) == IL_OK && il_thread_join(other) == IL_OK);
}

static void test_a_loop_and_waits_for_futures_read_objects_while_others_are_made(void **state)
{
	(void)state;
	assert_completes_live(run_beside_makers);
}

/* ---- after a fork ---- */

static il_value use_the_parents(il_args args)
{
	(void)args;
	EXPECT(il_loop_run_forever(loop) == IL_LOOP_CLOSED);
	EXPECT(il_call_soon_threadsafe(loop, nothing) == IL_LOOP_CLOSED);
	EXPECT(il_loop_close(loop) == IL_OK);
	return il_none();
}

static void run_forked(void)
{
	loop = il_loop_new("loop");
	il_process child = il_process_new(use_the_parents);
	il_process_start(child);
	il_process_join(child);
	EXPECT(il_loop_run_until_complete(NULL, loop, nothing) == IL_OK);
	EXPECT(il_loop_close(loop) == IL_OK);
}

static void test_a_child_has_no_part_in_the_loop_of_its_parent(void **state)
{
	(void)state;
	assert_completes(run_forked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_loop_is_run_by_another_thread_than_its_maker),
	    cmocka_unit_test(test_a_loop_is_run_by_one_thread_at_a_time),
	    cmocka_unit_test(test_tasks_that_have_not_begun_go_with_their_loop),
	    cmocka_unit_test(test_a_loop_and_waits_for_futures_read_objects_while_others_are_made),
	    cmocka_unit_test(test_a_child_has_no_part_in_the_loop_of_its_parent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
