/* Messages formatted from their logged parts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "log/plain.h"
#include "log/text.h"

static void assert_formats(const char *format, const char *arguments, const char *expected)
{
	char out[512];

	assert_int_equal(text_format(out, sizeof out, format, arguments, NULL, NULL), strlen(expected));
	assert_string_equal(out, expected);
}

static void test_arguments_fill_their_conversions(void **state)
{
	(void)state;
	assert_formats("plain", "", "plain");
	assert_formats("%d of %s at %f",
		       "i3\x1fsitems\x1f"
		       "d0.5",
		       "3 of items at 0.500000");
	assert_formats("100%% %d%%", "i42", "100% 42%");
	assert_formats("%ld %lld %jd %i", "i1\x1fi-2\x1fi9223372036854775807\x1fi4",
		       "1 -2 9223372036854775807 4");
	assert_formats("[%s]", "s", "[]");
}

static void test_flags_width_and_precision_are_printfs(void **state)
{
	(void)state;
	assert_formats("[%5d|%-5d|%05d|%+d|% d]", "i42\x1fi42\x1fi42\x1fi42\x1fi42",
		       "[   42|42   |00042|+42| 42]");
	assert_formats("[%.2f|%8.3f|%-8.1f|%.0f]",
		       "d1.005\x1f"
		       "d3.14159\x1f"
		       "d2.25\x1f"
		       "d7",
		       "[1.00|   3.142|2.2     |7]");
	assert_formats("[%6s|%-6s|%.2s]", "sabc\x1fsabc\x1fsabc", "[   abc|abc   |ab]");
}

static void test_widths_of_strings_count_characters(void **state)
{
	(void)state;
	assert_formats("[%-5s|%5s|%.1s]",
		       "s\xec\x9e\x91\xec\x97\x85\x1fs\xc3\xa9\x1fs\xec\x9e\x91\xec\x97\x85",
		       "[\xec\x9e\x91\xec\x97\x85   |    \xc3\xa9|\xec\x9e\x91]");
	assert_formats("[%-3s]", "s\xff", "[\xff  ]");
}

static void test_positions_choose_arguments(void **state)
{
	(void)state;
	assert_formats("%2$s %1$d", "i3\x1fsthings", "things 3");
	assert_formats("%2$-4s|%1$s|%2$s", "sa\x1fsb", "b   |a|b");
}

static void test_what_is_missing_or_of_another_kind_is_no_harm(void **state)
{
	(void)state;
	assert_formats("%d %s %3$s", "i1", "1 ? ?");
	assert_formats("%d", "sword", "word");
	assert_formats("%s %s",
		       "i7\x1f"
		       "d1.5",
		       "7 1.5");
	assert_formats("%f %d",
		       "i7\x1f"
		       "d1.5",
		       "7.000000 1");
	assert_formats("%s", NULL, "?");
}

static void test_what_is_no_conversion_stands_as_it_is(void **state)
{
	(void)state;
	assert_formats("%", "", "%");
	assert_formats("%q %n %*d %-", "i1", "%q %n %*d %-");
	assert_formats("5 % of", "i1", "5 % of");
}

static void test_hostile_widths_are_bounded(void **state)
{
	char out[2048];

	(void)state;
	assert_int_equal(text_format(out, sizeof out, "%99999999999d", "i1", NULL, NULL), 255);
	assert_int_equal(text_format(out, sizeof out, "%99999999999s", "s1", NULL, NULL), 255);
	assert_int_equal(text_format(out, sizeof out, "%.99999999999f", "d1e308", NULL, NULL), 309 + 1 + 255);
	assert_int_equal(text_format(out, sizeof out, "%99999999999$s", "s1", NULL, NULL), 1);
}

static void test_what_does_not_fit_is_cut_between_characters(void **state)
{
	char out[8];

	(void)state;
	assert_int_equal(text_format(out, 8, "ab\xec\x9e\x91\xec\x97\x85", "", NULL, NULL), 8);
	assert_string_equal(out, "ab\xec\x9e\x91");
	assert_int_equal(text_format(out, 5, "%s", "sabcdef", NULL, NULL), 6);
	assert_string_equal(out, "abcd");
	assert_int_equal(text_format(out, 1, "abc", "", NULL, NULL), 3);
	assert_string_equal(out, "");
	assert_int_equal(text_format(NULL, 0, "abc", "", NULL, NULL), 3);
}

static const char *shout(void *context, const char *text)
{
	++*(int *)context;
	return strcmp(text, "end") == 0 ? "END" : text;
}

static void test_string_arguments_are_translated_on_their_way_in(void **state)
{
	char out[64];
	int calls = 0;

	(void)state;
	text_format(out, sizeof out, "%s %d %s", "send\x1fi3\x1fsother", shout, &calls);
	assert_string_equal(out, "END 3 other");
	assert_int_equal(calls, 2);
}

static void test_numbers_do_not_depend_on_the_locale(void **state)
{
	(void)state;
	if (!setlocale(LC_ALL, "de_DE.UTF-8")) /* where it is not installed, the C locale shows the same */
		setlocale(LC_ALL, "");
	assert_formats("%.1f", "d2.5", "2.5");
	setlocale(LC_ALL, "C");
}

static void test_utf8_is_told_from_other_bytes(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} rows[] = {
	    {"a", 1},
	    {"\xc3\xa9", 2},
	    {"\xec\x9e\x91", 3},
	    {"\xf0\x9f\x8d\xa9", 4},
	    {"\x80", 0},
	    {"\xc0\x80", 0},
	    {"\xc1\xbf", 0},
	    {"\xe0\x80\x80", 0},
	    {"\xed\xa0\x80", 0},
	    {"\xf0\x80\x80\x80", 0},
	    {"\xf4\x90\x80\x80", 0},
	    {"\xf5\x80\x80\x80", 0},
	    {"\xec\x9e", 0},
	    {"\xff", 0},
	    {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(plain_utf8(rows[i].bytes, strlen(rows[i].bytes)), rows[i].length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_arguments_fill_their_conversions),
	    cmocka_unit_test(test_flags_width_and_precision_are_printfs),
	    cmocka_unit_test(test_widths_of_strings_count_characters),
	    cmocka_unit_test(test_positions_choose_arguments),
	    cmocka_unit_test(test_what_is_missing_or_of_another_kind_is_no_harm),
	    cmocka_unit_test(test_what_is_no_conversion_stands_as_it_is),
	    cmocka_unit_test(test_hostile_widths_are_bounded),
	    cmocka_unit_test(test_what_does_not_fit_is_cut_between_characters),
	    cmocka_unit_test(test_string_arguments_are_translated_on_their_way_in),
	    cmocka_unit_test(test_numbers_do_not_depend_on_the_locale),
	    cmocka_unit_test(test_utf8_is_told_from_other_bytes),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
