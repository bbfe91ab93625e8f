/* A log is a schedule: the same choices give the same run, to the letter; and whatever cannot follow says
 * where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../same_run.h"
#include "session/scenarios.h"
#include "session/schedule.h"

/* ---- the same again ---- */

static void run_twice(const struct session_options *options)
{
	struct session *first = run_checked(options), *second = run_checked(options);
	assert_same_dump(first, second, options->scenario);
	session_free(first);
	session_free(second);
}

static void run_variant_twice(const char *scenario, const char *params, void *context)
{
	(void)context;
	for (uint64_t seed = 1; seed <= RUN_FEW; seed++) {
		struct session_options options = run_options(scenario, STRATEGY_RANDOM, seed);
		options.params = params;
		run_twice(&options);
		options.time_free = true;
		run_twice(&options);
	}
	struct session_options options = run_options(scenario, STRATEGY_ROUND_ROBIN, 1);
	options.params = params;
	run_twice(&options);
}

static void test_the_same_seed_gives_the_same_bytes(void **state)
{
	(void)state;
	run_each_variant(run_variant_twice, NULL);
}

static void test_another_seed_gives_another_run(void **state)
{
	(void)state;
	struct session_options options = run_options("race-counter", STRATEGY_RANDOM, 1);
	struct session *first = run_checked(&options);
	options.seed = 2;
	struct session *second = run_checked(&options);
	struct run_events a = run_events(session_log(first)), b = run_events(session_log(second));
	bool same = a.count == b.count;
	for (size_t i = 0; same && i < a.count; i++)
		same = same_run_op(&a.list[i], &b.list[i]);
	assert_false(same);
	free(a.list);
	free(b.list);
	session_free(first);
	session_free(second);
}

/* ---- replays ---- */

static void replay_controlled(const char *scenario, const char *params, void *context)
{
	(void)context;
	for (uint64_t seed = 1; seed <= RUN_FEW; seed++) {
		struct session_options options = run_options(scenario, STRATEGY_RANDOM, seed);
		options.params = params;
		options.time_free = seed % 2 != 0;
		struct session *recording = run_checked(&options);
		struct session *again = run_replay(&options, recording);
		assert_same_dump(recording, again, scenario);
		session_free(again);
		session_free(recording);
	}
}

static void test_a_controlled_run_replays_to_the_letter(void **state)
{
	(void)state;
	run_each_variant(replay_controlled, NULL);
}

static void replay_live(const char *scenario, const char *params, void *context)
{
	(void)context;
	struct session_options options = run_options(scenario, STRATEGY_LIVE, 1);
	options.params = params;
	struct session *recording = run_checked(&options);
	struct session *again = run_replay(&options, recording);
	assert_same_ops(recording, again, true, scenario);
	assert_same_end(recording, again, scenario);
	session_free(again);
	session_free(recording);
}

static void test_a_live_run_replays_in_the_same_order(void **state)
{
	(void)state;
	for (int run = 0; run < RUN_FEW; run++)
		run_each_variant(replay_live, NULL);
}

static void test_a_replay_can_be_replayed(void **state)
{
	(void)state;
	struct session_options options = run_options("task-distribution", STRATEGY_LIVE, 1);
	struct session *recording = run_checked(&options);
	struct session *again = run_replay(&options, recording);
	struct session *third = run_replay(&options, again);
	assert_same_dump(again, third, options.scenario);
	session_free(third);
	session_free(again);
	session_free(recording);
}

/* ---- schedules ---- */

static char *schedule_of(const struct session *session)
{
	char *schedule;
	assert_int_equal(schedule_of_log(&schedule, session_log(session), UINT64_MAX), 0);
	return schedule;
}

static void follow_controlled(const char *scenario, const char *params, void *context)
{
	(void)context;
	for (uint64_t seed = 1; seed <= RUN_FEW; seed++) {
		struct session_options options = run_options(scenario, STRATEGY_RANDOM, seed);
		options.params = params;
		options.time_free = seed % 2 != 0;
		struct session *first = run_checked(&options);
		char *schedule = schedule_of(first);
		options.strategy = STRATEGY_MANUAL;
		options.schedule = schedule;
		struct session *second = run_checked(&options);
		assert_same_dump(first, second, scenario);
		session_free(second);
		session_free(first);
		free(schedule);
	}
}

static void test_the_schedule_of_a_controlled_run_makes_it_again(void **state)
{
	(void)state;
	run_each_variant(follow_controlled, NULL);
}

/* When a death is seen that nobody asked for, no schedule says: what a pool's helper, or one who joins, does then comes before
 * or behind the steps of others. */
static bool leans_on_a_death(const char *params)
{
	return params != NULL && strstr(params, "killed") != NULL;
}

/* What a loop says between its steps (whom it calls) comes before or behind the steps of threads beside it: no schedule says.
 * Recordings do, and these are replayed to the letter above, like all others. */
static bool calls_beside_threads(const char *scenario, const char *params)
{
	static const struct {
		const char *scenario, *params;
	} such[] = {{"async-io", "variant=file"}, {"blocking-the-loop", "variant=thread"}};
	for (size_t i = 0; i < sizeof such / sizeof *such; i++)
		if (params != NULL && strcmp(scenario, such[i].scenario) == 0 && strcmp(params, such[i].params) == 0)
			return true;
	return false;
}

