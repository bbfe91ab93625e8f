/* The words of the errors that a session can meet at its start. */
#include "tui/errors.h"

#include <stdio.h>
#include <string.h>

char *error_of_session(char *out, size_t size, int error, int reason, const struct session_options *options)
{
	switch (error) {
	case SESSION_ERR_SCENARIO:
		snprintf(out, size, "%s: no such scenario; `interleave list` names them all",
			 options->scenario);
		break;
	case SESSION_ERR_SCHEDULE:
		snprintf(out, size, "schedule: \"%s\" cannot be read; it looks like 0x4.1x3.c.2",
			 options->schedule != NULL ? options->schedule : "");
		break;
	case SESSION_ERR_RECORD:
		snprintf(out, size, "%s: cannot record there: %s; name another file with --record",
			 options->record, strerror(reason));
		break;
	default:
		snprintf(out, size, "%s: the run cannot be started: %s", options->scenario, strerror(reason));
		break;
	}
	return out;
}
