/* A variable that threads share: reads and writes are ops, so that races are seen. Private to a process. */
#ifndef INTERLEAVE_VAR_H
#define INTERLEAVE_VAR_H

#include "interleave/base.h"

typedef struct il_var {
	uint32_t id;
} il_var;

#define il_var_new(name, value) il_var_new_at(IL_HERE, (name), (value))
il_var il_var_new_at(struct il_site *site, const char *name, il_value value);

#define il_var_read(var) il_var_read_at(IL_HERE, (var))
il_value il_var_read_at(struct il_site *site, il_var var);

#define il_var_write(var, value) il_var_write_at(IL_HERE, (var), (value))
void il_var_write_at(struct il_site *site, il_var var, il_value value);

/* Its value without an op, for a scenario's `check` (nobody else runs any more). */
il_value il_var_peek(il_var var);

#endif
