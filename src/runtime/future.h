/* The inside of futures, for those who settle them and those who wait. */
#ifndef RUNTIME_FUTURE_H
#define RUNTIME_FUTURE_H

#include "interleave/future.h"
#include "runtime/runtime.h"

static inline bool future_is_done(const struct object *future)
{
	return future->state >= FUTURE_IS_CANCELLED;
}

/* Done, and known to those who wait for several. */
static inline bool future_is_settled(const struct object *future)
{
	return future->settled_at != 0;
}

static inline bool future_has_raised(const struct object *future)
{
	return future->state == FUTURE_IS_FINISHED && future->value_kind == VALUE_ERROR;
}

/* Settles it by what its work returned: a value, or an exception. */
il_status future_settle(struct il_site *site, il_future future, il_value outcome);

/* il_future_result with a moment (session ns) for a time-out. */
il_status future_result_until(struct il_site *site, il_value *value, il_future future, int64_t until);

/* Tells those who wait for it among others that it has been settled (future_wait.c). */
void future_wait_settled(struct turn *turn, struct object *future);

/* The default name of the next future: in an apply. A string, 0 when it did not fit. */
uint32_t future_default_name(struct turn *turn);

#endif
