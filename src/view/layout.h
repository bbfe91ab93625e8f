/* Which panels there are on a screen of a size, and where. */
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include "view/panels.h"

enum { LAYOUT_WIDTH_LEAST = 60, LAYOUT_HEIGHT_LEAST = 16, LAYOUT_BARS_MAX = 8 };

struct layout {
	struct pane panes[PANEL_COUNT]; /* an area of no height: the panel is not there */
	struct area hints;
	struct area bars[LAYOUT_BARS_MAX]; /* one column each, between panels side by side */
	int bar_count;
};

/* The frame is at least of the least size. */
void layout_find(struct layout *layout, const struct view_input *in, int width, int height);

static inline bool layout_has(const struct layout *layout, enum view_panel panel)
{
	return layout->panes[panel].area.height > 0;
}

#endif
