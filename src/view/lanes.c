/* Lanes: a row an actor; its number, its name, a process's pid, its past, a word for its state, and what it is
 * about to do or waits for; of a process that has ended, its exit code. Where there is room, a second row under those that have had a lock says which they hold.
 *
 * With more lanes than rows, and as long as nobody goes through them, the interesting ones are shown. */
#include <inttypes.h>
#include <stdio.h>

#include "view/bands.h"
#include "view/lane_list.h"
#include "view/panels.h"
#include "view/past.h"
#include "view/phrase.h"
#include "view/words.h"

struct columns {
	int number, name, pid, past, word, text; /* x, relative to the area */
	int number_width, name_width, pid_width, past_width, word_width, text_width;
};

enum { PID_FROM_WIDTH = 80 /* on a narrower screen the past needs the cells */ };

static int word_width(const struct view_input *in)
{
	int widest = 0;
	uint8_t state;

	for (state = ACTOR_NEW; state <= ACTOR_CANCELLED; state++) {
		int width = frame_text_width(words_state_name(in->catalog, state));

		widest = width > widest ? width : widest;
	}
	return widest;
}

/* The cells that the run's process ids take; 0 where nothing has been forked. */
static int pid_width(const struct view_input *in)
{
	const struct model *head = timeline_head(in->timeline);
	char pid[24];
	int widest = 0;
	uint32_t id;

	for (id = 0; id < head->actor_count; id++)
		if (head->actors[id].kind == TYPE_PROCESS && head->actors[id].pid != 0) {
			int width = snprintf(pid, sizeof(pid), "%" PRId64, head->actors[id].pid);

			widest = width > widest ? width : widest;
		}
	return widest;
}

static int digits(uint32_t number)
{
	int count = 1;

	for (; number > 9; number /= 10)
		count++;
	return count;
}

/* The cells that the longest name takes, with what sets it in and what is folded away below it. */
static int widest_name(const struct view_input *in)
{
	const struct model *head = timeline_head(in->timeline);
	int widest = words_widest_name(in);
	struct lane_list list;
	uint32_t i;

	lane_list_find(&list, in, head);
	for (i = 0; i < list.count; i++) {
		const struct lane *lane = &list.lanes[i];
		int width = lane->depth + frame_text_width(model_name(head, lane->id));

		if (lane->folded && lane->below > 0)
			width += digits(lane->below) + 2; /* "+2 " */
		widest = width > widest ? width : widest;
	}
	return widest;
}

static struct columns place_columns(const struct view_input *in, int width)
{
	struct columns columns;
	int most = width < 80 ? 9 : width < 120 ? 12 : 20, used;

	columns.number_width = digits(timeline_head(in->timeline)->actor_count - 1);
	columns.name_width = widest_name(in);
	if (columns.name_width > most)
		columns.name_width = most;
	columns.word_width = word_width(in);
	columns.text_width = width * 28 / 100;
	columns.number = 1;
	columns.name = columns.number + columns.number_width + 1;
	columns.pid_width = width < PID_FROM_WIDTH ? 0 : pid_width(in);
	columns.pid = columns.name + columns.name_width + 1;
	columns.past = columns.pid + columns.pid_width + (columns.pid_width > 0);
	used = columns.past + 1 + columns.word_width + 1 + columns.text_width;
	columns.past_width = width - used;
	columns.word = columns.past + columns.past_width + 1;
	columns.text = columns.word + columns.word_width + 1;
	columns.text_width = width - columns.text;
	return columns;
}

enum { SHOWN_MAX = 256 };

/* ---- which lanes, and where ---- */

/* Whether the reader goes through the lanes: then they stand in their order, all of them. */
static bool is_browsing(const struct view_input *in)
{
	return in->focus == PANEL_LANES || in->scroll[PANEL_LANES] != 0;
}

static int count_bands(const struct lane_list *list, const struct view_input *in)
{
	uint32_t i;
	int count = 0;

	for (i = 0; i < list->count; i++)
		count += history_has_owned(timeline_history(in->timeline), list->lanes[i].id);
	return count;
}

/* Whether all lanes and their bands fit. */
static bool shows_bands(const struct lane_list *list, const struct view_input *in, const struct pane *pane)
{
	int second = pane->tall ? (int)list->count : count_bands(list, in);

	return pane->bands && (int)list->count + second <= pane->area.height;
}

