/* queue.Queue, and the shared queue of processes. */
#include "programs.h"

#include <string.h>

enum { PRODUCERS = 2, CONSUMERS = 2, ITEMS = 4 };

static il_queue queue;
static il_var got;
static il_lock lock;

static int64_t get_int(il_queue from)
{
	il_value item = il_none();
	EXPECT(il_queue_get(from, &item) == IL_OK);
	EXPECT(item.kind == IL_INT);
	return item.i;
}

static void put_and_get(void)
{
	queue = il_queue_new("queue");
	EXPECT(il_queue_qsize(queue) == 0);
	for (int i = 0; i < 3; i++)
		EXPECT(il_queue_put(queue, il_int(i)) == IL_OK);
	EXPECT(il_queue_qsize(queue) == 3);
	EXPECT(get_int(queue) == 0);
	EXPECT(il_queue_put(queue, il_int(3)) == IL_OK);
	for (int i = 1; i <= 3; i++)
		EXPECT(get_int(queue) == i);
	EXPECT(il_queue_qsize(queue) == 0);
}

static void test_Q01_items_come_out_in_the_order_they_went_in(void **state)
{
	(void)state;
	assert_completes(put_and_get);
}

static void put_every_kind(void)
{
	il_value item;
	queue = il_queue_new("queue");
	il_queue_put(queue, il_none());
	il_queue_put(queue, il_int(INT64_MIN));
	il_queue_put(queue, il_double(0.1));
	il_queue_put(queue, il_str("한글 %d", 1));
	il_queue_put(queue, ((il_value){IL_OBJECT, {.ref = queue.id}}));
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.kind == IL_NONE);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.kind == IL_INT && item.i == INT64_MIN);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.kind == IL_DOUBLE && item.d == 0.1);
	EXPECT(il_queue_get(queue, &item) == IL_OK && strcmp(il_text(item), "한글 1") == 0);
	EXPECT(il_queue_get(queue, &item) == IL_OK && item.kind == IL_OBJECT && item.ref == queue.id);
}

static void test_Q02_an_item_is_a_value_of_any_kind(void **state)
{
	(void)state;
	assert_completes(put_every_kind);
}

static void find_it_empty(void)
{
	il_value item = il_int(7);
	queue = il_queue_new("queue");
	EXPECT(il_queue_get(queue, &item, .nonblocking = true) == IL_EMPTY);
	EXPECT(il_queue_get(queue, &item, .timeout = il_within(0)) == IL_EMPTY);
	double before = il_clock_peek();
	EXPECT(il_queue_get(queue, &item, .timeout = il_within(0.5)) == IL_EMPTY);
	EXPECT(program_took(0.5, before));
	EXPECT(il_queue_get(queue, &item, .timeout = il_within(-1)) == IL_TIMEOUT_NEGATIVE);
	EXPECT(il_queue_get(queue, &item, .nonblocking = true, .timeout = il_within(-1)) == IL_EMPTY);
	before = il_clock_peek();
	EXPECT(il_queue_get(queue, &item, .nonblocking = true, .timeout = il_within(5)) == IL_EMPTY);
	EXPECT(program_took(0, before));
	EXPECT(item.i == 7);
}

static void test_Q03_an_empty_queue_is_empty_at_once_or_in_time(void **state)
{
	(void)state;
	assert_completes(find_it_empty);
}

static void find_it_full(void)
{
	queue = il_queue_new("queue", .maxsize = 2);
	il_queue_put(queue, il_int(1));
	il_queue_put(queue, il_int(2), .timeout = il_within(0));
	EXPECT(il_queue_put(queue, il_int(3), .nonblocking = true) == IL_FULL);
	EXPECT(il_queue_put(queue, il_int(3), .timeout = il_within(0)) == IL_FULL);
	double before = il_clock_peek();
	EXPECT(il_queue_put(queue, il_int(3), .timeout = il_within(0.5)) == IL_FULL);
	EXPECT(program_took(0.5, before));
	EXPECT(il_queue_put(queue, il_int(3), .timeout = il_within(-1)) == IL_TIMEOUT_NEGATIVE);
	EXPECT(il_queue_qsize(queue) == 2);
	EXPECT(get_int(queue) == 1);
	EXPECT(il_queue_put(queue, il_int(3), .nonblocking = true) == IL_OK);
	EXPECT(get_int(queue) == 2);
	EXPECT(get_int(queue) == 3);
}

static void test_Q02_a_full_queue_is_full_at_once_or_in_time(void **state)
{
	(void)state;
	assert_completes(find_it_full);
}

static void fill_unbounded(void)
{
	for (int maxsize = 0; maxsize >= -1; maxsize--) {
		queue = il_queue_new("queue", .maxsize = maxsize);
		for (int i = 0; i < 100; i++)
			EXPECT(il_queue_put(queue, il_int(i), .nonblocking = true) == IL_OK);
		EXPECT(il_queue_put(queue, il_int(100), .timeout = il_within(-1)) ==
		       IL_OK); /* no ValueError here */
		EXPECT(il_queue_qsize(queue) == 101);
	}
}

