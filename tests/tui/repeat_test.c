/* The command that repeats a run: complete, and safe to paste into a shell. */
#include "tui/repeat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "log/writer.h"
static int open_log(void **state)
{
	static const struct log_meta meta = {.scenario = "condition", .params = "{}"};
	struct log *log;
	assert_int_equal(log_create(&log, NULL, &meta, 1 << 20), LOG_OK);
	assert_int_equal(log_allocate(log, 1 << 17), LOG_OK);
	*state = log;
	return 0;
}

static int close_log(void **state)
{
	log_free(*state);
	return 0;
}

static void choose(struct log *log, uint32_t actor)
{
	struct log_event event = {.phase = LOG_DONE, .op = OP_RANDOM, .flags = LOG_STEP, .actor = actor};
	assert_int_equal(log_put_event(log, &event), LOG_OK);
	log_commit(log);
}

static void assert_repeats(struct log *log, const struct session_options *options, const char *expected)
{
	char *command;
	assert_int_equal(repeat_command(&command, options, log, catalog_find("en")), 0);
	assert_string_equal(command, expected);
	free(command);
}

static void test_the_command_names_the_choices_and_the_seed(void **state)
{
	struct log *log = *state;
	struct session_options options = {.scenario = "condition", .seed = 7};
	assert_repeats(log, &options, "interleave run condition --strategy manual --seed 7");
	choose(log, 0);
	choose(log, 0);
	choose(log, LOG_CLOCK);
	choose(log, 2);
	assert_repeats(log, &options,
		       "interleave run condition --strategy manual --schedule 0x2.c.2 --seed 7");
}

static void test_the_command_names_what_else_decides(void **state)
{
	struct session_options options = {
	    .scenario = "condition", .seed = 1, .time_free = true, .params = "variant=predicate\nn=3"};
	assert_repeats(
	    *state, &options,
	    "interleave run condition --strategy manual --time free --set variant=predicate --set n=3 "
	    "--seed 1");
}

static void test_the_command_names_the_time_where_it_is_not_the_scenarios_own(void **state)
{
	struct session_options options = {.scenario = "lost-wakeup", .seed = 1, .time_free = true};
	assert_repeats(*state, &options, "interleave run lost-wakeup --strategy manual --seed 1");
	options.time_free = false;
	assert_repeats(*state, &options,
		       "interleave run lost-wakeup --strategy manual --time respected --seed 1");
}

static void test_words_are_quoted_for_the_shell(void **state)
{
	char *command;
	(void)state;
	assert_int_equal(repeat_replay(&command, "my run's $HOME.ilog"), 0);
	assert_string_equal(command, "interleave replay 'my run'\\''s $HOME.ilog'");
	free(command);
	assert_int_equal(repeat_replay(&command, "a/b-1.ilog"), 0);
	assert_string_equal(command, "interleave replay a/b-1.ilog");
	free(command);
}

static void test_a_run_too_long_for_a_command_says_so(void **state)
{
	struct log *log = *state;
	struct session_options options = {.scenario = "condition", .seed = 1};
	char *command;
	for (uint32_t i = 0; i < 50001; i++)
		choose(log, i % 2);
	assert_int_equal(repeat_command(&command, &options, log, catalog_find("ko")), 0);
	assert_string_equal(command, "# 이 실행은 선택이 너무 많아 명령줄에 담을 수 없습니다. --record FILE로 녹화하십시오.");
	free(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_the_command_names_the_choices_and_the_seed, open_log,
					    close_log),
	    cmocka_unit_test_setup_teardown(test_the_command_names_what_else_decides, open_log, close_log),
	    cmocka_unit_test_setup_teardown(test_the_command_names_the_time_where_it_is_not_the_scenarios_own,
					    open_log, close_log),
	    cmocka_unit_test(test_words_are_quoted_for_the_shell),
	    cmocka_unit_test_setup_teardown(test_a_run_too_long_for_a_command_says_so, open_log, close_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
