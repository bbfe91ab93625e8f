/* The inside of executors: their part in private memory, and what a process does with them at its end. */
#ifndef RUNTIME_EXECUTOR_H
#define RUNTIME_EXECUTOR_H

#include "interleave/executor.h"
#include "runtime/runtime.h"

/* A call that has been submitted and not been made: the work queue has its future, this what is to be done. */
struct work {
	struct work *next;
	il_future future;
	il_target target;
	il_args args;
	struct il_site *site; /* of the submit: what becomes of it is shown there */
};

/* What of an executor is private to its process. */
struct pool {
	struct pool *next;
	il_executor executor;
	struct il_site *site;
	char prefix[64]; /* of its threads' names */
	il_target initializer;
	il_args initargs;
	struct work *works, **end; /* in the order of submission; under the kernel lock */
};

/* The pool of a handle; NULL for that of one for which there was no room. */
struct pool *pool_of(il_executor executor);

/* What an executor.take's z says before it is done: whether the worker has been busy until now. */
enum take_mode { TAKE_FIRST, TAKE_AGAIN };

/* The next call for a worker; NULL: there is none, and none will come. The caller's, by work_free(). */
struct work *pool_take(struct pool *pool, enum take_mode mode);

/* The next call that nobody will make any more; NULL: there is none. The caller's, by work_free(). */
struct work *pool_drain(struct pool *pool, struct il_site *site);

void work_free(struct work *work);

/* What a worker runs; its argument is the executor. */
il_value worker_main(il_args args);

/* In an apply. The process is at its end: its executors take no more calls, and their workers end when nothing is left. */
void executors_close(struct turn *turn, uint32_t process);

/* In an apply. The thread that was to work for a pool could not be made: if that is an executor, it does without. */
void executor_lose_worker(struct turn *turn, struct actor *thread);

#endif
