/* What the list of objects says of each: a function a type, found in a table. */
#include <inttypes.h>
#include <stdio.h>

#include "view/bands.h"
#include "view/list.h"
#include "view/phrase.h"
#include "view/pool_rows.h"
#include "view/socket_rows.h"
#include "view/spark.h"
#include "view/words.h"

enum { BAR_CELLS = 12, SPARK_CELLS = 120 };

/* ---- a row or two for each type ---- */

/* "A pen": with the letter that the lock has in the bands under the lanes. */
static char *put_letter(char out[WORDS_MAX], const struct list *list, const char *name,
			const struct model_object *lock)
{
	char letter[] = {bands_letter(list->model, lock->id), ' ', '\0'};
	struct phrase phrase = phrase_begin(out, WORDS_MAX);

	if (list->pane->bands && letter[0] != 0)
		phrase_add(&phrase, letter);
	phrase_add(&phrase, name);
	return out;
}

/* Whoever has ended releases nothing any more. */
static bool is_gone(const struct model *model, uint32_t id)
{
	const struct model_actor *actor = model_actor(model, id);

	return actor != NULL && (model_ended(actor) || model_dying(model, actor));
}

static void put_lock(struct list *list, const char *plain_name, const struct model_object *lock)
{
	char owner[WORDS_MAX], text[LIST_TEXT_MAX], line[LIST_TEXT_MAX], depth[16], lettered[WORDS_MAX];
	const char *name = put_letter(lettered, list, plain_name, lock);

	list_line(line, sizeof(line), list, lock, N_("in line: %1$s"));
	if (lock->owner == LOG_NONE) {
		list_rows(list, name, STYLE_PLAIN, tr(list->in->catalog, N_("held by nobody")), STYLE_WAITING, line);
		return;
	}
	words_actor(owner, sizeof(owner), list->in, lock->owner);
	if (model_left_behind(list->model, lock) || is_gone(list->model, lock->owner)) {
		tr_format(text, sizeof(text), list->in->catalog, N_("held by %1$s"), owner);
		list_rows(list, name, STYLE_ALERT, text, STYLE_ALERT,
			  tr(list->in->catalog, model_left_behind(list->model, lock) ? N_("left behind by the fork")
										      : N_("which is gone")));
		if (line[0] != '\0')
			list_more(list, STYLE_ALERT, line);
		return;
	}
	snprintf(depth, sizeof(depth), "%" PRId32, lock->count);
	tr_format(text, sizeof(text), list->in->catalog,
		  lock->type == TYPE_RLOCK && lock->count > 1 ? N_("held by %1$s, %2$s deep")
							      : N_("held by %1$s"),
		  owner, depth);
	list_rows(list, name, STYLE_RUNNING, text, STYLE_WAITING, line);
}

static void put_semaphore(struct list *list, const char *name, const struct model_object *semaphore)
{
	char text[LIST_TEXT_MAX], line[LIST_TEXT_MAX], value[16];

	snprintf(value, sizeof(value), "%" PRId32, semaphore->count);
	tr_format(text, sizeof(text), list->in->catalog, N_("value %1$s"), value);
	list_line(line, sizeof(line), list, semaphore, N_("in line: %1$s"));
	list_rows(list, name, semaphore->count > 0 ? STYLE_PLAIN : STYLE_BLOCKED, text, STYLE_WAITING, line);
}

static void put_event(struct list *list, const char *name, const struct model_object *event)
{
	char line[LIST_TEXT_MAX];

	list_line(line, sizeof(line), list, event, N_("waiting: %1$s"));
	list_rows(list, name, event->count ? STYLE_RUNNING : STYLE_PLAIN,
		  tr(list->in->catalog, event->count ? N_("is set") : N_("is not set")), STYLE_WAITING, line);
}

