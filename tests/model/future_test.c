/* Executors and futures in the model: what is where, who waits for whom, and who would have to act. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "script.h"

enum { POOL = OBJ(0), WORKER = 1, SECOND = 2 };

/* The id of the nth future, from 1. */
#define F(n) OBJ(n)

/* A worker of the pool, started. */
static void make_worker(struct script *s, uint32_t id)
{
	DONE(s, 0, OP_OBJECT_NEW, id, .text = script_string(s, "worker"), .x = TYPE_THREAD, .y = (int32_t)POOL);
	DONE(s, 0, OP_THREAD_START, id, .flags = VALUE_INT, .value = 1000 + id);
}

/* main, a pool of two with both its workers, and a thread 3 that is none. */
static int setup(void **state)
{
	script_open_main(state);
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, POOL, .text = script_string(s, "pool"), .x = TYPE_EXECUTOR, .y = 2);
	make_worker(s, WORKER);
	make_worker(s, SECOND);
	script_thread(s, 0, 3, "thread", false);
	return 0;
}

static void submit(struct script *s, uint32_t actor, uint32_t future)
{
	DONE(s, actor, OP_OBJECT_NEW, future, .text = script_string(s, "f"), .x = TYPE_FUTURE, .y = 1, .via = POOL);
	DONE(s, actor, OP_EXECUTOR_SUBMIT, POOL, .flags = VALUE_OBJECT, .value = future, .z = 2);
}

static void take(struct script *s, uint32_t worker, uint32_t future)
{
	DONE(s, worker, OP_EXECUTOR_TAKE, POOL, .flags = VALUE_OBJECT, .value = future, .y = 1, .z = 2);
	DONE(s, worker, OP_FUTURE_RUN, future, .x = FUTURE_IS_RUNNING);
}

static void finish(struct script *s, uint32_t worker, uint32_t future)
{
	DONE(s, worker, OP_FUTURE_SET_RESULT, future, .flags = VALUE_INT, .value = 7, .x = FUTURE_IS_FINISHED);
}

static void fail_it(struct script *s, uint32_t worker, uint32_t future)
{
	DONE(s, worker, OP_FUTURE_SET_EXCEPTION, future, .flags = VALUE_ERROR,
	     .text = script_string(s, "ValueError: v"), .x = FUTURE_IS_FINISHED);
}

/* And of the rank, who would have to act (see why.h). */
static void assert_why_ranked(const struct script *s, uint32_t actor, enum why why, uint32_t object, uint32_t by,
			      int32_t rank)
{
	assert_why(s, actor, why, object, by);
	assert_int_equal(model_why(s->model, actor).rank, rank);
}

/* ---- what is where ---- */

static void test_calls_stand_in_the_work_queue_until_they_are_taken(void **state)
{
	struct script *s = *state;
	int32_t place = 0;
	submit(s, 0, F(1));
	submit(s, 0, F(2));
	const struct model_object *pool = model_object(s->model, POOL), *future = model_object(s->model, F(1));
	assert_int_equal(pool->bound, 2);
	assert_int_equal(pool->workers, 2);
	assert_int_equal(pool->item_count, 2);
	assert_ptr_equal(model_work_queue(&place, s->model, F(2)), pool);
	assert_int_equal(place, 2);
	take(s, WORKER, F(1));
	assert_int_equal(pool->busy, 1);
	assert_int_equal(future->owner, WORKER);
	assert_int_equal(future->state, FUTURE_IS_RUNNING);
	assert_null(model_work_queue(&place, s->model, F(1)));
	assert_non_null(model_work_queue(&place, s->model, F(2)));
	assert_int_equal(place, 1);
	finish(s, WORKER, F(1));
	assert_int_equal(future->state, FUTURE_IS_FINISHED);
	assert_int_equal(future->owner, LOG_NONE);
	assert_int_equal(future->value.value, 7);
	DONE(s, 0, OP_EXECUTOR_DRAIN, POOL, .flags = VALUE_OBJECT, .value = F(2), .z = 2);
	assert_int_equal(pool->item_count, 0);
	assert_int_equal(model_object(s->model, F(2))->owner, LOG_NONE);
}

