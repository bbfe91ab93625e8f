/* What a trained eye sees at the moment shown: all of it, and whole. */
#include "view/explain.h"
#include "view/panels.h"

enum { TEXT_MAX = 1024, INSIGHTS_MAX = 16 };

/* Lays the insights out from row `top` on; returns the rows that all of them take. */
static int lay_out(struct frame *frame, const struct pane *pane, const struct view_input *in, int top)
{
	struct insight insights[INSIGHTS_MAX];
	uint32_t count = insight_find(insights, INSIGHTS_MAX, in->model), i;
	struct area area = {pane->area.x + 1, pane->area.y, pane->area.width - 2, pane->area.height};
	struct draw_text text = {frame, area, top, 0, in->ascii};
	char words[TEXT_MAX];

	for (i = 0; i < count; i++) {
		explain_insight(words, sizeof(words), in, &insights[i]);
		draw_paragraph(&text, STYLE_ALERT, words);
	}
	if (count == 0)
		draw_paragraph(&text, STYLE_DIM, tr(in->catalog, N_("Nothing stands out at this moment.")));
	return text.row;
}

struct extent insights_extent(const struct view_input *in, const struct pane *pane)
{
	return (struct extent){lay_out(NULL, pane, in, 0), 0};
}

void insights_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	lay_out(frame, pane, in, pane->top);
}
