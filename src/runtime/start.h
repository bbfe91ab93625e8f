/* Starting a thread or a process. The system makes it between two stays under the kernel lock; in the second it begins, or
 * the op says why there is none. */
#ifndef RUNTIME_START_H
#define RUNTIME_START_H

#include "runtime/defs.h"

/* What a start hands to its apply. */
struct starting {
	int64_t number; /* its id in the system: a pid, or a native thread id */
	il_status result;
};

/* Makes what the actor runs in, and says its number. */
typedef il_status maker(int64_t *number, uint32_t actor);

/* The whole of the start `op` of an actor (0: there was no room for it). What `make` answers, which is in *starting, is the op's
 * result, unless its apply finds another. */
il_status start_perform(struct starting *starting, struct il_site *site, enum log_op op, uint32_t actor, maker *make);

/* In the apply, of one that was made: it lives from here on, and the event has its number. */
void start_begins(struct turn *turn, struct log_event *event, struct actor *child, int64_t number);

/* The claim to start it, which only the first has; it is given back when no start came of it. */
bool start_claim(uint32_t actor);
il_status start_or_give_back(uint32_t actor, il_status status);

#endif
