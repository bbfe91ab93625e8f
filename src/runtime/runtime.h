/* The runtime of one process: who the calling thread is, what its threads run, and the table of ops. */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include "engine/op.h"
#include "interleave/base.h"
#include "interleave/scenario.h"

/* What an actor of this process runs; in private memory, copied by a fork. */
struct body {
	il_target target;
	il_args args;
	struct il_site *site; /* where it was made: its end is shown there */
	_Atomic bool started;
	_Atomic uint64_t ident;     /* its pthread_t */
	_Atomic uint32_t native_id; /* futex word: its kernel thread id, 0 not yet */
	uint32_t number;            /* a process: among its parent's children */
	bool overridden;            /* a process: `target` is a run() of its own */
	bool closed;                /* a process: the handle has been closed */
	_Atomic bool reaped;        /* a process: waited for */
};

struct runtime {
	struct engine *engine;
	const struct il_scenario *scenario;
	const char *params;   /* "NAME=VALUE" strings one after the other, an empty one at the end; those not named are at
	                         their defaults */
	struct callback **callbacks; /* by object: what is called when the future is done; private memory */
	_Atomic(struct pool *) pools; /* this process's executors, the newest first */
	_Atomic bool *closed; /* by object: a queue that this process has closed, ENGINE_OBJECTS of them */
	struct body *bodies;  /* by actor id, ENGINE_ACTORS of them */
	uint32_t *clones;     /* a forked process: what each object of its parents is here; LOG_NONE: itself. NULL: none */
	uint32_t clone_count; /* objects made before the fork */
	_Atomic uint32_t children; /* processes made in this one */
	struct loop *loops;   /* of this process, guarded by the kernel lock */
	char numbers[64];     /* of this process and its parents: "1:2" is the second child of the first; "" main */
};

struct loop;

/* The calling thread, and the actor it is at this moment (a loop's thread is in turn each of its tasks). */
struct current {
	struct runtime *runtime;
	struct actor *actor;
	struct loop *loop; /* the loop that runs in this thread, NULL none */
	int64_t now;       /* session time of its latest event */
	il_value raised;   /* the exception that the last IL_RAISED stood for */
	bool forking;      /* it makes a process of the runtime's */
	bool checking;     /* main, in the scenario's `check`: the program has ended */
};

extern _Thread_local struct current current;

/* All ops, by enum log_op. */
extern const struct op_def *const runtime_ops[LOG_OP_COUNT];

/* Runs the scenario's program as main, then its check; never returns: leaves the process. */
_Noreturn void runtime_main(struct runtime *runtime);

/* ---- calls ---- */

/* object_here() for a handle that is no object's, or in a process that has copies of its own. */
uint32_t object_here_otherwise(uint32_t id);

/* The object that a handle means in this process: after a fork, the process's own copy of a private one. */
static inline uint32_t object_here(uint32_t id)
{
	return id >= LOG_OBJECT_BASE && current.runtime->clones == NULL ? id : object_here_otherwise(id);
}

/* Makes the string of a place, and keeps it there. Two threads may both find none: they then make two equal strings, which does
 * no harm. */
uint32_t call_make_site(struct il_site *site);

/* The string of a place; 0 of none. */
static inline uint32_t call_site(struct il_site *site)
{
	uint32_t ref = site != NULL ? atomic_load_explicit(&site->ref, memory_order_relaxed) : 0;
	return ref != 0 || site == NULL ? ref : call_make_site(site);
}

/* A call of `op` on `object` at `site`, with nothing else set. */
static inline struct log_event call_of(enum log_op op, struct il_site *site, uint32_t object)
{
	return (struct log_event){.op = (uint16_t)op,
	                          .result = object == 0 ? IL_NO_ROOM : IL_OK, /* the handle of one for which there was none */
	                          .site = call_site(site),
	                          .object = object_here(object),
	                          .via = LOG_NONE};
}

/* Whose wait it is: which times are errors differs. */
enum wait_rules {
	WAIT_AS_GIVEN, /* any; 0 or less is a try */
	WAIT_OF_LOCK,  /* -1 is for ever; nothing else below 0, none too large, and none for a try */
	WAIT_OF_SEMAPHORE, /* none for a try */
	WAIT_OF_QUEUE, /* none below 0; a try does not look at it */
};

/* call_wait() for a wait that is not for ever. */
il_status call_wait_limited(struct log_event *call, struct il_wait wait, enum wait_rules rules);

/* Adds how long it may wait, unless the rules forbid that: IL_BAD_VALUE for what is no number, IL_TIMEOUT_*. */
static inline il_status call_wait(struct log_event *call, struct il_wait wait, enum wait_rules rules)
{
	return wait.nonblocking || wait.timeout.limited ? call_wait_limited(call, wait, rules) : IL_OK;
}

/* Puts a value into an event, and takes it out again. */
void call_set_value(struct log_event *call, il_value value);
il_value call_value(const struct log_event *event);

/* It fails for this reason, whatever its object is like; the first reason counts. The op's `can` and apply look for it. */
static inline void call_refuse(struct log_event *call, il_status why)
{
	if (call->result == IL_OK)
		call->result = (int16_t)why;
}

/* Performs it as the calling actor; returns the result. *done may be NULL. */
il_status call_perform(struct log_event *done, const struct log_event *call, void *context);

/* The string of a name or text, made anew. */
uint32_t call_string(const char *text);

/* The same for a text that is always the same at this site: made once (two threads may each make one, which does no harm). */
uint32_t call_site_string(struct il_site *site, const char *text);

/* What a new object starts with; the apply of object.new reads it, and leaves its id. */
struct making {
	uint32_t type;
	bool shared, daemon, unjoinable; /* a queue without task_done and join */
	uint8_t order; /* of a queue: enum log_queue_order */
	int32_t bound, count; /* of a thread or process, bound: the pool it works for, 0 none */
	uint32_t lock;    /* a condition's, a value's; a result: its pool */
	uint32_t members; /* of a loop's future: string, the set of those that it ends by */
	uint32_t loop;    /* a socket's */
	uint32_t process; /* whose it is; a process object: its parent */
	il_value value;
	il_status refusal; /* why there is no such object: then nothing is made */
	uint32_t id; /* out: LOG_NONE when there was no room */
};

/* Performs object.new. Returns the new id, 0 when there was no room. */
uint32_t object_make(struct il_site *site, const char *name, struct making making);

/* Performs an object.new that fails by `status`. */
void object_refuse(struct il_site *site, const char *name, uint32_t type, il_status status);

/* What an object is now, without an op; one for which there was no room is empty. */
struct object object_peek(uint32_t id);

/* For an apply that makes an object as part of another op: makes it, and fills `event` as its object.new. */
void object_made(struct turn *turn, struct log_event *event, struct making *making);

/* Notes what the actor `id` will run; copies the arguments. IL_NO_ROOM: not even those. */
il_status body_set(uint32_t id, struct il_site *site, il_target target, il_args args, il_kwargs kwargs);

/* Runs it, and gives its arguments back. */
il_value body_run(uint32_t id);

/* ---- ends ---- */

/* Puts into the call of an actor's last op the exception that it ends by; SystemExit ends it like a return. */
void call_set_end(struct log_event *call, il_value result);

/* For the apply of such an op: the result, and the actor's id in the system. */
void end_as_called(struct log_event *event, int64_t id);

/* The string "name" of a default name: PREFIX-N, where N is the next of `counter`; with a target "PREFIX-N (target)". */
void default_name(char *out, size_t size, uint32_t *counter, const char *prefix, const char *target);

#endif
