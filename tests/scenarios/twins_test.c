/* The marks that tie a C scenario to its Python twin: each C line that does an op ends with a mark, and the
 * twin has that mark on exactly one line. Read from the sources that the binary carries. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "marks.h"
#include "session/scenarios.h"

/* Calls that a scenario may make without a step: values, parameters, promises and peeks. Whatever else begins with
 * "il_" does an op. */
static const char *const no_ops[] = {
	"il_none", "il_int", "il_double", "il_str", "il_text", "il_within",
	"il_param", "il_param_int", "il_param_is",
	"il_promise", "il_time_respected", "il_time_exact", "il_ended_at", "il_clock_peek",
	"il_var_peek", "il_process_exitcode", "il_current_name",
	/* In a scenario's `check`, looks; elsewhere sites_test sees to their lines. */
	"il_queue_qsize", "il_queue_empty", "il_queue_full", "il_event_is_set", "il_lock_locked", "il_thread_is_alive",
	"il_object", "il_arg", "il_raise", "il_raise_status", "il_exit", "il_value_peek",
	"il_future_of", "il_future_is", "il_as_completed", "il_stream_of",
};

static bool is_op(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof no_ops / sizeof *no_ops; i++) {
		if (strlen(no_ops[i]) == length && memcmp(no_ops[i], name, length) == 0)
			return false;
	}
	return true;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool does_op(const char *line)
{
	const char *at = line;
	while ((at = strstr(at, "il_"))) {
		size_t length = 3;
		while (in_word(at[length]))
			length++;
		bool whole = at == line || !in_word(at[-1]);
		if (whole && at[length] == '(' && is_op(at, length))
			return true;
		at += length;
	}
	return false;
}

static int open_brackets(const char *line)
{
	int open = 0;
	for (; *line; line++)
		open += (*line == '(') - (*line == ')');
	return open;
}

/* How many lines of `source` bear `mark`. */
static int count_marks(const char *source, bool (*read_mark)(char *, const char *), const char *mark)
{
	char line[LINE_ROOM], found[MARK_MAX];
	int count = 0;
	while (marks_next_line(line, &source))
		count += read_mark(found, line) && strcmp(found, mark) == 0;
	return count;
}

static const char *source_of(const char *id, const char *extension)
{
	size_t length;
	const char *source = scenario_source(&length, id, extension);
	assert_non_null(source);
	return source;
}

static void test_each_line_that_does_an_op_ends_with_a_mark(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		const char *source = source_of(id, "c");
		char line[LINE_ROOM], mark[MARK_MAX];
		while (marks_next_line(line, &source)) {
			if (does_op(line) && !marks_of_c(mark, line))
				fail_msg("%s.c: no mark at the end of: %s", id, line);
		}
	}
}

/* A call over several lines would have its site on one compiler's first line and the other's last. */
static void test_each_line_that_does_an_op_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		const char *source = source_of(id, "c");
		char line[LINE_ROOM];
		while (marks_next_line(line, &source)) {
			if (does_op(line) && open_brackets(line) != 0)
				fail_msg("%s.c: the call goes on on another line: %s", id, line);
		}
	}
}

static void test_each_mark_of_the_c_source_is_on_one_line_of_the_twin(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		const char *source = source_of(id, "c"), *twin = source_of(id, "py");
		char line[LINE_ROOM], mark[MARK_MAX];
		while (marks_next_line(line, &source)) {
			if (marks_of_c(mark, line) && count_marks(twin, marks_of_python, mark) != 1)
				fail_msg("%s.py: '# @%s' must be on one line", id, mark);
		}
	}
}

static void test_each_mark_of_the_twin_is_in_the_c_source(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		const char *source = source_of(id, "c"), *twin = source_of(id, "py");
		char line[LINE_ROOM], mark[MARK_MAX];
		while (marks_next_line(line, &twin)) {
			if (marks_of_python(mark, line) && count_marks(source, marks_of_c, mark) == 0)
				fail_msg("%s.c: no line bears the twin's mark @%s", id, mark);
		}
	}
}

static void test_the_reader_of_marks_sees_calls_and_their_marks(void **state)
{
	(void)state;
	char mark[MARK_MAX];
	assert_true(does_op("\til_queue_put(tasks, il_int(1));"));
	assert_false(does_op("\til_value task = il_str(\"task\");"));
	assert_false(does_op("\tmil_sleep(1);"));
	assert_true(marks_of_c(mark, "\til_sleep(1); /* @work */"));
	assert_string_equal(mark, "work");
	assert_false(marks_of_c(mark, "\til_sleep(1); /* @work */ x();"));
	assert_true(marks_of_python(mark, "    time.sleep(1)  # @work"));
	assert_false(marks_of_python(mark, "    time.sleep(1)  # a comment"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_reader_of_marks_sees_calls_and_their_marks),
		cmocka_unit_test(test_each_line_that_does_an_op_ends_with_a_mark),
		cmocka_unit_test(test_each_line_that_does_an_op_is_whole),
		cmocka_unit_test(test_each_mark_of_the_c_source_is_on_one_line_of_the_twin),
		cmocka_unit_test(test_each_mark_of_the_twin_is_in_the_c_source),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
