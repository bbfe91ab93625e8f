/* Memory for things that live as long as their owner: taken one after the other, given back at once. */
#ifndef RUNTIME_ARENA_H
#define RUNTIME_ARENA_H

#include <stddef.h>

/* Its pieces grow, so that a few things take a few pages, and the pages of many are brought in many at a time. */
struct arena {
	struct arena_piece *pieces; /* the newest first */
};

/* `size` zeroes, at most 1 KiB, aligned to a line of the cache. NULL for want of memory. */
void *arena_take(struct arena *arena, size_t size);

void arena_fini(struct arena *arena);

#endif
