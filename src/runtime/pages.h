/* Memory from the system in large pieces, for what a loop has ten thousand of: one by one, fresh pages cost more than all that
 * is done with them. A piece of PAGES_HUGE bytes is one page of the processor's, where the system grants it. */
#ifndef RUNTIME_PAGES_H
#define RUNTIME_PAGES_H

#include <stddef.h>

enum {
	PAGES_HUGE = 2 * 1024 * 1024,
#ifdef IL_TEST_CONSTANTS
	ARENA_FIRST = 4 * 1024,
#else
	ARENA_FIRST = 16 * 1024,
#endif
};

/* `size` bytes of zeroes, in ordinary pages; PAGES_HUGE of them are aligned to that, and who runs out of them downwards meets a
 * forbidden page. NULL for want of memory. */
char *pages_map(size_t size);
void pages_unmap(char *memory, size_t size);

/* Things that live as long as the arena does. Its pieces grow: a few things take a few small pages, many take huge ones. */
struct arena {
	struct arena_piece *pieces; /* the newest first */
};

/* `size` zeroes, aligned to a line of the cache. NULL for want of memory. Nothing larger than ARENA_FIRST / 2. */
void *arena_take(struct arena *arena, size_t size);

void arena_fini(struct arena *arena);

#endif
