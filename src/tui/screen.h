/* The terminal: opened and closed, read keys from, frames blitted to. The only module that knows curses.
 *
 * One thread calls these, and nothing blocks: keys are taken when poll() has said that there are some. The
 * terminal is given back by screen_close, by the rescue (signals.h) when the program crashes, and by its keeper
 * (keeper.h) when it is killed. */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>

#include "tui/theme.h"
#include "view/frame.h"

struct screen;

/* Whether standard input and output are a terminal that can show a screen. */
bool screen_possible(void);

/* Takes the terminal over, and its mouse with `mouse`. 0, or -1: no memory, or curses does not know the terminal. */
int screen_open(struct screen **out, const struct theme *theme, bool mouse);

/* Gives the terminal back as it was, and frees `screen`. NULL is allowed. */
void screen_close(struct screen *screen);

/* The descriptor that keys come from. */
int screen_fd(const struct screen *screen);

/* The next key (a character, or one of enum keycode), KEYCODE_NONE when there is none by now. */
int screen_read_key(struct screen *screen);

enum mouse_action { MOUSE_NOTHING, MOUSE_CLICK, MOUSE_DRAG, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct screen_mouse {
	enum mouse_action action;
	int x, y;
};

/* What the mouse did, when the last key was KEYCODE_MOUSE. */
struct screen_mouse screen_mouse(struct screen *screen);

/* The present size in cells. */
void screen_size(const struct screen *screen, int *width, int *height);

/* Asks the terminal for its size anew (after SIGWINCH). */
void screen_resize(struct screen *screen);

/* Writes what differs from the frame that stands on the screen. */
void screen_show(struct screen *screen, const struct frame *frame);

/* The next screen_show writes everything. */
void screen_forget(struct screen *screen);

/* Gives the terminal back for a while (ctrl-Z), and takes it over again. */
void screen_leave(struct screen *screen);
void screen_return(struct screen *screen);

#endif
