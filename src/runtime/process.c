/* multiprocessing.Process: a fork, whose child is a new actor with memory of its own. Its end is the op process.exit; that of a
 * killed one is logged by the warden. */
#include "runtime/defs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/line.h"
#include "interleave/process.h"
#include "runtime/values.h"

struct starting {
	int64_t pid;
	il_status result;
};

/* ---- private objects, copied by a fork ---- */

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
	                          .y = clone->bound,
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

static void clone_object(struct turn *turn, uint32_t from, uint32_t child, uint32_t site)
{
	const struct object *origin = kernel_object(turn->kernel, from);
	uint32_t id;
	struct object *clone = engine_new_object(&id, turn, origin->type, child, origin->name);
	if (clone == NULL)
		return;
	clone->owner = holder_in_child(turn, origin->owner, child);
	clone->count = origin->type == TYPE_CONDITION || origin->type == TYPE_QUEUE ? 0 : origin->count;
	clone->bound = origin->bound;
	clone->value_kind = origin->value_kind;
	clone->value_text = origin->value_text;
	clone->value = origin->value;
	clone->cloned_from = from;
	if (origin->type == TYPE_CONDITION) { /* its lock was made before it, and so was that one's copy */
		uint32_t lock = clone_of(turn, child, origin->lock);
		clone->lock = lock != LOG_NONE ? lock : origin->lock;
	}
	if (origin->type == TYPE_QUEUE)
		queue_copy_items(turn, clone, origin);
	log_clone(turn, clone, id, site);
}

static void clone_private_objects(struct turn *turn, uint32_t child, uint32_t site)
{
	uint32_t count = turn->kernel->object_count;
	for (uint32_t i = 0; i < count; i++) {
		const struct object *object = &turn->kernel->objects[i];
		if (!object->shared && object->process == turn->actor->process && object->type != TYPE_LOOP &&
		    object->type != TYPE_FUTURE)
			clone_object(turn, LOG_OBJECT_BASE + i, child, site);
	}
}

/* In the child: from now on a handle of a private object means its copy. */
static void adopt_clones(struct runtime *runtime, uint32_t process)
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
		clones[i] = i < runtime->clone_count ? runtime->clones[i] : LOG_NONE;
	turn_begin(&turn, runtime->engine, current.actor);
	for (uint32_t i = 0; i < count; i++) {
		const struct object *object = &turn.kernel->objects[i];
		if (object->process != process || object->cloned_from == LOG_NONE)
			continue;
		uint32_t origin = object->cloned_from - LOG_OBJECT_BASE;
		clones[origin] = LOG_OBJECT_BASE + i;
		for (uint32_t old = 0; old < count; old++) /* a grandparent's handle, cloned before */
			if (clones[old] == object->cloned_from)
				clones[old] = LOG_OBJECT_BASE + i;
	}
	turn_end(&turn);
	free(runtime->clones);
	runtime->clones = clones;
	runtime->clone_count = count;
}

/* ---- ops ---- */

static void start_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct starting *starting = context;
	event->result = (int16_t)starting->result;
	if (starting->result != IL_OK)
		return;
	struct actor *child = kernel_actor(turn->kernel, event->object);
	clone_private_objects(turn, child->id, event->site);
	SET(turn, child->pid, starting->pid);
	SET(turn, turn->kernel->processes_started, turn->kernel->processes_started + 1);
	SET(turn, turn->kernel->alive, turn->kernel->alive + 1);
	SET(turn, turn->kernel->actors[child->parent].others_left, turn->kernel->actors[child->parent].others_left + 1);
	turn_wake(turn, child);
	turn->poke_warden = true; /* which watches it from now on */
	event->flags |= VALUE_INT | LOG_VOLATILE;
	event->value = starting->pid;
}

/* Daemons end with their process, and so do the tasks of their loops. */
static void end_the_others(struct turn *turn, const struct log_event *exit)
{
	struct kernel *kernel = turn->kernel;
	for (uint32_t id = 0; id < kernel->actor_count; id++) {
		struct actor *actor = &kernel->actors[id];
		if (actor->process != turn->actor->process || actor->state == ACTOR_IS_NEW ||
		    actor->state == ACTOR_IS_ENDED)
			continue;
		engine_end_actor(turn, actor, 0);
		if (actor->kind == TYPE_TASK)
			continue;
		struct log_event event = {.op = OP_THREAD_EXIT,
		                          .phase = LOG_DONE,
		                          .actor = id,
		                          .object = id,
		                          .via = LOG_NONE,
		                          .flags = VALUE_INT | LOG_VOLATILE,
		                          .value = actor->pid,
		                          .site = exit->site,
		                          .result = IL_CANCELLED};
		turn_put(turn, &event);
	}
}

static bool exit_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)kernel;
	(void)now;
	return actor->others_left == 0;
}

static void exit_join(struct turn *turn, struct log_event *event)
{
	(void)event;
	line_let_go(turn, turn->actor->id, UINT32_MAX); /* who joins its main thread */
	line_join(turn, turn->actor->id, turn->actor);
}

/* main's end is the program's: from here on nobody is chosen any more. */
static void exit_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	event->result = raised ? IL_RAISED : IL_OK;
	if (raised)
		SET(turn, turn->kernel->crashes, turn->kernel->crashes + 1);
	SET(turn, turn->kernel->program_over, true);
	engine_end_actor(turn, turn->actor, event->x);
}

static void process_exit_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	end_as_called(event, turn->actor->pid);
	engine_end_actor(turn, turn->actor, event->x);
}

static bool is_child(const struct actor *process, const struct actor *asker)
{
	return process->parent == asker->process && process->id != asker->process;
}

