/* multiprocessing.Pool: worker processes that take pieces of work from one queue, and give the results back. */
#ifndef INTERLEAVE_POOL_H
#define INTERLEAVE_POOL_H

#include <limits.h>

#include "interleave/base.h"

typedef struct il_pool {
	uint32_t id;
} il_pool;

/* multiprocessing.pool.AsyncResult: what was asked of a pool, and its outcome. */
typedef struct il_result {
	uint32_t id;
} il_result;

enum { IL_CORES = INT_MIN }; /* processes=None: as many as the machine has */

struct il_pool_options {
	char unused_;
	il_target initializer; /* each worker calls it first; one that fails ends, and another is made in its place */
	il_args initargs;
};

/* Forks `processes` workers (ForkPoolWorker-N), daemons all of them, and a thread (NAME.helper) that replaces those that die,
 * and runs callbacks. Pool. An id of 0: fewer than one process (a ValueError), or no room. Where the run, or the system, allows no
 * process more, the run ends. */
#define il_pool_new(name, processes, ...)                                                          \
	il_pool_new_at(IL_HERE, (name), (processes), (struct il_pool_options){.unused_ = 0, __VA_ARGS__})
il_pool il_pool_new_at(struct il_site *site, const char *name, int processes, struct il_pool_options options);

/* ---- giving it work; IL_NOT_RUNNING after close() or terminate(), and in any process but the one that made the pool ---- */

struct il_apply_options {
	char unused_;
	il_args args;
	il_kwargs kwargs;
	il_target callback;       /* called with the result, in the pool's helper, before the result is ready */
	il_target error_callback; /* instead, with the exception */
};

struct il_map_options {
	char unused_;
	int chunksize;            /* items that a worker takes at once; 0: a fourth of each worker's share, rounded up */
	il_target callback;       /* called with all the results, as above */
	il_target error_callback;
};

/* target(args) by a worker; *value (may be NULL) is what it returned. Blocks until then. Pool.apply. IL_RAISED (it ended by an
 * exception), IL_TASK_LOST (its worker died; CPython waits for ever), IL_NOT_RUNNING, IL_TOO_LARGE (a text longer than il_str
 * takes), IL_NO_ROOM. */
#define il_pool_apply(value, pool, target, ...)                                                    \
	il_pool_apply_at(IL_HERE, (value), (pool), (target), #target,                              \
	                 (struct il_apply_options){.unused_ = 0, __VA_ARGS__})
il_status il_pool_apply_at(struct il_site *site, il_value *value, il_pool pool, il_target target, const char *target_name,
                           struct il_apply_options options);

/* The same without waiting. Pool.apply_async. IL_NOT_RUNNING, IL_TOO_LARGE, IL_NO_ROOM. */
#define il_pool_apply_async(result, pool, target, ...)                                             \
	il_pool_apply_async_at(IL_HERE, (result), (pool), (target), #target,                       \
	                       (struct il_apply_options){.unused_ = 0, __VA_ARGS__})
il_status il_pool_apply_async_at(struct il_site *site, il_result *result, il_pool pool, il_target target,
                                 const char *target_name, struct il_apply_options options);

/* target(item) for each item; values[i] is what it returned for items.v[i]. Blocks until all are done. When some fail: the
 * exception of the chunk that failed first, after all chunks are done; in a chunk that fails the items behind are skipped.
 * Pool.map. Errors as of il_pool_apply, IL_BAD_VALUE (a chunksize below 0). */
#define il_pool_map(values, pool, target, items, ...)                                              \
	il_pool_map_at(IL_HERE, (values), (pool), (target), #target, (items),                      \
	               (struct il_map_options){.unused_ = 0, __VA_ARGS__})
il_status il_pool_map_at(struct il_site *site, il_value *values, il_pool pool, il_target target, const char *target_name,
                         il_args items, struct il_map_options options);

/* The same without waiting. Pool.map_async. IL_NOT_RUNNING, IL_TOO_LARGE, IL_NO_ROOM, IL_BAD_VALUE. */
#define il_pool_map_async(result, pool, target, items, ...)                                        \
	il_pool_map_async_at(IL_HERE, (result), (pool), (target), #target, (items),                \
	                     (struct il_map_options){.unused_ = 0, __VA_ARGS__})
il_status il_pool_map_async_at(struct il_site *site, il_result *result, il_pool pool, il_target target,
                               const char *target_name, il_args items, struct il_map_options options);

/* ---- results ---- */

/* Waits until it is ready; values (may be NULL) has room for one, of a map for as many as there were items. AsyncResult.get.
 * Blocks. IL_TIMEOUT, IL_RAISED, IL_TASK_LOST. */
#define il_result_get(values, result, ...)                                                         \
	il_result_get_at(IL_HERE, (values), (result), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_result_get_at(struct il_site *site, il_value *values, il_result result, struct il_wait wait);

/* Waits until it is ready, however it came out. AsyncResult.wait. Blocks. IL_TIMEOUT (Python does not tell: ask ready()). */
#define il_result_wait(result, ...)                                                                \
	il_result_wait_at(IL_HERE, (result), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_result_wait_at(struct il_site *site, il_result result, struct il_wait wait);

/* Whether get() would not block. AsyncResult.ready. */
#define il_result_ready(result) il_result_ready_at(IL_HERE, (result))
bool il_result_ready_at(struct il_site *site, il_result result);

/* Whether it is ready without an exception. AsyncResult.successful. IL_NOT_READY. */
#define il_result_successful(answer, result) il_result_successful_at(IL_HERE, (answer), (result))
il_status il_result_successful_at(struct il_site *site, bool *answer, il_result result);

/* ---- its end; as above, IL_NOT_RUNNING in any process but the one that made it ---- */

/* No more work is taken; the workers end when all is done. Pool.close. */
#define il_pool_close(pool) il_pool_close_at(IL_HERE, (pool))
il_status il_pool_close_at(struct il_site *site, il_pool pool);

/* Ends the workers at once, by SIGTERM, whatever they are at: what they have not given back is never ready. Blocks until they
 * have ended. Pool.terminate. */
#define il_pool_terminate(pool) il_pool_terminate_at(IL_HERE, (pool))
il_status il_pool_terminate_at(struct il_site *site, il_pool pool);

/* Waits until the workers have ended. Pool.join. Blocks. IL_STILL_RUNNING (neither closed nor terminated). */
#define il_pool_join(pool) il_pool_join_at(IL_HERE, (pool))
il_status il_pool_join_at(struct il_site *site, il_pool pool);

/* Terminates it at the end of the enclosing block, however that is left. `with pool:`. */
#define il_pool_with(pool)                                                                         \
	__attribute__((cleanup(il_pool_leave), unused)) struct il_pool_block IL_POOL_PASTE_(il_pool_, __LINE__) = {IL_HERE, \
	                                                                                                            (pool)}
#define IL_POOL_PASTE_(a, b) IL_POOL_PASTE_2_(a, b)
#define IL_POOL_PASTE_2_(a, b) a##b
struct il_pool_block {
	struct il_site *site;
	il_pool pool;
};
void il_pool_leave(struct il_pool_block *block);

#endif
