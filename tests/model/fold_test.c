/* What each op does to the state. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>

#include "interleave/status.h"
#include "../run_session.h"
#include "script.h"

static const struct model_actor *actor(const struct script *s, uint32_t id)
{
	const struct model_actor *found = model_actor(s->model, id);
	assert_non_null(found);
	return found;
}

static const struct model_object *object(const struct script *s, uint32_t id)
{
	const struct model_object *found = model_object(s->model, id);
	assert_non_null(found);
	return found;
}

static void assert_line(const struct script *s, uint32_t id, uint32_t count, const uint32_t *waiters)
{
	const struct model_object *found = object(s, id);
	assert_int_equal(found->line_count, count);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(found->line[i], waiters[i]);
}

#define LINE(s, id, ...)                                                                           \
	assert_line(s, id, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (uint32_t[]){__VA_ARGS__})

static void test_main_runs_from_its_first_event(void **state)
{
	struct script *s = *state;
	assert_int_equal(actor(s, 0)->kind, TYPE_MAIN);
	assert_int_equal(actor(s, 0)->state, ACTOR_RUNNING);
	assert_string_equal(model_name(s->model, 0), "main");
	assert_string_equal(model_name(s->model, LOG_CLOCK), "clock");
	assert_string_equal(model_name(s->model, LOG_USER), "you");
	assert_string_equal(model_name(s->model, 77), "?");
}

static void test_thread_is_new_until_started_and_ends_by_its_exit(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, 1, .text = script_string(s, "worker"), .x = TYPE_THREAD, .z = 2);
	assert_int_equal(actor(s, 1)->state, ACTOR_NEW);
	assert_true(actor(s, 1)->daemon);
	DONE(s, 0, OP_THREAD_START, 1, .flags = VALUE_INT, .value = 4711);
	assert_int_equal(actor(s, 1)->state, ACTOR_RUNNING);
	assert_int_equal(actor(s, 1)->pid, 4711);
	assert_int_equal(actor(s, 1)->process, 0);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_int_equal(actor(s, 1)->state, ACTOR_DONE);
	DONE(s, 1, OP_THREAD_EXIT, 1, .result = IL_CANCELLED);
	assert_int_equal(actor(s, 1)->state, ACTOR_DONE);
}

static void test_failed_start_starts_nothing(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, 1, .x = TYPE_THREAD);
	DONE(s, 0, OP_THREAD_START, 1, .result = IL_START_FAILED);
	assert_int_equal(actor(s, 1)->state, ACTOR_NEW);
}

static void test_daemon_ended_with_the_program_is_killed(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "daemon", true);
	script_thread(s, 0, 2, "other", true);
	DONE(s, 1, OP_THREAD_EXIT, 1, .result = IL_CANCELLED);
	assert_int_equal(actor(s, 1)->state, ACTOR_KILLED);
	DONE(s, 0, OP_EXIT, LOG_NONE);
	assert_int_equal(actor(s, 0)->state, ACTOR_DONE);
	assert_int_equal(actor(s, 2)->state, ACTOR_KILLED);
}

static void test_announce_makes_ready_and_done_runs_on(void **state)
{
	struct script *s = *state;
	ANNOUNCE(s, 0, OP_PRINT, LOG_NONE);
	assert_int_equal(actor(s, 0)->state, ACTOR_READY);
	assert_int_equal(actor(s, 0)->at.op, OP_PRINT);
	assert_int_equal(actor(s, 0)->last.op, OP_OBJECT_NEW);
	assert_int_equal(s->model->last.op, OP_OBJECT_NEW);
	DONE(s, 0, OP_PRINT, LOG_NONE, .flags = LOG_STEP);
	assert_int_equal(actor(s, 0)->state, ACTOR_RUNNING);
	assert_int_equal(actor(s, 0)->last.op, OP_PRINT);
	assert_int_equal(s->model->last.op, OP_PRINT);
	assert_int_equal(s->model->last_seq, 3);
	assert_int_equal(s->model->step, 1);
}

static void test_lock_line_keeps_order_and_release_leaves_it(void **state)
{
	struct script *s = *state;
	for (uint32_t id = 1; id <= 3; id++)
		script_thread(s, 0, id, "t", false);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 1, OBJ(0));
	assert_int_equal(object(s, OBJ(0))->owner, 1);
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1);
	BLOCK(s, 3, OP_LOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1);
	assert_int_equal(actor(s, 3)->state, ACTOR_BLOCKED);
	script_release(s, 1, OBJ(0));
	assert_int_equal(object(s, OBJ(0))->owner, LOG_NONE);
	LINE(s, OBJ(0), 2, 3);
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(0)); /* overtaken: keeps its place */
	LINE(s, OBJ(0), 2, 3);
	script_acquire(s, 3, OBJ(0));
	LINE(s, OBJ(0), 2);
	DONE(s, 2, OP_LOCK_ACQUIRE, OBJ(0), .result = IL_TIMEOUT, .x = 3, .y = 1);
	assert_int_equal(object(s, OBJ(0))->line_count, 0);
	assert_int_equal(object(s, OBJ(0))->owner, 3);
}

