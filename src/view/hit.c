/* What stands under a cell of the screen: read from the same layout that drew it. */
#include <string.h>

#include "view/layout.h"

struct view_hit view_hit(const struct view_input *input, int width, int height, int x, int y)
{
	struct view_hit hit = {.panel = PANEL_NONE, .lane = LOG_NONE};
	struct layout layout;
	int panel;

	if (width < LAYOUT_WIDTH_LEAST || height < LAYOUT_HEIGHT_LEAST)
		return hit;
	layout_find(&layout, input, width, height);
	if (y >= layout.hints.y) {
		hints_hit(hit.key, sizeof(hit.key), layout.hints, input, x, y);
		return hit;
	}
	for (panel = PANEL_NONE + 1; panel < PANEL_COUNT; panel++) {
		struct pane pane = layout.panes[panel];

		if (pane.area.height == 0 || x < pane.area.x || x >= pane.area.x + pane.area.width ||
		    y < pane.area.y - 1 || y >= pane.area.y + pane.area.height)
			continue;
		hit.panel = (enum view_panel)panel;
		pane.top = panel_top(input, &pane);
		if (panel == PANEL_LANES)
			lanes_hit(&hit, &pane, input, x, y);
	}
	return hit;
}
