/* The kernel lock, and what makes an op atomic under it.
 *
 * A turn is one stay under the lock: turn_begin, changes by SET and events by turn_put, turn_end. turn_end commits: the log's
 * counter is stored once, and from then on the op has happened. A process that is killed before that store leaves the
 * lock to the next owner, who undoes the saved words and forgets the events; one killed after it has lost nothing but
 * the waking of others, so the next owner, or the warden that sees its process gone, wakes everybody (each looks at its
 * own state and parks again).
 *
 * Nothing under the lock does I/O, allocates, or calls a scenario. */
#ifndef ENGINE_KERNEL_H
#define ENGINE_KERNEL_H

#include <stddef.h>
#include <string.h>

#include "engine/segment.h"
#include "interleave/status.h"
#include "log/log.h"

struct op_def;

/* What every process of a run knows: inherited through forks, never changed after the start. */
struct engine {
	struct kernel *kernel;
	struct log *log;
	const struct op_def *const *ops; /* by enum log_op (op.h); NULL where nobody performs it */
	const uint32_t *schedule;    /* choices to make first */
	size_t schedule_count;
	const struct log *recording; /* STRATEGY_IS_REPLAY: what to follow */
	uint64_t recording_end;
	uint64_t seed;
	int viewer_fd; /* eventfds: "look at the log", "look at the segment" */
	int warden_fd;
	bool spin; /* more than one core may run us: spin before sleeping */
};

enum {
	TURN_WAKES = 16,
	TURN_ROOM = 64, /* slots that any turn may need without asking */
};

/* In a call's flags, never logged. */
enum {
	ENGINE_WAITS = 0x8000,    /* of an awaited op: it has to wait, says the loop (whose memory nobody else sees) */
	ENGINE_MOMENT = 0x4000,   /* its deadline is a moment, not a length */
	ENGINE_PRIVATE_FLAGS = ENGINE_WAITS | ENGINE_MOMENT,
};

struct turn {
	struct engine *engine;
	struct kernel *kernel;
	struct actor *actor; /* who acts; NULL: the warden */
	int64_t now;         /* session ns, read once a turn */
	uint64_t room;       /* slots of the log it may need */
	bool full;           /* an event did not fit */
	bool diverged;       /* an event was not the recorded one */
	bool poke_warden;
	uint32_t wake_count;
	bool stepped;        /* the next event put is the first of its step */
	uint32_t wakes[TURN_WAKES];
};

/* Takes the lock (spins shortly, then sleeps) and repairs what a dead owner left. */
void turn_begin(struct turn *turn, struct engine *engine, struct actor *actor);

/* The way into a turn whose fields are set; and back into one that has ended, after a wait. */
void turn_enter(struct turn *turn);

/* The same as turn_begin, with room for `slots` more slots than an ordinary turn needs. Field by field: the list of wakes, much
 * larger than the rest, needs no clearing. */
static inline void turn_begin_with_room(struct turn *turn, struct engine *engine, struct actor *actor, uint64_t slots)
{
	turn->engine = engine;
	turn->kernel = engine->kernel;
	turn->actor = actor;
	turn->stepped = turn->full = turn->diverged = turn->poke_warden = false;
	turn->wake_count = 0;
	turn->room = slots + slots / 8 + TURN_ROOM; /* an eighth: seals stand between them */
	turn_enter(turn);
}

/* Commits, lets the lock go, then wakes those who were let go and the viewer. */
void turn_end(struct turn *turn);

/* Takes everything of this turn back: as if it had not begun. The lock stays. */
void turn_undo(struct turn *turn);

/* Appends an event with this turn's time; the first one after turn->stepped carries LOG_STEP. In a replay it must be
 * the recorded one. */
void turn_put(struct turn *turn, struct log_event *event);

/* The recorded event that a replay has to meet next; NULL at the recording's end. */
const struct log_event *turn_recorded(const struct turn *turn);

/* The next one of this actor, whoever acts before it. */
const struct log_event *turn_recorded_of(const struct turn *turn, const struct actor *actor);

/* Appends a string; 0 when it did not fit. */
uint32_t turn_string(struct turn *turn, const char *bytes, size_t length);

/* Lets `actor` go: its state becomes running, and its thread wakes after the commit. */
void turn_wake(struct turn *turn, struct actor *actor);

/* Parks the calling thread until `actor` is running. The lock is held before and after, not meanwhile. */
void turn_park(struct turn *turn, struct actor *actor);

/* Wakes whoever sleeps, to look at its state, and the viewer: somebody died who may have owed it. */
void kernel_wake_all(struct engine *engine);

/* Brings in the memory of actors that will soon be made, where many are: for the warden, off the path of those who make them. */
void kernel_store_ahead(struct engine *engine);

/* Makes `kernel` ready for use, with no actor. */
void kernel_init(struct kernel *kernel);

/* Futexes over the segment. `futex_wait` returns when the word is not `value`, or was woken, or for no reason. */
void futex_wait(_Atomic uint32_t *word, uint32_t value);
void futex_wake(_Atomic uint32_t *word);

/* Saves the word, then changes it: the only way to change the segment in a turn. */
#define SET(turn, place, value)                                                                    \
	do {                                                                                       \
		journal_save((turn)->kernel, &(place), sizeof(place));                             \
		(place) = (value);                                                                 \
		journal_test_point((turn)->kernel);                                                \
	} while (0)

#ifdef IL_TEST_CONSTANTS
void journal_test_point(struct kernel *kernel);
#else
static inline void journal_test_point(struct kernel *kernel)
{
	(void)kernel;
}
#endif

static inline void journal_save(struct kernel *kernel, const void *place, size_t size)
{
	uint32_t count = atomic_load_explicit(&kernel->undo_count, memory_order_relaxed);
	struct undo *undo = &kernel->undo[count];
	undo->offset = (uint32_t)((const char *)place - (const char *)kernel);
	undo->size = (uint32_t)size;
	memcpy(&undo->old, place, size);
	/* The count goes up before the word changes: a death in between undoes nothing that happened. */
	atomic_store_explicit(&kernel->undo_count, count + 1, memory_order_release);
	atomic_signal_fence(memory_order_seq_cst);
	journal_test_point(kernel);
}

static inline struct actor *kernel_actor(struct kernel *kernel, uint32_t id)
{
	return id < kernel->actor_count ? &kernel->actors[id] : NULL;
}

static inline struct object *kernel_object(struct kernel *kernel, uint32_t id)
{
	return id >= LOG_OBJECT_BASE && id - LOG_OBJECT_BASE < kernel->object_count
	           ? &kernel->objects[id - LOG_OBJECT_BASE]
	           : NULL;
}

/* An object that has been made, for what never changes of it: to be read without the lock, whose holder may be making others. */
static inline const struct object *kernel_constants(const struct kernel *kernel, uint32_t id)
{
	return id >= LOG_OBJECT_BASE && id - LOG_OBJECT_BASE < ENGINE_OBJECTS ? &kernel->objects[id - LOG_OBJECT_BASE]
	                                                                      : NULL;
}

/* The same to read only: for an op's `can`. */
static inline const struct object *kernel_see(const struct kernel *kernel, uint32_t id)
{
	return kernel_object((struct kernel *)kernel, id);
}

#endif
