/* multiprocessing.Process: a real fork with its own memory.
 *
 * What is private to a process is copied by the fork, and the child's changes stay in the child; what was made shared
 * (.shared = true, il_value_new) is one for all. A handle is copied, too: what a child does to its copy of it (close, a
 * start) the parent's does not know. */
#ifndef INTERLEAVE_PROCESS_H
#define INTERLEAVE_PROCESS_H

#include "interleave/thread.h"

typedef struct il_process {
	uint32_t id;
} il_process;

/* The id of the handle that means the program's first process. */
#define IL_MAIN_PROCESS 99996u

struct il_process_options {
	char unused_;
	const char *name; /* default: "Process-N", and of a child's children "Process-N:M" */
	il_args args;
	il_kwargs kwargs;
	enum il_daemon daemon; /* ended with its parent, and may have no children; default: as the process that makes it */
	il_target run;    /* what the child does instead of calling `target`: a run() of one's own. It gets the arguments */
	il_value group;   /* none; for nothing, as in Python */
};

/* Makes a process that will run target(args); NULL: nothing. multiprocessing.Process. An id of 0: no room, or a group was given
 * (AssertionError). */
#define il_process_new(target, ...)                                                                \
	il_process_new_at(IL_HERE, (target), (struct il_process_options){.unused_ = 0, __VA_ARGS__})
il_process il_process_new_at(struct il_site *site, il_target target, struct il_process_options options);

/* Forks; returns when the child has been made, not when it has ended. Process.start. IL_PROCESS_STARTED_TWICE, IL_NOT_CREATOR,
 * IL_DAEMON_CHILDREN, IL_PROCESS_CLOSED, IL_NO_ROOM (for its copies of what is private). Where the run, or the system, allows no
 * process more, the run ends, with the status fork-limit. */
#define il_process_start(process) il_process_start_at(IL_HERE, (process))
il_status il_process_start_at(struct il_site *site, il_process process);

/* Does here, in the calling process, what the child does after a start. Returns the exception by which it ended, else none.
 * Process.run. AttributeError once it has been started. */
il_value il_process_run(il_process process);

/* Waits until it has ended, however. Process.join. Blocks. IL_TIMEOUT, IL_NOT_CHILD, IL_PROCESS_UNSTARTED, IL_PROCESS_CLOSED. */
#define il_process_join(process, ...)                                                              \
	il_process_join_at(IL_HERE, (process), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_process_join_at(struct il_site *site, il_process process, struct il_wait wait);

/* Tells it to end, by SIGTERM, or by SIGKILL. It does nothing any more, and has soon ended: join it to know. What it holds stays
 * held, and its own children live on. That a signal is caught, or ignored, makes no difference here. Nothing happens to one that
 * has ended. Process.terminate, Process.kill. IL_TERMINATE_UNSTARTED, IL_KILL_UNSTARTED, IL_PROCESS_CLOSED. */
#define il_process_terminate(process) il_process_terminate_at(IL_HERE, (process))
il_status il_process_terminate_at(struct il_site *site, il_process process);
#define il_process_kill(process) il_process_kill_at(IL_HERE, (process))
il_status il_process_kill_at(struct il_site *site, il_process process);

/* Gives back what the handle holds; all but its name, its being a daemon and another close is IL_PROCESS_CLOSED then.
 * Process.close. IL_PROCESS_RUNNING. */
#define il_process_close(process) il_process_close_at(IL_HERE, (process))
il_status il_process_close_at(struct il_site *site, il_process process);

/* ---- what can be asked of it: an op each ---- */

/* false: still running, not started, no child of the caller's, or closed (a ValueError, in the log). Otherwise *code: what it
 * left with, 1 after an exception, -N after signal N. Process.exitcode. */
#define il_process_exitcode(code, process) il_process_exitcode_at(IL_HERE, (code), (process))
bool il_process_exitcode_at(struct il_site *site, int *code, il_process process);

/* Whether it has been started and has not ended; of the calling process true. false also where Python raises: closed, or no
 * child (an AssertionError, in the log). Process.is_alive. */
#define il_process_is_alive(process) il_process_is_alive_at(IL_HERE, (process))
bool il_process_is_alive_at(struct il_site *site, il_process process);

/* The system's number for it; 0 before the start, and of a closed one. Process.pid. */
#define il_process_pid(process) il_process_pid_at(IL_HERE, (process))
int64_t il_process_pid_at(struct il_site *site, il_process process);

/* Its name, borrowed for the session's life. Process.name. */
#define il_process_name(process) il_process_name_at(IL_HERE, (process))
const char *il_process_name_at(struct il_site *site, il_process process);

/* Names it anew, at any time: its lane, too. Process.name = name. Always IL_OK. */
#define il_process_set_name(process, name) il_process_set_name_at(IL_HERE, (process), (name))
il_status il_process_set_name_at(struct il_site *site, il_process process, const char *name);

/* Whether it is a daemon; to be set before it is started. Process.daemon. */
#define il_process_daemon(process) il_process_daemon_at(IL_HERE, (process))
bool il_process_daemon_at(struct il_site *site, il_process process);

/* IL_PROCESS_HAS_STARTED. */
#define il_process_set_daemon(process, daemon) il_process_set_daemon_at(IL_HERE, (process), (daemon))
il_status il_process_set_daemon_at(struct il_site *site, il_process process, bool daemon);

/* ---- several ---- */

/* Waits until at least one of the processes has ended: *ended (may be NULL) is the first of them in the order given.
 * multiprocessing.connection.wait on their sentinels. Blocks. IL_TIMEOUT, IL_SENTINEL_UNSTARTED, IL_PROCESS_CLOSED,
 * IL_NOT_CHILD, IL_BAD_VALUE (none given, or more than IL_WAIT_ANY_MAX), IL_NO_ROOM. */
enum { IL_WAIT_ANY_MAX = 64 };
#define il_process_wait_any(ended, processes, count, ...)                                          \
	il_process_wait_any_at(IL_HERE, (ended), (processes), (count), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_process_wait_any_at(struct il_site *site, size_t *ended, const il_process *processes, size_t count,
                                 struct il_wait wait);

/* ---- where one is ---- */

/* The process that calls. Its name is "MainProcess" in main. multiprocessing.current_process. */
il_process il_current_process(void);

/* The one that started it; of main an id of 0. multiprocessing.parent_process. */
il_process il_parent_process(void);

/* How many processors the machine has. multiprocessing.cpu_count. */
#define il_cpu_count() il_cpu_count_at(IL_HERE)
int il_cpu_count_at(struct il_site *site);

/* ---- leaving ---- */

/* What a target returns to end its process with this code, its blocks left in order: `return il_exit(3);`. In a thread it ends
 * the thread. sys.exit. */
static inline il_value il_exit(int code)
{
	return il_raise("SystemExit", "%d", code);
}

/* The same with a text made as by printf: the process prints it at its end; the code is 1. sys.exit("text"). */
il_value il_exit_saying(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
