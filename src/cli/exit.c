/* One table of the ends of a run. */
#include "cli/exit.h"

#include <stddef.h>

#include "po/catalog.h"

static const struct {
	enum exit_code code;
	const char *words;
} ends[LOG_STATUS_COUNT] = {
    [LOG_RUNNING] = {EXIT_UNREADABLE, N_("recording: it stops in the middle: whoever wrote it died")},
    [LOG_COMPLETED] = {EXIT_COMPLETED, NULL},
    [LOG_PROMISE_BROKEN] = {EXIT_PROMISE_BROKEN, NULL}, /* the report names the promise */
    [LOG_DEADLOCK] = {EXIT_DEADLOCK, N_("deadlock: nobody can ever go on; run it on a terminal, and w says why")},
    [LOG_CRASHED] = {EXIT_CRASHED, N_("crash: a process of the scenario was killed, or left with an error")},
    [LOG_TIMED_OUT] = {EXIT_TIMED_OUT,
		       N_("time-out: the run had not ended when --timeout was over; allow it more")},
    [LOG_TRUNCATED] = {EXIT_SYSTEM,
		       N_("log: it is full, which ended the run; raise --max-events, or free the disc")},
    [LOG_DIVERGED] = {EXIT_DIVERGED, N_("replay: the run met another operation than the one it was to follow")},
    [LOG_LEFT] = {EXIT_LEFT, NULL},
    [LOG_FORK_LIMIT] = {EXIT_SYSTEM,
			N_("processes: more than a run may have, or than the system gives, which ended it; does the scenario "
			   "fork without end, or is `ulimit -u` low?")},
    [LOG_UNWATCHED] = {EXIT_SYSTEM,
		       N_("warden: the process that watches the run was killed, or got too little from the system to begin; is memory short, or "
			  "`ulimit -u` low?")},
};

int exit_of_status(enum log_status status)
{
	return (int)((unsigned)status < LOG_STATUS_COUNT ? ends[status].code : EXIT_UNREADABLE);
}

const char *exit_words(enum log_status status)
{
	return (unsigned)status < LOG_STATUS_COUNT ? ends[status].words : NULL;
}
