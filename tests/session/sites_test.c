/* Every op of every scenario says where it stands, and the Python twin has that line too: whatever is
 * stepped, both sources can show it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run_session.h"
#include "session/scenarios.h"
#include "view/sources.h"

/* What no line of the scenario does. */
static bool has_no_site(const struct log_event *event)
{
	switch (event->op) {
	case OP_OBJECT_NEW:
		return event->object == 0; /* main, made by nobody */
	case OP_CLOCK_ADVANCE:
	case OP_CONTROL_PAUSE:
	case OP_CONTROL_RESUME:
	case OP_CONTROL_STRATEGY:
	case OP_CONTROL_SPEED:
	case OP_OUTPUT_RAW:
	case OP_PROCESS_CRASH:
	case OP_PROMISE:
		return true;
	default:
		return false;
	}
}

/* The line in "scenarios/ID/ID.c:LINE"; 0: it is none of this scenario's program. */
static uint32_t line_of_site(const char *site, const char *scenario)
{
	char file[256];
	const char *program = scenario_program(scenario);
	int length = snprintf(file, sizeof file, "scenarios/%s/%s.c:", program, program);
	if (strncmp(site, file, (size_t)length) != 0)
		return 0;
	return (uint32_t)strtoul(site + length, NULL, 10);
}

static struct view_sources *sources_of(const char *scenario)
{
	size_t c_length = 0, python_length = 0;
	const char *c = scenario_source(&c_length, scenario, "c");
	const char *python = scenario_source(&python_length, scenario, "py");
	assert_non_null(c);
	assert_non_null(python);
	struct view_sources *sources = view_sources_new(scenario, c, c_length, python, python_length);
	assert_non_null(sources);
	return sources;
}

static void check_sites(const struct log *log, const char *scenario, const struct view_sources *sources)
{
	const uint64_t end = log_committed(log);
	uint64_t pos = 0;
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;) {
		if (has_no_site(event))
			continue;
		const char *site = log_text(log, event->site);
		uint32_t line = line_of_site(site, scenario);
		if (line == 0 || line > sources->c.line_count)
			fail_msg("%s: %s is at \"%s\", no line of this scenario", scenario,
				 log_op_name(event->op), site);
		uint32_t twin = sources->python_of_c[line];
		if (twin == 0 || twin > sources->python.line_count)
			fail_msg("%s: %s is at %s, which has no line in the Python twin", scenario,
				 log_op_name(event->op), site);
	}
}

static void run_and_check(const char *scenario, const char *params, void *context)
{
	(void)context;
	static const struct {
		enum session_strategy strategy;
		uint64_t seed;
		bool time_free;
	} runs[] = {{STRATEGY_LIVE, 1, false},
		    {STRATEGY_ROUND_ROBIN, 1, false},
		    {STRATEGY_RANDOM, 1, false},
		    {STRATEGY_RANDOM, 2, true},
		    {STRATEGY_RANDOM, 3, true}};
	struct view_sources *sources = sources_of(scenario);
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		struct session_options options = run_options(scenario, runs[i].strategy, runs[i].seed);
		options.time_free = runs[i].time_free;
		options.params = params;
		struct session *session = run_session(&options);
		check_sites(session_log(session), scenario, sources);
		session_free(session);
	}
	view_sources_free(sources);
}

static void test_every_op_stands_on_a_line_that_has_a_twin(void **state)
{
	(void)state;
	run_each_variant(run_and_check, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_op_stands_on_a_line_that_has_a_twin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