int lanes_wants(const struct view_input *in, const struct pane *pane)
{
	struct lane_list list;

	lane_list_find(&list, in, timeline_head(in->timeline));
	if (pane->tall)
		return 2 * (int)list.count;
	return (int)list.count + (pane->bands ? count_bands(&list, in) : 0);
}

struct extent lanes_extent(const struct view_input *in, const struct pane *pane)
{
	int rows = pane->area.height, count, top = 0;
	struct lane_list list;
	uint32_t marked;

	lane_list_find(&list, in, in->model);
	count = (int)list.count;
	if (!is_browsing(in) && count > rows)
		count = rows;
	marked = lane_list_place(&list, in->marked);
	if (count > rows && marked < list.count)
		top = (int)marked - rows / 2;
	top = top > count - rows ? count - rows : top;
	return (struct extent){count, top > 0 ? top : 0};
}

void lanes_name(char *out, size_t size, const struct view_input *in, const struct pane *pane)
{
	struct lane_list list;
	char more[16];

	lane_list_find(&list, in, in->model);
	phrase_copy(out, size, tr(in->catalog, panel_table[PANEL_LANES].title));
	if (is_browsing(in) || (int)list.count <= pane->area.height)
		return;
	snprintf(more, sizeof(more), "%d", (int)list.count - pane->area.height);
	tr_format(out, size, in->catalog, N_("%1$s (%2$s more)"),
		  tr(in->catalog, panel_table[PANEL_LANES].title), more);
}

/* The lanes that are shown, and their rows. */
struct places {
	int count;
	struct lane lanes[SHOWN_MAX];
	struct bands_lane at[SHOWN_MAX];
	bool bands[SHOWN_MAX]; /* a second row says which locks it holds */
};

static void place_lanes(struct places *places, const struct pane *pane, const struct view_input *in)
{
	int y = pane->area.y, end = y + pane->area.height;
	struct lane_list list;
	bool bands;
	uint32_t i;

	lane_list_find(&list, in, in->model);
	bands = shows_bands(&list, in, pane);
	if (!is_browsing(in))
		lane_list_choose(&list, in, (uint32_t)pane->area.height);
	places->count = 0;
	for (i = (uint32_t)pane->top; i < list.count && y < end && places->count < SHOWN_MAX; i++) {
		int place = places->count++;
		bool band = bands && history_has_owned(timeline_history(in->timeline), list.lanes[i].id);

		places->lanes[place] = list.lanes[i];
		places->at[place] = (struct bands_lane){list.lanes[i].id, y};
		places->bands[place] = band && y + 1 < end;
		y += band || (bands && pane->tall) ? 2 : 1;
	}
}

/* ---- drawing ---- */

static void put_name(char *out, size_t size, const struct view_input *in, const struct lane *lane)
{
	struct phrase phrase = phrase_begin(out, size);
	char hidden[16];
	int i;

	for (i = 0; i < lane->depth; i++)
		phrase_add(&phrase, " ");
	if (lane->folded && lane->below > 0) {
		snprintf(hidden, sizeof(hidden), "+%u ", (unsigned)lane->below);
		phrase_add(&phrase, hidden);
	}
	phrase_add(&phrase, model_name(in->model, lane->id));
}

static bool has_pid(const struct columns *columns, const struct model_actor *actor)
{
	return columns->pid_width > 0 && actor->kind == TYPE_PROCESS && actor->pid != 0;
}

static void draw_pid(struct frame *frame, int x, int y, const struct columns *columns, enum style style,
		     const struct model_actor *actor)
{
	char pid[24];

	if (!has_pid(columns, actor))
		return;
	snprintf(pid, sizeof(pid), "%*" PRId64, columns->pid_width, actor->pid);
	frame_put(frame, x, y, columns->pid_width, style, pid);
}

