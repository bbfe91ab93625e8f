/* view_why walks the chain of reasons, a sentence a link, and view_state says its first; explain_insight words what the
 * model found. */
#include "view/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/phrase.h"
#include "view/words.h"

enum { SENTENCE_MAX = 512, CHAIN_MAX = 32, INSIGHTS_ASKED = 16 };

/* %1$s who, %2$s the object, %3$s for whom it waits, %4$s a time, %5$s what it is about to do, %6$s a
 * place or number. */
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

static void add_link(struct phrase *out, const struct view_input *in, uint32_t id, const struct why_not *why)
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
		add_link(&phrase, input, actor, &why);
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
		add_link(&phrase, input, who[i], &chain[i]);
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

/* ---- insights ---- */

/* One of the circle waits for what the next one holds: a lock, a future that it runs, its coming free; or for its end. */
static void add_circle_link(struct phrase *out, const struct view_input *in, uint32_t id, uint32_t what, uint32_t next)
{
	const struct model_object *object = model_object(in->model, what);
	char who[WORDS_MAX], name[WORDS_MAX] = "", by[WORDS_MAX], rank[16], sentence[SENTENCE_MAX];
	const char *message = links[object != NULL ? WHY_LOCK_HELD : WHY_NOT_ENDED];
	int32_t place = 0;

	if (object != NULL && id == next && object->owner == id)
		message = N_("%1$s waits for %2$s, which it holds itself.");
	if (object != NULL && object->type == TYPE_FUTURE)
		message = model_work_queue(&place, in->model, what) != NULL
			      ? N_("%1$s waits for %2$s, at place %6$s of the work queue: no worker comes free for it.")
			      : links[WHY_FUTURE_RUNS];
	words_name(who, sizeof(who), in, id);
	words_name(by, sizeof(by), in, next);
	if (object != NULL)
		words_name(name, sizeof(name), in, what);
	snprintf(rank, sizeof(rank), "%" PRId32, place);
	phrase_join(out, " ",
		    tr_format(sentence, sizeof(sentence), in->catalog, message, who, name, by, "", "", rank));
}

static void add_deadlock(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	uint32_t i;

	phrase_add(out, tr(in->catalog, N_("Deadlock:")));
	for (i = 0; i < insight->count; i++)
		add_circle_link(out, in, insight->actors[i], insight->objects[i],
				insight->actors[(i + 1) % insight->count]);
	phrase_join(out, " ",
		    tr(in->catalog, insight->count == 1 ? N_("It can never go on.") : N_("None of them can ever go on.")));
}

/* What has become of the last notify: it came too early, or woke another one. */
static void add_last_notify(struct phrase *out, const struct view_input *in, const struct model_object *condition)
{
	char by[WORDS_MAX], woken[WORDS_MAX], sentence[SENTENCE_MAX];
	const char *format = N_("%1$s had notified it while nobody waited, and a notify is not kept.");

	if (condition->notified_by == LOG_NONE || condition->woken_count > 1)
		return;
	words_name(by, sizeof(by), in, condition->notified_by);
	words_name(woken, sizeof(woken), in, condition->woken);
	if (condition->woken_count == 1 && model_waits_again(in->model, condition))
		format = N_("The last notify, by %1$s, woke the one who had waited longest: %2$s, who waits again.");
	else if (condition->woken_count == 1)
		format = N_("The last notify, by %1$s, woke the one who had waited longest: %2$s.");
	phrase_join(out, " ", tr_format(sentence, sizeof(sentence), in->catalog, format, by, woken));
}

