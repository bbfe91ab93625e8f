/* Bands are painted from the changes of each lock's owner within the window: the cost is that of what is seen. */
#include "view/bands.h"

#include <string.h>

#include "view/glyphs.h"
#include "view/phrase.h"
#include "view/width.h"
#include "view/words.h"

enum { CELLS_MAX = 512, LETTERS = 26, WAKES_MAX = 256 };

static bool is_lock(const struct model_object *object)
{
	return object->type == TYPE_LOCK || object->type == TYPE_RLOCK;
}

char bands_letter(const struct model *model, uint32_t lock)
{
	uint32_t i, place = 0;

	for (i = 0; i < model->object_count && model->objects[i].id != lock; i++)
		place += is_lock(&model->objects[i]);
	return i < model->object_count && is_lock(&model->objects[i]) && place < LETTERS ? (char)('A' + place) : 0;
}

/* ---- bands ---- */

/* Which locks are held in each cell, a bit each, and which of them was taken last. */
struct band {
	const struct axis *axis;
	const struct view_input *in;
	int cells; /* up to the moment shown */
	uint32_t held[CELLS_MAX];
};

/* The cell at which a level begins; those before the window begin at its edge. */
static int cell_of(const struct band *band, uint64_t step, int64_t t)
{
	const struct axis *axis = band->axis;
	int64_t cell;

	if (band->in->axis == AXIS_TIME)
		cell = (t - axis->start) / axis->slice;
	else
		cell = ((int64_t)step - (int64_t)axis->first) * axis->cells;
	return cell < 0 ? 0 : cell > band->cells ? band->cells : (int)cell;
}

static void paint_lock(struct band *band, uint32_t actor, uint32_t lock, uint32_t bit)
{
	uint64_t before = band->in->axis == AXIS_STEPS && band->axis->first > 0 ? band->axis->first - 1 : 0;
	uint32_t count, i;
	const struct history_level *levels =
	    history_levels(&count, timeline_history(band->in->timeline), lock, before);

	for (i = 0; i < count && levels[i].step <= band->in->model->step; i++) {
		bool last = i + 1 == count || levels[i + 1].step > band->in->model->step;
		int to = last ? band->cells : cell_of(band, levels[i + 1].step, levels[i + 1].t), cell;

		if (levels[i].value != (int64_t)actor)
			continue;
		for (cell = cell_of(band, levels[i].step, levels[i].t); cell < to; cell++)
			band->held[cell] |= bit;
	}
}

/* The letters of the locks held, and the name of the newest among them that the cell before lacks; the letters alone
 * where that takes more than `room` cells. */
static void put_label(char *out, size_t size, const struct view_input *in, uint32_t held, uint32_t before, int room)
{
	uint32_t added = held & ~before, i, place = 0;
	struct phrase phrase = phrase_begin(out, size);
	char letter[2] = "", name[WORDS_MAX] = "";

	for (i = 0; i < in->model->object_count && place < LETTERS; i++) {
		if (!is_lock(&in->model->objects[i]))
			continue;
		if (held & 1u << place) {
			letter[0] = (char)('A' + place);
			phrase_add(&phrase, letter);
			if (name[0] == '\0' || added & 1u << place)
				words_name(name, sizeof(name), in, in->model->objects[i].id);
		}
		place++;
	}
	if (frame_text_width(out) + 1 + frame_text_width(name) < room) /* a cell parts it from the next */
		phrase_join(&phrase, " ", name);
}

static void draw_band(struct frame *frame, int x, int y, const struct band *band)
{
	bool ascii = band->in->ascii;
	uint32_t before = 0;
	int cell, next;

	for (cell = 0; cell < band->cells; cell = next) {
		uint32_t held = band->held[cell];
		char label[WORDS_MAX];
		int used;

		for (next = cell + 1; next < band->cells && band->held[next] == held; next++)
			;
		if (held != 0) {
			put_label(label, sizeof(label), band->in, held, before, next - cell);
			used = frame_put(frame, x + cell, y, next - cell, STYLE_RUNNING, label);
			for (used += cell; used < next; used++)
				frame_put(frame, x + used, y, 1, STYLE_RUNNING, glyph_text(GLYPH_BAND, ascii));
		}
		before = held;
	}
}

