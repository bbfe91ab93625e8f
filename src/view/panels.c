/* The table of panels, and what is done alike for all. */
#include "view/panels.h"

#include <stdint.h>
#include <string.h>

#include "view/words.h"

const struct panel panel_table[PANEL_COUNT] = {
    [PANEL_LANES] = {N_("Lanes"), true, NULL, lanes_wants, lanes_extent, lanes_draw, lanes_rule, lanes_name},
    [PANEL_PROCESSES] = {N_("Processes"), true, processes_apply, objects_wants, objects_extent, objects_draw,
			 NULL, NULL},
    [PANEL_LOOP] = {N_("Event loop"), true, loops_apply, objects_wants, objects_extent, objects_draw, NULL, NULL},
    [PANEL_POOL] = {N_("Pools and futures"), true, pools_apply, objects_wants, objects_extent, objects_draw, NULL,
		    NULL},
    [PANEL_QUEUES] = {N_("Queues"), true, queues_apply, objects_wants, objects_extent, objects_draw, NULL, NULL},
    [PANEL_OBJECTS] = {N_("Objects"), true, objects_apply, objects_wants, objects_extent, objects_draw, NULL,
		       objects_name},
    [PANEL_VALUES] = {N_("Variables"), true, values_apply, objects_wants, objects_extent, objects_draw, NULL,
		      NULL},
    [PANEL_SOURCE] = {NULL, false, source_applies, NULL, source_extent, source_draw, NULL, source_name},
    [PANEL_HAPPENED] = {N_("Just happened"), false, NULL, happened_wants, happened_extent, happened_draw, NULL, NULL},
    [PANEL_GOING] = {N_("Who can go?"), false, NULL, going_wants, going_extent, going_draw, NULL, NULL},
    [PANEL_GRAPH] = {N_("Who waits for whom"), true, NULL, graph_wants, graph_extent, graph_draw, NULL, NULL},
    [PANEL_INSIGHTS] = {N_("Insights"), true, NULL, NULL, insights_extent, insights_draw, NULL, NULL},
    [PANEL_TOLD] = {N_("Step by step"), true, NULL, NULL, told_extent, told_draw, NULL, NULL},
    [PANEL_OUTPUT] = {N_("Output"), true, NULL, NULL, output_extent, output_draw, NULL, NULL},
};

bool panel_applies(const struct view_input *in, enum view_panel panel)
{
	const struct panel *row = &panel_table[panel];

	return row->draw != NULL && (row->applies == NULL || row->applies(in));
}

static int top_of(const struct view_input *in, const struct pane *pane, struct extent extent)
{
	int last = extent.rows - pane->area.height;
	int64_t top = (int64_t)extent.top + in->scroll[pane->panel];

	last = last > 0 ? last : 0;
	return top < 0 ? 0 : top > last ? last : (int)top;
}

int panel_top(const struct view_input *in, const struct pane *pane)
{
	return top_of(in, pane, panel_table[pane->panel].extent(in, pane));
}

void panel_title(char *out, size_t size, const struct view_input *in, const struct pane *pane, int rows)
{
	const struct panel *panel = &panel_table[pane->panel];
	int below = rows - pane->top - pane->area.height;
	bool counted = panel->counted || in->scroll[pane->panel] != 0 || (in->zoomed && in->focus == pane->panel);
	char name[WORDS_MAX];

	if (panel->name != NULL)
		panel->name(name, sizeof(name), in, pane);
	words_title(out, size, in, panel->name != NULL ? name : panel->title,
		    counted ? (uint64_t)pane->top : 0, counted && below > 0 ? (uint64_t)below : 0);
}

/* A frame around the pane, with the title in its upper side. */
static void draw_frame(struct frame *frame, const struct pane *pane, const struct view_input *in, const char *title)
{
	static const char *const corners[2][4] = {{"╭", "╮", "╰", "╯"}, {"+", "+", "+", "+"}};
	int left = pane->area.x - 1, right = pane->area.x + pane->area.width, top = pane->area.y - 1;
	int bottom = pane->area.y + pane->area.height, y;

	draw_rule(frame, left, top, right - left, title, in->ascii);
	draw_rule(frame, left, bottom, right - left, "", in->ascii);
	frame_put(frame, left, top, 1, STYLE_RULE, corners[in->ascii][0]);
	frame_put(frame, right, top, 1, STYLE_RULE, corners[in->ascii][1]);
	frame_put(frame, left, bottom, 1, STYLE_RULE, corners[in->ascii][2]);
	frame_put(frame, right, bottom, 1, STYLE_RULE, corners[in->ascii][3]);
	for (y = top + 1; y < bottom; y++) {
		frame_put(frame, left, y, 1, STYLE_RULE, in->ascii ? "|" : "│");
		frame_put(frame, right, y, 1, STYLE_RULE, in->ascii ? "|" : "│");
	}
}

void panel_draw(struct frame *frame, const struct pane *place, const struct view_input *in)
{
	const struct panel *panel = &panel_table[place->panel];
	struct extent extent = panel->extent(in, place);
	struct pane pane = *place;
	bool focused = in->focus == pane.panel;
	char title[WORDS_MAX];
	int x = pane.area.x, y = pane.area.y - 1, free;

	pane.top = top_of(in, &pane, extent);
	panel_title(title, sizeof(title), in, &pane, extent.rows);
	if (pane.framed)
		draw_frame(frame, &pane, in, title);
	free = pane.framed ? 0 : draw_rule(frame, x, y, pane.area.width, title, in->ascii);
	if (focused) {
		frame_put(frame, x, y, 1, STYLE_MARK, ">");
		draw_clipped(frame, x + 1, y, pane.area.width - 2, STYLE_MARK, title, in->ascii);
	}
	if (panel->rule != NULL)
		panel->rule(frame, &pane, in, free + 1);
	panel->draw(frame, &pane, in);
}
