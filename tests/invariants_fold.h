/* The inside of the checker, shared by invariants.c (who may act, steps, lines, time), invariants_fold.c
 * (what is made), invariants_objects.c, invariants_actors.c, invariants_processes.c and
 * invariants_pools.c (what each op needs and changes). */
#ifndef TESTS_INVARIANTS_FOLD_H
#define TESTS_INVARIANTS_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "interleave/status.h"
#include "invariants.h"

enum { FOLD_IDS = 4096 }; /* as many actors, and as many objects */

enum stand { STAND_NEW, STAND_RUNNING, STAND_ANNOUNCED, STAND_BLOCKED, STAND_OUTSIDE, STAND_DYING, STAND_ENDED };

struct seen_actor {
	uint8_t kind; /* enum log_type; 0: not made */
	enum stand stand;
	bool daemon;
	bool marked;      /* blocked, and what it waits for has come: set, notified, made ready by its loop */
	bool has_call;    /* a worker of an executor: it has taken one, and not asked for the next */
	bool was_cancelled; /* a task that has ended so */
	bool begun;       /* a task whose task.run has been */
	bool is_ready;    /* a suspended task that its loop has made ready */
	uint32_t process; /* the actor whose process it lives in */
	int32_t told;     /* a process: the signal by which another has told it to end; 0 */
	int32_t exitcode; /* a process that has ended */
	bool closed;      /* a process: some handle of it */
	uint32_t pool;    /* the pool or executor it works for; LOG_NONE */
	uint32_t works_on; /* a pool's worker: the result whose chunk it has; LOG_NONE */
	int32_t chunk, chunk_items; /* that chunk's number, and how many items it has */
	uint32_t parent;  /* a process: whose process made it; LOG_NONE */
	uint32_t loop;    /* a task's; LOG_NONE */
	uint32_t runs;    /* a thread's: the loop that runs in it; LOG_NONE */
	uint64_t blocked_at; /* seq of its block: the place in a line */
	int32_t depth;       /* of the lock that its condition.wait let go */
	int32_t place;       /* where it stands at a barrier: see invariants_barriers.c */
	struct log_event at; /* what it announced or is blocked in */
};

struct seen_value {
	unsigned kind;
	uint32_t text;
	int64_t value;
	int32_t priority; /* of an item in a queue that has them */
};

/* A row of values, first in, first out: a queue's items, a loop's ready tasks. */
struct row {
	struct seen_value *values;
	size_t first, count, room;
};

struct seen_object {
	uint8_t type;   /* enum log_type; 0: not made */
	bool shared;
	bool unjoinable;      /* queue: without task_done */
	unsigned order;          /* queue: enum log_queue_order */
	uint32_t process; /* of whoever made it */
	uint32_t lock;  /* a condition's; a result's pool */
	uint32_t owner; /* lock, rlock; LOG_NONE */
	int32_t count;  /* rlock's depth, semaphore's value, event's flag, calls posted to a loop */
	int32_t bound;  /* queue (0: none), bounded semaphore */
	int32_t unfinished;
	struct seen_value value; /* var */
	int stage;               /* pool, result: invariants_pools.c */
	int64_t calls_back;      /* result: 1 has a callback, 2 one for an exception */
	int32_t given;           /* result: values that have come */
	il_status status;        /* result: how its first chunk to fail did */
	struct row row;          /* pool: chunks that wait; queue: items; loop: ready tasks; executor: futures */
	uint32_t thread;         /* loop: who runs it; LOG_NONE */
	uint32_t running;        /* loop: the task that runs; LOG_NONE */
	size_t turn_left;        /* loop: how many of `row` still have to run in this turn */
	bool stopping;           /* loop: by loop.stop */
	uint32_t cancels;        /* loop: cancellations asked for, and ends by one */
	int32_t workers, busy;   /* executor */
	bool closed;             /* executor; queue: by some process */
	bool broken;             /* executor */
	int32_t state;           /* future: enum log_future_state; its count is its callbacks */
	uint32_t peer;           /* connection: its other end; LOG_NONE */
	uint32_t watched_by;     /* server, connection: the loop; LOG_NONE */
	int32_t watch;           /* what for: enum log_watch */
	int32_t found;           /* what for a turn has found it ready, until a loop.poll says so */
	bool connecting, ended;  /* connection; `closed` as of the others */
	int16_t error;           /* connection: what stands in its way */
	int32_t coming;          /* bytes that have come to it */
	int32_t received, kept;  /* bytes received and not read; written and not sent */
	uint32_t settled_at;     /* future: its place in the order of settling */
};

struct fold {
	const struct log *log;
	uint64_t seq;
	int64_t now;
	uint32_t settled; /* futures */
	bool controlled;     /* everybody announces: the strategy is not live */
	bool replayed;       /* who has died in it stands still until the recording comes to that */
	bool time_respected; /* and the clock is moved only when nobody else can go */
	bool paused;         /* by control.pause */
	bool left;           /* somebody was outside: it comes back whenever it likes, also while another runs */
	struct seen_actor *actors;
	struct seen_object *objects;
	uint32_t actor_count, object_count;
	struct log_event
	    inner; /* an event inside an op, whose outer one must follow; op 0 and phase 0: none */
	char *message;
};

