/* What the ops of pools of processes need, and what they change. Chunks are taken in the order in which they were asked for,
 * each once, and given back by who took them; a result is ready when all of its chunks have come back, or are lost. */
#include "invariants_fold.h"

#include <signal.h>
#include <string.h>

#include "interleave/status.h"

enum { POOL_RUNS, POOL_CLOSES, POOL_ENDS }; /* a pool's stage */
enum { RESULT_WAITS, RESULT_CALLS, RESULT_IS_HERE }; /* a result's */

static bool lives(const struct seen_actor *actor)
{
	return actor->stand != STAND_NEW && actor->stand != STAND_ENDED;
}

static bool is_over(const struct fold *fold, const struct seen_object *pool)
{
	return pool->stage == POOL_ENDS || (pool->stage == POOL_CLOSES && pool->unfinished == 0) ||
	       seen_actor(fold, pool->process)->stand == STAND_ENDED;
}

static bool is_mine(const struct fold *fold, const struct log_event *event)
{
	return seen_object(fold, event->object)->process == seen_actor(fold, event->actor)->process;
}

/* The result that `id` is, of this pool; NULL: it is none. */
static struct seen_object *result_of(const struct fold *fold, uint32_t pool, uint32_t id)
{
	struct seen_object *result = seen_object(fold, id);
	return result != NULL && result->type == TYPE_RESULT && result->lock == pool ? result : NULL;
}

/* ---- asking ---- */

static bool asked(struct fold *fold, const struct log_event *event)
{
	struct seen_object *pool = seen_object(fold, event->object);
	bool runs = pool->stage == POOL_RUNS && is_mine(fold, event);
	if (event->result != IL_OK)
		return HOLDS(fold, event->result == IL_NO_ROOM || event->result == IL_TOO_LARGE || (event->result == IL_NOT_RUNNING && !runs));
	struct seen_object *result = result_of(fold, event->object, event->via);
	if (!HOLDS(fold, runs) || !HOLDS(fold, fold->inner.op == OP_OBJECT_NEW && fold->inner.object == event->via) ||
	    !HOLDS(fold, result != NULL && result->bound == event->x && result->stage == RESULT_WAITS) ||
	    !HOLDS(fold, event->y >= 0 && event->y <= event->x && (event->y == 0) == (event->x == 0)))
		return false;
	result->calls_back = event->value;
	result->unfinished = event->y;
	result->stage = event->y == 0 ? RESULT_IS_HERE : RESULT_WAITS;
	pool->unfinished += event->y;
	for (int32_t i = 0; i < event->y; i++)
		if (!HOLDS(fold, row_push(&pool->row, (struct seen_value){VALUE_INT, event->via, i, 0})))
			return false;
	return HOLDS(fold, event->z == (int32_t)pool->row.count);
}

/* ---- workers ---- */

static bool take_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *pool = seen_object(fold, op->object);
	return pool->row.count > 0 || is_over(fold, pool);
}

static bool taken(struct fold *fold, const struct log_event *event)
{
	struct seen_object *pool = seen_object(fold, event->object);
	struct seen_actor *worker = seen_actor(fold, event->actor);
	if (!HOLDS(fold, worker->pool == event->object && worker->kind == TYPE_PROCESS) ||
	    !HOLDS(fold, worker->works_on == LOG_NONE))
		return false;
	if (event->y == 0)
		return HOLDS(fold, pool->row.count == 0 && is_over(fold, pool)) && HOLDS(fold, event->via == LOG_NONE);
	if (!HOLDS(fold, pool->row.count > 0))
		return false;
	struct seen_value chunk = row_pop(&pool->row);
	worker->works_on = event->via;
	worker->chunk = event->x;
	worker->chunk_items = event->y;
	return HOLDS(fold, chunk.text == event->via && chunk.value == event->x) && HOLDS(fold, event->y > 0) &&
	       HOLDS(fold, event->z == (int32_t)pool->row.count);
}

static bool take_blocked(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, event->z == (int32_t)seen_object(fold, event->object)->row.count);
}

