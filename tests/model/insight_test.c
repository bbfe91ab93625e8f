/* What is said of a run, when, in which words, and when nothing is said. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include "interleave/status.h"
#include "script.h"

static void assert_silent(const struct script *s)
{
	struct insight insights[8];
	assert_int_equal(insight_find(insights, 8, s->model), 0);
}

/* Exactly this is said, in this state. */
static struct insight assert_says(const struct script *s, enum insight_kind kind, const char *sentence)
{
	struct insight insights[8];
	char text[512];
	assert_int_equal(insight_find(insights, 8, s->model), 1);
	assert_int_equal(insights[0].kind, kind);
	insight_text(text, sizeof text, &insights[0], s->model);
	assert_string_equal(text, sentence);
	return insights[0];
}

/* `actor` blocks at "file.c:line". */
static void block_at(struct script *s, const char *site, uint32_t actor, enum log_op op, uint32_t object)
{
	BLOCK(s, actor, (uint16_t)op, object, .site = script_string(s, site));
}

static void make_left_and_right(struct script *s)
{
	script_thread(s, 0, 1, "left", false);
	script_thread(s, 0, 2, "right", false);
	script_object(s, OBJ(0), TYPE_LOCK, "A", 0);
	script_object(s, OBJ(1), TYPE_LOCK, "B", 0);
	script_acquire(s, 1, OBJ(0));
	script_acquire(s, 2, OBJ(1));
}

static void test_deadlock_shows_as_soon_as_the_circle_closes(void **state)
{
	struct script *s = *state;
	make_left_and_right(s);
	block_at(s, "deadlock.c:17", 1, OP_LOCK_ACQUIRE, OBJ(1));
	assert_silent(s);
	block_at(s, "deadlock.c:26", 2, OP_LOCK_ACQUIRE, OBJ(0)); /* main still runs */
	struct insight said = assert_says(s, INSIGHT_DEADLOCK,
	                                  "deadlock: left holds A and waits for B (deadlock.c:17); "
	                                  "right holds B and waits for A (deadlock.c:26)");
	assert_int_equal(said.after, s->model->seq);
	assert_int_equal(said.count, 2);
	assert_int_equal(said.actors[1], 2);
	assert_int_equal(said.objects[0], OBJ(1));
	assert_int_equal(said.objects[1], OBJ(0));
	assert_string_equal(log_text(s->log, said.sites[0]), "deadlock.c:17");
	DONE(s, 0, OP_PRINT, LOG_NONE);
	struct insight again[1];
	assert_int_equal(insight_find(again, 1, s->model), 1);
	assert_int_equal(again[0].after, said.after);
}

static void test_deadlock_names_who_waits_for_it(void **state)
{
	struct script *s = *state;
	make_left_and_right(s);
	block_at(s, "deadlock.c:17", 1, OP_LOCK_ACQUIRE, OBJ(1));
	block_at(s, "deadlock.c:26", 2, OP_LOCK_ACQUIRE, OBJ(0));
	block_at(s, "deadlock.c:40", 0, OP_THREAD_JOIN, 1);
	struct insight said = assert_says(s, INSIGHT_DEADLOCK,
	                                  "deadlock: left holds A and waits for B (deadlock.c:17); "
	                                  "right holds B and waits for A (deadlock.c:26); "
	                                  "main waits for the end of left (deadlock.c:40)");
	assert_int_equal(said.also_count, 1);
	assert_int_equal(said.also[0], 0);
}

static void test_circle_with_a_time_out_is_no_deadlock(void **state)
{
	struct script *s = *state;
	make_left_and_right(s);
	BLOCK(s, 1, OP_LOCK_ACQUIRE, OBJ(1), .flags = LOG_TIMED, .deadline = SECONDS(1));
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(0));
	assert_silent(s);
}

static void test_lock_taken_twice_is_a_deadlock_of_one(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOCK, "L", 0);
	script_acquire(s, 0, OBJ(0));
	block_at(s, "rlock.c:9", 0, OP_LOCK_ACQUIRE, OBJ(0));
	struct insight said =
	        assert_says(s, INSIGHT_DEADLOCK, "deadlock: main holds L and waits for it again (rlock.c:9)");
	assert_int_equal(said.count, 1);
}

