/* multiprocessing.Value: one number that every process sees, with a lock of its own. */
#ifndef INTERLEAVE_VALUE_H
#define INTERLEAVE_VALUE_H

#include "interleave/sync.h"

typedef struct il_shared_value {
	uint32_t id;
} il_shared_value;

/* Which lock each read and write takes. Nothing set: an RLock of its own, called NAME.lock. */
struct il_value_options {
	char unused_;
	bool raw;       /* none: lock=False */
	il_lock lock;   /* this one: lock=LOCK. It should be shared; a process's own copy of a private one keeps nobody out */
	il_rlock rlock; /* or this one */
};

/* Makes one for this process and all that it forks later. `typecode` is 'i' (a C int of 32 bits: wraps silently) or 'd' (a
 * double); `initial` is of that kind. multiprocessing.Value. An id of 0: no such type, a wrong kind of initial value, or no
 * room. */
#define il_value_new(name, typecode, initial, ...)                                                 \
	il_value_new_at(IL_HERE, (name), (typecode), (initial), (struct il_value_options){.unused_ = 0, __VA_ARGS__})
il_shared_value il_value_new_at(struct il_site *site, const char *name, char typecode, il_value initial,
                                struct il_value_options options);

/* What it holds now: an integer of an 'i', a double of a 'd'. One op, for which its lock has to be free, or held by the caller
 * and re-entrant: blocks until then, for ever on a plain lock that the caller holds itself. Value.value. */
#define il_value_read(value) il_value_read_at(IL_HERE, (value))
il_value il_value_read_at(struct il_site *site, il_shared_value value);

/* The same for writing: `v.value += n` is a read and a write, and others may come in between. An integer becomes a double
 * in a 'd'. Value.value = x. IL_WRONG_TYPE (anything else), which changes nothing. */
#define il_value_write(value, number) il_value_write_at(IL_HERE, (value), (number))
il_status il_value_write_at(struct il_site *site, il_shared_value value, il_value number);

/* Its lock, for il_hold: `with v.get_lock():`. Value.get_lock. An id of 0: it is raw, or was given a plain Lock. */
il_rlock il_value_lock(il_shared_value value);

/* Its value without an op, for a scenario's `check` (nobody else runs any more). */
il_value il_value_peek(il_shared_value value);

#endif
