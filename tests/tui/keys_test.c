/* The key table: no key twice, every key told, and the Hangul layout taken back to its keys. */
#include "tui/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const enum page pages[] = {PAGE_RUN, PAGE_MENU, PAGE_HELP, PAGE_UNTIL, PAGE_BREAK, PAGE_QUIZ};

static void test_a_key_has_one_row_on_a_page(void **state)
{
	(void)state;
	for (size_t p = 0; p < sizeof(pages) / sizeof(pages[0]); p++)
		for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++)
			for (int i = 0; i < KEYS_A_ROW && row->keys[i] != 0; i++) {
				if (!(row->pages & (unsigned)pages[p]))
					continue;
				int key = row->keys[i] == KEYCODE_DIGIT ? '7' : row->keys[i];
				assert_ptr_equal(keys_find(pages[p], key), row);
			}
}

static void test_every_request_has_a_row_and_words(void **state)
{
	(void)state;
	bool seen[REQUEST_COUNT] = {false};
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		assert_false(seen[row->request]);
		seen[row->request] = true;
		assert_true(strlen(row->help) > 0);
	}
	for (int request = REQUEST_NONE + 1; request < REQUEST_COUNT; request++)
		assert_true(seen[request]);
}

static void test_a_key_without_use_has_no_row(void **state)
{
	(void)state;
	assert_null(keys_find(PAGE_RUN, 'y'));
	assert_null(keys_find(PAGE_MENU, ' '));
	assert_null(keys_find(PAGE_HELP, '3'));
	assert_null(keys_find(PAGE_RUN, KEYCODE_OTHER));
}

static void test_labels_name_every_key_of_a_row(void **state)
{
	(void)state;
	char label[32];
	assert_string_equal(keys_label(label, sizeof(label), keys_find(PAGE_RUN, 's')), "s .");
	assert_string_equal(keys_label(label, sizeof(label), keys_find(PAGE_RUN, '4')), "0-9");
	assert_string_equal(keys_label(label, sizeof(label), keys_find(PAGE_RUN, ' ')), "space");
	assert_string_equal(keys_label(label, sizeof(label), keys_find(PAGE_ALL, 'q')), "q F10");
	assert_string_equal(keys_label(label, sizeof(label), keys_find(PAGE_UNTIL, 'n')), "u n");
	assert_string_equal(keys_label(label, sizeof(label), keys_find(PAGE_BREAK, 'x')), "b x");
	assert_string_equal(keys_label(label, 4, keys_find(PAGE_ALL, 'q')), "q F");
}

static void test_a_key_is_found_by_its_name(void **state)
{
	(void)state;
	char name[KEY_NAME_SIZE];
	assert_int_equal(keys_named("space"), ' ');
	assert_int_equal(keys_named("Tab"), KEYCODE_TAB);
	assert_int_equal(keys_named("s"), 's');
	assert_int_equal(keys_named(""), KEYCODE_NONE);
	assert_int_equal(keys_named("nothing"), KEYCODE_NONE);
	assert_string_equal(keys_name(name, KEYCODE_HOME), "Home");
	assert_string_equal(keys_name(name, 'S'), "S");
	assert_string_equal(keys_name(name, 0xac00), "?");
}

static void assert_typed(uint32_t ch, const char *keys_expected)
{
	int keys[KEYS_A_CHARACTER];
	int count = keys_of_character(keys, ch);
	assert_int_equal(count, (int)strlen(keys_expected));
	for (int i = 0; i < count; i++)
		assert_int_equal(keys[i], keys_expected[i]);
}

static void test_jamo_count_as_the_keys_they_stand_on(void **state)
{
	(void)state;
	assert_typed(0x3134, "s");  /* nieun */
	assert_typed(0x3148, "w");  /* jieut */
	assert_typed(0x314a, "c");  /* chieut */
	assert_typed(0x3142, "q");  /* bieup */
	assert_typed(0x3131, "r");  /* giyeok */
	assert_typed(0x3145, "t");  /* siot */
	assert_typed(0x3141, "a");  /* mieum */
	assert_typed(0x3163, "l");  /* i */
	assert_typed(0x3153, "j");  /* eo */
	assert_typed(0x314f, "k");  /* a */
	assert_typed(0x3158, "hk"); /* wa is struck as o, a */
}

static void test_a_composed_syllable_counts_as_its_keys_in_order(void **state)
{
	(void)state;
	assert_typed(0xac00, "rk");   /* ga */
	assert_typed(0xd55c, "gks");  /* han */
	assert_typed(0xb2ed, "ekfr"); /* dalg, with a double tail */
	assert_typed(0xd7a3, "glg");  /* the last syllable */
}

static void test_other_characters_count_as_themselves(void **state)
{
	(void)state;
	assert_typed('s', "s");
	assert_typed('?', "?");
	assert_typed(0xff53, "s"); /* full-width s */
	int keys[KEYS_A_CHARACTER];
	assert_int_equal(keys_of_character(keys, 0x1f600), 1);
	assert_int_equal(keys[0], 0x1f600);
}

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	char *text = calloc(1, 1 << 17);
	assert_non_null(text);
	size_t length = fread(text, 1, (1 << 17) - 1, file);
	assert_true(length > 0);
	fclose(file);
	return text;
}

/* A line of the manual page as troff has it: "-" is written "\-". */
static void roff_escape(char *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '-')
			*out++ = '\\';
		*out++ = *text;
	}
	*out = '\0';
}

static void test_the_manual_page_has_every_row(void **state)
{
	(void)state;
	char *manual = read_whole("docs/interleave.1");
	const char *at = manual;
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		const char *heading = keys_heading(row);
		char label[64], escaped[128], expected[512];
		roff_escape(escaped, keys_label(label, sizeof(label), row));
		snprintf(expected, sizeof(expected), "%s%s\n.TP\n.B %s\n%s\n", heading ? "\n.SS " : "",
			 heading ? heading : "", escaped, row->help);
		at = strstr(at, expected);
		if (at == NULL)
			fail_msg("docs/interleave.1 lacks, or has too early: %s", expected);
	}
	free(manual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_key_has_one_row_on_a_page),
	    cmocka_unit_test(test_every_request_has_a_row_and_words),
	    cmocka_unit_test(test_a_key_without_use_has_no_row),
	    cmocka_unit_test(test_labels_name_every_key_of_a_row),
	    cmocka_unit_test(test_a_key_is_found_by_its_name),
	    cmocka_unit_test(test_jamo_count_as_the_keys_they_stand_on),
	    cmocka_unit_test(test_a_composed_syllable_counts_as_its_keys_in_order),
	    cmocka_unit_test(test_other_characters_count_as_themselves),
	    cmocka_unit_test(test_the_manual_page_has_every_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
