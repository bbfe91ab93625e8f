/* Random keys against the scenarios of the event loop, and the menu (random_keys.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "in_memory.h"
#include "random_keys.h"

static void test_the_loop_and_the_menu_bear_any_keys(void **state)
{
	(void)state;
	random_section(4);
	random_menu(5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_loop_and_the_menu_bear_any_keys)};
	return cmocka_run_group_tests(tests, mem_setup, mem_teardown);
}
