/* Who can go, why not, and the chain of those who wait for each other. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "script.h"

/* Session time goes on to `t`, by the clock's own step. */
static void pass_time(struct script *s, int64_t t)
{
	DONE(s, LOG_CLOCK, OP_CLOCK_ADVANCE, LOG_NONE, .value = t, .flags = VALUE_INT | LOG_STEP);
}

/* Asserts that the wait ends at its deadline, and before it does not. */
static void assert_deadline_lets_go(struct script *s, uint32_t actor, int64_t deadline)
{
	assert_int_equal(model_why(s->model, actor).until, deadline);
	pass_time(s, deadline - 1);
	assert_int_not_equal(model_why(s->model, actor).why, WHY_CAN_GO);
	pass_time(s, deadline);
	assert_can_go(s, actor);
}

static void test_running_and_announced(void **state)
{
	struct script *s = *state;
	assert_why(s, 1, WHY_RUNNING, LOG_NONE, LOG_NONE);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 0, OBJ(0));
	ANNOUNCE(s, 1, OP_LOCK_ACQUIRE, OBJ(0)); /* held, but trying is a step */
	assert_can_go(s, 1);
}

static void test_announced_op_that_would_wait_says_for_what(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_condition(s, OBJ(1), "cond", OBJ(0));
	script_acquire(s, 0, OBJ(0));
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_CAN_GO);
	ANNOUNCE(s, 1, OP_LOCK_ACQUIRE, OBJ(0));
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_LOCK_HELD);
	assert_int_equal(model_would_wait(s->model, 1).by, 0);
	script_release(s, 0, OBJ(0));
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_CAN_GO);
	ANNOUNCE(s, 1, OP_CONDITION_WAIT, OBJ(1), .flags = LOG_TIMED, .deadline = 0);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_NOT_NOTIFIED);
	ANNOUNCE(s, 1, OP_LOOP_TURN, LOG_NONE, .x = 2);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_CAN_GO);
	ANNOUNCE(s, 1, OP_LOOP_TURN, LOG_NONE, .x = 0);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_LOOP_IDLE);
	ANNOUNCE(s, 1, OP_TASK_AWAIT, 2);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_TASK_NOT_DONE);
	ANNOUNCE(s, 1, OP_TASK_AWAIT, 2, .x = 1);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_CAN_GO);
	ANNOUNCE(s, 1, OP_PRINT, LOG_NONE);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_CAN_GO);
	assert_int_equal(model_would_wait(s->model, 99).why, WHY_CAN_GO);
}

static void test_not_started_and_ended(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, 4, .x = TYPE_THREAD);
	assert_why(s, 4, WHY_NOT_STARTED, LOG_NONE, LOG_NONE);
	assert_why(s, 99, WHY_NOT_STARTED, LOG_NONE, LOG_NONE);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_why(s, 1, WHY_ENDED, LOG_NONE, LOG_NONE);
}

static void test_thread_of_a_killed_process_has_ended(void **state)
{
	struct script *s = *state;
	script_process(s, 0, 4, "child");
	script_thread(s, 4, 5, "inner", false);
	DONE(s, 4, OP_PROCESS_CRASH, 4, .x = -9);
	assert_why(s, 5, WHY_ENDED, LOG_NONE, LOG_NONE);
}

static void test_lock_held_even_by_oneself(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 1, OBJ(0));
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(0), .flags = LOG_TIMED, .deadline = 50);
	BLOCK(s, 1, OP_LOCK_ACQUIRE, OBJ(0));
	assert_why(s, 2, WHY_LOCK_HELD, OBJ(0), 1);
	assert_why(s, 1, WHY_LOCK_HELD, OBJ(0), 1);
	assert_int_equal(model_why(s->model, 1).until, -1);
	assert_deadline_lets_go(s, 2, 50);
	script_release(s, 0, OBJ(0));
	assert_can_go(s, 1);
}

static void test_rlock_goes_for_its_owner(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_RLOCK, "rlock", 0);
	DONE(s, 1, OP_RLOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1);
	BLOCK(s, 2, OP_RLOCK_ACQUIRE, OBJ(0));
	BLOCK(s, 1, OP_RLOCK_ACQUIRE, OBJ(0));
	assert_why(s, 2, WHY_LOCK_HELD, OBJ(0), 1);
	assert_can_go(s, 1);
}

