/* The program without a screen at a real terminal, which reads lines itself and sends keys that are struck as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terminal.h"

static void test_lines_are_typed_and_keys_struck(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL run condition --linear; echo EXIT=$?");
	terminal_wait(terminal, "Who can go? yes: 0 main");
	PRESS(terminal, "Enter", "s", "Enter");
	terminal_wait(terminal, "2  main made the re-entrant lock cond.lock.");
	PRESS(terminal, "Up", "Enter");
	terminal_wait(terminal, "This is the first lane.");
	PRESS(terminal, "Home", "Enter", "Right", "Right", "Enter");
	terminal_wait(terminal, "0  The program begins: main runs.");
	PRESS(terminal, "h", "e", "l", "p", "Enter");
	terminal_wait(terminal, "Nothing was done: e is no key here");
	terminal_press(terminal, "C-c");
	terminal_wait(terminal, "--schedule 0x2 --seed 1");
	terminal_wait(terminal, "EXIT=130");
}

/* Whoever sits there stops a run that plays. */
static void test_a_run_that_plays_is_paused(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL run condition --linear --pace 0.25; echo EXIT=$?");
	terminal_wait(terminal, "Who can go? yes: 0 main");
	PRESS(terminal, "Space", "Enter");
	terminal_wait(terminal, "1  main made the variable data: None.");
	PRESS(terminal, "Space", "Enter", "w", "Enter");
	terminal_wait(terminal, "main can go: it is about to make cond");
	PRESS(terminal, "q", "Enter");
	terminal_wait(terminal, "EXIT=130");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ON_TERMINAL(test_lines_are_typed_and_keys_struck, "100x40"),
	    ON_TERMINAL(test_a_run_that_plays_is_paused, "100x40"),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
