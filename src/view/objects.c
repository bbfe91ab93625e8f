/* Objects: who has each, who waits for it, what it holds. The panels of queues, loops, pools, values and
 * processes are the same list, of their own kind each and in more words.
 *
 * A first pass over the list counts the rows and finds the one of the last event's object, a second draws
 * those that the pane shows, so that what has just changed is always seen. */
#include "view/bands.h"
#include "view/list.h"
#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

enum {
	LABEL_WIDTH = 8,     /* of "  timers", a row of a loop or pool */
	ENDED_TASKS_MAX = 2, /* rows kept free for what they awaited */
};

/* The panel that is for such objects; what a gather awaits is shown with its loop. */
static enum view_panel home_of(const struct model_object *object)
{
	static const uint8_t homes[LOG_TYPE_COUNT] = {
	    [TYPE_QUEUE] = PANEL_QUEUES,
	    [TYPE_LOOP] = PANEL_LOOP,
	    [TYPE_FUTURE] = PANEL_POOL,
	    [TYPE_EXECUTOR] = PANEL_POOL,
	    [TYPE_VAR] = PANEL_VALUES,
	    [TYPE_VALUE] = PANEL_VALUES,
	    [TYPE_POOL] = PANEL_POOL,
	    [TYPE_RESULT] = PANEL_POOL,
	    [TYPE_SERVER] = PANEL_LOOP,
	    [TYPE_CONNECTION] = PANEL_LOOP,
	};

	if (object->type == TYPE_FUTURE && object->bound == 0)
		return PANEL_LOOP;
	return object->type < LOG_TYPE_COUNT && homes[object->type] != PANEL_NONE
		   ? (enum view_panel)homes[object->type]
		   : PANEL_OBJECTS;
}

static bool has_type(const struct model *model, uint8_t type)
{
	uint32_t i;

	for (i = 0; i < model->object_count; i++)
		if (model->objects[i].type == type)
			return true;
	return false;
}

static bool has_any_of(const struct view_input *in, enum view_panel panel)
{
	const struct model *head = timeline_head(in->timeline);
	uint32_t i;

	for (i = 0; i < head->object_count; i++)
		if (head->objects[i].type != 0 && home_of(&head->objects[i]) == panel)
			return true;
	return false;
}

bool queues_apply(const struct view_input *in)
{
	return has_any_of(in, PANEL_QUEUES);
}

bool loops_apply(const struct view_input *in)
{
	return has_any_of(in, PANEL_LOOP);
}

bool pools_apply(const struct view_input *in)
{
	return has_any_of(in, PANEL_POOL);
}

bool values_apply(const struct view_input *in)
{
	return has_any_of(in, PANEL_VALUES);
}

bool processes_apply(const struct view_input *in)
{
	const struct model *head = timeline_head(in->timeline);
	uint32_t i;

	for (i = 0; i < head->actor_count; i++)
		if (head->actors[i].kind == TYPE_PROCESS)
			return true;
	return false;
}

bool objects_apply(const struct view_input *in)
{
	return has_any_of(in, PANEL_OBJECTS);
}

/* ---- the list ---- */

static bool lists(const struct list *list, enum view_panel home)
{
	return list->pane->panel == home || (list->pane->panel == PANEL_OBJECTS && !list->pane->split);
}

enum { RANKS = 4 };

/* Loops, pools and queues are what their scenarios are about: they come first; the copies that a fork made come
 * last. */
static int rank_of(const struct model_object *object)
{
	if (object->cloned_from != LOG_NONE)
		return 3;
	if (object->type == TYPE_LOOP || object->type == TYPE_POOL)
		return 0;
	return object->type == TYPE_QUEUE || object->type == TYPE_EXECUTOR ? 1 : 2;
}

static void put_object(struct list *list, const struct model_object *object)
{
	const struct model *model = list->model;
	char name[WORDS_MAX];

	if (model->last_valid && model->last.object == object->id)
		list->focus = list->row;
	words_name(name, sizeof(name), list->in, object->id);
	list_object(list, name, object);
}

static bool is_value(const struct model_object *object)
{
	return object->type == TYPE_VAR || object->type == TYPE_VALUE;
}

static void put_processes(struct list *list)
{
	uint32_t i;

	for (i = 0; i < list->model->actor_count && lists(list, PANEL_PROCESSES); i++)
		if (list->model->actors[i].kind == TYPE_PROCESS)
			list_process(list, &list->model->actors[i]);
}

/* All variables and values together, where the first of them has its place. Processes come behind what the lanes do
 * not show. */
static void put_all(struct list *list)
{
	const struct model *model = list->model;
	bool values = false;
	uint32_t i;
	int rank;

	for (rank = 0; rank < RANKS; rank++)
		for (i = 0; i < model->object_count; i++) {
			const struct model_object *object = &model->objects[i];

			if (rank_of(object) != rank || !lists(list, home_of(object)) || (is_value(object) && values))
				continue;
			values = values || is_value(object);
			if (is_value(object))
				list_values(list);
			else
				put_object(list, object);
		}
	put_processes(list);
}