static void test_semaphore_zero(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_SEMAPHORE, "slots", 0);
	BLOCK(s, 1, OP_SEMAPHORE_ACQUIRE, OBJ(0), .flags = LOG_TIMED, .deadline = 50);
	assert_why(s, 1, WHY_SEMAPHORE_ZERO, OBJ(0), LOG_NONE);
	DONE(s, 0, OP_SEMAPHORE_RELEASE, OBJ(0), .x = 1, .y = 1);
	assert_can_go(s, 1);
	DONE(s, 0, OP_SEMAPHORE_ACQUIRE, OBJ(0), .x = 0);
	assert_deadline_lets_go(s, 1, 50);
}

static void test_event_unset_unless_marked(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_EVENT, "event", 0);
	BLOCK(s, 1, OP_EVENT_WAIT, OBJ(0), .flags = LOG_TIMED, .deadline = 50);
	assert_why(s, 1, WHY_EVENT_UNSET, OBJ(0), LOG_NONE);
	DONE(s, 0, OP_EVENT_SET, OBJ(0), .x = 1);
	assert_can_go(s, 1);
	DONE(s, 0, OP_EVENT_CLEAR, OBJ(0), .x = 0);
	assert_can_go(s, 1);
	BLOCK(s, 2, OP_EVENT_WAIT, OBJ(0), .flags = LOG_TIMED, .deadline = 50);
	assert_why(s, 2, WHY_EVENT_UNSET, OBJ(0), LOG_NONE);
	assert_deadline_lets_go(s, 2, 50);
}

static void make_condition(struct script *s)
{
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_condition(s, OBJ(1), "cond", OBJ(0));
}

static void test_condition_needs_a_notify_and_then_the_lock(void **state)
{
	struct script *s = *state;
	make_condition(s);
	BLOCK(s, 1, OP_CONDITION_WAIT, OBJ(1));
	assert_why(s, 1, WHY_NOT_NOTIFIED, OBJ(1), LOG_NONE);
	script_acquire(s, 0, OBJ(0));
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(1), .y = 1);
	assert_why(s, 1, WHY_NOTIFIED_LOCK_HELD, OBJ(0), 0);
	script_release(s, 0, OBJ(0));
	assert_can_go(s, 1);
}

static void test_condition_deadline_does_not_pass_by_the_lock(void **state)
{
	struct script *s = *state;
	make_condition(s);
	BLOCK(s, 1, OP_CONDITION_WAIT, OBJ(1), .flags = LOG_TIMED, .deadline = 50);
	assert_int_equal(model_why(s->model, 1).until, 50);
	script_acquire(s, 0, OBJ(0));
	pass_time(s, 50);
	assert_why(s, 1, WHY_NOTIFIED_LOCK_HELD, OBJ(0), 0);
	script_release(s, 0, OBJ(0));
	assert_can_go(s, 1);
}

static void test_queue_empty_full_unfinished(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "queue", 1);
	BLOCK(s, 1, OP_QUEUE_GET, OBJ(0));
	assert_why(s, 1, WHY_QUEUE_EMPTY, OBJ(0), LOG_NONE);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = 1, .x = 1, .y = 1);
	assert_can_go(s, 1);
	BLOCK(s, 2, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = 2);
	assert_why(s, 2, WHY_QUEUE_FULL, OBJ(0), LOG_NONE);
	DONE(s, 1, OP_QUEUE_GET, OBJ(0), .flags = VALUE_INT, .value = 1, .x = 0, .y = 1);
	assert_can_go(s, 2);
	BLOCK(s, 3, OP_QUEUE_JOIN, OBJ(0));
	assert_why(s, 3, WHY_UNFINISHED, OBJ(0), LOG_NONE);
	DONE(s, 1, OP_QUEUE_TASK_DONE, OBJ(0), .x = 0, .y = 0);
	assert_can_go(s, 3);
}

static void test_queue_time_outs(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "queue", 1);
	BLOCK(s, 1, OP_QUEUE_GET, OBJ(0), .flags = LOG_TIMED, .deadline = 50);
	assert_deadline_lets_go(s, 1, 50);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = 1, .x = 1, .y = 1);
	BLOCK(s, 2, OP_QUEUE_PUT, OBJ(0), .flags = LOG_TIMED, .deadline = 90);
	assert_deadline_lets_go(s, 2, 90);
}

