/* Every scenario of the table, with each choice of its parameters, run live and controlled: its log keeps the
 * rules of tests/invariants.h, it ends as its promises say, and its fault is named, where there is one, and
 * nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../invariants.h"
#include "said.h"
#include "session/scenarios.h"

enum {
	AT_ONCE = 4, /* runs side by side: most of one is waiting for its processes */
	CROWD = 50 * RUN_LIVE,
	STATUS_COUNT = LOG_STATUS_COUNT,
};

/* What is broken on purpose: with which parameters (NULL: the defaults), how it ends then, and whether under
 * every order in which time is as the scenario has it. A fault that comes in some orders only may be missed,
 * or give way to another one of the same parameters. Whatever does not stand here keeps its promises. */
static const struct fault {
	const char *scenario, *params;
	enum log_status status;
	enum { IN_SOME, IN_MOST /* no seed need end well */, IN_ALL } orders;
} faults[] = {
    {"event", "variant=setter-fails", LOG_DEADLOCK, IN_ALL},
    {"condition", "variant=stray-notify", LOG_PROMISE_BROKEN, IN_ALL},
    {"task-distribution", "variant=join-queue", LOG_DEADLOCK, IN_ALL},
    {"task-distribution", "variant=task-fails", LOG_DEADLOCK, IN_ALL},
    {"task-distribution", "variant=four-workers", LOG_DEADLOCK, IN_ALL},
    {"task-distribution", "variant=producer-dies", LOG_DEADLOCK, IN_ALL},
    {"rlock", "kind=lock", LOG_DEADLOCK, IN_ALL},
    {"condition-bounded-buffer", "variant=notify-one", LOG_DEADLOCK, IN_SOME},
    {"condition-bounded-buffer", "variant=if", LOG_PROMISE_BROKEN, IN_SOME},
    {"condition-bounded-buffer", "variant=if", LOG_DEADLOCK, IN_SOME},
    {"pool-map", "variant=one-fails", LOG_PROMISE_BROKEN, IN_ALL},
    {"pool-as-completed", "variant=slow-one", LOG_PROMISE_BROKEN, IN_ALL},
    {"process-queue", "variant=producer-dies", LOG_CRASHED, IN_ALL},
    {"gather", "variant=blocking-sleep", LOG_PROMISE_BROKEN, IN_ALL},
    {"gather", "variant=one-fails", LOG_PROMISE_BROKEN, IN_ALL},
    {"gather", "variant=swallowed-cancel", LOG_PROMISE_BROKEN, IN_ALL},
    {"blocking-the-loop", NULL, LOG_PROMISE_BROKEN, IN_ALL},
    {"race-counter", NULL, LOG_PROMISE_BROKEN, IN_SOME},
    {"race-counter", "threads=3\nrounds=1", LOG_PROMISE_BROKEN, IN_SOME},
    {"deadlock", NULL, LOG_DEADLOCK, IN_SOME},
    {"philosophers", NULL, LOG_DEADLOCK, IN_SOME},
    {"lost-wakeup", NULL, LOG_DEADLOCK, IN_SOME},
    {"missing-sentinel", NULL, LOG_DEADLOCK, IN_ALL},
    {"pool-deadlock", NULL, LOG_DEADLOCK, IN_SOME},
    {"check-then-act", NULL, LOG_DEADLOCK, IN_SOME},
    {"unbalanced-rlock", NULL, LOG_DEADLOCK, IN_SOME},
    {"process-queue", "variant=two-consumers", LOG_DEADLOCK, IN_ALL},
    {"process-pool", "variant=terminate", LOG_PROMISE_BROKEN, IN_MOST},
    {"process-pool", "variant=task-fails", LOG_PROMISE_BROKEN, IN_ALL},
    {"process-pool", "variant=worker-killed", LOG_CRASHED, IN_ALL},
    {"process-lock", "variant=no-lock", LOG_PROMISE_BROKEN, IN_MOST},
    {"process-lock", "variant=killed-inside", LOG_CRASHED, IN_ALL},
    {"process-race", NULL, LOG_PROMISE_BROKEN, IN_MOST},
    {"process-race", "variant=killed-inside", LOG_CRASHED, IN_ALL},
    {"fork-with-lock", NULL, LOG_DEADLOCK, IN_ALL},
};

enum { FAULT_COUNT = sizeof faults / sizeof *faults };

static bool is_fault_of(const struct fault *fault, const struct session_options *options)
{
	const char *params = options->params != NULL ? options->params : "";
	return strcmp(fault->scenario, options->scenario) == 0 &&
	       strcmp(fault->params != NULL ? fault->params : "", params) == 0;
}

static bool may_end_in(const struct session_options *options, enum log_status status)
{
	bool may_complete = true;
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		if (!is_fault_of(&faults[i], options))
			continue;
		if (faults[i].status == status)
			return true;
		may_complete = may_complete && faults[i].orders != IN_ALL;
	}
	return may_complete && status == LOG_COMPLETED;
}

/* ---- what is said ---- */

/* What may be said of a scenario, with its defaults or with these parameters, and must be under one of the seeds at
 * least. */
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
    {"race-counter", "threads=3\nrounds=1", INSIGHT_LOST_UPDATE},
    {"race-counter", "threads=3\nrounds=1", INSIGHT_RACE},
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

/* What the insights of a run are held against: that somebody waits for ever may be said when the run has
 * ended so, and what ended by an error or a signal always: it did. */
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

/* ---- how it ends ---- */