static void add_lost_wakeup(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	const struct model_object *condition = model_object(in->model, insight->objects[0]);
	char who[WORDS_MAX], object[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(who, sizeof(who), in, insight->actors[0]);
	words_name(object, sizeof(object), in, insight->objects[0]);
	phrase_add(
	    out, tr_format(sentence, sizeof(sentence), in->catalog,
			   N_("Lost wakeup: %1$s waits on %2$s for a notify that nobody can give any more."),
			   who, object));
	if (condition != NULL)
		add_last_notify(out, in, condition);
}

static void add_stuck(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	struct why_not why = model_why(in->model, insight->actors[0]);

	add_link(out, in, insight->actors[0], &why);
	phrase_join(out, " ", tr(in->catalog, N_("Nobody is left who could end this wait.")));
}

static void add_crash(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	char who[WORDS_MAX], number[16], sentence[SENTENCE_MAX];
	bool by_signal = insight->number < 0;

	words_name(who, sizeof(who), in, insight->actors[0]);
	snprintf(number, sizeof(number), "%" PRId32, by_signal ? -insight->number : insight->number);
	phrase_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				  by_signal ? N_("Crash: %1$s was ended by signal %2$s.")
					    : N_("Crash: %1$s left with exit code %2$s."),
				  who, number));
}

/* The place of a line of source; "" when it is unknown. */
static const char *place_of(const struct view_input *in, uint32_t site)
{
	const char *text = log_text(in->model->log, site), *slash = strrchr(text, '/');

	return slash != NULL ? slash + 1 : text;
}

static void add_race(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	static const char *const sentences[] = {
	    [RACE_FIRST_WRITES] = N_("Data race on %3$s: %1$s wrote it (%4$s) and %2$s read it (%5$s), and nothing "
				     "orders the two."),
	    [RACE_SECOND_WRITES] = N_("Data race on %3$s: %1$s read it (%4$s) and %2$s wrote it (%5$s), and nothing "
				      "orders the two."),
	    [RACE_FIRST_WRITES | RACE_SECOND_WRITES] =
		N_("Data race on %3$s: %1$s wrote it (%4$s) and %2$s wrote it (%5$s), and nothing orders the two."),
	};
	char first[WORDS_MAX], second[WORDS_MAX], variable[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(first, sizeof(first), in, insight->actors[0]);
	words_name(second, sizeof(second), in, insight->actors[1]);
	words_name(variable, sizeof(variable), in, insight->objects[0]);
	phrase_add(out, tr_format(sentence, sizeof(sentence), in->catalog, sentences[insight->number], first, second,
				  variable, place_of(in, insight->sites[0]), place_of(in, insight->sites[1])));
}

static void add_lost_update(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	char who[WORDS_MAX], other[WORDS_MAX], variable[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(who, sizeof(who), in, insight->actors[0]);
	words_name(other, sizeof(other), in, insight->actors[1]);
	words_name(variable, sizeof(variable), in, insight->objects[0]);
	phrase_add(out,
		   tr_format(sentence, sizeof(sentence), in->catalog,
			     N_("Lost update: %1$s read %3$s (%4$s), %2$s wrote it meanwhile (%5$s), and %1$s wrote "
				"over that without having seen it."),
			     who, other, variable, place_of(in, insight->sites[0]), place_of(in, insight->sites[1])));
}

static void add_lock_order(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	uint32_t i;

	phrase_add(out, tr(in->catalog, N_("Locks in opposite orders:")));
	for (i = 0; i < insight->count; i++) {
		char who[WORDS_MAX], held[WORDS_MAX], taken[WORDS_MAX], sentence[SENTENCE_MAX];

		words_name(who, sizeof(who), in, insight->actors[i]);
		words_name(held, sizeof(held), in, insight->objects[i]);
		words_name(taken, sizeof(taken), in, insight->objects[(i + 1) % insight->count]);
		phrase_join(out, " ",
			    tr_format(sentence, sizeof(sentence), in->catalog,
				      N_("%1$s took %3$s (%5$s) while it held %2$s (%4$s)."), who, held, taken,
				      place_of(in, insight->held_sites[i]), place_of(in, insight->sites[i])));
	}
	phrase_join(out, " ", tr(in->catalog, N_("In another order of steps they wait for each other for ever.")));
}

static void add_lock_left(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	char who[WORDS_MAX], lock[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(who, sizeof(who), in, insight->actors[0]);
	words_name(lock, sizeof(lock), in, insight->objects[0]);
	phrase_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				  N_("Left locked: %1$s has ended without releasing %2$s (taken at %3$s)."), who, lock,
				  place_of(in, insight->held_sites[0])));
}

static void add_exception(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	char who[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(who, sizeof(who), in, insight->actors[0]);
	phrase_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				  N_("Exception: %1$s ended by %2$s. It was printed; whoever joins the thread is "
				     "not told."),
				  who, log_text(in->model->log, insight->text)));
}

