/* Break points: what a run stops before. */
#ifndef TUI_BREAKS_H
#define TUI_BREAKS_H

#include <stdbool.h>
#include <stdint.h>

#include "log/log.h"
#include "model/model.h"

enum { BREAKS_MAX = 32, BREAK_SITE_SIZE = 128 };

enum break_kind { BREAK_ACTOR, BREAK_OP, BREAK_OBJECT, BREAK_LINE };

struct break_point {
	enum break_kind kind;
	uint32_t what;              /* actor, op or object */
	char site[BREAK_SITE_SIZE]; /* a line: "file:12" */
};

/* They outlive a restart: ids and lines are the same in the same program. */
struct breaks {
	struct break_point points[BREAKS_MAX];
	uint32_t count;
};

/* Sets the point, or takes it away when it is set. False: there is no room for another one. */
bool breaks_toggle(struct breaks *breaks, const struct break_point *point);

bool breaks_have(const struct breaks *breaks, const struct break_point *point);

/* The point that `event` meets: its actor is about to do what the point names. `live`: nothing is announced in the
 * run, and what is done counts. NULL: none. */
const struct break_point *breaks_find(const struct breaks *breaks, const struct log *log,
				      const struct log_event *event, bool live);

/* What the point is called: "waiter", "lock.acquire", "tasks", "scenarios/x/x.c:12". */
const char *break_name(const struct break_point *point, const struct model *model);

#endif
