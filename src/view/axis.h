/* The axis of the lanes: which part of the past is drawn, one cell or more a step, or a slice of time a cell.
 */
#ifndef VIEW_AXIS_H
#define VIEW_AXIS_H

#include "view/view.h"

/* The part of the past that is drawn. */
struct axis {
	int width;      /* cells in all */
	int cells;      /* AXIS_STEPS: cells a step */
	uint64_t first; /* AXIS_STEPS: the first step shown */
	int64_t start;  /* AXIS_TIME: session ns of the first cell */
	int64_t slice;  /* AXIS_TIME: ns a cell */
};

/* The part that holds the moment shown, in `width` cells. */
struct axis axis_choose(const struct view_input *in, int width);

/* The place at which it begins, in steps or slices: what `past_from` of the input keeps. */
uint64_t axis_from(const struct view_input *in, const struct axis *axis);

/* Session times over the cells from `x` on, none of them before column `free`. */
void axis_draw_ruler(struct frame *frame, int x, int y, const struct view_input *in, const struct axis *axis,
		     int free);

/* A mark over the moment shown, where no time stands. */
void axis_draw_cursor(struct frame *frame, int x, int y, const struct view_input *in, const struct axis *axis);

/* "3 cols = 1 step", ending before column `end`. */
void axis_draw_scale(struct frame *frame, int end, int y, const struct view_input *in,
		     const struct axis *axis);

#endif
