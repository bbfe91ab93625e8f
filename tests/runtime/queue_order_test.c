/* queue.LifoQueue and PriorityQueue, and what can be asked of a queue. */
#include "programs.h"

#include <string.h>

static il_queue queue;

static int64_t get_int(void)
{
	il_value item = il_none();
	EXPECT(il_queue_get(queue, &item) == IL_OK);
	return item.i;
}

/* ---- LIFO ---- */

static void stack(void)
{
	queue = il_lifo_queue_new("stack", .maxsize = 3);
	for (int i = 1; i <= 3; i++)
		EXPECT(il_queue_put(queue, il_int(i)) == IL_OK);
	EXPECT(il_queue_put_nowait(queue, il_int(4)) == IL_FULL);
	EXPECT(get_int() == 3);
	EXPECT(il_queue_put(queue, il_int(4)) == IL_OK);
	EXPECT(get_int() == 4);
	EXPECT(get_int() == 2);
	EXPECT(get_int() == 1);
	il_value item;
	EXPECT(il_queue_get_nowait(queue, &item) == IL_EMPTY);
	EXPECT(il_queue_put(queue, il_int(5)) == IL_OK);
	EXPECT(get_int() == 5);
	for (int i = 0; i < 5; i++)
		EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_join(queue) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_DONE_TOO_OFTEN);
}

static void test_Q01_the_last_in_is_the_first_out_of_a_lifo_queue(void **state)
{
	(void)state;
	assert_completes(stack);
}

/* ---- priorities ---- */

static void expect_next(int priority, const char *text)
{
	il_value item = il_none();
	int found = -100;
	EXPECT(il_queue_get(queue, &item, .priority = &found) == IL_OK);
	EXPECT(found == priority);
	EXPECT(strcmp(il_text(item), text) == 0);
}

static void put(int priority, const char *text)
{
	EXPECT(il_queue_put(queue, il_str("%s", text), .priority = priority) == IL_OK);
}

static void use_priorities(void)
{
	queue = il_priority_queue_new("queue");
	put(2, "b");
	put(1, "y");
	put(1, "x");
	put(INT32_MAX, "last");
	put(INT32_MIN, "first");
	expect_next(INT32_MIN, "first");
	expect_next(1, "y"); /* of equals the one that was put first */
	put(0, "new");
	put(1, "z");
	expect_next(0, "new");
	expect_next(1, "x");
	expect_next(1, "z");
	expect_next(2, "b");
	expect_next(INT32_MAX, "last");
	put(7, "again");
	put(3, "and again");
	expect_next(3, "and again");
	expect_next(7, "again");
	EXPECT(il_queue_empty(queue));
}

static void test_Q01_the_lowest_priority_comes_out_first_of_equals_the_oldest(void **state)
{
	(void)state;
	assert_completes(use_priorities);
}

static void give_priorities_to_others(void)
{
	int priority = 7;
	il_value item;
	queue = il_queue_new("queue");
	il_queue_put(queue, il_int(1), .priority = 2);
	il_queue_put(queue, il_int(2), .priority = 1);
	EXPECT(il_queue_get(queue, &item, .priority = &priority) == IL_OK);
	EXPECT(item.i == 1 && priority == 0);
}

static void test_other_queues_know_no_priorities(void **state)
{
	(void)state;
	assert_completes(give_priorities_to_others);
}

static il_value get_all(il_args args)
{
	(void)args;
	expect_next(1, "one");
	expect_next(2, "two");
	expect_next(3, "three");
	EXPECT(il_queue_empty(queue));
	return il_none();
}

static void fork_with_items(void)
{
	queue = il_priority_queue_new("queue");
	put(3, "three");
	put(1, "one");
	put(2, "two");
	il_process process = il_process_new(get_all);
	il_process_start(process);
	il_process_join(process);
	EXPECT(il_queue_qsize(queue) == 3);
	get_all((il_args){0});
	queue = il_lifo_queue_new("stack");
	put(0, "a");
	put(0, "b");
	expect_next(0, "b");
	expect_next(0, "a");
}

static void test_a_fork_copies_items_in_their_order(void **state)
{
	(void)state;
	assert_completes(fork_with_items);
}

/* ---- many at once ---- */

enum { PUTTERS = 2, ITEMS = 4 };

static il_value put_some(il_args args)
{
	for (int i = ITEMS; i-- > 0;)
		EXPECT(il_queue_put(queue, il_int(args.v[0].i), .priority = i) == IL_OK);
	return il_none();
}

