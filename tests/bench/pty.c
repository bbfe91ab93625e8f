#include "pty.h"

#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"

pid_t pty_fork(int *terminal, int width, int height)
{
	struct winsize size = {.ws_col = (unsigned short)width, .ws_row = (unsigned short)height};
	pid_t child = forkpty(terminal, NULL, NULL, &size);
	if (child < 0) {
		perror("bench: pseudo-terminal");
		exit(8);
	}
	if (child == 0)
		setenv("TERM", "xterm-256color", 1);
	return child;
}

/* What comes until `end`; 0: nothing more. */
static size_t read_some(int terminal, char *bytes, size_t size, int64_t end)
{
	int64_t left = end < 0 ? -1 : (end - measure_now() + 999999) / 1000000;
	if (end >= 0 && left <= 0)
		return 0;
	if (poll(&(struct pollfd){terminal, POLLIN, 0}, 1, (int)left) <= 0)
		return 0;
	ssize_t length = read(terminal, bytes, size);
	return length > 0 ? (size_t)length : 0;
}

uint64_t pty_drain(int terminal, int ms)
{
	char bytes[65536];
	int64_t end = ms < 0 ? -1 : measure_now() + (int64_t)ms * 1000000;
	uint64_t sum = 0;
	for (size_t length; (length = read_some(terminal, bytes, sizeof bytes, end)) > 0;)
		sum += length;
	return sum;
}

int64_t pty_await(int terminal, const char *mark)
{
	char bytes[65537];
	int64_t start = measure_now();
	for (size_t length; (length = read_some(terminal, bytes, sizeof bytes - 1, start + 1000000000)) > 0;) {
		bytes[length] = '\0';
		if (mark == NULL || memmem(bytes, length, mark, strlen(mark)) != NULL)
			return measure_now() - start;
	}
	return -1;
}

void pty_type(int terminal, const char *keys)
{
	if (write(terminal, keys, strlen(keys)) != (ssize_t)strlen(keys))
		exit(8);
}
