/* Objects: who has each, who waits for it, what it holds.
 *
 * A first pass over the list counts the rows and finds the one of the last event's object, a second draws
 * those that the area shows, so that what has just changed is always seen. */
#include "view/list.h"
#include "view/panels.h"
#include "view/words.h"

enum { LABEL_WIDTH = 8 /* of "  timers" */ };

enum { RANKS = 4 };

/* Loops and queues are what their scenarios are about: they come first; the copies that a fork made come
 * last. */
static int rank_of(const struct model_object *object)
{
	if (object->cloned_from != LOG_NONE)
		return 3;
	return object->type == TYPE_LOOP ? 0 : object->type == TYPE_QUEUE ? 1 : 2;
}

static void put_all(struct list *list)
{
	const struct model *model = list->model;
	uint32_t i;
	int rank;

	for (i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind == TYPE_PROCESS)
			list_process(list, &model->actors[i]);
	for (rank = 0; rank < RANKS; rank++)
		for (i = 0; i < model->object_count; i++) {
			const struct model_object *object = &model->objects[i];
			char name[WORDS_MAX];

			if (rank_of(object) != rank)
				continue;
			if (model->last_valid && model->last.object == object->id)
				list->focus = list->row;
			words_name(name, sizeof(name), list->in, object->id);
			list_object(list, name, object);
		}
}

static int widest_name(const struct view_input *in, const struct model *model, int most)
{
	int widest = 4;
	uint32_t i;

	for (i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind == TYPE_PROCESS) {
			int width = frame_text_width(model_name(model, i)) + 2;

			widest = width > widest ? width : widest;
		}
	for (i = 0; i < model->object_count; i++) {
		if (model->objects[i].type == TYPE_LOOP)
			widest = LABEL_WIDTH > widest ? LABEL_WIDTH : widest;
		if (model->objects[i].type != 0) {
			char name[WORDS_MAX];
			int width =
			    frame_text_width(words_name(name, sizeof(name), in, model->objects[i].id));

			widest = width > widest ? width : widest;
		}
	}
	return widest > most ? most : widest;
}

static struct list begin_list(const struct view_input *in, const struct model *model, struct area area)
{
	return (struct list){.area = area,
			     .in = in,
			     .model = model,
			     .focus = -1,
			     .name_width = widest_name(in, timeline_head(in->timeline), area.width / 3)};
}

int objects_rows(const struct view_input *in, const struct model *model, int width)
{
	struct list list = begin_list(in, model, (struct area){0, 0, width, 0});

	put_all(&list);
	return list.row;
}

static bool has_type(const struct model *model, uint8_t type)
{
	uint32_t i;

	for (i = 0; i < model->object_count; i++)
		if (model->objects[i].type == type)
			return true;
	return false;
}

bool objects_are_queues(const struct model *model)
{
	return has_type(model, TYPE_QUEUE) && !has_type(model, TYPE_LOOP);
}

static const char *title_of(const struct model *head)
{
	return has_type(head, TYPE_LOOP) ? N_("Event loop") : objects_are_queues(head) ? N_("Queues") : N_("Objects");
}

void objects_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	struct area inside = {area.x, area.y + 1, area.width, area.height - 1};
	struct list list = begin_list(in, in->model, inside);
	char title[WORDS_MAX];
	int rows, top = 0;

	put_all(&list);
	rows = list.row;
	if (rows > inside.height) {
		top = list.focus >= inside.height - 1 ? list.focus - inside.height / 2 : 0;
		top = top > rows - inside.height ? rows - inside.height : top;
	}
	words_title(title, sizeof(title), in, title_of(timeline_head(in->timeline)), (uint64_t)top,
		    rows - top > inside.height ? (uint64_t)(rows - top - inside.height) : 0);
	draw_rule(frame, area.x, area.y, area.width, title, in->ascii);
	list = begin_list(in, in->model, inside);
	list.frame = frame;
	list.top = top;
	put_all(&list);
}
