/* What the processes of a run write by themselves, past the runtime: read from their pipe, and logged.
 *
 * The warden's; nothing here blocks. */
#ifndef SESSION_OUTPUT_H
#define SESSION_OUTPUT_H

#include <stddef.h>

#include "engine/op.h"

struct output {
	int fd;           /* the pipe's reading end, which does not block; -1 once all writers have gone */
	size_t begun;     /* bytes of a character whose rest has not come yet */
	char character[3];
};

/* Logs what has come, as much as a pipe holds at most: one who writes faster than we read must not keep us from all
 * else. A character is never cut in two. A NUL byte, which no terminal shows, is left out. */
void output_read(struct output *output, struct engine *engine);

#endif
