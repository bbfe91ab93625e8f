/* Forks: how many there may be, and what they do to objects.
 *
 * A run that forks without end is stopped at a limit, so that the machine outlives it. Of the processes that the runtime
 * makes those count that are alive; of the forks that a scenario makes by itself, whose ends nobody tells us, all. The system's own
 * limit, met by one of ours, is such a limit, too.
 *
 * What a fork does to objects: the private ones are copied, with their state and holder and an empty line; the shared ones
 * stay what they are. A handle goes on meaning the object it meant: in the child, the child's copy. */
#include "runtime/fork.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/dispatch.h"
#include "runtime/defs.h"
#include "runtime/items.h"

/* ---- how many ---- */

/* Nothing goes on any more: the warden ends everybody. */
_Noreturn static void stand_at_the_limit(struct turn *turn)
{
	dispatch_halt(turn, HALT_FORKS);
	turn_end(turn);
	for (;;)
		pause();
}

pid_t fork_process(void)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	if (turn.kernel->processes >= ENGINE_PROCESSES)
		stand_at_the_limit(&turn);
	turn_end(&turn);
	current.forking = true;
	pid_t child = fork();
	current.forking = false;
	if (child < 0) {
		turn_begin(&turn, current.runtime->engine, current.actor);
		stand_at_the_limit(&turn);
	}
	return child;
}

static void before_fork(void)
{
	if (current.runtime == NULL || current.forking)
		return;
	struct kernel *kernel = current.runtime->engine->kernel;
	if (atomic_fetch_add(&kernel->raw_forks, 1) < ENGINE_PROCESSES)
		return;
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	stand_at_the_limit(&turn);
}

void fork_watch(void)
{
	if (pthread_atfork(before_fork, NULL, NULL) != 0) {
		fputs("interleave: no room to watch forks\n", stderr);
		abort();
	}
}

/* ---- objects ---- */

/* Whoever forks goes on in the child: what it holds itself is the child's there. What another thread holds is held by
 * somebody who does not exist in the child. */
static uint32_t holder_in_child(const struct turn *turn, uint32_t owner, uint32_t child)
{
	return owner == turn->actor->id ? child : owner;
}

static void log_clone(struct turn *turn, const struct object *clone, uint32_t id, uint32_t site)
{
	struct log_event event = {.op = OP_OBJECT_NEW,
	                          .phase = LOG_DONE,
	                          .actor = turn->actor->id,
	                          .object = id,
	                          .site = site,
	                          .text = clone->name,
	                          .x = (int32_t)clone->type,
	                          .y = clone->type == TYPE_FUTURE ? clone->count : clone->bound,
	                          .z = clone->order << 3,
	                          .via = clone->type == TYPE_CONDITION ? clone->lock : clone->process,
	                          .flags = VALUE_OBJECT,
	                          .value = clone->cloned_from};
	turn_put(turn, &event);
}

/* The child's copy of `from`; LOG_NONE: a shared object, which has none. */
static uint32_t clone_of(const struct turn *turn, uint32_t child, uint32_t from)
{
	const struct kernel *kernel = turn->kernel;
	for (uint32_t i = kernel->object_count; i-- > 0;)
		if (kernel->objects[i].process == child && kernel->objects[i].cloned_from == from)
			return LOG_OBJECT_BASE + i;
	return LOG_NONE;
}

static bool has_items(const struct object *object)
{
	return object->type == TYPE_QUEUE || object->type == TYPE_EXECUTOR;
}

/* A future as it stands, and a pool whose workers are counted, though no thread of theirs is in the child. */
static void clone_pool(struct object *clone, const struct object *origin)
{
	clone->state = origin->state;
	clone->settled_at = origin->settled_at;
	clone->workers = origin->workers;
	clone->busy = origin->busy;
	clone->closed = origin->closed;
	clone->broken = origin->broken;
}

