/* What each request does to the run on the screen. A request that cannot be met says why, and changes
 * nothing. */
#ifndef TUI_ACTS_H
#define TUI_ACTS_H

#include "tui/player.h"

/* Does what `request` asks (`digit`: the lane of REQUEST_STEP_LANE). False: the request is none of a run's.
 */
bool act(struct player *player, enum request request, int digit);

#endif
