/* What the history of a run shows: races, lost updates, locks in opposite orders; and when it shows nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "interleave/status.h"
#include "model/watch.h"
#include "script.h"

enum { VAR = OBJ(0), A = OBJ(1), B = OBJ(2), C = OBJ(3) };

/* main, with two threads that it has started, and a variable. */
static int setup(void **state)
{
	script_open_main(state);
	struct script *s = *state;
	script_object(s, VAR, TYPE_VAR, "counter", 0);
	script_thread(s, 0, 1, "one", false);
	script_thread(s, 0, 2, "two", false);
	return 0;
}

/* ---- folding ---- */

struct seen {
	struct model *model;
	struct watch *watch;
	uint32_t count;
};

static struct seen look(const struct script *s)
{
	struct seen seen = {.model = model_new(s->log), .watch = watch_new()};
	const struct log_event *event;
	uint64_t pos = 0;
	while ((event = log_next(s->log, &pos, log_committed(s->log)))) {
		model_apply(seen.model, event);
		watch_apply(seen.watch, seen.model, event);
	}
	seen.count = watch_count(seen.watch, UINT64_MAX);
	return seen;
}

static void forget(struct seen *seen)
{
	watch_free(seen->watch);
	model_free(seen->model);
}

static uint32_t count_seen(const struct script *s, enum insight_kind kind)
{
	struct seen seen = look(s);
	uint32_t count = 0;
	for (uint32_t i = 0; i < seen.count; i++)
		count += watch_insight(seen.watch, i)->kind == kind;
	forget(&seen);
	return count;
}

static void assert_silent(const struct script *s)
{
	struct seen seen = look(s);
	char text[512] = "";
	if (seen.count)
		insight_text(text, sizeof text, watch_insight(seen.watch, 0), seen.model);
	assert_string_equal(text, "");
	forget(&seen);
}

/* Insight `index` says this, and belongs to event `seq` (0: any). */
static void assert_says(const struct script *s, uint32_t index, const char *sentence)
{
	struct seen seen = look(s);
	char text[512];
	assert_true(index < seen.count);
	const struct insight *insight = watch_insight(seen.watch, index);
	insight_text(text, sizeof text, insight, seen.model);
	assert_string_equal(text, sentence);
	assert_int_equal(watch_count(seen.watch, insight->after - 1), index);
	forget(&seen);
}

/* ---- doing ---- */

static void access_at(struct script *s, uint32_t actor, enum log_op op, const char *site, int64_t value)
{
	DONE(s, actor, (uint16_t)op, VAR, .site = script_string(s, site), .flags = VALUE_INT, .value = value);
}

static void read_it(struct script *s, uint32_t actor, int64_t value)
{
	access_at(s, actor, OP_VAR_READ, "c.c:16", value);
}

static void write_it(struct script *s, uint32_t actor, int64_t value)
{
	access_at(s, actor, OP_VAR_WRITE, "c.c:17", value);
}

static void add_one(struct script *s, uint32_t actor)
{
	int64_t value = s->model->objects[VAR - LOG_OBJECT_BASE].value.value;
	read_it(s, actor, value);
	write_it(s, actor, value + 1);
}

static void acquire_at(struct script *s, uint32_t actor, uint32_t lock, const char *site)
{
	DONE(s, actor, OP_LOCK_ACQUIRE, lock, .x = (int32_t)actor, .y = 1, .site = script_string(s, site));
}

/* ---- races ---- */

