/* multiprocessing.Process: real forks, what they copy and what they share. */
#include "processes.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FAR = 1000000 };

static il_process process, other;
static il_thread thread;
static il_lock lock;
static il_rlock rlock;
static il_semaphore semaphore;
static il_event event, done;
static il_condition condition;
static il_queue queue;
static il_var var;
static int plain; /* memory of one process */

static il_value wait_for_event(il_args args)
{
	(void)args;
	il_event_wait(event);
	return il_none();
}

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
	process = il_process_new(wait_for_event);
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
	process = il_process_new(wait_for_event);
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

/* ---- what a fork copies ---- */

static il_value change_everything(il_args args)
{
	(void)args;
	il_value item;
	EXPECT(plain++ == 1);
	EXPECT(il_var_read(var).i == 1);
	il_var_write(var, il_int(2));
	EXPECT(il_queue_qsize(queue) == 2);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.i == 1);
	EXPECT(il_queue_put(queue, il_int(3)) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_join(queue) == IL_OK);
	EXPECT(il_event_is_set(event));
	il_event_clear(event);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_OK);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_lock_acquire(lock) == IL_OK); /* and does not release it */
	return il_none();
}

static void fork_with_objects(void)
{
	var = il_var_new("var", il_int(1));
	queue = il_queue_new("queue");
	event = il_event_new("event");
	semaphore = il_semaphore_new("semaphore", 2);
	lock = il_lock_new("lock");
	plain = 1;
	il_queue_put(queue, il_int(1));
	il_queue_put(queue, il_int(2));
	il_event_set(event);
	il_semaphore_acquire(semaphore);
	run(il_process_new(change_everything));
	EXPECT(plain == 1);
	EXPECT(il_var_read(var).i == 1);
	EXPECT(il_queue_qsize(queue) == 2);
	EXPECT(il_event_is_set(event));
	EXPECT(!il_lock_locked(lock));
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_OK);
}

static void test_a_fork_copies_what_is_private(void **state)
{
	(void)state;
	assert_completes(fork_with_objects);
}

static il_value hold_lock(il_args args)
{
	(void)args;
	il_hold(lock);
	il_event_set(event);
	il_event_wait(done);
	return il_none();
}

static il_value find_it_held(il_args args)
{
	(void)args;
	EXPECT(il_lock_locked(lock));
	EXPECT(il_lock_acquire(lock, .timeout = il_within(1)) ==
	       IL_TIMEOUT);                     /* its holder does not exist here */
	EXPECT(il_lock_release(lock) == IL_OK); /* but anybody may release */
	EXPECT(il_lock_acquire(lock) == IL_OK);
	return il_none();
}

static void fork_while_another_holds(void)
{
	lock = il_lock_new("lock");
	event = il_event_new("event");
	done = il_event_new("done");
	thread = il_thread_new(hold_lock);
	il_thread_start(thread);
	il_event_wait(event);
	run(il_process_new(find_it_held));
	EXPECT(il_lock_locked(lock));
	il_event_set(done);
	il_thread_join(thread);
	EXPECT(!il_lock_locked(lock));
}

static void test_a_lock_that_another_thread_holds_stays_held_in_the_child(void **state)
{
	(void)state;
	assert_completes(fork_while_another_holds);
}

static il_value release_what_it_holds(il_args args)
{
	(void)args;
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true) == IL_OK);
	EXPECT(il_condition_notify(condition) == IL_OK);
	EXPECT(il_condition_wait(condition, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_condition_release(condition) == IL_OK);
	for (int i = 0; i < 3; i++)
		EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
	return il_none();
}

static void fork_while_holding(void)
{
	rlock = il_rlock_new("rlock");
	condition = il_condition_new("condition");
	il_rlock_acquire(rlock);
	il_rlock_acquire(rlock);
	il_condition_acquire(condition);
	run(il_process_new(release_what_it_holds));
	EXPECT(il_condition_release(condition) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_OK);
	EXPECT(il_rlock_release(rlock) == IL_NOT_OWNER);
}

static void test_what_the_forking_thread_holds_the_child_holds(void **state)
{
	(void)state;
	assert_completes(fork_while_holding);
}

