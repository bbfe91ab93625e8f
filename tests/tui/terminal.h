/* A real terminal for tests: the program in a private tmux server, keys in, screen out.
 *
 * Waiting is for a state of the screen, and bounded; it is never a pause in the hope that something has
 * happened. All failures are cmocka's. */
#ifndef TESTS_TUI_TERMINAL_H
#define TESTS_TUI_TERMINAL_H

#include <stdint.h>

struct terminal;

/* A test on a terminal of `size`, "80x24": a shell, in an empty folder of its own. Its variable $IL is the program. */
#define ON_TERMINAL(test, size) \
	cmocka_unit_test_prestate_setup_teardown(test, terminal_setup, terminal_teardown, (void *)(uintptr_t)(size))

int terminal_setup(void **state);
int terminal_teardown(void **state);

/* The test's terminal; the test is skipped where there is no tmux. */
struct terminal *terminal_of(void **state);

/* The folder that the shell stands in. */
const char *terminal_folder(const struct terminal *terminal);

/* Types a line into the shell. */
void terminal_type(struct terminal *terminal, const char *line);

/* Presses one key, by tmux's name for it: "s", "Space", "Left", "C-z". */
void terminal_press(struct terminal *terminal, const char *key);

/* Presses keys one behind the other. */
#define PRESS(terminal, ...) terminal_press_all((terminal), (const char *const[]){__VA_ARGS__, NULL})
void terminal_press_all(struct terminal *terminal, const char *const *keys);

/* Sends bytes as they are: what a terminal reports of its mouse. */
void terminal_send(struct terminal *terminal, const char *bytes);

/* Waits until the screen contains `text`; fails with the screen when it does not within half a minute. */
void terminal_wait(struct terminal *terminal, const char *text);

/* Waits until it does not. */
void terminal_wait_gone(struct terminal *terminal, const char *text);

/* The screen as it is, as text, or with its colours; borrowed until the next call. */
const char *terminal_screen(struct terminal *terminal);
const char *terminal_screen_coloured(struct terminal *terminal);

/* Runs `condition` with these options, paused before the first op, which main has announced: from here on every key has its
 * usual answer. The line that follows it in the shell tells the exit code: EXIT=0. */
void terminal_run_condition(struct terminal *terminal, const char *options);
void terminal_wait_for_the_start(struct terminal *terminal);

/* A recording of `condition` under round-robin, at its beginning. */
void terminal_open_recording(struct terminal *terminal);

void terminal_resize(struct terminal *terminal, int width, int height);

/* Takes the terminal away from what runs in it. */
void terminal_close(struct terminal *terminal);

/* Waits until the process is no more. */
void terminal_wait_process_gone(int pid);

/* The id of the process that runs in the shell's foreground. */
int terminal_child(struct terminal *terminal);

#endif
