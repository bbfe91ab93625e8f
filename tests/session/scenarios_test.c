/* Every scenario of the table, run live and controlled: its log keeps the rules of tests/invariants.h, and it
 * ends as its promises say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../invariants.h"
#include "../run_session.h"
#include "session/scenarios.h"

enum {
	AT_ONCE = 4, /* runs side by side: most of one is waiting for its processes */
	STATUS_COUNT = LOG_LEFT + 1,
};

/* What is broken on purpose, how it ends then, and whether always. Every other scenario keeps its promises. */
static const struct fault {
	const char *scenario;
	enum log_status status;
	bool always;
} faults[] = {
    {"race-counter", LOG_PROMISE_BROKEN, false},
    {"deadlock", LOG_DEADLOCK, false},
    {"lost-wakeup", LOG_DEADLOCK, false},
    {"missing-sentinel", LOG_DEADLOCK, true},
    {"philosophers", LOG_DEADLOCK, false},
    {"check-then-act", LOG_DEADLOCK, false},
    {"unbalanced-rlock", LOG_DEADLOCK, false},
};

static const struct fault *fault_of(const char *scenario)
{
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (strcmp(faults[i].scenario, scenario) == 0)
			return &faults[i];
	return NULL;
}

static bool may_end_in(const char *scenario, enum log_status status)
{
	const struct fault *fault = fault_of(scenario);
	if (fault != NULL && status == fault->status)
		return true;
	return status == LOG_COMPLETED && (fault == NULL || !fault->always);
}

static void show(const struct session_options *options, const struct session *session)
{
	run_show(session_log(session));
	print_error("%s, strategy %d, seed %u, %s\n", options->scenario, (int)options->strategy,
		    (unsigned)options->seed, options->params != NULL ? options->params : "defaults");
}

/* Waits for the session's end, checks its log, and frees it; returns how it ended. */
static enum log_status check_to_the_end(struct session *session, const struct session_options *options)
{
	char message[INVARIANTS_MESSAGE];
	run_wait_end(session);
	enum log_status status = run_status(session);
	const char *broken = invariants_broken(message, session_log(session));
	if (broken != NULL)
		show(options, session);
	session_free(session);
	if (broken != NULL)
		fail_msg("%s", broken);
	return status;
}

static enum log_status run_and_check(const struct session_options *options)
{
	return check_to_the_end(run_start(options), options);
}

/* Runs seeds first to last, AT_ONCE at a time, and counts in how many each status was the end. */
static void count_ends(size_t ends[STATUS_COUNT], const char *scenario, enum session_strategy strategy,
		       uint64_t seeds)
{
	struct session_options options[AT_ONCE];
	struct session *sessions[AT_ONCE];
	for (uint64_t first = 1; first <= seeds; first += AT_ONCE) {
		size_t count = seeds - first + 1 < AT_ONCE ? (size_t)(seeds - first + 1) : AT_ONCE;
		for (size_t i = 0; i < count; i++) {
			options[i] = run_options(scenario, strategy, first + i);
			sessions[i] = run_start(&options[i]);
		}
		for (size_t i = 0; i < count; i++) {
			enum log_status status = check_to_the_end(sessions[i], &options[i]);
			if (!may_end_in(scenario, status))
				fail_msg("%s ends %s under seed %u", scenario, log_status_name(status),
					 (unsigned)(first + i));
			ends[status]++;
		}
	}
}

static void run_each(enum session_strategy strategy, uint64_t seeds)
{
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		size_t ends[STATUS_COUNT] = {0};
		count_ends(ends, scenario_table[i]->id, strategy, seeds);
	}
}

static void test_every_scenario_keeps_its_promises_live(void **state)
{
	(void)state;
	run_each(STRATEGY_LIVE, RUN_LIVE);
}

static void test_every_scenario_keeps_its_promises_round_robin(void **state)
{
	(void)state;
	run_each(STRATEGY_ROUND_ROBIN, 1);
}

