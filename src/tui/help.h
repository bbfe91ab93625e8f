/* The help screen: every key of the table, and what the glyphs of the lanes mean. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include <stdbool.h>

#include "po/catalog.h"
#include "view/frame.h"

/* The greatest scroll that still shows something new on a screen of that size. */
int help_last(int width, int height);

/* Draws it from row `scroll` on, at most help_last(). */
void help_draw(struct frame *frame, int scroll, const struct catalog *catalog, bool ascii);

#endif
