/* queue.Queue, LifoQueue and PriorityQueue, and with .shared = true multiprocessing.Queue, with .joinable = true multiprocessing.JoinableQueue.
 *
 * A shared queue has no feeder thread: its put never waits for a reader, and what it put is there for everybody when it returns. A
 * time allowed that is below 0 is one of 0. */
#ifndef INTERLEAVE_QUEUE_H
#define INTERLEAVE_QUEUE_H

#include "interleave/base.h"

typedef struct il_queue {
	uint32_t id;
} il_queue;

/* Which item comes out next: the oldest, the newest, or the one of the lowest priority (of equals the oldest). */
enum il_order { IL_FIFO, IL_LIFO, IL_PRIORITY };

struct il_queue_options {
	char unused_;
	int maxsize;   /* 0 or less: no bound */
	enum il_order order;
	bool shared;   /* for the processes forked from now on, too; without task_done and join, but with close */
	bool joinable; /* shared, and with task_done and join */
};

/* Makes an empty one; `name` (never NULL) is copied. Blocks on nothing. queue.Queue, LifoQueue, PriorityQueue. An id of 0: no
 * room; its calls answer IL_NO_ROOM. */
#define il_queue_new(name, ...)                                                                    \
	il_queue_new_at(IL_HERE, (name), (struct il_queue_options){.unused_ = 0, __VA_ARGS__})
#define il_lifo_queue_new(name, ...) il_queue_new(name, .order = IL_LIFO, __VA_ARGS__)
#define il_priority_queue_new(name, ...) il_queue_new(name, .order = IL_PRIORITY, __VA_ARGS__)
il_queue il_queue_new_at(struct il_site *site, const char *name, struct il_queue_options options);

/* How a put and a get wait; the item's priority in a PriorityQueue, and where to tell that of the item that came. */
struct il_put {
	char unused_;
	il_timeout timeout;
	bool nonblocking;
	int priority;
};

struct il_get {
	char unused_;
	il_timeout timeout;
	bool nonblocking;
	int *priority;
};

/* Blocks while it is full. Queue.put. IL_FULL (with a time-out or nonblocking), IL_TIMEOUT_NEGATIVE and IL_BAD_VALUE (a time-out
 * that is no number; both of a queue with a bound), IL_QUEUE_CLOSED, IL_TOO_LARGE (a text longer than il_str takes), IL_NO_ROOM. */
#define il_queue_put(queue, item, ...)                                                             \
	il_queue_put_at(IL_HERE, (queue), (item), (struct il_put){.unused_ = 0, __VA_ARGS__})
il_status il_queue_put_at(struct il_site *site, il_queue queue, il_value item, struct il_put options);
#define il_queue_put_nowait(queue, item, ...) il_queue_put(queue, item, .nonblocking = true, __VA_ARGS__)

/* Blocks while it is empty; *item is what came. Queue.get. IL_EMPTY (with a time-out or nonblocking),
 * IL_TIMEOUT_NEGATIVE, IL_BAD_VALUE (a time-out that is no number), IL_QUEUE_CLOSED. */
#define il_queue_get(queue, item, ...)                                                             \
	il_queue_get_at(IL_HERE, (item), (queue), (struct il_get){.unused_ = 0, __VA_ARGS__})
il_status il_queue_get_at(struct il_site *site, il_value *item, il_queue queue, struct il_get options);
#define il_queue_get_nowait(queue, item, ...) il_queue_get(queue, item, .nonblocking = true, __VA_ARGS__)

/* One item fewer is unfinished. Queue.task_done. IL_DONE_TOO_OFTEN, IL_NO_TASK_DONE (of a
 * multiprocessing.Queue). */
#define il_queue_task_done(queue) il_queue_task_done_at(IL_HERE, (queue))
il_status il_queue_task_done_at(struct il_site *site, il_queue queue);

/* Blocks until no item is unfinished. Queue.join. IL_NO_TASK_DONE. */
#define il_queue_join(queue) il_queue_join_at(IL_HERE, (queue))
il_status il_queue_join_at(struct il_site *site, il_queue queue);

/* ---- of a shared queue ---- */

/* The calling process, and those that it forks later, put and get nothing any more; others do not notice.
 * multiprocessing.Queue.close. IL_NO_CLOSE (of a queue.Queue). */
#define il_queue_close(queue) il_queue_close_at(IL_HERE, (queue))
il_status il_queue_close_at(struct il_site *site, il_queue queue);

/* Waits until what was put is in the queue: here it always is. multiprocessing.Queue.join_thread. IL_QUEUE_OPEN (not closed). */
il_status il_queue_join_thread(il_queue queue);

/* Nothing would be waited for. multiprocessing.Queue.cancel_join_thread. */
void il_queue_cancel_join_thread(il_queue queue);

/* ---- how it stands ---- */

/* How many items it holds now; stale at once. Queue.qsize. */
#define il_queue_qsize(queue) il_queue_qsize_at(IL_HERE, (queue))
int il_queue_qsize_at(struct il_site *site, il_queue queue);

/* Whether it holds none, or as many as it may; stale at once. Queue.empty, Queue.full. */
#define il_queue_empty(queue) il_queue_empty_at(IL_HERE, (queue))
bool il_queue_empty_at(struct il_site *site, il_queue queue);
#define il_queue_full(queue) il_queue_full_at(IL_HERE, (queue))
bool il_queue_full_at(struct il_site *site, il_queue queue);

#endif
