/* One sentence for each way in which a file can be no recording. */
#include "cli/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/exit.h"

static const char *what_is_left(const struct log *log)
{
	uint64_t pos = 0;
	bool some = log != NULL && log_next(log, &pos, log_committed(log)) != NULL;
	return some ? "what stands before that is sound" : "nothing of it can be read";
}

int recording_open(struct log **out, char *error, size_t size, const char *path)
{
	uint64_t bad_slot = 0;
	*out = NULL;
	switch (log_open(out, path, &bad_slot)) {
	case LOG_OK:
		return 0;
	case LOG_ERR_FOREIGN:
		snprintf(error, size,
			 "%s: not a recording of interleave; `interleave run ID --record FILE` makes one",
			 path);
		break;
	case LOG_ERR_VERSION:
		snprintf(error, size,
			 "%s: recorded by another version of interleave, or on another kind of machine; "
			 "record it anew",
			 path);
		break;
	case LOG_ERR_CORRUPT:
		snprintf(error, size, "%s: corrupt from slot %" PRIu64 " on; %s", path, bad_slot,
			 what_is_left(*out));
		break;
	case LOG_ERR_TRUNCATED:
		snprintf(error, size, "%s: cut short; %s", path, what_is_left(*out));
		break;
	default:
		snprintf(error, size, "%s: cannot be read: %s", path, strerror(errno));
		break;
	}
	return EXIT_UNREADABLE;
}
