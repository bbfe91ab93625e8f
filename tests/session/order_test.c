/* Who chooses, changed in the middle of a run: what has happened stays, and what comes is the new order's. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "../cockpit.h"
#include "../same_run.h"
#include "interleave/interleave.h"

enum { STEPS_BEFORE = 6, CORES_MAX = 4 };

static const enum session_strategy strategies[] = {STRATEGY_LIVE, STRATEGY_MANUAL, STRATEGY_ROUND_ROBIN, STRATEGY_RANDOM,
						   STRATEGY_PCT};
enum { STRATEGY_COUNT = sizeof strategies / sizeof *strategies };

struct wanted {
	enum log_op op;
	size_t count;
};

static bool has_done(const struct session *session, void *context)
{
	const struct wanted *wanted = context;
	return run_count(session_log(session), wanted->op, LOG_DONE) >= wanted->count;
}

static void wait_for(const struct cockpit *cockpit, enum log_op op, size_t count)
{
	assert_true(run_wait(cockpit->session, has_done, &(struct wanted){op, count}));
}

static void change(struct cockpit *cockpit, enum session_strategy strategy, bool time_free)
{
	size_t before = run_count(session_log(cockpit->session), OP_CONTROL_STRATEGY, LOG_DONE);
	session_set_order(cockpit->session, strategy, time_free);
	wait_for(cockpit, OP_CONTROL_STRATEGY, before + 1);
}

static struct cockpit enter(const char *scenario, enum session_strategy strategy, bool time_free, uint64_t seed)
{
	struct session_options options = run_options(scenario, strategy, seed);
	options.time_free = time_free;
	return cockpit_enter_paused(&options);
}

/* Every choice made before is still there, and the run goes on from it: it can be replayed as a whole. */
static void test_each_order_can_follow_each(void **state)
{
	(void)state;
	for (int i = 0; i < STRATEGY_COUNT * STRATEGY_COUNT; i++) {
		struct session_options options = run_options("task-distribution", strategies[i / STRATEGY_COUNT], 1);
		options.paused = true;
		struct cockpit cockpit = cockpit_enter_paused(&options);
		for (int step = 0; step < STEPS_BEFORE; step++)
			cockpit_go(&cockpit, LOG_NONE);
		char *before = run_dump(session_log(cockpit.session));
		if (strategies[i % STRATEGY_COUNT] == options.strategy)
			session_set_order(cockpit.session, options.strategy, options.time_free); /* and nothing is changed */
		else
			change(&cockpit, strategies[i % STRATEGY_COUNT], options.time_free);
		cockpit_play(&cockpit);
		run_wait_end(cockpit.session);
		char *after = run_dump(session_log(cockpit.session));
		assert_memory_equal(strchr(before, '\n'), strchr(after, '\n'), strlen(strchr(before, '\n')));
		free(before);
		free(after);
		options.paused = false;
		struct session *replayed = run_replay(&options, cockpit.session);
		assert_same_ops(cockpit.session, replayed, true, "replay");
		session_free(replayed);
		cockpit_leave(&cockpit, LOG_COMPLETED);
	}
}

