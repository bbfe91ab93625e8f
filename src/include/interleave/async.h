/* asyncio's Lock, Event, Condition, Semaphore and Queue: for the tasks of one loop.
 *
 * They are no use between threads, need no protection from them, and serve their waiters first come,
 * first served: whoever finds others in line waits behind them. Calls that suspend return IL_CANCELLED
 * when the task is cancelled meanwhile, and IL_NO_LOOP outside a task. */
#ifndef INTERLEAVE_ASYNC_H
#define INTERLEAVE_ASYNC_H

#include "interleave/base.h"
#include "interleave/loop.h"
#include "interleave/queue.h"
#include "interleave/sync.h"

/* ---- Lock ---- */

typedef struct il_async_lock {
	uint32_t id;
} il_async_lock;

/* asyncio.Lock. An id of 0: no room; so of all below. */
#define il_async_lock_new(name) il_async_lock_new_at(IL_HERE, (name))
il_async_lock il_async_lock_new_at(struct il_site *site, const char *name);

/* Suspends while anybody has it, or stands in line for it. await lock.acquire(). */
#define il_async_lock_acquire(lock) il_async_lock_acquire_at(IL_HERE, (lock))
il_status il_async_lock_acquire_at(struct il_site *site, il_async_lock lock);

/* Lets the first in line go on, a turn later. lock.release(). IL_LOCK_NOT_ACQUIRED. */
#define il_async_lock_release(lock) il_async_lock_release_at(IL_HERE, (lock))
il_status il_async_lock_release_at(struct il_site *site, il_async_lock lock);

/* lock.locked(). */
#define il_async_lock_locked(object) il_lock_locked_at(IL_HERE, (il_lock){.id = (object).id})

/* ---- Event ---- */

typedef struct il_async_event {
	uint32_t id;
} il_async_event;

/* Makes one that is not set. asyncio.Event. */
#define il_async_event_new(name) il_async_event_new_at(IL_HERE, (name))
il_async_event il_async_event_new_at(struct il_site *site, const char *name);

/* Suspends until it is set. await event.wait(). */
#define il_async_event_wait(event) il_async_event_wait_at(IL_HERE, (event))
il_status il_async_event_wait_at(struct il_site *site, il_async_event event);

/* event.set(): all who wait go on. */
#define il_async_event_set(event) il_async_event_set_at(IL_HERE, (event))
il_status il_async_event_set_at(struct il_site *site, il_async_event event);

/* event.clear(), event.is_set(). */
#define il_async_event_clear(event) il_event_clear_at(IL_HERE, (il_event){(event).id})
#define il_async_event_is_set(event) il_event_is_set_at(IL_HERE, (il_event){(event).id})

/* ---- Condition ---- */

typedef struct il_async_condition {
	uint32_t id;
	il_async_lock lock;
} il_async_condition;

struct il_async_condition_options {
	char unused_;
	il_async_lock lock; /* default: one of its own, "NAME.lock" */
};

/* asyncio.Condition. */
#define il_async_condition_new(name, ...)                                                          \
	il_async_condition_new_at(IL_HERE, (name), (struct il_async_condition_options){.unused_ = 0, __VA_ARGS__})
il_async_condition il_async_condition_new_at(struct il_site *site, const char *name,
                                             struct il_async_condition_options options);

/* Its lock: await condition.acquire(), condition.release(), condition.locked(). */
#define il_async_condition_acquire(condition) il_async_lock_acquire_at(IL_HERE, (condition).lock)
#define il_async_condition_release(condition) il_async_lock_release_at(IL_HERE, (condition).lock)
#define il_async_condition_locked(condition) il_async_lock_locked((condition).lock)

/* Lets the lock go, suspends until notified, takes it back. await condition.wait(). IL_CANCELLED: the lock
 * has been taken back all the same. IL_WAIT_UNACQUIRED. */
#define il_async_condition_wait(condition) il_async_condition_wait_at(IL_HERE, (condition))
il_status il_async_condition_wait_at(struct il_site *site, il_async_condition condition);

/* Waits until predicate(args) is true, asked at once and after each wait; *value (may be NULL) is what it
 * answered last. await condition.wait_for(predicate). IL_RAISED: the predicate raised; otherwise as
 * il_async_condition_wait. */
#define il_async_condition_wait_for(value, condition, predicate, ...)                              \
	il_async_condition_wait_for_at(IL_HERE, (value), (condition), (predicate), IL_CALL_(__VA_ARGS__))
il_status il_async_condition_wait_for_at(struct il_site *site, il_value *value, il_async_condition condition,
                                         il_target predicate, struct il_call_options options);

/* Wakes the first n who wait, or all. condition.notify(n), condition.notify_all(). IL_NOTIFY_UNACQUIRED. */
#define il_async_condition_notify(condition, n) il_async_condition_notify_at(IL_HERE, (condition), (n))
#define il_async_condition_notify_all(condition) il_async_condition_notify_at(IL_HERE, (condition), INT32_MAX)
il_status il_async_condition_notify_at(struct il_site *site, il_async_condition condition, int n);

/* ---- Semaphore, BoundedSemaphore ---- */

typedef struct il_async_semaphore {
	uint32_t id;
} il_async_semaphore;

