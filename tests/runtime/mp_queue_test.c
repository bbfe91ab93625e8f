/* multiprocessing.Queue and JoinableQueue: between processes, closed, and without a feeder thread. */
#include "programs.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS = 5, CONSUMERS = 2 };

static il_queue queue, taken;
static il_event begun;

/* ---- P30: making one ---- */

static void ask_what_it_lacks(void)
{
	il_value item;
	queue = il_queue_new("queue", .shared = true);
	EXPECT(il_queue_put(queue, il_int(1)) == IL_OK);
	EXPECT(il_queue_get(queue, &item) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_NO_TASK_DONE);
	EXPECT(il_queue_join(queue) == IL_NO_TASK_DONE);
	queue = il_queue_new("joinable", .joinable = true);
	EXPECT(il_queue_task_done(queue) == IL_DONE_TOO_OFTEN);
	EXPECT(il_queue_put(queue, il_int(1)) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_join(queue) == IL_OK);
	EXPECT(il_queue_close(il_queue_new("a queue.Queue")) == IL_NO_CLOSE);
}

static void test_P30_only_a_joinable_queue_has_task_done_and_join(void **state)
{
	(void)state;
	assert_completes_in_any_time(ask_what_it_lacks);
}

static void fill_without_bound(void)
{
	queue = il_queue_new("queue", .shared = true, .maxsize = -1);
	for (int i = 0; i < ITEMS; i++)
		EXPECT(il_queue_put(queue, il_int(i), .nonblocking = true) == IL_OK);
	EXPECT(!il_queue_full(queue));
	EXPECT(il_queue_qsize(queue) == ITEMS);
}

static void test_P30_a_size_that_is_not_above_0_is_no_bound(void **state)
{
	(void)state;
	assert_completes_in_any_time(fill_without_bound);
}

/* ---- P31: put ---- */

static void put_into_a_full_one(void)
{
	queue = il_queue_new("queue", .shared = true, .maxsize = 1);
	EXPECT(il_queue_put(queue, il_int(1), .timeout = il_within(-1)) == IL_OK);
	EXPECT(il_queue_put(queue, il_int(2), .nonblocking = true) == IL_FULL);
	EXPECT(il_queue_put(queue, il_int(2), .timeout = il_within(-1)) == IL_FULL);
	double before = il_clock_peek();
	EXPECT(il_queue_put(queue, il_int(2), .timeout = il_within(0.5)) == IL_FULL);
	EXPECT(program_took(0.5, before));
	EXPECT(il_queue_full(queue));
}

static void test_P31_a_full_queue_refuses_at_once_or_after_the_time_allowed(void **state)
{
	(void)state;
	assert_completes(put_into_a_full_one);
}

static il_value take_one(il_args args)
{
	(void)args;
	il_value item;
	il_event_wait(begun);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.i == 1);
	return il_none();
}

static void put_until_there_is_room(void)
{
	queue = il_queue_new("queue", .shared = true, .maxsize = 1);
	begun = il_event_new("begun", .shared = true);
	il_process taker = il_process_new(take_one);
	il_process_start(taker);
	EXPECT(il_queue_put(queue, il_int(1)) == IL_OK);
	il_event_set(begun);
	EXPECT(il_queue_put(queue, il_int(2)) == IL_OK);
	il_process_join(taker);
	EXPECT(il_queue_qsize(queue) == 1);
}

static void test_P31_a_put_waits_for_room_that_another_process_makes(void **state)
{
	(void)state;
	assert_completes_in_any_time(put_until_there_is_room);
}

static il_value use_what_the_parent_closed(il_args args)
{
	(void)args;
	il_value item;
	EXPECT(il_queue_put(queue, il_int(2)) == IL_QUEUE_CLOSED); /* it was closed before the fork */
	EXPECT(il_queue_get(taken, &item) == IL_OK && item.i == 3); /* and this one behind it */
	return il_none();
}

static void close_queues(void)
{
	il_value item;
	queue = il_queue_new("queue", .shared = true, .maxsize = 1);
	taken = il_queue_new("taken", .shared = true);
	EXPECT(il_queue_join_thread(queue) == IL_QUEUE_OPEN);
	il_queue_cancel_join_thread(queue);
	EXPECT(il_queue_put(queue, il_int(1)) == IL_OK);
	EXPECT(il_queue_close(queue) == IL_OK);
	EXPECT(il_queue_close(queue) == IL_OK);
	EXPECT(il_queue_join_thread(queue) == IL_OK);
	EXPECT(il_queue_put(queue, il_int(2)) == IL_QUEUE_CLOSED);
	EXPECT(il_queue_get(queue, &item) == IL_QUEUE_CLOSED);
	EXPECT(il_queue_qsize(queue) == 1);
	il_process child = il_process_new(use_what_the_parent_closed);
	il_process_start(child);
	EXPECT(il_queue_put(taken, il_int(3)) == IL_OK);
	EXPECT(il_queue_close(taken) == IL_OK);
	il_process_join(child);
}

static void test_P31_a_queue_is_closed_for_the_process_that_closed_it_and_those_it_forks(void **state)
{
	(void)state;
	assert_completes_in_any_time(close_queues);
}

/* What is too long for a value in any build. */
static void put_too_much(void)
{
	enum { LONG = 70000 };
	il_value item;
	char *text = malloc(LONG + 1);
	memset(text, 'x', LONG);
	text[LONG] = '\0';
	queue = il_queue_new("queue", .shared = true);
	il_value whole = il_str("%s", text);
	EXPECT(il_queue_put(queue, whole) == IL_TOO_LARGE);
	EXPECT(il_queue_get(queue, &item, .nonblocking = true) == IL_EMPTY);
	free(text);
}

