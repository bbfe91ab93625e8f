/* The scenarios, run: under many seeds and live they keep their promises, and with a fault switched on they break
 * them, or hang, as the catalogue says. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "marks.h"
#include "session/scenarios.h"
#include "session/session.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

#ifdef SANITIZED
enum { SEEDS = 20 };
#else
enum { SEEDS = 200 };
#endif

enum { TIME_LIMIT_MS = 60000 };

/* A run until it has ended, or until nobody can go any more. *out belongs to the caller. */
static void run_to_end(struct session **out, const struct session_options *options)
{
	struct session *session;
	assert_int_equal(session_start(&session, options), SESSION_OK);
	for (;;) {
		struct session_state state;
		session_arm(session);
		session_state(&state, session);
		if (state.ended)
			break;
		if (state.stuck)
			session_end(session, LOG_DEADLOCK);
		else if (poll(&(struct pollfd){session_fd(session), POLLIN, 0}, 1, TIME_LIMIT_MS) == 0)
			fail_msg("%s, seed %d: nothing happens any more", options->scenario, (int)options->seed);
	}
	*out = session;
}

/* How the run of `options` ends. */
static enum log_status outcome(const struct session_options *options)
{
	struct session *session;
	run_to_end(&session, options);
	enum log_status status = log_status(session_log(session));
	session_free(session);
	return status;
}

static struct session_options under_seed(const char *scenario, uint64_t seed)
{
	return (struct session_options){
		.scenario = scenario, .strategy = STRATEGY_RANDOM, .seed = seed, .speed = 1};
}

/* Expects that every seed ends with one of two statuses, and that each of them is met. */
static void expect_both(struct session_options options, enum log_status good, enum log_status bad)
{
	int met[LOG_STATUS_COUNT] = {0};
	for (options.seed = 1; options.seed <= SEEDS; options.seed++)
		met[outcome(&options)]++;
	assert_int_equal(met[good] + met[bad], SEEDS);
	assert_in_range(met[good], 1, SEEDS - 1);
}

static void expect_all(struct session_options options, enum log_status status)
{
	for (options.seed = 1; options.seed <= SEEDS; options.seed++) {
		enum log_status got = outcome(&options);
		if (got != status)
			fail_msg("%s, seed %d: %s", options.scenario, (int)options.seed, log_status_name(got));
	}
}

static void test_event_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("event", 1), LOG_COMPLETED);
}

static void test_task_distribution_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("task-distribution", 1), LOG_COMPLETED);
}

static void test_condition_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("condition", 1), LOG_COMPLETED);
}

static void test_lock_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("lock", 1), LOG_COMPLETED);
}

static void test_semaphore_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("semaphore", 1), LOG_COMPLETED);
}

static void test_process_queue_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("process-queue", 1), LOG_COMPLETED);
}

static void test_gather_keeps_its_promises_under_every_seed(void **state)
{
	(void)state;
	expect_all(under_seed("gather", 1), LOG_COMPLETED);
}

static void test_race_counter_loses_additions_under_some_seeds(void **state)
{
	(void)state;
	expect_both(under_seed("race-counter", 1), LOG_COMPLETED, LOG_PROMISE_BROKEN);
}

static void test_deadlock_hangs_under_some_seeds(void **state)
{
	(void)state;
	expect_both(under_seed("deadlock", 1), LOG_COMPLETED, LOG_DEADLOCK);
}

static void test_deadlock_in_the_same_order_never_hangs(void **state)
{
	(void)state;
	struct session_options options = under_seed("deadlock", 1);
	options.params = "variant=same-order";
	expect_all(options, LOG_COMPLETED);
}

static void test_condition_loses_its_wakeup_when_time_is_free(void **state)
{
	(void)state;
	struct session_options options = under_seed("condition", 1);
	options.time_free = true;
	expect_both(options, LOG_COMPLETED, LOG_DEADLOCK);
}

static void test_condition_with_a_predicate_never_hangs(void **state)
{
	(void)state;
	struct session_options options = under_seed("condition", 1);
	options.time_free = true;
	options.params = "variant=predicate";
	expect_all(options, LOG_COMPLETED);
}

static void test_each_fault_shows_as_the_catalogue_says(void **state)
{
	(void)state;
	static const struct {
		const char *scenario, *params;
		enum log_status status;
	} faults[] = {
		{"event", "variant=setter-fails", LOG_DEADLOCK},
		{"condition", "variant=stray-notify", LOG_PROMISE_BROKEN},
		{"task-distribution", "variant=join-queue", LOG_DEADLOCK},
		{"task-distribution", "variant=task-fails", LOG_DEADLOCK},
		{"task-distribution", "variant=four-workers", LOG_DEADLOCK},
		{"task-distribution", "variant=producer-dies", LOG_DEADLOCK},
		{"process-queue", "variant=producer-dies", LOG_CRASHED},
		{"gather", "variant=blocking-sleep", LOG_PROMISE_BROKEN},
	};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct session_options options = under_seed(faults[i].scenario, i + 1);
		options.params = faults[i].params;
		enum log_status status = outcome(&options);
		if (status != faults[i].status)
			fail_msg("%s, %s: %s", faults[i].scenario, faults[i].params, log_status_name(status));
	}
}

static void test_every_scenario_but_the_broken_ones_completes_live(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		if (scenario_table[i]->section == 5)
			continue;
		struct session_options options = {
			.scenario = id, .strategy = STRATEGY_LIVE, .seed = 1, .speed = 50};
		enum log_status status = outcome(&options);
		if (status != LOG_COMPLETED)
			fail_msg("%s, live: %s", id, log_status_name(status));
	}
}

/* Line `number`, from 1, of the scenario's C source. */
static void source_line(char line[LINE_ROOM], const char *id, long number)
{
	size_t length;
	const char *source = scenario_source(&length, id, "c");
	assert_non_null(source);
	for (long at = 0; at < number; at++)
		assert_true(marks_next_line(line, &source));
}

static void expect_marked_sites(const char *id, const struct log *log)
{
	const struct log_event *event;
	char line[LINE_ROOM], mark[MARK_MAX];
	for (uint64_t pos = 0; (event = log_next(log, &pos, log_committed(log)));) {
		const char *site = log_text(log, event->site);
		const char *number = strrchr(site, ':');
		if (!number || event->op == OP_PROMISE)
			continue;
		source_line(line, id, strtol(number + 1, NULL, 10));
		if (!marks_of_c(mark, line))
			fail_msg("%s: an op at an unmarked line: %s", site, line);
	}
}

static void test_every_op_of_a_run_stands_on_a_marked_line(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const struct session_options options = under_seed(scenario_table[i]->id, 1);
		struct session *session;
		run_to_end(&session, &options);
		expect_marked_sites(scenario_table[i]->id, session_log(session));
		session_free(session);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_condition_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_task_distribution_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_lock_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_semaphore_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_process_queue_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_gather_keeps_its_promises_under_every_seed),
		cmocka_unit_test(test_race_counter_loses_additions_under_some_seeds),
		cmocka_unit_test(test_deadlock_hangs_under_some_seeds),
		cmocka_unit_test(test_deadlock_in_the_same_order_never_hangs),
		cmocka_unit_test(test_condition_loses_its_wakeup_when_time_is_free),
		cmocka_unit_test(test_condition_with_a_predicate_never_hangs),
		cmocka_unit_test(test_each_fault_shows_as_the_catalogue_says),
		cmocka_unit_test(test_every_scenario_but_the_broken_ones_completes_live),
		cmocka_unit_test(test_every_op_of_a_run_stands_on_a_marked_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
