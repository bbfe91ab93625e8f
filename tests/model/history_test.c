/* Levels of objects and wake-ups, as the timeline keeps them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "script.h"

enum { MAIN, ONE, TWO, THREE };

struct tale {
	struct script script;
	struct timeline *timeline;
};

#define STEP(tale, actor, op, object, kind, ...)                                                   \
	DONE(&(tale)->script, actor, op, object, .flags = LOG_STEP | (kind), __VA_ARGS__)
#define TRY(tale, actor, op, object)                                                               \
	BLOCK(&(tale)->script, actor, op, object, .flags = LOG_STEP)

static int begin(void **state)
{
	struct tale *tale = calloc(1, sizeof *tale);
	assert_non_null(tale);
	script_init(&tale->script);
	script_main(&tale->script);
	script_object(&tale->script, OBJ(0), TYPE_LOCK, "lock", 0);
	script_object(&tale->script, OBJ(1), TYPE_QUEUE, "queue", 0);
	script_object(&tale->script, OBJ(2), TYPE_EVENT, "event", 0);
	script_thread(&tale->script, MAIN, ONE, "one", false);
	script_thread(&tale->script, MAIN, TWO, "two", false);
	script_thread(&tale->script, MAIN, THREE, "three", false);
	tale->timeline = timeline_new(tale->script.log);
	assert_non_null(tale->timeline);
	*state = tale;
	return 0;
}

static int end(void **state)
{
	struct tale *tale = *state;
	timeline_free(tale->timeline);
	script_fini(&tale->script);
	free(tale);
	return 0;
}

static const struct history *read_on(struct tale *tale)
{
	timeline_advance(tale->timeline, log_committed(tale->script.log), UINT64_MAX);
	return timeline_history(tale->timeline);
}

static void expect_level(const struct history *history, uint32_t object, uint64_t step, int64_t value)
{
	const struct history_level *level = history_level_at(history, object, step);
	assert_non_null(level);
	assert_int_equal(level->value, value);
}

static void expect_wakes(const struct history *history, uint64_t step, uint32_t count, uint32_t from,
                         const uint32_t *to)
{
	uint32_t found;
	const struct history_wake *wakes = history_wakes(&found, history, step, step);
	assert_int_equal(found, count);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(wakes[i].from, from);
		assert_int_equal(wakes[i].to, to[i]);
	}
}

static void test_the_owner_of_a_lock_at_each_step(void **state)
{
	struct tale *tale = *state;
	STEP(tale, ONE, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = ONE, .y = 1);
	STEP(tale, ONE, OP_LOCK_RELEASE, OBJ(0), 0, .x = -1);
	STEP(tale, TWO, OP_PRINT, LOG_NONE, 0, .x = 0);
	STEP(tale, TWO, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = TWO, .y = 1);
	const struct history *history = read_on(tale);
	expect_level(history, OBJ(0), 0, LOG_NONE);
	expect_level(history, OBJ(0), 1, ONE);
	expect_level(history, OBJ(0), 3, LOG_NONE);
	expect_level(history, OBJ(0), 1000, TWO);
	assert_null(history_level_at(history, OBJ(2), 4));
	assert_null(history_level_at(history, OBJ(99), 4));
	assert_true(history_has_owned(history, ONE));
	assert_false(history_has_owned(history, MAIN));
	uint32_t count;
	const struct history_level *levels = history_levels(&count, history, OBJ(0), 2);
	assert_int_equal(count, 2);
	assert_int_equal(levels[0].step, 2);
	assert_int_equal(levels[1].value, TWO);
}

static void test_the_depth_of_a_queue_and_who_may_go_by_a_put(void **state)
{
	struct tale *tale = *state;
	TRY(tale, TWO, OP_QUEUE_GET, OBJ(1));
	TRY(tale, THREE, OP_QUEUE_GET, OBJ(1));
	STEP(tale, ONE, OP_QUEUE_PUT, OBJ(1), VALUE_INT, .value = 7, .x = 1, .y = 1);
	STEP(tale, TWO, OP_QUEUE_GET, OBJ(1), VALUE_INT, .value = 7, .x = 0, .y = 1);
	const struct history *history = read_on(tale);
	expect_level(history, OBJ(1), 3, 1);
	expect_level(history, OBJ(1), 4, 0);
	expect_wakes(history, 3, 1, ONE, (const uint32_t[]){TWO}); /* the first of the line alone */
	expect_wakes(history, 4, 0, 0, NULL);
}