/* One chunk fewer is to come. */
static bool chunk_ends(struct fold *fold, uint32_t pool_id, uint32_t id, il_status status)
{
	struct seen_object *pool = seen_object(fold, pool_id), *result = result_of(fold, pool_id, id);
	if (!HOLDS(fold, result != NULL && result->unfinished > 0 && pool->unfinished > 0))
		return false;
	if (result->status == IL_OK)
		result->status = status;
	pool->unfinished--;
	if (--result->unfinished > 0)
		return true;
	bool calls = result->calls_back & (result->status == IL_OK ? 1 : 2);
	result->stage = calls ? RESULT_CALLS : RESULT_IS_HERE;
	pool->count += calls; /* callbacks that are due */
	return HOLDS(fold, result->status != IL_OK || result->given == result->bound);
}

static bool given(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *worker = seen_actor(fold, event->actor);
	struct seen_object *result = result_of(fold, event->object, event->via);
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (!HOLDS(fold, result != NULL && worker->works_on == event->via && worker->chunk == event->x) ||
	    !HOLDS(fold, worker->chunk_items == event->y) ||
	    !HOLDS(fold, event->result == (raised ? IL_RAISED : IL_OK)))
		return false;
	result->given += raised ? 0 : event->y;
	worker->works_on = LOG_NONE;
	return chunk_ends(fold, event->object, event->via, (il_status)event->result) &&
	       HOLDS(fold, event->z == result->unfinished);
}

/* ---- the helper ---- */

static bool is_dead_worker(const struct seen_actor *actor, uint32_t pool)
{
	return actor->pool == pool && actor->kind == TYPE_PROCESS && actor->stand == STAND_ENDED;
}

static bool has_dead_worker(const struct fold *fold, uint32_t pool)
{
	for (uint32_t id = 0; id < fold->actor_count; id++)
		if (is_dead_worker(&fold->actors[id], pool))
			return true;
	return false;
}

static bool tend_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *pool = seen_object(fold, op->object);
	return pool->count > 0 || is_over(fold, pool) || has_dead_worker(fold, op->object);
}

/* Whoever has ended with a chunk has lost it. */
static bool saw_to_worker(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *worker = seen_actor(fold, event->via);
	bool lost = (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT;
	if (!HOLDS(fold, worker != NULL && is_dead_worker(worker, event->object)) ||
	    !HOLDS(fold, lost == (worker->works_on != LOG_NONE)) ||
	    !HOLDS(fold, !lost || ((uint32_t)event->value == worker->works_on && event->y == worker->chunk)))
		return false;
	worker->pool = LOG_NONE;
	worker->works_on = LOG_NONE;
	return (!lost || chunk_ends(fold, event->object, (uint32_t)event->value, IL_TASK_LOST)) &&
	       HOLDS(fold, event->x == !is_over(fold, seen_object(fold, event->object)));
}

static bool tended(struct fold *fold, const struct log_event *event)
{
	struct seen_object *pool = seen_object(fold, event->object);
	const struct seen_object *result = result_of(fold, event->object, event->via);
	bool calls = pool->count > 0 && pool->stage != POOL_ENDS;
	if (event->z == TEND_OVER)
		return HOLDS(fold, !calls && is_over(fold, pool));
	if (event->z == TEND_WORKER)
		return HOLDS(fold, !calls && !is_over(fold, pool)) && saw_to_worker(fold, event);
	pool->count--;
	return HOLDS(fold, calls) && HOLDS(fold, result != NULL && result->stage == RESULT_CALLS);
}

static bool delivered(struct fold *fold, const struct log_event *event)
{
	struct seen_object *result = result_of(fold, event->object, event->via);
	if (!HOLDS(fold, result != NULL && result->stage == RESULT_CALLS))
		return false;
	result->stage = RESULT_IS_HERE;
	return true;
}

/* ---- the end ---- */

static bool as_mine(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, event->result == (is_mine(fold, event) ? IL_OK : IL_NOT_RUNNING));
}

static bool closed(struct fold *fold, const struct log_event *event)
{
	struct seen_object *pool = seen_object(fold, event->object);
	if (event->result == IL_OK && pool->stage == POOL_RUNS)
		pool->stage = POOL_CLOSES;
	return as_mine(fold, event);
}

