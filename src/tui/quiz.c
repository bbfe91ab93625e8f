/* The truth is read from what the step did, never foretold: so it is right in every strategy. */
#include "tui/quiz.h"

#include <stdio.h>

#include "po/catalog.h"
#include "tui/player.h"

static const char *const truths[QUIZ_ANSWERS] = {
    [QUIZ_GOES] = N_("1: it does it, and lets nobody go on who waited"),
    [QUIZ_WAKES] = N_("2: it does it, and lets somebody go on who waited"),
    [QUIZ_WAITS] = N_("3: it has to wait"),
    [QUIZ_FAILS] = N_("4: it does not succeed"),
};

void quiz_ask(struct player *player, uint32_t lane)
{
	struct view_input input = player_view(player);
	player->quiz.lane = lane;
	player->quiz.step = player_newest(player);
	player->quiz.answer = QUIZ_UNANSWERED;
	player->quiz.told = true;
	player->page = PAGE_QUIZ;
	view_ask(player->message, sizeof(player->message), &input, lane);
	player->answer = ANSWER_KEY;
}

void quiz_take(struct player *player, int answer)
{
	player->quiz.answer = answer > QUIZ_UNANSWERED && answer < QUIZ_ANSWERS ? (enum quiz_answer)answer
									      : QUIZ_UNANSWERED;
	player->quiz.told = false;
}

/* A task whose turn has not come waits for nothing else any more. */
static bool is_let_go(const struct model *model, uint32_t actor)
{
	enum why why = model_why(model, actor).why;
	return why == WHY_CAN_GO || why == WHY_NOT_ITS_TURN;
}

static bool waits(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);
	bool suspended = actor != NULL && (actor->state == ACTOR_BLOCKED || actor->state == ACTOR_WAITING ||
					   actor->state == ACTOR_SLEEPING);
	return suspended && !is_let_go(model, id);
}

/* Whether somebody could not go on before `step`, and can after it: by the rule of "Who can go?", which one that was
 * notified, and lacks the lock, does not meet. */
static bool lets_go(struct timeline *timeline, uint64_t step)
{
	const uint32_t count = timeline_head(timeline)->actor_count;
	for (uint32_t id = 0; id < count; id++) {
		const struct model *before = timeline_at_step(timeline, step - 1);
		if (before == NULL || !waits(before, id))
			continue;
		const struct model *after = timeline_at_step(timeline, step);
		if (after != NULL && is_let_go(after, id))
			return true;
	}
	return false;
}

static enum quiz_answer find_truth(const struct player *player, uint64_t step)
{
	const struct log_event *event = timeline_event_of(player->timeline, step);
	if (event != NULL && event->phase == LOG_BLOCK)
		return QUIZ_WAITS;
	if (event != NULL && event->phase == LOG_DONE && event->result != IL_OK)
		return QUIZ_FAILS;
	return lets_go(player->timeline, step) ? QUIZ_WAKES : QUIZ_GOES;
}

void quiz_tell(struct player *player)
{
	const struct quiz *quiz = &player->quiz;
	bool computes = player->state.busy && !player->state.ended; /* who ends the run announces nothing more */
	if (quiz->told || player_newest(player) <= quiz->step || computes || player->behind)
		return;
	enum quiz_answer truth = find_truth(player, quiz->step + 1);
	player_say(player,
		   quiz->answer == QUIZ_UNANSWERED ? N_("The answer is %s.")
		   : quiz->answer == truth         ? N_("Right: %s.")
						   : N_("No. The answer is %s."),
		   tr(player->catalog, truths[truth]));
	player->quiz.told = true;
}