static void test_a_release_lets_the_first_of_the_line_go_once(void **state)
{
	struct tale *tale = *state;
	STEP(tale, ONE, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = ONE, .y = 1);
	TRY(tale, TWO, OP_LOCK_ACQUIRE, OBJ(0));
	STEP(tale, ONE, OP_LOCK_RELEASE, OBJ(0), 0, .x = -1);
	STEP(tale, ONE, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = ONE, .y = 1); /* overtakes */
	STEP(tale, ONE, OP_LOCK_RELEASE, OBJ(0), 0, .x = -1);
	const struct history *history = read_on(tale);
	expect_wakes(history, 3, 1, ONE, (const uint32_t[]){TWO});
	expect_wakes(history, 5, 0, 0, NULL); /* it had been let go already */
}

static void test_a_set_event_lets_all_go(void **state)
{
	struct tale *tale = *state;
	TRY(tale, ONE, OP_EVENT_WAIT, OBJ(2));
	TRY(tale, TWO, OP_EVENT_WAIT, OBJ(2));
	STEP(tale, THREE, OP_EVENT_SET, OBJ(2), 0, .x = 1);
	const struct history *history = read_on(tale);
	expect_wakes(history, 3, 2, THREE, (const uint32_t[]){ONE, TWO});
	uint32_t count;
	history_wakes(&count, history, 0, UINT64_MAX - 1);
	assert_int_equal(count, 2);
}

static void test_an_end_lets_the_joiner_go(void **state)
{
	struct tale *tale = *state;
	TRY(tale, MAIN, OP_THREAD_JOIN, ONE);
	STEP(tale, ONE, OP_THREAD_EXIT, ONE, 0, .x = 0);
	expect_wakes(read_on(tale), 2, 1, ONE, (const uint32_t[]){MAIN});
}

static void test_steps_are_found_again(void **state)
{
	struct tale *tale = *state;
	STEP(tale, ONE, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = ONE, .y = 1);
	ANNOUNCE(&tale->script, ONE, OP_LOCK_RELEASE, OBJ(0));
	STEP(tale, TWO, OP_PRINT, LOG_NONE, 0, .text = script_string(&tale->script, "hello"));
	read_on(tale);
	const struct log_event *first = timeline_event_of(tale->timeline, 1);
	const struct log_event *second = timeline_event_of(tale->timeline, 2);
	assert_non_null(first);
	assert_non_null(second);
	assert_int_equal(first->op, OP_LOCK_ACQUIRE);
	assert_int_equal(first->phase, LOG_DONE);
	assert_int_equal(second->op, OP_PRINT);
	assert_null(timeline_event_of(tale->timeline, 0));
	assert_null(timeline_event_of(tale->timeline, 3));
}

/* What comes behind a step, a command of the reader's or a promise, is no part of what the step did. */
static void test_a_command_and_a_promise_are_no_step(void **state)
{
	struct tale *tale = *state;
	STEP(tale, ONE, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = ONE, .y = 1);
	DONE(&tale->script, LOG_USER, OP_CONTROL_STRATEGY, LOG_NONE, .text = script_string(&tale->script, "random"));
	DONE(&tale->script, MAIN, OP_PROMISE, LOG_NONE, .text = script_string(&tale->script, "all is well"),
	     .result = IL_RAISED);
	read_on(tale);
	const struct log_event *event = timeline_event_of(tale->timeline, 1);
	assert_non_null(event);
	assert_int_equal(event->op, OP_LOCK_ACQUIRE);
}

int main(void)
{
#define TALE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
	    TALE(test_the_owner_of_a_lock_at_each_step),
	    TALE(test_the_depth_of_a_queue_and_who_may_go_by_a_put),
	    TALE(test_a_release_lets_the_first_of_the_line_go_once),
	    TALE(test_a_set_event_lets_all_go),
	    TALE(test_an_end_lets_the_joiner_go),
	    TALE(test_steps_are_found_again),
	    TALE(test_a_command_and_a_promise_are_no_step),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