static void put_barrier(struct list *list, const char *name, const struct model_object *barrier)
{
	static const struct {
		const char *text;
		uint8_t style;
	} states[] = {
	    [BARRIER_FILLS] = {N_("%1$s of %2$s wait (round %3$s)"), STYLE_PLAIN},
	    [BARRIER_ACTS] = {N_("all are here (round %3$s)"), STYLE_RUNNING},
	    [BARRIER_DRAINS] = {N_("open: all go on (round %3$s)"), STYLE_RUNNING},
	    [BARRIER_RESETS] = {N_("being reset"), STYLE_FAILED},
	    [BARRIER_BROKEN] = {N_("broken"), STYLE_FAILED},
	};
	char waiting[16], parties[16], round[16], owner[WORDS_MAX], text[LIST_TEXT_MAX], line[LIST_TEXT_MAX];
	bool open = barrier->barrier == BARRIER_DRAINS;

	snprintf(waiting, sizeof(waiting), "%" PRId32, barrier->count);
	snprintf(parties, sizeof(parties), "%" PRId32, barrier->bound);
	snprintf(round, sizeof(round), "%" PRIu32, barrier->rounds + (open ? 0 : 1));
	tr_format(text, sizeof(text), list->in->catalog, states[barrier->barrier].text, waiting, parties, round);
	list_line(line, sizeof(line), list, barrier, N_("waiting: %1$s"));
	list_rows(list, name, (enum style)states[barrier->barrier].style, text, STYLE_WAITING,
		  barrier->barrier == BARRIER_ACTS ? "" : line);
	if (barrier->barrier != BARRIER_ACTS)
		return;
	words_actor(owner, sizeof(owner), list->in, barrier->owner);
	list_more(list, STYLE_RUNNING, tr_format(text, sizeof(text), list->in->catalog, N_("action: %1$s"), owner));
	if (line[0] != '\0')
		list_more(list, STYLE_WAITING, line);
}

static void put_condition(struct list *list, const char *name, const struct model_object *condition)
{
	char line[LIST_TEXT_MAX];

	list_line_in(line, sizeof(line), list, list->area.width - list->name_width - 2, condition,
		     N_("waiting: %1$s"), true);
	list_rows(list, name, line[0] != '\0' ? STYLE_WAITING : STYLE_PLAIN,
		  line[0] != '\0' ? line : tr(list->in->catalog, N_("waiting: nobody")), STYLE_PLAIN, "");
}

/* [7 8 9 end]: the next one first. */
static void put_items(char *out, size_t size, const struct list *list, const struct model_object *queue)
{
	static const char *const orders[QUEUE_ORDERS] = {"", N_("LIFO "), N_("by priority ")};
	struct phrase phrase = phrase_begin(out, size);
	uint32_t i;

	if (queue->order != QUEUE_IS_FIFO)
		phrase_add(&phrase, tr(list->in->catalog, orders[queue->order]));
	phrase_add(&phrase, "[");
	for (i = 0; i < queue->item_count && phrase.length + 32 < size; i++) {
		char item[WORDS_MAX];

		phrase_add(&phrase, i > 0 ? " " : "");
		phrase_add(&phrase, words_queued(item, sizeof(item), list->in, queue, &queue->items[i]));
	}
	phrase_add(&phrase, i < queue->item_count ? " ..." : "]");
}

/* In a panel of its own: the depth as a bar, and how it came to be. */
static void put_rich_queue(struct list *list, const char *name, const struct model_object *queue, const char *depth,
			   const char *items, const char *line)
{
	char bar[BAR_CELLS * 4], spark[LIST_TEXT_MAX], text[LIST_TEXT_MAX];
	int cells = list->area.width - LIST_INDENT - 2 - frame_text_width(tr(list->in->catalog, N_("depth")));
	struct phrase phrase = phrase_begin(text, sizeof(text));

	phrase_add(&phrase, depth);
	if (queue->bound > 0)
		phrase_join(&phrase, "  ", spark_bar(bar, sizeof(bar), BAR_CELLS, queue->item_count, queue->bound,
						     list->in->ascii));
	list_row(list, name, STYLE_PLAIN, text);
	list_more(list, STYLE_RUNNING, items);
	phrase = phrase_begin(text, sizeof(text));
	phrase_add(&phrase, tr(list->in->catalog, N_("depth")));
	phrase_add(&phrase, " ");
	phrase_add(&phrase, spark_row(spark, sizeof(spark), list->in, queue->id, cells < SPARK_CELLS ? cells : SPARK_CELLS,
				      queue->bound));
	list_more(list, STYLE_DIM, text);
	if (line[0] != '\0')
		list_more(list, STYLE_WAITING, line);
}