static void test_a_cancelled_future_is_settled_when_a_worker_meets_it(void **state)
{
	struct script *s = *state;
	submit(s, 0, F(1));
	DONE(s, 0, OP_FUTURE_CANCEL, F(1), .x = FUTURE_IS_CANCELLED);
	assert_int_equal(model_object(s->model, F(1))->state, FUTURE_IS_CANCELLED);
	assert_int_equal(model_object(s->model, F(1))->settled_at, 0);
	DONE(s, WORKER, OP_EXECUTOR_TAKE, POOL, .flags = VALUE_OBJECT, .value = F(1), .z = 2);
	DONE(s, WORKER, OP_FUTURE_RUN, F(1), .x = FUTURE_IS_NOTIFIED, .result = IL_CANCELLED);
	assert_int_equal(model_object(s->model, F(1))->settled_at, 1);
}

static void test_a_worker_that_could_not_be_started_is_none(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, 4, .text = script_string(s, "worker"), .x = TYPE_THREAD, .y = (int32_t)POOL);
	assert_int_equal(model_actor(s->model, 4)->pool, POOL);
	DONE(s, 0, OP_THREAD_START, 4, .result = IL_START_FAILED);
	assert_int_equal(model_actor(s->model, 4)->pool, LOG_NONE);
}

/* ---- workers ---- */

static void test_a_worker_waits_for_work_until_there_is_some_or_no_more_comes(void **state)
{
	struct script *s = *state;
	BLOCK(s, WORKER, OP_EXECUTOR_TAKE, POOL, .z = 2);
	assert_why_ranked(s, WORKER, WHY_NO_WORK, POOL, LOG_NONE, 0);
	submit(s, 0, F(1));
	assert_can_go(s, WORKER);
	take(s, WORKER, F(1));
	BLOCK(s, SECOND, OP_EXECUTOR_TAKE, POOL, .z = 2);
	assert_why_ranked(s, SECOND, WHY_NO_WORK, POOL, LOG_NONE, 0);
	DONE(s, 0, OP_EXECUTOR_SHUTDOWN, POOL, .z = 2);
	assert_can_go(s, SECOND);
}

static void test_a_worker_goes_when_the_program_is_at_its_end(void **state)
{
	struct script *s = *state;
	BLOCK(s, WORKER, OP_EXECUTOR_TAKE, POOL, .z = 2);
	ANNOUNCE(s, 0, OP_EXIT, LOG_NONE);
	assert_why_ranked(s, WORKER, WHY_NO_WORK, POOL, LOG_NONE, 0);
	BLOCK(s, 0, OP_EXIT, LOG_NONE);
	assert_can_go(s, WORKER);
}

/* ---- one future ---- */

static void test_who_asks_for_a_result_waits_for_whoever_has_it(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, F(1), .text = script_string(s, "f"), .x = TYPE_FUTURE, .y = 1, .via = 0);
	BLOCK(s, 3, OP_FUTURE_RESULT, F(1));
	assert_why_ranked(s, 3, WHY_FUTURE_PENDING, F(1), LOG_NONE, 0); /* nobody's yet */
	submit(s, 0, F(2));
	submit(s, 0, F(3));
	BLOCK(s, 0, OP_FUTURE_EXCEPTION, F(3));
	assert_why_ranked(s, 0, WHY_FUTURE_QUEUED, F(3), WORKER, 2);
	take(s, WORKER, F(2));
	assert_why_ranked(s, 0, WHY_FUTURE_QUEUED, F(3), WORKER, 1);
	take(s, SECOND, F(3));
	assert_why_ranked(s, 0, WHY_FUTURE_RUNS, F(3), SECOND, 0);
	fail_it(s, SECOND, F(3));
	assert_can_go(s, 0);
	DONE(s, 1, OP_FUTURE_CANCEL, F(1), .x = FUTURE_IS_CANCELLED);
	assert_can_go(s, 3); /* a result has not to be settled */
}

