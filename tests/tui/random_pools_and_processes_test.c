/* Random keys against the scenarios of thread pools and of processes (random_keys.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "in_memory.h"
#include "random_keys.h"

static void test_pools_and_processes_bear_any_keys(void **state)
{
	(void)state;
	random_section(2);
	random_section(3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_pools_and_processes_bear_any_keys)};
	return cmocka_run_group_tests(tests, mem_setup, mem_teardown);
}
