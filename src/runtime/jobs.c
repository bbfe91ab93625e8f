/* Jobs and chunks: what pools of processes were asked for, in the segment. A chunk's values are a row of items that the worker
 * who has taken the chunk reads without the kernel lock: nobody changes them until it gives the chunk back. */
#include "runtime/items.h"
#include "runtime/pool.h"

static void append_value(struct turn *turn, struct chunk *chunk, il_value value, bool *room)
{
	struct log_event event = {.flags = 0};
	call_set_value(&event, value);
	struct item item = {.kind = event.flags, .text = event.text, .value = event.value};
	*room = *room && items_append(turn, &chunk->first, &chunk->last, item);
}

static il_value value_of(const struct item *item)
{
	struct log_event event = {.flags = item->kind, .text = item->text, .value = item->value};
	return call_value(&event);
}

/* ---- records ---- */

static uint32_t take_chunk(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	uint32_t index = kernel->free_chunk;
	if (index != LOG_NONE)
		SET(turn, kernel->free_chunk, kernel->chunks[index].job);
	else if (kernel->chunk_count < ENGINE_CHUNKS)
		SET(turn, kernel->chunk_count, (index = kernel->chunk_count) + 1);
	return index;
}

static uint32_t take_job(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	uint32_t index = kernel->free_job;
	if (index != LOG_NONE)
		SET(turn, kernel->free_job, kernel->jobs[index].result);
	else if (kernel->job_count < ENGINE_JOBS)
		SET(turn, kernel->job_count, (index = kernel->job_count) + 1);
	return index;
}

static void free_chunk(struct turn *turn, uint32_t index)
{
	struct chunk *chunk = &turn->kernel->chunks[index];
	items_clear(turn, &chunk->first, &chunk->last);
	SET(turn, chunk->job, turn->kernel->free_chunk);
	SET(turn, turn->kernel->free_chunk, index);
}

void jobs_free(struct turn *turn, uint32_t index)
{
	struct job *job = &turn->kernel->jobs[index];
	for (uint32_t at = job->first, next; at != LOG_NONE; at = next) {
		next = turn->kernel->chunks[at].sibling;
		free_chunk(turn, at);
	}
	SET(turn, job->result, turn->kernel->free_job);
	SET(turn, turn->kernel->free_job, index);
}

/* ---- making them ---- */

/* The values that chunk `number` gets. One call without any has room for its result all the same. */
static bool fill_chunk(struct turn *turn, struct chunk *chunk, const struct asked *asked)
{
	size_t begin = asked->is_map ? (size_t)chunk->number * asked->chunk_size : 0;
	size_t end = asked->is_map && begin + asked->chunk_size < asked->args.count ? begin + asked->chunk_size
	                                                                            : asked->args.count;
	bool room = true;
	SET(turn, chunk->count, (uint32_t)(end - begin));
	for (size_t i = begin; i < end; i++)
		append_value(turn, chunk, asked->args.v[i], &room);
	for (size_t i = 0; !asked->is_map && i < asked->kwargs.count; i++) {
		append_value(turn, chunk, (il_value){IL_STRING, {.ref = asked->names[i]}}, &room);
		append_value(turn, chunk, asked->kwargs.named[i].value, &room);
	}
	if (room && chunk->first == LOG_NONE)
		append_value(turn, chunk, il_none(), &room);
	return room;
}

/* In front of the job's others. */
static bool add_chunk(struct turn *turn, uint32_t job, uint32_t number, const struct asked *asked)
{
	uint32_t index = take_chunk(turn);
	if (index == LOG_NONE)
		return false;
	struct chunk *chunk = &turn->kernel->chunks[index];
	SET(turn, chunk->job, job);
	SET(turn, chunk->number, number);
	SET(turn, chunk->sibling, turn->kernel->jobs[job].first);
	SET(turn, turn->kernel->jobs[job].first, index);
	SET(turn, chunk->next, LOG_NONE);
	SET(turn, chunk->worker, LOG_NONE);
	SET(turn, chunk->first, LOG_NONE);
	SET(turn, chunk->last, LOG_NONE);
	return fill_chunk(turn, chunk, asked);
}

/* How many chunks it will have. */
static uint32_t count_chunks(const struct asked *asked)
{
	if (!asked->is_map)
		return 1;
	return (uint32_t)((asked->args.count + asked->chunk_size - 1) / asked->chunk_size);
}

uint32_t jobs_new(struct turn *turn, const struct asked *asked)
{
	uint32_t index = take_job(turn), chunks = count_chunks(asked);
	if (index == LOG_NONE)
		return LOG_NONE;
	struct job *job = &turn->kernel->jobs[index];
	SET(turn, job->name, asked->name);
	SET(turn, job->first, LOG_NONE);
	SET(turn, job->left, chunks);
	SET(turn, job->is_map, asked->is_map);
	SET(turn, job->used_once, asked->used_once);
	SET(turn, job->status, IL_OK);
	SET(turn, job->error, 0);
	SET(turn, job->target, (int64_t)(intptr_t)asked->target);
	SET(turn, job->callback, (int64_t)(intptr_t)asked->callback);
	SET(turn, job->error_callback, (int64_t)(intptr_t)asked->error_callback);
	for (uint32_t i = chunks; i-- > 0;)
		if (!add_chunk(turn, index, i, asked)) {
			jobs_free(turn, index);
			return LOG_NONE;
		}
	return index;
}

/* ---- their values ---- */

uint32_t jobs_read(il_value *out, const struct kernel *kernel, uint32_t first)
{
	uint32_t count = 0;
	for (uint32_t at = first; at != LOG_NONE; at = kernel->items[at].next)
		out[count++] = value_of(&kernel->items[at]);
	return count;
}

void jobs_write(struct turn *turn, const struct chunk *chunk, const il_value *values, uint32_t count)
{
	struct item *items = turn->kernel->items;
	uint32_t at = chunk->first;
	for (uint32_t i = 0; i < count; i++, at = items[at].next) {
		struct log_event event = {.flags = 0};
		call_set_value(&event, values[i]);
		SET(turn, items[at].kind, event.flags);
		SET(turn, items[at].text, event.text);
		SET(turn, items[at].value, event.value);
	}
}

void jobs_read_all(il_value *out, const struct kernel *kernel, const struct job *job)
{
	for (uint32_t at = job->first; at != LOG_NONE; at = kernel->chunks[at].sibling) {
		const struct chunk *chunk = &kernel->chunks[at];
		if (!job->is_map)
			*out = value_of(&kernel->items[chunk->first]);
		else
			out += jobs_read(out, kernel, chunk->first);
	}
}