static void test_P31_an_item_that_is_too_large_is_refused_and_its_size_told(void **state)
{
	(void)state;
	static const struct logged expected[] = {DONE("main", OP_QUEUE_PUT, "queue", .result = IL_TOO_LARGE,
						      .kind = VALUE_STRING, .value = 70000)};
	assert_completes_in_any_time(put_too_much);
	assert_logs(put_too_much, LOG_COMPLETED, expected);
}

/* ---- P32: get ---- */

static void get_from_an_empty_one(void)
{
	il_value item;
	queue = il_queue_new("queue", .shared = true);
	EXPECT(il_queue_get(queue, &item, .nonblocking = true) == IL_EMPTY);
	EXPECT(il_queue_get(queue, &item, .timeout = il_within(-1)) == IL_EMPTY);
	double before = il_clock_peek();
	EXPECT(il_queue_get(queue, &item, .timeout = il_within(0.5)) == IL_EMPTY);
	EXPECT(program_took(0.5, before));
	EXPECT(il_queue_empty(queue));
}

static void test_P32_an_empty_queue_gives_up_at_once_or_after_the_time_allowed(void **state)
{
	(void)state;
	assert_completes(get_from_an_empty_one);
}

static il_value produce(il_args args)
{
	for (int i = 0; i < ITEMS; i++)
		EXPECT(il_queue_put(queue, il_str("%d.%d", (int)args.v[0].i, i)) == IL_OK);
	return il_none();
}

static void take_from_two(void)
{
	int next[2] = {0, 0};
	il_process producers[2];
	il_value item;
	queue = il_queue_new("queue", .shared = true, .maxsize = 2);
	for (int i = 0; i < 2; i++) {
		producers[i] = il_process_new(produce, .args = IL_ARGS(il_int(i)));
		il_process_start(producers[i]);
	}
	for (int i = 0; i < 2 * ITEMS; i++) {
		EXPECT(il_queue_get(queue, &item) == IL_OK);
		int producer = il_text(item)[0] - '0';
		EXPECT(atoi(il_text(item) + 2) == next[producer]++);
	}
	for (int i = 0; i < 2; i++)
		il_process_join(producers[i]);
}

static void test_P32_each_producers_items_come_in_their_order(void **state)
{
	(void)state;
	assert_completes_in_any_time(take_from_two);
}

/* ---- P33: leaving with items in the queue ---- */

static void join_before_draining(void)
{
	il_value item;
	queue = il_queue_new("queue", .shared = true);
	il_process producer = il_process_new(produce, .args = IL_ARGS(il_int(0)));
	il_process_start(producer);
	EXPECT(il_process_join(producer) == IL_OK); /* no feeder has to be waited for */
	for (int i = 0; i < ITEMS; i++)
		EXPECT(il_queue_get(queue, &item, .nonblocking = true) == IL_OK);
}

static void test_P33_a_process_that_has_put_items_ends_whether_they_were_taken_or_not(void **state)
{
	(void)state;
	assert_completes_in_any_time(join_before_draining);
}

/* ---- P34: poison pills ---- */

static il_value consume(il_args args)
{
	(void)args;
	il_value item = il_int(0);
	while (item.kind != IL_NONE) {
		EXPECT(il_queue_get(queue, &item) == IL_OK);
		if (item.kind != IL_NONE)
			il_queue_put(taken, item);
	}
	return il_none();
}

static void poison(int pills)
{
	il_process consumers[CONSUMERS];
	queue = il_queue_new("queue", .shared = true);
	taken = il_queue_new("taken", .shared = true);
	for (int i = 0; i < CONSUMERS; i++) {
		consumers[i] = il_process_new(consume);
		il_process_start(consumers[i]);
	}
	for (int i = 0; i < ITEMS; i++)
		il_queue_put(queue, il_int(i));
	for (int i = 0; i < pills; i++)
		il_queue_put(queue, il_none());
	for (int i = 0; i < CONSUMERS; i++)
		il_process_join(consumers[i]);
	EXPECT(il_queue_qsize(taken) == ITEMS);
}

static void poison_each(void)
{
	poison(CONSUMERS);
}

static void poison_one(void)
{
	poison(1);
}

static void test_P34_each_consumer_needs_a_pill_of_its_own(void **state)
{
	(void)state;
	assert_completes_in_any_time(poison_each);
	assert_ends(poison_one, LOG_DEADLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_P30_only_a_joinable_queue_has_task_done_and_join),
	    cmocka_unit_test(test_P30_a_size_that_is_not_above_0_is_no_bound),
	    cmocka_unit_test(test_P31_a_full_queue_refuses_at_once_or_after_the_time_allowed),
	    cmocka_unit_test(test_P31_a_put_waits_for_room_that_another_process_makes),
	    cmocka_unit_test(test_P31_a_queue_is_closed_for_the_process_that_closed_it_and_those_it_forks),
	    cmocka_unit_test(test_P31_an_item_that_is_too_large_is_refused_and_its_size_told),
	    cmocka_unit_test(test_P32_an_empty_queue_gives_up_at_once_or_after_the_time_allowed),
	    cmocka_unit_test(test_P32_each_producers_items_come_in_their_order),
	    cmocka_unit_test(test_P33_a_process_that_has_put_items_ends_whether_they_were_taken_or_not),
	    cmocka_unit_test(test_P34_each_consumer_needs_a_pill_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