static il_value count_generations(il_args args)
{
	int64_t generation = args.v[0].i;
	EXPECT(il_var_read(var).i == generation - 1);
	il_var_write(var, il_int(generation));
	if (generation < 3)
		run(il_process_new(count_generations, .args = IL_ARGS(il_int(generation + 1))));
	EXPECT(il_var_read(var).i == generation);
	return il_none();
}

static void fork_in_generations(void)
{
	var = il_var_new("var", il_int(0));
	run(il_process_new(count_generations, .args = IL_ARGS(il_int(1))));
	EXPECT(il_var_read(var).i == 0);
}

static void test_a_grandchild_has_copies_of_its_parents_copies(void **state)
{
	(void)state;
	assert_completes(fork_in_generations);
}

static il_value meet_the_parents_thread(il_args args)
{
	(void)args;
	EXPECT(!il_thread_is_alive(thread));
	EXPECT(il_thread_join(thread) == IL_OK);
	return il_none();
}

static void fork_beside_a_thread(void)
{
	event = il_event_new("event");
	thread = il_thread_new(wait_for_event);
	il_thread_start(thread);
	run(il_process_new(meet_the_parents_thread));
	EXPECT(il_thread_is_alive(thread));
	il_event_set(event);
	il_thread_join(thread);
}

static void test_the_threads_of_the_parent_have_ended_in_the_child(void **state)
{
	(void)state;
	assert_completes(fork_beside_a_thread);
}

/* ---- what processes share ---- */

