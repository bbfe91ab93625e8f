/* What a fork copies, what processes share, and what they log. */
#include "processes.h"

#include <string.h>

static il_process process;
static il_thread thread;
static il_lock lock;
static il_rlock rlock;
static il_semaphore semaphore;
static il_event event, done;
static il_condition condition;
static il_queue queue;
static il_var var;
static int plain; /* memory of one process */

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
	thread = il_thread_new(wait_for, ON(event));
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
