/* The hint bar: as many keys as two rows hold, the ones that matter most in any case; none is ever cut. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "view/panels.h"

enum { HINT_ROWS = 2, IMPORTANCE_LEAST = 11, IMPORTANCE_LECTURE = 2 };

/* In the past of a run; at now, paused, playing or either; in a recording, paused, playing or either; while something
 * is asked, the answers alone. */
enum when { ALWAYS, PAST = 1, PAUSED = 2, PLAYING = 4, NOW = PAUSED | PLAYING, FILE_PAUSED = 8,
	    FILE_PLAYING = 16, FILE_GOES_ON = FILE_PAUSED | FILE_PLAYING, A_RUN = 32, UNTIL = 64, BREAK = 128,
	    OUTCOME = 256, WORD = 512, ASKED = UNTIL | BREAK | OUTCOME | WORD };

/* Which panel the keys go to. */
enum where { ANYWHERE, ON_LANES, ON_A_PANEL, IN_NO_PANEL, IN_A_PANEL, IN_A_WHOLE_PANEL };

static const struct hint {
	const char *key, *label;
	uint8_t importance; /* 0: always shown; the largest goes first */
	uint16_t when;      /* of enum when: in any of these */
	uint8_t where;      /* enum where */
} hints[] = {
    {"n", N_("its next"), 0, UNTIL, ANYWHERE},
    {"b", N_("a wait"), 0, UNTIL, ANYWHERE},
    {"o", N_("a line"), 0, UNTIL, ANYWHERE},
    {"/", N_("a hit"), 0, UNTIL, ANYWHERE},
    {"a", N_("the lane"), 0, BREAK, ANYWHERE},
    {"o", N_("its operation"), 0, BREAK, ANYWHERE},
    {"x", N_("its object"), 0, BREAK, ANYWHERE},
    {"l", N_("its line"), 0, BREAK, ANYWHERE},
    {"c", N_("take all away"), 0, BREAK, ANYWHERE},
    {"1", N_("it does it"), 0, OUTCOME, ANYWHERE},
    {"2", N_("and lets go"), 0, OUTCOME, ANYWHERE},
    {"3", N_("it waits"), 0, OUTCOME, ANYWHERE},
    {"4", N_("it fails"), 0, OUTCOME, ANYWHERE},
    {"s", N_("shows it"), 0, OUTCOME, ANYWHERE},
    {"Enter", N_("look for it"), 0, WORD, ANYWHERE},
    {"Esc", N_("leave it"), 0, ASKED, ANYWHERE},
    {"End", N_("return to now"), 0, PAST, ANYWHERE},
    {"space", N_("run"), 0, PAUSED | FILE_PAUSED, ANYWHERE},
    {"space", N_("pause"), 0, PLAYING | FILE_PLAYING, ANYWHERE},
    {"s", N_("step >lane"), 0, NOW | FILE_GOES_ON, ANYWHERE},
    {"0-9", N_("step lane"), 3, NOW, ANYWHERE},
    {"t", N_("pass time"), 7, NOW, ANYWHERE},
    {"+-", N_("pace"), 8, NOW | FILE_GOES_ON, ANYWHERE},
    {"Esc", N_("leave panel"), 0, ALWAYS, IN_A_PANEL},
    {"Esc", N_("all panels"), 0, ALWAYS, IN_A_WHOLE_PANEL},
    {"up/down", N_("mark"), 4, ALWAYS, ON_LANES},
    {"up/down", N_("scroll"), 0, ALWAYS, ON_A_PANEL},
    {"left/right", N_("look back"), 2, ALWAYS, ANYWHERE},
    {"r", N_("restart"), 5, ALWAYS, ANYWHERE},
    {"w", N_("why?"), 1, ALWAYS, ANYWHERE},
    {"c", N_("C/Python"), 6, ALWAYS, ANYWHERE},
    {"Tab", N_("panel"), 10, ALWAYS, ANYWHERE},
    {"z", N_("zoom"), 11, ALWAYS, IN_NO_PANEL},
    {"z", N_("zoom"), 1, ALWAYS, IN_A_PANEL},
    {"u", N_("until"), 11, NOW | FILE_GOES_ON, ANYWHERE},
    {"b", N_("break"), 11, ALWAYS, ANYWHERE},
    {"p", N_("lecture"), 11, ALWAYS, ANYWHERE},
    {"a", N_("axis"), 10, ALWAYS, ANYWHERE},
    {"S", N_("save"), 9, A_RUN, ANYWHERE},
    {"?", N_("help"), 0, ALWAYS, ANYWHERE},
    {"q", N_("quit"), 0, ALWAYS, ANYWHERE},
};

