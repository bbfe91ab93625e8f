/* threading.Barrier: a round at a time.
 *
 * Who comes while it fills is inside; the last one opens it, or first runs its action, and everybody goes out; who comes
 * meanwhile stays outside until all are out. A wait is one op, but for the last one where there is an action (barrier.action
 * before it, barrier.wait behind it), and for one that was kept outside (barrier.enter, and then its wait).
 *
 * Of the object, `count` is how many are inside, `bound` how many it takes, `unfinished` its enum log_barrier, `owner` who
 * runs the action. call.x is where the caller stands: it decides what it waits for. */
#include "runtime/defs.h"

#include "engine/line.h"
#include "interleave/sync.h"
#include "runtime/query.h"
#include "runtime/values.h"

/* call.x; the first three come from the caller, the others are where it is blocked. */
enum standing {
	STANDS_BEFORE,
	STANDS_ENTERED, /* inside, not waiting yet */
	STANDS_ACTED,   /* has run the action */
	STANDS_INSIDE,
	STANDS_OUTSIDE,
};

static struct object *barrier_of(struct turn *turn, const struct log_event *event)
{
	return kernel_object(turn->kernel, event->object);
}

static void barrier_state(struct log_event *event, const struct object *barrier)
{
	bool fills = barrier->unfinished == BARRIER_FILLS || barrier->unfinished == BARRIER_ACTS;
	event->x = fills ? barrier->count : 0;
	event->y = barrier->bound;
	event->z = barrier->unfinished;
}

static void change(struct turn *turn, struct log_event *event, enum log_barrier state)
{
	struct object *barrier = barrier_of(turn, event);
	SET(turn, barrier->unfinished, (int32_t)state);
	SET(turn, barrier->owner, state == BARRIER_ACTS ? turn->actor->id : LOG_NONE);
	line_let_go(turn, event->object, UINT32_MAX);
}

/* ---- wait ---- */

static bool wait_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct object *barrier = kernel_see(kernel, actor->call.object);
	bool fills = barrier->unfinished == BARRIER_FILLS, broken = barrier->unfinished == BARRIER_BROKEN;
	switch (actor->call.x) {
	case STANDS_BEFORE:
		return broken || (fills && barrier->count + 1 == barrier->bound);
	case STANDS_OUTSIDE:
		return broken || fills;
	case STANDS_ACTED:
		return true;
	default:
		return barrier->unfinished != BARRIER_ACTS && (!fills || engine_late(actor, now));
	}
}

/* Its place, which is what its wait returns. */
static void enter(struct turn *turn, struct log_event *event)
{
	struct object *barrier = barrier_of(turn, event);
	call_set_value(event, il_int(barrier->count));
	SET(turn, barrier->count, barrier->count + 1);
}

/* Whoever is kept outside has all its time still when it comes in. */
static void wait_join(struct turn *turn, struct log_event *event)
{
	struct log_event *call = &turn->actor->call;
	bool inside = call->x == STANDS_ENTERED || barrier_of(turn, event)->unfinished == BARRIER_FILLS;
	if (inside && call->x == STANDS_BEFORE) {
		enter(turn, event);
		SET(turn, call->value, event->value);
		SET(turn, call->flags, (uint16_t)(call->flags | VALUE_INT));
	} else if (!inside) {
		event->flags = (uint16_t)(event->flags & ~LOG_TIMED);
		SET(turn, call->flags, event->flags);
	}
	SET(turn, call->x, inside ? STANDS_INSIDE : STANDS_OUTSIDE);
	line_join(turn, event->object, turn->actor);
	barrier_state(event, barrier_of(turn, event));
}

static void leave(struct turn *turn, struct log_event *event)
{
	struct object *barrier = barrier_of(turn, event);
	SET(turn, barrier->count, barrier->count - 1);
	if (barrier->count == 0 &&
	    (barrier->unfinished == BARRIER_DRAINS || barrier->unfinished == BARRIER_RESETS))
		change(turn, event, BARRIER_FILLS);
}

static void arrive(struct turn *turn, struct log_event *event, bool has_action)
{
	struct object *barrier = barrier_of(turn, event);
	enter(turn, event);
	if (barrier->count != barrier->bound) {
		event->op = OP_BARRIER_ENTER;
	} else if (has_action) {
		event->op = OP_BARRIER_ACTION;
		change(turn, event, BARRIER_ACTS);
	} else {
		change(turn, event, BARRIER_DRAINS);
		leave(turn, event);
	}
}

static void fail(struct log_event *event, il_status status)
{
	event->result = (int16_t)status;
	if (status == IL_RAISED)
		return;
	call_set_value(event, il_none());
	event->value = 0;
}

