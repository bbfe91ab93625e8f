/* What each request does to the run on the screen. A request that cannot be met says why, and changes
 * nothing. */
#ifndef TUI_ACTS_H
#define TUI_ACTS_H

#include "tui/player.h"

/* Does what `request` asks (`digit`: the lane of REQUEST_STEP_LANE). False: the request is none of a run's.
 */
bool act(struct player *player, enum request request, int digit);

/* Does what the second key of two asks, whose row of the table is `row` (NULL: none, and nothing is
 * done); `digit` as in act(). */
void act_second(struct player *player, const struct key_row *row, int digit);

/* Does what a click or a turn of the wheel in a cell of the screen asks. */
struct screen_mouse;
void act_mouse(struct player *player, const struct screen_mouse *mouse, const struct view_hit *hit);

/* Takes a character into the text that is searched for. */
void act_type(struct player *player, int ch);

#endif