static void test_join_of_thread_and_process(void **state)
{
	struct script *s = *state;
	script_process(s, 0, 4, "child");
	BLOCK(s, 0, OP_THREAD_JOIN, 1);
	BLOCK(s, 2, OP_PROCESS_JOIN, 4, .flags = LOG_TIMED, .deadline = 50);
	assert_why(s, 0, WHY_NOT_ENDED, LOG_NONE, 1);
	assert_why(s, 2, WHY_NOT_ENDED, LOG_NONE, 4);
	assert_deadline_lets_go(s, 2, 50);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_can_go(s, 0);
}

static void test_a_process_told_to_end_can_only_be_gone(void **state)
{
	struct script *s = *state;
	int64_t until;
	script_process(s, 0, 4, "child");
	script_thread(s, 4, 5, "its thread", false);
	BLOCK(s, 4, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 50);
	DONE(s, 0, OP_PROCESS_TERMINATE, 4, .x = 15);
	assert_can_go(s, 4);
	assert_why(s, 5, WHY_DYING, LOG_NONE, 4);
	assert_false(model_clock_can_go(s->model, &until)); /* it waits for no time any more */
	BLOCK(s, 0, OP_PROCESS_JOIN, 4);
	assert_why(s, 0, WHY_NOT_ENDED, LOG_NONE, 4);
	DONE(s, 4, OP_PROCESS_CRASH, 4, .x = -15);
	assert_can_go(s, 0);
}

static void test_one_of_several_processes_is_waited_for(void **state)
{
	struct script *s = *state;
	script_process(s, 0, 4, "first");
	script_process(s, 0, 5, "second");
	BLOCK(s, 0, OP_PROCESS_WAIT, LOG_NONE, .text = script_string(s, "4 5"), .x = -1);
	assert_why(s, 0, WHY_NOT_ENDED, LOG_NONE, 4);
	DONE(s, 5, OP_PROCESS_EXIT, 5);
	assert_can_go(s, 0);
}

static void test_exit_waits_for_child_processes_and_threads_that_are_no_daemons(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 4, "daemon", true);
	script_process(s, 0, 5, "child");
	script_thread(s, 5, 6, "elsewhere", false);
	DONE(s, 0, OP_OBJECT_NEW, 7, .x = TYPE_THREAD); /* never started */
	BLOCK(s, 0, OP_EXIT, LOG_NONE);
	assert_why(s, 0, WHY_THREADS_LEFT, LOG_NONE, 1);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	DONE(s, 2, OP_THREAD_EXIT, 2);
	assert_why(s, 0, WHY_THREADS_LEFT, LOG_NONE, 3);
	DONE(s, 3, OP_THREAD_EXIT, 3);
	assert_why(s, 0, WHY_THREADS_LEFT, LOG_NONE, 5);
	BLOCK(s, 5, OP_PROCESS_EXIT, 5);
	assert_why(s, 5, WHY_THREADS_LEFT, LOG_NONE, 6);
	DONE(s, 6, OP_THREAD_EXIT, 6);
	assert_can_go(s, 5);
	DONE(s, 5, OP_PROCESS_EXIT, 5);
	assert_can_go(s, 0);
}

static void test_sleeper_goes_at_its_deadline_and_the_clock_knows_it(void **state)
{
	struct script *s = *state;
	int64_t until;
	assert_false(model_clock_can_go(s->model, &until));
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 70);
	BLOCK(s, 2, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 50);
	ANNOUNCE(s, 3, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 1); /* a length, no moment */
	assert_true(model_clock_can_go(s->model, &until));
	assert_int_equal(until, 50);
	assert_why(s, 2, WHY_SLEEPS, LOG_NONE, LOG_NONE);
	assert_deadline_lets_go(s, 2, 50);
	assert_true(model_clock_can_go(s->model, &until));
	assert_int_equal(until, 70);
	pass_time(s, 70);
	assert_false(model_clock_can_go(s->model, &until));
}

/* main runs a loop with tasks 4, 5, 6 made, and a turn of the three begun. */
static void start_turn(struct script *s)
{
	script_object(s, OBJ(0), TYPE_LOOP, "loop", 0);
	DONE(s, 0, OP_LOOP_RUN, OBJ(0));
	for (uint32_t id = 4; id <= 6; id++) {
		DONE(s, 0, OP_OBJECT_NEW, id, .x = TYPE_TASK, .via = OBJ(0));
		DONE(s, 0, OP_TASK_CREATE, id);
	}
	ANNOUNCE(s, 0, OP_LOOP_TURN, OBJ(0));
	assert_can_go(s, 0);
	assert_why(s, 4, WHY_NOT_ITS_TURN, OBJ(0), 0);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 3);
}

