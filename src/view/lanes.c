/* Lanes: a row an actor; its number, its name, its past, a word for its state, and what it is about to do or waits for.
 *
 * The past is drawn cell by cell from the timeline's marks: each cell costs a binary search, whatever the run's length.
 * The window turns the page by half its width when the moment shown leaves it: moving left by a column at each step
 * would redraw every cell each time. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/glyphs.h"
#include "view/panels.h"
#include "view/words.h"

enum { CELLS_MAX = 512, COLUMNS_A_STEP = 3, ROOMY = 60, LOOK_BACK = 8 };

struct columns {
	int number, name, past, word, text; /* x, relative to the area */
	int number_width, name_width, past_width, word_width, text_width;
};

/* The window of the past that is drawn. */
struct window {
	int cells;       /* cells a step (AXIS_STEPS) */
	uint64_t first;  /* AXIS_STEPS: the first step shown */
	int64_t start;   /* AXIS_TIME: session ns of the first cell */
	int64_t slice;   /* ns a cell */
};

/* ---- columns ---- */

static int widest_name(const struct view_input *in)
{
	const struct model *head = timeline_head(in->timeline);
	int widest = 4;
	uint32_t id;

	for (id = 0; id < head->actor_count; id++)
		if (model_actor(head, id) != NULL) {
			int width = frame_text_width(model_name(head, id));

			widest = width > widest ? width : widest;
		}
	return widest;
}

static int word_width(const struct view_input *in)
{
	int widest = 0;
	uint8_t state;

	for (state = ACTOR_NEW; state <= ACTOR_KILLED; state++) {
		int width = frame_text_width(words_state_name(in->catalog, state));

		widest = width > widest ? width : widest;
	}
	return widest;
}

static struct columns place_columns(const struct view_input *in, int width)
{
	struct columns columns;
	int most = width < 80 ? 9 : width < 120 ? 12 : 20, used;

	columns.number_width = timeline_head(in->timeline)->actor_count > 10 ? 2 : 1;
	columns.name_width = widest_name(in);
	if (columns.name_width > most)
		columns.name_width = most;
	columns.word_width = word_width(in);
	columns.text_width = width * 28 / 100;
	columns.number = 1;
	columns.name = columns.number + columns.number_width + 1;
	columns.past = columns.name + columns.name_width + 1;
	used = columns.past + 1 + columns.word_width + 1 + columns.text_width;
	columns.past_width = width - used;
	if (columns.past_width > CELLS_MAX)
		columns.past_width = CELLS_MAX;
	columns.word = columns.past + columns.past_width + 1;
	columns.text = columns.word + columns.word_width + 1;
	columns.text_width = width - columns.text;
	return columns;
}

/* ---- windows ---- */

/* The first of `count` places, so that place `current` (from 0) is in the window, turning half a page at a time. */
static uint64_t turn_page(uint64_t current, uint64_t count)
{
	uint64_t half = count / 2 > 0 ? count / 2 : 1;

	return current < count ? 0 : (current - count + half) / half * half;
}

static const int64_t slices[] = {1000000,   2000000,   5000000,    10000000,   25000000,   50000000,   100000000,
                                 250000000, 500000000, 1000000000, 2000000000, 5000000000, 10000000000};

enum { SLICE_COUNT = sizeof(slices) / sizeof(slices[0]), SLICE_LEAST = 4, SLICE_MOST = 7 };

/* The finest slice with which the run so far fits; the most recent moments of a run that is too long. */
static int64_t choose_slice(const struct view_input *in, int width)
{
	int64_t now = timeline_head(in->timeline)->now;
	int i = SLICE_LEAST;

	while (i < SLICE_MOST && now >= slices[i] * width)
		i++;
	i -= in->zoom;
	return slices[i < 0 ? 0 : i >= SLICE_COUNT ? SLICE_COUNT - 1 : i];
}

static struct window choose_window(const struct view_input *in, int width)
{
	struct window window = {1, 1, 0, 1};
	uint64_t step = in->model->step > 0 ? in->model->step - 1 : 0;

	if (in->axis == AXIS_TIME) {
		window.slice = choose_slice(in, width);
		window.start = (int64_t)turn_page((uint64_t)(in->model->now / window.slice), (uint64_t)width) * window.slice;
		return window;
	}
	window.cells = COLUMNS_A_STEP + in->zoom;
	if (width < ROOMY && timeline_head(in->timeline)->step > (uint64_t)(width / COLUMNS_A_STEP))
		window.cells--; /* a long run on a small screen: rather more of it than more air */
	window.cells = window.cells < 1 ? 1 : window.cells > width ? width : window.cells;
	window.first = 1 + turn_page(step, (uint64_t)(width / window.cells));
	return window;
}

