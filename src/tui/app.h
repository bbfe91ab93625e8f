/* The program on a terminal: the menu, a run or a recording, the help, and the loop that serves them. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>

#include "po/catalog.h"
#include "tui/player.h"
#include "tui/theme.h"

struct app_options {
	struct player_options player; /* of the run to open, and of those that the menu opens */
	bool menu; /* begins with the menu: the player's scenario is what the reader picks */
	const struct catalog *catalog;
	const struct theme *theme;
	bool mouse; /* takes the terminal's mouse */
};

/* How it ended. */
struct app_result {
	int signal;             /* that ended it; 0: the reader left */
	bool ran;               /* a run or a recording was open at the end */
	bool ended;             /* and it had ended */
	enum log_status status; /* how */
	int unwritten;          /* without a screen: errno of what could not be written; else 0 */
	char *repeat;           /* the command that repeats the last run, NULL none; the caller's (free) */
};

/* Takes the terminal until the reader leaves. 0; otherwise nothing ran: a session_error with the words in
 * `error`. */
int app_run(struct app_result *result, const struct app_options *options, char *error, size_t size);

#endif
