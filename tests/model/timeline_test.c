/* The past: any moment, mark and line of output, found again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "interleave/status.h"
#include "script.h"

static struct timeline *read_all(const struct script *s)
{
	struct timeline *timeline = timeline_new(s->log);
	assert_non_null(timeline);
	assert_int_equal(timeline_advance(timeline, log_committed(s->log), UINT64_MAX), s->model->seq);
	script_assert_equal(timeline_head(timeline), s->model);
	return timeline;
}

/* The moment just after `step`, folded from nothing. */
static struct model *fold_to(const struct script *s, uint64_t step)
{
	struct model *model = model_new(s->log);
	uint64_t pos = 0;
	const struct log_event *event;
	while ((event = log_next(s->log, &pos, log_committed(s->log)))) {
		if ((event->flags & LOG_STEP) && model->step == step)
			break;
		model_apply(model, event);
		model->slot = pos;
	}
	return model;
}

static void assert_moment(const struct script *s, struct timeline *timeline, uint64_t step)
{
	struct model *fresh = fold_to(s, step);
	const struct model *found = timeline_at_step(timeline, step);
	assert_non_null(found);
	script_assert_equal(found, fresh);
	assert_int_equal(found->step, step);
	model_free(fresh);
}

static void seek_everywhere(struct script *s, uint64_t seed, bool strange)
{
	script_random(s, seed, 300, strange);
	struct timeline *timeline = read_all(s);
	uint64_t last = timeline_head(timeline)->step;
	for (uint64_t step = 0; step <= last; step++)
		assert_moment(s, timeline, step);
	for (uint64_t step = last + 1; step-- > 0;)
		assert_moment(s, timeline, step);
	for (uint64_t i = 0; i < 100; i++)
		assert_moment(s, timeline, i * 7919 % (last + 1));
	timeline_free(timeline);
}

static void test_every_step_is_found_again(void **state)
{
	seek_everywhere(*state, 1, false);
}

static void test_every_step_of_a_strange_log_is_found_again(void **state)
{
	seek_everywhere(*state, 2, true);
}

static void test_moments_beyond_the_end_are_the_head(void **state)
{
	struct script *s = *state;
	script_random(s, 3, 40, false);
	struct timeline *timeline = read_all(s);
	assert_ptr_equal(timeline_at_step(timeline, UINT64_MAX), timeline_head(timeline));
	timeline_free(timeline);
}

static void test_reading_goes_on_where_it_stopped(void **state)
{
	struct script *s = *state;
	script_random(s, 4, 200, false);
	struct timeline *timeline = timeline_new(s->log);
	uint64_t read = 0, more;
	while ((more = timeline_advance(timeline, log_committed(s->log), 7)) > 0) {
		read += more;
		if (timeline_head(timeline)->step > 3)
			assert_moment(s, timeline, 3);
	}
	assert_int_equal(read, s->model->seq);
	script_assert_equal(timeline_head(timeline), s->model);
	timeline_free(timeline);
}

static void test_snapshots_thin_out_in_a_long_run(void **state)
{
	struct script *s = *state;
	script_main(s);
	for (int i = 0; i < 5000; i++)
		DONE(s, 0, OP_PRINT, LOG_NONE, .flags = LOG_STEP, .t = i + 1);
	struct timeline *timeline = read_all(s);
	for (uint64_t step = 0; step <= 5000; step += 333)
		assert_moment(s, timeline, step);
	assert_int_equal(timeline_time_of(timeline, 0), 0);
	assert_int_equal(timeline_time_of(timeline, 1), 1);
	assert_int_equal(timeline_time_of(timeline, 5000), 5000);
	timeline_free(timeline);
}

static void assert_mark(const struct timeline_mark *mark, uint64_t step, int state, int done, int op)
{
	assert_non_null(mark);
	assert_int_equal(mark->step, step);
	assert_int_equal(mark->state, state);
	assert_int_equal(mark->done, done);
	assert_int_equal(mark->op, op);
}

