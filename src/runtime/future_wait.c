/* concurrent.futures.wait and as_completed: waiting for several futures in one op.
 *
 * The actor's row `set` has an item for each of the futures, once. While it waits, such an item also stands in the row of its
 * future, if that is not settled: its value is the actor and the future, its text the next item of the future's row.
 * Whoever settles a future tells all in its row, and lets those go who have waited for that (marked). The call.x of an actor
 * that waits counts what it still misses; its call.y is 1.
 *
 * as_completed need not remember what it has given: futures are given in the order in which they were settled, so the
 * place of the last one says it all. */
#include "runtime/future.h"

#include <stdlib.h>

#include "runtime/defs.h"
#include "runtime/id_set.h"
#include "runtime/items.h"

/* What a wait's caller wants to know. */
struct waiting {
	bool *done;
	const il_future *futures;
	size_t count;
};

static struct object *future_in(struct kernel *kernel, uint32_t item)
{
	return kernel_object(kernel, (uint32_t)kernel->items[item].value);
}

static struct actor *waiter_in(struct kernel *kernel, uint32_t item)
{
	return kernel_actor(kernel, (uint32_t)(kernel->items[item].value >> 32));
}

/* How the futures of a set stand. */
struct survey {
	int32_t total, settled;
	bool raised;
	int32_t given;     /* settled, up to the place taken last */
	uint32_t next;     /* the first settled behind it, LOG_NONE */
	uint32_t next_at;  /* its place */
};

static struct survey survey_set(const struct kernel *kernel, const struct actor *actor, uint32_t taken)
{
	struct survey survey = {.next = LOG_NONE};
	for (uint32_t at = actor->set; at != LOG_NONE; at = kernel->items[at].next) {
		uint32_t id = (uint32_t)kernel->items[at].value;
		const struct object *future = kernel_see(kernel, id);
		survey.total++;
		if (!future_is_settled(future))
			continue;
		survey.settled++;
		survey.raised |= future_has_raised(future);
		if (future->settled_at <= taken) {
			survey.given++;
		} else if (survey.next == LOG_NONE || future->settled_at < survey.next_at) {
			survey.next = id;
			survey.next_at = future->settled_at;
		}
	}
	return survey;
}

static bool is_over(const struct survey *survey, int32_t mode)
{
	switch (mode) {
	case UNTIL_FIRST:
		return survey->settled > 0 || survey->total == 0;
	case UNTIL_EXCEPTION:
		return survey->raised || survey->settled == survey->total;
	case UNTIL_NEXT:
		return survey->next != LOG_NONE;
	default:
		return survey->settled == survey->total;
	}
}

static uint32_t taken_by(const struct actor *actor)
{
	return actor->call.z == UNTIL_NEXT ? (uint32_t)actor->call.value : 0;
}

/* ---- ops ---- */

static bool wait_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	if (actor->marked || engine_late(actor, now))
		return true;
	if (actor->call.y != 0) /* it waits, and will be marked */
		return false;
	struct survey survey = survey_set(kernel, actor, taken_by(actor));
	return is_over(&survey, actor->call.z);
}

static void enlist(struct turn *turn, struct object *future, uint32_t item)
{
	struct item *items = turn->kernel->items;
	SET(turn, items[item].text, LOG_NONE);
	if (future->last == LOG_NONE)
		SET(turn, future->first, item);
	else
		SET(turn, items[future->last].text, item);
	SET(turn, future->last, item);
}

static void strike_out(struct turn *turn, struct object *future, uint32_t item)
{
	struct item *items = turn->kernel->items;
	uint32_t before = LOG_NONE, at = future->first;
	for (; at != LOG_NONE && at != item; at = items[at].text)
		before = at;
	if (at == LOG_NONE)
		return;
	if (before == LOG_NONE)
		SET(turn, future->first, items[item].text);
	else
		SET(turn, items[before].text, items[item].text);
	if (future->last == item)
		SET(turn, future->last, before);
}