static void test_rlock_counts(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_RLOCK, "rlock", 0);
	DONE(s, 0, OP_RLOCK_ACQUIRE, OBJ(0), .x = 0, .y = 1);
	DONE(s, 0, OP_RLOCK_ACQUIRE, OBJ(0), .x = 0, .y = 2);
	assert_int_equal(object(s, OBJ(0))->count, 2);
	DONE(s, 0, OP_RLOCK_RELEASE, OBJ(0), .x = 0, .y = 1);
	assert_int_equal(object(s, OBJ(0))->owner, 0);
	DONE(s, 0, OP_RLOCK_RELEASE, OBJ(0), .x = -1, .y = 0);
	assert_int_equal(object(s, OBJ(0))->owner, LOG_NONE);
}

static void test_semaphore_value(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_SEMAPHORE, "slots", 2);
	assert_int_equal(object(s, OBJ(0))->count, 2);
	DONE(s, 0, OP_SEMAPHORE_ACQUIRE, OBJ(0), .x = 1);
	assert_int_equal(object(s, OBJ(0))->count, 1);
	DONE(s, 0, OP_SEMAPHORE_RELEASE, OBJ(0), .x = 3, .y = 2);
	assert_int_equal(object(s, OBJ(0))->count, 3);
	assert_int_equal(object(s, OBJ(0))->bound, 2);
}

static void test_event_set_marks_all_waiters_even_when_cleared(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "a", false);
	script_thread(s, 0, 2, "b", false);
	script_object(s, OBJ(0), TYPE_EVENT, "event", 0);
	BLOCK(s, 1, OP_EVENT_WAIT, OBJ(0));
	BLOCK(s, 2, OP_EVENT_WAIT, OBJ(0));
	assert_int_equal(actor(s, 1)->state, ACTOR_WAITING);
	DONE(s, 0, OP_EVENT_SET, OBJ(0), .x = 1);
	assert_int_equal(object(s, OBJ(0))->count, 1);
	DONE(s, 0, OP_EVENT_CLEAR, OBJ(0), .x = 0);
	assert_int_equal(object(s, OBJ(0))->count, 0);
	assert_true(actor(s, 1)->notified && actor(s, 2)->notified);
	DONE(s, 2, OP_EVENT_WAIT, OBJ(0), .x = 0);
	LINE(s, OBJ(0), 1);
	assert_false(actor(s, 2)->notified);
}