static void test_seeds_keep_every_promise_and_bring_out_every_fault(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		const char *id = scenario_table[i]->id;
		const struct fault *fault = fault_of(id);
		size_t ends[STATUS_COUNT] = {0};
		count_ends(ends, id, STRATEGY_RANDOM, RUN_SEEDS);
		if (fault != NULL && ends[fault->status] == 0)
			fail_msg("%s: no seed brings its fault out", id);
		if (fault != NULL && !fault->always && ends[LOG_COMPLETED] == 0)
			fail_msg("%s: no seed ends well", id);
	}
}

static void test_event_never_hangs_even_when_time_is_free(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= RUN_SEEDS; seed++) {
		struct session_options options = run_options("event", STRATEGY_RANDOM, seed);
		options.time_free = true;
		assert_int_equal(run_and_check(&options), LOG_COMPLETED);
	}
}

static void check_variant(const char *scenario, const char *params, void *context)
{
	(void)context;
	static const enum session_strategy strategies[] = {STRATEGY_LIVE, STRATEGY_ROUND_ROBIN,
							   STRATEGY_RANDOM};
	for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
		struct session_options options = run_options(scenario, strategies[i], 3);
		options.params = params;
		run_and_check(&options);
		options.time_free = strategies[i] == STRATEGY_RANDOM;
		if (options.time_free)
			run_and_check(&options);
	}
}

static void test_every_variant_leaves_a_sound_log(void **state)
{
	(void)state;
	run_each_variant(check_variant, NULL);
}

/* What each variant is there to show, under any order of steps in which time is respected. */
static void test_variants_end_as_they_say(void **state)
{
	(void)state;
	static const struct {
		const char *scenario, *params;
		enum log_status status;
	} expected[] = {
	    {"event", "variant=setter-fails", LOG_DEADLOCK},
	    {"condition", "variant=predicate", LOG_COMPLETED},
	    {"condition", "variant=stray-notify", LOG_PROMISE_BROKEN},
	    {"task-distribution", "variant=join-queue", LOG_DEADLOCK},
	    {"task-distribution", "variant=task-fails", LOG_DEADLOCK},
	    {"task-distribution", "variant=four-workers", LOG_DEADLOCK},
	    {"task-distribution", "variant=producer-dies", LOG_DEADLOCK},
	    {"process-queue", "variant=producer-dies", LOG_CRASHED},
	    {"gather", "variant=blocking-sleep", LOG_PROMISE_BROKEN},
	    {"deadlock", "variant=same-order", LOG_COMPLETED},
	    {"race-counter", "threads=3\nrounds=1", LOG_COMPLETED},
	    {"missing-sentinel", "variant=asis", LOG_COMPLETED},
	    {"lost-wakeup", "variant=predicate", LOG_COMPLETED},
	    {"rlock", "kind=lock", LOG_DEADLOCK},
	    {"event-broadcast", "variant=pulse", LOG_COMPLETED},
	    {"daemon", "variant=no-daemon", LOG_COMPLETED},
	    {"philosophers", "fix=order", LOG_COMPLETED},
	    {"philosophers", "fix=waiter\nn=5", LOG_COMPLETED},
	    {"check-then-act", "variant=nowait", LOG_COMPLETED},
	    {"convoy", "variant=short-hold", LOG_COMPLETED},
	    {"unbalanced-rlock", "variant=with", LOG_COMPLETED},
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct session_options options = run_options(expected[i].scenario, STRATEGY_ROUND_ROBIN, 1);
		options.params = expected[i].params;
		enum log_status status = run_and_check(&options);
		if (status != expected[i].status)
			fail_msg("%s %s ends %s", options.scenario, options.params, log_status_name(status));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_live),
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_round_robin),
	    cmocka_unit_test(test_seeds_keep_every_promise_and_bring_out_every_fault),
	    cmocka_unit_test(test_event_never_hangs_even_when_time_is_free),
	    cmocka_unit_test(test_every_variant_leaves_a_sound_log),
	    cmocka_unit_test(test_variants_end_as_they_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