static bool terminated(struct fold *fold, const struct log_event *event)
{
	struct seen_object *pool = seen_object(fold, event->object);
	int32_t told = 0;
	if (!as_mine(fold, event) || event->result != IL_OK)
		return event->result == IL_NOT_RUNNING;
	pool->stage = POOL_ENDS;
	while (pool->row.count > 0)
		row_pop(&pool->row);
	for (uint32_t id = 0; id < fold->actor_count; id++) {
		const struct seen_actor *worker = &fold->actors[id];
		bool works = worker->pool == event->object && worker->kind == TYPE_PROCESS;
		if (works && lives(worker) && worker->told == 0 && ++told > 0)
			invariants_tell_to_end(fold, id, SIGTERM);
	}
	return HOLDS(fold, event->x == told);
}

static bool join_can(const struct fold *fold, const struct log_event *op)
{
	const struct seen_object *pool = seen_object(fold, op->object);
	bool members = false;
	for (uint32_t id = 0; id < fold->actor_count; id++)
		members |= fold->actors[id].pool == op->object && lives(&fold->actors[id]);
	return pool->stage == POOL_RUNS || !is_mine(fold, op) || !members;
}

static bool joined(struct fold *fold, const struct log_event *event)
{
	bool runs = seen_object(fold, event->object)->stage == POOL_RUNS;
	if (is_mine(fold, event))
		return HOLDS(fold, event->result == (runs ? IL_STILL_RUNNING : IL_OK));
	return HOLDS(fold, event->result == IL_NOT_RUNNING);
}

/* ---- results ---- */

static bool result_can(const struct fold *fold, const struct log_event *op)
{
	return seen_object(fold, op->object)->stage == RESULT_IS_HERE;
}

static bool got(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *result = seen_object(fold, event->object);
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (result->stage != RESULT_IS_HERE)
		return HOLDS(fold, event->result == IL_TIMEOUT);
	return HOLDS(fold, event->result == result->status) && HOLDS(fold, raised == (event->result == IL_RAISED));
}

static bool result_waited(struct fold *fold, const struct log_event *event)
{
	bool here = seen_object(fold, event->object)->stage == RESULT_IS_HERE;
	return HOLDS(fold, event->result == (here ? IL_OK : IL_TIMEOUT));
}

bool invariants_result_answered(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *result = seen_object(fold, event->object);
	bool here = result->stage == RESULT_IS_HERE;
	if (strcmp(log_text(fold->log, event->text), "ready") == 0)
		return HOLDS(fold, event->result == IL_OK) && HOLDS(fold, event->value == here);
	if (!HOLDS(fold, event->result == (here ? IL_OK : IL_NOT_READY)))
		return false;
	return HOLDS(fold, !here || event->value == (result->status == IL_OK));
}

/* ---- the table ---- */

#define POOLS   (1u << TYPE_POOL)
#define RESULTS (1u << TYPE_RESULT)

const struct rule invariants_pool_rules[LOG_OP_COUNT] = {
    [OP_POOL_SUBMIT] = {.types = POOLS, .done = asked},
    [OP_POOL_MAP] = {.types = POOLS, .done = asked},
    [OP_POOL_TAKE] = {.types = POOLS, .can = take_can, .done = taken, .block = take_blocked},
    [OP_POOL_GIVE] = {.types = POOLS, .done = given},
    [OP_POOL_TEND] = {.types = POOLS, .can = tend_can, .done = tended},
    [OP_POOL_DELIVER] = {.types = POOLS, .done = delivered},
    [OP_POOL_CLOSE] = {.types = POOLS, .done = closed},
    [OP_POOL_TERMINATE] = {.types = POOLS, .done = terminated},
    [OP_POOL_JOIN] = {.types = POOLS, .can = join_can, .done = joined},
    [OP_RESULT_GET] = {.types = RESULTS, .can = result_can, .late = IL_TIMEOUT, .done = got},
    [OP_RESULT_WAIT] = {.types = RESULTS, .can = result_can, .late = IL_TIMEOUT, .done = result_waited},
};
