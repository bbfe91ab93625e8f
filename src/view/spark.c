/* A level above 0 is never drawn as nothing, and only the full bound as full. */
#include "view/spark.h"

#include "view/phrase.h"

enum { EIGHTHS = 8, CELLS_MAX = 256 };

static const char *const utf8[EIGHTHS + 1] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const ascii_levels[EIGHTHS + 1] = {" ", "_", "_", ".", ".", "-", "-", "=", "#"};

char *spark_bar(char *out, size_t size, int cells, int64_t value, int64_t bound, bool ascii)
{
	struct phrase phrase = phrase_begin(out, size);
	int64_t filled = bound > 0 ? value * cells / bound : 0;
	int i;

	filled = value > 0 && filled == 0 ? 1 : filled;
	phrase_add(&phrase, "[");
	for (i = 0; i < cells; i++)
		phrase_add(&phrase, i < filled ? (ascii ? "#" : "█") : (ascii ? "." : "░"));
	phrase_add(&phrase, "]");
	return out;
}

/* The step whose level stands in the cell `back` cells before the newest; 0: none. */
static uint64_t step_of_cell(const struct view_input *in, int back)
{
	uint64_t step = in->model->step;

	return (uint64_t)back < step ? step - (uint64_t)back : 0;
}

char *spark_row(char *out, size_t size, const struct view_input *in, uint32_t object, int cells, int64_t bound)
{
	const struct history *history = timeline_history(in->timeline);
	struct phrase phrase = phrase_begin(out, size);
	int64_t values[CELLS_MAX], most = bound;
	int i;

	cells = cells < 0 ? 0 : cells > CELLS_MAX ? CELLS_MAX : cells;
	for (i = 0; i < cells; i++) {
		uint64_t step = step_of_cell(in, cells - 1 - i);
		const struct history_level *level = step > 0 ? history_level_at(history, object, step) : NULL;

		values[i] = level != NULL ? level->value : 0;
		if (bound <= 0 && values[i] > most)
			most = values[i];
	}
	for (i = 0; i < cells; i++) {
		int64_t eighths = most > 0 ? values[i] * EIGHTHS / most : 0;

		eighths = values[i] <= 0 ? 0 : eighths < 1 ? 1 : eighths > EIGHTHS ? EIGHTHS : eighths;
		phrase_add(&phrase, in->ascii ? ascii_levels[eighths] : utf8[eighths]);
	}
	return out;
}
