/* One table: request, what it needs, and who does it. The needs are checked in one place, so that a key that
 * cannot do anything says why in the same words everywhere. */
#include "tui/acts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui/errors.h"

enum need {
	NEEDS_NOW = 1,     /* acts on now: not while looking back */
	NEEDS_SESSION = 2, /* a run, not a recording */
	NEEDS_LIFE = 4,    /* a run that has not ended (a deadlock is asked about as if it lived) */
};

static const double pace_slowest = 0.25, pace_fastest = 1024, speed_slowest = 1.0 / 64, speed_fastest = 1024;

/* Nobody can ever go again; each lane can say why. */
static bool deadlocked(const struct player *player)
{
	return (player->state.stuck || player->state.ended) && player_status(player) == LOG_DEADLOCK;
}

/* ---- steps ---- */

static void ask_step(struct player *player, uint32_t lane)
{
	player->asked = lane;
	session_step(player->session, lane);
}

static void act_time(struct player *player, int argument)
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
	if (!player->state.playing)
		return false;
	session_pause(player->session);
	player_say(player, N_("Paused. Now s steps the marked lane, and 0-9 another."), "");
	return true;
}

static void look_forth(struct player *player, int argument);

static void act_step(struct player *player, int argument)
{
	if (player->session == NULL)
		look_forth(player, argument);
	else if (pause_first(player))
		return;
	else if (player->marked == LOG_CLOCK)
		act_time(player, argument);
	else
		step_lane(player, player->marked);
}

static void act_step_lane(struct player *player, int digit)
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

static void act_play(struct player *player, int argument)
{
	(void)argument;
	if (player->session == NULL) {
		player->rolling = !player->rolling && player->past;
		player->tick_at = 0; /* the first step at once */
		if (!player->past)
			player_say(player,
				   N_("This is the end of the recording; Home goes to its beginning."), "");
	} else if (deadlocked(player)) {
		player_say(player,
			   N_("Nobody can ever go again: w says why, r starts again, left looks back."), "");
	} else if (player->state.playing) {
		session_pause(player->session);
	} else {
		session_play(player->session);
	}
}

/* ---- where to look ---- */

/* Lanes in their order on the screen: the actors, then the clock. */
static void mark_next(struct player *player, int direction)
{
	const struct model *model = timeline_head(player->timeline);
	int64_t until, count = model->actor_count;
	int64_t rows = count + (model_clock_can_go(model, &until) || player->marked == LOG_CLOCK);
	int64_t at = -1 + direction;
	if (player->marked == LOG_CLOCK)
		at = count + direction;
	else if (player->marked != LOG_NONE)
		at = (int64_t)player->marked + direction;
	if (at < 0 || at >= rows) {
		player_say(player,
			   direction < 0 ? N_("This is the first lane.") : N_("This is the last lane."), "");
		return;
	}
	player->marked = at == count ? LOG_CLOCK : (uint32_t)at;
	player->chosen = true;
}

/* Looking back pauses: what is looked at must not run away. */
static void look_at(struct player *player, uint64_t moment)
{
	if (player->session != NULL && player->state.playing)
		session_pause(player->session);
	player->rolling = false;
	player->past = true;
	player->moment = moment;
}

static void look_forth(struct player *player, int argument)
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

static void act_back(struct player *player, int argument)
{
	(void)argument;
	uint64_t shown = player->past ? player->moment : player_newest(player);
	if (shown == 0)
		player_say(player, N_("This is the first moment."), "");
	else
		look_at(player, shown - 1);
}

static void act_first(struct player *player, int argument)
{
	(void)argument;
	if (player_newest(player) == 0)
		player_say(player, N_("This is the first moment."), "");
	else
		look_at(player, 0);
}

static void act_now(struct player *player, int argument)
{
	(void)argument;
	if (!player->past)
		player_say(player, N_("This is now already."), "");
	player->past = false;
	player->rolling = false;
}

/* ---- how to look ---- */

static void act_why(struct player *player, int argument)
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

static void act_source(struct player *player, int argument)
{
	(void)argument;
	player->show_c = !player->show_c;
	if (player->sources == NULL)
		player_say(player, N_("The sources of this scenario are not in this program."), "");
}