static void test_condition_wait_lets_the_lock_go_and_takes_it_back(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "a", false);
	script_thread(s, 0, 2, "b", false);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_condition(s, OBJ(1), "cond", OBJ(0));
	assert_int_equal(object(s, OBJ(1))->lock, OBJ(0));
	for (uint32_t id = 1; id <= 2; id++) {
		script_acquire(s, id, OBJ(0));
		DONE(s, id, OP_LOCK_RELEASE, OBJ(0), .x = -1, .via = OBJ(1));
		BLOCK(s, id, OP_CONDITION_WAIT, OBJ(1), .x = (int32_t)id);
	}
	LINE(s, OBJ(1), 1, 2);
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(1), .x = 1, .y = 1);
	assert_true(actor(s, 1)->notified);
	assert_false(actor(s, 2)->notified);
	DONE(s, 1, OP_LOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1, .via = OBJ(1));
	LINE(s, OBJ(1), 1, 2);
	DONE(s, 1, OP_CONDITION_WAIT, OBJ(1), .x = 1);
	LINE(s, OBJ(1), 2);
	assert_int_equal(actor(s, 1)->state, ACTOR_RUNNING);
	assert_false(actor(s, 1)->notified);
	assert_int_equal(object(s, OBJ(1))->notified_by, 0);
	assert_int_equal(object(s, OBJ(1))->woken_count, 1);
	assert_int_equal(object(s, OBJ(1))->woken, 1);
}

static void test_notify_marks_the_oldest_that_have_no_mark(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_CONDITION, "cond", 0);
	for (uint32_t id = 1; id <= 3; id++) {
		script_thread(s, 0, id, "t", false);
		BLOCK(s, id, OP_CONDITION_WAIT, OBJ(0));
	}
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(0), .y = 1);
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(0), .y = 1);
	assert_true(actor(s, 1)->notified && actor(s, 2)->notified);
	assert_false(actor(s, 3)->notified);
}

static void test_notify_without_waiters_is_kept(void **state)
{
	struct script *s = *state;
	uint32_t site = script_string(s, "condition.c:44");
	script_object(s, OBJ(0), TYPE_CONDITION, "cond", 0);
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(0), .site = site);
	assert_int_equal(object(s, OBJ(0))->notified_by, 0);
	assert_int_equal(object(s, OBJ(0))->notified_site, site);
	assert_int_equal(object(s, OBJ(0))->woken_count, 0);
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(0), .result = IL_NOTIFY_UNACQUIRED);
	assert_int_equal(object(s, OBJ(0))->notified_site, site);
}

static void test_queue_keeps_items_in_order(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 0);
	int32_t depth = 0;
	int64_t next_in = 0, next_out = 0;
	for (int round = 0; round < 200; round++) {
		if (round % 3 != 2) {
			depth++;
			DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = next_in++,
			     .x = depth, .y = 9);
		} else {
			depth--;
			DONE(s, 0, OP_QUEUE_GET, OBJ(0), .flags = VALUE_INT, .value = next_out++,
			     .x = depth, .y = 9);
		}
		const struct model_object *queue = object(s, OBJ(0));
		assert_int_equal(queue->item_count, depth);
		for (uint32_t i = 0; i < queue->item_count; i++)
			assert_int_equal(queue->items[i].value, next_out + i);
	}
	assert_int_equal(object(s, OBJ(0))->count, 9);
}

static void test_queue_memory_follows_its_depth_not_its_traffic(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 0);
	for (int round = 0; round < 3000; round++) {
		DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = round);
		if (round >= 5)
			DONE(s, 0, OP_QUEUE_GET, OBJ(0), .flags = VALUE_INT);
	}
	assert_int_equal(object(s, OBJ(0))->item_count, 5);
	assert_int_equal(object(s, OBJ(0))->items[0].value, 2995);
	assert_true(object(s, OBJ(0))->item_room < 32);
}

