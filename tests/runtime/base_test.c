/* Time, random numbers, output, values, variables, parameters; and what happens when there is no room. */
#include "programs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../run_session.h"

enum { DRAWS = 200, SECOND = 1000000000 };

/* ---- time ---- */

static void sleep_a_little(void)
{
	double before = il_clock();
	EXPECT(il_sleep(0.25) == IL_OK);
	EXPECT(program_took(0.25, before));
	EXPECT(il_clock() >= before + 0.25);
	before = il_clock_peek();
	EXPECT(il_sleep(0) == IL_OK);
	EXPECT(program_took(0, before));
}

static void test_X02_a_sleep_takes_the_time_it_says(void **state)
{
	(void)state;
	assert_completes(sleep_a_little);
}

static void sleep_wrongly(void)
{
	EXPECT(il_sleep(-1) == IL_SLEEP_NEGATIVE);
	EXPECT(il_sleep(-1e-9) == IL_SLEEP_NEGATIVE);
	EXPECT(il_sleep(0.0 / 0.0) == IL_BAD_VALUE);
	EXPECT(!il_time_exact() || il_clock_peek() == 0);
}

static void test_X02_a_sleep_of_less_than_nothing_is_an_error(void **state)
{
	(void)state;
	assert_completes(sleep_wrongly);
}

static il_value sleep_and_say(il_args args)
{
	il_sleep(args.v[0].d);
	il_print("%.1f", args.v[0].d);
	return il_none();
}

static void sleep_in_threads(void)
{
	const double delays[] = {3, 1, 2, 2.5};
	for (int i = 0; i < 4; i++)
		il_thread_start(il_thread_new(sleep_and_say, .args = IL_ARGS(il_double(delays[i]))));
}

static void test_X02_the_shortest_sleep_ends_first(void **state)
{
	(void)state;
	const char *const lines[] = {"1.0", "2.0", "2.5", "3.0", NULL};
	assert_prints(sleep_in_threads, lines);
}

static void sleep_and_read(void)
{
	il_sleep(1.5);
	il_clock();
}

static void test_what_sleeping_and_reading_the_clock_log(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("main", OP_SLEEP, NULL, .kind = VALUE_INT, .value = SECOND * 3LL / 2, .timed = true,
		  .deadline = 1.5),
	    DONE("clock", OP_CLOCK_ADVANCE, NULL, .kind = VALUE_INT, .value = SECOND * 3LL / 2),
	    DONE("main", OP_SLEEP, NULL, .kind = VALUE_INT, .value = SECOND * 3LL / 2),
	    DONE("main", OP_CLOCK_READ, NULL, .kind = VALUE_INT, .value = SECOND * 3LL / 2),
	};
	assert_logs(sleep_and_read, LOG_COMPLETED, expected);
}

/* ---- random numbers ---- */

static void draw(void)
{
	bool seen[6] = {false};
	double lowest = 1, highest = 0;
	for (int i = 0; i < DRAWS; i++) {
		int64_t die = il_randint(1, 6);
		EXPECT(die >= 1 && die <= 6);
		seen[die - 1] = true;
		double uniform = il_uniform(0, 1);
		EXPECT(uniform >= 0 && uniform <= 1);
		lowest = uniform < lowest ? uniform : lowest;
		highest = uniform > highest ? uniform : highest;
	}
	for (int i = 0; i < 6; i++)
		EXPECT(seen[i]);
	EXPECT(lowest < 0.1 && highest > 0.9);
}

static void test_X03_draws_lie_in_their_range_and_fill_it(void **state)
{
	(void)state;
	assert_completes(draw);
}

static void draw_at_the_edges(void)
{
	EXPECT(il_randint(7, 7) == 7);
	EXPECT(il_randint(-3, -3) == -3);
	EXPECT(il_randint(INT64_MAX, INT64_MAX) == INT64_MAX);
	il_randint(INT64_MIN, INT64_MAX); /* any */
	for (int i = 0; i < DRAWS; i++) {
		int64_t number = il_randint(INT64_MAX - 1, INT64_MAX);
		EXPECT(number >= INT64_MAX - 1);
		double downwards = il_uniform(3, -2); /* as in Python */
		EXPECT(downwards >= -2 && downwards <= 3);
	}
	EXPECT(il_uniform(0.5, 0.5) == 0.5);
}

