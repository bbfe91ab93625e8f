/* The lock of robust.h.
 *
 * The kernel keeps for each thread where it has its list of robust locks (set_robust_list(2); the C library has one for each
 * thread). At the thread's death it gives back the locks of the list, and the one that the list names as pending: about to be
 * taken or given back. A thread that holds this lock names it as pending all the time, which costs one store and needs no list.
 * Nobody else of the thread uses the list meanwhile: under the lock nothing of the C library's is called.
 *
 * Invariant: from before the word is this thread's until after it is not, the list names it. The kernel compares the word with
 * the thread's id: another one's lock is never given back. */
#include "engine/robust.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a thread needs to know of itself; asked of the system once. */
static _Thread_local struct {
	uint32_t id;                    /* 0 not known yet */
	struct robust_list_head *list;
	struct robust_list_head own;    /* for a thread that has none */
} self;

/* The only thread of a forked process is another one than its parent's. */
static void forget_self(void)
{
	self.id = 0;
}

static void forget_self_in_children(void)
{
	pthread_atfork(NULL, NULL, forget_self);
}

static void know_self(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct robust_list_head *list = NULL;
	size_t size;
	pthread_once(&once, forget_self_in_children);
	if (syscall(SYS_get_robust_list, 0, &list, &size) != 0 || list == NULL) {
		list = &self.own;
		list->list.next = &list->list;
		list->futex_offset = 0;
		list->list_op_pending = NULL;
		syscall(SYS_set_robust_list, list, sizeof *list);
	}
	self.list = list;
	self.id = (uint32_t)syscall(SYS_gettid);
}

/* The kernel finds the word at this offset behind what is named; it never looks at what is named itself. */
static void name_as_pending(struct robust *lock)
{
	if (self.id == 0)
		know_self();
	self.list->list_op_pending = (struct robust_list *)((char *)&lock->word - self.list->futex_offset);
	atomic_signal_fence(memory_order_seq_cst); /* seen by the kernel in this order, on this processor */
}

static void name_nothing(void)
{
	atomic_signal_fence(memory_order_seq_cst);
	self.list->list_op_pending = NULL;
}

/* Makes the word the caller's if it is nobody's; *seen is what it was. `waiters`: others may sleep for it. */
static bool take(struct robust *lock, uint32_t *seen, uint32_t waiters)
{
	*seen = atomic_load_explicit(&lock->word, memory_order_relaxed);
	if ((*seen & FUTEX_TID_MASK) != 0)
		return false;
	uint32_t mine = self.id | waiters | (*seen & FUTEX_WAITERS);
	/* acquire: pairs with the release of robust_unlock */
	return atomic_compare_exchange_strong_explicit(&lock->word, seen, mine, memory_order_acquire, memory_order_relaxed);
}

static enum robust_got got(uint32_t seen)
{
	return seen & FUTEX_OWNER_DIED ? ROBUST_INHERITED : ROBUST_TAKEN;
}

enum robust_got robust_try(struct robust *lock)
{
	uint32_t seen = 0;
	name_as_pending(lock);
	/* acquire: as in take(); nearly always it is just free */
	if (atomic_compare_exchange_strong_explicit(&lock->word, &seen, self.id, memory_order_acquire, memory_order_relaxed))
		return ROBUST_TAKEN;
	if (take(lock, &seen, 0))
		return got(seen);
	name_nothing();
	return ROBUST_BUSY;
}

enum robust_got robust_lock(struct robust *lock)
{
	uint32_t seen, waiters = 0;
	name_as_pending(lock);
	while (!take(lock, &seen, waiters)) {
		if ((seen & FUTEX_TID_MASK) == 0)
			continue;
		if (!(seen & FUTEX_WAITERS) &&
		    !atomic_compare_exchange_strong_explicit(&lock->word, &seen, seen | FUTEX_WAITERS, memory_order_relaxed,
		                                             memory_order_relaxed))
			continue;
		syscall(SYS_futex, &lock->word, FUTEX_WAIT, seen | FUTEX_WAITERS, NULL, NULL, 0);
		waiters = FUTEX_WAITERS; /* others may have slept, too, and only one was woken */
	}
	return got(seen);
}

void robust_unlock(struct robust *lock)
{
	/* release: pairs with the acquire of take() */
	uint32_t was = atomic_exchange_explicit(&lock->word, 0, memory_order_release);
	if (was & FUTEX_WAITERS)
		syscall(SYS_futex, &lock->word, FUTEX_WAKE, 1, NULL, NULL, 0);
	name_nothing(); /* only now: the kernel wakes somebody for one who dies before he has */
}

void robust_wake_all(struct robust *lock)
{
	syscall(SYS_futex, &lock->word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}