static void test_Q01_a_queue_without_a_bound_is_never_full(void **state)
{
	(void)state;
	assert_completes(fill_unbounded);
}

/* ---- producers and consumers ---- */

static il_value produce(il_args args)
{
	for (int64_t i = 0; i < ITEMS; i++)
		EXPECT(il_queue_put(queue, il_int(args.v[0].i * ITEMS + i)) == IL_OK);
	return il_none();
}

/* Gets until the end mark; of each producer, the items must come in order. */
static il_value consume(il_args args)
{
	(void)args;
	int64_t last[PRODUCERS] = {-1, -1};
	for (;;) {
		il_value item;
		EXPECT(il_queue_get(queue, &item) == IL_OK);
		if (item.kind == IL_NONE)
			return il_none();
		int64_t producer = item.i / ITEMS;
		EXPECT(item.i > last[producer]);
		last[producer] = item.i;
		il_hold(lock);
		il_var_write(got, il_int(il_var_read(got).i | (int64_t)1 << item.i));
	}
}

static void produce_and_consume(int maxsize)
{
	il_thread producers[PRODUCERS], consumers[CONSUMERS];
	queue = il_queue_new("queue", .maxsize = maxsize);
	lock = il_lock_new("lock");
	got = il_var_new("got", il_int(0));
	for (int i = 0; i < CONSUMERS; i++) {
		consumers[i] = il_thread_new(consume);
		il_thread_start(consumers[i]);
	}
	for (int i = 0; i < PRODUCERS; i++) {
		producers[i] = il_thread_new(produce, .args = IL_ARGS(il_int(i)));
		il_thread_start(producers[i]);
	}
	for (int i = 0; i < PRODUCERS; i++)
		il_thread_join(producers[i]);
	for (int i = 0; i < CONSUMERS; i++)
		il_queue_put(queue, il_none());
	for (int i = 0; i < CONSUMERS; i++)
		il_thread_join(consumers[i]);
	EXPECT(il_var_peek(got).i == ((int64_t)1 << PRODUCERS * ITEMS) - 1);
	EXPECT(il_queue_qsize(queue) == 0);
}

static void pass_through_a_narrow_queue(void)
{
	produce_and_consume(1);
}

static void pass_through_a_wide_queue(void)
{
	produce_and_consume(0);
}

static void test_Q03_each_item_goes_to_one_getter_and_in_order(void **state)
{
	(void)state;
	assert_completes_in_any_time(pass_through_a_narrow_queue);
	assert_completes_in_any_time(pass_through_a_wide_queue);
}

static il_value get_one(il_args args)
{
	(void)args;
	il_value item;
	EXPECT(il_queue_get(queue, &item, .timeout = il_within(1e6)) == IL_OK);
	return il_none();
}

static void serve_waiting_getters(void)
{
	il_thread getters[3];
	queue = il_queue_new("queue");
	for (int i = 0; i < 3; i++) {
		getters[i] = il_thread_new(get_one);
		il_thread_start(getters[i]);
	}
	for (int i = 0; i < 3; i++)
		il_queue_put(queue, il_int(i));
	for (int i = 0; i < 3; i++)
		il_thread_join(getters[i]);
}

static void test_Q02_each_put_lets_a_waiting_getter_go(void **state)
{
	(void)state;
	assert_completes(serve_waiting_getters);
}

/* ---- task_done, join ---- */

static void count_unfinished(void)
{
	queue = il_queue_new("queue");
	EXPECT(il_queue_join(queue) == IL_OK); /* never used: at once */
	EXPECT(il_queue_task_done(queue) == IL_DONE_TOO_OFTEN);
	il_queue_put(queue, il_int(1));
	il_queue_put(queue, il_none());             /* an end mark counts, too */
	EXPECT(il_queue_task_done(queue) == IL_OK); /* bound to no item: none was taken yet */
	get_int(queue);
	EXPECT(il_queue_task_done(queue) == IL_OK);
	EXPECT(il_queue_task_done(queue) == IL_DONE_TOO_OFTEN);
	EXPECT(il_queue_join(queue) == IL_OK); /* an item lies in it still */
	EXPECT(il_queue_qsize(queue) == 1);
}

static void test_Q04_task_done_counts_down_and_is_bound_to_no_item(void **state)
{
	(void)state;
	assert_completes(count_unfinished);
}

static il_value work_off(il_args args)
{
	(void)args;
	for (int i = 0; i < 3; i++) {
		get_int(queue);
		il_var_write(got, il_int(i + 1));
		EXPECT(il_queue_task_done(queue) == IL_OK);
	}
	return il_none();
}

static il_value join_queue(il_args args)
{
	(void)args;
	EXPECT(il_queue_join(queue) == IL_OK);
	EXPECT(il_var_read(got).i == 3);
	return il_none();
}

