/* threading.Lock, RLock, Semaphore, Event, Condition, Barrier.
 *
 * An object is private to its process unless it is made with .shared = true.
 *
 * `name` (never NULL) is what the screen calls it; it is copied. Making one blocks on nothing. Errors of a shared object have
 * statuses of their own where multiprocessing raises another exception: IL_SHARED_NOT_OWNER, IL_SHARED_RELEASE_UNLOCKED,
 * IL_SHARED_WAIT_UNACQUIRED, IL_SHARED_NOTIFY_UNACQUIRED for those named here without "SHARED". */
#ifndef INTERLEAVE_SYNC_H
#define INTERLEAVE_SYNC_H

#include "interleave/base.h"
#include "interleave/executor.h"

typedef struct il_lock {
	uint32_t id;
} il_lock;
typedef struct il_rlock {
	uint32_t id;
} il_rlock;
typedef struct il_semaphore {
	uint32_t id;
} il_semaphore;
typedef struct il_event {
	uint32_t id;
} il_event;
typedef struct il_condition {
	uint32_t id;
	uint32_t lock;
	bool recursive; /* the lock is an rlock */
} il_condition;

/* `action` has no arguments. */
typedef struct il_barrier {
	uint32_t id;
	il_target action;
	il_timeout timeout; /* of a wait that says none */
} il_barrier;

struct il_object_options {
	char unused_;
	bool shared; /* the processes forked later use the same object, not a copy */
};

#define IL_OPTIONS_(...) ((struct il_object_options){.unused_ = 0, __VA_ARGS__})
#define IL_WAIT_(...) ((struct il_wait){.unused_ = 0, __VA_ARGS__})

/* ---- Lock ---- */

/* Makes an open one. threading.Lock; .shared = true: multiprocessing.Lock. */
#define il_lock_new(name, ...) il_lock_new_at(IL_HERE, (name), IL_OPTIONS_(__VA_ARGS__))
il_lock il_lock_new_at(struct il_site *site, const char *name, struct il_object_options options);

/* Blocks while anybody holds it, the caller too. Lock.acquire. IL_TIMEOUT (also of a try that finds it held),
 * IL_TIMEOUT_NOT_POSITIVE (below 0; but -1 is for ever), IL_TIMEOUT_FOR_TRY (a time-out for a call that does not block),
 * IL_TIMEOUT_TOO_LARGE, IL_BAD_VALUE (no number); of a shared one IL_TIMEOUT alone. */
#define il_lock_acquire(lock, ...) il_lock_acquire_at(IL_HERE, (lock), IL_WAIT_(__VA_ARGS__))
il_status il_lock_acquire_at(struct il_site *site, il_lock lock, struct il_wait wait);

/* Any thread may release it. Lock.release. IL_RELEASE_UNLOCKED. */
#define il_lock_release(lock) il_lock_release_at(IL_HERE, (lock))
il_status il_lock_release_at(struct il_site *site, il_lock lock);

/* Lock.locked. */
#define il_lock_locked(lock) il_lock_locked_at(IL_HERE, (lock))
bool il_lock_locked_at(struct il_site *site, il_lock lock);

/* ---- RLock ---- */

/* Makes an open one. threading.RLock; .shared = true: multiprocessing.RLock. */
#define il_rlock_new(name, ...) il_rlock_new_at(IL_HERE, (name), IL_OPTIONS_(__VA_ARGS__))
il_rlock il_rlock_new_at(struct il_site *site, const char *name, struct il_object_options options);

/* At once for its owner. RLock.acquire. IL_TIMEOUT, and the errors of a lock. */
#define il_rlock_acquire(lock, ...) il_rlock_acquire_at(IL_HERE, (lock), IL_WAIT_(__VA_ARGS__))
il_status il_rlock_acquire_at(struct il_site *site, il_rlock lock, struct il_wait wait);

/* RLock.release. IL_NOT_OWNER. */
#define il_rlock_release(lock) il_rlock_release_at(IL_HERE, (lock))
il_status il_rlock_release_at(struct il_site *site, il_rlock lock);

/* ---- Semaphore ---- */

/* `value` is at least 0, else the id is 0 (IL_SEMAPHORE_NEGATIVE in the log). threading.Semaphore. */
#define il_semaphore_new(name, value, ...)                                                         \
	il_semaphore_new_at(IL_HERE, (name), (value), false, IL_OPTIONS_(__VA_ARGS__))
/* threading.BoundedSemaphore. */
#define il_bounded_semaphore_new(name, value, ...)                                                 \
	il_semaphore_new_at(IL_HERE, (name), (value), true, IL_OPTIONS_(__VA_ARGS__))
il_semaphore il_semaphore_new_at(struct il_site *site, const char *name, int value, bool bounded,
                                 struct il_object_options options);

