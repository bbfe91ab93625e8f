/* The menu: the scenarios by section and the recordings of the folder, one of them marked; below, its summary and what
 * can be set before the run; on a wide screen, its program. */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include <stdbool.h>

#include "interleave/scenario.h"
#include "po/catalog.h"
#include "tui/keys.h"
#include "tui/settings.h"
#include "tui/typed.h"
#include "view/frame.h"
#include "view/sources.h"

enum { MENU_MESSAGE_SIZE = 512, MENU_FILES_MAX = 32, MENU_FILE_SIZE = 256, MENU_ROWS_MAX = 256 };

struct menu {
	const struct il_scenario *marked;  /* NULL: a recording is, or nothing */
	int marked_file;                   /* a recording's place in `files`, -1 none */
	struct typed filter;               /* what the id, the title or the file's name must contain */
	struct settings settings;          /* of the marked scenario */
	int setting;                       /* the one that the keys change, -1: the keys go through the list */
	char files[MENU_FILES_MAX][MENU_FILE_SIZE];
	int file_count;
	struct view_sources *preview;      /* of the marked scenario, NULL none */
	char message[MENU_MESSAGE_SIZE];   /* an answer to the last key, "" none */
	int page_height, list_width, first_row; /* rows and cells of the list when it was last drawn, and the first shown */
};

/* One row of the list: a scenario, a recording, or the heading of a section. */
struct menu_row {
	const struct il_scenario *scenario;
	int file; /* -1: none */
	const char *heading; /* a message, NULL: none */
};

void menu_init(struct menu *menu, const struct catalog *catalog);
void menu_fini(struct menu *menu);

/* Looks for recordings in `folder` anew. */
void menu_scan(struct menu *menu, const char *folder, const struct catalog *catalog);

/* Marks what was chosen last time (remember.h). */
void menu_recall(struct menu *menu, const struct catalog *catalog);

/* While the filter is open: takes the character `ch` (as typed, Hangul too) into the filter, or ends it. */
void menu_type(struct menu *menu, int ch, const struct catalog *catalog);

/* Moves the mark, changes a setting (`digit`: the one typed), or begins a filter. False: the request is none of the
 * menu's. */
bool menu_request(struct menu *menu, enum request request, int digit, const struct catalog *catalog);

/* A click in that cell of the screen marks what stands there. True: it was marked already, and is to be opened. */
bool menu_click(struct menu *menu, int x, int y, const struct catalog *catalog);

/* Fills `rows` in the order of the screen; returns how many. */
int menu_rows(struct menu_row rows[MENU_ROWS_MAX], const struct menu *menu, const struct catalog *catalog);

/* The place of the marked row, -1 none. */
int menu_marked_row(const struct menu_row *rows, int count, const struct menu *menu);

/* menu_draw.c */
void menu_draw(struct frame *frame, struct menu *menu, const struct catalog *catalog, bool ascii);

/* The key whose words stand in that cell of a screen of that size; KEYCODE_NONE: none. */
int menu_key_at(const struct menu *menu, int width, int height, int x, int y, const struct catalog *catalog);

#endif
