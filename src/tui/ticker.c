#include "tui/ticker.h"

enum { TENTH_MS = 100, NS_PER_TENTH = 100000000, NS_PER_MS = 1000000 };

bool ticker_look(struct ticker *ticker, bool goes, int64_t event, double speed, int64_t now)
{
	const struct ticker before = *ticker;
	ticker->ticks = goes;
	if (!goes)
		return before.ticks;
	ticker->seen = now;
	if (!before.ticks || event != before.event || speed != before.speed) { /* a new speed counts from here */
		bool known = before.ticks && event == before.event;
		*ticker = (struct ticker){.ticks = true,
					  .event = event,
					  .base = known ? ticker_time(ticker) : event,
					  .since = now,
					  .speed = speed,
					  .seen = now};
	}
	ticker->shown = ticker_time(ticker) / NS_PER_TENTH;
	return !before.ticks || ticker->shown != before.shown;
}

int64_t ticker_time(const struct ticker *ticker)
{
	return ticker->base + (int64_t)((double)(ticker->seen - ticker->since) * ticker->speed * NS_PER_MS);
}

int ticker_wait(const struct ticker *ticker, int64_t now)
{
	if (!ticker->ticks)
		return -1;
	int64_t wait = ticker->seen + TENTH_MS - now;
	return wait > 0 ? (int)wait : 0;
}
