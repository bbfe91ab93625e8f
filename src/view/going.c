/* Who can go? First those who can, with a warning when the try would have to wait; then the clock; then the
 * others, with their reason. Neighbours with the same reason share it. Where that is too long, lanes are called by their
 * numbers alone; whom there is no room for even so is counted. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

enum {
	LINE_MAX_BYTES = 2048,
	MORE_BYTES = 64, /* of "and 9999 more" */
	ROWS_MAX = 1000,
	NAMES_MAX = 12, /* with one reason */
	REASON = 18,    /* cells of a reason and of what separates it, on the average */
	MARKS = 12,     /* of "yes", "no" and what separates them */
	COUNTED_MAX = 100,
};

_Static_assert(VIEW_GOING_MAX >= 3 * (LINE_MAX_BYTES + WORDS_MAX), "who can go, the clock, and who cannot");

struct going {
	const struct view_input *in;
	bool brief; /* numbers alone */
};

/* "1 waiter", or "1" */
static void put_name(char *out, size_t size, const struct going *going, uint32_t id)
{
	if (going->brief)
		snprintf(out, size, "%" PRIu32, id);
	else
		words_actor(out, size, going->in, id);
}

/* A list that is being made, and behind it those with one reason who have not been added yet. */
struct list {
	struct phrase *out;
	const struct going *going;
	const char *message; /* how a reason is put */
	char names[LINE_MAX_BYTES], reason[WORDS_MAX];
	struct why_not why; /* which says that reason */
	struct phrase names_so_far;
	uint32_t count;
	uint32_t left_out; /* for whom there is no room: all from the first of them on */
	bool shared; /* the last ones added were several with one reason */
};

/* "1 waiter (cond.lock held by 2)"; "1, 3 (lock held by 2)", and then what goes before and behind is told apart by more
 * than a comma. False: there is no room for them. */
static bool add_names(struct list *list)
{
	const struct catalog *catalog = list->going->in->catalog;
	char names[LINE_MAX_BYTES + WORDS_MAX], text[LINE_MAX_BYTES + WORDS_MAX * 2], more[16];
	bool shared = list->count > 1 && list->reason[0] != '\0';

	if (list->count == 0)
		return true;
	snprintf(more, sizeof(more), "%" PRIu32, list->count - NAMES_MAX);
	if (list->count > NAMES_MAX)
		tr_format(names, sizeof(names), catalog, N_("%1$s and %2$s more"), list->names, more);
	else
		phrase_copy(names, sizeof(names), list->names);
	if (list->reason[0] != '\0')
		tr_format(text, sizeof(text), catalog, list->message, names, list->reason);
	else
		phrase_copy(text, sizeof(text), names);
	if (phrase_has_room(list->out, strlen(text) + strlen(", ")))
		phrase_join(list->out, shared || list->shared ? "; " : ", ", text);
	else
		list->left_out = list->count;
	list->shared = shared;
	list->count = 0;
	return list->left_out == 0;
}

static void end_list(struct list *list, char *out, size_t size)
{
	char more[16];

	add_names(list);
	snprintf(more, sizeof(more), "%" PRIu32, list->left_out);
	if (list->left_out > 0)
		tr_format(out, size, list->going->in->catalog, N_("%1$s and %2$s more"),
			  phrase_copy(list->names, sizeof(list->names), list->out->out), more);
}

/* Whether both are put in the same words; a thread whose turn it is not may be the loop's own, of which others are used. */
static bool says_the_same(const struct why_not *a, const struct why_not *b)
{
	return a->why == b->why && a->why != WHY_NOT_ITS_TURN && a->object == b->object && a->by == b->by &&
	       a->until == b->until;
}

/* There may be ten thousand: only what will be seen of them is put into words. */
static void add_actor(struct list *list, uint32_t id, const struct why_not *why)
{
	char name[WORDS_MAX], reason[WORDS_MAX];

	if (list->left_out > 0) {
		list->left_out++;
		return;
	}
	if (list->count == 0 || !says_the_same(&list->why, why)) {
		words_why(reason, sizeof(reason), list->going->in, id, why);
		if (strcmp(reason, list->reason) != 0 && !add_names(list)) {
			list->left_out++;
			return;
		}
		phrase_copy(list->reason, sizeof(list->reason), reason);
		list->why = *why;
	}
	if (list->count == 0)
		list->names_so_far = phrase_begin(list->names, sizeof(list->names));
	if (++list->count > NAMES_MAX)
		return;
	put_name(name, sizeof(name), list->going, id);
	phrase_join(&list->names_so_far, ", ", name);
}

/* `out` is of LINE_MAX_BYTES. */
static struct list begin_list(struct phrase *phrase, char *out, const struct going *going, const char *message)
{
	*phrase = phrase_begin(out, LINE_MAX_BYTES - MORE_BYTES);
	return (struct list){.out = phrase, .going = going, .message = message};
}

static void list_actors(char *can, char *cannot, const struct going *going)
{
	const struct view_input *in = going->in;
	struct phrase can_go, cannot_go;
	struct list yes = begin_list(&can_go, can, going, N_("%1$s (would wait: %2$s)"));
	struct list no = begin_list(&cannot_go, cannot, going, N_("%1$s (%2$s)"));
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);
		struct why_not why, would;

		if (actor == NULL)
			continue;
		why = model_why(in->model, id);
		if (why.why == WHY_CAN_GO) {
			if (!words_would_wait(&would, in, id))
				would.why = WHY_CAN_GO;
			add_actor(&yes, id, &would);
		} else if (why.why != WHY_ENDED && why.why != WHY_NOT_STARTED) {
			add_actor(&no, id, &why);
		}
	}
	end_list(&yes, can, LINE_MAX_BYTES);
	end_list(&no, cannot, LINE_MAX_BYTES);
}

