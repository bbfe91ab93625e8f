/* Future, wait, as_completed. Most futures here are settled by hand, so that the order is the test's. */
#include "programs.h"

#include <string.h>

static il_executor pool;
static il_event go;
static il_future future, others[4];
static il_var seen; /* what callbacks have written: their numbers, one after the other */

static bool is_error(il_value value, const char *text)
{
	return value.kind == IL_ERROR && strcmp(il_text(value), text) == 0;
}

/* ---- F10, F11, F15: states ---- */

static void assert_state(bool done, bool running, bool cancelled)
{
	EXPECT(il_future_done(future) == done);
	EXPECT(il_future_running(future) == running);
	EXPECT(il_future_cancelled(future) == cancelled);
}

static void finish(void)
{
	future = il_future_new();
	assert_state(false, false, false);
	EXPECT(il_future_set_running(future) == IL_OK);
	assert_state(false, true, false);
	EXPECT(il_future_set_running(future) == IL_UNEXPECTED_STATE);
	EXPECT(il_future_set_result(future, il_int(7)) == IL_OK);
	assert_state(true, false, false);
	EXPECT(il_future_set_running(future) == IL_UNEXPECTED_STATE);
	EXPECT(il_future_set_result(future, il_int(8)) == IL_INVALID_STATE);
	EXPECT(il_future_set_exception(future, il_raise("KeyError", "k")) == IL_INVALID_STATE);
	il_value value = il_none();
	EXPECT(il_future_result(future, &value) == IL_OK && value.i == 7);
}

static void cancel(void)
{
	future = il_future_new();
	EXPECT(il_future_cancel(future));
	assert_state(true, false, true);
	EXPECT(il_future_cancel(future));
	EXPECT(il_future_set_result(future, il_int(8)) == IL_INVALID_STATE);
	EXPECT(il_future_set_running(future) == IL_CANCELLED); /* cancelled and notified */
	assert_state(true, false, true);
	EXPECT(il_future_cancel(future));
	EXPECT(il_future_set_running(future) == IL_UNEXPECTED_STATE);
	EXPECT(il_future_set_exception(future, il_raise("KeyError", "k")) == IL_INVALID_STATE);
}

static void settle_without_running(void)
{
	future = il_future_new();
	EXPECT(il_future_set_exception(future, il_int(3)) == IL_WRONG_TYPE);
	EXPECT(il_future_set_result(future, il_raise("KeyError", "k")) == IL_WRONG_TYPE);
	EXPECT(il_future_set_exception(future, il_raise("KeyError", "k")) == IL_OK);
	assert_state(true, false, false);
}

static void test_F10_states_follow_each_other_and_what_is_done_stays_done(void **state)
{
	(void)state;
	assert_completes(finish);
	assert_completes(cancel);
	assert_completes(settle_without_running);
}

static void end_in_each_way(void)
{
	il_future finished = il_future_new(), failed = il_future_new(), cancelled = il_future_new();
	il_future_set_result(finished, il_none());
	il_future_set_exception(failed, il_raise("ValueError", "v"));
	il_future_cancel(cancelled);
	EXPECT(il_future_done(finished) && il_future_done(failed) && il_future_done(cancelled));
	EXPECT(!il_future_done(il_future_new()));
}

static void test_F11_done_is_finished_failed_or_cancelled(void **state)
{
	(void)state;
	assert_completes(end_in_each_way);
}

/* ---- F12, F15, F19: outcomes ---- */

static il_value settle_later(il_args args)
{
	il_sleep(1);
	if (args.v[0].kind == IL_ERROR)
		il_future_set_exception(future, args.v[0]);
	else if (args.v[0].kind == IL_NONE)
		il_future_cancel(future);
	else
		il_future_set_result(future, args.v[0]);
	return il_none();
}

static void wait_for(il_value outcome)
{
	future = il_future_new();
	il_thread thread = il_thread_new(settle_later, .args = IL_ARGS(outcome));
	il_thread_start(thread);
}