static void test_queue_failures_change_nothing(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 1);
	DONE(s, 0, OP_QUEUE_GET, OBJ(0), .result = IL_EMPTY);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = 5, .x = 1, .y = 1);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = 6, .x = 1, .y = 1, .result = IL_FULL);
	assert_int_equal(object(s, OBJ(0))->item_count, 1);
	assert_int_equal(object(s, OBJ(0))->bound, 1);
	DONE(s, 0, OP_QUEUE_TASK_DONE, OBJ(0), .x = 1, .y = 0);
	assert_int_equal(object(s, OBJ(0))->count, 0);
	BLOCK(s, 0, OP_QUEUE_JOIN, OBJ(0));
	LINE(s, OBJ(0), 0);
}

static void test_variable_keeps_value_and_writer(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, OBJ(0), .x = TYPE_VAR, .flags = VALUE_INT, .value = 7);
	assert_int_equal(object(s, OBJ(0))->value.value, 7);
	assert_int_equal(object(s, OBJ(0))->writer, LOG_NONE);
	DONE(s, 0, OP_VAR_READ, OBJ(0), .flags = VALUE_INT, .value = 7);
	assert_int_equal(object(s, OBJ(0))->writer, LOG_NONE);
	DONE(s, 0, OP_VAR_WRITE, OBJ(0), .flags = VALUE_INT, .value = 8);
	assert_int_equal(object(s, OBJ(0))->value.value, 8);
	assert_int_equal(object(s, OBJ(0))->writer, 0);
}

static void test_fork_clones_state_and_holder_without_the_line(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "t", false);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_object(s, OBJ(1), TYPE_QUEUE, "queue", 4);
	script_acquire(s, 1, OBJ(0));
	BLOCK(s, 0, OP_LOCK_ACQUIRE, OBJ(0));
	DONE(s, 1, OP_QUEUE_PUT, OBJ(1), .flags = VALUE_INT, .value = 5, .x = 1, .y = 1);
	script_process(s, 0, 2, "child");
	DONE(s, 0, OP_OBJECT_NEW, OBJ(2), .x = TYPE_LOCK, .via = 2, .flags = VALUE_OBJECT, .value = OBJ(0));
	DONE(s, 0, OP_OBJECT_NEW, OBJ(3), .x = TYPE_QUEUE, .via = 2, .y = 4, .flags = VALUE_OBJECT,
	     .value = OBJ(1));
	assert_int_equal(object(s, OBJ(2))->owner, 1);
	assert_int_equal(object(s, OBJ(2))->process, 2);
	assert_int_equal(object(s, OBJ(2))->cloned_from, OBJ(0));
	assert_int_equal(object(s, OBJ(2))->line_count, 0);
	assert_int_equal(object(s, OBJ(3))->item_count, 1);
	assert_int_equal(object(s, OBJ(3))->items[0].value, 5);
	assert_int_equal(object(s, OBJ(3))->count, 1);
}

static void test_a_process_told_to_end_leaves_its_lines_and_is_gone_later(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 0, OBJ(0));
	script_process(s, 0, 1, "child");
	BLOCK(s, 1, OP_LOCK_ACQUIRE, OBJ(0));
	LINE(s, OBJ(0), 1);
	DONE(s, 0, OP_PROCESS_TERMINATE, 1, .x = 15);
	assert_int_equal(object(s, OBJ(0))->line_count, 0);
	assert_int_equal(actor(s, 1)->told, 15);
	assert_true(model_dying(s->model, actor(s, 1)));
	assert_false(model_ended(actor(s, 1)));
	DONE(s, 0, OP_PROCESS_KILL, 1, .x = 0);
	assert_int_equal(actor(s, 1)->told, 15);
	DONE(s, 1, OP_PROCESS_CRASH, 1, .x = -15);
	assert_int_equal(actor(s, 1)->state, ACTOR_KILLED);
	assert_false(model_dying(s->model, actor(s, 1)));
	DONE(s, 0, OP_PROCESS_RENAME, 1, .text = script_string(s, "other"));
	assert_string_equal(model_name(s->model, 1), "other");
}

