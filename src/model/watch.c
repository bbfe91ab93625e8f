/* The watchers of a history, each in a file of its own, and what they have found. */
#include "model/watch.h"

#include <stdlib.h>

#include "model/lockorder.h"
#include "model/race.h"
#include "model/unasked.h"

struct watch {
	struct race *race;
	struct lockorder *lockorder;
	struct unasked *unasked;
	struct findings found; /* by the seq of their events */
};

struct watch *watch_new(void)
{
	struct watch *watch = calloc(1, sizeof *watch);
	if (!watch)
		return NULL;
	watch->race = race_new();
	watch->lockorder = lockorder_new();
	watch->unasked = unasked_new();
	if (!watch->race || !watch->lockorder || !watch->unasked) {
		watch_free(watch);
		return NULL;
	}
	return watch;
}

void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	race_free(watch->race);
	lockorder_free(watch->lockorder);
	unasked_free(watch->unasked);
	free(watch->found.list);
	free(watch);
}

void watch_apply(struct watch *watch, const struct model *model, const struct log_event *event)
{
	race_apply(&watch->found, watch->race, model, event);
	lockorder_apply(&watch->found, watch->lockorder, model, event);
	unasked_apply(&watch->found, watch->unasked, model, event);
}

uint32_t watch_count(const struct watch *watch, uint64_t seq)
{
	uint32_t count = watch->found.count;
	while (count > 0 && watch->found.list[count - 1].after > seq)
		count--;
	return count;
}

const struct insight *watch_insight(const struct watch *watch, uint32_t index)
{
	return &watch->found.list[index];
}
