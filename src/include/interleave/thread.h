/* threading.Thread: a real POSIX thread. */
#ifndef INTERLEAVE_THREAD_H
#define INTERLEAVE_THREAD_H

#include "interleave/base.h"

typedef struct il_thread {
	uint32_t id;
} il_thread;

/* The id of the handle that means the calling process's main thread. */
#define IL_MAIN_THREAD 99997u

/* Whether a thread is a daemon: one that the program's end does not wait for. `.daemon = true` will do. */
enum il_daemon {
	IL_DAEMON_INHERITED, /* if the thread that makes it is one */
	IL_DAEMON_YES,
	IL_DAEMON_NO,
};

struct il_thread_options {
	char unused_;
	const char *name; /* default: "Thread-N (target)", without a target "Thread-N" */
	il_args args;
	il_kwargs kwargs;
	enum il_daemon daemon;
	il_value group; /* none; for nothing, as in Python */
};

/* Makes a thread that will run target(args): il_thread_new(worker, .args = IL_ARGS(il_int(1)), .name = "w1"). A target of
 * NULL does nothing. An exception that the target returns ends the thread, is printed, and harms nobody else.
 * threading.Thread. An id of 0: the session has no room for one more, or a group was given
 * (IL_THREAD_GROUP_GIVEN). */
#define il_thread_new(target, ...)                                                                 \
	il_thread_new_at(IL_HERE, (target), #target, (struct il_thread_options){.unused_ = 0, __VA_ARGS__})
il_thread il_thread_new_at(struct il_site *site, il_target target, const char *target_name,
                           struct il_thread_options options);

/* Starts it; returns once it has begun. Thread.start. IL_STARTED_TWICE, IL_START_FAILED (the system has no thread more, or another
 * process made it). */
#define il_thread_start(thread) il_thread_start_at(IL_HERE, (thread))
il_status il_thread_start_at(struct il_site *site, il_thread thread);

/* Waits until it has ended, however. Thread.join. Blocks. IL_TIMEOUT, IL_JOIN_UNSTARTED, IL_JOIN_SELF. */
#define il_thread_join(thread, ...)                                                                \
	il_thread_join_at(IL_HERE, (thread), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_thread_join_at(struct il_site *site, il_thread thread, struct il_wait wait);

/* Whether it has begun and not ended. Thread.is_alive. */
#define il_thread_is_alive(thread) il_thread_is_alive_at(IL_HERE, (thread))
bool il_thread_is_alive_at(struct il_site *site, il_thread thread);

/* Its name now (borrowed), and a new one, at any time; an empty one is none, and changes nothing. Thread.name.
 * IL_BAD_VALUE: a thread of another process. */
#define il_thread_name(thread) il_thread_name_at(IL_HERE, (thread))
const char *il_thread_name_at(struct il_site *site, il_thread thread);
#define il_thread_set_name(thread, name) il_thread_set_name_at(IL_HERE, (thread), (name))
il_status il_thread_set_name_at(struct il_site *site, il_thread thread, const char *name);

/* Whether it is a daemon; to be set before it is started. Thread.daemon. IL_DAEMON_ACTIVE. */
#define il_thread_daemon(thread) il_thread_daemon_at(IL_HERE, (thread))
bool il_thread_daemon_at(struct il_site *site, il_thread thread);
#define il_thread_set_daemon(thread, daemon) il_thread_set_daemon_at(IL_HERE, (thread), (daemon))
il_status il_thread_set_daemon_at(struct il_site *site, il_thread thread, bool daemon);

/* Its number among the threads of its process, and the one that the kernel gave it: ints, none before its start, kept after
 * its end, and then used again for others. Thread.ident, Thread.native_id. */
#define il_thread_ident(thread) il_thread_ident_at(IL_HERE, (thread))
il_value il_thread_ident_at(struct il_site *site, il_thread thread);
#define il_thread_native_id(thread) il_thread_native_id_at(IL_HERE, (thread))
il_value il_thread_native_id_at(struct il_site *site, il_thread thread);

/* The calling thread (of a task, the one that carries its loop), and the main thread of the calling process.
 * threading.current_thread, threading.main_thread. */
il_thread il_current_thread(void);
il_thread il_main_thread(void);

/* The threads of the calling process that have been started and have not ended, in the order in which they were made,
 * daemons and the main thread too: how many there are, and the first `room` of them. threading.active_count,
 * threading.enumerate. */
#define il_active_count() il_enumerate_at(IL_HERE, NULL, 0)
#define il_enumerate(threads, room) il_enumerate_at(IL_HERE, (threads), (room))
size_t il_enumerate_at(struct il_site *site, il_thread *threads, size_t room);

/* The name of the calling thread, process or task. threading.current_thread().name. Borrowed. */
const char *il_current_name(void);

#endif