/* Step 1: main starts 1. Step 2, at 10: thread 1 blocks on main's lock. Step 3, at 20: main releases it. */
static void write_three_steps(struct script *s)
{
	script_main(s);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 0, OBJ(0));
	DONE(s, 0, OP_OBJECT_NEW, 1, .x = TYPE_THREAD);
	DONE(s, 0, OP_THREAD_START, 1, .flags = LOG_STEP);
	ANNOUNCE(s, 1, OP_LOCK_ACQUIRE, OBJ(0));
	ANNOUNCE(s, 0, OP_LOCK_RELEASE, OBJ(0));
	BLOCK(s, 1, OP_LOCK_ACQUIRE, OBJ(0), .flags = LOG_STEP, .t = 10);
	DONE(s, 0, OP_LOCK_RELEASE, OBJ(0), .flags = LOG_STEP, .t = 20, .x = -1);
	ANNOUNCE(s, 0, OP_THREAD_JOIN, 1, .t = 21);
}

static void test_marks_say_what_each_did_in_each_step(void **state)
{
	struct script *s = *state;
	write_three_steps(s);
	struct timeline *timeline = read_all(s);
	assert_mark(timeline_mark_at_step(timeline, 1, 0), 0, ACTOR_NEW, 0, OP_OBJECT_NEW);
	assert_mark(timeline_mark_at_step(timeline, 1, 1), 1, ACTOR_READY, 0, OP_LOCK_ACQUIRE);
	assert_mark(timeline_mark_at_step(timeline, 1, 2), 2, ACTOR_BLOCKED, 0, OP_LOCK_ACQUIRE);
	assert_mark(timeline_mark_at_step(timeline, 1, 99), 2, ACTOR_BLOCKED, 0, OP_LOCK_ACQUIRE);
	assert_mark(timeline_mark_at_step(timeline, 0, 1), 1, ACTOR_READY, 1, OP_THREAD_START);
	assert_mark(timeline_mark_at_step(timeline, 0, 2), 1, ACTOR_READY, 1, OP_THREAD_START);
	assert_mark(timeline_mark_at_step(timeline, 0, UINT64_MAX), 3, ACTOR_READY, 1, OP_LOCK_RELEASE);
	assert_int_equal(timeline_mark_at_step(timeline, 0, 3)->object, OBJ(0));
	assert_null(timeline_mark_at_step(timeline, 2, 3));
	timeline_free(timeline);
}

static void test_op_that_failed_is_marked_as_such(void **state)
{
	struct script *s = *state;
	script_main(s);
	script_object(s, OBJ(0), TYPE_QUEUE, "queue", 0);
	DONE(s, 0, OP_QUEUE_GET, OBJ(0), .flags = LOG_STEP, .result = IL_EMPTY);
	struct timeline *timeline = read_all(s);
	assert_mark(timeline_mark_at_step(timeline, 0, 1), 1, ACTOR_RUNNING, 2, OP_QUEUE_GET);
	timeline_free(timeline);
}

static void test_marks_are_found_by_time(void **state)
{
	struct script *s = *state;
	write_three_steps(s);
	struct timeline *timeline = read_all(s);
	assert_int_equal(timeline_mark_at_time(timeline, 1, 9)->state, ACTOR_READY);
	assert_int_equal(timeline_mark_at_time(timeline, 1, 10)->state, ACTOR_BLOCKED);
	assert_null(timeline_mark_at_time(timeline, 1, -1));
	assert_int_equal(timeline_time_of(timeline, 2), 10);
	assert_int_equal(timeline_time_of(timeline, 3), 20);
	timeline_free(timeline);
}

