/* The menu's rows are computed anew for each drawing: headings of sections and scenarios that pass the
 * filter. Invariant: the marked scenario passes the filter, or is NULL when none does. */
#include "tui/menu.h"

#include <stdio.h>
#include <string.h>

#include "session/scenarios.h"
#include "view/draw.h"

static const char *const section_titles[] = {
    "", N_("Threads"), N_("Thread pools"), N_("Processes"), N_("The event loop"), N_("What goes wrong"),
};

enum {
	SECTION_COUNT = sizeof(section_titles) / sizeof(section_titles[0]),
	SUMMARY_ROWS = 4,
	ID_COLUMN = 5,
	TITLE_COLUMN = 30,
	PAGE = 10, /* rows that a page key moves before the list was ever drawn */
};

/* One row of the list: a scenario, or the heading of a section. */
struct menu_row {
	const struct il_scenario *scenario;
	const char *heading;
};

enum { ROWS_MAX = 128 };

static const char *section_title(int section)
{
	return section > 0 && section < SECTION_COUNT ? section_titles[section] : "";
}

static bool passes(const struct menu *menu, const struct il_scenario *scenario, const struct catalog *catalog)
{
	return menu->filter.text[0] == '\0' || typed_is_in(menu->filter.text, scenario->id) ||
	       typed_is_in(menu->filter.text, tr(catalog, scenario->title));
}

/* Fills `rows` in the order of the sections; returns how many. */
static int list_rows(struct menu_row rows[ROWS_MAX], const struct menu *menu, const struct catalog *catalog)
{
	int count = 0;
	for (int section = 0; section < SECTION_COUNT; section++) {
		bool headed = false;
		for (int i = 0; scenario_table[i] != NULL && count + 2 < ROWS_MAX; i++) {
			const struct il_scenario *scenario = scenario_table[i];
			if (scenario->section != section || !passes(menu, scenario, catalog))
				continue;
			if (!headed)
				rows[count++] = (struct menu_row){NULL, section_title(section)};
			headed = true;
			rows[count++] = (struct menu_row){scenario, NULL};
		}
	}
	return count;
}

static int row_of(const struct menu_row *rows, int count, const struct il_scenario *scenario)
{
	for (int i = 0; i < count; i++)
		if (scenario != NULL && rows[i].scenario == scenario)
			return i;
	return -1;
}

/* Moves the mark by `by` scenarios, and stops at both ends. */
static void move_mark(struct menu *menu, int by, const struct catalog *catalog)
{
	struct menu_row rows[ROWS_MAX];
	int count = list_rows(rows, menu, catalog);
	int at = row_of(rows, count, menu->marked);
	if (at < 0) { /* nothing is marked: the first, whatever was asked */
		at = -1;
		by = 1;
	}
	int direction = by < 0 ? -1 : 1;
	for (int i = at + direction; i >= 0 && i < count && by != 0; i += direction) {
		if (rows[i].scenario == NULL)
			continue;
		menu->marked = rows[i].scenario;
		by -= direction;
	}
}

/* Keeps the invariant after the filter has changed. */
static void settle_mark(struct menu *menu, const struct catalog *catalog)
{
	if (menu->marked != NULL && passes(menu, menu->marked, catalog))
		return;
	menu->marked = NULL;
	move_mark(menu, 1, catalog);
}

void menu_init(struct menu *menu, const struct catalog *catalog)
{
	*menu = (struct menu){.page_height = PAGE};
	settle_mark(menu, catalog);
}

void menu_type(struct menu *menu, int ch, const struct catalog *catalog)
{
	typed_take(&menu->filter, ch);
	settle_mark(menu, catalog);
}

static void unfilter(struct menu *menu, const struct catalog *catalog)
{
	if (menu->filter.text[0] == '\0')
		snprintf(menu->message, sizeof(menu->message), "%s",
			 tr(catalog, N_("This is the menu; q quits.")));
	menu->filter.text[0] = '\0';
	settle_mark(menu, catalog);
}

