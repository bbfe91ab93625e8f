/* What the actors of a pool run: the workers, which take chunks, call the function, and give results back; and the helper, a
 * thread of the pool's own process, which calls callbacks and replaces workers that have ended.
 *
 * Both get the same arguments: the pool, the initializer's address, the initializer's arguments. */
#include "runtime/pool.h"

#include <stdio.h>
#include <stdlib.h>

#include "interleave/process.h"
#include "runtime/process.h"
#include "runtime/values.h"

static il_target function_at(int64_t address)
{
	return (il_target)(intptr_t)address;
}

static struct il_site *own_site(void)
{
	return current.runtime->bodies[current.actor->id].site;
}

/* An array for `count` values. As a Python MemoryError would, to have none ends the process. */
static il_value *values_new(uint32_t count)
{
	il_value *values = calloc(count > 0 ? count : 1, sizeof *values);
	if (values == NULL) {
		fputs("pool: out of memory\n", stderr);
		abort();
	}
	return values;
}

/* ---- workers ---- */

/* The call of a chunk that is no map's: arguments by place, then names and values in turn. */
static il_value call(const struct job *job, const struct chunk *chunk, const il_value *values, uint32_t count)
{
	size_t named = chunk->count < count ? (count - chunk->count) / 2 : 0;
	struct il_named *names = named > 0 ? calloc(named, sizeof *names) : NULL;
	for (size_t i = 0; i < named && names != NULL; i++)
		names[i] = (struct il_named){il_text(values[chunk->count + 2 * i]), values[chunk->count + 2 * i + 1]};
	il_value result = function_at(job->target)((il_args){chunk->count, values, names != NULL ? named : 0, names});
	free(names);
	return result;
}

/* Calls the function for each value of the chunk; the results stand in their places. Returns the exception of the first call
 * that ends by one, behind which the others are left out, or none. */
static il_value compute(il_value *values, uint32_t count, const struct chunk *chunk, const struct job *job)
{
	if (!job->is_map) {
		values[0] = call(job, chunk, values, count);
		return values[0].kind == IL_ERROR ? values[0] : il_none();
	}
	for (uint32_t i = 0; i < count; i++) {
		il_value item = values[i];
		values[i] = function_at(job->target)((il_args){.count = 1, .v = &item});
		if (values[i].kind == IL_ERROR)
			return values[i];
	}
	return il_none();
}

static uint32_t count_items(const struct kernel *kernel, uint32_t first)
{
	uint32_t count = 0;
	for (uint32_t at = first; at != LOG_NONE; at = kernel->items[at].next)
		count++;
	return count;
}

static void give(uint32_t pool, const struct job *job, const struct giving *giving)
{
	struct log_event call = call_of(OP_POOL_GIVE, own_site(), pool);
	const struct chunk *chunk = &current.runtime->engine->kernel->chunks[giving->chunk];
	call.via = job->result;
	call.x = (int32_t)chunk->number;
	call.y = job->is_map ? (int32_t)chunk->count : 1;
	if (giving->error.kind == IL_ERROR)
		call_set_value(&call, giving->error);
	else if (call.y == 1)
		call_set_value(&call, giving->values[0]);
	call_perform(NULL, &call, (void *)(uintptr_t)giving);
}

/* The exception that ends the worker itself, too (SystemExit); else none. */
static il_value work_on(uint32_t pool, uint32_t index)
{
	const struct kernel *kernel = current.runtime->engine->kernel;
	const struct chunk *chunk = &kernel->chunks[index]; /* ours: nobody changes it before it is given back */
	const struct job *job = &kernel->jobs[chunk->job];
	uint32_t count = count_items(kernel, chunk->first);
	il_value *values = values_new(count);
	jobs_read(values, kernel, chunk->first);
	il_value error = compute(values, count, chunk, job);
	bool leaves = value_is_error(error, "SystemExit");
	struct giving giving = {index, values, job->is_map ? count : 1, error};
	if (!leaves)
		give(pool, job, &giving);
	free(values);
	return leaves ? error : il_none();
}

/* What a worker process runs, with the arguments of pool_helper. */
static il_value work(il_args args)
{
	uint32_t pool = args.v[0].ref;
	il_target initializer = function_at(args.v[1].i);
	il_value error = il_none();
	if (initializer != NULL)
		error = initializer((il_args){.count = args.count - 2, .v = args.v + 2});
	while (error.kind != IL_ERROR) {
		uint32_t chunk = LOG_NONE;
		struct log_event call = call_of(OP_POOL_TAKE, own_site(), pool);
		call_perform(NULL, &call, &chunk);
		if (chunk == LOG_NONE)
			return il_none();
		error = work_on(pool, chunk);
	}
	return error;
}

bool pool_add_worker(struct il_site *site, il_args args)
{
	il_process worker = process_new(site, work, "ForkPoolWorker", args.v[0].ref,
	                                (struct il_process_options){.daemon = IL_DAEMON_YES, .args = args});
	return worker.id != 0 && il_process_start_at(site, worker) == IL_OK;
}

/* ---- the helper ---- */

/* The results, or the exception. Those of a map are its callback's one argument in CPython, a list: here each is one. */
static void call_back(uint32_t result)
{
	const struct kernel *kernel = current.runtime->engine->kernel;
	const struct object *object = kernel_constants(kernel, result);
	const struct job *job = &kernel->jobs[object->first]; /* computed: it changes no more */
	il_value error = job->status == IL_RAISED ? (il_value){IL_ERROR, {.ref = job->error}} : il_none();
	if (job->status == IL_OK) {
		uint32_t count = (uint32_t)object->bound;
		il_value *values = values_new(count);
		jobs_read_all(values, kernel, job);
		function_at(job->callback)((il_args){.count = count, .v = values});
		free(values);
	} else {
		if (job->status == IL_TASK_LOST)
			error = il_raise_status(IL_TASK_LOST);
		function_at(job->error_callback)((il_args){.count = 1, .v = &error});
	}
}

static void deliver(uint32_t pool, uint32_t result)
{
	struct log_event call = call_of(OP_POOL_DELIVER, own_site(), pool);
	call_back(result);
	call.via = result;
	call_perform(NULL, &call, NULL);
}

il_value pool_helper(il_args args)
{
	for (;;) {
		struct log_event call = call_of(OP_POOL_TEND, own_site(), args.v[0].ref), done;
		call_perform(&done, &call, NULL);
		if (done.z == TEND_OVER)
			return il_none();
		if (done.z == TEND_CALLBACK) {
			deliver(args.v[0].ref, done.via);
			continue;
		}
		process_reap(done.via);
		if (done.x != 0 && !pool_add_worker(own_site(), args))
			return il_raise("OSError", "a worker cannot be replaced");
	}
}