static void test_X03_ranges_of_one_number_or_of_all_can_be_drawn_from(void **state)
{
	(void)state;
	assert_completes(draw_at_the_edges);
}

static il_value draw_three(il_args args)
{
	(void)args;
	for (int i = 0; i < 3; i++)
		il_randint(0, INT64_MAX);
	return il_none();
}

static void draw_in_many(void)
{
	il_thread thread = il_thread_new(draw_three);
	il_process process = il_process_new(draw_three);
	il_thread_start(thread);
	il_process_start(process);
	draw_three((il_args){0});
	il_thread_join(thread);
	il_process_join(process);
}

/* The three draws of each of three actors. */
static void collect_draws(int64_t draws[3][3], enum session_strategy strategy, uint64_t seed)
{
	int counts[3] = {0, 0, 0};
	struct il_scenario program = run_program(draw_in_many);
	struct session_options options = run_options(program.id, strategy, seed);
	options.program = &program;
	struct session *session = run_session(&options);
	struct run_events events = run_events(session_log(session));
	for (size_t i = 0; i < events.count; i++) {
		const struct log_event *event = &events.list[i];
		if (event->op == OP_RANDOM && event->phase == LOG_DONE && event->actor < 3 &&
		    counts[event->actor] < 3)
			draws[event->actor][counts[event->actor]++] = event->value;
	}
	free(events.list);
	session_free(session);
	for (int i = 0; i < 3; i++)
		assert_int_equal(counts[i], 3);
}

static void test_X03_each_actor_has_a_stream_that_only_the_seed_decides(void **state)
{
	(void)state;
	int64_t by_turns[3][3], live[3][3], other_seed[3][3];
	collect_draws(by_turns, STRATEGY_ROUND_ROBIN, 7);
	collect_draws(live, STRATEGY_LIVE, 7);
	collect_draws(other_seed, STRATEGY_ROUND_ROBIN, 8);
	assert_memory_equal(by_turns, live, sizeof live);
	assert_memory_not_equal(by_turns, other_seed, sizeof other_seed);
	assert_memory_not_equal(by_turns[0], by_turns[1], sizeof by_turns[0]);
	assert_memory_not_equal(by_turns[0], by_turns[2],
				sizeof by_turns[0]); /* a child's is not its parent's */
	assert_memory_not_equal(by_turns[1], by_turns[2], sizeof by_turns[0]);
}

/* ---- output ---- */

static void print_everything(void)
{
	il_print("plain");
	il_print("%d %s %f", 7, "seven", 7.5);
	il_print("[%3d] [%-3d] [%03d] [%+d]", 7, 7, 7, 7);
	il_print("[%5s] [%-5s] [%.2s]", "abc", "abc", "abc");
	il_print("[%.2f] [%8.3f] [%.0f]", 3.14159, -2.5, 2.5);
	il_print("%d %" PRId64 " %" PRId64, -2147483647, INT64_MIN, INT64_MAX);
	il_print("100%% %d%%", 5);
	il_print("한글 [%6s] %s", "둘", "끝");
	il_print("%s", "");
	il_print("%s", "100%d"); /* an argument is no format */
}

static void test_a_print_is_formatted_as_printf_and_python_would(void **state)
{
	(void)state;
	const char *const lines[] = {"plain",
				     "7 seven 7.500000",
				     "[  7] [7  ] [007] [+7]",
				     "[  abc] [abc  ] [ab]",
				     "[3.14] [  -2.500] [2]",
				     "-2147483647 -9223372036854775808 9223372036854775807",
				     "100% 5%",
				     "한글 [     둘] 끝",
				     "",
				     "100%d",
				     NULL};
	assert_prints(print_everything, lines);
}

