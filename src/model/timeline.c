/* The past: per actor an append-only row of marks, per step its time, per printed line its event, and
 * snapshots.
 *
 * Every row is sorted by step and by time, so a look-up is a binary search. A moment is folded from the
 * last snapshot before it. Snapshots stand at multiples of `spacing` events; when there are too many, or
 * they take too much memory, every other one goes and the spacing doubles: their number is bounded however
 * long the run is. */
#include "model/timeline.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "model/grow.h"

#ifdef IL_TEST_CONSTANTS
enum { SPACING = 8, SNAPSHOTS_MAX = 16, SNAPSHOT_BYTES_MAX = 1 << 18 };
#else
enum { SPACING = 4096, SNAPSHOTS_MAX = 1024, SNAPSHOT_BYTES_MAX = 1 << 28 };
#endif

struct lane {
	struct timeline_mark *marks;
	uint32_t count, room;
};

struct line {
	uint64_t step;
	const struct log_event *event; /* in the log's mapping */
};

struct snapshot {
	struct model *model;
	uint64_t bytes;
};

/* One step. */
struct moment {
	int64_t t;
	uint64_t slot; /* where its first event is found */
};

struct timeline {
	const struct log *log;
	struct model *head; /* the newest moment read */
	struct model *past; /* the moment last asked for */
	struct watch *watch; /* of the head */
	struct lane *lanes; /* index = actor id */
	uint32_t lane_count, lane_room;
	struct moment *moments; /* of step 1, 2, ... */
	uint32_t moment_count, moment_room;
	struct line *lines;
	uint32_t line_count, line_room;
	struct snapshot *snapshots; /* the first is the empty model */
	uint32_t snapshot_count, snapshot_room;
	uint64_t snapshot_bytes;
	uint64_t spacing; /* events between two snapshots */
	struct history history;
};

/* ---- snapshots ---- */

static uint64_t model_bytes(const struct model *model)
{
	uint64_t bytes = sizeof *model + (uint64_t)model->actor_count * sizeof *model->actors +
	                 (uint64_t)model->object_count * sizeof *model->objects;
	for (uint32_t i = 0; i < model->object_count; i++) {
		const struct model_object *object = &model->objects[i];
		bytes += ((uint64_t)object->line_count + object->ready_count) * sizeof(uint32_t) +
		         (uint64_t)object->item_count * sizeof(struct model_item);
	}
	return bytes;
}

/* Every other snapshot goes; the first stays. */
static void thin_snapshots(struct timeline *timeline)
{
	uint32_t kept = 0;
	timeline->spacing *= 2;
	for (uint32_t i = 0; i < timeline->snapshot_count; i++) {
		struct snapshot *snapshot = &timeline->snapshots[i];
		if (snapshot->model->seq % timeline->spacing == 0) {
			timeline->snapshots[kept++] = *snapshot;
		} else {
			timeline->snapshot_bytes -= snapshot->bytes;
			model_free(snapshot->model);
		}
	}
	timeline->snapshot_count = kept;
}

/* Keeps the head's state. Without memory for it the past is only slower. */
static void take_snapshot(struct timeline *timeline)
{
	while (timeline->snapshot_count > 1 && (timeline->snapshot_count >= SNAPSHOTS_MAX ||
	                                        timeline->snapshot_bytes >= SNAPSHOT_BYTES_MAX))
		thin_snapshots(timeline);
	if (timeline->head->seq % timeline->spacing != 0 ||
	    grow(&timeline->snapshots, &timeline->snapshot_room, (uint64_t)timeline->snapshot_count + 1,
	         sizeof *timeline->snapshots) != 0)
		return;
	struct model *model = model_new(timeline->log);
	if (!model || model_copy(model, timeline->head) != 0) {
		model_free(model);
		return;
	}
	uint64_t bytes = model_bytes(model);
	timeline->snapshots[timeline->snapshot_count++] = (struct snapshot){model, bytes};
	timeline->snapshot_bytes += bytes;
}

/* The last snapshot that is not beyond `step`. */
static const struct model *snapshot_before(const struct timeline *timeline, uint64_t step)
{
	uint32_t low = 0, high = timeline->snapshot_count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (timeline->snapshots[middle].model->step <= step)
			low = middle;
		else
			high = middle;
	}
	return timeline->snapshots[low].model;
}

/* ---- marks ---- */

static struct lane *lane_of(struct timeline *timeline, uint32_t actor)
{
	if (grow(&timeline->lanes, &timeline->lane_room, (uint64_t)actor + 1, sizeof *timeline->lanes) != 0)
		return NULL;
	while (timeline->lane_count <= actor)
		timeline->lanes[timeline->lane_count++] = (struct lane){0};
	return &timeline->lanes[actor];
}

