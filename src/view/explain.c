/* Why an actor is where it is: view_why tells the chain of reasons, a sentence a link, and view_state its first. */
#include "view/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/words.h"

enum { CHAIN_MAX = 32, INSIGHTS_ASKED = 16 };

/* As explain_reason gives them. */
static const char *const links[] = {
    [WHY_CAN_GO] = N_("%1$s can go: it is about to %5$s."), /* one that has waited: see link_of */
    [WHY_RUNNING] = N_("%1$s is running."),
    [WHY_OUTSIDE] =
	N_("%1$s is outside: it sleeps in a system call that is not the runtime's, and comes back by itself."),
    [WHY_DYING] = N_("%1$s does nothing any more: %3$s has been told to end, and is soon gone."),
    [WHY_NOT_STARTED] = N_("%1$s has not been started."),
    [WHY_ENDED] = N_("%1$s has ended."),
    [WHY_LOCK_HELD] = N_("%1$s waits for %2$s, which %3$s holds."),
    [WHY_SEMAPHORE_ZERO] = N_("%1$s waits for %2$s, which is at 0, until somebody releases it."),
    [WHY_EVENT_UNSET] = N_("%1$s waits until somebody sets %2$s."),
    [WHY_NOT_NOTIFIED] = N_("%1$s waits on %2$s until somebody notifies it."),
    [WHY_NOTIFIED_LOCK_HELD] =
	N_("%1$s was notified, and needs %2$s again before its wait() can return; %3$s holds it."),
    [WHY_QUEUE_EMPTY] = N_("%1$s waits for an item in %2$s, which is empty."),
    [WHY_QUEUE_FULL] = N_("%1$s waits for room in %2$s, which is full."),
    [WHY_UNFINISHED] = N_("%1$s waits until all items of %2$s are finished."),
    [WHY_BARRIER_FILLS] = N_("%1$s waits at %2$s until all parties have come."),
    [WHY_BARRIER_ACTS] = N_("%1$s waits at %2$s until %3$s has run its action."),
    [WHY_BARRIER_CLOSED] = N_("%1$s waits before %2$s until all of the round before are out."),
    [WHY_NOT_ENDED] = N_("%1$s waits for the end of %3$s."),
    [WHY_THREADS_LEFT] = N_("%1$s has come to its end; the program waits for the end of %3$s."),
    [WHY_SLEEPS] = N_("%1$s sleeps until %4$s."),
    [WHY_TASK_NOT_DONE] = N_("%1$s awaits %2$s, which is not done."),
    [WHY_TASKS_NOT_DONE] = N_("%1$s waits until enough of several tasks are done."),
    [WHY_NOT_ITS_TURN] = N_("%1$s waits for its turn: the loop's one thread carries %3$s first."),
    [WHY_NO_CHUNK] = N_("%1$s waits for work from %2$s, which has none."),
    [WHY_NOTHING_TO_TEND] = N_("%1$s waits until there is something to tend in %2$s."),
    [WHY_NOT_READY] = N_("%1$s waits until the result %2$s is ready."),
    [WHY_NO_BYTES] = N_("%1$s waits for bytes on %2$s."),
    [WHY_CONNECTING] = N_("%1$s waits until %2$s is open."),
    [WHY_NO_ROOM] = N_("%1$s waits until less is kept to be sent over %2$s."),
    [WHY_NOT_CLOSED] = N_("%1$s waits until %2$s is closed."),
    [WHY_NOT_SERVING] = N_("%1$s waits until %2$s serves."),
    [WHY_LOOP_IDLE] = N_("%1$s runs the loop, which has nothing ready until %4$s."),
    [WHY_NO_WORK] = N_("%1$s is idle: it waits until somebody submits a call to %2$s."),
    [WHY_FUTURE_PENDING] = N_("%1$s waits for %2$s, which nobody has taken on."),
    [WHY_FUTURE_RUNS] = N_("%1$s waits for %2$s, which %3$s runs."),
    [WHY_FUTURE_QUEUED] = N_("%1$s waits for %2$s, at place %6$s of the work queue until a worker comes free; %3$s would do."),
    [WHY_FUTURES] = N_("%1$s waits for futures: %6$s are not done, %2$s among them."),
};

static const char *link_of(const struct model_actor *actor, const struct why_not *why)
{
	bool waited = actor != NULL && actor->at_valid && actor->at.phase == LOG_BLOCK;

	if (why->why == WHY_NOT_ITS_TURN && why->rank > 0)
		return N_("%1$s waits for its turn, at place %6$s of the ready queue: the loop's one thread carries %3$s "
			  "first.");
	if (why->why == WHY_LOOP_IDLE && why->until < 0)
		return N_("%1$s runs the loop, which has nothing ready and no timer.");
	if (why->why != WHY_CAN_GO || !waited)
		return links[why->why];
	return actor->at.op == OP_SLEEP ? N_("%1$s has slept long enough, and can go on.")
					: N_("%1$s can go on: its wait is over (%5$s).");
}

/* One that can go may come no further than into a line. */
static void add_would_wait(struct phrase *out, const struct view_input *in, uint32_t id)
{
	char reason[WORDS_MAX], sentence[SENTENCE_MAX];
	struct why_not would;

	if (!words_would_wait(&would, in, id))
		return;
	words_why(reason, sizeof(reason), in, id, &would);
	phrase_join(out, " ",
		    tr_format(sentence, sizeof(sentence), in->catalog,
			      N_("It would have to wait there: %1$s."), reason));
}

const char *explain_reason(enum why why)
{
	return links[why];
}

