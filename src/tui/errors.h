/* Errors in words: what failed, why, and the mend where there is one. */
#ifndef TUI_ERRORS_H
#define TUI_ERRORS_H

#include <stddef.h>

#include "po/catalog.h"
#include "session/session.h"

/* Why session_start(options) answered `error` (errno was `reason`). A schedule has been read before, or was made from a log. Returns
 * out. */
char *error_of_session(char *out, size_t size, const struct catalog *catalog, int error, int reason,
		       const struct session_options *options);

#endif