static void test_a_result_with_a_limit_goes_at_its_deadline(void **state)
{
	struct script *s = *state;
	submit(s, 0, F(1));
	BLOCK(s, 0, OP_FUTURE_RESULT, F(1), .flags = LOG_TIMED, .deadline = 50);
	assert_int_equal(model_why(s->model, 0).until, 50);
	DONE(s, LOG_CLOCK, OP_CLOCK_ADVANCE, LOG_NONE, .value = 50, .flags = VALUE_INT | LOG_STEP);
	assert_can_go(s, 0);
}

/* ---- several ---- */

static void wait_for(struct script *s, uint32_t actor, int32_t mode, int64_t taken)
{
	BLOCK(s, actor, OP_FUTURE_WAIT, LOG_NONE, .flags = VALUE_INT, .value = taken, .z = mode,
	      .text = script_string(s, "100001-100002"));
}

static void test_who_waits_for_several_goes_by_what_it_waits_for(void **state)
{
	struct script *s = *state;
	submit(s, 0, F(1));
	submit(s, 0, F(2));
	take(s, WORKER, F(1));
	wait_for(s, 0, UNTIL_ALL, 0);
	assert_why_ranked(s, 0, WHY_FUTURES, F(1), WORKER, 2);
	wait_for(s, 3, UNTIL_FIRST, 0);
	finish(s, WORKER, F(1));
	assert_can_go(s, 3);
	assert_why_ranked(s, 0, WHY_FUTURES, F(2), WORKER, 1);
	wait_for(s, 3, UNTIL_EXCEPTION, 0);
	assert_why_ranked(s, 3, WHY_FUTURES, F(2), WORKER, 1);
	wait_for(s, 3, UNTIL_NEXT, 1);
	assert_why_ranked(s, 3, WHY_FUTURES, F(2), WORKER, 1); /* the first has been given */
	wait_for(s, 3, UNTIL_NEXT, 0);
	assert_can_go(s, 3);
	wait_for(s, 3, UNTIL_EXCEPTION, 0);
	take(s, SECOND, F(2));
	assert_why_ranked(s, 0, WHY_FUTURES, F(2), SECOND, 1);
	fail_it(s, SECOND, F(2));
	assert_can_go(s, 0);
	assert_can_go(s, 3);
}

static void test_a_cancelled_future_counts_when_it_is_settled(void **state)
{
	struct script *s = *state;
	submit(s, 0, F(1));
	submit(s, 0, F(2));
	take(s, WORKER, F(1));
	finish(s, WORKER, F(1));
	wait_for(s, 0, UNTIL_ALL, 0);
	DONE(s, 3, OP_FUTURE_CANCEL, F(2), .x = FUTURE_IS_CANCELLED);
	assert_int_equal(model_why(s->model, 0).why, WHY_FUTURES);
	DONE(s, SECOND, OP_FUTURE_RUN, F(2), .x = FUTURE_IS_NOTIFIED, .result = IL_CANCELLED);
	assert_can_go(s, 0);
}

/* ---- who would have to act ---- */

/* Both workers are at a call, and asked the pool for another one each. */
static void fill_pool(struct script *s)
{
	submit(s, 0, F(1));
	submit(s, 0, F(2));
	take(s, WORKER, F(1));
	take(s, SECOND, F(2));
	submit(s, WORKER, F(3));
	submit(s, SECOND, F(4));
	BLOCK(s, WORKER, OP_FUTURE_RESULT, F(3));
}

static void test_a_queued_future_needs_any_worker_that_comes_free(void **state)
{
	struct script *s = *state;
	fill_pool(s);
	assert_why_ranked(s, WORKER, WHY_FUTURE_QUEUED, F(3), SECOND, 1); /* which runs on */
	BLOCK(s, SECOND, OP_FUTURE_RESULT, F(4), .flags = LOG_TIMED, .deadline = 50);
	assert_why_ranked(s, WORKER, WHY_FUTURE_QUEUED, F(3), SECOND, 1); /* which gives up in time */
}