/* What an op needs and changes. */
struct rule {
	unsigned types; /* what its object may be: bits 1 << enum log_type; 0: it has none */
	/* Whether it can take effect now; NULL: always. `op` is its announce, block or done. */
	bool (*can)(const struct fold *fold, const struct log_event *op);
	int16_t late; /* its result when its time is over and it still cannot */
	/* Checks the fields of a DONE, and applies it. */
	bool (*done)(struct fold *fold, const struct log_event *event);
	/* Checks the fields of a BLOCK, and applies it; NULL: nothing to check. */
	bool (*block)(struct fold *fold, const struct log_event *event);
	/* Its time may be up at a moment that was fixed before its announce. */
	bool moments;
};

/* Those of ops on objects that are no actors, and all others. */
extern const struct rule invariants_object_rules[LOG_OP_COUNT], invariants_actor_rules[LOG_OP_COUNT],
    invariants_pool_rules[LOG_OP_COUNT], invariants_loop_rules[LOG_OP_COUNT],
    invariants_barrier_rules[LOG_OP_COUNT], invariants_socket_rules[LOG_OP_COUNT];

/* Those of executors and futures. */
extern const struct rule invariants_future_rules[LOG_OP_COUNT];

const struct rule *invariants_rule(unsigned op);

/* Of processes (invariants_processes.c): the rules of process.terminate and .kill, .close, .wait (its `can`, too), of a query
 * that asks a process, of .rename, of .set_daemon. */
bool invariants_told(struct fold *fold, const struct log_event *event);
bool invariants_closed(struct fold *fold, const struct log_event *event);
bool invariants_any_ended(const struct fold *fold, const struct log_event *op);
bool invariants_waited(struct fold *fold, const struct log_event *event);
bool invariants_process_answered(struct fold *fold, const struct log_event *event);
bool invariants_renamed(struct fold *fold, const struct log_event *event);
bool invariants_daemon_set(struct fold *fold, const struct log_event *event);

/* The process does nothing any more, and has yet to end by `signal`. */
void invariants_tell_to_end(struct fold *fold, uint32_t process, int32_t signal);

/* Of pools (invariants_pools.c): the rule of a query that asks a result. */
bool invariants_result_answered(struct fold *fold, const struct log_event *event);

/* An object.new: checks it, and makes what it makes. */
bool invariants_make(struct fold *fold, const struct log_event *event);

/* Whether it is a fork's copy of a private object. */
bool invariants_is_clone(const struct log_event *event);

/* What was announced, or blocked, is what is done. */
bool invariants_same_value(struct fold *fold, const struct log_event *event);

/* Whether an actor that is blocked in, or about to do, `op` could go on now: its `can`, or its time is over.
 */
bool invariants_could_go(const struct fold *fold, const struct log_event *op);

/* ---- tasks (invariants_loop.c) ---- */

/* It has given its loop back, and waits. */
bool invariants_suspended(const struct seen_actor *actor);

/* It is the next one of its loop's turn. */
bool invariants_on_stage(const struct fold *fold, uint32_t task);

/* The head of the ready tasks goes on; the running one gives way. */
bool invariants_take_stage(struct fold *fold, const struct log_event *event);
bool invariants_leave_stage(struct fold *fold, const struct log_event *event);

/* Somebody has asked for a cancellation in its loop. */
bool invariants_may_be_cancelled(const struct fold *fold, uint32_t task);

/* A query of a task, or of a future of a loop (whose end is not in the log, but for tasks). */
bool invariants_loop_answered(struct fold *fold, const struct log_event *event);

/* Whether an awaited op has to block; and whether a suspended one may end so. */
bool invariants_awaits_rightly(const struct fold *fold, const struct log_event *event);
bool invariants_ends_rightly(struct fold *fold, const struct log_event *event);

/* ---- sockets (invariants_sockets.c) ---- */

/* Whether a descriptor of the loop is ready; how many handles those that are make: each has to be said by a loop.poll; and whether all
 * of them have been. */
bool invariants_any_ready(const struct fold *fold, uint32_t loop);
size_t invariants_find_ready(struct fold *fold, uint32_t loop);
bool invariants_all_said(struct fold *fold, const struct log_event *event);

/* Those of a process that has ended, or (`loop` not LOG_NONE) of a loop, are closed. */
void invariants_shut_sockets(const struct fold *fold, uint32_t process, uint32_t loop);

/* Notes a broken rule; always false. */
bool invariants_fail(struct fold *fold, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Fails, naming the condition and where it stands, unless it holds. */
#define HOLDS(fold, condition)                                                                               \
	((condition) || invariants_fail((fold), "%s (%s:%d)", #condition, __FILE__, __LINE__))

/* NULL when not made yet. */
struct seen_actor *seen_actor(const struct fold *fold, uint32_t id);
struct seen_object *seen_object(const struct fold *fold, uint32_t id);

bool row_push(struct row *row, struct seen_value value);
struct seen_value row_pop(struct row *row);

/* Takes out the one at `index`, 0 the first. */
struct seen_value row_take(struct row *row, size_t index);
struct seen_value value_of_event(const struct log_event *event);
bool values_equal(struct seen_value a, struct seen_value b);

#endif
