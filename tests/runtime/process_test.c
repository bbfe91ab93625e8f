/* multiprocessing.Process: real forks, started, joined, named, ended. */
#include "processes.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { FAR = 1000000 };

static il_process process, other;
static il_event event;
static il_lock lock;

/* ---- start, join, exit code ---- */

static il_value see_arguments(il_args args)
{
	EXPECT(args.count == 2 && args.v[0].i == 1 && strcmp(il_text(args.v[1]), "two") == 0);
	EXPECT(getpid() != (pid_t)args.v[0].i);
	il_event_set(event);
	return il_none();
}

static void run_a_process(void)
{
	event = il_event_new("event", .shared = true);
	process = il_process_new(see_arguments, .args = IL_ARGS(il_int(1), il_str("two")));
	EXPECT(exitcode_of(process) == NO_CODE);
	EXPECT(!il_event_is_set(event));
	run(process);
	EXPECT(il_event_is_set(event));
	EXPECT(exitcode_of(process) == 0);
}

static void test_a_process_runs_its_target_with_its_arguments(void **state)
{
	(void)state;
	assert_completes(run_a_process);
}

static void start_and_join_wrongly(void)
{
	event = il_event_new("event", .shared = true);
	process = il_process_new(wait_for, ON(event));
	EXPECT(il_process_join(process) == IL_PROCESS_UNSTARTED);
	EXPECT(il_process_join(process, .timeout = il_within(1)) == IL_PROCESS_UNSTARTED);
	EXPECT(il_process_start(process) == IL_OK);
	EXPECT(il_process_start(process) == IL_PROCESS_STARTED_TWICE);
	il_event_set(event);
	il_process_join(process);
	EXPECT(il_process_start(process) == IL_PROCESS_STARTED_TWICE);
}

static void test_a_process_is_started_once_and_joined_after_that(void **state)
{
	(void)state;
	assert_completes(start_and_join_wrongly);
}

