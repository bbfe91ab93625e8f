/* asyncio: an event loop in the calling thread, with coroutines on stacks of their own.
 *
 * A coroutine is a function like any other target. Called, it runs at once, inside the task that calls it, as `await coroutine()`
 * does; il_task_create() lets the loop run it beside the others. It gives way only in the calls that say so ("Suspends").
 * One that suspends returns IL_CANCELLED when the task was cancelled meanwhile: IL_TRY(...) lets the cancellation through
 * (the coroutine returns it, and the task is cancelled), anything else catches it. */
#ifndef INTERLEAVE_LOOP_H
#define INTERLEAVE_LOOP_H

#include "interleave/base.h"
#include "interleave/executor.h"
#include "interleave/future.h"

/* A task is a future: whatever takes one takes the other. An id of 0: there was no room, or no loop. */
typedef struct il_future_handle {
	uint32_t id;
} il_task;
typedef il_task il_async_future;

/* A loop made by il_loop_new. */
typedef struct il_loop {
	uint32_t id;
} il_loop;

/* A call that is scheduled. */
typedef struct il_handle {
	uint32_t id;
} il_handle;

/* ---- running a loop ---- */

struct il_task_options {
	char unused_;
	const char *name; /* default: "Task-N" */
	il_args args;
	il_kwargs kwargs;
};

#define IL_TASK_(...) ((struct il_task_options){.unused_ = 0, __VA_ARGS__})

/* Runs main_coroutine in a new loop until it has ended, cancels the tasks that are left and lets them end; *result (may be
 * NULL) is what it returned. asyncio.run. Blocks. IL_RUN_INSIDE_LOOP, IL_BAD_VALUE (no coroutine), IL_RAISED, IL_CANCELLED, IL_LOOP_STOPPED, IL_NO_ROOM,
 * IL_RECURSION (tasks that are left wait for each other in a circle: they are not ended). */
#define il_loop_run(result, main_coroutine, ...)                                                   \
	il_loop_run_at(IL_HERE, (result), (main_coroutine), IL_TASK_(__VA_ARGS__))
il_status il_loop_run_at(struct il_site *site, il_value *result, il_target main_coroutine,
                         struct il_task_options options);

/* A loop that does not run yet. asyncio.new_event_loop. Any thread of the process may run it, one at a time; but coroutines that
 * have begun go on in their thread only, and so does their loop (IL_WRONG_THREAD), where CPython would let them move. */
#define il_loop_new(name) il_loop_new_at(IL_HERE, (name))
il_loop il_loop_new_at(struct il_site *site, const char *name);

/* Runs the loop until the coroutine has ended. loop.run_until_complete. Blocks. IL_LOOP_RUNNING, IL_LOOP_CLOSED,
 * IL_LOOP_STOPPED (il_loop_stop came first), IL_WRONG_THREAD, IL_WRONG_TYPE (no coroutine), IL_RAISED, IL_CANCELLED,
 * IL_NO_ROOM. */
#define il_loop_run_until_complete(result, loop, coroutine, ...)                                   \
	il_loop_run_until_complete_at(IL_HERE, (result), (loop), (coroutine), IL_TASK_(__VA_ARGS__))
il_status il_loop_run_until_complete_at(struct il_site *site, il_value *result, il_loop loop, il_target coroutine,
                                        struct il_task_options options);

/* Runs the loop until il_loop_stop. loop.run_forever. Blocks. IL_LOOP_RUNNING, IL_LOOP_CLOSED,
 * IL_WRONG_THREAD. */
#define il_loop_run_forever(loop) il_loop_run_forever_at(IL_HERE, (loop))
il_status il_loop_run_forever_at(struct il_site *site, il_loop loop);

/* The running loop ends behind its present turn. loop.stop. IL_NO_LOOP. */
#define il_loop_stop() il_loop_stop_at(IL_HERE)
il_status il_loop_stop_at(struct il_site *site);

/* What is scheduled is dropped. loop.close. IL_CLOSE_RUNNING. */
#define il_loop_close(loop) il_loop_close_at(IL_HERE, (loop))
il_status il_loop_close_at(struct il_site *site, il_loop loop);

/* The loop that runs in this thread; an id of 0: none. asyncio.get_running_loop. */
il_loop il_loop_running(void);

/* The loop's clock, in seconds: the session's. loop.time. */
#define il_loop_time() il_clock()

/* ---- calls ---- */

struct il_call_options {
	char unused_;
	il_args args;
	il_kwargs kwargs;
};

#define IL_CALL_(...) ((struct il_call_options){.unused_ = 0, __VA_ARGS__})

