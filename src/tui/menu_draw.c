/* The menu's picture: the list, below it the summary and the settings, beside it the program when the screen is wide. */
#include <stdio.h>
#include <string.h>

#include "tui/menu.h"
#include "view/draw.h"
#include "view/phrase.h"
#include "view/view.h"

enum {
	ID_COLUMN = 5,
	TITLE_COLUMN = 30,
	BELOW_ROWS = 5,      /* summary and settings */
	BELOW_LEAST = 3,     /* on a low screen */
	SETTINGS_ROWS = 2,   /* of them at most */
	PREVIEW_WIDTH = 120, /* the least at which the program stands beside the list */
	LIST_WIDTH = 72,     /* that the list then has at least: nearly all titles fit */
	LINE_MAX_BYTES = 512,
};

static void draw_row(struct frame *frame, int y, int width, const struct menu *menu, const struct menu_row *row,
		     bool marked, const struct catalog *catalog, bool ascii)
{
	enum style style = marked ? STYLE_MARK : STYLE_PLAIN;
	char text[MENU_FILE_SIZE + 16];
	if (row->heading != NULL) {
		frame_put(frame, 1, y, width - 1, STYLE_RULE, tr(catalog, row->heading));
		return;
	}
	if (row->scenario == NULL) {
		snprintf(text, sizeof(text), "%s   %s", marked ? ">" : " ", menu->files[row->file]);
		draw_clipped(frame, ID_COLUMN - 4, y, width - ID_COLUMN + 3, style, text, ascii);
		return;
	}
	snprintf(text, sizeof(text), "%s %s %-*s", marked ? ">" : " ", row->scenario->documented ? "*" : " ",
		 TITLE_COLUMN - ID_COLUMN - 1, row->scenario->id);
	frame_put(frame, ID_COLUMN - 4, y, TITLE_COLUMN - ID_COLUMN + 3, style, text);
	draw_clipped(frame, TITLE_COLUMN, y, width - TITLE_COLUMN - 1, style, tr(catalog, row->scenario->title), ascii);
}

/* The rows of the list that fit, scrolled so that the marked one shows with its section's heading. */
static void draw_list(struct frame *frame, int y, int width, struct menu *menu, const struct catalog *catalog,
		      bool ascii)
{
	struct menu_row rows[MENU_ROWS_MAX];
	int count = menu_rows(rows, menu, catalog), height = menu->page_height;
	int marked = menu_marked_row(rows, count, menu), first = marked - height / 2;
	if (first > count - height)
		first = count - height;
	menu->first_row = first > 0 ? first : 0;
	for (int i = 0; i < height && menu->first_row + i < count; i++)
		draw_row(frame, y + i, width, menu, &rows[menu->first_row + i], menu->first_row + i == marked, catalog,
			 ascii);
	if (count == 0)
		frame_put(frame, ID_COLUMN, y, width - ID_COLUMN, STYLE_DIM,
			  tr(catalog, N_("No scenario contains that. Esc shows all.")));
}

/* The Python program of the marked scenario, behind a line that is joined with the rules around it. */
static void draw_preview(struct frame *frame, struct area area, const struct menu *menu, bool ascii)
{
	const struct view_source *source = &menu->preview->python;
	draw_rule(frame, area.x, area.y - 1, area.width, source->name, ascii);
	frame_put(frame, area.x - 1, area.y - 1, 1, STYLE_RULE, ascii ? "+" : "┬");
	frame_put(frame, area.x - 1, area.y + area.height, 1, STYLE_RULE, ascii ? "+" : "┴");
	for (int row = 0; row < area.height; row++) {
		frame_put(frame, area.x - 1, area.y + row, 1, STYLE_RULE, ascii ? "|" : "│");
		if ((uint32_t)row < source->line_count)
			draw_clipped(frame, area.x + 1, area.y + row, area.width - 1, STYLE_PLAIN, source->lines[row],
				     ascii);
	}
}

