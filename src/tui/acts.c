/* One table: request, what it needs, and who does it. The needs are checked in one place, so that a key that
 * cannot do anything says why in the same words everywhere. */
#include "tui/acts.h"

#include "tui/act_list.h"

enum need {
	NEEDS_NOW = 1,     /* acts on now: not while looking back */
	NEEDS_SESSION = 2, /* a run, not a recording */
	NEEDS_LIFE = 4,    /* a run that has not ended (a deadlock is asked about as if it lived) */
};

enum { THE_DIGIT = -1000 };

static const struct {
	enum request request;
	unsigned needs; /* of enum need */
	void (*act)(struct player *player, int argument);
	int argument; /* THE_DIGIT: the one that was pressed instead */
} acts[] = {
    {REQUEST_PLAY, NEEDS_NOW | NEEDS_LIFE, act_play, 0},
    {REQUEST_STEP, NEEDS_NOW | NEEDS_LIFE, act_step, 0},
    {REQUEST_STEP_LANE, NEEDS_NOW | NEEDS_LIFE | NEEDS_SESSION, act_step_lane, THE_DIGIT},
    {REQUEST_TIME, NEEDS_NOW | NEEDS_LIFE | NEEDS_SESSION, act_time, 0},
    {REQUEST_UP, 0, act_mark, -1},
    {REQUEST_DOWN, 0, act_mark, 1},
    {REQUEST_BACK, 0, act_back, 0},
    {REQUEST_FORTH, 0, act_forth, 0},
    {REQUEST_FIRST, 0, act_first, 0},
    {REQUEST_NOW, 0, act_now, 0},
    {REQUEST_FASTER, 0, act_tempo, 1},
    {REQUEST_SLOWER, 0, act_tempo, -1},
    {REQUEST_WHY, 0, act_why, 0},
    {REQUEST_SOURCE, 0, act_source, 0},
    {REQUEST_AXIS, 0, act_axis, 0},
    {REQUEST_RESTART, 0, act_restart, 0},
    {REQUEST_SAVE, 0, act_save, 0},
    {REQUEST_PAGE_UP, 0, act_page, -1},
    {REQUEST_PAGE_DOWN, 0, act_page, 1},
    {REQUEST_FOCUS, 0, act_focus, 1},
    {REQUEST_FOCUS_BACK, 0, act_focus, -1},
    {REQUEST_ZOOM, 0, act_zoom, 0},
    {REQUEST_FOLD, 0, act_fold, 0},
    {REQUEST_UNTIL, NEEDS_NOW | NEEDS_LIFE, act_open_page, PAGE_UNTIL},
    {REQUEST_UNTIL_ACTOR, 0, act_until, UNTIL_ACTOR},
    {REQUEST_UNTIL_BLOCK, 0, act_until, UNTIL_BLOCK},
    {REQUEST_UNTIL_OUTPUT, 0, act_until, UNTIL_OUTPUT},
    {REQUEST_UNTIL_MATCH, 0, act_until, UNTIL_MATCH},
    {REQUEST_BREAK, 0, act_open_page, PAGE_BREAK},
    {REQUEST_BREAK_ACTOR, 0, act_break, BREAK_ACTOR},
    {REQUEST_BREAK_OP, 0, act_break, BREAK_OP},
    {REQUEST_BREAK_OBJECT, 0, act_break, BREAK_OBJECT},
    {REQUEST_BREAK_LINE, 0, act_break, BREAK_LINE},
    {REQUEST_BREAK_NONE, 0, act_break_none, 0},
    {REQUEST_SEARCH, 0, act_search, 0},
    {REQUEST_NEXT_MATCH, 0, act_match, 1},
    {REQUEST_LAST_MATCH, 0, act_match, -1},
    {REQUEST_LECTURE, 0, act_lecture, 0},
    {REQUEST_QUIZ, NEEDS_SESSION, act_quiz, 0},
    {REQUEST_ANSWER, NEEDS_NOW | NEEDS_LIFE, act_answer, THE_DIGIT},
    {REQUEST_TELL, NEEDS_NOW | NEEDS_LIFE, act_answer, 0},
    {REQUEST_SHOW_KEYS, 0, act_show_keys, 0},
    {REQUEST_RESEED, NEEDS_SESSION, act_reseed, 0},
    {REQUEST_ORDER, NEEDS_SESSION, act_order, 0},
    {REQUEST_FREE_TIME, NEEDS_SESSION, act_free_time, 0},
    {REQUEST_BRANCH, NEEDS_SESSION, act_branch, 0},
    {REQUEST_WIDER, 0, act_scale, 1},
    {REQUEST_NARROWER, 0, act_scale, -1},
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
	else if ((needs & NEEDS_LIFE) && player->state.ended && !player_deadlocked(player))
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
			acts[i].act(player, acts[i].argument == THE_DIGIT ? digit : acts[i].argument);
		return true;
	}
	return false;
}

void act_second(struct player *player, const struct key_row *row, int digit)
{
	player->page = PAGE_RUN;
	player->answer = ANSWER_NONE;
	if (row == NULL || !act(player, row->request, digit))
		player_say(player, N_("Nothing was asked for."), "");
}
