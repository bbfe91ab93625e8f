/* The session clock is a moment (clock_at, clock_real) and a speed: nothing ticks. */
#include "engine/clock.h"

#include <time.h>

#include "engine/line.h"

int64_t clock_real(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t clock_scaled(int64_t passed, int64_t speed)
{
	return (int64_t)((double)passed * (double)speed / 1000);
}

void clock_start(struct turn *turn)
{
	SET(turn, turn->kernel->clock_at, turn->now);
	SET(turn, turn->kernel->clock_real, ticks_real(&turn->kernel->ticks));
}

void clock_set_speed(struct turn *turn, int64_t speed)
{
	clock_start(turn);
	SET(turn, turn->kernel->speed, speed);
}

void clock_move(struct turn *turn, int64_t to)
{
	struct kernel *kernel = turn->kernel;
	if (to < kernel->clock_at)
		to = kernel->clock_at;
	SET(turn, kernel->clock_at, to);
	turn->now = to;
	int64_t deadline;
	while (timer_first(&deadline, kernel) && deadline <= to)
		timer_remove(turn, &kernel->actors[kernel->timers[0].id]);
}

int64_t clock_ns(double seconds)
{
	enum { LONGEST_S = 1000 * 1000 * 1000 };
	if (!(seconds > 0))
		return 0;
	if (seconds > LONGEST_S)
		seconds = LONGEST_S;
	return (int64_t)(seconds * NS_PER_S + 0.5);
}

int64_t clock_after(int64_t now, int64_t ns)
{
	const int64_t last = INT64_MAX / 2;
	return now < last - ns ? now + ns : last;
}
