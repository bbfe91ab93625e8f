/* The bytes between two frames, read by a terminal of a few lines: whatever stood there before, it shows the frame. */
#include "tui/paint.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>
#include <term.h>

#include <cmocka.h>

#include "view/width.h"

enum { WIDTH = 40, HEIGHT = 6, ROUNDS = 2000 };

/* ---- a terminal ---- */

struct pen {
	unsigned attributes; /* of enum look_attribute */
	int colour, background;
};

struct glass {
	uint32_t ch[HEIGHT][WIDTH]; /* 0: the right half of a wide one */
	struct pen pens[HEIGHT][WIDTH], pen;
	int x, y;
};

static const struct pen no_pen = {0, -1, -1};

static void erase_row(struct glass *glass)
{
	for (int x = glass->x; x < WIDTH; x++) {
		glass->ch[glass->y][x] = ' ';
		glass->pens[glass->y][x] = glass->pen;
	}
}

static void take_pen(struct glass *glass, const int *numbers, int count)
{
	static const struct {
		int number;
		unsigned attribute;
	} attributes[] = {{1, LOOK_BOLD}, {2, LOOK_DIM}, {4, LOOK_UNDERLINE}, {7, LOOK_REVERSE}};
	for (int i = 0; i < count; i++) {
		int number = numbers[i];
		if (number == 0)
			glass->pen = no_pen;
		else if (number == 39)
			glass->pen.colour = -1;
		else if (number == 49)
			glass->pen.background = -1;
		else if ((number == 38 || number == 48) && i + 2 < count && numbers[i + 1] == 5) {
			*(number == 38 ? &glass->pen.colour : &glass->pen.background) = numbers[i + 2];
			i += 2;
		} else if (number >= 30 && number < 38)
			glass->pen.colour = number - 30;
		else if (number >= 90 && number < 98)
			glass->pen.colour = number - 90 + 8;
		else if (number >= 40 && number < 48)
			glass->pen.background = number - 40;
		else if (number >= 100 && number < 108)
			glass->pen.background = number - 100 + 8;
		for (size_t k = 0; k < sizeof(attributes) / sizeof(attributes[0]); k++)
			if (number == attributes[k].number)
				glass->pen.attributes |= attributes[k].attribute;
	}
}

/* A control sequence behind its bracket; returns what follows it. */
static const char *obey(struct glass *glass, const char *at)
{
	int numbers[16] = {0}, count = 1;
	for (; (*at >= '0' && *at <= '9') || *at == ';'; at++) {
		if (*at == ';')
			assert_in_range(++count, 1, 16);
		else
			numbers[count - 1] = numbers[count - 1] * 10 + *at - '0';
	}
	switch (*at) {
	case 'H':
		glass->y = numbers[0] - 1;
		glass->x = numbers[1] - 1;
		assert_in_range(glass->y, 0, HEIGHT - 1);
		assert_in_range(glass->x, 0, WIDTH - 1);
		break;
	case 'm':
		take_pen(glass, numbers, count);
		break;
	case 'K':
		erase_row(glass);
		break;
	default:
		fail_msg("a sequence that is not known: %c", *at);
	}
	return at + 1;
}

static void write_character(struct glass *glass, uint32_t character)
{
	int width = width_of(character);
	assert_true(glass->x + width <= WIDTH);
	glass->ch[glass->y][glass->x] = character;
	for (int i = 0; i < width; i++) {
		glass->pens[glass->y][glass->x + i] = glass->pen;
		if (i > 0)
			glass->ch[glass->y][glass->x + i] = 0;
	}
	glass->x += width;
}

