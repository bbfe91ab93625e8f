/* threading.Thread. */
#include "programs.h"

#include <pthread.h>
#include <string.h>

enum { FAR = 1000000 }; /* seconds: nobody lives to see it */

static il_thread thread, other;
static il_event begun, go;
static il_var seen;
static bool ended; /* for check */

static il_value do_nothing(il_args args)
{
	(void)args;
	return il_int(7); /* goes nowhere */
}

static il_value wait_for_go(il_args args)
{
	(void)args;
	il_event_set(begun);
	il_event_wait(go);
	return il_none();
}

static void make_events(void)
{
	begun = il_event_new("begun");
	go = il_event_new("go");
}

/* ---- arguments, names ---- */

static il_value see_arguments(il_args args)
{
	EXPECT(args.count == 8);
	EXPECT(args.v[0].kind == IL_NONE);
	EXPECT(args.v[1].kind == IL_INT && args.v[1].i == INT64_MIN);
	EXPECT(args.v[2].kind == IL_DOUBLE && args.v[2].d == -0.5);
	EXPECT(args.v[3].kind == IL_STRING && strcmp(il_text(args.v[3]), "eight") == 0);
	EXPECT(args.v[7].kind == IL_INT && args.v[7].i == 8);
	il_var_write(seen, args.v[7]);
	return il_none();
}

static void pass_arguments(void)
{
	seen = il_var_new("seen", il_none());
	thread = il_thread_new(see_arguments, .args = IL_ARGS(il_none(), il_int(INT64_MIN), il_double(-0.5),
							      il_str("%s", "eight"), il_int(5), il_int(6),
							      il_int(7), il_int(8)));
	EXPECT(il_var_peek(seen).kind == IL_NONE); /* nothing runs before start() */
	il_thread_start(thread);
	il_thread_join(thread);
	EXPECT(il_var_peek(seen).i == 8);
}

static void test_T03_T04_a_thread_runs_its_target_with_its_arguments(void **state)
{
	(void)state;
	assert_completes(pass_arguments);
}

static il_value print_name(il_args args)
{
	(void)args;
	il_print("%s", il_current_name());
	return il_none();
}

static void run_one(il_thread one)
{
	il_thread_start(one);
	il_thread_join(one);
}

static void name_threads(void)
{
	char name[] = "changed";
	il_print("%s", il_current_name());
	run_one(il_thread_new(print_name));
	run_one(il_thread_new(print_name, .name = "worker"));
	run_one(il_thread_new(print_name, .name = ""));
	run_one(il_thread_new(print_name, .name = "worker"));
	il_thread last = il_thread_new(print_name, .name = name);
	name[0] = 'C';
	run_one(last);
}

/* Only those that get a default name are counted; an empty name is none; names need not be unique. */
static void test_T09_threads_without_a_name_are_numbered_and_called_by_their_target(void **state)
{
	(void)state;
	const char *const lines[] = {
	    "main", "Thread-1 (print_name)", "worker", "Thread-2 (print_name)", "worker", "changed", NULL};
	assert_prints(name_threads, lines);
	assert_completes(name_threads);
}

/* ---- start, is_alive ---- */

static void start_and_see(void)
{
	make_events();
	thread = il_thread_new(wait_for_go);
	EXPECT(!il_thread_is_alive(thread));
	EXPECT(il_thread_start(thread) == IL_OK);
	EXPECT(il_thread_is_alive(thread)); /* it has begun, and waits */
	il_event_wait(begun);
	EXPECT(il_thread_is_alive(thread));
	il_event_set(go);
	il_thread_join(thread);
	EXPECT(!il_thread_is_alive(thread));
}

static void test_T12_a_thread_is_alive_from_its_start_to_its_end(void **state)
{
	(void)state;
	assert_completes_in_any_time(start_and_see);
}

static void start_twice(void)
{
	make_events();
	thread = il_thread_new(wait_for_go);
	il_thread_start(thread);
	EXPECT(il_thread_start(thread) == IL_STARTED_TWICE);
	il_event_set(go);
	il_thread_join(thread);
	EXPECT(il_thread_start(thread) == IL_STARTED_TWICE);
}

static void test_T10_a_thread_can_be_started_only_once(void **state)
{
	(void)state;
	assert_completes(start_twice);
}

