/* Marks of twin lines. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "view/sources.h"

static const char c_text[] = "int run(void)\n"
			     "{\n"
			     "\til_sleep(2); /* @sleep */\n"
			     "\til_print(\"a /* b\"); /* plain */ /* @print @more */  \n"
			     "\til_print(\"c\"); /* @print */\r\n"
			     "} /* no mark @ all */";
static const char python_text[] = "def run():\n"
				  "    time.sleep(2)  # @sleep\n"
				  "    print(\"# a\")  # said once # @more @print\n";

static struct view_sources *read_both(void)
{
	struct view_sources *sources =
	    view_sources_new("x", c_text, sizeof(c_text) - 1, python_text, sizeof(python_text) - 1);

	assert_non_null(sources);
	return sources;
}

static void test_marks_are_taken_off(void **state)
{
	struct view_sources *sources = read_both();

	(void)state;
	assert_string_equal(sources->c.name, "x.c");
	assert_string_equal(sources->python.name, "x.py");
	assert_int_equal(sources->c.line_count, 6);
	assert_int_equal(sources->python.line_count, 3);
	assert_string_equal(sources->c.lines[2], "\til_sleep(2);");
	assert_string_equal(sources->c.lines[3], "\til_print(\"a /* b\"); /* plain */");
	assert_string_equal(sources->c.lines[4], "\til_print(\"c\");");
	assert_string_equal(sources->c.lines[5], "} /* no mark @ all */");
	assert_string_equal(sources->python.lines[1], "    time.sleep(2)");
	assert_string_equal(sources->python.lines[2], "    print(\"# a\")  # said once");
	view_sources_free(sources);
}

static void test_lines_with_the_same_tag_are_twins(void **state)
{
	static const uint32_t expected[] = {0, 0, 0, 2, 3, 3, 0};
	struct view_sources *sources = read_both();

	(void)state;
	assert_memory_equal(sources->python_of_c, expected, sizeof(expected));
	view_sources_free(sources);
}

static void test_empty_texts_have_no_lines(void **state)
{
	struct view_sources *sources = view_sources_new("x", "", 0, "", 0);

	(void)state;
	assert_non_null(sources);
	assert_int_equal(sources->c.line_count, 0);
	assert_int_equal(sources->python.line_count, 0);
	assert_int_equal(sources->python_of_c[0], 0);
	view_sources_free(sources);
	view_sources_free(NULL);
}

static int check(char out[128], const char *c, const char *python)
{
	return view_sources_check(out, 128, "x", c, strlen(c), python, strlen(python));
}

static void test_the_check_names_the_first_tag_without_a_twin(void **state)
{
	char out[128];

	(void)state;
	assert_int_equal(view_sources_check(out, sizeof(out), "x", c_text, sizeof(c_text) - 1, python_text,
					    sizeof(python_text) - 1),
			 0);
	assert_string_equal(out, "");
	assert_int_equal(check(out, "a(); /* @a */\nb(); /* @b @c */\n", "a()  # @a\n"), 2);
	assert_string_equal(out, "x.c:2: @b has no twin in x.py");
	assert_int_equal(check(out, "a(); /* @a */\n", "a()  # @a\nd()  # @d\n"), 1);
	assert_string_equal(out, "x.py:2: @d has no twin in x.c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_marks_are_taken_off),
	    cmocka_unit_test(test_lines_with_the_same_tag_are_twins),
	    cmocka_unit_test(test_empty_texts_have_no_lines),
	    cmocka_unit_test(test_the_check_names_the_first_tag_without_a_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
