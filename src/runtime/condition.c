/* threading.Condition.
 *
 * A waiter lets the lock go and stands in the condition's line; notify marks the oldest and moves them over
 * to the lock's line, since all they still need is the lock. So does a waiter whose time is over; as in
 * CPython, it is a waiter until it has the lock: a notify that comes first is lost on it. call.y is 0 before
 * the wait has begun, and then the depth at which the lock was held and is taken back; call.x then is its
 * number among the condition's waits. */
#include "runtime/defs.h"

#include <stdio.h>

#include "engine/line.h"
#include "interleave/sync.h"
#include "runtime/values.h"

static const struct object *lock_of(const struct kernel *kernel, uint32_t condition)
{
	return kernel_see(kernel, kernel_see(kernel, condition)->lock);
}

/* As CPython sees it: a plain lock has no owner, so that anybody's counts. */
static bool owned(const struct object *lock, uint32_t actor)
{
	return lock->type == TYPE_RLOCK ? lock->owner == actor : lock->owner != LOG_NONE;
}

static bool wait_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct object *lock = lock_of(kernel, actor->call.object);
	if (actor->call.y == 0)
		return !owned(lock, actor->id); /* an error is known at once */
	return (actor->marked || engine_late(actor, now)) && lock->owner == LOG_NONE;
}

static void log_lock(struct turn *turn, const struct log_event *wait, bool acquire)
{
	uint32_t id = kernel_object(turn->kernel, wait->object)->lock;
	const struct object *lock = kernel_object(turn->kernel, id);
	bool recursive = lock->type == TYPE_RLOCK;
	struct log_event event = {.phase = LOG_DONE,
				  .actor = turn->actor->id,
				  .object = id,
				  .site = wait->site,
				  .via = wait->object};
	if (acquire)
		event.op = recursive ? OP_RLOCK_ACQUIRE : OP_LOCK_ACQUIRE;
	else
		event.op = recursive ? OP_RLOCK_RELEASE : OP_LOCK_RELEASE;
	lock_state(&event, lock);
	turn_put(turn, &event);
}

/* A loop's task lets the lock go and takes it back by ops of their own. */
static bool is_of_loop(const struct log_event *event)
{
	return (event->flags & LOG_AWAITED) != 0;
}

static void wait_join(struct turn *turn, struct log_event *event)
{
	struct object *condition = kernel_object(turn->kernel, event->object);
	if (!is_of_loop(event)) {
		int32_t depth = lock_let_go(turn, condition->lock);
		log_lock(turn, event, false);
		SET(turn, turn->actor->call.y, depth);
	}
	if ((event->flags & LOG_TIMED) && event->deadline < turn->now) { /* of a wait_for: it passed on the way here */
		event->deadline = turn->now;
		SET(turn, turn->actor->call.deadline, turn->now);
	}
	SET(turn, condition->unfinished, condition->unfinished + 1);
	SET(turn, turn->actor->call.x, condition->unfinished);
	line_join(turn, event->object, turn->actor);
	SET(turn, condition->count, condition->count + 1);
	event->x = condition->count;
}

static void wait_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *condition = kernel_object(turn->kernel, event->object);
	struct object *lock = kernel_object(turn->kernel, condition->lock);
	if (is_of_loop(event)) {
		event->x = condition->count;
		return;
	}
	if (event->y == 0) {
		event->result = condition->shared ? IL_SHARED_WAIT_UNACQUIRED : IL_WAIT_UNACQUIRED;
	} else {
		SET(turn, lock->owner, turn->actor->id);
		SET(turn, lock->count, event->y);
		log_lock(turn, event, true);
		if (!turn->actor->marked) {
			event->result = IL_TIMEOUT;
			SET(turn, condition->count, condition->count - 1);
		}
	}
	event->x = condition->count;
	event->y = 0;
}

/* Nobody notifies the dead. */
static void wait_left(struct turn *turn, const struct actor *actor)
{
	struct object *condition = kernel_object(turn->kernel, actor->call.object);
	if (!actor->marked)
		SET(turn, condition->count, condition->count - 1);
}

/* Its time is over, but the lock is held: from now on it waits for the lock. */
static void wait_overtaken(struct turn *turn)
{
	struct actor *actor = turn->actor;
	uint32_t lock = kernel_object(turn->kernel, actor->call.object)->lock;
	bool over = actor->marked || engine_late(actor, turn->now);
	if (!over || actor->in_line == lock)
		return;
	line_leave(turn, actor);
	line_join(turn, lock, actor);
}

/* The oldest who waits and is not marked: the head of the condition's line, or one up to `last` of the
 * lock's. A loop's tasks stay in the line until their turn comes: `rule` (NULL: threads) knows them. */
static struct actor *oldest(struct kernel *kernel, uint32_t id, uint32_t last, const struct notify_rule *rule)
{
	const struct object *condition = kernel_see(kernel, id);
	struct actor *found = kernel_actor(kernel, condition->line.head);
	while (found != NULL && (found->marked || (rule != NULL && rule->passes_by(found))))
		found = kernel_actor(kernel, found->line_next);
	uint32_t at = last != LOG_NONE ? kernel_see(kernel, condition->lock)->line.head : LOG_NONE;
	while (at != LOG_NONE) {
		struct actor *actor = &kernel->actors[at];
		bool waits =
		    actor->call.op == OP_CONDITION_WAIT && actor->call.object == id && !actor->marked;
		if (waits && (found == NULL || actor->call.x < found->call.x))
			found = actor;
		at = at != last ? actor->line_next : LOG_NONE;
	}
	return found;
}