static struct timeline_mark *append_mark(struct lane *lane, const struct model *head,
                                         const struct model_actor *actor)
{
	if (grow(&lane->marks, &lane->room, (uint64_t)lane->count + 1, sizeof *lane->marks) != 0)
		return NULL;
	struct timeline_mark *mark = &lane->marks[lane->count++];
	*mark = (struct timeline_mark){.step = head->step, .t = head->now, .object = LOG_NONE};
	if (actor->at_valid) {
		mark->op = actor->at.op;
		mark->object = actor->at.object;
	}
	return mark;
}

/* Writes down what `event` made of the actor `id`: one mark a step, whose op is the one it did in that
 * step, else the one it is at now. */
static void mark_actor(struct timeline *timeline, uint32_t id, const struct log_event *event)
{
	const struct model *head = timeline->head;
	const struct model_actor *actor = model_actor(head, id);
	struct lane *lane = actor ? lane_of(timeline, id) : NULL;
	if (!lane)
		return;
	struct timeline_mark *mark = lane->count ? &lane->marks[lane->count - 1] : NULL;
	bool acted = event->actor == id && actor->seq == head->seq;
	if (!acted && mark && mark->state == actor->state)
		return;
	if (!mark || mark->step != head->step)
		mark = append_mark(lane, head, actor);
	if (!mark)
		return;
	mark->state = actor->state;
	if (acted && (event->phase != LOG_ANNOUNCE || !mark->done)) {
		mark->op = event->op;
		mark->object = event->object;
		mark->done = event->phase != LOG_DONE ? 0 : event->result == 0 ? 1 : 2;
	}
}

/* Only the end of a process or a loop changes more lanes than those of its actor and its object. */
static void mark_event(struct timeline *timeline, const struct log_event *event)
{
	bool ends_many = event->op == OP_EXIT || event->op == OP_PROCESS_EXIT ||
	                 event->op == OP_PROCESS_CRASH || event->op == OP_LOOP_CLOSE;
	if (ends_many && event->phase == LOG_DONE) {
		for (uint32_t id = 0; id < timeline->head->actor_count; id++)
			mark_actor(timeline, id, event);
		return;
	}
	mark_actor(timeline, event->actor, event);
	if (event->object != event->actor)
		mark_actor(timeline, event->object, event);
}

/* How many elements of a sorted row have a key at or below `limit`; the key is the 64-bit field at
 * `offset`. */
