/* Wrapping by whole words, greedily. */
#include "tui/wrap.h"

#include <stdbool.h>
#include <string.h>

enum { ROW_BYTES = 1024 };

/* The bytes of the character at `text`, by its first byte; never past the NUL. */
static size_t character_size(const char *text)
{
	unsigned char lead = (unsigned char)text[0];
	size_t size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	return strnlen(text, size);
}

static int width_of(const char *text, size_t length)
{
	char row[ROW_BYTES];
	if (length >= sizeof(row))
		length = sizeof(row) - 1;
	memcpy(row, text, length);
	row[length] = '\0';
	return frame_text_width(row);
}

/* How many bytes of `text` one row of `width` cells takes: whole words where it can. */
static size_t row_length(const char *text, int width)
{
	size_t length = 0, words = 0;
	while (text[length] != '\0' && length + 4 < ROW_BYTES) {
		size_t next = length + character_size(text + length);
		if (width_of(text, next) > width)
			break;
		length = next;
		if (text[length] == ' ' || text[length] == '\0')
			words = length;
	}
	if (words > 0)
		return words;
	return length > 0 ? length : character_size(text); /* a character wider than the row: go on regardless */
}

int wrap_put(struct frame *frame, int x, int y, int width, int height, enum style style, const char *text)
{
	int rows = 0;
	while (*text == ' ')
		text++;
	while (*text != '\0' && width > 0) {
		size_t length = row_length(text, width);
		char row[ROW_BYTES];
		memcpy(row, text, length);
		row[length] = '\0';
		if (frame != NULL && rows < height)
			frame_put(frame, x, y + rows, width, style, row);
		rows++;
		text += length;
		while (*text == ' ')
			text++;
	}
	return rows;
}
