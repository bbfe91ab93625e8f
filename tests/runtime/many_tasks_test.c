/* Ten thousand tasks in one loop, and what becomes of one that runs over the end of its stack. */
#include "programs.h"

#include <stdlib.h>
#include <string.h>

#include "../run_session.h"
#include "runtime/coroutine.h"

#ifdef __SANITIZE_THREAD__
enum { MANY = 1000 }; /* to it each coroutine is a thread, and a thread costs it milliseconds */
#else
enum { MANY = 10000 };
#endif

static size_t count_raw(const struct log *log, const char *text)
{
	struct run_events events = run_events(log);
	size_t count = 0;
	for (size_t i = 0; i < events.count; i++)
		if (events.list[i].op == OP_OUTPUT_RAW && strstr(log_text(log, events.list[i].text), text) != NULL)
			count++;
	free(events.list);
	return count;
}

/* ---- many ---- */

static il_value sleep_for_a_while(il_args args)
{
	IL_TRY(il_async_sleep((double)(args.v[0].i % 7)));
	return args.v[0];
}

static il_value gather_many(il_args args)
{
	(void)args;
	static il_task tasks[MANY];
	static il_value results[MANY];
	int64_t sum = 0;
	for (int i = 0; i < MANY; i++)
		tasks[i] = il_task_create(sleep_for_a_while, .args = IL_ARGS(il_int(i)));
	EXPECT(il_gather(results, tasks, MANY) == IL_OK);
	for (int i = 0; i < MANY; i++)
		sum += results[i].i;
	EXPECT(sum == (int64_t)MANY * (MANY - 1) / 2 && program_took(6, 0));
	return il_none();
}

static void run_many(void)
{
	EXPECT(il_loop_run(NULL, gather_many) == IL_OK);
}

static void assert_many_end(enum session_strategy strategy)
{
	struct il_scenario program = run_program(run_many);
	struct session_options options = run_options(program.id, strategy, 1);
	options.program = &program;
	struct session *session = run_session(&options);
	assert_int_equal(run_status(session), LOG_COMPLETED);
	assert_int_equal(run_count(session_log(session), OP_TASK_DONE, LOG_DONE), MANY + 1);
	session_free(session);
}

static void test_ten_thousand_tasks_end_live_and_under_each_strategy(void **state)
{
	(void)state;
	assert_many_end(STRATEGY_LIVE);
	assert_many_end(STRATEGY_ROUND_ROBIN);
	assert_many_end(STRATEGY_RANDOM);
	assert_many_end(STRATEGY_PCT);
}

/* ---- a stack that is too small ---- */

/* Fills frame below frame, until there is nothing left of the stack, and gives way. */
static il_value overrun(il_args args)
{
	volatile char frame[STACK_BYTES / 8];
	for (size_t i = sizeof frame; i > 0; i--)
		frame[i - 1] = 1;
	if (args.v[0].i == 0)
		il_async_sleep(0);
	else
		overrun((il_args){.count = 1, .v = &(il_value){IL_INT, {args.v[0].i - 1}}});
	return il_int(frame[0]);
}

/* As many before it, which sleep, as have guard pages. */
static void overrun_behind(int sleepers)
{
	for (int i = 0; i < sleepers; i++)
		il_task_create(sleep_for_a_while, .args = IL_ARGS(il_int(1)));
	il_await(NULL, il_task_create(overrun, .name = "deep", .args = IL_ARGS(il_int(8))));
}

static il_value overrun_first(il_args args)
{
	(void)args;
	overrun_behind(0);
	return il_none();
}

static il_value overrun_late(il_args args)
{
	(void)args;
	overrun_behind(STACKS_GUARDED);
	return il_none();
}

static il_target overrunning; /* the main coroutine of the next run */

static void run_overrunning(void)
{
	il_loop_run(NULL, overrunning);
}

static void assert_says_overflow(il_target main_coroutine, enum session_strategy strategy)
{
	overrunning = main_coroutine;
	struct il_scenario program = run_program(run_overrunning);
	struct session_options options = run_options(program.id, strategy, 1);
	options.program = &program;
	struct session *session = run_session(&options);
	assert_int_equal(run_status(session), LOG_CRASHED);
	assert_int_equal(count_raw(session_log(session), "deep: the coroutine has run over the end of its stack"), 1);
	session_free(session);
}

static void test_a_task_that_runs_over_the_end_of_its_stack_is_named(void **state)
{
	(void)state;
	if (RUN_FEW == 1)
		skip(); /* a sanitizer sees it first, and says it in its own words */
	assert_says_overflow(overrun_first, STRATEGY_LIVE); /* the guard page */
	assert_says_overflow(overrun_first, STRATEGY_ROUND_ROBIN);
	assert_says_overflow(overrun_late, STRATEGY_LIVE); /* the canary */
	assert_says_overflow(overrun_late, STRATEGY_ROUND_ROBIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ten_thousand_tasks_end_live_and_under_each_strategy),
	    cmocka_unit_test(test_a_task_that_runs_over_the_end_of_its_stack_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
