/* The command line: what it is read as, and what is said of a wrong one. */
#include "cli/help.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/suggest.h"
#include "view/frame.h"

enum { WORDS_MAX = 16 };

/* Splits `line` at spaces; how many words there are. */
static int split(char *argv[WORDS_MAX], const char *line)
{
	static char words[512]; /* struct args borrows from it */
	int argc = 0;
	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok(words, " "); word != NULL && argc < WORDS_MAX; word = strtok(NULL, " "))
		argv[argc++] = word;
	return argc;
}

static int parse(struct args *args, struct complaint *complaint, const char *language, const char *line)
{
	char *argv[WORDS_MAX];
	int argc = split(argv, line);
	*complaint = (struct complaint){.catalog = catalog_find(language)};
	return args_parse(args, complaint, argc, argv);
}

static struct args good(const char *line)
{
	struct args args;
	struct complaint complaint;
	if (parse(&args, &complaint, "en", line) != 0)
		fail_msg("%s: %s", line, complaint.text);
	return args;
}

static void assert_complains_in(const char *language, const char *line, const char *expected)
{
	struct args args;
	struct complaint complaint;
	assert_int_equal(parse(&args, &complaint, language, line), -1);
	assert_string_equal(complaint.text, expected);
}

static void assert_complains(const char *line, const char *expected)
{
	assert_complains_in("en", line, expected);
}

static void test_no_word_opens_the_menu(void **state)
{
	(void)state;
	struct args args = good("interleave");
	assert_int_equal(args.command, COMMAND_MENU);
	args = good("interleave --lang ko --ascii");
	assert_int_equal(args.command, COMMAND_MENU);
	assert_string_equal(args.language, "ko");
	assert_true(args.ascii);
}

static void test_run_takes_its_options_in_both_spellings(void **state)
{
	(void)state;
	struct args args =
	    good("interleave run condition --seed=7 --strategy random --time free --pace 2.5 --headless");
	assert_int_equal(args.command, COMMAND_RUN);
	assert_string_equal(args.operand, "condition");
	assert_int_equal(args.seed, 7);
	assert_int_equal(args.strategy, STRATEGY_RANDOM);
	assert_true(args.time_free);
	assert_true(args.headless);
	assert_true(args.pace > 2.4 && args.pace < 2.6);
}

static void test_defaults_are_those_of_the_manual(void **state)
{
	(void)state;
	struct args args = good("interleave run event");
	assert_int_equal(args.seed, 1);
	assert_true(args.speed > 0.99 && args.speed < 1.01);
	assert_false(args.strategy_given);
	assert_false(args.pace_given);
	assert_false(args.time_free);
	assert_null(args.schedule);
}

static void test_options_may_stand_before_the_operand(void **state)
{
	(void)state;
	struct args args = good("interleave dump --op lock.* -- -strange-file");
	assert_string_equal(args.op, "lock.*");
	assert_string_equal(args.operand, "-strange-file");
}

static void test_replay_strategy_carries_its_file(void **state)
{
	(void)state;
	struct args args = good("interleave run event --strategy replay:a.ilog");
	assert_int_equal(args.strategy, STRATEGY_REPLAY);
	assert_string_equal(args.replay, "a.ilog");
}

static void test_set_may_be_given_often(void **state)
{
	(void)state;
	struct args args = good("interleave run condition --set variant=predicate --set n=3");
	assert_int_equal(args.set_count, 2);
	assert_string_equal(args.sets[0], "variant=predicate");
	assert_string_equal(args.sets[1], "n=3");
}

static void test_pace_max_is_zero_and_given(void **state)
{
	(void)state;
	struct args args = good("interleave run event --pace max");
	assert_true(args.pace_given);
	assert_true(args.pace <= 0);
}

static void test_a_screen_as_text_takes_a_step_and_a_size(void **state)
{
	(void)state;
	struct args args = good("interleave replay a.ilog --headless --at 12 --size 100x30");
	assert_true(args.at_given);
	assert_int_equal(args.at, 12);
	assert_int_equal(args.width, 100);
	assert_int_equal(args.height, 30);
}

static void test_help_and_version_need_nothing_else(void **state)
{
	(void)state;
	assert_true(good("interleave --help").help);
	assert_true(good("interleave run -h").help);
	assert_true(good("interleave dump --help").help);
	assert_true(good("interleave -V").version);
}

static void assert_help_fits(const char *language, enum command command)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_int_equal(help_print(out, catalog_find(language), command), 0);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "--help"));
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		if (frame_text_width(line) > 80)
			fail_msg("too wide: %s", line);
	free(text);
}

static void test_every_line_of_help_fits_80_columns(void **state)
{
	(void)state;
	for (int command = 0; command < COMMAND_COUNT; command++) {
		assert_help_fits("en", (enum command)command);
		assert_help_fits("ko", (enum command)command);
	}
}

static void test_a_mistyped_command_is_suggested(void **state)
{
	(void)state;
	assert_complains("interleave rnu", "rnu: no such command; did you mean `interleave run`?");
	assert_complains("interleave replya x", "replya: no such command; did you mean `interleave replay`?");
	assert_complains("interleave frobnicate",
			 "frobnicate: no such command; `interleave --help` names them all");
}

static void test_a_mistyped_option_is_suggested(void **state)
{
	(void)state;
	assert_complains("interleave run event --sede 3", "--sede: no such option; did you mean --seed?");
	assert_complains("interleave run event --stratgy=live",
			 "--stratgy: no such option; did you mean --strategy?");
	assert_complains("interleave run event --quux",
			 "--quux: no such option; `interleave run --help` names them all");
	assert_complains("interleave run event -x",
			 "-x: no such option; `interleave run --help` names them all");
}