static void join_from_two(void)
{
	queue = il_queue_new("queue");
	got = il_var_new("got", il_int(0));
	for (int i = 0; i < 3; i++)
		il_queue_put(queue, il_int(i));
	il_thread worker = il_thread_new(work_off), joiner = il_thread_new(join_queue);
	il_thread_start(worker);
	il_thread_start(joiner);
	join_queue((il_args){0});
	il_thread_join(worker);
	il_thread_join(joiner);
}

static void test_Q06_join_waits_until_nothing_is_unfinished(void **state)
{
	(void)state;
	assert_completes_in_any_time(join_from_two);
}

static void join_unfinished(void)
{
	il_value item;
	queue = il_queue_new("queue");
	il_queue_put(queue, il_none());
	il_queue_get(queue, &item);
	il_queue_join(queue);
}

static void test_Q06_Q07_a_join_hangs_when_an_item_is_never_said_to_be_done(void **state)
{
	(void)state;
	assert_ends(join_unfinished, LOG_DEADLOCK);
}

/* ---- the log ---- */

static il_value put_two(il_args args)
{
	(void)args;
	il_queue_put(queue, il_str("one"));
	il_queue_put(queue, il_double(2.5));
	return il_none();
}

static void use_a_queue(void)
{
	il_value item;
	queue = il_queue_new("queue", .maxsize = 1);
	il_thread thread = il_thread_new(put_two, .name = "putter");
	il_queue_get(queue, &item, .timeout = il_within(0.5));
	il_thread_start(thread);
	il_sleep(1);
	il_queue_put(queue, il_int(3), .nonblocking = true);
	il_queue_get(queue, &item);
	il_thread_join(thread);
	il_queue_get(queue, &item);
	il_queue_task_done(queue);
	il_thread_start(il_thread_new(join_queue, .name = "joiner"));
	il_sleep(1);
	il_queue_task_done(queue);
	il_queue_task_done(queue);
}

static void use_a_queue_and_be_joined(void)
{
	got = il_var_new("got", il_int(3));
	use_a_queue();
}

static void test_what_a_queue_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("main", OP_QUEUE_GET, "queue", .timed = true, .deadline = 0.5),
	    DONE("main", OP_QUEUE_GET, "queue", .result = IL_EMPTY),
	    DONE("putter", OP_QUEUE_PUT, "queue", .x = 1, .y = 1, .kind = VALUE_STRING, .text = "one"),
	    BLOCK("putter", OP_QUEUE_PUT, "queue", .x = 1, .y = 1, .kind = VALUE_DOUBLE, .real = 2.5),
	    DONE("main", OP_QUEUE_PUT, "queue", .x = 1, .y = 1, .kind = VALUE_INT, .value = 3,
		 .result = IL_FULL),
	    DONE("main", OP_QUEUE_GET, "queue", .x = 0, .y = 1, .kind = VALUE_STRING, .text = "one"),
	    DONE("putter", OP_QUEUE_PUT, "queue", .x = 1, .y = 2, .kind = VALUE_DOUBLE, .real = 2.5),
	    DONE("main", OP_QUEUE_GET, "queue", .x = 0, .y = 2, .kind = VALUE_DOUBLE, .real = 2.5),
	    DONE("main", OP_QUEUE_TASK_DONE, "queue", .x = 0, .y = 1),
	    BLOCK("joiner", OP_QUEUE_JOIN, "queue", .x = 0, .y = 1),
	    DONE("main", OP_QUEUE_TASK_DONE, "queue", .x = 0, .y = 0),
	    DONE("joiner", OP_QUEUE_JOIN, "queue", .x = 0, .y = 0),
	    DONE("main", OP_QUEUE_TASK_DONE, "queue", .result = IL_DONE_TOO_OFTEN),
	};
	assert_logs(use_a_queue_and_be_joined, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_Q01_items_come_out_in_the_order_they_went_in),
	    cmocka_unit_test(test_Q02_an_item_is_a_value_of_any_kind),
	    cmocka_unit_test(test_Q03_an_empty_queue_is_empty_at_once_or_in_time),
	    cmocka_unit_test(test_Q02_a_full_queue_is_full_at_once_or_in_time),
	    cmocka_unit_test(test_Q01_a_queue_without_a_bound_is_never_full),
	    cmocka_unit_test(test_Q03_each_item_goes_to_one_getter_and_in_order),
	    cmocka_unit_test(test_Q02_each_put_lets_a_waiting_getter_go),
	    cmocka_unit_test(test_Q04_task_done_counts_down_and_is_bound_to_no_item),
	    cmocka_unit_test(test_Q06_join_waits_until_nothing_is_unfinished),
	    cmocka_unit_test(test_Q06_Q07_a_join_hangs_when_an_item_is_never_said_to_be_done),
	    cmocka_unit_test(test_what_a_queue_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