static bool is_there(enum where where, const struct view_input *in)
{
	bool inside = in->focus != PANEL_NONE, on_lanes = !inside || in->focus == PANEL_LANES;

	switch (where) {
	case ON_LANES:
		return on_lanes;
	case ON_A_PANEL:
		return !on_lanes;
	case IN_NO_PANEL:
		return !inside;
	case IN_A_PANEL:
		return inside && !in->zoomed;
	case IN_A_WHOLE_PANEL:
		return inside && in->zoomed;
	default:
		return true;
	}
}

static bool applies(const struct hint *hint, const struct view_input *in)
{
	static const uint16_t asked[] = {[ASKS_UNTIL] = UNTIL, [ASKS_BREAK] = BREAK, [ASKS_OUTCOME] = OUTCOME,
					 [ASKS_WORD] = WORD};
	bool past = in->model->step < in->step_now, playing = in->run.playing;
	unsigned now = 0;

	if (in->asks != ASKS_NOTHING)
		return (hint->when & asked[in->asks]) != 0;
	if (strcmp(in->run.strategy, "recording") == 0)
		now = !past ? 0 : playing ? FILE_PLAYING : FILE_PAUSED;
	else
		now = A_RUN | (past ? PAST : in->run.ended ? 0 : playing ? PLAYING : PAUSED);
	return (hint->when == ALWAYS || (hint->when & now)) && is_there((enum where)hint->where, in);
}

/* Is told of each hint that is laid out, from (x, y) on and `width` cells wide. */
typedef void (*take_hint)(void *context, const struct hint *hint, const char *label, int x, int y, int width);

/* Lays the hints out, and hands them over unless `take` is NULL; returns the rows they take. */
static int lay_out(take_hint take, void *context, struct area area, const struct view_input *in, int importance)
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
		if (take != NULL && row < area.height)
			take(context, &hints[i], label, x, area.y + row, width);
		x += width + 2;
	}
	return row + 1;
}

static int find_importance(const struct view_input *in, int width)
{
	int importance = in->lecture ? IMPORTANCE_LECTURE : IMPORTANCE_LEAST;

	while (importance > 0 && lay_out(NULL, NULL, (struct area){0, 0, width, 0}, in, importance) > HINT_ROWS)
		importance--;
	return importance;
}

/* A question moves no panel: the answers take the rows of the keys. */
int hints_rows(const struct view_input *in, int width)
{
	struct view_input unasked = *in;
	int rows;

	unasked.asks = ASKS_NOTHING;
	rows = lay_out(NULL, NULL, (struct area){0, 0, width, 0}, &unasked, find_importance(&unasked, width));

	return rows < HINT_ROWS ? rows : HINT_ROWS;
}

static void draw_hint(void *context, const struct hint *hint, const char *label, int x, int y, int width)
{
	struct frame *frame = context;
	int used = frame_put(frame, x, y, width, STYLE_KEY, hint->key);

	frame_put(frame, x + used + 1, y, width - used - 1, STYLE_DIM, label);
}

void hints_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	lay_out(draw_hint, frame, area, in, find_importance(in, area.width));
}

struct aim {
	int x, y;
	char *key;
	size_t size;
};

/* Of a hint for two keys ("up/down", "+-") the left half is the first and the right half the second. */
static void aim_at(void *context, const struct hint *hint, const char *label, int x, int y, int width)
{
	const struct aim *aim = context;
	const char *slash = strchr(hint->key + 1, '/'); /* the key "/" is one */
	bool right = aim->x >= x + width / 2;

	(void)label;
	if (aim->y != y || aim->x < x || aim->x >= x + width || strcmp(hint->key, "0-9") == 0)
		return;
	if (slash != NULL)
		snprintf(aim->key, aim->size, "%.*s", (int)(right ? strlen(slash + 1) : (size_t)(slash - hint->key)),
			 right ? slash + 1 : hint->key);
	else if (strcmp(hint->key, "+-") == 0)
		snprintf(aim->key, aim->size, "%s", right ? "-" : "+");
	else
		snprintf(aim->key, aim->size, "%s", hint->key);
}

void hints_hit(char *key, size_t size, struct area area, const struct view_input *in, int x, int y)
{
	struct aim aim = {x, y, key, size};

	key[0] = '\0';
	lay_out(aim_at, &aim, area, in, find_importance(in, area.width));
}
