/* The program without a screen: a sentence for each event, and keys read by the line. For screen readers, and for
 * terminals that can do no more. */
#ifndef TUI_LINEAR_H
#define TUI_LINEAR_H

#include "tui/app.h"

/* Reads standard input until it ends or a line asks to quit. A line is a row of keys, as on the screen ("s", "uo",
 * "2"); an empty one steps. As app_run. */
int linear_run(struct app_result *result, const struct player_options *options, const struct catalog *catalog,
	       char *error, size_t size);

#endif