static bool join_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct actor *joined = &kernel->actors[actor->call.object];
	return joined->state == ACTOR_IS_ENDED || joined->state == ACTOR_IS_NEW || !is_child(joined, actor) ||
	       engine_late(actor, now);
}

static void join_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct actor *joined = &turn->kernel->actors[event->object];
	if (!is_child(joined, turn->actor))
		event->result = IL_NOT_CHILD;
	else if (joined->state == ACTOR_IS_NEW)
		event->result = IL_PROCESS_UNSTARTED;
	else if (joined->state != ACTOR_IS_ENDED)
		event->result = IL_TIMEOUT;
}

const struct op_def exit_def = {.can = exit_can, .apply = exit_apply, .join = exit_join, .after = end_the_others};
const struct op_def process_start_def = {.apply = start_apply};
const struct op_def process_exit_def = {
    .can = exit_can, .apply = process_exit_apply, .join = exit_join, .after = end_the_others};
const struct op_def process_join_def = {.can = join_can, .apply = join_apply};

/* Makes "1:2" of "1" and 2. */
static void append_number(char *numbers, size_t size, uint32_t number)
{
	size_t length = strlen(numbers);
	snprintf(numbers + length, size - length, "%s%u", length > 0 ? ":" : "", number);
}

int exit_code_of(il_value result)
{
	if (result.kind != IL_ERROR)
		return 0;
	if (!value_is_error(result, "SystemExit"))
		return 1;
	const char *code = il_text(result) + strlen("SystemExit");
	code += strspn(code, ": ");
	char *end;
	long number = strtol(code, &end, 10);
	return *end == '\0' ? (int)(number & 0xff) : 1;
}

_Noreturn static void process_main(uint32_t id)
{
	struct runtime *runtime = current.runtime;
	append_number(runtime->numbers, sizeof runtime->numbers, runtime->bodies[id].number);
	atomic_store(&runtime->children, 0);
	atomic_store(&runtime->bodies[id].ident, (uint64_t)pthread_self());
	current.actor = &runtime->engine->kernel->actors[id];
	current.loop = NULL;
	current.raised = il_none();
	engine_begin(runtime->engine, current.actor);
	adopt_clones(runtime, id);
	il_value result = body_run(id);
	fflush(NULL);
	struct log_event call = call_of(OP_PROCESS_EXIT, runtime->bodies[id].site, id);
	call_set_end(&call, result);
	call.x = exit_code_of(result);
	int code = call.x;
	call_perform(NULL, &call, NULL);
	_exit(code);
}

il_process il_process_new_at(struct il_site *site, il_target target, struct il_process_options options)
{
	struct runtime *runtime = current.runtime;
	uint32_t number = atomic_fetch_add(&runtime->children, 1) + 1; /* named or not, as in CPython */
	char numbers[sizeof runtime->numbers], name[sizeof numbers + 16];
	memcpy(numbers, runtime->numbers, sizeof numbers);
	append_number(numbers, sizeof numbers, number);
	snprintf(name, sizeof name, "Process-%s", numbers);
	uint32_t id = object_make(site, options.name != NULL ? options.name : name,
	                          (struct making){.type = TYPE_PROCESS, .process = current.actor->process});
	if (id == 0 || body_set(id, site, target, options.args, options.kwargs) != IL_OK)
		return (il_process){0};
	runtime->bodies[id].number = number;
	return (il_process){id};
}

static il_status make_process(int64_t *pid, uint32_t id)
{
	fflush(NULL); /* or the child would write it once more */
	pid_t child = fork();
	if (child == 0)
		process_main(id);
	*pid = child;
	return child > 0 ? IL_OK : IL_START_FAILED;
}

static il_status start(int64_t *pid, uint32_t id)
{
	struct runtime *runtime = current.runtime;
	_Atomic bool *started = &runtime->bodies[id].started;
	if (atomic_exchange(started, true))
		return IL_PROCESS_STARTED_TWICE;
	bool mine = runtime->engine->kernel->actors[id].parent == current.actor->process;
	il_status status = mine ? make_process(pid, id) : IL_NOT_CREATOR;
	if (status != IL_OK) /* it may be tried again */
		atomic_store(started, false);
	return status;
}

il_status il_process_start_at(struct il_site *site, il_process process)
{
	struct runtime *runtime = current.runtime;
	struct log_event call = call_of(OP_PROCESS_START, site, process.id), done;
	struct starting starting = {0, IL_OK};
	if (process.id == 0)
		return IL_NO_ROOM;
	engine_enter(runtime->engine, current.actor, &call);
	starting.result = start(&starting.pid, process.id);
	engine_finish(&done, runtime->engine, current.actor, &starting);
	if (done.result == IL_OK && runtime->controlled)
		engine_await_arrival(runtime->engine, &runtime->engine->kernel->actors[process.id]);
	return (il_status)done.result;
}

il_status il_process_join_at(struct il_site *site, il_process process, struct il_wait wait)
{
	struct log_event call = call_of(OP_PROCESS_JOIN, site, process.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	il_status status = call_perform(NULL, &call, NULL);
	if (status == IL_OK) /* it has left, or is about to: the kernel's record of it goes too */
		waitpid((pid_t)current.runtime->engine->kernel->actors[process.id].pid, NULL, 0);
	return status;
}

bool il_process_exitcode(int *code, il_process process)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	const struct actor *actor = &turn.kernel->actors[process.id];
	bool ended = actor->state == ACTOR_IS_ENDED;
	if (ended)
		*code = actor->exitcode;
	turn_end(&turn);
	return ended;
}
