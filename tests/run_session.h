/* Real sessions for tests: run one to its end, wait for a moment of it, and read its log.
 *
 * Whatever goes wrong here fails the calling test (cmocka's assertions): call from the test's own thread
 * only. */
#ifndef TESTS_RUN_SESSION_H
#define TESTS_RUN_SESSION_H

#include <stddef.h>

#include "model/model.h"
#include "session/session.h"

/* How many seeds a promise is held against, how many live runs, and something slower; fewer where sanitizers
 * make all of it slow. And how much faster than real time a live run's clock goes: what a scenario lets happen
 * a second apart must stay in order on a machine that is busy. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) ||     \
    __has_feature(thread_sanitizer)
enum { RUN_SEEDS = 20, RUN_LIVE = 5, RUN_FEW = 1, RUN_SPEED = 10 };
#else
enum { RUN_SEEDS = 200, RUN_LIVE = 20, RUN_FEW = 4, RUN_SPEED = 50 };
#endif

/* Options with the defaults of a test: RUN_SPEED, no pace, time as the scenario begins with. */
struct session_options run_options(const char *scenario, enum session_strategy strategy, uint64_t seed);

/* A scenario of the test's own, for session_options.program: `main_body` is what main does. */
struct il_scenario run_program(void (*main_body)(void));

/* Starts a session; the caller frees it with session_free. */
struct session *run_start(const struct session_options *options);

/* Starts a session and waits for its end, at most 30 seconds. Its log can be read until session_free. */
struct session *run_session(const struct session_options *options);

/* Waits until `reached` says yes (it is asked whenever the log has grown or the status changed), or the run
 * has ended; at most 30 seconds. Returns what it said last. */
bool run_wait(struct session *session, bool (*reached)(const struct session *session, void *context),
	      void *context);

/* Waits for the run's end. */
void run_wait_end(struct session *session);

enum log_status run_status(const struct session *session);

/* All events of a log, in order. The caller frees `list`. */
struct run_events {
	struct log_event *list;
	size_t count;
};

struct run_events run_events(const struct log *log);

/* Folds what the log of `model` holds beyond it; how many events that were. */
size_t run_fold(struct model *model);

/* How many events of `op` in `phase` there are. */
size_t run_count(const struct log *log, enum log_op op, enum log_phase phase);

/* The log as `interleave dump` prints it, each value of pid and native_id replaced by "*". The caller frees
 * it. */
char *run_dump(const struct log *log);

/* The same without what processes wrote past the runtime (which comes when it comes; AddressSanitizer, too,
 * has something to say there), numbered as if it had not been there. */
char *run_dump_ops(const struct log *log);

/* Prints the dump to standard error: what to look at when a test fails. */
void run_show(const struct log *log);

/* The choices of a parameter of the table's scenarios as session_options.params take them: calls `visit` for
 * each scenario with NULL, and with each other choice of each of its parameters. */
void run_each_variant(void (*visit)(const char *scenario, const char *params, void *context), void *context);

#endif
