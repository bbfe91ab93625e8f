/* concurrent.futures.ThreadPoolExecutor: submit, shutdown, and the work queue between them and the workers.
 *
 * The work queue is the executor's row of items, each a future; workers that find it empty stand in its line. `busy` counts
 * the workers that have a call, from the op that takes it to the op that asks for the next one. A submit makes a thread when
 * no more workers are idle than calls wait: what CPython's idle semaphore says as long as there are fewer than
 * max_workers. */
#include "runtime/executor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/line.h"
#include "interleave/sync.h"
#include "interleave/thread.h"
#include "runtime/defs.h"
#include "runtime/future.h"
#include "runtime/items.h"
#include "runtime/values.h"

static void executor_state(struct log_event *event, const struct object *executor)
{
	event->x = executor->count;
	event->y = executor->busy;
	event->z = executor->workers;
}

static bool is_leaving(const struct kernel *kernel, const struct object *executor)
{
	return kernel->actors[executor->process].leaving;
}

/* ---- submit ---- */

struct submitting {
	struct pool *pool;
	struct work *work;
	uint32_t name;   /* the future's; 0: the default */
	bool daemon;     /* a worker is what the thread is that makes it */
	uint32_t worker; /* out: a thread to be started; 0 none */
};

static il_status refusal(const struct kernel *kernel, const struct object *executor)
{
	if (executor->broken)
		return IL_BROKEN_POOL;
	if (executor->closed)
		return IL_SHUT_DOWN;
	return is_leaving(kernel, executor) ? IL_LEAVING : IL_OK;
}

static bool has_room(const struct kernel *kernel)
{
	return kernel->object_count < ENGINE_OBJECTS && kernel->actor_count < ENGINE_ACTORS && items_have_room(kernel);
}

/* An object.new as part of the submit. Returns the id. */
static uint32_t make_inside(struct turn *turn, const struct log_event *submit, uint32_t name, struct making making)
{
	struct log_event made = *submit;
	made.text = name;
	made.flags = 0;
	made.value = 0;
	making.process = turn->actor->process;
	object_made(turn, &made, &making);
	if (making.type == TYPE_FUTURE)
		made.via = submit->object;
	turn_put(turn, &made);
	return making.id;
}

static uint32_t make_worker(struct turn *turn, const struct log_event *submit, const struct submitting *submitting)
{
	char name[96];
	struct object *executor = kernel_object(turn->kernel, submit->object);
	int length = snprintf(name, sizeof name, "%s_%d", submitting->pool->prefix, executor->workers);
	uint32_t id = make_inside(turn, submit, turn_string(turn, name, (size_t)length),
	                          (struct making){.type = TYPE_THREAD,
	                                          .daemon = submitting->daemon,
	                                          .bound = (int32_t)submit->object});
	SET(turn, executor->workers, executor->workers + 1);
	return id;
}

static void remember_work(struct pool *pool, struct work *work)
{
	work->next = NULL;
	*pool->end = work;
	pool->end = &work->next;
}

static void submit_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct submitting *submitting = context;
	struct object *executor = kernel_object(turn->kernel, event->object);
	il_status status = refusal(turn->kernel, executor);
	if (status == IL_OK && !has_room(turn->kernel))
		status = IL_NO_ROOM;
	event->result = (int16_t)status;
	if (status == IL_OK) {
		bool all_have_work = executor->workers - executor->busy <= executor->count;
		uint32_t name = submitting->name != 0 ? submitting->name : future_default_name(turn);
		uint32_t future = make_inside(turn, event, name, (struct making){.type = TYPE_FUTURE, .count = 1});
		submitting->work->future.id = future;
		remember_work(submitting->pool, submitting->work);
		items_append(turn, &executor->first, &executor->last, (struct item){.kind = VALUE_OBJECT, .value = future});
		SET(turn, executor->count, executor->count + 1);
		if (all_have_work && executor->workers < executor->bound)
			submitting->worker = make_worker(turn, event, submitting);
		event->flags |= VALUE_OBJECT;
		event->value = future;
		line_let_go(turn, event->object, 1);
	}
	executor_state(event, executor);
}

/* ---- taking a call ---- */

struct taking {
	struct pool *pool;
	struct work *work; /* out */
};

static bool take_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct object *executor = kernel_see(kernel, actor->call.object);
	(void)now;
	return executor->count > 0 || executor->closed || is_leaving(kernel, executor);
}

/* A worker that asks for the next call is busy no longer. */
static void be_idle(struct turn *turn, struct object *executor)
{
	if (turn->actor->call.z != TAKE_AGAIN)
		return;
	SET(turn, executor->busy, executor->busy - 1);
	SET(turn, turn->actor->call.z, TAKE_FIRST);
}

static void take_join(struct turn *turn, struct log_event *event)
{
	struct object *executor = kernel_object(turn->kernel, event->object);
	be_idle(turn, executor);
	line_join(turn, event->object, turn->actor);
	executor_state(event, executor);
}

