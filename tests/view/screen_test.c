/* Whole screens against golden ones: what is special. The usual ones are in families_test.c. */
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
	enum view_panel focus;
	bool zoomed;
	int scroll; /* of the focused panel */
	bool lecture;
	bool asks; /* what the marked lane does next */
};

#define SCREEN(name_, story_, width_, height_, language_, ...)                                              \
	{                                                                                                    \
		.name = name_, .story = story_, .width = width_, .height = height_, .language = language_,   \
		__VA_ARGS__                                                                                  \
	}

static const struct screen screens[] = {
    SCREEN("condition-80x24-en-ascii", STORY_CONDITION, 80, 24, "en", .ascii = true),
    SCREEN("condition-60x16-en", STORY_CONDITION, 60, 16, "en", .axis = AXIS_STEPS),
    SCREEN("condition-60x16-ko-ascii", STORY_CONDITION, 60, 16, "ko", .ascii = true),
    SCREEN("condition-160x48-en", STORY_CONDITION, 160, 48, "en", .axis = AXIS_STEPS),
    SCREEN("condition-50x10-en", STORY_CONDITION, 50, 10, "en", .axis = AXIS_STEPS),
    SCREEN("condition-50x10-ko", STORY_CONDITION, 50, 10, "ko", .axis = AXIS_STEPS),
    SCREEN("condition-past-80x24-en", STORY_CONDITION, 80, 24, "en", .step = 9,
	   .message = "This is the past: End returns to now."),
    SCREEN("queues-80x24-en-ascii", STORY_QUEUES, 80, 24, "en", .ascii = true, .axis = AXIS_TIME),
    SCREEN("queues-60x16-ko", STORY_QUEUES, 60, 16, "ko", .axis = AXIS_TIME),
    SCREEN("queues-160x48-ko-ascii", STORY_QUEUES, 160, 48, "ko", .ascii = true, .axis = AXIS_TIME),
    SCREEN("loop-60x16-en-ascii", STORY_LOOP, 60, 16, "en", .ascii = true),
    SCREEN("race-60x16-ko-ascii", STORY_RACE, 60, 16, "ko", .ascii = true),
    SCREEN("zoom-race-80x24-ko", STORY_RACE, 80, 24, "ko", .focus = PANEL_INSIGHTS, .zoomed = true),
    SCREEN("zoom-pool-80x24-en-ascii", STORY_POOL, 80, 24, "en", .ascii = true, .focus = PANEL_POOL, .zoomed = true),
    SCREEN("barrier-80x24-en", STORY_BARRIER, 80, 24, "en", .axis = AXIS_STEPS),
    SCREEN("barrier-80x24-ko", STORY_BARRIER, 80, 24, "ko", .axis = AXIS_STEPS),
    SCREEN("barrier-120x35-en-ascii", STORY_BARRIER, 120, 35, "en", .ascii = true),
    SCREEN("processes-60x16-ko", STORY_PROCESSES, 60, 16, "ko", .axis = AXIS_STEPS),
    SCREEN("crowd-80x24-en", STORY_CROWD, 80, 24, "en", .axis = AXIS_STEPS),
    SCREEN("empty-80x24-en", STORY_EMPTY, 80, 24, "en", .axis = AXIS_STEPS),
    SCREEN("loop-120x35-en-ascii", STORY_LOOP, 120, 35, "en", .ascii = true),
    SCREEN("held-80x24-en", STORY_HELD, 80, 24, "en", .axis = AXIS_STEPS),
    SCREEN("held-80x24-ko", STORY_HELD, 80, 24, "ko", .axis = AXIS_STEPS),
    SCREEN("held-160x48-en-ascii", STORY_HELD, 160, 48, "en", .ascii = true, .axis = AXIS_TIME),
    SCREEN("crowd-200x60-en", STORY_CROWD, 200, 60, "en", .axis = AXIS_STEPS),
    SCREEN("crowd-lanes-80x24-ko", STORY_CROWD, 80, 24, "ko", .focus = PANEL_LANES, .scroll = -7),
    SCREEN("deadlock-120x35-en-ascii", STORY_DEADLOCK, 120, 35, "en", .ascii = true),
    SCREEN("lecture-80x24-en", STORY_CONDITION, 80, 24, "en", .lecture = true),
    SCREEN("lecture-80x24-ko", STORY_CONDITION, 80, 24, "ko", .lecture = true, .asks = true),
    SCREEN("lecture-120x35-en-ascii", STORY_QUEUES, 120, 35, "en", .lecture = true, .ascii = true,
	   .axis = AXIS_TIME),
    SCREEN("lecture-80x24-en-queues", STORY_QUEUES, 80, 24, "en", .lecture = true),
    SCREEN("lecture-60x16-en", STORY_DEADLOCK, 60, 16, "en", .lecture = true),
    SCREEN("lecture-200x60-ko", STORY_DEADLOCK, 200, 60, "ko", .lecture = true),
    SCREEN("empty-200x60-ko", STORY_EMPTY, 200, 60, "ko", .axis = AXIS_STEPS),
    SCREEN("zoom-graph-80x24-en", STORY_DEADLOCK, 80, 24, "en", .focus = PANEL_GRAPH, .zoomed = true),
    SCREEN("zoom-graph-80x24-ko-ascii", STORY_DEADLOCK, 80, 24, "ko", .ascii = true,
	   .focus = PANEL_GRAPH, .zoomed = true),
    SCREEN("zoom-told-80x24-en", STORY_QUEUES, 80, 24, "en", .focus = PANEL_TOLD, .zoomed = true,
	   .scroll = -4),
    SCREEN("zoom-queues-80x24-ko", STORY_QUEUES, 80, 24, "ko", .focus = PANEL_QUEUES, .zoomed = true),
    SCREEN("focus-output-80x24-en", STORY_QUEUES, 80, 24, "en", .focus = PANEL_OUTPUT, .scroll = -2),
    SCREEN("zoom-insights-80x24-ko", STORY_DEADLOCK, 80, 24, "ko", .focus = PANEL_INSIGHTS, .zoomed = true),
};

