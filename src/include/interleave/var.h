/* A variable that threads share: reads and writes are ops, so that races are seen. Private to a process: a fork copies it.
 *
 * Python's plain variable; `x += 1` is a read and a write, between which others may come. Nothing here blocks. */
#ifndef INTERLEAVE_VAR_H
#define INTERLEAVE_VAR_H

#include "interleave/base.h"

typedef struct il_var {
	uint32_t id;
} il_var;

/* Makes one; `name` (never NULL) and the value are copied. x = value. An id of 0: the session has no room for one more. */
#define il_var_new(name, value) il_var_new_at(IL_HERE, (name), (value))
il_var il_var_new_at(struct il_site *site, const char *name, il_value value);

/* What it holds now; none, when its id is 0. x. */
#define il_var_read(var) il_var_read_at(IL_HERE, (var))
il_value il_var_read_at(struct il_site *site, il_var var);

/* It holds `value` from now on. x = value. */
#define il_var_write(var, value) il_var_write_at(IL_HERE, (var), (value))
void il_var_write_at(struct il_site *site, il_var var, il_value value);

/* Its value without an op, for a scenario's `check` (nobody else runs any more). */
il_value il_var_peek(il_var var);

#endif