static void wait_join(struct turn *turn, struct log_event *event)
{
	struct kernel *kernel = turn->kernel;
	struct survey survey = survey_set(kernel, turn->actor, taken_by(turn->actor));
	for (uint32_t at = turn->actor->set; at != LOG_NONE; at = kernel->items[at].next)
		if (!future_is_settled(future_in(kernel, at)))
			enlist(turn, future_in(kernel, at), at);
	SET(turn, turn->actor->call.x, survey.total - survey.settled);
	SET(turn, turn->actor->call.y, 1);
	event->x = event->z == UNTIL_NEXT ? survey.total - survey.given : survey.settled;
	event->y = survey.total;
}

/* Live, an actor in no line is let go by whoever does what it waits for. */
static void tell(struct turn *turn, struct actor *waiter, const struct object *future)
{
	int32_t mode = waiter->call.z;
	if (waiter->state == ACTOR_IS_ENDED || waiter->marked)
		return;
	SET(turn, waiter->call.x, waiter->call.x - 1);
	bool enough = mode == UNTIL_FIRST || mode == UNTIL_NEXT || (mode == UNTIL_EXCEPTION && future_has_raised(future));
	if (!enough && waiter->call.x > 0)
		return;
	SET(turn, waiter->marked, true);
	if (turn->kernel->gate_open && waiter->state == ACTOR_IS_BLOCKED)
		turn_wake(turn, waiter);
}

void future_wait_settled(struct turn *turn, struct object *future)
{
	struct kernel *kernel = turn->kernel;
	for (uint32_t at = future->first; at != LOG_NONE; at = kernel->items[at].text)
		tell(turn, waiter_in(kernel, at), future);
	SET(turn, future->first, LOG_NONE);
	SET(turn, future->last, LOG_NONE);
}

/* The futures of the set need know of it no longer. */
static void drop_set(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	struct actor *actor = turn->actor;
	while (actor->set != LOG_NONE) {
		if (!future_is_settled(future_in(kernel, actor->set)))
			strike_out(turn, future_in(kernel, actor->set), actor->set);
		items_take_first(turn, &actor->set, &actor->set_last);
	}
}

static void answer_wait(struct turn *turn, struct log_event *event, const struct survey *survey,
                        const struct waiting *waiting)
{
	if (!is_over(survey, event->z))
		event->result = IL_TIMEOUT;
	for (size_t i = 0; i < waiting->count; i++)
		waiting->done[i] =
		    future_is_settled(kernel_object(turn->kernel, object_here(waiting->futures[i].id)));
}

/* CPython looks at the clock before it waits, and then gives all that it finds: those that were settled at its last look are
 * given whatever the time. */
static void answer_next(struct turn *turn, struct log_event *event, const struct survey *survey, bool waited,
                        struct il_completed *completed)
{
	const struct log_event *call = &turn->actor->call;
	bool in_time = !(call->flags & LOG_TIMED) || call->deadline >= turn->now;
	if (!completed->begun) {
		completed->begun = true;
		completed->until = call->deadline;
		completed->known = turn->kernel->futures_settled;
	}
	event->flags &= (uint16_t)~LOG_VALUE_KIND;
	event->value = 0;
	if (survey->next == LOG_NONE || !(waited || in_time || survey->next_at <= completed->known)) {
		event->result = IL_TIMEOUT;
		return;
	}
	event->x--;
	if (survey->next_at > completed->known)
		completed->known = turn->kernel->futures_settled;
	completed->taken = survey->next_at;
	completed->ended = event->x == 0;
	call_set_value(event, il_object(survey->next));
}

static void wait_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct actor *actor = turn->actor;
	struct survey survey = survey_set(turn->kernel, actor, taken_by(actor));
	bool waited = event->y != 0;
	event->x = event->z == UNTIL_NEXT ? survey.total - survey.given : survey.settled;
	event->y = survey.total;
	if (event->z == UNTIL_NEXT)
		answer_next(turn, event, &survey, waited, context);
	else
		answer_wait(turn, event, &survey, context);
	drop_set(turn);
}

const struct op_def future_wait_def = {.can = wait_can, .apply = wait_apply, .join = wait_join};

/* ---- calls ---- */

/* The ids of the futures, rising, each once; *ids is the caller's to free. */
static il_status ids_of(uint32_t **ids, size_t *unique, const il_future *futures, size_t count)
{
	const struct kernel *kernel = current.runtime->engine->kernel;
	*ids = malloc((count + 1) * sizeof **ids);
	*unique = 0;
	if (*ids == NULL)
		return IL_NO_ROOM;
	for (size_t i = 0; i < count; i++) {
		const struct object *future = kernel_constants(kernel, object_here(futures[i].id));
		if (future == NULL || future->type != TYPE_FUTURE) /* the handle of one for which there was no room */
			return IL_NO_ROOM;
		(*ids)[i] = object_here(futures[i].id);
	}
	*unique = id_set_sort(*ids, count);
	return IL_OK;
}

