#include "same_run.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "invariants.h"

struct session *run_checked(const struct session_options *options)
{
	char message[INVARIANTS_MESSAGE];
	struct session *session = run_session(options);
	const char *broken = invariants_broken(message, session_log(session));
	if (broken == NULL)
		return session;
	run_show(session_log(session));
	session_free(session);
	fail_msg("%s, seed %u: %s", options->scenario, (unsigned)options->seed, broken);
	return NULL;
}

struct session *run_replay(const struct session_options *recorded, const struct session *recording)
{
	struct session_options options = *recorded;
	options.strategy = STRATEGY_REPLAY;
	options.replay = session_log(recording);
	return run_checked(&options);
}

/* The caller frees it. */
static char *dump_without_strategy(const struct session *session)
{
	char *dump = run_dump_ops(session_log(session));
	char *strategy = strstr(dump, "\"strategy\":");
	assert_non_null(strategy);
	const char *rest = strstr(strategy, "\"params\"");
	assert_non_null(rest);
	memmove(strategy, rest, strlen(rest) + 1);
	return dump;
}

void assert_same_dump(const struct session *first, const struct session *second, const char *what)
{
	char *a = dump_without_strategy(first), *b = dump_without_strategy(second);
	size_t i = 0, line = 0, number = 1;
	while (a[i] != '\0' && a[i] == b[i]) {
		if (a[i++] == '\n') {
			line = i;
			number++;
		}
	}
	bool same = a[i] == b[i];
	if (!same)
		print_error("line %zu:\n  %.*s\n  %.*s\n", number, (int)strcspn(a + line, "\n"), a + line,
			    (int)strcspn(b + line, "\n"), b + line);
	free(a);
	free(b);
	if (!same)
		fail_msg("%s: the two runs differ", what);
}

static bool counts(const struct log_event *event, bool timed)
{
	if (event->phase == LOG_ANNOUNCE || event->actor == LOG_USER || event->op == OP_OUTPUT_RAW ||
	    event->op == OP_OUTSIDE)
		return false;
	return timed ||
	       (event->actor != LOG_CLOCK && event->op != OP_PROMISE && event->op != OP_PROCESS_CRASH);
}

const struct log_event *same_run_next(const struct run_events *events, size_t *at, bool timed)
{
	while (*at < events->count && !counts(&events->list[*at], timed))
		++*at;
	return *at < events->count ? &events->list[(*at)++] : NULL;
}

bool same_run_op(const struct log_event *a, const struct log_event *b)
{
	return a->actor == b->actor && a->op == b->op && a->phase == b->phase && a->object == b->object &&
	       a->result == b->result;
}

void assert_same_ops(const struct session *first, const struct session *second, bool timed, const char *what)
{
	struct run_events a = run_events(session_log(first)), b = run_events(session_log(second));
	size_t at_a = 0, at_b = 0, count = 0;
	const struct log_event *in_a, *in_b;
	do {
		in_a = same_run_next(&a, &at_a, timed);
		in_b = same_run_next(&b, &at_b, timed);
		count++;
	} while (in_a != NULL && in_b != NULL && same_run_op(in_a, in_b));
	bool same = in_a == NULL && in_b == NULL;
	free(a.list);
	free(b.list);
	if (same)
		return;
	run_show(session_log(first));
	run_show(session_log(second));
	fail_msg("%s: op %zu differs", what, count);
}

void assert_same_end(const struct session *first, const struct session *second, const char *what)
{
	if (run_status(first) != run_status(second))
		fail_msg("%s ended %s, then %s", what, log_status_name(run_status(first)),
			 log_status_name(run_status(second)));
}
