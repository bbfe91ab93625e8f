/* Schedules as strings.
 *
 *     schedule = "" | run { "." run }      run = choice [ "x" times ]      choice = actor id | "c"
 */
#include "session/schedule.h"

#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHOICES_MAX = 1 << 26 }; /* "0x999999999" must not ask for all memory */

/* ---- from a log ---- */

static void write_run(FILE *out, uint32_t choice, uint64_t times, bool first)
{
	if (!first)
		putc('.', out);
	if (choice == LOG_CLOCK)
		putc('c', out);
	else
		fprintf(out, "%" PRIu32, choice);
	if (times > 1)
		fprintf(out, "x%" PRIu64, times);
}

/* What tells one process, or the workers of a pool, to end. LOG_NONE: nobody. */
static uint32_t tells(const struct log_event *event)
{
	bool one = event->op == OP_PROCESS_TERMINATE || event->op == OP_PROCESS_KILL, all = event->op == OP_POOL_TERMINATE;

	return (one || all) && event->phase == LOG_DONE && event->x > 0 ? event->object : LOG_NONE;
}

/* Whether another process told this one, or the pool whose worker it is, to end, before slot `end`, in the way in which it has
 * ended. */
static bool was_told(const struct log *log, const struct log_event *death, uint64_t end)
{
	const struct log_event *event;
	uint32_t pool = LOG_NONE;
	uint64_t pos = 0;

	while ((event = log_next(log, &pos, end))) {
		if (event->op == OP_OBJECT_NEW && event->object == death->actor && event->y > 0)
			pool = (uint32_t)event->y;
		if (tells(event) == death->actor && event->x == -death->x)
			return true;
		if (pool != LOG_NONE && tells(event) == pool && death->x == -SIGTERM)
			return true;
	}
	return false;
}

/* The actor of the next choice at or after *pos; LOG_NONE when there is none. In a live run the death of a process that was told
 * to end is nobody's step; to be made again it has to be chosen. */
static uint32_t next_choice(bool *step, const struct log *log, uint64_t *pos, uint64_t end)
{
	const struct log_event *event;

	while ((event = log_next(log, pos, end))) {
		*step = (event->flags & LOG_STEP) != 0;
		if (*step || (event->op == OP_PROCESS_CRASH && was_told(log, event, *pos)))
			return event->actor;
	}
	return LOG_NONE;
}

static void write_schedule(FILE *out, const struct log *log, uint64_t steps)
{
	const uint64_t end = log_committed(log);
	uint64_t pos = 0, times = 0;
	uint32_t running = LOG_NONE;
	bool first = true, step = true;

	for (; steps > 0; steps -= step) {
		const uint32_t choice = next_choice(&step, log, &pos, end);

		if (choice == LOG_NONE)
			break;
		if (times > 0 && choice != running) {
			write_run(out, running, times, first);
			first = false;
			times = 0;
		}
		running = choice;
		times++;
	}
	if (times > 0)
		write_run(out, running, times, first);
}

int schedule_of_log(char **out, const struct log *log, uint64_t steps)
{
	size_t size;
	FILE *memory = open_memstream(out, &size);
	bool failed;

	if (!memory)
		return -1;
	write_schedule(memory, log, steps);
	failed = ferror(memory);
	if (fclose(memory) == 0 && !failed)
		return 0;
	free(*out);
	*out = NULL;
	return -1;
}

/* ---- from a string ---- */

/* Reads a number from `least` to `most`; *next moves behind it, or stays when there is none. */
static bool read_number(uint32_t *number, const char **next, uint32_t least, uint32_t most)
{
	const char *at = *next;
	uint64_t value = 0;

	for (; *at >= '0' && *at <= '9' && value <= most; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == *next || value < least || value > most)
		return false;
	*number = (uint32_t)value;
	*next = at;
	return true;
}

/* One run; *next moves behind it, or to its fault. */
static bool read_run(uint32_t *choice, uint32_t *times, const char **next)
{
	if (**next == 'c') {
		*choice = LOG_CLOCK;
		++*next;
	} else if (!read_number(choice, next, 0, LOG_USER - 1)) {
		return false;
	}
	*times = 1;
	if (**next != 'x')
		return true;
	++*next;
	return read_number(times, next, 1, CHOICES_MAX);
}

/* Goes through `text` and stores its choices, when `choices` is not NULL; counts them. -1: *bad says where.
 */
static int walk_schedule(uint32_t *choices, size_t *count, size_t *bad, const char *text)
{
	const char *next = text;
	uint32_t choice = 0, times = 0;

	*count = 0;
	while (*next) {
		if (!read_run(&choice, &times, &next) || times > CHOICES_MAX - *count ||
		    (*next && *next != '.')) {
			*bad = (size_t)(next - text);
			return -1;
		}
		for (uint32_t i = 0; choices && i < times; i++)
			choices[*count + i] = choice;
		*count += times;
		if (*next == '.' && *++next == '\0') {
			*bad = (size_t)(next - text);
			return -1;
		}
	}
	return 0;
}

int schedule_parse(uint32_t **choices, size_t *count, size_t *bad, const char *text)
{
	*choices = NULL;
	if (walk_schedule(NULL, count, bad, text) != 0)
		return -1;
	*choices = malloc((*count ? *count : 1) * sizeof **choices);
	if (!*choices)
		return -2;
	return walk_schedule(*choices, count, bad, text);
}
