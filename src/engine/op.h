/* Ops: how an actor does something to the shared world.
 *
 * engine_perform() is the one way: announce (when the gate is closed), be chosen, try; the op takes effect at once, or
 * the actor joins a line and waits to be let go. One table says for each op when it can take effect (can), what it
 * then does (apply), and which line it joins otherwise (join). */
#ifndef ENGINE_OP_H
#define ENGINE_OP_H

#include "engine/kernel.h"

struct op_def {
	/* Whether it would take effect now (with a time-out that has passed, too). Reads the segment only: any process may
	 * ask it of any actor. NULL: always. */
	bool (*can)(const struct kernel *kernel, const struct actor *actor, int64_t now);
	/* Takes effect: changes by SET; fills `event` (a copy of the call) with the result and the state after.
	 * `context` is the caller's, in its own memory. Runs in the actor's own process. */
	void (*apply)(struct turn *turn, struct log_event *event, void *context);
	/* It cannot go: joins a line, and may fill `event`. NULL: the line of the call's object. */
	void (*join)(struct turn *turn, struct log_event *event);
	/* Live: let go, but overtaken. NULL: it stays where it is. */
	void (*overtaken)(struct turn *turn);
	/* `actor`, which waits in a line, has ended: takes back what its join has counted. In any process. NULL: nothing. */
	void (*left)(struct turn *turn, const struct actor *actor);
	/* Logs what follows from it at once, behind its own event. NULL: nothing. */
	void (*after)(struct turn *turn, const struct log_event *event);
	/* An awaited op ends without effect (cancelled, its time is over): fills the state of the object. NULL: there is none. */
	void (*given_up)(struct turn *turn, struct log_event *event);
	/* The process of this object, of a kind that the op ends, has ended, and the object with it. In any process. NULL: nothing. */
	void (*orphaned)(struct turn *turn, uint32_t object);
};

enum engine_outcome {
	ENGINE_DONE,
	ENGINE_SUSPENDED, /* a task's op that waits: its coroutine must give way, and engine_resume() goes on */
};

/* Performs `call` (op, object, site, arguments; LOG_TIMED with deadline = the time allowed in ns). Blocks until it has taken
 * effect. *done is the event that was logged; of a suspended op only its time counts. */
enum engine_outcome engine_perform(struct log_event *done, struct engine *engine, struct actor *actor,
                                   const struct log_event *call, void *context);

/* Waits until `actor` may take its step, without taking it: for ops that have to fork or make a thread between being chosen and
 * taking effect. engine_finish() must follow. */
void engine_enter(struct engine *engine, struct actor *actor, const struct log_event *call);
void engine_finish(struct log_event *done, struct engine *engine, struct actor *actor, void *context);

/* Goes on with a suspended task's op, whose turn in the loop has come: from the thread that carries the loop. It takes effect;
 * with a `status` other than IL_OK it is given up, and that is its result. */
void engine_resume(struct log_event *done, struct engine *engine, struct actor *actor, il_status status, void *context);

/* The same for one that was woken too early: it waits again, at the end of the line. */
void engine_wait_again(struct engine *engine, struct actor *actor);

/* Logs an event of `actor` that is no step: it happens between its steps. */
void engine_emit(struct engine *engine, struct actor *actor, struct log_event *event);

/* Logs an event of `actor` that is no step, either, and that nobody needs before the thread's next op: that op logs it before
 * itself, so that it costs no turn of its own. `released` (NULL: nobody) is a suspended task that it lets go on when its turn
 * comes: its deadline counts no more. */
void engine_note(struct engine *engine, struct actor *actor, const struct log_event *event, struct actor *released);

/* Waits until `actor`, just started, has announced its first op (controlled), blocked or ended: so that the announcements of a
 * controlled run have one order. */
void engine_await_arrival(struct engine *engine, const struct actor *actor);

/* The calling thread is the new `actor`: waits until its start has been committed. */
void engine_begin(struct engine *engine, struct actor *actor);

/* A new actor or object under the lock; NULL when there is no room. *id is its number. */
struct actor *engine_new_actor(struct turn *turn, uint32_t kind, uint32_t process, uint32_t name);
struct object *engine_new_object(uint32_t *id, struct turn *turn, uint32_t type, uint32_t process, uint32_t name);

/* Nobody waits for the running `actor` any more, which sleeps in a system call of its own; its next op brings it back. */
void engine_leave_outside(struct turn *turn, struct actor *actor);

/* `actor`, which is at its end, stands in no line any more, and waits for no time. */
void engine_leave_lines(struct turn *turn, struct actor *actor);

/* Its state becomes ended, those who wait for its end may go. For thread.exit and the like, and for the dead. */
void engine_end_actor(struct turn *turn, struct actor *actor, int32_t exitcode);

/* Makes a string of the log outside any op; `actor` is the caller's, NULL the warden. */
uint32_t engine_string(struct engine *engine, struct actor *actor, const char *bytes, size_t length);

/* Whether the deadline of a blocked actor's op has passed. */
static inline bool engine_late(const struct actor *actor, int64_t now)
{
	return (actor->call.flags & LOG_TIMED) && actor->call.deadline <= now;
}

/* Whether the actor's pending op would take effect if it were tried now. */
static inline bool engine_could_apply(const struct engine *engine, const struct actor *actor, int64_t now)
{
	if (actor->call.flags & LOG_AWAITED)
		return actor->state == ACTOR_IS_BLOCKED ? actor->on_stage : !(actor->call.flags & ENGINE_WAITS);
	const struct op_def *def = engine->ops[actor->call.op];
	return def->can == NULL || def->can(engine->kernel, actor, now);
}

/* The next number of a stream (splitmix64). */
uint64_t engine_random(uint64_t *state);

#endif
