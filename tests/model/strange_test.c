/* Logs that make no sense: whatever they hold, the model keeps its invariants and answers every question. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "script.h"

/* Another seed is given by IL_SEED. */
static uint64_t first_seed(void)
{
	const char *given = getenv("IL_SEED");
	return given ? strtoull(given, NULL, 10) : 1;
}

static void run_seeds(bool strange, int seeds)
{
	for (int i = 0; i < seeds; i++) {
		struct script script;
		script_init(&script);
		uint64_t seed = first_seed() + (uint64_t)i;
		print_message("seed %llu\n", (unsigned long long)seed);
		for (int part = 0; part < 40; part++) {
			script_random(&script, seed * 1000 + (uint64_t)part, 25, strange);
			script_check_invariants(script.model);
		}
		script_fini(&script);
	}
}

static void test_random_events_keep_the_invariants(void **state)
{
	(void)state;
	run_seeds(false, 20);
}

static void test_strange_events_keep_the_invariants(void **state)
{
	(void)state;
	run_seeds(true, 40);
}

static void test_events_without_a_main_are_ignored(void **state)
{
	struct script *s = *state;
	DONE(s, 0, OP_LOCK_ACQUIRE, OBJ(0), .x = 0);
	BLOCK(s, 5, OP_QUEUE_GET, 3);
	DONE(s, 1, OP_THREAD_EXIT, 1);
	assert_int_equal(s->model->actor_count, 0);
	assert_int_equal(s->model->seq, 3);
	script_check_invariants(s->model);
}

static void test_huge_ids_cost_no_memory(void **state)
{
	struct script *s = *state;
	script_main(s);
	static const uint32_t IDS[] = {60000,     65535,          65536,          LOG_USER,
	                               LOG_CLOCK, OBJ(1u << 19), OBJ(1u << 20), LOG_NONE};
	for (size_t i = 0; i < sizeof IDS / sizeof IDS[0]; i++) {
		DONE(s, 0, OP_OBJECT_NEW, IDS[i], .x = TYPE_THREAD);
		DONE(s, 0, OP_OBJECT_NEW, IDS[i], .x = TYPE_LOCK);
		ANNOUNCE(s, IDS[i], OP_LOCK_ACQUIRE, IDS[i]);
	}
	assert_int_equal(s->model->actor_count, 1);
	assert_int_equal(s->model->object_count, 0);
}

static void test_object_made_twice_stays_the_first(void **state)
{
	struct script *s = *state;
	script_main(s);
	script_object(s, OBJ(0), TYPE_QUEUE, "queue", 3);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	assert_int_equal(model_object(s->model, OBJ(0))->type, TYPE_QUEUE);
	DONE(s, 0, OP_OBJECT_NEW, 0, .x = TYPE_THREAD);
	assert_int_equal(model_actor(s->model, 0)->kind, TYPE_MAIN);
}

static void test_ops_on_objects_of_another_type_are_ignored(void **state)
{
	struct script *s = *state;
	script_main(s);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	DONE(s, 0, OP_QUEUE_PUT, OBJ(0), .flags = VALUE_INT, .value = 1, .x = 1, .y = 1);
	DONE(s, 0, OP_LOOP_RUN, OBJ(0));
	DONE(s, 0, OP_CONDITION_NOTIFY, OBJ(0));
	assert_int_equal(model_object(s->model, OBJ(0))->item_count, 0);
	assert_int_equal(model_object(s->model, OBJ(0))->notified_by, LOG_NONE);
	assert_int_equal(model_actor(s->model, 0)->runs, LOG_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, script_open, script_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_random_events_keep_the_invariants),
	        TEST(test_strange_events_keep_the_invariants),
	        TEST(test_events_without_a_main_are_ignored),
	        TEST(test_huge_ids_cost_no_memory),
	        TEST(test_object_made_twice_stays_the_first),
	        TEST(test_ops_on_objects_of_another_type_are_ignored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
