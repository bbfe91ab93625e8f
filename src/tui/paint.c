/* Each row's cells that differ are written in runs; what stands between two runs and is shorter than the way of the cursor is
 * written again. Invariant: between two frames the terminal has no attributes, and no state that a frame relies on but its
 * cells. */
#include "tui/paint.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

enum {
	WAY = 6,          /* cells that are rather written again than jumped over */
	ERASE_FROM = 8,   /* blank cells at the end of a row that are rather erased */
	UNKNOWN_STYLE = STYLE_COUNT,
};

/* ---- what the terminal understands ---- */

/* Adds a capability without its padding; no terminal of today needs to be waited for. */
static void add_capability(char out[PAINT_LOOK_SIZE], const char *text)
{
	size_t used = strlen(out);
	while (text != NULL && text != (const char *)-1 && *text != '\0' && used + 1 < PAINT_LOOK_SIZE) {
		const char *end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;
		if (end == NULL)
			out[used++] = *text;
		text = end != NULL ? end + 1 : text + 1;
	}
	out[used] = '\0';
}

static void add_colours(char out[PAINT_LOOK_SIZE], const struct look *look, int colours)
{
	int16_t colour, background;
	if (colours <= 0)
		return;
	look_colours(&colour, &background, look, colours);
	if (colour < 0 || background < 0)
		add_capability(out, orig_pair);
	if (colour >= 0)
		add_capability(out, tparm(set_a_foreground, (long)colour, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
	if (background >= 0)
		add_capability(out, tparm(set_a_background, (long)background, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
}

static void add_attributes(char out[PAINT_LOOK_SIZE], unsigned attributes)
{
	const struct {
		unsigned attribute;
		const char *text;
	} all[] = {{LOOK_BOLD, enter_bold_mode},
		   {LOOK_DIM, enter_dim_mode},
		   {LOOK_REVERSE, enter_reverse_mode},
		   {LOOK_UNDERLINE, enter_underline_mode}};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (attributes & all[i].attribute)
			add_capability(out, all[i].text);
}

void paint_init(struct paint *paint, const struct theme *theme, int colours)
{
	*paint = (struct paint){
	    .ansi = cursor_address != NULL && strcmp(cursor_address, "\033[%i%p1%d;%p2%dH") == 0,
	    .keeps_corner = auto_right_margin && !eat_newline_glitch,
	};
	add_capability(paint->reset, exit_attribute_mode);
	if (orig_pair != NULL)
		add_capability(paint->erase, clr_eol);
	for (int style = 0; style < STYLE_COUNT; style++) {
		const struct look *look = &theme->looks[style];
		int16_t colour, background;
		look_colours(&colour, &background, look, colours);
		add_attributes(paint->attributes[style], look->attributes);
		add_colours(paint->colours[style], look, colours);
		paint->blank[style] =
		    (colours <= 0 || background < 0) && !(look->attributes & (LOOK_REVERSE | LOOK_UNDERLINE));
	}
}

void paint_fini(struct paint *paint)
{
	free(paint->bytes);
	paint->bytes = NULL;
}

/* ---- the bytes ---- */

static int put(struct paint *paint, const char *bytes, size_t length)
{
	if (paint->length + length > paint->size) {
		size_t size = (paint->size + length) * 2;
		char *more = realloc(paint->bytes, size);
		if (more == NULL)
			return -1;
		paint->bytes = more;
		paint->size = size;
	}
	memcpy(paint->bytes + paint->length, bytes, length);
	paint->length += length;
	return 0;
}

static int put_text(struct paint *paint, const char *text)
{
	return put(paint, text, strlen(text));
}

static int go_to(struct paint *paint, int x, int y)
{
	char way[PAINT_LOOK_SIZE] = "";
	if (paint->ansi)
		snprintf(way, sizeof(way), "\033[%d;%dH", y + 1, x + 1);
	else
		add_capability(way, tparm(cursor_address, (long)y, (long)x, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
	return put_text(paint, way);
}

/* From one style to the next: the colours alone where the attributes are the same. */
static int take_style(struct paint *paint, int *style, int next)
{
	int before = *style;
	*style = next;
	if (before == next)
		return 0;
	if (before != UNKNOWN_STYLE && strcmp(paint->attributes[before], paint->attributes[next]) == 0)
		return put_text(paint, paint->colours[next]);
	if (put_text(paint, paint->reset) != 0 || put_text(paint, paint->attributes[next]) != 0)
		return -1;
	return put_text(paint, paint->colours[next]);
}

static int put_cell(struct paint *paint, const struct cell *cell, int *style)
{
	char bytes[MB_LEN_MAX];
	if (cell->ch[0] == 0)
		return 0; /* the terminal makes the right halves itself */
	if (take_style(paint, style, (int)cell->style) != 0)
		return -1;
	for (int i = 0; i < 2 && cell->ch[i] != 0; i++) {
		mbstate_t state = {0};
		size_t length = wcrtomb(bytes, cell->ch[i], &state);
		if (length == (size_t)-1 ? put(paint, "?", 1) != 0 : put(paint, bytes, length) != 0)
			return -1;
	}
	return 0;
}

/* ---- rows ---- */

static bool is_same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool is_blank(const struct paint *paint, const struct cell *cell)
{
	return cell->ch[0] == L' ' && cell->ch[1] == 0 && paint->blank[cell->style];
}

/* The end of the run that begins at `x`: behind it so many cells are the same that the cursor rather goes there. */
static int run_end(const struct cell *shown, const struct cell *now, int x, int width)
{
	int end = x + 1;
	for (int at = end; at < width && at - end < WAY; at++)
		if (!is_same(&shown[at], &now[at]))
			end = at + 1;
	while (end < width && now[end].ch[0] == 0)
		end++;
	return end;
}

/* The first of the blank cells that end the row. */
static int blank_from(const struct paint *paint, const struct cell *now, int width)
{
	int x = width;
	while (x > 0 && is_blank(paint, &now[x - 1]))
		x--;
	return x;
}

static int paint_row(struct paint *paint, const struct cell *shown, const struct cell *now, int width, int y, int *style)
{
	int blank = paint->erase[0] != '\0' ? blank_from(paint, now, width) : width;
	for (int x = 0; x < width;) {
		if (is_same(&shown[x], &now[x])) {
			x++;
			continue;
		}
		while (x > 0 && now[x].ch[0] == 0)
			x--;
		int end = run_end(shown, now, x, width);
		if (go_to(paint, x, y) != 0)
			return -1;
		for (; x < end && (x < blank || end - x < ERASE_FROM); x++)
			if (put_cell(paint, &now[x], style) != 0)
				return -1;
		if (x == end)
			continue;
		*style = UNKNOWN_STYLE;
		return put_text(paint, paint->reset) != 0 ? -1 : put_text(paint, paint->erase);
	}
	return 0;
}

int paint_frame(struct paint *paint, const struct frame *shown, const struct frame *now)
{
	int style = UNKNOWN_STYLE;
	paint->length = 0;
	for (int y = 0; y < now->height; y++) {
		const size_t row = (size_t)y * (size_t)now->width;
		int width = now->width - (paint->keeps_corner && y == now->height - 1);
		if (memcmp(shown->cells + row, now->cells + row, (size_t)width * sizeof(struct cell)) == 0)
			continue;
		if (paint_row(paint, shown->cells + row, now->cells + row, width, y, &style) != 0)
			return -1;
	}
	return style != UNKNOWN_STYLE ? put_text(paint, paint->reset) : 0;
}