/* Any thread may release a plain lock, and does where a lock is used as a signal; an rlock only its owner. */
static void test_lock_taken_twice_is_no_deadlock_while_somebody_else_can_go(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "signaller", false);
	script_object(s, OBJ(0), TYPE_LOCK, "L", 0);
	script_acquire(s, 0, OBJ(0));
	BLOCK(s, 0, OP_LOCK_ACQUIRE, OBJ(0));
	assert_silent(s);
	BLOCK(s, 1, OP_THREAD_JOIN, 0);
	assert_says(s, INSIGHT_DEADLOCK, "deadlock: main holds L and waits for it again; signaller waits for the end of main");
}

static void test_join_closes_a_circle_too(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "worker", false);
	script_object(s, OBJ(0), TYPE_LOCK, "L", 0);
	script_acquire(s, 0, OBJ(0));
	block_at(s, "a.c:5", 1, OP_LOCK_ACQUIRE, OBJ(0));
	block_at(s, "a.c:9", 0, OP_THREAD_JOIN, 1);
	assert_says(s, INSIGHT_DEADLOCK,
	            "deadlock: main holds L and waits for the end of worker (a.c:9); worker waits for L (a.c:5)");
}

static void test_long_circles_are_counted(void **state)
{
	struct script *s = *state;
	struct insight said;
	char text[4096];
	enum { PHILOSOPHERS = 20 };
	for (uint32_t i = 0; i < PHILOSOPHERS; i++) {
		script_thread(s, 0, i + 1, "p", false);
		script_object(s, OBJ(i), TYPE_LOCK, "fork", 0);
		script_acquire(s, i + 1, OBJ(i));
	}
	for (uint32_t i = 0; i < PHILOSOPHERS; i++)
		BLOCK(s, i + 1, OP_LOCK_ACQUIRE, OBJ((i + 1) % PHILOSOPHERS));
	assert_int_equal(insight_find(&said, 1, s->model), 1);
	assert_int_equal(said.count, INSIGHT_ACTORS_MAX);
	assert_int_equal(said.number, PHILOSOPHERS);
	insight_text(text, sizeof text, &said, s->model);
	assert_non_null(strstr(text, "and so on, 20 in the circle"));
}

static void test_task_and_its_loops_thread_deadlock(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOOP, "loop", 0);
	script_object(s, OBJ(1), TYPE_LOCK, "L", 0);
	script_acquire(s, 0, OBJ(1));
	DONE(s, 0, OP_LOOP_RUN, OBJ(0));
	DONE(s, 0, OP_OBJECT_NEW, 1, .x = TYPE_TASK, .via = OBJ(0), .text = script_string(s, "Task-1"));
	DONE(s, 0, OP_TASK_CREATE, 1);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1);
	DONE(s, 1, OP_TASK_RUN, 1);
	block_at(s, "a.c:5", 1, OP_LOCK_ACQUIRE, OBJ(1));
	assert_says(s, INSIGHT_DEADLOCK,
	            "deadlock: main holds L and waits behind Task-1; Task-1 waits for L (a.c:5)");
}

static void make_condition(struct script *s)
{
	script_thread(s, 0, 1, "waiter", false);
	script_thread(s, 0, 2, "preparer", false);
	script_object(s, OBJ(0), TYPE_RLOCK, "cond.lock", 0);
	script_condition(s, OBJ(1), "cond", OBJ(0));
}

static void test_lost_wakeup_when_the_notify_came_first(void **state)
{
	struct script *s = *state;
	make_condition(s);
	DONE(s, 2, OP_CONDITION_NOTIFY, OBJ(1), .site = script_string(s, "condition.c:44"));
	DONE(s, 2, OP_THREAD_EXIT, 2);
	block_at(s, "condition.c:30", 1, OP_CONDITION_WAIT, OBJ(1));
	assert_silent(s); /* main could still notify */
	block_at(s, "condition.c:60", 0, OP_THREAD_JOIN, 1);
	struct insight said =
	        assert_says(s, INSIGHT_LOST_WAKEUP,
	                    "lost wakeup: waiter waits for a notify of cond (condition.c:30) that nobody can give any "
	                    "more: the last notify, by preparer (condition.c:44), came before the wait, when nobody waited; "
	                    "main waits for the end of waiter (condition.c:60)");
	assert_int_equal(said.actors[0], 1);
	assert_int_equal(said.objects[0], OBJ(1));
	assert_int_equal(said.also[0], 0);
}

