/* Golden screens by the sheet: each story, and each panel on the whole screen, in both languages and at three sizes. Long runs of
 * one character are folded: "─*78*". */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "stories.h"
#include "view/width.h"

enum { FOLD_FROM = 8, FOLD_SPACES_FROM = 24 };

static const struct {
	int width, height;
} sizes[] = {{80, 24}, {120, 35}, {200, 60}};

static const char *const languages[] = {"en", "ko"};

/* ---- a sheet of screens ---- */

static void put_folded(FILE *sheet, const char *text)
{
	while (*text != '\0') {
		uint32_t character, other;
		const char *next = width_decode(&character, text), *at = next;
		int bytes = (int)(next - text), count = 1;

		for (const char *then; then = width_decode(&other, at), other == character && *at != '\0'; at = then)
			count++;
		if (count >= (character == ' ' ? FOLD_SPACES_FROM : FOLD_FROM) && character != '\n') {
			fprintf(sheet, "%.*s*%d*", bytes, text, count);
			text = at;
		} else {
			fprintf(sheet, "%.*s", bytes, text);
			text = next;
		}
	}
}

static void put_screen(FILE *sheet, const struct view_input *input, int width, int height, const char *language)
{
	struct view_input here = *input;
	struct frame frame;
	char *text;

	here.catalog = catalog_find(language);
	assert_int_equal(frame_init(&frame, width, height), 0);
	view_draw(&frame, &here);
	assert_int_equal(frame_text(&text, &frame), 0);
	fprintf(sheet, "=== %dx%d %s\n", width, height, language);
	put_folded(sheet, text);
	free(text);
	frame_fini(&frame);
}

/* Which style each cell has, a letter a style: a plain, b dim, and on in the order of enum style. */
static void put_styles(FILE *sheet, const struct view_input *input)
{
	struct frame frame;
	char letters[81 * 24 + 1];
	size_t used = 0;

	assert_int_equal(frame_init(&frame, 80, 24), 0);
	view_draw(&frame, input);
	for (int i = 0; i < 80 * 24; i++) {
		letters[used++] = (char)('a' + frame.cells[i].style);
		if (i % 80 == 79)
			letters[used++] = '\n';
	}
	letters[used] = '\0';
	fprintf(sheet, "=== styles 80x24\n");
	put_folded(sheet, letters);
	frame_fini(&frame);
}

static void check_sheet(const char *name, const struct view_input *input, bool styles)
{
	char *text;
	size_t size;
	FILE *sheet = open_memstream(&text, &size);

	assert_non_null(sheet);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t k = 0; k < sizeof(languages) / sizeof(languages[0]); k++)
			put_screen(sheet, input, sizes[i].width, sizes[i].height, languages[k]);
	if (styles)
		put_styles(sheet, input);
	assert_int_equal(fclose(sheet), 0);
	golden_check(name, text);
	free(text);
}

/* ---- the sheets ---- */

static void test_each_family_of_scenarios(void **state)
{
	static const struct {
		const char *name;
		enum story_kind story;
		enum view_axis axis;
	} families[] = {
	    {"family-threads", STORY_CONDITION, AXIS_STEPS}, {"family-queues", STORY_QUEUES, AXIS_TIME},
	    {"family-loop", STORY_LOOP, AXIS_STEPS},         {"family-deadlock", STORY_DEADLOCK, AXIS_STEPS},
	    {"family-race", STORY_RACE, AXIS_STEPS},         {"family-pool", STORY_POOL, AXIS_STEPS},
	    {"family-processes", STORY_PROCESSES, AXIS_STEPS}, {"family-sockets", STORY_SOCKETS, AXIS_STEPS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		struct story story;
		struct view_input input;

		story_init(&story, families[i].story);
		input = story_input(&story);
		input.axis = families[i].axis;
		check_sheet(families[i].name, &input, true);
		story_fini(&story);
	}
}

static void test_each_panel_on_the_whole_screen(void **state)
{
	static const struct {
		const char *name;
		enum story_kind story;
	} panels[PANEL_COUNT] = {
	    [PANEL_LANES] = {"panel-lanes", STORY_QUEUES},       [PANEL_PROCESSES] = {"panel-processes", STORY_PROCESSES},
	    [PANEL_LOOP] = {"panel-loop", STORY_LOOP},           [PANEL_POOL] = {"panel-pool", STORY_POOL},
	    [PANEL_QUEUES] = {"panel-queues", STORY_QUEUES},     [PANEL_OBJECTS] = {"panel-objects", STORY_CONDITION},
	    [PANEL_VALUES] = {"panel-values", STORY_RACE},       [PANEL_SOURCE] = {"panel-source", STORY_CONDITION},
	    [PANEL_HAPPENED] = {"panel-happened", STORY_CONDITION}, [PANEL_GOING] = {"panel-going", STORY_DEADLOCK},
	    [PANEL_GRAPH] = {"panel-graph", STORY_DEADLOCK},     [PANEL_INSIGHTS] = {"panel-insights", STORY_RACE},
	    [PANEL_TOLD] = {"panel-told", STORY_CONDITION},      [PANEL_OUTPUT] = {"panel-output", STORY_QUEUES},
	};

	(void)state;
	for (int panel = PANEL_NONE + 1; panel < PANEL_COUNT; panel++) {
		struct story story;
		struct view_input input;

		assert_non_null(panels[panel].name);
		story_init(&story, panels[panel].story);
		input = story_input(&story);
		input.focus = (enum view_panel)panel;
		input.zoomed = true;
		check_sheet(panels[panel].name, &input, false);
		story_fini(&story);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_family_of_scenarios),
	    cmocka_unit_test(test_each_panel_on_the_whole_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