static void draw_lane(struct frame *frame, struct area area, int y, const struct view_input *in,
		      const struct lane *lane, const struct columns *columns, const struct axis *axis)
{
	bool marked = lane->id == in->marked;
	enum style style = marked ? STYLE_MARK : STYLE_PLAIN;
	const struct model_actor *actor = model_actor(in->model, lane->id);
	int x, name_room = columns->name_width; /* to the past, where no process id stands before it */
	struct words_state state;
	const char *text;
	char number[16], name[WORDS_MAX];

	if (!has_pid(columns, actor))
		name_room = columns->past - columns->name - 1;
	words_state(&state, in, actor);
	text = frame_text_width(state.text) <= columns->text_width ? state.text : state.brief;
	for (x = 0; marked && x < area.width; x++)
		frame_put(frame, area.x + x, y, 1, STYLE_MARK, " ");
	frame_put(frame, area.x, y, 1, style, marked ? ">" : " ");
	snprintf(number, sizeof(number), "%*" PRIu32, columns->number_width, lane->id);
	frame_put(frame, area.x + columns->number, y, columns->number_width, style, number);
	put_name(name, sizeof(name), in, lane);
	draw_name(frame, area.x + columns->name, y, name_room, style, name, in->ascii);
	draw_pid(frame, area.x + columns->pid, y, columns, marked ? STYLE_MARK : STYLE_DIM, actor);
	past_draw(frame, area.x + columns->past, y, in, lane->id, axis);
	frame_put(frame, area.x + columns->word, y, columns->word_width, marked ? STYLE_MARK : state.style,
		  state.word);
	draw_clipped(frame, area.x + columns->text, y, columns->text_width, style, text, in->ascii);
}

void lanes_rule(struct frame *frame, const struct pane *pane, const struct view_input *in, int free)
{
	struct columns columns = place_columns(in, pane->area.width);
	struct axis axis = axis_choose(in, columns.past_width);

	axis_draw_ruler(frame, pane->area.x + columns.past, pane->area.y - 1, in, &axis, free);
	axis_draw_scale(frame, pane->area.x + pane->area.width - 1, pane->area.y - 1, in, &axis);
	axis_draw_cursor(frame, pane->area.x + columns.past, pane->area.y - 1, in, &axis);
}

void lanes_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	struct columns columns = place_columns(in, pane->area.width);
	struct axis axis = axis_choose(in, columns.past_width);
	int past = pane->area.x + columns.past, i;
	struct places places;

	place_lanes(&places, pane, in);
	for (i = 0; i < places.count; i++) {
		const struct bands_lane *at = &places.at[i];

		draw_lane(frame, pane->area, at->y, in, &places.lanes[i], &columns, &axis);
		if (places.bands[i])
			bands_draw(frame, past, at->y + 1, in, at->id, &axis);
	}
	bands_draw_wakes(frame, past, in, &axis, places.at, places.count);
}

void lanes_hit(struct view_hit *hit, const struct pane *pane, const struct view_input *in, int x, int y)
{
	struct columns columns = place_columns(in, pane->area.width);
	struct axis axis = axis_choose(in, columns.past_width);
	int cell = x - pane->area.x - columns.past, i;
	struct places places;

	place_lanes(&places, pane, in);
	for (i = 0; i < places.count; i++)
		if (y >= places.at[i].y && (i + 1 == places.count || y < places.at[i + 1].y))
			hit->lane = places.at[i].id;
	if (cell < 0 || cell >= columns.past_width)
		return;
	hit->step = in->axis == AXIS_TIME ? timeline_step_at(in->timeline, axis.start + (cell + 1) * axis.slice - 1)
					  : axis.first + (uint64_t)(cell / axis.cells);
	hit->has_step = hit->step <= in->step_now;
}

/* ---- questions ---- */

uint64_t view_past_from(const struct view_input *input, int width)
{
	struct axis axis = axis_choose(input, place_columns(input, width).past_width);

	return axis_from(input, &axis);
}

uint64_t view_steps_a_page(const struct view_input *input, int width)
{
	enum { STEPS_OF_TIME = 10 /* and of what is not drawn */ };
	struct axis axis = axis_choose(input, place_columns(input, width).past_width);

	return input->axis == AXIS_STEPS && axis.width > axis.cells && !input->unseen
		   ? (uint64_t)(axis.width / axis.cells)
		   : STEPS_OF_TIME;
}

uint32_t view_next_lane(const struct view_input *input, uint32_t lane, int by)
{
	struct lane_list list;
	uint32_t place;

	lane_list_find(&list, input, input->model);
	place = lane_list_place(&list, lane);
	if (place == list.count)
		place = by > 0 ? 0 : list.count - 1;
	else
		place = by > 0 ? place + 1 : place - 1;
	return place < list.count ? list.lanes[place].id : LOG_NONE;
}

bool view_has_lanes_below(const struct view_input *input, uint32_t lane)
{
	struct lane_list list;
	uint32_t place;

	lane_list_find(&list, input, input->model);
	place = lane_list_place(&list, lane);
	return place < list.count && list.lanes[place].below > 0;
}
