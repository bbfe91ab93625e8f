/* The inside of an event loop: handles, timers, futures, tasks. Shared by the files that make it up (loop.c, loop_ready.c,
 * loop_calls.c, async_*.c).
 *
 * All of it is the memory of the loop's thread: what others see of it (who is ready, who runs, who waits for what) is in
 * the events. A task waits for one future at a time; whatever is waited for is one: a task, a timer, a place in the line of
 * a lock. What a suspended coroutine waits with may lie on its stack: it takes it back itself before it goes on. */
#ifndef RUNTIME_ASYNC_H
#define RUNTIME_ASYNC_H

#include "interleave/executor.h"
#include "interleave/loop.h"
#include "runtime/arena.h"
#include "runtime/coroutine.h"
#include "runtime/runtime.h"

struct loop;
struct future;
struct descriptor;
struct polled;

/* ---- handles and timers (loop_ready.c) ---- */

/* A call that is due in one of the next turns. */
struct handle {
	void (*run)(struct loop *loop, void *object, void *context); /* NULL: cancelled */
	void *object, *context;
};

/* A handle that becomes ready at a moment. Equal moments keep the order of their making. */
struct timer {
	struct handle handle;
	size_t place;    /* in the heap + 1, 0: not there */
	uint64_t slot;   /* in the ready queue + 1, 0: not there */
};

/* The ready queue: slots are numbered from the loop's beginning, and lie in a ring. */
struct ready_queue {
	struct handle *ring;
	uint64_t first, end;
	size_t room; /* a power of two */
};

struct timer_entry {
	int64_t when;    /* session ns */
	uint64_t number; /* in the order of their making */
	struct timer *timer;
};

struct timer_heap {
	struct timer_entry *heap;
	size_t count, room;
	uint64_t made;
};

/* Grows an array for one more element. A loop that cannot grow ends its process, as a Python MemoryError would. */
void *loop_grown(void *array, size_t *room, size_t count, size_t size);

/* Memory of `size` zeroes, or the process's end. */
void *loop_memory(size_t size);

/* Appends it; returns its slot. */
uint64_t ready_push(struct loop *loop, struct handle handle);
struct handle ready_pop(struct loop *loop);
size_t ready_count(const struct loop *loop);

/* Those among the ready that call `run` of this object and context are called no more. */
void ready_forget(struct loop *loop, struct handle handle);

/* timer->handle becomes ready at `when`. The timer is the caller's, until it has run or timer_stop(). */
void timer_start(struct loop *loop, struct timer *timer, int64_t when, struct handle handle);
void timer_stop(struct loop *loop, struct timer *timer);

/* How many are due; and appends their handles. */
size_t timers_due(const struct loop *loop, int64_t now);
void timers_make_ready(struct loop *loop, int64_t now);

/* ---- futures (async_future.c) ---- */

enum future_state { FUTURE_PENDING, FUTURE_CANCELLED, FUTURE_FINISHED };

struct callback {
	void (*run)(struct loop *loop, void *future, void *context);
	void *context;
};

struct future {
	uint32_t id;            /* actor or object; 0: known to its owner only */
	enum future_state state;
	bool seen;              /* somebody has asked for its exception */
	const void *counted_by; /* a gather, a wait: it is among theirs already */
	il_value value;         /* the result, an exception; cancelled: the exception that a task ended by, until it is given */
	il_value message;       /* what the last cancel said */
	struct callback first;  /* most have one */
	struct callback *more;
	size_t callback_count, more_room;
	/* What a cancel does instead; NULL: the future itself is cancelled. As future_cancel. */
	il_status (*cancel)(struct loop *loop, struct future *future, il_value message);
};

/* Calls `run` in the turn after it is done (after the present one, when it is). */
void future_add_callback(struct loop *loop, struct future *future, struct callback callback);

/* It is called no more; returns how often it had been added, 0 once the future is done. */
size_t future_remove_callback(struct loop *loop, struct future *future, struct callback callback);

/* It is done: whoever waits becomes ready. Nothing when it is done already. */
void future_finish(struct loop *loop, struct future *future, enum future_state state, il_value value);

