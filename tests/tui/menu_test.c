/* The menu and the help as frames of text. */
#include "tui/menu.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/scenarios.h"
#include "tui/help.h"

static int use_utf8(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

static const struct catalog *english(void)
{
	return catalog_find("en");
}

/* The menu drawn at that size; the caller's. */
static char *draw(struct menu *menu, int width, int height, const struct catalog *catalog)
{
	struct frame frame;
	char *text;
	assert_int_equal(frame_init(&frame, width, height), 0);
	frame_clear(&frame);
	menu_draw(&frame, menu, catalog, true);
	assert_int_equal(frame_text(&text, &frame), 0);
	frame_fini(&frame);
	return text;
}

static void assert_draws(struct menu *menu, const char *part)
{
	char *text = draw(menu, 80, 24, english());
	if (strstr(text, part) == NULL)
		fail_msg("no \"%s\" in:\n%s", part, text);
	free(text);
}

static void type(struct menu *menu, const char *keys)
{
	for (; *keys != '\0'; keys++)
		menu_type(menu, *keys, english());
}

static void test_the_first_scenario_is_marked_and_its_summary_shown(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	assert_ptr_equal(menu.marked, scenario_table[0]);
	assert_draws(&menu, "> * event");
	assert_draws(&menu, "The waiter waits for an event");
	menu_fini(&menu);
}

static void test_moving_stops_at_both_ends(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	const struct il_scenario *first = menu.marked;
	assert_true(menu_request(&menu, REQUEST_UP, 0, english()));
	assert_ptr_equal(menu.marked, first);
	menu_request(&menu, REQUEST_NOW, 0, english());
	const struct il_scenario *last = menu.marked;
	assert_ptr_not_equal(last, first);
	menu_request(&menu, REQUEST_DOWN, 0, english());
	assert_ptr_equal(menu.marked, last);
	menu_request(&menu, REQUEST_PAGE_UP, 0, english());
	menu_request(&menu, REQUEST_FIRST, 0, english());
	assert_ptr_equal(menu.marked, first);
	assert_false(menu_request(&menu, REQUEST_STEP, 0, english()));
	menu_fini(&menu);
}

static void test_every_scenario_can_be_reached(void **state)
{
	(void)state;
	struct menu menu;
	size_t count = 1, all = 0;
	menu_init(&menu, english());
	while (scenario_table[all] != NULL)
		all++;
	for (;;) {
		const struct il_scenario *before = menu.marked;
		menu_request(&menu, REQUEST_DOWN, 0, english());
		if (menu.marked == before)
			break;
		assert_draws(&menu, menu.marked->id);
		count++;
	}
	assert_int_equal(count, all);
	menu_fini(&menu);
}

static void test_a_filter_matches_ids_and_titles_without_case(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	menu_request(&menu, REQUEST_FILTER, 0, english());
	type(&menu, "DEADL");
	assert_string_equal(menu.marked->id, "deadlock");
	assert_draws(&menu, "/DEADL_");
	menu_type(&menu, KEYCODE_ENTER, english());
	assert_false(menu.filter.open);
	menu_request(&menu, REQUEST_LEAVE, 0, english());
	assert_string_equal(menu.filter.text, "");
	menu_fini(&menu);
}

static void test_a_filter_that_nothing_passes_says_so(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	menu_request(&menu, REQUEST_FILTER, 0, english());
	type(&menu, "zzzz");
	assert_null(menu.marked);
	assert_draws(&menu, "No scenario contains that.");
	menu_type(&menu, KEYCODE_ESCAPE, english());
	assert_ptr_equal(menu.marked, scenario_table[0]);
	menu_fini(&menu);
}

static void test_backspace_takes_a_whole_character(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	menu_request(&menu, REQUEST_FILTER, 0, english());
	menu_type(&menu, 0xb77d, english()); /* a Hangul syllable: three bytes */
	assert_int_equal(strlen(menu.filter.text), 3);
	menu_type(&menu, KEYCODE_BACKSPACE, english());
	menu_type(&menu, KEYCODE_BACKSPACE, english());
	assert_string_equal(menu.filter.text, "");
	for (int i = 0; i < 3 * TYPED_SIZE; i++)
		menu_type(&menu, 'e', english());
	assert_true(strlen(menu.filter.text) < TYPED_SIZE);
	menu_fini(&menu);
}

static void test_any_size_and_language_is_drawn(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	for (int width = 1; width <= 120; width += 7)
		for (int height = 1; height <= 40; height += 3) {
			free(draw(&menu, width, height, english()));
			free(draw(&menu, width, height, catalog_find("ko")));
		}
	menu_fini(&menu);
}

static void test_help_shows_every_key_and_glyph_on_a_wide_screen(void **state)
{
	(void)state;
	struct frame frame;
	char *text;
	assert_int_equal(frame_init(&frame, 200, 60), 0);
	frame_clear(&frame);
	assert_int_equal(help_last(160, 60), 0);
	help_draw(&frame, 0, english(), true);
	assert_int_equal(frame_text(&text, &frame), 0);
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++)
		assert_non_null(strstr(text, row->help));
	assert_non_null(strstr(text, "it holds the lock with that letter"));
	free(text);
	frame_fini(&frame);
}

