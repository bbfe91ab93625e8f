/* The fold of what threads do besides: barriers, queues of other orders, new names, ends by exceptions, and who can go. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "interleave/status.h"
#include "model/watch.h"
#include "script.h"

enum { BARRIER = OBJ(0), QUEUE = OBJ(1), VAR = OBJ(2) };

/* ---- barriers ---- */

static const struct model_object *make_barrier(struct script *s)
{
	script_object(s, BARRIER, TYPE_BARRIER, "barrier", 3);
	return model_object(s->model, BARRIER);
}

static void come(struct script *s, uint32_t actor, int32_t place)
{
	BLOCK(s, actor, OP_BARRIER_WAIT, BARRIER, .x = place + 1, .y = 3, .flags = VALUE_INT, .value = place);
}

static void test_a_barrier_fills_opens_and_is_empty_again(void **state)
{
	struct script *s = *state;
	const struct model_object *barrier = make_barrier(s);
	assert_int_equal(barrier->bound, 3);
	ANNOUNCE(s, 1, OP_BARRIER_WAIT, BARRIER);
	assert_int_equal(model_would_wait(s->model, 1).why, WHY_BARRIER_FILLS);
	come(s, 1, 0);
	come(s, 2, 1);
	assert_int_equal(barrier->count, 2);
	assert_int_equal(barrier->line_count, 2);
	assert_why(s, 1, WHY_BARRIER_FILLS, BARRIER, LOG_NONE);
	ANNOUNCE(s, 3, OP_BARRIER_WAIT, BARRIER);
	assert_int_equal(model_would_wait(s->model, 3).why, WHY_CAN_GO); /* it is the last one */
	DONE(s, 3, OP_BARRIER_WAIT, BARRIER, .y = 3, .z = BARRIER_DRAINS, .flags = VALUE_INT, .value = 2);
	assert_int_equal(barrier->barrier, BARRIER_DRAINS);
	assert_int_equal(barrier->rounds, 1);
	assert_int_equal(barrier->count, 0);
	assert_can_go(s, 1);
	assert_can_go(s, 2);
	ANNOUNCE(s, 3, OP_BARRIER_WAIT, BARRIER);
	assert_int_equal(model_would_wait(s->model, 3).why, WHY_BARRIER_CLOSED);
	BLOCK(s, 3, OP_BARRIER_WAIT, BARRIER, .y = 3, .z = BARRIER_DRAINS); /* outside */
	assert_why(s, 3, WHY_BARRIER_CLOSED, BARRIER, LOG_NONE);
	DONE(s, 1, OP_BARRIER_WAIT, BARRIER, .y = 3, .z = BARRIER_DRAINS, .flags = VALUE_INT, .value = 0);
	DONE(s, 2, OP_BARRIER_WAIT, BARRIER, .y = 3, .flags = VALUE_INT, .value = 1);
	assert_int_equal(barrier->rounds, 1);
	assert_can_go(s, 3);
	DONE(s, 3, OP_BARRIER_ENTER, BARRIER, .x = 1, .y = 3, .flags = VALUE_INT);
	assert_int_equal(barrier->count, 1);
	assert_int_equal(barrier->line_count, 0);
	ANNOUNCE(s, 3, OP_BARRIER_WAIT, BARRIER, .x = 1, .flags = VALUE_INT);
	assert_int_equal(model_would_wait(s->model, 3).why, WHY_BARRIER_FILLS);
}

