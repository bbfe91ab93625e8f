/* How multiprocessing.Process begins, item by item: what CPython 3.11 does, its errors included, live and in many orders. */
#include "processes.h"

#include <signal.h>
#include <string.h>

enum { FAR = 1000000 };

static il_process process, other;
static il_event event, done;
static int plain; /* memory of one process */

/* ---- making: P01 to P06 ---- */

static void make_and_run(void)
{
	process = il_process_new(do_nothing);
	EXPECT(process.id != 0);
	EXPECT(!il_process_is_alive(process));
	EXPECT(il_process_pid(process) == 0);
	EXPECT(!il_process_daemon(process));
	EXPECT(exitcode_of(process) == NO_CODE);
	run(process);
	EXPECT(exitcode_of(process) == 0);
}

static void test_P01_a_process_is_made_and_has_memory_of_its_own(void **state)
{
	(void)state;
	assert_completes(make_and_run);
}

static void give_a_group(void)
{
	process = il_process_new(do_nothing, .group = il_int(1));
	EXPECT(process.id == 0);
	EXPECT(il_process_start(process) == IL_NO_ROOM);
	EXPECT(il_process_terminate(process) == IL_NO_ROOM);
	EXPECT(strcmp(il_process_name(il_process_new(do_nothing)), "Process-1") == 0); /* the other was none */
}

static void test_P02_a_group_is_refused(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, NULL, .result = IL_GROUP_GIVEN, .x = TYPE_PROCESS, .text = "Process-0",
		 .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "Process-1", .x = TYPE_PROCESS, .text = "Process-1", .via = "main"),
	};
	assert_completes(give_a_group);
	assert_logs(give_a_group, LOG_COMPLETED, expected);
	assert_string_equal(il_status_message(IL_GROUP_GIVEN), "group argument must be None for now");
}

static void run_without_target(void)
{
	process = il_process_new(NULL);
	run(process);
	EXPECT(exitcode_of(process) == 0);
}

static void test_P03_without_a_target_a_process_does_nothing(void **state)
{
	(void)state;
	assert_completes(run_without_target);
}

static il_value print_name(il_args args)
{
	(void)args;
	il_print("%s", il_current_name());
	return il_none();
}

static void name_and_rename(void)
{
	process = il_process_new(print_name);
	other = il_process_new(print_name, .name = "");
	EXPECT(strcmp(il_process_name(process), "Process-1") == 0);
	EXPECT(strcmp(il_process_name(other), "Process-2") == 0);
	EXPECT(il_process_set_name(process, "worker") == IL_OK);
	EXPECT(strcmp(il_process_name(process), "worker") == 0);
	run(process);
	run(other);
	EXPECT(il_process_set_name(process, "done") == IL_OK);
}

static void test_P04_a_name_is_given_or_numbered_and_can_be_changed(void **state)
{
	(void)state;
	const char *const lines[] = {"worker", "Process-2", NULL};
	assert_prints(name_and_rename, lines);
	assert_completes(name_and_rename);
}

static il_value see_arguments(il_args args)
{
	EXPECT(args.count == 9 && args.v[0].i == 1 && args.v[8].i == 9);
	EXPECT(args.named_count == 2 && il_arg(args, "limit").i == 3 && il_arg(args, "none").kind == IL_NONE);
	EXPECT(strcmp(il_text(il_arg(args, "url")), "a b") == 0);
	return il_none();
}

static void give_arguments(void)
{
	run(il_process_new(see_arguments,
			   .args = IL_ARGS(il_int(1), il_int(2), il_int(3), il_int(4), il_int(5), il_int(6),
					   il_int(7), il_int(8), il_int(9)),
			   .kwargs = IL_KWARGS({"url", il_str("a b")}, {"limit", il_int(3)})));
}

static void test_P05_P06_arguments_come_by_place_and_by_name(void **state)
{
	(void)state;
	assert_completes(give_arguments);
}

/* ---- daemons: P07 ---- */

static il_value have_a_child(il_args args)
{
	(void)args;
	il_process child = il_process_new(do_nothing);
	EXPECT(il_process_daemon(il_current_process()));
	EXPECT(il_process_daemon(child));
	EXPECT(il_process_start(child) == IL_DAEMON_CHILDREN);
	EXPECT(!il_process_is_alive(child));
	return il_none();
}