static void test_help_scrolls_to_its_end_on_a_small_screen(void **state)
{
	(void)state;
	struct frame frame;
	char *text;
	assert_int_equal(frame_init(&frame, 60, 16), 0);
	frame_clear(&frame);
	assert_true(help_last(60, 16) > 0);
	help_draw(&frame, help_last(60, 16), english(), true);
	assert_int_equal(frame_text(&text, &frame), 0);
	assert_non_null(strstr(text, "it holds the lock with that letter"));
	free(text);
	frame_fini(&frame);
}

static void test_recordings_of_the_folder_are_listed_and_filtered(void **state)
{
	(void)state;
	char folder[] = "/tmp/interleave-test-XXXXXX", path[64], command[64];
	struct menu menu;
	assert_non_null(mkdtemp(folder));
	for (int i = 2; i > 0; i--) {
		snprintf(path, sizeof(path), "%s/zz-run-%d.ilog", folder, i);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fclose(file);
	}
	menu_init(&menu, english());
	menu_scan(&menu, folder, english());
	assert_int_equal(menu.file_count, 2);
	menu_request(&menu, REQUEST_NOW, 0, english());
	assert_int_equal(menu.marked_file, 1);
	assert_null(menu.marked);
	assert_draws(&menu, "Recordings in this folder");
	assert_draws(&menu, ">   zz-run-2.ilog");
	assert_draws(&menu, "A recording: Enter opens it");
	menu_request(&menu, REQUEST_SETTING, 0, english());
	assert_draws(&menu, "A recording has nothing to set.");
	menu_request(&menu, REQUEST_FILTER, 0, english());
	type(&menu, "zz-run-1");
	assert_int_equal(menu.marked_file, 0);
	menu_scan(&menu, "/nowhere/at/all", english());
	assert_int_equal(menu.file_count, 0);
	assert_int_equal(menu.marked_file, -1);
	menu_fini(&menu);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	assert_int_equal(system(command), 0);
}

static void test_settings_are_gone_through_and_changed(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	menu_request(&menu, REQUEST_MORE, 0, english());
	assert_draws(&menu, "Tab goes to what can be set");
	menu.message[0] = '\0';
	menu_request(&menu, REQUEST_SETTING_BACK, 0, english()); /* the last one: time */
	assert_draws(&menu, "time < respected >");
	menu_request(&menu, REQUEST_MORE, 0, english());
	assert_draws(&menu, "time < free >");
	menu_request(&menu, REQUEST_SETTING_BACK, 0, english());
	menu_request(&menu, REQUEST_SETTING_BACK, 0, english());
	menu_request(&menu, REQUEST_SETTING_BACK, 0, english());
	menu_request(&menu, REQUEST_DIGIT, 4, english());
	assert_draws(&menu, "seed < 14 >");
	menu_request(&menu, REQUEST_ERASE, 0, english());
	assert_draws(&menu, "seed < 1 >");
	menu_request(&menu, REQUEST_LEAVE, 0, english());
	assert_int_equal(menu.setting, -1);
	menu_fini(&menu);
}

static void test_what_will_be_seen_is_told_whole(void **state)
{
	struct menu menu;
	(void)state;
	menu_init(&menu, english());
	assert_draws(&menu, "who holds what, and who waits for whom.");
	menu_request(&menu, REQUEST_NOW, 0, english()); /* the summary of the last takes two rows, what is to be seen one */
	assert_draws(&menu, "the loop's ready queue, and its timers.");
	menu_request(&menu, REQUEST_SETTING, 0, english());
	assert_draws(&menu, "variant < lost >");
	menu_fini(&menu);
}

static void test_a_wide_menu_shows_the_program(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	char *text = draw(&menu, 140, 40, english());
	assert_non_null(strstr(text, "event.py"));
	assert_non_null(strstr(text, "import threading"));
	free(text);
	menu_fini(&menu);
}

