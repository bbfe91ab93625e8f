/* Thread pools and futures beside CPython's: the same calls, the same answers. */
#include "beside_python.h"

#include <string.h>

static il_event go, begun;
static il_var count;
static il_executor pool;
static il_future future;

/* ---- futures ---- */

static void say_future(void)
{
	il_print("%s %s %s", truth(il_future_done(future)), truth(il_future_running(future)),
		 truth(il_future_cancelled(future)));
}

static void say_result(il_timeout timeout)
{
	il_value value = il_none();
	il_status status = il_future_result(future, &value, .timeout = timeout);
	say_value(status, value);
}

static void say_exception(il_timeout timeout)
{
	il_value value = il_none();
	il_status status = il_future_exception(future, &value, .timeout = timeout);
	say_value(status, value);
}

/* True: run it; False: it was cancelled. */
static void say_set_running(void)
{
	il_status status = il_future_set_running(future);
	say_whether(status == IL_CANCELLED ? IL_TIMEOUT : status);
}

static void say_cancel(void)
{
	il_print("%s", truth(il_future_cancel(future)));
}

static void futures(void)
{
	const il_timeout for_ever = {false, 0};
	il_value error;
	future = il_future_new();
	say_future();
	say_result(il_within(0));
	say_result(il_within(-1));
	say_exception(il_within(0.01));
	say_set_running();
	say_future();
	say_cancel();
	say_none(il_future_set_result(future, il_int(7)));
	say_future();
	say_none(il_future_set_result(future, il_int(8)));
	say_none(il_future_set_exception(future, il_raise("KeyError", "k")));
	say_cancel();
	say_result(for_ever);
	say_exception(for_ever);
	future = il_future_new();
	say_cancel();
	say_cancel();
	say_future();
	say_result(for_ever);
	say_exception(for_ever);
	say_set_running();
	say_none(il_future_set_result(future, il_int(8)));
	say_cancel();
	future = il_future_new();
	say_none(il_future_set_exception(future, il_raise("ValueError", "no data")));
	say_future();
	say_result(for_ever);
	say_result(for_ever);
	il_future_exception(future, &error);
	il_print("%.10s", il_text(error));
}

static il_value note(il_args args)
{
	bool in_main = il_current_thread().id == il_main_thread().id;
	il_print("%s %s %s", il_text(args.v[1]), truth(il_future_done(il_future_of(args.v[0]))),
		 truth(in_main));
	return il_none();
}

static il_value note_and_fail(il_args args)
{
	note(args);
	return il_raise("ValueError", "in a callback");
}

static il_value set_one(il_args args)
{
	(void)args;
	il_future_set_result(future, il_int(1));
	return il_none();
}

static void add(il_target callback, const char *text)
{
	say_none(il_future_add_done_callback(future, callback, .args = IL_ARGS(il_str("%s", text))));
}

static void callbacks(void)
{
	future = il_future_new();
	add(note, "first");
	add(note_and_fail, "second");
	add(note, "third");
	run_in_thread(set_one);
	add(note, "late");
	add(note_and_fail, "late and failing");
	say_none(il_future_set_result(future, il_int(2)));
	future = il_future_new();
	il_future_add_done_callback(future, note, .args = IL_ARGS(il_str("cancelled")));
	say_cancel();
	say_cancel();
	say_set_running();
}

static void say_waited(const il_future *list, size_t total, struct il_future_wait_options options)
{
	bool done[8];
	int settled = 0;
	il_future_wait(done, list, total, .timeout = options.timeout, .return_when = options.return_when);
	for (size_t i = 0; i < total && i < 4; i++) /* the others are there twice */
		settled += done[i];
	il_print("(%d, %d)", settled, (total > 4 ? 4 : (int)total) - settled);
}

#define say_wait(list, total, ...)                                                                           \
	say_waited((list), (total), (struct il_future_wait_options){.unused_ = 0, __VA_ARGS__})

static void make_futures(il_future *list)
{
	for (int i = 0; i < 4; i++)
		list[i] = il_future_new();
}

static void waits(void)
{
	il_future list[8];
	make_futures(list);
	memcpy(&list[4], &list[0], 4 * sizeof *list);
	say_wait(list, 4, .timeout = il_within(0));
	say_wait(list, 4, .timeout = il_within(-1));
	say_wait(list, 4, .timeout = il_within(0.01), .return_when = IL_FIRST_COMPLETED);
	il_future_set_result(list[0], il_int(1));
	say_wait(list, 4, .return_when = IL_FIRST_COMPLETED);
	say_wait(list, 4, .timeout = il_within(0.01), .return_when = IL_FIRST_EXCEPTION);
	il_future_cancel(list[1]);
	say_wait(list, 4, .timeout = il_within(0), .return_when = IL_FIRST_EXCEPTION);
	il_future_set_running(list[1]);
	say_wait(list, 4, .timeout = il_within(0), .return_when = IL_FIRST_EXCEPTION);
	il_future_set_exception(list[2], il_raise("ValueError", "no data"));
	say_wait(list, 4, .return_when = IL_FIRST_EXCEPTION);
	say_wait(list, 4, .timeout = il_within(0));
	il_future_set_result(list[3], il_int(4));
	say_wait(list, 4);
	say_wait(list, 8);
	say_wait(list, 0);
}

