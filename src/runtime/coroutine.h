/* A coroutine: a function on a stack of its own, that gives way and is gone on with. The checkers are told of the stacks.
 *
 * Stacks come from a pool, which a loop owns, and go back to it: making one costs no system call once the pool has it.
 * Running over the end of one is caught, and said: the first ones by a guard page, those beyond (each guard page costs
 * the system a mapping) by words that must not have changed when it gives way. */
#ifndef RUNTIME_COROUTINE_H
#define RUNTIME_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>

struct coroutine;

enum {
	STACK_BYTES = 64 * 1024, /* nearly */
#ifdef IL_TEST_CONSTANTS
	STACKS_GUARDED = 8,
#else
	STACKS_GUARDED = 256,
#endif
};

struct stack_pool {
	struct slab *slabs;     /* the newest first */
	struct coroutine *free; /* those that have ended, the last one first */
	size_t made;
};

void stack_pool_fini(struct stack_pool *pool);

/* One that will run function(argument). NULL for want of memory. */
struct coroutine *coroutine_new(struct stack_pool *pool, void (*function)(void *argument), void *argument);
void coroutine_free(struct stack_pool *pool, struct coroutine *coroutine);

/* Goes on with it until it gives way or ends; false: it has ended. Not from inside a coroutine. */
bool coroutine_resume(struct coroutine *coroutine);

/* From inside: gives way to whoever resumed it. */
void coroutine_yield(struct coroutine *coroutine);

/* Whether it has run over the end of its stack (one without a guard page: in the past). */
bool coroutine_overflowed(const struct coroutine *coroutine);

/* Whether a fault at `address` is an overflow: in its guard page, or behind its canary. For a signal handler. */
bool coroutine_guards(const struct coroutine *coroutine, const void *address);

#endif
