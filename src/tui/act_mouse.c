/* The mouse: a click marks a lane, looks at a moment, presses a hint, or focuses a panel; the wheel goes through the
 * past or scrolls. */
#include "tui/act_list.h"
#include "tui/acts.h"
#include "tui/screen.h"

static void look(struct player *player, uint64_t step)
{
	if (step >= player_newest(player))
		act_now(player, 0);
	else
		act_look_at(player, step);
	player->answer = ANSWER_NONE;
}

static void click(struct player *player, const struct view_hit *hit)
{
	if (hit->panel == PANEL_LANES && hit->lane != LOG_NONE) {
		player->marked = hit->lane;
		player->chosen = true;
	}
	if (hit->has_step && (player->past || hit->step < player_newest(player)))
		look(player, hit->step);
	else if (hit->panel != PANEL_LANES && hit->panel != PANEL_NONE)
		player->focus = hit->panel;
}

static void turn_wheel(struct player *player, const struct view_hit *hit, int direction)
{
	enum { ROWS = 3 };
	if (hit->panel == PANEL_LANES) {
		act(player, direction < 0 ? REQUEST_BACK : REQUEST_FORTH, 0);
		return;
	}
	if (hit->panel == PANEL_NONE)
		return;
	player->focus = hit->panel;
	act_scroll(player, direction * ROWS);
}

/* Who points elsewhere answers nothing. */
static void leave_question(struct player *player)
{
	player->page = PAGE_RUN;
	if (player->search.open)
		typed_take(&player->search, KEYCODE_ESCAPE);
	player->answer = ANSWER_NONE;
}

void act_mouse(struct player *player, const struct screen_mouse *mouse, const struct view_hit *hit)
{
	leave_question(player);
	switch (mouse->action) {
	case MOUSE_CLICK:
		click(player, hit);
		break;
	case MOUSE_DRAG:
		if (hit->has_step)
			look(player, hit->step);
		break;
	case MOUSE_WHEEL_UP:
		turn_wheel(player, hit, -1);
		break;
	case MOUSE_WHEEL_DOWN:
		turn_wheel(player, hit, 1);
		break;
	case MOUSE_NOTHING:
		break;
	}
}