/* What a gather awaits lives and dies with its loop, and so does a socket. */
static bool is_of_loop(const struct object *object)
{
	return object->type == TYPE_LOOP || object->type == TYPE_SERVER || object->type == TYPE_CONNECTION ||
	       (object->type == TYPE_FUTURE && object->count == 0);
}

static bool is_cloned(const struct object *object, uint32_t process)
{
	return !object->shared && object->process == process && !is_of_loop(object);
}

bool fork_has_room(const struct kernel *kernel, uint32_t process)
{
	uint32_t objects = 0, items = 0;
	for (uint32_t i = 0; i < kernel->object_count; i++) {
		const struct object *object = &kernel->objects[i];
		if (!is_cloned(object, process))
			continue;
		objects++;
		items += has_items(object) ? (uint32_t)object->count : 0;
	}
	return objects <= ENGINE_OBJECTS - kernel->object_count && items_have_room_for(kernel, items);
}

static void clone_object(struct turn *turn, uint32_t from, uint32_t child, uint32_t site)
{
	const struct object *origin = kernel_object(turn->kernel, from);
	uint32_t id;
	struct object *clone = engine_new_object(&id, turn, origin->type, child, origin->name);
	clone->owner = holder_in_child(turn, origin->owner, child);
	clone->count = origin->type == TYPE_CONDITION || has_items(origin) ? 0 : origin->count;
	clone->bound = origin->bound;
	clone->order = origin->order;
	clone->unfinished = origin->type == TYPE_BARRIER ? origin->unfinished : 0;
	clone->value_kind = origin->value_kind;
	clone->value_text = origin->value_text;
	clone->value = origin->value;
	clone->cloned_from = from;
	if (origin->type == TYPE_CONDITION) { /* its lock was made before it, and so was that one's copy */
		uint32_t lock = clone_of(turn, child, origin->lock);
		clone->lock = lock != LOG_NONE ? lock : origin->lock;
	}
	clone_pool(clone, origin);
	if (has_items(origin))
		queue_copy_items(turn, clone, origin);
	log_clone(turn, clone, id, site);
}

void fork_clone_objects(struct turn *turn, uint32_t child, uint32_t site)
{
	uint32_t count = turn->kernel->object_count;
	for (uint32_t i = 0; i < count; i++)
		if (is_cloned(&turn->kernel->objects[i], turn->actor->process))
			clone_object(turn, LOG_OBJECT_BASE + i, child, site);
}

/* In the child: from now on a handle of a private object means its copy. One of a grandparent's object, which means the
 * parent's copy so far, means the copy of that. */
void fork_adopt_clones(struct runtime *runtime, uint32_t process)
{
	struct turn turn;
	turn_begin(&turn, runtime->engine, current.actor);
	uint32_t count = turn.kernel->object_count;
	turn_end(&turn);
	uint32_t *clones = malloc((count + 1) * sizeof *clones);
	if (clones == NULL) {
		fputs("process: out of memory at its start\n", stderr);
		abort();
	}
	for (uint32_t i = 0; i < count; i++)
		clones[i] = LOG_NONE;
	turn_begin(&turn, runtime->engine, current.actor);
	for (uint32_t i = 0; i < count; i++) {
		const struct object *object = &turn.kernel->objects[i];
		if (object->process == process && object->cloned_from != LOG_NONE)
			clones[object->cloned_from - LOG_OBJECT_BASE] = LOG_OBJECT_BASE + i;
	}
	turn_end(&turn);
	for (uint32_t i = 0; i < runtime->clone_count; i++)
		if (clones[i] == LOG_NONE && runtime->clones[i] != LOG_NONE) {
			uint32_t copy = clones[runtime->clones[i] - LOG_OBJECT_BASE];
			clones[i] = copy != LOG_NONE ? copy : runtime->clones[i];
		}
	free(runtime->clones);
	runtime->clones = clones;
	runtime->clone_count = count;
}
