/* A real terminal for tests: the program in a private tmux server, keys in, screen out.
 *
 * Waiting is for a state of the screen, and bounded; it is never a pause in the hope that something has
 * happened. All failures are cmocka's. */
#ifndef TESTS_TUI_TERMINAL_H
#define TESTS_TUI_TERMINAL_H

#include <stdbool.h>

struct terminal;

/* Whether tmux is there. */
bool terminal_possible(void);

/* A shell in a terminal of that size, in an empty folder of its own. Its variable $IL is the program. */
struct terminal *terminal_new(int width, int height);
void terminal_free(struct terminal *terminal);

/* The folder that the shell stands in. */
const char *terminal_folder(const struct terminal *terminal);

/* Types a line into the shell. */
void terminal_type(struct terminal *terminal, const char *line);

/* Presses one key, by tmux's name for it: "s", "Space", "Left", "C-z". */
void terminal_press(struct terminal *terminal, const char *key);

/* Sends bytes as they are: what a terminal reports of its mouse. */
void terminal_send(struct terminal *terminal, const char *bytes);

/* Waits until the screen contains `text`; fails with the screen when it does not within half a minute. */
void terminal_wait(struct terminal *terminal, const char *text);

/* Waits until it does not. */
void terminal_wait_gone(struct terminal *terminal, const char *text);

/* The screen as it is, as text, or with its colours; borrowed until the next call. */
const char *terminal_screen(struct terminal *terminal);
const char *terminal_screen_coloured(struct terminal *terminal);

void terminal_resize(struct terminal *terminal, int width, int height);

/* Takes the terminal away from what runs in it. */
void terminal_close(struct terminal *terminal);

/* Waits until the process is no more. */
void terminal_wait_process_gone(int pid);

/* The id of the process that runs in the shell's foreground. */
int terminal_child(struct terminal *terminal);

#endif
