#include "programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../invariants.h"
#include "../run_session.h"
#include "log/text.h"

enum { SEEDS = RUN_SEEDS / 10, LIVE_RUNS = 3 };

/* ---- in the program ---- */

void program_expect(struct il_site *site, bool held, const char *text)
{
	if (!held)
		il_promise_at(site, false, text);
}

bool program_took(double seconds, double since)
{
	double passed = il_clock_peek() - since;
	double nearly = 1e-9 * seconds; /* doubles of seconds, of a clock of nanoseconds */
	return passed >= seconds - nearly && (!il_time_exact() || passed <= seconds + nearly);
}

/* ---- running it ---- */

static void show_broken(const struct log *log)
{
	struct run_events events = run_events(log);
	for (size_t i = 0; i < events.count; i++) {
		const struct log_event *event = &events.list[i];
		if (event->op == OP_PROMISE && event->result == IL_BROKEN)
			print_error("%s: does not hold: %s\n", log_text(log, event->site),
				    log_text(log, event->text));
		if (event->op == OP_OUTPUT_RAW)
			print_error("%s", log_text(log, event->text));
	}
	free(events.list);
}

static struct session *run_to(const struct session_options *options, enum log_status expected)
{
	char message[INVARIANTS_MESSAGE];
	struct session *session = run_session(options);
	const struct log *log = session_log(session);
	const char *broken = invariants_broken(message, log);
	enum log_status status = log_status(log);
	if (broken == NULL && status == expected)
		return session;
	run_show(log);
	show_broken(log);
	session_free(session);
	fail_msg("strategy %d, seed %u%s: ends %s; %s", (int)options->strategy, (unsigned)options->seed,
		 options->time_free ? ", time free" : "", log_status_name(status),
		 broken != NULL ? broken : "its log is sound");
	return NULL;
}

static void run_under(const struct il_scenario *program, enum session_strategy strategy, uint64_t seed,
		      bool time_free, enum log_status expected)
{
	struct session_options options = run_options(program->id, strategy, seed);
	options.program = program;
	options.time_free = time_free;
	session_free(run_to(&options, expected));
}

static void run_in_many_orders(const struct il_scenario *program, bool time_free, enum log_status expected)
{
	run_under(program, STRATEGY_LIVE, 1, false, expected);
	run_under(program, STRATEGY_ROUND_ROBIN, 1, false, expected);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		run_under(program, STRATEGY_RANDOM, seed, false, expected);
		if (time_free)
			run_under(program, STRATEGY_RANDOM, seed, true, expected);
	}
}

void assert_ends(void (*run)(void), enum log_status status)
{
	struct il_scenario program = run_program(run);
	run_in_many_orders(&program, false, status);
}

void assert_completes(void (*run)(void))
{
	assert_ends(run, LOG_COMPLETED);
}

void assert_completes_live(void (*run)(void))
{
	struct il_scenario program = run_program(run);
	for (uint64_t seed = 1; seed <= LIVE_RUNS; seed++)
		run_under(&program, STRATEGY_LIVE, seed, false, LOG_COMPLETED);
}

void assert_completes_and(void (*run)(void), void (*check)(void))
{
	struct il_scenario program = run_program(run);
	program.check = check;
	run_in_many_orders(&program, false, LOG_COMPLETED);
}

void assert_completes_in_any_time(void (*run)(void))
{
	struct il_scenario program = run_program(run);
	run_in_many_orders(&program, true, LOG_COMPLETED);
}

/* ---- its events ---- */

static const char *name_of(const struct log *log, const struct run_events *events, uint32_t id)
{
	if (id == LOG_NONE)
		return NULL;
	if (id == LOG_CLOCK)
		return "clock";
	for (size_t i = 0; i < events->count; i++)
		if (events->list[i].op == OP_OBJECT_NEW && events->list[i].object == id)
			return log_text(log, events->list[i].text);
	return "?";
}