/* What its kind shows first. */
static const char *promise_of(const struct il_scenario *scenario)
{
	static const struct {
		const char *kind, *words;
	} promises[] = {
	    {"threads", N_("You will see: a lane for each thread, who holds what, and who waits for whom.")},
	    {"queues", N_("You will see: a lane for each thread, and what lies in each queue.")},
	    {"processes", N_("You will see: a lane for each process, its memory, and what goes between them.")},
	    {"loop", N_("You will see: a lane for each task, the loop's ready queue, and its timers.")},
	};
	for (size_t i = 0; i < sizeof(promises) / sizeof(promises[0]); i++)
		if (scenario->kind != NULL && strcmp(promises[i].kind, scenario->kind) == 0)
			return promises[i].words;
	return "";
}

static void draw_summary(struct frame *frame, struct area area, const struct menu *menu,
			 const struct catalog *catalog, bool ascii)
{
	struct draw_text text = {frame, area, 0, 0, ascii};
	const char *help = menu->setting >= 0 ? settings_help(&menu->settings, menu->setting) : NULL;
	if (menu->message[0] != '\0')
		draw_paragraph(&text, STYLE_ALERT, menu->message);
	else if (help != NULL)
		draw_paragraph(&text, STYLE_PLAIN, tr(catalog, help));
	else if (menu->marked_file >= 0)
		draw_paragraph(&text, STYLE_PLAIN, tr(catalog, N_("A recording: Enter opens it at its beginning.")));
	else if (menu->marked != NULL) {
		draw_paragraph(&text, STYLE_PLAIN, tr(catalog, menu->marked->summary));
		draw_paragraph(&text, STYLE_DIM, tr(catalog, promise_of(menu->marked)));
	}
}

/* "seed 1", one after the other; the one that the keys change is marked. Returns the rows used; without a frame it only
 * counts them. */
static int draw_settings(struct frame *frame, struct area area, const struct menu *menu, const struct catalog *catalog)
{
	int x = area.x, y = area.y;
	for (int i = 0; i < settings_count(&menu->settings); i++) {
		char value[SETTINGS_VALUE_SIZE], text[SETTINGS_VALUE_SIZE * 2];
		bool marked = i == menu->setting;
		struct phrase phrase = phrase_begin(text, sizeof(text));
		phrase_add(&phrase, settings_name(&menu->settings, i, catalog));
		phrase_add(&phrase, marked ? " < " : " ");
		phrase_add(&phrase, settings_value(value, &menu->settings, i, catalog));
		phrase_add(&phrase, marked ? " >" : "");
		int width = frame_text_width(text);
		if (x > area.x && x + width > area.x + area.width) {
			x = area.x;
			y++;
		}
		if (y >= area.y + area.height)
			return area.height;
		if (frame != NULL)
			frame_put(frame, x, y, area.width, marked ? STYLE_MARK : STYLE_KEY, text);
		x += width + 3;
	}
	return x > area.x ? y + 1 - area.y : 0;
}

/* The summary of what is marked and what can be set, which come first at the bottom of their `rows`. */
static void draw_below(struct frame *frame, int y, int rows, const struct menu *menu, const struct catalog *catalog,
		       bool ascii)
{
	struct area settings = {1, y, frame->width - 2, rows > SETTINGS_ROWS ? SETTINGS_ROWS : 0};
	settings.height = menu->marked != NULL ? draw_settings(NULL, settings, menu, catalog) : 0;
	settings.y = y + rows - settings.height;
	draw_summary(frame, (struct area){1, y, frame->width - 2, rows - settings.height}, menu, catalog, ascii);
	if (menu->marked != NULL)
		draw_settings(frame, settings, menu, catalog);
}

/* ---- the keys at the bottom ---- */

/* Is told of each key with what it does, and where that stands. */
typedef void (*take_key)(void *context, const char *text, int x, int y, int room);

/* Keys with what they do, three spaces apart; none of them is parted. */
static void lay_keys(take_key take, void *context, struct area area, const char *keys)
{
	static const char gap[] = "   ";
	int x = area.x, y = area.y;
	while (*keys != '\0') {
		const char *end = strstr(keys, gap);
		char key[LINE_MAX_BYTES];
		size_t length = end != NULL ? (size_t)(end - keys) : strlen(keys);
		snprintf(key, sizeof(key), "%.*s", (int)length, keys);
		int width = frame_text_width(key);
		if (x > area.x && x + width > area.x + area.width && y + 1 < area.y + area.height) {
			x = area.x;
			y++;
		}
		take(context, key, x, y, area.x + area.width - x);
		x += width + (int)strlen(gap);
		keys = end != NULL ? end + strlen(gap) : "";
	}
}

