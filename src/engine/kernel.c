/* The kernel lock, the undo journal, and waking: see kernel.h.
 *
 * Invariant: outside a turn the journal is empty and every slot put is committed. */
#include "engine/kernel.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/dispatch.h"
#include "log/writer.h"

enum {
	LOCK_PAUSES = 64,   /* the longest pause between two tries; then the lock is waited for asleep */
	PARK_SPINS = 2000,  /* looks at the park word before its thread sleeps, at most */
	PARK_SPINS_LEAST = 32, /* so few cost next to nothing, and tell when to look for longer again */
};

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

void futex_wait(_Atomic uint32_t *word, uint32_t value)
{
	syscall(SYS_futex, word, FUTEX_WAIT, value, NULL, NULL, 0);
}

void futex_wake(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

void kernel_init(struct kernel *kernel)
{
	kernel->free_item = LOG_NONE;
	kernel->free_job = LOG_NONE;
	kernel->free_chunk = LOG_NONE;
	kernel->last_choice = LOG_NONE;
	kernel->speed = 1000;
	ticks_init(&kernel->ticks);
	atomic_store(&kernel->proposal, LOG_NONE);
	atomic_store(&kernel->death_due, LOG_NONE);
}

#ifdef IL_TEST_CONSTANTS
void journal_test_point(struct kernel *kernel)
{
	if (kernel->kill_countdown > 0 && --kernel->kill_countdown == 0)
		raise(SIGKILL);
}
#endif

static void undo_all(struct kernel *kernel)
{
	uint32_t count = atomic_load_explicit(&kernel->undo_count, memory_order_acquire);
	while (count > 0) {
		const struct undo *undo = &kernel->undo[--count];
		memcpy((char *)kernel + undo->offset, &undo->old, undo->size);
	}
	atomic_store_explicit(&kernel->undo_count, 0, memory_order_release);
	atomic_store_explicit(&kernel->steps, kernel->undo_steps, memory_order_relaxed);
}

/* An eventfd's counter only has to become non-zero: a failed write means that it already is. */
static void ring(int fd)
{
	ssize_t written = write(fd, &(uint64_t){1}, sizeof(uint64_t));
	(void)written;
}

static void wake_word(struct actor *actor)
{
	atomic_fetch_add(&actor->park, 1);
	/* Partner: park_word(), which sets `sleeping` before it looks at `park` again. */
	if (atomic_load(&actor->sleeping) != 0)
		futex_wake(&actor->park);
}

void kernel_wake_all(struct engine *engine)
{
	struct kernel *kernel = engine->kernel;
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		wake_word(&kernel->actors[id]);
		futex_wake(&kernel->actors[id].arrived);
	}
	ring(engine->viewer_fd);
}

/* The lock's owner died inside a turn. */
static void recover(struct engine *engine)
{
	struct kernel *kernel = engine->kernel;
	if (log_committed(engine->log) <= kernel->undo_base)
		undo_all(kernel);
	atomic_store_explicit(&kernel->undo_count, 0, memory_order_release);
	log_rewind(engine->log);
	kernel_wake_all(engine);
}

/* Advice: where the system does not know it, whoever makes an actor brings its page in. */
static void bring_in(const struct actor *from, const struct actor *end)
{
#ifdef MADV_POPULATE_WRITE
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)from & ~(page - 1);
	(void)madvise((void *)first, (uintptr_t)end - first, MADV_POPULATE_WRITE);
#else
	(void)from;
	(void)end;
#endif
}

void kernel_store_ahead(struct engine *engine)
{
	enum { NEAREST = 64, FARTHEST = 4096 }; /* actors */
	struct turn turn;
	turn_begin(&turn, engine, NULL);
	uint32_t made = turn.kernel->actor_count;
	turn_end(&turn);
	uint32_t ahead = made < NEAREST ? 0 : made < FARTHEST / 4 ? made * 4 : FARTHEST;
	uint32_t end = made + ahead < ENGINE_ACTORS ? made + ahead : ENGINE_ACTORS;
	uint32_t from = engine->kernel->actors_stored > made ? engine->kernel->actors_stored : made;
	if (end <= from + ahead / 4)
		return;
	bring_in(&engine->kernel->actors[from], &engine->kernel->actors[end]);
	engine->kernel->actors_stored = end;
}