static void join_with_limits(void)
{
	event = il_event_new("event", .shared = true);
	process = il_process_new(wait_for, ON(event));
	il_process_start(process);
	double before = il_clock_peek();
	EXPECT(il_process_join(process, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_process_join(process, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_process_join(process, .timeout = il_within(-1)) == IL_TIMEOUT);
	EXPECT(il_process_join(process, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(exitcode_of(process) == NO_CODE);
	il_event_set(event);
	EXPECT(il_process_join(process, .timeout = il_within(FAR)) == IL_OK);
	EXPECT(il_process_join(process) == IL_OK);
	EXPECT(exitcode_of(process) == 0);
}

static void test_a_join_can_time_out_and_be_repeated(void **state)
{
	(void)state;
	assert_completes(join_with_limits);
}

static il_value leave_with_3(il_args args)
{
	(void)args;
	_exit(3);
}

static il_value die_holding_a_lock(il_args args)
{
	(void)args;
	il_lock_acquire(lock);
	raise(SIGKILL);
	return il_none();
}

static void end_unusually(void)
{
	lock = il_lock_new("lock", .shared = true);
	process = il_process_new(leave_with_3);
	run(process);
	EXPECT(exitcode_of(process) == 3);
	process = il_process_new(die_holding_a_lock);
	run(process);
	EXPECT(exitcode_of(process) == -SIGKILL);
	EXPECT(il_lock_locked(lock)); /* for ever: nobody tidies up after the dead */
	EXPECT(il_lock_acquire(lock, .timeout = il_within(1)) == IL_TIMEOUT);
	EXPECT(il_lock_release(lock) == IL_OK);
}

static void test_an_exit_code_tells_how_it_ended(void **state)
{
	(void)state;
	assert_ends(end_unusually, LOG_CRASHED);
}

static il_value join_or_start_strangers(il_args args)
{
	(void)args;
	EXPECT(il_process_join(process) == IL_NOT_CHILD); /* itself */
	EXPECT(il_process_join(other) == IL_NOT_CHILD);   /* its brother */
	EXPECT(il_process_join(other, .timeout = il_within(0)) == IL_NOT_CHILD);
	EXPECT(il_process_start(other) == IL_NOT_CREATOR);
	return il_none();
}

static void join_strangers(void)
{
	other = il_process_new(do_nothing);
	process = il_process_new(join_or_start_strangers);
	run(process);
	run(other); /* the refused start did not count */
}

static void test_only_its_creator_starts_and_joins_a_process(void **state)
{
	(void)state;
	assert_completes(join_strangers);
}

/* ---- names ---- */

static il_value print_names(il_args args)
{
	il_print("%s", il_current_name());
	for (int64_t i = 0; args.count > 0 && i < args.v[0].i; i++)
		run(il_process_new(print_names));
	return il_none();
}

static void name_processes(void)
{
	run(il_process_new(print_names, .args = IL_ARGS(il_int(2))));
	run(il_process_new(print_names, .name = "named"));
	run(il_process_new(print_names, .args = IL_ARGS(il_int(1))));
}

/* Every process counts, named or not; a child's children are numbered behind its own number. */
static void test_processes_are_numbered_by_their_parents(void **state)
{
	(void)state;
	const char *const lines[] = {"Process-1", "Process-1:1", "Process-1:2", "named",
				     "Process-3", "Process-3:1", NULL};
	assert_prints(name_processes, lines);
	assert_completes(name_processes);
}

/* ---- the program's end ---- */

static il_value set_later(il_args args)
{
	il_sleep(args.v[0].d);
	il_event_set(event);
	return il_none();
}

static il_value leave_a_thread_behind(il_args args)
{
	il_thread_start(il_thread_new(set_later, .args = args));
	return il_none();
}

static void join_one_with_a_thread(void)
{
	event = il_event_new("event", .shared = true);
	run(il_process_new(leave_a_thread_behind, .args = IL_ARGS(il_double(2))));
	EXPECT(il_event_is_set(event));
	EXPECT(program_took(2, 0));
}

static void test_a_process_ends_when_its_threads_that_are_no_daemons_have(void **state)
{
	(void)state;
	assert_completes(join_one_with_a_thread);
}

static il_value leave_a_daemon_behind(il_args args)
{
	il_thread_start(il_thread_new(set_later, .args = args, .daemon = true));
	return il_none();
}

static void join_one_with_a_daemon(void)
{
	event = il_event_new("event", .shared = true);
	run(il_process_new(leave_a_daemon_behind, .args = IL_ARGS(il_double(FAR))));
	EXPECT(!il_event_is_set(event));
}

static void test_a_process_does_not_wait_for_its_daemons(void **state)
{
	(void)state;
	assert_completes(join_one_with_a_daemon);
}

static void leave_a_process_behind(void)
{
	event = il_event_new("event", .shared = true);
	il_process_start(il_process_new(set_later, .args = IL_ARGS(il_double(2))));
}

static void check_that_it_was_set(void)
{
	EXPECT(il_event_is_set(event));
	EXPECT(program_took(2, 0));
}

static il_value leave_a_child_behind(il_args args)
{
	il_process_start(il_process_new(set_later, .args = args));
	return il_none();
}

static void leave_a_grandchild_behind(void)
{
	event = il_event_new("event", .shared = true);
	run(il_process_new(leave_a_child_behind, .args = IL_ARGS(il_double(2))));
	EXPECT(il_event_is_set(event));
}

static void test_whoever_ends_waits_for_its_child_processes(void **state)
{
	(void)state;
	assert_completes_and(leave_a_process_behind, check_that_it_was_set);
	assert_completes_and(leave_a_grandchild_behind, check_that_it_was_set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_process_runs_its_target_with_its_arguments),
	    cmocka_unit_test(test_a_process_is_started_once_and_joined_after_that),
	    cmocka_unit_test(test_a_join_can_time_out_and_be_repeated),
	    cmocka_unit_test(test_an_exit_code_tells_how_it_ended),
	    cmocka_unit_test(test_only_its_creator_starts_and_joins_a_process),
	    cmocka_unit_test(test_processes_are_numbered_by_their_parents),
	    cmocka_unit_test(test_a_process_ends_when_its_threads_that_are_no_daemons_have),
	    cmocka_unit_test(test_a_process_does_not_wait_for_its_daemons),
	    cmocka_unit_test(test_whoever_ends_waits_for_its_child_processes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
