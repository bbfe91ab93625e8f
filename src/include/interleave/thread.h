/* threading.Thread: a real POSIX thread. */
#ifndef INTERLEAVE_THREAD_H
#define INTERLEAVE_THREAD_H

#include "interleave/base.h"

typedef struct il_thread {
	uint32_t id;
} il_thread;

struct il_thread_options {
	char unused_;
	const char *name; /* default: "Thread-N (target)" */
	il_args args;
	il_kwargs kwargs;
	bool daemon; /* the threads that a daemon makes are daemons in any case */
};

/* Makes a thread that will run target(args): il_thread_new(worker, .args = IL_ARGS(il_int(1)), .name = "w1").
 * threading.Thread. An id of 0 means that the session has no room for one more. */
#define il_thread_new(target, ...)                                                                 \
	il_thread_new_at(IL_HERE, (target), #target, (struct il_thread_options){.unused_ = 0, __VA_ARGS__})
il_thread il_thread_new_at(struct il_site *site, il_target target, const char *target_name,
                           struct il_thread_options options);

/* Starts it; returns once it has begun. Thread.start. IL_STARTED_TWICE, IL_START_FAILED. */
#define il_thread_start(thread) il_thread_start_at(IL_HERE, (thread))
il_status il_thread_start_at(struct il_site *site, il_thread thread);

/* Waits until it has ended. Thread.join. Blocks. IL_TIMEOUT, IL_JOIN_UNSTARTED, IL_JOIN_SELF. */
#define il_thread_join(thread, ...)                                                                \
	il_thread_join_at(IL_HERE, (thread), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_thread_join_at(struct il_site *site, il_thread thread, struct il_wait wait);

/* Whether it has begun and not ended. Thread.is_alive. */
#define il_thread_is_alive(thread) il_thread_is_alive_at(IL_HERE, (thread))
bool il_thread_is_alive_at(struct il_site *site, il_thread thread);

/* The name of the calling thread, process or task. threading.current_thread().name. Borrowed. */
const char *il_current_name(void);

#endif
