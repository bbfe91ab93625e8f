/* Panels on a real terminal: going through them, scrolling, zooming, and the width of the past. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

static int open_80x24(void **state)
{
	*state = terminal_possible() ? terminal_new(80, 24) : NULL;
	return 0;
}

static int close_terminal(void **state)
{
	if (*state != NULL)
		terminal_free(*state);
	return 0;
}

static struct terminal *terminal_of(void **state)
{
	if (*state == NULL)
		skip();
	return *state;
}

static void press_all(struct terminal *terminal, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		terminal_press(terminal, *keys);
}

#define PRESS(terminal, ...) press_all((terminal), (const char *const[]){__VA_ARGS__, NULL})

/* A recording of `condition`, at its end. */
static struct terminal *open_recording(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL run condition --headless --strategy round-robin --record c.ilog >/dev/null; "
				"clear; $IL replay c.ilog");
	terminal_wait(terminal, "PAST 0/");
	terminal_press(terminal, "End");
	terminal_wait(terminal, "ENDED");
	return terminal;
}

static void test_tab_focuses_and_escape_leaves(void **state)
{
	struct terminal *terminal = open_recording(state);
	terminal_press(terminal, "Tab");
	terminal_wait(terminal, ">Lanes");
	terminal_press(terminal, "BTab");
	terminal_wait_gone(terminal, ">Lanes");
	terminal_press(terminal, "BTab");
	terminal_wait(terminal, ">Output");
	terminal_press(terminal, "Escape");
	terminal_wait_gone(terminal, ">Output");
}

static void test_a_focused_panel_scrolls_and_says_where_it_ends(void **state)
{
	struct terminal *terminal = open_recording(state);
	terminal_press(terminal, "BTab");
	terminal_wait(terminal, ">Output (1 above)");
	terminal_press(terminal, "Up");
	terminal_wait(terminal, "(1 below)");
	terminal_press(terminal, "PageUp");
	terminal_wait(terminal, "This is the panel's first row.");
	terminal_press(terminal, "Down");
	terminal_wait(terminal, ">Output (1 above)");
	terminal_press(terminal, "PageDown");
	terminal_wait(terminal, "This is the panel's last row.");
}

static void test_zoom_gives_a_panel_the_screen(void **state)
{
	struct terminal *terminal = open_recording(state);
	terminal_press(terminal, "z");
	terminal_wait_gone(terminal, "Output");
	terminal_press(terminal, "BTab");
	terminal_wait(terminal, ">Output");
	terminal_press(terminal, "BTab");
	terminal_wait(terminal, ">Step by step");
	terminal_wait(terminal, "preparer acquired cond.lock.");
	terminal_press(terminal, "Escape"); /* first out of the zoom, then out of the panel */
	terminal_wait(terminal, "Who can go?");
	terminal_press(terminal, "Enter");
	terminal_wait(terminal, ">Step by step");
}

static void test_the_past_is_drawn_wider_and_narrower(void **state)
{
	struct terminal *terminal = open_recording(state);
	terminal_press(terminal, ">");
	terminal_press(terminal, ">");
	terminal_wait(terminal, "4 cols = 1 step");
	for (int i = 0; i < 14; i++)
		terminal_press(terminal, "<");
	terminal_wait(terminal, "1 col = 1 step");
	terminal_press(terminal, "<");
	terminal_press(terminal, "<");
	terminal_press(terminal, "<");
	terminal_wait(terminal, "as narrow as they get");
}

static void test_pages_of_the_past(void **state)
{
	struct terminal *terminal = open_recording(state);
	terminal_press(terminal, "PageUp");
	terminal_wait(terminal, "PAST 10/29");
	terminal_press(terminal, "PageUp");
	terminal_wait(terminal, "PAST 0/29");
	terminal_press(terminal, "PageUp");
	terminal_wait(terminal, "This is the first moment.");
	terminal_press(terminal, "PageDown");
	terminal_wait(terminal, "PAST 19/29");
	terminal_press(terminal, "PageDown");
	terminal_wait(terminal, "ENDED");
}

static void test_lanes_below_are_folded_away(void **state)
{
	struct terminal *terminal = open_recording(state);
	PRESS(terminal, "Up", "Up", "Up", "f");
	terminal_wait(terminal, ">0 +2 main");
	assert_null(strstr(terminal_screen(terminal), " 2 preparer"));
	terminal_press(terminal, "f");
	terminal_wait(terminal, " 2 preparer");
	PRESS(terminal, "Down", "f");
	terminal_wait(terminal, "No lanes stand below the marked one.");
}

int main(void)
{
#define ON_80x24(test) cmocka_unit_test_setup_teardown(test, open_80x24, close_terminal)
	const struct CMUnitTest tests[] = {
	    ON_80x24(test_tab_focuses_and_escape_leaves),
	    ON_80x24(test_a_focused_panel_scrolls_and_says_where_it_ends),
	    ON_80x24(test_zoom_gives_a_panel_the_screen),
	    ON_80x24(test_the_past_is_drawn_wider_and_narrower),
	    ON_80x24(test_pages_of_the_past),
	    ON_80x24(test_lanes_below_are_folded_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