static void put_clock(char *out, size_t size, const struct going *going)
{
	const struct view_input *in = going->in;
	char until[32], names[LINE_MAX_BYTES];
	struct phrase phrase;
	struct list list = begin_list(&phrase, names, going, NULL);
	const struct why_not nothing = {.why = WHY_CAN_GO};
	int64_t deadline;
	uint32_t id;

	out[0] = '\0';
	if (!model_clock_can_go(in->model, &deadline))
		return;
	words_time(until, sizeof(until), in->catalog, deadline);
	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);

		if (actor == NULL || model_ended(actor) || model_dying(in->model, actor) || actor->state < ACTOR_BLOCKED || !actor->at_valid ||
		    !(actor->at.flags & LOG_TIMED) || actor->at.deadline != deadline)
			continue;
		add_actor(&list, id, &nothing);
	}
	end_list(&list, names, sizeof(names));
	tr_format(out, size, in->catalog,
		  in->marked == LOG_CLOCK ? N_(">clock: to %1$s, for %2$s") : N_("clock: to %1$s, for %2$s"),
		  until, names);
}

/* The whole text; returns whether anybody can go. */
static bool put_going(char *out, size_t size, const struct going *going)
{
	const struct view_input *in = going->in;
	char yes[LINE_MAX_BYTES], no[LINE_MAX_BYTES], clock[LINE_MAX_BYTES + WORDS_MAX], part[LINE_MAX_BYTES + WORDS_MAX];
	struct phrase all = phrase_begin(out, size);

	list_actors(yes, no, going);
	put_clock(clock, sizeof(clock), going);
	tr_format(part, sizeof(part), in->catalog, N_("yes: %1$s"),
		  yes[0] != '\0' ? yes : tr(in->catalog, N_("nobody")));
	phrase_add(&all, part);
	phrase_join(&all, "   ", clock);
	if (no[0] != '\0')
		phrase_join(&all, "   ", tr_format(part, sizeof(part), in->catalog, N_("no: %1$s"), no));
	return yes[0] != '\0';
}

static bool all_ended(const struct model *model)
{
	uint32_t id;
	bool any = false;

	for (id = 0; id < model->actor_count; id++) {
		const struct model_actor *actor = model_actor(model, id);

		if (actor != NULL && actor->state != ACTOR_NEW && !model_ended(actor))
			return false;
		any = any || actor != NULL;
	}
	return any;
}

/* What there is to say where nobody is to be listed; NULL: somebody is. */
static const char *nobody_of(char out[WORDS_MAX], const struct view_input *in)
{
	const char *over = words_over(in);

	if (all_ended(in->model))
		return tr(in->catalog, N_("Nobody: all have ended."));
	return over != NULL ? tr_format(out, WORDS_MAX, in->catalog, N_("Nobody: %s"), over) : NULL;
}

/* Lays the text out from row `top` on; returns the rows that all of it takes. */
static int lay_out(struct frame *frame, const struct pane *pane, const struct view_input *in, int top)
{
	struct area inside = {pane->area.x + 1, pane->area.y, pane->area.width - 2, pane->area.height};
	struct area endless = {0, 0, inside.width, ROWS_MAX};
	struct draw_text text = {frame, inside, top, 0, in->ascii};
	struct going going = {in, false};
	char line[VIEW_GOING_MAX], over[WORDS_MAX];
	const char *nobody = nobody_of(over, in);
	bool anybody;

	if (nobody != NULL) {
		draw_paragraph(&text, STYLE_DIM, nobody);
		return text.row;
	}
	anybody = put_going(line, sizeof(line), &going);
	going.brief = draw_wrapped(NULL, endless, STYLE_PLAIN, line, in->ascii) > inside.height;
	if (going.brief)
		put_going(line, sizeof(line), &going);
	draw_paragraph(&text, anybody ? STYLE_PLAIN : STYLE_DIM, line);
	return text.row;
}

struct extent going_extent(const struct view_input *in, const struct pane *pane)
{
	return (struct extent){lay_out(NULL, pane, in, 0), 0};
}

/* Rows for all that have begun so far and a reason for each: who of them can go now moves no panel. */
int going_wants(const struct view_input *in, const struct pane *pane)
{
	const struct model *newest = timeline_head(in->timeline);
	int cells = MARKS;
	char name[WORDS_MAX];
	uint32_t id;

	for (id = 0; id < newest->actor_count && id < COUNTED_MAX; id++) {
		const struct model_actor *actor = model_actor(newest, id);

		if (actor != NULL && actor->state != ACTOR_NEW)
			cells += frame_text_width(words_actor(name, sizeof(name), in, id)) + REASON;
	}
	return 1 + cells / (pane->area.width - 2);
}

void going_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	lay_out(frame, pane, in, pane->top);
}

void view_going(char *out, size_t size, const struct view_input *input)
{
	const struct going going = {input, false};
	char over[WORDS_MAX];
	const char *nobody = nobody_of(over, input);

	if (nobody != NULL)
		phrase_copy(out, size, nobody);
	else
		put_going(out, size, &going);
}
