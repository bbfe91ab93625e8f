/* A line that the reader types, a character at a time. */
#ifndef TUI_TYPED_H
#define TUI_TYPED_H

#include <stdbool.h>

enum { TYPED_SIZE = 64 };

struct typed {
	char text[TYPED_SIZE]; /* UTF-8 */
	bool open;             /* keys go into it */
};

/* How a key was taken. */
enum typed_end { TYPED_ON, TYPED_KEPT, TYPED_GIVEN_UP };

/* Takes the character `ch` (as typed, Hangul too); Enter keeps the line, Escape empties it, and both close it. */
enum typed_end typed_take(struct typed *typed, int ch);

/* Whether `text` contains `part`, whatever the case of either. */
bool typed_is_in(const char *part, const char *text);

#endif
