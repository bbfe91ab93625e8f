/* concurrent.futures.ThreadPoolExecutor: threads that take calls from one work queue, made when they are needed. */
#ifndef INTERLEAVE_EXECUTOR_H
#define INTERLEAVE_EXECUTOR_H

#include <limits.h>

#include "interleave/future.h"

typedef struct il_executor {
	uint32_t id;
} il_executor;

enum { IL_DEFAULT_WORKERS = INT_MIN }; /* max_workers=None: min(32, cores + 4) */

struct il_executor_options {
	char unused_;
	const char *thread_name_prefix; /* default: "ThreadPoolExecutor-K"; threads are called PREFIX_0, PREFIX_1 ... */
	il_target initializer;          /* each worker calls it first; when it fails, the pool is broken */
	il_args initargs;
};

/* A pool of at most max_workers threads. A thread is made by a submit that finds nobody idle. Its name on the screen is `name`
 * (NULL: "ThreadPoolExecutor-K"). At the program's end it is shut down, and its workers are waited for. ThreadPoolExecutor. An
 * id of 0: max_workers is not above 0 (IL_NO_WORKERS in the log), or there is no room. */
#define il_executor_new(name, max_workers, ...)                                                                      \
	il_executor_new_at(IL_HERE, (name), (max_workers), (struct il_executor_options){.unused_ = 0, __VA_ARGS__})
il_executor il_executor_new_at(struct il_site *site, const char *name, int max_workers,
                               struct il_executor_options options);

struct il_submit_options {
	char unused_;
	il_args args;
	il_kwargs kwargs;
	const char *name; /* the future's on the screen; default: "Future-N" */
};

/* Puts target(args) into the work queue; *future (may be NULL) is its outcome. Executor.submit. IL_SHUT_DOWN, IL_LEAVING (the
 * program has come to its end), IL_BROKEN_POOL, IL_START_FAILED, IL_NO_ROOM. */
#define il_executor_submit(future, executor, target, ...)                                                            \
	il_executor_submit_at(IL_HERE, (future), (executor), (target), #target,                                      \
	                      (struct il_submit_options){.unused_ = 0, __VA_ARGS__})
il_status il_executor_submit_at(struct il_site *site, il_future *future, il_executor executor, il_target target,
                                const char *target_name, struct il_submit_options options);

/* Lists of arguments: IL_LISTS(IL_ARGS(il_int(1), il_int(2)), IL_ARGS(il_str("a"), il_str("b"))). */
struct il_lists {
	size_t count;
	const il_args *lists;
};
#define IL_LISTS(...)                                                                                                \
	((struct il_lists){.count = sizeof((il_args[]){__VA_ARGS__}) / sizeof(il_args), .lists = (il_args[]){__VA_ARGS__}})

/* The results of a map, in the order of submission; made by il_executor_map. */
struct il_results {
	il_future *futures; /* owned; NULL once it has ended */
	size_t count, next;
	bool limited;
	int64_t until; /* session ns: when the time allowed is over */
};

/* Submits target(a, b, ...) for the first items of all lists, for the second items, and so on to the end of the shortest, at once.
 * The time allowed for all results counts from here. Executor.map. As il_executor_submit; what was submitted before stays so.
 * Read to the end, or closed by il_results_close. */
#define il_executor_map(results, executor, target, lists, ...)                                                       \
	il_executor_map_at(IL_HERE, (results), (executor), (target), #target, (lists),                               \
	                   (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_executor_map_at(struct il_site *site, struct il_results *results, il_executor executor, il_target target,
                             const char *target_name, struct il_lists lists, struct il_wait wait);

/* The next result into *value, as il_future_result. Blocks. IL_EXHAUSTED: that was all. Any error (IL_RAISED, IL_CANCELLED,
 * IL_TIMEOUT) ends it: the remaining futures are cancelled. */
#define il_results_next(results, value) il_results_next_at(IL_HERE, (value), (results))
il_status il_results_next_at(struct il_site *site, il_value *value, struct il_results *results);

/* Ends it early: if any result has been asked for, the remaining futures are cancelled, as closing a generator does. */
#define il_results_close(results) il_results_close_at(IL_HERE, (results))
void il_results_close_at(struct il_site *site, struct il_results *results);

struct il_shutdown_options {
	char unused_;
	bool nonblocking;    /* wait=False */
	bool cancel_futures; /* those that no worker has taken yet */
};

/* No more calls are taken; those that were are done all the same. Waits until its workers have ended. May be called again.
 * Executor.shutdown. Blocks. IL_JOIN_SELF (from one of its own workers). */
#define il_executor_shutdown(executor, ...)                                                                          \
	il_executor_shutdown_at(IL_HERE, (executor), (struct il_shutdown_options){.unused_ = 0, __VA_ARGS__})
il_status il_executor_shutdown_at(struct il_site *site, il_executor executor, struct il_shutdown_options options);

#endif