static void test_process_exit_code_decides_how_it_ended(void **state)
{
	struct script *s = *state;
	script_process(s, 0, 1, "good");
	script_process(s, 0, 2, "bad");
	assert_int_equal(actor(s, 1)->process, 1);
	assert_int_equal(actor(s, 1)->parent, 0);
	assert_int_equal(actor(s, 1)->pid, 2001);
	DONE(s, 1, OP_PROCESS_EXIT, 1, .x = 0);
	DONE(s, 2, OP_PROCESS_EXIT, 2, .x = 3);
	assert_int_equal(actor(s, 1)->state, ACTOR_DONE);
	assert_int_equal(actor(s, 2)->state, ACTOR_FAILED);
	assert_int_equal(actor(s, 2)->exitcode, 3);
}

static void test_killed_process_ends_its_threads_out_of_their_lines(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_process(s, 0, 1, "child");
	script_thread(s, 1, 2, "inner", false);
	script_acquire(s, 1, OBJ(0));
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(0));
	DONE(s, 1, OP_PROCESS_CRASH, 1, .x = -SIGKILL);
	assert_int_equal(actor(s, 1)->state, ACTOR_KILLED);
	assert_int_equal(actor(s, 1)->exitcode, -SIGKILL);
	assert_int_equal(actor(s, 2)->state, ACTOR_KILLED);
	assert_int_equal(object(s, OBJ(0))->line_count, 0);
	assert_int_equal(object(s, OBJ(0))->owner, 1); /* stays held, as in life */
	assert_int_equal(actor(s, 0)->state, ACTOR_RUNNING);
	script_process(s, 0, 3, "faulty");
	DONE(s, 3, OP_PROCESS_CRASH, 3, .x = -SIGSEGV);
	assert_int_equal(actor(s, 3)->state, ACTOR_FAILED);
}

static void test_raw_output_does_not_move_its_actor(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_EVENT, "event", 0);
	BLOCK(s, 0, OP_EVENT_WAIT, OBJ(0));
	DONE(s, 0, OP_OUTPUT_RAW, LOG_NONE, .text = script_string(s, "raw"));
	assert_int_equal(actor(s, 0)->state, ACTOR_WAITING);
	LINE(s, OBJ(0), 0);
}

/* main runs a loop with tasks 1 and 2 in its ready queue. */
static void start_loop(struct script *s)
{
	script_object(s, OBJ(0), TYPE_LOOP, "loop", 0);
	DONE(s, 0, OP_LOOP_RUN, OBJ(0));
	for (uint32_t id = 1; id <= 2; id++) {
		DONE(s, 0, OP_OBJECT_NEW, id, .x = TYPE_TASK, .via = OBJ(0));
		assert_int_equal(actor(s, id)->state, ACTOR_NEW);
		DONE(s, 0, OP_TASK_CREATE, id, .x = (int32_t)id);
	}
}

static void test_loop_turn_runs_its_tasks_in_ready_order(void **state)
{
	struct script *s = *state;
	start_loop(s);
	const struct model_object *loop = object(s, OBJ(0));
	assert_int_equal(loop->thread, 0);
	assert_int_equal(actor(s, 0)->runs, OBJ(0));
	assert_int_equal(actor(s, 2)->state, ACTOR_READY);
	assert_int_equal(model_ready_rank(s->model, actor(s, 2)), 2);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 2);
	assert_int_equal(loop->turn, 2);
	DONE(s, 1, OP_TASK_RUN, 1);
	assert_int_equal(loop->running, 1);
	assert_int_equal(loop->turn, 1);
	assert_int_equal(model_ready_rank(s->model, actor(s, 2)), 1);
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_TIMED | LOG_AWAITED, .deadline = SECONDS(1));
	assert_int_equal(loop->running, LOG_NONE);
	assert_int_equal(actor(s, 1)->state, ACTOR_SLEEPING);
	DONE(s, 2, OP_TASK_RUN, 2);
	BLOCK(s, 2, OP_TASK_AWAIT, 1, .flags = LOG_AWAITED);
	assert_int_equal(actor(s, 2)->state, ACTOR_WAITING);
	assert_int_equal(loop->turn, 0);
	BLOCK(s, 0, OP_LOOP_TURN, OBJ(0), .flags = LOG_TIMED, .deadline = SECONDS(1));
	assert_int_equal(actor(s, 0)->state, ACTOR_WAITING);
}

