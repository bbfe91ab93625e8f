/* The table of scenarios, and their sources, carried inside the binary. */
#ifndef SESSION_SCENARIOS_H
#define SESSION_SCENARIOS_H

#include <stddef.h>

#include "interleave/scenario.h"

/* All scenarios in the catalogue's order, ended by NULL. */
extern const struct il_scenario *const scenario_table[];

/* The one called `id`, or NULL. */
const struct il_scenario *scenario_find(const char *id);

/* The id nearest to `id` when a user mistyped it, or NULL when none is near. */
const char *scenario_suggest(const char *id);

/* The id under which the program of scenario `id` is kept: of an alias the one that it names, else (of an unknown one,
 * too) `id` itself. Borrowed. */
const char *scenario_program(const char *id);

/* The bytes of an embedded source, `extension` "c" or "py": of "condition", and of each alias of it,
 * scenarios/condition/condition.py. NULL when there is none. */
const char *scenario_source(size_t *length, const char *id, const char *extension);

#endif
