/* Lanes: a row an actor; its number, its name, its past, a word for its state, and what it is about to do or
 * waits for. */
#include <inttypes.h>
#include <stdio.h>

#include "view/panels.h"
#include "view/past.h"
#include "view/words.h"

struct columns {
	int number, name, past, word, text; /* x, relative to the area */
	int number_width, name_width, past_width, word_width, text_width;
};

static int word_width(const struct view_input *in)
{
	int widest = 0;
	uint8_t state;

	for (state = ACTOR_NEW; state <= ACTOR_KILLED; state++) {
		int width = frame_text_width(words_state_name(in->catalog, state));

		widest = width > widest ? width : widest;
	}
	return widest;
}

static struct columns place_columns(const struct view_input *in, int width)
{
	struct columns columns;
	int most = width < 80 ? 9 : width < 120 ? 12 : 20, used;

	columns.number_width = timeline_head(in->timeline)->actor_count > 10 ? 2 : 1;
	columns.name_width = words_widest_name(in);
	if (columns.name_width > most)
		columns.name_width = most;
	columns.word_width = word_width(in);
	columns.text_width = width * 28 / 100;
	columns.number = 1;
	columns.name = columns.number + columns.number_width + 1;
	columns.past = columns.name + columns.name_width + 1;
	used = columns.past + 1 + columns.word_width + 1 + columns.text_width;
	columns.past_width = width - used;
	columns.word = columns.past + columns.past_width + 1;
	columns.text = columns.word + columns.word_width + 1;
	columns.text_width = width - columns.text;
	return columns;
}

static void draw_lane(struct frame *frame, struct area area, int y, const struct view_input *in, uint32_t id,
		      const struct columns *columns, const struct axis *axis)
{
	bool marked = id == in->marked;
	enum style style = marked ? STYLE_MARK : STYLE_PLAIN;
	struct words_state state;
	const char *text;
	char number[16];
	int x;

	words_state(&state, in, model_actor(in->model, id));
	text = frame_text_width(state.text) <= columns->text_width ? state.text : state.brief;
	for (x = 0; marked && x < area.width; x++)
		frame_put(frame, area.x + x, y, 1, STYLE_MARK, " ");
	frame_put(frame, area.x, y, 1, style, marked ? ">" : " ");
	snprintf(number, sizeof(number), "%*" PRIu32, columns->number_width, id);
	frame_put(frame, area.x + columns->number, y, columns->number_width, style, number);
	draw_clipped(frame, area.x + columns->name, y, columns->name_width, style, model_name(in->model, id),
		     in->ascii);
	past_draw(frame, area.x + columns->past, y, in, id, axis);
	frame_put(frame, area.x + columns->word, y, columns->word_width, marked ? STYLE_MARK : state.style,
		  state.word);
	draw_clipped(frame, area.x + columns->text, y, columns->text_width, style, text, in->ascii);
}

int lanes_count(const struct model *model)
{
	uint32_t id;
	int count = 0;

	for (id = 0; id < model->actor_count; id++)
		count += model_actor(model, id) != NULL;
	return count;
}

/* How many lanes come before `marked`. */
static int place_of(const struct model *model, uint32_t marked)
{
	uint32_t id;
	int place = 0;

	for (id = 0; id < model->actor_count && id < marked; id++)
		place += model_actor(model, id) != NULL;
	return place;
}

void lanes_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	struct columns columns = place_columns(in, area.width);
	struct axis axis = axis_choose(in, columns.past_width);
	int rows = area.height - 1, count = lanes_count(in->model), top = 0, row = 0, title_end;
	char title[WORDS_MAX];
	uint32_t id;

	if (count > rows) {
		top = in->marked < in->model->actor_count ? place_of(in->model, in->marked) - rows / 2 : 0;
		top = top < 0 ? 0 : top > count - rows ? count - rows : top;
	}
	words_title(title, sizeof(title), in, N_("Lanes"), (uint64_t)top,
		    count - top > rows ? (uint64_t)(count - top - rows) : 0);
	title_end = draw_rule(frame, area.x, area.y, area.width, title, in->ascii);
	axis_draw_ruler(frame, area.x + columns.past, area.y, in, &axis, title_end + 1);
	axis_draw_scale(frame, area.x + area.width - 1, area.y, in, &axis);
	for (id = 0; id < in->model->actor_count; id++) {
		if (model_actor(in->model, id) == NULL)
			continue;
		if (row >= top && row < top + rows)
			draw_lane(frame, area, area.y + 1 + row - top, in, id, &columns, &axis);
		row++;
	}
}
