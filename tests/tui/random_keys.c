#include "random_keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "in_memory.h"
#include "session/scenarios.h"
#include "tui/keys.h"

enum { WIDEST = 220, HIGHEST = 70 };

static uint64_t roll(uint64_t *dice, uint64_t sides)
{
	*dice = *dice * 6364136223846793005u + 1442695040888963407u;
	return (*dice >> 33) % sides;
}

/* Those that begin again, leave, or write a file: seldom, or no run would get far. */
static bool is_rare(enum request request)
{
	return request == REQUEST_RESTART || request == REQUEST_RESEED || request == REQUEST_BRANCH ||
	       request == REQUEST_SAVE || request == REQUEST_LEAVE;
}

/* A key that goes on, one of the table, or any character. */
static int random_key(const struct pages *pages, uint64_t *dice)
{
	static const char on[] = "sss  t0123";
	size_t rows = 0;
	int keys = 1;
	if (pages->open && roll(dice, 3) == 0)
		return on[roll(dice, sizeof(on) - 1)];
	if (roll(dice, 10) == 0)
		return (int)roll(dice, 0xd7ff) + 1;
	while (key_table[rows].request != REQUEST_NONE)
		rows++;
	const struct key_row *row = &key_table[roll(dice, rows)];
	if (pages->open && is_rare(row->request) && roll(dice, 20) != 0)
		return KEYCODE_END;
	while (keys < KEYS_A_ROW && row->keys[keys] != 0)
		keys++;
	int key = row->keys[roll(dice, (uint64_t)keys)];
	return key == KEYCODE_DIGIT ? '0' + (int)roll(dice, 10) : key;
}

static struct screen_mouse random_mouse(const struct frame *frame, uint64_t *dice)
{
	return (struct screen_mouse){(enum mouse_action)(1 + roll(dice, 4)), (int)roll(dice, (uint64_t)frame->width),
				     (int)roll(dice, (uint64_t)frame->height)};
}

/* One event, and the frame that answers it. Whoever leaves, stays. */
static void bear_one(struct in_memory *memory, uint64_t *dice)
{
	uint64_t kind = roll(dice, 25);
	if (kind == 0) {
		mem_resize(memory, 1 + (int)roll(dice, WIDEST), 1 + (int)roll(dice, HIGHEST));
	} else if (kind <= 2) {
		struct screen_mouse mouse = random_mouse(&memory->frame, dice);
		pages_mouse(&memory->pages, &mouse);
	} else {
		pages_type(&memory->pages, random_key(&memory->pages, dice));
	}
	memory->pages.leaving = false;
	if (roll(dice, 2) == 0) /* else the next key is typed ahead */
		mem_settle(memory);
	mem_draw(memory);
}

static void bear(const char *scenario, uint64_t seed, int events)
{
	static const enum session_strategy strategies[] = {STRATEGY_MANUAL, STRATEGY_RANDOM, STRATEGY_LIVE};
	struct in_memory memory;
	uint64_t dice = seed;
	struct app_options options = mem_options(scenario, strategies[roll(&dice, 3)]);
	options.catalog = catalog_find(roll(&dice, 2) ? "ko" : "en");
	options.player.ascii = roll(&dice, 3) == 0;
	mem_open_with(&memory, &options, 80, 24);
	for (int i = 0; i < events; i++)
		bear_one(&memory, &dice);
	mem_close(&memory);
}

void random_section(int section)
{
	int count = 0;
	while (scenario_table[count] != NULL)
		count++;
	for (int i = 0; i < count; i++)
		if (scenario_table[i]->section == section)
			bear(scenario_table[i]->id, (uint64_t)i + 1, RANDOM_EVENTS / count + 1);
}

void random_menu(int events)
{
	bear(NULL, 7, events);
}