/* No room for a stack of 2^46 bytes. */
static void fail_to_start(void)
{
	pthread_attr_t usual, huge;
	pthread_getattr_default_np(&usual);
	pthread_attr_init(&huge);
	EXPECT(pthread_attr_setstacksize(&huge, (size_t)1 << 46) == 0);
	make_events();
	il_event_set(go);
	thread = il_thread_new(wait_for_go);
	EXPECT(pthread_setattr_default_np(&huge) == 0);
	EXPECT(il_thread_start(thread) == IL_START_FAILED);
	EXPECT(!il_thread_is_alive(thread));
	EXPECT(il_thread_join(thread) == IL_JOIN_UNSTARTED);
	pthread_setattr_default_np(&usual);
	EXPECT(il_thread_start(thread) == IL_OK);
	EXPECT(il_thread_join(thread) == IL_OK);
	pthread_attr_destroy(&huge);
	pthread_attr_destroy(&usual);
}

static void test_T10_a_start_that_failed_can_be_tried_again(void **state)
{
	(void)state;
	assert_completes(fail_to_start);
}

/* ---- join ---- */

static il_value join_oneself(il_args args)
{
	(void)args;
	il_event_wait(go); /* by then `thread` is set */
	EXPECT(il_thread_join(thread) == IL_JOIN_SELF);
	EXPECT(il_thread_join(thread, .timeout = il_within(0)) == IL_JOIN_SELF);
	return il_none();
}

static void join_wrongly(void)
{
	make_events();
	thread = il_thread_new(join_oneself);
	EXPECT(il_thread_join(thread) == IL_JOIN_UNSTARTED);
	EXPECT(il_thread_join(thread, .timeout = il_within(1)) == IL_JOIN_UNSTARTED);
	il_thread_start(thread);
	il_event_set(go);
	EXPECT(il_thread_join(thread) == IL_OK);
}

static void test_T11_joining_an_unstarted_thread_or_oneself_is_an_error(void **state)
{
	(void)state;
	assert_completes(join_wrongly);
}

