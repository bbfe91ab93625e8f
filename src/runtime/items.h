/* Rows of values in the segment: the items of queues, the calls of executors, who waits for a future. A row is its first and
 * last item (LOG_NONE: empty); items that are taken out are used again. Under the kernel lock. */
#ifndef RUNTIME_ITEMS_H
#define RUNTIME_ITEMS_H

#include "engine/kernel.h"

/* Whether the segment has room for one more. */
bool items_have_room(const struct kernel *kernel);

/* A new item at the end; `next` is set here. False: no room. */
bool items_append(struct turn *turn, uint32_t *first, uint32_t *last, struct item item);

/* Takes the first out of a row that is not empty. */
struct item items_take_first(struct turn *turn, uint32_t *first, uint32_t *last);

#endif
