/* The rows of executors and futures in the list of objects. */
#include <inttypes.h>
#include <stdio.h>

#include "view/list.h"
#include "view/phrase.h"
#include "view/words.h"

/* "queue 2 [Future-4 Future-5]" */
static void put_work_queue(char *out, size_t size, const struct list *list, const struct model_object *executor)
{
	struct phrase phrase = phrase_begin(out, size);
	char count[16], text[WORDS_MAX];
	uint32_t i;

	snprintf(count, sizeof(count), "%" PRIu32, executor->item_count);
	phrase_add(&phrase, tr_format(text, sizeof(text), list->in->catalog, N_("work queue %1$s"), count));
	phrase_add(&phrase, " [");
	for (i = 0; i < executor->item_count && phrase.length + 32 < size; i++) {
		phrase_add(&phrase, i > 0 ? " " : "");
		phrase_add(&phrase, words_item(text, sizeof(text), list->in, &executor->items[i]));
	}
	phrase_add(&phrase, i < executor->item_count ? " ..." : "]");
}

/* The message, or the brief one where the row is too short for it. */
static void put_fitting(char *out, size_t size, const struct list *list, const char *message, const char *brief,
			const char *const values[3])
{
	int room = list->area.width - list->name_width - 2;

	tr_format(out, size, list->in->catalog, message, values[0], values[1], values[2]);
	if (frame_text_width(out) > room)
		tr_format(out, size, list->in->catalog, brief, values[0], values[1], values[2]);
}

void list_executor(struct list *list, const char *name, const struct model_object *executor)
{
	char busy[16], idle[16], most[16], text[LIST_TEXT_MAX], queue[LIST_TEXT_MAX];
	enum style style = executor->closed ? STYLE_DONE : executor->busy > 0 ? STYLE_RUNNING : STYLE_PLAIN;

	snprintf(busy, sizeof(busy), "%" PRId32, executor->busy);
	snprintf(idle, sizeof(idle), "%" PRIu32, executor->line_count);
	snprintf(most, sizeof(most), "%" PRId32, executor->bound);
	if (executor->closed)
		put_fitting(text, sizeof(text), list, N_("shut down; %1$s busy, %2$s idle"), N_("shut down; %1$s busy"),
			    (const char *const[]){busy, idle, most});
	else
		put_fitting(text, sizeof(text), list, N_("%1$s busy, %2$s idle, at most %3$s"),
			    N_("%1$s busy, %2$s idle of %3$s"), (const char *const[]){busy, idle, most});
	put_work_queue(queue, sizeof(queue), list, executor);
	list_rows(list, name, style, text, STYLE_PLAIN, queue);
}

/* Who runs it, or its place in a work queue. */
static void put_unfinished(char *out, size_t size, const struct list *list, const struct model_object *future)
{
	char who[WORDS_MAX], number[16];
	int32_t place = 0;

	words_actor(who, sizeof(who), list->in, future->owner);
	if (future->state == FUTURE_IS_RUNNING && future->owner != LOG_NONE) {
		tr_format(out, size, list->in->catalog, N_("run by %1$s"), who);
	} else if (future->owner != LOG_NONE) {
		tr_format(out, size, list->in->catalog, N_("taken by %1$s"), who);
	} else if (model_work_queue(&place, list->model, future->id) != NULL) {
		snprintf(number, sizeof(number), "%" PRId32, place);
		put_fitting(out, size, list, N_("pending, place %1$s in the queue"), N_("pending, place %1$s"),
			    (const char *const[]){number, "", ""});
	} else {
		phrase_copy(out, size, tr(list->in->catalog, N_("pending")));
	}
}

static enum style put_state(char *out, size_t size, const struct list *list, const struct model_object *future)
{
	char value[WORDS_MAX];

	switch (future->state) {
	case FUTURE_IS_CANCELLED:
	case FUTURE_IS_NOTIFIED:
		phrase_copy(out, size, tr(list->in->catalog, N_("cancelled")));
		return STYLE_DIM;
	case FUTURE_IS_FINISHED:
		words_value(value, sizeof(value), list->in, &future->value);
		if (future->value.kind != VALUE_ERROR) {
			tr_format(out, size, list->in->catalog, N_("finished: %1$s"), value);
			return STYLE_DONE;
		}
		phrase_copy(out, size, value);
		return STYLE_FAILED;
	default:
		put_unfinished(out, size, list, future);
		return future->state == FUTURE_IS_RUNNING ? STYLE_RUNNING : STYLE_PLAIN;
	}
}

/* A loop's future has no state: who awaits it is in the loop's tree. */
void list_future(struct list *list, const char *name, const struct model_object *future)
{
	char names[WORDS_MAX], who[WORDS_MAX], line[LIST_TEXT_MAX] = "", text[LIST_TEXT_MAX];
	struct phrase waiters = phrase_begin(names, sizeof(names));
	enum style style;
	uint32_t i;

	if (future->bound == 0)
		return;
	for (i = 0; i < future->line_count; i++)
		phrase_join(&waiters, ", ", words_actor(who, sizeof(who), list->in, future->line[i]));
	if (names[0] != '\0')
		tr_format(line, sizeof(line), list->in->catalog, N_("awaited by %1$s"), names);
	style = put_state(text, sizeof(text), list, future);
	list_rows(list, name, style, text, STYLE_WAITING, line);
}