/* A handle that finishes a future without a value. */
void future_release(struct loop *loop, void *object, void *future);

/* Future.cancel. IL_INVALID_STATE: it is done. IL_RECURSION: tasks that wait for each other in a circle are not cancelled. */
il_status future_cancel(struct loop *loop, struct future *future, il_value message);

/* The exception of one that was cancelled. The one that a task ended by is given once; whoever asks later has a plain one. */
il_value future_cancellation(struct future *future);

/* What awaiting it says once it is done: IL_OK and its result, IL_CANCELLED, or IL_RAISED, and il_raise_status knows the exception.
 * `result` may be NULL. */
il_status future_result(il_value *result, struct future *future);

/* The same, as a look: IL_OK, IL_CANCELLED or IL_RAISED. A gather of a cancelled task is cancelled by an exception. */
il_status future_status(const struct future *future);

/* Gives its callbacks back. */
void future_fini(struct future *future);

/* ---- tasks (async_task.c) ---- */

struct task {
	struct future future;  /* first: a task is a future */
	struct task *next;     /* of its loop's */
	struct actor *actor;
	struct il_site *site;  /* where it was created: its begin and end are shown there */
	struct coroutine *coroutine; /* from its first step to its last */
	il_target target;
	il_args args;
	il_value result;
	struct future *waits_for;
	bool begun;
	bool asked;            /* its cancellation is on its way to what it waits for */
	bool must_cancel;      /* a cancellation is thrown in at its next step */
	int cancels;           /* Task.cancelling() */
	il_value raised;       /* current.raised, while it does not run */
};

/* Task.cancel, said in the log; as future_cancel. */
il_status async_cancel(struct il_site *site, struct future *future, il_value message);

/* Runs the next step of a task: a handle's `run`. */
void task_wake(struct loop *loop, void *future, void *task);

/* The task of main, or of a coroutine that is awaited otherwise; NULL: no room. */
struct task *task_make(struct il_site *site, il_target coroutine, const struct il_task_options *options);

/* Gives back what it has, but for its own memory, which is the loop's. */
void task_fini(struct task *task);

/* ---- awaiting (async_await.c) ---- */

/* An awaited op of the running task, in three parts. async_blocks() performs `call` (its op, object, arguments): it is done
 * (false, and *done tells with what result), unless `future` (NULL: for ever) is not. Then async_give_way() waits until it is
 * (NULL: gives way once; async_deadline() is the moment to which the op may wait), and returns IL_OK, or IL_CANCELLED when it was cancelled or a cancellation was thrown in; and
 * async_go_on() ends the op, with that status or another. */
bool async_blocks(struct log_event *done, struct log_event *call, const struct future *future, void *context);
il_status async_give_way(struct future *future);
int64_t async_deadline(void);
void async_go_on(struct log_event *done, il_status status, void *context);

/* Instead of ending it, after async_give_way(): it was woken too early, and waits again, as the last in line. */
void async_wait_again(void);

/* All three; the op's result. */
il_status async_perform(struct log_event *done, struct log_event *call, struct future *future, void *context);

/* What a coroutine that is awaited raises: IL_CANCELLED or IL_RAISED, and il_raise_status knows the exception. */
il_status async_raised(il_value error);

/* A CancelledError that says this, if it is a text. */
il_value async_cancellation(il_value message);

/* Whether the calling thread runs a task. */
bool async_in_task(void);

/* IL_OK: the loop runs, and has them all. IL_NO_LOOP, IL_WRONG_TYPE. */
il_status async_check(const il_task *tasks, size_t count);

/* Tasks that are all there, as a set in the log: a string. */
uint32_t async_name_set(const il_task *tasks, size_t count);

/* A gather of tasks that are all there; `id` its object, 0 none. */
struct future *gather_make(uint32_t id, const il_task *tasks, size_t count, bool return_exceptions);

struct completions;
void completions_free(struct completions *completions);

/* ---- calls and coroutine objects (async_calls.c) ---- */

struct user_call;

/* Takes the calls that other threads have posted, under the kernel lock; returns how many. */
size_t calls_take(struct turn *turn, struct loop *loop);

