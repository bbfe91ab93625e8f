/* Which moment, which lane, which panel. */
#include "tui/act_list.h"

/* ---- where to look ---- */

/* Lanes in their order on the screen; behind them, the clock. */
static void mark_next(struct player *player, int direction)
{
	struct view_input input = player_view(player);
	bool on_clock = player->marked == LOG_CLOCK;
	uint32_t next = LOG_NONE;
	int64_t until;
	input.model = timeline_head(player->timeline);
	if (!on_clock)
		next = view_next_lane(&input, player->marked, direction);
	else if (direction < 0)
		next = view_next_lane(&input, LOG_NONE, -1);
	if (next == LOG_NONE && direction > 0 && !on_clock && model_clock_can_go(input.model, &until))
		next = LOG_CLOCK;
	if (next == LOG_NONE) {
		player_say(player,
			   direction < 0 ? N_("This is the first lane.") : N_("This is the last lane."), "");
		return;
	}
	player->marked = next;
	player->chosen = true;
}

/* Whether the keys that move go through the lanes, rather than scroll another panel. */
static bool is_on_lanes(const struct player *player)
{
	return player->focus == PANEL_NONE || player->focus == PANEL_LANES;
}

void act_scroll(struct player *player, int rows)
{
	struct view_input input = player_view(player);
	int scrolled = view_scrolled(&input, player->width, player->height, rows);
	if (scrolled == player->scroll[player->focus])
		player_say(player, rows < 0 ? N_("This is the panel's first row.") : N_("This is the panel's last row."),
			   "");
	player->scroll[player->focus] = scrolled;
}

void act_mark(struct player *player, int direction)
{
	if (is_on_lanes(player))
		mark_next(player, direction);
	else
		act_scroll(player, direction);
}

/* Looking back pauses: what is looked at must not run away. */
void act_look_at(struct player *player, uint64_t moment)
{
	struct view_input input = player_view(player);
	player->past_from = view_past_from(&input, player->width);
	player_pause(player);
	player->past = true;
	player->moment = moment;
}

void act_forth(struct player *player, int argument)
{
	(void)argument;
	player->rolling = false;
	if (!player->past) {
		player_say(player,
			   player->session != NULL
			       ? N_("This is now: s goes on from here.")
			       : N_("This is the end of the recording; Home goes to its beginning."),
			   "");
		return;
	}
	player->moment++;
	player->past = player->moment < player_newest(player);
}

void act_back(struct player *player, int argument)
{
	(void)argument;
	uint64_t shown = player->past ? player->moment : player_newest(player);
	if (shown == 0)
		player_say(player, N_("This is the first moment."), "");
	else
		act_look_at(player, shown - 1);
}

void act_first(struct player *player, int argument)
{
	(void)argument;
	if (player_newest(player) == 0)
		player_say(player, N_("This is the first moment."), "");
	else
		act_look_at(player, 0);
}

void act_now(struct player *player, int argument)
{
	(void)argument;
	if (!player->past)
		player_say(player, N_("This is now already."), "");
	player->past = false;
	player->rolling = false;
}

/* ---- how to look ---- */

void act_why(struct player *player, int argument)
{
	(void)argument;
	const struct model *model = player_model(player);
	int64_t until;
	if (player->marked == LOG_CLOCK)
		player_say(
		    player,
		    model_clock_can_go(model, &until)
			? N_("The clock can go on to the next deadline: t lets that time pass.")
			: N_("Nobody sleeps or waits for a time: there is nothing for the clock to go to."),
		    "");
	else if (model_actor(model, player->marked) == NULL)
		player_say(player, N_("No lane is marked: up and down mark one."), "");
	else {
		struct view_input input = player_view(player);
		view_why(player->message, sizeof(player->message), &input, player->marked);
	}
	player->answer = ANSWER_WHY;
}

void act_source(struct player *player, int argument)
{
	(void)argument;
	player->show_c = !player->show_c;
	if (player->sources == NULL)
		player_say(player, N_("The sources of this scenario are not in this program."), "");
}

void act_axis(struct player *player, int argument)
{
	(void)argument;
	player->axis = player->axis == AXIS_STEPS ? AXIS_TIME : AXIS_STEPS;
}

/* A page of the focused panel; of the lanes, of the past. */
void act_page(struct player *player, int direction)
{
	struct view_input input = player_view(player);
	if (!is_on_lanes(player)) {
		int rows = view_panel_rows(&input, player->width, player->height);
		act_scroll(player, direction * (rows > 1 ? rows - 1 : 1));
		return;
	}
	uint64_t page = view_steps_a_page(&input, player->width);
	uint64_t shown = player->past ? player->moment : player_newest(player);
	if (direction < 0 && shown == 0)
		player_say(player, N_("This is the first moment."), "");
	else if (direction < 0)
		act_look_at(player, shown > page ? shown - page : 0);
	else if (shown + page < player_newest(player))
		act_look_at(player, shown + page);
	else
		act_now(player, 0);
}

void act_scale(struct player *player, int by)
{
	enum { SCALE_MOST = 12 };
	int scale = player->scale + by;
	if (scale < -SCALE_MOST || scale > SCALE_MOST)
		player_say(player,
			   by > 0 ? N_("The lanes are as wide as they get.") : N_("The lanes are as narrow as they get."),
			   "");
	else
		player->scale = scale;
}

void act_focus(struct player *player, int by)
{
	struct view_input input = player_view(player);
	player->focus = view_next_panel(&input, player->width, player->height, by);
}

void act_zoom(struct player *player, int argument)
{
	(void)argument;
	if (player->focus == PANEL_NONE)
		player->focus = PANEL_LANES;
	player->zoomed = !player->zoomed;
}

void act_fold(struct player *player, int argument)
{
	(void)argument;
	struct view_input input = player_view(player);
	uint32_t at = 0;
	if (!view_has_lanes_below(&input, player->marked)) {
		player_say(player, N_("No lanes stand below the marked one."), "");
		return;
	}
	while (at < player->folded_count && player->folded[at] != player->marked)
		at++;
	if (at < player->folded_count)
		player->folded[at] = player->folded[--player->folded_count];
	else if (player->folded_count < PLAYER_FOLDED_MAX)
		player->folded[player->folded_count++] = player->marked;
	else
		player_say(player, N_("No more lanes can be folded."), "");
}

void act_lecture(struct player *player, int argument)
{
	(void)argument;
	player->lecture = !player->lecture;
	player->zoomed = false;
	player->focus = PANEL_NONE;
}

void act_show_keys(struct player *player, int argument)
{
	(void)argument;
	player->shows_keys = !player->shows_keys;
	player->keys[0] = '\0';
}
