/* The insights of a run, each told once. */
#ifndef CLI_SEEN_H
#define CLI_SEEN_H

#include "model/insight.h"

struct seen {
	struct insight *insights;
	size_t count, room;
};

void seen_fini(struct seen *seen);

/* Whether `insight` was not there before; notes it. For want of memory every one is new. */
bool seen_first(struct seen *seen, const struct insight *insight);

#endif
