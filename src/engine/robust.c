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

#include <pthread.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Thread_local struct robust_self robust_self;

/* The only thread of a forked process is another one than its parent's. */
static void forget_self(void)
{
	robust_self.id = 0;
}

static void forget_self_in_children(void)
{
	pthread_atfork(NULL, NULL, forget_self);
}

void robust_know_self(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct robust_list_head *list = NULL;
	size_t size;
	pthread_once(&once, forget_self_in_children);
	if (syscall(SYS_get_robust_list, 0, &list, &size) != 0 || list == NULL) {
		list = &robust_self.own;
		list->list.next = &list->list;
		list->futex_offset = 0;
		list->list_op_pending = NULL;
		syscall(SYS_set_robust_list, list, sizeof *list);
	}
	robust_self.list = list;
	robust_self.id = (uint32_t)syscall(SYS_gettid);
}

/* Makes the word the caller's if it is nobody's; *seen is what it was. `waiters`: others may sleep for it. */
static bool take(struct robust *lock, uint32_t *seen, uint32_t waiters)
{
	*seen = atomic_load_explicit(&lock->word, memory_order_relaxed);
	if ((*seen & FUTEX_TID_MASK) != 0)
		return false;
	uint32_t mine = robust_self.id | waiters | (*seen & FUTEX_WAITERS);
	/* acquire: pairs with the release of robust_unlock */
	return atomic_compare_exchange_strong_explicit(&lock->word, seen, mine, memory_order_acquire, memory_order_relaxed);
}

static enum robust_got got(uint32_t seen)
{
	return seen & FUTEX_OWNER_DIED ? ROBUST_INHERITED : ROBUST_TAKEN;
}

enum robust_got robust_try_taken(struct robust *lock)
{
	uint32_t seen;
	if (take(lock, &seen, 0))
		return got(seen);
	robust_name_nothing();
	return ROBUST_BUSY;
}

/* One who was woken and is killed before he has the lock tells nobody that others sleep; and who has taken it in front of him
 * does not know of them, nor does the kernel at that one's death. So nobody sleeps for longer than this without a look. */
static void sleep_for(struct robust *lock, uint32_t seen)
{
	static const struct timespec longest = {.tv_nsec = 10 * 1000 * 1000};
	syscall(SYS_futex, &lock->word, FUTEX_WAIT, seen, &longest, NULL, 0);
}

enum robust_got robust_lock(struct robust *lock)
{
	uint32_t seen, waiters = 0;
	robust_name_as_pending(lock);
	while (!take(lock, &seen, waiters)) {
		if ((seen & FUTEX_TID_MASK) == 0)
			continue;
		if (!(seen & FUTEX_WAITERS) &&
		    !atomic_compare_exchange_strong_explicit(&lock->word, &seen, seen | FUTEX_WAITERS, memory_order_relaxed,
		                                             memory_order_relaxed))
			continue;
		sleep_for(lock, seen | FUTEX_WAITERS);
		waiters = FUTEX_WAITERS; /* others may have slept, too, and only one was woken */
	}
	return got(seen);
}

void robust_wake_one(struct robust *lock)
{
	syscall(SYS_futex, &lock->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}
