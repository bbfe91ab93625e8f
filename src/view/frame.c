/* The grid of cells. Invariant: a cell with ch[0] == 0 stands right of a wide character, and every wide
 * character has one: whoever overwrites one half blanks the other. */
#include "view/frame.h"

#include <stdbool.h>
#include <stdlib.h>

#include "view/width.h"

int frame_init(struct frame *frame, int width, int height)
{
	frame->width = width > 0 ? width : 0;
	frame->height = height > 0 ? height : 0;
	frame->cells = malloc(((size_t)frame->width * (size_t)frame->height + 1) * sizeof(struct cell));
	if (frame->cells == NULL) {
		frame->width = frame->height = 0;
		return -1;
	}
	frame_clear(frame);
	return 0;
}

void frame_fini(struct frame *frame)
{
	free(frame->cells);
	*frame = (struct frame){0, 0, NULL};
}

void frame_clear(struct frame *frame)
{
	size_t i, count = (size_t)frame->width * (size_t)frame->height;

	for (i = 0; i < count; i++)
		frame->cells[i] = (struct cell){{L' ', 0}, STYLE_PLAIN};
}

/* Before `width` cells from `x` on are overwritten: the other halves of wide characters that they cut become
 * blank. */
static void free_cells(struct cell *row, int row_width, int x, int width)
{
	if (row[x].ch[0] == 0 && x > 0)
		row[x - 1] = (struct cell){{L' ', 0}, row[x - 1].style};
	if (x + width < row_width && row[x + width].ch[0] == 0)
		row[x + width] = (struct cell){{L' ', 0}, row[x + width].style};
}

static void write_cell(struct cell *row, int row_width, int x, int width, enum style style,
		       uint32_t character)
{
	free_cells(row, row_width, x, width);
	row[x] = (struct cell){{(wchar_t)character, 0}, (uint32_t)style};
	if (width == 2)
		row[x + 1] = (struct cell){{0, 0}, (uint32_t)style};
}

/* Joins a mark to the character that was written last, which ends before column `x`. */
static void write_mark(struct cell *row, int x, uint32_t mark)
{
	struct cell *cell = &row[x - 1];

	if (cell->ch[0] == 0 && x > 1)
		cell--;
	if (cell->ch[1] == 0)
		cell->ch[1] = (wchar_t)mark;
}

/* The character at `text` (0 at its end) and its width; returns what is behind it. Most of all text is printable ASCII. */
static inline const char *next_character(uint32_t *character, int *width, const char *text)
{
	unsigned char byte = (unsigned char)*text;

	if (byte >= 0x20 && byte < 0x7f) {
		*character = byte;
		*width = 1;
		return text + 1;
	}
	text = width_decode(character, text);
	*width = width_of(*character);
	return text;
}

int frame_put(struct frame *frame, int x, int y, int room, enum style style, const char *text)
{
	struct cell *row;
	uint32_t character;
	int used = 0, width;

	if (y < 0 || y >= frame->height || x >= frame->width || room <= 0)
		return 0;
	if (room > frame->width - x)
		room = frame->width - x;
	row = &frame->cells[(size_t)y * (size_t)frame->width];
	for (text = next_character(&character, &width, text); character != 0;
	     text = next_character(&character, &width, text)) {
		if (width == 0 && used > 0 && x + used > 0)
			write_mark(row, x + used, character);
		if (width <= 0)
			continue;
		if (used + width > room)
			break;
		if (x + used >= 0)
			write_cell(row, frame->width, x + used, width, style, character);
		used += width;
	}
	return used;
}

int frame_text_width(const char *text)
{
	uint32_t character;
	int used = 0, width;

	for (text = next_character(&character, &width, text); character != 0;
	     text = next_character(&character, &width, text))
		if (width > 0)
			used += width;
	return used;
}

/* Appends `character` as UTF-8; returns the byte behind it. */
static char *encode(char *out, uint32_t character)
{
	if (character < 0x80) {
		*out++ = (char)character;
		return out;
	}
	if (character < 0x800) {
		*out++ = (char)(0xc0 | character >> 6);
	} else if (character < 0x10000) {
		*out++ = (char)(0xe0 | character >> 12);
		*out++ = (char)(0x80 | (character >> 6 & 0x3f));
	} else {
		*out++ = (char)(0xf0 | character >> 18);
		*out++ = (char)(0x80 | (character >> 12 & 0x3f));
		*out++ = (char)(0x80 | (character >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (character & 0x3f));
	return out;
}

int frame_text(char **out, const struct frame *frame)
{
	size_t cells = (size_t)frame->width * (size_t)frame->height;
	char *end;
	int x, y;

	*out = end = malloc(cells * 8 + (size_t)frame->height + 1); /* two characters of four bytes a cell */
	if (end == NULL)
		return -1;
	for (y = 0; y < frame->height; y++) {
		const struct cell *row = &frame->cells[(size_t)y * (size_t)frame->width];
		int width = frame->width;

		while (width > 0 && row[width - 1].ch[0] == L' ' && row[width - 1].ch[1] == 0)
			width--;
		for (x = 0; x < width; x++) {
			if (row[x].ch[0] != 0)
				end = encode(end, (uint32_t)row[x].ch[0]);
			if (row[x].ch[0] != 0 && row[x].ch[1] != 0)
				end = encode(end, (uint32_t)row[x].ch[1]);
		}
		*end++ = '\n';
	}
	*end = '\0';
	return 0;
}
