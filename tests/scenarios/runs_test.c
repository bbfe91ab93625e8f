/* Runs of the scenarios against their sources: each op stands on a line that the Python twin knows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../run_session.h"
#include "marks.h"
#include "session/scenarios.h"

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

/* The file that the run recorded into can be read whole again. */
static void expect_sound(const char *path, const char *scenario, const char *params)
{
	struct log *log;
	uint64_t bad_slot = 0;
	const int error = log_open(&log, path, &bad_slot);
	if (error)
		fail_msg("%s %s: its recording does not open: %d, slot %llu", scenario, params ? params : "", error,
			 (unsigned long long)bad_slot);
	log_free(log);
}

static void expect_marked_run(const char *scenario, const char *params, void *context)
{
	struct session_options options = run_options(scenario, STRATEGY_RANDOM, 1);
	options.params = params;
	options.record = context;
	struct session *session = run_session(&options);
	expect_marked_sites(scenario, session_log(session));
	session_free(session);
	expect_sound(context, scenario, params);
	assert_int_equal(unlink(context), 0);
}

static void test_every_op_of_every_variant_stands_on_a_marked_line_and_reads_back(void **state)
{
	char folder[] = "/tmp/interleave-test-XXXXXX", path[64];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/run.ilog", folder);
	run_each_variant(expect_marked_run, path);
	assert_int_equal(rmdir(folder), 0);
}

static void test_condition_with_a_predicate_never_hangs_however_time_goes(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= RUN_SEEDS; seed++) {
		struct session_options options = run_options("condition", STRATEGY_RANDOM, seed);
		options.time_free = true;
		options.params = "variant=predicate";
		struct session *session = run_session(&options);
		assert_int_equal(run_status(session), LOG_COMPLETED);
		session_free(session);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_op_of_every_variant_stands_on_a_marked_line_and_reads_back),
		cmocka_unit_test(test_condition_with_a_predicate_never_hangs_however_time_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
