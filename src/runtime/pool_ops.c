/* The ops of pools of processes: asking (pool.submit, pool.map), what a worker does (pool.take, pool.give), what the helper does
 * (pool.tend, pool.deliver), the end (pool.close, pool.terminate, pool.join).
 *
 * Workers, helper and joiner stand in the pool's one line: who may go on is found by asking each. A worker's end, however it
 * came, lets that line look again (actor.pool): so the helper learns of a chunk that was lost. */
#include "runtime/defs.h"

#include <signal.h>

#include "engine/death.h"
#include "engine/line.h"
#include "runtime/pool.h"

/* Its workers have nothing to wait for any more. */
static bool is_over(const struct kernel *kernel, const struct object *pool)
{
	const struct actor *owner = &kernel->actors[pool->process];
	return pool->state == POOL_IS_TERMINATED || owner->state == ACTOR_IS_ENDED ||
	       (pool->state == POOL_IS_CLOSED && pool->unfinished == 0);
}

/* Only in the process that made it does it run. */
static bool is_running(const struct turn *turn, const struct object *pool)
{
	return pool->state == POOL_IS_RUNNING && pool->process == turn->actor->process;
}

static bool is_alive(const struct actor *actor)
{
	return actor->state != ACTOR_IS_NEW && actor->state != ACTOR_IS_ENDED;
}

/* ---- rows of chunks ---- */

static void append_chunk(struct turn *turn, uint32_t *first, uint32_t *last, uint32_t index)
{
	SET(turn, turn->kernel->chunks[index].next, LOG_NONE);
	if (*last == LOG_NONE)
		SET(turn, *first, index);
	else
		SET(turn, turn->kernel->chunks[*last].next, index);
	SET(turn, *last, index);
}

static uint32_t take_chunk(struct turn *turn, uint32_t *first, uint32_t *last)
{
	uint32_t index = *first, next = turn->kernel->chunks[index].next;
	SET(turn, *first, next);
	if (next == LOG_NONE)
		SET(turn, *last, LOG_NONE);
	return index;
}

/* ---- asking ---- */

/* Makes the result object, as an event before the op's own. */
static bool make_result(struct turn *turn, struct log_event *event, uint32_t job, uint32_t name)
{
	struct making making = {.type = TYPE_RESULT,
	                        .shared = true,
	                        .lock = event->object,
	                        .bound = event->x,
	                        .process = turn->actor->process};
	struct log_event made = *event;
	made.text = name;
	made.value = 0;
	made.flags &= (uint16_t)~LOG_VALUE_KIND;
	object_made(turn, &made, &making);
	if (making.id == LOG_NONE)
		return false;
	turn_put(turn, &made);
	kernel_object(turn->kernel, making.id)->first = job; /* a new record: not journaled */
	event->via = making.id;
	return true;
}

static void put_into_queue(struct turn *turn, uint32_t id, const struct job *job)
{
	struct object *pool = kernel_object(turn->kernel, id);
	for (uint32_t at = job->first; at != LOG_NONE; at = turn->kernel->chunks[at].sibling)
		append_chunk(turn, &pool->first, &pool->last, at);
	SET(turn, pool->count, pool->count + (int32_t)job->left);
	SET(turn, pool->unfinished, pool->unfinished + (int32_t)job->left);
	line_let_go(turn, id, job->left);
}

/* A map of nothing is ready as it is. */
static void ask_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct asked *asked = context;
	const struct object *pool = kernel_object(turn->kernel, event->object);
	if (!is_running(turn, pool))
		event->result = IL_NOT_RUNNING;
	if (event->result != IL_OK)
		return;
	uint32_t index = jobs_new(turn, asked);
	if (index == LOG_NONE || !make_result(turn, event, index, asked->result_name)) {
		if (index != LOG_NONE)
			jobs_free(turn, index);
		event->result = IL_NO_ROOM;
		return;
	}
	struct job *job = &turn->kernel->jobs[index];
	SET(turn, job->result, event->via);
	SET(turn, job->pool, event->object);
	if (job->left == 0)
		SET(turn, kernel_object(turn->kernel, job->result)->state, RESULT_IS_READY);
	put_into_queue(turn, event->object, job);
	event->y = (int32_t)job->left;
	event->z = pool->count;
}

