/* The cells are read from the timeline's marks, found by binary searches: a screen costs the same however long
 * the run is. */
#include "view/past.h"

#include "view/glyphs.h"

enum { LOOK_BACK = 8 };

static bool suspends(uint8_t state)
{
	return state == ACTOR_BLOCKED || state == ACTOR_WAITING || state == ACTOR_SLEEPING;
}

/* Whether the actor itself acted in step `step`: did an op, or tried one in vain. */
static bool acted(const struct timeline_mark *mark, uint64_t step)
{
	return mark->step == step && (mark->done || suspends(mark->state));
}

/* How many locks it holds more after the step than before. */
static int held_by_mark(const struct timeline_mark *mark)
{
	bool failed = mark->done == 2;

	if (failed &&
	    mark->op != OP_CONDITION_WAIT) /* a wait that timed out took its lock back all the same */
		return 0;
	switch (mark->op) {
	case OP_LOCK_ACQUIRE:
	case OP_RLOCK_ACQUIRE:
		return suspends(mark->state) ? 0 : 1;
	case OP_LOCK_RELEASE:
	case OP_RLOCK_RELEASE:
		return -1;
	case OP_CONDITION_WAIT:
		return suspends(mark->state) ? -1 : 1;
	default:
		return 0;
	}
}

static int count_held(const struct model *model, uint32_t actor)
{
	uint32_t i;
	int held = 0;

	for (i = 0; i < model->object_count; i++)
		if (model->objects[i].owner == actor && !model_left_behind(model, &model->objects[i]) &&
		    (model->objects[i].type == TYPE_LOCK || model->objects[i].type == TYPE_RLOCK))
			held += model->objects[i].count > 1 ? model->objects[i].count : 1;
	return held;
}

static void put_glyph(struct frame *frame, int x, int y, enum glyph glyph, enum style style, bool ascii)
{
	frame_put(frame, x, y, 1, style, glyph_text(glyph, ascii));
}

/* Locks held after each step follow from those held now, going backwards: the marks need not carry them. The
 * copies that a fork made of them do not count: nobody acquired those. */
static void draw_steps(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
		       const struct axis *axis)
{
	int held = count_held(in->model, actor), i, count = axis->width / axis->cells;
	uint64_t step = in->model->step;
	const struct timeline_mark *mark, *before;

	if (step < axis->first)
		return;
	if (step >= axis->first + (uint64_t)count)
		step = axis->first + (uint64_t)count - 1;
	mark = timeline_mark_at_step(in->timeline, actor, step);
	for (; step >= axis->first && mark != NULL; step--, mark = before) {
		int at = x + (int)(step - axis->first) * axis->cells;
		enum glyph state, glyph;

		before = mark->step == step ? timeline_mark_before(in->timeline, actor, mark) : mark;
		state = glyph = glyph_of_state(mark->state, held > 0);
		if (acted(mark, step)) {
			glyph = glyph_of_mark(mark, before != NULL ? before->state : ACTOR_NEW);
			held -= held_by_mark(mark);
		}
		put_glyph(frame, at, y, glyph, glyph_table[glyph].style, in->ascii);
		for (i = 1; i < axis->cells; i++)
			put_glyph(frame, at + i, y, state, glyph_table[state].style, in->ascii);
	}
}

/* What a listener should notice of several ops in one slice of time. */
static int interest(enum glyph glyph)
{
	switch (glyph) {
	case GLYPH_FAILED:
	case GLYPH_REFUSED:
	case GLYPH_END:
		return 4;
	case GLYPH_PUT:
	case GLYPH_GET:
	case GLYPH_NOTIFY:
	case GLYPH_SET:
		return 3;
	case GLYPH_READY:
	case GLYPH_RUNNING:
	case GLYPH_WAITING:
	case GLYPH_SLEEPING:
	case GLYPH_BLOCKED:
	case GLYPH_NONE:
		return 0;
	case GLYPH_PRINT:
	case GLYPH_RANDOM:
	case GLYPH_CLOCK:
	case GLYPH_GO_ON:
		return 1;
	default:
		return 2;
	}
}

/* The glyph for the time from `from` on, up to and with `mark`. */
static enum glyph glyph_of_slice(const struct view_input *in, uint32_t actor,
				 const struct timeline_mark *mark, int64_t from)
{
	enum glyph best = glyph_of_state(mark->state, false);
	int i;

	for (i = 0; i < LOOK_BACK && mark != NULL && mark->t >= from; i++) {
		const struct timeline_mark *before = timeline_mark_before(in->timeline, actor, mark);

		if (acted(mark, mark->step)) {
			enum glyph glyph = glyph_of_mark(mark, before != NULL ? before->state : ACTOR_NEW);

			best = interest(glyph) > interest(best) ? glyph : best;
		}
		mark = before;
	}
	return best;
}

static void draw_times(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
		       const struct axis *axis)
{
	const struct timeline_mark *latest = NULL, *mark;
	int cell;

	for (cell = 0; cell < axis->width; cell++) {
		int64_t from = axis->start + cell * axis->slice;
		enum glyph glyph;

		if (from > in->model->now)
			return;
		mark = latest = timeline_mark_onwards(in->timeline, actor, latest, from + axis->slice - 1);
		if (mark != NULL && mark->step > in->model->step)
			mark = timeline_mark_at_step(in->timeline, actor, in->model->step);
		if (mark == NULL)
			continue;
		glyph = glyph_of_slice(in, actor, mark, from);
		put_glyph(frame, x + cell, y, glyph, glyph_table[glyph].style, in->ascii);
	}
}

void past_draw(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
	       const struct axis *axis)
{
	(in->axis == AXIS_TIME ? draw_times : draw_steps)(frame, x, y, in, actor, axis);
}
