/* Step by step: what each did, a sentence a row, up to the moment shown. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "view/panels.h"
#include "view/words.h"

enum { NUMBER_MAX = 24 };

struct extent told_extent(const struct view_input *in, const struct pane *pane)
{
	int rows = in->model->step < INT_MAX ? (int)in->model->step : INT_MAX;

	return (struct extent){rows, rows > pane->area.height ? rows - pane->area.height : 0};
}

void told_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	uint64_t first = (uint64_t)pane->top + 1, last = first + (uint64_t)pane->area.height - 1, step;
	struct area area = pane->area;
	char number[NUMBER_MAX], sentence[1024];
	int width = snprintf(number, sizeof(number), "%" PRIu64, in->model->step);

	for (step = first; step <= last && step <= in->model->step; step++) {
		const struct log_event *event = timeline_event_of(in->timeline, step);
		int y = area.y + (int)(step - first);
		bool now = step == in->model->step;

		if (event == NULL)
			continue;
		snprintf(number, sizeof(number), "%*" PRIu64, width, step);
		frame_put(frame, area.x + 1, y, width, now ? STYLE_MARK : STYLE_DIM, number);
		view_tell(sentence, sizeof(sentence), in, event);
		draw_clipped(frame, area.x + width + 2, y, area.width - width - 3, STYLE_PLAIN, sentence, in->ascii);
	}
}
