/* Time, random numbers, output and promises. */
#include "runtime/defs.h"

#include <stdarg.h>

#include "engine/clock.h"
#include "runtime/arguments.h"

/* ---- time ---- */

static bool sleep_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)kernel;
	return engine_late(actor, now);
}

static void clock_read_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	event->flags |= VALUE_INT;
	event->value = turn->now;
}

const struct op_def sleep_def = {.can = sleep_can, .apply = op_changes_nothing, .join = op_joins_no_line};
const struct op_def clock_read_def = {.apply = clock_read_apply};

il_status il_sleep_at(struct il_site *site, double seconds)
{
	if (!(seconds >= 0))
		return seconds < 0 ? IL_SLEEP_NEGATIVE : IL_BAD_VALUE; /* no number */
	struct log_event call = call_of(OP_SLEEP, site, LOG_NONE);
	call.flags = VALUE_INT | LOG_TIMED;
	call.value = clock_ns(seconds);
	call.deadline = call.value;
	return call_perform(NULL, &call, NULL);
}

double il_clock_at(struct il_site *site)
{
	struct log_event call = call_of(OP_CLOCK_READ, site, LOG_NONE), done;
	call_perform(&done, &call, NULL);
	return (double)done.value / NS_PER_S;
}

double il_clock_peek(void)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	int64_t now = turn.now;
	turn_end(&turn);
	return (double)now / NS_PER_S;
}

bool il_time_respected(void)
{
	return !current.runtime->engine->kernel->time_overtaken;
}

bool il_time_exact(void)
{
	return !current.runtime->engine->kernel->time_real;
}

/* ---- random numbers ---- */

struct draw {
	bool whole;
	double low, high;
	int64_t first, last;
};

/* A double in [0, 1) from the upper 53 bits. */
static double unit(uint64_t bits)
{
	return (double)(bits >> 11) * 0x1.0p-53;
}

static void random_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct draw *draw = context;
	uint64_t state = turn->actor->random;
	uint64_t bits = engine_random(&state);
	SET(turn, turn->actor->random, state);
	if (draw->whole) {
		uint64_t range = (uint64_t)draw->last - (uint64_t)draw->first + 1;
		uint64_t above = range != 0 ? bits % range : bits;
		call_set_value(event, il_int((int64_t)((uint64_t)draw->first + above)));
	} else {
		call_set_value(event, il_double(draw->low + (draw->high - draw->low) * unit(bits)));
	}
}

const struct op_def random_def = {.apply = random_apply};

double il_uniform_at(struct il_site *site, double low, double high)
{
	struct log_event call = call_of(OP_RANDOM, site, LOG_NONE), done;
	struct draw draw = {.low = low, .high = high};
	call_perform(&done, &call, &draw);
	return call_value(&done).d;
}

int64_t il_randint_at(struct il_site *site, int64_t low, int64_t high)
{
	struct log_event call = call_of(OP_RANDOM, site, LOG_NONE), done;
	struct draw draw = {.whole = true, .first = low, .last = high < low ? low : high};
	call_perform(&done, &call, &draw);
	return done.value;
}

/* ---- output ---- */

const struct op_def print_def = {.apply = op_changes_nothing};

static void print(struct il_site *site, uint16_t flags, const char *format, va_list arguments)
{
	char packed[ARGUMENTS_MAX];
	arguments_pack(packed, sizeof packed, format, arguments);
	struct log_event call = call_of(OP_PRINT, site, LOG_NONE);
	call.flags = flags;
	call.text = call_string(format);
	call.via = packed[0] != '\0' ? call_string(packed) : 0;
	call_perform(NULL, &call, NULL);
}

void il_print_at(struct il_site *site, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print(site, 0, format, arguments);
	va_end(arguments);
}

void il_print_measured_at(struct il_site *site, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print(site, LOG_VOLATILE, format, arguments);
	va_end(arguments);
}

/* ---- promises ---- */

void il_promise_at(struct il_site *site, bool held, const char *text)
{
	struct log_event event = call_of(OP_PROMISE, site, LOG_NONE);
	event.text = call_string(text);
	event.result = held ? IL_OK : IL_BROKEN;
	engine_emit(current.runtime->engine, current.actor, &event);
	if (!held)
		current.runtime->engine->kernel->promises_broken++;
}