/* They join the ready queue. */
void calls_make_ready(struct loop *loop);
void calls_fini(struct loop *loop);

/* Reports the coroutine objects that nobody has awaited. */
void coroutines_complain(struct loop *loop);

/* ---- the default executor (async_executor.c) ---- */

/* At the loop's close: it takes no more calls, and is not waited for. */
void executor_close(struct loop *loop);

/* ---- the loop (loop.c) ---- */

/* The futures and tasks of a loop by id, so that a handle is found at once. */
struct future_table {
	struct future **tasks;   /* by actor id */
	struct future **objects; /* by object id - LOG_OBJECT_BASE */
	size_t task_room, object_room;
};

/* The sockets of a loop (poll.h). */
struct poll {
	int epoll;                      /* the descriptor + 1; 0: none is needed yet */
	struct descriptor *descriptors; /* all of them, the newest first */
	struct descriptor **table;      /* by object id - LOG_OBJECT_BASE */
	size_t table_room, count;
	struct polled *ready;           /* those that the present turn has found ready */
	size_t ready_count, ready_room;
};

struct loop {
	struct loop *next;       /* of this process's loops; guarded by the kernel lock */
	struct actor *thread;    /* that runs it, or ran it last; its maker. Guarded by the kernel lock, and so is `busy` */
	bool busy;               /* that thread runs it now, or closes it */
	struct il_site *site;    /* where it was started */
	uint32_t id;
	struct task *running;    /* whose coroutine runs, NULL: the loop itself */
	struct task *suspended;  /* the last one that gave way: the stack may still be its own */
	struct task *first_task, *last_task; /* all of them, in the order of their making */
	struct arena task_memory;
	struct future **futures; /* that are no tasks, and freed with the loop */
	size_t future_count, future_room;
	struct future_table table;
	struct ready_queue ready;
	int32_t ready_tasks;     /* steps of tasks among them */
	struct timer_heap timers;
	struct poll poll;
	struct stack_pool stacks;
	struct completions **completions;
	size_t completions_count, completions_room;
	struct user_call **calls; /* by handle - 1; NULL once they have run */
	size_t call_count, call_room;
	struct user_call *posted; /* by other threads, the first first; guarded by the kernel lock */
	struct user_call *taken;  /* of those, the ones that are of the turn that begins */
	struct coroutine_object **coroutines; /* by handle - 1 */
	size_t coroutine_count, coroutine_room;
	int64_t since;           /* when the present step began */
	il_executor executor;    /* the default one; id 0: nobody has needed it */
	bool executor_shut_down; /* or never to be made any more */
	bool stopping;
};

/* The loop of this process that has this object, under the kernel lock; NULL: it is closed, or the copy that a fork made of
 * another's. */
struct loop *loop_of(struct runtime *runtime, uint32_t id);

/* The future of a handle in the running loop; NULL: there is none. */
struct future *loop_find(uint32_t id);

/* From now on it is found by its id; and, for all but tasks, freed with the loop. */
void loop_remember(struct loop *loop, struct future *future);
void loop_keep(struct loop *loop, struct future *future);

/* A task's next step joins the ready queue: said by whoever runs. */
void loop_make_ready(struct loop *loop, struct task *task);

/* Runs turns until somebody stops it; or until the future is done: IL_LOOP_STOPPED when it was stopped before. */
void loop_turn_until_stopped(struct loop *loop);
il_status loop_turn_until_done(struct loop *loop, struct future *future);

/* Says that the timer of a task has fired. */
void loop_say_fired(struct loop *loop, const struct task *task);


/* What has run may have computed without an op, which would have told the time: it is read. */
void loop_read_clock(struct loop *loop);

/* Says so when what has run since loop->since held the loop up. */
void loop_see_if_slow(struct loop *loop, uint32_t who);

/* What asyncio's default exception handler prints: `text` is a message, `error` what was raised. */
void loop_complain(struct loop *loop, uint32_t object, const char *text, il_value error);

#define STACK_OVERFLOW "the coroutine has run over the end of its stack"

/* The process ends here: says why, on standard error. `task` may be NULL. */
_Noreturn void loop_die(const char *why, const struct task *task);

#endif
