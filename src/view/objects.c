/* Objects: who has each, who waits for it, what it holds.
 *
 * Everything is written as rows into a window over the list: a first pass counts the rows and finds the one of the last
 * event's object, a second draws those that the area shows, so that what has just changed is always seen. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

enum { ROW_MAX = 512, LABEL_WIDTH = 8 /* of "  timers" */, TIMERS_MAX = 16 };

struct list {
	struct frame *frame; /* NULL: only count */
	struct area area;    /* without the rule */
	const struct view_input *in;
	const struct model *model;
	int name_width;
	int row;             /* the next row of the list */
	int top;             /* the first one shown */
	int focus;           /* the first row of the last event's object, -1 none */
};

/* ---- rows ---- */

/* Takes the next row of the list; its y on the screen, or -1: it is not shown. */
static int take_row(struct list *list)
{
	int y = list->row++ - list->top;

	return list->frame != NULL && y >= 0 && y < list->area.height ? list->area.y + y : -1;
}

static void put_row(struct list *list, const char *name, enum style style, const char *text)
{
	int y = take_row(list), x = list->area.x + 1, room = list->area.width - 1;

	if (y < 0)
		return;
	draw_clipped(list->frame, x, y, list->name_width < room ? list->name_width : room, STYLE_PLAIN, name,
	             list->in->ascii);
	draw_clipped(list->frame, x + list->name_width + 1, y, room - list->name_width - 1, style, text, list->in->ascii);
}

/* What goes on from the row above. */
static void put_more(struct list *list, enum style style, const char *text)
{
	int y = take_row(list);

	if (y >= 0)
		draw_clipped(list->frame, list->area.x + 3, y, list->area.width - 3, style, text, list->in->ascii);
}

/* `text` and `more` behind it, or on a row of its own when the two do not fit beside each other. */
static void put_rows(struct list *list, const char *name, enum style style, const char *text, const char *more)
{
	char row[ROW_MAX];
	struct phrase phrase = phrase_begin(row, sizeof(row));
	int room = list->area.width - list->name_width - 2;

	if (more[0] == '\0') {
		put_row(list, name, style, text);
		return;
	}
	phrase_join(&phrase, "", text);
	phrase_join(&phrase, "  ", more);
	if (text[0] == '\0' || frame_text_width(row) <= room) {
		put_row(list, name, style, row);
		return;
	}
	put_row(list, name, style, text);
	put_more(list, style, more);
}

/* ---- who waits ---- */

static void add_waiter(struct phrase *out, const struct list *list, uint32_t id, bool woken)
{
	char name[WORDS_MAX], text[WORDS_MAX];

	words_actor(name, sizeof(name), list->in, id);
	if (woken)
		tr_format(text, sizeof(text), list->in->catalog, N_("%1$s (woken)"), name);
	phrase_join(out, ", ", woken ? text : name);
}

static bool is_notified(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);

	return actor != NULL && actor->notified;
}

/* A lock's line: those who block on it, and those whom a notify sent here from a condition's waiting room. */
static void list_lock_line(struct phrase *out, const struct list *list, const struct model_object *lock)
{
	uint32_t i, k;

	for (i = 0; i < lock->line_count; i++)
		add_waiter(out, list, lock->line[i], false);
	for (i = 0; i < list->model->object_count; i++) {
		const struct model_object *condition = &list->model->objects[i];

		if (condition->type != TYPE_CONDITION || condition->lock != lock->id)
			continue;
		for (k = 0; k < condition->line_count; k++)
			if (is_notified(list->model, condition->line[k]))
				add_waiter(out, list, condition->line[k], true);
	}
}

/* "in line: 1 waiter (woken)"; "" when nobody is. */
static void put_line(char *out, size_t size, const struct list *list, const struct model_object *object,
                     const char *message, bool but_notified)
{
	char names[WORDS_MAX];
	struct phrase phrase = phrase_begin(names, sizeof(names));
	uint32_t i;

	if (object->type == TYPE_LOCK || object->type == TYPE_RLOCK)
		list_lock_line(&phrase, list, object);
	else
		for (i = 0; i < object->line_count; i++)
			if (!but_notified || !is_notified(list->model, object->line[i]))
				add_waiter(&phrase, list, object->line[i], is_notified(list->model, object->line[i]));
	out[0] = '\0';
	if (names[0] != '\0')
		tr_format(out, size, list->in->catalog, message, names);
}

/* ---- a row or two for each type ---- */

static void put_lock(struct list *list, const char *name, const struct model_object *lock)
{
	char owner[WORDS_MAX], text[ROW_MAX], line[ROW_MAX], depth[16];

	put_line(line, sizeof(line), list, lock, N_("in line: %1$s"), false);
	if (lock->owner == LOG_NONE) {
		put_rows(list, name, STYLE_PLAIN, tr(list->in->catalog, N_("held by nobody")), line);
		return;
	}
	words_actor(owner, sizeof(owner), list->in, lock->owner);
	snprintf(depth, sizeof(depth), "%" PRId32, lock->count);
	tr_format(text, sizeof(text), list->in->catalog,
	          lock->type == TYPE_RLOCK && lock->count > 1 ? N_("held by %1$s, %2$s deep") : N_("held by %1$s"), owner,
	          depth);
	put_rows(list, name, STYLE_RUNNING, text, line);
}

