/* Which bytes bring a terminal from one frame to the next. Terminfo says how; curses is not asked, since it positions the cursor
 * with a write of its own each time: here a frame is one piece, for one write. */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/theme.h"
#include "view/frame.h"

enum { PAINT_LOOK_SIZE = 96 };

struct paint {
	char reset[PAINT_LOOK_SIZE]; /* takes attributes and colours away */
	char erase[PAINT_LOOK_SIZE]; /* to the end of the row; "" where the terminal cannot */
	char attributes[STYLE_COUNT][PAINT_LOOK_SIZE]; /* behind a reset: each style's */
	char colours[STYLE_COUNT][PAINT_LOOK_SIZE];    /* its colours, whatever was there before */
	bool blank[STYLE_COUNT];     /* a space in it is like an erased cell */
	bool ansi;                   /* the cursor is sent as everywhere: without asking terminfo each time */
	bool keeps_corner;           /* a character in the last cell would scroll the terminal */
	char *bytes;                 /* what paint_frame has made */
	size_t length, size;
};

/* For the terminal that setupterm or curses has begun; `colours`: how many it shows, 0 none. */
void paint_init(struct paint *paint, const struct theme *theme, int colours);
void paint_fini(struct paint *paint);

/* Fills `bytes` with what leads from `shown` to `now`, frames of one size. Where `shown` has the style STYLE_COUNT, nothing is
 * known of the terminal. -1: no memory. */
int paint_frame(struct paint *paint, const struct frame *shown, const struct frame *now);

#endif
