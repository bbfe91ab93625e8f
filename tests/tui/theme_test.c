/* Themes: what has to be told apart at a glance is, by each kind of eye, with few colours and with none. */
#include "tui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../view/golden.h"

struct rgb {
	double r, g, b; /* linear light, 0 to 1 */
};

static double linear(int byte)
{
	double value = byte / 255.0;
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* A colour of the 256: the sixteen as xterm has them, the cube, then greys. */
static struct rgb rgb_of(int colour)
{
	static const int sixteen[][3] = {
	    {0, 0, 0},       {205, 0, 0}, {0, 205, 0}, {205, 205, 0}, {0, 0, 238},   {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
	    {127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0}, {92, 92, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255}};
	static const int levels[] = {0, 95, 135, 175, 215, 255};
	if (colour >= 232) {
		double grey = linear(8 + (colour - 232) * 10);
		return (struct rgb){grey, grey, grey};
	}
	assert_in_range(colour, 0, 231);
	if (colour < 16)
		return (struct rgb){linear(sixteen[colour][0]), linear(sixteen[colour][1]), linear(sixteen[colour][2])};
	colour -= 16;
	return (struct rgb){linear(levels[colour / 36]), linear(levels[colour / 6 % 6]), linear(levels[colour % 6])};
}

/* As one sees it who lacks the long (protan) or the middle cones: Vienot, Brettel and Mollon 1999. */
static struct rgb seen_by(struct rgb c, bool protan)
{
	double red = protan ? 0.11238 * c.r + 0.88762 * c.g : 0.29275 * c.r + 0.70725 * c.g;
	double blue = protan ? 0.00401 * c.r - 0.00401 * c.g + c.b : -0.02234 * c.r + 0.02234 * c.g + c.b;
	return (struct rgb){red, red, blue};
}

static double luminance(struct rgb c)
{
	return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
}

static double contrast(struct rgb a, struct rgb b)
{
	double one = luminance(a) + 0.05, other = luminance(b) + 0.05;
	return one > other ? one / other : other / one;
}

/* By brightness, or by what is left of hue: yellow against blue. */
static bool differ(struct rgb a, struct rgb b)
{
	double hue = fabs((a.b - a.r) - (b.b - b.r));
	return contrast(a, b) >= 1.25 || hue >= 0.12;
}

static const enum style states[] = {STYLE_RUNNING, STYLE_READY, STYLE_BLOCKED, STYLE_WAITING, STYLE_SLEEPING};
enum { STATE_COUNT = sizeof(states) / sizeof(states[0]) };

/* How a style looks where there are so many colours. */
struct seen {
	int16_t colour, background;
	unsigned attributes;
};

static struct seen seen(const struct theme *theme, enum style style, int colours)
{
	struct seen out = {.attributes = theme->looks[style].attributes};
	look_colours(&out.colour, &out.background, &theme->looks[style], colours);
	return out;
}

static const int palettes[] = {8, 16, 256};
enum { PALETTE_COUNT = sizeof(palettes) / sizeof(palettes[0]) };

/* Two states have two colours that such eyes tell apart, or two ways of being written. */
static bool are_apart(const struct seen *a, const struct seen *b, bool protan)
{
	if (a->attributes != b->attributes)
		return true;
	if (a->colour == b->colour)
		return false;
	return a->colour < 0 || b->colour < 0 ||
	       differ(seen_by(rgb_of(a->colour), protan), seen_by(rgb_of(b->colour), protan));
}

static void expect_apart(const struct theme *theme, int colours, bool protan)
{
	for (int i = 0; i < STATE_COUNT; i++)
		for (int k = i + 1; k < STATE_COUNT; k++) {
			struct seen a = seen(theme, states[i], colours), b = seen(theme, states[k], colours);
			if (!are_apart(&a, &b, protan))
				fail_msg("%s, %d colours: states %d and %d look alike to %s eyes", theme->name, colours,
					 states[i], states[k], protan ? "protan" : "deutan");
		}
}

/* The colours of high-contrast are few on purpose, those of mono none: there the words and glyphs alone tell states apart. */
static void test_states_differ_for_both_kinds_of_red_green_blindness(void **state)
{
	static const char *const coloured[] = {"dark", "light"};
	(void)state;
	for (int i = 0; i < 2 * PALETTE_COUNT; i++) {
		expect_apart(theme_find(coloured[i % 2]), palettes[i / 2], true);
		expect_apart(theme_find(coloured[i % 2]), palettes[i / 2], false);
	}
}

/* On the ground that each theme is for, every colour can be read; of a terminal's own few, as large letters have to be. */
static void test_every_colour_is_legible_on_its_ground(void **state)
{
	static const struct rgb black = {0, 0, 0}, white = {1, 1, 1};
	(void)state;
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++)
		for (int i = 0; i < STYLE_COUNT * PALETTE_COUNT; i++) {
			int colours = palettes[i / STYLE_COUNT];
			struct seen look = seen(theme, (enum style)(i % STYLE_COUNT), colours);
			struct rgb ground = look.background >= 0 ? rgb_of(look.background)
					    : strcmp(theme->name, "light") == 0 ? white
										: black;
			if (look.colour >= 0 && contrast(rgb_of(look.colour), ground) < (colours == 256 ? 4.5 : 3))
				fail_msg("%s, %d colours: style %d has too little contrast", theme->name, colours,
					 i % STYLE_COUNT);
		}
}

/* A terminal is asked for none but its own. No colours: what must be seen stands out by its attributes. */
static void test_few_colours_and_none(void **state)
{
	static const enum style loud[] = {STYLE_MARK, STYLE_ALERT, STYLE_FAILED, STYLE_BLOCKED};
	const struct theme *mono = theme_find("mono");
	(void)state;
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++)
		for (int i = 0; i < STYLE_COUNT * PALETTE_COUNT; i++) {
			struct seen look = seen(theme, (enum style)(i % STYLE_COUNT), palettes[i / STYLE_COUNT]);
			assert_true(look.colour < palettes[i / STYLE_COUNT] && look.background < palettes[i / STYLE_COUNT]);
			assert_true(look.colour < 0 || look.colour != look.background);
			assert_true(theme != mono || look.colour < 0);
		}
	for (size_t i = 0; i < sizeof(loud) / sizeof(loud[0]); i++)
		assert_int_not_equal(mono->looks[loud[i]].attributes, mono->looks[STYLE_PLAIN].attributes);
}

/* The attributes of every style in every theme, as a human has found them right. */
static void test_the_looks_are_the_golden_ones(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	(void)state;
	assert_non_null(out);
	fprintf(out, "style      8 colours   16 colours  256 colours  bold 1, dim 2, reverse 4, underline 8\n");
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++) {
		fprintf(out, "%s\n", theme->name);
		for (int style = 0; style < STYLE_COUNT; style++) {
			fprintf(out, "  %2d", style);
			for (int i = 0; i < PALETTE_COUNT; i++) {
				struct seen look = seen(theme, (enum style)style, palettes[i]);
				fprintf(out, "   %3d on %3d", look.colour, look.background);
			}
			fprintf(out, "   %u\n", theme->looks[style].attributes);
		}
	}
	fclose(out);
	golden_check("themes", text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_states_differ_for_both_kinds_of_red_green_blindness),
	    cmocka_unit_test(test_every_colour_is_legible_on_its_ground),
	    cmocka_unit_test(test_few_colours_and_none),
	    cmocka_unit_test(test_the_looks_are_the_golden_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
