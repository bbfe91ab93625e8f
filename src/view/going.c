/* Who can go? First those who can, each with a warning when its try would have to wait; then the others, each
 * with its reason; then the clock. */
#include <stdio.h>

#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

enum { LINE_MAX_BYTES = 2048 };

/* "1 waiter (cond.lock held by 2)" */
static void add_actor(struct phrase *out, const struct view_input *in, uint32_t id, const struct why_not *why,
		      const char *message)
{
	char name[WORDS_MAX], reason[WORDS_MAX], text[WORDS_MAX * 2];

	words_actor(name, sizeof(name), in, id);
	words_why(reason, sizeof(reason), in, id, why);
	if (reason[0] != '\0')
		tr_format(text, sizeof(text), in->catalog, message, name, reason);
	phrase_join(out, ", ", reason[0] != '\0' ? text : name);
}

static void list_actors(struct phrase *yes, struct phrase *no, const struct view_input *in)
{
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);
		struct why_not why, would;

		if (actor == NULL)
			continue;
		why = model_why(in->model, id);
		if (why.why == WHY_CAN_GO) {
			if (!words_would_wait(&would, in->model, id))
				would.why = WHY_CAN_GO;
			add_actor(yes, in, id, &would, N_("%1$s (would wait: %2$s)"));
		} else if (why.why != WHY_ENDED && why.why != WHY_NOT_STARTED) {
			add_actor(no, in, id, &why, N_("%1$s (%2$s)"));
		}
	}
}

static void put_clock(char *out, size_t size, const struct view_input *in)
{
	char until[32], names[WORDS_MAX], name[WORDS_MAX];
	struct phrase list = phrase_begin(names, sizeof(names));
	int64_t deadline;
	uint32_t id;

	out[0] = '\0';
	if (!model_clock_can_go(in->model, &deadline))
		return;
	words_time(until, sizeof(until), in->catalog, deadline);
	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);

		if (actor != NULL && !model_ended(actor) && actor->state >= ACTOR_BLOCKED &&
		    actor->at_valid && (actor->at.flags & LOG_TIMED) && actor->at.deadline == deadline)
			phrase_join(&list, ", ", words_actor(name, sizeof(name), in, id));
	}
	tr_format(out, size, in->catalog,
		  in->marked == LOG_CLOCK ? N_(">clock: to %1$s, for %2$s") : N_("clock: to %1$s, for %2$s"),
		  until, names);
}

void going_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	struct area inside = {area.x + 1, area.y + 1, area.width - 2, area.height - 1};
	char yes[LINE_MAX_BYTES], no[LINE_MAX_BYTES], clock[WORDS_MAX], line[LINE_MAX_BYTES * 2 + WORDS_MAX];
	char part[LINE_MAX_BYTES + WORDS_MAX];
	struct phrase can = phrase_begin(yes, sizeof(yes)), cannot = phrase_begin(no, sizeof(no));
	struct phrase all = phrase_begin(line, sizeof(line));

	draw_rule(frame, area.x, area.y, area.width, tr(in->catalog, N_("Who can go?")), in->ascii);
	list_actors(&can, &cannot, in);
	put_clock(clock, sizeof(clock), in);
	tr_format(part, sizeof(part), in->catalog, N_("yes: %1$s"),
		  yes[0] != '\0' ? yes : tr(in->catalog, N_("nobody")));
	phrase_add(&all, part);
	phrase_join(&all, "   ", clock);
	if (no[0] != '\0')
		phrase_join(&all, "   ", tr_format(part, sizeof(part), in->catalog, N_("no: %1$s"), no));
	draw_wrapped(frame, inside, yes[0] != '\0' ? STYLE_PLAIN : STYLE_DIM, line, in->ascii);
}
