/* The table of scenarios: finding, suggesting, and what every row must have. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "session/scenarios.h"

static void test_find_gives_the_scenario_of_that_id(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++)
		assert_ptr_equal(scenario_find(scenario_table[i]->id), scenario_table[i]);
	assert_null(scenario_find("no-such-scenario"));
	assert_null(scenario_find(""));
}

static void test_suggest_finds_the_id_that_was_mistyped(void **state)
{
	(void)state;
	assert_string_equal(scenario_suggest("conditon"), "condition");
	assert_string_equal(scenario_suggest("lokc"), "lock");
	assert_string_equal(scenario_suggest("task_distributions"), "task-distribution");
	assert_string_equal(scenario_suggest("Gather"), "gather");
}

static void test_suggest_finishes_the_id_that_was_begun(void **state)
{
	(void)state;
	assert_string_equal(scenario_suggest("cond"), "condition");
	assert_string_equal(scenario_suggest("task"), "task-distribution");
}

static void test_suggest_is_silent_when_nothing_is_near(void **state)
{
	(void)state;
	char long_id[500];
	memset(long_id, 'x', sizeof long_id - 1);
	long_id[sizeof long_id - 1] = '\0';
	assert_null(scenario_suggest(long_id));
	assert_null(scenario_suggest("entropy"));
	assert_null(scenario_suggest("x"));
	assert_null(scenario_suggest(""));
}

static void test_every_scenario_is_complete(void **state)
{
	(void)state;
	static const char *const kinds = " threads queues processes loop ";
	for (size_t i = 0; scenario_table[i]; i++) {
		const struct il_scenario *scenario = scenario_table[i];
		assert_in_range(scenario->section, 1, 5);
		assert_true(scenario->title && *scenario->title);
		assert_true(scenario->summary && *scenario->summary);
		assert_non_null(strstr(kinds, scenario->kind));
		assert_true(scenario->run && scenario->check);
	}
}

static void test_an_alias_is_another_scenarios_program(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const struct il_scenario *alias = scenario_table[i];
		const char *program = alias->alias_of ? alias->alias_of : alias->id;
		assert_string_equal(scenario_program(alias->id), program);
		const struct il_scenario *scenario = scenario_find(program);
		assert_non_null(scenario);
		assert_null(scenario->alias_of);
		assert_true(alias->run == scenario->run && alias->check == scenario->check);
		assert_true(alias == scenario || alias->time_free || alias->params != scenario->params);
		size_t length, of_program;
		assert_ptr_equal(scenario_source(&length, alias->id, "c"),
		                 scenario_source(&of_program, program, "c"));
	}
	assert_string_equal(scenario_program("no-such-scenario"), "no-such-scenario");
}

static void check_param(const struct il_param *param)
{
	assert_true(param->help && *param->help);
	if (!param->choices) {
		assert_true(param->low <= param->high);
		return;
	}
	size_t length = strlen(param->value);
	assert_memory_equal(param->choices, param->value, length);
	assert_true(param->choices[length] == ',');
}

static void test_every_parameter_has_help_and_its_default_is_the_first_choice(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const struct il_param *param = scenario_table[i]->params;
		for (; param && param->name; param++)
			check_param(param);
	}
}

static void test_every_scenario_carries_both_its_sources(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		size_t length;
		const char *source = scenario_source(&length, id, "c");
		assert_non_null(source);
		assert_int_equal(strlen(source), length);
		assert_non_null(scenario_source(&length, id, "py"));
	}
	size_t length;
	assert_null(scenario_source(&length, "event", "txt"));
	assert_null(scenario_source(&length, "no-such-scenario", "c"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find_gives_the_scenario_of_that_id),
		cmocka_unit_test(test_suggest_finds_the_id_that_was_mistyped),
		cmocka_unit_test(test_suggest_finishes_the_id_that_was_begun),
		cmocka_unit_test(test_suggest_is_silent_when_nothing_is_near),
		cmocka_unit_test(test_every_scenario_is_complete),
		cmocka_unit_test(test_an_alias_is_another_scenarios_program),
		cmocka_unit_test(test_every_parameter_has_help_and_its_default_is_the_first_choice),
		cmocka_unit_test(test_every_scenario_carries_both_its_sources),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