/* ---- the ruler ---- */

/* "2.0s", "0.25s": short, for the ruler. */
static void put_time(char *out, size_t size, const struct catalog *catalog, int64_t ns)
{
	char seconds[32];
	size_t length;

	snprintf(seconds, sizeof(seconds), "%.3f", (double)ns / 1e9);
	for (length = strlen(seconds); seconds[length - 1] == '0' && seconds[length - 2] != '.'; length--)
		seconds[length - 1] = '\0';
	tr_format(out, size, catalog, N_("%ss"), seconds);
}

/* The time at which cell `cell` begins; -1: it lies ahead, or inside a step. */
static int64_t cell_time(const struct view_input *in, const struct window *window, int cell)
{
	uint64_t step;

	if (in->axis == AXIS_TIME)
		return window->start + cell * window->slice;
	step = window->first + (uint64_t)(cell / window->cells);
	if (cell % window->cells != 0 || step > in->model->step)
		return -1;
	return timeline_time_of(in->timeline, step);
}

/* A time over the first cell of it: on the step axis where time has moved, on the time axis every ten cells. */
static void draw_ruler(struct frame *frame, struct area area, const struct view_input *in, const struct columns *columns,
                       const struct window *window, int behind_title)
{
	int cell, free = behind_title + 1;
	char label[32], last[32] = "";

	for (cell = 0; cell < columns->past_width; cell++) {
		int64_t t = cell_time(in, window, cell);
		int x = area.x + columns->past + cell;

		if (t < 0 || (in->axis == AXIS_TIME && cell % 10 != 0))
			continue;
		put_time(label, sizeof(label), in->catalog, t);
		if (strcmp(label, last) == 0 || x < free || cell + frame_text_width(label) > columns->past_width)
			continue;
		memcpy(last, label, sizeof(last));
		free = x + frame_put(frame, x, area.y, 16, STYLE_RULE, label) + 1;
	}
}

static void draw_scale(struct frame *frame, struct area area, const struct view_input *in, const struct window *window)
{
	char label[WORDS_MAX], piece[32];
	int width;

	if (in->axis == AXIS_TIME) {
		words_time(piece, sizeof(piece), in->catalog, window->slice);
		tr_format(label, sizeof(label), in->catalog, N_(" 1 col = %1$s "), piece);
	} else {
		snprintf(piece, sizeof(piece), "%d", window->cells);
		tr_format(label, sizeof(label), in->catalog,
		          window->cells == 1 ? N_(" %1$s col = 1 step ") : N_(" %1$s cols = 1 step "), piece);
	}
	width = frame_text_width(label);
	frame_put(frame, area.x + area.width - width - 1, area.y, width, STYLE_RULE, label);
}

/* ---- the past of one lane ---- */

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

	if (failed && mark->op != OP_CONDITION_WAIT) /* a wait that timed out took its lock back all the same */
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
		if (model->objects[i].owner == actor &&
		    (model->objects[i].type == TYPE_LOCK || model->objects[i].type == TYPE_RLOCK))
			held += model->objects[i].count > 1 ? model->objects[i].count : 1;
	return held;
}

static void put_glyph(struct frame *frame, int x, int y, enum glyph glyph, enum style style, bool ascii)
{
	frame_put(frame, x, y, 1, style, glyph_text(glyph, ascii));
}

