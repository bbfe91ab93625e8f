/* Every scenario of the table, run live and controlled: its log keeps the rules of tests/invariants.h, and it
 * ends as its promises say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../invariants.h"
#include "../run_session.h"
#include "session/scenarios.h"

enum { LIVE_RUNS = 3, FEW_SEEDS = 50 };

/* In which statuses a scenario may end when time is respected. */
static bool may_end_in(const char *scenario, enum log_status status)
{
	if (status == LOG_COMPLETED)
		return true;
	if (strcmp(scenario, "race-counter") == 0)
		return status == LOG_PROMISE_BROKEN;
	return strcmp(scenario, "deadlock") == 0 && status == LOG_DEADLOCK;
}

static void show(const struct session_options *options, const struct session *session)
{
	run_show(session_log(session));
	print_error("%s, strategy %d, seed %u, %s\n", options->scenario, (int)options->strategy,
		    (unsigned)options->seed, options->params != NULL ? options->params : "defaults");
}

/* Runs it, checks its log; returns how it ended. */
static enum log_status run_and_check(const struct session_options *options)
{
	char message[INVARIANTS_MESSAGE];
	struct session *session = run_session(options);
	enum log_status status = run_status(session);
	const char *broken = invariants_broken(message, session_log(session));
	if (broken != NULL)
		show(options, session);
	session_free(session);
	if (broken != NULL)
		fail_msg("%s", broken);
	return status;
}

static void run_each(enum session_strategy strategy, uint64_t seeds)
{
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= seeds; seed++) {
			struct session_options options = run_options(scenario_table[i]->id, strategy, seed);
			enum log_status status = run_and_check(&options);
			if (!may_end_in(options.scenario, status))
				fail_msg("%s ends %s under seed %u", options.scenario,
					 log_status_name(status), (unsigned)seed);
		}
	}
}

static void test_every_scenario_keeps_its_promises_live(void **state)
{
	(void)state;
	run_each(STRATEGY_LIVE, LIVE_RUNS);
}

static void test_every_scenario_keeps_its_promises_round_robin(void **state)
{
	(void)state;
	run_each(STRATEGY_ROUND_ROBIN, 1);
}

static void test_every_scenario_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	run_each(STRATEGY_RANDOM, RUN_SEEDS);
}

/* Some of the first FEW_SEEDS seeds end in `status`, and some do not. */
static void assert_some_end(const char *scenario, bool time_free, enum log_status status)
{
	bool some = false, others = false;
	for (uint64_t seed = 1; seed <= FEW_SEEDS && !(some && others); seed++) {
		struct session_options options = run_options(scenario, STRATEGY_RANDOM, seed);
		options.time_free = time_free;
		if (run_and_check(&options) == status)
			some = true;
		else
			others = true;
	}
	assert_true(some);
	assert_true(others);
}

static void test_race_counter_loses_additions_under_some_seeds_only(void **state)
{
	(void)state;
	assert_some_end("race-counter", false, LOG_PROMISE_BROKEN);
}

static void test_deadlock_hangs_under_some_seeds_only(void **state)
{
	(void)state;
	assert_some_end("deadlock", false, LOG_DEADLOCK);
}

static void test_condition_loses_its_notify_under_some_seeds_when_time_is_free(void **state)
{
	(void)state;
	assert_some_end("condition", true, LOG_DEADLOCK);
}

static void test_event_never_hangs_even_when_time_is_free(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= RUN_SEEDS; seed++) {
		struct session_options options = run_options("event", STRATEGY_RANDOM, seed);
		options.time_free = true;
		assert_int_equal(run_and_check(&options), LOG_COMPLETED);
	}
}

static void check_variant(const char *scenario, const char *params, void *context)
{
	(void)context;
	static const enum session_strategy strategies[] = {STRATEGY_LIVE, STRATEGY_ROUND_ROBIN,
							   STRATEGY_RANDOM};
	for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
		struct session_options options = run_options(scenario, strategies[i], 3);
		options.params = params;
		run_and_check(&options);
		options.time_free = strategies[i] == STRATEGY_RANDOM;
		if (options.time_free)
			run_and_check(&options);
	}
}

static void test_every_variant_leaves_a_sound_log(void **state)
{
	(void)state;
	run_each_variant(check_variant, NULL);
}

/* What each variant is there to show, under any order of steps in which time is respected. */
static void test_variants_end_as_they_say(void **state)
{
	(void)state;
	static const struct {
		const char *scenario, *params;
		enum log_status status;
	} expected[] = {
	    {"event", "variant=setter-fails", LOG_DEADLOCK},
	    {"condition", "variant=predicate", LOG_COMPLETED},
	    {"condition", "variant=stray-notify", LOG_PROMISE_BROKEN},
	    {"task-distribution", "variant=join-queue", LOG_DEADLOCK},
	    {"task-distribution", "variant=task-fails", LOG_DEADLOCK},
	    {"task-distribution", "variant=four-workers", LOG_DEADLOCK},
	    {"task-distribution", "variant=producer-dies", LOG_DEADLOCK},
	    {"process-queue", "variant=producer-dies", LOG_CRASHED},
	    {"gather", "variant=blocking-sleep", LOG_PROMISE_BROKEN},
	    {"deadlock", "variant=same-order", LOG_COMPLETED},
	    {"race-counter", "threads=3\nrounds=1", LOG_COMPLETED},
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct session_options options = run_options(expected[i].scenario, STRATEGY_ROUND_ROBIN, 1);
		options.params = expected[i].params;
		enum log_status status = run_and_check(&options);
		if (status != expected[i].status)
			fail_msg("%s %s ends %s", options.scenario, options.params, log_status_name(status));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_live),
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_round_robin),
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_under_every_seed),
	    cmocka_unit_test(test_race_counter_loses_additions_under_some_seeds_only),
	    cmocka_unit_test(test_deadlock_hangs_under_some_seeds_only),
	    cmocka_unit_test(test_condition_loses_its_notify_under_some_seeds_when_time_is_free),
	    cmocka_unit_test(test_event_never_hangs_even_when_time_is_free),
	    cmocka_unit_test(test_every_variant_leaves_a_sound_log),
	    cmocka_unit_test(test_variants_end_as_they_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
