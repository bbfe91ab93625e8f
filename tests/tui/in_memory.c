#include "in_memory.h"

#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/keys.h"
#include "view/width.h"

enum { WAIT_MS = 30000 };

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- opening ---- */

struct app_options mem_options(const char *scenario, enum session_strategy strategy)
{
	return (struct app_options){
	    .player = {.session = {.scenario = scenario, .strategy = strategy, .seed = 1, .speed = 1000, .paused = true}},
	    .menu = scenario == NULL,
	    .catalog = catalog_find("en"),
	    .theme = theme_find("dark"),
	};
}

void mem_open_with(struct in_memory *memory, const struct app_options *options, int width, int height)
{
	char error[256];
	*memory = (struct in_memory){0};
	if (pages_init(&memory->pages, options, error, sizeof(error)) != SESSION_OK)
		fail_msg("%s", error);
	mem_resize(memory, width, height);
}

void mem_open(struct in_memory *memory, const char *scenario, enum session_strategy strategy, int width, int height)
{
	struct app_options options = mem_options(scenario, strategy);
	mem_open_with(memory, &options, width, height);
	if (scenario != NULL)
		mem_wait(memory, "NEXT");
}

void mem_close(struct in_memory *memory)
{
	pages_fini(&memory->pages);
	frame_fini(&memory->frame);
	free(memory->pages.repeat);
	free(memory->text);
}

void mem_resize(struct in_memory *memory, int width, int height)
{
	frame_fini(&memory->frame);
	assert_int_equal(frame_init(&memory->frame, width, height), 0);
}

/* ---- keys ---- */

void mem_press(struct in_memory *memory, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		int key = keys_named(*keys);
		if (key == KEYCODE_NONE)
			fail_msg("no key is called %s", *keys);
		pages_type(&memory->pages, key);
	}
}

void mem_type(struct in_memory *memory, const char *word)
{
	for (; *word != '\0'; word++)
		pages_type(&memory->pages, (unsigned char)*word);
}

/* ---- the screen ---- */

/* What is wrong with the cell at column `x`; NULL: nothing. */
static const char *wrong_with(const struct cell *cell, int x, int columns)
{
	int width = cell->ch[0] != 0 ? width_of((uint32_t)cell->ch[0]) : 0;
	if (cell->style >= STYLE_COUNT)
		return "a style that there is not";
	if (cell->ch[0] == 0)
		return x > 0 && width_of((uint32_t)cell[-1].ch[0]) == 2 ? NULL : "the right half of nothing";
	if (width != 1 && width != 2)
		return "no character";
	return width == 2 && (x + 1 >= columns || cell[1].ch[0] != 0) ? "half of a wide character" : NULL;
}

void mem_check_frame(const struct frame *frame)
{
	for (int y = 0; y < frame->height; y++)
		for (int x = 0; x < frame->width; x++) {
			const char *wrong = wrong_with(&frame->cells[y * frame->width + x], x, frame->width);
			if (wrong != NULL)
				fail_msg("%s in row %d, column %d of %dx%d", wrong, y, x, frame->width, frame->height);
		}
}

void mem_draw(struct in_memory *memory)
{
	pages_drain(&memory->pages, now_ms());
	pages_draw(&memory->frame, &memory->pages);
	mem_check_frame(&memory->frame);
}

bool mem_shows(const struct in_memory *memory, const char *text)
{
	return strstr(memory->text, text) != NULL;
}

/* Waits for what comes next, at most until `end`. False: that time is over. */
static bool wait_on(const struct in_memory *memory, int64_t end)
{
	int64_t now = now_ms(), left = end - now;
	int wait = pages_wait(&memory->pages, now);
	struct pollfd fd = {pages_fd(&memory->pages), POLLIN, 0};
	if (left > 0)
		poll(&fd, 1, wait >= 0 && wait < left ? wait : (int)left);
	return left > 0;
}

static bool stands(const struct pages *pages)
{
	return !pages->open || player_stands(&pages->player);
}

static bool stands_or_plays(const struct pages *pages)
{
	return stands(pages) || player_is_playing(&pages->player);
}

static void wait_until(struct in_memory *memory, bool (*reached)(const struct pages *pages))
{
	int64_t end = now_ms() + WAIT_MS;
	pages_drain(&memory->pages, now_ms()); /* from here on, what comes rings */
	while (!reached(&memory->pages)) {
		if (!wait_on(memory, end))
			fail_msg("the run hangs, at step %u", (unsigned)player_newest(&memory->pages.player));
		pages_drain(&memory->pages, now_ms());
	}
}

void mem_settle(struct in_memory *memory)
{
	wait_until(memory, stands_or_plays);
}

void mem_rest(struct in_memory *memory)
{
	wait_until(memory, stands);
}

static void wait_for(struct in_memory *memory, const char *text, bool there)
{
	int64_t end = now_ms() + WAIT_MS;
	do {
		mem_draw(memory);
		free(memory->text);
		assert_int_equal(frame_text(&memory->text, &memory->frame), 0);
		if (mem_shows(memory, text) == there)
			return;
	} while (wait_on(memory, end));
	fail_msg("waited in vain for the screen to %s: %s\n%s", there ? "show" : "lose", text, memory->text);
}

void mem_wait(struct in_memory *memory, const char *text)
{
	wait_for(memory, text, true);
}

void mem_wait_gone(struct in_memory *memory, const char *text)
{
	wait_for(memory, text, false);
}

/* ---- a place to write ---- */

int mem_setup(void **state)
{
	char *folder = strdup("/tmp/interleave-memory-XXXXXX");
	*state = folder;
	if (folder == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	setenv("XDG_STATE_HOME", folder, 1);
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

int mem_teardown(void **state)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -rf '%s'", (char *)*state);
	free(*state);
	return system(command);
}
