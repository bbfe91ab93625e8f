/* The clock that is told by counted ticks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "engine/clock.h"
#include "engine/ticks.h"

enum { STRAY = 100 * 1000 /* ns, and more than any reading takes */, READINGS = 2000000 };

/* Asks it for a while: every time told lies between the clock before and the clock after, and none before another. */
static void assert_tells_the_time(struct ticks *ticks)
{
	int64_t latest = 0;
	for (int i = 0; i < READINGS; i++) {
		bool look = i % 100 == 0;
		int64_t before = look ? clock_real() : 0, told = ticks_real(ticks);
		assert_true(told >= latest);
		latest = told;
		if (look && (told < before - STRAY || told > clock_real() + STRAY))
			fail_msg("the clock was at %lld, and told was %lld", (long long)before, (long long)told);
	}
}

static void test_it_is_the_clock(void **state)
{
	(void)state;
	struct ticks ticks;
	ticks_init(&ticks);
	assert_tells_the_time(&ticks);
	assert_int_equal(ticks.ns_a_tick != 0, ticks.counted);
}

static void test_without_ticks_it_is_the_clock_too(void **state)
{
	(void)state;
	struct ticks ticks = {.counted = false};
	assert_tells_the_time(&ticks);
	assert_int_equal(ticks.ns_a_tick, 0);
}

/* As a machine finds it that has slept, or was moved, or whose writer has died half way. */
static void test_a_counter_that_jumps_is_mended(void **state)
{
	(void)state;
	struct ticks ticks;
	ticks_init(&ticks);
	assert_tells_the_time(&ticks);
	ticks.at += 1u << 30;
	assert_tells_the_time(&ticks);
	ticks.at -= 1u << 30;
	assert_tells_the_time(&ticks);
	ticks.real -= 1000 * 1000 * 1000;
	ticks_read_clock(&ticks);
	assert_tells_the_time(&ticks);
}

/* As of one who waited between its count and the lock, while another read the clock. */
static void test_an_old_count_is_told_no_earlier_than_what_was_told(void **state)
{
	(void)state;
	struct ticks ticks;
	ticks_init(&ticks);
	assert_tells_the_time(&ticks);
	for (int i = 0; i < 1000; i++) {
		uint64_t count = ticks_count();
		int64_t before = ticks_read_clock(&ticks), latest = ticks_real(&ticks), told = ticks_real_at(&ticks, count);
		assert_true(told >= latest);
		assert_true(told >= before - STRAY && told <= clock_real() + STRAY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_is_the_clock),
	    cmocka_unit_test(test_without_ticks_it_is_the_clock_too),
	    cmocka_unit_test(test_a_counter_that_jumps_is_mended),
	    cmocka_unit_test(test_an_old_count_is_told_no_earlier_than_what_was_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
