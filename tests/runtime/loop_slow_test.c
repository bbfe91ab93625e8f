/* Who holds the loop up by computing alone, without an op that would tell the time: named in a live run,
 * and again where it is replayed. */
#include "programs.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../same_run.h"

/* Computes for 10 ms of real time: half a second at the speed of a test. */
static void compute(void)
{
	struct timespec begun, now;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - begun.tv_sec) * 1000000000 + now.tv_nsec - begun.tv_nsec < 10000000);
}

static il_value compute_only(il_args args)
{
	(void)args;
	compute();
	return il_none();
}

static il_value compute_between(il_args args)
{
	(void)args;
	IL_TRY(il_async_sleep(0));
	compute();
	IL_TRY(il_async_sleep(0));
	return il_none();
}

static il_value hold_the_loop(il_args args)
{
	(void)args;
	il_task only = il_task_create(compute_only, .name = "only");
	IL_TRY(il_await(NULL, only));
	IL_TRY(il_await(NULL, il_task_create(compute_between, .name = "between")));
	il_call_soon(compute_only);
	IL_TRY(il_async_sleep(0));
	IL_TRY(il_async_sleep(0));
	il_task_add_done_callback(only, compute_only);
	IL_TRY(il_async_sleep(0));
	IL_TRY(il_async_sleep(0));
	return il_none();
}

static void run_hold_the_loop(void)
{
	EXPECT(il_loop_run(NULL, hold_the_loop) == IL_OK);
}

/* The names of those who were slow, in order: at least these. */
static void assert_named(const struct session *session)
{
	const char *const names[] = {"only", "between", "loop", "only"};
	const struct log *log = session_log(session);
	struct run_events events = run_events(log);
	size_t found = 0;
	for (size_t i = 0; i < events.count && found < 4; i++) {
		if (events.list[i].op != OP_LOOP_SLOW)
			continue;
		for (size_t k = 0; k < events.count; k++)
			if (events.list[k].op == OP_OBJECT_NEW && events.list[k].object == events.list[i].object) {
				found += strcmp(log_text(log, events.list[k].text), names[found]) == 0;
				break;
			}
		assert_true(events.list[i].value >= 100000000);
	}
	free(events.list);
	assert_int_equal(found, 4);
}

static void test_A11_who_only_computes_is_named_live_and_in_a_replay(void **state)
{
	(void)state;
	struct il_scenario program = run_program(run_hold_the_loop);
	struct session_options options = run_options(program.id, STRATEGY_LIVE, 1);
	options.program = &program;
	struct session *recording = run_checked(&options), *again = run_replay(&options, recording);
	assert_int_equal(run_status(recording), LOG_COMPLETED);
	assert_named(recording);
	assert_named(again);
	assert_same_ops(recording, again, true, "a replay of who computes");
	session_free(again);
	session_free(recording);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A11_who_only_computes_is_named_live_and_in_a_replay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
