/* An insight is the same as another when it names the same kind, actors and objects: its moment does not
 * count. */
#include "cli/seen.h"

#include <stdlib.h>
#include <string.h>

void seen_fini(struct seen *seen)
{
	free(seen->insights);
}

static bool same(const struct insight *a, const struct insight *b)
{
	return a->kind == b->kind && a->count == b->count &&
	       memcmp(a->actors, b->actors, a->count * sizeof(a->actors[0])) == 0 &&
	       memcmp(a->objects, b->objects, a->count * sizeof(a->objects[0])) == 0;
}

bool seen_first(struct seen *seen, const struct insight *insight)
{
	for (size_t i = 0; i < seen->count; i++)
		if (same(&seen->insights[i], insight))
			return false;
	if (seen->count == seen->room) {
		size_t room = seen->room > 0 ? 2 * seen->room : 8;
		struct insight *grown = realloc(seen->insights, room * sizeof(*grown));
		if (grown == NULL)
			return true;
		seen->insights = grown;
		seen->room = room;
	}
	seen->insights[seen->count++] = *insight;
	return true;
}
