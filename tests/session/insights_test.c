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

#include "../run_session.h"
#include "model/watch.h"
#include "session/scenarios.h"

enum { AT_ONCE = 4, INSIGHTS_MAX = 16 };

/* What may be said of a scenario, and must be under one of the seeds at least. */
static const struct expected {
	const char *scenario;
	enum insight_kind kind;
} expected[] = {
    {"check-then-act", INSIGHT_STUCK},     {"race-counter", INSIGHT_RACE},
    {"race-counter", INSIGHT_LOST_UPDATE}, {"deadlock", INSIGHT_DEADLOCK},
    {"deadlock", INSIGHT_LOCK_ORDER},      {"philosophers", INSIGHT_DEADLOCK},
    {"philosophers", INSIGHT_LOCK_ORDER},  {"lost-wakeup", INSIGHT_LOST_WAKEUP},
    {"missing-sentinel", INSIGHT_STUCK},   {"unbalanced-rlock", INSIGHT_LOCK_LEFT},
    {"unbalanced-rlock", INSIGHT_STUCK},
};

static bool may_say(const char *scenario, enum insight_kind kind, enum log_status status)
{
	bool waits = kind == INSIGHT_DEADLOCK || kind == INSIGHT_LOST_WAKEUP || kind == INSIGHT_STUCK;
	if ((waits && (status == LOG_DEADLOCK || status == LOG_CRASHED)) || kind == INSIGHT_CRASH ||
	    kind == INSIGHT_EXCEPTION)
		return true;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (strcmp(expected[i].scenario, scenario) == 0 && expected[i].kind == kind)
			return true;
	return false;
}

static void note(bool said[INSIGHT_KINDS], const struct insight *insight, const struct model *model,
		 const struct session_options *options)
{
	char text[1024];
	said[insight->kind] = true;
	if (may_say(options->scenario, insight->kind, log_status(model->log)))
		return;
	insight_text(text, sizeof text, insight, model);
	fail_msg("%s %s, seed %u: %s", options->scenario, options->params != NULL ? options->params : "",
		 (unsigned)options->seed, text);
}

/* Reads a whole log, and notes which kinds of insight it shows. */
static void read_insights(bool said[INSIGHT_KINDS], const struct log *log,
			  const struct session_options *options)
{
	struct insight insights[INSIGHTS_MAX];
	struct model *model = model_new(log);
	struct watch *watch = watch_new();
	const struct log_event *event;
	uint64_t pos = 0;
	assert_non_null(model);
	assert_non_null(watch);
	while ((event = log_next(log, &pos, log_committed(log))) != NULL) {
		model_apply(model, event);
		watch_apply(watch, model, event);
	}
	uint32_t i, count = insight_find(insights, INSIGHTS_MAX, model);
	for (i = 0; i < count; i++)
		note(said, &insights[i], model, options);
	for (i = 0; i < watch_count(watch, UINT64_MAX); i++)
		note(said, watch_insight(watch, i), model, options);
	watch_free(watch);
	model_free(model);
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
			read_insights(said, session_log(sessions[i]), &options[i]);
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
			    !said[expected[k].kind])
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_scenarios_show_their_faults_and_nothing_else),
	    cmocka_unit_test(test_live_runs_show_nothing_else_either),
	    cmocka_unit_test(test_variants_show_nothing_else_either),
	    cmocka_unit_test(test_the_mends_are_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