static char *draw(const struct screen *screen)
{
	struct story story;
	struct view_input input;
	struct frame frame;
	char *text, question[512];

	story_init(&story, screen->story);
	input = story_input(&story);
	input.axis = screen->axis;
	input.ascii = screen->ascii;
	input.focus = screen->focus;
	input.zoomed = screen->zoomed;
	input.scroll[screen->focus] = screen->scroll;
	input.lecture = screen->lecture;
	input.catalog = catalog_find(screen->language);
	assert_non_null(input.catalog);
	if (screen->step > 0)
		input.model = timeline_at_step(story.timeline, screen->step);
	if (screen->message != NULL)
		input.message = tr(input.catalog, screen->message);
	if (screen->asks) {
		view_ask(question, sizeof(question), &input, input.marked);
		input.message = question;
		input.asks = ASKS_OUTCOME;
	}
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

/* A run that was ended from outside has left nobody any reason in the log. */
static void test_what_has_ended_the_run_is_said(void **state)
{
	static const char killed[] = "a process of the run was killed, or failed.";
	struct story story;
	struct view_input input;
	char words[512];

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	input.run.ended = true;
	input.run.status = LOG_CRASHED;
	view_going(words, sizeof(words), &input);
	assert_string_equal(words, "Nobody: a process of the run was killed, or failed.");
	view_why(words, sizeof(words), &input, 2);
	assert_string_equal(words, "The run is over: a process of the run was killed, or failed.");
	view_why(words, sizeof(words), &input, 0);
	assert_non_null(strstr(words, killed));
	assert_non_null(strstr(words, "main waits for the end of waiter."));
	assert_null(strstr(words, "can go"));
	input.run.status = LOG_LEFT;
	view_going(words, sizeof(words), &input);
	assert_string_equal(words, "Nobody: the run has been ended.");
	input.model = timeline_at_step(story.timeline, 13); /* looked back at: there it could */
	view_why(words, sizeof(words), &input, 2);
	assert_null(strstr(words, "over"));
	story_fini(&story);
}

/* Too many, or too wide: then each copy has a row. */
static void test_copies_that_do_not_fit_side_by_side_have_a_row_each(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_PROCESSES);
	for (uint32_t id = 1; id <= 2; id++)
		DONE(&story.script, 0, OP_PROCESS_RENAME, id,
		     .text = script_string(&story.script, id == 1 ? "the-one-that-counts-all-day-long-and-all-night"
								  : "the-one-that-leaves-early-for-it-is-tired"));
	timeline_advance(story.timeline, log_committed(story.script.log), UINT64_MAX);
	input = story_input(&story);
	text = draw_input(&input);
	assert_null(strstr(text, "main  the-one"));
	assert_non_null(strstr(text, "plain (the"));
	assert_non_null(strstr(text, "5 (by 2), shared"));
	free(text);
	story_fini(&story);
}

