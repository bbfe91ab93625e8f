/* The warden's hands in the engine: commands, deadlines, the beat of the pace, and the dead. */
#ifndef ENGINE_CONTROL_H
#define ENGINE_CONTROL_H

#include <sys/types.h>

#include "engine/kernel.h"

/* Posts a step of `actor` (LOG_NONE: the proposal). False: too many are waiting already, and this one is not posted. The other
 * commands are words of the mailbox (want_playing, ...): write them, then ring. */
bool control_post_step(struct engine *engine, uint32_t actor);
void control_ring(struct engine *engine);

/* Who chooses, as a word of the mailbox: an enum strategy, live or not, and whether time is free. */
enum { ORDER_STRATEGY = 15, ORDER_LIVE = 16, ORDER_TIME_FREE = 32 };

/* What the command line calls it: "random", "live". */
const char *control_order_name(uint32_t order);

/* Makes `order` the one in effect; for a run that has not begun. */
void control_set_order(struct kernel *kernel, uint32_t order);

/* Makes it so: play or pause, order, speed, pace, and the steps posted. A step waits while some actor still computes. */
void control_carry_out(struct engine *engine);

/* The step that a pace is due to make; nothing when the run is held, busy or without pace. */
void control_beat(struct engine *engine);

/* Why the run is halted, or HALT_NONE. The turn that halted it has ended by then: what it did is in the log. */
enum halt control_halted(struct engine *engine);

/* Live: lets those go whose deadline has come. Returns the real ns until the next one, -1 none. */
int64_t control_due(struct engine *engine);

enum gone {
	GONE_LEFT,  /* by itself, by its exit op: nothing is left to do */
	GONE_DIED,  /* it was killed, or called exit */
	GONE_EARLY, /* the same, but the recording that is replayed has other events first: to be said again when
	               kernel->death_due names it */
};

/* A process of the session has gone: `status` as of waitpid. One that died is logged as process.crash (process.exit when
 * it called exit); its threads are ended and taken from every line, and what they held stays held. */
enum gone control_process_gone(struct engine *engine, uint32_t process, int status);

/* The signal that `process` has to be sent now, 0 none: it was told to end, and the run is live, or its end has been logged
 * already. */
int control_signal_due(struct engine *engine, uint32_t process);

/* One that is between its ops. */
struct running {
	uint32_t actor;
	uint32_t ops;   /* how many it had begun */
	pid_t thread;   /* kernel thread id of what it runs on */
	bool inside;    /* in a system call of the runtime's own */
};

/* The first `room` of them, or of all that have a thread; returns how many. */
size_t control_running(struct running *out, size_t room, struct engine *engine, bool and_waiting);

/* Nobody waits for it any more: it has been asleep in a system call of the scenario's own, and has begun no op since. */
void control_outside(struct engine *engine, const struct running *running);

/* What a process wrote to its standard output or error, as an output.raw event of main. */
void control_raw_output(struct engine *engine, const char *bytes, size_t length);

#endif