static void print_at_length(void)
{
	char text[4000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	il_print("%.3s %d %s", text, 5, "end");
	il_print("%d %.3s", 5, text);
}

static void test_a_text_that_is_too_long_is_cut_and_moves_no_other(void **state)
{
	(void)state;
	const char *const lines[] = {"xxx ? ?", "5 xxx", NULL};
	assert_prints(print_at_length, lines);
}

static void print_two(void)
{
	il_print("nothing");
	il_print("%s has %d of %.1f", "she", 3, 0.5);
}

static void test_what_a_print_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_PRINT, NULL, .text = "nothing"),
	    DONE("main", OP_PRINT, NULL, .text = "%s has %d of %.1f",
		 .via = "sshe\x1fi3\x1f"
			"d0.5"),
	};
	assert_logs(print_two, LOG_COMPLETED, expected);
}

/* ---- values, variables ---- */

static void make_values(void)
{
	EXPECT(il_none().kind == IL_NONE);
	EXPECT(il_int(-5).kind == IL_INT && il_int(-5).i == -5);
	EXPECT(il_double(0.5).kind == IL_DOUBLE && il_double(0.5).d == 0.5);
	il_value text = il_str("%s-%03d-%s", "a", 7, "한글");
	EXPECT(text.kind == IL_STRING && strcmp(il_text(text), "a-007-한글") == 0);
	EXPECT(strcmp(il_text(il_str("%s", "")), "") == 0);
	EXPECT(strcmp(il_text(il_int(5)), "") == 0);
	EXPECT(strcmp(il_text(il_none()), "") == 0);
}

static void test_values_keep_what_they_are_made_of(void **state)
{
	(void)state;
	assert_completes(make_values);
}

static void read_and_write(void)
{
	il_var var = il_var_new("var", il_str("%s", "first"));
	EXPECT(strcmp(il_text(il_var_read(var)), "first") == 0);
	il_var_write(var, il_int(INT64_MAX));
	EXPECT(il_var_read(var).kind == IL_INT && il_var_read(var).i == INT64_MAX);
	il_var_write(var, il_double(-0.1));
	EXPECT(il_var_read(var).kind == IL_DOUBLE && il_var_read(var).d == -0.1);
	il_var_write(var, il_str("second"));
	EXPECT(strcmp(il_text(il_var_peek(var)), "second") == 0);
	il_var_write(var, il_none());
	EXPECT(il_var_read(var).kind == IL_NONE);
	EXPECT(il_var_read(il_var_new("empty", il_none())).kind == IL_NONE);
}

static void test_a_variable_holds_any_value(void **state)
{
	(void)state;
	assert_completes(read_and_write);
}

static void write_and_read(void)
{
	il_var var = il_var_new("var", il_str("%s", "first"));
	il_var_read(var);
	il_var_write(var, il_double(0.5));
	il_var_read(var);
}

static void test_what_a_variable_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_VAR_READ, "var", .kind = VALUE_STRING, .text = "first"),
	    DONE("main", OP_VAR_WRITE, "var", .kind = VALUE_DOUBLE, .real = 0.5),
	    DONE("main", OP_VAR_READ, "var", .kind = VALUE_DOUBLE, .real = 0.5),
	};
	assert_logs(write_and_read, LOG_COMPLETED, expected);
}

static il_var counter;

static il_value add_one(il_args args)
{
	(void)args;
	il_var_write(counter, il_int(il_var_read(counter).i + 1));
	return il_none();
}

static void add_without_lock(void)
{
	counter = il_var_new("counter", il_int(0));
	il_thread threads[] = {il_thread_new(add_one), il_thread_new(add_one)};
	for (int i = 0; i < 2; i++)
		il_thread_start(threads[i]);
	for (int i = 0; i < 2; i++)
		il_thread_join(threads[i]);
	il_print("%d", (int)il_var_peek(counter).i);
}

/* main: var, new x2, start x2; then read, read, write, write, or one after the other. */
static void test_an_addition_is_lost_when_two_threads_read_before_either_writes(void **state)
{
	(void)state;
	const char *const lost[] = {"1", NULL}, *const kept[] = {"2", NULL};
	assert_prints_when("0x5.1.2.1.2", add_without_lock, lost);
	assert_prints_when("0x5.1x2.2x2", add_without_lock, kept);
}

/* ---- parameters ---- */

