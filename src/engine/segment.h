/* The shared segment: all state of a run that more than one process may touch.
 *
 * It is mapped before any fork, at one address in every process, and holds ids, never pointers into private memory.
 * Everything in it is guarded by the kernel lock, but for the fields marked _Atomic. A word that an op changes is
 * changed by SET(), which saves the old one in the undo journal first: whoever finds the lock's owner dead undoes
 * what was not committed (kernel.h).
 *
 * Lock order: the kernel lock is the only one. */
#ifndef ENGINE_SEGMENT_H
#define ENGINE_SEGMENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/robust.h"
#include "engine/ticks.h"
#include "log/event.h"

enum {
	ENGINE_ACTORS = 16384,
	ENGINE_OBJECTS = 65536,
	ENGINE_ITEMS = 262144,         /* queued items, all queues together */
	ENGINE_JOBS = 16384,           /* what pools of processes were asked for and is still of interest */
	ENGINE_CHUNKS = 32768,         /* their pieces */
	ENGINE_UNDO = ENGINE_ACTORS * 64 + ENGINE_ITEMS * 10, /* words one op may change: ending everybody, copying every
	                                                         item; only those in use take memory */
#ifdef IL_TEST_CONSTANTS
	ENGINE_PROCESSES = 64,         /* alive at once; as many forks past the runtime, all told */
#else
	ENGINE_PROCESSES = 512,
#endif
	ENGINE_STEPS = 64,             /* steps asked for and not yet taken */
	ENGINE_DEPTH = 16,             /* pct: the deepest bug looked for */
	ENGINE_PCT_STEPS = 16,         /* pct: priorities change within so many steps, or a few doublings of them */
};

enum actor_state {
	ACTOR_IS_NEW,       /* made, not started */
	ACTOR_IS_RUNNING,   /* between two announcements, or let go and on its way */
	ACTOR_IS_ANNOUNCED, /* parked before its op */
	ACTOR_IS_BLOCKED,   /* tried, and waits */
	ACTOR_IS_CARRYING,  /* a loop's thread, while one of its tasks runs on it */
	ACTOR_IS_TELLING, /* a replay: between its steps, with something to log, and others are before it in the recording */
	ACTOR_IS_OUTSIDE, /* asleep in a system call of the scenario's own; nobody waits for it */
	ACTOR_IS_GONE, /* its process does nothing any more, and that it has ended is yet to be logged (death.h) */
	ACTOR_IS_ENDED,
};

/* A line of waiting actors, oldest first, linked through actor.line_next and .line_prev. */
struct line {
	uint32_t head, tail; /* LOG_NONE: empty */
};

struct actor {
	_Atomic uint32_t park;     /* futex word: changes when the actor is let go */
	_Atomic uint32_t sleeping; /* 1 while its thread sleeps on `park`; partner: wake_actor() */
	_Atomic uint32_t spins;    /* how long its thread spins before it sleeps: kernel.c */
	_Atomic uint32_t arrived;  /* futex word: 1 once it has announced, blocked or ended for the first time */
	uint32_t id;
	uint32_t kind;             /* enum log_type */
	uint32_t state;            /* enum actor_state */
	uint32_t process;          /* actor id of its process */
	uint32_t parent;           /* a process: the one that made it, and waits for it at its end */
	uint32_t carrier;          /* a task: the thread of its loop; else LOG_NONE */
	uint32_t name;             /* string */
	uint32_t set, set_last;    /* the futures or processes it waits for, all in one op: items; LOG_NONE: none */
	bool daemon;
	bool leaving;              /* a process: it is at its end, and waits for others */
	bool marked;               /* what it waited for has come: set, notified */
	bool on_stage;             /* a suspended task whose turn has come */
	bool watched;              /* a process: the warden looks out for its end */
	_Atomic bool inside;       /* in a system call of the runtime's own: it is waited for, however long that takes */
	bool chosen;               /* let go by a choice: a closed gate does not stop it */
	int32_t exitcode;          /* ended: what with */
	int32_t asked;             /* a process: the signal by which another has told it to end, 0 none */
	int32_t others_left;       /* a process: its threads that are no daemons, and its children, that have not ended */
	uint32_t ops;              /* begun by it: tells whether it has come to the engine between two looks */
	int64_t pid;               /* process id; a thread: kernel thread id */
	uint32_t pool;             /* the pool or executor it works for, whose line looks at its end, too; LOG_NONE */
	uint64_t random;           /* state of its stream */
	uint64_t priority;         /* pct: the highest goes first */
	struct log_event call;     /* the op it has announced or is blocked in; deadline absolute once blocked */
	uint32_t in_line;          /* whose line it stands in (object or actor id), LOG_NONE */
	uint32_t line_next, line_prev;
	int32_t timer;             /* its place in the deadline heap, -1 */
	struct line line;          /* who waits for its end */
};

