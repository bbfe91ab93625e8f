/* Steps, playing, and how fast. */
#include <stdio.h>

#include "tui/act_list.h"

static const double pace_slowest = 0.25, pace_fastest = 1024, speed_slowest = 1.0 / 64, speed_fastest = 1024;

/* ---- steps ---- */

static void ask_step(struct player *player, uint32_t lane)
{
	player->asked = lane;
	session_step(player->session, lane);
	player->state.pending = true; /* as the session will say when it is asked again */
}

void act_time(struct player *player, int argument)
{
	(void)argument;
	int64_t until;
	if (model_clock_can_go(timeline_head(player->timeline), &until))
		ask_step(player, LOG_CLOCK);
	else
		player_say(player,
			   N_("Nobody sleeps or waits for a time: there is nothing for the clock to go to."),
			   "");
}

static void step_lane(struct player *player, uint32_t lane)
{
	const struct model *model = timeline_head(player->timeline);
	const struct model_actor *actor = model_actor(model, lane);
	if (actor == NULL && !player->state.ended && !player->state.stuck) {
		/* Typed ahead, of the first announcement too: the step waits for what is under way. */
		ask_step(player, lane);
		return;
	}
	if (actor == NULL) {
		player_say(player, N_("No lane is marked: nobody can go. r starts again, left looks back."),
			   "");
		return;
	}
	switch (model_why(model, lane).why) {
	case WHY_CAN_GO:
		ask_step(player, lane);
		break;
	case WHY_RUNNING: /* the step waits until it has announced */
		ask_step(player, lane);
		player_say(player, N_("%s is still computing; its next operation is not announced yet."),
			   model_name(model, lane));
		break;
	default: {
		struct view_input input = player_view(player);
		view_why(player->message, sizeof(player->message), &input, lane);
		player->answer = ANSWER_KEY;
	}
	}
}

/* A run that plays is paused first: then there is a lane to step. */
static bool pause_first(struct player *player)
{
	if (!player_is_playing(player))
		return false;
	player_pause(player);
	player_say(player, N_("Paused. Now s steps the marked lane, and 0-9 another."), "");
	return true;
}

static void step_marked(struct player *player)
{
	if (player->marked == LOG_CLOCK)
		act_time(player, 0);
	else
		step_lane(player, player->marked);
}

/* Only what can be done now has an outcome to ask for. */
static bool is_asked_about(const struct player *player)
{
	return player->quiz.on && player->marked != LOG_CLOCK &&
	       model_why(timeline_head(player->timeline), player->marked).why == WHY_CAN_GO;
}

void act_step(struct player *player, int argument)
{
	if (player->session == NULL)
		act_forth(player, argument);
	else if (pause_first(player))
		return;
	else if (is_asked_about(player))
		quiz_ask(player, player->marked);
	else
		step_marked(player);
}

void act_quiz(struct player *player, int argument)
{
	(void)argument;
	player->quiz.on = !player->quiz.on;
	player_say(player,
		   player->quiz.on ? N_("From now on it is asked what happens next, before each step.")
				   : N_("It is asked no more what happens next."),
		   "");
}

/* The step whose outcome was asked for, with the answer that was given; 0: none. */
void act_answer(struct player *player, int digit)
{
	if (digit >= QUIZ_ANSWERS) {
		player_say(player, N_("The answers are 1 to 4."), "");
		return;
	}
	quiz_take(player, digit);
	step_marked(player);
}

void act_step_lane(struct player *player, int digit)
{
	char number[16];
	if (pause_first(player))
		return;
	if (model_actor(timeline_head(player->timeline), (uint32_t)digit) != NULL) {
		step_lane(player, (uint32_t)digit);
		return;
	}
	snprintf(number, sizeof(number), "%d", digit);
	player_say(player, N_("There is no lane %s."), number);
}

void act_play(struct player *player, int argument)
{
	(void)argument;
	if (player->session == NULL) {
		player->rolling = !player->rolling && player->past;
		player->tick_at = 0; /* the first step at once */
		player->until.slot = player_model(player)->slot;
		if (!player->past)
			player_say(player,
				   N_("This is the end of the recording; Home goes to its beginning."), "");
	} else if (player_deadlocked(player)) {
		player_say(player,
			   N_("Nobody can ever go again: w says why, r starts again, left looks back."), "");
	} else if (player_is_playing(player)) {
		player_pause(player);
	} else if (player->breaks.count > 0 && !player_is_live(player)) {
		until_begin(player, UNTIL_BREAK, 0);
	} else {
		player->until.slot = timeline_head(player->timeline)->slot;
		session_play(player->session);
		player->state.pending = true;
	}
}

/* ---- speed ---- */

static void change_speed(struct player *player, double factor)
{
	char number[32];
	double speed = player->speed * factor;
	if (speed < speed_slowest || speed > speed_fastest) {
		player_say(player,
			   factor > 1 ? N_("This is as fast as it goes.") : N_("This is as slow as it goes."),
			   "");
		return;
	}
	player->speed = speed;
	session_set_speed(player->session, speed);
	snprintf(number, sizeof(number), "%g", speed);
	player_say(player, N_("Speed %s: session seconds a second."), number);
}

/* Above the fastest pace stands "as fast as it goes", 0. */
static void change_pace(struct player *player, double factor)
{
	char number[32];
	double pace = player->pace;
	if ((pace <= 0 && factor > 1) || (pace > 0 && pace * factor < pace_slowest)) {
		player_say(player,
			   factor > 1 ? N_("This is as fast as it goes.") : N_("This is as slow as it goes."),
			   "");
		return;
	}
	pace = pace <= 0 ? pace_fastest : pace * factor;
	player->pace = pace > pace_fastest ? 0 : pace;
	if (player->session != NULL)
		session_set_pace(player->session, player->pace);
	snprintf(number, sizeof(number), "%g", player->pace);
	player_say(player,
		   player->pace > 0 ? N_("Pace: %s steps a second.") : N_("Pace: as fast as it goes."),
		   number);
}

void act_tempo(struct player *player, int direction)
{
	double factor = direction > 0 ? 2 : 0.5;
	if (player->session != NULL && player_is_live(player))
		change_speed(player, factor);
	else
		change_pace(player, factor);
}