static il_value get_some(il_args args)
{
	(void)args;
	for (int i = 0; i < ITEMS; i++) {
		get_int();
		EXPECT(il_queue_task_done(queue) == IL_OK);
	}
	return il_none();
}

static void pass_between_threads(il_queue through)
{
	queue = through;
	for (int i = 0; i < PUTTERS; i++) {
		il_thread_start(il_thread_new(put_some, .args = IL_ARGS(il_int(i))));
		il_thread_start(il_thread_new(get_some));
	}
	while (il_queue_qsize(queue) > 0)
		il_sleep(0.1);
	il_queue_join(queue);
}

static void pass_through_a_stack(void)
{
	pass_between_threads(il_lifo_queue_new("stack", .maxsize = 2));
}

static void pass_by_priority(void)
{
	pass_between_threads(il_priority_queue_new("queue", .maxsize = 3));
}

static void test_Q02_Q03_items_of_any_order_go_to_one_getter_each(void **state)
{
	(void)state;
	assert_completes(pass_through_a_stack);
	assert_completes(pass_by_priority);
}

/* ---- asking ---- */

static void ask(void)
{
	queue = il_queue_new("queue", .maxsize = 2);
	EXPECT(il_queue_qsize(queue) == 0 && il_queue_empty(queue) && !il_queue_full(queue));
	il_queue_put(queue, il_none()); /* an end mark counts, too */
	EXPECT(il_queue_qsize(queue) == 1 && !il_queue_empty(queue) && !il_queue_full(queue));
	il_queue_put(queue, il_none());
	EXPECT(il_queue_qsize(queue) == 2 && !il_queue_empty(queue) && il_queue_full(queue));
	queue = il_queue_new("unbounded");
	for (int i = 0; i < 100; i++)
		il_queue_put(queue, il_int(i));
	EXPECT(!il_queue_full(queue));
}

static void test_Q05_a_queue_can_be_asked_how_full_it_is(void **state)
{
	(void)state;
	assert_completes(ask);
}

/* ---- the log ---- */

static void use_all(void)
{
	il_value item;
	queue = il_priority_queue_new("queue", .maxsize = 1);
	il_queue_put(queue, il_int(5), .priority = -3);
	il_queue_put(queue, il_int(6), .priority = 2, .nonblocking = true);
	il_queue_full(queue);
	il_queue_get(queue, &item);
	queue = il_lifo_queue_new("stack");
	il_queue_put(queue, il_int(7), .priority = 4);
}

static void test_what_queues_of_other_orders_log(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, "queue", .x = TYPE_QUEUE, .y = 1, .z = QUEUE_HAS_PRIORITIES << 3,
		 .text = "queue", .via = "main"),
	    DONE("main", OP_QUEUE_PUT, "queue", .x = 1, .y = 1, .z = -3, .kind = VALUE_INT, .value = 5),
	    DONE("main", OP_QUEUE_PUT, "queue", .x = 1, .y = 1, .z = 2, .kind = VALUE_INT, .value = 6,
		 .result = IL_FULL),
	    DONE("main", OP_QUERY, "queue", .text = "full", .kind = VALUE_INT, .value = 1, .z = 1),
	    DONE("main", OP_QUEUE_GET, "queue", .y = 1, .z = -3, .kind = VALUE_INT, .value = 5),
	    DONE("main", OP_OBJECT_NEW, "stack", .x = TYPE_QUEUE, .z = QUEUE_IS_LIFO << 3, .text = "stack",
		 .via = "main"),
	    DONE("main", OP_QUEUE_PUT, "stack", .x = 1, .y = 1, .kind = VALUE_INT, .value = 7),
	};
	assert_logs(use_all, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_Q01_the_last_in_is_the_first_out_of_a_lifo_queue),
	    cmocka_unit_test(test_Q01_the_lowest_priority_comes_out_first_of_equals_the_oldest),
	    cmocka_unit_test(test_other_queues_know_no_priorities),
	    cmocka_unit_test(test_a_fork_copies_items_in_their_order),
	    cmocka_unit_test(test_Q02_Q03_items_of_any_order_go_to_one_getter_each),
	    cmocka_unit_test(test_Q05_a_queue_can_be_asked_how_full_it_is),
	    cmocka_unit_test(test_what_queues_of_other_orders_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
