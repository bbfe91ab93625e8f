/* CLOCK_MONOTONIC at a third of its price: where the processor counts its ticks evenly, and the system itself trusts that, the
 * time between two readings of the clock is counted in ticks.
 *
 * The clock itself is read every tenth of a millisecond, so that what is told never strays from it by more than some ns; and
 * none is earlier than one told before. Elsewhere every call reads the clock. */
#ifndef ENGINE_TICKS_H
#define ENGINE_TICKS_H

#include <stdbool.h>
#include <stdint.h>

/* Guarded by whatever guards the clock that it is part of. A writer that dies leaves it wrong until the next reading at most. */
struct ticks {
	bool counted;       /* the ticks of this machine may be relied on */
	uint64_t at;        /* the count at the last reading of the clock */
	int64_t real;       /* that reading, ns; 0 none yet */
	uint64_t ns_a_tick; /* times 2^32; 0 not known yet */
	int64_t latest;     /* what was told last */
};

/* Looks whether ticks may be counted here. */
void ticks_init(struct ticks *ticks);

/* Reads the clock, and counts from there. */
int64_t ticks_read_clock(struct ticks *ticks);

static inline uint64_t ticks_count(void)
{
#ifdef __x86_64__
	return __builtin_ia32_rdtsc();
#else
	return 0;
#endif
}

/* CLOCK_MONOTONIC in ns when ticks_count() was `count`, a moment ago: it may have been taken before whatever guards the clock.
 * One that is older than the last reading reads it again. */
static inline int64_t ticks_real_at(struct ticks *ticks, uint64_t count)
{
	enum { READ_AGAIN = 1 << 18 }; /* ticks: a tenth of a millisecond at 2.6 GHz */
	uint64_t passed = count - ticks->at;
	int64_t real;
	if (passed < READ_AGAIN && ticks->ns_a_tick != 0)
		real = ticks->real + (int64_t)(passed * ticks->ns_a_tick >> 32);
	else
		real = ticks_read_clock(ticks);
	if (real < ticks->latest)
		return ticks->latest;
	ticks->latest = real;
	return real;
}

/* The same, now. */
static inline int64_t ticks_real(struct ticks *ticks)
{
	return ticks_real_at(ticks, ticks_count());
}

#endif