static void wait_for_results(void)
{
	il_value value = il_int(1), error = il_int(1);
	wait_for(il_str("done"));
	EXPECT_IN_TIME(il_future_result(future, &value, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT_IN_TIME(il_future_result(future, &value, .timeout = il_within(-1)) == IL_TIMEOUT); /* no ValueError */
	EXPECT_IN_TIME(value.i == 1);
	EXPECT_IN_TIME(il_future_result(future, &value, .timeout = il_within(5)) == IL_OK);
	EXPECT(il_future_result(future, &value) == IL_OK);
	EXPECT(strcmp(il_text(value), "done") == 0);
	EXPECT(il_future_exception(future, &error) == IL_OK && error.kind == IL_NONE);
}

static void wait_for_errors(void)
{
	il_value value = il_none(), again = il_none(), error = il_none();
	wait_for(il_raise("ConnectionError", "no way to %s", "A"));
	EXPECT(il_future_exception(future, &error) == IL_OK && is_error(error, "ConnectionError: no way to A"));
	EXPECT(il_future_result(future, &value) == IL_RAISED && is_error(value, "ConnectionError: no way to A"));
	EXPECT(il_future_result(future, &again) == IL_RAISED && again.ref == value.ref); /* the same object each time */
	EXPECT(il_future_result(future, NULL) == IL_RAISED);
	EXPECT(il_raise_status(IL_RAISED).ref == value.ref);
}

static void wait_for_cancelling(void)
{
	wait_for(il_none());
	EXPECT(il_future_result(future, NULL) == IL_CANCELLED); /* nobody has to notify it */
	EXPECT(il_future_exception(future, NULL, .timeout = il_within(1)) == IL_CANCELLED);
	EXPECT(strcmp(il_text(il_raise_status(IL_CANCELLED)), "CancelledError: it was cancelled") == 0);
}

static void time_out(void)
{
	double before = il_clock_peek();
	future = il_future_new();
	EXPECT(il_future_exception(future, NULL, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(!il_future_done(future));
}

static void test_F12_result_gives_the_result_raises_the_exception_or_gives_up(void **state)
{
	(void)state;
	assert_completes(wait_for_results);
}

static void test_F15_exception_gives_it_and_none_for_a_result(void **state)
{
	(void)state;
	assert_completes_in_any_time(wait_for_errors);
	assert_completes_in_any_time(wait_for_cancelling);
	assert_completes(time_out);
}

static void test_F19_the_exception_of_a_task_is_raised_at_each_result(void **state)
{
	(void)state;
	assert_completes_in_any_time(wait_for_errors);
}

static il_value ask(il_args args)
{
	(void)args;
	il_value value = il_none();
	EXPECT(il_future_result(future, &value) == IL_OK && value.i == 5);
	return il_none();
}

static void ask_from_many(void)
{
	il_thread askers[3];
	future = il_future_new();
	for (int i = 0; i < 3; i++) {
		askers[i] = il_thread_new(ask);
		il_thread_start(askers[i]);
	}
	il_future_set_result(future, il_int(5));
	for (int i = 0; i < 3; i++)
		il_thread_join(askers[i]);
}

static void test_F12_all_who_wait_for_a_result_get_it(void **state)
{
	(void)state;
	assert_completes_in_any_time(ask_from_many);
}

/* ---- F13: cancel ---- */

static il_value hold(il_args args)
{
	(void)args;
	il_event_wait(go);
	return il_none();
}

static void cancel_in_each_state(void)
{
	il_future queued;
	go = il_event_new("go");
	pool = il_executor_new("pool", 1);
	il_executor_submit(&future, pool, hold);
	il_executor_submit(&queued, pool, hold);
	while (!il_future_running(future))
		il_sleep(0.1);
	EXPECT(!il_future_cancel(future));
	EXPECT(il_future_cancel(queued));
	il_event_set(go);
	EXPECT(il_future_result(future, NULL) == IL_OK);
	EXPECT(!il_future_cancel(future));
	il_executor_shutdown(pool);
	EXPECT(il_future_cancelled(queued));
}

static void test_F13_only_a_pending_future_can_be_cancelled(void **state)
{
	(void)state;
	assert_completes_in_any_time(cancel_in_each_state);
}

/* ---- F14: callbacks ---- */

/* Gets the future, then its own number. */
static il_value note(il_args args)
{
	EXPECT(il_future_is(il_future_of(args.v[0]), future));
	EXPECT(il_future_done(future));
	il_var_write(seen, il_int(il_var_read(seen).i * 10 + args.v[1].i));
	return il_none();
}

static il_value note_and_fail(il_args args)
{
	note(args);
	return il_raise("ValueError", "in a callback");
}

static void register_three(void)
{
	future = il_future_new();
	seen = il_var_new("seen", il_int(0));
	il_future_add_done_callback(future, note, .args = IL_ARGS(il_int(1)));
	il_future_add_done_callback(future, note_and_fail, .args = IL_ARGS(il_int(2)));
	il_future_add_done_callback(future, note, .args = IL_ARGS(il_int(3)));
	EXPECT(il_var_read(seen).i == 0);
}

static void call_back(void)
{
	register_three();
	il_future_set_result(future, il_none());
	EXPECT(il_var_read(seen).i == 123);
	EXPECT(il_future_add_done_callback(future, note, .args = IL_ARGS(il_int(4))) == IL_OK); /* at once */
	EXPECT(il_var_read(seen).i == 1234);
	EXPECT(il_future_add_done_callback(future, note_and_fail, .args = IL_ARGS(il_int(5))) == IL_OK);
	EXPECT(il_var_read(seen).i == 12345);
	EXPECT(il_future_set_result(future, il_none()) == IL_INVALID_STATE); /* and nobody is called again */
	EXPECT(il_var_read(seen).i == 12345);
}

static void call_back_cancelled(void)
{
	register_three();
	EXPECT(il_future_cancel(future));
	EXPECT(il_var_read(seen).i == 123); /* in the caller's thread, at the cancel */
	EXPECT(il_future_set_running(future) == IL_CANCELLED);
	EXPECT(il_var_read(seen).i == 123);
}

static void test_F14_callbacks_are_called_once_in_order_and_harm_nobody(void **state)
{
	(void)state;
	assert_completes(call_back);
	assert_completes(call_back_cancelled);
}

static il_value note_name(il_args args)
{
	(void)args;
	il_var_write(seen, il_str("%s", il_current_name()));
	return il_none();
}

static void call_back_in_a_worker(void)
{
	go = il_event_new("go");
	seen = il_var_new("seen", il_none());
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&future, pool, hold);
	il_future_add_done_callback(future, note_name);
	il_event_set(go);
	il_executor_shutdown(pool);
	EXPECT(strcmp(il_text(il_var_read(seen)), "worker_0") == 0);
}

static void test_F14_the_thread_that_settles_calls_the_callbacks(void **state)
{
	(void)state;
	assert_completes_in_any_time(call_back_in_a_worker);
}

static void test_F14_a_callback_that_fails_is_logged(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_FUTURE_ADD_CALLBACK, "Future-1", .y = 1),
	    DONE("main", OP_FUTURE_ADD_CALLBACK, "Future-1", .y = 2),
	    DONE("main", OP_FUTURE_ADD_CALLBACK, "Future-1", .y = 3),
	    DONE("main", OP_FUTURE_CANCEL, "Future-1", .x = FUTURE_IS_CANCELLED, .y = 3),
	    DONE("main", OP_FUTURE_CALLBACK, "Future-1", .x = FUTURE_IS_CANCELLED),
	    DONE("main", OP_FUTURE_CALLBACK, "Future-1", .x = FUTURE_IS_CANCELLED, .result = IL_RAISED,
		 .kind = VALUE_ERROR, .text = "ValueError: in a callback"),
	    DONE("main", OP_FUTURE_CALLBACK, "Future-1", .x = FUTURE_IS_CANCELLED),
	    DONE("main", OP_FUTURE_RUN, "Future-1", .x = FUTURE_IS_NOTIFIED, .result = IL_CANCELLED),
	};
	assert_logs(call_back_cancelled, LOG_COMPLETED, expected);
}

/* ---- F16, F18: as_completed ---- */

static void make_others(void)
{
	for (int i = 0; i < 4; i++)
		others[i] = il_future_new();
}

/* Settles the others 0, 1, ... a second apart; number 2 by an exception, number 3 by a cancel that is notified later. */
static il_value settle_others(il_args args)
{
	(void)args;
	il_sleep(1);
	il_future_set_result(others[0], il_int(0));
	il_sleep(1);
	il_future_set_result(others[1], il_int(1));
	il_sleep(1);
	il_future_set_exception(others[2], il_raise("ValueError", "two"));
	il_sleep(1);
	il_future_cancel(others[3]);
	il_sleep(1);
	EXPECT(il_future_set_running(others[3]) == IL_CANCELLED);
	return il_none();
}

static void begin_to_settle(void)
{
	make_others();
	il_thread_start(il_thread_new(settle_others));
}

static void take_as_completed(void)
{
	begin_to_settle();
	il_future shuffled[] = {others[3], others[1], others[0], others[1], others[2], others[0]};
	struct il_completed completed = il_as_completed(shuffled, 6);
	for (int i = 0; i < 4; i++) {
		il_future next;
		EXPECT(il_completed_next(&completed, &next) == IL_OK);
		EXPECT(il_future_is(next, others[i])); /* in the order of settling, each once */
		EXPECT(!il_time_respected() || program_took(i < 3 ? i + 1 : 5, 0));
	}
	EXPECT(il_completed_next(&completed, &others[0]) == IL_EXHAUSTED);
	EXPECT(il_completed_next(&completed, &others[0]) == IL_EXHAUSTED);
	completed = il_as_completed(NULL, 0);
	EXPECT(il_completed_next(&completed, &others[0]) == IL_EXHAUSTED);
}

static void test_F16_as_completed_gives_each_once_in_the_order_of_completion(void **state)
{
	(void)state;
	assert_completes_in_any_time(take_as_completed);
}

static void take_in_time(void)
{
	il_future next;
	begin_to_settle();
	struct il_completed completed = il_as_completed(others, 4, .timeout = il_within(2.5));
	il_sleep(1.25); /* the time allowed counts from the first next */
	EXPECT_IN_TIME(il_completed_next(&completed, &next) == IL_OK && il_future_is(next, others[0]));
	EXPECT_IN_TIME(il_completed_next(&completed, &next) == IL_OK && il_future_is(next, others[1]));
	EXPECT_IN_TIME(il_completed_next(&completed, &next) == IL_OK && il_future_is(next, others[2]));
	EXPECT_IN_TIME(il_completed_next(&completed, &next) == IL_TIMEOUT);
	EXPECT_IN_TIME(completed.unfinished == 1 && completed.total == 4);
	EXPECT_IN_TIME(program_took(3.75, 0));
	EXPECT_IN_TIME(il_completed_next(&completed, &next) == IL_EXHAUSTED);
}

/* What was settled at its last look is given whatever the time; what came later is not. */
static void take_late(void)
{
	il_future next;
	make_others();
	il_future_set_result(others[1], il_none());
	il_future_set_result(others[0], il_none());
	struct il_completed completed = il_as_completed(others, 4, .timeout = il_within(1));
	EXPECT(il_completed_next(&completed, &next) == IL_OK && il_future_is(next, others[1]));
	il_sleep(2);
	il_future_set_result(others[2], il_none());
	EXPECT(il_completed_next(&completed, &next) == IL_OK && il_future_is(next, others[0]));
	EXPECT(il_completed_next(&completed, &next) == IL_TIMEOUT);
	EXPECT(completed.unfinished == 2 && completed.total == 4);
}

static void test_F16_the_time_allowed_of_as_completed_counts_from_the_first_next(void **state)
{
	(void)state;
	assert_completes(take_in_time);
	assert_completes(take_late);
}

static il_value name_of(il_args args)
{
	return args.v[0];
}

static void find_by_future(void)
{
	static const char *const names[] = {"a", "b", "c"};
	il_future keys[3], next;
	pool = il_executor_new("pool", 2);
	for (int i = 0; i < 3; i++)
		il_executor_submit(&keys[i], pool, name_of, .args = IL_ARGS(il_str("%s", names[i])));
	struct il_completed completed = il_as_completed(keys, 3);
	while (il_completed_next(&completed, &next) == IL_OK) {
		il_value value = il_none();
		int key = 0;
		while (!il_future_is(keys[key], next))
			key++;
		EXPECT(il_future_result(next, &value) == IL_OK && strcmp(il_text(value), names[key]) == 0);
	}
}

static void test_F18_a_future_that_is_given_is_the_one_that_was_submitted(void **state)
{
	(void)state;
	assert_completes_in_any_time(find_by_future);
}

/* ---- F17: wait ---- */

static int wait_until(enum il_return_when return_when, bool done[4])
{
	int count = 0;
	EXPECT(il_future_wait(done, others, 4, .return_when = return_when) == IL_OK);
	for (int i = 0; i < 4; i++)
		count += done[i];
	return count;
}

static void wait_in_three_ways(void)
{
	bool done[4];
	begin_to_settle();
	EXPECT_IN_TIME(wait_until(IL_FIRST_COMPLETED, done) == 1 && done[0]);
	EXPECT(program_took(1, 0));
	EXPECT_IN_TIME(wait_until(IL_FIRST_COMPLETED, done) == 1); /* at once */
	EXPECT_IN_TIME(wait_until(IL_FIRST_EXCEPTION, done) == 3 && !done[3]);
	EXPECT(program_took(3, 0));
	EXPECT_IN_TIME(wait_until(IL_FIRST_EXCEPTION, done) == 3);
	EXPECT(il_future_wait(done, others, 4, .timeout = il_within(1.5)) == IL_OK);
	EXPECT(program_took(4.5, 0));
	EXPECT_IN_TIME(!done[3] && il_future_cancelled(others[3])); /* cancelled, but not notified */
	EXPECT(wait_until(IL_ALL_COMPLETED, done) == 4);
	EXPECT(program_took(5, 0));
	EXPECT(wait_until(IL_ALL_COMPLETED, done) == 4);
	EXPECT(il_future_wait(NULL, NULL, 0) == IL_OK);
}

static void test_F17_wait_returns_at_the_first_the_first_exception_or_the_last(void **state)
{
	(void)state;
	assert_completes(wait_in_three_ways);
}

static void wait_a_while(void)
{
	bool done[5];
	make_others();
	il_future_set_result(others[1], il_none());
	il_future twice[] = {others[1], others[0], others[1], others[0], others[2]};
	double before = il_clock_peek();
	EXPECT(il_future_wait(done, twice, 5, .timeout = il_within(0.5)) == IL_OK); /* no TimeoutError */
	EXPECT(program_took(0.5, before));
	EXPECT(done[0] && !done[1] && done[2] && !done[3] && !done[4]);
	EXPECT(il_future_wait(done, twice, 5, .timeout = il_within(-1)) == IL_OK);
	EXPECT(il_future_wait(done, &twice[1], 1, .return_when = IL_FIRST_EXCEPTION, .timeout = il_within(0)) == IL_OK);
	EXPECT(!done[0]);
	EXPECT(il_future_wait(done, twice, 5, .return_when = (enum il_return_when)7) == IL_BAD_VALUE);
	EXPECT(il_future_wait(done, twice, 1, .return_when = (enum il_return_when)7) == IL_OK); /* it need not wait */
	EXPECT(il_future_wait(done, (il_future[]){{0}}, 1) == IL_NO_ROOM);
}

static void test_F17_a_wait_that_is_over_raises_nothing(void **state)
{
	(void)state;
	assert_completes(wait_a_while);
}

static il_value wait_for_others(il_args args)
{
	bool done[4];
	EXPECT(il_future_wait(done, others, 4, .return_when = (enum il_return_when)args.v[0].i) == IL_OK);
	EXPECT(done[0]);
	return il_none();
}

static void wait_from_many(void)
{
	il_thread waiters[6];
	make_others();
	for (int i = 0; i < 6; i++) {
		waiters[i] = il_thread_new(wait_for_others, .args = IL_ARGS(il_int(i % 3)));
		il_thread_start(waiters[i]);
	}
	for (int i = 0; i < 4; i++)
		il_future_set_result(others[i], il_int(i));
	for (int i = 0; i < 6; i++)
		il_thread_join(waiters[i]);
}

static void test_F17_many_can_wait_for_the_same_futures(void **state)
{
	(void)state;
	assert_completes_in_any_time(wait_from_many);
}

static void wait_for_nobody(void)
{
	bool done[4];
	make_others();
	il_future_cancel(others[0]);
	il_future_wait(done, others, 1);
}

static void test_F17_a_wait_for_a_cancelled_future_that_nobody_meets_hangs(void **state)
{
	(void)state;
	assert_ends(wait_for_nobody, LOG_DEADLOCK);
}

/* ---- the log ---- */

static void use_futures(void)
{
	bool done[4];
	il_future next;
	make_others();
	il_future_set_result(others[1], il_int(4));
	struct il_completed completed = il_as_completed(others, 2, .timeout = il_within(1));
	il_completed_next(&completed, &next);
	il_completed_next(&completed, &next);
	il_future_wait(done, &others[1], 3, .return_when = IL_FIRST_COMPLETED);
	il_future_wait(done, others, 4, .timeout = il_within(0));
	il_future_set_exception(others[3], il_raise("KeyError", "k"));
	il_future_result(others[3], NULL);
	il_future_exception(others[3], NULL);
	il_future_result(others[2], NULL, .timeout = il_within(1));
}

static void test_what_futures_log(void **state)
{
	(void)state;
	static const char two[] = "100000-100001", four[] = "100000-100003";
	const struct logged expected[] = {
	    DONE("main", OP_FUTURE_SET_RESULT, "Future-2", .x = FUTURE_IS_FINISHED, .kind = VALUE_INT, .value = 4),
	    DONE("main", OP_FUTURE_WAIT, NULL, .x = 1, .y = 2, .z = UNTIL_NEXT, .text = two, .kind = VALUE_OBJECT,
		 .value = 100001),
	    BLOCK("main", OP_FUTURE_WAIT, NULL, .x = 1, .y = 2, .z = UNTIL_NEXT, .text = two, .kind = VALUE_INT, .value = 1,
		  .timed = true, .deadline = 1),
	    DONE("main", OP_FUTURE_WAIT, NULL, .x = 1, .y = 2, .z = UNTIL_NEXT, .text = two, .result = IL_TIMEOUT),
	    DONE("main", OP_FUTURE_WAIT, NULL, .x = 1, .y = 3, .z = UNTIL_FIRST, .text = "100001-100003"),
	    DONE("main", OP_FUTURE_WAIT, NULL, .x = 1, .y = 4, .text = four, .result = IL_TIMEOUT),
	    DONE("main", OP_FUTURE_SET_EXCEPTION, "Future-4", .x = FUTURE_IS_FINISHED, .kind = VALUE_ERROR,
		 .text = "KeyError: k"),
	    DONE("main", OP_FUTURE_RESULT, "Future-4", .x = FUTURE_IS_FINISHED, .kind = VALUE_ERROR,
		 .text = "KeyError: k", .result = IL_RAISED),
	    DONE("main", OP_FUTURE_EXCEPTION, "Future-4", .x = FUTURE_IS_FINISHED, .kind = VALUE_ERROR,
		 .text = "KeyError: k"),
	    BLOCK("main", OP_FUTURE_RESULT, "Future-3", .timed = true, .deadline = 2),
	    DONE("main", OP_FUTURE_RESULT, "Future-3", .result = IL_TIMEOUT),
	};
	assert_logs(use_futures, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_F10_states_follow_each_other_and_what_is_done_stays_done),
	    cmocka_unit_test(test_F11_done_is_finished_failed_or_cancelled),
	    cmocka_unit_test(test_F12_result_gives_the_result_raises_the_exception_or_gives_up),
	    cmocka_unit_test(test_F12_all_who_wait_for_a_result_get_it),
	    cmocka_unit_test(test_F13_only_a_pending_future_can_be_cancelled),
	    cmocka_unit_test(test_F14_callbacks_are_called_once_in_order_and_harm_nobody),
	    cmocka_unit_test(test_F14_the_thread_that_settles_calls_the_callbacks),
	    cmocka_unit_test(test_F14_a_callback_that_fails_is_logged),
	    cmocka_unit_test(test_F15_exception_gives_it_and_none_for_a_result),
	    cmocka_unit_test(test_F16_as_completed_gives_each_once_in_the_order_of_completion),
	    cmocka_unit_test(test_F16_the_time_allowed_of_as_completed_counts_from_the_first_next),
	    cmocka_unit_test(test_F17_wait_returns_at_the_first_the_first_exception_or_the_last),
	    cmocka_unit_test(test_F17_a_wait_that_is_over_raises_nothing),
	    cmocka_unit_test(test_F17_many_can_wait_for_the_same_futures),
	    cmocka_unit_test(test_F17_a_wait_for_a_cancelled_future_that_nobody_meets_hangs),
	    cmocka_unit_test(test_F18_a_future_that_is_given_is_the_one_that_was_submitted),
	    cmocka_unit_test(test_F19_the_exception_of_a_task_is_raised_at_each_result),
	    cmocka_unit_test(test_what_futures_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
