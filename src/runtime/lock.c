/* threading.Lock and RLock: an owner, a depth, and a line. Releasing lets the head of the line try again; a newcomer may
 * be faster, as in CPython. */
#include "runtime/defs.h"

#include "engine/line.h"
#include "interleave/sync.h"
#include "runtime/query.h"

static bool acquire_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct object *lock = kernel_see(kernel, actor->call.object);
	return lock->owner == LOG_NONE || (lock->type == TYPE_RLOCK && lock->owner == actor->id) ||
	       engine_late(actor, now);
}

static void acquire_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *lock = kernel_object(turn->kernel, event->object);
	bool mine = lock->type == TYPE_RLOCK && lock->owner == turn->actor->id;
	if (lock->owner == LOG_NONE || mine) {
		SET(turn, lock->owner, turn->actor->id);
		SET(turn, lock->count, lock->count + 1);
	} else {
		event->result = IL_TIMEOUT;
	}
	lock_state(event, lock);
}

static void acquire_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	lock_state(event, kernel_object(turn->kernel, event->object));
}

static void release_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *lock = kernel_object(turn->kernel, event->object);
	if (lock->type == TYPE_RLOCK && lock->owner != turn->actor->id)
		event->result = lock->shared ? IL_SHARED_NOT_OWNER : IL_NOT_OWNER;
	else if (lock->owner == LOG_NONE)
		event->result = lock->shared ? IL_SHARED_RELEASE_UNLOCKED : IL_RELEASE_UNLOCKED;
	else if (lock->count > 1)
		SET(turn, lock->count, lock->count - 1);
	else
		lock_let_go(turn, event->object);
	lock_state(event, lock);
}

static void acquire_given_up(struct turn *turn, struct log_event *event)
{
	lock_state(event, kernel_object(turn->kernel, event->object));
}

const struct op_def lock_acquire_def = {
    .can = acquire_can, .apply = acquire_apply, .join = acquire_join, .given_up = acquire_given_up};
const struct op_def lock_release_def = {.apply = release_apply};

void lock_state(struct log_event *event, const struct object *lock)
{
	event->x = lock->owner == LOG_NONE ? -1 : (int32_t)lock->owner;
	event->y = lock->count;
}

int32_t lock_let_go(struct turn *turn, uint32_t id)
{
	struct object *lock = kernel_object(turn->kernel, id);
	int32_t depth = lock->count;
	SET(turn, lock->owner, LOG_NONE);
	SET(turn, lock->count, 0);
	line_let_go(turn, id, 1);
	return depth;
}

/* multiprocessing takes a time below 0 for none at all, and none for a call that does not block; threading neither. */
static il_status acquire(struct il_site *site, enum log_op op, uint32_t id, struct il_wait wait)
{
	struct log_event call = call_of(op, site, id);
	bool lenient = wait.timeout.limited && object_peek(id).shared;
	il_status status = call_wait(&call, wait, lenient ? WAIT_AS_GIVEN : WAIT_OF_LOCK);
	call.z = wait.nonblocking || wait.timeout.limited;
	return status != IL_OK ? status : call_perform(NULL, &call, NULL);
}

static il_status release(struct il_site *site, enum log_op op, uint32_t id)
{
	struct log_event call = call_of(op, site, id);
	return call_perform(NULL, &call, NULL);
}

il_lock il_lock_new_at(struct il_site *site, const char *name, struct il_object_options options)
{
	return (il_lock){object_make(site, name,
	                             (struct making){.type = TYPE_LOCK,
	                                             .shared = options.shared,
	                                             .process = current.actor->process})};
}

il_status il_lock_acquire_at(struct il_site *site, il_lock lock, struct il_wait wait)
{
	return acquire(site, OP_LOCK_ACQUIRE, lock.id, wait);
}

il_status il_lock_release_at(struct il_site *site, il_lock lock)
{
	return release(site, OP_LOCK_RELEASE, lock.id);
}

static struct answer is_held(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_object(turn->kernel, object)->owner != LOG_NONE);
}

bool il_lock_locked_at(struct il_site *site, il_lock lock)
{
	return call_query(site, lock.id, "locked", is_held, NULL).i;
}

il_rlock il_rlock_new_at(struct il_site *site, const char *name, struct il_object_options options)
{
	return (il_rlock){object_make(site, name,
	                              (struct making){.type = TYPE_RLOCK,
	                                              .shared = options.shared,
	                                              .process = current.actor->process})};
}

il_status il_rlock_acquire_at(struct il_site *site, il_rlock lock, struct il_wait wait)
{
	return acquire(site, OP_RLOCK_ACQUIRE, lock.id, wait);
}

il_status il_rlock_release_at(struct il_site *site, il_rlock lock)
{
	return release(site, OP_RLOCK_RELEASE, lock.id);
}

/* ---- with ---- */

struct il_held il_hold_lock(struct il_site *site, il_lock lock)
{
	il_lock_acquire_at(site, lock, (struct il_wait){0});
	return (struct il_held){.site = site, .kind = IL_HELD_LOCK, .lock = lock};
}

struct il_held il_hold_rlock(struct il_site *site, il_rlock lock)
{
	il_rlock_acquire_at(site, lock, (struct il_wait){0});
	return (struct il_held){.site = site, .kind = IL_HELD_RLOCK, .rlock = lock};
}

struct il_held il_hold_semaphore(struct il_site *site, il_semaphore semaphore)
{
	il_semaphore_acquire_at(site, semaphore, (struct il_wait){0});
	return (struct il_held){.site = site, .kind = IL_HELD_SEMAPHORE, .semaphore = semaphore};
}

struct il_held il_hold_condition(struct il_site *site, il_condition condition)
{
	il_condition_acquire_at(site, condition, (struct il_wait){0});
	return (struct il_held){.site = site, .kind = IL_HELD_CONDITION, .condition = condition};
}

void il_held_end(struct il_held *held)
{
	switch (held->kind) {
	case IL_HELD_LOCK:
		il_lock_release_at(held->site, held->lock);
		break;
	case IL_HELD_RLOCK:
		il_rlock_release_at(held->site, held->rlock);
		break;
	case IL_HELD_SEMAPHORE:
		il_semaphore_release_at(held->site, held->semaphore, 1);
		break;
	case IL_HELD_CONDITION:
		il_condition_release_at(held->site, held->condition);
		break;
	case IL_HELD_EXECUTOR:
		il_executor_shutdown_at(held->site, held->executor, (struct il_shutdown_options){0});
		break;
	}
}