static void test_only_the_next_task_of_the_turn_can_go(void **state)
{
	struct script *s = *state;
	start_turn(s);
	assert_can_go(s, 4);
	assert_why(s, 5, WHY_NOT_ITS_TURN, OBJ(0), 4);
	assert_int_equal(model_why(s->model, 6).rank, 3);
	assert_why(s, 0, WHY_NOT_ITS_TURN, OBJ(0), 4);
}

static void test_running_task_keeps_the_others_waiting_until_it_gives_way(void **state)
{
	struct script *s = *state;
	start_turn(s);
	DONE(s, 4, OP_TASK_RUN, 4);
	assert_why(s, 4, WHY_RUNNING, LOG_NONE, LOG_NONE);
	assert_why(s, 5, WHY_NOT_ITS_TURN, OBJ(0), 4);
	ANNOUNCE(s, 4, OP_TASK_AWAIT, 5);
	assert_can_go(s, 4);
	ANNOUNCE(s, 6, OP_TASK_RUN, 6);
	assert_why(s, 6, WHY_NOT_ITS_TURN, OBJ(0), 4);
	BLOCK(s, 4, OP_TASK_AWAIT, 5, .flags = LOG_AWAITED);
	assert_why(s, 4, WHY_TASK_NOT_DONE, 5, 5);
	assert_can_go(s, 5);
	DONE(s, 5, OP_TASK_RUN, 5);
	BLOCK(s, 5, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_TIMED | LOG_AWAITED, .deadline = 50);
	assert_why(s, 5, WHY_SLEEPS, LOG_NONE, LOG_NONE);
	assert_can_go(s, 6);
	DONE(s, 6, OP_TASK_RUN, 6);
	BLOCK(s, 6, OP_TASK_AWAIT, OBJ(1), .flags = LOG_AWAITED);
	assert_why(s, 6, WHY_TASK_NOT_DONE, OBJ(1), LOG_NONE);
	assert_why(s, 0, WHY_RUNNING, LOG_NONE, LOG_NONE);
}

static void test_task_whose_sleep_is_over_waits_for_its_turn(void **state)
{
	struct script *s = *state;
	start_turn(s);
	DONE(s, 4, OP_TASK_RUN, 4);
	BLOCK(s, 4, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_TIMED | LOG_AWAITED, .deadline = 50);
	assert_why(s, 4, WHY_SLEEPS, LOG_NONE, LOG_NONE);
	pass_time(s, 60); /* its timer is due, and the loop, busy with 5, has not seen it yet */
	assert_why(s, 4, WHY_NOT_ITS_TURN, OBJ(0), 5);
	assert_int_equal(model_why(s->model, 4).rank, 0);
	DONE(s, 0, OP_LOOP_TIMER, 4);
	DONE(s, 0, OP_LOOP_READY, 4);
	assert_why(s, 4, WHY_NOT_ITS_TURN, OBJ(0), 5);
	assert_int_equal(model_why(s->model, 4).rank, 3);
}

static void test_task_that_a_closing_loop_cancels_can_go(void **state)
{
	struct script *s = *state;
	start_turn(s);
	for (uint32_t id = 4; id <= 6; id++) {
		DONE(s, id, OP_TASK_RUN, id);
		BLOCK(s, id, OP_TASK_AWAIT, OBJ(1), .flags = LOG_AWAITED);
	}
	ANNOUNCE(s, 5, OP_TASK_DONE, 5);
	assert_can_go(s, 5);
	assert_why(s, 0, WHY_NOT_ITS_TURN, OBJ(0), 5);
}

static void test_task_in_a_blocking_call_goes_by_that_call(void **state)
{
	struct script *s = *state;
	start_turn(s);
	script_object(s, OBJ(1), TYPE_LOCK, "lock", 0);
	script_acquire(s, 1, OBJ(1));
	DONE(s, 4, OP_TASK_RUN, 4);
	BLOCK(s, 4, OP_LOCK_ACQUIRE, OBJ(1));
	assert_why(s, 4, WHY_LOCK_HELD, OBJ(1), 1);
	assert_why(s, 5, WHY_NOT_ITS_TURN, OBJ(0), 4);
	assert_why(s, 0, WHY_NOT_ITS_TURN, OBJ(0), 4);
	script_release(s, 1, OBJ(1));
	assert_can_go(s, 4);
}

