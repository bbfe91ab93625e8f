/* Everything that must hold of every run, held against programs that do everything in every order. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../cockpit.h"
#include "../same_run.h"
#include "mixtures.h"
#include "session/schedule.h"

enum { ORDERS = RUN_SEEDS / 4, LIVE_RUNS = 2 * RUN_FEW };

static struct session_options options_of(const struct il_scenario *program, enum session_strategy strategy,
					 uint64_t seed)
{
	struct session_options options = run_options(program->id, strategy, seed);
	options.program = program;
	return options;
}

static void run_to_its_end(const struct session_options *options)
{
	struct session *session = run_checked(options);
	enum log_status status = run_status(session);
	if (status != LOG_COMPLETED)
		run_show(session_log(session));
	session_free(session);
	if (status != LOG_COMPLETED)
		fail_msg("%s, seed %u: %s", options->scenario, (unsigned)options->seed,
			 log_status_name(status));
}

static void test_any_order_of_steps_comes_to_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= ORDERS; seed++) {
			struct session_options options = options_of(mixtures[i], STRATEGY_RANDOM, seed);
			options.time_free = seed % 2 == 0;
			if (seed % 3 ==
			    0) { /* which is not fair: with free time, a daemon might go on for ever */
				options.strategy = STRATEGY_PCT;
				options.time_free = false;
			}
			run_to_its_end(&options);
		}
		struct session_options options = options_of(mixtures[i], STRATEGY_ROUND_ROBIN, 1);
		run_to_its_end(&options);
	}
}

static void test_live_runs_come_to_their_end(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++) {
			struct session_options options = options_of(mixtures[i], STRATEGY_LIVE, seed);
			options.speed = seed % 2 == 0 ? 50 : 1000;
			run_to_its_end(&options);
		}
	}
}

static void test_the_same_seed_gives_the_same_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++) {
			struct session_options options = options_of(mixtures[i], STRATEGY_RANDOM, seed);
			options.time_free = seed % 2 == 0;
			struct session *first = run_checked(&options), *second = run_checked(&options);
			assert_same_dump(first, second, options.scenario);
			session_free(first);
			session_free(second);
		}
	}
}

static void test_controlled_runs_replay_to_the_letter(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++) {
			struct session_options options = options_of(mixtures[i], STRATEGY_RANDOM, seed);
			options.time_free = seed % 2 == 0;
			struct session *recording = run_checked(&options);
			struct session *again = run_replay(&options, recording);
			assert_same_dump(recording, again, options.scenario);
			session_free(again);
			char *schedule;
			assert_int_equal(schedule_of_log(&schedule, session_log(recording), UINT64_MAX), 0);
			options.schedule = schedule;
			options.strategy = STRATEGY_MANUAL;
			again = run_checked(&options);
			assert_same_dump(recording, again, options.scenario);
			session_free(again);
			session_free(recording);
			free(schedule);
		}
	}
}

static void test_live_runs_replay_in_the_same_order(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++) {
			struct session_options options = options_of(mixtures[i], STRATEGY_LIVE, seed);
			struct session *recording = run_checked(&options);
			struct session *again = run_replay(&options, recording);
			assert_same_ops(recording, again, true, options.scenario);
			assert_int_equal(run_status(again), LOG_COMPLETED);
			session_free(again);
			session_free(recording);
		}
	}
}

static void test_the_model_knows_who_can_go_at_every_step(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++) {
			uint64_t dice = seed;
			struct session_options options = options_of(mixtures[i], STRATEGY_MANUAL, seed);
			struct cockpit cockpit = cockpit_enter_paused(&options);
			while (cockpit_settle(&cockpit))
				cockpit_compare(&cockpit, &dice);
			cockpit_leave(&cockpit, LOG_COMPLETED);
		}
	}
}

static void test_pauses_of_live_runs_change_nothing_but_the_time(void **state)
{
	(void)state;
	for (size_t i = 0; mixtures[i] != NULL; i++) {
		for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++) {
			uint64_t dice = seed;
			struct session_options options = options_of(mixtures[i], STRATEGY_LIVE, seed);
			struct cockpit cockpit = cockpit_enter(&options);
			for (int pauses = 0; pauses < 3; pauses++) {
				cockpit_pause(&cockpit);
				for (int asked = 0; asked < 8 && cockpit_settle(&cockpit); asked++)
					cockpit_compare(&cockpit, &dice);
				cockpit_play(&cockpit);
			}
			cockpit_leave(&cockpit, LOG_COMPLETED);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_order_of_steps_comes_to_its_end),
	    cmocka_unit_test(test_live_runs_come_to_their_end),
	    cmocka_unit_test(test_the_same_seed_gives_the_same_bytes),
	    cmocka_unit_test(test_controlled_runs_replay_to_the_letter),
	    cmocka_unit_test(test_live_runs_replay_in_the_same_order),
	    cmocka_unit_test(test_the_model_knows_who_can_go_at_every_step),
	    cmocka_unit_test(test_pauses_of_live_runs_change_nothing_but_the_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
