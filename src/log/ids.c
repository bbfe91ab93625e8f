#include "log/ids.h"

#include <inttypes.h>
#include <stdio.h>

enum { IDS_MAX = 1 << 20 };

bool ids_write(char *out, size_t size, const uint32_t *ids, size_t count)
{
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0, end; i < count; i = end) {
		char run[32];
		end = i + 1;
		while (end < count && ids[end] == ids[end - 1] + 1)
			end++;
		int length = end - i > 1 ? snprintf(run, sizeof run, "%" PRIu32 "-%" PRIu32, ids[i], ids[end - 1])
					 : snprintf(run, sizeof run, "%" PRIu32, ids[i]);
		if (used + (size_t)length + 2 > size)
			return false;
		used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? " " : "", run);
	}
	return true;
}

struct ids ids_begin(const char *text)
{
	return (struct ids){.rest = text, .next = 1, .last = 0, .left = IDS_MAX};
}

/* A number of at most ten digits; false: there is none. */
static bool read_number(uint64_t *number, const char **at)
{
	const char *begin = *at;
	*number = 0;
	for (; **at >= '0' && **at <= '9' && *at - begin < 10; (*at)++)
		*number = *number * 10 + (uint64_t)(**at - '0');
	return *at > begin;
}

static bool read_run(struct ids *ids)
{
	uint64_t before = ids->last;
	if (*ids->rest == ' ')
		ids->rest++;
	if (!read_number(&ids->next, &ids->rest))
		return false;
	ids->last = ids->next;
	if (*ids->rest == '-') {
		ids->rest++;
		if (!read_number(&ids->last, &ids->rest))
			return false;
	}
	return ids->next > before && ids->last >= ids->next && ids->last < UINT32_MAX;
}

bool ids_next(uint32_t *id, struct ids *ids)
{
	if (ids->left == 0 || (ids->next > ids->last && !read_run(ids))) {
		ids->left = 0;
		return false;
	}
	ids->left--;
	*id = (uint32_t)ids->next++;
	return true;
}
