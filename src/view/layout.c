/* The layouts. Small screens have one column, in which panels without room go, in a fixed order; from 110
 * cells on there are two below the lanes, from 180 on three.
 *
 * A column is a stack: each of its panels has the rows without which it is of no use, as long as there are
 * any; the rows that are left are given out in turn, from what a listener misses first to what is merely
 * pleasant. The sizes depend on the whole run so far, not on the moment shown: looking back and forth moves
 * no panel. */
#include "view/layout.h"

enum {
	ANY = 255,
	SOURCE_WIDTH = 80, /* the least at which a source stands beside the objects */
	TWO_WIDTH = 110, TWO_HEIGHT = 30,
	THREE_WIDTH = 180, THREE_HEIGHT = 36,
	TWO_LEFT = 42, THREE_LEFT = 30, THREE_MIDDLE = 42, /* percent of the width: lines of source are long */
	WORDS_LEAST = 2, WORDS_MOST = 8, /* rows of what happened, and of who can go */
};

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static void place(struct layout *layout, enum view_panel panel, int x, int y, int width, int rows)
{
	layout->panes[panel].area = (struct area){x, y + 1, width, rows};
}

static void add_bar(struct layout *layout, int x, int y, int height)
{
	if (layout->bar_count < LAYOUT_BARS_MAX && height > 0)
		layout->bars[layout->bar_count++] = (struct area){x, y, 1, height};
}

static int wanted_rows(const struct layout *layout, const struct view_input *in, enum view_panel panel, int width)
{
	struct pane pane = layout->panes[panel];

	if (panel_table[panel].wants == NULL)
		return ANY;
	pane.area.width = width;
	return panel_table[panel].wants(in, &pane);
}

/* Whether the panel has anything to show. The list of all objects has, wherever there is one of any kind. */
static bool has_something(const struct layout *layout, const struct view_input *in, enum view_panel panel,
			  int width)
{
	if (panel == PANEL_OBJECTS && !layout->panes[panel].split)
		return wanted_rows(layout, in, panel, width) > 0;
	return panel_applies(in, panel);
}

/* ---- one column ---- */

/* Rows without the rule; 0: the panel is not there. */
struct rows {
	int of[PANEL_COUNT];
	bool source;
};

static const uint8_t column[] = {PANEL_LANES, PANEL_OBJECTS, PANEL_HAPPENED, PANEL_GOING, PANEL_OUTPUT};
enum { COLUMN_COUNT = sizeof(column) };

/* In this order rows are given out, one panel after the other, up to so many. */
static const struct {
	uint8_t panel, up_to;
} grants[] = {
    {PANEL_LANES, 6},  {PANEL_GOING, 2},    {PANEL_OBJECTS, 5}, {PANEL_OUTPUT, 3},
    {PANEL_LANES, 10}, {PANEL_OBJECTS, 10}, {PANEL_OUTPUT, 6},  {PANEL_HAPPENED, 3},
    {PANEL_LANES, 30}, {PANEL_OBJECTS, 20}, {PANEL_OUTPUT, 12}, {PANEL_OBJECTS, ANY},
};

/* Lets a panel that is there grow up to `up_to` rows, as far as rows are left. */
static void grant(struct rows *rows, int *left, int panel, int up_to)
{
	int more;

	if (rows->of[panel] == 0 || rows->of[panel] >= up_to || *left <= 0)
		return;
	more = smaller(up_to - rows->of[panel], *left);
	rows->of[panel] += more;
	*left -= more;
}

static void drop(struct rows *rows, int *left, int panel)
{
	*left += rows->of[panel] > 0 ? rows->of[panel] + 1 : 0;
	rows->of[panel] = 0;
}

/* The order of going: source, output, objects. */
static void drop_until_fits(struct rows *rows, int *left)
{
	static const uint8_t going[] = {PANEL_OUTPUT, PANEL_OBJECTS};
	size_t i;

	for (i = 0; i < sizeof(going) && *left < 0; i++)
		drop(rows, left, going[i]);
}