static void test_a_wrong_value_is_told_with_what_is_right(void **state)
{
	(void)state;
	assert_complains("interleave run event --seed -1", "--seed -1: not a whole number from 0 up");
	assert_complains("interleave run event --seed 1x", "--seed 1x: not a whole number from 0 up");
	assert_complains("interleave run event --speed 0", "--speed 0: not a number above 0");
	assert_complains("interleave run event --time never", "--time never: must be respected or free");
	assert_complains("interleave run event --set variant", "--set variant: must look like NAME=VALUE");
	assert_complains("interleave run event --lang fr",
			 "--lang fr: no such language; there are en and ko");
	assert_complains("interleave run event --theme red",
			 "--theme red: no such theme; there are dark, light, high-contrast and mono");
	assert_complains(
	    "interleave run event --strategy fifo",
	    "--strategy fifo: no such strategy; there are live, manual, round-robin, random, pct and replay:FILE");
	assert_complains("interleave replay f --headless --at 1 --size 80",
			 "--size 80: must look like 80x24");
}

static void test_a_missing_value_or_operand_is_told(void **state)
{
	(void)state;
	assert_complains("interleave run event --seed", "--seed: its value is missing; write --seed N");
	assert_complains("interleave run", "run: its ID is missing; `interleave list` names them all");
	assert_complains("interleave dump", "dump: its FILE is missing");
}

static void test_what_does_not_belong_is_told(void **state)
{
	(void)state;
	assert_complains("interleave list --seed 3",
			 "--seed: not an option of `interleave list`; see its --help");
	assert_complains("interleave run a b", "b: one word too many; see `interleave run --help`");
	assert_complains("interleave list --json=yes", "--json: takes no value; leave \"=yes\" out");
	assert_complains("interleave replay f --at 3", "--at: prints a screen as text; add --headless");
	assert_complains("interleave replay f --headless --size 80x24",
			 "--size: of which screen? add --at STEP");
}

static void test_it_complains_in_korean_too(void **state)
{
	(void)state;
	assert_complains_in("ko", "interleave rnu", "rnu: 그런 명령은 없습니다. 혹시 `interleave run`입니까?");
	assert_complains_in("ko", "interleave run event --seed -1", "--seed -1: 0 이상의 정수가 아닙니다");
	assert_complains_in("ko", "interleave dump", "dump: FILE이 빠졌습니다");
	assert_complains_in("ko", "interleave run a b", "b: 인자가 너무 많습니다. `interleave run --help`를 보십시오");
}

static void test_what_was_given_is_shown_without_its_controls(void **state)
{
	(void)state;
	assert_complains("interleave \033[31mred", "?[31mred: no such command; `interleave --help` names them all");
	assert_complains("interleave run event --seed \xff\xc2\x9b" "3", "--seed ??3: not a whole number from 0 up");
	assert_complains("interleave list 한글", "한글: one word too many; see `interleave list --help`");
	assert_complains("interleave list --seed=", "--seed: not an option of `interleave list`; see its --help");
	assert_complains("interleave run event --seed=", "--seed \"\": not a whole number from 0 up");
}

static void test_the_language_is_known_before_the_rest_is_understood(void **state)
{
	char *argv[WORDS_MAX];
	int argc = split(argv, "interleave rnu --lang ko --lang=fr");
	(void)state;
	assert_string_equal(args_language(argc, argv), "ko");
	argc = split(argv, "interleave rnu --lang ko --lang=en");
	assert_string_equal(args_language(argc, argv), "en");
	argc = split(argv, "interleave run ko --lang");
	assert_null(args_language(argc, argv));
}

static void test_distance_counts_letters_and_swaps(void **state)
{
	(void)state;
	assert_int_equal(suggest_distance("run", "run"), 0);
	assert_int_equal(suggest_distance("rnu", "run"), 1);
	assert_int_equal(suggest_distance("", "run"), 3);
	assert_int_equal(suggest_distance("condtion", "condition"), 1);
	assert_int_equal(suggest_distance("kitten", "sitting"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_word_opens_the_menu),
	    cmocka_unit_test(test_run_takes_its_options_in_both_spellings),
	    cmocka_unit_test(test_defaults_are_those_of_the_manual),
	    cmocka_unit_test(test_options_may_stand_before_the_operand),
	    cmocka_unit_test(test_replay_strategy_carries_its_file),
	    cmocka_unit_test(test_set_may_be_given_often),
	    cmocka_unit_test(test_pace_max_is_zero_and_given),
	    cmocka_unit_test(test_a_screen_as_text_takes_a_step_and_a_size),
	    cmocka_unit_test(test_help_and_version_need_nothing_else),
	    cmocka_unit_test(test_every_line_of_help_fits_80_columns),
	    cmocka_unit_test(test_a_mistyped_command_is_suggested),
	    cmocka_unit_test(test_a_mistyped_option_is_suggested),
	    cmocka_unit_test(test_a_wrong_value_is_told_with_what_is_right),
	    cmocka_unit_test(test_a_missing_value_or_operand_is_told),
	    cmocka_unit_test(test_what_does_not_belong_is_told),
	    cmocka_unit_test(test_it_complains_in_korean_too),
	    cmocka_unit_test(test_what_was_given_is_shown_without_its_controls),
	    cmocka_unit_test(test_the_language_is_known_before_the_rest_is_understood),
	    cmocka_unit_test(test_distance_counts_letters_and_swaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