const struct op_def pool_submit_def = {.apply = ask_apply};
const struct op_def pool_map_def = {.apply = ask_apply};

/* ---- results ---- */

static void become_ready(struct turn *turn, uint32_t result)
{
	SET(turn, kernel_object(turn->kernel, result)->state, RESULT_IS_READY);
	line_let_go(turn, result, UINT32_MAX);
}

/* One chunk fewer is to be waited for. With the last one the result is ready, unless a callback comes first. */
static void end_chunk(struct turn *turn, uint32_t index, il_status status, uint32_t error)
{
	struct chunk *chunk = &turn->kernel->chunks[index];
	struct job *job = &turn->kernel->jobs[chunk->job];
	struct object *pool = kernel_object(turn->kernel, job->pool);
	if (status != IL_OK && job->status == IL_OK) {
		SET(turn, job->status, status);
		SET(turn, job->error, error);
	}
	SET(turn, chunk->worker, LOG_NONE);
	SET(turn, job->left, job->left - 1);
	SET(turn, pool->unfinished, pool->unfinished - 1);
	if (job->left == 0 && (job->status == IL_OK ? job->callback : job->error_callback) != 0) {
		SET(turn, kernel_object(turn->kernel, job->result)->state, RESULT_IS_COMPUTED);
		append_chunk(turn, &pool->due_first, &pool->due_last, index);
	} else if (job->left == 0) {
		become_ready(turn, job->result);
	}
	line_let_go(turn, job->pool, UINT32_MAX); /* something is due, or all is done */
}

/* ---- workers ---- */

static bool take_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)now;
	const struct object *pool = kernel_see(kernel, actor->call.object);
	return pool->count > 0 || is_over(kernel, pool);
}

static void pool_depth(struct turn *turn, struct log_event *event)
{
	event->z = kernel_object(turn->kernel, event->object)->count;
}

/* Nothing left: y is 0. Else the chunk's number is x, and it has y items. */
static void take_apply(struct turn *turn, struct log_event *event, void *context)
{
	uint32_t *taken = context;
	struct object *pool = kernel_object(turn->kernel, event->object);
	*taken = LOG_NONE;
	if (pool->count > 0) {
		*taken = take_chunk(turn, &pool->first, &pool->last);
		struct chunk *chunk = &turn->kernel->chunks[*taken];
		const struct job *job = &turn->kernel->jobs[chunk->job];
		SET(turn, chunk->worker, turn->actor->id);
		SET(turn, pool->count, pool->count - 1);
		event->via = job->result;
		event->text = job->name;
		event->x = (int32_t)chunk->number;
		event->y = job->is_map ? (int32_t)chunk->count : 1;
	}
	pool_depth(turn, event);
}

static void take_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	pool_depth(turn, event);
}

static void give_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct giving *giving = context;
	const struct chunk *chunk = &turn->kernel->chunks[giving->chunk];
	const struct job *job = &turn->kernel->jobs[chunk->job];
	bool failed = giving->error.kind == IL_ERROR;
	if (failed)
		event->result = IL_RAISED;
	else
		jobs_write(turn, chunk, giving->values, giving->count);
	event->z = (int32_t)job->left - 1;
	end_chunk(turn, giving->chunk, failed ? IL_RAISED : IL_OK, failed ? giving->error.ref : 0);
}

const struct op_def pool_take_def = {.can = take_can, .apply = take_apply, .join = take_join};
const struct op_def pool_give_def = {.apply = give_apply};

/* ---- the helper ---- */

/* One of the pool's workers that has ended, and whom the helper has not seen to; LOG_NONE. */
static uint32_t dead_worker(const struct kernel *kernel, uint32_t pool)
{
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		const struct actor *actor = &kernel->actors[id];
		if (actor->pool == pool && actor->kind == TYPE_PROCESS && actor->state == ACTOR_IS_ENDED)
			return id;
	}
	return LOG_NONE;
}

static uint32_t chunk_of(const struct kernel *kernel, uint32_t worker)
{
	for (uint32_t i = 0; i < kernel->chunk_count; i++)
		if (kernel->chunks[i].worker == worker)
			return i;
	return LOG_NONE;
}