static void test_a_full_pool_that_waits_for_itself_is_a_circle(void **state)
{
	struct script *s = *state;
	struct why_not chain[8];
	uint32_t who[8];
	bool cycle;
	struct insight found[4];
	char text[512];
	fill_pool(s);
	BLOCK(s, 0, OP_FUTURE_RESULT, F(1));
	assert_int_equal(insight_find(found, 4, s->model), 0);
	BLOCK(s, SECOND, OP_FUTURE_RESULT, F(4));
	model_why_chain(chain, who, 8, &cycle, s->model, 0);
	assert_true(cycle);
	assert_int_equal(chain[0].why, WHY_FUTURE_RUNS);
	assert_int_equal(chain[1].why, WHY_FUTURE_QUEUED);
	assert_int_equal(insight_find(found, 4, s->model), 1);
	assert_int_equal(found[0].kind, INSIGHT_DEADLOCK);
	assert_int_equal(found[0].also_count, 2); /* the other worker, and main */
	insight_text(text, sizeof text, &found[0], s->model);
	assert_non_null(strstr(text, "which stands at place 1 of the work queue"));
}

/* The lock of the second worker is the first one's: only a third worker, which sleeps, can take the call. */
static void test_a_sleeping_worker_opens_the_circle(void **state)
{
	struct script *s = *state;
	struct insight found[4];
	script_object(s, OBJ(9), TYPE_LOCK, "lock", 0);
	make_worker(s, 4);
	fill_pool(s);
	script_acquire(s, WORKER, OBJ(9));
	BLOCK(s, WORKER, OP_FUTURE_RESULT, F(3));
	BLOCK(s, SECOND, OP_LOCK_ACQUIRE, OBJ(9));
	BLOCK(s, 4, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 50);
	assert_why_ranked(s, WORKER, WHY_FUTURE_QUEUED, F(3), 4, 1);
	assert_int_equal(insight_find(found, 4, s->model), 0);
}

/* as_completed needs one of its futures: that another one waits for the caller's lock hangs nobody. */
static void test_a_wait_for_any_names_one_that_can_come(void **state)
{
	struct script *s = *state;
	struct insight found[4];
	script_object(s, OBJ(9), TYPE_RLOCK, "lock", 0);
	DONE(s, 0, OP_RLOCK_ACQUIRE, OBJ(9), .x = 0, .y = 1);
	submit(s, 0, F(1));
	submit(s, 0, F(2));
	take(s, WORKER, F(1));
	take(s, SECOND, F(2));
	BLOCK(s, WORKER, OP_RLOCK_ACQUIRE, OBJ(9));
	wait_for(s, 0, UNTIL_NEXT, 0);
	assert_why_ranked(s, 0, WHY_FUTURES, F(2), SECOND, 2);
	assert_int_equal(insight_find(found, 4, s->model), 0);
	wait_for(s, 0, UNTIL_ALL, 0);
	assert_why_ranked(s, 0, WHY_FUTURES, F(1), WORKER, 2);
	assert_int_equal(insight_find(found, 4, s->model), 1);
	assert_int_equal(found[0].kind, INSIGHT_DEADLOCK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_calls_stand_in_the_work_queue_until_they_are_taken),
		TEST(test_a_cancelled_future_is_settled_when_a_worker_meets_it),
		TEST(test_a_worker_that_could_not_be_started_is_none),
		TEST(test_a_worker_waits_for_work_until_there_is_some_or_no_more_comes),
		TEST(test_a_worker_goes_when_the_program_is_at_its_end),
		TEST(test_who_asks_for_a_result_waits_for_whoever_has_it),
		TEST(test_a_result_with_a_limit_goes_at_its_deadline),
		TEST(test_who_waits_for_several_goes_by_what_it_waits_for),
		TEST(test_a_cancelled_future_counts_when_it_is_settled),
		TEST(test_a_queued_future_needs_any_worker_that_comes_free),
		TEST(test_a_full_pool_that_waits_for_itself_is_a_circle),
		TEST(test_a_sleeping_worker_opens_the_circle),
		TEST(test_a_wait_for_any_names_one_that_can_come),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
