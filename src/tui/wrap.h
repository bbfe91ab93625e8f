/* Text over several rows of a frame. Pure. */
#ifndef TUI_WRAP_H
#define TUI_WRAP_H

#include "view/frame.h"

/* Writes UTF-8 `text` from (x, y) on in rows of `width` cells, at most `height` of them, breaking at spaces, and
 * inside a word only when it is longer than a row. Returns the rows that the text needs. `frame` may be NULL: then
 * it only counts. */
int wrap_put(struct frame *frame, int x, int y, int width, int height, enum style style, const char *text);

#endif
