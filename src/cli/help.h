/* What --help prints. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/args.h"
#include "po/catalog.h"

/* Prints how to use the program, or one of its commands (COMMAND_MENU: the program), at most 80 columns wide.
 * 0, or -1 for want of memory. */
int help_print(FILE *out, const struct catalog *catalog, enum command command);

#endif