/* Two kinds in one waiting room: the notify that one needed went to the other, who could not use it. */
static void test_lost_wakeup_when_the_notify_woke_another(void **state)
{
	struct script *s = *state;
	make_condition(s);
	block_at(s, "c.c:3", 1, OP_CONDITION_WAIT, OBJ(1));
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(1), .y = 1, .site = script_string(s, "c.c:7"));
	DONE(s, 1, OP_CONDITION_WAIT, OBJ(1));
	block_at(s, "c.c:5", 2, OP_CONDITION_WAIT, OBJ(1));
	block_at(s, "c.c:3", 1, OP_CONDITION_WAIT, OBJ(1));
	block_at(s, "c.c:9", 0, OP_EXIT, LOG_NONE);
	assert_says(s, INSIGHT_LOST_WAKEUP,
	            "lost wakeup: waiter waits for a notify of cond (c.c:3) that nobody can give any more: the last "
	            "notify, by main (c.c:7), woke the one who had waited longest, waiter, who waits again; "
	            "main cannot leave before the end of waiter (c.c:9); preparer waits for a notify of cond (c.c:5)");
}

static void test_lost_wakeup_when_nobody_ever_notified(void **state)
{
	struct script *s = *state;
	make_condition(s);
	DONE(s, 2, OP_THREAD_EXIT, 2);
	block_at(s, "c.c:3", 1, OP_CONDITION_WAIT, OBJ(1));
	block_at(s, "c.c:9", 0, OP_EXIT, LOG_NONE);
	assert_says(s, INSIGHT_LOST_WAKEUP,
	            "lost wakeup: waiter waits for a notify of cond (c.c:3) that nobody can give any more; "
	            "main cannot leave before the end of waiter (c.c:9)");
}

static void test_nothing_is_lost_while_the_clock_can_go(void **state)
{
	struct script *s = *state;
	make_condition(s);
	BLOCK(s, 2, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = SECONDS(2));
	BLOCK(s, 1, OP_CONDITION_WAIT, OBJ(1));
	BLOCK(s, 0, OP_THREAD_JOIN, 1);
	assert_silent(s);
}

static void test_wait_with_a_time_out_is_not_lost(void **state)
{
	struct script *s = *state;
	make_condition(s);
	DONE(s, 2, OP_THREAD_EXIT, 2);
	BLOCK(s, 1, OP_CONDITION_WAIT, OBJ(1), .flags = LOG_TIMED, .deadline = SECONDS(2));
	BLOCK(s, 0, OP_THREAD_JOIN, 1);
	assert_silent(s);
}

static void test_stuck_at_an_empty_queue_names_all_who_wait(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 0);
	script_thread(s, 0, 1, "worker-0", false);
	script_thread(s, 0, 2, "worker-1", false);
	block_at(s, "t.c:40", 1, OP_QUEUE_GET, OBJ(0));
	block_at(s, "t.c:40", 2, OP_QUEUE_GET, OBJ(0));
	block_at(s, "t.c:70", 0, OP_THREAD_JOIN, 2);
	struct insight said = assert_says(
	        s, INSIGHT_STUCK,
	        "stuck: worker-1 waits for an item in tasks (t.c:40), and nobody can put one any more; "
	        "main waits for the end of worker-1 (t.c:70); worker-0 waits for an item in tasks (t.c:40)");
	assert_int_equal(said.count, 1);
	assert_int_equal(said.also_count, 2);
}

static void assert_stuck_says(struct script *s, enum log_op op, const char *sentence)
{
	block_at(s, "a.c:1", 0, op, OBJ(0));
	assert_says(s, INSIGHT_STUCK, sentence);
}

static void test_stuck_at_an_event(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_EVENT, "go", 0);
	assert_stuck_says(s, OP_EVENT_WAIT, "stuck: main waits for go (a.c:1), and nobody can set it any more");
}

static void test_stuck_at_a_semaphore(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_SEMAPHORE, "slots", 0);
	assert_stuck_says(s, OP_SEMAPHORE_ACQUIRE,
	                  "stuck: main waits for slots (a.c:1), whose value is 0, and nobody can release it any more");
}