struct item {
	uint32_t next; /* index, LOG_NONE */
	uint16_t kind; /* enum log_value_kind */
	int32_t priority;
	uint32_t text;
	int64_t value;
};

/* A piece of a job: one call, or some items of a map. Its values are first what the function gets (by place, then a name and a
 * value each), and once a worker has given it back, what the function returned. */
struct chunk {
	uint32_t job;         /* index; of a free one the next free one, LOG_NONE */
	uint32_t number;      /* among its job's, from 0 */
	uint32_t sibling;     /* the next one of its job, LOG_NONE */
	uint32_t next;        /* in its pool: waiting to be taken, or its job's callback is due; LOG_NONE */
	uint32_t worker;      /* the process that has taken it, LOG_NONE nobody */
	uint32_t count;       /* values by place */
	uint32_t first, last; /* a row of items */
};

/* What a pool of processes was asked for: its result object names it. */
struct job {
	uint32_t result;      /* object; of a free one the index of the next free one, LOG_NONE */
	uint32_t pool;        /* object */
	uint32_t name;        /* string: the function's */
	uint32_t first;       /* its chunks, in order; LOG_NONE: none */
	uint32_t left;        /* of them not given back */
	bool is_map;          /* each value is an item of its own: one call otherwise */
	bool used_once;       /* the caller waits for it: it is free as soon as it has been read */
	int32_t status;       /* il_status: IL_RAISED by `error`, or its worker was lost */
	uint32_t error;       /* string */
	int64_t target, callback, error_callback; /* functions: the same address in each process; 0 none */
};

/* One end of a connection; of a server, what listens. Whether its descriptor is ready is decided here, from what both ends have
 * done (runtime/socket.c): nobody asks the system. */
struct socket {
	uint32_t peer;       /* the other end; LOG_NONE: none yet. The first end of a server's that waits to be accepted */
	uint32_t loop;       /* who watches it; LOG_NONE: nobody, it has not been accepted */
	uint32_t next;       /* in the row of a loop's ready descriptors, or of a server's ends to be accepted; LOG_NONE */
	uint8_t watch;       /* enum log_watch, or-ed */
	bool in_row;         /* it stands in its loop's row */
	bool connecting;     /* the first time that it is found ready says that it is connected, or refused */
	bool ended, closed;  /* it sends no more; it has been closed */
	int16_t error;       /* il_status: what an op of the system would say now */
	int32_t bytes;       /* have come, and have not been received. A server: ends to be accepted */
};

struct object {
	uint32_t type;    /* enum log_type */
	uint32_t process; /* whose it is, when not shared */
	bool shared;
	uint8_t order;    /* queue: enum log_queue_order */
	bool unjoinable;  /* queue: without task_done and join */
	uint32_t owner;   /* lock, rlock: actor id, LOG_NONE free; future: who runs it; barrier: who runs its action */
	int32_t count;    /* rlock depth; semaphore value; event flag; queue: items; barrier: how many are inside */
	int32_t bound;    /* queue, bounded semaphore; value: its typecode; pool: processes; barrier: parties */
	int32_t unfinished; /* queue: items; pool: chunks not given back; barrier: enum log_barrier */
	uint32_t lock;    /* condition, value: its lock's id */
	uint32_t first, last; /* items: a queue's, an executor's work queue (futures), who waits for a future among others; pool:
	                         chunks that nobody has taken; result: first is its job; objects: a loop's ready
	                         descriptors, a server's ends to be accepted */
	uint32_t due_first, due_last; /* pool: chunks that completed a job whose callback is to be called */
	uint32_t state;       /* pool, result: runtime/pool.h; future: enum log_future_state */
	uint16_t value_kind;  /* var, value */
	uint32_t value_text;
	int64_t value;        /* var, value; a server's port, of an end to be accepted its peer's: never logged */
	uint32_t settled_at;  /* future: its place in the order of settling, 0 not yet */
	int32_t workers, busy; /* executor: threads made, and those of them that have a call to do */
	bool closed, broken;  /* executor: shut down; an initializer has failed */
	uint32_t name;        /* string */
	uint32_t cloned_from; /* LOG_NONE */
	struct socket socket;
	struct line line;
};

/* When the op of a blocked actor has to be looked at again. */
struct kernel_timer {
	int64_t deadline;
	uint32_t id;
};

/* One saved word. */
struct undo {
	uint32_t offset; /* from the segment's start */
	uint32_t size;
	uint64_t old;
};

enum strategy {
	STRATEGY_IS_MANUAL,
	STRATEGY_IS_ROUND_ROBIN,
	STRATEGY_IS_RANDOM,
	STRATEGY_IS_PCT,
	STRATEGY_IS_REPLAY,
};