/* Of some runs of one scenario: how many ended in each status, and which kinds of insight they showed. */
struct ends {
	size_t count[STATUS_COUNT];
	bool said[INSIGHT_KINDS];
};

static void show(const struct session_options *options, const struct session *session)
{
	run_show(session_log(session));
	print_error("%s, strategy %d, seed %u, %s\n", options->scenario, (int)options->strategy,
		    (unsigned)options->seed, options->params != NULL ? options->params : "defaults");
}

/* Waits for the session's end, checks its log and what is said of it, and frees it; returns how it ended. */
static enum log_status check_to_the_end(struct ends *ends, struct session *session,
					const struct session_options *options)
{
	char message[INVARIANTS_MESSAGE];
	run_wait_end(session);
	enum log_status status = run_status(session);
	const char *broken = invariants_broken(message, session_log(session));
	if (broken != NULL)
		show(options, session);
	else
		said_of_log(session_log(session), note, &(struct hearing){ends->said, options});
	session_free(session);
	if (broken != NULL)
		fail_msg("%s", broken);
	ends->count[status]++;
	return status;
}

static enum log_status run_and_check(const struct session_options *options)
{
	struct ends ends = {.said = {false}};
	return check_to_the_end(&ends, run_start(options), options);
}

/* Runs `seeds` seeds, AT_ONCE at a time. */
static struct ends run_seeds(const char *scenario, const char *params, enum session_strategy strategy,
			     uint64_t seeds)
{
	struct ends ends = {.said = {false}};
	struct session_options options[AT_ONCE];
	struct session *sessions[AT_ONCE];
	for (uint64_t first = 1; first <= seeds; first += AT_ONCE) {
		size_t count = seeds - first + 1 < AT_ONCE ? (size_t)(seeds - first + 1) : AT_ONCE;
		for (size_t i = 0; i < count; i++) {
			options[i] = run_options(scenario, strategy, first + i);
			options[i].params = params;
			sessions[i] = run_start(&options[i]);
		}
		for (size_t i = 0; i < count; i++) {
			enum log_status status = check_to_the_end(&ends, sessions[i], &options[i]);
			if (!may_end_in(&options[i], status))
				fail_msg("%s %s ends %s under seed %u", scenario, params ? params : "",
					 log_status_name(status), (unsigned)options[i].seed);
		}
	}
	return ends;
}

/* Of all seeds some have to bring out each fault, and what is to be said of it. */
static void assert_brought_out(const struct ends *ends, const struct session_options *options)
{
	const char *params = options->params != NULL ? options->params : "";
	for (size_t i = 0; i < FAULT_COUNT; i++) {
		if (!is_fault_of(&faults[i], options))
			continue;
		if (ends->count[faults[i].status] == 0)
			fail_msg("%s %s: no seed ends %s", options->scenario, params,
				 log_status_name(faults[i].status));
		if (faults[i].orders == IN_SOME && ends->count[LOG_COMPLETED] == 0)
			fail_msg("%s %s: no seed ends well", options->scenario, params);
	}
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (strcmp(expected[i].scenario, options->scenario) == 0 &&
		    same_params(expected[i].params, options->params) && !ends->said[expected[i].kind])
			fail_msg("%s %s never shows %s", options->scenario, params,
				 insight_name(expected[i].kind));
}

static void run_all_seeds(const char *scenario, const char *params)
{
	struct session_options options = {.scenario = scenario, .params = params};
	struct ends ends = run_seeds(scenario, params, STRATEGY_RANDOM, RUN_SEEDS);
	assert_brought_out(&ends, &options);
}

/* ---- the scenarios ---- */

static void test_every_scenario_keeps_its_promises_live(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++)
		run_seeds(scenario_table[i]->id, NULL, STRATEGY_LIVE, RUN_LIVE);
}

static void test_every_scenario_keeps_its_promises_round_robin(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++)
		run_seeds(scenario_table[i]->id, NULL, STRATEGY_ROUND_ROBIN, 1);
}

static void test_every_scenario_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++)
		run_all_seeds(scenario_table[i]->id, NULL);
}

static void run_variant(const char *scenario, const char *params, void *context)
{
	(void)context;
	if (params != NULL)
		run_all_seeds(scenario, params);
}

static void test_every_variant_ends_as_it_should_under_every_seed(void **state)
{
	(void)state;
	run_each_variant(run_variant, NULL);
	run_all_seeds("race-counter", "threads=3\nrounds=1"); /* numbers are no variants */
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

/* As many threads as a crowded run may have, all at once. */
static void test_a_thousand_threads_keep_their_promises(void **state)
{
	(void)state;
	char params[64];
	snprintf(params, sizeof params, "rounds=1\nthreads=%d", CROWD);
	for (enum session_strategy strategy = STRATEGY_LIVE; strategy <= STRATEGY_RANDOM; strategy++) {
		struct session_options options = run_options("lock", strategy, 1);
		options.params = params;
		if (strategy != STRATEGY_MANUAL)
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
		options.time_free = strategies[i] == STRATEGY_RANDOM;
		run_and_check(&options);
	}
}

static void test_every_variant_leaves_a_sound_log(void **state)
{
	(void)state;
	run_each_variant(check_variant, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_live),
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_round_robin),
	    cmocka_unit_test(test_every_scenario_keeps_its_promises_under_every_seed),
	    cmocka_unit_test(test_every_variant_ends_as_it_should_under_every_seed),
	    cmocka_unit_test(test_event_never_hangs_even_when_time_is_free),
	    cmocka_unit_test(test_a_thousand_threads_keep_their_promises),
	    cmocka_unit_test(test_every_variant_leaves_a_sound_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
