/* The clock of a live run goes on between events, by the speed, and stands when the run does. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tui/ticker.h"

static const int64_t SECOND = 1000000000;

static void test_it_goes_on_after_an_event_by_the_speed(void **state)
{
	struct ticker ticker = {0};

	(void)state;
	assert_true(ticker_look(&ticker, true, 2 * SECOND, 1, 5000));
	assert_int_equal(ticker_time(&ticker), 2 * SECOND);
	assert_true(ticker_look(&ticker, true, 2 * SECOND, 1, 5100));
	assert_int_equal(ticker_time(&ticker), 2 * SECOND + SECOND / 10);
	assert_true(ticker_look(&ticker, true, 2 * SECOND, 0.5, 6100)); /* so far by the old one */
	assert_int_equal(ticker_time(&ticker), 3 * SECOND + SECOND / 10);
	assert_true(ticker_look(&ticker, true, 2 * SECOND, 0.5, 7100));
	assert_int_equal(ticker_time(&ticker), 3 * SECOND + 6 * SECOND / 10);
	assert_true(ticker_look(&ticker, true, 4 * SECOND, 0.5, 7200)); /* events know better */
	assert_int_equal(ticker_time(&ticker), 4 * SECOND);
}

static void test_nothing_changes_within_a_tenth(void **state)
{
	struct ticker ticker = {0};

	(void)state;
	ticker_look(&ticker, true, 0, 1, 1000);
	assert_false(ticker_look(&ticker, true, 0, 1, 1099));
	assert_true(ticker_look(&ticker, true, 0, 1, 1100));
	assert_int_equal(ticker_wait(&ticker, 1100), 100);
	assert_int_equal(ticker_wait(&ticker, 1150), 50);
	assert_int_equal(ticker_wait(&ticker, 1250), 0);
}

static void test_no_timer_runs_while_the_run_stands(void **state)
{
	struct ticker ticker = {0};

	(void)state;
	assert_int_equal(ticker_wait(&ticker, 0), -1);
	assert_false(ticker_look(&ticker, false, 0, 1, 1000));
	ticker_look(&ticker, true, 0, 1, 1000);
	assert_true(ticker_look(&ticker, false, 0, 1, 2000)); /* the exact time of the last event is shown again */
	assert_int_equal(ticker_wait(&ticker, 2000), -1);
	assert_false(ticker_look(&ticker, false, 0, 1, 3000));
	assert_true(ticker_look(&ticker, true, 0, 1, 9000));
	assert_int_equal(ticker_time(&ticker), 0); /* it stood in between */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_goes_on_after_an_event_by_the_speed),
	    cmocka_unit_test(test_nothing_changes_within_a_tenth),
	    cmocka_unit_test(test_no_timer_runs_while_the_run_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
