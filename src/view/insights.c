/* What a trained eye sees at the moment shown, and has seen in the steps up to it: all of it, and whole. */
#include <inttypes.h>
#include <stdio.h>

#include "view/explain.h"
#include "view/panels.h"
#include "view/phrase.h"

enum { TEXT_MAX = 1024, INSIGHTS_MAX = 16 };

/* What the history has shown, with its step. */
static void put_shown(char *out, size_t size, const struct view_input *in, const struct insight *insight)
{
	char words[TEXT_MAX], step[24];

	explain_insight(words, sizeof(words), in, insight);
	snprintf(step, sizeof(step), "%" PRIu64, insight->step);
	tr_format(out, size, in->catalog, N_("Step %1$s: %2$s"), step, words);
}

static void add_history(struct draw_text *text, const struct view_input *in, uint32_t count)
{
	char line[TEXT_MAX];
	uint32_t i;

	for (i = 0; i < count; i++) {
		put_shown(line, sizeof(line), in, watch_insight(timeline_watch(in->timeline), i));
		draw_paragraph(text, STYLE_ALERT, line);
	}
}

uint32_t view_history(char *out, size_t size, const struct view_input *input, uint32_t first)
{
	const struct watch *watch = timeline_watch(input->timeline);
	uint32_t i, count = watch_count(watch, input->model->seq);
	struct phrase phrase = phrase_begin(out, size);
	char line[TEXT_MAX];

	for (i = first; i < count; i++) {
		put_shown(line, sizeof(line), input, watch_insight(watch, i));
		phrase_join(&phrase, "\n", line);
	}
	return count;
}

void view_insights(char *out, size_t size, const struct view_input *input)
{
	struct insight insights[INSIGHTS_MAX];
	uint32_t i, count = insight_find(insights, INSIGHTS_MAX, input->model);
	struct phrase phrase = phrase_begin(out, size);
	char words[TEXT_MAX];

	for (i = 0; i < count; i++) {
		explain_insight(words, sizeof(words), input, &insights[i]);
		phrase_join(&phrase, "\n", words);
	}
}

/* Lays the insights out from row `top` on; returns the rows that all of them take. */
static int lay_out(struct frame *frame, const struct pane *pane, const struct view_input *in, int top)
{
	struct insight insights[INSIGHTS_MAX];
	uint32_t count = insight_find(insights, INSIGHTS_MAX, in->model), i;
	uint32_t seen = watch_count(timeline_watch(in->timeline), in->model->seq);
	struct area area = {pane->area.x + 1, pane->area.y, pane->area.width - 2, pane->area.height};
	struct draw_text text = {frame, area, top, 0, in->ascii};
	char words[TEXT_MAX];

	for (i = 0; i < count; i++) {
		explain_insight(words, sizeof(words), in, &insights[i]);
		draw_paragraph(&text, STYLE_ALERT, words);
	}
	add_history(&text, in, seen);
	if (count == 0 && seen == 0)
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
