/* Pools of processes: the chunks that wait, who works on which, the results that are still to come.
 *
 * The waiting chunks are the pool's items (each names its result), `count` is how many were not given back. Of a
 * result `count` is how many chunks are still to come. */
#include <signal.h>

#include "interleave/status.h"
#include "model/fold.h"

void fold_ask_pool(struct model *model, const struct log_event *event)
{
	struct model_object *pool = fold_find_typed(model, event->object, TYPE_POOL);
	struct model_object *result = fold_find_typed(model, event->via, TYPE_RESULT);
	if (!pool || !result || event->result != IL_OK)
		return;
	result->calls_back = (uint8_t)(event->value & 3);
	result->count = event->y > 0 ? event->y : 0;
	if (event->y <= 0)
		result->stage = RESULT_READY;
	pool->count += result->count;
	for (int32_t i = 0; i < result->count && pool->item_count < FOLD_CHUNKS_MAX; i++)
		fold_push_item(pool, (struct model_item){VALUE_OBJECT, 0, event->via, 0});
}

void fold_take_chunk(struct model *model, const struct log_event *event)
{
	struct model_object *pool = fold_find_typed(model, event->object, TYPE_POOL);
	struct model_actor *worker = fold_find_actor(model, event->actor);
	if (!pool || !worker || event->y <= 0)
		return;
	fold_pop_item(pool);
	worker->works_on = event->via;
	worker->chunk = event->x;
}

/* One chunk of the result fewer is to come; with the last one it is ready, or its callback is due. */
static void end_chunk(struct model *model, uint32_t pool_id, uint32_t result_id, bool failed)
{
	struct model_object *pool = fold_find_typed(model, pool_id, TYPE_POOL);
	struct model_object *result = fold_find_typed(model, result_id, TYPE_RESULT);
	if (!pool || !result || result->count <= 0)
		return;
	result->failed = result->failed || failed;
	pool->count--;
	if (--result->count > 0)
		return;
	bool due = result->calls_back & (result->failed ? 2 : 1);
	result->stage = due ? RESULT_COMPUTED : RESULT_READY;
	pool->due += due;
}

void fold_give_chunk(struct model *model, const struct log_event *event)
{
	struct model_actor *worker = fold_find_actor(model, event->actor);
	if (worker)
		worker->works_on = LOG_NONE;
	end_chunk(model, event->object, event->via, event->result != IL_OK);
}

void fold_tend_pool(struct model *model, const struct log_event *event)
{
	struct model_object *pool = fold_find_typed(model, event->object, TYPE_POOL);
	struct model_actor *worker = fold_find_actor(model, event->via);
	if (event->z == TEND_CALLBACK && pool && pool->due > 0)
		pool->due--;
	if (event->z != TEND_WORKER || !worker)
		return;
	worker->pool = worker->works_on = LOG_NONE;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		end_chunk(model, event->object, (uint32_t)event->value, true);
}

void fold_deliver(struct model *model, const struct log_event *event)
{
	struct model_object *result = fold_find_typed(model, event->via, TYPE_RESULT);
	if (result)
		result->stage = RESULT_READY;
}

void fold_close_pool(struct model *model, const struct log_event *event)
{
	struct model_object *pool = fold_find_typed(model, event->object, TYPE_POOL);
	if (pool && event->result == IL_OK && pool->stage == POOL_OPEN)
		pool->stage = POOL_CLOSED;
}

void fold_terminate_pool(struct model *model, const struct log_event *event)
{
	struct model_object *pool = fold_find_typed(model, event->object, TYPE_POOL);
	if (!pool || event->result != IL_OK)
		return;
	pool->stage = POOL_TERMINATED;
	while (pool->item_count > 0)
		fold_pop_item(pool);
	for (uint32_t i = 0; i < model->actor_count; i++) {
		struct model_actor *worker = &model->actors[i];
		bool works = worker->kind == TYPE_PROCESS && worker->pool == pool->id;
		if (works && worker->state != ACTOR_NEW && !model_ended(worker) && !worker->told)
			fold_tell_to_end(model, worker, SIGTERM);
	}
}
