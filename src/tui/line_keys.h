/* Keys as they stand in a line of text: "ss", "left left Home", or as a terminal sends them that were struck. Pure. */
#ifndef TUI_LINE_KEYS_H
#define TUI_LINE_KEYS_H

#include <stddef.h>

/* The key at `at`, a place of `line`, that is not written as its character; *length is how much of the line it takes.
 * KEYCODE_NONE: it is written so. */
int line_special_key(const char *line, const char *at, size_t *length);

/* The first thing in `line` for which a run has no use, anywhere, and its length; NULL: there is none. What stands behind
 * a search is none of its keys. */
const char *line_stray(const char *line, size_t *length);

#endif
