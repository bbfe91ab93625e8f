/* The state of a run at one moment, folded from the log alone.
 *
 * A model is a value: model_apply() moves it on by one event, model_copy() makes a snapshot. Nothing here
 * reads a clock, asks the engine, or knows a screen. Time to fold an event does not grow with the run. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "interleave/status.h"
#include "log/log.h"

enum model_state {
	ACTOR_NEW,      /* made, not started */
	ACTOR_RUNNING,  /* between two announcements, or live */
	ACTOR_READY,    /* has announced its next op (a task: in the ready queue) */
	ACTOR_BLOCKED,  /* in the line of a lock, rlock or semaphore */
	ACTOR_WAITING,  /* for an event, a condition, a queue, a join, an awaited task, a turn */
	ACTOR_SLEEPING, /* until its deadline */
	ACTOR_DONE,     /* ended by itself */
	ACTOR_FAILED,   /* ended by an error, a crash, or exit code other than 0 */
	ACTOR_KILLED,   /* ended by a signal from outside, or by its process's end */
	ACTOR_CANCELLED, /* a task, by a cancellation */
};

struct model_actor {
	uint32_t id;
	uint8_t kind; /* enum log_type: main, thread, process, task */
	uint8_t state;
	bool daemon;
	uint32_t name;    /* string */
	uint32_t process; /* the actor whose process it lives in (main or a process) */
	uint32_t parent;  /* a process: the one that forked it; else LOG_NONE */
	uint32_t loop;    /* a task: its loop object; else LOG_NONE */
	uint32_t runs;    /* the loop that runs in this thread, LOG_NONE */
	uint32_t line;    /* the object in whose line it stands, LOG_NONE: in one at most */
	int32_t exitcode; /* a process that ended */
	int32_t told;     /* a process: the signal by which another has told it to end, 0 none */
	int64_t pid;      /* process id, or native thread id; 0 unknown */
	uint32_t pool;    /* the pool of processes or executor that it works for, LOG_NONE */
	uint32_t works_on; /* a worker: the result whose chunk number `chunk` it has, LOG_NONE */
	int32_t chunk;
	/* what it is at: the announced or blocked op; when running, the last one done */
	struct log_event at;
	bool at_valid;
	struct log_event last; /* its last DONE */
	bool last_valid;
	uint64_t seq;       /* of the last event that was its own doing, its start, or what ended it */
	bool cancelling;    /* a task: somebody has asked for its cancellation, which has not arrived yet */
	bool notified;      /* woken by notify, set, or its future: what it waited for has come */
	uint32_t ready_place; /* a task in the ready queue: its number there, from the loop's beginning on; 0: not in it */
};

struct model_item {
	uint16_t kind; /* enum log_value_kind */
	uint32_t text;
	int64_t value;
	int32_t priority; /* in a queue that has them */
};

/* The value that an event carries. */
static inline struct model_item model_value_of(const struct log_event *event)
{
	return (struct model_item){event->flags & LOG_VALUE_KIND, event->text, event->value, 0};
}

enum model_stage {
	POOL_OPEN = 0,
	POOL_CLOSED,
	POOL_TERMINATED,
	RESULT_PENDING = 0,
	RESULT_COMPUTED, /* its callback is to be called */
	RESULT_READY,
};

