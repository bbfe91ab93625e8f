/* Just happened: first the answer to a key, then what a trained eye sees, then the last event; as much as
 * there is room for. */
#include "view/explain.h"
#include "view/panels.h"

enum { TEXT_MAX = 1024 };

static void add(struct frame *frame, struct area *area, enum style style, const char *text, bool ascii)
{
	int used = draw_wrapped(frame, *area, style, text, ascii);

	area->y += used;
	area->height -= used;
}

void happened_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	struct area inside = {area.x + 1, area.y + 1, area.width - 2, area.height - 1};
	struct insight insight;
	char text[TEXT_MAX];

	draw_rule(frame, area.x, area.y, area.width, tr(in->catalog, N_("Just happened")), in->ascii);
	if (in->message != NULL)
		add(frame, &inside, STYLE_MARK, in->message, in->ascii);
	if (insight_find(&insight, 1, in->model) > 0) {
		explain_insight(text, sizeof(text), in, &insight);
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