/* Why a run was halted: nothing goes on after it. */
enum halt { HALT_NONE, HALT_STUCK, HALT_FULL, HALT_DIVERGED, HALT_REPLAYED, HALT_FORKS };

struct kernel {
	struct robust lock;

	/* the undo journal; see kernel.h */
	uint64_t undo_steps;         /* `steps` before it; written before undo_base, with which it counts */
	uint64_t undo_base;          /* where its first event goes: committed, the log is beyond it */
	_Atomic uint32_t undo_count; /* words saved */
#ifdef IL_TEST_CONSTANTS
	int64_t kill_countdown;      /* tests: the store at which the process kills itself, 0 never */
#endif

	/* how the run goes on */
	bool gate_open;    /* live: the operating system schedules */
	_Atomic bool live; /* the strategy is live: `play` opens the gate */
	bool hold;         /* gate closed: nobody is chosen unless a command says so */
	bool time_free;
	bool time_overtaken; /* time has passed while somebody could go: sleeps order nothing any more */
	bool time_real;    /* time was real once, here or in the recording that is replayed: sleeps end "not before" */
	uint32_t strategy; /* enum strategy; for live: what steps while paused */
	int64_t pace;      /* steps a second times 1000, 0 without pause */
	uint64_t random;   /* the strategy's stream */
	uint32_t last_choice;
	uint32_t depth;                      /* pct: changes + 1 */
	uint64_t change_at[ENGINE_DEPTH];    /* pct: the steps at which the highest falls below all others */
	uint64_t clock_priority;             /* pct with free time: the clock's */
	uint64_t schedule_at; /* choices of the given schedule already made */
	uint64_t replay_at;   /* slot of the recording to come next */
	uint64_t candidates[ENGINE_ACTORS / 64]; /* a bit each: who may be chosen is among them (dispatch.h) */
	uint32_t running;     /* actors in ACTOR_IS_RUNNING */
	uint32_t outside;     /* actors in ACTOR_IS_OUTSIDE */
	uint32_t alive;       /* actors started and not ended */
	uint32_t dying;       /* processes told to end that have not */
	uint32_t processes;   /* of those, processes that were forked */
	_Atomic uint32_t raw_forks; /* made by the scenario past the runtime */
	uint32_t processes_started;
	bool program_over;    /* main has left: nobody is chosen any more */
	uint32_t promises_broken, crashes;

	/* the session clock */
	int64_t clock_at;     /* session ns at clock_real, or now when it stands */
	int64_t clock_real;   /* CLOCK_MONOTONIC ns */
	struct ticks ticks;   /* by which it is read */
	int64_t speed;        /* session seconds a real second, times 1000 */
	struct kernel_timer timers[ENGINE_ACTORS]; /* a heap (line.c) of blocked actors */
	uint32_t timer_count;

	/* for the viewer, who never takes the lock */
	_Atomic uint32_t viewer_waits; /* 1: it sleeps until viewer_fd is written to */
	_Atomic uint32_t playing, halted /* enum halt */, proposal, busy;
	_Atomic uint64_t refusals, diverged_at, steps /* choices made */;
	_Atomic uint32_t death_due;    /* a replay: the process that has to die next, LOG_NONE */
	_Atomic int32_t death_code;    /* as the recording has it: -N by signal N, or an exit code */
	_Atomic uint32_t finished;     /* main has said its promises */
	_Atomic uint32_t ended;        /* the warden has finished */

	/* the mailbox: the viewer writes what it wants, the warden makes it so */
	_Atomic uint32_t want_playing, want_stop, want_status /* the log's, once stopped */;
	_Atomic int64_t want_speed; /* times 1000 */
	_Atomic int64_t want_pace;  /* steps a second times 1000, 0 without pause */
	_Atomic uint32_t want_order, order; /* control.h; the one in effect is the warden's to write */
	_Atomic uint64_t steps_posted, steps_taken;
	uint32_t wanted_steps[ENGINE_STEPS]; /* actor ids; LOG_NONE the proposal */

	uint32_t thread_names, task_names, result_names, future_names; /* counters of the default names */
	uint32_t executor_names, connection_names, server_names;
	uint32_t futures_settled;
	uint32_t actor_count, object_count, item_count, job_count, chunk_count;
	uint32_t actors_stored; /* below it their memory has been brought in; the warden's */
	uint32_t free_item, free_job, free_chunk; /* those given back, LOG_NONE */
	struct actor actors[ENGINE_ACTORS];
	struct object objects[ENGINE_OBJECTS];
	struct item items[ENGINE_ITEMS];
	struct job jobs[ENGINE_JOBS];
	struct chunk chunks[ENGINE_CHUNKS];
	struct undo undo[ENGINE_UNDO];
};

#endif