static uint32_t count_up_to(const void *row, uint32_t count, size_t size, size_t offset, int64_t limit)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int64_t key;
		memcpy(&key, (const char *)row + middle * size + offset, sizeof key);
		if (key <= limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A step as such a key: "up to the end" may be asked for with any large number. */
static int64_t step_key(uint64_t step)
{
	return step < INT64_MAX ? (int64_t)step : INT64_MAX;
}

/* ---- the timeline ---- */

struct timeline *timeline_new(const struct log *log)
{
	struct timeline *timeline = calloc(1, sizeof *timeline);
	if (!timeline)
		return NULL;
	timeline->log = log;
	timeline->spacing = SPACING;
	timeline->head = model_new(log);
	timeline->past = model_new(log);
	timeline->watch = watch_new();
	if (timeline->head && timeline->past && timeline->watch)
		take_snapshot(timeline);
	if (timeline->snapshot_count == 0) {
		timeline_free(timeline);
		return NULL;
	}
	return timeline;
}

void timeline_free(struct timeline *timeline)
{
	if (!timeline)
		return;
	for (uint32_t i = 0; i < timeline->snapshot_count; i++)
		model_free(timeline->snapshots[i].model);
	for (uint32_t i = 0; i < timeline->lane_count; i++)
		free(timeline->lanes[i].marks);
	free(timeline->snapshots);
	free(timeline->lanes);
	free(timeline->moments);
	history_fini(&timeline->history);
	free(timeline->lines);
	model_free(timeline->head);
	model_free(timeline->past);
	watch_free(timeline->watch);
	free(timeline);
}

/* Reads the event that was found from `slot` on. */
static void read_event(struct timeline *timeline, const struct log_event *event, uint64_t slot)
{
	struct model *head = timeline->head;
	model_apply(head, event);
	watch_apply(timeline->watch, head, event);
	if (event->flags & LOG_STEP)
		timeline->moments[timeline->moment_count++] = (struct moment){head->now, slot};
	if (model_prints(event))
		timeline->lines[timeline->line_count++] = (struct line){head->step, event};
	if (event->op < LOG_OP_COUNT)
		mark_event(timeline, event);
	history_read(&timeline->history, head, event);
	if (head->seq % timeline->spacing == 0)
		take_snapshot(timeline);
}

uint64_t timeline_advance(struct timeline *timeline, uint64_t end, uint64_t max)
{
	uint64_t count = 0;
	struct model *head = timeline->head;
	for (; count < max; count++) {
		/* room first: a row with a hole in it would be wrong, a reading that stops early is only
		 * short */
		if (grow(&timeline->moments, &timeline->moment_room, (uint64_t)timeline->moment_count + 1,
		         sizeof *timeline->moments) != 0 ||
		    grow(&timeline->lines, &timeline->line_room, (uint64_t)timeline->line_count + 1,
		         sizeof *timeline->lines) != 0)
			break;
		uint64_t slot = head->slot;
		const struct log_event *event = log_next(timeline->log, &head->slot, end);
		if (!event)
			break;
		read_event(timeline, event, slot);
	}
	return count;
}

const struct model *timeline_head(const struct timeline *timeline)
{
	return timeline->head;
}

const struct watch *timeline_watch(const struct timeline *timeline)
{
	return timeline->watch;
}

const struct model *timeline_at_step(struct timeline *timeline, uint64_t step)
{
	if (step >= timeline->head->step)
		return timeline->head;
	struct model *past = timeline->past;
	const struct model *snapshot = snapshot_before(timeline, step);
	if ((past->step > step || past->seq < snapshot->seq) && model_copy(past, snapshot) != 0)
		return NULL;
	for (;;) {
		uint64_t pos = past->slot;
		const struct log_event *event = log_next(timeline->log, &pos, timeline->head->slot);
		if (!event || ((event->flags & LOG_STEP) && past->step == step))
			return past;
		model_apply(past, event);
		past->slot = pos;
	}
}

static const struct timeline_mark *find_mark(const struct timeline *timeline, uint32_t actor, size_t offset,
                                             int64_t limit)
{
	if (actor >= timeline->lane_count)
		return NULL;
	const struct lane *lane = &timeline->lanes[actor];
	uint32_t count = count_up_to(lane->marks, lane->count, sizeof *lane->marks, offset, limit);
	return count ? &lane->marks[count - 1] : NULL;
}

const struct timeline_mark *timeline_mark_at_step(const struct timeline *timeline, uint32_t actor,
                                                  uint64_t step)
{
	return find_mark(timeline, actor, offsetof(struct timeline_mark, step), step_key(step));
}

const struct timeline_mark *timeline_mark_at_time(const struct timeline *timeline, uint32_t actor, int64_t t)
{
	return find_mark(timeline, actor, offsetof(struct timeline_mark, t), t);
}

const struct timeline_mark *timeline_mark_onwards(const struct timeline *timeline, uint32_t actor,
                                                  const struct timeline_mark *from, int64_t t)
{
	if (from == NULL)
		return timeline_mark_at_time(timeline, actor, t);
	const struct lane *lane = &timeline->lanes[actor];
	uint32_t left = lane->count - (uint32_t)(from - lane->marks), low = 0, high = 1;
	while (high < left && from[high].t <= t) {
		low = high;
		high *= 2;
	}
	high = high < left ? high : left;
	return from + low + count_up_to(from + low, high - low, sizeof *from, offsetof(struct timeline_mark, t), t) - 1;
}

const struct timeline_mark *timeline_mark_before(const struct timeline *timeline, uint32_t actor,
                                                 const struct timeline_mark *mark)
{
	return mark > timeline->lanes[actor].marks ? mark - 1 : NULL;
}

int64_t timeline_time_of(const struct timeline *timeline, uint64_t step)
{
	if (step == 0 || timeline->moment_count == 0)
		return 0;
	return timeline->moments[step < timeline->moment_count ? step - 1 : timeline->moment_count - 1].t;
}

uint64_t timeline_step_at(const struct timeline *timeline, int64_t t)
{
	return count_up_to(timeline->moments, timeline->moment_count, sizeof *timeline->moments,
	                   offsetof(struct moment, t), t);
}

const struct log_event *timeline_event_of(const struct timeline *timeline, uint64_t step)
{
	if (step == 0 || step > timeline->moment_count)
		return NULL;
	uint64_t slot = timeline->moments[step - 1].slot;
	const struct log_event *found = log_next(timeline->log, &slot, timeline->head->slot), *event = found;
	while ((event = log_next(timeline->log, &slot, timeline->head->slot)) && !(event->flags & LOG_STEP))
		if (event->phase != LOG_ANNOUNCE && event->actor != LOG_USER && event->op != OP_PROMISE)
			found = event;
	return found;
}

const struct history *timeline_history(const struct timeline *timeline)
{
	return &timeline->history;
}

uint64_t timeline_output_count(const struct timeline *timeline, uint64_t step)
{
	return count_up_to(timeline->lines, timeline->line_count, sizeof *timeline->lines,
	                   offsetof(struct line, step), step_key(step));
}

const struct log_event *timeline_output(const struct timeline *timeline, uint64_t index)
{
	return index < timeline->line_count ? timeline->lines[index].event : NULL;
}