/* asyncio.Semaphore(value); with `bounded` BoundedSemaphore. An id of 0 also when the value is below 0. */
#define il_async_semaphore_new(name, value) il_async_semaphore_new_at(IL_HERE, (name), (value), false)
#define il_async_bounded_semaphore_new(name, value) il_async_semaphore_new_at(IL_HERE, (name), (value), true)
il_async_semaphore il_async_semaphore_new_at(struct il_site *site, const char *name, int value, bool bounded);

/* Suspends while it is at 0, or others stand in line. await semaphore.acquire(). */
#define il_async_semaphore_acquire(semaphore) il_async_semaphore_acquire_at(IL_HERE, (semaphore))
il_status il_async_semaphore_acquire_at(struct il_site *site, il_async_semaphore semaphore);

/* semaphore.release(). IL_BOUNDED_TOO_OFTEN (bounded). */
#define il_async_semaphore_release(semaphore) il_async_semaphore_release_at(IL_HERE, (semaphore))
il_status il_async_semaphore_release_at(struct il_site *site, il_async_semaphore semaphore);

/* Whether an acquire would suspend. semaphore.locked(). */
#define il_async_semaphore_locked(semaphore) il_async_semaphore_locked_at(IL_HERE, (semaphore))
bool il_async_semaphore_locked_at(struct il_site *site, il_async_semaphore semaphore);

/* ---- what is held ---- */

/* In a coroutine: acquires, and releases at the end of the enclosing block, however it is left. Not
 * acquired (cancelled), the coroutine ends by that. `async with lock:`. */
#define il_async_hold(object) IL_ASYNC_HOLD_(object, IL_PASTE_(il_async_held_, __LINE__))
#define IL_ASYNC_HOLD_(object, held)                                                               \
	__attribute__((cleanup(il_async_held_end))) struct il_async_held held = _Generic(          \
	        (object), il_async_lock                                                            \
	        : il_async_hold_lock, il_async_condition                                           \
	        : il_async_hold_condition, il_async_semaphore                                      \
	        : il_async_hold_semaphore)(IL_HERE, (object));                                     \
	IL_TRY(held.status)
struct il_async_held {
	struct il_site *site;
	il_status status; /* of the acquire: IL_OK: it is to be released */
	bool counts;      /* a semaphore */
	uint32_t id;
};
struct il_async_held il_async_hold_lock(struct il_site *site, il_async_lock lock);
struct il_async_held il_async_hold_condition(struct il_site *site, il_async_condition condition);
struct il_async_held il_async_hold_semaphore(struct il_site *site, il_async_semaphore semaphore);
void il_async_held_end(struct il_async_held *held);

/* ---- Queue ---- */

typedef struct il_async_queue {
	uint32_t id;
} il_async_queue;

struct il_async_queue_options {
	char unused_;
	int maxsize; /* 0 or less: no bound */
};

/* Makes an empty one. asyncio.Queue. */
#define il_async_queue_new(name, ...)                                                              \
	il_async_queue_new_at(IL_HERE, (name), (struct il_async_queue_options){.unused_ = 0, __VA_ARGS__})
il_async_queue il_async_queue_new_at(struct il_site *site, const char *name, struct il_async_queue_options options);

/* Suspends while it is full. await queue.put(item). IL_TOO_LARGE, IL_NO_ROOM. */
#define il_async_queue_put(queue, item) il_async_queue_put_at(IL_HERE, (queue), (item))
il_status il_async_queue_put_at(struct il_site *site, il_async_queue queue, il_value item);

/* Suspends while it is empty. await queue.get(). */
#define il_async_queue_get(queue, item) il_async_queue_get_at(IL_HERE, (item), (queue))
il_status il_async_queue_get_at(struct il_site *site, il_value *item, il_async_queue queue);

/* queue.put_nowait(item): IL_FULL. queue.get_nowait(): IL_EMPTY. */
#define il_async_queue_put_nowait(queue, item) il_async_queue_put_nowait_at(IL_HERE, (queue), (item))
il_status il_async_queue_put_nowait_at(struct il_site *site, il_async_queue queue, il_value item);
#define il_async_queue_get_nowait(queue, item) il_async_queue_get_nowait_at(IL_HERE, (item), (queue))
il_status il_async_queue_get_nowait_at(struct il_site *site, il_value *item, il_async_queue queue);

/* queue.task_done(): IL_DONE_TOO_OFTEN. await queue.join(): suspends until no item is unfinished. */
#define il_async_queue_task_done(queue) il_async_queue_task_done_at(IL_HERE, (queue))
il_status il_async_queue_task_done_at(struct il_site *site, il_async_queue queue);
#define il_async_queue_join(queue) il_async_queue_join_at(IL_HERE, (queue))
il_status il_async_queue_join_at(struct il_site *site, il_async_queue queue);

/* queue.qsize(), queue.empty(), queue.full(). */
#define il_async_queue_qsize(queue) il_queue_qsize_at(IL_HERE, IL_QUEUE_OF_(queue))
#define il_async_queue_empty(queue) il_queue_empty_at(IL_HERE, IL_QUEUE_OF_(queue))
#define il_async_queue_full(queue) il_queue_full_at(IL_HERE, IL_QUEUE_OF_(queue))
#define IL_QUEUE_OF_(object) ((il_queue){.id = (object).id})

#endif
