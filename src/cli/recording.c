/* One sentence for each way in which a file can be no recording. */
#include "cli/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "cli/exit.h"

static const char *what_is_left(const struct log *log)
{
	uint64_t pos = 0;
	bool some = log != NULL && log_next(log, &pos, log_committed(log)) != NULL;
	return some ? N_("what stands before that is sound") : N_("nothing of it can be read");
}

int recording_open(struct log **out, struct complaint *complaint, const char *path)
{
	const char *word = complaint_word(path);
	char slot[24];
	uint64_t bad_slot = 0;
	*out = NULL;
	switch (log_open(out, path, &bad_slot)) {
	case LOG_OK:
		return 0;
	case LOG_ERR_FOREIGN:
		complain(complaint, N_("%s: not a recording of interleave; `interleave run ID --record FILE` makes one"),
			 word);
		break;
	case LOG_ERR_VERSION:
		complain(complaint,
			 N_("%s: recorded by another version of interleave, or on another kind of machine; "
			    "record it anew"), word);
		break;
	case LOG_ERR_CORRUPT:
		snprintf(slot, sizeof(slot), "%" PRIu64, bad_slot);
		complain(complaint, N_("%s: corrupt from slot %s on; %s"), word, slot,
			 tr(complaint->catalog, what_is_left(*out)));
		break;
	case LOG_ERR_TRUNCATED:
		complain(complaint, N_("%s: cut short; %s"), word, tr(complaint->catalog, what_is_left(*out)));
		break;
	default:
		complain(complaint, N_("%s: cannot be read: %s"), word, tr_errno(complaint->catalog, errno));
		break;
	}
	return EXIT_UNREADABLE;
}
