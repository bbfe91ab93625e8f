/* asyncio's Lock, Event, Condition and Semaphore.
 *
 * Their state is that of the threads' primitives, and so are their ops; but who waits and goes on is the loop's to say:
 * each waiter has a future, and a release finishes that of the first, which goes on in the next turn. A newcomer that finds
 * anybody in line waits behind. */
#include "interleave/async.h"

#include <stdio.h>

#include "runtime/async_line.h"
#include "runtime/defs.h"
#include "runtime/query.h"
#include "runtime/values.h"

/* Waits for a place in a line unless it is free already; the op's result. */
static il_status wait_unless(bool free, struct log_event *call)
{
	struct future turn = {.state = free ? FUTURE_FINISHED : FUTURE_PENDING};
	return async_perform(NULL, call, &turn, NULL);
}

static uint32_t make(struct il_site *site, const char *name, struct making making)
{
	making.process = current.actor->process;
	return object_make(site, name, making);
}

/* ---- Lock ---- */

il_async_lock il_async_lock_new_at(struct il_site *site, const char *name)
{
	return (il_async_lock){make(site, name, (struct making){.type = TYPE_LOCK})};
}

/* One that was woken already goes on by itself. */
static void wake_first(uint32_t lock)
{
	const struct task *first = async_next_in_line(lock, OP_LOCK_ACQUIRE, NULL);
	if (first != NULL)
		future_finish(current.loop, first->waits_for, FUTURE_FINISHED, il_none());
}

static bool held(uint32_t lock)
{
	return async_object(lock)->owner != LOG_NONE;
}

il_status il_async_lock_acquire_at(struct il_site *site, il_async_lock lock)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (lock.id == 0)
		return IL_NO_ROOM;
	struct log_event call = call_of(OP_LOCK_ACQUIRE, site, lock.id);
	il_status status = wait_unless(!held(lock.id) && !async_line_holds(lock.id, OP_LOCK_ACQUIRE), &call);
	if (status == IL_CANCELLED && !held(lock.id))
		wake_first(lock.id);
	return status;
}

il_status il_async_lock_release_at(struct il_site *site, il_async_lock lock)
{
	struct log_event call = call_of(OP_LOCK_RELEASE, site, lock.id);
	il_status status = call_perform(NULL, &call, NULL);
	if (status == IL_OK && current.loop != NULL)
		wake_first(lock.id);
	return status == IL_RELEASE_UNLOCKED ? IL_LOCK_NOT_ACQUIRED : status; /* asyncio's words for it */
}

/* ---- Event ---- */

il_async_event il_async_event_new_at(struct il_site *site, const char *name)
{
	return (il_async_event){make(site, name, (struct making){.type = TYPE_EVENT})};
}

il_status il_async_event_wait_at(struct il_site *site, il_async_event event)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (event.id == 0)
		return IL_NO_ROOM;
	struct log_event call = call_of(OP_EVENT_WAIT, site, event.id);
	return wait_unless(async_object(event.id)->count != 0, &call);
}

il_status il_async_event_set_at(struct il_site *site, il_async_event event)
{
	struct log_event call = call_of(OP_EVENT_SET, site, event.id);
	il_status status = call_perform(NULL, &call, NULL);
	while (status == IL_OK && current.loop != NULL && async_wake_next(event.id, OP_EVENT_WAIT))
		continue;
	return status;
}

/* ---- Condition ---- */

il_async_condition il_async_condition_new_at(struct il_site *site, const char *name,
                                             struct il_async_condition_options options)
{
	il_async_lock lock = options.lock;
	if (lock.id == 0) {
		char own[256];
		snprintf(own, sizeof own, "%s.lock", name);
		lock = il_async_lock_new_at(site, own);
	}
	return (il_async_condition){make(site, name, (struct making){.type = TYPE_CONDITION, .lock = lock.id}), lock};
}

/* Whatever happens meanwhile, the lock is taken back; a cancellation that came while it waited for that is kept, without what
 * it said. */
static il_status take_back(struct il_site *site, il_async_lock lock, il_status status)
{
	il_status taken;
	while ((taken = il_async_lock_acquire_at(site, lock)) == IL_CANCELLED) {
		status = IL_CANCELLED;
		current.raised = async_cancellation(il_none());
	}
	return taken == IL_OK ? status : taken;
}

il_status il_async_condition_wait_at(struct il_site *site, il_async_condition condition)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (condition.id == 0)
		return IL_NO_ROOM;
	struct log_event call = call_of(OP_CONDITION_WAIT, site, condition.id);
	if (!held(condition.lock.id))
		return call_perform(NULL, &call, NULL);
	il_async_lock_release_at(site, condition.lock);
	return take_back(site, condition.lock, wait_unless(false, &call));
}

