/* The session clock: real time times speed while the gate is open, standing still otherwise. Under the kernel lock. */
#ifndef ENGINE_CLOCK_H
#define ENGINE_CLOCK_H

#include "engine/kernel.h"

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

/* CLOCK_MONOTONIC in ns. */
int64_t clock_real(void);

/* Session ns that pass in `passed` real ones. */
int64_t clock_scaled(int64_t passed, int64_t speed);

/* Session time in ns, at the moment of `count` (ticks.h). */
static inline int64_t clock_session(struct kernel *kernel, uint64_t count)
{
	if (!kernel->gate_open)
		return kernel->clock_at;
	int64_t passed = ticks_real_at(&kernel->ticks, count) - kernel->clock_real;
	return kernel->clock_at + (kernel->speed == 1000 ? passed : clock_scaled(passed, kernel->speed));
}

/* Starts it, or changes its speed (times 1000), at this moment. */
void clock_start(struct turn *turn);
void clock_set_speed(struct turn *turn, int64_t speed);

/* Sets a clock that stands, or is about to, to `to` (never back); deadlines up to it are taken from the heap. */
void clock_move(struct turn *turn, int64_t to);

/* Seconds to ns; no more than thirty years. */
int64_t clock_ns(double seconds);

/* The moment `ns` after `now`; at the end of time (in 146 years) there is none later. */
int64_t clock_after(int64_t now, int64_t ns);

#endif
