/* A frame: a grid of cells, what every view draws into, every backend shows, and every test reads.
 *
 * A wide character takes its cell and a continuation cell to its right (ch[0] == 0). Nothing is ever
 * drawn outside the grid; a wide character that would not fit whole is not drawn. */
#ifndef VIEW_FRAME_H
#define VIEW_FRAME_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/* What a cell means; the theme turns it into colours and attributes. */
enum style {
	STYLE_PLAIN,
	STYLE_DIM,
	STYLE_TITLE,   /* the header */
	STYLE_RULE,    /* panel borders and their titles */
	STYLE_MARK,    /* the marked lane, the current line */
	STYLE_RUNNING,
	STYLE_READY,
	STYLE_BLOCKED,
	STYLE_WAITING,
	STYLE_SLEEPING,
	STYLE_DONE,
	STYLE_FAILED,
	STYLE_KEY,     /* a key in the hints */
	STYLE_ALERT,   /* a deadlock, a crash */
	STYLE_COUNT
};

struct cell {
	wchar_t ch[2]; /* a character and at most one combining one; ch[0] == 0: the right half of a wide one */
	uint32_t style; /* enum style */
};

_Static_assert(sizeof(struct cell) == 2 * sizeof(wchar_t) + sizeof(uint32_t), "no padding: cells are compared as bytes");

struct frame {
	int width, height;
	struct cell *cells; /* row by row */
};

/* 0, or -1 for want of memory. */
int frame_init(struct frame *frame, int width, int height);
void frame_fini(struct frame *frame);
void frame_clear(struct frame *frame);

/* Writes UTF-8 `text` at (x, y), at most `room` cells; bytes that are no UTF-8 show as '?', control
 * characters as spaces. Returns the cells used. */
int frame_put(struct frame *frame, int x, int y, int room, enum style style, const char *text);

/* Cells that `text` needs. */
int frame_text_width(const char *text);

/* The grid as UTF-8 lines without trailing spaces, each ended by '\n'. *out belongs to the caller (free). */
int frame_text(char **out, const struct frame *frame);

#endif
