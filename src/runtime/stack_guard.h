/* Says what a fault in a coroutine's guard page is: an overflow of its stack. */
#ifndef RUNTIME_STACK_GUARD_H
#define RUNTIME_STACK_GUARD_H

/* For the calling thread, from here on until the other: a fault in the guard page of the coroutine that runs is told on
 * standard error, before it ends the process as any fault does. */
void stack_guard_begin(void);
void stack_guard_end(void);

#endif
