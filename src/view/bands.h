/* What joins lanes: a band under each for the locks that it holds, and an arrow from who lets go to who may go. */
#ifndef VIEW_BANDS_H
#define VIEW_BANDS_H

#include "view/axis.h"

/* The letter of a lock, A to Z in the order in which locks were made; 0: it has none. */
char bands_letter(const struct model *model, uint32_t lock);

/* The band of `actor` over the axis, from (x, y) on: each time that what it holds changes, the letters of all and the
 * name of the last one taken. */
void bands_draw(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
		const struct axis *axis);

/* Where the lanes stand on the screen. */
struct bands_lane {
	uint32_t id;
	int y;
};

/* The wake-ups of the steps shown, each in the column of the step that brought it about. */
void bands_draw_wakes(struct frame *frame, int x, const struct view_input *in, const struct axis *axis,
		      const struct bands_lane *lanes, int count);

#endif