static void test_ends_of_others_are_marked(void **state)
{
	struct script *s = *state;
	script_main(s);
	script_process(s, 0, 1, "child");
	script_thread(s, 1, 2, "inner", false);
	DONE(s, 1, OP_PROCESS_CRASH, 1, .flags = LOG_STEP, .x = -9);
	struct timeline *timeline = read_all(s);
	assert_mark(timeline_mark_at_step(timeline, 1, 1), 1, ACTOR_KILLED, 1, OP_PROCESS_CRASH);
	assert_int_equal(timeline_mark_at_step(timeline, 2, 1)->state, ACTOR_KILLED);
	assert_int_equal(timeline_mark_at_step(timeline, 2, 1)->done, 0);
	timeline_free(timeline);
}

static void test_last_mark_of_everybody_is_their_state(void **state)
{
	struct script *s = *state;
	script_random(s, 5, 2000, false);
	struct timeline *timeline = read_all(s);
	for (uint32_t id = 0; id < s->model->actor_count; id++)
		assert_int_equal(timeline_mark_at_step(timeline, id, UINT64_MAX)->state,
		                 s->model->actors[id].state);
	timeline_free(timeline);
}

static void test_output_lines_up_to_a_step(void **state)
{
	struct script *s = *state;
	script_main(s);
	uint32_t hello = script_string(s, "hello"), raw = script_string(s, "raw");
	DONE(s, 0, OP_PRINT, LOG_NONE, .text = hello, .flags = LOG_STEP);
	ANNOUNCE(s, 0, OP_PRINT, LOG_NONE, .text = raw);
	DONE(s, 0, OP_OUTPUT_RAW, LOG_NONE, .text = raw);
	DONE(s, 0, OP_PRINT, LOG_NONE, .text = hello, .flags = LOG_STEP);
	struct timeline *timeline = read_all(s);
	assert_int_equal(timeline_output_count(timeline, 0), 0);
	assert_int_equal(timeline_output_count(timeline, 1), 2);
	assert_int_equal(timeline_output_count(timeline, UINT64_MAX), 3);
	assert_int_equal(timeline_output(timeline, 1)->op, OP_OUTPUT_RAW);
	assert_int_equal(timeline_output(timeline, 2)->text, hello);
	assert_null(timeline_output(timeline, 3));
	timeline_free(timeline);
}

/* From any mark on, and by any way, the same marks as found from nothing. */
static void test_marks_are_found_from_others_on(void **state)
{
	enum { STEPS = 300, LANE = 0 };
	struct script *s = *state;
	script_main(s);
	script_object(s, OBJ(0), TYPE_VAR, "counter", 0);
	for (int64_t i = 1; i <= STEPS; i++) /* some at the same time, some far apart */
		DONE(s, LANE, OP_VAR_READ, OBJ(0), .flags = LOG_STEP | VALUE_INT, .t = i * i / 200);
	struct timeline *timeline = read_all(s);
	int64_t end = timeline_head(timeline)->now + 3;
	for (int64_t from = -1; from <= end; from++)
		for (int64_t to = from; to <= end; to += 2)
			assert_ptr_equal(timeline_mark_onwards(timeline, LANE, timeline_mark_at_time(timeline, LANE, from), to),
			                 timeline_mark_at_time(timeline, LANE, to));
	timeline_free(timeline);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, script_open, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_every_step_is_found_again),
	        TEST(test_every_step_of_a_strange_log_is_found_again),
	        TEST(test_moments_beyond_the_end_are_the_head),
	        TEST(test_reading_goes_on_where_it_stopped),
	        TEST(test_snapshots_thin_out_in_a_long_run),
	        TEST(test_marks_say_what_each_did_in_each_step),
	        TEST(test_op_that_failed_is_marked_as_such),
	        TEST(test_marks_are_found_by_time),
	        TEST(test_marks_are_found_from_others_on),
	        TEST(test_ends_of_others_are_marked),
	        TEST(test_last_mark_of_everybody_is_their_state),
	        TEST(test_output_lines_up_to_a_step),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
