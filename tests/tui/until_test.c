/* Going on until something, break points, searching, and beginning again otherwise, on a real terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

/* `condition` under round-robin, before its first operation. */
static struct terminal *run_condition(void **state, const char *pace)
{
	struct terminal *terminal = terminal_of(state);
	char options[128];
	snprintf(options, sizeof(options), "--strategy round-robin %s", pace);
	terminal_run_condition(terminal, options);
	return terminal;
}

static void test_until_a_line_is_printed(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	terminal_press(terminal, "u");
	terminal_wait(terminal, "Go on until");
	terminal_press(terminal, "o");
	terminal_wait(terminal, "s] waiter   waiting for data ...");
	terminal_wait(terminal, "PAUSED  step 7 ");
}

static void test_until_somebody_has_to_wait(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	PRESS(terminal, "u", "b");
	terminal_wait(terminal, "main waits for the end of waiter.");
	terminal_wait(terminal, "PAUSED");
	terminal_wait_gone(terminal, "until somebody");
}

static void test_until_the_marked_lane_has_gone_on(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	PRESS(terminal, "u", "o");
	terminal_wait(terminal, "PAUSED  step 7 ");
	PRESS(terminal, "Down", "Up", "Up", "u", "n");
	terminal_wait(terminal, "main started preparer.");
	terminal_wait(terminal, "PAUSED");
}

static void test_a_second_key_without_use_asks_for_nothing(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	PRESS(terminal, "u", "y");
	terminal_wait(terminal, "Nothing was asked for.");
	PRESS(terminal, "u", "/");
	terminal_wait(terminal, "Nothing is searched for");
}

static void test_a_search_finds_steps_and_goes_on_until_one_hits(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	PRESS(terminal, "/", "N", "o", "T", "i", "f", "x", "BSpace");
	terminal_wait(terminal, "Search: NoTif_");
	terminal_press(terminal, "Enter");
	terminal_wait(terminal, "No step before this one is hit by: NoTif");
	PRESS(terminal, "u", "/");
	terminal_wait(terminal, "waits on cond for a notify.");
	PRESS(terminal, "u", "/");
	terminal_wait(terminal, "preparer notified cond.");
	terminal_wait(terminal, "PAUSED");
	terminal_press(terminal, "[");
	terminal_wait(terminal, "PAST");
	terminal_press(terminal, "n");
	terminal_wait(terminal, "PAUSED");
	terminal_press(terminal, "]");
	terminal_wait(terminal, "No later step is hit by: NoTif");
}

static void test_playing_stops_before_a_break_point(void **state)
{
	struct terminal *terminal = run_condition(state, "--pace 200");
	PRESS(terminal, "u", "o");
	terminal_wait(terminal, "PAUSED  step 7 ");
	PRESS(terminal, "Up", "Up", "Up", "Down", "b", "x"); /* the waiter's lock */
	terminal_wait(terminal, "Break point set: cond.lock");
	terminal_wait(terminal, "breaks 1");
	terminal_press(terminal, "Space");
	terminal_wait(terminal, "Break at cond.lock: preparer is about to: acquire cond.lock.");
	terminal_wait(terminal, "NEXT  acquire cond.lock");
	PRESS(terminal, "b", "c", "Space");
	terminal_wait(terminal, "ENDED: completed");
}

static void test_break_points_at_a_lane_an_operation_and_a_line(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	PRESS(terminal, "b", "a");
	terminal_wait(terminal, "Break point set: main");
	PRESS(terminal, "b", "a");
	terminal_wait(terminal, "Break point taken away: main");
	PRESS(terminal, "b", "o");
	terminal_wait(terminal, "Break point set: object.new");
	PRESS(terminal, "b", "x");
	terminal_wait(terminal, "The marked lane is at nothing of that kind.");
	PRESS(terminal, "b", "l");
	terminal_wait(terminal, "Break point set: scenarios/condition/condition.c:");
	terminal_wait(terminal, "breaks 2");
	PRESS(terminal, "u", "o"); /* break points count there, too */
	terminal_wait(terminal, "Break at object.new: main is about to: make cond.lock.");
	terminal_wait(terminal, "PAUSED  step 1 ");
}

static void test_another_seed_another_order_and_free_time(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	terminal_press(terminal, "R");
	terminal_wait(terminal, "with seed 2.");
	terminal_wait(terminal, "seed 2");
	terminal_wait(terminal, "NEXT");
	PRESS(terminal, "u", "o");
	terminal_wait(terminal, "PAUSED  step 7 ");
	terminal_press(terminal, "O");
	terminal_wait(terminal, "From here on, order: random.");
	terminal_wait(terminal, "PAUSED  step 7 ");
	terminal_wait(terminal, "order: random");
	terminal_press(terminal, "T");
	terminal_wait(terminal, "time free");
	terminal_wait(terminal, "PAUSED  step 7 ");
}

static void test_another_way_from_a_moment_of_the_past(void **state)
{
	struct terminal *terminal = run_condition(state, "");
	terminal_press(terminal, "x");
	terminal_wait(terminal, "This is now: choose who goes next.");
	PRESS(terminal, "u", "o");
	terminal_wait(terminal, "PAUSED  step 7 ");
	PRESS(terminal, "Left", "Left", "Left");
	terminal_wait(terminal, "PAST 4/7");
	terminal_press(terminal, "x");
	terminal_wait(terminal, "Run again up to here");
	terminal_wait(terminal, "PAUSED  step 4 ");
}

static void test_a_recording_that_plays_stops_at_a_break_point(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_open_recording(terminal);
	PRESS(terminal, "u", "o", "b", "o");
	terminal_wait(terminal, "Break point set: ");
	terminal_press(terminal, "Home");
	terminal_wait(terminal, "PAST 0/");
	terminal_press(terminal, "Space");
	terminal_wait(terminal, " is about to: ");
	terminal_wait_gone(terminal, "PLAYING");
}

static void test_a_recording_is_searched_for_the_same(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_open_recording(terminal);
	PRESS(terminal, "u", "o");
	terminal_wait(terminal, "s] waiter   waiting for data ...");
	terminal_wait(terminal, "PAST 7/");
	PRESS(terminal, "b", "a", "u", "o");
	terminal_wait(terminal, "Break at main: main is about");
	PRESS(terminal, "b", "c", "End", "u", "o");
	terminal_wait(terminal, "It does not come any more");
	terminal_press(terminal, "R");
	terminal_wait(terminal, "A recording has one order");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ON_TERMINAL(test_until_a_line_is_printed, "100x30"),
	    ON_TERMINAL(test_until_somebody_has_to_wait, "100x30"),
	    ON_TERMINAL(test_until_the_marked_lane_has_gone_on, "100x30"),
	    ON_TERMINAL(test_a_second_key_without_use_asks_for_nothing, "100x30"),
	    ON_TERMINAL(test_a_search_finds_steps_and_goes_on_until_one_hits, "100x30"),
	    ON_TERMINAL(test_playing_stops_before_a_break_point, "100x30"),
	    ON_TERMINAL(test_break_points_at_a_lane_an_operation_and_a_line, "100x30"),
	    ON_TERMINAL(test_another_seed_another_order_and_free_time, "100x30"),
	    ON_TERMINAL(test_another_way_from_a_moment_of_the_past, "100x30"),
	    ON_TERMINAL(test_a_recording_that_plays_stops_at_a_break_point, "100x30"),
	    ON_TERMINAL(test_a_recording_is_searched_for_the_same, "100x30"),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