static void in_order_of_completion(void)
{
	static const int order[] = {2, 0, 3};
	il_future list[4], next;
	make_futures(list);
	il_future asked_for[] = {list[3], list[1], list[0], list[1], list[2]};
	struct il_completed completed = il_as_completed(asked_for, 5, .timeout = il_within(1));
	for (int i = 0; i < 3; i++) {
		il_future_set_result(list[order[i]], il_int(order[i]));
		il_completed_next(&completed, &next);
		future = next;
		say_result((il_timeout){false, 0});
	}
	if (il_completed_next(&completed, &next) == IL_TIMEOUT)
		il_print("TimeoutError: %d (of %d) futures unfinished", (int)completed.unfinished,
			 (int)completed.total);
	say_value(il_completed_next(&completed, &next), il_none());
	completed = il_as_completed(NULL, 0);
	say_value(il_completed_next(&completed, &next), il_none());
}

/* ---- pools ---- */

static il_value work_on(il_args args)
{
	add_one(count);
	if (args.v[0].i == 1)
		return raise_key((il_args){.count = 1, .v = (il_value[]){il_str("one")}});
	if (args.v[0].i == 5)
		il_event_wait(go);
	return il_str("%d%s", (int)args.v[0].i, il_text(args.v[1]));
}

static void say_next(struct il_results *results)
{
	il_value value = il_none();
	il_status status = il_results_next(results, &value);
	say_value(status, value);
}

static void maps(void)
{
	struct il_results results;
	il_args letters = IL_ARGS(il_str("a"), il_str("b"), il_str("c"), il_str("d"));
	go = il_event_new("go");
	count = il_var_new("count", il_int(0));
	pool = il_executor_new("pool", 1);
	{
		il_hold(pool);
		il_executor_map(
		    &results, pool, work_on,
		    IL_LISTS(IL_ARGS(il_int(0), il_int(2), il_int(1), il_int(3), il_int(4)), letters));
		il_executor_submit(&future, pool, do_nothing);
		il_future_result(future, NULL);
		il_print("%d", (int)il_var_read(count).i);
		for (int i = 0; i < 4; i++)
			say_next(&results);
		il_executor_map(&results, pool, work_on, IL_LISTS(IL_ARGS(il_int(5), il_int(6)), letters),
				.timeout = il_within(0.01));
		say_next(&results);
		say_next(&results);
		il_event_set(go);
		il_executor_map(&results, pool, work_on, IL_LISTS((il_args){.count = 0}, letters));
		say_next(&results);
	}
	il_print("%d", (int)il_var_read(count).i);
	say_none(il_executor_map(&results, pool, work_on, IL_LISTS(IL_ARGS(il_int(0)), letters)));
}

static il_value hold_on(il_args args)
{
	(void)args;
	il_event_set(begun);
	il_event_wait(go);
	return il_str("held");
}

static void shutdowns(void)
{
	const il_timeout for_ever = {false, 0};
	il_future held, queued[2];
	go = il_event_new("go");
	begun = il_event_new("begun");
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&held, pool, hold_on);
	for (int i = 0; i < 2; i++)
		il_executor_submit(&queued[i], pool, hold_on);
	il_event_wait(begun);
	say_none(il_executor_shutdown(pool, .nonblocking = true));
	il_print("%s %s", truth(il_future_running(held)), truth(il_future_cancelled(queued[0])));
	say_none(il_executor_submit(NULL, pool, hold_on));
	say_none(il_executor_shutdown(pool, .nonblocking = true, .cancel_futures = true));
	il_print("%s %s %s", truth(il_future_running(held)), truth(il_future_cancelled(queued[0])),
		 truth(il_future_cancelled(queued[1])));
	il_event_set(go);
	say_none(il_executor_shutdown(pool));
	future = held;
	say_result(for_ever);
	future = queued[1];
	say_result(for_ever);
	say_none(il_executor_shutdown(pool));
	say_none(il_executor_submit(NULL, pool, hold_on));
}

static il_value fail_to_start(il_args args)
{
	(void)args;
	return il_raise("ValueError", "no start");
}

static void initializers(void)
{
	pool = il_executor_new("pool", 1, .initializer = fail_to_start);
	il_executor_submit(&future, pool, do_nothing);
	say_result((il_timeout){false, 0});
	say_none(il_executor_submit(NULL, pool, do_nothing));
	say_none(il_executor_shutdown(pool));
}

static void test_pools_and_futures_answer_as_cpythons_do(void **state)
{
	static const struct beside_case cases[] = {
	    BESIDE_CASE(futures),      BESIDE_CASE(callbacks),
	    BESIDE_CASE(waits),        BESIDE_CASE(in_order_of_completion),
	    BESIDE_CASE(maps),         BESIDE_CASE(shutdowns),
	    BESIDE_CASE(initializers),
	};
	(void)state;
	assert_as_python(cases, sizeof cases / sizeof *cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_pools_and_futures_answer_as_cpythons_do)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
