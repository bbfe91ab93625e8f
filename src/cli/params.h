/* Parameters of a scenario: what --set may say, and those of a recording. Pure. */
#ifndef CLI_PARAMS_H
#define CLI_PARAMS_H

#include <stdbool.h>

#include "cli/complaint.h"
#include "interleave/scenario.h"

/* Whether "NAME=VALUE" sets a parameter that `scenario` has to a value that it allows; else `complaint` says
 * why not. */
bool params_check(struct complaint *complaint, const struct il_scenario *scenario, const char *set);

/* Adds a line "NAME=VALUE" to *lines (NULL: none yet), which stays the caller's. -1: no memory. */
int params_add(char **lines, const char *set);

/* The parameters of a recording, a JSON object of strings and numbers, as lines "NAME=VALUE" in *lines (NULL
 * for none). -1: no memory; -2: it is no such object. */
int params_of_json(char **lines, const char *json);

#endif
