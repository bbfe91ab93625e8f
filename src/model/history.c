/* All rows are appended to, never changed, and sorted by step: a look-up is a binary search.
 *
 * Wake-ups are not in the log: an op changes its object, and whoever waits may try again. So they are seen in
 * the state: after an op, those in its object's line who can go now and had not been let go before. Several
 * of one line can go after a release; the first is meant, but for those that were notified, who all are. */
#include "model/history.h"

#include <stddef.h>

#include "model/grow.h"

enum { LINE_LOOKED_AT = 32 };

void history_fini(struct history *history)
{
	for (uint32_t i = 0; i < history->row_count; i++)
		free(history->rows[i].levels);
	free(history->rows);
	free(history->wakes);
	free(history->woken);
	free(history->owned);
	*history = (struct history){0};
}

/* ---- levels ---- */

static bool level_of(int64_t *out, const struct model_object *object)
{
	switch (object->type) {
	case TYPE_LOCK:
	case TYPE_RLOCK:
		*out = object->owner;
		return true;
	case TYPE_QUEUE:
		*out = object->item_count;
		return true;
	case TYPE_SEMAPHORE:
	case TYPE_BOUNDED_SEMAPHORE:
		*out = object->count;
		return true;
	default:
		return false;
	}
}

static bool is_lock(const struct model_object *object)
{
	return object->type == TYPE_LOCK || object->type == TYPE_RLOCK;
}

static void note_owner(struct history *history, uint32_t actor)
{
	if (grow(&history->owned, &history->owned_room, (uint64_t)actor + 1, sizeof *history->owned) != 0)
		return;
	while (history->owned_count <= actor)
		history->owned[history->owned_count++] = false;
	history->owned[actor] = true;
}

static struct history_row *row_of(struct history *history, uint32_t index)
{
	if (grow(&history->rows, &history->row_room, (uint64_t)index + 1, sizeof *history->rows) != 0)
		return NULL;
	while (history->row_count <= index)
		history->rows[history->row_count++] = (struct history_row){0};
	return &history->rows[index];
}

static void note_level(struct history *history, const struct model *head, const struct model_object *object)
{
	int64_t value;
	if (!level_of(&value, object))
		return;
	if (is_lock(object) && object->owner < head->actor_count)
		note_owner(history, object->owner);
	struct history_row *row = row_of(history, object->id - LOG_OBJECT_BASE);
	if (!row || (row->count && row->levels[row->count - 1].value == value))
		return;
	if (row->count && row->levels[row->count - 1].step == head->step) {
		row->levels[row->count - 1].value = value;
		return;
	}
	if (grow(&row->levels, &row->room, (uint64_t)row->count + 1, sizeof *row->levels) == 0)
		row->levels[row->count++] = (struct history_level){head->step, head->now, value};
}

/* ---- wake-ups ---- */

/* Remembers that `to` was let go by this event; false: it had been let go since it last did anything. */
static bool note_woken(struct history *history, const struct model *head, const struct model_actor *to)
{
	if (grow(&history->woken, &history->woken_room, (uint64_t)to->id + 1, sizeof *history->woken) != 0)
		return false;
	while (history->woken_count <= to->id)
		history->woken[history->woken_count++] = 0;
	if (history->woken[to->id] > to->seq)
		return false;
	history->woken[to->id] = head->seq;
	return true;
}

static void note_wake(struct history *history, const struct model *head, uint32_t from, uint32_t to)
{
	const struct model_actor *actor = model_actor(head, to);
	if (!actor || to == from || !model_actor(head, from) || !note_woken(history, head, actor))
		return;
	if (grow(&history->wakes, &history->wake_room, (uint64_t)history->wake_count + 1,
	         sizeof *history->wakes) == 0)
		history->wakes[history->wake_count++] = (struct history_wake){head->step, from, to};
}

static void wake_line(struct history *history, const struct model *head, uint32_t from,
                      const struct model_object *object)
{
	uint32_t count = object->line_count < LINE_LOOKED_AT ? object->line_count : LINE_LOOKED_AT;
	for (uint32_t i = 0; i < count; i++) {
		const struct model_actor *actor = model_actor(head, object->line[i]);
		if (!actor || actor->id == from)
			continue;
		if (actor->notified) {
			note_wake(history, head, from, actor->id);
		} else if (model_why(head, actor->id).why == WHY_CAN_GO) {
			note_wake(history, head, from, actor->id);
			return;
		}
	}
}

/* Those who wait for the end of `ended`. */
static void wake_joiners(struct history *history, const struct model *head, uint32_t ended)
{
	for (uint32_t id = 0; id < head->actor_count; id++) {
		const struct model_actor *actor = model_actor(head, id);
		if (actor && actor->state == ACTOR_WAITING && actor->at_valid && actor->at.object == ended &&
		    model_why(head, id).why == WHY_CAN_GO)
			note_wake(history, head, ended, id);
	}
}

static void note_wakes(struct history *history, const struct model *head, const struct log_event *event)
{
	const struct model_object *object = model_object(head, event->object);
	if (event->op == OP_LOOP_READY)
		note_wake(history, head, event->actor, event->object);
	else if (event->op == OP_THREAD_EXIT || event->op == OP_PROCESS_EXIT || event->op == OP_PROCESS_CRASH)
		wake_joiners(history, head, event->actor);
	else if (object && object->line_count > 0)
		wake_line(history, head, event->actor, object);
}

void history_read(struct history *history, const struct model *head, const struct log_event *event)
{
	const struct model_object *object = model_object(head, event->object);
	if (event->phase != LOG_DONE)
		return;
	if (object)
		note_level(history, head, object);
	note_wakes(history, head, event);
}

/* ---- look-ups ---- */

/* How many elements of a sorted row have a step below `step`, which is the first field of each. */
static uint32_t count_before(const void *row, uint32_t count, size_t size, uint64_t step)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		uint64_t key;
		memcpy(&key, (const char *)row + middle * size, sizeof key);
		if (key < step)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct history_row *find_row(const struct history *history, uint32_t object)
{
	if (object < LOG_OBJECT_BASE || object - LOG_OBJECT_BASE >= history->row_count)
		return NULL;
	return &history->rows[object - LOG_OBJECT_BASE];
}

/* How many levels of the row are at or before `step`. */
static uint32_t count_up_to(const struct history_row *row, uint64_t step)
{
	return count_before(row->levels, row->count, sizeof *row->levels, step < UINT64_MAX ? step + 1 : step);
}

const struct history_level *history_level_at(const struct history *history, uint32_t object, uint64_t step)
{
	const struct history_row *row = find_row(history, object);
	uint32_t count = row ? count_up_to(row, step) : 0;
	return count ? &row->levels[count - 1] : NULL;
}

const struct history_level *history_levels(uint32_t *count, const struct history *history, uint32_t object,
                                           uint64_t step)
{
	const struct history_row *row = find_row(history, object);
	uint32_t first = row ? count_up_to(row, step) : 0;
	first -= first > 0;
	*count = row ? row->count - first : 0;
	return row && row->levels ? row->levels + first : NULL;
}

const struct history_wake *history_wakes(uint32_t *count, const struct history *history, uint64_t first,
                                         uint64_t last)
{
	uint32_t from = count_before(history->wakes, history->wake_count, sizeof *history->wakes, first);
	uint32_t to = count_before(history->wakes, history->wake_count, sizeof *history->wakes, last + 1);
	*count = to > from ? to - from : 0;
	return history->wakes ? history->wakes + from : NULL;
}

bool history_has_owned(const struct history *history, uint32_t actor)
{
	return actor < history->owned_count && history->owned[actor];
}
