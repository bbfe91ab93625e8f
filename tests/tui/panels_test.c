/* Panels on a real terminal: going through them, scrolling, zooming, and the width of the past. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

/* A recording of `condition`, at its end. */
static struct terminal *open_at_the_end(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_open_recording(terminal);
	terminal_press(terminal, "End");
	terminal_wait(terminal, "ENDED");
	return terminal;
}

static void test_tab_focuses_and_escape_leaves(void **state)
{
	struct terminal *terminal = open_at_the_end(state);
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
	struct terminal *terminal = open_at_the_end(state);
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
	struct terminal *terminal = open_at_the_end(state);
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
	struct terminal *terminal = open_at_the_end(state);
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
	struct terminal *terminal = open_at_the_end(state);
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
	struct terminal *terminal = open_at_the_end(state);
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
	const struct CMUnitTest tests[] = {
	    ON_TERMINAL(test_tab_focuses_and_escape_leaves, "80x24"),
	    ON_TERMINAL(test_a_focused_panel_scrolls_and_says_where_it_ends, "80x24"),
	    ON_TERMINAL(test_zoom_gives_a_panel_the_screen, "80x24"),
	    ON_TERMINAL(test_the_past_is_drawn_wider_and_narrower, "80x24"),
	    ON_TERMINAL(test_pages_of_the_past, "80x24"),
	    ON_TERMINAL(test_lanes_below_are_folded_away, "80x24"),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
