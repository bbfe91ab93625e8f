#include "runtime/id_set.h"

#include <stdlib.h>

#include "log/ids.h"
#include "log/log.h"
#include "runtime/runtime.h"

static int by_number(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return left < right ? -1 : left > right;
}

size_t id_set_sort(uint32_t *ids, size_t count)
{
	size_t kept = 0;
	bool rising = true;
	for (size_t i = 1; rising && i < count; i++)
		rising = ids[i - 1] < ids[i];
	if (rising)
		return count;
	qsort(ids, count, sizeof *ids, by_number);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || ids[i] != ids[i - 1])
			ids[kept++] = ids[i];
	return kept;
}

uint32_t id_set_string(const uint32_t *ids, size_t count)
{
	char *text = malloc(LOG_STRING_MAX + 1);
	uint32_t ref = 0;
	if (text != NULL && ids_write(text, LOG_STRING_MAX + 1, ids, count))
		ref = call_string(text);
	free(text);
	return ref;
}