static void follow_live(const char *scenario, const char *params, void *context)
{
	(void)context;
	if (leans_on_a_death(params) || calls_beside_threads(scenario, params))
		return;
	struct session_options options = run_options(scenario, STRATEGY_LIVE, 1);
	options.params = params;
	/* A loop's turn takes all timers that are due: at full speed a slow machine may find two where the
	 * schedule, whose clock stops at each, finds one. */
	if (strcmp(scenario_find(scenario)->kind, "loop") == 0)
		options.speed = 5;
	struct session *first = run_checked(&options);
	char *schedule = schedule_of(first);
	options.strategy = STRATEGY_MANUAL;
	options.schedule = schedule;
	struct session *second = run_checked(&options);
	assert_same_ops(first, second, false, scenario);
	session_free(second);
	session_free(first);
	free(schedule);
}

static void test_the_schedule_of_a_live_run_makes_its_order_again(void **state)
{
	(void)state;
	run_each_variant(follow_live, NULL);
}

static void test_a_part_of_a_schedule_is_followed_and_then_left(void **state)
{
	(void)state;
	struct session_options options = run_options("lock", STRATEGY_RANDOM, 5);
	struct session *first = run_checked(&options);
	char *schedule;
	assert_int_equal(schedule_of_log(&schedule, session_log(first), 20), 0);
	options.strategy = STRATEGY_ROUND_ROBIN;
	options.schedule = schedule;
	struct session *second = run_checked(&options);
	char *beginning;
	assert_int_equal(schedule_of_log(&beginning, session_log(second), 20), 0);
	assert_string_equal(beginning, schedule);
	assert_int_equal(run_status(second), LOG_COMPLETED);
	session_free(second);
	session_free(first);
	free(schedule);
	free(beginning);
}

/* ---- what cannot be followed ---- */

static uint64_t steps_in(const struct log *log)
{
	uint64_t steps = 0, pos = 0, end = log_committed(log);
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;)
		steps += (event->flags & LOG_STEP) != 0;
	return steps;
}

/* Both logs agree up to the last op of the shorter one. */
static void assert_begins_like(const struct log *whole, const struct log *part)
{
	struct run_events a = run_events(whole), b = run_events(part);
	size_t at_a = 0, at_b = 0;
	const struct log_event *in_b;
	while ((in_b = same_run_next(&b, &at_b, true)) != NULL) {
		const struct log_event *in_a = same_run_next(&a, &at_a, true);
		assert_non_null(in_a);
		assert_true(same_run_op(in_a, in_b));
	}
	free(a.list);
	free(b.list);
}

static void assert_diverges(const struct session_options *recorded, const struct session_options *other)
{
	struct session *recording = run_checked(recorded);
	struct session *again = run_replay(other, recording);
	struct session_state state;
	session_state(&state, again);
	assert_int_equal(state.status, LOG_DIVERGED);
	assert_int_equal(state.diverged_at, steps_in(session_log(again)) + 1);
	assert_begins_like(session_log(recording), session_log(again));
	session_free(again);
	session_free(recording);
}

static void test_a_replay_of_another_scenario_says_at_which_step_it_differs(void **state)
{
	(void)state;
	struct session_options recorded = run_options("condition", STRATEGY_RANDOM, 1);
	struct session_options other = run_options("event", STRATEGY_REPLAY, 1);
	assert_diverges(&recorded, &other);
}

static void test_a_replay_with_another_parameter_says_at_which_step_it_differs(void **state)
{
	(void)state;
	struct session_options recorded = run_options("condition", STRATEGY_RANDOM, 1);
	struct session_options other = recorded;
	other.params = "variant=predicate";
	assert_diverges(&recorded, &other);
	recorded.strategy = STRATEGY_LIVE;
	assert_diverges(&recorded, &other);
}

static void test_a_replay_of_a_longer_program_says_where_it_ends_too_early(void **state)
{
	(void)state;
	struct session_options recorded = run_options("race-counter", STRATEGY_ROUND_ROBIN, 1),
			       other = recorded;
	recorded.params = "rounds=3";
	assert_diverges(&recorded, &other);
	assert_diverges(&other, &recorded);
}

static void test_a_schedule_that_names_nobody_diverges(void **state)
{
	(void)state;
	struct session_options options = run_options("condition", STRATEGY_ROUND_ROBIN, 1);
	options.schedule = "0x3.7";
	struct session *session = run_checked(&options);
	struct session_state end;
	session_state(&end, session);
	assert_int_equal(end.status, LOG_DIVERGED);
	assert_int_equal(end.diverged_at, 4);
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_same_seed_gives_the_same_bytes),
	    cmocka_unit_test(test_another_seed_gives_another_run),
	    cmocka_unit_test(test_a_controlled_run_replays_to_the_letter),
	    cmocka_unit_test(test_a_live_run_replays_in_the_same_order),
	    cmocka_unit_test(test_a_replay_can_be_replayed),
	    cmocka_unit_test(test_the_schedule_of_a_controlled_run_makes_it_again),
	    cmocka_unit_test(test_the_schedule_of_a_live_run_makes_its_order_again),
	    cmocka_unit_test(test_a_part_of_a_schedule_is_followed_and_then_left),
	    cmocka_unit_test(test_a_replay_of_another_scenario_says_at_which_step_it_differs),
	    cmocka_unit_test(test_a_replay_with_another_parameter_says_at_which_step_it_differs),
	    cmocka_unit_test(test_a_replay_of_a_longer_program_says_where_it_ends_too_early),
	    cmocka_unit_test(test_a_schedule_that_names_nobody_diverges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