static void test_a_cancellation_is_on_its_way_until_an_op_ends_by_it(void **state)
{
	struct script *s = *state;
	start_loop(s);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 2);
	DONE(s, 1, OP_TASK_RUN, 1);
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_TIMED | LOG_AWAITED, .deadline = SECONDS(1));
	DONE(s, 2, OP_TASK_RUN, 2);
	DONE(s, 2, OP_TASK_CANCEL, 1, .x = 1);
	DONE(s, 2, OP_TASK_CANCEL, 2, .x = 0); /* it was done, says the log */
	assert_true(actor(s, 1)->cancelling);
	assert_false(actor(s, 2)->cancelling);
	DONE(s, 2, OP_LOOP_READY, 1, .x = 1);
	BLOCK(s, 2, OP_TASK_AWAIT, 1, .flags = LOG_AWAITED);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1, .t = SECONDS(2));
	assert_true(actor(s, 1)->cancelling);
	DONE(s, 1, OP_SLEEP, LOG_NONE, .via = OBJ(0), .result = IL_CANCELLED, .t = SECONDS(2));
	assert_false(actor(s, 1)->cancelling);
	assert_int_equal(object(s, OBJ(0))->since, SECONDS(2)); /* it holds the loop from here on */
	DONE(s, 1, OP_CLOCK_READ, LOG_NONE, .t = SECONDS(3));
	assert_int_equal(object(s, OBJ(0))->since, SECONDS(2));
}

static void test_task_comes_back_by_timer_and_ready_queue(void **state)
{
	struct script *s = *state;
	start_loop(s);
	const struct model_object *loop = object(s, OBJ(0));
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 2);
	DONE(s, 1, OP_TASK_RUN, 1);
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_TIMED | LOG_AWAITED, .deadline = SECONDS(1));
	DONE(s, 2, OP_TASK_RUN, 2);
	BLOCK(s, 2, OP_TASK_AWAIT, 1, .flags = LOG_AWAITED);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1, .t = SECONDS(1));
	assert_int_equal(loop->turn, 0); /* the one handle is the timer's */
	DONE(s, 0, OP_LOOP_TIMER, 1);
	DONE(s, 0, OP_LOOP_READY, 1, .x = 1);
	assert_int_equal(actor(s, 1)->state, ACTOR_READY);
	assert_true(actor(s, 1)->notified);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1);
	DONE(s, 1, OP_SLEEP, LOG_NONE, .via = OBJ(0));
	assert_int_equal(actor(s, 1)->state, ACTOR_RUNNING);
	assert_int_equal(loop->ready_count, 0);
	DONE(s, 1, OP_TASK_DONE, 1);
	DONE(s, 1, OP_LOOP_READY, 2, .x = 1);
	assert_int_equal(actor(s, 1)->state, ACTOR_DONE);
	assert_int_equal(loop->running, LOG_NONE);
	assert_int_equal(model_ready_rank(s->model, actor(s, 2)), 1);
	ANNOUNCE(s, 0, OP_LOOP_TURN, OBJ(0));
	assert_int_equal(loop->turn, 0);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1);
	DONE(s, 2, OP_TASK_AWAIT, 1);
	DONE(s, 2, OP_TASK_DONE, 2, .result = IL_BROKEN);
	assert_int_equal(actor(s, 2)->state, ACTOR_FAILED);
	assert_int_equal(loop->tasks, 0);
	DONE(s, 0, OP_LOOP_CLOSE, OBJ(0));
	assert_int_equal(actor(s, 0)->runs, LOG_NONE);
}

