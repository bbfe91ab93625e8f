/* threading.Event. */
#include "programs.h"

enum { WAITERS = 3 };

static il_event event;

static void set_and_clear(void)
{
	event = il_event_new("event");
	EXPECT(!il_event_is_set(event));
	EXPECT(il_event_set(event) == IL_OK);
	EXPECT(il_event_is_set(event));
	EXPECT(il_event_set(event) == IL_OK);
	EXPECT(il_event_is_set(event));
	EXPECT(il_event_wait(event) == IL_OK);
	EXPECT(il_event_wait(event) == IL_OK); /* waiting uses nothing up */
	EXPECT(il_event_wait(event, .timeout = il_within(0)) == IL_OK);
	EXPECT(il_event_clear(event) == IL_OK);
	EXPECT(!il_event_is_set(event));
	EXPECT(il_event_clear(event) == IL_OK);
}

static void test_T17_T20_T24_an_event_is_a_flag_that_stays_as_it_was_left(void **state)
{
	(void)state;
	assert_completes(set_and_clear);
}

static void wait_in_vain(void)
{
	event = il_event_new("event");
	double before = il_clock_peek();
	EXPECT(il_event_wait(event, .timeout = il_within(0.5)) == IL_TIMEOUT);
	EXPECT(program_took(0.5, before));
	EXPECT(il_event_wait(event, .timeout = il_within(0)) == IL_TIMEOUT);
	EXPECT(il_event_wait(event, .timeout = il_within(-1)) == IL_TIMEOUT);
	EXPECT(il_event_wait(event, .nonblocking = true) == IL_TIMEOUT);
	EXPECT(!il_event_is_set(event));
}

static void test_T23_waiting_for_an_event_times_out_and_0_or_less_only_tries(void **state)
{
	(void)state;
	assert_completes(wait_in_vain);
}

static void wait_for_ever(void)
{
	event = il_event_new("event");
	il_event_set(event);
	il_event_clear(event);
	il_event_wait(event);
}

static void test_T22_a_cleared_event_blocks_again(void **state)
{
	(void)state;
	assert_ends(wait_for_ever, LOG_DEADLOCK);
}

static il_value wait_for_it(il_args args)
{
	EXPECT(il_event_wait(event, .timeout = {args.count > 0, args.count > 0 ? args.v[0].d : 0}) == IL_OK);
	return il_none();
}

static void wake_all(void)
{
	event = il_event_new("event");
	il_thread threads[WAITERS + 1];
	for (int i = 0; i < WAITERS; i++)
		threads[i] = il_thread_new(wait_for_it);
	threads[WAITERS] = il_thread_new(wait_for_it, .args = IL_ARGS(il_double(1e6)));
	for (int i = 0; i <= WAITERS; i++)
		il_thread_start(threads[i]);
	il_event_set(event);
	for (int i = 0; i <= WAITERS; i++)
		il_thread_join(threads[i]);
	EXPECT(il_event_is_set(event));
}

static void test_T21_setting_an_event_wakes_everybody(void **state)
{
	(void)state;
	assert_completes(wake_all);
}

static void set_then_clear(void)
{
	event = il_event_new("event");
	il_thread threads[WAITERS];
	for (int i = 0; i < WAITERS; i++) {
		threads[i] = il_thread_new(wait_for_it, .name = il_text(il_str("waiter-%d", i)));
		il_thread_start(threads[i]);
	}
	il_sleep(1); /* by then they wait, where sleeps order things */
	il_event_set(event);
	il_event_clear(event);
	for (int i = 0; i < WAITERS; i++)
		il_thread_join(threads[i]);
	EXPECT(!il_event_is_set(event));
}

/* Round-robin: live, nothing promises that they wait within the second. */
static void test_T22_who_was_woken_goes_on_even_if_clear_follows_at_once(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("waiter-0", OP_EVENT_WAIT, "event"),
	    BLOCK("waiter-1", OP_EVENT_WAIT, "event"),
	    BLOCK("waiter-2", OP_EVENT_WAIT, "event"),
	    DONE("main", OP_EVENT_SET, "event", .x = 1),
	    DONE("waiter-0", OP_EVENT_WAIT, "event", .x = 1),
	    DONE("waiter-1", OP_EVENT_WAIT, "event", .x = 1),
	    DONE("waiter-2", OP_EVENT_WAIT, "event", .x = 1),
	    DONE("main", OP_EVENT_CLEAR, "event", .x = 0),
	};
	assert_logs(set_then_clear, LOG_COMPLETED, expected);
}

static il_value wait_then_tell(il_args args)
{
	il_status status = il_event_wait(event, .timeout = il_within(args.v[0].d));
	il_print("%s", status == IL_OK ? "woken" : "too late");
	return il_none();
}

static void set_in_time(void)
{
	event = il_event_new("event");
	il_thread short_of_time = il_thread_new(wait_then_tell, .args = IL_ARGS(il_double(1)));
	il_thread patient = il_thread_new(wait_then_tell, .args = IL_ARGS(il_double(3)));
	il_thread_start(short_of_time);
	il_thread_start(patient);
	il_sleep(2);
	il_event_set(event);
	il_event_clear(event);
	il_thread_join(short_of_time);
	il_thread_join(patient);
}

static void test_T23_who_has_timed_out_is_not_woken(void **state)
{
	(void)state;
	const char *const lines[] = {"too late", "woken", NULL};
	assert_prints(set_in_time, lines);
}

static void clear_before_the_woken_go_on(void)
{
	event = il_event_new("event");
	il_thread thread = il_thread_new(wait_for_it, .name = "waiter");
	il_thread_start(thread);
	il_event_set(event);
	il_event_clear(event);
	il_thread_join(thread);
	il_event_wait(event, .timeout = il_within(1.5));
	il_event_wait(event, .nonblocking = true);
}

static void test_what_an_event_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("waiter", OP_EVENT_WAIT, "event"),
	    DONE("main", OP_EVENT_SET, "event", .x = 1),
	    DONE("waiter", OP_EVENT_WAIT, "event", .x = 1),
	    DONE("main", OP_EVENT_CLEAR, "event", .x = 0),
	    BLOCK("main", OP_EVENT_WAIT, "event", .timed = true, .deadline = 1.5),
	    DONE("main", OP_EVENT_WAIT, "event", .result = IL_TIMEOUT),
	    DONE("main", OP_EVENT_WAIT, "event", .result = IL_TIMEOUT),
	};
	assert_logs(clear_before_the_woken_go_on, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T17_T20_T24_an_event_is_a_flag_that_stays_as_it_was_left),
	    cmocka_unit_test(test_T23_waiting_for_an_event_times_out_and_0_or_less_only_tries),
	    cmocka_unit_test(test_T22_a_cleared_event_blocks_again),
	    cmocka_unit_test(test_T21_setting_an_event_wakes_everybody),
	    cmocka_unit_test(test_T22_who_was_woken_goes_on_even_if_clear_follows_at_once),
	    cmocka_unit_test(test_T23_who_has_timed_out_is_not_woken),
	    cmocka_unit_test(test_what_an_event_logs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