static void share_column(struct rows *rows, const struct layout *layout, const struct view_input *in, int width,
			 int height)
{
	int lanes = wanted_rows(layout, in, PANEL_LANES, width), left = height, most[PANEL_COUNT], i;
	struct insight insight;
	size_t k;

	*rows = (struct rows){.of = {[PANEL_OBJECTS] = 3, [PANEL_HAPPENED] = 2, [PANEL_GOING] = 1, [PANEL_OUTPUT] = 2}};
	rows->of[PANEL_LANES] = lanes < 1 ? 1 : smaller(lanes, 3);
	for (i = 0; i < COLUMN_COUNT; i++) {
		left -= rows->of[column[i]] + 1;
		most[column[i]] = ANY;
	}
	most[PANEL_LANES] = lanes;
	most[PANEL_GOING] = wanted_rows(layout, in, PANEL_GOING, width);
	most[PANEL_HAPPENED] = wanted_rows(layout, in, PANEL_HAPPENED, width);
	rows->source = source_applies(in) && width >= SOURCE_WIDTH && left >= 0;
	if (!rows->source)
		most[PANEL_OBJECTS] = wanted_rows(layout, in, PANEL_OBJECTS, width);
	if (most[PANEL_OBJECTS] == 0)
		drop(rows, &left, PANEL_OBJECTS);
	drop_until_fits(rows, &left);
	if (insight_find(&insight, 1, timeline_head(in->timeline)) > 0 ||
	    watch_count(timeline_watch(in->timeline), UINT64_MAX) > 0)
		grant(rows, &left, PANEL_HAPPENED, 4); /* its sentence is long, and the point of the run */
	for (k = 0; k < sizeof(grants) / sizeof(grants[0]); k++)
		grant(rows, &left, grants[k].panel, smaller(grants[k].up_to, most[grants[k].panel]));
	if (left > 0) /* a large screen and little to show: the output's panel takes the rest */
		rows->of[rows->of[PANEL_OUTPUT] > 0 ? PANEL_OUTPUT : PANEL_HAPPENED] += left;
}

/* The objects and beside them the source, which has all the width as long as there is no object. */
static void lay_objects_and_source(struct layout *layout, const struct view_input *in, struct area area)
{
	bool queues = objects_are_queues(timeline_head(in->timeline));
	int left = queues ? area.width / 2 : (area.width - 1) * 2 / 5;

	if (!has_something(layout, in, PANEL_OBJECTS, left)) {
		place(layout, PANEL_SOURCE, area.x, area.y, area.width, area.height);
		return;
	}
	place(layout, PANEL_OBJECTS, area.x, area.y, left, area.height);
	place(layout, PANEL_SOURCE, area.x + left + 1, area.y, area.width - left - 1, area.height);
	add_bar(layout, area.x + left, area.y, area.height + 1);
}

static void lay_column(struct layout *layout, const struct view_input *in, struct area area)
{
	struct rows rows;
	int y = area.y, i;

	share_column(&rows, layout, in, area.width, area.height);
	for (i = 0; i < COLUMN_COUNT; i++) {
		enum view_panel panel = (enum view_panel)column[i];
		int height = rows.of[panel];

		if (height == 0)
			continue;
		if (panel == PANEL_OBJECTS && rows.source)
			lay_objects_and_source(layout, in, (struct area){area.x, y, area.width, height});
		else
			place(layout, panel, area.x, y, area.width, height);
		y += height + 1;
	}
}

/* ---- several columns ---- */

/* A panel of a stack: the rows without which it is of no use, and those with which it is content. */
struct share {
	uint8_t panel, least, most;
};

enum { SHARES_MAX = 12 };

/* Puts the panels below one another into `area`, rules included. The last that is there takes what is left. */
static void stack(struct layout *layout, const struct view_input *in, struct area area, const struct share *shares)
{
	int rows[SHARES_MAX] = {0}, left = area.height, i, last = -1, y = area.y;

	for (i = 0; i < SHARES_MAX && shares[i].panel != PANEL_NONE; i++) {
		if (!has_something(layout, in, (enum view_panel)shares[i].panel, area.width) ||
		    left < shares[i].least + 1)
			continue;
		rows[i] = shares[i].least;
		left -= shares[i].least + 1;
		last = i;
	}
	for (i = 0; i <= last; i++) {
		int wanted = wanted_rows(layout, in, (enum view_panel)shares[i].panel, area.width), more;

		more = smaller(smaller(wanted, shares[i].most) - rows[i], left);
		if (rows[i] == 0 || more <= 0)
			continue;
		rows[i] += more;
		left -= more;
	}
	for (i = 0; i <= last; i++) {
		if (rows[i] == 0)
			continue;
		rows[i] += i == last ? left : 0;
		place(layout, (enum view_panel)shares[i].panel, area.x, y, area.width, rows[i]);
		y += rows[i] + 1;
	}
}

/* What every run has to show of its state, in the order in which it matters. */
#define STATE_SHARES                                                                                         \
	{PANEL_PROCESSES, 1, 8}, {PANEL_LOOP, 3, 18}, {PANEL_POOL, 3, 14}, {PANEL_QUEUES, 3, 14},             \
	    {PANEL_OBJECTS, 2, 16}, {PANEL_VALUES, 1, 8}

/* The lanes over the whole width, as many rows as they want but no more than that; returns what is left below
 * them. */
static struct area lay_lanes(struct layout *layout, const struct view_input *in, struct area area, int most)
{
	int rows = smaller(wanted_rows(layout, in, PANEL_LANES, area.width), most);

