/* The help is one list of rows (key or glyph, and its words), laid into as many columns as the width takes,
 * and scrolled by rows. */
#include "tui/help.h"

#include <stdio.h>

#include "tui/keys.h"
#include "view/draw.h"
#include "view/glyphs.h"

enum {
	COLUMN_WIDTH = 66, /* two columns from 132 cells on */
	LABEL_WIDTH = 12,
	GLYPH_LABEL = 4,
	ROWS_MAX = 128,
};

struct help_row {
	char label[24];
	int label_width;
	enum style style;
	const char *words; /* a message; NULL: an empty row */
};

static int add_keys(struct help_row *rows)
{
	int count = 0;
	for (const struct key_row *key = key_table; key->request != REQUEST_NONE; key++) {
		struct help_row *row = &rows[count++];
		*row = (struct help_row){.label_width = LABEL_WIDTH, .style = STYLE_KEY, .words = key->help};
		keys_label(row->label, sizeof(row->label), key);
	}
	return count;
}

static int add_glyphs(struct help_row *rows, bool ascii)
{
	int count = 0;
	for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
		const struct glyph_row *look = &glyph_table[glyph];
		if (look->meaning == NULL)
			continue;
		struct help_row *row = &rows[count++];
		*row = (struct help_row){
		    .label_width = GLYPH_LABEL, .style = look->style, .words = look->meaning};
		snprintf(row->label, sizeof(row->label), "%s", glyph_text((enum glyph)glyph, ascii));
	}
	return count;
}

static void draw_help_row(struct frame *frame, int x, int y, int width, const struct help_row *row,
			  const struct catalog *catalog, bool ascii)
{
	if (row->words == NULL)
		return;
	frame_put(frame, x, y, row->label_width, row->style, row->label);
	draw_clipped(frame, x + row->label_width, y, width - row->label_width, STYLE_PLAIN,
		     tr(catalog, row->words), ascii);
}

_Static_assert(REQUEST_COUNT + GLYPH_COUNT + 1 < ROWS_MAX, "the rows fit");

int help_draw(struct frame *frame, int scroll, const struct catalog *catalog, bool ascii)
{
	struct help_row rows[ROWS_MAX];
	int count = add_keys(rows);
	rows[count++] = (struct help_row){.words = NULL};
	count += add_glyphs(rows + count, ascii);
	int columns = frame->width / COLUMN_WIDTH > 0 ? frame->width / COLUMN_WIDTH : 1;
	int width = frame->width / columns;
	int height = frame->height - 3 > 1 ? frame->height - 3 : 1;
	int deep = (count + columns - 1) / columns; /* rows of the longest column */
	int last = deep > height ? deep - height : 0;
	if (scroll > last)
		scroll = last;
	frame_put(frame, 1, 0, frame->width - 1, STYLE_TITLE,
		  tr(catalog, N_("The keys, and the glyphs of the lanes")));
	draw_rule(frame, 0, 1, frame->width, "", ascii);
	for (int i = 0; i < count; i++) {
		int y = i % deep - scroll;
		if (y >= 0 && y < height)
			draw_help_row(frame, 1 + i / deep * width, 2 + y, width - 2, &rows[i], catalog,
				      ascii);
	}
	frame_put(
	    frame, 1, frame->height - 1, frame->width - 1, STYLE_DIM,
	    tr(catalog, last > 0 ? N_("up/down scroll   any other key goes back") : N_("any key goes back")));
	return last;
}