static void test_stuck_at_a_full_queue(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "q", 1);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .x = 1, .y = 1);
	assert_stuck_says(s, OP_QUEUE_PUT,
	                  "stuck: main waits for room in q (a.c:1), and nobody can take an item out any more");
}

static void test_stuck_at_unfinished_items(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 0);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .x = 1, .y = 3);
	assert_stuck_says(s, OP_QUEUE_JOIN,
	                  "stuck: main waits for every item to be done in tasks (a.c:1), but 3 are unfinished, "
	                  "and nobody can call task_done any more");
}

static void test_stuck_at_a_lock_of_one_who_has_ended(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "gone", false);
	script_object(s, OBJ(0), TYPE_LOCK, "L", 0);
	script_acquire(s, 1, OBJ(0));
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_stuck_says(s, OP_LOCK_ACQUIRE, "stuck: main waits for L (a.c:1), held by gone, which has ended");
}

static void test_stuck_names_the_cause_not_its_consequences(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOCK, "L", 0);
	script_object(s, OBJ(1), TYPE_QUEUE, "q", 0);
	script_thread(s, 0, 1, "holder", false);
	script_thread(s, 0, 2, "other", false);
	script_acquire(s, 1, OBJ(0));
	block_at(s, "a.c:1", 1, OP_QUEUE_GET, OBJ(1));
	block_at(s, "a.c:2", 2, OP_LOCK_ACQUIRE, OBJ(0));
	block_at(s, "a.c:3", 0, OP_THREAD_JOIN, 2);
	assert_says(s, INSIGHT_STUCK,
	            "stuck: holder waits for an item in q (a.c:1), and nobody can put one any more; "
	            "other waits for L (a.c:2); main waits for the end of other (a.c:3)");
}

static void test_stuck_loop_names_the_task(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_LOOP, "loop", 0);
	script_object(s, OBJ(1), TYPE_EVENT, "go", 0);
	DONE(s, 0, OP_LOOP_RUN, OBJ(0));
	DONE(s, 0, OP_OBJECT_NEW, 1, .x = TYPE_TASK, .via = OBJ(0), .text = script_string(s, "Task-1"));
	DONE(s, 0, OP_TASK_CREATE, 1);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1);
	DONE(s, 1, OP_TASK_RUN, 1);
	block_at(s, "a.c:1", 1, OP_EVENT_WAIT, OBJ(1));
	assert_says(s, INSIGHT_STUCK,
	            "stuck: Task-1 waits for go (a.c:1), and nobody can set it any more; main waits behind Task-1");
}

static void test_task_that_awaits_what_never_comes_is_stuck(void **state)
{
	struct script *s = *state;
	struct insight insights[4];
	script_object(s, OBJ(0), TYPE_LOOP, "loop", 0);
	script_object(s, OBJ(1), TYPE_FUTURE, "gather", 0);
	DONE(s, 0, OP_LOOP_RUN, OBJ(0));
	DONE(s, 0, OP_OBJECT_NEW, 1, .x = TYPE_TASK, .via = OBJ(0), .text = script_string(s, "Task-1"));
	DONE(s, 0, OP_TASK_CREATE, 1);
	DONE(s, 0, OP_LOOP_TURN, OBJ(0), .x = 1);
	DONE(s, 1, OP_TASK_RUN, 1);
	BLOCK(s, 1, OP_TASK_AWAIT, OBJ(1), .flags = LOG_AWAITED, .site = script_string(s, "a.c:1"));
	BLOCK(s, 0, OP_LOOP_TURN, OBJ(0));
	assert_int_equal(insight_find(insights, 4, s->model), 2);
	assert_int_equal(insights[0].kind, INSIGHT_STUCK);
	assert_int_equal(insights[1].actors[0], 1);
}

static void test_daemons_may_wait_for_ever(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 0);
	script_thread(s, 0, 1, "daemon", true);
	BLOCK(s, 1, OP_QUEUE_GET, OBJ(0));
	assert_silent(s);
	DONE(s, 0, OP_EXIT, LOG_NONE);
	assert_silent(s);
}