/* The copy of a lock that a fork leaves behind was never acquired, and tells nothing of the lane's past. */
static void test_a_copied_lock_does_not_change_the_past_of_its_holder(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_DEADLOCK);
	input = story_input(&story);
	input.ascii = true;
	text = draw_input(&input);
	assert_non_null(strstr(text, ">1 left  ......[=="));
	free(text);
	DONE(&story.script, 0, OP_OBJECT_NEW, 3, .x = TYPE_PROCESS, .text = script_string(&story.script, "kid"));
	DONE(&story.script, 0, OP_OBJECT_NEW, OBJ(2), .x = TYPE_LOCK, .via = 3, .flags = VALUE_OBJECT, .value = OBJ(0),
	     .text = script_string(&story.script, "pen"));
	timeline_advance(story.timeline, log_committed(story.script.log), UINT64_MAX);
	input.model = timeline_head(story.timeline);
	assert_true(model_left_behind(input.model, model_object(input.model, OBJ(2))));
	text = draw_input(&input);
	assert_non_null(strstr(text, ">1  left  ......[=="));
	assert_non_null(strstr(text, " 2  right    ......[==")); /* set in, and whole */
	free(text);
	story_fini(&story);
}

static void test_the_rows_of_a_pool_have_whole_names(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_DEADLOCK);
	DONE(&story.script, 0, OP_OBJECT_NEW, OBJ(2), .x = TYPE_POOL, .y = 2, .text = script_string(&story.script, "p"));
	timeline_advance(story.timeline, log_committed(story.script.log), UINT64_MAX);
	input = story_input(&story);
	input.focus = PANEL_POOL;
	input.zoomed = true;
	text = draw_input(&input);
	assert_non_null(strstr(text, "  busy   nobody"));
	assert_non_null(strstr(text, "  waits  nothing"));
	free(text);
	story_fini(&story);
}

