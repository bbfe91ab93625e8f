/* What the list of objects says of pools of processes and of their results. */
#include "view/pool_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "view/phrase.h"
#include "view/words.h"

/* "1: square-1 #3": worker 1 is at that chunk. */
static void put_busy(struct list *list, const struct model_object *pool)
{
	struct list_pieces pieces =
	    list_pieces_begin(list, tr(list->in->catalog, N_("  busy")), STYLE_RUNNING);
	uint32_t i;

	for (i = 0; i < list->model->actor_count; i++) {
		const struct model_actor *worker = &list->model->actors[i];
		char name[WORDS_MAX], piece[WORDS_MAX + 32];

		if (worker->kind == 0 || worker->pool != pool->id || worker->works_on == LOG_NONE)
			continue;
		words_name(name, sizeof(name), list->in, worker->works_on);
		snprintf(piece, sizeof(piece), "%" PRIu32 ": %s #%" PRId32, worker->id, name, worker->chunk);
		list_piece(&pieces, piece);
	}
	list_pieces_end(&pieces, tr(list->in->catalog, N_("nobody")));
}

/* "square-1 x3": chunks that nobody has taken, the next one first. */
static void put_waiting(struct list *list, const struct model_object *pool)
{
	struct list_pieces pieces = list_pieces_begin(list, tr(list->in->catalog, N_("  waits")), STYLE_READY);
	uint32_t i, next;

	for (i = 0; i < pool->item_count; i = next) {
		char name[WORDS_MAX], piece[WORDS_MAX + 16];

		for (next = i + 1; next < pool->item_count && pool->items[next].value == pool->items[i].value;)
			next++;
		words_name(name, sizeof(name), list->in, (uint32_t)pool->items[i].value);
		snprintf(piece, sizeof(piece), next - i > 1 ? "%s x%" PRIu32 : "%s", name, next - i);
		list_piece(&pieces, piece);
	}
	list_pieces_end(&pieces, tr(list->in->catalog, N_("nothing")));
}

void list_pool(struct list *list, const char *name, const struct model_object *pool)
{
	static const char *const stages[] = {
	    [POOL_OPEN] = N_("open, not back: %1$s"),
	    [POOL_CLOSED] = N_("closed, not back: %1$s"),
	    [POOL_TERMINATED] = N_("terminated"),
	};
	char chunks[16], text[LIST_TEXT_MAX];

	snprintf(chunks, sizeof(chunks), "%" PRId32, pool->count);
	tr_format(text, sizeof(text), list->in->catalog, stages[pool->stage <= POOL_TERMINATED ? pool->stage : 0],
		  chunks);
	list_row(list, name, pool->stage == POOL_TERMINATED ? STYLE_DONE : STYLE_PLAIN, text);
	if (pool->stage == POOL_TERMINATED)
		return;
	put_busy(list, pool);
	put_waiting(list, pool);
}

void list_result(struct list *list, const char *name, const struct model_object *result)
{
	char left[16], text[LIST_TEXT_MAX];
	const char *message = result->stage == RESULT_COMPUTED ? N_("its callback is to be called")
			      : result->stage == RESULT_PENDING ? N_("chunks to come: %1$s")
			      : result->failed                  ? N_("ready: it failed")
								: N_("ready");

	snprintf(left, sizeof(left), "%" PRId32, result->count);
	list_row(list, name, result->failed ? STYLE_FAILED : STYLE_PLAIN,
		 tr_format(text, sizeof(text), list->in->catalog, message, left));
}
