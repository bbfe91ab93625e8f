/* Memory for things that live as long as their owner. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/arena.h"

enum { THINGS = 3000, SIZE = 200, LINE = 64 };

static void test_things_are_zeroes_on_lines_of_their_own(void **state)
{
	(void)state;
	struct arena arena = {0};
	static unsigned char *things[THINGS];
	for (int i = 0; i < THINGS; i++) {
		things[i] = arena_take(&arena, SIZE);
		assert_non_null(things[i]);
		assert_int_equal((uintptr_t)things[i] % LINE, 0);
		for (int j = 0; j < SIZE; j++) {
			assert_int_equal(things[i][j], 0);
			things[i][j] = (unsigned char)i;
		}
	}
	for (int i = 0; i < THINGS; i++)
		for (int j = 0; j < SIZE; j++)
			assert_int_equal(things[i][j], (unsigned char)i);
	arena_fini(&arena);
	assert_null(arena.pieces);
}

static void test_an_arena_that_was_given_back_begins_anew(void **state)
{
	(void)state;
	struct arena arena = {0};
	arena_fini(&arena);
	unsigned char *thing = arena_take(&arena, SIZE);
	assert_non_null(thing);
	thing[0] = 1;
	arena_fini(&arena);
	thing = arena_take(&arena, SIZE);
	assert_non_null(thing);
	assert_int_equal(thing[0], 0);
	arena_fini(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_things_are_zeroes_on_lines_of_their_own),
	    cmocka_unit_test(test_an_arena_that_was_given_back_begins_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