void explain_link(struct phrase *out, const struct view_input *in, uint32_t id, const struct why_not *why)
{
	const struct model_actor *actor = model_actor(in->model, id);
	char who[WORDS_MAX], object[WORDS_MAX], by[WORDS_MAX], until[32], rank[16], op[WORDS_MAX] = "",
									 sentence[SENTENCE_MAX];
	const struct model_object *locked = model_object(in->model, why->object);
	bool gives_up = why->until >= 0 && why->why != WHY_SLEEPS && why->why != WHY_LOOP_IDLE;

	words_name(who, sizeof(who), in, id);
	words_name(object, sizeof(object), in, why->object);
	words_name(by, sizeof(by), in, why->by);
	words_time(until, sizeof(until), in->catalog, why->until);
	snprintf(rank, sizeof(rank), "%" PRId32, why->rank);
	if (actor != NULL && actor->at_valid)
		words_op(op, sizeof(op), in, &actor->at);
	phrase_join(
	    out, " ",
	    tr_format(sentence, sizeof(sentence), in->catalog, link_of(actor, why), who, object, by, until, op, rank));
	if (why->why == WHY_CAN_GO)
		add_would_wait(out, in, id);
	if (locked != NULL && model_left_behind(in->model, locked))
		phrase_join(out, " ",
			    tr_format(sentence, sizeof(sentence), in->catalog,
				      N_("%1$s is a copy that the fork made, and %2$s is not in this process."), object, by));
	if (gives_up)
		phrase_join(out, " ",
			    tr_format(sentence, sizeof(sentence), in->catalog,
				      N_("At %1$s it stops waiting."), until));
}

static void why_clock(char *out, size_t size, const struct view_input *in)
{
	struct phrase phrase = phrase_begin(out, size);
	char until[32], sentence[SENTENCE_MAX];
	int64_t deadline;

	if (!model_clock_can_go(in->model, &deadline)) {
		phrase_add(&phrase,
			   tr(in->catalog, N_("Nobody waits for a time: the clock has nowhere to go.")));
		return;
	}
	words_time(until, sizeof(until), in->catalog, deadline);
	phrase_add(&phrase,
		   tr_format(sentence, sizeof(sentence), in->catalog,
			     N_("Time can pass to %1$s, the next deadline; the others count as slow."),
			     until));
}

/* What the history has shown of this actor. */
static void add_history(struct phrase *out, const struct view_input *in, uint32_t actor)
{
	const struct watch *watch = timeline_watch(in->timeline);
	uint32_t i, k, count = watch_count(watch, in->model->seq);
	char sentence[SENTENCE_MAX];

	for (i = 0; i < count; i++) {
		const struct insight *insight = watch_insight(watch, i);

		for (k = 0; k < insight->count && insight->actors[k] != actor; k++)
			;
		if (k == insight->count)
			continue;
		explain_insight(sentence, sizeof(sentence), in, insight);
		phrase_join(out, " ", sentence);
	}
}

/* Whether a circle that ends at `last` can never open again: insight.h knows. */
static bool is_deadlock(const struct model *model, uint32_t last)
{
	struct insight found[INSIGHTS_ASKED];
	uint32_t i, k, count = insight_find(found, INSIGHTS_ASKED, model);

	for (i = 0; i < count; i++)
		for (k = 0; k < found[i].count; k++)
			if (found[i].kind == INSIGHT_DEADLOCK && found[i].actors[k] == last)
				return true;
	return false;
}

/* What has ended the run, to one who might have gone on otherwise; returns whether it has ended. */
static bool add_over(struct phrase *out, const struct view_input *in, uint32_t actor)
{
	const char *over = words_over(in);
	char sentence[SENTENCE_MAX];

	if (over != NULL && model_actor(in->model, actor) != NULL && !model_ended(model_actor(in->model, actor)))
		phrase_add(out,
			   tr_format(sentence, sizeof(sentence), in->catalog, N_("The run is over: %s"), over));
	return over != NULL;
}

void view_state(char *out, size_t size, const struct view_input *input, uint32_t actor)
{
	struct phrase phrase = phrase_begin(out, size);
	struct why_not why;

	if (actor == LOG_CLOCK) {
		why_clock(out, size, input);
		return;
	}
	why = model_why(input->model, actor);
	if (!add_over(&phrase, input, actor) || why.why != WHY_CAN_GO)
		explain_link(&phrase, input, actor, &why);
}

void view_why(char *out, size_t size, const struct view_input *input, uint32_t actor)
{
	struct why_not chain[CHAIN_MAX];
	uint32_t who[CHAIN_MAX], length, i;
	struct phrase phrase = phrase_begin(out, size);
	bool cycle, for_ever, over;

	if (actor == LOG_CLOCK) {
		why_clock(out, size, input);
		return;
	}
	over = add_over(&phrase, input, actor);
	length = model_why_chain(chain, who, CHAIN_MAX, &cycle, input->model, actor);
	for_ever = cycle;
	for (i = 0; i < length; i++) {
		if (model_actor(input->model, who[i]) == NULL || (over && chain[i].why == WHY_CAN_GO))
			continue;
		explain_link(&phrase, input, who[i], &chain[i]);
		for_ever = for_ever && chain[i].until < 0 && chain[i].why != WHY_NOT_ITS_TURN;
	}
	if (for_ever && is_deadlock(input->model, who[length - 1]))
		phrase_join(&phrase, " ",
			    tr(input->catalog, chain[length - 1].by == who[length - 1]
						   ? N_("It waits for itself for ever: a deadlock.")
						   : N_("They wait for each other for ever: a deadlock.")));
	if (input->timeline != NULL)
		add_history(&phrase, input, actor);
}
