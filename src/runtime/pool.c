/* multiprocessing.Pool: the calls of the process that made it. */
#include "runtime/pool.h"

#include <stdio.h>
#include <stdlib.h>

#include "interleave/process.h"
#include "interleave/thread.h"
#include "runtime/process.h"
#include "runtime/values.h"

/* ---- making one ---- */

/* The thread that tends it. */
static bool start_helper(struct il_site *site, const char *pool_name, il_args args)
{
	char name[256];
	snprintf(name, sizeof name, "%s.helper", pool_name);
	uint32_t id = object_make(site, name,
	                          (struct making){.type = TYPE_THREAD,
	                                          .daemon = true,
	                                          .bound = (int32_t)args.v[0].ref,
	                                          .process = current.actor->process});
	return id != 0 && body_set(id, site, pool_helper, args, (il_kwargs){0}) == IL_OK &&
	       il_thread_start_at(site, (il_thread){id}) == IL_OK;
}

static bool start_all(struct il_site *site, const char *name, int processes, il_args args)
{
	bool good = true;
	for (int i = 0; good && i < processes; i++)
		good = pool_add_worker(site, args);
	return good && start_helper(site, name, args);
}

il_pool il_pool_new_at(struct il_site *site, const char *name, int processes, struct il_pool_options options)
{
	if (processes == IL_CORES)
		processes = il_cpu_count_at(site);
	uint32_t id = object_make(site, name,
	                          (struct making){.type = TYPE_POOL,
	                                          .shared = true,
	                                          .bound = processes,
	                                          .process = current.actor->process,
	                                          .refusal = processes < 1 ? IL_NO_PROCESSES : IL_OK});
	il_value *args = calloc(options.initargs.count + 2, sizeof *args);
	if (id == 0 || args == NULL) {
		free(args);
		return (il_pool){0};
	}
	args[0] = il_object(id);
	args[1] = il_int((intptr_t)options.initializer);
	for (size_t i = 0; i < options.initargs.count; i++)
		args[2 + i] = options.initargs.v[i];
	bool good = start_all(site, name, processes, (il_args){.count = options.initargs.count + 2, .v = args});
	free(args);
	if (!good)
		il_pool_terminate_at(site, (il_pool){id});
	return (il_pool){good ? id : 0};
}

/* ---- asking ---- */

static bool is_too_large(const struct asked *asked)
{
	for (size_t i = 0; i < asked->args.count; i++)
		if (value_is_lost(asked->args.v[i]))
			return true;
	for (size_t i = 0; i < asked->kwargs.count; i++)
		if (value_is_lost(asked->kwargs.named[i].value))
			return true;
	return false;
}

/* Performs the op; *result is what was asked. */
static il_status ask(struct il_site *site, il_result *result, enum log_op op, il_pool pool, const char *target_name,
                     struct asked *asked)
{
	struct log_event call = call_of(op, site, pool.id), done;
	uint32_t names[64];
	char name[256];
	*result = (il_result){0};
	if (asked->kwargs.count > sizeof names / sizeof *names)
		return IL_NO_ROOM;
	for (size_t i = 0; i < asked->kwargs.count; i++)
		names[i] = call_string(asked->kwargs.named[i].name);
	asked->names = names;
	default_name(name, sizeof name, &current.runtime->engine->kernel->result_names, target_name, NULL);
	asked->result_name = call_string(name);
	asked->name = call.text = call_string(target_name);
	call.flags = VALUE_INT;
	call.value = (asked->callback != NULL ? 1 : 0) | (asked->error_callback != NULL ? 2 : 0);
	if (is_too_large(asked))
		call_refuse(&call, IL_TOO_LARGE);
	call.x = asked->is_map ? (int32_t)asked->args.count : 1;
	il_status status = call_perform(&done, &call, asked);
	if (status == IL_OK)
		result->id = done.via;
	return status;
}

static il_status ask_call(struct il_site *site, il_result *result, il_pool pool, il_target target, const char *target_name,
                          const struct il_apply_options *options, bool used_once)
{
	struct asked asked = {.target = target,
	                      .callback = options->callback,
	                      .error_callback = options->error_callback,
	                      .args = options->args,
	                      .kwargs = options->kwargs,
	                      .used_once = used_once};
	return ask(site, result, OP_POOL_SUBMIT, pool, target_name, &asked);
}

/* CPython's rule: a fourth of each worker's share, rounded up. */
static uint32_t chunk_size_of(const struct il_map_options *options, il_pool pool, size_t items)
{
	if (options->chunksize > 0)
		return (uint32_t)options->chunksize;
	const struct object *object = kernel_constants(current.runtime->engine->kernel, pool.id);
	size_t pieces = object != NULL ? (size_t)object->bound * 4 : 1;
	return items > 0 ? (uint32_t)((items + pieces - 1) / pieces) : 1;
}