/* To the millisecond when it stands, in tenths while it goes on by itself. */
static void test_the_clock_of_a_live_run_goes_on_between_events(void **state)
{
	struct story story;
	struct view_input input;
	char *text;

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	input.run.strategy = "live";
	input.run.playing = input.run.ticks = true;
	input.run.speed = 1;
	input.run.clock = 12349999999;
	text = draw_input(&input);
	assert_non_null(strstr(text, "RUNNING x1  step 14  clock 12.3s  order: live"));
	free(text);
	input.run.playing = input.run.ticks = false;
	text = draw_input(&input);
	assert_non_null(strstr(text, "PAUSED  step 14  clock 2.000s  order: live"));
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

/* Tab goes through the panels that are there and back to none; zoomed, through all that the run has. */
static void test_tab_goes_through_the_panels(void **state)
{
	struct story story;
	struct view_input input;
	int seen[PANEL_COUNT] = {0}, i;

	(void)state;
	story_init(&story, STORY_DEADLOCK);
	input = story_input(&story);
	for (i = 0; i < PANEL_COUNT; i++) {
		input.focus = view_next_panel(&input, 80, 24, 1);
		seen[input.focus]++;
		if (input.focus == PANEL_NONE)
			break;
		assert_true(view_panel_rows(&input, 80, 24) > 0);
	}
	assert_int_equal(input.focus, PANEL_NONE);
	assert_int_equal(seen[PANEL_LANES] + seen[PANEL_OBJECTS] + seen[PANEL_OUTPUT], 3);
	assert_int_equal(seen[PANEL_GRAPH] + seen[PANEL_QUEUES], 0);
	input.focus = view_next_panel(&input, 80, 24, -1);
	assert_int_equal(input.focus, PANEL_OUTPUT);
	input.zoomed = true;
	for (i = 0; i < PANEL_COUNT; i++) {
		input.focus = view_next_panel(&input, 80, 24, 1);
		seen[input.focus] = 1;
		assert_int_not_equal(input.focus, PANEL_NONE);
	}
	assert_int_equal(seen[PANEL_GRAPH] + seen[PANEL_TOLD], 2);
	assert_int_equal(seen[PANEL_QUEUES], 0);
	story_fini(&story);
}

static void expect_hit(const struct view_input *input, int x, int y, enum view_panel panel, uint32_t lane)
{
	struct view_hit hit = view_hit(input, 80, 24, x, y);

	assert_int_equal(hit.panel, panel);
	assert_int_equal(hit.lane, lane);
}

/* What a click meets is what stands there: lanes, moments, panels, hints. */
static void test_a_cell_is_known_by_what_stands_in_it(void **state)
{
	struct story story;
	struct view_input input;
	struct view_hit hit;
	int x;

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	expect_hit(&input, 3, 0, PANEL_NONE, LOG_NONE);
	expect_hit(&input, 3, 3, PANEL_LANES, 1);
	expect_hit(&input, 3, 7, PANEL_OBJECTS, LOG_NONE);
	expect_hit(&input, 60, 7, PANEL_SOURCE, LOG_NONE);
	hit = view_hit(&input, 80, 24, 12, 2);
	assert_true(hit.has_step);
	assert_int_equal(hit.step, 1);
	hit = view_hit(&input, 80, 24, 45, 2);
	assert_false(hit.has_step); /* the future */
	input.axis = AXIS_TIME;
	assert_true(view_hit(&input, 80, 24, 12, 2).has_step);
	for (x = 0; x < 80; x++) {
		hit = view_hit(&input, 80, 24, x, 22);
		assert_true(strcmp(hit.key, "") == 0 || strcmp(hit.key, "0-9") != 0);
	}
	assert_string_equal(view_hit(&input, 80, 24, 1, 22).key, "space");
	story_fini(&story);
}

static void test_scrolling_stops_at_the_ends(void **state)
{
	struct story story;
	struct view_input input;

	(void)state;
	story_init(&story, STORY_CROWD);
	input = story_input(&story);
	assert_int_equal(view_scrolled(&input, 80, 24, 5), 0); /* nothing is focused */
	input.focus = PANEL_OUTPUT;
	assert_int_equal(view_scrolled(&input, 80, 24, 3), 0); /* it stands at its end */
	assert_int_equal(view_scrolled(&input, 80, 24, -1), -1);
	input.scroll[PANEL_OUTPUT] = view_scrolled(&input, 80, 24, -1000);
	assert_in_range(-input.scroll[PANEL_OUTPUT], 1, 100);
	assert_int_equal(view_scrolled(&input, 80, 24, -1), input.scroll[PANEL_OUTPUT]);
	assert_int_equal(view_scrolled(&input, 80, 24, 1000), 0);
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
	    cmocka_unit_test(test_what_has_ended_the_run_is_said),
	    cmocka_unit_test(test_copies_that_do_not_fit_side_by_side_have_a_row_each),
	    cmocka_unit_test(test_a_copied_lock_does_not_change_the_past_of_its_holder),
	    cmocka_unit_test(test_the_rows_of_a_pool_have_whole_names),
	    cmocka_unit_test(test_the_clock_of_a_live_run_goes_on_between_events),
	    cmocka_unit_test(test_an_actor_at_its_end_stands_at_no_line),
	    cmocka_unit_test(test_tab_goes_through_the_panels),
	    cmocka_unit_test(test_a_cell_is_known_by_what_stands_in_it),
	    cmocka_unit_test(test_scrolling_stops_at_the_ends),
	    cmocka_unit_test(test_same_input_gives_same_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
