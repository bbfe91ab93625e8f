/* Sets of ids as texts: written short, read whole, and never trusted. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "log/ids.h"

enum { ROOM = 64 };

static void assert_written(const uint32_t *ids, size_t count, const char *expected)
{
	char text[ROOM];
	struct ids walk;
	uint32_t id;
	assert_true(ids_write(text, sizeof text, ids, count));
	assert_string_equal(text, expected);
	walk = ids_begin(text);
	for (size_t i = 0; i < count; i++) {
		assert_true(ids_next(&id, &walk));
		assert_int_equal(id, ids[i]);
	}
	assert_false(ids_next(&id, &walk));
	assert_false(ids_next(&id, &walk));
}

static void test_neighbours_are_written_as_runs(void **state)
{
	(void)state;
	assert_written((const uint32_t[]){100003}, 1, "100003");
	assert_written((const uint32_t[]){100003, 100004, 100005, 100010}, 4, "100003-100005 100010");
	assert_written((const uint32_t[]){7, 9, 10}, 3, "7 9-10");
	assert_written((const uint32_t[]){UINT32_MAX - 2, UINT32_MAX - 1}, 2, "4294967293-4294967294");
	assert_written(NULL, 0, "");
}

static void test_what_does_not_fit_is_refused(void **state)
{
	(void)state;
	static const uint32_t ids[] = {100001, 100003};
	char text[ROOM];
	assert_false(ids_write(text, sizeof "100001 100003" - 1, ids, 2));
	assert_false(ids_write(text, 1, ids, 1));
}

static size_t count_read(const char *text)
{
	struct ids walk = ids_begin(text);
	size_t count = 0;
	for (uint32_t id; ids_next(&id, &walk);)
		count++;
	return count;
}

static void test_a_damaged_set_ends_where_it_makes_no_sense(void **state)
{
	(void)state;
	assert_int_equal(count_read("5 nonsense 7"), 1);
	assert_int_equal(count_read("5 4"), 1);
	assert_int_equal(count_read("5 5"), 1);
	assert_int_equal(count_read("9-7"), 0);
	assert_int_equal(count_read("-5"), 0);
	assert_int_equal(count_read("5-"), 0);
	assert_int_equal(count_read("99999999999"), 0);
	assert_int_equal(count_read("4294967295"), 0);
}

static void test_no_walk_is_endless(void **state)
{
	(void)state;
	assert_in_range(count_read("1-4294967294"), 1000, 1 << 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_neighbours_are_written_as_runs),
		cmocka_unit_test(test_what_does_not_fit_is_refused),
		cmocka_unit_test(test_a_damaged_set_ends_where_it_makes_no_sense),
		cmocka_unit_test(test_no_walk_is_endless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
