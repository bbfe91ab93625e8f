/* Arrays that grow: the one way in which the model and its timeline get memory. */
#ifndef MODEL_GROW_H
#define MODEL_GROW_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Makes *array (of *room elements of `size` bytes) hold at least `need`; what is new is zero. Grows by half
 * at least, so that appending is O(1). 0, or -1 for want of memory: nothing has changed then. */
static inline int grow(void *array, uint32_t *room, uint64_t need, size_t size)
{
	if (need <= *room)
		return 0;
	uint64_t wish = (uint64_t)*room + *room / 2 + 4;
	if (wish < need)
		wish = need;
	if (wish > UINT32_MAX)
		return -1;
	void *old;
	memcpy(&old, array, sizeof old);
	char *grown = realloc(old, (size_t)wish * size);
	if (!grown)
		return -1;
	memset(grown + (size_t)*room * size, 0, (size_t)(wish - *room) * size);
	memcpy(array, &grown, sizeof grown);
	*room = (uint32_t)wish;
	return 0;
}

/* As grow(), to exactly `need`: for copies, which do not grow any further. */
static inline int grow_exactly(void *array, uint32_t *room, uint32_t need, size_t size)
{
	if (need <= *room)
		return 0;
	void *old;
	memcpy(&old, array, sizeof old);
	char *grown = realloc(old, (size_t)need * size);
	if (!grown)
		return -1;
	memset(grown + (size_t)*room * size, 0, (size_t)(need - *room) * size);
	memcpy(array, &grown, sizeof grown);
	*room = need;
	return 0;
}

#endif