bool menu_request(struct menu *menu, enum request request, const struct catalog *catalog)
{
	static const struct {
		enum request request;
		int by; /* scenarios; of a page: the direction */
		bool page;
	} moves[] = {
	    {REQUEST_UP, -1, false},      {REQUEST_DOWN, 1, false},          {REQUEST_PAGE_UP, -1, true},
	    {REQUEST_PAGE_DOWN, 1, true}, {REQUEST_FIRST, -ROWS_MAX, false}, {REQUEST_NOW, ROWS_MAX, false},
	};
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].request != request)
			continue;
		move_mark(menu, moves[i].page ? moves[i].by * menu->page_height : moves[i].by, catalog);
		return true;
	}
	if (request == REQUEST_FILTER) {
		menu->filter.open = true;
		return true;
	}
	if (request == REQUEST_LEAVE) {
		unfilter(menu, catalog);
		return true;
	}
	return false;
}

static void draw_row(struct frame *frame, int y, const struct menu_row *row, bool marked,
		     const struct catalog *catalog)
{
	if (row->scenario == NULL) {
		frame_put(frame, 1, y, frame->width - 1, STYLE_RULE, tr(catalog, row->heading));
		return;
	}
	enum style style = marked ? STYLE_MARK : STYLE_PLAIN;
	char id[64];
	snprintf(id, sizeof(id), "%s %s %-*s", marked ? ">" : " ", row->scenario->documented ? "*" : " ",
		 TITLE_COLUMN - ID_COLUMN - 1, row->scenario->id);
	frame_put(frame, ID_COLUMN - 4, y, TITLE_COLUMN - ID_COLUMN + 3, style, id);
	frame_put(frame, TITLE_COLUMN, y, frame->width - TITLE_COLUMN - 1, style,
		  tr(catalog, row->scenario->title));
}

/* The rows of the list that fit, scrolled so that the marked one shows with its section's heading. */
static void draw_list(struct frame *frame, int y, int height, const struct menu *menu,
		      const struct catalog *catalog)
{
	struct menu_row rows[ROWS_MAX];
	int count = list_rows(rows, menu, catalog);
	int marked = row_of(rows, count, menu->marked);
	int first = marked - height / 2;
	if (first > count - height)
		first = count - height;
	if (first < 0)
		first = 0;
	for (int i = 0; i < height && first + i < count; i++)
		draw_row(frame, y + i, &rows[first + i], first + i == marked, catalog);
	if (count == 0)
		frame_put(frame, ID_COLUMN, y, frame->width - ID_COLUMN, STYLE_DIM,
			  tr(catalog, N_("No scenario contains that. Esc shows all.")));
}

static void draw_filter(struct frame *frame, int y, const struct menu *menu)
{
	char line[TYPED_SIZE + 8];
	snprintf(line, sizeof(line), "/%s%s", menu->filter.text, menu->filter.open ? "_" : "");
	frame_put(frame, 1, y, frame->width - 1, STYLE_KEY, line);
}

void menu_draw(struct frame *frame, struct menu *menu, const struct catalog *catalog, bool ascii)
{
	int width = frame->width, height = frame->height;
	bool filtered = menu->filter.open || menu->filter.text[0] != '\0';
	int below = SUMMARY_ROWS + 3 < height / 2 ? SUMMARY_ROWS : 1;
	menu->page_height = height - below - 5;
	if (menu->page_height < 1)
		menu->page_height = 1;
	frame_put(frame, 1, 0, width - 1, STYLE_TITLE,
		  tr(catalog, N_("interleave: watch concurrency happen, one step at a time")));
	draw_rule(frame, 0, 1, width, "", ascii);
	draw_list(frame, 2, menu->page_height, menu, catalog);
	int y = 2 + menu->page_height;
	draw_rule(frame, 0, y, width, "", ascii);
	struct area summary = {1, y + 1, width - 2, below};
	if (menu->message[0] != '\0')
		draw_wrapped(frame, summary, STYLE_ALERT, menu->message, ascii);
	else if (menu->marked != NULL)
		draw_wrapped(frame, summary, STYLE_PLAIN, tr(catalog, menu->marked->summary), ascii);
	if (filtered)
		draw_filter(frame, height - 2, menu);
	else
		frame_put(frame, 1, height - 2, width - 1, STYLE_DIM,
			  tr(catalog, N_("* stands in the lecture notes as a program")));
	frame_put(frame, 1, height - 1, width - 1, STYLE_DIM,
		  tr(catalog,
		     menu->filter.open
			 ? N_("type a word   Enter keep it   Esc show all")
			 : N_("Enter open   up/down mark   / filter   l English/Korean   ? help   q quit")));
}