static void test_a_write_and_a_read_that_nothing_orders_are_a_race(void **state)
{
	struct script *s = *state;
	write_it(s, 1, 1);
	read_it(s, 2, 1);
	assert_says(
	    s, 0,
	    "data race: one wrote counter (c.c:17) and two read it (c.c:16), and nothing orders the two");
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_a_read_and_then_a_write_are_a_race_too(void **state)
{
	struct script *s = *state;
	read_it(s, 1, 0);
	write_it(s, 2, 1);
	assert_says(
	    s, 0,
	    "data race: one read counter (c.c:16) and two wrote it (c.c:17), and nothing orders the two");
}

static void test_each_pair_of_places_is_told_once(void **state)
{
	struct script *s = *state;
	for (int i = 0; i < 10; i++) {
		write_it(s, 1, i);
		read_it(s, 2, i);
	}
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
	write_it(s, 2, 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 2);
	access_at(s, 1, OP_VAR_READ, "c.c:99", 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 3);
}

static void test_reads_alone_are_no_race(void **state)
{
	struct script *s = *state;
	write_it(s, 0, 1);
	script_thread(s, 0, 3, "three", false);
	script_thread(s, 0, 4, "four", false);
	read_it(s, 3, 1);
	read_it(s, 4, 1);
	assert_silent(s);
}

static void test_each_of_many_readers_races_with_a_write(void **state)
{
	struct script *s = *state;
	access_at(s, 0, OP_VAR_READ, "c.c:1", 0);
	access_at(s, 1, OP_VAR_READ, "c.c:2", 0);
	access_at(s, 2, OP_VAR_READ, "c.c:3", 0);
	script_thread(s, 1, 3, "three", false);
	write_it(s, 3, 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 2); /* `one` has started it: its read came before */
}

static void test_one_lock_around_both_orders_them(void **state)
{
	struct script *s = *state;
	script_object(s, A, TYPE_LOCK, "L", 0);
	for (uint32_t i = 0; i < 6; i++) {
		script_acquire(s, 1 + i % 2, A);
		add_one(s, 1 + i % 2);
		script_release(s, 1 + i % 2, A);
	}
	assert_silent(s);
	read_it(s, 1, 6); /* `two` was the last to write, and `one` has not had the lock since */
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_two_locks_order_nothing(void **state)
{
	struct script *s = *state;
	for (uint32_t i = 1; i <= 2; i++) {
		script_object(s, OBJ(i), TYPE_LOCK, "L", 0);
		script_acquire(s, i, OBJ(i));
		write_it(s, i, 1);
		script_release(s, i, OBJ(i));
	}
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

/* `one` writes and does `give`; `two` does `take` and reads. With both it is silent, with either alone a
 * race. */
static void expect_edge(void **state, void (*make)(struct script *), void (*give)(struct script *),
			void (*take)(struct script *))
{
	for (int with = 1; with <= 3; with++) {
		struct script *s = *state;
		make(s);
		write_it(s, 1, 1);
		if (with & 1)
			give(s);
		if (with & 2)
			take(s);
		read_it(s, 2, 1);
		if (with == 3)
			assert_silent(s);
		else
			assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
		script_close(state);
		setup(state);
	}
}

static void make_all(struct script *s)
{
	script_object(s, OBJ(1), TYPE_SEMAPHORE, "slots", 1);
	script_object(s, OBJ(2), TYPE_EVENT, "go", 0);
	script_object(s, OBJ(3), TYPE_QUEUE, "q", 0);
	script_object(s, OBJ(4), TYPE_QUEUE, "bounded", 1);
	script_object(s, OBJ(5), TYPE_RLOCK, "rlock", 0);
	script_condition(s, OBJ(6), "cond", OBJ(5));
	script_object(s, OBJ(7), TYPE_FUTURE, "future", 0);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(4), .flags = VALUE_INT, .x = 1, .y = 1);
}

static void give_semaphore(struct script *s)
{
	DONE(s, 1, OP_SEMAPHORE_RELEASE, OBJ(1), .x = 2, .y = 1);
}
static void take_semaphore(struct script *s)
{
	DONE(s, 2, OP_SEMAPHORE_ACQUIRE, OBJ(1), .x = 1);
}
static void give_event(struct script *s)
{
	DONE(s, 1, OP_EVENT_SET, OBJ(2), .x = 1);
}
static void take_event(struct script *s)
{
	DONE(s, 2, OP_EVENT_WAIT, OBJ(2), .x = 1);
}
static void ask_event(struct script *s)
{
	DONE(s, 2, OP_QUERY, OBJ(2), .flags = VALUE_INT, .value = 1, .z = 1);
}
static void give_item(struct script *s)
{
	DONE(s, 1, OP_QUEUE_PUT, OBJ(3), .flags = VALUE_INT, .x = 1, .y = 1);
}
static void take_item(struct script *s)
{
	DONE(s, 2, OP_QUEUE_GET, OBJ(3), .flags = VALUE_INT, .y = 1);
}
static void ask_queue(struct script *s)
{
	DONE(s, 2, OP_QUERY, OBJ(3), .flags = VALUE_INT, .value = 1);
}
static void give_room(struct script *s)
{
	DONE(s, 1, OP_QUEUE_GET, OBJ(4), .flags = VALUE_INT, .y = 1);
}
static void take_room(struct script *s)
{
	DONE(s, 2, OP_QUEUE_PUT, OBJ(4), .flags = VALUE_INT, .x = 1, .y = 2);
}
static void give_done(struct script *s)
{
	DONE(s, 1, OP_QUEUE_TASK_DONE, OBJ(4));
}
static void take_done(struct script *s)
{
	DONE(s, 2, OP_QUEUE_JOIN, OBJ(4));
}
static void give_notify(struct script *s)
{
	DONE(s, 1, OP_CONDITION_NOTIFY, OBJ(6), .y = 1);
}
static void take_notify(struct script *s)
{
	DONE(s, 2, OP_CONDITION_WAIT, OBJ(6));
}
static void give_end(struct script *s)
{
	DONE(s, 1, OP_THREAD_EXIT, 1);
}
static void take_end(struct script *s)
{
	DONE(s, 2, OP_THREAD_JOIN, 1);
}
static void time_out(struct script *s)
{
	DONE(s, 2, OP_THREAD_JOIN, 1, .result = IL_TIMEOUT);
}

static void test_what_orders(void **state)
{
	expect_edge(state, make_all, give_semaphore, take_semaphore);
	expect_edge(state, make_all, give_event, take_event);
	expect_edge(state, make_all, give_event, ask_event);
	expect_edge(state, make_all, give_item, take_item);
	expect_edge(state, make_all, give_item, ask_queue);
	expect_edge(state, make_all, give_room, take_room);
	expect_edge(state, make_all, give_done, take_done);
	expect_edge(state, make_all, give_notify, take_notify);
}

static void test_the_end_of_a_thread_orders_for_who_joins_it(void **state)
{
	struct script *s = *state;
	write_it(s, 1, 1);
	give_end(s);
	time_out(s);
	take_end(s);
	read_it(s, 2, 1);
	assert_silent(s);
	write_it(s, 2, 1);
	read_it(s, 0, 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_a_join_that_times_out_orders_nothing(void **state)
{
	struct script *s = *state;
	write_it(s, 1, 1);
	time_out(s);
	read_it(s, 2, 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_an_op_unheard_of_orders_all_who_do_it(void **state)
{
	struct script *s = *state;
	make_all(s);
	write_it(s, 1, 1);
	BLOCK(s, 1, OP_TASK_AWAIT, OBJ(7), .flags = LOG_AWAITED);
	DONE(s, 2, OP_TASK_AWAIT, OBJ(7));
	read_it(s, 2, 1);
	assert_silent(s);
}

static void test_a_barrier_orders_what_is_before_it_and_what_is_behind(void **state)
{
	struct script *s = *state;
	script_object(s, A, TYPE_BARRIER, "line", 2);
	write_it(s, 1, 1);
	BLOCK(s, 1, OP_BARRIER_WAIT, A, .x = 1, .y = 2, .z = BARRIER_FILLS, .flags = VALUE_INT);
	DONE(s, 2, OP_BARRIER_WAIT, A, .x = 2, .y = 2, .z = BARRIER_DRAINS, .flags = VALUE_INT, .value = 1);
	read_it(s, 2, 1);
	DONE(s, 1, OP_BARRIER_WAIT, A, .x = 0, .y = 2, .z = BARRIER_FILLS, .flags = VALUE_INT);
	read_it(s, 1, 1);
	assert_silent(s);
	write_it(s, 2, 2); /* in the same round as the other's read */
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_an_item_brings_what_was_known_when_it_was_put(void **state)
{
	struct script *s = *state;
	make_all(s);
	give_item(s);
	write_it(s, 1, 1);
	give_item(s);
	take_item(s);
	read_it(s, 2, 1); /* only the second item was put behind the write */
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
	take_item(s);
	access_at(s, 2, OP_VAR_READ, "c.c:99", 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_items_from_before_the_first_variable_bring_nothing(void **state)
{
	struct script *s = *state;
	script_fini(s);
	script_init(s);
	script_main(s);
	script_thread(s, 0, 1, "one", false);
	script_thread(s, 0, 2, "two", false);
	script_object(s, OBJ(3), TYPE_QUEUE, "q", 0);
	give_item(s);
	give_item(s);
	script_object(s, VAR, TYPE_VAR, "counter", 0);
	write_it(s, 1, 1);
	give_item(s);
	take_item(s);
	take_item(s);
	take_item(s);
	read_it(s, 2, 1);
	assert_silent(s);
}

static void test_a_process_is_behind_its_start_and_before_its_join(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_OBJECT_NEW, OBJ(1), .x = TYPE_VALUE, .z = 1, .via = LOG_NONE, .flags = VALUE_INT,
	     .text = script_string(s, "total"));
	DONE(s, 0, OP_VALUE_WRITE, OBJ(1), .flags = VALUE_INT, .value = 1, .site = script_string(s, "p.c:1"));
	script_process(s, 0, 3, "child");
	script_thread(s, 3, 4, "inner", false);
	DONE(s, 4, OP_VALUE_WRITE, OBJ(1), .flags = VALUE_INT, .value = 2, .site = script_string(s, "p.c:2"));
	DONE(s, 3, OP_PROCESS_CRASH, 3, .x = -9);
	DONE(s, 0, OP_PROCESS_JOIN, 3);
	DONE(s, 0, OP_VALUE_READ, OBJ(1), .flags = VALUE_INT, .value = 2, .site = script_string(s, "p.c:3"));
	assert_silent(s);
}

static void test_one_of_several_processes_that_has_ended_is_waited_for(void **state)
{
	struct script *s = *state;
	for (uint32_t i = 1; i <= 2; i++)
		DONE(s, 0, OP_OBJECT_NEW, OBJ(i), .x = TYPE_VALUE, .z = 1, .via = LOG_NONE, .flags = VALUE_INT,
		     .text = script_string(s, "total"));
	for (uint32_t i = 1; i <= 2; i++) {
		script_process(s, 0, 2 + i, "child");
		DONE(s, 2 + i, OP_VALUE_WRITE, OBJ(i), .flags = VALUE_INT, .site = script_string(s, "p.c:2"));
	}
	DONE(s, 4, OP_PROCESS_EXIT, 4);
	DONE(s, 0, OP_PROCESS_WAIT, LOG_NONE, .text = script_string(s, "3 4"), .x = 1);
	DONE(s, 0, OP_VALUE_READ, OBJ(2), .site = script_string(s, "p.c:3"));
	assert_silent(s);
	DONE(s, 0, OP_VALUE_READ, OBJ(1), .site = script_string(s, "p.c:3")); /* the other still runs */
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void make_value(struct script *s, uint32_t lock)
{
	script_object(s, A, TYPE_RLOCK, "lock", 0);
	DONE(s, 0, OP_OBJECT_NEW, B, .x = TYPE_VALUE, .z = 1, .via = lock, .flags = VALUE_INT,
	     .text = script_string(s, "total"));
}

static void use_value(struct script *s, uint32_t actor, enum log_op op, int64_t value)
{
	DONE(s, actor, (uint16_t)op, B, .flags = VALUE_INT, .value = value,
	     .site = script_string(s, op == OP_VALUE_READ ? "p.c:1" : "p.c:2"));
}

static void test_a_raw_value_races_as_a_variable_does(void **state)
{
	struct script *s = *state;
	make_value(s, LOG_NONE);
	use_value(s, 1, OP_VALUE_WRITE, 1);
	use_value(s, 2, OP_VALUE_READ, 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_a_flag_in_a_value_with_a_lock_is_sound(void **state)
{
	struct script *s = *state;
	make_value(s, A);
	use_value(s, 1, OP_VALUE_WRITE, 1);
	use_value(s, 2, OP_VALUE_READ, 1);
	use_value(s, 1, OP_VALUE_WRITE, 1);
	use_value(s, 2, OP_VALUE_READ, 1);
	assert_silent(s);
}

static void test_an_update_of_a_value_needs_its_lock_over_both(void **state)
{
	struct script *s = *state;
	make_value(s, A);
	for (uint32_t actor = 1; actor <= 2; actor++) {
		DONE(s, actor, OP_RLOCK_ACQUIRE, A, .x = (int32_t)actor, .y = 1);
		use_value(s, actor, OP_VALUE_READ, actor - 1);
		use_value(s, actor, OP_VALUE_WRITE, actor);
		DONE(s, actor, OP_RLOCK_RELEASE, A, .x = -1);
	}
	assert_silent(s);
	use_value(s, 1, OP_VALUE_READ, 2);
	use_value(s, 1, OP_VALUE_WRITE, 3);
	assert_says(
	    s, 0, "data race: two wrote total (p.c:2) and one wrote it (p.c:2), and nothing orders the two");
}

static void make_loop(struct script *s)
{
	script_object(s, A, TYPE_LOOP, "loop", 0);
	DONE(s, 0, OP_LOOP_RUN, A);
	for (uint32_t id = 3; id <= 4; id++) {
		DONE(s, 0, OP_OBJECT_NEW, id, .x = TYPE_TASK, .via = A, .text = script_string(s, "task"));
		DONE(s, 0, OP_TASK_CREATE, id);
	}
	DONE(s, 0, OP_LOOP_TURN, A, .x = 2);
}

static void test_tasks_of_one_loop_do_not_race(void **state)
{
	struct script *s = *state;
	make_loop(s);
	DONE(s, 3, OP_TASK_RUN, 3);
	write_it(s, 3, 1);
	DONE(s, 4, OP_TASK_RUN, 4);
	write_it(s, 4, 2);
	assert_silent(s);
	write_it(s, 1, 3); /* another thread does */
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

/* ---- pools ---- */

enum { POOL = OBJ(1), FIRST = OBJ(2), SECOND = OBJ(3), TOTAL = OBJ(4) };

/* Two workers of a pool, and two results that main has asked it for. */
static void make_pool(struct script *s)
{
	script_object(s, POOL, TYPE_POOL, "pool", 2);
	for (uint32_t id = 3; id <= 4; id++) {
		DONE(s, 0, OP_OBJECT_NEW, id, .x = TYPE_PROCESS, .y = (int32_t)POOL,
		     .text = script_string(s, id == 3 ? "worker-0" : "worker-1"));
		DONE(s, 0, OP_PROCESS_START, id);
	}
	DONE(s, 0, OP_OBJECT_NEW, TOTAL, .x = TYPE_VALUE, .z = 1, .via = LOG_NONE, .flags = VALUE_INT,
	     .text = script_string(s, "total"));
	for (uint32_t result = FIRST; result <= SECOND; result++) {
		DONE(s, 0, OP_OBJECT_NEW, result, .x = TYPE_RESULT, .y = 1, .via = POOL,
		     .text = script_string(s, "result"));
		DONE(s, 0, OP_POOL_SUBMIT, POOL, .via = result, .x = 1, .y = 1);
	}
}

static void use_total(struct script *s, uint32_t actor, enum log_op op)
{
	DONE(s, actor, (uint16_t)op, TOTAL, .flags = VALUE_INT,
	     .site = script_string(s, op == OP_VALUE_READ ? "p.c:1" : "p.c:2"));
}

static void test_a_result_brings_what_its_worker_did(void **state)
{
	struct script *s = *state;
	make_pool(s);
	use_total(s, 0, OP_VALUE_READ); /* after the submit: nothing orders it and the worker's write */
	DONE(s, 3, OP_POOL_TAKE, POOL, .via = FIRST, .y = 1);
	use_total(s, 3, OP_VALUE_WRITE);
	DONE(s, 3, OP_POOL_GIVE, POOL, .via = FIRST, .y = 1, .flags = VALUE_INT);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
	DONE(s, 0, OP_RESULT_GET, FIRST, .flags = VALUE_INT);
	DONE(s, 0, OP_VALUE_READ, TOTAL, .flags = VALUE_INT, .site = script_string(s, "p.c:9"));
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_workers_of_one_pool_race(void **state)
{
	struct script *s = *state;
	make_pool(s);
	for (uint32_t i = 0; i < 2; i++) {
		DONE(s, 3 + i, OP_POOL_TAKE, POOL, .via = FIRST + i, .y = 1);
		use_total(s, 3 + i, OP_VALUE_WRITE);
		DONE(s, 3 + i, OP_POOL_GIVE, POOL, .via = FIRST + i, .y = 1, .flags = VALUE_INT);
	}
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_a_pool_that_is_joined_is_behind_its_workers(void **state)
{
	struct script *s = *state;
	make_pool(s);
	DONE(s, 3, OP_POOL_TAKE, POOL, .via = FIRST, .y = 1);
	use_total(s, 3, OP_VALUE_WRITE);
	DONE(s, 3, OP_PROCESS_EXIT, 3);
	DONE(s, 4, OP_PROCESS_EXIT, 4);
	DONE(s, 0, OP_POOL_JOIN, POOL);
	use_total(s, 0, OP_VALUE_READ);
	assert_silent(s);
}

/* A thread pool with two workers, one and two, and two futures that main has submitted. */
static void make_executor(struct script *s)
{
	script_object(s, POOL, TYPE_EXECUTOR, "pool", 2);
	for (uint32_t future = FIRST; future <= SECOND; future++) {
		DONE(s, 0, OP_OBJECT_NEW, future, .x = TYPE_FUTURE, .y = 1, .via = POOL,
		     .text = script_string(s, "Future-0"));
		DONE(s, 0, OP_EXECUTOR_SUBMIT, POOL, .flags = VALUE_OBJECT, .value = future, .x = 1);
	}
}

static void run_future(struct script *s, uint32_t worker, uint32_t future)
{
	DONE(s, worker, OP_EXECUTOR_TAKE, POOL, .flags = VALUE_OBJECT, .value = future);
	DONE(s, worker, OP_FUTURE_RUN, future, .x = FUTURE_IS_RUNNING);
}

static void end_future(struct script *s, uint32_t worker, uint32_t future)
{
	DONE(s, worker, OP_FUTURE_SET_RESULT, future, .x = FUTURE_IS_FINISHED, .flags = VALUE_INT);
}

static void test_a_call_is_behind_its_submit_and_before_its_result(void **state)
{
	struct script *s = *state;
	write_it(s, 0, 1);
	make_executor(s);
	run_future(s, 1, FIRST);
	add_one(s, 1);
	end_future(s, 1, FIRST);
	DONE(s, 0, OP_FUTURE_RESULT, FIRST, .x = FUTURE_IS_FINISHED, .flags = VALUE_INT);
	add_one(s, 0);
	assert_silent(s);
}

static void test_calls_of_one_pool_race_though_its_work_queue_is_one(void **state)
{
	struct script *s = *state;
	make_executor(s);
	run_future(s, 1, FIRST);
	write_it(s, 1, 1);
	end_future(s, 1, FIRST);
	run_future(s, 2, SECOND);
	write_it(s, 2, 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 1);
}

static void test_a_wait_for_futures_is_behind_those_that_are_settled(void **state)
{
	struct script *s = *state;
	make_executor(s);
	run_future(s, 1, FIRST);
	write_it(s, 1, 1);
	end_future(s, 1, FIRST);
	DONE(s, 0, OP_FUTURE_WAIT, LOG_NONE, .text = script_string(s, "100002-100003"), .x = 1, .y = 2,
	     .z = UNTIL_FIRST);
	read_it(s, 0, 1);
	assert_silent(s);
	run_future(s, 2, SECOND);
	write_it(s, 2, 1);
	DONE(s, 0, OP_FUTURE_WAIT, LOG_NONE, .text = script_string(s, "100002-100003"), .x = 1, .y = 2,
	     .z = UNTIL_FIRST);
	access_at(s, 0, OP_VAR_READ, "c.c:99", 1);
	assert_true(count_seen(s, INSIGHT_RACE) > 0);
}

static void test_a_future_that_failed_wants_to_be_asked(void **state)
{
	struct script *s = *state;
	make_executor(s);
	for (uint32_t i = 0; i < 2; i++) {
		run_future(s, 1 + i, FIRST + i);
		DONE(s, 1 + i, OP_FUTURE_SET_EXCEPTION, FIRST + i, .x = FUTURE_IS_FINISHED, .flags = VALUE_ERROR,
		     .site = script_string(s, "f.c:3"), .text = script_string(s, "ValueError: no data"));
	}
	DONE(s, 0, OP_FUTURE_EXCEPTION, FIRST, .x = FUTURE_IS_FINISHED, .flags = VALUE_ERROR);
	DONE(s, 0, OP_EXIT, LOG_NONE);
	assert_says(s, 0, "exception nobody asked for: Future-0 ended by ValueError: no data, in two (f.c:3)");
	assert_int_equal(count_seen(s, INSIGHT_UNASKED), 1);
}

static void give_error(struct script *s, uint32_t result)
{
	DONE(s, 3, OP_POOL_TAKE, POOL, .via = result, .y = 1);
	DONE(s, 3, OP_POOL_GIVE, POOL, .via = result, .y = 1, .flags = VALUE_ERROR,
	     .site = script_string(s, "p.c:7"), .text = script_string(s, "ValueError: no data"));
}

static void test_an_exception_that_nobody_asks_for_is_told_at_the_end(void **state)
{
	struct script *s = *state;
	make_pool(s);
	give_error(s, FIRST);
	give_error(s, SECOND);
	DONE(s, 0, OP_RESULT_GET, SECOND, .result = IL_RAISED, .flags = VALUE_ERROR);
	assert_silent(s);
	DONE(s, 3, OP_PROCESS_EXIT, 3);
	assert_silent(s);
	DONE(s, 0, OP_EXIT, LOG_NONE);
	assert_says(s, 0, "exception nobody asked for: result ended by ValueError: no data, in worker-0 (p.c:7)");
	assert_int_equal(count_seen(s, INSIGHT_UNASKED), 1);
}

static void test_an_exception_that_an_error_callback_is_given_was_looked_at(void **state)
{
	struct script *s = *state;
	make_pool(s);
	give_error(s, FIRST);
	DONE(s, 1, OP_POOL_TEND, POOL, .z = TEND_CALLBACK, .via = FIRST);
	DONE(s, 0, OP_EXIT, LOG_NONE);
	assert_silent(s);
}

static void test_a_task_of_which_its_loop_complains_is_told_once(void **state)
{
	struct script *s = *state;
	make_loop(s);
	DONE(s, 3, OP_TASK_RUN, 3);
	DONE(s, 3, OP_TASK_DONE, 3, .result = IL_RAISED, .flags = VALUE_ERROR, .site = script_string(s, "t.c:5"),
	     .text = script_string(s, "ValueError: no data"));
	assert_silent(s);
	for (int i = 0; i < 2; i++)
		DONE(s, 0, OP_LOOP_EXCEPTION, 3, .flags = VALUE_ERROR, .text = script_string(s, "ValueError: no data"));
	assert_says(s, 0, "exception nobody asked for: task ended by ValueError: no data (t.c:5)");
	DONE(s, 0, OP_LOOP_EXCEPTION, A, .flags = VALUE_ERROR, .text = script_string(s, "ValueError: of a callback"));
	assert_int_equal(count_seen(s, INSIGHT_UNASKED), 1);
}

/* ---- lost updates ---- */

static void test_an_update_is_lost_though_each_access_is_locked(void **state)
{
	struct script *s = *state;
	script_object(s, A, TYPE_LOCK, "L", 0);
	static const struct {
		uint32_t actor;
		bool writes;
	} STEPS[] = {{1, false}, {2, false}, {2, true}, {1, true}};
	for (uint32_t i = 0; i < 4; i++) {
		script_acquire(s, STEPS[i].actor, A);
		(STEPS[i].writes ? write_it : read_it)(s, STEPS[i].actor, STEPS[i].writes);
		script_release(s, STEPS[i].actor, A);
	}
	assert_int_equal(count_seen(s, INSIGHT_RACE), 0);
	assert_says(
	    s, 0,
	    "lost update: one read counter (c.c:16), two wrote it (c.c:17), and one wrote over that (c.c:17) "
	    "without having seen it");
}

static void test_an_update_between_the_awaits_of_a_task_is_lost_too(void **state)
{
	struct script *s = *state;
	make_loop(s);
	DONE(s, 3, OP_TASK_RUN, 3);
	read_it(s, 3, 0);
	BLOCK(s, 3, OP_SLEEP, LOG_NONE, .via = A, .flags = LOG_AWAITED);
	DONE(s, 4, OP_TASK_RUN, 4);
	add_one(s, 4);
	DONE(s, 0, OP_LOOP_READY, 3, .x = 1);
	DONE(s, 3, OP_SLEEP, LOG_NONE, .via = A);
	write_it(s, 3, 1);
	assert_int_equal(count_seen(s, INSIGHT_LOST_UPDATE), 1);
	assert_int_equal(count_seen(s, INSIGHT_RACE), 0);
}

static void test_who_reads_again_loses_nothing(void **state)
{
	struct script *s = *state;
	read_it(s, 1, 0);
	add_one(s, 2);
	add_one(s, 1);
	assert_int_equal(count_seen(s, INSIGHT_LOST_UPDATE), 0);
}

static void test_what_is_no_number_is_not_added_to(void **state)
{
	struct script *s = *state;
	read_it(s, 1, 0);
	DONE(s, 2, OP_VAR_WRITE, VAR, .flags = VALUE_STRING, .text = script_string(s, "stop"));
	DONE(s, 1, OP_VAR_WRITE, VAR, .flags = VALUE_STRING, .text = script_string(s, "stop"));
	assert_int_equal(count_seen(s, INSIGHT_LOST_UPDATE), 0);
}

/* ---- locks ---- */

static void make_locks(struct script *s)
{
	script_object(s, A, TYPE_LOCK, "pen", 0);
	script_object(s, B, TYPE_LOCK, "paper", 0);
	script_object(s, C, TYPE_LOCK, "gate", 0);
}

static void take_both(struct script *s, uint32_t actor, uint32_t first, uint32_t second)
{
	acquire_at(s, actor, first, "d.c:1");
	acquire_at(s, actor, second, "d.c:2");
	script_release(s, actor, second);
	script_release(s, actor, first);
}

static void test_opposite_orders_are_told_though_it_went_well(void **state)
{
	struct script *s = *state;
	make_locks(s);
	for (int i = 0; i < 3; i++) {
		take_both(s, 1, A, B);
		take_both(s, 2, B, A);
	}
	assert_int_equal(count_seen(s, INSIGHT_LOCK_ORDER), 1);
	assert_says(s, 0,
		    "lock order: one took paper (d.c:2) while it held pen (d.c:1); two took pen (d.c:2) "
		    "while it held "
		    "paper (d.c:1): in another order of steps each waits for the other");
}

/* What it holds is known however it lets go: the last one taken is not always the first. */
static void test_locks_let_go_in_the_order_they_were_taken_hold_no_more(void **state)
{
	struct script *s = *state;
	make_locks(s);
	acquire_at(s, 1, A, "d.c:1");
	acquire_at(s, 1, B, "d.c:2");
	script_release(s, 1, A);
	acquire_at(s, 1, C, "d.c:3");
	script_release(s, 1, B);
	script_release(s, 1, C);
	take_both(s, 2, C, B);
	assert_int_equal(count_seen(s, INSIGHT_LOCK_ORDER), 1);
	assert_says(s, 0,
		    "lock order: one took gate (d.c:3) while it held paper (d.c:2); two took paper (d.c:2) while it held "
		    "gate (d.c:1): in another order of steps each waits for the other");
}

static void test_one_order_is_no_fault(void **state)
{
	struct script *s = *state;
	make_locks(s);
	take_both(s, 1, A, B);
	take_both(s, 2, A, B);
	assert_silent(s);
}

static void test_one_thread_alone_cannot_deadlock(void **state)
{
	struct script *s = *state;
	make_locks(s);
	take_both(s, 1, A, B);
	take_both(s, 1, B, A);
	assert_silent(s);
}

static void test_a_gate_keeps_them_apart(void **state)
{
	struct script *s = *state;
	make_locks(s);
	for (uint32_t actor = 1; actor <= 2; actor++) {
		acquire_at(s, actor, C, "d.c:0");
		take_both(s, actor, actor == 1 ? A : B, actor == 1 ? B : A);
		script_release(s, actor, C);
	}
	assert_silent(s);
	take_both(s, 1, A, B); /* and once past the gate */
	assert_int_equal(count_seen(s, INSIGHT_LOCK_ORDER), 1);
}

static void test_what_must_come_later_closes_no_circle(void **state)
{
	struct script *s = *state;
	make_locks(s);
	take_both(s, 1, A, B);
	give_end(s);
	take_end(s);
	take_both(s, 2, B, A);
	assert_silent(s);
}

static void test_who_may_give_up_closes_no_circle(void **state)
{
	struct script *s = *state;
	make_locks(s);
	take_both(s, 1, A, B);
	acquire_at(s, 2, B, "d.c:1");
	DONE(s, 2, OP_LOCK_ACQUIRE, A, .x = 2, .y = 1, .z = 1);
	assert_silent(s);
}

static void test_a_circle_of_three(void **state)
{
	struct script *s = *state;
	make_locks(s);
	script_thread(s, 0, 3, "three", false);
	take_both(s, 1, A, B);
	take_both(s, 2, B, C);
	assert_silent(s);
	take_both(s, 3, C, A);
	struct seen seen = look(s);
	assert_int_equal(seen.count, 1);
	assert_int_equal(watch_insight(seen.watch, 0)->count, 3);
	assert_int_equal(watch_insight(seen.watch, 0)->actors[2], 3);
	forget(&seen);
}

static void test_an_rlock_taken_again_adds_no_edge(void **state)
{
	struct script *s = *state;
	script_object(s, A, TYPE_RLOCK, "R", 0);
	script_object(s, B, TYPE_LOCK, "L", 0);
	take_both(s, 2, A, B);
	DONE(s, 1, OP_RLOCK_ACQUIRE, A, .x = 1, .y = 1);
	DONE(s, 1, OP_LOCK_ACQUIRE, B, .x = 1, .y = 1);
	DONE(s, 1, OP_RLOCK_ACQUIRE, A, .x = 1, .y = 2);
	assert_silent(s);
}

static void test_a_lock_that_another_has_released_is_not_held(void **state)
{
	struct script *s = *state;
	make_locks(s);
	take_both(s, 1, B, A);
	script_acquire(s, 2, A);
	script_release(s, 1, A);
	script_acquire(s, 2, B);
	assert_silent(s);
}

/* ---- any log ---- */

static void test_the_timeline_sees_the_same(void **state)
{
	struct script *s = *state;
	add_one(s, 1);
	add_one(s, 2);
	struct timeline *timeline = timeline_new(s->log);
	timeline_advance(timeline, log_committed(s->log), UINT64_MAX);
	struct seen seen = look(s);
	assert_true(seen.count > 0);
	assert_int_equal(watch_count(timeline_watch(timeline), UINT64_MAX), seen.count);
	for (uint32_t i = 0; i < seen.count; i++)
		assert_memory_equal(watch_insight(timeline_watch(timeline), i), watch_insight(seen.watch, i),
				    sizeof(struct insight));
	timeline_free(timeline);
	forget(&seen);
}

static void test_strange_logs_are_watched_without_harm(void **state)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct script *s = *state;
		script_fini(s);
		script_init(s);
		script_random(s, seed, 500, seed % 2 == 0);
		struct seen seen = look(s);
		char text[256];
		for (uint32_t i = 0; i < seen.count; i++) {
			insight_text(text, sizeof text, watch_insight(seen.watch, i), seen.model);
			assert_true(strlen(text) > 0);
		}
		forget(&seen);
	}
}

/* As long as it is, a run is watched in the memory of its actors and objects: nothing is lost. */
static void test_a_million_events_are_watched(void **state)
{
	struct script *s = *state;
	enum { EVENTS = 1000000, THREADS = 16 };
	script_object(s, A, TYPE_LOCK, "L", 0);
	for (uint32_t id = 3; id <= THREADS; id++)
		script_thread(s, 0, id, "thread", false);
	struct seen seen = look(s);
	struct log_event event = {.phase = LOG_DONE, .object = A, .via = LOG_NONE};
	for (uint32_t i = 0; i < EVENTS; i++) {
		static const uint16_t OPS[] = {OP_LOCK_ACQUIRE, OP_VAR_READ, OP_VAR_WRITE, OP_LOCK_RELEASE};
		event.actor = 1 + i / 4 % THREADS;
		event.op = OPS[i % 4];
		event.object = i % 4 == 0 || i % 4 == 3 ? A : VAR;
		event.x = i % 4 == 0 ? (int32_t)event.actor : -1;
		event.site = 1 + i % 4;
		event.value = i / 4 + (i % 4 == 2);
		model_apply(seen.model, &event);
		watch_apply(seen.watch, seen.model, &event);
	}
	assert_int_equal(watch_count(seen.watch, UINT64_MAX), 0);
	event.actor = 1;
	event.op = OP_VAR_WRITE;
	event.object = VAR;
	model_apply(seen.model, &event);
	watch_apply(seen.watch, seen.model, &event);
	assert_true(watch_count(seen.watch, UINT64_MAX) > 0);
	forget(&seen);
}

/* More strands than the clocks have memory for: nothing more is told of races, and nothing breaks. */
static void test_without_memory_for_the_clocks_it_is_silent(void **state)
{
	struct script *s = *state;
	enum { THREADS = 1500 };
	for (uint32_t id = 3; id < THREADS; id++) {
		script_thread(s, 0, id, "thread", false);
		write_it(s, id, 1);
		DONE(s, id, OP_THREAD_EXIT, id);
		DONE(s, 0, OP_THREAD_JOIN, id);
	}
	assert_silent(s);
	write_it(s, 1, 1);
	read_it(s, 2, 1);
	assert_silent(s); /* which with less would be a race */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_write_and_a_read_that_nothing_orders_are_a_race),
	    TEST(test_a_read_and_then_a_write_are_a_race_too),
	    TEST(test_each_pair_of_places_is_told_once),
	    TEST(test_reads_alone_are_no_race),
	    TEST(test_each_of_many_readers_races_with_a_write),
	    TEST(test_one_lock_around_both_orders_them),
	    TEST(test_two_locks_order_nothing),
	    TEST(test_what_orders),
	    TEST(test_the_end_of_a_thread_orders_for_who_joins_it),
	    TEST(test_a_join_that_times_out_orders_nothing),
	    TEST(test_an_op_unheard_of_orders_all_who_do_it),
	    TEST(test_a_barrier_orders_what_is_before_it_and_what_is_behind),
	    TEST(test_an_item_brings_what_was_known_when_it_was_put),
	    TEST(test_items_from_before_the_first_variable_bring_nothing),
	    TEST(test_a_process_is_behind_its_start_and_before_its_join),
	    TEST(test_one_of_several_processes_that_has_ended_is_waited_for),
	    TEST(test_a_raw_value_races_as_a_variable_does),
	    TEST(test_a_flag_in_a_value_with_a_lock_is_sound),
	    TEST(test_an_update_of_a_value_needs_its_lock_over_both),
	    TEST(test_tasks_of_one_loop_do_not_race),
	    TEST(test_a_result_brings_what_its_worker_did),
	    TEST(test_workers_of_one_pool_race),
	    TEST(test_a_pool_that_is_joined_is_behind_its_workers),
	    TEST(test_a_call_is_behind_its_submit_and_before_its_result),
	    TEST(test_calls_of_one_pool_race_though_its_work_queue_is_one),
	    TEST(test_a_wait_for_futures_is_behind_those_that_are_settled),
	    TEST(test_a_future_that_failed_wants_to_be_asked),
	    TEST(test_a_task_of_which_its_loop_complains_is_told_once),
	    TEST(test_an_exception_that_nobody_asks_for_is_told_at_the_end),
	    TEST(test_an_exception_that_an_error_callback_is_given_was_looked_at),
	    TEST(test_an_update_is_lost_though_each_access_is_locked),
	    TEST(test_an_update_between_the_awaits_of_a_task_is_lost_too),
	    TEST(test_who_reads_again_loses_nothing),
	    TEST(test_what_is_no_number_is_not_added_to),
	    TEST(test_opposite_orders_are_told_though_it_went_well),
	    TEST(test_locks_let_go_in_the_order_they_were_taken_hold_no_more),
	    TEST(test_one_order_is_no_fault),
	    TEST(test_one_thread_alone_cannot_deadlock),
	    TEST(test_a_gate_keeps_them_apart),
	    TEST(test_what_must_come_later_closes_no_circle),
	    TEST(test_who_may_give_up_closes_no_circle),
	    TEST(test_a_circle_of_three),
	    TEST(test_an_rlock_taken_again_adds_no_edge),
	    TEST(test_a_lock_that_another_has_released_is_not_held),
	    TEST(test_the_timeline_sees_the_same),
	    TEST(test_strange_logs_are_watched_without_harm),
	    TEST(test_a_million_events_are_watched),
	    TEST(test_without_memory_for_the_clocks_it_is_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
