/* What every scenario uses: values, places in the source, time, random numbers, output.
 *
 * Handles are small and copied freely; what they mean lives until the session ends. When the session has no room for another, the
 * handle that is made has the id 0, and each call with it answers IL_NO_ROOM; so may any call that needs memory. */
#ifndef INTERLEAVE_BASE_H
#define INTERLEAVE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interleave/status.h"

/* ---- places ---- */

/* Where a call stands in the scenario; every op carries one. */
struct il_site {
	const char *file; /* relative to the repository */
	int line;
	_Atomic uint32_t ref;  /* the runtime's: its string in the log, 0 not yet */
	_Atomic uint32_t text; /* the runtime's: the string of what is asked for or called here, 0 not yet */
};

#define IL_HERE                                                                                    \
	(__extension__({                                                                           \
		static struct il_site il_site_here = {__FILE__, __LINE__, 0, 0};                      \
		&il_site_here;                                                                     \
	}))

/* ---- values ---- */

enum il_kind { IL_NONE, IL_INT, IL_DOUBLE, IL_STRING, IL_OBJECT, IL_ERROR };

/* A small value: a queue's item, an argument, a result. Text lives in the session's log: it is never freed and
 * every process of the session can read it. */
typedef struct il_value {
	enum il_kind kind;
	union {
		int64_t i;
		double d;
		struct {
			uint32_t ref;  /* string, object id, or an exception's text */
			uint32_t lost; /* of a string that was too long to keep: its bytes */
		};
	};
} il_value;

static inline il_value il_none(void)
{
	return (il_value){IL_NONE, {0}};
}

static inline il_value il_int(int64_t i)
{
	return (il_value){IL_INT, {i}};
}

static inline il_value il_double(double d)
{
	return (il_value){IL_DOUBLE, {.d = d}};
}

/* A string made as by printf, of at most 65 408 bytes. A longer one becomes a value that no queue and no pool takes
 * (IL_TOO_LARGE), and whose text is "". */
