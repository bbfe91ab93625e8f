/* A script for every key of the table, on every page where it counts: pressed in memory, and what it says read from the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "in_memory.h"
#include "tui/keys.h"

struct script {
	enum page page;     /* on which the last key is pressed */
	const char *keys;   /* by their names, the key under test last; "0-9" is a 1 */
	const char *shows;  /* what the screen then shows; NULL: the reader has left */
	const char *lost;   /* and what it shows no more; NULL: nothing */
};

#define RUN(keys, ...) {PAGE_RUN, keys, __VA_ARGS__}
#define MENU(keys, ...) {PAGE_MENU, keys, __VA_ARGS__}
#define HELP(keys, ...) {PAGE_HELP, keys, __VA_ARGS__}

static const char help_title[] = "The keys, and the glyphs of the lanes";

static const struct script scripts[] = {
    RUN("space", "ENDED: completed", NULL),
    RUN("s", "PAUSED  step 1 ", NULL),
    RUN(".", "PAUSED  step 1 ", NULL),
    RUN("0-9", "There is no lane 1.", NULL),
    RUN("t", "Nobody sleeps or waits for a time", NULL),
    RUN("up", "This is the first lane.", NULL),
    RUN("k", "This is the first lane.", NULL),
    RUN("down", "This is the last lane.", NULL),
    RUN("j", "This is the last lane.", NULL),
    RUN("s s left", "PAST 1/2", NULL),
    RUN("s s left left right", "PAST 1/2", NULL),
    RUN("s s Home", "PAST 0/2", NULL),
    RUN("s s g", "PAST 0/2", NULL),
    RUN("s s left End", "PAUSED  step 2 ", NULL),
    RUN("s s left G", "PAUSED  step 2 ", NULL),
    RUN("s s PgUp", "PAST 0/2", NULL),
    RUN("s s Home PgDn", "PAUSED  step 2 ", NULL),
    RUN("Tab", ">Lanes", NULL),
    RUN("shift-Tab", ">Output", NULL),
    RUN("z", ">Lanes", "Output"),
    RUN("Enter", ">Lanes", "Output"),
    RUN("+", "This is as fast as it goes.", NULL),
    RUN("=", "This is as fast as it goes.", NULL),
    RUN("-", "Pace: 1024 steps a second.", NULL),
    RUN("w", "main can go", NULL),
    RUN("c", "condition.c", "condition.py"),
    RUN("a", "1 col = ", "cols = 1 step"),
    RUN("f", "No lanes stand below the marked one.", NULL),
    RUN(">", "4 cols = 1 step", NULL),
    RUN("<", "2 cols = 1 step", NULL),
    RUN("r", "Started again from the beginning, with the same seed.", NULL),
    RUN("R", "with seed 2.", NULL),
    RUN("O", "From here on, order: random.", NULL),
    RUN("T", "From here on, time is free", NULL),
    RUN("x", "This is now: choose who goes next.", NULL),
    RUN("u", "Go on until:", NULL),
    {PAGE_UNTIL, "u n", "PAUSED  step 1 ", NULL},
    {PAGE_UNTIL, "u b", "main waits for the end of waiter.", NULL},
    {PAGE_UNTIL, "u o", "PAUSED  step 7 ", NULL},
    {PAGE_UNTIL, "u /", "Nothing is searched for", NULL},
    RUN("b", "Break at:", NULL),
    {PAGE_BREAK, "b a", "Break point set: main", NULL},
    {PAGE_BREAK, "b o", "Break point set: object.new", NULL},
    {PAGE_BREAK, "u o b x", "Break point set: ", NULL},
    {PAGE_BREAK, "b l", "Break point set: scenarios/condition/condition.c:", NULL},
    {PAGE_BREAK, "b a b c", "There are no break points now.", NULL},
    RUN("/", "Search: _", NULL),
    RUN("u o Home / p r i n t Enter n", "printed", NULL),
    RUN("u o Home / p r i n t Enter ]", "printed", NULL),
    RUN("N", "Nothing is searched for", NULL),
    RUN("[", "Nothing is searched for", NULL),
    RUN("p", "Just happened", "Who can go?"),
    RUN("Q", "From now on it is asked", NULL),
    {PAGE_QUIZ, "Q s 0-9", "Right: 1: it does it", NULL},
    {PAGE_QUIZ, "Q s s", "The answer is 1", NULL},
    {PAGE_QUIZ, "Q s .", "The answer is 1", NULL},
    RUN("S", "Saved as interleave-condition-", NULL),
    RUN("F2", "Saved as interleave-condition-", NULL),
    RUN("l", "일시정지", "PAUSED"),
    RUN("?", help_title, NULL),
    RUN("h", help_title, NULL),
    RUN("F1", help_title, NULL),
    RUN("ctrl-L", "PAUSED  step 0", NULL),
    RUN("Esc", "There is no menu behind this run; q quits.", NULL),
    RUN("q", NULL, NULL),
    RUN("F10", NULL, NULL),
    RUN("E", "PAUSED  step 0", NULL),
    HELP("? down", "play, or pause", "In a run"),
    HELP("? j", "play, or pause", "In a run"),
    HELP("? down up", "In a run", NULL),
    HELP("? down k", "In a run", NULL),
    HELP("? End", "checks a promise", NULL),
    HELP("? G", "checks a promise", NULL),
    HELP("? End Home", "In a run", NULL),
    HELP("? End g", "In a run", NULL),
    HELP("? PgDn", "until the search hits", "In a run"),
    HELP("? PgDn PgUp", "In a run", NULL),
    HELP("? l", "재생 또는 일시정지", NULL),
    HELP("? ?", "PAUSED  step 0", NULL),
    HELP("? h", "PAUSED  step 0", NULL),
    HELP("? F1", "PAUSED  step 0", NULL),
    HELP("? ctrl-L", help_title, NULL),
    HELP("? Esc", "PAUSED  step 0", NULL),
    HELP("? q", "PAUSED  step 0", NULL),
    HELP("? F10", "PAUSED  step 0", NULL),
    MENU("down", "> * condition ", NULL),
    MENU("j", "> * condition ", NULL),
    MENU("down up", "> * event ", NULL),
    MENU("down k", "> * event ", NULL),
    MENU("End", ">   interleave-condition-", NULL),
    MENU("G", ">   interleave-condition-", NULL),
    MENU("End Home", "> * event ", NULL),
    MENU("End g", "> * event ", NULL),
    MENU("PgDn", "> ", "> * event "),
    MENU("PgDn PgUp", "> * event ", NULL),
    MENU("/", "/_", NULL),
    MENU("Enter", "event  PAUSED  step 0", NULL),
    MENU("Tab", "0-9 type a number", NULL),
    MENU("shift-Tab", "left/right change", NULL),
    MENU("Tab Tab right", "seed < 2 >", NULL),
    MENU("Tab Tab +", "seed < 2 >", NULL),
    MENU("Tab Tab =", "seed < 2 >", NULL),
    MENU("Tab Tab right right left", "seed < 2 >", NULL),
    MENU("Tab Tab right right -", "seed < 2 >", NULL),
    MENU("Tab Tab 0-9", "seed < 11 >", NULL),
    MENU("Tab Tab 0-9 0-9 Backspace", "seed < 11 >", NULL),
    MENU("l", "스레드", NULL),
    MENU("?", help_title, NULL),
    MENU("h", help_title, NULL),
    MENU("F1", help_title, NULL),
    MENU("ctrl-L", "> * event ", NULL),
    MENU("/ z z Enter Esc", "> * event ", "/zz"),
    MENU("q", NULL, NULL),
    MENU("F10", NULL, NULL),
};