static il_value use_what_is_shared(il_args args)
{
	(void)args;
	il_value item;
	EXPECT(il_lock_acquire(lock, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_rlock_acquire(rlock, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_rlock_release(rlock) == IL_SHARED_NOT_OWNER);
	EXPECT(il_semaphore_acquire(semaphore, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.kind == IL_STRING);
	EXPECT(strcmp(il_text(item), "from the parent") == 0);
	EXPECT(il_queue_put(queue, il_str("from the %s", "child")) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	il_semaphore_release(semaphore);
	il_event_set(event);
	il_event_wait(done);
	EXPECT(il_lock_acquire(lock) == IL_OK);
	EXPECT(il_lock_release(lock) == IL_OK);
	return il_none();
}

static void share(void)
{
	il_value item;
	lock = il_lock_new("lock", .shared = true);
	rlock = il_rlock_new("rlock", .shared = true);
	semaphore = il_semaphore_new("semaphore", 0, .shared = true);
	event = il_event_new("event", .shared = true);
	done = il_event_new("done", .shared = true);
	queue = il_queue_new("queue", .joinable = true);
	process = il_process_new(use_what_is_shared);
	il_lock_acquire(lock);
	il_rlock_acquire(rlock);
	il_process_start(process);
	il_queue_put(queue, il_str("from the %s", "parent"));
	il_semaphore_acquire(semaphore);
	il_event_wait(event);
	EXPECT(il_queue_get(queue, &item) == IL_OK && strcmp(il_text(item), "from the child") == 0);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_DONE_TOO_OFTEN);
	EXPECT(il_queue_join(queue) == IL_OK);
	il_event_set(done);
	il_lock_release(lock);
	il_rlock_release(rlock);
	il_process_join(process);
}

static void test_shared_objects_are_the_same_in_every_process(void **state)
{
	(void)state;
	assert_completes_in_any_time(share);
}

static il_value wait_on_condition(il_args args)
{
	(void)args;
	il_hold(condition);
	il_queue_put(queue, il_none()); /* I have the lock, and shall wait */
	EXPECT(il_condition_wait(condition) == IL_OK);
	return il_none();
}

static void notify_across(void)
{
	il_process waiters[2];
	il_value item;
	condition = il_condition_new("condition", .shared = true);
	queue = il_queue_new("queue", .shared = true);
	for (int i = 0; i < 2; i++) {
		waiters[i] = il_process_new(wait_on_condition);
		il_process_start(waiters[i]);
	}
	for (int i = 0; i < 2; i++)
		il_queue_get(queue, &item);
	{
		il_hold(condition);
		EXPECT(il_condition_notify_n(condition, 1) == IL_OK);
		EXPECT(il_condition_notify_all(condition) == IL_OK);
	}
	for (int i = 0; i < 2; i++)
		il_process_join(waiters[i]);
}

static void test_a_shared_condition_wakes_across_processes(void **state)
{
	(void)state;
	assert_completes_in_any_time(notify_across);
}

/* ---- the log ---- */

static il_value write_var(il_args args)
{
	(void)args;
	il_sleep(1);
	il_var_write(var, il_int(2));
	return il_none();
}

static void fork_and_log(void)
{
	lock = il_lock_new("shared", .shared = true);
	semaphore = il_bounded_semaphore_new("seats", 3);
	condition = il_condition_new("cond");
	var = il_var_new("var", il_int(1));
	process = il_process_new(write_var, .name = "child");
	il_semaphore_acquire(semaphore);
	il_process_join(process);
	il_process_start(process);
	il_process_join(process, .timeout = il_within(0));
	il_process_join(process);
	il_process_start(process);
	il_var_read(var);
}

static void test_what_processes_log(void **state)
{
	(void)state;
	enum { FIRST = LOG_OBJECT_BASE };
	const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, "shared", .x = TYPE_LOCK, .z = 1, .text = "shared", .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "seats", .x = TYPE_BOUNDED_SEMAPHORE, .y = 3, .text = "seats",
		 .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "cond.lock", .x = TYPE_RLOCK, .text = "cond.lock", .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "cond", .x = TYPE_CONDITION, .text = "cond", .via = "cond.lock"),
	    DONE("main", OP_OBJECT_NEW, "var", .x = TYPE_VAR, .text = "var", .via = "main", .kind = VALUE_INT,
		 .value = 1),
	    DONE("main", OP_OBJECT_NEW, "child", .x = TYPE_PROCESS, .text = "child", .via = "main"),
	    DONE("main", OP_PROCESS_JOIN, "child", .result = IL_PROCESS_UNSTARTED),
	    DONE("main", OP_OBJECT_NEW, "seats", .x = TYPE_BOUNDED_SEMAPHORE, .y = 3, .text = "seats",
		 .via = "child", .kind = VALUE_OBJECT, .value = FIRST + 1),
	    DONE("main", OP_OBJECT_NEW, "cond.lock", .x = TYPE_RLOCK, .text = "cond.lock", .via = "child",
		 .kind = VALUE_OBJECT, .value = FIRST + 2, .inner = true),
	    DONE("main", OP_OBJECT_NEW, "cond", .x = TYPE_CONDITION, .text = "cond", .via = "cond.lock",
		 .kind = VALUE_OBJECT, .value = FIRST + 3, .inner = true),
	    DONE("main", OP_OBJECT_NEW, "var", .x = TYPE_VAR, .text = "var", .via = "child",
		 .kind = VALUE_OBJECT, .value = FIRST + 4, .inner = true),
	    DONE("main", OP_PROCESS_START, "child", .kind = VALUE_INT, .changing = true, .inner = true),
	    DONE("main", OP_PROCESS_JOIN, "child", .result = IL_TIMEOUT),
	    BLOCK("main", OP_PROCESS_JOIN, "child"),
	    DONE("child", OP_VAR_WRITE, "var", .kind = VALUE_INT, .value = 2),
	    DONE("child", OP_PROCESS_EXIT, "child", .kind = VALUE_INT, .changing = true),
	    DONE("main", OP_PROCESS_JOIN, "child"),
	    DONE("main", OP_PROCESS_START, "child", .result = IL_PROCESS_STARTED_TWICE),
	};
	assert_logs(fork_and_log, LOG_COMPLETED, expected);
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
	    cmocka_unit_test(test_a_fork_copies_what_is_private),
	    cmocka_unit_test(test_a_lock_that_another_thread_holds_stays_held_in_the_child),
	    cmocka_unit_test(test_what_the_forking_thread_holds_the_child_holds),
	    cmocka_unit_test(test_a_grandchild_has_copies_of_its_parents_copies),
	    cmocka_unit_test(test_the_threads_of_the_parent_have_ended_in_the_child),
	    cmocka_unit_test(test_shared_objects_are_the_same_in_every_process),
	    cmocka_unit_test(test_a_shared_condition_wakes_across_processes),
	    cmocka_unit_test(test_what_processes_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