static void test_a_run_that_plays_takes_the_new_order_and_plays_on(void **state)
{
	(void)state;
	/* So slow that nothing would ever happen by itself. */
	struct session_options options = run_options("event", STRATEGY_LIVE, 1);
	options.speed = 0.001;
	struct cockpit cockpit = cockpit_enter(&options);
	wait_for(&cockpit, OP_THREAD_START, 2);
	change(&cockpit, STRATEGY_ROUND_ROBIN, false);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_the_paused_run_stays_paused(void **state)
{
	(void)state;
	struct cockpit cockpit = enter("condition", STRATEGY_MANUAL, false, 1);
	cockpit_go(&cockpit, LOG_NONE);
	change(&cockpit, STRATEGY_RANDOM, false);
	assert_true(cockpit_settle(&cockpit));
	assert_int_equal(cockpit.steps, 1);
	cockpit_go(&cockpit, LOG_NONE);
	assert_int_equal(cockpit.steps, 2);
	session_stop(cockpit.session);
	cockpit_leave(&cockpit, LOG_LEFT);
}

/* The choices of a schedule that are left are the user's no more. */
static void test_a_given_schedule_is_left(void **state)
{
	(void)state;
	struct session_options options = run_options("condition", STRATEGY_MANUAL, 1);
	options.schedule = "0x7.2";
	struct cockpit cockpit = cockpit_enter_paused(&options);
	for (int i = 0; i < 7; i++)
		cockpit_go(&cockpit, LOG_NONE);
	struct session_state run;
	session_state(&run, cockpit.session);
	assert_int_equal(run.proposal, 2);
	change(&cockpit, STRATEGY_ROUND_ROBIN, false);
	assert_true(cockpit_settle(&cockpit));
	session_state(&run, cockpit.session);
	assert_int_equal(run.proposal, 1);
	session_stop(cockpit.session);
	cockpit_leave(&cockpit, LOG_LEFT);
}

/* How many of the seeds lose the notify, when the time is changed before the first step. */
static int count_lost(bool before, bool after)
{
	int lost = 0;
	for (uint64_t seed = 1; seed <= RUN_SEEDS; seed++) {
		struct cockpit cockpit = enter("condition", STRATEGY_RANDOM, before, seed);
		change(&cockpit, STRATEGY_RANDOM, after);
		cockpit_play(&cockpit);
		lost += cockpit_leave_any(&cockpit) == LOG_DEADLOCK;
	}
	return lost;
}

static void test_time_is_freed_and_respected_on_the_way(void **state)
{
	(void)state;
	assert_true(count_lost(false, true) > 0);
	assert_int_equal(count_lost(true, false), 0);
}

/* ---- cores ---- */

static il_value count_cores(il_args args)
{
	(void)args;
	cpu_set_t cores;
	il_var count = il_var_new("cores", il_int(0));
	for (int i = 0; i < CORES_MAX; i++) {
		sched_getaffinity(0, sizeof cores, &cores);
		il_var_write(count, il_int(CPU_COUNT(&cores)));
	}
	return il_none();
}

static void count_in_a_thread(void)
{
	il_thread thread = il_thread_new(count_cores);
	il_thread_start(thread);
	il_thread_join(thread);
}

static int64_t last_written(const struct cockpit *cockpit)
{
	struct log_event event = cockpit_last(cockpit);
	assert_int_equal(event.op, OP_VAR_WRITE);
	return event.value;
}

static void test_a_run_that_goes_live_gets_all_cores(void **state)
{
	(void)state;
	cpu_set_t cores;
	struct il_scenario program = run_program(count_in_a_thread);
	struct session_options options = run_options("test", STRATEGY_MANUAL, 1);
	options.program = &program;
	struct cockpit cockpit = cockpit_enter_paused(&options);
	sched_getaffinity(0, sizeof cores, &cores);
	cockpit_go_on(&cockpit, 0);
	cockpit_go(&cockpit, 1); /* makes the variable */
	cockpit_go(&cockpit, 1);
	assert_int_equal(last_written(&cockpit), 1);
	change(&cockpit, STRATEGY_LIVE, false);
	cockpit_go(&cockpit, 1); /* it has counted before */
	cockpit_go(&cockpit, 1);
	assert_int_equal(last_written(&cockpit), CPU_COUNT(&cores));
	change(&cockpit, STRATEGY_RANDOM, false);
	cockpit_go(&cockpit, 1);
	cockpit_go(&cockpit, 1);
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_order_can_follow_each),
	    cmocka_unit_test(test_a_run_that_plays_takes_the_new_order_and_plays_on),
	    cmocka_unit_test(test_the_paused_run_stays_paused),
	    cmocka_unit_test(test_a_given_schedule_is_left),
	    cmocka_unit_test(test_time_is_freed_and_respected_on_the_way),
	    cmocka_unit_test(test_a_run_that_goes_live_gets_all_cores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