static void show(struct glass *glass, const struct paint *paint)
{
	char *bytes = strndup(paint->bytes != NULL ? paint->bytes : "", paint->length);
	assert_non_null(bytes);
	for (const char *at = bytes; *at != '\0';) {
		uint32_t character;
		if (at[0] == '\033' && at[1] == '[')
			at = obey(glass, at + 2);
		else if (at[0] == '\033' && at[1] == '(')
			at += 3; /* the character set that it is in already */
		else if (*at == '\017')
			at++;
		else {
			at = width_decode(&character, at);
			write_character(glass, character);
		}
	}
	free(bytes);
}

/* ---- frames ---- */

static uint64_t roll(uint64_t *dice, uint64_t sides)
{
	*dice = *dice * 6364136223846793005u + 1442695040888963407u;
	return (*dice >> 33) % sides;
}

/* A few changes to the frame before, as a run makes them. */
static void change(struct frame *frame, uint64_t *dice)
{
	static const char *const texts[] = {"acquire", "락을 기다림", " ", "                    ", "█▸·", "가", "x", "─────"};
	for (uint64_t i = roll(dice, 6); i > 0; i--)
		frame_put(frame, (int)roll(dice, WIDTH), (int)roll(dice, HEIGHT), WIDTH, (enum style)roll(dice, STYLE_COUNT),
			  texts[roll(dice, sizeof(texts) / sizeof(texts[0]))]);
	if (roll(dice, 20) == 0)
		frame_clear(frame);
}

static void assert_shows(const struct glass *glass, const struct frame *frame, const struct theme *theme, int colours)
{
	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		const struct cell *cell = &frame->cells[i];
		const struct look *look = &theme->looks[cell->style];
		const struct pen *pen = &glass->pens[i / WIDTH][i % WIDTH];
		int16_t colour = -1, background = -1;
		if (colours > 0)
			look_colours(&colour, &background, look, colours);
		assert_int_equal(glass->ch[i / WIDTH][i % WIDTH], (uint32_t)cell->ch[0]);
		if (cell->ch[0] == 0)
			continue;
		assert_int_equal(pen->background, background);
		if (cell->ch[0] == L' ' && !(look->attributes & (LOOK_REVERSE | LOOK_UNDERLINE)))
			continue; /* a blank shows its ground only */
		assert_int_equal(pen->attributes, look->attributes);
		assert_int_equal(pen->colour, colour);
	}
}

static void paint_randomly(const char *terminal, const struct theme *theme, int colours)
{
	int error;
	uint64_t dice = 1;
	struct paint paint;
	struct frame shown, now;
	static struct glass glass;
	if (setupterm(terminal, 1, &error) != OK)
		skip();
	paint_init(&paint, theme, colours);
	glass = (struct glass){.pen = no_pen};
	assert_int_equal(frame_init(&shown, WIDTH, HEIGHT), 0);
	assert_int_equal(frame_init(&now, WIDTH, HEIGHT), 0);
	for (int i = 0; i < WIDTH * HEIGHT; i++)
		shown.cells[i].style = STYLE_COUNT;
	for (int i = 0; i < ROUNDS; i++) {
		assert_int_equal(paint_frame(&paint, &shown, &now), 0);
		show(&glass, &paint);
		assert_shows(&glass, &now, theme, colours);
		memcpy(shown.cells, now.cells, WIDTH * HEIGHT * sizeof(*now.cells));
		assert_int_equal(paint_frame(&paint, &shown, &now), 0);
		assert_int_equal(paint.length, 0); /* nothing has changed */
		change(&now, &dice);
	}
	paint_fini(&paint);
	frame_fini(&shown);
	frame_fini(&now);
	del_curterm(cur_term);
}

static void test_every_theme_in_every_number_of_colours(void **state)
{
	(void)state;
	for (const struct theme *theme = theme_table; theme->name != NULL; theme++) {
		paint_randomly("xterm-256color", theme, 256);
		paint_randomly("xterm", theme, 8);
		paint_randomly("xterm", theme, 0);
	}
}

static int use_utf8(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_theme_in_every_number_of_colours)};
	return cmocka_run_group_tests(tests, use_utf8, NULL);
}
