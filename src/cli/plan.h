/* From arguments to what is run: every default filled in, every name looked up, every contradiction refused.
 */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include <stdbool.h>

#include "cli/args.h"
#include "session/session.h"

struct plan {
	struct session_options session; /* its pointers: argv, the tables, and what follows */
	char *params;                   /* owned */
	struct log *replay;             /* owned: the recording that is followed */
	const char *note;               /* a message, to be said before a headless run; NULL */
};

/* 0, or the exit code, with `complaint`. plan_fini in either case. */
int plan_init(struct plan *plan, struct complaint *complaint, const struct args *args, bool headless);
void plan_fini(struct plan *plan);

#endif
