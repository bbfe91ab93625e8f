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

static int count_lanes(const struct model *model)
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

int lanes_wants(const struct view_input *in, const struct pane *pane)
{
	(void)pane;
	return count_lanes(timeline_head(in->timeline));
}

struct extent lanes_extent(const struct view_input *in, const struct pane *pane)
{
	int rows = pane->area.height, count = count_lanes(in->model), top = 0;

	if (count > rows && in->marked < in->model->actor_count)
		top = place_of(in->model, in->marked) - rows / 2;
	top = top > count - rows ? count - rows : top;
	return (struct extent){count, top > 0 ? top : 0};
}

void lanes_rule(struct frame *frame, const struct pane *pane, const struct view_input *in, int free)
{
	struct columns columns = place_columns(in, pane->area.width);
	struct axis axis = axis_choose(in, columns.past_width);

	axis_draw_ruler(frame, pane->area.x + columns.past, pane->area.y - 1, in, &axis, free);
	axis_draw_scale(frame, pane->area.x + pane->area.width - 1, pane->area.y - 1, in, &axis);
}

void lanes_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	struct columns columns = place_columns(in, pane->area.width);
	struct axis axis = axis_choose(in, columns.past_width);
	int row = 0;
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		if (model_actor(in->model, id) == NULL)
			continue;
		if (row >= pane->top && row < pane->top + pane->area.height)
			draw_lane(frame, pane->area, pane->area.y + row - pane->top, in, id, &columns, &axis);
		row++;
	}
}

uint64_t view_steps_a_page(const struct view_input *input, int width)
{
	enum { STEPS_OF_TIME = 10 };
	struct axis axis = axis_choose(input, place_columns(input, width).past_width);

	return input->axis == AXIS_STEPS ? (uint64_t)(axis.width / axis.cells) : STEPS_OF_TIME;
}
