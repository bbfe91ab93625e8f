/* Answers as CPython prints them, and cases that are run beside it.
 *
 * A case is written twice, in C and in beside_python.py, and prints a line an answer. */
#ifndef TESTS_RUNTIME_BESIDE_PYTHON_H
#define TESTS_RUNTIME_BESIDE_PYTHON_H

#include "processes.h"

struct beside_case {
	const char *name; /* of the function in beside_python.py */
	void (*run)(void);
};

#define BESIDE_CASE(function)                                                                                \
	{                                                                                                    \
#function, function                                                                          \
	}

/* Each case prints what Python prints, in every order of steps, and live. Python, which sleeps on the real
 * clock, runs once, for all. Skips the calling test where there is no python3. */
void assert_as_python(const struct beside_case *cases, size_t count);

/* ---- in a program ---- */

const char *truth(bool held);
void say_none(il_status status);    /* of a call that returns None */
void say_whether(il_status status); /* of one that tells by False that it has given up */
void say_value(il_status status, il_value value);

/* Runs it in a thread, to its end. */
void run_in_thread(il_target target);

/* Adds one to what is a number; returns the sum. */
int64_t add_one(il_var var);

il_value raise_key(il_args args); /* KeyError: its first argument, or 'data' */

#endif