	rows = rows < 3 ? 3 : rows;
	place(layout, PANEL_LANES, area.x, area.y, area.width, rows);
	return (struct area){area.x, area.y + rows + 1, area.width, area.height - rows - 1};
}

/* The part of the screen that lanes get at most. */
static int lanes_part(struct area area)
{
	return area.height * 2 / 5;
}

/* The rows of what just happened and of who can go, beside one another. */
static int words_rows(const struct layout *layout, const struct view_input *in, int left, int right, int most)
{
	int happened = wanted_rows(layout, in, PANEL_HAPPENED, left), going = wanted_rows(layout, in, PANEL_GOING, right);
	int rows = smaller(happened > going ? happened : going, most);

	return rows < WORDS_LEAST ? WORDS_LEAST : rows;
}

/* The left column holds short rows, the right one the source and whole sentences. */
static void lay_two(struct layout *layout, const struct view_input *in, struct area area)
{
	static const struct share state[] = {STATE_SHARES, {PANEL_GRAPH, 3, ANY}, {0}};
	static const struct share source[] = {{PANEL_SOURCE, 6, ANY}, {0}};
	static const struct share told[] = {{PANEL_TOLD, 3, ANY}, {0}};
	static const struct share output[] = {{PANEL_OUTPUT, 3, ANY}, {0}};
	struct area rest = lay_lanes(layout, in, area, lanes_part(area));
	int bottom = rest.height / 4 > 4 ? rest.height / 4 : 4;
	struct area left = {rest.x, rest.y, rest.width * TWO_LEFT / 100, rest.height};
	struct area right = {left.x + left.width + 1, rest.y, rest.width - left.width - 1, rest.height};
	bool has_source = source_applies(in);
	int words = words_rows(layout, in, left.width, right.width, rest.height / 3) + 1;

	left.height = right.height = rest.height - words - bottom;
	stack(layout, in, left, state);
	stack(layout, in, right, has_source ? source : told);
	left.y += left.height;
	right.y = left.y;
	place(layout, PANEL_HAPPENED, left.x, left.y, left.width, words - 1);
	place(layout, PANEL_GOING, right.x, right.y, right.width, words - 1);
	left.y += words;
	right.y = left.y;
	left.height = right.height = bottom;
	add_bar(layout, right.x - 1, rest.y, has_source ? rest.height : rest.height - bottom);
	if (!has_source)
		left.width = rest.width;
	stack(layout, in, left, output);
	if (has_source)
		stack(layout, in, right, told);
}

/* What is said about the moment, in the order in which it matters. */
#define WORD_SHARES                                                                                          \
	{PANEL_HAPPENED, WORDS_LEAST, WORDS_MOST}, {PANEL_GOING, WORDS_LEAST, WORDS_MOST}, {PANEL_GRAPH, 3, ANY}

static void lay_three(struct layout *layout, const struct view_input *in, struct area area)
{
	static const struct share state[] = {STATE_SHARES, {PANEL_OUTPUT, 4, ANY}, {0}};
	static const struct share source[] = {{PANEL_SOURCE, 8, ANY}, {0}};
	static const struct share tale[] = {{PANEL_TOLD, 3, ANY}, {0}};
	static const struct share words[] = {WORD_SHARES, {PANEL_TOLD, 3, ANY}, {0}};
	static const struct share sourceless[] = {WORD_SHARES, {PANEL_INSIGHTS, 3, ANY}, {0}};
	struct area rest = lay_lanes(layout, in, area, lanes_part(area));
	int first = rest.width * THREE_LEFT / 100, second = rest.width * THREE_MIDDLE / 100;
	int x = rest.x + first + 1, x2 = x + second + 1;
	bool has_source = source_applies(in);

	stack(layout, in, (struct area){rest.x, rest.y, first, rest.height}, state);
	stack(layout, in, (struct area){x, rest.y, second, rest.height}, has_source ? source : tale);
	stack(layout, in, (struct area){x2, rest.y, rest.x + rest.width - x2, rest.height},
	      has_source ? words : sourceless);
	add_bar(layout, x - 1, rest.y, rest.height);
	add_bar(layout, x2 - 1, rest.y, rest.height);
}

/* ---- before an audience ---- */

enum {
	CAPTION_WIDTH = 56,
	CAPTION_ROWS = 7, /* a question and its answers */
	CAPTION_MOST = 12,
	LECTURE_OUTPUT = 3,
	LECTURE_OBJECTS = 2,
	LECTURE_WIDE = 110,
};

