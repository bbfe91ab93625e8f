/* Arrays that grow: the one way in which the model and its timeline get memory.
 *
 * An array is a pointer and its room in elements; `array` is the address of that pointer. Both return 0, or
 * -1 for want of memory: nothing has changed then. */
#ifndef MODEL_GROW_H
#define MODEL_GROW_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* To exactly `need` elements of `size` bytes, when there are fewer: for copies, which do not grow any
 * further. What is new is not initialised: a long row costs no page before it is used. */
static inline int grow_exactly(void *array, uint32_t *room, uint64_t need, size_t size)
{
	if (need <= *room)
		return 0;
	if (need > UINT32_MAX)
		return -1;
	void *memory, *bigger;
	memcpy(&memory, array, sizeof memory);
	bigger = realloc(memory, (size_t)need * size);
	if (!bigger)
		return -1;
	memcpy(array, &bigger, sizeof bigger);
	*room = (uint32_t)need;
	/* cppcheck-suppress memleak ; the caller's pointer was set through its bytes */
	return 0;
}

/* To at least `need`, and by half at least, so that appending is O(1). */
static inline int grow(void *array, uint32_t *room, uint64_t need, size_t size)
{
	uint64_t wish = (uint64_t)*room + *room / 2 + 4;
	if (need <= *room)
		return 0;
	return grow_exactly(array, room, wish > need ? wish : need, size);
}

#endif