static enum robust_got wait_for_lock(const struct engine *engine)
{
	struct robust *lock = &engine->kernel->lock;
	enum robust_got got = ROBUST_BUSY;
	/* Each look takes the lock's line from its holder: so the pauses between them get longer. */
	for (int pauses = 1; got == ROBUST_BUSY && engine->spin && pauses <= LOCK_PAUSES; pauses *= 2) {
		for (int i = 0; i < pauses; i++)
			relax();
		got = robust_try(lock);
	}
	return got == ROBUST_BUSY ? robust_lock(lock) : got;
}

/* The lock that was not just free. The ticks when it is got. */
__attribute__((noinline)) static uint64_t lock_with_pains(struct engine *engine, enum robust_got got)
{
	if (got == ROBUST_BUSY)
		got = wait_for_lock(engine);
	if (got == ROBUST_INHERITED)
		recover(engine);
	return ticks_count();
}

static bool is_full(const struct kernel *kernel)
{
	return atomic_load_explicit(&kernel->halted, memory_order_relaxed) == HALT_FULL;
}

/* The turn that has begun may find no room in the log. A full disc, or the bound on events, is the end of the run: everybody
 * stands still, but for the warden, who goes on to end it. */
__attribute__((cold)) static void find_room(struct turn *turn)
{
	if (!is_full(turn->kernel)) {
		/* Asking the file system may block: not under the lock. */
		robust_unlock(&turn->kernel->lock);
		if (log_allocate(turn->engine->log, turn->room) != LOG_OK) {
			atomic_store(&turn->kernel->halted, HALT_FULL);
			turn->poke_warden = true;
		}
		turn_enter(turn);
	} else if (turn->actor != NULL) {
		turn_end(turn);
		for (;;)
			pause();
	}
}