static void put_queue(struct list *list, const char *name, const struct model_object *queue)
{
	char count[16], bound[16], unfinished[16], depth[WORDS_MAX], items[LIST_TEXT_MAX], line[WORDS_MAX],
	    text[LIST_TEXT_MAX];
	int room = list->area.width - list->name_width - 2;
	struct phrase phrase;

	snprintf(count, sizeof(count), "%" PRIu32, queue->item_count);
	snprintf(bound, sizeof(bound), "%" PRId32, queue->bound);
	snprintf(unfinished, sizeof(unfinished), "%" PRId32, queue->count);
	tr_format(depth, sizeof(depth), list->in->catalog,
		  queue->unjoinable  ? (queue->bound > 0 ? N_("%1$s of %2$s") : "%1$s")
		  : queue->bound > 0 ? N_("%1$s of %2$s, unfinished %3$s")
				     : N_("%1$s, unfinished %3$s"),
		  count, bound, unfinished);
	put_items(items, sizeof(items), list, queue);
	list_line(line, sizeof(line), list, queue, N_("waiting: %1$s"));
	if (list->rich && !list->in->unseen) {
		put_rich_queue(list, name, queue, depth, items, line);
		return;
	}
	phrase = phrase_begin(text, sizeof(text));
	phrase_join(&phrase, "", depth);
	phrase_join(&phrase, "  ", items);
	if (frame_text_width(text) <= room) {
		list_rows(list, name, STYLE_PLAIN, text, STYLE_WAITING, line);
	} else {
		list_row(list, name, STYLE_PLAIN, depth);
		list_more(list, STYLE_PLAIN, items);
		if (line[0] != '\0')
			list_more(list, STYLE_WAITING, line);
	}
}

void list_process(struct list *list, const struct model_actor *process)
{
	char name[WORDS_MAX], pid[24], code[16], text[LIST_TEXT_MAX];
	const struct catalog *catalog = list->in->catalog;

	words_actor(name, sizeof(name), list->in, process->id);
	snprintf(pid, sizeof(pid), "%" PRId64, process->pid);
	snprintf(code, sizeof(code), "%" PRId32, process->exitcode);
	if (process->state == ACTOR_NEW)
		phrase_copy(text, sizeof(text), tr(catalog, N_("not started")));
	else if (model_ended(process))
		tr_format(text, sizeof(text), catalog, N_("pid %1$s, exit code %2$s"), pid, code);
	else
		tr_format(text, sizeof(text), catalog, N_("pid %1$s, alive"), pid);
	if (model_ended(process) && frame_text_width(text) > list->area.width - list->name_width - 2) /* its lane has the pid */
		tr_format(text, sizeof(text), catalog, N_("exit code %s"), code);
	list_row(list, name, model_ended(process) ? STYLE_DONE : STYLE_PLAIN, text);
}

typedef void (*put_object)(struct list *list, const char *name, const struct model_object *object);

static const put_object drawers[LOG_TYPE_COUNT] = {
    [TYPE_LOCK] = put_lock,           [TYPE_RLOCK] = put_lock,
    [TYPE_SEMAPHORE] = put_semaphore, [TYPE_BOUNDED_SEMAPHORE] = put_semaphore,
    [TYPE_EVENT] = put_event,         [TYPE_CONDITION] = put_condition,
    [TYPE_QUEUE] = put_queue,         [TYPE_LOOP] = list_loop,
    [TYPE_FUTURE] = list_future,      [TYPE_POOL] = list_pool,
    [TYPE_RESULT] = list_result,      [TYPE_EXECUTOR] = list_executor,
    [TYPE_BARRIER] = put_barrier,     [TYPE_SERVER] = list_server,
    [TYPE_CONNECTION] = list_connection,
};

void list_object(struct list *list, const char *name, const struct model_object *object)
{
	if (object->type < LOG_TYPE_COUNT && drawers[object->type] != NULL)
		drawers[object->type](list, name, object);
}