static void test_idle_loop_goes_at_its_next_timer(void **state)
{
	struct script *s = *state;
	start_turn(s);
	for (uint32_t id = 4; id <= 6; id++) {
		DONE(s, id, OP_TASK_RUN, id);
		BLOCK(s, id, OP_SLEEP, LOG_NONE, .via = OBJ(0), .flags = LOG_TIMED | LOG_AWAITED, .deadline = 50);
	}
	BLOCK(s, 0, OP_LOOP_TURN, OBJ(0), .flags = LOG_TIMED, .deadline = 50);
	assert_why(s, 0, WHY_LOOP_IDLE, OBJ(0), LOG_NONE);
	assert_deadline_lets_go(s, 0, 50);
}

static void test_chain_ends_at_one_that_can_go(void **state)
{
	struct script *s = *state;
	struct why_not chain[8];
	uint32_t who[8];
	bool cycle;
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 2, OBJ(0));
	ANNOUNCE(s, 2, OP_PRINT, LOG_NONE);
	BLOCK(s, 1, OP_LOCK_ACQUIRE, OBJ(0));
	BLOCK(s, 0, OP_THREAD_JOIN, 1);
	assert_int_equal(model_why_chain(chain, who, 8, &cycle, s->model, 0), 3);
	assert_false(cycle);
	assert_int_equal(who[0], 0);
	assert_int_equal(who[1], 1);
	assert_int_equal(who[2], 2);
	assert_int_equal(chain[0].why, WHY_NOT_ENDED);
	assert_int_equal(chain[1].why, WHY_LOCK_HELD);
	assert_int_equal(chain[2].why, WHY_CAN_GO);
	assert_int_equal(model_why_chain(chain, who, 2, &cycle, s->model, 0), 2);
	assert_false(cycle);
}

static void test_chain_says_where_it_closes(void **state)
{
	struct script *s = *state;
	struct why_not chain[8];
	uint32_t who[8];
	bool cycle;
	script_object(s, OBJ(0), TYPE_LOCK, "A", 0);
	script_object(s, OBJ(1), TYPE_LOCK, "B", 0);
	script_acquire(s, 1, OBJ(0));
	script_acquire(s, 2, OBJ(1));
	BLOCK(s, 1, OP_LOCK_ACQUIRE, OBJ(1));
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(0));
	BLOCK(s, 0, OP_THREAD_JOIN, 1);
	assert_int_equal(model_why_chain(chain, who, 8, &cycle, s->model, 0), 3);
	assert_true(cycle);
	assert_int_equal(chain[2].by, 1);
	assert_int_equal(model_why_chain(chain, who, 8, &cycle, s->model, 2), 2);
	assert_true(cycle);
	script_acquire(s, 3, OBJ(1)); /* held by itself: a circle of one */
	BLOCK(s, 3, OP_LOCK_ACQUIRE, OBJ(1));
	assert_int_equal(model_why_chain(chain, who, 8, &cycle, s->model, 3), 1);
	assert_true(cycle);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, script_open_threads, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_running_and_announced),
	        TEST(test_announced_op_that_would_wait_says_for_what),
	        TEST(test_not_started_and_ended),
	        TEST(test_thread_of_a_killed_process_has_ended),
	        TEST(test_lock_held_even_by_oneself),
	        TEST(test_rlock_goes_for_its_owner),
	        TEST(test_semaphore_zero),
	        TEST(test_event_unset_unless_marked),
	        TEST(test_condition_needs_a_notify_and_then_the_lock),
	        TEST(test_condition_deadline_does_not_pass_by_the_lock),
	        TEST(test_queue_empty_full_unfinished),
	        TEST(test_queue_time_outs),
	        TEST(test_join_of_thread_and_process),
	        TEST(test_a_process_told_to_end_can_only_be_gone),
	        TEST(test_one_of_several_processes_is_waited_for),
	        TEST(test_exit_waits_for_child_processes_and_threads_that_are_no_daemons),
	        TEST(test_sleeper_goes_at_its_deadline_and_the_clock_knows_it),
	        TEST(test_only_the_next_task_of_the_turn_can_go),
	        TEST(test_running_task_keeps_the_others_waiting_until_it_gives_way),
	        TEST(test_task_whose_sleep_is_over_waits_for_its_turn),
	        TEST(test_task_that_a_closing_loop_cancels_can_go),
	        TEST(test_task_in_a_blocking_call_goes_by_that_call),
	        TEST(test_idle_loop_goes_at_its_next_timer),
	        TEST(test_chain_ends_at_one_that_can_go),
	        TEST(test_chain_says_where_it_closes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
