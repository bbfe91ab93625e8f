/* UTF-8 and the cells that characters take, without the locale: the same text has the same width in a test,
 * in an export and on a terminal. */
#ifndef VIEW_WIDTH_H
#define VIEW_WIDTH_H

#include <stdint.h>

/* Cells that `character` takes: 2 wide, 1, 0 for a mark that joins the character before it, -1 for one that
 * must never reach a terminal by itself (joiners, direction controls). Control characters count as the space
 * they show as. */
int width_of(uint32_t character);

/* Decodes the character at `text` and returns the byte behind it. A byte that begins no character gives '?',
 * a control character a space. At the end of the string *character is 0 and `text` is returned. */
const char *width_decode(uint32_t *character, const char *text);

#endif
