/* Themes: what has to be told apart at a glance is, by each kind of eye, with few colours and with none. */
#include "tui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct rgb {
	double r, g, b; /* linear light, 0 to 1 */
};

static double linear(int byte)
{
	double value = byte / 255.0;
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* A colour of the 256: the cube from 16 on, then greys. */
static struct rgb rgb_of(int colour)
{
	static const int levels[] = {0, 95, 135, 175, 215, 255};
	if (colour >= 232) {
		double grey = linear(8 + (colour - 232) * 10);
		return (struct rgb){grey, grey, grey};
	}
	assert_in_range(colour, 16, 231);
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

static bool same_attributes(const struct look *a, const struct look *b)
{
	return a->attributes == b->attributes;
}

static void expect_apart(const struct theme *theme, bool protan)
{
	for (int i = 0; i < STATE_COUNT; i++)
		for (int k = i + 1; k < STATE_COUNT; k++) {
			const struct look *a = &theme->looks[states[i]], *b = &theme->looks[states[k]];
			if (a->colour < 0 || b->colour < 0 || a->colour == b->colour || !same_attributes(a, b))
				continue;
			if (!differ(seen_by(rgb_of(a->colour), protan), seen_by(rgb_of(b->colour), protan)))
				fail_msg("%s: states %d and %d look alike to %s eyes", theme->name, i, k,
					 protan ? "protan" : "deutan");
		}
}

static void test_states_differ_for_both_kinds_of_red_green_blindness(void **state)
{
	(void)state;
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++) {
		expect_apart(theme, true);
		expect_apart(theme, false);
	}
}

/* On the ground that each theme is for, every colour can be read. */
static void test_every_colour_is_legible_on_its_ground(void **state)
{
	static const struct rgb black = {0, 0, 0}, white = {1, 1, 1};
	(void)state;
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++)
		for (int style = 0; style < STYLE_COUNT; style++) {
			const struct look *look = &theme->looks[style];
			struct rgb ground = look->background >= 0 ? rgb_of(look->background)
					    : strcmp(theme->name, "light") == 0 ? white
										: black;
			if (look->colour >= 0 && contrast(rgb_of(look->colour), ground) < 4.5)
				fail_msg("%s: style %d has too little contrast", theme->name, style);
		}
}

/* Eight colours: never a colour on itself. No colours: what must be seen stands out by its attributes. */
static void test_few_colours_and_none(void **state)
{
	static const enum style loud[] = {STYLE_MARK, STYLE_ALERT, STYLE_FAILED, STYLE_BLOCKED};
	const struct theme *mono = theme_find("mono");
	(void)state;
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++)
		for (int style = 0; style < STYLE_COUNT; style++) {
			const struct look *look = &theme->looks[style];
			assert_in_range(look->colour_of_8 + 1, 0, 8);
			assert_true(look->colour_of_8 < 0 || look->colour_of_8 != look->background_of_8);
		}
	for (int style = 0; style < STYLE_COUNT; style++)
		assert_true(mono->looks[style].colour < 0 && mono->looks[style].colour_of_8 < 0);
	for (size_t i = 0; i < sizeof(loud) / sizeof(loud[0]); i++)
		assert_int_not_equal(mono->looks[loud[i]].attributes, mono->looks[STYLE_PLAIN].attributes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_states_differ_for_both_kinds_of_red_green_blindness),
	    cmocka_unit_test(test_every_colour_is_legible_on_its_ground),
	    cmocka_unit_test(test_few_colours_and_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
