/* The past of a run, kept so that any window of it is drawn, and any moment returned to, at a cost that
 * does not grow with the run: for each actor the moments at which its state changed, snapshots of
 * the model, and where each step stands in the log. */
#ifndef MODEL_TIMELINE_H
#define MODEL_TIMELINE_H

#include "model/history.h"
#include "model/model.h"
#include "model/watch.h"

/* One change of one lane. */
struct timeline_mark {
	uint64_t step; /* the step that made it, 1 = the first */
	int64_t t;     /* session ns */
	uint8_t state; /* enum model_state from here on */
	uint8_t done;  /* the actor itself did `op` in this step: 1, or 2 when its result was not IL_OK */
	uint16_t op;   /* enum log_op it did, or is at */
	uint32_t object;
};

struct timeline;

struct timeline *timeline_new(const struct log *log);
void timeline_free(struct timeline *timeline);

/* Reads on to slot `end` (at most `max` events); returns how many. The head model is at the newest moment. */
uint64_t timeline_advance(struct timeline *timeline, uint64_t end, uint64_t max);

const struct model *timeline_head(const struct timeline *timeline);

/* What the history up to the newest moment has shown. */
const struct watch *timeline_watch(const struct timeline *timeline);

/* The moment just after step `step` and all its events up to the next step (0: before the first), folded
 * from the nearest snapshot. Borrowed until the next call. NULL for want of memory. */
const struct model *timeline_at_step(struct timeline *timeline, uint64_t step);

/* The last mark of `actor` at or before `step` (or session time `t`); NULL: it was not there yet. */
const struct timeline_mark *timeline_mark_at_step(const struct timeline *timeline, uint32_t actor,
                                                  uint64_t step);
const struct timeline_mark *timeline_mark_at_time(const struct timeline *timeline, uint32_t actor, int64_t t);

/* The same as timeline_mark_at_time, for a `t` not before `from`, one of the actor's marks: at the cost of what lies between. NULL
 * is before all of them. */
const struct timeline_mark *timeline_mark_onwards(const struct timeline *timeline, uint32_t actor,
                                                  const struct timeline_mark *from, int64_t t);

/* The actor's mark before `mark`, which is one of its own: the last one of an earlier step. NULL: there is none. */
const struct timeline_mark *timeline_mark_before(const struct timeline *timeline, uint32_t actor,
                                                 const struct timeline_mark *mark);

/* Session time at which step `step` happened; 0 for step 0. */
int64_t timeline_time_of(const struct timeline *timeline, uint64_t step);

/* The last step at or before session time `t`; 0: none. */
uint64_t timeline_step_at(const struct timeline *timeline, int64_t t);

/* What step `step` did: its last event that is no announce, no command of the reader's and no promise, which is checked
 * behind the run's last step. NULL: there is no such step yet. */
const struct log_event *timeline_event_of(const struct timeline *timeline, uint64_t step);

/* Levels of objects and wake-ups. Borrowed, as long as the timeline. */
const struct history *timeline_history(const struct timeline *timeline);

/* The printed lines (model_prints) up to a moment: the number of lines up to `step`, and line
 * `index` (0 = first): the event it came from. */
uint64_t timeline_output_count(const struct timeline *timeline, uint64_t step);
const struct log_event *timeline_output(const struct timeline *timeline, uint64_t index);

#endif
