/* What can be set before a run, and what is remembered of it. */
#include "tui/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/remember.h"

static const struct il_param params[] = {
    {.name = "variant", .value = "asis", .choices = "asis,mended", .help = "which"},
    {.name = "count", .value = "5", .low = 2, .high = 40, .help = "how many"},
    {.name = NULL},
};

static const struct il_scenario scenario = {.id = "condition", .params = params};

enum { VARIANT, COUNT, SEED, ORDER, PACE, TIME, ALL };

static struct settings begin(void)
{
	struct settings settings = {.seed = 1, .strategy = STRATEGY_MANUAL, .pace = 4};
	settings_begin(&settings, &scenario);
	return settings;
}

static void expect_shown(const struct settings *settings, int at, const char *value)
{
	char out[SETTINGS_VALUE_SIZE];
	assert_string_equal(settings_value(out, settings, at, catalog_find("en")), value);
}

static void expect_params(const struct settings *settings, const char *expected)
{
	char *lines;
	assert_int_equal(settings_params(&lines, settings), 0);
	if (expected == NULL)
		assert_null(lines);
	else
		assert_string_equal(lines, expected);
	free(lines);
}

static void test_it_begins_with_the_defaults(void **state)
{
	(void)state;
	struct settings settings = begin();
	assert_int_equal(settings_count(&settings), ALL);
	expect_shown(&settings, VARIANT, "asis");
	expect_shown(&settings, COUNT, "5");
	expect_shown(&settings, SEED, "1");
	expect_shown(&settings, ORDER, "you choose");
	expect_shown(&settings, PACE, "4");
	expect_shown(&settings, TIME, "respected");
	assert_string_equal(settings_name(&settings, COUNT, catalog_find("en")), "count");
	assert_string_equal(settings_help(&settings, VARIANT), "which");
	expect_params(&settings, NULL);
}

static void test_values_change_within_their_bounds(void **state)
{
	(void)state;
	struct settings settings = begin();
	assert_false(settings_change(&settings, VARIANT, -1));
	assert_true(settings_change(&settings, VARIANT, 1));
	assert_false(settings_change(&settings, VARIANT, 1));
	expect_shown(&settings, VARIANT, "mended");
	assert_true(settings_change(&settings, COUNT, -1));
	assert_true(settings_change(&settings, COUNT, -1));
	assert_true(settings_change(&settings, COUNT, -1));
	assert_false(settings_change(&settings, COUNT, -1));
	expect_params(&settings, "variant=mended\ncount=2");
	assert_true(settings_change(&settings, SEED, -1));
	assert_false(settings_change(&settings, SEED, -1));
	assert_true(settings_change(&settings, ORDER, -1));
	expect_shown(&settings, ORDER, "live");
	assert_true(settings_change(&settings, ORDER, 1));
	expect_shown(&settings, ORDER, "you choose");
	assert_true(settings_change(&settings, TIME, 1));
	expect_shown(&settings, TIME, "free");
	for (int i = 0; i < 8; i++)
		assert_true(settings_change(&settings, PACE, 1));
	assert_false(settings_change(&settings, PACE, 1));
}

static void test_numbers_are_typed(void **state)
{
	(void)state;
	struct settings settings = begin();
	assert_false(settings_type(&settings, COUNT, 1)); /* 51 is too large, and 1 too small */
	assert_true(settings_type(&settings, COUNT, 4));
	assert_true(settings_type(&settings, COUNT, 0));
	expect_shown(&settings, COUNT, "40");
	assert_true(settings_type(&settings, COUNT, -1));
	expect_shown(&settings, COUNT, "4");
	assert_false(settings_type(&settings, VARIANT, 1));
	assert_false(settings_type(&settings, PACE, 1));
	assert_true(settings_type(&settings, SEED, 7));
	expect_shown(&settings, SEED, "17");
	for (int i = 0; i < 40; i++)
		settings_type(&settings, SEED, 9);
	assert_true(settings.seed > 17);
	assert_false(settings_type(&settings, SEED, 9));
}

static void test_what_does_not_fit_is_not_read(void **state)
{
	(void)state;
	struct settings settings = begin();
	settings_read(&settings, "variant=mended");
	settings_read(&settings, "variant=other");
	settings_read(&settings, "count=9999");
	settings_read(&settings, "count=7x");
	settings_read(&settings, "nothing=1");
	settings_read(&settings, "count");
	expect_params(&settings, "variant=mended");
	settings_read(&settings, "count=7");
	expect_params(&settings, "variant=mended\ncount=7");
}

static void test_the_last_choices_are_remembered(void **state)
{
	(void)state;
	char folder[] = "/tmp/interleave-test-XXXXXX", command[64];
	assert_non_null(mkdtemp(folder));
	setenv("XDG_STATE_HOME", folder, 1);
	struct settings settings = begin(), read = {.seed = 1, .strategy = STRATEGY_MANUAL, .pace = 4};
	remember_read(&read); /* nothing is there yet */
	assert_null(read.scenario);
	settings.seed = 12;
	settings.strategy = STRATEGY_PCT;
	settings.pace = 8;
	settings.time_free = true;
	remember_write(&settings);
	remember_read(&read);
	assert_non_null(read.scenario);
	assert_string_equal(read.scenario->id, "condition");
	assert_int_equal(read.seed, 12);
	assert_int_equal(read.strategy, STRATEGY_PCT);
	assert_true(read.pace > 7.9 && read.pace < 8.1);
	assert_true(read.time_free);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	assert_int_equal(system(command), 0);
}

static void test_nowhere_to_remember_is_no_error(void **state)
{
	(void)state;
	setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1);
	struct settings settings = begin();
	remember_write(&settings);
	remember_read(&settings);
	assert_string_equal(settings.scenario->id, "condition");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_begins_with_the_defaults),
	    cmocka_unit_test(test_values_change_within_their_bounds),
	    cmocka_unit_test(test_numbers_are_typed),
	    cmocka_unit_test(test_what_does_not_fit_is_not_read),
	    cmocka_unit_test(test_the_last_choices_are_remembered),
	    cmocka_unit_test(test_nowhere_to_remember_is_no_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
