/* What the program shows, without the terminal that shows it: the menu, a run or a recording, and the help over them. Keys go
 * in, frames come out.
 *
 * app.c serves it on a terminal; tests do in memory. */
#ifndef TUI_PAGES_H
#define TUI_PAGES_H

#include "tui/app.h"
#include "tui/menu.h"
#include "tui/screen.h"

struct pages {
	struct app_options options;
	const struct catalog *catalog; /* the language now */
	struct menu menu;
	struct player player;
	bool open;    /* a player is */
	bool helping; /* the help covers the page */
	int help_scroll;
	int width, height;     /* of the frame that was last drawn */
	bool redraw;           /* it is asked that the whole screen be written anew */
	bool leaving;          /* the reader has left */
	char *repeat;          /* the command of the last run that was closed, NULL none; the caller's */
	char *params;          /* of the run that the menu has opened */
	struct log *recording; /* that the menu has opened */
};

/* Opens the menu, or the run that the options name. 0; otherwise a session_error with the words in `error`. Either way
 * pages_fini is due. */
int pages_init(struct pages *pages, const struct app_options *options, char *error, size_t size);

/* Ends the run. `repeat` stays. */
void pages_fini(struct pages *pages);

/* A character was typed, or one of enum keycode struck. It may be several keys (Hangul); a filter takes it as it is. */
void pages_type(struct pages *pages, int ch);

/* A click on a hint presses its key; the rest is the run's or the menu's. */
void pages_mouse(struct pages *pages, const struct screen_mouse *mouse);

/* The reader takes the terminal for something else: what he does not watch must not go on. */
void pages_pause(struct pages *pages);

/* The descriptor that becomes readable when there is something to drain, -1 none; the milliseconds after which pages_drain
 * must be called anyway, -1 never; reading on. True: what is shown has changed. */
int pages_fd(const struct pages *pages);
int pages_wait(const struct pages *pages, int64_t now);
bool pages_drain(struct pages *pages, int64_t now);

void pages_draw(struct frame *frame, struct pages *pages);

#endif
