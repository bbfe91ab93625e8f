/* The printed lines, with their session times; the last ones as long as nobody scrolls. */
#include <limits.h>
#include <stdio.h>

#include "view/panels.h"
#include "view/words.h"

enum { NAME_LEAST = 14 /* that it may take, and up to a quarter of the panel */ };

static void draw_line(struct frame *frame, struct area area, int y, const struct view_input *in,
		      int name_width, const struct log_event *event)
{
	char time[32], label[40], text[1024];
	int x = area.x + 1;

	words_time(time, sizeof(time), in->catalog, event->t);
	snprintf(label, sizeof(label), "[%s]", time);
	x += frame_put(frame, x, y, area.width, STYLE_DIM, label) + 1;
	draw_name(frame, x, y, name_width, STYLE_DIM, model_name(in->model, event->actor), in->ascii);
	x += name_width + 1;
	words_print(text, sizeof(text), in->model, in->catalog, event);
	draw_clipped(frame, x, y, area.x + area.width - x, STYLE_PLAIN, text, in->ascii);
}

struct extent output_extent(const struct view_input *in, const struct pane *pane)
{
	uint64_t count = timeline_output_count(in->timeline, in->model->step);
	int rows = count < INT_MAX ? (int)count : INT_MAX;

	return (struct extent){rows, rows > pane->area.height ? rows - pane->area.height : 0};
}

void output_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	int widest = words_widest_name(in), quarter = pane->area.width / 4;
	int most = quarter > NAME_LEAST ? quarter : NAME_LEAST, name_width = widest < most ? widest : most;
	uint64_t count = timeline_output_count(in->timeline, in->model->step);
	int row;

	for (row = 0; row < pane->area.height && (uint64_t)(pane->top + row) < count; row++) {
		const struct log_event *event = timeline_output(in->timeline, (uint64_t)(pane->top + row));

		if (event != NULL)
			draw_line(frame, pane->area, pane->area.y + row, in, name_width, event);
	}
}