static void test_daemon_that_somebody_joins_is_a_cause(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_QUEUE, "tasks", 0);
	script_thread(s, 0, 1, "daemon", true);
	block_at(s, "a.c:1", 1, OP_QUEUE_GET, OBJ(0));
	block_at(s, "a.c:2", 0, OP_THREAD_JOIN, 1);
	assert_says(s, INSIGHT_STUCK,
	            "stuck: daemon waits for an item in tasks (a.c:1), and nobody can put one any more; "
	            "main waits for the end of daemon (a.c:2)");
}

static void test_crash_names_signal_place_and_shared_locks(void **state)
{
	struct script *s = *state;
	script_process(s, 0, 1, "Process-1");
	DONE(s, 0, OP_OBJECT_NEW, OBJ(0), .x = TYPE_LOCK, .z = 1, .text = script_string(s, "lock"));
	DONE(s, 1, OP_LOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1, .site = script_string(s, "p.c:31"));
	DONE(s, 1, OP_PROCESS_CRASH, 1, .x = -SIGKILL);
	struct insight said = assert_says(s, INSIGHT_CRASH,
	                                  "crash: Process-1 was ended by SIGKILL (p.c:31), holding lock");
	assert_int_equal(said.number, -SIGKILL);
	assert_int_equal(said.after, s->model->seq);
}

static void test_crash_comes_before_what_it_leads_to(void **state)
{
	struct script *s = *state;
	struct insight insights[4];
	script_process(s, 0, 1, "Process-1");
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 1, OBJ(0));
	DONE(s, 1, OP_PROCESS_CRASH, 1, .x = -SIGSEGV);
	BLOCK(s, 0, OP_LOCK_ACQUIRE, OBJ(0));
	assert_int_equal(insight_find(insights, 4, s->model), 2);
	assert_int_equal(insights[0].kind, INSIGHT_CRASH);
	assert_int_equal(insights[1].kind, INSIGHT_STUCK);
	assert_int_equal(insight_find(insights, 1, s->model), 1);
}

static void test_exit_code_is_a_crash_only_when_it_is_not_zero(void **state)
{
	struct script *s = *state;
	script_process(s, 0, 1, "good");
	script_process(s, 0, 2, "bad");
	DONE(s, 1, OP_PROCESS_EXIT, 1, .x = 0);
	assert_silent(s);
	DONE(s, 2, OP_PROCESS_EXIT, 2, .x = 3);
	assert_says(s, INSIGHT_CRASH, "crash: bad left with exit code 3");
}

static void test_rlock_of_one_who_has_ended_is_left(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "worker", false);
	script_object(s, OBJ(0), TYPE_RLOCK, "R", 0);
	DONE(s, 1, OP_RLOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1, .site = script_string(s, "r.c:7"));
	DONE(s, 1, OP_RLOCK_ACQUIRE, OBJ(0), .x = 1, .y = 2, .site = script_string(s, "r.c:8"));
	DONE(s, 1, OP_RLOCK_RELEASE, OBJ(0), .x = 1, .y = 1);
	assert_silent(s);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	struct insight said = assert_says(
	        s, INSIGHT_LOCK_LEFT, "lock left: worker has ended and left R locked, which it had taken (r.c:7)");
	assert_int_equal(said.after, s->model->seq);
}

static void test_lock_of_one_who_has_ended_is_left_at_the_end_only(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "worker", false);
	script_object(s, OBJ(0), TYPE_LOCK, "L", 0);
	DONE(s, 1, OP_LOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1, .site = script_string(s, "l.c:7"));
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_silent(s); /* anybody may release it yet */
	DONE(s, 0, OP_EXIT, LOG_NONE);
	assert_says(s, INSIGHT_LOCK_LEFT, "lock left: worker has ended and left L locked, which it had taken (l.c:7)");
}

static void test_lock_of_a_daemon_that_the_end_cut_short_is_not_left(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "daemon", true);
	script_object(s, OBJ(0), TYPE_RLOCK, "R", 0);
	DONE(s, 1, OP_RLOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1);
	DONE(s, 0, OP_EXIT, LOG_NONE);
	DONE(s, 1, OP_THREAD_EXIT, 1, .result = IL_CANCELLED);
	assert_silent(s);
}