static void put_semaphore(struct list *list, const char *name, const struct model_object *semaphore)
{
	char text[ROW_MAX], line[ROW_MAX], value[16];

	snprintf(value, sizeof(value), "%" PRId32, semaphore->count);
	tr_format(text, sizeof(text), list->in->catalog, N_("value %1$s"), value);
	put_line(line, sizeof(line), list, semaphore, N_("in line: %1$s"), false);
	put_rows(list, name, semaphore->count > 0 ? STYLE_PLAIN : STYLE_BLOCKED, text, line);
}

static void put_event(struct list *list, const char *name, const struct model_object *event)
{
	char line[ROW_MAX];

	put_line(line, sizeof(line), list, event, N_("waiting: %1$s"), false);
	put_rows(list, name, event->count ? STYLE_RUNNING : STYLE_PLAIN,
	         tr(list->in->catalog, event->count ? N_("is set") : N_("is not set")), line);
}

static void put_condition(struct list *list, const char *name, const struct model_object *condition)
{
	char line[ROW_MAX];

	put_line(line, sizeof(line), list, condition, N_("waiting: %1$s"), true);
	put_rows(list, name, STYLE_PLAIN, line[0] != '\0' ? line : tr(list->in->catalog, N_("waiting: nobody")), "");
}

static void put_var(struct list *list, const char *name, const struct model_object *var)
{
	char value[WORDS_MAX], text[ROW_MAX], by[16];

	words_value(value, sizeof(value), list->in, &var->value);
	snprintf(by, sizeof(by), "%" PRIu32, var->writer);
	if (var->writer != LOG_NONE)
		tr_format(text, sizeof(text), list->in->catalog, N_("%1$s (by %2$s)"), value, by);
	put_rows(list, name, STYLE_PLAIN, var->writer != LOG_NONE ? text : value, "");
}

/* [7 8 9 end]: the next one first. */
static void put_items(char *out, size_t size, const struct list *list, const struct model_object *queue)
{
	struct phrase phrase = phrase_begin(out, size);
	uint32_t i;

	phrase_add(&phrase, "[");
	for (i = 0; i < queue->item_count && phrase.length + 32 < size; i++) {
		char item[WORDS_MAX];

		phrase_add(&phrase, i > 0 ? " " : "");
		phrase_add(&phrase, words_item(item, sizeof(item), list->in, &queue->items[i]));
	}
	phrase_add(&phrase, i < queue->item_count ? " ..." : "]");
}

static void put_queue(struct list *list, const char *name, const struct model_object *queue)
{
	char count[16], bound[16], unfinished[16], depth[WORDS_MAX], items[ROW_MAX], line[WORDS_MAX], text[ROW_MAX];
	int room = list->area.width - list->name_width - 2;
	struct phrase phrase;

	snprintf(count, sizeof(count), "%" PRIu32, queue->item_count);
	snprintf(bound, sizeof(bound), "%" PRId32, queue->bound);
	snprintf(unfinished, sizeof(unfinished), "%" PRId32, queue->count);
	tr_format(depth, sizeof(depth), list->in->catalog,
	          queue->bound > 0 ? N_("%1$s of %2$s, unfinished %3$s") : N_("%1$s, unfinished %3$s"), count, bound,
	          unfinished);
	put_items(items, sizeof(items), list, queue);
	put_line(line, sizeof(line), list, queue, N_("waiting: %1$s"), false);
	phrase = phrase_begin(text, sizeof(text));
	phrase_join(&phrase, "", depth);
	phrase_join(&phrase, "  ", items);
	if (frame_text_width(text) <= room) {
		put_rows(list, name, STYLE_PLAIN, text, line);
	} else {
		put_row(list, name, STYLE_PLAIN, depth);
		put_more(list, STYLE_PLAIN, items);
		if (line[0] != '\0')
			put_more(list, STYLE_PLAIN, line);
	}
}

/* Those of the loop's tasks that sleep, the earliest first; returns how many. */
static uint32_t find_timers(const struct model_actor *out[TIMERS_MAX], const struct model *model, uint32_t loop)
{
	uint32_t id, count = 0, place;

	for (id = 0; id < model->actor_count; id++) {
		const struct model_actor *task = model_actor(model, id);

		if (task == NULL || task->loop != loop || task->state != ACTOR_SLEEPING || !(task->at.flags & LOG_TIMED))
			continue;
		for (place = count; place > 0 && out[place - 1]->at.deadline > task->at.deadline; place--)
			if (place < TIMERS_MAX)
				out[place] = out[place - 1];
		if (place < TIMERS_MAX)
			out[place] = task;
		count += count < TIMERS_MAX;
	}
	return count;
}