/* The words in a frame of their own around them, in the middle of `area`; returns the rows that are kept for it. */
static int lay_caption(struct layout *layout, const struct view_input *in, struct area area, int most)
{
	struct pane *pane = &layout->panes[PANEL_HAPPENED];
	int width = smaller(CAPTION_WIDTH, area.width - 4), rows;

	most = smaller(most, area.height - 2);
	rows = smaller(wanted_rows(layout, in, PANEL_HAPPENED, width), most);
	pane->framed = true;
	pane->area = (struct area){area.x + (area.width - width) / 2, area.y + 1, width, rows};
	pane->area.height = smaller(happened_extent(in, pane).rows, rows);
	return rows + 2;
}

/* Two rows a lane where they fit, beside the words, and beside queues: of those the lanes say nothing. */
static struct area lay_tall_lanes(struct layout *layout, const struct view_input *in, struct area area)
{
	bool queues = area.width < LECTURE_WIDE && objects_are_queues(timeline_head(in->timeline));
	int most = area.height - CAPTION_ROWS - 3 - (queues ? LECTURE_OBJECTS + 1 : 0);

	most = most < lanes_part(area) ? lanes_part(area) : most;
	layout->panes[PANEL_LANES].tall = true;
	layout->panes[PANEL_LANES].tall = wanted_rows(layout, in, PANEL_LANES, area.width) <= most;
	return lay_lanes(layout, in, area, most);
}

/* What stands below the words on a screen that is not wide: the output gives way to the objects. */
static void lay_lecture_rest(struct layout *layout, const struct view_input *in, struct area area)
{
	static const struct share objects[] = {{PANEL_OBJECTS, LECTURE_OBJECTS, ANY}, {0}};
	static const struct share output[] = {{PANEL_OUTPUT, 1, ANY}, {0}};
	bool has_objects = has_something(layout, in, PANEL_OBJECTS, area.width);
	int left = has_objects ? area.height - LECTURE_OBJECTS - 1 : area.height;
	int used = has_objects ? smaller(LECTURE_OUTPUT + 1, left) : left;

	used = used < 0 ? 0 : used;
	stack(layout, in, (struct area){area.x, area.y, area.width, area.height - used}, objects);
	stack(layout, in, (struct area){area.x, area.y + area.height - used, area.width, used}, output);
}

static void lay_lecture(struct layout *layout, const struct view_input *in, struct area area)
{
	static const struct share state[] = {STATE_SHARES, {PANEL_GRAPH, 4, ANY}, {0}};
	static const struct share output[] = {{PANEL_OUTPUT, LECTURE_OUTPUT, ANY}, {0}};
	bool wide = area.width >= LECTURE_WIDE;
	struct area rest = lay_tall_lanes(layout, in, area);
	int words = wide ? CAPTION_WIDTH + 6 : area.width;
	int most = wide ? rest.height - LECTURE_OUTPUT - 3 : CAPTION_ROWS;
	int used = lay_caption(layout, in, (struct area){rest.x, rest.y, words, rest.height},
			       smaller(most < CAPTION_ROWS ? CAPTION_ROWS : most, CAPTION_MOST));

	if (!wide) {
		rest = (struct area){rest.x, rest.y + used, rest.width, rest.height - used};
		lay_lecture_rest(layout, in, rest);
		return;
	}
	stack(layout, in, (struct area){rest.x, rest.y + used, words, rest.height - used}, output);
	stack(layout, in, (struct area){rest.x + words + 1, rest.y, rest.width - words - 1, rest.height}, state);
	add_bar(layout, rest.x + words, rest.y, rest.height);
}

/* ---- all ---- */

static void clear(struct layout *layout, bool split, bool bands)
{
	int panel;

	*layout = (struct layout){.bar_count = 0};
	for (panel = 0; panel < PANEL_COUNT; panel++)
		layout->panes[panel] = (struct pane){.panel = (enum view_panel)panel, .bands = bands, .split = split};
}

void layout_find(struct layout *layout, const struct view_input *in, int width, int height)
{
	int hints = hints_rows(in, width);
	struct area area = {0, 1, width, height - 1 - hints};
	bool three = width >= THREE_WIDTH && height >= THREE_HEIGHT;
	bool two = width >= TWO_WIDTH && height >= TWO_HEIGHT;
	/* The list of all objects is there wherever it was one. */
	bool zoomed = in->zoomed && in->focus != PANEL_NONE &&
		      (in->focus == PANEL_OBJECTS || panel_applies(in, in->focus));
	bool split = in->lecture ? width >= LECTURE_WIDE : two || three;

	clear(layout, in->unseen || (!zoomed && split),
	      !in->unseen && (zoomed || in->lecture || height >= TWO_HEIGHT));
	layout->hints = (struct area){0, height - hints, width, hints};
	if (zoomed)
		place(layout, in->focus, area.x, area.y, area.width, area.height - 1);
	else if (in->lecture)
		lay_lecture(layout, in, area);
	else if (three)
		lay_three(layout, in, area);
	else if (two)
		lay_two(layout, in, area);
	else
		lay_column(layout, in, area);
}