static void join_with_limits(void)
{
	make_events();
	thread = il_thread_new(wait_for_go);
	il_thread_start(thread);
	double before = il_clock_peek();
	EXPECT(il_thread_join(thread, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_thread_join(thread, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_thread_join(thread, .timeout = il_within(-1)) == IL_TIMEOUT);
	EXPECT(il_thread_join(thread, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_thread_is_alive(thread));
	il_event_set(go);
	EXPECT(il_thread_join(thread, .timeout = il_within(FAR)) == IL_OK);
	EXPECT(il_thread_join(thread) == IL_OK); /* as often as one likes */
	EXPECT(il_thread_join(thread, .timeout = il_within(-1)) == IL_OK);
}

static void test_T11_a_join_can_time_out_and_be_repeated(void **state)
{
	(void)state;
	assert_completes(join_with_limits);
}

static il_value join_the_other(il_args args)
{
	(void)args;
	EXPECT(il_thread_join(other) == IL_OK);
	EXPECT(!il_thread_is_alive(other));
	return il_none();
}

static void join_from_many(void)
{
	make_events();
	other = il_thread_new(wait_for_go, .daemon = true); /* a daemon's end can be waited for, too */
	il_thread joiners[3];
	il_thread_start(other);
	for (int i = 0; i < 3; i++) {
		joiners[i] = il_thread_new(join_the_other);
		il_thread_start(joiners[i]);
	}
	il_event_set(go);
	for (int i = 0; i < 3; i++)
		il_thread_join(joiners[i]);
	EXPECT(il_thread_join(other, .nonblocking = true) == IL_OK);
}

static void test_T11_T67_many_can_join_one_thread(void **state)
{
	(void)state;
	assert_completes_in_any_time(join_from_many);
}

/* ---- the end of the program ---- */

static il_value sleep_and_end(il_args args)
{
	il_sleep(args.v[0].d);
	ended = true;
	return il_none();
}

static void leave_a_thread_behind(void)
{
	il_thread_start(il_thread_new(sleep_and_end, .args = IL_ARGS(il_double(2))));
}

static void check_that_it_ended(void)
{
	EXPECT(ended);
	EXPECT(program_took(2, 0));
}

static void test_T01_T08_the_program_waits_for_threads_that_are_no_daemons(void **state)
{
	(void)state;
	assert_completes_and(leave_a_thread_behind, check_that_it_ended);
}

static il_value start_another(il_args args)
{
	il_sleep(1);
	il_thread_start(il_thread_new(sleep_and_end, .args = args));
	return il_none();
}

static void leave_a_starter_behind(void)
{
	il_thread_start(il_thread_new(start_another, .args = IL_ARGS(il_double(1))));
}

static void test_T01_the_program_waits_for_threads_that_its_threads_start_meanwhile(void **state)
{
	(void)state;
	assert_completes_and(leave_a_starter_behind, check_that_it_ended);
}

static void leave_a_daemon_behind(void)
{
	il_thread_start(il_thread_new(sleep_and_end, .daemon = true, .args = IL_ARGS(il_double(FAR))));
	il_thread_new(sleep_and_end); /* one that never starts is waited for by nobody */
}

static void check_that_it_did_not_end(void)
{
	EXPECT(!ended);
	EXPECT(il_clock_peek() < FAR);
}

static void test_T07_the_program_does_not_wait_for_daemons(void **state)
{
	(void)state;
	assert_completes_and(leave_a_daemon_behind, check_that_it_did_not_end);
}

static il_value leave_a_thread_of_a_daemon_behind(il_args args)
{
	il_thread_start(il_thread_new(sleep_and_end, .args = args));
	il_event_set(begun);
	return il_none();
}

static void let_a_daemon_start_a_thread(void)
{
	make_events();
	il_thread_start(il_thread_new(leave_a_thread_of_a_daemon_behind, .daemon = true,
				      .args = IL_ARGS(il_double(FAR))));
	il_event_wait(begun);
}

static void test_T06_a_daemons_threads_are_daemons(void **state)
{
	(void)state;
	assert_completes_and(let_a_daemon_start_a_thread, check_that_it_did_not_end);
}

/* ---- the log ---- */

static il_value hold_out(il_args args)
{
	(void)args;
	il_event_wait(go);
	return il_none();
}

static void start_join_and_leave(void)
{
	make_events();
	thread = il_thread_new(do_nothing, .name = "thread");
	other = il_thread_new(hold_out, .name = "daemon", .daemon = true);
	il_thread_join(thread);
	il_thread_start(other);
	il_thread_join(other, .timeout = il_within(1));
	il_thread_start(thread);
	il_thread_start(thread);
	il_thread_join(thread);
}

static void test_what_threads_log(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, "begun", .x = TYPE_EVENT, .text = "begun", .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "go", .x = TYPE_EVENT, .text = "go", .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "thread", .x = TYPE_THREAD, .text = "thread", .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "daemon", .x = TYPE_THREAD, .z = 2, .text = "daemon", .via = "main"),
	    DONE("main", OP_THREAD_JOIN, "thread", .result = IL_JOIN_UNSTARTED),
	    DONE("main", OP_THREAD_START, "daemon", .kind = VALUE_INT, .changing = true),
	    BLOCK("main", OP_THREAD_JOIN, "daemon", .timed = true, .deadline = 1),
	    DONE("main", OP_THREAD_JOIN, "daemon", .result = IL_TIMEOUT),
	    DONE("main", OP_THREAD_START, "thread", .kind = VALUE_INT, .changing = true),
	    DONE("thread", OP_THREAD_EXIT, "thread", .kind = VALUE_INT, .changing = true),
	    DONE("main", OP_THREAD_START, "thread", .result = IL_STARTED_TWICE),
	    DONE("main", OP_THREAD_JOIN, "thread"),
	    DONE("main", OP_EXIT, NULL),
	    DONE("daemon", OP_THREAD_EXIT, "daemon", .kind = VALUE_INT, .result = IL_CANCELLED, .inner = true,
		 .changing = true),
	};
	assert_logs(start_join_and_leave, LOG_COMPLETED, expected);
}

static void test_what_the_end_of_main_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("main", OP_EXIT, NULL),
	    DONE("main", OP_EXIT, NULL),
	};
	assert_logs(leave_a_thread_behind, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T03_T04_a_thread_runs_its_target_with_its_arguments),
	    cmocka_unit_test(test_T09_threads_without_a_name_are_numbered_and_called_by_their_target),
	    cmocka_unit_test(test_T12_a_thread_is_alive_from_its_start_to_its_end),
	    cmocka_unit_test(test_T10_a_thread_can_be_started_only_once),
	    cmocka_unit_test(test_T10_a_start_that_failed_can_be_tried_again),
	    cmocka_unit_test(test_T11_joining_an_unstarted_thread_or_oneself_is_an_error),
	    cmocka_unit_test(test_T11_a_join_can_time_out_and_be_repeated),
	    cmocka_unit_test(test_T11_T67_many_can_join_one_thread),
	    cmocka_unit_test(test_T01_T08_the_program_waits_for_threads_that_are_no_daemons),
	    cmocka_unit_test(test_T01_the_program_waits_for_threads_that_its_threads_start_meanwhile),
	    cmocka_unit_test(test_T07_the_program_does_not_wait_for_daemons),
	    cmocka_unit_test(test_T06_a_daemons_threads_are_daemons),
	    cmocka_unit_test(test_what_threads_log),
	    cmocka_unit_test(test_what_the_end_of_main_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