static bool tend_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)now;
	const struct object *pool = kernel_see(kernel, actor->call.object);
	return pool->due_first != LOG_NONE || is_over(kernel, pool) ||
	       dead_worker(kernel, actor->call.object) != LOG_NONE;
}

/* The chunk it was at is lost: CPython would wait for it for ever. x: another worker is to be made. */
static void see_to_worker(struct turn *turn, struct log_event *event, uint32_t worker)
{
	uint32_t lost = chunk_of(turn->kernel, worker);
	event->z = TEND_WORKER;
	event->via = worker;
	SET(turn, turn->kernel->actors[worker].pool, LOG_NONE);
	if (lost != LOG_NONE) {
		event->flags |= VALUE_OBJECT;
		event->value = turn->kernel->jobs[turn->kernel->chunks[lost].job].result;
		event->y = (int32_t)turn->kernel->chunks[lost].number;
		end_chunk(turn, lost, IL_TASK_LOST, 0);
	}
	event->x = !is_over(turn->kernel, kernel_object(turn->kernel, event->object));
}

static void tend_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *pool = kernel_object(turn->kernel, event->object);
	bool terminated = pool->state == POOL_IS_TERMINATED;
	if (pool->due_first != LOG_NONE && !terminated) {
		uint32_t index = take_chunk(turn, &pool->due_first, &pool->due_last);
		event->z = TEND_CALLBACK;
		event->via = turn->kernel->jobs[turn->kernel->chunks[index].job].result;
	} else if (is_over(turn->kernel, pool)) {
		event->z = TEND_OVER;
	} else {
		see_to_worker(turn, event, dead_worker(turn->kernel, event->object));
	}
}

/* The callback has been called. */
static void deliver_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	become_ready(turn, event->via);
}

const struct op_def pool_tend_def = {.can = tend_can, .apply = tend_apply};
const struct op_def pool_deliver_def = {.apply = deliver_apply};

/* ---- the end ---- */

static bool is_mine(struct turn *turn, struct log_event *event)
{
	bool mine = kernel_object(turn->kernel, event->object)->process == turn->actor->process;
	if (!mine)
		event->result = IL_NOT_RUNNING;
	return mine;
}

static void close_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *pool = kernel_object(turn->kernel, event->object);
	if (!is_mine(turn, event) || pool->state != POOL_IS_RUNNING)
		return;
	SET(turn, pool->state, POOL_IS_CLOSED);
	line_let_go(turn, event->object, UINT32_MAX);
}

static void terminate_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct kernel *kernel = turn->kernel;
	struct object *pool = kernel_object(kernel, event->object);
	if (!is_mine(turn, event))
		return;
	SET(turn, pool->state, POOL_IS_TERMINATED);
	SET(turn, pool->count, 0); /* the chunks that wait are nobody's any more */
	SET(turn, pool->first, LOG_NONE);
	SET(turn, pool->last, LOG_NONE);
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		struct actor *worker = &kernel->actors[id];
		bool told = worker->asked != 0 || worker->kind != TYPE_PROCESS;
		if (worker->pool != event->object || told || !is_alive(worker))
			continue;
		death_ask(turn, worker, SIGTERM);
		event->x++;
	}
	line_let_go(turn, event->object, UINT32_MAX);
}

static bool all_have_ended(const struct kernel *kernel, uint32_t pool)
{
	for (uint32_t id = 0; id < kernel->actor_count; id++)
		if (kernel->actors[id].pool == pool && is_alive(&kernel->actors[id]))
			return false;
	return true;
}

static bool join_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)now;
	const struct object *pool = kernel_see(kernel, actor->call.object);
	return pool->state == POOL_IS_RUNNING || pool->process != actor->process ||
	       all_have_ended(kernel, actor->call.object);
}

static void join_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	if (is_mine(turn, event) && kernel_object(turn->kernel, event->object)->state == POOL_IS_RUNNING)
		event->result = IL_STILL_RUNNING;
}

const struct op_def pool_close_def = {.apply = close_apply};
const struct op_def pool_terminate_def = {.apply = terminate_apply};
const struct op_def pool_join_def = {.can = join_can, .apply = join_apply};
