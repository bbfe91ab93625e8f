/* Themes: how each style looks. Pure data, for a terminal and for pictures alike.
 *
 * Colours are Okabe and Ito's, which every kind of colour-blindness tells apart; none carries a meaning
 * alone, since the views write every state as a glyph and a word too. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdint.h>

#include "view/frame.h"

enum look_attribute {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_REVERSE = 4,
	LOOK_UNDERLINE = 8,
};

/* One style. Colours are numbers of the 256-colour palette, and for terminals with fewer, of the first sixteen or eight; -1 is
 * the terminal's own. */
struct look {
	int16_t colour, background;
	int16_t colour_of_16, background_of_16;
	int16_t colour_of_8, background_of_8;
	unsigned attributes; /* of enum look_attribute */
};

struct theme {
	const char *name;
	struct look looks[STYLE_COUNT];
};

/* The colour and background of `look` where the terminal has that many colours. */
void look_colours(int16_t *colour, int16_t *background, const struct look *look, int colours);

/* "dark", "light", "high-contrast", "mono"; NULL for any other name. */
const struct theme *theme_find(const char *name);

/* All of them, ended by one without a name. */
extern const struct theme theme_table[];

#endif