/* Makes the calling actor's row. */
static bool make_set(const uint32_t *ids, size_t count)
{
	struct turn turn;
	struct actor *actor = current.actor;
	bool fits = true;
	turn_begin(&turn, current.runtime->engine, actor);
	for (size_t i = 0; fits && i < count; i++)
		fits = items_append(&turn, &actor->set, &actor->set_last,
		                    (struct item){.value = (int64_t)actor->id << 32 | ids[i]});
	if (!fits)
		items_clear(&turn, &actor->set, &actor->set_last);
	turn_end(&turn);
	return fits;
}

/* Performs the wait `call`; *set is the set's string, made here when it is 0. */
static il_status wait_for_set(uint32_t *set, struct log_event *done, struct log_event *call, const il_future *futures,
                              size_t count, void *context)
{
	uint32_t *ids;
	size_t unique;
	il_status status = ids_of(&ids, &unique, futures, count);
	if (status == IL_OK && *set == 0)
		*set = id_set_string(ids, unique);
	if (status == IL_OK && (*set == 0 || !make_set(ids, unique)))
		status = IL_NO_ROOM;
	free(ids);
	if (status != IL_OK)
		return status;
	call->text = *set;
	return call_perform(done, call, context);
}

/* The mode in the log; LOG_WAIT_MODES: there is no such condition. */
static enum log_wait_mode mode_of(enum il_return_when return_when)
{
	switch (return_when) {
	case IL_ALL_COMPLETED:
		return UNTIL_ALL;
	case IL_FIRST_COMPLETED:
		return UNTIL_FIRST;
	case IL_FIRST_EXCEPTION:
		return UNTIL_EXCEPTION;
	default:
		return LOG_WAIT_MODES;
	}
}

/* CPython sees that the condition is none only when it would have to wait. */
il_status il_future_wait_at(struct il_site *site, bool *done, const il_future *futures, size_t count,
                            struct il_future_wait_options options)
{
	struct log_event call = call_of(OP_FUTURE_WAIT, site, LOG_NONE), logged;
	struct waiting waiting = {done, futures, done != NULL ? count : 0};
	enum log_wait_mode mode = mode_of(options.return_when);
	bool known = mode != LOG_WAIT_MODES;
	uint32_t set = 0;
	call.z = known ? (int32_t)mode : UNTIL_ALL;
	call_wait(&call, (struct il_wait){.timeout = options.timeout, .nonblocking = !known}, WAIT_AS_GIVEN);
	il_status status = wait_for_set(&set, &logged, &call, futures, count, &waiting);
	if (status == IL_TIMEOUT)
		return known ? IL_OK : IL_BAD_VALUE;
	return status;
}

/* Of a wait without a limit, and from the second one on, the moment is known. */
static void limit_wait(struct log_event *call, const struct il_completed *completed)
{
	call_wait(call, (struct il_wait){.timeout = completed->timeout}, WAIT_AS_GIVEN);
	if (!completed->begun || !completed->timeout.limited)
		return;
	call->flags |= ENGINE_MOMENT;
	call->deadline = completed->until;
}

il_status il_completed_next_at(struct il_site *site, il_future *future, struct il_completed *completed)
{
	struct log_event call = call_of(OP_FUTURE_WAIT, site, LOG_NONE), done;
	if (completed->ended || completed->count == 0)
		return IL_EXHAUSTED;
	call.z = UNTIL_NEXT;
	call_set_value(&call, il_int(completed->taken));
	limit_wait(&call, completed);
	il_status status =
	    wait_for_set(&completed->set, &done, &call, completed->futures, completed->count, completed);
	if (status == IL_OK) {
		*future = il_future_of(call_value(&done));
		return IL_OK;
	}
	completed->ended = true;
	if (status == IL_TIMEOUT) {
		completed->unfinished = (uint32_t)done.x;
		completed->total = (uint32_t)done.y;
	}
	return status;
}
