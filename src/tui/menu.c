/* The menu's rows are computed anew each time: headings of sections, and what passes the filter. Invariant: what is
 * marked passes the filter; nothing is marked when nothing does. */
#include "tui/menu.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/scenarios.h"
#include "tui/remember.h"

static const char *const section_titles[] = {
    "", N_("Threads"), N_("Thread pools"), N_("Processes"), N_("The event loop"), N_("What goes wrong"),
};

enum {
	SECTION_COUNT = sizeof(section_titles) / sizeof(section_titles[0]),
	PAGE = 10,       /* rows that a page key moves before the list was ever drawn */
	LIST_FIRST = 2,  /* the row of the screen where the list begins */
};

static const double pace_at_first = 4;

/* ---- rows ---- */

static bool passes(const struct menu *menu, const struct il_scenario *scenario, const struct catalog *catalog)
{
	return menu->filter.text[0] == '\0' || typed_is_in(menu->filter.text, scenario->id) ||
	       typed_is_in(menu->filter.text, tr(catalog, scenario->title));
}

static int add_section(struct menu_row *rows, int count, const struct menu *menu, int section,
		       const struct catalog *catalog)
{
	bool headed = false;
	for (int i = 0; scenario_table[i] != NULL && count + 2 < MENU_ROWS_MAX; i++) {
		const struct il_scenario *scenario = scenario_table[i];
		if (scenario->section != section || !passes(menu, scenario, catalog))
			continue;
		if (!headed)
			rows[count++] = (struct menu_row){NULL, -1, section_titles[section]};
		headed = true;
		rows[count++] = (struct menu_row){scenario, -1, NULL};
	}
	return count;
}

int menu_rows(struct menu_row rows[MENU_ROWS_MAX], const struct menu *menu, const struct catalog *catalog)
{
	int count = 0;
	bool headed = false;
	for (int section = 0; section < SECTION_COUNT; section++)
		count = add_section(rows, count, menu, section, catalog);
	for (int i = 0; i < menu->file_count && count + 2 < MENU_ROWS_MAX; i++) {
		if (!typed_is_in(menu->filter.text, menu->files[i]))
			continue;
		if (!headed)
			rows[count++] = (struct menu_row){NULL, -1, N_("Recordings in this folder")};
		headed = true;
		rows[count++] = (struct menu_row){NULL, i, NULL};
	}
	return count;
}

int menu_marked_row(const struct menu_row *rows, int count, const struct menu *menu)
{
	for (int i = 0; i < count; i++)
		if ((menu->marked != NULL && rows[i].scenario == menu->marked) ||
		    (menu->marked_file >= 0 && rows[i].file == menu->marked_file))
			return i;
	return -1;
}

/* ---- the mark ---- */

static void read_preview(struct menu *menu)
{
	size_t c_length = 0, python_length = 0;
	const char *id = menu->marked != NULL ? menu->marked->id : "";
	const char *c = scenario_source(&c_length, id, "c"), *python = scenario_source(&python_length, id, "py");
	view_sources_free(menu->preview);
	menu->preview =
	    c != NULL && python != NULL ? view_sources_new(id, c, c_length, python, python_length) : NULL;
}

static void mark_row(struct menu *menu, const struct menu_row *row)
{
	bool other = row->scenario != menu->marked;
	menu->marked = row->scenario;
	menu->marked_file = row->file;
	menu->setting = -1;
	if (!other)
		return;
	settings_begin(&menu->settings, menu->marked);
	read_preview(menu);
}

/* Moves the mark by `by` rows that can be marked, and stops at both ends. */
static void move_mark(struct menu *menu, int by, const struct catalog *catalog)
{
	struct menu_row rows[MENU_ROWS_MAX], *found = NULL;
	int count = menu_rows(rows, menu, catalog);
	int at = menu_marked_row(rows, count, menu);
	if (at < 0) { /* nothing is marked: the first, whatever was asked */
		at = -1;
		by = 1;
	}
	int direction = by < 0 ? -1 : 1;
	for (int i = at + direction; i >= 0 && i < count && by != 0; i += direction) {
		if (rows[i].heading != NULL)
			continue;
		found = &rows[i];
		by -= direction;
	}
	if (found != NULL)
		mark_row(menu, found);
}

/* Keeps the invariant after the filter or the files have changed. */
static void settle_mark(struct menu *menu, const struct catalog *catalog)
{
	static const struct menu_row nothing = {NULL, -1, NULL};
	struct menu_row rows[MENU_ROWS_MAX];
	int count = menu_rows(rows, menu, catalog);
	if (menu_marked_row(rows, count, menu) >= 0)
		return;
	mark_row(menu, &nothing);
	move_mark(menu, 1, catalog);
}

/* ---- beginning and end ---- */

void menu_init(struct menu *menu, const struct catalog *catalog)
{
	*menu = (struct menu){.page_height = PAGE, .marked_file = -1, .setting = -1};
	menu->settings = (struct settings){.seed = 1, .strategy = STRATEGY_MANUAL, .pace = pace_at_first};
	settle_mark(menu, catalog);
}

void menu_fini(struct menu *menu)
{
	view_sources_free(menu->preview);
	menu->preview = NULL;
}

