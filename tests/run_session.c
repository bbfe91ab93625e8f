#include "run_session.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/clock.h"
#include "log/dump.h"
#include "session/scenarios.h"

enum { LIMIT_S = 30 };

struct session_options run_options(const char *scenario, enum session_strategy strategy, uint64_t seed)
{
	const struct il_scenario *found = scenario_find(scenario);
	return (struct session_options){.scenario = scenario,
					.strategy = strategy,
					.seed = seed,
					.time_free = found != NULL && found->time_free,
					.speed = RUN_SPEED};
}

struct il_scenario run_program(void (*main_body)(void))
{
	return (struct il_scenario){
	    .id = "test", .title = "", .summary = "", .kind = "threads", .run = main_body};
}

/* What computes in earnest has less to compute here: a parameter, where the test does not give it. */
static const struct {
	const char *scenario, *name, *value;
} light[] = {
    {"process-pool", "numbers", "1000"},
};

static const char *lighten(char *out, size_t size, const struct session_options *options)
{
	for (size_t i = 0; i < sizeof light / sizeof *light; i++) {
		const char *given = options->params != NULL ? options->params : "";
		if (options->program != NULL || strcmp(options->scenario, light[i].scenario) != 0 ||
		    strstr(given, light[i].name) != NULL)
			continue;
		snprintf(out, size, "%s%s%s=%s", given, given[0] != '\0' ? "\n" : "", light[i].name, light[i].value);
		return out;
	}
	return options->params;
}

struct session *run_start(const struct session_options *options)
{
	struct session *session = NULL;
	struct session_options lighter = *options;
	char params[512];
	lighter.params = lighten(params, sizeof params, options);
	int error = session_start(&session, &lighter);
	if (error != SESSION_OK)
		fail_msg("%s: session_start: %d (%s)", options->scenario, error, strerror(errno));
	return session;
}

bool run_wait(struct session *session, bool (*reached)(const struct session *session, void *context),
	      void *context)
{
	const int64_t limit = clock_real() + (int64_t)LIMIT_S * NS_PER_S;
	struct session_state state;
	for (;;) {
		session_arm(session);
		session_state(&state, session);
		if (state.ended || reached(session, context))
			return reached(session, context);
		int64_t left_ms = (limit - clock_real()) / NS_PER_MS;
		struct pollfd polled = {session_fd(session), POLLIN, 0};
		if (left_ms > 0 && (poll(&polled, 1, (int)left_ms) >= 0 || errno == EINTR))
			continue;
		session_end(session, LOG_TIMED_OUT);
		run_show(session_log(session));
		session_free(session);
		fail_msg("the session is not where it should be after %d s", LIMIT_S);
	}
}

static bool has_ended(const struct session *session, void *context)
{
	(void)context;
	struct session_state state;
	session_state(&state, session);
	return state.ended;
}

/* Asleep on the way, too: to be told of each event would cost the run more than the event. */
void run_wait_end(struct session *session)
{
	struct session_state state;
	session_state(&state, session);
	if (!state.ended)
		poll(&(struct pollfd){session_fd(session), POLLIN, 0}, 1, LIMIT_S * 1000);
	run_wait(session, has_ended, NULL);
}

struct session *run_session(const struct session_options *options)
{
	struct session *session = run_start(options);
	run_wait_end(session);
	return session;
}

enum log_status run_status(const struct session *session)
{
	return log_status(session_log(session));
}

struct run_events run_events(const struct log *log)
{
	const uint64_t end = log_committed(log);
	struct run_events events = {malloc((end + 1) * sizeof(struct log_event)), 0};
	assert_non_null(events.list);
	uint64_t pos = 0;
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;)
		events.list[events.count++] = *event;
	return events;
}

size_t run_fold(struct model *model)
{
	const struct log_event *event;
	size_t count = 0;
	for (; (event = log_next(model->log, &model->slot, log_committed(model->log))) != NULL; count++)
		model_apply(model, event);
	return count;
}

size_t run_count(const struct log *log, enum log_op op, enum log_phase phase)
{
	const uint64_t end = log_committed(log);
	uint64_t pos = 0;
	size_t count = 0;
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;)
		count += event->op == op && event->phase == phase;
	return count;
}

/* ---- dumps ---- */

/* Replaces the digits behind each `key` by a star, in place. */
static void mask(char *text, const char *key)
{
	const size_t length = strlen(key);
	for (char *at = strstr(text, key); at != NULL; at = strstr(at + 1, key)) {
		char *digits = at + length;
		const size_t count = strspn(digits, "0123456789");
		if (count == 0)
			continue;
		*digits = '*';
		memmove(digits + 1, digits + count, strlen(digits + count) + 1);
	}
}

static char *dump(const struct log *log, bool raw_output)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_non_null(out);
	struct dump *dumper = dump_new(log, out);
	assert_non_null(dumper);
	dump_header(dumper);
	const uint64_t end = log_committed(log);
	uint64_t pos = 0, seq = 0;
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;)
		if (raw_output || event->op != OP_OUTPUT_RAW)
			dump_event(dumper, event, ++seq, NULL, NULL);
	dump_free(dumper);
	assert_int_equal(fclose(out), 0);
	mask(text, "\"pid\":");
	mask(text, "\"native_id\":");
	return text;
}

char *run_dump(const struct log *log)
{
	return dump(log, true);
}

char *run_dump_ops(const struct log *log)
{
	return dump(log, false);
}

void run_show(const struct log *log)
{
	char *text = run_dump(log);
	fputs(text, stderr);
	free(text);
}

/* ---- variants ---- */

static void visit_choices(const char *scenario, const struct il_param *param,
			  void (*visit)(const char *scenario, const char *params, void *context),
			  void *context)
{
	const char *choice = param->choices + strcspn(param->choices, ","); /* the first is the default */
	while (*choice == ',') {
		size_t length = strcspn(++choice, ",");
		char params[128];
		snprintf(params, sizeof params, "%s=%.*s", param->name, (int)length, choice);
		visit(scenario, params, context);
		choice += length;
	}
}

void run_each_variant(void (*visit)(const char *scenario, const char *params, void *context), void *context)
{
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		visit(scenario_table[i]->id, NULL, context);
		const struct il_param *param = scenario_table[i]->params;
		for (; param != NULL && param->name != NULL; param++)
			if (param->choices != NULL)
				visit_choices(scenario_table[i]->id, param, visit, context);
	}
}
