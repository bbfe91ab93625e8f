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

/* Steps the lane of that digit until it is about to do `next`. */
static void step_to(struct in_memory *memory, const char *lane, const char *next)
{
	enum { STEPS_MAX = 40 };
	mem_wait(memory, "PAUSED");
	for (int i = 0; i < STEPS_MAX && !mem_shows(memory, next); i++) {
		PRESS_KEYS(memory, lane);
		mem_settle(memory);
		mem_wait(memory, "PAUSED");
	}
	mem_wait(memory, next);
}

/* One that was notified lacks the lock: what lets it go is the release. */
static void test_the_truth_of_the_question_is_that_of_who_can_go(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_MANUAL, 80, 24);
	step_to(&memory, "0", "start preparer");
	step_to(&memory, "1", "wait on cond");
	PRESS_KEYS(&memory, "1", "0");
	step_to(&memory, "2", "SLEEP until 2.000s");
	PRESS_KEYS(&memory, "t");
	step_to(&memory, "2", "notify cond");
	PRESS_KEYS(&memory, "Q", "up", "up", "down", "down", "s");
	mem_wait(&memory, "What happens next? preparer is about to: notify cond.");
	mem_wait(&memory, " 1 it does it  2 and lets go  3 it waits  4 it fails  s shows it  Esc leave it");
	PRESS_KEYS(&memory, "1");
	mem_wait(&memory, "Right: 1: it does it, and lets nobody go on");
	mem_wait(&memory, "no: 1 waiter (notified");
	PRESS_KEYS(&memory, "s");
	mem_wait(&memory, "What happens next? preparer is about to: release cond.lock.");
	PRESS_KEYS(&memory, "2");
	mem_wait(&memory, "Right: 2: it does it, and lets somebody go on");
	mem_wait(&memory, "1 waiter, 2 preparer");
	mem_close(&memory);
}

static void test_nothing_on_the_screen_tells_the_answer(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "lock", STRATEGY_MANUAL, 200, 40);
	step_to(&memory, "0", "start adder-2");
	step_to(&memory, "1", "read counter");
	mem_wait(&memory, "would wait");
	PRESS_KEYS(&memory, "Q", "up", "up", "up", "down", "down");
	mem_wait(&memory, ">2 adder-1");
	PRESS_KEYS(&memory, "s");
	mem_wait(&memory, "What happens next? adder-1 is about to:");
	mem_wait_gone(&memory, "would wait");
	PRESS_KEYS(&memory, "3");
	mem_wait(&memory, "Right: 3: it has to wait.");
	mem_close(&memory);
}

/* Nobody announces anything there: it is not said that what has been done is about to be. The run sleeps two seconds, in
 * which it is looked at. */
static void test_a_live_run_says_what_was_done_at_its_break_point(void **state)
{
	struct in_memory memory;
	struct app_options options = mem_options("condition", STRATEGY_LIVE);
	(void)state;
	options.player.session.speed = 1;
	mem_open_with(&memory, &options, 200, 40);
	mem_wait(&memory, "NEXT  make data");
	PRESS_KEYS(&memory, "b", "o", "space");
	mem_wait(&memory, "Break at object.new, behind it");
	mem_wait_gone(&memory, "is about to");
	mem_wait(&memory, "PAUSED");
	mem_close(&memory);
}

static void point(struct in_memory *memory, enum mouse_action action, int x, int y)
{
	const struct screen_mouse mouse = {action, x, y};
	pages_mouse(&memory->pages, &mouse);
}

/* The keys in the last rows are those that count, and a click elsewhere leaves the question. */
static void test_what_is_asked_is_answered_or_left_by_a_click(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_ROUND_ROBIN, 80, 24);
	mem_wait(&memory, "NEXT  make data");
	PRESS_KEYS(&memory, "b");
	mem_wait(&memory, " a the lane  o its operation  x its object  l its line  c take all away");
	point(&memory, MOUSE_CLICK, 1, 22);
	mem_wait(&memory, "Break point set: main");
	PRESS_KEYS(&memory, "b");
	mem_wait(&memory, "Set: main");
	point(&memory, MOUSE_CLICK, 3, 2);
	mem_wait_gone(&memory, "Break at:");
	mem_wait(&memory, " space run  s step >lane");
	PRESS_KEYS(&memory, "/");
	mem_wait(&memory, " Enter look for it  Esc leave it");
	mem_type(&memory, "x");
	mem_wait(&memory, "Search: x_");
	point(&memory, MOUSE_CLICK, 3, 2);
	mem_wait(&memory, " space run  s step >lane");
	PRESS_KEYS(&memory, "u");
	mem_wait(&memory, " n its next  b a wait  o a line  / a hit  Esc leave it");
	mem_close(&memory);
}

