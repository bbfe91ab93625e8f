/* Just happened: first the answer to a key, then what a trained eye sees, then the last event; as much as
 * there is room for. Below something else, what a trained eye sees is shown whole or not at all: the answer to
 * `w` says most of it. */
#include "view/explain.h"
#include "view/panels.h"

enum { TEXT_MAX = 1024, INSIGHTS_SHOWN = 3 };

static void add(struct frame *frame, struct area *area, enum style style, const char *text, bool ascii)
{
	int used = draw_wrapped(frame, *area, style, text, ascii);

	area->y += used;
	area->height -= used;
}

void happened_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	struct area inside = {area.x + 1, area.y + 1, area.width - 2, area.height - 1};
	struct area endless = {0, 0, inside.width, TEXT_MAX};
	struct insight insights[INSIGHTS_SHOWN];
	uint32_t i, count = insight_find(insights, INSIGHTS_SHOWN, in->model);
	char text[TEXT_MAX];

	draw_rule(frame, area.x, area.y, area.width, tr(in->catalog, N_("Just happened")), in->ascii);
	if (in->message != NULL)
		add(frame, &inside, STYLE_MARK, in->message, in->ascii);
	for (i = 0; i < count; i++) {
		explain_insight(text, sizeof(text), in, &insights[i]);
		if ((in->message == NULL && i == 0) ||
		    draw_wrapped(NULL, endless, STYLE_ALERT, text, in->ascii) <= inside.height)
			add(frame, &inside, STYLE_ALERT, text, in->ascii);
	}
	if (in->model->broken != 0 && in->model->broken != in->model->last.text) {
		tr_format(text, sizeof(text), in->catalog, N_("Promise broken: %3$s"), "", "",
			  tr(in->catalog, log_text(in->model->log, in->model->broken)));
		add(frame, &inside, STYLE_ALERT, text, in->ascii);
	}
	if (in->model->last_valid) {
		view_narrate(text, sizeof(text), in, &in->model->last);
		add(frame, &inside, STYLE_PLAIN, text, in->ascii);
	} else {
		add(frame, &inside, STYLE_PLAIN,
		    tr(in->catalog, N_("Nothing yet: the program is about to begin.")), in->ascii);
	}
}
