/* What the clock of a live run shows while nothing happens: the log has the time of events only, and everybody may sleep for
 * seconds. The newest event says what time it was, real time and the speed how much has passed since.
 *
 * It ticks ten times a second in a run that goes on by itself, and never otherwise. */
#ifndef TUI_TICKER_H
#define TUI_TICKER_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: it does not tick. */
struct ticker {
	bool ticks;
	int64_t event; /* session time of the newest event, ns */
	int64_t base;  /* session time at the real time `since`, ns */
	int64_t since; /* ms */
	double speed;  /* from there on */
	int64_t seen;  /* the real time of the last look, ms */
	int64_t shown; /* what it showed then, in tenths of a second */
};

/* Looks at a run that `goes` on or not, and whose newest event happened at `event`. True: what it shows has changed. */
bool ticker_look(struct ticker *ticker, bool goes, int64_t event, double speed, int64_t now);

/* Session time as of the last look, ns. */
int64_t ticker_time(const struct ticker *ticker);

/* Milliseconds until it must be looked at again, -1: it does not tick. */
int ticker_wait(const struct ticker *ticker, int64_t now);

#endif
