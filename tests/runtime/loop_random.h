/* The random programs of loop_random.py: functions of instructions, and what runs them on an event loop. */
#ifndef TESTS_RUNTIME_LOOP_RANDOM_H
#define TESTS_RUNTIME_LOOP_RANDOM_H

#include "interleave/interleave.h"

enum { FUNCTIONS_MAX = 8, LENGTH_MAX = 16, ARGUMENTS = 3 };

/* What to do when an instruction raises. */
enum mode { PROPAGATE, GO_ON, CLEAN_UP, CATCH_CANCELLED, CATCH_OTHERS };

struct action;

struct instruction {
	const struct action *action;
	int a[ARGUMENTS];
	enum mode mode;
	int then; /* CLEAN_UP: the function to run before it goes on up */
};

struct function {
	struct instruction list[LENGTH_MAX];
	int count;
};

struct program {
	int sizes[4]; /* of its semaphores and queues */
	int leaves;   /* without waiting for the tasks that are left when the first one has ended */
	struct function functions[FUNCTIONS_MAX];
	int function_count;
	char *lines; /* what CPython prints; owned */
};

/* The action of an instruction; NULL: there is none of this name. Borrowed. */
const struct action *loop_random_action(const char *name);

/* In a program: runs it in a loop of its own. */
il_status loop_random_play(const struct program *program);

/* What an exception is called, which has no words in Python where ours has some. Borrowed. */
const char *loop_random_describe(const char *text);

#endif