/* Blocks while the value is 0. Semaphore.acquire. IL_TIMEOUT, IL_TIMEOUT_FOR_ACQUIRE (a time-out for a call that does not block),
 * IL_BAD_VALUE (a time-out that is no number). */
#define il_semaphore_acquire(semaphore, ...)                                                       \
	il_semaphore_acquire_at(IL_HERE, (semaphore), IL_WAIT_(__VA_ARGS__))
il_status il_semaphore_acquire_at(struct il_site *site, il_semaphore semaphore, struct il_wait wait);

/* Adds `n`. Semaphore.release(n). IL_RELEASE_NONE (n < 1), IL_RELEASED_TOO_OFTEN (bounded), IL_BAD_VALUE (the value would be above
 * INT32_MAX). */
#define il_semaphore_release(semaphore) il_semaphore_release_at(IL_HERE, (semaphore), 1)
#define il_semaphore_release_n(semaphore, n) il_semaphore_release_at(IL_HERE, (semaphore), (n))
il_status il_semaphore_release_at(struct il_site *site, il_semaphore semaphore, int n);

/* ---- Event ---- */

/* Makes one that is not set. threading.Event; .shared = true: multiprocessing.Event. */
#define il_event_new(name, ...) il_event_new_at(IL_HERE, (name), IL_OPTIONS_(__VA_ARGS__))
il_event il_event_new_at(struct il_site *site, const char *name, struct il_object_options options);

/* Wakes everybody. Event.set. */
#define il_event_set(event) il_event_set_at(IL_HERE, (event))
il_status il_event_set_at(struct il_site *site, il_event event);

/* Makes it not set again: who comes to wait from now on waits. Event.clear. */
#define il_event_clear(event) il_event_clear_at(IL_HERE, (event))
il_status il_event_clear_at(struct il_site *site, il_event event);

/* Blocks until it is set; a waiter that set() woke returns IL_OK even if clear() follows. Event.wait. IL_TIMEOUT; of a shared
 * one IL_CLEARED: it was woken, and looked again after a clear() (there, Python's wait() returns False, too). */
#define il_event_wait(event, ...) il_event_wait_at(IL_HERE, (event), IL_WAIT_(__VA_ARGS__))
il_status il_event_wait_at(struct il_site *site, il_event event, struct il_wait wait);

/* Event.is_set. */
#define il_event_is_set(event) il_event_is_set_at(IL_HERE, (event))
bool il_event_is_set_at(struct il_site *site, il_event event);

/* ---- Condition ---- */

struct il_condition_options {
	char unused_;
	bool shared;
	il_lock lock;   /* an existing lock, */
	il_rlock rlock; /* or rlock, to be its own */
};

/* Without .lock and .rlock it makes an RLock of its own, called NAME.lock. threading.Condition. */
#define il_condition_new(name, ...)                                                                \
	il_condition_new_at(IL_HERE, (name), (struct il_condition_options){.unused_ = 0, __VA_ARGS__})
il_condition il_condition_new_at(struct il_site *site, const char *name, struct il_condition_options options);

/* Condition.acquire, Condition.release: the lock's. */
#define il_condition_acquire(condition, ...)                                                       \
	il_condition_acquire_at(IL_HERE, (condition), IL_WAIT_(__VA_ARGS__))
il_status il_condition_acquire_at(struct il_site *site, il_condition condition, struct il_wait wait);
#define il_condition_release(condition) il_condition_release_at(IL_HERE, (condition))
il_status il_condition_release_at(struct il_site *site, il_condition condition);

/* Lets the lock go, waits for a notify, and takes the lock back before it returns. Condition.wait. IL_TIMEOUT,
 * IL_WAIT_UNACQUIRED. */
#define il_condition_wait(condition, ...)                                                          \
	il_condition_wait_at(IL_HERE, (condition), IL_WAIT_(__VA_ARGS__))
il_status il_condition_wait_at(struct il_site *site, il_condition condition, struct il_wait wait);

struct il_wait_for {
	char unused_;
	il_args args; /* of the predicate */
	il_kwargs kwargs;
	il_timeout timeout;
};

/* Waits until predicate(args) is true, asked under the lock at once and after each wait; *value (may be NULL) is what it
 * answered last. The time-out is for all the waits together. Condition.wait_for. IL_TIMEOUT (it is still not true),
 * IL_RAISED (the predicate raised), IL_WAIT_UNACQUIRED (it is not true, and the lock is not the caller's). */
#define il_condition_wait_for(value, condition, predicate, ...)                                    \
	il_condition_wait_for_at(IL_HERE, (value), (condition), (predicate),                       \
	                         (struct il_wait_for){.unused_ = 0, __VA_ARGS__})
