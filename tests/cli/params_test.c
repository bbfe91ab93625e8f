/* Parameters: what --set may say, and reading them back from a recording. */
#include "cli/params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct il_param table[] = {
    {.name = "variant", .value = "asis", .choices = "asis,predicate"},
    {.name = "rounds", .value = "2", .low = 1, .high = 1000},
    {.name = NULL},
};
static const struct il_scenario with_params = {.id = "some", .params = table};
static const struct il_scenario without_params = {.id = "none"};

static void assert_refused(const struct il_scenario *scenario, const char *set, const char *why)
{
	struct complaint complaint = {.catalog = catalog_find("en")};
	assert_false(params_check(&complaint, scenario, set));
	assert_string_equal(complaint.text, why);
}

static void assert_taken(const char *set)
{
	struct complaint complaint = {.catalog = catalog_find("en")};
	assert_true(params_check(&complaint, &with_params, set));
}

static void test_choices_and_numbers_in_range_are_taken(void **state)
{
	(void)state;
	assert_taken("variant=asis");
	assert_taken("variant=predicate");
	assert_taken("rounds=1");
	assert_taken("rounds=1000");
}

static void test_anything_else_is_refused_with_what_is_right(void **state)
{
	(void)state;
	assert_refused(&with_params, "variant=pred",
		       "--set variant=pred: variant must be one of asis,predicate");
	assert_refused(&with_params, "variant=", "--set variant=: variant must be one of asis,predicate");
	assert_refused(&with_params, "rounds=0",
		       "--set rounds=0: rounds must be a whole number from 1 to 1000");
	assert_refused(&with_params, "rounds=99999999999999999999",
		       "--set rounds=99999999999999999999: rounds must be a whole number from 1 to 1000");
	assert_refused(&with_params, "rounds=2x",
		       "--set rounds=2x: rounds must be a whole number from 1 to 1000");
	assert_refused(&with_params, "vari=asis",
		       "--set vari=asis: some has no parameter vari; it has variant, rounds");
	assert_refused(&without_params, "a=b", "--set a=b: none has no parameter a; it has none");
}

static void assert_read(const char *json, const char *lines)
{
	char *read;
	assert_int_equal(params_of_json(&read, json), 0);
	if (lines == NULL)
		assert_null(read);
	else
		assert_string_equal(read, lines);
	free(read);
}

static void test_a_recordings_parameters_become_lines(void **state)
{
	(void)state;
	assert_read("{}", NULL);
	assert_read("{\"variant\":\"predicate\"}", "variant=predicate");
	assert_read("{\"variant\":\"asis\",\"rounds\":12}", "variant=asis\nrounds=12");
	assert_read(" { \"a\" : \"b c\" , \"d\" : -1 } ", "a=b c\nd=-1");
	assert_read("{\"a\":\"quote \\\" and \\\\\"}", "a=quote \" and \\");
}

static void test_what_is_no_object_is_refused(void **state)
{
	static const char *const texts[] = {"",
					    "[",
					    "{",
					    "{\"a\"",
					    "{\"a\":",
					    "{\"a\":\"b",
					    "{\"a\":\"b\"",
					    "{\"a\":}",
					    "{\"a\" \"b\"}",
					    "{\"a\":1 2}"};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *lines;
		assert_int_equal(params_of_json(&lines, texts[i]), -2);
		assert_null(lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_choices_and_numbers_in_range_are_taken),
	    cmocka_unit_test(test_anything_else_is_refused_with_what_is_right),
	    cmocka_unit_test(test_a_recordings_parameters_become_lines),
	    cmocka_unit_test(test_what_is_no_object_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