static void test_those_at_a_barrier_wait_for_who_runs_its_action(void **state)
{
	struct script *s = *state;
	const struct model_object *barrier = make_barrier(s);
	come(s, 1, 0);
	BLOCK(s, 2, OP_BARRIER_WAIT, BARRIER, .x = 2, .y = 3, .flags = VALUE_INT | LOG_TIMED, .value = 1, .deadline = 5);
	DONE(s, 3, OP_BARRIER_ACTION, BARRIER, .x = 3, .y = 3, .z = BARRIER_ACTS, .flags = VALUE_INT, .value = 2);
	assert_int_equal(barrier->owner, 3);
	assert_why(s, 1, WHY_BARRIER_ACTS, BARRIER, 3);
	DONE(s, LOG_CLOCK, OP_CLOCK_ADVANCE, LOG_NONE, .value = 5, .flags = VALUE_INT);
	assert_why(s, 2, WHY_BARRIER_ACTS, BARRIER, 3); /* its time is over, and does not count */
	BLOCK(s, 0, OP_BARRIER_RESET, BARRIER, .x = 3, .y = 3, .z = BARRIER_ACTS);
	assert_why(s, 0, WHY_BARRIER_ACTS, BARRIER, 3);
	ANNOUNCE(s, 3, OP_BARRIER_WAIT, BARRIER, .x = 2);
	assert_int_equal(model_would_wait(s->model, 3).why, WHY_CAN_GO);
	DONE(s, 3, OP_BARRIER_WAIT, BARRIER, .y = 3, .z = BARRIER_BROKEN, .result = IL_RAISED, .flags = VALUE_ERROR,
	     .text = script_string(s, "ValueError"));
	assert_int_equal(barrier->owner, LOG_NONE);
	assert_int_equal(barrier->rounds, 0);
	assert_can_go(s, 0);
	assert_can_go(s, 1);
}

static void test_a_broken_barrier_keeps_nobody_and_a_time_out_breaks_it(void **state)
{
	struct script *s = *state;
	const struct model_object *barrier = make_barrier(s);
	BLOCK(s, 1, OP_BARRIER_WAIT, BARRIER, .x = 1, .y = 3, .flags = VALUE_INT | LOG_TIMED, .deadline = 5);
	assert_int_equal(model_why(s->model, 1).until, 5);
	DONE(s, LOG_CLOCK, OP_CLOCK_ADVANCE, LOG_NONE, .value = 5, .flags = VALUE_INT);
	assert_can_go(s, 1);
	DONE(s, 1, OP_BARRIER_WAIT, BARRIER, .y = 3, .z = BARRIER_BROKEN, .result = IL_BROKEN_BARRIER);
	assert_int_equal(barrier->barrier, BARRIER_BROKEN);
	ANNOUNCE(s, 2, OP_BARRIER_WAIT, BARRIER);
	assert_int_equal(model_would_wait(s->model, 2).why, WHY_CAN_GO);
	DONE(s, 2, OP_BARRIER_WAIT, BARRIER, .y = 3, .z = BARRIER_BROKEN, .result = IL_BROKEN_BARRIER);
	DONE(s, 2, OP_BARRIER_RESET, BARRIER, .y = 3);
	assert_int_equal(barrier->barrier, BARRIER_FILLS);
	DONE(s, 2, OP_BARRIER_RESET, BARRIER, .y = 3, .z = 99); /* damage changes nothing */
	assert_int_equal(barrier->barrier, BARRIER_FILLS);
}

static void test_too_few_at_a_barrier_are_stuck(void **state)
{
	struct script *s = *state;
	struct insight insights[4];
	char text[256];
	make_barrier(s);
	come(s, 1, 0);
	come(s, 2, 1);
	DONE(s, 3, OP_THREAD_EXIT, 3);
	BLOCK(s, 0, OP_EXIT, LOG_NONE);
	assert_int_equal(insight_find(insights, 4, s->model), 1);
	assert_int_equal(insights[0].kind, INSIGHT_STUCK);
	insight_text(text, sizeof text, &insights[0], s->model);
	assert_non_null(strstr(text, "waits for the others at barrier"));
	assert_non_null(strstr(text, "too few can come any more"));
}

/* ---- queues ---- */

static const struct model_object *make_queue(struct script *s, enum log_queue_order order)
{
	DONE(s, 0, OP_OBJECT_NEW, BARRIER, .x = TYPE_LOCK, .text = script_string(s, "lock"));
	DONE(s, 0, OP_OBJECT_NEW, QUEUE, .x = TYPE_QUEUE, .z = (int32_t)order << 3, .text = script_string(s, "queue"));
	return model_object(s->model, QUEUE);
}

static void put(struct script *s, int64_t item, int32_t priority)
{
	const struct model_object *queue = model_object(s->model, QUEUE);
	int32_t depth = (int32_t)queue->item_count + 1;
	DONE(s, 0, OP_QUEUE_PUT, QUEUE, .flags = VALUE_INT, .value = item, .x = depth, .y = depth, .z = priority);
}

