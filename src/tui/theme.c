/* The four themes. */
#include "tui/theme.h"

#include <string.h>

/* Okabe and Ito's colours as the nearest of the 256 (and of the eight). For a light ground the same hues,
 * darker, so that each keeps a contrast of 4.5 to 1 at least. */
#define PLAIN(attributes)                                                                                    \
	{                                                                                                    \
		-1, -1, -1, -1, (attributes)                                                                 \
	}
#define COLOUR(palette, eight, attributes)                                                                   \
	{                                                                                                    \
		(palette), -1, (eight), -1, (attributes)                                                     \
	}

enum eight { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

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

#define ON_BLACK(palette, eight, attributes)                                                                 \
	{                                                                                                    \
		(palette), PURE_BLACK, (eight), BLACK, (attributes)                                          \
	}

const struct theme
    theme_table[] =
	{
	    {
		.name = "dark",
		.looks =
		    {
			[STYLE_PLAIN] = PLAIN(0),
			[STYLE_DIM] = COLOUR(GREY, -1, 0),
			[STYLE_TITLE] = PLAIN(LOOK_BOLD),
			[STYLE_RULE] = COLOUR(SKY, CYAN, 0),
			[STYLE_MARK] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
			[STYLE_RUNNING] = COLOUR(LEAF, GREEN, LOOK_BOLD),
			[STYLE_READY] = COLOUR(SKY, CYAN, 0),
			[STYLE_BLOCKED] = COLOUR(VERMILION, RED, LOOK_BOLD),
			[STYLE_WAITING] = COLOUR(ORANGE, YELLOW, 0),
			[STYLE_SLEEPING] = COLOUR(PURPLE, MAGENTA, 0),
			[STYLE_DONE] = COLOUR(GREY, -1, 0),
			[STYLE_FAILED] = COLOUR(VERMILION, RED, LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = COLOUR(SUN, YELLOW, LOOK_BOLD),
			[STYLE_ALERT] = COLOUR(VERMILION, RED, LOOK_BOLD | LOOK_REVERSE),
		    },
	    },
	    {
		.name = "light",
		.looks =
		    {
			[STYLE_PLAIN] = PLAIN(0),
			[STYLE_DIM] = COLOUR(DARK_GREY, -1, 0),
			[STYLE_TITLE] = PLAIN(LOOK_BOLD),
			[STYLE_RULE] = COLOUR(DARK_BLUE, BLUE, 0),
			[STYLE_MARK] = PLAIN(LOOK_BOLD | LOOK_REVERSE),
			[STYLE_RUNNING] = COLOUR(DARK_LEAF, GREEN, LOOK_BOLD),
			[STYLE_READY] = COLOUR(DARK_BLUE, BLUE, 0),
			[STYLE_BLOCKED] = COLOUR(DARK_RED, RED, LOOK_BOLD),
			[STYLE_WAITING] = COLOUR(DARK_ORANGE, MAGENTA, 0),
			[STYLE_SLEEPING] = COLOUR(DARK_PURPLE, MAGENTA, 0),
			[STYLE_DONE] = COLOUR(DARK_GREY, -1, 0),
			[STYLE_FAILED] = COLOUR(DARK_RED, RED, LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = COLOUR(DARK_BLUE, BLUE, LOOK_BOLD),
			[STYLE_ALERT] = COLOUR(DARK_RED, RED, LOOK_BOLD | LOOK_REVERSE),
		    },
	    },
	    {
		.name = "high-contrast",
		.looks =
		    {
			[STYLE_PLAIN] = ON_BLACK(PURE_WHITE, WHITE, 0),
			[STYLE_DIM] = ON_BLACK(PURE_WHITE, WHITE, 0),
			[STYLE_TITLE] = {PURE_BLACK, PURE_WHITE, BLACK, WHITE, LOOK_BOLD},
			[STYLE_RULE] = ON_BLACK(PURE_WHITE, WHITE, LOOK_BOLD),
			[STYLE_MARK] = {PURE_BLACK, SUN, BLACK, YELLOW, LOOK_BOLD},
			[STYLE_RUNNING] = ON_BLACK(PURE_WHITE, WHITE, LOOK_BOLD),
			[STYLE_READY] = ON_BLACK(SKY, CYAN, LOOK_BOLD),
			[STYLE_BLOCKED] = ON_BLACK(ORANGE, RED, LOOK_BOLD | LOOK_REVERSE),
			[STYLE_WAITING] = ON_BLACK(ORANGE, YELLOW, LOOK_BOLD),
			[STYLE_SLEEPING] = ON_BLACK(PURE_WHITE, WHITE, 0),
			[STYLE_DONE] = ON_BLACK(PURE_WHITE, WHITE, 0),
			[STYLE_FAILED] = ON_BLACK(ORANGE, RED, LOOK_BOLD | LOOK_UNDERLINE),
			[STYLE_KEY] = ON_BLACK(SUN, YELLOW, LOOK_BOLD),
			[STYLE_ALERT] = {PURE_BLACK, ORANGE, WHITE, RED, LOOK_BOLD},
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

const struct theme *theme_find(const char *name)
{
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++)
		if (strcmp(theme->name, name) == 0)
			return theme;
	return NULL;
}