static void draw_key(void *context, const char *text, int x, int y, int room)
{
	frame_put(context, x, y, room, STYLE_DIM, text);
}

struct aim {
	int x, y, key;
};

/* Of two keys ("left/right") the left half is the first and the right half the second. */
static void aim_at(void *context, const char *text, int x, int y, int room)
{
	struct aim *aim = context;
	int width = frame_text_width(text);
	char name[KEY_NAME_SIZE];
	(void)room;
	if (aim->y != y || aim->x < x || aim->x >= x + width)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, " "), text);
	char *second = strchr(name + 1, '/');
	if (second != NULL)
		*second++ = '\0';
	aim->key = keys_named(second != NULL && aim->x >= x + width / 2 ? second : name);
	if (aim->key == KEYCODE_DIGIT) /* which one? */
		aim->key = KEYCODE_NONE;
}

static const char *keys_of(const struct menu *menu, const struct catalog *catalog)
{
	return tr(catalog, menu->filter.open    ? N_("type a word   Enter keep it   Esc show all")
			   : menu->setting >= 0 ? N_("left/right change   0-9 type a number   Tab the next   Enter open   Esc back")
						: N_("Enter open   Tab settings   / filter   l English/Korean   ? help   q quit"));
}

static bool is_filtered(const struct menu *menu)
{
	return menu->filter.open || menu->filter.text[0] != '\0';
}

/* Two rows where one is too short; the filter keeps its own. */
static struct area place_keys(const struct menu *menu, int width, int height, const char *keys)
{
	int rows = !is_filtered(menu) && frame_text_width(keys) > width - 2 ? 2 : 1;
	return (struct area){1, height - rows, width - 2, rows};
}

int menu_key_at(const struct menu *menu, int width, int height, int x, int y, const struct catalog *catalog)
{
	struct aim aim = {x, y, KEYCODE_NONE};
	const char *keys = keys_of(menu, catalog);
	lay_keys(aim_at, &aim, place_keys(menu, width, height, keys), keys);
	return aim.key;
}

/* Where the keys need two rows, what the star means gives way. */
static void draw_bottom(struct frame *frame, const struct menu *menu, const struct catalog *catalog)
{
	int width = frame->width, height = frame->height;
	const char *keys = keys_of(menu, catalog);
	struct area area = place_keys(menu, width, height, keys);
	char line[TYPED_SIZE + 8];
	if (is_filtered(menu)) {
		snprintf(line, sizeof(line), "/%s%s", menu->filter.text, menu->filter.open ? "_" : "");
		frame_put(frame, 1, height - 2, width - 1, STYLE_KEY, line);
	} else if (area.height == 1) {
		frame_put(frame, 1, height - 2, width - 1, STYLE_DIM,
			  tr(catalog, N_("* stands in the lecture notes as a program")));
	}
	lay_keys(draw_key, frame, area, keys);
}

void menu_draw(struct frame *frame, struct menu *menu, const struct catalog *catalog, bool ascii)
{
	int width = frame->width, height = frame->height;
	int below = BELOW_ROWS + 3 < height / 2 ? BELOW_ROWS : BELOW_LEAST;
	if (view_draw_too_small(frame, catalog, ascii))
		return;
	bool wide = width >= PREVIEW_WIDTH && menu->preview != NULL;
	int list_width = !wide ? width : width / 2 < LIST_WIDTH ? LIST_WIDTH : width / 2;
	menu->page_height = height - below - 5;
	menu->list_width = list_width;
	frame_put(frame, 1, 0, width - 1, STYLE_TITLE,
		  tr(catalog, N_("interleave: watch concurrency happen, one step at a time")));
	draw_rule(frame, 0, 1, width, "", ascii);
	draw_list(frame, 2, list_width, menu, catalog, ascii);
	int y = 2 + menu->page_height;
	draw_rule(frame, 0, y, width, "", ascii);
	if (wide)
		draw_preview(frame, (struct area){list_width + 1, 2, width - list_width - 1, menu->page_height}, menu,
			     ascii);
	draw_below(frame, y + 1, below, menu, catalog, ascii);
	draw_bottom(frame, menu, catalog);
}
