/* The hint bar: as many keys as two rows hold, the ones that matter most in any case; none is ever cut. */
#include <stdbool.h>
#include <string.h>

#include "view/panels.h"

enum { HINT_ROWS = 2, IMPORTANCE_LEAST = 11 };

/* In the past of a run; at now, paused, playing or either; in a recording, paused, playing or either. */
enum when { ALWAYS, PAST = 1, PAUSED = 2, PLAYING = 4, NOW = PAUSED | PLAYING, FILE_PAUSED = 8,
	    FILE_PLAYING = 16, FILE_GOES_ON = FILE_PAUSED | FILE_PLAYING, A_RUN = 32 };

static const struct hint {
	const char *key, *label;
	uint8_t importance; /* 0: always shown; the largest goes first */
	uint8_t when;       /* of enum when: in any of these */
} hints[] = {
    {"End", N_("return to now"), 0, PAST},
    {"space", N_("run"), 0, PAUSED | FILE_PAUSED},
    {"space", N_("pause"), 0, PLAYING | FILE_PLAYING},
    {"s", N_("step >lane"), 0, NOW | FILE_GOES_ON},
    {"0-9", N_("step lane"), 3, NOW},
    {"t", N_("pass time"), 7, NOW},
    {"+-", N_("pace"), 8, NOW | FILE_GOES_ON},
    {"up/down", N_("mark"), 4, ALWAYS},
    {"left/right", N_("look back"), 2, ALWAYS},
    {"r", N_("restart"), 5, ALWAYS},
    {"w", N_("why?"), 1, ALWAYS},
    {"c", N_("C/Python"), 6, ALWAYS},
    {"Tab", N_("panel"), 10, ALWAYS},
    {"z", N_("zoom"), 11, ALWAYS},
    {"a", N_("axis"), 10, ALWAYS},
    {"S", N_("save"), 9, A_RUN},
    {"?", N_("help"), 0, ALWAYS},
    {"q", N_("quit"), 0, ALWAYS},
};

static bool applies(const struct hint *hint, const struct view_input *in)
{
	bool past = in->model->step < in->step_now, playing = in->run.playing;
	unsigned now = 0;

	if (strcmp(in->run.strategy, "recording") == 0)
		now = !past ? 0 : playing ? FILE_PLAYING : FILE_PAUSED;
	else
		now = A_RUN | (past ? PAST : in->run.ended ? 0 : playing ? PLAYING : PAUSED);
	return hint->when == ALWAYS || (hint->when & now);
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