/* The call that the future stands for, taken out of the pool's. */
static struct work *find_work(struct pool *pool, uint32_t future)
{
	struct work **at = &pool->works;
	while (*at != NULL && (*at)->future.id != future)
		at = &(*at)->next;
	struct work *work = *at;
	if (work == NULL)
		return NULL;
	*at = work->next;
	if (pool->end == &work->next)
		pool->end = at;
	return work;
}

/* The first of the work queue, if there is one. */
static struct object *take_first(struct turn *turn, struct log_event *event, struct object *executor, struct taking *taking)
{
	if (executor->count == 0)
		return NULL;
	uint32_t future = (uint32_t)items_take_first(turn, &executor->first, &executor->last).value;
	SET(turn, executor->count, executor->count - 1);
	taking->work = find_work(taking->pool, future);
	event->flags |= VALUE_OBJECT;
	event->value = future;
	return kernel_object(turn->kernel, object_here(future));
}

static void take_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct object *executor = kernel_object(turn->kernel, event->object);
	be_idle(turn, executor);
	struct object *future = take_first(turn, event, executor, context);
	if (future != NULL) {
		SET(turn, executor->busy, executor->busy + 1);
		SET(turn, future->owner, turn->actor->id);
	}
	executor_state(event, executor);
}

static void drain_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct object *executor = kernel_object(turn->kernel, event->object);
	if (take_first(turn, event, executor, context) == NULL)
		event->result = IL_EMPTY;
	executor_state(event, executor);
}

struct work *pool_take(struct pool *pool, enum take_mode mode)
{
	struct log_event call = call_of(OP_EXECUTOR_TAKE, pool->site, pool->executor.id);
	struct taking taking = {.pool = pool};
	call.z = (int32_t)mode;
	call_perform(NULL, &call, &taking);
	return taking.work;
}

struct work *pool_drain(struct pool *pool, struct il_site *site)
{
	struct log_event call = call_of(OP_EXECUTOR_DRAIN, site, pool->executor.id);
	struct taking taking = {.pool = pool};
	call_perform(NULL, &call, &taking);
	return taking.work;
}

void work_free(struct work *work)
{
	args_free(&work->args);
	free(work);
}

/* ---- the end ---- */

static void shutdown_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *executor = kernel_object(turn->kernel, event->object);
	SET(turn, executor->closed, true);
	line_let_go(turn, event->object, UINT32_MAX);
	executor_state(event, executor);
}

static void break_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *executor = kernel_object(turn->kernel, event->object);
	SET(turn, executor->broken, true);
	event->result = IL_RAISED;
	executor_state(event, executor);
}

void executors_close(struct turn *turn, uint32_t process)
{
	struct kernel *kernel = turn->kernel;
	SET(turn, kernel->actors[process].leaving, true);
	for (uint32_t i = 0; i < kernel->object_count; i++)
		if (kernel->objects[i].type == TYPE_EXECUTOR && kernel->objects[i].process == process)
			line_let_go(turn, LOG_OBJECT_BASE + i, UINT32_MAX);
}

void executor_lose_worker(struct turn *turn, struct actor *thread)
{
	struct object *executor = kernel_object(turn->kernel, thread->pool);
	if (executor->type != TYPE_EXECUTOR)
		return;
	SET(turn, executor->workers, executor->workers - 1);
	SET(turn, thread->pool, LOG_NONE);
	line_let_go(turn, thread->id, UINT32_MAX);
}

const struct op_def executor_submit_def = {.apply = submit_apply};
const struct op_def executor_take_def = {.can = take_can, .apply = take_apply, .join = take_join};
const struct op_def executor_drain_def = {.apply = drain_apply};
const struct op_def executor_shutdown_def = {.apply = shutdown_apply};
const struct op_def executor_break_def = {.apply = break_apply};

/* ---- calls ---- */

struct pool *pool_of(il_executor executor)
{
	struct pool *pool = atomic_load(&current.runtime->pools);
	while (pool != NULL && pool->executor.id != executor.id)
		pool = pool->next;
	return pool;
}

static int default_workers(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return cores < 1 ? 5 : cores < 28 ? (int)cores + 4 : 32;
}

static struct pool *pool_new(struct il_site *site, struct il_executor_options options)
{
	struct pool *pool = malloc(sizeof *pool);
	if (pool == NULL)
		return NULL;
	*pool = (struct pool){.site = site, .initializer = options.initializer};
	pool->end = &pool->works;
	if (args_copy(&pool->initargs, options.initargs, (il_kwargs){0, NULL}))
		return pool;
	free(pool);
	return NULL;
}

