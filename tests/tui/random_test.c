/* Random keys, clicks and sizes against running scenarios: no crash, no hang, and every frame whole. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/acts.h"
#include "tui/help.h"
#include "tui/menu.h"
#include "tui/screen.h"
#include "view/width.h"

enum { KEYS_A_RUN = 1500, MENU_KEYS = 4000, WIDEST = 220, HIGHEST = 70 };

static uint64_t roll(uint64_t *dice, uint64_t sides)
{
	*dice = *dice * 6364136223846793005u + 1442695040888963407u;
	return (*dice >> 33) % sides;
}

/* A key of the table mostly, else anything; but none that writes a file into this folder. */
static int random_key(uint64_t *dice)
{
	size_t count = 0;
	if (roll(dice, 10) == 0)
		return (int)roll(dice, 0xd7ff) + 1;
	while (key_table[count].request != REQUEST_NONE)
		count++;
	const struct key_row *row = &key_table[roll(dice, count)];
	if (row->request == REQUEST_SAVE)
		return 's';
	return row->keys[0] == KEYCODE_DIGIT ? '0' + (int)roll(dice, 10) : row->keys[0];
}

static void check_frame(const struct frame *frame)
{
	for (int i = 0; i < frame->width * frame->height; i++) {
		const struct cell *cell = &frame->cells[i];
		int x = i % frame->width, width = cell->ch[0] != 0 ? width_of((uint32_t)cell->ch[0]) : 0;
		assert_true(cell->style < STYLE_COUNT);
		if (cell->ch[0] == 0)
			assert_true(x > 0 && width_of((uint32_t)cell[-1].ch[0]) == 2);
		else
			assert_in_range(width, 1, 2);
		if (width == 2)
			assert_true(x + 1 < frame->width && cell[1].ch[0] == 0);
	}
}

static void fit(struct frame *frame, uint64_t *dice)
{
	if (frame->cells != NULL && roll(dice, 20) != 0)
		return;
	frame_fini(frame);
	assert_int_equal(frame_init(frame, 1 + (int)roll(dice, WIDEST), 1 + (int)roll(dice, HIGHEST)), 0);
}

static void press(struct player *player, int key)
{
	const struct key_row *row = keys_find(player->page, key);
	if (player->search.open)
		act_type(player, key);
	else if (player->page != PAGE_RUN)
		act_second(player, row, key - '0');
	else if (row != NULL && row->request == REQUEST_LEAVE)
		player_leave_panel(player);
	else if (row != NULL)
		act(player, row->request, key - '0');
}

static void click(struct player *player, const struct frame *frame, uint64_t *dice)
{
	struct screen_mouse mouse = {(enum mouse_action)(1 + roll(dice, 4)), (int)roll(dice, (uint64_t)frame->width),
				     (int)roll(dice, (uint64_t)frame->height)};
	struct view_input input = player_view(player);
	struct view_hit hit = view_hit(&input, frame->width, frame->height, mouse.x, mouse.y);
	act_mouse(player, &mouse, &hit);
}

static void play_randomly(const char *scenario, uint64_t seed)
{
	struct player_options options = {
	    .session = {.scenario = scenario, .seed = seed, .speed = 1000, .pace = 0, .paused = true}};
	struct player player;
	struct frame frame = {0};
	uint64_t dice = seed;
	int64_t now = 0;
	options.session.strategy = roll(&dice, 2) ? STRATEGY_MANUAL : STRATEGY_RANDOM;
	assert_int_equal(player_open(&player, &options, catalog_find(roll(&dice, 2) ? "ko" : "en")), SESSION_OK);
	for (int i = 0; i < KEYS_A_RUN; i++) {
		fit(&frame, &dice);
		if (roll(&dice, 12) == 0)
			click(&player, &frame, &dice);
		else
			press(&player, random_key(&dice));
		player_drain(&player, now += 50);
		frame_clear(&frame);
		player_draw(&frame, &player);
		check_frame(&frame);
	}
	frame_fini(&frame);
	player_close(&player);
}

static void test_runs_bear_any_keys(void **state)
{
	static const char *const scenarios[] = {"condition", "deadlock", "task-distribution", "gather",
						"process-queue"};
	(void)state;
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		play_randomly(scenarios[i], i + 1);
}

static void test_the_menu_and_the_help_bear_any_keys(void **state)
{
	const struct catalog *catalog = catalog_find("ko");
	struct frame frame = {0};
	struct menu menu;
	uint64_t dice = 7;
	(void)state;
	menu_init(&menu, catalog);
	for (int i = 0; i < MENU_KEYS; i++) {
		int key = random_key(&dice);
		const struct key_row *row = keys_find(PAGE_MENU, key);
		fit(&frame, &dice);
		if (menu.filter.open)
			menu_type(&menu, key, catalog);
		else if (roll(&dice, 20) == 0)
			menu_click(&menu, (int)roll(&dice, HIGHEST), catalog);
		else if (row != NULL)
			menu_request(&menu, row->request, key - '0', catalog);
		frame_clear(&frame);
		menu_draw(&frame, &menu, catalog, roll(&dice, 2) != 0);
		check_frame(&frame);
		frame_clear(&frame);
		help_draw(&frame, (int)roll(&dice, 100), catalog, roll(&dice, 2) != 0);
		check_frame(&frame);
	}
	menu_fini(&menu);
	frame_fini(&frame);
}

static int use_utf8(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_runs_bear_any_keys),
	    cmocka_unit_test(test_the_menu_and_the_help_bear_any_keys),
	};
	return cmocka_run_group_tests(tests, use_utf8, NULL);
}
