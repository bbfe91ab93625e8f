/* asyncio: an event loop in the calling thread, with coroutines on stacks of their own. */
#ifndef INTERLEAVE_LOOP_H
#define INTERLEAVE_LOOP_H

#include "interleave/base.h"

typedef struct il_task {
	uint32_t id;
} il_task;

struct il_task_options {
	char unused_;
	const char *name; /* default: "Task-N" */
	il_args args;
	il_kwargs kwargs;
};

/* Runs main_coroutine in a new loop until it has ended; *result (may be NULL) is what it returned. asyncio.run. Blocks.
 * IL_LOOP_RUNNING. */
#define il_loop_run(result, main_coroutine, ...)                                                   \
	il_loop_run_at(IL_HERE, (result), (main_coroutine),                                        \
	               (struct il_task_options){.unused_ = 0, __VA_ARGS__})
il_status il_loop_run_at(struct il_site *site, il_value *result, il_target main_coroutine,
                         struct il_task_options options);

/* A task that runs coroutine(args) from the loop's next turn on. asyncio.create_task. An id of 0: no running loop, or no
 * room. */
#define il_task_create(coroutine, ...)                                                             \
	il_task_create_at(IL_HERE, (coroutine), (struct il_task_options){.unused_ = 0, __VA_ARGS__})
il_task il_task_create_at(struct il_site *site, il_target coroutine, struct il_task_options options);

/* Suspends until the task is done; *result (may be NULL) is what it returned. await task. IL_NO_LOOP. */
#define il_await(result, task) il_await_at(IL_HERE, (result), (task))
il_status il_await_at(struct il_site *site, il_value *result, il_task task);

/* Suspends for `seconds` of session time; 0 gives way once. await asyncio.sleep. IL_NO_LOOP. */
#define il_async_sleep(seconds) il_async_sleep_at(IL_HERE, (seconds))
il_status il_async_sleep_at(struct il_site *site, double seconds);

/* Suspends until all tasks are done; results[i] is what tasks[i] returned. await asyncio.gather. IL_NO_LOOP. */
#define il_gather(results, tasks, count) il_gather_at(IL_HERE, (results), (tasks), (count))
il_status il_gather_at(struct il_site *site, il_value *results, const il_task *tasks, size_t count);

#endif
