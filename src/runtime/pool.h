/* The inside of pools of processes, shared by pool.c (calls), pool_ops.c (ops), pool_worker.c (what workers and the helper do),
 * jobs.c (jobs and chunks in the segment) and result.c.
 *
 * A job is what was asked for, its chunks are what workers take one at a time. All of it is in the segment; a worker knows
 * functions by their addresses, which forks keep. Only the process that made a pool gives it work and ends it. */
#ifndef RUNTIME_POOL_H
#define RUNTIME_POOL_H

#include "interleave/pool.h"
#include "runtime/runtime.h"

enum pool_state { POOL_IS_RUNNING, POOL_IS_CLOSED, POOL_IS_TERMINATED };

/* In between: computed, and its callback is to be called. */
enum result_state { RESULT_IS_PENDING, RESULT_IS_COMPUTED, RESULT_IS_READY };

/* ---- jobs.c: under the kernel lock ---- */

/* What a new job is to be. */
struct asked {
	il_target target, callback, error_callback;
	uint32_t name; /* string: the function's */
	uint32_t result_name; /* string: the result's */
	il_args args;  /* of a call; the items of a map */
	il_kwargs kwargs;
	const uint32_t *names; /* of kwargs: strings */
	bool is_map, used_once;
	uint32_t chunk_size; /* of a map */
};

/* A new job with its chunks, of which nothing waits in the pool yet; LOG_NONE: no room, nothing is changed. */
uint32_t jobs_new(struct turn *turn, const struct asked *asked);

/* Gives everything of it back. */
void jobs_free(struct turn *turn, uint32_t job);

/* The values of a row: into `out`, which has room for them. */
uint32_t jobs_read(il_value *out, const struct kernel *kernel, uint32_t first);

/* The chunk's values become these `count`; it has at least as many. */
void jobs_write(struct turn *turn, const struct chunk *chunk, const il_value *values, uint32_t count);

/* All values of a job, in order. */
void jobs_read_all(il_value *out, const struct kernel *kernel, const struct job *job);

/* ---- pool_ops.c ---- */

/* The job of a result. */
static inline struct job *pool_job(struct kernel *kernel, uint32_t result)
{
	return &kernel->jobs[kernel_object(kernel, result)->first];
}

/* What a worker gives back: its apply's context. */
struct giving {
	uint32_t chunk;
	const il_value *values;
	uint32_t count;
	il_value error; /* an exception, or none */
};

/* ---- pool_worker.c ---- */

/* What the helper thread runs; its arguments: the pool, the initializer's address, its arguments. */
il_value pool_helper(il_args args);

/* Forks one more worker, which gets `args`. False: the system, or the session, has no process more. */
bool pool_add_worker(struct il_site *site, il_args args);

/* ---- pool.c ---- */

/* Before the end of the calling process: its pools that are left are terminated. */
void pools_end(struct il_site *site);

#endif
