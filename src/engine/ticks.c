/* Ticks counted between two readings of the clock: see ticks.h.
 *
 * A tick's length is measured once, over a millisecond: the two readings are right to some tens of ns, so the length to some
 * parts in a hundred thousand, and a tenth of a millisecond to a few ns. Whatever happens to the counter (the machine slept, or
 * was moved to another), the next reading mends. */
#include "engine/ticks.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "engine/clock.h"

enum {
	MEASURED_OVER = NS_PER_MS, /* the length of a tick */
	AT_ONCE = 1 << 12,         /* ticks: who needs longer for a reading was interrupted, and does not know when it was */
};

#ifdef __x86_64__
/* The system measures by the counter itself only when it is even, and the same on every core. */
static bool system_counts(void)
{
	char name[8] = "";
	int fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t length = read(fd, name, sizeof name - 1);
	close(fd);
	return length > 0 && strcmp(name, "tsc\n") == 0;
}
#else
static bool system_counts(void)
{
	return false;
}
#endif

void ticks_init(struct ticks *ticks)
{
	*ticks = (struct ticks){.counted = system_counts()};
}

int64_t ticks_read_clock(struct ticks *ticks)
{
	uint64_t before = ticks_count();
	int64_t real = clock_real();
	uint64_t at = ticks_count();
	if (!ticks->counted || at - before > AT_ONCE)
		return real;
	if (ticks->real != 0 && ticks->ns_a_tick == 0) {
		if (real - ticks->real < MEASURED_OVER)
			return real;
		ticks->ns_a_tick = (uint64_t)((double)(real - ticks->real) / (double)(at - ticks->at) * 0x1p32);
	}
	ticks->at = at;
	ticks->real = real;
	return real;
}