/* Locks held after each step follow from those held now, going backwards: the marks need not carry them. */
static void draw_steps(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
                       const struct columns *columns, const struct window *window)
{
	int held = count_held(in->model, actor), i, count = columns->past_width / window->cells;
	uint64_t step = in->model->step;

	if (step < window->first)
		return;
	if (step >= window->first + (uint64_t)count)
		step = window->first + (uint64_t)count - 1;
	for (; step >= window->first; step--) {
		const struct timeline_mark *mark = timeline_mark_at_step(in->timeline, actor, step);
		const struct timeline_mark *before = timeline_mark_at_step(in->timeline, actor, step - 1);
		int at = x + (int)(step - window->first) * window->cells;
		enum glyph state, glyph;

		if (mark == NULL)
			return;
		state = glyph = glyph_of_state(mark->state, held > 0);
		if (acted(mark, step)) {
			glyph = glyph_of_mark(mark, before != NULL ? before->state : ACTOR_NEW);
			held -= held_by_mark(mark);
		}
		put_glyph(frame, at, y, glyph, glyph_table[glyph].style, in->ascii);
		for (i = 1; i < window->cells; i++)
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
static enum glyph glyph_of_slice(const struct view_input *in, uint32_t actor, const struct timeline_mark *mark,
                                 int64_t from)
{
	enum glyph best = glyph_of_state(mark->state, false);
	int i;

	for (i = 0; i < LOOK_BACK && mark != NULL && mark->t >= from; i++) {
		uint64_t step = mark->step;
		const struct timeline_mark *before = step > 0 ? timeline_mark_at_step(in->timeline, actor, step - 1) : NULL;

		if (acted(mark, step)) {
			enum glyph glyph = glyph_of_mark(mark, before != NULL ? before->state : ACTOR_NEW);

			best = interest(glyph) > interest(best) ? glyph : best;
		}
		mark = before;
	}
	return best;
}

static void draw_times(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
                       const struct columns *columns, const struct window *window)
{
	int cell;

	for (cell = 0; cell < columns->past_width; cell++) {
		int64_t from = window->start + cell * window->slice;
		const struct timeline_mark *mark;
		enum glyph glyph;

		if (from > in->model->now)
			return;
		mark = timeline_mark_at_time(in->timeline, actor, from + window->slice - 1);
		if (mark != NULL && mark->step > in->model->step)
			mark = timeline_mark_at_step(in->timeline, actor, in->model->step);
		if (mark == NULL)
			continue;
		glyph = glyph_of_slice(in, actor, mark, from);
		put_glyph(frame, x + cell, y, glyph, glyph_table[glyph].style, in->ascii);
	}
}

/* ---- rows ---- */

static void draw_lane(struct frame *frame, struct area area, int y, const struct view_input *in, uint32_t id,
                      const struct columns *columns, const struct window *window)
{
	bool marked = id == in->marked;
	enum style style = marked ? STYLE_MARK : STYLE_PLAIN;
	struct words_state state;
	char number[16];
	int x;

	words_state(&state, in, model_actor(in->model, id));
	for (x = 0; marked && x < area.width; x++)
		frame_put(frame, area.x + x, y, 1, STYLE_MARK, " ");
	frame_put(frame, area.x, y, 1, style, marked ? ">" : " ");
	snprintf(number, sizeof(number), "%*" PRIu32, columns->number_width, id);
	frame_put(frame, area.x + columns->number, y, columns->number_width, style, number);
	draw_clipped(frame, area.x + columns->name, y, columns->name_width, style, model_name(in->model, id), in->ascii);
	(in->axis == AXIS_TIME ? draw_times : draw_steps)(frame, area.x + columns->past, y, in, id, columns, window);
	frame_put(frame, area.x + columns->word, y, columns->word_width, marked ? STYLE_MARK : state.style, state.word);
	draw_clipped(frame, area.x + columns->text, y, columns->text_width, style, state.text, in->ascii);
}

int lanes_count(const struct model *model)
{
	uint32_t id;
	int count = 0;

	for (id = 0; id < model->actor_count; id++)
		count += model_actor(model, id) != NULL;
	return count;
}

/* How many lanes come before `marked`. */
static int place_of(const struct model *model, uint32_t marked)
{
	uint32_t id;
	int place = 0;

	for (id = 0; id < model->actor_count && id < marked; id++)
		place += model_actor(model, id) != NULL;
	return place;
}

void lanes_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	struct columns columns = place_columns(in, area.width);
	struct window window = choose_window(in, columns.past_width);
	int rows = area.height - 1, count = lanes_count(in->model), top = 0, row = 0, title_end;
	char title[WORDS_MAX];
	uint32_t id;

	if (count > rows) {
		top = in->marked < in->model->actor_count ? place_of(in->model, in->marked) - rows / 2 : 0;
		top = top < 0 ? 0 : top > count - rows ? count - rows : top;
	}
	words_title(title, sizeof(title), in, N_("Lanes"), (uint64_t)top, count - top > rows ? (uint64_t)(count - top - rows) : 0);
	title_end = draw_rule(frame, area.x, area.y, area.width, title, in->ascii);
	draw_ruler(frame, area, in, &columns, &window, title_end);
	draw_scale(frame, area, in, &window);
	for (id = 0; id < in->model->actor_count; id++) {
		if (model_actor(in->model, id) == NULL)
			continue;
		if (row >= top && row < top + rows)
			draw_lane(frame, area, area.y + 1 + row - top, in, id, &columns, &window);
		row++;
	}
}
