/* The program without a terminal, for tests: keys go in, frames come out, and each frame is checked to be whole.
 *
 * Waiting is for a state of the screen, and bounded. All failures are cmocka's. */
#ifndef TESTS_TUI_IN_MEMORY_H
#define TESTS_TUI_IN_MEMORY_H

#include "tui/pages.h"

struct in_memory {
	struct pages pages;
	struct frame frame;
	char *text; /* of the frame that was drawn last, NULL none */
};

/* `scenario` paused before its first op, on a screen of that size; NULL: the menu. */
void mem_open(struct in_memory *memory, const char *scenario, enum session_strategy strategy, int width, int height);

/* The same with all that can be chosen. */
void mem_open_with(struct in_memory *memory, const struct app_options *options, int width, int height);
struct app_options mem_options(const char *scenario, enum session_strategy strategy);

void mem_close(struct in_memory *memory);

void mem_resize(struct in_memory *memory, int width, int height);

/* Strikes keys by their names of the key table: "s", "Home". */
#define PRESS_KEYS(memory, ...) mem_press((memory), (const char *const[]){__VA_ARGS__, NULL})
void mem_press(struct in_memory *memory, const char *const *keys);

/* Types the characters of a word. */
void mem_type(struct in_memory *memory, const char *word);

/* Reads on what has come, draws, and checks the frame: no stray cell, no half of a wide character. */
void mem_draw(struct in_memory *memory);

/* Waits until the run stands, or goes on by itself: whatever was asked for is answered. Fails when that takes half a minute. */
void mem_settle(struct in_memory *memory);

/* The same, and until one that goes on by itself has come to stand. */
void mem_rest(struct in_memory *memory);

/* Waits until the screen contains `text`, or does not; fails with the screen when it does not within half a minute. */
void mem_wait(struct in_memory *memory, const char *text);
void mem_wait_gone(struct in_memory *memory, const char *text);

/* The screen as it was drawn last. */
bool mem_shows(const struct in_memory *memory, const char *text);

/* Fails with the screen unless it is whole. */
void mem_check_frame(const struct frame *frame);

/* cmocka's group setup and teardown: UTF-8, and a folder of its own for what the program writes. */
int mem_setup(void **state);
int mem_teardown(void **state);

#endif
