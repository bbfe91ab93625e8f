/* The grid: nothing outside, no half characters, the same widths everywhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "view/draw.h"
#include "view/frame.h"
#include "view/width.h"

static void expect_text(const struct frame *frame, const char *expected)
{
	char *text;

	assert_int_equal(frame_text(&text, frame), 0);
	assert_string_equal(text, expected);
	free(text);
}

static void test_widths_of_text(void **state)
{
	(void)state;
	assert_int_equal(frame_text_width("lock"), 4);
	assert_int_equal(frame_text_width("락을"), 4);
	assert_int_equal(frame_text_width("e\xcc\x81"), 1); /* e and a combining accent */
	assert_int_equal(frame_text_width("\xe2\x80\x8f"
					  "a"),
			 1);                               /* a direction mark shows nothing */
	assert_int_equal(frame_text_width("\xff\xc3"), 2); /* bytes that are no UTF-8 */
	assert_int_equal(frame_text_width("─│█·×"), 5);
	assert_int_equal(frame_text_width("\xf0\x9f\x94\x92"), 2); /* a padlock */
	assert_int_equal(frame_text_width(""), 0);
}

static void test_strange_bytes_show_as_question_marks_and_controls_as_spaces(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 20, 1), 0);
	frame_put(&frame, 0, 0, 20, STYLE_PLAIN,
		  "a\x1b[31m\tb\xed\xa0\x80"
		  "c\xc0\xaf"
		  "d\xe2\x82");
	expect_text(&frame, "a [31m b???c??d??\n");
	frame_fini(&frame);
}

static void test_text_is_cut_at_room_and_edge(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 5, 2), 0);
	assert_int_equal(frame_put(&frame, 0, 0, 3, STYLE_PLAIN, "abcdef"), 3);
	assert_int_equal(frame_put(&frame, 3, 1, 10, STYLE_PLAIN, "abcdef"), 2);
	assert_int_equal(frame_put(&frame, 0, 2, 10, STYLE_PLAIN, "below"), 0);
	assert_int_equal(frame_put(&frame, 5, 0, 10, STYLE_PLAIN, "right"), 0);
	assert_int_equal(frame_put(&frame, 0, -1, 10, STYLE_PLAIN, "above"), 0);
	expect_text(&frame, "abc\n   ab\n");
	frame_put(&frame, -2, 0, 4, STYLE_PLAIN, "wxyz");
	expect_text(&frame, "yzc\n   ab\n");
	frame_fini(&frame);
}

static void test_wide_character_that_does_not_fit_is_not_drawn(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 5, 1), 0);
	assert_int_equal(frame_put(&frame, 0, 0, 5, STYLE_PLAIN, "가나다"), 4);
	expect_text(&frame, "가나\n");
	frame_fini(&frame);
}

static void test_overwriting_half_of_a_wide_character_blanks_the_other(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 6, 1), 0);
	frame_put(&frame, 0, 0, 6, STYLE_PLAIN, "가나다");
	frame_put(&frame, 1, 0, 2, STYLE_PLAIN, "xy");
	expect_text(&frame, " xy 다\n");
	frame_put(&frame, 3, 0, 2, STYLE_PLAIN, "라");
	expect_text(&frame, " xy라\n");
	frame_fini(&frame);
}

static void test_a_mark_joins_the_character_before(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 4, 1), 0);
	assert_int_equal(frame_put(&frame, 0, 0, 4, STYLE_PLAIN, "e\xcc\x81x"), 2);
	expect_text(&frame, "e\xcc\x81x\n");
	frame_fini(&frame);
}

static void test_frames_without_cells(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 0, 3), 0);
	assert_int_equal(frame_put(&frame, 0, 0, 3, STYLE_PLAIN, "abc"), 0);
	expect_text(&frame, "\n\n\n");
	frame_fini(&frame);
}

static void test_wrapping_at_spaces(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 12, 3), 0);
	assert_int_equal(draw_wrapped(&frame, (struct area){0, 0, 12, 3}, STYLE_PLAIN,
				      "who waits for whom, and why", true),
			 3);
	expect_text(&frame, "who waits\nfor whom,\nand why\n");
	frame_clear(&frame);
	assert_int_equal(draw_wrapped(&frame, (struct area){0, 0, 12, 2}, STYLE_PLAIN,
				      "who waits for whom, and why", true),
			 2);
	expect_text(&frame, "who waits\nfor whom, ..\n\n");
	frame_clear(&frame);
	assert_int_equal(draw_wrapped(&frame, (struct area){0, 0, 5, 3}, STYLE_PLAIN, "누가누구를 왜", true),
			 3);
	expect_text(&frame, "누가\n누구\n를 왜\n");
	frame_fini(&frame);
}

static void test_clipping_leaves_a_mark(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 8, 1), 0);
	assert_int_equal(draw_clipped(&frame, 0, 0, 8, STYLE_PLAIN, "preparer-1", true), 8);
	expect_text(&frame, "prepar..\n");
	assert_int_equal(draw_clipped(&frame, 0, 0, 8, STYLE_PLAIN, "preparer", true), 8);
	expect_text(&frame, "preparer\n");
	frame_fini(&frame);
}

static void test_a_long_name_keeps_its_number(void **state)
{
	struct frame frame;

	(void)state;
	assert_int_equal(frame_init(&frame, 12, 1), 0);
	assert_int_equal(draw_name(&frame, 0, 0, 12, STYLE_PLAIN, "가나다라마바사-3", false), 11);
	expect_text(&frame, "가나다라…-3\n");
	assert_int_equal(draw_name(&frame, 0, 0, 12, STYLE_PLAIN, "ThreadPoolExecutor-0_1", false), 12);
	expect_text(&frame, "ThreadP…-0_1\n");
	assert_int_equal(draw_name(&frame, 0, 0, 12, STYLE_PLAIN, "a-very-long-name_7", true), 12);
	expect_text(&frame, "a-very-l.._7\n");
	assert_int_equal(draw_name(&frame, 0, 0, 12, STYLE_PLAIN, "Thread-1 (waiter)", true), 12);
	expect_text(&frame, "Thread-1 (..\n"); /* what follows the number is no number */
	assert_int_equal(draw_name(&frame, 0, 0, 12, STYLE_PLAIN, "worker-11111", false), 12);
	expect_text(&frame, "worker-11111\n");
	frame_fini(&frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_widths_of_text),
	    cmocka_unit_test(test_strange_bytes_show_as_question_marks_and_controls_as_spaces),
	    cmocka_unit_test(test_text_is_cut_at_room_and_edge),
	    cmocka_unit_test(test_wide_character_that_does_not_fit_is_not_drawn),
	    cmocka_unit_test(test_overwriting_half_of_a_wide_character_blanks_the_other),
	    cmocka_unit_test(test_a_mark_joins_the_character_before),
	    cmocka_unit_test(test_frames_without_cells),
	    cmocka_unit_test(test_wrapping_at_spaces),
	    cmocka_unit_test(test_clipping_leaves_a_mark),
	    cmocka_unit_test(test_a_long_name_keeps_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