il_value il_str(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A reference to an object or actor: il_object(queue.id). */
static inline il_value il_object(uint32_t id)
{
	return (il_value){IL_OBJECT, {.ref = id}};
}

/* The text of a string, or of an exception ("ValueError: no data"); "" for any other. Borrowed for the session's
 * life. */
const char *il_text(il_value value);

/* Whether Python would call it true: not none, not 0, not "". bool. */
bool il_truth(il_value value);

/* ---- exceptions ---- */

/* An exception as a value, of a type and a message made as by printf: `return il_raise("ValueError", "no data for %s",
 * url);`. A target (of a thread, process, pool or coroutine) that returns one has ended by that exception. raise. */
il_value il_raise(const char *type, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exception that `status` stands for: its Python name and its message; of IL_RAISED the one that the calling thread has
 * just been told of. */
il_value il_raise_status(il_status status);

/* In a target: an exception that is not caught. When the call's status is not IL_OK, the target ends by it. */
#define IL_TRY(call)                                                                               \
	do {                                                                                       \
		il_status il_try_status_ = (call);                                                 \
		if (il_try_status_ != IL_OK)                                                       \
			return il_raise_status(il_try_status_);                                    \
	} while (0)

/* ---- arguments ---- */

struct il_named {
	const char *name;
	il_value value;
};

/* Arguments by name, for a call: .kwargs = IL_KWARGS({"url", il_str("a")}, {"limit", il_int(3)}). */
typedef struct il_kwargs {
	size_t count;
	const struct il_named *named;
} il_kwargs;

/* What a target gets: any number of values, by place and by name. It lasts until the target returns. */
typedef struct il_args {
	size_t count;
	const il_value *v;
	size_t named_count;
	const struct il_named *named;
} il_args;

/* .args = IL_ARGS(il_int(1), il_str("A")). Whatever takes arguments copies them. */
#define IL_ARGS(...)                                                                               \
	((il_args){.count = sizeof((il_value[]){__VA_ARGS__}) / sizeof(il_value),                  \
	           .v = (il_value[]){__VA_ARGS__}})
#define IL_KWARGS(...)                                                                             \
	((il_kwargs){.count = sizeof((struct il_named[]){__VA_ARGS__}) / sizeof(struct il_named),  \
	             .named = (struct il_named[]){__VA_ARGS__}})

/* The argument that was given by name; none when nobody gave it. */
il_value il_arg(il_args args, const char *name);

/* What a thread, process, pool or coroutine runs; a predicate, an action, a callback, too. */
typedef il_value (*il_target)(il_args args);

/* ---- how long to wait ---- */

typedef struct il_timeout {
	bool limited;
	double seconds;
} il_timeout;

/* At most `seconds` of session time; 0 or less: only a try. What is no number (NaN) is IL_BAD_VALUE where the call says so, else a
 * try, as in Python. */
static inline il_timeout il_within(double seconds)
{
	return (il_timeout){true, seconds};
}

/* How an acquire, get, put, wait or join waits; nothing set: for ever. Written at the call, as in Python:
 * il_event_wait(event, .timeout = il_within(0.5)), il_queue_get(queue, &item, .nonblocking = true). */
struct il_wait {
	char unused_; /* lets the list of designated fields be empty */
	il_timeout timeout;
	bool nonblocking;
};

/* ---- time ---- */

/* Sleeps `seconds` of session time. time.sleep. Blocks until then. IL_SLEEP_NEGATIVE, IL_BAD_VALUE (no number). */
#define il_sleep(seconds) il_sleep_at(IL_HERE, (seconds))
il_status il_sleep_at(struct il_site *site, double seconds);

/* Session time in seconds, read as an op. time.monotonic. */
#define il_clock() il_clock_at(IL_HERE)
double il_clock_at(struct il_site *site);

/* ---- random numbers, from the actor's own seeded stream ---- */

/* In [low, high]. random.uniform. */
#define il_uniform(low, high) il_uniform_at(IL_HERE, (low), (high))
double il_uniform_at(struct il_site *site, double low, double high);

/* In [0, 1). random.random. */
#define il_random() il_uniform_at(IL_HERE, 0, 1)

/* In low..high, both included. random.randint. */
#define il_randint(low, high) il_randint_at(IL_HERE, (low), (high))
int64_t il_randint_at(struct il_site *site, int64_t low, int64_t high);

/* ---- output ---- */

/* Prints one line, whole: one op, one write. The format is a message that can be translated; arguments are %d (int, or
 * any integer through PRId64), %s (const char *) and %f. print. */
#define il_print(...) il_print_at(IL_HERE, __VA_ARGS__)
void il_print_at(struct il_site *site, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of a line that carries measured figures or process ids: another one in each run, and the log says so. */
#define il_print_measured(...) il_print_measured_at(IL_HERE, __VA_ARGS__)
void il_print_measured_at(struct il_site *site, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- promises ---- */

/* Says whether something that must hold in every interleaving held in this run. Called from a scenario's `check`. */
#define il_promise(held, text) il_promise_at(IL_HERE, (held), (text))
void il_promise_at(struct il_site *site, bool held, const char *text);

/* Whether sleeps order things in this run: false where the clock may go first (--time free, and steps that the user
 * chooses). For promises that lean on time. */
bool il_time_respected(void);

/* Whether session times are exact in this run (controlled runs): live, and in the replay of a live run, a sleep ends "not
 * before". */
bool il_time_exact(void);

/* Session time in seconds without an op, for a scenario's `check` (nobody else runs any more). */
double il_clock_peek(void);

/* Whether the program ended `seconds` after it began: exactly, or live not before. Nothing can be said, so that it
 * holds, when sleeps order nothing. For a scenario's `check`. */
static inline bool il_ended_at(double seconds)
{
	if (!il_time_respected())
		return true;
	return il_time_exact() ? il_clock_peek() == seconds : il_clock_peek() >= seconds;
}

#endif
