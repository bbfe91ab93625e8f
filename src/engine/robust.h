/* A lock between processes that outlives its holder: whoever gets it after a death is told, and repairs what it guards.
 *
 * It is what a robust, process-shared mutex of the C library is, at a third of its price, since every op takes it: the kernel
 * looks at one word of a thread that dies, and gives the lock back for it (robust.c). Not recursive. */
#ifndef ENGINE_ROBUST_H
#define ENGINE_ROBUST_H

#include <stdbool.h>
#include <stdint.h>

struct robust {
	_Atomic uint32_t word; /* futex: 0 free, else the holder's thread id, FUTEX_WAITERS, FUTEX_OWNER_DIED; all zero is ready
	                          for use */
};

enum robust_got {
	ROBUST_BUSY,  /* of a try: somebody else has it */
	ROBUST_TAKEN, /* it is the caller's */
	ROBUST_INHERITED, /* it is the caller's, from one who died */
};

/* Takes it if it is free. */
enum robust_got robust_try(struct robust *lock);

/* Takes it; sleeps until it is free. Never ROBUST_BUSY. */
enum robust_got robust_lock(struct robust *lock);

/* Gives it back, and wakes one who sleeps for it. */
void robust_unlock(struct robust *lock);

/* Has everybody who sleeps for it look again: one who had just been woken may have died. */
void robust_wake_all(struct robust *lock);

#endif
