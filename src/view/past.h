/* The past of one lane, glyph by glyph. */
#ifndef VIEW_PAST_H
#define VIEW_PAST_H

#include "view/axis.h"

/* Draws what `actor` did and was, from (x, y) on, over axis->width cells; the future stays blank. */
void past_draw(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
	       const struct axis *axis);

#endif
