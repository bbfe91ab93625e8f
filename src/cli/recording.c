/* One sentence for each way in which a file can be no recording. */
#include "cli/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/exit.h"

int recording_open(struct log **out, char *error, size_t size, const char *path)
{
	uint64_t bad_slot = 0;
	*out = NULL;
	switch (log_open(out, path, &bad_slot)) {
	case LOG_OK:
		return 0;
	case LOG_ERR_FOREIGN:
		snprintf(error, size, "%s: not a recording of interleave; `interleave run ID --record FILE` makes one", path);
		break;
	case LOG_ERR_VERSION:
		snprintf(error, size, "%s: recorded by another version of interleave, or on another kind of machine; "
		                      "record it anew", path);
		break;
	case LOG_ERR_CORRUPT:
		snprintf(error, size, "%s: corrupt from slot %" PRIu64 " on; what stands before it is sound", path, bad_slot);
		break;
	case LOG_ERR_TRUNCATED:
		snprintf(error, size, "%s: cut short; what is left of it is sound", path);
		break;
	default:
		snprintf(error, size, "%s: cannot be read: %s", path, strerror(errno));
		break;
	}
	return EXIT_UNREADABLE;
}