/* Calls callback(args) in the running loop's next turn. loop.call_soon. An id of 0: no running loop. */
#define il_call_soon(callback, ...) il_call_soon_at(IL_HERE, (callback), #callback, IL_CALL_(__VA_ARGS__))
il_handle il_call_soon_at(struct il_site *site, il_target callback, const char *name, struct il_call_options options);

/* The same after `seconds`, or at the session time `when`. loop.call_later, loop.call_at. */
#define il_call_later(seconds, callback, ...)                                                      \
	il_call_later_at(IL_HERE, (seconds), (callback), #callback, IL_CALL_(__VA_ARGS__))
il_handle il_call_later_at(struct il_site *site, double seconds, il_target callback, const char *name,
                           struct il_call_options options);
#define il_call_at(when, callback, ...)                                                            \
	il_call_at_at(IL_HERE, (when), (callback), #callback, IL_CALL_(__VA_ARGS__))
il_handle il_call_at_at(struct il_site *site, double when, il_target callback, const char *name,
                        struct il_call_options options);

/* From any thread of the process: calls callback(args) in the next turn of `loop`, which wakes for it.
 * loop.call_soon_threadsafe. IL_LOOP_CLOSED. */
#define il_call_soon_threadsafe(loop, callback, ...)                                               \
	il_call_soon_threadsafe_at(IL_HERE, (loop), (callback), #callback, IL_CALL_(__VA_ARGS__))
il_status il_call_soon_threadsafe_at(struct il_site *site, il_loop loop, il_target callback, const char *name,
                                     struct il_call_options options);

/* The call is dropped; nothing when it has run. Handle.cancel. */
#define il_handle_cancel(handle) il_handle_cancel_at(IL_HERE, (handle))
void il_handle_cancel_at(struct il_site *site, il_handle handle);

/* ---- tasks ---- */

/* A task that runs coroutine(args) from the loop's next turn on. asyncio.create_task. An id of 0: no running loop, no coroutine,
 * or no room. */
#define il_task_create(coroutine, ...) il_task_create_at(IL_HERE, (coroutine), IL_TASK_(__VA_ARGS__))
il_task il_task_create_at(struct il_site *site, il_target coroutine, struct il_task_options options);

/* Suspends until it is done; *result (may be NULL) is its result. await task. IL_RAISED: it ended by an exception, IL_CANCELLED: it
 * was cancelled, or the caller; IL_AWAITS_ITSELF, IL_WRONG_TYPE (no task of this loop), IL_NO_LOOP. */
#define il_await(result, task) il_await_at(IL_HERE, (result), (task))
il_status il_await_at(struct il_site *site, il_value *result, il_task task);

/* Suspends for `seconds` of session time; 0 or less gives way once. await asyncio.sleep. IL_CANCELLED, IL_NO_LOOP. */
#define il_async_sleep(seconds) il_async_sleep_at(IL_HERE, (seconds))
il_status il_async_sleep_at(struct il_site *site, double seconds);

/* The same as a coroutine, to be made a task of: it sleeps for the first of its arguments, and returns the second, if there is
 * one: il_task_create(il_async_sleeping, .args = IL_ARGS(il_double(1), il_str("awake"))). asyncio.sleep(delay, result). */
il_value il_async_sleeping(il_args args);

struct il_cancel_options {
	char unused_;
	const char *message;
};

/* Asks for its cancellation, which arrives at the await where it stands. Task.cancel, Future.cancel. False: it was done; or
 * it is in a circle of tasks that wait for each other, where CPython raises a RecursionError: nobody in it is cancelled. */
#define il_task_cancel(task, ...)                                                                  \
	il_task_cancel_at(IL_HERE, (task), (struct il_cancel_options){.unused_ = 0, __VA_ARGS__})
bool il_task_cancel_at(struct il_site *site, il_task task, struct il_cancel_options options);

/* How many cancellations were asked for and not taken back. Task.cancelling. */
#define il_task_cancelling(task) il_task_cancelling_at(IL_HERE, (task))
int il_task_cancelling_at(struct il_site *site, il_task task);

/* Takes one back; returns how many are left. Task.uncancel. */
int il_task_uncancel(il_task task);

/* Task.done, Task.cancelled. */
#define il_task_done(task) il_task_done_at(IL_HERE, (task))
bool il_task_done_at(struct il_site *site, il_task task);
#define il_task_cancelled(task) il_task_cancelled_at(IL_HERE, (task))
bool il_task_cancelled_at(struct il_site *site, il_task task);

/* Its result, without waiting. Task.result. IL_NOT_DONE, IL_RAISED, IL_CANCELLED, IL_WRONG_TYPE. */
#define il_task_result(result, task) il_task_result_at(IL_HERE, (result), (task))
il_status il_task_result_at(struct il_site *site, il_value *result, il_task task);

/* The exception that it ended by, as a value; none when it ended otherwise. Task.exception. IL_NOT_DONE, IL_CANCELLED,
 * IL_WRONG_TYPE. */
#define il_task_exception(exception, task) il_task_exception_at(IL_HERE, (exception), (task))
il_status il_task_exception_at(struct il_site *site, il_value *exception, il_task task);

/* Calls callback(il_object(task.id), args...) in the turn after it is done; in the order of adding.
 * Task.add_done_callback. IL_WRONG_TYPE, IL_NO_LOOP. */
#define il_task_add_done_callback(task, callback, ...)                                             \
	il_task_add_done_callback_at(IL_HERE, (task), (callback), #callback, IL_CALL_(__VA_ARGS__))
il_status il_task_add_done_callback_at(struct il_site *site, il_task task, il_target callback, const char *name,
                                       struct il_call_options options);

/* Takes all calls of this callback back; returns how many. Task.remove_done_callback. */
int il_task_remove_done_callback(il_task task, il_target callback);

/* The running task; an id of 0: the loop itself runs, or there is none. asyncio.current_task. */
il_task il_task_current(void);

/* The tasks of the running loop that are not done, in the order of their making, at most `room`; returns how many there
 * are. asyncio.all_tasks. */
size_t il_task_all(il_task *tasks, size_t room);

/* Task.get_name. Borrowed. */
const char *il_task_name(il_task task);

/* ---- several at once ---- */

struct il_gather_options {
	char unused_;
	bool return_exceptions; /* exceptions are results like others */
};

#define IL_GATHER_(...) ((struct il_gather_options){.unused_ = 0, __VA_ARGS__})

/* Suspends until all are done; results[i] is the result of tasks[i]. await asyncio.gather. The first exception ends it
 * (IL_RAISED; a cancelled task: IL_CANCELLED) and the others go on; a cancellation of the caller cancels them all.
 * IL_NO_LOOP, IL_WRONG_TYPE, IL_NO_ROOM. */
#define il_gather(results, tasks, count, ...)                                                      \
	il_gather_at(IL_HERE, (results), (tasks), (count), IL_GATHER_(__VA_ARGS__))
il_status il_gather_at(struct il_site *site, il_value *results, const il_task *tasks, size_t count,
                       struct il_gather_options options);

/* The future of a gather, to be awaited, gathered or cancelled. Its result is a reference to itself: il_gather_results reads
 * it. asyncio.gather. An id of 0: no running loop, no room, or no tasks of it. */
#define il_gather_future(tasks, count, ...)                                                        \
	il_gather_future_at(IL_HERE, (tasks), (count), IL_GATHER_(__VA_ARGS__))
il_async_future il_gather_future_at(struct il_site *site, const il_task *tasks, size_t count,
                                    struct il_gather_options options);

/* What a gather that is done has collected, at most `room`; returns how many. */
size_t il_gather_results(il_value *results, size_t room, il_async_future gather);

/* A future that ends as `task` does, and whose cancellation does not reach it. asyncio.shield. */
#define il_shield(task) il_shield_at(IL_HERE, (task))
il_async_future il_shield_at(struct il_site *site, il_task task);

struct il_async_wait_options {
	char unused_;
	il_timeout timeout;
	enum il_return_when return_when;
};

/* Suspends until enough are done, or the time is over: nothing is cancelled, and a time-out is no error. done[i] says
 * whether tasks[i] is done. await asyncio.wait. IL_BAD_VALUE (no tasks, or return_when), IL_WRONG_TYPE, IL_CANCELLED, IL_NO_LOOP. */
#define il_async_wait(done, tasks, count, ...)                                                     \
	il_async_wait_at(IL_HERE, (done), (tasks), (count),                                        \
	                 (struct il_async_wait_options){.unused_ = 0, __VA_ARGS__})
il_status il_async_wait_at(struct il_site *site, bool *done, const il_task *tasks, size_t count,
                           struct il_async_wait_options options);

struct il_limit_options {
	char unused_;
	il_timeout timeout; /* default: none */
};

/* Suspends until it is done, for a limited time: then it is cancelled, and waited for until it has ended. await asyncio.wait_for.
 * IL_TIMEOUT; if it ends with a result all the same, that is the result. A cancellation of the caller cancels it, too.
 * IL_RECURSION: it could not be cancelled (il_task_cancel). Otherwise as il_await. */
#define il_async_wait_for(result, task, ...)                                                       \
	il_async_wait_for_at(IL_HERE, (result), (task), (struct il_limit_options){.unused_ = 0, __VA_ARGS__})
il_status il_async_wait_for_at(struct il_site *site, il_value *result, il_task task, struct il_limit_options options);

/* An iterator over what several tasks come to. */
typedef struct il_async_completions {
	uint32_t id;
} il_async_completions;

/* The tasks in the order in which they end. The time allowed counts from the first il_async_next_completed.
 * asyncio.as_completed. An id of 0: no running loop, or no tasks of it. */
#define il_async_as_completed(tasks, count, ...)                                                   \
	il_async_as_completed_at(IL_HERE, (tasks), (count), (struct il_limit_options){.unused_ = 0, __VA_ARGS__})
il_async_completions il_async_as_completed_at(struct il_site *site, const il_task *tasks, size_t count,
                                              struct il_limit_options options);

/* Suspends until the next one has ended: *task (may be NULL) is it, *result (may be NULL) its result. IL_EMPTY: there was one for
 * each already; IL_TIMEOUT: the time is over; otherwise as il_await. */
#define il_async_next_completed(result, task, completions)                                         \
	il_async_next_completed_at(IL_HERE, (result), (task), (completions))
il_status il_async_next_completed_at(struct il_site *site, il_value *result, il_task *task,
                                     il_async_completions completions);

/* ---- futures ---- */

/* A future of the running loop that somebody will finish. loop.create_future. An id of 0: no running loop, or no room. */
#define il_async_future_new(name) il_async_future_new_at(IL_HERE, (name))
il_async_future il_async_future_new_at(struct il_site *site, const char *name);

/* Finishes it; an exception as value is one that awaiting it raises. Future.set_result, Future.set_exception. IL_INVALID_STATE,
 * IL_WRONG_TYPE (no future of this loop), IL_RESULT_OF_TASK. */
#define il_async_future_set_result(future, value) il_async_future_set_result_at(IL_HERE, (future), (value))
il_status il_async_future_set_result_at(struct il_site *site, il_async_future future, il_value value);

/* ---- threads beside the loop ---- */

struct il_in_executor_options {
	char unused_;
	il_executor executor; /* default: the loop's own, made when it is first needed */
	il_args args;
	il_kwargs kwargs;
};

/* Has a thread call target(args), so that what blocks does not hold up the loop; *future is its outcome, to be awaited like any
 * other. Cancelling the future drops the call if no thread has taken it yet. loop.run_in_executor. IL_NO_LOOP;
 * IL_DEFAULT_SHUT_DOWN (the default one, when the loop has come to its end); otherwise as il_executor_submit. */
#define il_run_in_executor(future, target, ...)                                                    \
	il_run_in_executor_at(IL_HERE, (future), (target), #target,                                \
	                      (struct il_in_executor_options){.unused_ = 0, __VA_ARGS__})
il_status il_run_in_executor_at(struct il_site *site, il_async_future *future, il_target target, const char *name,
                                struct il_in_executor_options options);

/* The same in the default executor, and suspends until it is done. await asyncio.to_thread. Otherwise as il_await. */
#define il_to_thread(result, target, ...)                                                          \
	il_to_thread_at(IL_HERE, (result), (target), #target, IL_CALL_(__VA_ARGS__))
il_status il_to_thread_at(struct il_site *site, il_value *result, il_target target, const char *name,
                          struct il_call_options options);

/* A future of the running loop that ends as `future` does; a cancellation of it reaches that one, too. asyncio.wrap_future. An
 * id of 0: no running loop, or no room. */
#define il_wrap_future(future) il_wrap_future_at(IL_HERE, (future))
il_async_future il_wrap_future_at(struct il_site *site, il_future future);

/* A coroutine that shuts the default executor down, and suspends until its threads have ended; il_loop_run runs it at the end.
 * loop.shutdown_default_executor. */
il_value il_shutdown_default_executor(il_args args);

/* ---- coroutine objects ---- */

/* A coroutine with its arguments that runs when it is awaited, or made a task of. */
typedef struct il_coroutine {
	uint32_t id;
} il_coroutine;

/* coroutine(args). One that is never awaited is reported when its loop closes. An id of 0: no running loop. */
#define il_coroutine_new(coroutine, ...)                                                           \
	il_coroutine_new_at(IL_HERE, (coroutine), #coroutine, IL_CALL_(__VA_ARGS__))
il_coroutine il_coroutine_new_at(struct il_site *site, il_target coroutine, const char *name,
                                 struct il_call_options options);

/* Runs it inside the running task: no change of tasks but where it suspends. await coroutine. IL_AWAITED_TWICE, IL_RAISED,
 * IL_CANCELLED, IL_NO_LOOP. */
il_status il_coroutine_await(il_value *result, il_coroutine coroutine);

/* A task that runs it. asyncio.create_task(coroutine). An id of 0: it was awaited already. */
#define il_coroutine_task(coroutine, ...) il_coroutine_task_at(IL_HERE, (coroutine), IL_TASK_(__VA_ARGS__))
il_task il_coroutine_task_at(struct il_site *site, il_coroutine coroutine, struct il_task_options options);

#endif
