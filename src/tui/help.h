/* The help screen: every key of the table, and what the glyphs of the lanes mean. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include <stdbool.h>

#include "po/catalog.h"
#include "view/frame.h"

/* Draws it from row `scroll` on; returns the greatest scroll that still shows something new. */
int help_draw(struct frame *frame, int scroll, const struct catalog *catalog, bool ascii);

#endif