static void notify_one(struct turn *turn, uint32_t lock, struct actor *waiter)
{
	SET(turn, waiter->marked, true);
	if ((waiter->call.flags & LOG_TIMED) && waiter->call.deadline < turn->now)
		SET(turn, waiter->call.result, IL_TIMEOUT); /* too late */
	if (waiter->in_line == lock || is_of_loop(&waiter->call))
		return;
	line_leave(turn, waiter);
	line_join(turn, lock, waiter);
}

/* `context`: a loop's rule, or NULL. */
static void notify_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct object *condition = kernel_object(turn->kernel, event->object);
	const struct object *lock = lock_of(turn->kernel, event->object);
	int32_t wanted = owned(lock, turn->actor->id) ? event->y : 0;
	if (!owned(lock, turn->actor->id))
		event->result = kernel_object(turn->kernel, event->object)->shared ? IL_SHARED_NOTIFY_UNACQUIRED
		                                                                   : IL_NOTIFY_UNACQUIRED;
	uint32_t last = lock->line.tail; /* those who are notified now come behind it */
	struct actor *waiter;
	for (event->y = 0;
	     event->y < wanted && (waiter = oldest(turn->kernel, event->object, last, context)) != NULL;
	     event->y++) {
		notify_one(turn, condition->lock, waiter);
		SET(turn, condition->count, condition->count - 1);
	}
	event->x = condition->count;
}

/* A loop's task is cancelled. */
static void wait_given_up(struct turn *turn, struct log_event *event)
{
	struct object *condition = kernel_object(turn->kernel, event->object);
	if (!turn->actor->marked)
		SET(turn, condition->count, condition->count - 1);
	event->x = condition->count;
}

const struct op_def condition_wait_def = {.can = wait_can,
					  .apply = wait_apply,
					  .join = wait_join,
					  .overtaken = wait_overtaken,
					  .given_up = wait_given_up,
					  .left = wait_left};
const struct op_def condition_notify_def = {.apply = notify_apply};

/* The lock it is to use: the one given, or a new one of its own. */
static uint32_t choose_lock(struct il_site *site, const char *name, struct il_condition_options options)
{
	char own[256];
	if (options.lock.id != 0)
		return options.lock.id;
	if (options.rlock.id != 0)
		return options.rlock.id;
	snprintf(own, sizeof own, "%s.lock", name);
	return il_rlock_new_at(site, own, (struct il_object_options){.shared = options.shared}).id;
}

il_condition il_condition_new_at(struct il_site *site, const char *name, struct il_condition_options options)
{
	uint32_t lock = choose_lock(site, name, options);
	uint32_t id = object_make(site, name,
				  (struct making){.type = TYPE_CONDITION,
						  .shared = options.shared,
						  .lock = object_here(lock),
						  .process = current.actor->process});
	return (il_condition){.id = id, .lock = lock, .recursive = options.lock.id == 0};
}

il_status il_condition_acquire_at(struct il_site *site, il_condition condition, struct il_wait wait)
{
	return condition.recursive ? il_rlock_acquire_at(site, (il_rlock){condition.lock}, wait)
				   : il_lock_acquire_at(site, (il_lock){condition.lock}, wait);
}

il_status il_condition_release_at(struct il_site *site, il_condition condition)
{
	return condition.recursive ? il_rlock_release_at(site, (il_rlock){condition.lock})
				   : il_lock_release_at(site, (il_lock){condition.lock});
}

il_status il_condition_wait_at(struct il_site *site, il_condition condition, struct il_wait wait)
{
	struct log_event call = call_of(OP_CONDITION_WAIT, site, condition.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	return call_perform(NULL, &call, NULL);
}

/* One wait of a wait_for: the first says how long, those after it until when. */
static bool wait_once_more(il_status *status, struct log_event *call)
{
	struct log_event done;
	*status = call_perform(&done, call, NULL);
	if (*status != IL_OK && *status != IL_TIMEOUT)
		return false;
	if (call->flags & LOG_TIMED) {
		call->flags |= ENGINE_MOMENT;
		call->deadline = current.actor->call.deadline;
		*status = done.t >= call->deadline ? IL_TIMEOUT : IL_OK;
	}
	return true;
}

/* The predicate is asked once more when the time is over. */
il_status il_condition_wait_for_at(struct il_site *site, il_value *value, il_condition condition, il_target predicate,
				   struct il_wait_for options)
{
	struct log_event call = call_of(OP_CONDITION_WAIT, site, condition.id);
	il_args args = options.args;
	il_value answer;
	il_status status = IL_OK;
	args.named_count = options.kwargs.count;
	args.named = options.kwargs.named;
	call_wait(&call, (struct il_wait){.timeout = options.timeout}, WAIT_AS_GIVEN);
	for (;;) {
		answer = predicate(args);
		if (value != NULL)
			*value = answer;
		if (answer.kind == IL_ERROR)
			return value_raised(answer);
		if (il_truth(answer))
			return IL_OK;
		if (status != IL_OK || !wait_once_more(&status, &call))
			return status;
	}
}

il_status il_condition_notify_at(struct il_site *site, il_condition condition, int n)
{
	struct log_event call = call_of(OP_CONDITION_NOTIFY, site, condition.id);
	call.y = n;
	return call_perform(NULL, &call, NULL);
}
