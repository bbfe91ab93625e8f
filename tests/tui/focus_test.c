/* Where the keys and the mouse go: to a panel, to one on the whole screen, to the help, to the menu; and that the
 * hints say so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "in_memory.h"

static void test_the_hints_follow_the_keys_into_a_panel(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_ROUND_ROBIN, 80, 24);
	mem_wait(&memory, "up/down mark");
	PRESS_KEYS(&memory, "shift-Tab");
	mem_wait(&memory, "Esc leave panel  up/down scroll");
	mem_wait_gone(&memory, "up/down mark");
	PRESS_KEYS(&memory, "z");
	mem_wait(&memory, "Esc all panels  up/down scroll");
	PRESS_KEYS(&memory, "Tab"); /* behind the output come the lanes again */
	mem_wait(&memory, "Esc all panels  up/down mark");
	PRESS_KEYS(&memory, "Esc", "Esc");
	mem_wait(&memory, "up/down mark");
	mem_wait_gone(&memory, "Esc");
	mem_close(&memory);
}

/* On a small screen one list has all objects, whatever they are. */
static void test_the_list_of_all_objects_takes_the_whole_screen(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "task-distribution", STRATEGY_ROUND_ROBIN, 80, 24);
	PRESS_KEYS(&memory, "u", "o");
	mem_rest(&memory);
	PRESS_KEYS(&memory, "Tab", "Tab");
	mem_wait(&memory, ">Queues");
	mem_wait_gone(&memory, "depth");
	PRESS_KEYS(&memory, "z");
	mem_wait(&memory, ">Queues");
	mem_wait(&memory, "depth");
	mem_wait_gone(&memory, "Output");
	mem_close(&memory);
}

/* Keys may be faster than frames. */
static void test_the_help_scrolls_before_it_was_ever_drawn(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_ROUND_ROBIN, 80, 24);
	PRESS_KEYS(&memory, "?", "down");
	mem_wait_gone(&memory, "play, or pause");
	mem_wait(&memory, "step the marked lane");
	PRESS_KEYS(&memory, "End", "up");
	mem_resize(&memory, 200, 60); /* all of it has room: it stands at its beginning */
	mem_wait(&memory, "play, or pause");
	mem_close(&memory);
}

static void point(struct in_memory *memory, enum mouse_action action, int x, int y)
{
	const struct screen_mouse mouse = {action, x, y};
	pages_mouse(&memory->pages, &mouse);
}

static void test_the_wheel_goes_through_the_menu_and_the_help(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, NULL, STRATEGY_MANUAL, 80, 24);
	point(&memory, MOUSE_WHEEL_DOWN, 10, 5);
	mem_wait(&memory, ">   thread-lifecycle");
	point(&memory, MOUSE_WHEEL_UP, 10, 5);
	mem_wait(&memory, "> * event ");
	PRESS_KEYS(&memory, "?");
	point(&memory, MOUSE_WHEEL_DOWN, 10, 5);
	mem_wait_gone(&memory, "play, or pause");
	point(&memory, MOUSE_WHEEL_UP, 10, 5);
	mem_wait(&memory, "play, or pause");
	point(&memory, MOUSE_CLICK, 10, 4); /* out of the help, and no further */
	mem_wait(&memory, "> * event ");
	mem_close(&memory);
}

/* The row of the screen with that text, as it was drawn last. */
static int row_of(const struct in_memory *memory, const char *text)
{
	const char *found = strstr(memory->text, text);
	int row = 0;
	assert_non_null(found);
	for (const char *at = memory->text; at < found; at++)
		row += *at == '\n';
	return row;
}

static void test_the_wheel_scrolls_the_panel_under_it(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "task-distribution", STRATEGY_RANDOM, 80, 24);
	PRESS_KEYS(&memory, "space");
	mem_rest(&memory);
	mem_wait(&memory, "above)");
	point(&memory, MOUSE_WHEEL_UP, 10, row_of(&memory, "Output") + 1);
	mem_wait(&memory, ">Output");
	mem_wait(&memory, "below)");
	mem_close(&memory);
}

static void test_a_long_name_gives_way_to_how_the_run_goes_on(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition-bounded-buffer", STRATEGY_ROUND_ROBIN, 80, 24);
	PRESS_KEYS(&memory, "b", "a", "T");
	mem_rest(&memory);
	mem_wait(&memory, "time free  seed 1  breaks 1");
	mem_wait(&memory, "…  PAUSED  step 0  0.000s  round-robin");
	mem_resize(&memory, 120, 35);
	mem_wait(&memory, " condition-bounded-buffer  PAUSED");
	mem_close(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_hints_follow_the_keys_into_a_panel),
	    cmocka_unit_test(test_the_list_of_all_objects_takes_the_whole_screen),
	    cmocka_unit_test(test_the_help_scrolls_before_it_was_ever_drawn),
	    cmocka_unit_test(test_the_wheel_goes_through_the_menu_and_the_help),
	    cmocka_unit_test(test_the_wheel_scrolls_the_panel_under_it),
	    cmocka_unit_test(test_a_long_name_gives_way_to_how_the_run_goes_on),
	};
	return cmocka_run_group_tests(tests, mem_setup, mem_teardown);
}
