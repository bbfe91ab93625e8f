/* Opening recordings, with their faults in words. */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include <stddef.h>

#include "log/log.h"

/* Opens `path`. 0: whole. Else an exit code, and `error` says why; *out may then still be a log of the sound
 * prefix (the caller's), or is NULL. */
int recording_open(struct log **out, char *error, size_t size, const char *path);

#endif