static void assert_items(const struct model_object *queue, const int64_t *expected, uint32_t count)
{
	assert_int_equal(queue->item_count, count);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(queue->items[i].value, expected[i]);
}

static void test_the_last_item_of_a_lifo_queue_stands_first(void **state)
{
	struct script *s = *state;
	const struct model_object *queue = make_queue(s, QUEUE_IS_LIFO);
	for (int64_t i = 1; i <= 3; i++)
		put(s, i, 0);
	assert_items(queue, (int64_t[]){3, 2, 1}, 3);
	DONE(s, 1, OP_QUEUE_GET, QUEUE, .flags = VALUE_INT, .value = 3, .x = 2, .y = 3);
	put(s, 4, 0);
	assert_items(queue, (int64_t[]){4, 2, 1}, 3);
	assert_int_equal(queue->put_at, 0);
}

static void test_items_of_a_priority_queue_stand_by_priority_and_then_by_age(void **state)
{
	struct script *s = *state;
	const struct model_object *queue = make_queue(s, QUEUE_HAS_PRIORITIES);
	put(s, 1, 5);
	put(s, 2, -5);
	put(s, 3, 5);
	put(s, 4, 0);
	assert_items(queue, (int64_t[]){2, 4, 1, 3}, 4);
	assert_int_equal(queue->items[1].priority, 0);
	assert_int_equal(queue->put_at, 1);
	DONE(s, 1, OP_QUEUE_GET, QUEUE, .flags = VALUE_INT, .value = 2, .x = 3, .y = 4, .z = -5);
	put(s, 5, 0);
	assert_items(queue, (int64_t[]){4, 5, 1, 3}, 4);
}

static void test_a_fork_copies_the_order_of_a_queue(void **state)
{
	struct script *s = *state;
	make_queue(s, QUEUE_IS_LIFO);
	put(s, 1, 0);
	put(s, 2, 0);
	DONE(s, 0, OP_OBJECT_NEW, VAR, .x = TYPE_QUEUE, .z = QUEUE_IS_LIFO << 3, .flags = VALUE_OBJECT, .value = QUEUE);
	const struct model_object *copy = model_object(s->model, VAR);
	assert_items(copy, (int64_t[]){2, 1}, 2);
	DONE(s, 0, OP_QUEUE_PUT, VAR, .flags = VALUE_INT, .value = 3, .x = 3, .y = 3);
	assert_items(copy, (int64_t[]){3, 2, 1}, 3);
}

static uint32_t count_races(const struct script *s)
{
	struct model *model = model_new(s->log);
	struct watch *watch = watch_new();
	const struct log_event *event;
	uint64_t pos = 0;
	uint32_t races = 0;
	while ((event = log_next(s->log, &pos, log_committed(s->log)))) {
		model_apply(model, event);
		watch_apply(watch, model, event);
	}
	for (uint32_t i = watch_count(watch, UINT64_MAX); i-- > 0;)
		races += watch_insight(watch, i)->kind == INSIGHT_RACE;
	watch_free(watch);
	model_free(model);
	return races;
}

/* 1 writes and puts 1, 2 puts 2; whoever gets an item knows what its putter knew, and nothing of the other. */
static void pass_on(struct script *s, enum log_queue_order order, int64_t first_out)
{
	make_queue(s, order);
	DONE(s, 0, OP_OBJECT_NEW, VAR, .x = TYPE_VAR, .text = script_string(s, "var"));
	DONE(s, 1, OP_VAR_WRITE, VAR, .flags = VALUE_INT, .value = 1);
	DONE(s, 1, OP_QUEUE_PUT, QUEUE, .flags = VALUE_INT, .value = 1, .x = 1, .y = 1, .z = 0);
	DONE(s, 2, OP_QUEUE_PUT, QUEUE, .flags = VALUE_INT, .value = 2, .x = 2, .y = 2,
	     .z = order == QUEUE_HAS_PRIORITIES ? -1 : 0);
	DONE(s, 3, OP_QUEUE_GET, QUEUE, .flags = VALUE_INT, .value = first_out, .x = 1, .y = 2);
	DONE(s, 3, OP_VAR_READ, VAR, .flags = VALUE_INT, .value = 1);
}

