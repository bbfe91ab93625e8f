#include "session/output.h"

#include <string.h>
#include <unistd.h>

#include "engine/control.h"

enum {
	PIECE = LOG_STRING_MAX < 4096 ? LOG_STRING_MAX : 4096, /* one event */
	AT_ONCE = 64 * 1024,
};

/* How many bytes at the end of a text are the beginning of a character. */
static size_t begun_character(const char *bytes, size_t length)
{
	for (size_t back = 1; back <= 3 && back <= length; back++) {
		unsigned char byte = (unsigned char)bytes[length - back];
		size_t needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		if ((byte & 0xc0) != 0x80)
			return needed > back ? back : 0;
	}
	return 0;
}

static size_t leave_out_nuls(char *bytes, size_t length)
{
	size_t kept = 0;
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != '\0')
			bytes[kept++] = bytes[i];
	return kept;
}

static void log_bytes(struct engine *engine, char *bytes, size_t length)
{
	length = leave_out_nuls(bytes, length);
	if (length > 0)
		control_raw_output(engine, bytes, length);
}

/* All writers have gone: what was begun is all that there is. */
static void finish(struct output *output, struct engine *engine)
{
	log_bytes(engine, output->character, output->begun);
	close(output->fd);
	output->fd = -1;
	output->begun = 0;
}

void output_read(struct output *output, struct engine *engine)
{
	char bytes[PIECE];
	for (size_t left = AT_ONCE; left > 0;) {
		memcpy(bytes, output->character, output->begun);
		ssize_t come = read(output->fd, bytes + output->begun, sizeof bytes - output->begun);
		if (come == 0)
			finish(output, engine);
		if (come <= 0)
			return;
		size_t length = output->begun + (size_t)come;
		output->begun = begun_character(bytes, length);
		memcpy(output->character, bytes + length - output->begun, output->begun);
		log_bytes(engine, bytes, length - output->begun);
		left -= (size_t)come < left ? (size_t)come : left;
	}
}