static void test_a_server_is_ready_while_somebody_is_to_be_accepted(void **state)
{
	enum { SERVER = OBJ(1), CLIENT = OBJ(2), END = OBJ(3) };
	struct script *s = *state;
	start_loop(s);
	script_object(s, SERVER, TYPE_SERVER, "desk", 0);
	DONE(s, 0, OP_SOCKET_LISTEN, SERVER, .z = WATCH_READ);
	assert_int_equal(model_ready(s->model, object(s, SERVER)), 0);
	script_object(s, CLIENT, TYPE_CONNECTION, "connection-1", 4096);
	script_object(s, END, TYPE_CONNECTION, "connection-1@desk", 4096);
	BLOCK(s, 1, OP_SOCKET_CONNECT, CLIENT, .via = SERVER, .flags = LOG_AWAITED | VALUE_INT, .value = END, .z = WATCH_WRITE);
	assert_int_equal(model_ready(s->model, object(s, SERVER)), WATCH_READ);
	DONE(s, 0, OP_SOCKET_ACCEPT, END, .via = SERVER, .x = 0);
	assert_int_equal(model_ready(s->model, object(s, SERVER)), 0);
}

static void test_blocking_call_in_a_task_keeps_the_stage(void **state)
{
	struct script *s = *state;
	start_loop(s);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 2);
	DONE(s, 1, OP_TASK_RUN, 1);
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = SECONDS(2));
	assert_int_equal(object(s, OBJ(0))->running, 1);
}

static void test_giving_way_once_queues_the_task_again(void **state)
{
	struct script *s = *state;
	start_loop(s);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 2);
	DONE(s, 1, OP_TASK_RUN, 1);
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_AWAITED);
	DONE(s, 1, OP_LOOP_READY, 1, .x = 2);
	assert_int_equal(actor(s, 1)->state, ACTOR_READY);
	assert_int_equal(actor(s, 1)->at.op, OP_SLEEP);
	assert_int_equal(model_ready_rank(s->model, actor(s, 1)), 2);
	assert_int_equal(object(s, OBJ(0))->turn, 1);
}

static void test_a_task_that_ends_by_a_cancellation_is_cancelled(void **state)
{
	struct script *s = *state;
	start_loop(s);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 2);
	DONE(s, 1, OP_TASK_RUN, 1);
	DONE(s, 1, OP_TASK_DONE, 1, .result = IL_CANCELLED);
	assert_int_equal(actor(s, 1)->state, ACTOR_CANCELLED);
}

static void test_closing_the_loop_ends_its_tasks(void **state)
{
	struct script *s = *state;
	start_loop(s);
	DONE(s, 0, OP_LOOP_CLOSE, OBJ(0));
	assert_int_equal(actor(s, 1)->state, ACTOR_CANCELLED);
	assert_int_equal(model_ready_rank(s->model, actor(s, 2)), 0);
	assert_int_equal(object(s, OBJ(0))->ready_count, 0);
	assert_int_equal(object(s, OBJ(0))->thread, LOG_NONE);
}

static void test_a_loop_goes_from_one_thread_to_another(void **state)
{
	struct script *s = *state;
	start_loop(s);
	script_thread(s, 0, 9, "runner", false);
	DONE(s, 9, OP_LOOP_RUN, OBJ(0), .result = IL_LOOP_RUNNING);
	assert_int_equal(object(s, OBJ(0))->thread, 0);
	DONE(s, 9, OP_LOOP_RUN, OBJ(0));
	assert_int_equal(object(s, OBJ(0))->thread, 9);
	assert_int_equal(actor(s, 9)->runs, OBJ(0));
	assert_int_equal(actor(s, 0)->runs, LOG_NONE);
}

