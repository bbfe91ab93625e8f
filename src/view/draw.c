#include "view/draw.h"

#include <string.h>

#include "view/width.h"

int draw_rule(struct frame *frame, int x, int y, int width, const char *title, bool ascii)
{
	const char *dash = ascii ? "-" : "─";
	int i, used;

	for (i = 0; i < width; i++)
		frame_put(frame, x + i, y, 1, STYLE_RULE, dash);
	if (width < 4)
		return x;
	used = draw_clipped(frame, x + 1, y, width - 2, STYLE_RULE, title, ascii);
	return x + 1 + used;
}

int draw_clipped(struct frame *frame, int x, int y, int room, enum style style, const char *text, bool ascii)
{
	const char *mark = ascii ? ".." : "…";
	int width = frame_text_width(mark), used;

	if (frame_text_width(text) <= room || room <= width)
		return frame_put(frame, x, y, room, style, text);
	used = frame_put(frame, x, y, room - width, style, text);
	return used + frame_put(frame, x + used, y, width, style, mark);
}

/* "-0_1", or "_1", at the end of a name; NULL where it has no such end, or one of more than `most` cells. */
static const char *number_of(const char *name, int most)
{
	const char *const marks = "-_";
	const char *at, *found;

	for (at = marks; *at != '\0'; at++) {
		found = strrchr(name, *at);
		if (found != NULL && found[1] >= '0' && found[1] <= '9' && frame_text_width(found) <= most)
			return found;
	}
	return NULL;
}

int draw_name(struct frame *frame, int x, int y, int room, enum style style, const char *name, bool ascii)
{
	const char *number = number_of(name, room / 2), *mark = ascii ? ".." : "…";
	int tail, used;

	if (frame_text_width(name) <= room || number == NULL)
		return draw_clipped(frame, x, y, room, style, name, ascii);
	tail = frame_text_width(mark) + frame_text_width(number);
	used = frame_put(frame, x, y, room - tail, style, name);
	used += frame_put(frame, x + used, y, room - used, style, mark);
	return used + frame_put(frame, x + used, y, room - used, style, number);
}

/* A number stays with what it counts or names: "1 waiter", "3 s". */
static bool follows_number(const char *text, const char *space)
{
	const char *at = space;

	while (at > text && at[-1] >= '0' && at[-1] <= '9')
		at--;
	return at < space && (at == text || at[-1] == ' ');
}

/* The end of the line that begins at `text` in `room` cells: at a newline, behind the last word that fits, or where a word
 * that is too long by itself must break. */
static const char *line_end(const char *text, int room)
{
	const char *at = text, *space = NULL;
	int used = 0;

	for (;;) {
		uint32_t character;
		const char *next = width_decode(&character, at);
		int width = width_of(character);

		if (character == 0 || *at == '\n')
			return at;
		if (character == ' ' && !follows_number(text, at))
			space = at;
		if (width > 0 && used + width > room)
			break;
		used += width > 0 ? width : 0;
		at = next;
	}
	if (space != NULL)
		return space;
	if (at > text)
		return at;
	return text + 1; /* not even one character fits: always get on */
}

/* One row of a paragraph, from `words` to `end`. */
static void put_row(const struct draw_text *text, enum style style, const char *words, const char *end)
{
	int y = text->row - text->top;
	size_t length = (size_t)(end - words);
	char line[1024];

	if (text->frame == NULL || y < 0 || y >= text->area.height)
		return;
	if (y == text->area.height - 1 && *end != '\0') {
		draw_clipped(text->frame, text->area.x, text->area.y + y, text->area.width, style, words,
			     text->ascii);
		return;
	}
	if (length >= sizeof(line))
		length = sizeof(line) - 1;
	memcpy(line, words, length);
	line[length] = '\0';
	frame_put(text->frame, text->area.x, text->area.y + y, text->area.width, style, line);
}

void draw_paragraph(struct draw_text *text, enum style style, const char *words)
{
	while (*words != '\0') {
		const char *end = line_end(words, text->area.width);

		put_row(text, style, words, end);
		text->row++;
		for (words = end; *words == ' ';)
			words++;
		words += *words == '\n';
	}
}

int draw_wrapped(struct frame *frame, struct area area, enum style style, const char *text, bool ascii)
{
	struct draw_text paragraph = {frame, area, 0, 0, ascii};

	draw_paragraph(&paragraph, style, text);
	return paragraph.row < area.height ? paragraph.row : area.height;
}
