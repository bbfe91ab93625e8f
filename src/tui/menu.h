/* The menu: the scenarios by section, one of them marked, its summary below. */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include <stdbool.h>

#include "interleave/scenario.h"
#include "po/catalog.h"
#include "tui/keys.h"
#include "tui/typed.h"
#include "view/frame.h"

enum { MENU_MESSAGE_SIZE = 512 };

struct menu {
	const struct il_scenario *marked; /* NULL when the filter leaves none */
	struct typed filter;              /* what the id or the title must contain */
	char message[MENU_MESSAGE_SIZE];  /* an answer to the last key, "" none */
	int page_height;                  /* rows of the list when it was last drawn */
};

void menu_init(struct menu *menu, const struct catalog *catalog);

/* While the filter is open: takes the character `ch` (as typed, Hangul too) into the filter, or ends it. */
void menu_type(struct menu *menu, int ch, const struct catalog *catalog);

/* Moves the mark, or begins a filter. False: the request is none of the menu's. */
bool menu_request(struct menu *menu, enum request request, const struct catalog *catalog);

void menu_draw(struct frame *frame, struct menu *menu, const struct catalog *catalog, bool ascii);

#endif
