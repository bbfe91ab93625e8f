/* Just happened: first the answer to a key, then what a trained eye sees, then the last event; as much as
 * there is room for. Below something else, what a trained eye sees is shown whole and with the event, or not at
 * all: the answer to `w` says most of it. */
#include "view/explain.h"
#include "view/panels.h"
#include "view/phrase.h"

enum { TEXT_MAX = 1024, INSIGHTS_SHOWN = 3, ROWS_MAX = 1000, WANTED_MAX = 8, SENTENCE = 120 /* cells; few are longer */ };

static struct area inside_of(const struct pane *pane)
{
	struct area area = pane->area;

	return (struct area){area.x + 1, area.y, area.width - 2, area.height};
}

/* What this moment shows, and what the history showed in this step; returns how many. */
static uint32_t find_insights(struct insight *insights, const struct view_input *in)
{
	const struct watch *watch = timeline_watch(in->timeline);
	uint32_t shown = insight_find(insights, INSIGHTS_SHOWN, in->model);
	uint32_t i = watch_count(watch, in->model->seq);

	for (; i > 0 && shown < INSIGHTS_SHOWN && watch_insight(watch, i - 1)->step == in->model->step; i--)
		insights[shown++] = *watch_insight(watch, i - 1);
	return shown;
}

static void add_insights(struct draw_text *text, const struct view_input *in, const char *event)
{
	struct area endless = {0, 0, text->area.width, ROWS_MAX};
	struct insight insights[INSIGHTS_SHOWN];
	uint32_t i, count = find_insights(insights, in);
	int room = text->area.height - draw_wrapped(NULL, endless, STYLE_PLAIN, event, in->ascii);
	char words[TEXT_MAX];

	for (i = 0; i < count; i++) {
		explain_insight(words, sizeof(words), in, &insights[i]);
		if ((in->message == NULL && i == 0) ||
		    text->row + draw_wrapped(NULL, endless, STYLE_ALERT, words, in->ascii) <= room)
			draw_paragraph(text, STYLE_ALERT, words);
	}
}

/* Lays the text out from row `top` on; returns the rows that all of it takes. */
static int lay_out(struct frame *frame, const struct pane *pane, const struct view_input *in, int top)
{
	struct draw_text text = {frame, inside_of(pane), top, 0, in->ascii};
	char words[TEXT_MAX], event[TEXT_MAX];

	phrase_copy(event, sizeof(event), tr(in->catalog, N_("Nothing yet: the program is about to begin.")));
	if (in->model->last_valid)
		view_narrate(event, sizeof(event), in, &in->model->last);
	if (in->message != NULL)
		draw_paragraph(&text, STYLE_MARK, in->message);
	add_insights(&text, in, event);
	if (in->model->broken != 0 && in->model->broken != in->model->last.text) {
		tr_format(words, sizeof(words), in->catalog, N_("Promise broken: %3$s"), "", "",
			  tr(in->catalog, log_text(in->model->log, in->model->broken)));
		draw_paragraph(&text, STYLE_ALERT, words);
	}
	draw_paragraph(&text, STYLE_PLAIN, event);
	explain_seen(words, sizeof(words), in);
	if (words[0] != '\0')
		draw_paragraph(&text, STYLE_ALERT, words);
	return text.row;
}

struct extent happened_extent(const struct view_input *in, const struct pane *pane)
{
	return (struct extent){lay_out(NULL, pane, in, 0), 0};
}

/* Rows for a usual sentence, and below it for what the run's history has shown so far, so that the next step moves no
 * panel; more only where what is to be read now needs them. */
int happened_wants(const struct view_input *in, const struct pane *pane)
{
	const struct watch *watch = timeline_watch(in->timeline);
	struct view_input newest = *in;
	struct pane tall = *pane;
	struct draw_text text = {.area = inside_of(pane)};
	char words[TEXT_MAX];
	int now, then;

	newest.model = timeline_head(in->timeline);
	tall.area.height = WANTED_MAX;
	now = lay_out(NULL, &tall, in, 0);
	then = lay_out(NULL, &tall, &newest, 0);
	text.row = 1 + SENTENCE / pane->area.width;
	if (watch_count(watch, UINT64_MAX) > 0) {
		explain_insight(words, sizeof(words), in, watch_insight(watch, 0));
		draw_paragraph(&text, STYLE_ALERT, words);
	}
	now = now > then ? now : then;
	return now > text.row ? now : text.row;
}

void happened_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	lay_out(frame, pane, in, pane->top);
}