/* Pools count from 0; one whose threads' names are given does not count. */
static void name_threads(struct pool *pool, const char *prefix)
{
	struct turn turn;
	if (prefix != NULL && prefix[0] != '\0') {
		snprintf(pool->prefix, sizeof pool->prefix, "%s", prefix);
		return;
	}
	turn_begin(&turn, current.runtime->engine, current.actor);
	uint32_t number = turn.kernel->executor_names;
	SET(&turn, turn.kernel->executor_names, number + 1);
	turn_end(&turn);
	snprintf(pool->prefix, sizeof pool->prefix, "ThreadPoolExecutor-%u", number);
}

il_executor il_executor_new_at(struct il_site *site, const char *name, int max_workers,
                               struct il_executor_options options)
{
	int workers = max_workers == IL_DEFAULT_WORKERS ? default_workers() : max_workers;
	if (workers <= 0) {
		object_refuse(site, name != NULL ? name : "ThreadPoolExecutor", TYPE_EXECUTOR, IL_NO_WORKERS);
		return (il_executor){0};
	}
	struct pool *pool = pool_new(site, options);
	if (pool == NULL)
		return (il_executor){0};
	name_threads(pool, options.thread_name_prefix);
	pool->executor.id = object_make(
	    site, name != NULL ? name : pool->prefix,
	    (struct making){.type = TYPE_EXECUTOR, .bound = workers, .process = current.actor->process});
	pool->next = atomic_load(&current.runtime->pools);
	while (!atomic_compare_exchange_weak(&current.runtime->pools, &pool->next, pool))
		;
	return pool->executor;
}

static struct work *work_new(struct il_site *site, il_target target, struct il_submit_options options)
{
	struct work *work = malloc(sizeof *work);
	if (work == NULL)
		return NULL;
	*work = (struct work){.target = target, .site = site};
	if (args_copy(&work->args, options.args, options.kwargs))
		return work;
	free(work);
	return NULL;
}

static il_status start_worker(struct il_site *site, const struct pool *pool, uint32_t id)
{
	il_status status = body_set(id, site, worker_main, IL_ARGS(il_object(pool->executor.id)), (il_kwargs){0, NULL});
	return status == IL_OK ? il_thread_start_at(site, (il_thread){id}) : status;
}

il_status il_executor_submit_at(struct il_site *site, il_future *future, il_executor executor, il_target target,
                                const char *target_name, struct il_submit_options options)
{
	struct log_event call = call_of(OP_EXECUTOR_SUBMIT, site, executor.id), done;
	struct pool *pool = pool_of(executor);
	struct work *work = pool != NULL ? work_new(site, target, options) : NULL;
	if (future != NULL)
		*future = (il_future){0};
	if (work == NULL)
		return IL_NO_ROOM;
	struct submitting submitting = {.pool = pool, .work = work, .daemon = thread_is_daemon()};
	call.text = call_site_string(site, target_name);
	submitting.name = options.name != NULL ? call_string(options.name) : 0;
	il_status status = call_perform(&done, &call, &submitting);
	if (status != IL_OK) {
		work_free(work);
		return status;
	}
	if (submitting.worker != 0)
		status = start_worker(site, pool, submitting.worker);
	if (future != NULL && status == IL_OK)
		*future = il_future_of(call_value(&done));
	return status;
}

/* Its worker with the lowest id above `after`; 0: there is none. */
static uint32_t next_worker(uint32_t executor, uint32_t after)
{
	struct turn turn;
	uint32_t found = 0;
	turn_begin(&turn, current.runtime->engine, current.actor);
	for (uint32_t id = after + 1; id < turn.kernel->actor_count && found == 0; id++)
		if (turn.kernel->actors[id].pool == executor)
			found = id;
	turn_end(&turn);
	return found;
}

/* One that is being made is waited for, too. */
static il_status join_workers(struct il_site *site, uint32_t executor)
{
	il_status status = IL_OK;
	for (uint32_t id = 0; status == IL_OK && (id = next_worker(executor, id)) != 0;) {
		status = il_thread_join_at(site, (il_thread){id}, (struct il_wait){0});
		if (status == IL_JOIN_UNSTARTED) /* it could not be made */
			status = IL_OK;
	}
	return status;
}

il_status il_executor_shutdown_at(struct il_site *site, il_executor executor, struct il_shutdown_options options)
{
	struct log_event call = call_of(OP_EXECUTOR_SHUTDOWN, site, executor.id);
	struct pool *pool = pool_of(executor);
	if (pool == NULL)
		return IL_NO_ROOM;
	call.flags = VALUE_INT;
	call.value = (options.nonblocking ? 0 : SHUTDOWN_WAITS) | (options.cancel_futures ? SHUTDOWN_CANCELS : 0);
	call_perform(NULL, &call, NULL);
	struct work *work;
	while (options.cancel_futures && (work = pool_drain(pool, site)) != NULL) {
		il_future_cancel_at(site, work->future);
		work_free(work);
	}
	return options.nonblocking ? IL_OK : join_workers(site, object_here(executor.id));
}

struct il_held il_hold_executor(struct il_site *site, il_executor executor)
{
	return (struct il_held){.site = site, .kind = IL_HELD_EXECUTOR, .executor = executor};
}