static void add_unasked(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	char who[WORDS_MAX], object[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(who, sizeof(who), in, insight->actors[0]);
	words_name(object, sizeof(object), in, insight->objects[0]);
	phrase_add(out, tr_format(sentence, sizeof(sentence), in->catalog,
				  insight->actors[0] == insight->objects[0]
				      ? N_("Exception nobody asked for: %1$s ended by %3$s.")
				      : N_("Exception nobody asked for: %2$s ended by %3$s, in %1$s."),
				  who, object, log_text(in->model->log, insight->text)));
}

/* Who else is stuck by it. */
static void add_also(struct phrase *out, const struct view_input *in, const struct insight *insight)
{
	char names[WORDS_MAX], name[WORDS_MAX], sentence[SENTENCE_MAX];
	struct phrase list = phrase_begin(names, sizeof(names));
	uint32_t i;

	for (i = 0; i < insight->also_count; i++)
		phrase_join(&list, ", ", words_name(name, sizeof(name), in, insight->also[i]));
	if (names[0] != '\0')
		phrase_join(
		    out, " ",
		    tr_format(sentence, sizeof(sentence), in->catalog, N_("Stuck with it: %1$s."), names));
}

void explain_insight(char *out, size_t size, const struct view_input *in, const struct insight *insight)
{
	static void (*const adders[])(struct phrase *, const struct view_input *, const struct insight *) = {
	    [INSIGHT_DEADLOCK] = add_deadlock,
	    [INSIGHT_LOST_WAKEUP] = add_lost_wakeup,
	    [INSIGHT_STUCK] = add_stuck,
	    [INSIGHT_CRASH] = add_crash,
	    [INSIGHT_RACE] = add_race,
	    [INSIGHT_LOST_UPDATE] = add_lost_update,
	    [INSIGHT_LOCK_ORDER] = add_lock_order,
	    [INSIGHT_LOCK_LEFT] = add_lock_left,
	    [INSIGHT_EXCEPTION] = add_exception,
	    [INSIGHT_UNASKED] = add_unasked,
	};
	struct phrase phrase = phrase_begin(out, size);

	if ((size_t)insight->kind >= sizeof(adders) / sizeof(adders[0]))
		return;
	adders[insight->kind](&phrase, in, insight);
	add_also(&phrase, in, insight);
}

void explain_seen(char *out, size_t size, const struct view_input *in)
{
	static const char *const names[INSIGHT_KINDS] = {
	    [INSIGHT_RACE] = N_("data race on %1$s"),
	    [INSIGHT_LOST_UPDATE] = N_("lost update of %1$s"),
	    [INSIGHT_LOCK_ORDER] = N_("opposite orders of %1$s and %2$s"),
	    [INSIGHT_UNASKED] = N_("exception of %1$s nobody asked for"),
	};
	const struct watch *watch = timeline_watch(in->timeline);
	uint32_t i, count = watch_count(watch, in->model->seq);
	char seen[SENTENCE_MAX], brief[SENTENCE_MAX], first[WORDS_MAX], second[WORDS_MAX];
	struct phrase list = phrase_begin(seen, sizeof(seen));

	out[0] = '\0';
	for (i = 0; i < count; i++) {
		const struct insight *insight = watch_insight(watch, i);

		if (insight->step == in->model->step)
			continue;
		words_name(first, sizeof(first), in, insight->objects[0]);
		words_name(second, sizeof(second), in, insight->objects[1]);
		tr_format(brief, sizeof(brief), in->catalog, names[insight->kind], first, second);
		if (strstr(seen, brief) == NULL)
			phrase_join(&list, ", ", brief);
	}
	if (seen[0] != '\0')
		tr_format(out, size, in->catalog, N_("Seen so far (w tells more): %1$s."), seen);
}