static struct logged read_event(const struct log *log, const struct run_events *events,
				const struct log_event *event)
{
	struct logged out = {.actor = name_of(log, events, event->actor),
			     .op = (enum log_op)event->op,
			     .phase = (enum log_phase)event->phase,
			     .object = name_of(log, events, event->object),
			     .result = (il_status)event->result,
			     .x = event->x,
			     .y = event->y,
			     .z = event->z,
			     .kind = (enum log_value_kind)(event->flags & LOG_VALUE_KIND),
			     .value = event->value,
			     .text = event->text != 0 ? log_text(log, event->text) : NULL,
			     .timed = (event->flags & LOG_TIMED) != 0,
			     .inner = !(event->flags & LOG_STEP),
			     .changing = (event->flags & LOG_VOLATILE) != 0};
	if (event->op == OP_PRINT)
		out.via = event->via != 0 ? log_text(log, event->via) : NULL;
	else
		out.via = name_of(log, events, event->via);
	if (out.kind == VALUE_DOUBLE) {
		memcpy(&out.real, &event->value, sizeof out.real);
		out.value = 0;
	}
	if (out.timed)
		out.deadline = (double)event->deadline / 1e9;
	bool names_string = event->op == OP_LOOP_EXCEPTION || (event->op == OP_OBJECT_NEW && event->x == TYPE_FUTURE);
	if (out.changing || names_string) /* the string of a message, of a set */
		out.value = 0;
	return out;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_event(const struct logged *a, const struct logged *b)
{
	return same_text(a->actor, b->actor) && a->op == b->op && a->phase == b->phase &&
	       same_text(a->object, b->object) && same_text(a->via, b->via) && a->result == b->result &&
	       a->x == b->x && a->y == b->y && a->z == b->z && a->kind == b->kind && a->value == b->value &&
	       a->real == b->real && same_text(a->text, b->text) && a->timed == b->timed &&
	       a->deadline == b->deadline && a->inner == b->inner && a->changing == b->changing;
}

static void show_event(const char *head, const struct logged *e)
{
	if (e == NULL) {
		print_error("%snothing\n", head);
		return;
	}
	print_error("%s%s %s%s%s %s x=%d y=%d z=%d via=%s kind=%d value=%lld real=%g text=%s", head, e->actor,
		    log_op_name(e->op), e->phase == LOG_BLOCK ? " blocks " : " ",
		    e->object != NULL ? e->object : "-", il_status_name(e->result), e->x, e->y, e->z,
		    e->via != NULL ? e->via : "-", e->kind, (long long)e->value, e->real,
		    e->text != NULL ? e->text : "-");
	print_error("%s%s%s", e->inner ? " inner" : "", e->changing ? " changing" : "", e->timed ? "" : "\n");
	if (e->timed)
		print_error(" deadline=%g\n", e->deadline);
}

static bool is_named(enum log_op op, const struct logged *expected, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (expected[i].op == op)
			return true;
	return false;
}

/* Whether the events of the expected ops are the expected ones; says where they are not. */
static bool compare(const struct log *log, const struct run_events *events, const struct logged *expected,
		    size_t count)
{
	size_t at = 0;
	for (size_t i = 0; i < events->count; i++) {
		const struct log_event *event = &events->list[i];
		if (event->phase == LOG_ANNOUNCE || !is_named((enum log_op)event->op, expected, count))
			continue;
		struct logged found = read_event(log, events, event);
		const struct logged *wanted = at < count ? &expected[at++] : NULL;
		if (wanted != NULL && same_event(&found, wanted))
			continue;
		print_error("event %zu of these ops:\n", at);
		show_event("  expected ", wanted);
		show_event("  found    ", &found);
		return false;
	}
	if (at < count)
		show_event("missing: ", &expected[at]);
	return at == count;
}

void assert_logged(void (*run)(void), enum log_status status, const struct logged *expected, size_t count)
{
	struct il_scenario program = run_program(run);
	struct session_options options = run_options(program.id, STRATEGY_ROUND_ROBIN, 1);
	options.program = &program;
	struct session *session = run_to(&options, status);
	struct run_events events = run_events(session_log(session));
	bool same = compare(session_log(session), &events, expected, count);
	free(events.list);
	session_free(session);
	if (!same)
		fail_msg("the log is not as expected");
}

/* ---- what it prints ---- */

static bool compare_lines(const struct log *log, const char *const *lines)
{
	const uint64_t end = log_committed(log);
	uint64_t pos = 0;
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;) {
		if (event->op != OP_PRINT || event->phase != LOG_DONE)
			continue;
		char line[512];
		text_format(line, sizeof line, log_text(log, event->text), log_text(log, event->via), NULL,
			    NULL);
		if (*lines == NULL || strcmp(line, *lines) != 0) {
			print_error("expected %s\nfound    %s\n", *lines != NULL ? *lines : "nothing", line);
			return false;
		}
		lines++;
	}
	if (*lines != NULL)
		print_error("missing: %s\n", *lines);
	return *lines == NULL;
}

static void assert_prints_under(const struct il_scenario *program, enum session_strategy strategy, uint64_t seed,
				const char *schedule, const char *const *lines)
{
	struct session_options options = run_options(program->id, strategy, seed);
	options.program = program;
	options.schedule = schedule;
	struct session *session = run_to(&options, LOG_COMPLETED);
	bool same = compare_lines(session_log(session), lines);
	if (!same)
		run_show(session_log(session));
	session_free(session);
	if (!same)
		fail_msg("strategy %d, seed %u: it prints something else", (int)strategy, (unsigned)seed);
}

void assert_prints_when(const char *schedule, void (*run)(void), const char *const *lines)
{
	struct il_scenario program = run_program(run);
	assert_prints_under(&program, STRATEGY_ROUND_ROBIN, 1, schedule, lines);
}

void assert_prints(void (*run)(void), const char *const *lines)
{
	assert_prints_when(NULL, run, lines);
}

void assert_prints_in_every_order(void (*run)(void), const char *const *lines)
{
	struct il_scenario program = run_program(run);
	assert_prints(run, lines);
	assert_prints_under(&program, STRATEGY_LIVE, 1, NULL, lines);
	for (uint64_t seed = 1; seed <= SEEDS / 2; seed++)
		assert_prints_under(&program, STRATEGY_RANDOM, seed, NULL, lines);
}