static void read_parameters(void)
{
	il_print("%s %d", il_param("word"), (int)il_param_int("number"));
	il_print("%s", il_param_is("word", "other") ? "other" : "first");
}

static void assert_parameters(const char *given, const char *first, const char *second)
{
	static const struct il_param params[] = {{.name = "number", .value = "3", .low = 1, .high = 9},
						 {.name = "word", .value = "asis", .choices = "asis,other"},
						 {.name = NULL}};
	struct il_scenario program = run_program(read_parameters);
	program.params = params;
	struct session_options options = run_options(program.id, STRATEGY_LIVE, 1);
	options.program = &program;
	options.params = given;
	struct session *session = run_session(&options);
	char *dump = run_dump(session_log(session));
	bool found = strstr(dump, first) != NULL && strstr(dump, second) != NULL;
	free(dump);
	session_free(session);
	assert_true(found);
}

static void test_a_parameter_has_the_value_given_or_its_default(void **state)
{
	(void)state;
	assert_parameters(NULL, "\"text\":\"asis 3\"", "\"text\":\"first\"");
	assert_parameters("word=other", "\"text\":\"other 3\"", "\"text\":\"other\"");
	assert_parameters("number=7\nword=asis", "\"text\":\"asis 7\"", "\"text\":\"first\"");
}

/* ---- no room ---- */

static void fill_everything(void)
{
	enum { ENOUGH = 300000 };
	il_value item;
	il_queue queue = il_queue_new("queue");
	int items = 0, threads = 0, objects = 0;
	while (items < ENOUGH && il_queue_put(queue, il_int(items)) == IL_OK)
		items++;
	EXPECT(items < ENOUGH);
	EXPECT(il_queue_put(queue, il_none(), .nonblocking = true) == IL_NO_ROOM);
	EXPECT(il_queue_qsize(queue) == items);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.i == 0);
	EXPECT(il_queue_put(queue, il_none()) == IL_OK); /* there is room again */
	while (threads < ENOUGH && il_thread_new(add_one, .name = "t").id != 0)
		threads++;
	EXPECT(threads < ENOUGH);
	EXPECT(il_process_new(add_one).id == 0);
	while (objects < ENOUGH && il_lock_new("l").id != 0)
		objects++;
	EXPECT(objects < ENOUGH);
	EXPECT(il_queue_new("q").id == 0);
	EXPECT(il_condition_new("c").id == 0);
}

static void test_whatever_finds_no_room_says_so_and_changes_nothing(void **state)
{
	(void)state;
	struct il_scenario program = run_program(fill_everything);
	struct session_options options = run_options(program.id, STRATEGY_LIVE, 1);
	options.program = &program;
	struct session *session = run_session(&options);
	enum log_status status = run_status(session);
	session_free(session);
	assert_string_equal(log_status_name(status), "completed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_X02_a_sleep_takes_the_time_it_says),
	    cmocka_unit_test(test_X02_a_sleep_of_less_than_nothing_is_an_error),
	    cmocka_unit_test(test_X02_the_shortest_sleep_ends_first),
	    cmocka_unit_test(test_what_sleeping_and_reading_the_clock_log),
	    cmocka_unit_test(test_X03_draws_lie_in_their_range_and_fill_it),
	    cmocka_unit_test(test_X03_ranges_of_one_number_or_of_all_can_be_drawn_from),
	    cmocka_unit_test(test_X03_each_actor_has_a_stream_that_only_the_seed_decides),
	    cmocka_unit_test(test_a_print_is_formatted_as_printf_and_python_would),
	    cmocka_unit_test(test_a_text_that_is_too_long_is_cut_and_moves_no_other),
	    cmocka_unit_test(test_what_a_print_logs),
	    cmocka_unit_test(test_values_keep_what_they_are_made_of),
	    cmocka_unit_test(test_a_variable_holds_any_value),
	    cmocka_unit_test(test_what_a_variable_logs),
	    cmocka_unit_test(test_an_addition_is_lost_when_two_threads_read_before_either_writes),
	    cmocka_unit_test(test_a_parameter_has_the_value_given_or_its_default),
	    cmocka_unit_test(test_whatever_finds_no_room_says_so_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
