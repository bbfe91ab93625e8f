/* Who stands in an object's line, in words: by names, or by numbers where those are too long. */
#include <inttypes.h>
#include <stdio.h>

#include "view/list.h"
#include "view/phrase.h"
#include "view/words.h"

/* How a line calls those who stand in it. */
enum calling { BY_NAME, BY_NUMBER };

/* A line as it is written down. */
struct line {
	struct phrase names;
	const struct list *list;
	enum calling calling;
	bool plain; /* the woken ones are not marked each */
	uint32_t count, woken;
};

static void add_waiter(struct line *line, uint32_t id, bool woken)
{
	char name[WORDS_MAX], text[WORDS_MAX];
	bool marked = woken && !line->plain;

	if (line->calling == BY_NUMBER)
		snprintf(name, sizeof(name), "%" PRIu32, id);
	else
		words_actor(name, sizeof(name), line->list->in, id);
	if (marked)
		tr_format(text, sizeof(text), line->list->in->catalog, N_("%1$s (woken)"), name);
	phrase_join(&line->names, ", ", marked ? text : name);
	line->count++;
	line->woken += woken;
}

static bool is_notified(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);

	return actor != NULL && actor->notified;
}

/* A lock's line: those who block on it, and those whom a notify sent here from a condition's waiting room. */
static void add_lock_line(struct line *line, const struct model_object *lock)
{
	const struct model *model = line->list->model;
	uint32_t i, k;

	for (i = 0; i < lock->line_count; i++)
		add_waiter(line, lock->line[i], false);
	for (i = 0; i < model->object_count; i++) {
		const struct model_object *condition = &model->objects[i];

		if (condition->type != TYPE_CONDITION || condition->lock != lock->id)
			continue;
		for (k = 0; k < condition->line_count; k++)
			if (is_notified(model, condition->line[k]))
				add_waiter(line, condition->line[k], true);
	}
}

static void add_line(struct line *line, const struct model_object *object, bool but_notified)
{
	uint32_t i;

	if (object->type == TYPE_LOCK || object->type == TYPE_RLOCK) {
		add_lock_line(line, object);
		return;
	}
	for (i = 0; i < object->line_count; i++) {
		bool woken = is_notified(line->list->model, object->line[i]);

		if (!but_notified || !woken)
			add_waiter(line, object->line[i], woken);
	}
}

/* "in line: 1 waiter (woken)"; "in line: 1 left, 2 right, all woken"; "" when nobody is. */
static void call_line(char *out, size_t size, const struct list *list, enum calling calling,
		      const struct model_object *object, const char *message, bool but_notified)
{
	char names[WORDS_MAX], all[WORDS_MAX];
	struct line line = {phrase_begin(names, sizeof(names)), list, calling, false, 0, 0};
	bool all_woken;

	add_line(&line, object, but_notified);
	all_woken = line.count > 1 && line.woken == line.count;
	if (all_woken) {
		line = (struct line){phrase_begin(names, sizeof(names)), list, calling, true, 0, 0};
		add_line(&line, object, but_notified);
		tr_format(all, sizeof(all), list->in->catalog, N_("%1$s, all woken"), names);
	}
	out[0] = '\0';
	if (line.count > 0 && !list->lineless)
		tr_format(out, size, list->in->catalog, message, all_woken ? all : names);
}

void list_line_in(char *out, size_t size, const struct list *list, int room, const struct model_object *object,
		  const char *message, bool but_notified)
{
	call_line(out, size, list, BY_NAME, object, message, but_notified);
	if (frame_text_width(out) > room)
		call_line(out, size, list, BY_NUMBER, object, message, but_notified);
}

void list_line(char *out, size_t size, const struct list *list, const struct model_object *object, const char *message)
{
	list_line_in(out, size, list, list->area.width - LIST_INDENT, object, message, false);
}

/* By the longest name: who stood there is not known any more. */
bool list_line_has_row(const struct list *list, const struct model_object *object, int widest_name)
{
	enum { WORDS_BESIDE = 21 /* "held by 1 ", "in line: " and what parts them */, NAME_BESIDE = 4 /* "2 ", ", " */ };
	const int64_t names = (int64_t)object->line_most * (widest_name + NAME_BESIDE);
	bool is_queue = object->type == TYPE_QUEUE;

	if (object->line_most == 0)
		return false;
	switch (object->type) {
	case TYPE_QUEUE:
	case TYPE_LOCK:
	case TYPE_RLOCK:
	case TYPE_SEMAPHORE:
	case TYPE_EVENT:
	case TYPE_BARRIER:
		return (is_queue && list->rich) ||
		       list->name_width + widest_name + WORDS_BESIDE + names > list->area.width;
	default:
		return false;
	}
}