void menu_recall(struct menu *menu, const struct catalog *catalog)
{
	remember_read(&menu->settings);
	menu->marked = menu->settings.scenario;
	read_preview(menu);
	settle_mark(menu, catalog);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

void menu_scan(struct menu *menu, const char *folder, const struct catalog *catalog)
{
	static const char ending[] = ".ilog";
	struct dirent *entry;
	DIR *open = opendir(folder);
	menu->file_count = 0;
	while (open != NULL && menu->file_count < MENU_FILES_MAX && (entry = readdir(open)) != NULL) {
		size_t length = strlen(entry->d_name);
		if (length < sizeof(ending) || length >= MENU_FILE_SIZE ||
		    strcmp(entry->d_name + length + 1 - sizeof(ending), ending) != 0)
			continue;
		memcpy(menu->files[menu->file_count++], entry->d_name, length + 1);
	}
	if (open != NULL)
		closedir(open);
	qsort(menu->files, (size_t)menu->file_count, MENU_FILE_SIZE, compare_names);
	settle_mark(menu, catalog);
}

/* ---- requests ---- */

static void say(struct menu *menu, const char *msgid, const struct catalog *catalog)
{
	snprintf(menu->message, sizeof(menu->message), "%s", tr(catalog, msgid));
}

static void leave(struct menu *menu, const struct catalog *catalog)
{
	if (menu->setting >= 0) {
		menu->setting = -1;
		return;
	}
	if (menu->filter.text[0] == '\0')
		say(menu, N_("This is the menu; q quits."), catalog);
	menu->filter.text[0] = '\0';
	settle_mark(menu, catalog);
}

/* To the next setting, and behind the last one back to the list. */
static void next_setting(struct menu *menu, int by, const struct catalog *catalog)
{
	int count = settings_count(&menu->settings);
	if (menu->marked == NULL) {
		say(menu, N_("A recording has nothing to set."), catalog);
		return;
	}
	menu->setting += by;
	if (menu->setting >= count)
		menu->setting = -1;
	else if (menu->setting < -1)
		menu->setting = count - 1;
}

static void change(struct menu *menu, int by, const struct catalog *catalog)
{
	if (menu->setting < 0)
		say(menu, N_("Tab goes to what can be set; then left and right change it."), catalog);
	else if (!settings_change(&menu->settings, menu->setting, by))
		say(menu, by > 0 ? N_("There is no larger value.") : N_("There is no smaller value."), catalog);
}

static void type_digit(struct menu *menu, int digit, const struct catalog *catalog)
{
	if (menu->setting < 0)
		say(menu, N_("Tab goes to what can be set; then left and right change it."), catalog);
	else if (!settings_type(&menu->settings, menu->setting, digit))
		say(menu, N_("That does not fit here."), catalog);
}

static bool move(struct menu *menu, enum request request, const struct catalog *catalog)
{
	static const struct {
		enum request request;
		int by; /* rows; of a page: the direction */
		bool page;
	} moves[] = {
	    {REQUEST_UP, -1, false},      {REQUEST_DOWN, 1, false},
	    {REQUEST_PAGE_UP, -1, true},  {REQUEST_PAGE_DOWN, 1, true},
	    {REQUEST_FIRST, -MENU_ROWS_MAX, false}, {REQUEST_NOW, MENU_ROWS_MAX, false},
	};
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		if (moves[i].request != request)
			continue;
		move_mark(menu, moves[i].page ? moves[i].by * menu->page_height : moves[i].by, catalog);
		return true;
	}
	return false;
}

/* The keys that go through the list do so while the filter is open, too. */
void menu_type(struct menu *menu, int ch, const struct catalog *catalog)
{
	const struct key_row *row = ch >= KEYCODE_UP ? keys_find(PAGE_MENU, ch) : NULL;
	if (row != NULL && move(menu, row->request, catalog))
		return;
	typed_take(&menu->filter, ch);
	settle_mark(menu, catalog);
}

bool menu_request(struct menu *menu, enum request request, int digit, const struct catalog *catalog)
{
	switch (request) {
	case REQUEST_FILTER:
		menu->filter.open = true;
		return true;
	case REQUEST_LEAVE:
		leave(menu, catalog);
		return true;
	case REQUEST_SETTING:
	case REQUEST_SETTING_BACK:
		next_setting(menu, request == REQUEST_SETTING ? 1 : -1, catalog);
		return true;
	case REQUEST_MORE:
	case REQUEST_LESS:
		change(menu, request == REQUEST_MORE ? 1 : -1, catalog);
		return true;
	case REQUEST_DIGIT:
		type_digit(menu, digit, catalog);
		return true;
	case REQUEST_ERASE:
		type_digit(menu, -1, catalog);
		return true;
	default:
		return move(menu, request, catalog);
	}
}

bool menu_click(struct menu *menu, int x, int y, const struct catalog *catalog)
{
	struct menu_row rows[MENU_ROWS_MAX];
	int count = menu_rows(rows, menu, catalog), at = menu->first_row + y - LIST_FIRST;
	bool inside = x < menu->list_width && y >= LIST_FIRST && y < LIST_FIRST + menu->page_height;
	if (!inside || at >= count || rows[at].heading != NULL)
		return false;
	if (at == menu_marked_row(rows, count, menu))
		return true;
	mark_row(menu, &rows[at]);
	return false;
}
