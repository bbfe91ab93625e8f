/* What is said of real runs: of each scenario with a fault what is wrong with it, of every other nothing.
 * That somebody waits for ever may be said when the run has ended so, and what ended by an error or a signal
 * always: it did. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "interleave/interleave.h"
#include "said.h"
#include "session/scenarios.h"

enum { AT_ONCE = 4 };

/* What may be said of a scenario, with its defaults or with these parameters, and of the defaults must be
 * under one of the seeds at least. */
static const struct expected {
	const char *scenario, *params; /* NULL: the defaults */
	enum insight_kind kind;
} expected[] = {
    {"check-then-act", NULL, INSIGHT_STUCK},
    {"deadlock", NULL, INSIGHT_DEADLOCK},
    {"deadlock", NULL, INSIGHT_LOCK_ORDER},
    {"lost-wakeup", NULL, INSIGHT_LOST_WAKEUP},
    {"missing-sentinel", NULL, INSIGHT_STUCK},
    {"philosophers", NULL, INSIGHT_DEADLOCK},
    {"philosophers", NULL, INSIGHT_LOCK_ORDER},
    {"pool-as-completed", "variant=slow-one", INSIGHT_UNASKED},
    {"process-lock", "variant=no-lock", INSIGHT_LOST_UPDATE},
    {"process-lock", "variant=no-lock", INSIGHT_RACE},
    {"process-race", NULL, INSIGHT_LOST_UPDATE},
    {"process-race", NULL, INSIGHT_RACE},
    {"race-counter", NULL, INSIGHT_LOST_UPDATE},
    {"race-counter", NULL, INSIGHT_RACE},
    {"task-lost", NULL, INSIGHT_UNASKED},
    {"unbalanced-rlock", NULL, INSIGHT_LOCK_LEFT},
    {"unbalanced-rlock", NULL, INSIGHT_STUCK},
};

/* As the defaults are given in no other way than by NULL. */
static bool same_params(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool may_say(const struct session_options *options, enum insight_kind kind, enum log_status status)
{
	bool waits = kind == INSIGHT_DEADLOCK || kind == INSIGHT_LOST_WAKEUP || kind == INSIGHT_STUCK;
	if ((waits && (status == LOG_DEADLOCK || status == LOG_CRASHED)) || kind == INSIGHT_CRASH ||
	    kind == INSIGHT_EXCEPTION)
		return true;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (strcmp(expected[i].scenario, options->scenario) == 0 && expected[i].kind == kind &&
		    same_params(expected[i].params, options->params))
			return true;
	return false;
}

/* What the insights of a run are held against. */
struct hearing {
	bool *said;
	const struct session_options *options;
};

static void note(const struct insight *insight, const struct model *model, void *context)
{
	const struct hearing *hearing = context;
	const struct session_options *options = hearing->options;
	char text[1024];
	hearing->said[insight->kind] = true;
	if (may_say(options, insight->kind, log_status(model->log)))
		return;
	insight_text(text, sizeof text, insight, model);
	fail_msg("%s %s, seed %u: %s", options->scenario, options->params != NULL ? options->params : "",
		 (unsigned)options->seed, text);
}

static void run_seeds(bool said[INSIGHT_KINDS], const char *scenario, const char *params,
		      enum session_strategy strategy, uint64_t seeds)
{
	struct session_options options[AT_ONCE];
	struct session *sessions[AT_ONCE];
	for (uint64_t first = 1; first <= seeds; first += AT_ONCE) {
		size_t i, count = seeds - first + 1 < AT_ONCE ? (size_t)(seeds - first + 1) : AT_ONCE;
		for (i = 0; i < count; i++) {
			options[i] = run_options(scenario, strategy, first + i);
			options[i].params = params;
			sessions[i] = run_start(&options[i]);
		}
		for (i = 0; i < count; i++) {
			run_wait_end(sessions[i]);
			said_of_log(session_log(sessions[i]), note, &(struct hearing){said, &options[i]});
			session_free(sessions[i]);
		}
	}
}

static void test_scenarios_show_their_faults_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		bool said[INSIGHT_KINDS] = {false};
		run_seeds(said, scenario_table[i]->id, NULL, STRATEGY_RANDOM, RUN_SEEDS);
		for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
			if (strcmp(expected[k].scenario, scenario_table[i]->id) == 0 &&
			    expected[k].params == NULL && !said[expected[k].kind])
				fail_msg("%s never shows %s", expected[k].scenario,
					 insight_name(expected[k].kind));
	}
}

static void test_live_runs_show_nothing_else_either(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		bool said[INSIGHT_KINDS] = {false};
		run_seeds(said, scenario_table[i]->id, NULL, STRATEGY_LIVE, RUN_LIVE);
	}
}

static void run_variant(const char *scenario, const char *params, void *context)
{
	(void)context;
	bool said[INSIGHT_KINDS] = {false};
	run_seeds(said, scenario, params, STRATEGY_RANDOM, RUN_FEW);
}