static void put_loop(struct list *list, const char *name, const struct model_object *loop)
{
	const struct model_actor *timers[TIMERS_MAX];
	char names[ROW_MAX], text[ROW_MAX], piece[WORDS_MAX], until[32];
	struct phrase phrase = phrase_begin(names, sizeof(names));
	const struct catalog *catalog = list->in->catalog;
	uint32_t i, count = find_timers(timers, list->model, loop->id);

	if (loop->running != LOG_NONE) {
		words_actor(piece, sizeof(piece), list->in, loop->running);
		put_row(list, name, STYLE_RUNNING, tr_format(text, sizeof(text), catalog, N_("runs %1$s"), piece));
	} else {
		put_row(list, name, STYLE_PLAIN,
		        loop->thread == LOG_NONE ? tr(catalog, N_("closed")) : tr(catalog, N_("between two tasks")));
	}
	for (i = 0; i < loop->ready_count; i++)
		phrase_join(&phrase, ", ", words_actor(piece, sizeof(piece), list->in, loop->ready[i]));
	put_row(list, tr(catalog, N_("  ready")), STYLE_READY, names[0] != '\0' ? names : tr(catalog, N_("nobody")));
	phrase = phrase_begin(names, sizeof(names));
	for (i = 0; i < count; i++) {
		words_time(until, sizeof(until), catalog, timers[i]->at.deadline);
		words_actor(piece, sizeof(piece), list->in, timers[i]->id);
		phrase_join(&phrase, ", ", until);
		phrase_join(&phrase, " ", piece);
	}
	put_row(list, tr(catalog, N_("  timers")), STYLE_SLEEPING, names[0] != '\0' ? names : tr(catalog, N_("no timers")));
}

static void put_future(struct list *list, const char *name, const struct model_object *future)
{
	char line[ROW_MAX];

	put_line(line, sizeof(line), list, future, N_("awaited by %1$s"), false);
	if (line[0] != '\0')
		put_row(list, name, STYLE_PLAIN, line);
}

static void put_process(struct list *list, const struct model_actor *process)
{
	char name[WORDS_MAX], pid[24], code[16], text[ROW_MAX];
	const struct catalog *catalog = list->in->catalog;

	words_actor(name, sizeof(name), list->in, process->id);
	snprintf(pid, sizeof(pid), "%" PRId64, process->pid);
	snprintf(code, sizeof(code), "%" PRId32, process->exitcode);
	if (process->state == ACTOR_NEW)
		snprintf(text, sizeof(text), "%s", tr(catalog, N_("not started")));
	else if (model_ended(process))
		tr_format(text, sizeof(text), catalog, N_("pid %1$s, exit code %2$s"), pid, code);
	else
		tr_format(text, sizeof(text), catalog, N_("pid %1$s, alive"), pid);
	put_row(list, name, model_ended(process) ? STYLE_DONE : STYLE_PLAIN, text);
}

/* ---- the list ---- */

typedef void (*put_object)(struct list *list, const char *name, const struct model_object *object);

static const put_object drawers[LOG_TYPE_COUNT] = {
    [TYPE_LOCK] = put_lock,         [TYPE_RLOCK] = put_lock,   [TYPE_SEMAPHORE] = put_semaphore,
    [TYPE_BOUNDED_SEMAPHORE] = put_semaphore,                  [TYPE_EVENT] = put_event,
    [TYPE_CONDITION] = put_condition, [TYPE_QUEUE] = put_queue, [TYPE_VAR] = put_var,
    [TYPE_LOOP] = put_loop,         [TYPE_FUTURE] = put_future,
};

enum { RANKS = 4 };

/* Loops and queues are what their scenarios are about: they come first; the copies that a fork made come last. */
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
			put_process(list, &model->actors[i]);
	for (rank = 0; rank < RANKS; rank++)
		for (i = 0; i < model->object_count; i++) {
			const struct model_object *object = &model->objects[i];
			char name[WORDS_MAX];

			if (object->type >= LOG_TYPE_COUNT || drawers[object->type] == NULL || rank_of(object) != rank)
				continue;
			if (model->last_valid && model->last.object == object->id)
				list->focus = list->row;
			words_name(name, sizeof(name), list->in, object->id);
			drawers[object->type](list, name, object);
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
			int width = frame_text_width(words_name(name, sizeof(name), in, model->objects[i].id));

			widest = width > widest ? width : widest;
		}
	}
	return widest > most ? most : widest;
}

static struct list begin_list(const struct view_input *in, const struct model *model, struct area area)
{
	return (struct list){.area = area, .in = in, .model = model, .focus = -1,
	                     .name_width = widest_name(in, timeline_head(in->timeline), area.width / 3)};
}

int objects_rows(const struct view_input *in, const struct model *model, int width)
{
	struct list list = begin_list(in, model, (struct area){0, 0, width, 0});

	put_all(&list);
	return list.row;
}

static const char *title_of(const struct model *head)
{
	bool queues = false;
	uint32_t i;

	for (i = 0; i < head->object_count; i++) {
		if (head->objects[i].type == TYPE_LOOP)
			return N_("Event loop");
		queues = queues || head->objects[i].type == TYPE_QUEUE;
	}
	return queues ? N_("Queues") : N_("Objects");
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
