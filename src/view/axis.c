/* The window turns the page by half its width when the moment shown leaves it: moving left by a column at
 * each step would redraw every cell each time. */
#include "view/axis.h"

#include <stdio.h>
#include <string.h>

#include "view/words.h"

enum { COLUMNS_A_STEP = 3, ROOMY = 60, LABEL_EVERY = 10 };

/* The first of `count` places, so that place `current` (from 0) is in the window, turning half a page at a
 * time. Pages share their halves: the one that was there, beginning with place `kept`, stays as long as it can. */
static uint64_t turn_page(uint64_t current, uint64_t count, uint64_t kept)
{
	uint64_t half = count / 2 > 0 ? count / 2 : 1;
	uint64_t page = current < count ? 0 : (current - count + half) / half * half;

	return kept == page + half && kept <= current ? kept : page;
}

static const int64_t slices[] = {1000000,    2000000,    5000000,    10000000,  25000000,
				 50000000,   100000000,  250000000,  500000000, 1000000000,
				 2000000000, 5000000000, 10000000000};

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

struct axis axis_choose(const struct view_input *in, int width)
{
	struct axis axis = {width, 1, 1, 0, 1};
	uint64_t step = in->model->step > 0 ? in->model->step - 1 : 0;

	if (in->axis == AXIS_TIME) {
		axis.slice = choose_slice(in, width);
		axis.start =
		    (int64_t)turn_page((uint64_t)(in->model->now / axis.slice), (uint64_t)width, in->past_from) * axis.slice;
		return axis;
	}
	axis.cells = COLUMNS_A_STEP + in->zoom;
	if (width < ROOMY && timeline_head(in->timeline)->step > (uint64_t)(width / COLUMNS_A_STEP))
		axis.cells--; /* a long run on a small screen: rather more of it than more air */
	axis.cells = axis.cells > width ? width : axis.cells;
	axis.cells = axis.cells < 1 ? 1 : axis.cells; /* also where there is no width at all */
	axis.first = 1 + turn_page(step, (uint64_t)(width / axis.cells), in->past_from);
	return axis;
}

uint64_t axis_from(const struct view_input *in, const struct axis *axis)
{
	return in->axis == AXIS_TIME ? (uint64_t)(axis->start / axis->slice) : axis->first - 1;
}

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
static int64_t cell_time(const struct view_input *in, const struct axis *axis, int cell)
{
	uint64_t step;

	if (in->axis == AXIS_TIME)
		return axis->start + cell * axis->slice;
	step = axis->first + (uint64_t)(cell / axis->cells);
	if (cell % axis->cells != 0 || step > in->model->step)
		return -1;
	return timeline_time_of(in->timeline, step);
}

/* A time over the first cell of it: on the step axis where time has moved, on the time axis every ten cells.
 */
void axis_draw_ruler(struct frame *frame, int x, int y, const struct view_input *in, const struct axis *axis,
		     int free)
{
	int cell;
	char label[32], last[32] = "";

	for (cell = 0; cell < axis->width; cell++) {
		int64_t t = cell_time(in, axis, cell);

		if (t < 0 || (in->axis == AXIS_TIME && cell % LABEL_EVERY != 0))
			continue;
		put_time(label, sizeof(label), in->catalog, t);
		if (strcmp(label, last) == 0 || x + cell < free ||
		    cell + frame_text_width(label) > axis->width)
			continue;
		memcpy(last, label, sizeof(last));
		free = x + cell + frame_put(frame, x + cell, y, 16, STYLE_RULE, label) + 1;
	}
}

void axis_draw_cursor(struct frame *frame, int x, int y, const struct view_input *in, const struct axis *axis)
{
	int64_t cell = in->axis == AXIS_TIME ? (in->model->now - axis->start) / axis->slice
					     : ((int64_t)in->model->step - (int64_t)axis->first) * axis->cells;
	const struct cell *under;

	if (cell < 0 || cell >= axis->width || in->model->step == 0)
		return;
	under = &frame->cells[(size_t)y * (size_t)frame->width + (size_t)(x + (int)cell)];
	if (under->ch[0] == (in->ascii ? L'-' : L'─'))
		frame_put(frame, x + (int)cell, y, 1, STYLE_MARK, in->ascii ? "v" : "▼");
}

void axis_draw_scale(struct frame *frame, int end, int y, const struct view_input *in,
		     const struct axis *axis)
{
	char label[WORDS_MAX], piece[32];
	int width;

	if (in->axis == AXIS_TIME) {
		words_time(piece, sizeof(piece), in->catalog, axis->slice);
		tr_format(label, sizeof(label), in->catalog, N_(" 1 col = %1$s "), piece);
	} else {
		snprintf(piece, sizeof(piece), "%d", axis->cells);
		tr_format(label, sizeof(label), in->catalog,
			  axis->cells == 1 ? N_(" %1$s col = 1 step ") : N_(" %1$s cols = 1 step "), piece);
	}
	width = frame_text_width(label);
	frame_put(frame, end - width, y, width, STYLE_RULE, label);
}
