/* The help is one list of rows (a heading; a key or glyph, and its words), laid into as many columns as the width takes,
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
	HEADINGS = KEYS_GROUPS + 1, /* and that of the glyphs */
	ROWS_MAX = 128,
};

struct help_row {
	char label[24];
	int label_width;   /* 0: a heading, which is words alone */
	enum style style;
	const char *words; /* a message */
};

static struct help_row heading_row(const char *heading)
{
	return (struct help_row){.style = STYLE_TITLE, .words = heading};
}

static int add_keys(struct help_row *rows)
{
	int count = 0;
	for (const struct key_row *key = key_table; key->request != REQUEST_NONE; key++) {
		const char *heading = keys_heading(key);
		if (heading)
			rows[count++] = heading_row(heading);
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
	frame_put(frame, x, y, row->label_width, row->style, row->label);
	draw_clipped(frame, x + row->label_width, y, width - row->label_width,
		     row->label_width > 0 ? STYLE_PLAIN : row->style, tr(catalog, row->words), ascii);
}

_Static_assert(REQUEST_COUNT + GLYPH_COUNT + HEADINGS <= ROWS_MAX, "the rows fit");

/* How the rows are laid out on a screen. */
struct page_shape {
	int columns, height; /* of the screen, and the rows of it that are for them */
	int deep;            /* rows of the longest column */
};

static struct page_shape shape_of(int count, int width, int height)
{
	int columns = width / COLUMN_WIDTH > 0 ? width / COLUMN_WIDTH : 1;
	return (struct page_shape){columns, height - 3 > 1 ? height - 3 : 1, (count + columns - 1) / columns};
}

static int list_rows(struct help_row rows[ROWS_MAX], bool ascii)
{
	int count = add_keys(rows);
	rows[count++] = heading_row(N_("The glyphs of the lanes"));
	return count + add_glyphs(rows + count, ascii);
}

int help_last(int width, int height)
{
	struct help_row rows[ROWS_MAX];
	struct page_shape shape = shape_of(list_rows(rows, false), width, height);
	return shape.deep > shape.height ? shape.deep - shape.height : 0;
}

void help_draw(struct frame *frame, int scroll, const struct catalog *catalog, bool ascii)
{
	struct help_row rows[ROWS_MAX];
	int count = list_rows(rows, ascii), width;
	struct page_shape shape = shape_of(count, frame->width, frame->height);
	width = frame->width / shape.columns;
	frame_put(frame, 1, 0, frame->width - 1, STYLE_TITLE,
		  tr(catalog, N_("The keys, and the glyphs of the lanes")));
	draw_rule(frame, 0, 1, frame->width, "", ascii);
	for (int i = 0; i < count; i++) {
		int y = i % shape.deep - scroll;
		if (y >= 0 && y < shape.height)
			draw_help_row(frame, 1 + i / shape.deep * width, 2 + y, width - 2, &rows[i], catalog,
				      ascii);
	}
	frame_put(frame, 1, frame->height - 1, frame->width - 1, STYLE_DIM,
		  tr(catalog, shape.deep > shape.height ? N_("up/down scroll   any other key goes back")
							: N_("any key goes back")));
}
