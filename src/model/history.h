/* What objects were, and who let whom go on, at each step: the rows behind the timeline's pictures.
 *
 * A level is what is most worth drawing of an object: a queue's depth, a semaphore's value, a lock's owner.
 * A wake-up is the step by which somebody who waited could go on, though he may go on much later. */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "model/model.h"

struct history_level {
	uint64_t step;
	int64_t t;     /* session ns */
	int64_t value; /* a lock's: its owner, LOG_NONE when it is free */
};

struct history_wake {
	uint64_t step;
	uint32_t from, to; /* actors */
};

struct history_row {
	struct history_level *levels;
	uint32_t count, room;
};

struct history {
	struct history_row *rows; /* index = id - LOG_OBJECT_BASE */
	uint32_t row_count, row_room;
	struct history_wake *wakes; /* by step */
	uint32_t wake_count, wake_room;
	uint64_t *woken; /* index = actor id: seq of the event that let it go last */
	uint32_t woken_count, woken_room;
	bool *owned; /* index = actor id: it has had a lock at some time */
	uint32_t owned_count, owned_room;
};

void history_fini(struct history *history);

/* `event` has just been folded into `head`. Without memory the picture lacks a piece, no more. */
void history_read(struct history *history, const struct model *head, const struct log_event *event);

/* The last level of `object` at or before `step`; NULL: it had none yet, or has none ever. */
const struct history_level *history_level_at(const struct history *history, uint32_t object, uint64_t step);

/* The same one and all that follow; *count is how many. Where there is none before, from the first on. */
const struct history_level *history_levels(uint32_t *count, const struct history *history, uint32_t object,
                                           uint64_t step);

/* The wake-ups of the steps `first` to `last`; *count is how many. */
const struct history_wake *history_wakes(uint32_t *count, const struct history *history, uint64_t first,
                                         uint64_t last);

/* Whether `actor` has had a lock up to now. */
bool history_has_owned(const struct history *history, uint32_t actor);

#endif
