/* Whole screens against golden ones, in both languages and at all sizes that have a layout of their own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "interleave/status.h"
#include "stories.h"

struct screen {
	const char *name;
	enum story_kind story;
	int width, height;
	const char *language;
	bool ascii;
	enum view_axis axis;
	uint64_t step; /* the moment shown; 0: the newest */
	const char *message;
};

static const struct screen screens[] = {
    {"condition-80x24-en-ascii", STORY_CONDITION, 80, 24, "en", true, AXIS_STEPS, 0, NULL},
    {"condition-80x24-ko", STORY_CONDITION, 80, 24, "ko", false, AXIS_STEPS, 0, NULL},
    {"condition-60x16-en", STORY_CONDITION, 60, 16, "en", false, AXIS_STEPS, 0, NULL},
    {"condition-60x16-ko-ascii", STORY_CONDITION, 60, 16, "ko", true, AXIS_STEPS, 0, NULL},
    {"condition-160x48-en", STORY_CONDITION, 160, 48, "en", false, AXIS_STEPS, 0, NULL},
    {"condition-50x10-en", STORY_CONDITION, 50, 10, "en", false, AXIS_STEPS, 0, NULL},
    {"condition-50x10-ko", STORY_CONDITION, 50, 10, "ko", false, AXIS_STEPS, 0, NULL},
    {"condition-past-80x24-en", STORY_CONDITION, 80, 24, "en", false, AXIS_STEPS, 9,
     "This is the past: End returns to now."},
    {"queues-80x24-en-ascii", STORY_QUEUES, 80, 24, "en", true, AXIS_TIME, 0, NULL},
    {"queues-80x24-ko", STORY_QUEUES, 80, 24, "ko", false, AXIS_TIME, 0, NULL},
    {"queues-60x16-ko", STORY_QUEUES, 60, 16, "ko", false, AXIS_TIME, 0, NULL},
    {"queues-160x48-ko-ascii", STORY_QUEUES, 160, 48, "ko", true, AXIS_TIME, 0, NULL},
    {"loop-80x24-en", STORY_LOOP, 80, 24, "en", false, AXIS_STEPS, 0, NULL},
    {"loop-80x24-ko", STORY_LOOP, 80, 24, "ko", false, AXIS_STEPS, 0, NULL},
    {"loop-60x16-en-ascii", STORY_LOOP, 60, 16, "en", true, AXIS_STEPS, 0, NULL},
    {"deadlock-80x24-en", STORY_DEADLOCK, 80, 24, "en", false, AXIS_STEPS, 0, NULL},
    {"deadlock-80x24-ko", STORY_DEADLOCK, 80, 24, "ko", false, AXIS_STEPS, 0, NULL},
    {"crowd-80x24-en", STORY_CROWD, 80, 24, "en", false, AXIS_STEPS, 0, NULL},
    {"empty-80x24-en", STORY_EMPTY, 80, 24, "en", false, AXIS_STEPS, 0, NULL},
};

static char *draw(const struct screen *screen)
{
	struct story story;
	struct view_input input;
	struct frame frame;
	char *text;

	story_init(&story, screen->story);
	input = story_input(&story);
	input.axis = screen->axis;
	input.ascii = screen->ascii;
	input.catalog = catalog_find(screen->language);
	assert_non_null(input.catalog);
	if (screen->step > 0)
		input.model = timeline_at_step(story.timeline, screen->step);
	if (screen->message != NULL)
		input.message = tr(input.catalog, screen->message);
	assert_int_equal(frame_init(&frame, screen->width, screen->height), 0);
	view_draw(&frame, &input);
	assert_int_equal(frame_text(&text, &frame), 0);
	frame_fini(&frame);
	story_fini(&story);
	return text;
}

static void test_screens_are_the_golden_ones(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		char *text = draw(&screens[i]);

		golden_check(screens[i].name, text);
		free(text);
	}
}

static char *draw_input(const struct view_input *input)
{
	struct frame frame;
	char *text;

	assert_int_equal(frame_init(&frame, 80, 24), 0);
	view_draw(&frame, input);
	assert_int_equal(frame_text(&text, &frame), 0);
	frame_fini(&frame);
	return text;
}

/* A promise that was kept after it hides none. */
static void test_a_broken_promise_stays_in_sight(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_CONDITION);
	DONE(&story.script, 0, OP_PROMISE, LOG_NONE, .result = IL_BROKEN,
	     .text = script_string(&story.script, "the data comes"));
	DONE(&story.script, 0, OP_PROMISE, LOG_NONE, .text = script_string(&story.script, "it ends"));
	timeline_advance(story.timeline, log_committed(story.script.log), UINT64_MAX);
	input = story_input(&story);
	text = draw_input(&input);
	assert_non_null(strstr(text, "Promise broken: the data comes"));
	assert_non_null(strstr(text, "Promise kept: it ends"));
	free(text);
	story_fini(&story);
}

/* A recording has no now to return to, and can be played from any moment. */
static void test_a_recording_shows_whether_it_plays_and_its_own_keys(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	input.model = timeline_at_step(story.timeline, 5);
	input.run.strategy = "recording";
	input.run.ended = true;
	input.run.pace = 4;
	text = draw_input(&input);
	assert_non_null(strstr(text, "PAST 5/14"));
	assert_non_null(strstr(text, "space run"));
	assert_null(strstr(text, "return to now"));
	assert_null(strstr(text, "save"));
	free(text);
	input.run.playing = true;
	text = draw_input(&input);
	assert_non_null(strstr(text, "PLAYING 4/s"));
	assert_non_null(strstr(text, "space pause"));
	free(text);
	story_fini(&story);
}

/* The site of an end is where the thread was made: no line of its own. */
static void test_an_actor_at_its_end_stands_at_no_line(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_CONDITION);
	ANNOUNCE(&story.script, 2, OP_THREAD_EXIT, 2,
		 .site = script_string(&story.script, "scenarios/condition/condition.c:9"));
	timeline_advance(story.timeline, log_committed(story.script.log), UINT64_MAX);
	input = story_input(&story);
	text = draw_input(&input);
	assert_non_null(strstr(text, "NEXT  come to its end"));
	assert_null(strstr(text, " 2> "));
	free(text);
	story_fini(&story);
}

static void test_same_input_gives_same_cells(void **state)
{
	char *first = draw(&screens[0]), *second = draw(&screens[0]);

	(void)state;
	assert_string_equal(first, second);
	free(first);
	free(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_screens_are_the_golden_ones),
	    cmocka_unit_test(test_a_broken_promise_stays_in_sight),
	    cmocka_unit_test(test_a_recording_shows_whether_it_plays_and_its_own_keys),
	    cmocka_unit_test(test_an_actor_at_its_end_stands_at_no_line),
	    cmocka_unit_test(test_same_input_gives_same_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