void turn_enter(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	const struct log *log = turn->engine->log;
	uint64_t count = ticks_count(); /* before the lock, for whose store the processor need not wait then */
	enum robust_got got = robust_try(&kernel->lock);
	if (got != ROBUST_TAKEN)
		count = lock_with_pains(turn->engine, got);
	uint64_t tail = log_tail(log);
	kernel->undo_steps = atomic_load_explicit(&kernel->steps, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	kernel->undo_base = tail;
	turn->now = clock_session(kernel, count);
	if (log_allocated(log) < tail + turn->room || is_full(kernel))
		find_room(turn);
}

void turn_begin(struct turn *turn, struct engine *engine, struct actor *actor)
{
	turn_begin_with_room(turn, engine, actor, 0);
}

void turn_undo(struct turn *turn)
{
	undo_all(turn->kernel);
	log_rewind(turn->engine->log);
	turn->wake_count = 0;
	turn->diverged = false;
}

/* What a turn owes to others, once its lock is given back. */
__attribute__((noinline)) static void tell(struct turn *turn, bool touch)
{
	struct engine *engine = turn->engine;
	if (touch)
		log_touch_ahead(engine->log);
	for (uint32_t i = 0; i < turn->wake_count; i++)
		wake_word(&turn->kernel->actors[turn->wakes[i]]);
	turn->wake_count = 0;
	if (turn->poke_warden || touch) /* to store ahead, and to seal behind */
		ring(engine->warden_fd);
	turn->poke_warden = false;
}

void turn_end(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	struct log *log = turn->engine->log;
	log_commit(log);
	atomic_store_explicit(&kernel->undo_count, 0, memory_order_release);
	bool touch = log_wants_touch(log) && turn->actor != NULL;
	robust_unlock(&kernel->lock);
	if (touch || turn->wake_count != 0 || turn->poke_warden)
		tell(turn, touch);
	/* Partner: session_arm() sets the flag, then looks at the counter once more. */
	if (atomic_load(&kernel->viewer_waits) != 0 && atomic_exchange(&kernel->viewer_waits, 0) != 0)
		ring(turn->engine->viewer_fd);
}

/* A replay compares all but announcements, commands, and what comes from outside the runtime. */
static bool is_compared(const struct log_event *event)
{
	return event->phase != LOG_ANNOUNCE && event->actor != LOG_USER && event->op != OP_OUTPUT_RAW &&
	       event->op != OP_OUTSIDE;
}

static const struct log_event *recorded_event(const struct turn *turn, uint64_t *slot)
{
	const struct log_event *event;
	while ((event = log_next(turn->engine->recording, slot, turn->engine->recording_end)) != NULL)
		if (is_compared(event))
			return event;
	return NULL;
}

const struct log_event *turn_recorded(const struct turn *turn)
{
	uint64_t slot = turn->kernel->replay_at;
	return recorded_event(turn, &slot);
}

const struct log_event *turn_recorded_of(const struct turn *turn, const struct actor *actor)
{
	uint64_t slot = turn->kernel->replay_at;
	const struct log_event *event;
	while ((event = recorded_event(turn, &slot)) != NULL && event->actor != actor->id)
		continue;
	return event;
}

static void compare_with_recording(struct turn *turn, const struct log_event *event)
{
	uint64_t slot = turn->kernel->replay_at;
	const struct log_event *recorded = recorded_event(turn, &slot);
	if (recorded == NULL || recorded->actor != event->actor || recorded->op != event->op ||
	    recorded->phase != event->phase || recorded->object != event->object ||
	    recorded->result != event->result)
		turn->diverged = true;
	else
		SET(turn, turn->kernel->replay_at, slot);
}

/* Only the lock's holder writes it; the viewer reads it at any time, and orders nothing by it. */
static void count_step(struct kernel *kernel)
{
	uint64_t steps = atomic_load_explicit(&kernel->steps, memory_order_relaxed);
	atomic_store_explicit(&kernel->steps, steps + 1, memory_order_relaxed);
	journal_test_point(kernel);
}

void turn_put(struct turn *turn, struct log_event *event)
{
	event->t = turn->now;
	event->flags = (uint16_t)(event->flags & ~(LOG_STEP | ENGINE_PRIVATE_FLAGS));
	if (turn->stepped) {
		event->flags |= LOG_STEP;
		turn->stepped = false;
		count_step(turn->kernel);
	}
	if (turn->engine->recording != NULL && is_compared(event))
		compare_with_recording(turn, event);
	if (log_put_event(turn->engine->log, event) != LOG_OK)
		turn->full = true;
}

uint32_t turn_string(struct turn *turn, const char *bytes, size_t length)
{
	uint32_t ref = 0;
	return log_put_string(&ref, turn->engine->log, bytes, length) == LOG_OK ? ref : 0;
}

void turn_wake(struct turn *turn, struct actor *actor)
{
	SET(turn, actor->state, ACTOR_IS_RUNNING);
	SET(turn, turn->kernel->running, turn->kernel->running + 1);
	if (actor == turn->actor)
		return;
	if (turn->wake_count < TURN_WAKES)
		turn->wakes[turn->wake_count++] = actor->id;
	else
		wake_word(actor); /* early: it waits for the lock, and sees its state once we have committed */
}

/* Spinning pays where the next hand-over comes at once, and takes the processor from others where it does not: one who
 * has spun for nothing spins half as long the next time, one who has not, twice. */
static bool spin_word(struct actor *actor, uint32_t seen)
{
	uint32_t spins = atomic_load_explicit(&actor->spins, memory_order_relaxed);
	spins = spins < PARK_SPINS_LEAST ? PARK_SPINS_LEAST : spins;
	bool changed = false;
	for (uint32_t i = 0; i < spins && !changed; i++) {
		changed = atomic_load_explicit(&actor->park, memory_order_acquire) != seen;
		relax();
	}
	spins = changed ? spins * 2 : spins / 2;
	atomic_store_explicit(&actor->spins, spins < PARK_SPINS ? spins : PARK_SPINS, memory_order_relaxed);
	return changed;
}

static void park_word(const struct engine *engine, struct actor *actor, uint32_t seen)
{
	if (engine->spin && spin_word(actor, seen))
		return;
	atomic_store(&actor->sleeping, 1);
	while (atomic_load(&actor->park) == seen)
		futex_wait(&actor->park, seen);
	atomic_store(&actor->sleeping, 0);
}

void turn_park(struct turn *turn, struct actor *actor)
{
	while (actor->state != ACTOR_IS_RUNNING) {
		uint32_t seen = atomic_load(&actor->park);
		turn_end(turn);
		park_word(turn->engine, actor, seen);
		turn_enter(turn);
	}
}
