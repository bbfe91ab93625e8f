/* The hint bar: as many keys as two rows hold, the ones that matter most in any case; none is ever cut. */
#include <stdbool.h>

#include "view/panels.h"

enum { HINT_ROWS = 2, IMPORTANCE_LEAST = 8 };

enum when { ALWAYS, IN_THE_PAST, WHILE_RUNNING, WHILE_PAUSED, WHILE_PLAYING };

static const struct hint {
	const char *key, *label;
	uint8_t importance; /* 0: always shown; the largest goes first */
	uint8_t when;
} hints[] = {
    {"End", N_("return to now"), 0, IN_THE_PAST},
    {"space", N_("run"), 0, WHILE_PAUSED},
    {"space", N_("pause"), 0, WHILE_PLAYING},
    {"s", N_("step >lane"), 0, WHILE_RUNNING},
    {"0-9", N_("step lane"), 3, WHILE_RUNNING},
    {"t", N_("let time pass"), 7, WHILE_RUNNING},
    {"up/down", N_("mark"), 4, ALWAYS},
    {"left/right", N_("look back"), 2, ALWAYS},
    {"r", N_("restart"), 5, ALWAYS},
    {"w", N_("why?"), 1, ALWAYS},
    {"c", N_("C/Python"), 6, ALWAYS},
    {"a", N_("axis"), 8, ALWAYS},
    {"?", N_("help"), 0, ALWAYS},
    {"q", N_("quit"), 0, ALWAYS},
};

static bool applies(const struct hint *hint, const struct view_input *in)
{
	bool past = in->model->step < in->step_now, goes_on = !past && !in->run.ended;

	switch (hint->when) {
	case IN_THE_PAST:
		return past;
	case WHILE_RUNNING:
		return goes_on;
	case WHILE_PAUSED:
		return goes_on && !in->run.playing;
	case WHILE_PLAYING:
		return goes_on && in->run.playing;
	default:
		return true;
	}
}

/* Lays the hints out, and draws them unless `frame` is NULL; returns the rows they take. */
static int lay_out(struct frame *frame, struct area area, const struct view_input *in, int importance)
{
	int x = area.x + 1, row = 0;
	size_t i;

	for (i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		const char *label = tr(in->catalog, hints[i].label);
		int width = frame_text_width(hints[i].key) + 1 + frame_text_width(label);

		if (hints[i].importance > importance || !applies(&hints[i], in))
			continue;
		if (x > area.x + 1 && x + width > area.x + area.width) {
			x = area.x + 1;
			row++;
		}
		if (frame != NULL && row < area.height) {
			int used = frame_put(frame, x, area.y + row, width, STYLE_KEY, hints[i].key);

			frame_put(frame, x + used + 1, area.y + row, width - used - 1, STYLE_DIM, label);
		}
		x += width + 2;
	}
	return row + 1;
}

static int find_importance(const struct view_input *in, int width)
{
	int importance = IMPORTANCE_LEAST;

	while (importance > 0 && lay_out(NULL, (struct area){0, 0, width, 0}, in, importance) > HINT_ROWS)
		importance--;
	return importance;
}

int hints_rows(const struct view_input *in, int width)
{
	int rows = lay_out(NULL, (struct area){0, 0, width, 0}, in, find_importance(in, width));

	return rows < HINT_ROWS ? rows : HINT_ROWS;
}

void hints_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	lay_out(frame, area, in, find_importance(in, area.width));
}
