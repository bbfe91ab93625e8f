/* What workers and those who ask for outcomes wait for. An object that the log never made holds nobody up.
 *
 * A future that is not done waits for somebody itself: for who runs it, or in a work queue for a worker that comes free. */
#include "log/ids.h"
#include "model/why.h"

static bool is_exit(unsigned op)
{
	return op == OP_EXIT || op == OP_PROCESS_EXIT;
}

/* Its process has come to its end, and takes no more calls. */
static bool is_leaving(const struct model *model, const struct model_object *executor)
{
	const struct model_actor *process = model_actor(model, executor->process);
	return !process || model_ended(process) ||
	       (process->at_valid && process->at.phase == LOG_BLOCK && is_exit(process->at.op));
}

struct why_not why_take(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *executor = model_object(model, actor->at.object);
	if (!executor || executor->item_count > 0 || executor->closed || is_leaving(model, executor))
		return CAN_GO;
	return because(WHY_NO_WORK, executor->id, LOG_NONE);
}

/* ---- futures ---- */

static bool is_done(const struct model_object *future)
{
	return future->state >= FUTURE_IS_CANCELLED;
}

static bool is_settled(const struct model_object *future)
{
	return future->settled_at != 0;
}

/* Its place in the executor's work queue, from 1; 0: it is not there. */
static int32_t place_in(const struct model_object *executor, uint32_t future)
{
	for (uint32_t i = 0; i < executor->item_count; i++)
		if (executor->items[i].kind == VALUE_OBJECT && executor->items[i].value == future)
			return (int32_t)i + 1;
	return 0;
}

const struct model_object *model_work_queue(int32_t *place, const struct model *model, uint32_t future)
{
	for (uint32_t i = 0; i < model->object_count; i++) {
		const struct model_object *executor = &model->objects[i];
		if (executor->type == TYPE_EXECUTOR && (*place = place_in(executor, future)) > 0)
			return executor;
	}
	return NULL;
}

/* ---- who would have to act ----
 *
 * A future in a work queue needs any worker that comes free, a wait for the first of several any of those who run them. So
 * one is named who is not held up by the waiting actor itself, if there is one: then the chain of reasons closes only
 * where nobody can ever help. */

enum { VISITED_MAX = 256 };

struct search {
	const struct model *model;
	uint32_t visited[VISITED_MAX];
	uint32_t count;
};

static bool leads_out(struct search *search, uint32_t actor);

/* Of those who would do for this future, one that leads out, else the first; LOG_NONE: nobody would. */
static uint32_t choose_helper(struct search *search, const struct model_object *future)
{
	int32_t place;
	uint32_t first = LOG_NONE;
	const struct model_object *executor =
	    future->owner == LOG_NONE ? model_work_queue(&place, search->model, future->id) : NULL;
	if (!executor)
		return future->owner;
	for (uint32_t i = 0; i < search->model->actor_count; i++) {
		const struct model_actor *worker = &search->model->actors[i];
		if (!worker->kind || worker->pool != executor->id || model_ended(worker))
			continue;
		if (leads_out(search, worker->id))
			return worker->id;
		if (first == LOG_NONE)
			first = worker->id;
	}
	return first;
}

static bool future_leads_out(struct search *search, const struct model_object *future)
{
	if (!future || is_done(future))
		return true;
	uint32_t helper = choose_helper(search, future);
	return helper == LOG_NONE || leads_out(search, helper);
}

static bool asks_for_outcome(const struct log_event *at)
{
	return at->op == OP_FUTURE_RESULT || at->op == OP_FUTURE_EXCEPTION;
}

static bool any_leads_out(struct search *search, const struct log_event *wait)
{
	struct ids ids = ids_begin(log_text(search->model->log, wait->text));
	for (uint32_t id; ids_next(&id, &ids);)
		if (future_leads_out(search, model_object(search->model, id)))
			return true;
	return false;
}

/* Whether the chain from `actor` on ends somewhere, rather than where it has been. */
static bool leads_out(struct search *search, uint32_t id)
{
	const struct model_actor *actor = model_actor(search->model, id);
	for (uint32_t i = 0; i < search->count; i++)
		if (search->visited[i] == id)
			return false;
	if (!actor || search->count == VISITED_MAX)
		return true;
	search->visited[search->count++] = id;
	bool blocked = actor->at_valid && actor->at.phase == LOG_BLOCK;
	if (blocked && (actor->at.flags & LOG_TIMED))
		return true;
	if (blocked && asks_for_outcome(&actor->at))
		return future_leads_out(search, model_object(search->model, actor->at.object));
	if (blocked && actor->at.op == OP_FUTURE_WAIT)
		return any_leads_out(search, &actor->at);
	uint32_t by = model_why(search->model, id).by;
	return by == LOG_NONE || leads_out(search, by);
}

/* ---- one future ---- */

static struct why_not why_future(struct search *search, const struct model_object *future)
{
	int32_t place = 0;
	if (future->owner != LOG_NONE)
		return because(WHY_FUTURE_RUNS, future->id, future->owner);
	if (!model_work_queue(&place, search->model, future->id))
		return because(WHY_FUTURE_PENDING, future->id, LOG_NONE);
	struct why_not why = because(WHY_FUTURE_QUEUED, future->id, choose_helper(search, future));
	why.rank = place;
	return why;
}

static struct search search_from(const struct model *model, const struct model_actor *actor)
{
	return (struct search){.model = model, .visited = {actor->id}, .count = 1};
}

struct why_not why_outcome(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *future = model_object(model, actor->at.object);
	struct search search = search_from(model, actor);
	if (!future || is_done(future))
		return CAN_GO;
	return why_future(&search, future);
}

/* ---- several ---- */

static bool has_raised(const struct model_object *future)
{
	return future->state == FUTURE_IS_FINISHED && future->value.kind == VALUE_ERROR;
}

/* Whether this settled future alone is what the wait is for. */
static bool is_enough(const struct log_event *wait, const struct model_object *future)
{
	switch (wait->z) {
	case UNTIL_FIRST:
		return true;
	case UNTIL_EXCEPTION:
		return has_raised(future);
	case UNTIL_NEXT:
		return future->settled_at > (uint32_t)wait->value;
	default:
		return false;
	}
}

/* A wait for all names the first that is missing; one for any of them the first that can come, if there is one. */
struct why_not why_futures(const struct model *model, const struct model_actor *actor)
{
	struct ids ids = ids_begin(log_text(model->log, actor->at.text));
	struct search search = search_from(model, actor), last = search;
	const struct model_object *named = NULL;
	bool chosen = actor->at.z == UNTIL_ALL;
	int32_t missing = 0;
	for (uint32_t id; ids_next(&id, &ids);) {
		const struct model_object *future = model_object(model, id);
		if (future && is_settled(future) && is_enough(&actor->at, future))
			return CAN_GO;
		if (!future || is_settled(future))
			continue;
		missing++;
		bool comes = !chosen && future_leads_out(&search, future);
		if (!named || comes)
			named = future;
		chosen |= comes;
	}
	if (!named)
		return CAN_GO;
	struct why_not why = because(WHY_FUTURES, named->id, choose_helper(&last, named));
	why.rank = missing;
	return why;
}
