/* The last printed lines, with their session times. */
#include <stdio.h>

#include "view/panels.h"
#include "view/words.h"

enum { NAME_MAX_WIDTH = 14 };

static void draw_line(struct frame *frame, struct area area, int y, const struct view_input *in,
		      int name_width, const struct log_event *event)
{
	char time[32], label[40], text[1024];
	int x = area.x + 1;

	words_time(time, sizeof(time), in->catalog, event->t);
	snprintf(label, sizeof(label), "[%s]", time);
	x += frame_put(frame, x, y, area.width, STYLE_DIM, label) + 1;
	draw_clipped(frame, x, y, name_width, STYLE_DIM, model_name(in->model, event->actor), in->ascii);
	x += name_width + 1;
	words_print(text, sizeof(text), in->model, in->catalog, event);
	draw_clipped(frame, x, y, area.x + area.width - x, STYLE_PLAIN, text, in->ascii);
}

void output_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	uint64_t count = timeline_output_count(in->timeline, in->model->step),
		 rows = (uint64_t)(area.height - 1), i;
	uint64_t first = count > rows ? count - rows : 0;
	int widest = words_widest_name(in), name_width = widest < NAME_MAX_WIDTH ? widest : NAME_MAX_WIDTH;
	char title[WORDS_MAX];

	words_title(title, sizeof(title), in, N_("Output"), first, 0);
	draw_rule(frame, area.x, area.y, area.width, title, in->ascii);
	for (i = first; i < count; i++) {
		const struct log_event *event = timeline_output(in->timeline, i);

		if (event != NULL)
			draw_line(frame, area, area.y + 1 + (int)(i - first), in, name_width, event);
	}
}