static void test_exception_of_a_thread_is_named(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "worker", false);
	script_thread(s, 0, 2, "other", false);
	DONE(s, 2, OP_THREAD_EXIT, 2);
	DONE(s, 1, OP_THREAD_EXIT, 1, .result = IL_RAISED, .flags = VALUE_ERROR, .site = script_string(s, "e.c:3"),
	     .text = script_string(s, "ValueError: no data"));
	assert_says(s, INSIGHT_EXCEPTION,
	            "exception: worker ended by ValueError: no data (e.c:3); the excepthook printed it, and whoever joins "
	            "the thread is not told");
}

static void test_healthy_end_is_silent(void **state)
{
	struct script *s = *state;
	script_thread(s, 0, 1, "t", false);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	DONE(s, 0, OP_THREAD_JOIN, 1);
	assert_silent(s);
	DONE(s, 0, OP_EXIT, LOG_NONE, .x = 1);
	assert_silent(s);
}

static void test_text_is_cut_at_a_character(void **state)
{
	struct script *s = *state;
	script_object(s, OBJ(0), TYPE_EVENT, "\xed\x95\x9c", 0);
	block_at(s, "a.c:1", 0, OP_EVENT_WAIT, OBJ(0));
	struct insight said;
	char text[64];
	assert_int_equal(insight_find(&said, 1, s->model), 1);
	size_t before = strlen("stuck: main waits for ");
	for (size_t size = 0; size <= before + 4; size++) {
		insight_text(text, size, &said, s->model);
		if (size > before && size < before + 4)
			assert_int_equal(strlen(text), before);
		else if (size > 0)
			assert_int_equal(strlen(text), size - 1);
	}
}

static void test_every_kind_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(insight_name(INSIGHT_DEADLOCK), "deadlock");
	assert_string_equal(insight_name(INSIGHT_LOST_WAKEUP), "lost-wakeup");
	assert_string_equal(insight_name(INSIGHT_STUCK), "stuck");
	assert_string_equal(insight_name(INSIGHT_CRASH), "crash");
	for (int kind = 0; kind < INSIGHT_KINDS; kind++)
		assert_non_null(insight_name((enum insight_kind)kind));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, script_open_main, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_deadlock_shows_as_soon_as_the_circle_closes),
	        TEST(test_deadlock_names_who_waits_for_it),
	        TEST(test_circle_with_a_time_out_is_no_deadlock),
	        TEST(test_lock_taken_twice_is_a_deadlock_of_one),
	        TEST(test_lock_taken_twice_is_no_deadlock_while_somebody_else_can_go),
	        TEST(test_join_closes_a_circle_too),
	        TEST(test_long_circles_are_counted),
	        TEST(test_task_and_its_loops_thread_deadlock),
	        TEST(test_lost_wakeup_when_the_notify_came_first),
	        TEST(test_lost_wakeup_when_the_notify_woke_another),
	        TEST(test_lost_wakeup_when_nobody_ever_notified),
	        TEST(test_nothing_is_lost_while_the_clock_can_go),
	        TEST(test_wait_with_a_time_out_is_not_lost),
	        TEST(test_stuck_at_an_empty_queue_names_all_who_wait),
	        TEST(test_stuck_at_an_event),
	        TEST(test_stuck_at_a_semaphore),
	        TEST(test_stuck_at_a_full_queue),
	        TEST(test_stuck_at_unfinished_items),
	        TEST(test_stuck_at_a_lock_of_one_who_has_ended),
	        TEST(test_stuck_names_the_cause_not_its_consequences),
	        TEST(test_stuck_loop_names_the_task),
	        TEST(test_task_that_awaits_what_never_comes_is_stuck),
	        TEST(test_daemons_may_wait_for_ever),
	        TEST(test_daemon_that_somebody_joins_is_a_cause),
	        TEST(test_crash_names_signal_place_and_shared_locks),
	        TEST(test_crash_comes_before_what_it_leads_to),
	        TEST(test_exit_code_is_a_crash_only_when_it_is_not_zero),
	        TEST(test_rlock_of_one_who_has_ended_is_left),
	        TEST(test_lock_of_one_who_has_ended_is_left_at_the_end_only),
	        TEST(test_lock_of_a_daemon_that_the_end_cut_short_is_not_left),
	        TEST(test_exception_of_a_thread_is_named),
	        TEST(test_healthy_end_is_silent),
	        TEST(test_text_is_cut_at_a_character),
	        TEST(test_every_kind_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
