/* The words of the errors that a session can meet at its start. */
#include "tui/errors.h"

#include <errno.h>

char *error_of_session(char *out, size_t size, const struct catalog *catalog, int error, int reason,
		       const struct session_options *options)
{
	switch (error) {
	case SESSION_ERR_SCENARIO:
		return tr_format(out, size, catalog, N_("%s: no such scenario; `interleave list` names them all"),
				 options->scenario);
	case SESSION_ERR_RECORD:
		if (reason == EINVAL)
			return tr_format(out, size, catalog,
					 N_("%s: cannot record there: it is no ordinary file; name another with --record"),
					 options->record);
		if (reason == EEXIST)
			return tr_format(out, size, catalog,
					 N_("%s: cannot record there: it holds something else; name another with --record"),
					 options->record);
		return tr_format(out, size, catalog, N_("%s: cannot record there: %s; name another file with --record"),
				 options->record, tr_errno(catalog, reason));
	default:
		return tr_format(out, size, catalog, N_("%s: the run cannot be started: %s"), options->scenario,
				 tr_errno(catalog, reason));
	}
}
