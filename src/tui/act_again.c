/* Going on otherwise: in another order, from the beginning, or from a moment of the past.
 *
 * The past is not undone: a run can be repeated to the letter up to any of its steps, and goes on otherwise from there. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "tui/act_list.h"
#include "tui/errors.h"
#include "tui/orders.h"

/* The words for how it went. */
static void say_begun(struct player *player, int error, const char *msgid, const char *argument)
{
	char why[PLAYER_MESSAGE_SIZE];
	if (error == SESSION_OK) {
		player_say(player, msgid, argument);
		return;
	}
	error_of_session(why, sizeof(why), player->catalog, error, errno, &player->options.session);
	player_say(player, N_("It could not be started again: %s"), why);
}

void act_restart(struct player *player, int argument)
{
	(void)argument;
	if (player->session == NULL) {
		act_look_at(player, 0);
		return;
	}
	say_begun(player, player_restart(player), N_("Started again from the beginning, with the same seed."), "");
}

/* A run that follows a recording has nothing of its own to choose. */
static bool follows(struct player *player)
{
	if (player->options.session.strategy != STRATEGY_REPLAY)
		return false;
	player_say(player, N_("This run follows a recording: its order and its seed are given."), "");
	return true;
}

void act_reseed(struct player *player, int argument)
{
	(void)argument;
	char number[32];
	if (follows(player))
		return;
	player->options.session.seed++;
	snprintf(number, sizeof(number), "%" PRIu64, player->options.session.seed);
	say_begun(player, player_restart(player), N_("Started again from the beginning, with seed %s."), number);
}

/* From here on; a run that has ended is told at its next start. */
static void change_order(struct player *player, const char *msgid, const char *argument)
{
	const struct session_options *options = &player->options.session;
	if (player->state.ended || player->state.stuck) {
		player_say(player, N_("The run has ended: it will be so when r starts it again."), "");
		return;
	}
	session_set_pace(player->session, player->pace);
	session_set_speed(player->session, player->speed);
	session_set_order(player->session, options->strategy, options->time_free);
	player->state.pending = true;
	player_say(player, msgid, argument);
}

void act_order(struct player *player, int argument)
{
	(void)argument;
	if (follows(player))
		return;
	const struct order *next =
	    &order_table[(order_place(player->options.session.strategy) + 1) % ORDER_COUNT];
	player->options.session.strategy = next->strategy;
	change_order(player, N_("From here on, order: %s."), tr(player->catalog, next->name));
}

void act_free_time(struct player *player, int argument)
{
	(void)argument;
	if (follows(player))
		return;
	player->options.session.time_free = !player->options.session.time_free;
	change_order(player,
		     player->options.session.time_free
			 ? N_("From here on, time is free: the clock may go on at any moment.")
			 : N_("From here on, time is respected: the clock goes on when nobody else can."),
		     "");
}

void act_branch(struct player *player, int argument)
{
	(void)argument;
	if (!player->past) {
		player_say(player, N_("This is now: choose who goes next. Look back first, to choose otherwise there."),
			   "");
		return;
	}
	if (follows(player))
		return;
	say_begun(player, player_rerun(player, player->moment),
		  N_("Run again up to here: from now on it is another run."), "");
}