enum { SCRIPT_COUNT = sizeof(scripts) / sizeof(scripts[0]) };

static const char *last_key(const struct script *script)
{
	const char *space = strrchr(script->keys, ' ');
	return space != NULL ? space + 1 : script->keys;
}

static void press_all(struct in_memory *memory, const char *keys)
{
	char name[KEY_NAME_SIZE];
	while (*keys != '\0') {
		size_t length = strcspn(keys, " ");
		snprintf(name, sizeof(name), "%.*s", (int)length, keys);
		pages_type(&memory->pages, strcmp(name, "0-9") == 0 ? '1' : keys_named(name));
		mem_rest(memory);
		mem_draw(memory);
		keys += length + (keys[length] == ' ');
	}
}

static void run_script(const struct script *script)
{
	struct in_memory memory;
	bool menu = script->page == PAGE_MENU;
	mem_open(&memory, menu ? NULL : "condition", STRATEGY_ROUND_ROBIN, 100, 30);
	press_all(&memory, script->keys);
	if (script->shows == NULL && !memory.pages.leaving)
		fail_msg("%s does not leave", script->keys);
	if (script->shows != NULL)
		mem_wait(&memory, script->shows);
	if (script->lost != NULL)
		mem_wait_gone(&memory, script->lost);
	mem_close(&memory);
}

static void test_each_key_does_what_it_says(void **state)
{
	(void)state;
	for (int i = 0; i < SCRIPT_COUNT; i++)
		run_script(&scripts[i]);
}

static void test_the_keys_that_are_shown_are_those_pressed(void **state)
{
	struct in_memory memory;
	(void)state;
	mem_open(&memory, "condition", STRATEGY_ROUND_ROBIN, 100, 30);
	press_all(&memory, "E w Home");
	mem_wait(&memory, "w Home");
	press_all(&memory, "E");
	mem_wait_gone(&memory, "w Home");
	mem_close(&memory);
}

static bool has_script(enum page page, const char *key)
{
	for (int i = 0; i < SCRIPT_COUNT; i++)
		if (scripts[i].page == page && strcmp(last_key(&scripts[i]), key) == 0)
			return true;
	return false;
}

static void test_no_key_is_without_a_script(void **state)
{
	static const enum page pages[] = {PAGE_RUN, PAGE_MENU, PAGE_HELP, PAGE_UNTIL, PAGE_BREAK, PAGE_QUIZ};
	(void)state;
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++)
		for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]) * KEYS_A_ROW; i++) {
			enum page page = pages[i / KEYS_A_ROW];
			int key = row->keys[i % KEYS_A_ROW];
			char name[KEY_NAME_SIZE];
			if (!(row->pages & (unsigned)page) || key == 0)
				continue;
			if (!has_script(page, keys_name(name, key)))
				print_error("page %d: no script presses %s (%s)\n", (int)page, name, row->help);
			else
				continue;
			fail();
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_key_is_without_a_script),
	    cmocka_unit_test(test_each_key_does_what_it_says),
	    cmocka_unit_test(test_the_keys_that_are_shown_are_those_pressed),
	};
	return cmocka_run_group_tests(tests, mem_setup, mem_teardown);
}