static void test_on_the_smallest_screen_all_keys_and_settings_have_room(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	menu_request(&menu, REQUEST_SETTING_BACK, 0, english());
	char *text = draw(&menu, 60, 16, english());
	assert_non_null(strstr(text, "time < respected >"));
	assert_non_null(strstr(text, "Esc back"));
	free(text);
	text = draw(&menu, 59, 16, english());
	assert_non_null(strstr(text, "59x16 is too small: 60x16 is needed."));
	assert_null(strstr(text, "event"));
	free(text);
	menu_fini(&menu);
}

static void test_a_click_marks_and_a_second_one_opens(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	free(draw(&menu, 80, 24, english()));
	assert_false(menu_click(&menu, 9, 0, english()));
	assert_false(menu_click(&menu, 9, 2, english())); /* a heading */
	assert_true(menu_click(&menu, 9, 3, english()));
	assert_false(menu_click(&menu, 9, 4, english()));
	assert_ptr_not_equal(menu.marked, scenario_table[0]);
	assert_true(menu_click(&menu, 9, 4, english()));
	free(draw(&menu, 160, 48, english()));
	assert_false(menu_click(&menu, 120, 4, english())); /* in the program beside the list */
	menu_fini(&menu);
}

static void test_a_click_presses_the_keys_of_the_last_rows(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	assert_int_equal(menu_key_at(&menu, 80, 24, 1, 23, english()), KEYCODE_ENTER);
	assert_int_equal(menu_key_at(&menu, 80, 24, 14, 23, english()), KEYCODE_TAB);
	assert_int_equal(menu_key_at(&menu, 80, 24, 29, 23, english()), '/');
	assert_int_equal(menu_key_at(&menu, 80, 24, 12, 23, english()), KEYCODE_NONE); /* between two */
	assert_int_equal(menu_key_at(&menu, 80, 24, 1, 22, english()), KEYCODE_NONE);
	menu_request(&menu, REQUEST_SETTING, 0, english());
	assert_int_equal(menu_key_at(&menu, 80, 24, 2, 23, english()), KEYCODE_LEFT);
	assert_int_equal(menu_key_at(&menu, 80, 24, 15, 23, english()), KEYCODE_RIGHT);
	assert_int_equal(menu_key_at(&menu, 80, 24, 25, 23, english()), KEYCODE_NONE); /* 0-9 */
	menu_fini(&menu);
}

static void test_the_list_is_gone_through_while_the_filter_is_typed(void **state)
{
	(void)state;
	struct menu menu;
	menu_init(&menu, english());
	menu_request(&menu, REQUEST_FILTER, 0, english());
	for (const char *word = "deadlock"; *word != '\0'; word++)
		menu_type(&menu, *word, english());
	assert_string_equal(menu.marked->id, "deadlock");
	menu_type(&menu, KEYCODE_DOWN, english());
	assert_string_equal(menu.marked->id, "pool-deadlock");
	assert_true(menu.filter.open);
	assert_string_equal(menu.filter.text, "deadlock");
	menu_fini(&menu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_first_scenario_is_marked_and_its_summary_shown),
	    cmocka_unit_test(test_moving_stops_at_both_ends),
	    cmocka_unit_test(test_every_scenario_can_be_reached),
	    cmocka_unit_test(test_a_filter_matches_ids_and_titles_without_case),
	    cmocka_unit_test(test_a_filter_that_nothing_passes_says_so),
	    cmocka_unit_test(test_backspace_takes_a_whole_character),
	    cmocka_unit_test(test_recordings_of_the_folder_are_listed_and_filtered),
	    cmocka_unit_test(test_settings_are_gone_through_and_changed),
	    cmocka_unit_test(test_what_will_be_seen_is_told_whole),
	    cmocka_unit_test(test_a_wide_menu_shows_the_program),
	    cmocka_unit_test(test_on_the_smallest_screen_all_keys_and_settings_have_room),
	    cmocka_unit_test(test_a_click_marks_and_a_second_one_opens),
	    cmocka_unit_test(test_a_click_presses_the_keys_of_the_last_rows),
	    cmocka_unit_test(test_the_list_is_gone_through_while_the_filter_is_typed),
	    cmocka_unit_test(test_any_size_and_language_is_drawn),
	    cmocka_unit_test(test_help_shows_every_key_and_glyph_on_a_wide_screen),
	    cmocka_unit_test(test_help_scrolls_to_its_end_on_a_small_screen),
	};
	return cmocka_run_group_tests(tests, use_utf8, NULL);
}