/* A moment that two pages show is looked at on the page that is there: the mouse that drags stays over its step. */
static void test_the_past_stands_still_under_the_mouse(void **state)
{
	enum { STEPS = 27, LEFT = 12 };
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_ROUND_ROBIN, 80, 24);
	for (int i = 0; i < STEPS; i++) {
		mem_settle(&memory);
		PRESS_KEYS(&memory, "s");
	}
	mem_wait(&memory, "PAUSED  step 27 ");
	point(&memory, MOUSE_CLICK, LEFT + 4, 2);
	mem_wait(&memory, "PAST 12/27");
	point(&memory, MOUSE_DRAG, LEFT + 5, 2);
	mem_wait(&memory, "PAST 12/27");
	point(&memory, MOUSE_DRAG, LEFT + 6, 2);
	mem_wait(&memory, "PAST 13/27");
	point(&memory, MOUSE_DRAG, LEFT, 2);
	mem_wait(&memory, "PAST 10/27");
	PRESS_KEYS(&memory, "left"); /* off the page */
	mem_wait(&memory, "PAST 9/27");
	point(&memory, MOUSE_CLICK, LEFT, 2);
	mem_wait(&memory, "PAST 1/27");
	mem_close(&memory);
}

/* At the end nobody waits; the panel keeps the rows of those who did. */
static void test_who_looks_back_finds_room_for_who_waited(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "task-distribution", STRATEGY_ROUND_ROBIN, 160, 48);
	PRESS_KEYS(&memory, "+", "+", "+", "+", "+", "+", "+", "+", "+", "space");
	mem_wait(&memory, "ENDED: completed");
	mem_wait_gone(&memory, "waiting: 5 collector");
	PRESS_KEYS(&memory, "/");
	mem_type(&memory, "collector waits for an item");
	PRESS_KEYS(&memory, "Enter");
	mem_wait(&memory, "waiting: 5 collector");
	mem_wait(&memory, "─Queues──");
	mem_close(&memory);
}

/* Keys may be faster than frames. */
static void test_the_help_scrolls_before_it_was_ever_drawn(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_ROUND_ROBIN, 80, 24);
	PRESS_KEYS(&memory, "?", "down");
	mem_wait_gone(&memory, "In a run");
	mem_wait(&memory, "play, or pause");
	PRESS_KEYS(&memory, "End", "up");
	mem_resize(&memory, 200, 60); /* all of it has room: it stands at its beginning */
	mem_wait(&memory, "In a run");
	mem_close(&memory);
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
	mem_wait_gone(&memory, "In a run");
	point(&memory, MOUSE_WHEEL_UP, 10, 5);
	mem_wait(&memory, "In a run");
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
	mem_wait(&memory, "breaks 1  round-robin  time free  seed 1");
	mem_wait(&memory, "…  PAUSED  step 0  0.000s  breaks 1  round-robin");
	mem_resize(&memory, 120, 35);
	mem_wait(&memory, " condition-bounded-buffer  PAUSED");
	mem_close(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_hints_follow_the_keys_into_a_panel),
	    cmocka_unit_test(test_the_list_of_all_objects_takes_the_whole_screen),
	    cmocka_unit_test(test_the_truth_of_the_question_is_that_of_who_can_go),
	    cmocka_unit_test(test_nothing_on_the_screen_tells_the_answer),
	    cmocka_unit_test(test_a_live_run_says_what_was_done_at_its_break_point),
	    cmocka_unit_test(test_what_is_asked_is_answered_or_left_by_a_click),
	    cmocka_unit_test(test_the_past_stands_still_under_the_mouse),
	    cmocka_unit_test(test_who_looks_back_finds_room_for_who_waited),
	    cmocka_unit_test(test_the_help_scrolls_before_it_was_ever_drawn),
	    cmocka_unit_test(test_the_wheel_goes_through_the_menu_and_the_help),
	    cmocka_unit_test(test_the_wheel_scrolls_the_panel_under_it),
	    cmocka_unit_test(test_a_long_name_gives_way_to_how_the_run_goes_on),
	};
	return cmocka_run_group_tests(tests, mem_setup, mem_teardown);
}