static void make_daemons(void)
{
	event = il_event_new("event", .shared = true);
	process = il_process_new(have_a_child, .daemon = true);
	run(process);
	EXPECT(il_process_set_daemon(process, false) == IL_PROCESS_HAS_STARTED);
	other = il_process_new(wait_for, ON(event));
	EXPECT(!il_process_daemon(other));
	EXPECT(il_process_set_daemon(other, true) == IL_OK);
	EXPECT(il_process_daemon(other));
	il_process_start(other); /* and is ended with main: nobody sets the event */
}

static void check_that_the_daemon_was_told(void)
{
	EXPECT(exitcode_of(other) == -SIGTERM);
}

static il_value wait_then_set(il_args args)
{
	(void)args;
	il_event_wait(event);
	il_event_set(done);
	il_event_wait(il_event_new("never"));
	return il_none();
}

static void end_beside_a_thread(void)
{
	event = il_event_new("event", .shared = true);
	done = il_event_new("done", .shared = true);
	il_process_start(il_process_new(wait_then_set, .daemon = true));
	il_thread_start(il_thread_new(sleep_then_set, ON(event))); /* main ends only after it */
}

static void check_the_time(void)
{
	EXPECT(program_took(2, 0));
	EXPECT(il_event_is_set(event));
}

static il_value leave_a_daemon(il_args args)
{
	(void)args;
	il_process_start(il_process_new(wait_for, ON(event), .daemon = true));
	return il_none();
}

static void join_one_with_a_daemon(void)
{
	event = il_event_new("event", .shared = true);
	process = il_process_new(leave_a_daemon);
	run(process);
	EXPECT(exitcode_of(process) == 0);
}

static void test_P07_daemons_have_no_children_and_end_with_their_parent(void **state)
{
	(void)state;
	assert_completes_and(make_daemons, check_that_the_daemon_was_told);
	assert_completes_and(end_beside_a_thread, check_the_time);
	assert_completes(join_one_with_a_daemon);
}

/* ---- start and run: P08, P09 ---- */

static il_value start_the_other(il_args args)
{
	(void)args;
	EXPECT(il_process_start(other) == IL_NOT_CREATOR);
	EXPECT(il_process_start(process) == IL_PROCESS_STARTED_TWICE); /* itself */
	return il_none();
}

static void start_wrongly(void)
{
	process = il_process_new(start_the_other);
	other = il_process_new(do_nothing);
	run(process);
	EXPECT(il_process_start(process) == IL_PROCESS_STARTED_TWICE);
	run(other);
}

static void test_P08_a_process_is_started_once_and_by_its_creator(void **state)
{
	(void)state;
	assert_completes(start_wrongly);
}

static il_value add_to_plain(il_args args)
{
	plain += (int)args.v[0].i;
	return il_int(7);
}

static void run_directly(void)
{
	plain = 1;
	process = il_process_new(add_to_plain, .args = IL_ARGS(il_int(2)));
	EXPECT(il_process_run(process).kind == IL_NONE);
	EXPECT(plain == 3); /* here, in the caller */
	run(process);
	EXPECT(plain == 3); /* there, in the child */
	EXPECT(strcmp(il_text(il_process_run(process)), "AttributeError: 'Process' object has no attribute '_target'") ==
	       0);
	process = il_process_new(do_nothing, .run = add_to_plain, .args = IL_ARGS(il_int(4)));
	run(process);
	EXPECT(plain == 3);
	il_process_run(process);
	EXPECT(plain == 7);
	EXPECT(strcmp(il_text(il_process_run(il_process_new(raise_error))), "ValueError: no data") == 0);
}

static void test_P09_run_is_what_the_child_does_and_can_be_replaced(void **state)
{
	(void)state;
	assert_completes(run_directly);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_P01_a_process_is_made_and_has_memory_of_its_own),
	    cmocka_unit_test(test_P02_a_group_is_refused),
	    cmocka_unit_test(test_P03_without_a_target_a_process_does_nothing),
	    cmocka_unit_test(test_P04_a_name_is_given_or_numbered_and_can_be_changed),
	    cmocka_unit_test(test_P05_P06_arguments_come_by_place_and_by_name),
	    cmocka_unit_test(test_P07_daemons_have_no_children_and_end_with_their_parent),
	    cmocka_unit_test(test_P08_a_process_is_started_once_and_by_its_creator),
	    cmocka_unit_test(test_P09_run_is_what_the_child_does_and_can_be_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