/* Those inside see what has become of the barrier; if nothing has, their time is over, and they break it. */
static void come_out(struct turn *turn, struct log_event *event)
{
	const struct object *barrier = barrier_of(turn, event);
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (event->x == STANDS_ACTED)
		change(turn, event, raised ? BARRIER_BROKEN : BARRIER_DRAINS);
	else if (barrier->unfinished == BARRIER_FILLS)
		change(turn, event, BARRIER_BROKEN);
	if (raised)
		fail(event, IL_RAISED);
	else if (barrier->unfinished != BARRIER_DRAINS)
		fail(event, IL_BROKEN_BARRIER);
	leave(turn, event);
}

static void wait_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct object *barrier = barrier_of(turn, event);
	const bool *has_action = context;
	bool inside = event->x != STANDS_BEFORE && event->x != STANDS_OUTSIDE;
	if (inside)
		come_out(turn, event);
	else if (barrier->unfinished == BARRIER_BROKEN)
		fail(event, IL_BROKEN_BARRIER);
	else
		arrive(turn, event, *has_action);
	barrier_state(event, barrier);
}

/* ---- reset, abort ---- */

/* The action runs under the barrier's lock. */
static bool change_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)now;
	return kernel_see(kernel, actor->call.object)->unfinished != BARRIER_ACTS;
}

static void change_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	barrier_state(event, barrier_of(turn, event));
}

static void reset_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct object *barrier = barrier_of(turn, event);
	if (barrier->count == 0)
		change(turn, event, BARRIER_FILLS);
	else if (barrier->unfinished == BARRIER_FILLS || barrier->unfinished == BARRIER_BROKEN)
		change(turn, event, BARRIER_RESETS);
	barrier_state(event, barrier);
}

static void abort_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	change(turn, event, BARRIER_BROKEN);
	barrier_state(event, barrier_of(turn, event));
}

const struct op_def barrier_wait_def = {.can = wait_can, .apply = wait_apply, .join = wait_join};
const struct op_def barrier_reset_def = {.can = change_can, .apply = reset_apply, .join = change_join};
const struct op_def barrier_abort_def = {.can = change_can, .apply = abort_apply, .join = change_join};

/* ---- calls ---- */

il_barrier il_barrier_new_at(struct il_site *site, const char *name, int parties, struct il_barrier_options options)
{
	uint32_t id = object_make(site, name,
	                          (struct making){.type = TYPE_BARRIER,
	                                          .shared = options.shared,
	                                          .bound = parties,
	                                          .process = current.actor->process});
	return (il_barrier){.id = id, .action = options.action, .timeout = options.timeout};
}

il_status il_barrier_wait_at(struct il_site *site, int *index, il_barrier barrier, struct il_wait wait)
{
	bool has_action = barrier.action != NULL;
	enum standing standing = STANDS_BEFORE;
	il_value place = il_none();
	struct log_event done;
	if (!wait.timeout.limited && !wait.nonblocking)
		wait.timeout = barrier.timeout;
	for (;;) {
		struct log_event call = call_of(OP_BARRIER_WAIT, site, barrier.id);
		call.x = (int32_t)standing;
		call_set_value(&call, place);
		call_wait(&call, wait, WAIT_AS_GIVEN);
		il_status status = call_perform(&done, &call, &has_action);
		if (status == IL_RAISED)
			return value_raised(call_value(&done));
		if (status != IL_OK)
			return status;
		if (done.op == OP_BARRIER_WAIT)
			break;
		place = call_value(&done);
		standing = done.op == OP_BARRIER_ENTER ? STANDS_ENTERED : STANDS_ACTED;
		il_value result = standing == STANDS_ACTED ? barrier.action((il_args){0}) : il_none();
		if (result.kind == IL_ERROR)
			place = result;
	}
	if (index != NULL)
		*index = (int)done.value;
	return IL_OK;
}

il_status il_barrier_reset_at(struct il_site *site, il_barrier barrier)
{
	struct log_event call = call_of(OP_BARRIER_RESET, site, barrier.id);
	return call_perform(NULL, &call, NULL);
}

il_status il_barrier_abort_at(struct il_site *site, il_barrier barrier)
{
	struct log_event call = call_of(OP_BARRIER_ABORT, site, barrier.id);
	return call_perform(NULL, &call, NULL);
}

static struct answer parties_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_value(il_int(kernel_object(turn->kernel, object)->bound));
}

static struct answer waiting_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	struct log_event state = {0};
	barrier_state(&state, kernel_object(turn->kernel, object));
	return answer_value(il_int(state.x));
}

static struct answer broken_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_object(turn->kernel, object)->unfinished == BARRIER_BROKEN);
}

int il_barrier_parties_at(struct il_site *site, il_barrier barrier)
{
	return (int)call_query(site, barrier.id, "parties", parties_answer, NULL).i;
}

int il_barrier_n_waiting_at(struct il_site *site, il_barrier barrier)
{
	return (int)call_query(site, barrier.id, "n_waiting", waiting_answer, NULL).i;
}

bool il_barrier_broken_at(struct il_site *site, il_barrier barrier)
{
	return call_query(site, barrier.id, "broken", broken_answer, NULL).i;
}
