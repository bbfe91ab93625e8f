/* Going on until something, break points, and the search. */
#include <stdio.h>
#include <string.h>

#include "tui/act_list.h"
#include "tui/acts.h"
#include "view/phrase.h"

/* Behind the message: the break points there are. */
static void add_breaks(struct player *player)
{
	char names[PLAYER_MESSAGE_SIZE], set[PLAYER_MESSAGE_SIZE];
	struct phrase list = phrase_begin(names, sizeof(names)), message = phrase_begin(set, sizeof(set));
	for (uint32_t i = 0; i < player->breaks.count; i++)
		phrase_join(&list, ", ", break_name(&player->breaks.points[i], player_model(player)));
	if (player->breaks.count == 0)
		return;
	phrase_add(&message, player->message);
	player_say(player, N_("Set: %s"), names);
	phrase_join(&message, " ", player->message);
	phrase_copy(player->message, sizeof(player->message), set);
}

void act_open_page(struct player *player, int page)
{
	player->page = (enum page)page;
	player_say(player,
		   page == PAGE_UNTIL
		       ? N_("Go on until: n the marked lane's next operation, b somebody has to wait, o a line is "
			    "printed, / the search hits?")
		       : N_("Break at: a the marked lane, o its operation, x its object, l its line? c takes all away."),
		   "");
	if (page == PAGE_BREAK)
		add_breaks(player);
}

/* ---- until ---- */

void act_until(struct player *player, int kind)
{
	if (kind == UNTIL_ACTOR && model_actor(player_model(player), player->marked) == NULL) {
		player_say(player, N_("No lane is marked: up and down mark one."), "");
		return;
	}
	if (kind == UNTIL_MATCH && player->search.text[0] == '\0') {
		player_say(player, N_("Nothing is searched for: / asks for a word."), "");
		return;
	}
	player_pause(player);
	until_begin(player, (enum until_kind)kind, player->marked);
}

/* ---- break points ---- */

/* The point of that kind where the marked lane is. False: there is none, and why is said. */
static bool point_here(struct break_point *out, struct player *player, enum break_kind kind)
{
	const struct model_actor *actor = model_actor(player_model(player), player->marked);
	*out = (struct break_point){.kind = kind, .what = player->marked};
	if (actor == NULL) {
		player_say(player, N_("No lane is marked: up and down mark one."), "");
		return false;
	}
	if (kind == BREAK_ACTOR)
		return true;
	out->what = kind == BREAK_OP ? actor->at.op : actor->at.object;
	if (kind == BREAK_LINE && actor->at_valid) {
		snprintf(out->site, sizeof(out->site), "%s", log_text(player->log, actor->at.site));
		out->what = 0;
	}
	if (!actor->at_valid || (kind == BREAK_OBJECT && out->what == LOG_NONE) ||
	    (kind == BREAK_LINE && out->site[0] == '\0')) {
		player_say(player, N_("The marked lane is at nothing of that kind."), "");
		return false;
	}
	return true;
}

void act_break(struct player *player, int kind)
{
	struct break_point point;
	if (!point_here(&point, player, (enum break_kind)kind))
		return;
	if (!breaks_toggle(&player->breaks, &point))
		player_say(player, N_("There is no room for another break point: b c takes all away."), "");
	else
		player_say(player,
			   breaks_have(&player->breaks, &point) ? N_("Break point set: %s") : N_("Break point taken away: %s"),
			   break_name(&point, player_model(player)));
}

void act_break_none(struct player *player, int argument)
{
	(void)argument;
	player->breaks.count = 0;
	player_say(player, N_("There are no break points now."), "");
}

/* ---- searching ---- */

/* The text as it is typed, in the message's place. */
static void show_typed(struct player *player)
{
	char line[TYPED_SIZE + 2];
	snprintf(line, sizeof(line), "%s_", player->search.text);
	player_say(player, N_("Search: %s"), line);
}

void act_search(struct player *player, int argument)
{
	(void)argument;
	player->search = (struct typed){.open = true};
	show_typed(player);
}

void act_type(struct player *player, int ch)
{
	enum typed_end end = typed_take(&player->search, ch);
	player->answer = ANSWER_NONE;
	if (end == TYPED_ON)
		show_typed(player);
	else if (end == TYPED_KEPT) /* the next hit, else the last one before */
		act_match(player, until_find_match(player, player_model(player)->step, 1) != 0 ? 1 : -1);
}

void act_match(struct player *player, int direction)
{
	uint64_t shown = player_model(player)->step, found;
	if (player->search.text[0] == '\0') {
		player_say(player, N_("Nothing is searched for: / asks for a word."), "");
		return;
	}
	found = until_find_match(player, shown, direction);
	if (found == 0)
		player_say(player,
			   direction < 0 ? N_("No step before this one is hit by: %s")
					 : N_("No later step is hit by: %s. u / goes on until one is."),
			   player->search.text);
	else if (found == player_newest(player))
		act_now(player, 0);
	else
		act_look_at(player, found);
}