il_status il_async_condition_wait_for_at(struct il_site *site, il_value *value, il_async_condition condition,
                                         il_target predicate, struct il_call_options options)
{
	options.args.named_count = options.kwargs.count;
	options.args.named = options.kwargs.named;
	il_status status = IL_OK;
	while (status == IL_OK) {
		il_value answer = predicate(options.args);
		if (value != NULL)
			*value = answer;
		if (answer.kind == IL_ERROR)
			return async_raised(answer);
		if (il_truth(answer))
			break;
		status = il_async_condition_wait_at(site, condition);
	}
	return status;
}

static bool is_cancelled(const struct actor *waiter)
{
	const struct task *task = (const struct task *)loop_find(waiter->id);
	return task->waits_for->state == FUTURE_CANCELLED;
}

il_status il_async_condition_notify_at(struct il_site *site, il_async_condition condition, int n)
{
	struct log_event call = call_of(OP_CONDITION_NOTIFY, site, condition.id), done;
	call.y = n;
	struct notify_rule rule = {is_cancelled};
	il_status status = call_perform(&done, &call, current.loop != NULL ? &rule : NULL);
	for (int32_t i = 0; status == IL_OK && current.loop != NULL && i < done.y; i++)
		async_wake_next(condition.id, OP_CONDITION_WAIT);
	return status;
}

/* ---- Semaphore ---- */

il_async_semaphore il_async_semaphore_new_at(struct il_site *site, const char *name, int value, bool bounded)
{
	if (value < 0)
		return (il_async_semaphore){0};
	uint32_t type = bounded ? TYPE_BOUNDED_SEMAPHORE : TYPE_SEMAPHORE;
	return (il_async_semaphore){make(site, name, (struct making){.type = type, .bound = value, .count = value})};
}

/* How many units those who have been woken are to take. */
static int32_t promised(uint32_t semaphore)
{
	int32_t units = 0;
	struct task *task = NULL;
	while ((task = async_next_in_line(semaphore, OP_SEMAPHORE_ACQUIRE, task)) != NULL)
		units += task->waits_for->state == FUTURE_FINISHED;
	return units;
}

/* What is left of its value then. */
static int32_t left(uint32_t semaphore)
{
	return async_object(semaphore)->count - promised(semaphore);
}

static bool locked(uint32_t semaphore)
{
	return left(semaphore) == 0 || async_line_holds(semaphore, OP_SEMAPHORE_ACQUIRE);
}

il_status il_async_semaphore_acquire_at(struct il_site *site, il_async_semaphore semaphore)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (semaphore.id == 0)
		return IL_NO_ROOM;
	struct log_event call = call_of(OP_SEMAPHORE_ACQUIRE, site, semaphore.id);
	il_status status = wait_unless(!locked(semaphore.id), &call);
	if (left(semaphore.id) > 0)
		async_wake_next(semaphore.id, OP_SEMAPHORE_ACQUIRE);
	return status;
}

il_status il_async_semaphore_release_at(struct il_site *site, il_async_semaphore semaphore)
{
	struct log_event call = call_of(OP_SEMAPHORE_RELEASE, site, semaphore.id);
	call.y = 1;
	if (current.loop != NULL && semaphore.id != 0 && async_object(semaphore.id)->type == TYPE_BOUNDED_SEMAPHORE)
		call.z = promised(semaphore.id);
	il_status status = call_perform(NULL, &call, NULL);
	if (status == IL_OK && current.loop != NULL)
		async_wake_next(semaphore.id, OP_SEMAPHORE_ACQUIRE);
	return status == IL_RELEASED_TOO_OFTEN ? IL_BOUNDED_TOO_OFTEN : status;
}

static struct answer is_locked(struct turn *turn, uint32_t object, void *context)
{
	(void)turn;
	(void)context;
	return answer_truth(current.loop != NULL ? locked(object) : async_object(object)->count == 0);
}

bool il_async_semaphore_locked_at(struct il_site *site, il_async_semaphore semaphore)
{
	return call_query(site, semaphore.id, "locked", is_locked, NULL).i;
}

/* ---- what is held ---- */

struct il_async_held il_async_hold_lock(struct il_site *site, il_async_lock lock)
{
	return (struct il_async_held){.site = site, .status = il_async_lock_acquire_at(site, lock), .id = lock.id};
}

struct il_async_held il_async_hold_condition(struct il_site *site, il_async_condition condition)
{
	return il_async_hold_lock(site, condition.lock);
}

struct il_async_held il_async_hold_semaphore(struct il_site *site, il_async_semaphore semaphore)
{
	il_status status = il_async_semaphore_acquire_at(site, semaphore);
	return (struct il_async_held){.site = site, .status = status, .counts = true, .id = semaphore.id};
}

void il_async_held_end(struct il_async_held *held)
{
	if (held->status == IL_OK && held->counts)
		il_async_semaphore_release_at(held->site, (il_async_semaphore){held->id});
	else if (held->status == IL_OK)
		il_async_lock_release_at(held->site, (il_async_lock){held->id});
}
