/* How a multiprocessing.Process ends and what can be known of it, item by item, as process_rows_test.c has its beginning. */
#include "processes.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { FAR = 1000000 };

static il_process process, other;
static il_event event, done;
static il_lock lock;
static il_queue queue;

/* ---- join and is_alive: P10, P11 ---- */

static il_value ask_strangers(il_args args)
{
	(void)args;
	EXPECT(il_process_join(process) == IL_NOT_CHILD); /* itself */
	EXPECT(il_process_join(other, .timeout = il_within(0)) == IL_NOT_CHILD);
	EXPECT(il_process_is_alive(process));
	EXPECT(!il_process_is_alive(other)); /* an AssertionError, though it lives */
	EXPECT(exitcode_of(process) == NO_CODE);
	EXPECT(exitcode_of(other) == NO_CODE);
	il_event_set(event);
	return il_none();
}

static void join_in_all_ways(void)
{
	event = il_event_new("event", .shared = true);
	other = il_process_new(wait_for, ON(event));
	process = il_process_new(ask_strangers);
	EXPECT(il_process_join(other) == IL_PROCESS_UNSTARTED);
	il_process_start(other);
	EXPECT(il_process_join(il_current_process()) == IL_NOT_CHILD);
	double before = il_clock_peek();
	EXPECT(il_process_join(other, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_process_join(other, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_process_join(other, .timeout = il_within(-1)) == IL_TIMEOUT);
	EXPECT(exitcode_of(other) == NO_CODE);
	EXPECT(il_process_is_alive(other));
	il_process_start(process);
	EXPECT(il_process_join(other, .timeout = il_within(FAR)) == IL_OK);
	EXPECT(il_process_join(other) == IL_OK);
	EXPECT(!il_process_is_alive(other));
	il_process_join(process);
}

static void test_P10_P11_a_parent_joins_and_tests_its_children(void **state)
{
	(void)state;
	assert_completes(join_in_all_ways);
}

/* ---- terminate and kill: P12, P13 ---- */

static il_value hold_and_wait(il_args args)
{
	(void)args;
	il_hold(lock);
	il_event_set(event);
	il_event_wait(done);
	il_print("never");
	return il_none();
}

static void end_one(il_status (*end)(struct il_site *, il_process), il_status unstarted, int signal)
{
	event = il_event_new("event", .shared = true);
	done = il_event_new("done", .shared = true);
	lock = il_lock_new("lock", .shared = true);
	process = il_process_new(hold_and_wait);
	EXPECT(end(IL_HERE, process) == unstarted);
	il_process_start(process);
	il_event_wait(event);
	EXPECT(end(IL_HERE, process) == IL_OK);
	EXPECT(end(IL_HERE, process) == IL_OK); /* once more does nothing */
	EXPECT(il_process_kill(process) == IL_OK);
	EXPECT(il_event_set(done) == IL_OK);     /* it waits for nothing any more */
	EXPECT(il_process_join(process) == IL_OK);
	EXPECT(exitcode_of(process) == -signal);
	EXPECT(end(IL_HERE, process) == IL_OK);
	EXPECT(il_lock_locked(lock)); /* nobody left a block */
	EXPECT(il_lock_acquire(lock, .timeout = il_within(1)) == IL_TIMEOUT);
}

static void terminate_one(void)
{
	end_one(il_process_terminate_at, IL_TERMINATE_UNSTARTED, SIGTERM);
}

static void kill_one(void)
{
	end_one(il_process_kill_at, IL_KILL_UNSTARTED, SIGKILL);
}

/* Between the call and the end others act: both are seen in some order. */
static void look_whether_it_lives(void)
{
	event = il_event_new("event", .shared = true);
	process = il_process_new(wait_for, ON(event));
	il_process_start(process);
	il_process_terminate(process);
	il_print("%s", il_process_is_alive(process) ? "alive" : "gone");
	il_process_join(process);
	EXPECT(!il_process_is_alive(process));
}

static il_value leave_a_child_behind(il_args args)
{
	(void)args;
	il_process_start(il_process_new(sleep_then_set, ON(event), .name = "grandchild"));
	il_event_set(done);
	il_event_wait(il_event_new("never"));
	return il_none();
}

static void terminate_one_with_a_child(void)
{
	event = il_event_new("event", .shared = true);
	done = il_event_new("done", .shared = true);
	process = il_process_new(leave_a_child_behind);
	il_process_start(process);
	il_event_wait(done);
	il_process_terminate(process);
	il_process_join(process);
	EXPECT(!il_event_is_set(event));
	EXPECT(il_event_wait(event) == IL_OK); /* by the grandchild, which lives on */
}

static il_value ignore_signals(il_args args)
{
	(void)args;
	signal(SIGTERM, SIG_IGN);
	il_event_set(done);
	il_event_wait(event);
	return il_none();
}

static void terminate_one_that_will_not(void)
{
	event = il_event_new("event", .shared = true);
	done = il_event_new("done", .shared = true);
	process = il_process_new(ignore_signals);
	il_process_start(process);
	il_event_wait(done);
	il_process_terminate(process);
	il_process_join(process);
	EXPECT(exitcode_of(process) == -SIGTERM);
}

_Noreturn static il_value compute_for_ever(il_args args)
{
	(void)args;
	il_event_set(done);
	for (volatile unsigned i = 0;; i++)
		continue;
}

/* Live only: with the gate closed, one who computes is waited for. */
static void terminate_one_that_computes(void)
{
	done = il_event_new("done", .shared = true);
	process = il_process_new(compute_for_ever);
	il_process_start(process);
	il_event_wait(done);
	il_process_terminate(process);
	il_process_join(process);
	EXPECT(exitcode_of(process) == -SIGTERM);
}

static il_value terminate_itself(il_args args)
{
	(void)args;
	EXPECT(il_process_terminate(il_current_process()) == IL_TERMINATE_UNSTARTED);
	EXPECT(il_process_kill(il_parent_process()) == IL_KILL_UNSTARTED);
	EXPECT(il_process_terminate(other) == IL_OK); /* a brother, forked before it */
	return il_none();
}

static void terminate_a_brother(void)
{
	event = il_event_new("event", .shared = true);
	other = il_process_new(wait_for, ON(event));
	il_process_start(other);
	run(il_process_new(terminate_itself));
	il_process_join(other);
	EXPECT(exitcode_of(other) == -SIGTERM);
}

static void test_P12_terminate_ends_it_by_SIGTERM_and_what_it_held_stays_held(void **state)
{
	(void)state;
	const char *const alive[] = {"alive", NULL}, *const gone[] = {"gone", NULL};
	assert_completes(terminate_one);
	assert_completes(look_whether_it_lives);
	assert_prints_when("0x5", look_whether_it_lives, alive);
	assert_prints_when("0x4.1.0", look_whether_it_lives, gone);
	assert_completes(terminate_one_with_a_child);
	assert_completes(terminate_one_that_will_not);
	assert_completes(terminate_a_brother);
	assert_completes_live(terminate_one_that_computes);
}

static void test_P13_kill_ends_it_by_SIGKILL(void **state)
{
	(void)state;
	assert_completes(kill_one);
}

/* ---- close: P14 ---- */

static void close_in_all_ways(void)
{
	int code;
	event = il_event_new("event", .shared = true);
	process = il_process_new(wait_for, ON(event));
	il_process_start(process);
	EXPECT(il_process_close(process) == IL_PROCESS_RUNNING);
	il_event_set(event);
	il_process_join(process);
	EXPECT(il_process_close(process) == IL_OK);
	EXPECT(il_process_close(process) == IL_OK);
	EXPECT(il_process_start(process) == IL_PROCESS_CLOSED);
	EXPECT(il_process_join(process) == IL_PROCESS_CLOSED);
	EXPECT(il_process_terminate(process) == IL_PROCESS_CLOSED);
	EXPECT(il_process_kill(process) == IL_PROCESS_CLOSED);
	EXPECT(il_process_wait_any(NULL, &process, 1) == IL_PROCESS_CLOSED);
	EXPECT(!il_process_is_alive(process));
	EXPECT(!il_process_exitcode(&code, process));
	EXPECT(il_process_pid(process) == 0);
	EXPECT(strcmp(il_process_name(process), "Process-1") == 0);
	EXPECT(!il_process_daemon(process));
	other = il_process_new(do_nothing);
	EXPECT(il_process_close(other) == IL_OK); /* never started */
	EXPECT(il_process_start(other) == IL_PROCESS_CLOSED);
}

static void test_P14_a_closed_process_can_be_asked_for_nothing(void **state)
{
	(void)state;
	assert_completes(close_in_all_ways);
}

/* ---- exit codes, pids, sentinels: P15 ---- */

static il_value leave_with(il_args args)
{
	return args.v[0];
}

static il_value leave_a_block(il_args args)
{
	il_hold(lock);
	return args.v[0];
}

static void leave_in_all_ways(void)
{
	lock = il_lock_new("lock", .shared = true);
	const struct {
		il_value result;
		int code;
	} ways[] = {{il_none(), 0},        {il_int(5), 0},
		    {il_exit(0), 0},       {il_exit(3), 3},
		    {il_exit(256 + 7), 7}, {il_exit(-1), 255},
		    {il_exit_saying("bye"), 1}};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		process = il_process_new(i % 2 ? leave_a_block : leave_with, .args = IL_ARGS(ways[i].result));
		run(process);
		EXPECT(exitcode_of(process) == ways[i].code);
		EXPECT(!il_lock_locked(lock));
	}
}

static void raise_in_a_process(void)
{
	process = il_process_new(raise_error);
	run(process);
	EXPECT(exitcode_of(process) == 1);
}

static void say_and_leave(void)
{
	process = il_process_new(leave_with, .args = IL_ARGS(il_exit_saying("no %s", "data")));
	run(process);
	EXPECT(exitcode_of(process) == 1);
}

static il_value compare_pids(il_args args)
{
	EXPECT(il_process_pid(il_current_process()) == getpid());
	EXPECT(il_process_pid(il_parent_process()) == getppid() && getppid() == (pid_t)args.v[0].i);
	EXPECT(il_process_is_alive(il_parent_process()));
	return il_none();
}

static void ask_for_pids(void)
{
	process = il_process_new(compare_pids, .args = IL_ARGS(il_int(getpid())));
	run(process);
	EXPECT(il_process_pid(process) > 0 && il_process_pid(process) != getpid());
	EXPECT(il_process_pid(il_current_process()) == getpid());
	EXPECT(il_parent_process().id == 0);
}

static il_value take_one(il_args args)
{
	il_value item;
	(void)args;
	il_queue_get(queue, &item);
	return il_none();
}

static il_value wait_for_a_stranger(il_args args)
{
	(void)args;
	EXPECT(il_process_wait_any(NULL, &other, 1) == IL_NOT_CHILD);
	return il_none();
}

static void wait_for_any(void)
{
	il_process three[3];
	size_t first = 99;
	queue = il_queue_new("queue", .shared = true);
	event = il_event_new("event", .shared = true);
	for (int i = 0; i < 3; i++)
		three[i] = il_process_new(i == 1 ? take_one : wait_for, ON(event));
	EXPECT(il_process_wait_any(&first, three, 3) == IL_SENTINEL_UNSTARTED);
	for (int i = 0; i < 3; i++)
		il_process_start(three[i]);
	EXPECT(il_process_wait_any(NULL, three, 0) == IL_BAD_VALUE);
	EXPECT(il_process_wait_any(&first, three, 3, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(il_process_wait_any(&first, three, 3, .timeout = il_within(0)) == IL_TIMEOUT && first == 99);
	il_queue_put(queue, il_none());
	EXPECT(il_process_wait_any(&first, three, 3) == IL_OK && first == 1);
	EXPECT(il_process_wait_any(&first, three, 3, .timeout = il_within(1)) == IL_OK && first == 1);
	other = three[0];
	run(il_process_new(wait_for_a_stranger));
	il_event_set(event);
	for (int i = 0; i < 3; i++)
		EXPECT(il_process_join(three[i]) == IL_OK);
}

static void test_P15_exit_code_pid_and_sentinel(void **state)
{
	(void)state;
	const char *const lines[] = {"no data", NULL};
	assert_completes(leave_in_all_ways);
	assert_prints(say_and_leave, lines);
	assert_completes(raise_in_a_process);
	assert_completes(ask_for_pids);
	assert_completes_in_any_time(wait_for_any);
}

/* ---- where one is: P16, P17 ---- */

static il_value know_where(il_args args)
{
	(void)args;
	EXPECT(strcmp(il_process_name(il_current_process()), "child") == 0);
	EXPECT(strcmp(il_process_name(il_parent_process()), "MainProcess") == 0);
	return il_none();
}

static void ask_where(void)
{
	EXPECT(strcmp(il_process_name(il_current_process()), "MainProcess") == 0);
	EXPECT(il_process_is_alive(il_current_process()));
	EXPECT(!il_process_daemon(il_current_process()));
	EXPECT(exitcode_of(il_current_process()) == NO_CODE);
	EXPECT(il_cpu_count() == sysconf(_SC_NPROCESSORS_ONLN));
	run(il_process_new(know_where, .name = "child"));
}

/* Forked, a program needs no guard around its main part: what stands before the fork is done once. */
static void start_unguarded(void)
{
	il_print("before");
	run(il_process_new(do_nothing));
}

static void test_P16_a_forked_child_does_not_repeat_the_main_part(void **state)
{
	(void)state;
	const char *const lines[] = {"before", NULL};
	assert_completes(start_unguarded);
	assert_prints(start_unguarded, lines);
}

static void test_P17_the_calling_process_knows_its_name(void **state)
{
	(void)state;
	assert_completes(ask_where);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_P10_P11_a_parent_joins_and_tests_its_children),
	    cmocka_unit_test(test_P12_terminate_ends_it_by_SIGTERM_and_what_it_held_stays_held),
	    cmocka_unit_test(test_P13_kill_ends_it_by_SIGKILL),
	    cmocka_unit_test(test_P14_a_closed_process_can_be_asked_for_nothing),
	    cmocka_unit_test(test_P15_exit_code_pid_and_sentinel),
	    cmocka_unit_test(test_P16_a_forked_child_does_not_repeat_the_main_part),
	    cmocka_unit_test(test_P17_the_calling_process_knows_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