static void test_what_a_putter_knew_goes_with_its_item_in_any_order(void **state)
{
	struct script *s = *state;
	pass_on(s, QUEUE_IS_FIFO, 1);
	assert_int_equal(count_races(s), 0);
	script_close(state);
	script_open_threads(state);
	pass_on(s, QUEUE_IS_LIFO, 2);
	assert_int_equal(count_races(s), 1); /* 3 got 2's item, and nothing orders it behind 1 */
	script_close(state);
	script_open_threads(state);
	pass_on(s, QUEUE_HAS_PRIORITIES, 2);
	assert_int_equal(count_races(s), 1);
}

/* ---- names, daemons, ends ---- */

static void test_a_new_name_and_a_daemon_flag_are_seen(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_THREAD_RENAME, 1, .text = script_string(s, "fresh"));
	assert_string_equal(model_name(s->model, 1), "fresh");
	DONE(s, 0, OP_THREAD_RENAME, 1, .text = script_string(s, "not so"), .result = IL_BAD_VALUE);
	assert_string_equal(model_name(s->model, 1), "fresh");
	DONE(s, 0, OP_THREAD_SET_DAEMON, 2, .x = 1);
	assert_true(model_actor(s->model, 2)->daemon);
	BLOCK(s, 0, OP_EXIT, LOG_NONE);
	assert_why(s, 0, WHY_THREADS_LEFT, LOG_NONE, 1);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_why(s, 0, WHY_THREADS_LEFT, LOG_NONE, 3); /* not for the daemon */
}

static void test_what_ends_by_an_exception_has_failed_and_printed(void **state)
{
	struct script *s = *state;
	struct log_event end = {.op = OP_THREAD_EXIT, .phase = LOG_DONE, .result = IL_RAISED, .flags = VALUE_ERROR};
	DONE(s, 1, OP_THREAD_EXIT, 1, .result = IL_RAISED, .flags = VALUE_ERROR,
	     .text = script_string(s, "ValueError: no data"));
	assert_int_equal(model_actor(s->model, 1)->state, ACTOR_FAILED);
	assert_true(model_prints(&end));
	end.result = IL_OK;
	end.flags = VALUE_INT;
	assert_false(model_prints(&end));
	end.op = OP_FUTURE_RESULT;
	end.result = IL_RAISED;
	end.flags = VALUE_ERROR;
	assert_false(model_prints(&end)); /* it was handed on */
}

static void test_the_main_thread_can_be_joined_once_it_only_waits_for_others(void **state)
{
	struct script *s = *state;
	BLOCK(s, 1, OP_THREAD_JOIN, 0);
	assert_why(s, 1, WHY_NOT_ENDED, LOG_NONE, 0);
	ANNOUNCE(s, 0, OP_EXIT, LOG_NONE);
	assert_why(s, 1, WHY_NOT_ENDED, LOG_NONE, 0);
	BLOCK(s, 0, OP_EXIT, LOG_NONE);
	assert_can_go(s, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, script_open_threads, script_close)
	    TEST(test_a_barrier_fills_opens_and_is_empty_again),
	    TEST(test_those_at_a_barrier_wait_for_who_runs_its_action),
	    TEST(test_a_broken_barrier_keeps_nobody_and_a_time_out_breaks_it),
	    TEST(test_too_few_at_a_barrier_are_stuck),
	    TEST(test_the_last_item_of_a_lifo_queue_stands_first),
	    TEST(test_items_of_a_priority_queue_stand_by_priority_and_then_by_age),
	    TEST(test_a_fork_copies_the_order_of_a_queue),
	    TEST(test_what_a_putter_knew_goes_with_its_item_in_any_order),
	    TEST(test_a_new_name_and_a_daemon_flag_are_seen),
	    TEST(test_what_ends_by_an_exception_has_failed_and_printed),
	    TEST(test_the_main_thread_can_be_joined_once_it_only_waits_for_others),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
