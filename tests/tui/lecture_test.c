/* Before an audience, on a real terminal: the lecture's screen, the question before a step, keys that are shown, and
 * the mouse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

/* `condition` under round-robin, before its first operation. */
static struct terminal *run_condition(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "--strategy round-robin");
	return terminal;
}

static void test_the_lecture_screen_and_back(void **state)
{
	struct terminal *terminal = run_condition(state);
	terminal_press(terminal, "p");
	terminal_wait_gone(terminal, "Who can go?");
	terminal_wait(terminal, "╭Just happened");
	terminal_press(terminal, "p");
	terminal_wait(terminal, "Who can go?");
}

static void test_a_question_before_the_step_and_the_truth_after_it(void **state)
{
	struct terminal *terminal = run_condition(state);
	PRESS(terminal, "p", "Q");
	terminal_wait(terminal, "From now on it is asked");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "What happens next? main is about to: make data.");
	terminal_wait(terminal, "step 0 "); /* nothing is done before the answer */
	terminal_press(terminal, "9");
	terminal_wait(terminal, "The answers are 1 to 4.");
	PRESS(terminal, "s");
	terminal_wait(terminal, "What happens next?");
	terminal_press(terminal, "1");
	terminal_wait(terminal, "Right: 1: it does it");
	terminal_wait(terminal, "step 1 ");
	PRESS(terminal, "s", "3");
	terminal_wait(terminal, "No. The answer is 1");
	PRESS(terminal, "s", "s");
	terminal_wait(terminal, "step 3 ");
	terminal_wait(terminal, "The answer is 1");
	PRESS(terminal, "s", "Escape");
	terminal_wait(terminal, "Nothing was asked for.");
	terminal_press(terminal, "Q");
	terminal_wait(terminal, "It is asked no more");
}

static void test_a_wait_and_a_wake_up_are_told_apart(void **state)
{
	struct terminal *terminal = run_condition(state);
	PRESS(terminal, "Q", "u", "o");
	terminal_wait(terminal, "PAUSED  step 7 ");
	PRESS(terminal, "u", "b"); /* main joins the waiter */
	terminal_wait(terminal, "main waits for the end of waiter.");
	terminal_wait(terminal, "PAUSED");
	PRESS(terminal, "Down", "Up", "Up", "Up", "Down", "s");
	terminal_wait(terminal, "What happens next? waiter is about to: wait on cond.");
	terminal_press(terminal, "3");
	terminal_wait(terminal, "Right: 3: it has to wait.");
	PRESS(terminal, "b", "o", "Down", "/", "n", "o", "t", "i", "f", "y", "Enter");
	PRESS(terminal, "u", "/"); /* until somebody notifies */
	terminal_wait(terminal, "notified cond");
}

static void test_keys_are_shown_on_demand(void **state)
{
	struct terminal *terminal = run_condition(state);
	terminal_press(terminal, "E");
	PRESS(terminal, "Down", "w", "Home");
	terminal_wait(terminal, "w Home");
	PRESS(terminal, "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w", "w");
	terminal_wait_gone(terminal, "Home");
	terminal_press(terminal, "E");
	terminal_wait_gone(terminal, "w w w");
}

enum { BUTTON = 0, RELEASED = 3, WHEEL_UP = 64, WHEEL_DOWN = 65 };

/* In the terminal's own report: ESC [ M, the button, the column and the row. The wheel is not released. */
static void press_mouse(struct terminal *terminal, int button, int x, int y)
{
	char report[32], release[16] = "";
	if (button == BUTTON)
		snprintf(release, sizeof(release), "\033[M%c%c%c", ' ' + RELEASED, '!' + x, '!' + y);
	snprintf(report, sizeof(report), "\033[M%c%c%c%s", ' ' + button, '!' + x, '!' + y, release);
	terminal_send(terminal, report);
}

static void test_the_mouse_marks_looks_back_and_presses_hints(void **state)
{
	struct terminal *terminal = run_condition(state);
	PRESS(terminal, "u", "o");
	terminal_wait(terminal, "PAUSED  step 7 ");
	press_mouse(terminal, BUTTON, 3, 3); /* the name of the second lane */
	terminal_wait(terminal, ">1 waiter");
	press_mouse(terminal, BUTTON, 12 + 2 * 3, 2); /* the third step of the first */
	terminal_wait(terminal, "PAST 3/7");
	terminal_wait(terminal, ">0 main");
	press_mouse(terminal, WHEEL_UP, 20, 3); /* the wheel over the lanes */
	terminal_wait(terminal, "PAST 2/7");
	press_mouse(terminal, WHEEL_DOWN, 20, 3);
	terminal_wait(terminal, "PAST 3/7");
	press_mouse(terminal, BUTTON, 3, 7);
	terminal_wait(terminal, ">Objects");
	press_mouse(terminal, BUTTON, 2, 22); /* the first hint: End */
	terminal_wait(terminal, "PAUSED  step 7 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ON_TERMINAL(test_the_lecture_screen_and_back, "80x24"),
	    ON_TERMINAL(test_a_question_before_the_step_and_the_truth_after_it, "80x24"),
	    ON_TERMINAL(test_a_wait_and_a_wake_up_are_told_apart, "80x24"),
	    ON_TERMINAL(test_keys_are_shown_on_demand, "80x24"),
	    ON_TERMINAL(test_the_mouse_marks_looks_back_and_presses_hints, "80x24"),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
