/* What the panels draw with: areas, rules with titles, clipped and wrapped text. */
#ifndef VIEW_DRAW_H
#define VIEW_DRAW_H

#include <stdbool.h>

#include "view/frame.h"

struct area {
	int x, y, width, height;
};

/* A horizontal rule over the area's width with a title in it; returns the column behind the title. */
int draw_rule(struct frame *frame, int x, int y, int width, const char *title, bool ascii);

/* Puts `text`, and a mark where it had to be cut. Returns the cells used. */
int draw_clipped(struct frame *frame, int x, int y, int room, enum style style, const char *text, bool ascii);

/* The same for a name: what tells it from others of its kind, the number at its end, is kept: "ThreadPo…-0_1". */
int draw_name(struct frame *frame, int x, int y, int room, enum style style, const char *name, bool ascii);

/* Puts `text` wrapped at spaces, but not behind a number (a longer word is cut where it must be); returns the rows used, at most
 * area.height. What does not fit is clipped with a mark. With a NULL frame it only counts. */
int draw_wrapped(struct frame *frame, struct area area, enum style style, const char *text, bool ascii);

/* Paragraphs below one another, of which a window shows the rows from `top` on. */
struct draw_text {
	struct frame *frame; /* NULL: only count */
	struct area area;    /* the window */
	int top;
	int row; /* the next row of the text; at the end, how many there are */
	bool ascii;
};

/* A paragraph, wrapped at spaces and newlines. Where the window ends inside of it, a mark says that it goes on. */
void draw_paragraph(struct draw_text *text, enum style style, const char *words);

#endif