static void test_clock_and_pause(void **state)
{
	struct script *s = *state;
	DONE(s, LOG_CLOCK, OP_CLOCK_ADVANCE, LOG_NONE, .value = SECONDS(3), .flags = VALUE_INT | LOG_STEP);
	assert_int_equal(s->model->now, SECONDS(3));
	DONE(s, 0, OP_PRINT, LOG_NONE, .t = SECONDS(2)); /* time never goes back */
	assert_int_equal(s->model->now, SECONDS(3));
	DONE(s, LOG_USER, OP_CONTROL_PAUSE, LOG_NONE);
	assert_true(s->model->paused);
	DONE(s, LOG_USER, OP_CONTROL_RESUME, LOG_NONE);
	assert_false(s->model->paused);
}

static void test_copy_is_deep_and_reuses_its_buffers(void **state)
{
	struct script *s = *state;
	struct model *early = model_new(s->log), *other = model_new(s->log);
	script_object(s, OBJ(0), TYPE_QUEUE, "queue", 0);
	for (int i = 0; i < 5; i++)
		DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = i);
	assert_int_equal(model_copy(early, s->model), 0);
	script_assert_equal(early, s->model);
	for (int i = 0; i < 3; i++)
		DONE(s, 0, OP_QUEUE_GET, OBJ(0), .flags = VALUE_INT);
	script_thread(s, 0, 1, "late", false);
	script_object(s, OBJ(1), TYPE_LOCK, "late", 0);
	assert_int_equal(early->objects[0].item_count, 5);
	assert_int_equal(early->objects[0].items[0].value, 0);
	assert_int_equal(model_copy(other, s->model), 0);
	script_assert_equal(other, s->model);
	assert_int_equal(model_copy(other, early), 0); /* back to a smaller one, and on from there */
	script_assert_equal(other, early);
	run_fold(other);
	script_assert_equal(other, s->model);
	model_free(early);
	model_free(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, script_open_main, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_main_runs_from_its_first_event),
	        TEST(test_thread_is_new_until_started_and_ends_by_its_exit),
	        TEST(test_failed_start_starts_nothing),
	        TEST(test_daemon_ended_with_the_program_is_killed),
	        TEST(test_announce_makes_ready_and_done_runs_on),
	        TEST(test_lock_line_keeps_order_and_release_leaves_it),
	        TEST(test_rlock_counts),
	        TEST(test_semaphore_value),
	        TEST(test_event_set_marks_all_waiters_even_when_cleared),
	        TEST(test_condition_wait_lets_the_lock_go_and_takes_it_back),
	        TEST(test_notify_marks_the_oldest_that_have_no_mark),
	        TEST(test_notify_without_waiters_is_kept),
	        TEST(test_queue_keeps_items_in_order),
	        TEST(test_queue_memory_follows_its_depth_not_its_traffic),
	        TEST(test_queue_failures_change_nothing),
	        TEST(test_variable_keeps_value_and_writer),
	        TEST(test_fork_clones_state_and_holder_without_the_line),
	        TEST(test_a_process_told_to_end_leaves_its_lines_and_is_gone_later),
	        TEST(test_process_exit_code_decides_how_it_ended),
	        TEST(test_killed_process_ends_its_threads_out_of_their_lines),
	        TEST(test_raw_output_does_not_move_its_actor),
	        TEST(test_loop_turn_runs_its_tasks_in_ready_order),
	        TEST(test_a_cancellation_is_on_its_way_until_an_op_ends_by_it),
	        TEST(test_task_comes_back_by_timer_and_ready_queue),
	        TEST(test_a_server_is_ready_while_somebody_is_to_be_accepted),
	        TEST(test_blocking_call_in_a_task_keeps_the_stage),
	        TEST(test_giving_way_once_queues_the_task_again),
	        TEST(test_a_task_that_ends_by_a_cancellation_is_cancelled),
	        TEST(test_closing_the_loop_ends_its_tasks),
	        TEST(test_a_loop_goes_from_one_thread_to_another),
	        TEST(test_clock_and_pause),
	        TEST(test_copy_is_deep_and_reuses_its_buffers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