static void test_variants_show_nothing_else_either(void **state)
{
	(void)state;
	run_each_variant(run_variant, NULL);
}

static void assert_silent(const char *scenario, const char *params)
{
	bool said[INSIGHT_KINDS] = {false};
	run_seeds(said, scenario, params, STRATEGY_RANDOM, RUN_SEEDS / 4);
	for (int kind = 0; kind < INSIGHT_KINDS; kind++)
		if (said[kind])
			fail_msg("%s %s shows %s", scenario, params, insight_name((enum insight_kind)kind));
}

static void test_the_mends_are_silent(void **state)
{
	(void)state;
	assert_silent("deadlock", "variant=same-order");
	assert_silent("philosophers", "fix=order");
	assert_silent("philosophers", "fix=waiter");
	assert_silent("condition", "variant=predicate");
}

/* ---- programs of the test's own ---- */

static il_executor pool;

static il_value answer(il_args args)
{
	(void)args;
	return il_int(42);
}

/* Waits in the pool's only worker for a call that needs a worker. */
static il_value ask_own_pool(il_args args)
{
	il_future inner;
	il_value value;
	(void)args;
	il_executor_submit(&inner, pool, answer, .name = "inner");
	il_future_result(inner, &value);
	return value;
}

static void wait_for_own_pool(void)
{
	il_future outer;
	il_value value;
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&outer, pool, ask_own_pool, .name = "outer");
	il_future_result(outer, &value);
}

static il_value find_no_data(il_args args)
{
	(void)args;
	return il_raise("ValueError", "%s", "no data");
}

static void forget_a_future(void)
{
	il_future asked, forgotten;
	il_value value;
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	il_executor_submit(&asked, pool, find_no_data, .name = "asked");
	il_executor_submit(&forgotten, pool, find_no_data, .name = "forgotten");
	il_future_result(asked, &value);
	il_executor_shutdown(pool);
}

static void join_one_who_fails(void)
{
	il_thread thread = il_thread_new(find_no_data, .name = "failing");
	il_thread_start(thread);
	il_thread_join(thread);
}

static il_value create_and_forget(il_args args)
{
	(void)args;
	il_task_create(find_no_data, .name = "forgotten");
	il_async_sleep(1);
	return il_none();
}

static void forget_a_task(void)
{
	il_value value;
	il_loop_run(&value, create_and_forget);
}

static il_lock pen, paper;

static il_value write_with_pen_first(il_args args)
{
	(void)args;
	il_hold(pen);
	il_hold(paper);
	return il_none();
}

/* Takes the second only if it is free, as one does to be safe. */
static il_value try_paper_first(il_args args)
{
	(void)args;
	il_hold(paper);
	if (il_lock_acquire(pen, .nonblocking = true) == IL_OK)
		il_lock_release(pen);
	return il_none();
}

static void try_the_other_way_round(void)
{
	pen = il_lock_new("pen");
	paper = il_lock_new("paper");
	il_thread one = il_thread_new(write_with_pen_first), two = il_thread_new(try_paper_first);
	il_thread_start(one);
	il_thread_start(two);
	il_thread_join(one);
	il_thread_join(two);
}

static void test_a_full_pool_that_waits_for_itself_is_a_deadlock(void **state)
{
	(void)state;
	assert_said(wait_for_own_pool,
		    "deadlock: worker_0 waits for inner, which stands at place 1 of the work queue of "
		    "pool until a worker comes free; main waits for outer\n");
}

static void test_the_exception_of_a_future_that_nobody_asked_is_told(void **state)
{
	(void)state;
	assert_said(forget_a_future,
		    "exception nobody asked for: forgotten ended by ValueError: no data, in worker_0\n");
}

static void test_the_exception_of_a_task_that_nobody_awaits_is_told(void **state)
{
	(void)state;
	assert_said(forget_a_task, "exception nobody asked for: forgotten ended by ValueError: no data\n");
}

static void test_the_exception_of_a_thread_is_told(void **state)
{
	(void)state;
	assert_said(join_one_who_fails,
		    "exception: failing ended by ValueError: no data; the excepthook printed it, "
		    "and whoever joins the thread is not told\n");
}

static void test_to_try_a_lock_the_other_way_round_is_no_fault(void **state)
{
	(void)state;
	assert_said(try_the_other_way_round, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_scenarios_show_their_faults_and_nothing_else),
	    cmocka_unit_test(test_live_runs_show_nothing_else_either),
	    cmocka_unit_test(test_variants_show_nothing_else_either),
	    cmocka_unit_test(test_the_mends_are_silent),
	    cmocka_unit_test(test_a_full_pool_that_waits_for_itself_is_a_deadlock),
	    cmocka_unit_test(test_the_exception_of_a_future_that_nobody_asked_is_told),
	    cmocka_unit_test(test_the_exception_of_a_task_that_nobody_awaits_is_told),
	    cmocka_unit_test(test_the_exception_of_a_thread_is_told),
	    cmocka_unit_test(test_to_try_a_lock_the_other_way_round_is_no_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
