/* Whether two runs are the same: to the byte, or in the order of their ops. Fails the calling test (cmocka's
 * assertions). */
#ifndef TESTS_SAME_RUN_H
#define TESTS_SAME_RUN_H

#include "run_session.h"

/* As run_session, and the log must keep the rules of invariants.h. */
struct session *run_checked(const struct session_options *options);

/* The same options as `recorded`, following the log of `recording`; checked. */
struct session *run_replay(const struct session_options *recorded, const struct session *recording);

/* The dumps are equal, but for the header's strategy, which says how each was run. */
void assert_same_dump(const struct session *first, const struct session *second, const char *what);

/* The next event at or after *at that a replay has to meet again: not what was announced, commanded, or
 * written past the runtime. Without `timed` not what depends on the time either: the clock's steps, promises,
 * and when the death of a process was seen. NULL: none. */
const struct log_event *same_run_next(const struct run_events *events, size_t *at, bool timed);

/* Actor, op, phase, object and result are equal. */
bool same_run_op(const struct log_event *a, const struct log_event *b);

/* Both have the same ops in the same order. */
void assert_same_ops(const struct session *first, const struct session *second, bool timed, const char *what);

/* Both ended in the same status. */
void assert_same_end(const struct session *first, const struct session *second, const char *what);

#endif