static il_status ask_map(struct il_site *site, il_result *result, il_pool pool, il_target target, const char *target_name,
                         il_args items, const struct il_map_options *options, bool used_once)
{
	struct asked asked = {.target = target,
	                      .callback = options->callback,
	                      .error_callback = options->error_callback,
	                      .args = items,
	                      .is_map = true,
	                      .used_once = used_once,
	                      .chunk_size = chunk_size_of(options, pool, items.count)};
	*result = (il_result){0};
	if (options->chunksize < 0)
		return IL_BAD_VALUE;
	if (items.count > ENGINE_ITEMS)
		return IL_NO_ROOM;
	return ask(site, result, OP_POOL_MAP, pool, target_name, &asked);
}

il_status il_pool_apply_async_at(struct il_site *site, il_result *result, il_pool pool, il_target target,
                                 const char *target_name, struct il_apply_options options)
{
	return ask_call(site, result, pool, target, target_name, &options, false);
}

il_status il_pool_map_async_at(struct il_site *site, il_result *result, il_pool pool, il_target target,
                               const char *target_name, il_args items, struct il_map_options options)
{
	return ask_map(site, result, pool, target, target_name, items, &options, false);
}

il_status il_pool_apply_at(struct il_site *site, il_value *value, il_pool pool, il_target target, const char *target_name,
                           struct il_apply_options options)
{
	il_result result;
	il_status status = ask_call(site, &result, pool, target, target_name, &options, true);
	return status != IL_OK ? status : il_result_get_at(site, value, result, (struct il_wait){0});
}

il_status il_pool_map_at(struct il_site *site, il_value *values, il_pool pool, il_target target, const char *target_name,
                         il_args items, struct il_map_options options)
{
	il_result result;
	il_status status = ask_map(site, &result, pool, target, target_name, items, &options, true);
	return status != IL_OK ? status : il_result_get_at(site, values, result, (struct il_wait){0});
}

/* ---- its end ---- */

il_status il_pool_close_at(struct il_site *site, il_pool pool)
{
	struct log_event call = call_of(OP_POOL_CLOSE, site, pool.id);
	return call_perform(NULL, &call, NULL);
}

/* The pool's next worker from actor `from` on; LOG_NONE. */
static uint32_t next_worker(uint32_t pool, uint32_t from)
{
	struct turn turn;
	uint32_t found = LOG_NONE;
	turn_begin(&turn, current.runtime->engine, current.actor);
	for (uint32_t id = from; id < turn.kernel->actor_count && found == LOG_NONE; id++)
		if (turn.kernel->actors[id].pool == pool && turn.kernel->actors[id].kind == TYPE_PROCESS)
			found = id;
	turn_end(&turn);
	return found;
}

/* The workers that have ended leave the system, too: of others the helper has seen to it. */
static void reap_workers(uint32_t pool)
{
	for (uint32_t id = next_worker(pool, 0); id != LOG_NONE; id = next_worker(pool, id + 1))
		process_reap(id);
}

il_status il_pool_join_at(struct il_site *site, il_pool pool)
{
	struct log_event call = call_of(OP_POOL_JOIN, site, pool.id);
	il_status status = call_perform(NULL, &call, NULL);
	if (status == IL_OK)
		reap_workers(pool.id);
	return status;
}

il_status il_pool_terminate_at(struct il_site *site, il_pool pool)
{
	struct log_event call = call_of(OP_POOL_TERMINATE, site, pool.id);
	il_status status = call_perform(NULL, &call, NULL);
	return status != IL_OK ? status : il_pool_join_at(site, pool);
}

/* One of this process's with workers that live; 0: none. */
static uint32_t first_left(void)
{
	struct turn turn;
	uint32_t found = 0;
	turn_begin(&turn, current.runtime->engine, current.actor);
	for (uint32_t id = 0; id < turn.kernel->actor_count && found == 0; id++) {
		const struct actor *worker = &turn.kernel->actors[id];
		const struct object *pool = kernel_see(turn.kernel, worker->pool);
		bool lives = worker->state != ACTOR_IS_NEW && worker->state != ACTOR_IS_ENDED && worker->asked == 0;
		if (worker->kind == TYPE_PROCESS && lives && pool != NULL && pool->type == TYPE_POOL &&
		    pool->process == turn.actor->process)
			found = worker->pool;
	}
	turn_end(&turn);
	return found;
}

void pools_end(struct il_site *site)
{
	uint32_t id;
	while ((id = first_left()) != 0)
		il_pool_terminate_at(site, (il_pool){id});
}

void il_pool_leave(struct il_pool_block *block)
{
	il_pool_terminate_at(block->site, block->pool);
}
