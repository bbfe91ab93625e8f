/* Programs of a test's own, run as real sessions in many orders, and what one of them logs.
 *
 * A program runs in processes of its own: its handles are statics of the test's file, as in a scenario, and
 * what it finds comes back through the log only. It says what must hold by EXPECT, and the test fails when
 * anything did not. */
#ifndef TESTS_RUNTIME_PROGRAMS_H
#define TESTS_RUNTIME_PROGRAMS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "interleave/interleave.h"
#include "log/log.h"

/* In a program: what must hold here, in every order. */
#define EXPECT(held) program_expect(IL_HERE, (held), #held)
void program_expect(struct il_site *site, bool held, const char *text);

/* What holds only where nobody is slower than the clock: said of controlled runs. */
#define EXPECT_IN_TIME(held) program_expect(IL_HERE, (held) || !il_time_exact(), #held)

/* In a program: `seconds` have passed since `since`; exactly, or live not less. */
bool program_took(double seconds, double since);

/* Runs it live, round-robin and under random seeds: every run completes, and keeps what it expects. */
void assert_completes(void (*run)(void));

/* Runs it live, a few times, and completes. */
void assert_completes_live(void (*run)(void));

/* The same as assert_completes; `check` runs when the program has ended. */
void assert_completes_and(void (*run)(void), void (*check)(void));

/* The same also where time may pass at any moment: for programs whose order does not lean on sleeps. */
void assert_completes_in_any_time(void (*run)(void));

/* The same; every run ends with `status`. */
void assert_ends(void (*run)(void), enum log_status status);

/* ---- logs ---- */

/* An event, with its ids as names. Fields that are left out are 0, ids LOG_NONE. */
struct logged {
	const char *actor;
	enum log_op op;
	enum log_phase phase;
	const char *object, *via; /* a print's via: its arguments */
	il_status result;
	int32_t x, y, z;
	enum log_value_kind kind;
	int64_t value; /* anything when it differs from run to run (LOG_VOLATILE) */
	double real;   /* VALUE_DOUBLE */
	const char *text;
	double deadline; /* BLOCK, in seconds: counts with `timed` */
	bool timed;
	bool inner;    /* no step of its own */
	bool changing; /* LOG_VOLATILE */
};

/* DONE("main", OP_LOCK_RELEASE, "lock", .x = -1) */
#define DONE(who, what, ...)                                                                                 \
	{                                                                                                    \
		.actor = (who), .op = (what), .phase = LOG_DONE, .object = __VA_ARGS__                       \
	}
#define BLOCK(who, what, ...)                                                                                \
	{                                                                                                    \
		.actor = (who), .op = (what), .phase = LOG_BLOCK, .object = __VA_ARGS__                      \
	}

/* Runs it round-robin, to its end in `status`. Of the ops that `expected` names (the announcements apart),
 * the log must have exactly these events, in this order. */
#define assert_logs(run, status, expected)                                                                   \
	assert_logged((run), (status), (expected), sizeof(expected) / sizeof *(expected))
void assert_logged(void (*run)(void), enum log_status status, const struct logged *expected, size_t count);

/* Runs it round-robin, to its end; what it prints must be `lines`, ended by NULL. */
void assert_prints(void (*run)(void), const char *const *lines);

/* The same under random seeds, and live. */
void assert_prints_in_every_order(void (*run)(void), const char *const *lines);

/* Runs it with these choices first (see session/schedule.h); it must complete, and print `lines`. */
void assert_prints_when(const char *schedule, void (*run)(void), const char *const *lines);

#endif
