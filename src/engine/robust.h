/* A lock between processes that outlives its holder: whoever gets it after a death is told, and repairs what it guards.
 *
 * It is what a robust, process-shared mutex of the C library is, at a third of its price, since every op takes it: the kernel
 * looks at one word of a thread that dies, and gives the lock back for it (robust.c). Not recursive. Inline what is done without
 * waiting. */
#ifndef ENGINE_ROBUST_H
#define ENGINE_ROBUST_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
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

/* What a thread needs to know of itself; asked of the system once. */
struct robust_self {
	uint32_t id;                    /* 0 not known yet */
	struct robust_list_head *list;
	struct robust_list_head own;    /* for a thread that has none */
};

extern _Thread_local struct robust_self robust_self;

/* Fills robust_self. */
void robust_know_self(void);

/* The rest of a try whose lock is not just free. */
enum robust_got robust_try_taken(struct robust *lock);

/* Takes it; sleeps until it is free. Never ROBUST_BUSY. */
enum robust_got robust_lock(struct robust *lock);

/* Wakes one who sleeps for it. */
void robust_wake_one(struct robust *lock);

/* The kernel finds the word at this offset behind what is named; it never looks at what is named itself. */
static inline void robust_name_as_pending(struct robust *lock)
{
	if (robust_self.id == 0)
		robust_know_self();
	robust_self.list->list_op_pending = (struct robust_list *)((char *)&lock->word - robust_self.list->futex_offset);
	atomic_signal_fence(memory_order_seq_cst); /* seen by the kernel in this order, on this processor */
}

static inline void robust_name_nothing(void)
{
	atomic_signal_fence(memory_order_seq_cst);
	robust_self.list->list_op_pending = NULL;
}

/* Takes it if it is free. */
static inline enum robust_got robust_try(struct robust *lock)
{
	uint32_t seen = 0;
	robust_name_as_pending(lock);
	/* acquire: pairs with the release of robust_unlock; nearly always it is just free */
	if (atomic_compare_exchange_strong_explicit(&lock->word, &seen, robust_self.id, memory_order_acquire,
	                                            memory_order_relaxed))
		return ROBUST_TAKEN;
	return robust_try_taken(lock);
}

/* Gives it back, and wakes one who sleeps for it. */
static inline void robust_unlock(struct robust *lock)
{
	/* release: pairs with the acquire of those who take it */
	uint32_t was = atomic_exchange_explicit(&lock->word, 0, memory_order_release);
	if (was & FUTEX_WAITERS)
		robust_wake_one(lock);
	robust_name_nothing(); /* only now: the kernel wakes somebody for one who dies before he has */
}

#endif
