/* A session and the model of its log, as a viewer has them: to step a run by hand in tests.
 *
 * Whatever goes wrong here fails the calling test (cmocka's assertions): call from the test's own thread
 * only. */
#ifndef TESTS_COCKPIT_H
#define TESTS_COCKPIT_H

#include "model/model.h"
#include "run_session.h"

struct cockpit {
	struct session *session;
	struct model *model;
	uint64_t steps, refusals; /* as of the last cockpit_settle */
};

struct cockpit cockpit_enter(const struct session_options *options);

/* The same, started paused, and settled. */
struct cockpit cockpit_enter_paused(const struct session_options *options);

/* Waits for the end, checks the log with invariants_broken, and that the run ended in `status`. */
void cockpit_leave(struct cockpit *cockpit, enum log_status status);

/* The same, whatever the status: returns it. */
enum log_status cockpit_leave_any(struct cockpit *cockpit);

/* Waits until the run stands still, waits for a command, and the model has seen all. False: it has ended. */
bool cockpit_settle(struct cockpit *cockpit);

/* Play and pause, taken effect (or the run has ended). */
void cockpit_play(struct cockpit *cockpit);
void cockpit_pause(struct cockpit *cockpit);

/* Asks a settled run for a step; whether it was taken. The run is settled again, or has ended. */
bool cockpit_step(struct cockpit *cockpit, uint32_t actor);

/* A step that has to be taken. */
void cockpit_go(struct cockpit *cockpit, uint32_t actor);

/* A step that must be refused, and change nothing. */
void cockpit_refuse(struct cockpit *cockpit, uint32_t actor);

/* Whether the model says that `actor` (LOG_CLOCK too) could be chosen. */
bool cockpit_could_go(const struct cockpit *cockpit, uint32_t actor);

/* Steps `actor` until it cannot go. */
void cockpit_go_on(struct cockpit *cockpit, uint32_t actor);

/* Steps whoever comes first in `order` and can go, until the run ends. */
void cockpit_run_by(struct cockpit *cockpit, const uint32_t *order, size_t count);

/* Asks a settled run for a step of anybody, drawn from `dice`, and fails unless it is refused just when the
 * model says so. */
void cockpit_compare(struct cockpit *cockpit, uint64_t *dice);

/* The next number below `sides` of a seeded stream. */
uint32_t cockpit_roll(uint64_t *dice, uint32_t sides);

/* The last event of the log that is no announce. */
struct log_event cockpit_last(const struct cockpit *cockpit);

#endif
