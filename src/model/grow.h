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

/* For a row that is taken from the front: `first` is the address of the pointer to its first element, in the
 * array. Makes room for one more behind its `count`: what stands before the first is used again when it is as
 * much as the row. */
static inline int grow_row(void *array, void *first, uint32_t *room, uint32_t count, size_t size)
{
	char *memory, *row;
	memcpy(&memory, array, sizeof memory);
	memcpy(&row, first, sizeof row);
	size_t before = memory ? (size_t)(row - memory) / size : 0;
	if (before > 0 && before >= count && before + count == *room) {
		memcpy(memory, row, count * size);
		before = 0;
	}
	int failed = grow(array, room, (uint64_t)before + count + 1, size);
	memcpy(&memory, array, sizeof memory);
	row = memory ? memory + before * size : NULL;
	memcpy(first, &row, sizeof row);
	return failed;
}

#endif