static void act_axis(struct player *player, int argument)
{
	(void)argument;
	player->axis = player->axis == AXIS_STEPS ? AXIS_TIME : AXIS_STEPS;
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

static void change_tempo(struct player *player, int direction)
{
	double factor = direction > 0 ? 2 : 0.5;
	if (player->session != NULL && player->options.session.strategy == STRATEGY_LIVE)
		change_speed(player, factor);
	else
		change_pace(player, factor);
}

/* ---- runs and files ---- */

static void act_restart(struct player *player, int argument)
{
	(void)argument;
	if (player->session == NULL) {
		look_at(player, 0);
		return;
	}
	int error = player_restart(player);
	if (error != SESSION_OK) {
		char why[PLAYER_MESSAGE_SIZE];
		error_of_session(why, sizeof(why), error, errno, &player->options.session);
		player_say(player, N_("It could not be started again: %s"), why);
	} else {
		player_say(player, N_("Started again from the beginning, with the same seed."), "");
	}
}

/* Makes an empty file of the first free name. 0, or -1 with errno. */
static int reserve_name(char *name, size_t size, const char *scenario)
{
	for (int number = 1; number < 100000; number++) {
		snprintf(name, size, "interleave-%s-%d.ilog", scenario, number);
		int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0) {
			close(fd);
			return 0;
		}
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

static void act_save(struct player *player, int argument)
{
	(void)argument;
	char name[128];
	if (player->session == NULL) {
		player_say(player, N_("This is a recording already: %s"), player->options.recording_path);
		return;
	}
	enum log_status status = deadlocked(player)    ? LOG_DEADLOCK
				 : player->state.ended ? player->state.status
						       : LOG_LEFT;
	int reserved = reserve_name(name, sizeof(name), player->options.session.scenario);
	if (reserved == 0 && log_save(player->log, name, status) == LOG_OK) {
		player_say(player, N_("Saved as %s"), name);
		return;
	}
	int reason = errno;
	if (reserved == 0)
		unlink(name);
	char why[256];
	snprintf(why, sizeof(why), "%s: %s", name, strerror(reason));
	player_say(player, N_("Not saved: %s. Start interleave in a folder that can be written to."), why);
}

static const struct {
	enum request request;
	unsigned needs; /* of enum need */
	void (*act)(struct player *player, int argument);
	int argument; /* REQUEST_STEP_LANE: the digit instead */
} acts[] = {
    {REQUEST_PLAY, NEEDS_NOW | NEEDS_LIFE, act_play, 0},
    {REQUEST_STEP, NEEDS_NOW | NEEDS_LIFE, act_step, 0},
    {REQUEST_STEP_LANE, NEEDS_NOW | NEEDS_LIFE | NEEDS_SESSION, act_step_lane, 0},
    {REQUEST_TIME, NEEDS_NOW | NEEDS_LIFE | NEEDS_SESSION, act_time, 0},
    {REQUEST_UP, 0, mark_next, -1},
    {REQUEST_DOWN, 0, mark_next, 1},
    {REQUEST_BACK, 0, act_back, 0},
    {REQUEST_FORTH, 0, look_forth, 0},
    {REQUEST_FIRST, 0, act_first, 0},
    {REQUEST_NOW, 0, act_now, 0},
    {REQUEST_FASTER, 0, change_tempo, 1},
    {REQUEST_SLOWER, 0, change_tempo, -1},
    {REQUEST_WHY, 0, act_why, 0},
    {REQUEST_SOURCE, 0, act_source, 0},
    {REQUEST_AXIS, 0, act_axis, 0},
    {REQUEST_RESTART, 0, act_restart, 0},
    {REQUEST_SAVE, 0, act_save, 0},
};

/* Whether the request can be met; else says why not. A recording knows neither now nor an end of life. */
static bool can_act(struct player *player, unsigned needs)
{
	if (player->session == NULL) {
		if (needs & NEEDS_SESSION)
			player_say(player, N_("A recording has one order: s, space and right go on in it."),
				   "");
		return !(needs & NEEDS_SESSION);
	}
	if ((needs & NEEDS_NOW) && player->past)
		player_say(player, N_("This is the past: End returns to now."), "");
	else if ((needs & NEEDS_LIFE) && player->state.ended && !deadlocked(player))
		player_say(player, N_("The run has ended: r starts it again, left looks back."), "");
	else
		return true;
	return false;
}

bool act(struct player *player, enum request request, int digit)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (acts[i].request != request)
			continue;
		bool clears = request == REQUEST_WHY && player->answer == ANSWER_WHY;
		player->answer = ANSWER_NONE; /* a message answers one key */
		if (!clears && can_act(player, acts[i].needs))
			acts[i].act(player, request == REQUEST_STEP_LANE ? digit : acts[i].argument);
		return true;
	}
	return false;
}
