/* The layout: which panels there are, and how many rows each gets.
 *
 * Each panel has the rows without which it is of no use. When these do not fit, panels go, in a fixed order;
 * the rows that are left are given out by a table, from what a listener misses first to what is merely
 * pleasant. The sizes depend on the whole run so far, not on the moment shown: looking back and forth moves
 * no panel. */
#include "view/view.h"

#include <stdio.h>

#include "view/panels.h"

enum { WIDTH_LEAST = 60, HEIGHT_LEAST = 16, SOURCE_WIDTH = 80, ANY = 255 };

enum panel { PANEL_LANES, PANEL_OBJECTS, PANEL_HAPPENED, PANEL_GOING, PANEL_OUTPUT, PANEL_COUNT };

/* Rows without the rule; 0: the panel is not there. */
struct layout {
	int rows[PANEL_COUNT];
	int hints;
	bool source;
};

/* In this order rows are given out, one panel after the other, up to so many. */
static const struct {
	uint8_t panel, up_to;
} grants[] = {
    {PANEL_LANES, 6},  {PANEL_GOING, 2},    {PANEL_OBJECTS, 5}, {PANEL_OUTPUT, 3},
    {PANEL_LANES, 10}, {PANEL_OBJECTS, 10}, {PANEL_OUTPUT, 6},  {PANEL_HAPPENED, 3},
    {PANEL_LANES, 30}, {PANEL_OBJECTS, 20}, {PANEL_OUTPUT, 12}, {PANEL_OBJECTS, ANY},
};

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Lets a panel that is there grow up to `up_to` rows, as far as rows are left. */
static void grant(struct layout *layout, int *left, int panel, int up_to)
{
	int *rows = &layout->rows[panel], more;

	if (*rows == 0 || *rows >= up_to || *left <= 0)
		return;
	more = smaller(up_to - *rows, *left);
	*rows += more;
	*left -= more;
}

static struct layout find_layout(const struct view_input *in, int width, int height)
{
	struct layout layout = {.rows = {0, 3, 2, 1, 2}};
	const struct model *head = timeline_head(in->timeline);
	int left, panel, lanes = lanes_count(head), most[PANEL_COUNT] = {lanes, ANY, ANY, ANY, ANY};
	struct insight insight;
	size_t i;

	layout.rows[PANEL_LANES] = lanes < 1 ? 1 : smaller(lanes, 3);
	layout.hints = hints_rows(in, width);
	left = height - 1 - layout.hints;
	for (panel = 0; panel < PANEL_COUNT; panel++)
		left -= layout.rows[panel] + 1;
	/* The order of going: source, output, objects. */
	layout.source = in->sources != NULL && width >= SOURCE_WIDTH && left >= 0;
	if (left < 0) {
		left += layout.rows[PANEL_OUTPUT] + 1;
		layout.rows[PANEL_OUTPUT] = 0;
	}
	if (left < 0) {
		left += layout.rows[PANEL_OBJECTS] + 1;
		layout.rows[PANEL_OBJECTS] = 0;
	}
	if (!layout.source)
		most[PANEL_OBJECTS] = objects_rows(in, head, width);
	if (insight_find(&insight, 1, head) > 0)
		grant(&layout, &left, PANEL_HAPPENED, 4); /* its sentence is long, and the point of the run */
	for (i = 0; i < sizeof(grants) / sizeof(grants[0]); i++)
		grant(&layout, &left, grants[i].panel, smaller(grants[i].up_to, most[grants[i].panel]));
	if (left > 0) /* a large screen and little to show: the output's panel takes the rest */
		layout.rows[layout.rows[PANEL_OUTPUT] > 0 ? PANEL_OUTPUT : PANEL_HAPPENED] += left;
	return layout;
}

static void draw_objects(struct frame *frame, struct area area, const struct view_input *in,
			 const struct layout *layout)
{
	bool queues = objects_are_queues(timeline_head(in->timeline));
	int left = queues ? area.width / 2 : (area.width - 1) * 2 / 5, row;

	if (!layout->source) {
		objects_draw(frame, area, in);
		return;
	}
	objects_draw(frame, (struct area){area.x, area.y, left, area.height}, in);
	source_draw(frame, (struct area){area.x + left + 1, area.y, area.width - left - 1, area.height}, in);
	for (row = 0; row < area.height; row++)
		frame_put(frame, area.x + left, area.y + row, 1, STYLE_RULE,
			  row == 0 ? (in->ascii ? "+" : "┬") : (in->ascii ? "|" : "│"));
}

static void draw_panel(struct frame *frame, struct area area, const struct view_input *in,
		       const struct layout *layout, enum panel panel)
{
	static void (*const draws[PANEL_COUNT])(struct frame *, struct area, const struct view_input *) = {
	    [PANEL_LANES] = lanes_draw,
	    [PANEL_HAPPENED] = happened_draw,
	    [PANEL_GOING] = going_draw,
	    [PANEL_OUTPUT] = output_draw,
	};

	if (panel == PANEL_OBJECTS)
		draw_objects(frame, area, in, layout);
	else
		draws[panel](frame, area, in);
}

static void draw_too_small(struct frame *frame, const struct view_input *in)
{
	char present[32], needed[32], text[512];

	snprintf(present, sizeof(present), "%dx%d", frame->width, frame->height);
	snprintf(needed, sizeof(needed), "%dx%d", WIDTH_LEAST, HEIGHT_LEAST);
	tr_format(text, sizeof(text), in->catalog, N_("%1$s is too small: %2$s is needed. q quits."), present,
		  needed);
	draw_wrapped(frame, (struct area){0, 0, frame->width, frame->height}, STYLE_ALERT, text, in->ascii);
}

void view_draw(struct frame *frame, const struct view_input *input)
{
	struct layout layout;
	int panel, y = 1;

	frame_clear(frame);
	if (frame->width < WIDTH_LEAST || frame->height < HEIGHT_LEAST) {
		draw_too_small(frame, input);
		return;
	}
	layout = find_layout(input, frame->width, frame->height);
	header_draw(frame, (struct area){0, 0, frame->width, 1}, input);
	for (panel = 0; panel < PANEL_COUNT; panel++) {
		int height = layout.rows[panel] + 1;

		if (layout.rows[panel] == 0)
			continue;
		draw_panel(frame, (struct area){0, y, frame->width, height}, input, &layout,
			   (enum panel)panel);
		y += height;
	}
	hints_draw(frame, (struct area){0, frame->height - layout.hints, frame->width, layout.hints}, input);
}
