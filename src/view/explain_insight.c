/* What a trained eye sees in the whole, in sentences: the insights of the state and of the history. */
#include "view/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/words.h"

/* One of the circle waits for what the next one holds: a lock, a future that it runs, its coming free; or for its end. */
static void add_circle_link(struct phrase *out, const struct view_input *in, uint32_t id, uint32_t what, uint32_t next)
{
	const struct model_object *object = model_object(in->model, what);
	char who[WORDS_MAX], name[WORDS_MAX] = "", by[WORDS_MAX], rank[16], sentence[SENTENCE_MAX];
	const char *message = explain_reason(object != NULL ? WHY_LOCK_HELD : WHY_NOT_ENDED);
	int32_t place = 0;

	if (object != NULL && id == next && object->owner == id)
		message = N_("%1$s waits for %2$s, which it holds itself.");
	if (object != NULL && object->type == TYPE_FUTURE)
		message = model_work_queue(&place, in->model, what) != NULL
			      ? N_("%1$s waits for %2$s, at place %6$s of the work queue: no worker comes free for it.")
			      : explain_reason(WHY_FUTURE_RUNS);
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

	explain_link(out, in, insight->actors[0], &why);
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