void bands_draw(struct frame *frame, int x, int y, const struct view_input *in, uint32_t actor,
		const struct axis *axis)
{
	struct band band = {.axis = axis, .in = in, .cells = axis->width < CELLS_MAX ? axis->width : CELLS_MAX};
	uint32_t i, place = 0;
	int end = in->axis == AXIS_TIME ? (int)((in->model->now - axis->start) / axis->slice) + 1
					: cell_of(&band, in->model->step + 1, 0);

	band.cells = end < 0 ? 0 : end < band.cells ? end : band.cells;
	memset(band.held, 0, sizeof(band.held));
	for (i = 0; i < in->model->object_count && place < LETTERS; i++)
		if (is_lock(&in->model->objects[i])) {
			paint_lock(&band, actor, in->model->objects[i].id, 1u << place);
			place++;
		}
	draw_band(frame, x, y, &band);
}

/* ---- wake-ups ---- */

static int row_of(const struct bands_lane *lanes, int count, uint32_t id)
{
	int i;

	for (i = 0; i < count; i++)
		if (lanes[i].id == id)
			return lanes[i].y;
	return -1;
}

/* Whether nothing is lost when the cell is drawn over: it shows what somebody was, or had, and not what he did.
 */
static bool is_quiet(const struct frame *frame, int x, int y, bool ascii)
{
	static const uint8_t quiet[] = {GLYPH_READY,   GLYPH_RUNNING,  GLYPH_HOLDING, GLYPH_BLOCKED,
					GLYPH_WAITING, GLYPH_SLEEPING, GLYPH_WAKE,    GLYPH_BAND};
	const struct cell *cell = &frame->cells[(size_t)y * (size_t)frame->width + (size_t)x];
	size_t i;

	if (cell->ch[0] == L' ')
		return cell->style == STYLE_PLAIN; /* else it parts the words of a band */
	for (i = 0; i < sizeof(quiet); i++) {
		uint32_t glyph;

		width_decode(&glyph, glyph_text((enum glyph)quiet[i], ascii));
		if (cell->ch[0] == (wchar_t)glyph)
			return true;
	}
	return false;
}

/* A line from the one who caused it to the head, which stands before what the woken one did in that cell. */
static void draw_wake(struct frame *frame, int x, int least, int from, int to, bool ascii)
{
	int step = to > from ? 1 : -1, y, head = is_quiet(frame, x, to, ascii) ? x : x - 1;

	for (y = from + step; y != to; y += step)
		if (is_quiet(frame, x, y, ascii))
			frame_put(frame, x, y, 1, STYLE_READY, glyph_text(GLYPH_WAKE, ascii));
	if (head >= least && is_quiet(frame, head, to, ascii))
		frame_put(frame, head, to, 1, STYLE_READY,
			  glyph_text(to > from ? GLYPH_WAKE_DOWN : GLYPH_WAKE_UP, ascii));
}

/* The cell of a wake-up: beside the op that caused it, where a step has more cells than one. */
static int cell_of_wake(const struct view_input *in, const struct axis *axis, uint64_t step)
{
	if (in->axis == AXIS_TIME)
		return (int)(words_between(axis->start, timeline_time_of(in->timeline, step)) / axis->slice);
	return (int)(step - axis->first) * axis->cells + (axis->cells > 1);
}

void bands_draw_wakes(struct frame *frame, int x, const struct view_input *in, const struct axis *axis,
		      const struct bands_lane *lanes, int count)
{
	bool by_time = in->axis == AXIS_TIME;
	uint64_t first = by_time ? timeline_step_at(in->timeline, axis->start - 1) + 1 : axis->first;
	uint64_t last = by_time ? timeline_step_at(in->timeline, axis->start + axis->width * axis->slice - 1)
				: axis->first + (uint64_t)(axis->width / axis->cells) - 1;
	const struct history_wake *wakes;
	uint32_t found, i;

	if (last > in->model->step)
		last = in->model->step;
	wakes = history_wakes(&found, timeline_history(in->timeline), first, last);
	for (i = 0; i < found && i < WAKES_MAX; i++) {
		int from = row_of(lanes, count, wakes[i].from), to = row_of(lanes, count, wakes[i].to);

		if (from >= 0 && to >= 0 && from != to)
			draw_wake(frame, x + cell_of_wake(in, axis, wakes[i].step), x, from, to, in->ascii);
	}
}