struct model_object {
	uint32_t id;
	uint8_t type;         /* enum log_type */
	bool shared;
	uint32_t name;        /* string */
	uint32_t process;     /* whose it is */
	uint32_t lock;        /* a condition's, a value's lock; a result's pool; what a loop's future follows; else LOG_NONE */
	uint32_t cloned_from; /* LOG_NONE */
	uint32_t owner;       /* lock, rlock: actor; LOG_NONE free. Future: who has taken or runs it */
	uint32_t owner_site;  /* string: where that one took it */
	int32_t count;        /* rlock depth; semaphore value; event flag; queue unfinished; pool, result: pools.c;
	                       * loop: posted calls; connection: bytes that have come; server: ends to be accepted */
	int32_t bound;        /* queue maxsize (0: none), semaphore's initial value, executor's max_workers; pool's processes;
	                       * result's values; a future that has a state: 1 */
	uint8_t state;        /* future: enum log_future_state */
	uint32_t settled_at;  /* future: its place in the order of settling, 0: not yet */
	int32_t workers;      /* executor: threads made */
	int32_t busy;         /* executor: those of them that have a call to do */
	bool closed;          /* executor: shut down; server, connection: closed */
	uint32_t peer;        /* connection: its other end, LOG_NONE. Its `lock` is the server that it waits to be accepted by */
	uint32_t watcher;     /* server, connection: the loop that watches it, LOG_NONE */
	uint8_t watch;        /* what for: enum log_watch, or-ed */
	bool connecting;      /* connection: the next time that it is found ready says how that went */
	bool ended;           /* connection: it sends no more */
	int16_t error;        /* connection: the il_status that an op of the system would say now */
	int32_t received;     /* connection: bytes that its loop has received, and nobody has read */
	int32_t kept;         /* connection: bytes written, and not sent */
	uint32_t notified_by;     /* condition: who notified it last, LOG_NONE nobody yet */
	uint32_t notified_site;   /* where */
	uint32_t woken_count;     /* how many that woke; 0: nobody waited */
	uint32_t woken;           /* the last of them, LOG_NONE */
	struct model_item value;  /* var, value; future: its outcome */
	uint32_t writer;          /* var, value: who wrote last, LOG_NONE */
	uint32_t members;         /* a loop's future: string, the set of those that it ends by; 0 none */
	uint32_t *line;           /* who waits, oldest first (actor ids); model_objects own it */
	uint32_t line_count, line_room;
	uint32_t line_most;       /* the most who have ever stood there at once, or could be sent there by a condition */
	uint8_t order;            /* queue: enum log_queue_order */
	uint32_t put_at;          /* queue: the place at which the last item went in */
	bool unjoinable;          /* queue: it has no task_done and no join */
	uint8_t stage;            /* pool, result: enum model_stage */
	uint8_t calls_back;       /* result: 1 it has a callback, 2 one for an exception, or-ed */
	bool failed;              /* result: a chunk ended by an exception, or was lost */
	uint32_t due;             /* pool: results whose callback is to be called */
	struct model_item *items; /* queue, pool, executor (futures): oldest first; points into item_store */
	struct model_item *item_store;
	uint32_t item_count, item_room;
	uint32_t *ready;          /* loop: tasks in the ready queue, next first; points into ready_store */
	uint32_t *ready_store;
	uint32_t ready_count, ready_room;
	uint32_t ready_left;      /* loop: the number in the ready queue of who left its front last */
	uint8_t barrier;          /* enum log_barrier; its `count` is how many wait, its `owner` who runs the action */
	uint32_t rounds;          /* barrier: how often it has opened */
	uint32_t thread;          /* loop: the actor that runs it, LOG_NONE */
	uint32_t running;         /* loop: the task that runs, LOG_NONE: none has begun, or it gave way */
	int64_t since;            /* loop: when the task that runs took its step */
	uint32_t turn;            /* loop: how many of `ready`, from the first, are of this turn */
	uint32_t tasks;           /* loop: tasks made and not ended */
};

/* Whoever holds a loop for so long keeps all others in it waiting: asyncio's slow_callback_duration. */
enum { MODEL_SLOW_NS = 100 * 1000 * 1000 };

struct model {
	const struct log *log; /* for strings; borrowed */
	uint64_t seq;          /* events applied */
	uint64_t step;         /* steps applied (events with LOG_STEP) */
	uint64_t slot;         /* where to read on */
	int64_t now;           /* session time, ns */
	uint32_t broken;       /* string: the first promise that was broken; 0: none was */
	bool paused;           /* by control.pause, until control.resume */
	uint32_t settled;      /* futures settled so far */
	struct model_actor *actors; /* index = actor id */
	uint32_t actor_count, actor_room; /* holes (ids never made) have kind 0 */
	struct model_object *objects; /* index = id - LOG_OBJECT_BASE */
	uint32_t object_count, object_room; /* holes have type 0 */
	struct log_event last; /* the last event that was no announce */
	bool last_valid;
	uint64_t last_seq;
};

struct model *model_new(const struct log *log);
void model_free(struct model *model);

/* Makes `to` equal `from`. 0, or -1 for want of memory (`to` is then as before or empty, never half). */
int model_copy(struct model *to, const struct model *from);

/* Folds one event. Never fails on a strange one: what does not fit is ignored. */
void model_apply(struct model *model, const struct log_event *event);

/* Whether a task that blocks with this event gives way to its loop (and goes on by its place in the ready
 * queue), rather than stopping the thread that carries it. */
static inline bool model_suspends(const struct log_event *event)
{
	return (event->flags & LOG_AWAITED) != 0;
}

