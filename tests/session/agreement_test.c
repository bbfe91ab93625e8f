/* The model's view of who can go is the engine's: whoever the model says can go is let go, whoever it says
 * cannot is refused, at every stop of every scenario. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../cockpit.h"
#include "session/scenarios.h"

enum { SEEDS = 5 * RUN_FEW, PAUSED_STEPS = 30 };

/* At every stop, one step of anybody is asked for, until the run ends. */
static void compare_to_the_end(const char *scenario, const char *params, uint64_t seed)
{
	uint64_t dice = seed;
	struct session_options options = run_options(scenario, STRATEGY_MANUAL, seed);
	options.params = params;
	struct cockpit cockpit = cockpit_enter_paused(&options);
	while (cockpit_settle(&cockpit))
		cockpit_compare(&cockpit, &dice);
	cockpit_leave_any(&cockpit);
}

static void test_the_model_knows_who_can_go_at_every_step(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++)
		for (uint64_t seed = 1; seed <= SEEDS; seed++)
			compare_to_the_end(scenario_table[i]->id, NULL, seed);
}

static void compare_variant(const char *scenario, const char *params, void *context)
{
	(void)context;
	if (params != NULL)
		compare_to_the_end(scenario, params, 1);
}

static void test_the_model_knows_who_can_go_in_every_variant(void **state)
{
	(void)state;
	run_each_variant(compare_variant, NULL);
}

static bool has_printed(const struct session *session, void *context)
{
	const size_t *times = context;
	return run_count(session_log(session), OP_PRINT, LOG_DONE) >= *times;
}

static void pause_and_compare(const char *scenario, uint64_t seed)
{
	uint64_t dice = seed;
	size_t times = cockpit_roll(&dice, 6);
	struct session_options options = run_options(scenario, STRATEGY_LIVE, seed);
	struct cockpit cockpit = cockpit_enter(&options);
	run_wait(cockpit.session, has_printed, &times);
	cockpit_pause(&cockpit);
	for (int asked = 0; asked < PAUSED_STEPS && cockpit_settle(&cockpit); asked++)
		cockpit_compare(&cockpit, &dice);
	session_set_speed(cockpit.session, 1000);
	session_play(cockpit.session);
	cockpit_leave_any(&cockpit);
}

static void test_the_model_knows_who_can_go_in_a_paused_live_run(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++)
		for (uint64_t seed = 1; seed <= RUN_FEW; seed++)
			pause_and_compare(scenario_table[i]->id, seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_model_knows_who_can_go_at_every_step),
	    cmocka_unit_test(test_the_model_knows_who_can_go_in_every_variant),
	    cmocka_unit_test(test_the_model_knows_who_can_go_in_a_paused_live_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
