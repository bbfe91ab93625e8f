/* One run: the viewer's side of a session. session_start() makes the log and the shared segment, forks the
 * warden, which forks the runner; everything is gone again after session_stop().
 *
 * One thread (the viewer's) calls these. Nothing here blocks, but for session_stop (until the last process
 * is gone, at most a second). The state of the run is in the log; session_state() only tells how it goes on. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "interleave/scenario.h"
#include "log/log.h"

enum session_strategy {
	STRATEGY_LIVE,
	STRATEGY_MANUAL,
	STRATEGY_ROUND_ROBIN,
	STRATEGY_RANDOM,
	STRATEGY_PCT,
	STRATEGY_REPLAY,
};

/* What the command line calls it. */
const char *session_strategy_name(enum session_strategy strategy);

struct session_options {
	const char *scenario;           /* its id */
	const struct il_scenario *program; /* what to run, when it is not in the table; NULL: the table's `scenario` */
	enum session_strategy strategy;
	uint64_t seed;
	uint32_t depth;                 /* STRATEGY_PCT: how many ordering constraints the bug looked for has; 0: 3 */
	bool time_free;
	double speed;                   /* live: session seconds a real second */
	double pace;                    /* controlled: steps a second, 0 = as fast as it goes */
	bool paused;                    /* starts with the gate closed, before the first op */
	const char *record;             /* file, NULL: memory */
	const struct log *replay;       /* STRATEGY_REPLAY: the recording to follow; borrowed, must outlive the session */
	const char *params;             /* "NAME=VALUE" pairs joined by newlines, checked; NULL: all defaults */
	const char *schedule;           /* choices to make first, NULL none (schedule.h) */
	uint64_t max_events;            /* 0: the default */
};

struct session;

enum session_error {
	SESSION_OK = 0,
	SESSION_ERR_SYSTEM = -1,   /* errno says why */
	SESSION_ERR_SCENARIO = -2, /* no such scenario */
	SESSION_ERR_SCHEDULE = -3, /* the schedule cannot be read */
	SESSION_ERR_RECORD = -4,   /* the record file cannot be made; errno says why */
};

int session_start(struct session **out, const struct session_options *options);

/* Ends every process of the run, and waits for them. Then nothing is appended any more. The log stays until
 * session_free. Idempotent. A log that was still running gets the status LOG_LEFT. */
void session_stop(struct session *session);

/* The same, with another status than LOG_LEFT: LOG_TIMED_OUT. */
void session_end(struct session *session, enum log_status status);

void session_free(struct session *session);

const struct log *session_log(const struct session *session);

/* A descriptor that becomes readable when the log has grown or the status has changed since the last
 * session_arm(). Call session_arm, look at the log once more, then poll. */
int session_fd(const struct session *session);
void session_arm(struct session *session);

struct session_state {
	bool playing;         /* the gate is open, or a strategy plays at its pace */
	bool ended;           /* nothing will be appended any more */
	enum log_status status;
	bool stuck;           /* nobody can go and no deadline is left: deadlock, kept for the viewer to look at */
	uint32_t proposal;    /* the actor (LOG_CLOCK too) the strategy would choose next, LOG_NONE */
	bool busy;            /* a step is under way: some actor computes */
	bool pending;         /* a command is posted that has not taken effect */
	bool refused;         /* the last step asked for was refused: model_why() says why */
	uint64_t refusals;    /* how many, to tell a new one */
	uint64_t diverged_at; /* step at which a replay diverged, 0 */
	uint32_t diverged_choice; /* what the given schedule chose there, LOG_NONE */
	uint64_t steps;       /* choices made so far */
};

void session_state(struct session_state *out, const struct session *session);

/* Commands; each is posted to the mailbox and takes effect soon after. */
void session_play(struct session *session);  /* open the gate, or let the strategy play */
void session_pause(struct session *session);
void session_step(struct session *session, uint32_t actor); /* LOG_NONE: the proposal; LOG_CLOCK: let time pass */
/* Who chooses from here on, and whether the clock may overtake; not of a run that follows a recording. A schedule that was given
 * is left. A run begun live may be stepped from here on, a stepped one go live. */
void session_set_order(struct session *session, enum session_strategy strategy, bool time_free);
void session_set_speed(struct session *session, double speed);
void session_set_pace(struct session *session, double pace);

#endif
