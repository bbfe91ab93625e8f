/* Schedules as strings: out of a log, and back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "log/writer.h"
#include "session/schedule.h"

static int make_log(void **state)
{
	const struct log_meta meta = {.scenario = "condition", .params = "{}"};

	return log_create((struct log **)state, NULL, &meta, 1000);
}

static int drop_log(void **state)
{
	log_free(*state);
	return 0;
}

/* Each choice is a step of two events, of which the first says so. */
static void put_steps(struct log *log, const uint32_t *choices, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct log_event event = {
		    .phase = LOG_DONE, .op = OP_SLEEP, .actor = choices[i], .flags = LOG_STEP};

		assert_int_equal(log_put_event(log, &event), LOG_OK);
		event.flags = 0;
		event.phase = LOG_ANNOUNCE;
		assert_int_equal(log_put_event(log, &event), LOG_OK);
	}
	log_commit(log);
}

static void assert_schedule(const struct log *log, uint64_t steps, const char *expected)
{
	char *text;

	assert_int_equal(schedule_of_log(&text, log, steps), 0);
	assert_string_equal(text, expected);
	free(text);
}

static const uint32_t example[] = {0, 0, 0, 0, 1, 1, 1, LOG_CLOCK, 2};

static void test_a_logs_choices_become_a_short_string(void **state)
{
	put_steps(*state, example, sizeof example / sizeof *example);
	assert_schedule(*state, UINT64_MAX, "0x4.1x3.c.2");
}

static void test_only_the_first_steps_are_taken_when_asked(void **state)
{
	put_steps(*state, example, sizeof example / sizeof *example);
	assert_schedule(*state, 0, "");
	assert_schedule(*state, 1, "0");
	assert_schedule(*state, 5, "0x4.1");
	assert_schedule(*state, 8, "0x4.1x3.c");
}

static void test_a_log_without_steps_gives_an_empty_schedule(void **state)
{
	assert_schedule(*state, UINT64_MAX, "");
}

static void test_parsing_gives_the_choices_back(void **state)
{
	uint32_t *choices;
	size_t count, bad;

	(void)state;
	assert_int_equal(schedule_parse(&choices, &count, &bad, "0x4.1x3.c.2"), 0);
	assert_int_equal(count, sizeof example / sizeof *example);
	assert_memory_equal(choices, example, sizeof example);
	free(choices);
	assert_int_equal(schedule_parse(&choices, &count, &bad, "cx2.12"), 0);
	assert_int_equal(count, 3);
	assert_int_equal(choices[1], LOG_CLOCK);
	assert_int_equal(choices[2], 12);
	free(choices);
}

static void test_an_empty_schedule_has_no_choices(void **state)
{
	uint32_t *choices;
	size_t count, bad;

	(void)state;
	assert_int_equal(schedule_parse(&choices, &count, &bad, ""), 0);
	assert_int_equal(count, 0);
	free(choices);
}

static void test_what_is_no_schedule_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text;
		size_t bad;
	} rows[] = {
	    {"a", 0},    {".", 0},    {"1.", 2},   {"1..2", 2},          {"1.2x", 4},
	    {"1x0", 2},  {"1x-1", 2}, {"1 .2", 1}, {"0.1;2", 3},         {"99998", 0},
	    {"1xx2", 2}, {"c1", 1},   {"-1", 0},   {"1x99999999999", 2}, {"2.1x67108864", 12},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t *choices;
		size_t count, bad = 99;

		assert_int_equal(schedule_parse(&choices, &count, &bad, rows[i].text), -1);
		assert_null(choices);
		assert_int_equal(bad, rows[i].bad);
	}
}

int main(void)
{
#define WITH_LOG(test) cmocka_unit_test_setup_teardown(test, make_log, drop_log)
	const struct CMUnitTest tests[] = {
	    WITH_LOG(test_a_logs_choices_become_a_short_string),
	    WITH_LOG(test_only_the_first_steps_are_taken_when_asked),
	    WITH_LOG(test_a_log_without_steps_gives_an_empty_schedule),
	    cmocka_unit_test(test_parsing_gives_the_choices_back),
	    cmocka_unit_test(test_an_empty_schedule_has_no_choices),
	    cmocka_unit_test(test_what_is_no_schedule_is_refused_with_its_place),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
