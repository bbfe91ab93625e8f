/* Draws what the layout has placed. */
#include "view/view.h"

#include <stdio.h>

#include "view/layout.h"

static bool too_small(int width, int height)
{
	return width < LAYOUT_WIDTH_LEAST || height < LAYOUT_HEIGHT_LEAST;
}

bool view_draw_too_small(struct frame *frame, const struct catalog *catalog, bool ascii)
{
	char present[32], needed[32], text[512];

	if (!too_small(frame->width, frame->height))
		return false;
	snprintf(present, sizeof(present), "%dx%d", frame->width, frame->height);
	snprintf(needed, sizeof(needed), "%dx%d", LAYOUT_WIDTH_LEAST, LAYOUT_HEIGHT_LEAST);
	tr_format(text, sizeof(text), catalog, N_("%1$s is too small: %2$s is needed. q quits."), present, needed);
	draw_wrapped(frame, (struct area){0, 0, frame->width, frame->height}, STYLE_ALERT, text, ascii);
	return true;
}

/* Whether a rule ends, or begins, in that cell. */
static bool is_rule(const struct frame *frame, int x, int y, bool ascii)
{
	const struct cell *cell = &frame->cells[(size_t)y * (size_t)frame->width + (size_t)x];

	return x >= 0 && x < frame->width && cell->style == STYLE_RULE && cell->ch[0] == (ascii ? L'-' : L'─');
}

/* The line between two columns, joined with the rules that meet it. */
static void draw_bar(struct frame *frame, struct area bar, bool ascii)
{
	static const char *const joints[2][2] = {{"│", "├"}, {"┤", "┼"}}, *const tops[2][2] = {{"│", "┌"}, {"┐", "┬"}};
	int row;

	for (row = 0; row < bar.height; row++) {
		int y = bar.y + row;
		bool left = is_rule(frame, bar.x - 1, y, ascii), right = is_rule(frame, bar.x + 1, y, ascii);
		const char *joint = row == 0 ? tops[left][right] : joints[left][right];

		if (ascii)
			joint = row == 0 || left || right ? "+" : "|";
		frame_put(frame, bar.x, y, 1, STYLE_RULE, joint);
	}
}

void view_draw(struct frame *frame, const struct view_input *input)
{
	struct layout layout;
	int panel, i;

	frame_clear(frame);
	if (view_draw_too_small(frame, input->catalog, input->ascii))
		return;
	layout_find(&layout, input, frame->width, frame->height);
	header_draw(frame, (struct area){0, 0, frame->width, 1}, input);
	for (panel = 0; panel < PANEL_COUNT; panel++)
		if (layout_has(&layout, (enum view_panel)panel))
			panel_draw(frame, &layout.panes[panel], input);
	for (i = 0; i < layout.bar_count; i++)
		draw_bar(frame, layout.bars[i], input->ascii);
	hints_draw(frame, layout.hints, input);
}

/* ---- panels ---- */

enum view_panel view_next_panel(const struct view_input *input, int width, int height, int by)
{
	int panel = (int)input->focus, tries;
	struct layout layout;

	if (too_small(width, height))
		return PANEL_NONE;
	layout_find(&layout, input, width, height);
	for (tries = 0; tries < PANEL_COUNT; tries++) {
		panel = (panel + by + PANEL_COUNT) % PANEL_COUNT;
		if (input->zoomed ? panel_applies(input, (enum view_panel)panel)
				  : panel == PANEL_NONE || layout_has(&layout, (enum view_panel)panel))
			break;
	}
	return (enum view_panel)panel;
}

int view_panel_rows(const struct view_input *input, int width, int height)
{
	struct layout layout;

	if (too_small(width, height) || input->focus == PANEL_NONE)
		return 0;
	layout_find(&layout, input, width, height);
	return layout.panes[input->focus].area.height;
}

int view_scrolled(const struct view_input *input, int width, int height, int by)
{
	struct layout layout;
	const struct pane *pane;
	struct view_input wished = *input;
	int start;

	if (view_panel_rows(input, width, height) == 0)
		return 0;
	layout_find(&layout, input, width, height);
	pane = &layout.panes[input->focus];
	start = panel_top(input, pane);
	wished.scroll[input->focus] += by;
	return input->scroll[input->focus] + panel_top(&wished, pane) - start;
}