/* Whether what does this ends by an exception, which the event carries. */
static inline bool model_raises(const struct log_event *event)
{
	return event->phase == LOG_DONE && event->result == IL_RAISED &&
	       (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
}

/* Whether it puts a line on the output: a print, the end of a thread or process by an exception, a callback or an
 * initializer that failed, what an event loop has to say. */
static inline bool model_prints(const struct log_event *event)
{
	bool ends = event->op == OP_THREAD_EXIT || event->op == OP_PROCESS_EXIT || event->op == OP_EXIT ||
		    event->op == OP_FUTURE_CALLBACK || event->op == OP_EXECUTOR_BREAK;
	bool prints = event->op == OP_PRINT || event->op == OP_OUTPUT_RAW || event->op == OP_LOOP_EXCEPTION;
	return event->phase == LOG_DONE && (prints || (ends && model_raises(event)));
}

/* Whether it belongs to a process that has been told to end: it does nothing any more. */
bool model_dying(const struct model *model, const struct model_actor *actor);

/* Whether a lock is the copy that a fork made, held by a thread which only the other process has. */
bool model_left_behind(const struct model *model, const struct model_object *lock);

/* Whether the one whom a condition's last notify woke stands in its waiting room again. */
bool model_waits_again(const struct model *model, const struct model_object *condition);

/* Whether it has ended, however. */
static inline bool model_ended(const struct model_actor *actor)
{
	return actor->state >= ACTOR_DONE;
}

/* NULL for an id that is none. An actor's id finds its actor; objects include no actors. */
const struct model_actor *model_actor(const struct model *model, uint32_t id);
const struct model_object *model_object(const struct model *model, uint32_t id);

/* The name of an actor or object, "clock", "you", or "?". Borrowed from the log. */
const char *model_name(const struct model *model, uint32_t id);

/* A task's place in its loop's ready queue: 1 is the next; 0: it is not in it. */
int32_t model_ready_rank(const struct model *model, const struct model_actor *task);

/* For what a server or connection is ready: enum log_watch, or-ed. */
unsigned model_ready(const struct model *model, const struct model_object *socket);

/* ---- who can go, and why not (why.c) ---- */

enum why {
	WHY_CAN_GO,       /* it has announced, or what it waits for lets it go */
	WHY_RUNNING,      /* it is between two announcements: computing */
	WHY_DYING,        /* by: its process, which has been told to end */
	WHY_OUTSIDE,      /* it sleeps in a system call that is not the runtime's */
	WHY_NOT_STARTED,
	WHY_ENDED,
	WHY_LOCK_HELD,    /* object: the lock; by: its owner */
	WHY_SEMAPHORE_ZERO, /* object; by LOG_NONE */
	WHY_EVENT_UNSET,  /* object: the event */
	WHY_NOT_NOTIFIED, /* object: the condition */
	WHY_NOTIFIED_LOCK_HELD, /* object: the condition's lock; by: its owner */
	WHY_QUEUE_EMPTY,
	WHY_QUEUE_FULL,
	WHY_UNFINISHED,   /* queue.join: object; */
	WHY_BARRIER_FILLS, /* object: the barrier */
	WHY_BARRIER_ACTS,   /* object: the barrier; by: who runs its action */
	WHY_BARRIER_CLOSED, /* object: the barrier, which has not let all out yet */
	WHY_NOT_ENDED,    /* join: by: the actor joined */
	WHY_THREADS_LEFT, /* exit: by: the first non-daemon thread or child process that still lives */
	WHY_SLEEPS,       /* until: its deadline */
	WHY_TASK_NOT_DONE,  /* await: object or by: the task awaited */
	WHY_TASKS_NOT_DONE, /* task.wait: several */
	WHY_NOT_ITS_TURN, /* a task, or the thread of a loop in its turn: object: the loop; by: the running
	                   * task, the next one, or the thread; rank: a task's place in the ready queue */
	WHY_NO_CHUNK,     /* a pool's worker: object: the pool */
	WHY_NOTHING_TO_TEND, /* a pool's helper: object: the pool */
	WHY_NOT_READY,    /* object: the result */
	WHY_NO_BYTES,     /* object: the connection, on which a task waits for bytes */
	WHY_CONNECTING,   /* object: the connection, which is not open at both ends yet */
	WHY_NO_ROOM,      /* object: the connection, for which too much is kept to be sent */
	WHY_NOT_CLOSED,   /* object: the connection or server */
	WHY_NOT_SERVING,  /* object: the server, which does not serve yet */
	WHY_LOOP_IDLE,    /* the loop: nothing ready; until: its next timer */
	WHY_NO_WORK,      /* a worker: object: its executor, whose work queue is empty */
	WHY_FUTURE_PENDING, /* object: the future, which nobody has taken; by LOG_NONE */
	WHY_FUTURE_RUNS,  /* object: the future; by: who runs it */
	WHY_FUTURE_QUEUED, /* object: the future, at place `rank` of a work queue; by: a worker that has to come free */
	WHY_FUTURES,      /* object: the first of several that are not settled, `rank` of them; by: as of that one */
};

struct why_not {
	enum why why;
	uint32_t object; /* LOG_NONE */
	uint32_t by;     /* the actor it waits for, LOG_NONE */
	int64_t until;   /* deadline in session ns, -1 none (also of a wait with a time-out) */
	int32_t rank;
};

/* Whether `actor` could be chosen for the next step, and if not, why. Agrees with the engine. */
struct why_not model_why(const struct model *model, uint32_t actor);

/* Whether the op that `actor` has announced would have to wait if it were tried now, and for what;
 * WHY_CAN_GO: it would not, or nothing is announced. */
struct why_not model_would_wait(const struct model *model, uint32_t actor);

/* The executor in whose work queue the future stands, and its place there, from 1; NULL: in none. */
const struct model_object *model_work_queue(int32_t *place, const struct model *model, uint32_t future);

/* Whether letting time pass is a possible step: the earliest deadline of a blocked actor in *until. */
bool model_clock_can_go(const struct model *model, int64_t *until);

/* The chain from `actor` down: chain[0] is its own reason, chain[i + 1] that of chain[i].by. Ends where
 * there is no `by`, at one that can go, or where the cycle closes (*cycle is set). Returns its length. */
uint32_t model_why_chain(struct why_not *chain, uint32_t *who, uint32_t room, bool *cycle,
                         const struct model *model, uint32_t actor);

#endif
