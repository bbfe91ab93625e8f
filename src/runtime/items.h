/* Rows of values in the segment: the items of queues, the calls of executors, who waits for a future, the processes waited for. A
 * row is its first and last item (LOG_NONE: empty); items that are taken out are used again. Under the kernel lock. */
#ifndef RUNTIME_ITEMS_H
#define RUNTIME_ITEMS_H

#include "engine/kernel.h"

/* Whether the segment has room for one more. */
bool items_have_room(const struct kernel *kernel);

/* Whether there is room for as many more. */
bool items_have_room_for(const struct kernel *kernel, uint32_t count);

/* A new item behind the item `before` (LOG_NONE: in front of all); `next` is set here. False: no room. */
bool items_insert(struct turn *turn, uint32_t *first, uint32_t *last, uint32_t before, struct item item);

/* The same at the end. */
bool items_append(struct turn *turn, uint32_t *first, uint32_t *last, struct item item);

/* Takes the first out of a row that is not empty. */
struct item items_take_first(struct turn *turn, uint32_t *first, uint32_t *last);

/* Takes all out. */
void items_clear(struct turn *turn, uint32_t *first, uint32_t *last);

#endif
