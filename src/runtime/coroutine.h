/* A coroutine: a function on a stack of its own, that gives way and is gone on with. The checkers are told of the stacks. */
#ifndef RUNTIME_COROUTINE_H
#define RUNTIME_COROUTINE_H

#include <stdbool.h>

struct coroutine;

/* Makes one that will run function(argument). Its stack ends in a guard page: running over it is a segmentation fault, not
 * silent damage. NULL for want of memory. */
struct coroutine *coroutine_new(void (*function)(void *argument), void *argument);
void coroutine_free(struct coroutine *coroutine);

/* Goes on with it until it gives way or ends; false: it has ended. Not from inside a coroutine. */
bool coroutine_resume(struct coroutine *coroutine);

/* From inside: gives way to whoever resumed it. */
void coroutine_yield(struct coroutine *coroutine);

#endif