il_status il_condition_wait_for_at(struct il_site *site, il_value *value, il_condition condition, il_target predicate,
                                   struct il_wait_for options);

/* Wakes the `n` oldest waiters; they return once they have the lock. Condition.notify. IL_NOTIFY_UNACQUIRED. */
#define il_condition_notify(condition) il_condition_notify_at(IL_HERE, (condition), 1)
#define il_condition_notify_n(condition, n) il_condition_notify_at(IL_HERE, (condition), (n))
#define il_condition_notify_all(condition) il_condition_notify_at(IL_HERE, (condition), INT32_MAX)
il_status il_condition_notify_at(struct il_site *site, il_condition condition, int n);

/* ---- Barrier ---- */

struct il_barrier_options {
	char unused_;
	bool shared;
	il_target action;   /* run by the last one to come, before anybody goes on */
	il_timeout timeout; /* of each wait that says none */
};

/* For `parties` to wait for each other, again and again; with fewer than 1 nobody ever goes on. threading.Barrier. */
#define il_barrier_new(name, parties, ...)                                                         \
	il_barrier_new_at(IL_HERE, (name), (parties), (struct il_barrier_options){.unused_ = 0, __VA_ARGS__})
il_barrier il_barrier_new_at(struct il_site *site, const char *name, int parties, struct il_barrier_options options);

/* Blocks until all parties have come; *index (may be NULL) is the caller's place among them, 0 the first. A time-out breaks the
 * barrier; so does an action that raises, which its own caller is told of by IL_RAISED. Who comes while the others go
 * out waits until they are out, without a time-out. Barrier.wait. IL_BROKEN_BARRIER, IL_RAISED. */
#define il_barrier_wait(index, barrier, ...)                                                       \
	il_barrier_wait_at(IL_HERE, (index), (barrier), IL_WAIT_(__VA_ARGS__))
il_status il_barrier_wait_at(struct il_site *site, int *index, il_barrier barrier, struct il_wait wait);

/* Makes it empty and whole again: who waits there gets IL_BROKEN_BARRIER. Barrier.reset. Blocks while the action runs. */
#define il_barrier_reset(barrier) il_barrier_reset_at(IL_HERE, (barrier))
il_status il_barrier_reset_at(struct il_site *site, il_barrier barrier);

/* Breaks it until a reset. Barrier.abort. Blocks while the action runs. */
#define il_barrier_abort(barrier) il_barrier_abort_at(IL_HERE, (barrier))
il_status il_barrier_abort_at(struct il_site *site, il_barrier barrier);

/* How many it takes, how many wait now, whether it is broken. Barrier.parties, .n_waiting, .broken. */
#define il_barrier_parties(barrier) il_barrier_parties_at(IL_HERE, (barrier))
int il_barrier_parties_at(struct il_site *site, il_barrier barrier);
#define il_barrier_n_waiting(barrier) il_barrier_n_waiting_at(IL_HERE, (barrier))
int il_barrier_n_waiting_at(struct il_site *site, il_barrier barrier);
#define il_barrier_broken(barrier) il_barrier_broken_at(IL_HERE, (barrier))
bool il_barrier_broken_at(struct il_site *site, il_barrier barrier);

/* ---- with ---- */

/* What il_hold holds. */
struct il_held {
	struct il_site *site;
	enum { IL_HELD_LOCK, IL_HELD_RLOCK, IL_HELD_SEMAPHORE, IL_HELD_CONDITION, IL_HELD_EXECUTOR } kind;
	union {
		il_lock lock;
		il_rlock rlock;
		il_semaphore semaphore;
		il_condition condition;
		il_executor executor;
	};
};

/* Acquires, and releases at the end of the enclosing block, however it is left. `with lock:`. An executor is shut down there, and
 * its workers are waited for. */
#define il_hold(object)                                                                            \
	__attribute__((cleanup(il_held_end), unused)) struct il_held IL_PASTE_(il_held_, __COUNTER__) = _Generic( \
	        (object), il_lock                                                                  \
	        : il_hold_lock, il_rlock                                                           \
	        : il_hold_rlock, il_semaphore                                                      \
	        : il_hold_semaphore, il_condition                                                  \
	        : il_hold_condition, il_executor                                                   \
	        : il_hold_executor)(IL_HERE, (object))
#define IL_PASTE_(a, b) IL_PASTE_2_(a, b)
#define IL_PASTE_2_(a, b) a##b
struct il_held il_hold_lock(struct il_site *site, il_lock lock);
struct il_held il_hold_rlock(struct il_site *site, il_rlock lock);
struct il_held il_hold_semaphore(struct il_site *site, il_semaphore semaphore);
struct il_held il_hold_condition(struct il_site *site, il_condition condition);
struct il_held il_hold_executor(struct il_site *site, il_executor executor);
void il_held_end(struct il_held *held);

#endif
