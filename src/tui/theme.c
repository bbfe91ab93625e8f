/* The four themes. */
#include "tui/theme.h"

#include <string.h>

/* Okabe and Ito's colours as the nearest of the 256, of the sixteen, and of the eight. For a light ground the same hues,
 * darker, so that each keeps a contrast of 4.5 to 1 at least. */
#define PLAIN(attributes)                                                                                    \
	{                                                                                                    \
		-1, -1, -1, -1, -1, -1, (attributes)                                                         \
	}
#define COLOUR(palette, sixteen, eight, attributes)                                                          \
	{                                                                                                    \
		(palette), -1, (sixteen), -1, (eight), -1, (attributes)                                      \
	}

enum eight { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

enum sixteen {
	GREY_16 = 8,
	BRIGHT_RED,
	BRIGHT_YELLOW = 11,
	BRIGHT_MAGENTA = 13,
	BRIGHT_CYAN,
	BRIGHT_WHITE,
};

enum dark { ORANGE = 214, SKY = 74, LEAF = 36, SUN = 227, VERMILION = 202, PURPLE = 175, GREY = 245 };

enum light {
	DARK_ORANGE = 130,
	DARK_BLUE = 25,
	DARK_LEAF = 23,
	DARK_RED = 124,
	DARK_PURPLE = 89,
	DARK_GREY = 240
};

enum contrast { PURE_BLACK = 16, PURE_WHITE = 231 };

#define ON_BLACK(palette, sixteen, eight, attributes)                                                        \
	{                                                                                                    \
		(palette), PURE_BLACK, (sixteen), BLACK, (eight), BLACK, (attributes)                        \
	}

const struct theme
    theme_table[] =
	{
	    {
		.name = "dark",
		.looks =
		    {
			[STYLE_PLAIN] = PLAIN(0),
			[STYLE_DIM] = COLOUR(GREY, GREY_16, -1, 0),
			[STYLE_TITLE] = PLAIN(LOOK_BOLD),
			[STYLE_RULE] = COLOUR(SKY, CYAN, CYAN, 0),
			[STYLE_MARK] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
			[STYLE_RUNNING] = COLOUR(LEAF, GREEN, GREEN, LOOK_BOLD),
			[STYLE_READY] = COLOUR(SKY, BRIGHT_CYAN, CYAN, 0),
			[STYLE_BLOCKED] = COLOUR(VERMILION, BRIGHT_RED, RED, LOOK_BOLD),
			[STYLE_WAITING] = COLOUR(ORANGE, BRIGHT_YELLOW, YELLOW, 0),
			[STYLE_SLEEPING] = COLOUR(PURPLE, BRIGHT_MAGENTA, MAGENTA, 0),
			[STYLE_DONE] = COLOUR(GREY, GREY_16, -1, 0),
			[STYLE_FAILED] = COLOUR(VERMILION, BRIGHT_RED, RED, LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = COLOUR(SUN, BRIGHT_YELLOW, YELLOW, LOOK_BOLD),
			[STYLE_ALERT] = COLOUR(VERMILION, BRIGHT_RED, RED, LOOK_BOLD | LOOK_REVERSE),
		    },
	    },
	    {
		.name = "light",
		.looks =
		    {
			[STYLE_PLAIN] = PLAIN(0),
			[STYLE_DIM] = COLOUR(DARK_GREY, -1, -1, 0),
			[STYLE_TITLE] = PLAIN(LOOK_BOLD),
			[STYLE_RULE] = COLOUR(DARK_BLUE, BLUE, BLUE, 0),
			[STYLE_MARK] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
			[STYLE_RUNNING] = COLOUR(DARK_LEAF, -1, -1, LOOK_BOLD),
			[STYLE_READY] = COLOUR(DARK_BLUE, BLUE, BLUE, 0),
			[STYLE_BLOCKED] = COLOUR(DARK_RED, RED, RED, LOOK_BOLD),
			[STYLE_WAITING] = COLOUR(DARK_ORANGE, MAGENTA, MAGENTA, 0),
			[STYLE_SLEEPING] = COLOUR(DARK_PURPLE, -1, -1, 0),
			[STYLE_DONE] = COLOUR(DARK_GREY, -1, -1, 0),
			[STYLE_FAILED] = COLOUR(DARK_RED, RED, RED, LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = COLOUR(DARK_BLUE, BLUE, BLUE, LOOK_BOLD),
			[STYLE_ALERT] = COLOUR(DARK_RED, RED, RED, LOOK_BOLD | LOOK_REVERSE),
		    },
	    },
	    {
		.name = "high-contrast",
		.looks =
		    {
			[STYLE_PLAIN] = ON_BLACK(PURE_WHITE, BRIGHT_WHITE, WHITE, 0),
			[STYLE_DIM] = ON_BLACK(PURE_WHITE, BRIGHT_WHITE, WHITE, 0),
			[STYLE_TITLE] = {PURE_BLACK, PURE_WHITE, BLACK, BRIGHT_WHITE, BLACK, WHITE, LOOK_BOLD},
			[STYLE_RULE] = ON_BLACK(PURE_WHITE, BRIGHT_WHITE, WHITE, LOOK_BOLD),
			[STYLE_MARK] = {PURE_BLACK, SUN, BLACK, BRIGHT_YELLOW, BLACK, YELLOW, LOOK_BOLD},
			[STYLE_RUNNING] = ON_BLACK(PURE_WHITE, BRIGHT_WHITE, WHITE, LOOK_BOLD),
			[STYLE_READY] = ON_BLACK(SKY, BRIGHT_CYAN, CYAN, LOOK_BOLD),
			[STYLE_BLOCKED] = ON_BLACK(ORANGE, BRIGHT_RED, RED, LOOK_BOLD | LOOK_REVERSE),
			[STYLE_WAITING] = ON_BLACK(ORANGE, BRIGHT_YELLOW, YELLOW, LOOK_BOLD),
			[STYLE_SLEEPING] = ON_BLACK(PURE_WHITE, BRIGHT_WHITE, WHITE, 0),
			[STYLE_DONE] = ON_BLACK(PURE_WHITE, BRIGHT_WHITE, WHITE, 0),
			[STYLE_FAILED] = ON_BLACK(ORANGE, BRIGHT_RED, RED, LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = ON_BLACK(SUN, BRIGHT_YELLOW, YELLOW, LOOK_BOLD),
			[STYLE_ALERT] = {PURE_BLACK, ORANGE, BLACK, BRIGHT_RED, WHITE, RED, LOOK_BOLD},
		    },
	    },
	    {
		.name = "mono",
		.looks =
		    {
			[STYLE_PLAIN] = PLAIN(0),
			[STYLE_DIM] = PLAIN(LOOK_DIM),
			[STYLE_TITLE] = PLAIN(LOOK_BOLD),
			[STYLE_RULE] = PLAIN(0),
			[STYLE_MARK] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
			[STYLE_RUNNING] = PLAIN(LOOK_BOLD),
			[STYLE_READY] = PLAIN(0),
			[STYLE_BLOCKED] = PLAIN(LOOK_BOLD),
			[STYLE_WAITING] = PLAIN(0),
			[STYLE_SLEEPING] = PLAIN(0),
			[STYLE_DONE] = PLAIN(LOOK_DIM),
			[STYLE_FAILED] = PLAIN(LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = PLAIN(LOOK_BOLD),
			[STYLE_ALERT] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
		    },
	    },
	    {.name = NULL},
};

void look_colours(int16_t *colour, int16_t *background, const struct look *look, int colours)
{
	*colour = colours >= 256 ? look->colour : colours >= 16 ? look->colour_of_16 : look->colour_of_8;
	*background = colours >= 256 ? look->background : colours >= 16 ? look->background_of_16 : look->background_of_8;
}

const struct theme *theme_find(const char *name)
{
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++)
		if (strcmp(theme->name, name) == 0)
			return theme;
	return NULL;
}
