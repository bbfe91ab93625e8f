/* A row of insights that grows: those that a history shows, in the order in which it showed them. */
#ifndef MODEL_FINDINGS_H
#define MODEL_FINDINGS_H

#include "model/grow.h"
#include "model/insight.h"

enum { FINDINGS_MAX = 1024 }; /* of what nobody would read on, nothing is kept */

struct findings {
	struct insight *list;
	uint32_t count, room;
};

/* Without room for it, it is not told. */
static inline void findings_add(struct findings *findings, const struct insight *insight)
{
	if (findings->count == FINDINGS_MAX ||
	    grow(&findings->list, &findings->room, (uint64_t)findings->count + 1, sizeof *findings->list) !=
		0)
		return;
	findings->list[findings->count++] = *insight;
}

#endif
