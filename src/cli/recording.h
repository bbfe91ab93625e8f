/* Opening recordings, with their faults in words. */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include "cli/complaint.h"
#include "log/log.h"

/* Opens `path`. 0: whole. Else an exit code, and `complaint` says why; *out may then still be a log of the sound
 * prefix (the caller's), or is NULL. */
int recording_open(struct log **out, struct complaint *complaint, const char *path);

#endif
