/* A step is posted, and nothing more before it is answered: so the run stands exactly where the condition is met,
 * however fast it goes. Conditions are asked of events, each once, in their order. */
#include "tui/until.h"

#include <string.h>

#include "tui/player.h"

/* ---- what is waited for ---- */

/* By words of the name of an op ("lock.acquire", "notify"), not by a part of one ("clock.advance"). */
static bool is_called(const char *op, const char *part)
{
	for (const char *word = op; word != NULL; word = strchr(word, '.')) {
		word += *word == '.';
		if (strncmp(word, part, strlen(part)) == 0)
			return true;
	}
	return false;
}

/* By its line, "condition.c:31" or ":31": the file alone is that of nearly every step. */
static bool is_at_line(const char *site, const char *part)
{
	return strchr(part, ':') != NULL && typed_is_in(part, site);
}

/* Whether the text searched for is in the sentence of `event`, or names its op or its line. */
static bool matches(struct player *player, const struct log_event *event)
{
	const char *part = player->search.text;
	struct view_input input = player_view(player);
	char sentence[1024];
	if (part[0] == '\0' || event->phase == LOG_ANNOUNCE)
		return false;
	input.model = timeline_head(player->timeline); /* the moment shown does not know the names of what comes later */
	view_tell(sentence, sizeof(sentence), &input, event);
	return typed_is_in(part, sentence) || is_called(log_op_name(event->op), part) ||
	       is_at_line(log_text(player->log, event->site), part);
}

static bool is_met(struct player *player, const struct log_event *event)
{
	const struct until *until = &player->until;
	switch (until->kind) {
	case UNTIL_ACTOR:
		return event->actor == until->actor && event->phase != LOG_ANNOUNCE;
	case UNTIL_BLOCK:
		return event->phase == LOG_BLOCK && event->op != OP_SLEEP;
	case UNTIL_OUTPUT:
		return model_prints(event);
	case UNTIL_MATCH:
		return matches(player, event);
	default:
		return false;
	}
}

/* Where nothing is announced, the op is done: it must not be said that it is about to be. */
static void say_break(struct player *player, const struct break_point *point, const struct log_event *event)
{
	struct view_input input = player_view(player);
	const char *name = break_name(point, input.model);
	char next[1024];
	if (player_is_live(player)) {
		view_tell(next, sizeof(next), &input, event);
		tr_format(player->message, sizeof(player->message), player->catalog,
			  N_("Break at %1$s, behind it, since a live run announces nothing: %2$s"), name, next);
	} else {
		view_next(next, sizeof(next), &input, event->actor);
		tr_format(player->message, sizeof(player->message), player->catalog,
			  N_("Break at %1$s: %2$s is about to: %3$s."), name, model_name(input.model, event->actor), next);
	}
	player->answer = ANSWER_KEY;
}

/* Looks at what was read since, in a recording at what was shown since; true: it is time to stop. */
static bool look_on(struct player *player)
{
	const uint64_t end = player->session != NULL ? timeline_head(player->timeline)->slot : player_model(player)->slot;
	bool repeats = player->until.kind == UNTIL_STEP;
	const struct log_event *event;
	while ((event = log_next(player->log, &player->until.slot, end)) != NULL) {
		const struct break_point *point =
		    repeats ? NULL : breaks_find(&player->breaks, player->log, event, player_is_live(player));
		if (point != NULL)
			say_break(player, point, event);
		if (point != NULL || is_met(player, event))
			return true;
	}
	return repeats && timeline_head(player->timeline)->step >= player->until.step;
}

/* ---- in a recording ---- */

/* Goes to the step that meets the condition; the end when none does. */
static void look_up(struct player *player)
{
	struct until *until = &player->until;
	const uint64_t end = timeline_head(player->timeline)->slot;
	uint64_t step = player_model(player)->step;
	const struct log_event *event;
	while ((event = log_next(player->log, &until->slot, end)) != NULL) {
		const struct break_point *point =
		    breaks_find(&player->breaks, player->log, event, player_is_live(player));
		step += (event->flags & LOG_STEP) != 0;
		if (point == NULL && !is_met(player, event))
			continue;
		player->moment = step;
		player->past = step < player_newest(player);
		until->kind = UNTIL_NONE;
		if (point != NULL)
			say_break(player, point, event);
		return;
	}
	until->kind = UNTIL_NONE;
	player->past = false;
	player_say(player, N_("It does not come any more: this is the end."), "");
}

/* ---- going on ---- */

void until_begin(struct player *player, enum until_kind kind, uint64_t what)
{
	player->until = (struct until){
	    .kind = kind,
	    .actor = (uint32_t)what,
	    .step = what,
	    .slot = player->session != NULL ? timeline_head(player->timeline)->slot : player_model(player)->slot,
	};
	if (player->session == NULL)
		look_up(player);
}

void until_stop(struct player *player)
{
	player->until.kind = UNTIL_NONE;
}

static bool stop(struct player *player, const char *msgid)
{
	until_stop(player);
	if (msgid != NULL)
		player_say(player, msgid, "");
	return true;
}

/* Asks for the next step when its time has come. */
static bool go_on(struct player *player, int64_t now)
{
	struct until *until = &player->until;
	bool paced = until->kind == UNTIL_BREAK && player->pace > 0 && !player_is_live(player);
	if (paced && now < until->tick_at)
		return false;
	if (paced)
		until->tick_at = now + (int64_t)(1000 / player->pace);
	until->posted = true;
	until->refusals = player->state.refusals;
	player->asked = player->state.proposal;
	session_step(player->session, LOG_NONE);
	player->state.pending = true;
	return true;
}

bool until_drive(struct player *player, int64_t now)
{
	struct until *until = &player->until;
	if (until->kind == UNTIL_NONE || player->behind)
		return false;
	if (look_on(player))
		return stop(player, NULL);
	if (player->state.ended || player->state.stuck)
		return stop(player, until->kind == UNTIL_BREAK ? NULL : N_("It has not come: nobody can go on."));
	if (player->state.pending || player->state.busy)
		return false;
	if (until->posted && player->state.refusals > until->refusals)
		return stop(player, NULL); /* why is said already */
	return player->state.proposal != LOG_NONE && go_on(player, now);
}

bool until_meets_break(struct player *player)
{
	return look_on(player);
}

const char *until_words(const struct player *player)
{
	static const char *const words[] = {
	    [UNTIL_ACTOR] = N_("until its next operation"), [UNTIL_BLOCK] = N_("until somebody blocks"),
	    [UNTIL_OUTPUT] = N_("until a line is printed"), [UNTIL_MATCH] = N_("until the search hits"),
	    [UNTIL_STEP] = N_("repeating the beginning"),   [UNTIL_BREAK] = NULL,
	};
	return words[player->until.kind];
}

int until_wait(const struct player *player, int64_t now)
{
	const struct until *until = &player->until;
	if (until->kind != UNTIL_BREAK || player->state.pending || player->state.busy ||
	    player->state.proposal == LOG_NONE || player->pace <= 0)
		return -1;
	return until->tick_at > now ? (int)(until->tick_at - now) : 0;
}

uint64_t until_find_match(struct player *player, uint64_t from, int direction)
{
	const uint64_t newest = player_newest(player);
	for (uint64_t step = from + (uint64_t)direction; step >= 1 && step <= newest; step += (uint64_t)direction) {
		const struct log_event *event = timeline_event_of(player->timeline, step);
		if (event != NULL && matches(player, event))
			return step;
	}
	return 0;
}
