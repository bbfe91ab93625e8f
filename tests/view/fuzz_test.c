/* Random runs, sensible and not, on screens of every size: no cell outside the grid (the address sanitizer
 * sees to that), every wide character whole, no text that is not ended or not UTF-8. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "stories.h"
#include "view/width.h"

enum { RUNS = 40, SCREENS_A_RUN = 30, EVENTS = 120 };

static uint64_t roll(uint64_t *state, uint64_t sides)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % sides;
}

static void check_frame(const struct frame *frame)
{
	int x, y;

	for (y = 0; y < frame->height; y++)
		for (x = 0; x < frame->width; x++) {
			const struct cell *cell = &frame->cells[y * frame->width + x];
			int width = cell->ch[0] != 0 ? width_of((uint32_t)cell->ch[0]) : 0;

			assert_true(cell->style < STYLE_COUNT);
			if (cell->ch[0] == 0) {
				assert_true(x > 0);
				assert_int_equal(width_of((uint32_t)cell[-1].ch[0]), 2);
			} else {
				assert_in_range(width, 1, 2);
			}
			if (width == 2) {
				assert_true(x + 1 < frame->width);
				assert_int_equal(cell[1].ch[0], 0);
			}
		}
}

/* Ended within its buffer, and cut at a character's boundary: names and texts of the scripts are sound UTF-8.
 */
static void check_text(const char *text, size_t size)
{
	assert_non_null(memchr(text, '\0', size));
	while (*text != '\0') {
		uint32_t character;
		const char *next = width_decode(&character, text);

		assert_true((unsigned char)*text < 0x80 || next > text + 1);
		text = next;
	}
}

static void draw_randomly(struct story *story, uint64_t *dice)
{
	struct view_input input = story_input(story);
	uint32_t folded[] = {0, (uint32_t)roll(dice, 6)};
	struct frame frame;

	input.folded = folded;
	input.folded_count = (uint32_t)roll(dice, 3);
	input.marked = roll(dice, 4) == 0 ? LOG_CLOCK : (uint32_t)roll(dice, 8);
	input.axis = roll(dice, 2) ? AXIS_TIME : AXIS_STEPS;
	input.zoom = (int)roll(dice, 9) - 4;
	input.ascii = roll(dice, 2) != 0;
	input.show_c = roll(dice, 2) != 0;
	input.catalog = catalog_find(roll(dice, 2) ? "ko" : "en");
	input.message =
	    roll(dice, 3) == 0
		? "이 키는 여기서 아무 일도 하지 않습니다. 이 글은 한 줄에 들어가지 않을 만큼 깁니다."
		: NULL;
	input.focus = (enum view_panel)roll(dice, PANEL_COUNT);
	input.zoomed = roll(dice, 3) == 0;
	input.lecture = roll(dice, 4) == 0;
	input.keys = roll(dice, 4) == 0 ? "s s ㄴ Home" : NULL;
	input.scroll[input.focus] = (int)roll(dice, 60) - 30;
	input.run.ended = roll(dice, 4) == 0;
	input.run.status = (enum log_status)roll(dice, LOG_STATUS_COUNT);
	input.run.playing = roll(dice, 2) != 0;
	if (roll(dice, 3) == 0)
		input.model = timeline_at_step(story->timeline, roll(dice, input.step_now + 1));
	assert_int_equal(frame_init(&frame, 1 + (int)roll(dice, 260), 1 + (int)roll(dice, 80)), 0);
	view_draw(&frame, &input);
	check_frame(&frame);
	view_hit(&input, frame.width, frame.height, (int)roll(dice, (uint64_t)frame.width),
		 (int)roll(dice, (uint64_t)frame.height));
	frame_fini(&frame);
}

static void word_everything(struct story *story, uint64_t *dice)
{
	struct view_input input = story_input(story);
	const struct log_event *event;
	uint64_t pos = 0;
	uint32_t id;

	input.catalog = catalog_find(roll(dice, 2) ? "ko" : "en");
	while ((event = log_next(story->script.log, &pos, log_committed(story->script.log))) != NULL) {
		size_t size = 1 + roll(dice, 300);
		char *text = malloc(size);

		assert_non_null(text);
		view_narrate(text, size, &input, event);
		check_text(text, size);
		view_transcript(text, size, input.model, input.catalog, event);
		check_text(text, size);
		free(text);
	}
	for (id = 0; id < input.model->actor_count + 2; id++) {
		char text[200];

		view_why(text, sizeof(text), &input, id);
		check_text(text, sizeof(text));
		view_state(text, sizeof(text), &input, id);
		check_text(text, sizeof(text));
	}
}

/* What is read to whom there is no screen. */
static void read_everything(struct story *story, uint64_t *dice)
{
	struct view_input input = story_input(story);
	char text[300], *rows;
	int panel;

	input.catalog = catalog_find(roll(dice, 2) ? "ko" : "en");
	input.unseen = input.zoomed = true;
	if (roll(dice, 2) == 0)
		input.model = timeline_at_step(story->timeline, roll(dice, input.step_now + 1));
	for (panel = PANEL_LANES; panel < PANEL_COUNT; panel++) {
		if (panel == PANEL_SOURCE && input.sources == NULL)
			continue;
		input.focus = (enum view_panel)panel;
		input.scroll[panel] = (int)roll(dice, 60) - 30;
		view_panel_title(text, sizeof(text), &input, 240, 24);
		check_text(text, sizeof(text));
		assert_int_equal(view_read_panel(&rows, &input, 240, 24), 0);
		check_text(rows, strlen(rows) + 1);
		free(rows);
	}
	view_insights(text, sizeof(text), &input);
	check_text(text, sizeof(text));
	view_history(text, sizeof(text), &input, 0);
	check_text(text, sizeof(text));
}

static void play(enum story_kind sources_of, uint64_t seed, bool strange)
{
	struct story story, donor;
	uint64_t dice = seed;
	int i;

	story_init(&donor, sources_of);
	memset(&story, 0, sizeof(story));
	script_init(&story.script);
	script_random(&story.script, seed, EVENTS, strange);
	story.timeline = timeline_new(story.script.log);
	assert_non_null(story.timeline);
	timeline_advance(story.timeline, log_committed(story.script.log), UINT64_MAX);
	story.run = donor.run;
	story.sources = donor.sources;
	for (i = 0; i < SCREENS_A_RUN; i++)
		draw_randomly(&story, &dice);
	word_everything(&story, &dice);
	read_everything(&story, &dice);
	story.sources = NULL;
	story_fini(&story);
	story_fini(&donor);
}

static void test_random_runs_draw_whole_characters(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= RUNS; seed++)
		play(seed % 2 ? STORY_CONDITION : STORY_QUEUES, seed, false);
}

static void test_strange_logs_draw_whole_characters(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= RUNS; seed++)
		play(seed % 2 ? STORY_CONDITION : STORY_DEADLOCK, seed, true);
}

static void test_stories_draw_at_every_size(void **state)
{
	enum story_kind kind;

	(void)state;
	for (kind = STORY_EMPTY; kind <= STORY_CROWD; kind++) {
		struct story story;
		uint64_t dice = (uint64_t)kind + 1;
		int i;

		story_init(&story, kind);
		for (i = 0; i < 2 * SCREENS_A_RUN; i++)
			draw_randomly(&story, &dice);
		word_everything(&story, &dice);
		story_fini(&story);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random_runs_draw_whole_characters),
	    cmocka_unit_test(test_strange_logs_draw_whole_characters),
	    cmocka_unit_test(test_stories_draw_at_every_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