static int wider(int widest, int width)
{
	return width > widest ? width : widest;
}

/* The cells of "A " before the name of a lock. */
static int letter_width(const struct list *list, const struct model_object *object)
{
	return list->pane->bands && bands_letter(list->model, object->id) != 0 ? 2 : 0;
}

/* The copies of a variable need no name when they stand side by side. */
static int widest_name(const struct list *list, const struct model *model, int most, bool copies)
{
	int widest = 4;
	char name[WORDS_MAX];
	uint32_t i;

	for (i = 0; i < model->actor_count && lists(list, PANEL_PROCESSES); i++)
		if (model->actors[i].kind == TYPE_PROCESS)
			widest = wider(widest, frame_text_width(model_name(model, i)) + 2);
	for (i = 0; i < model->object_count; i++) {
		const struct model_object *object = &model->objects[i];

		if (object->type == 0 || !lists(list, home_of(object)) ||
		    (!copies && list_is_copied_var(model, object)))
			continue;
		if (object->type == TYPE_LOOP || object->type == TYPE_POOL)
			widest = wider(widest, LABEL_WIDTH);
		words_name(name, sizeof(name), list->in, object->id);
		widest = wider(widest, frame_text_width(name) + letter_width(list, object));
	}
	return widest > most ? most : widest;
}

static struct list begin_list(const struct view_input *in, const struct model *model, const struct pane *pane)
{
	struct list list = {.area = pane->area,
			    .pane = pane,
			    .in = in,
			    .model = model,
			    .rich = pane->panel != PANEL_OBJECTS || (in->zoomed && in->focus == PANEL_OBJECTS),
			    .focus = -1};
	const struct model *head = timeline_head(in->timeline);
	const int most = pane->area.width * 2 / 5;

	list.name_width = widest_name(&list, head, most, false);
	if (!list_has_value_table(&list, head, list.name_width))
		list.name_width = widest_name(&list, head, most, true);
	return list;
}

/* Rows that tasks and connections had before their end: whoever looks back finds room for them. */
static int rows_of_the_ended(const struct model *head)
{
	int tasks = 0, sockets = 0;
	uint32_t i;

	for (i = 0; i < head->actor_count && tasks < ENDED_TASKS_MAX; i++)
		tasks += head->actors[i].kind == TYPE_TASK && model_ended(&head->actors[i]);
	for (i = 0; i < head->object_count; i++)
		sockets += (head->objects[i].type == TYPE_SERVER || head->objects[i].type == TYPE_CONNECTION) &&
			   head->objects[i].closed;
	return tasks + sockets;
}

static int rows_of(struct list list, const struct model_object *object)
{
	list.row = 0;
	put_object(&list, object);
	return list.row;
}

/* Rows of lines in which nobody stands any more: who looks back finds room for them. */
static int rows_of_former_lines(const struct list *list)
{
	struct list lineless = *list;
	int rows = 0, widest = words_widest_name(list->in);
	uint32_t i;

	lineless.lineless = true;
	for (i = 0; i < list->model->object_count; i++) {
		const struct model_object *object = &list->model->objects[i];

		if (object->type != 0 && lists(list, home_of(object)) && list_line_has_row(list, object, widest))
			rows += rows_of(*list, object) == rows_of(lineless, object);
	}
	return rows;
}

int objects_wants(const struct view_input *in, const struct pane *pane)
{
	struct list list = begin_list(in, timeline_head(in->timeline), pane);

	put_all(&list);
	list.row += rows_of_former_lines(&list);
	return list.row + (lists(&list, PANEL_LOOP) ? rows_of_the_ended(list.model) : 0);
}

bool objects_are_queues(const struct model *model)
{
	return has_type(model, TYPE_QUEUE) && !has_type(model, TYPE_LOOP);
}

/* The list of all is called after what it shows first. */
void objects_name(char *out, size_t size, const struct view_input *in, const struct pane *pane)
{
	const struct model *head = timeline_head(in->timeline);
	const char *title = pane->split                ? N_("Objects")
			    : has_type(head, TYPE_LOOP)  ? N_("Event loop")
			    : has_type(head, TYPE_EXECUTOR) ? N_("Pools and futures")
			    : objects_are_queues(head) ? N_("Queues")
						       : N_("Objects");

	phrase_copy(out, size, tr(in->catalog, title));
}

struct extent objects_extent(const struct view_input *in, const struct pane *pane)
{
	struct list list = begin_list(in, in->model, pane);
	int height = pane->area.height, top = 0;

	put_all(&list);
	if (list.row > height && list.focus >= height - 1)
		top = list.focus - height / 2;
	if (top > list.row - height)
		top = list.row - height;
	return (struct extent){list.row, top > 0 ? top : 0};
}

void objects_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	struct list list = begin_list(in, in->model, pane);

	list.frame = frame;
	list.top = pane->top;
	put_all(&list);
}
