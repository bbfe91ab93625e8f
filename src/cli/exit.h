/* Exit codes (a contract), and which end of a run means which. */
#ifndef CLI_EXIT_H
#define CLI_EXIT_H

#include "log/log.h"

enum exit_code {
	EXIT_COMPLETED = 0,
	EXIT_PROMISE_BROKEN = 1,
	EXIT_USAGE = 2,
	EXIT_DEADLOCK = 3,
	EXIT_CRASHED = 4,
	EXIT_TIMED_OUT = 5,
	EXIT_UNREADABLE = 6,
	EXIT_DIVERGED = 7,
	EXIT_SYSTEM = 8,
	EXIT_LEFT = 130,
	EXIT_SIGNAL = 128, /* plus the signal's number */
};

/* What a program exits with whose run ended so. */
int exit_of_status(enum log_status status);

/* Why a run that ended so did not complete, as WHAT: WHY with the mend; NULL where there is nothing to tell.
 */
const char *exit_words(enum log_status status);

#endif
