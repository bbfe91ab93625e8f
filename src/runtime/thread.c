/* threading.Thread: a detached POSIX thread for each actor; its end is the op thread.exit, and join waits for that. */
#include "runtime/defs.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/line.h"
#include "interleave/thread.h"
#include "runtime/executor.h"
#include "runtime/start.h"

static void start_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct starting *starting = context;
	struct actor *child = kernel_actor(turn->kernel, event->object);
	event->result = (int16_t)starting->result;
	if (starting->result == IL_START_FAILED && child->pool != LOG_NONE)
		executor_lose_worker(turn, child);
	if (starting->result != IL_OK)
		return;
	struct actor *process = &turn->kernel->actors[child->process];
	if (!child->daemon)
		SET(turn, process->others_left, process->others_left + 1);
	start_begins(turn, event, child, starting->number);
}

static void exit_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	end_as_called(event, turn->actor->pid);
	engine_end_actor(turn, turn->actor, 0);
}

/* The code of a main thread has ended when all that is left of it is to wait for the others. */
static bool has_left(const struct actor *thread)
{
	bool leaves = thread->call.op == OP_EXIT || thread->call.op == OP_PROCESS_EXIT;
	return thread->kind != TYPE_THREAD && leaves && thread->state != ACTOR_IS_ANNOUNCED;
}

/* A fork leaves all threads but one behind: in the child they have ended. */
bool thread_has_ended(const struct actor *thread, const struct actor *asker)
{
	bool elsewhere = thread->state != ACTOR_IS_NEW && thread->process != asker->process;
	return thread->state == ACTOR_IS_ENDED || elsewhere || has_left(thread);
}

/* A worker that is new is about to be started by a submit. */
static bool is_unstarted(const struct actor *thread)
{
	return thread->state == ACTOR_IS_NEW && thread->pool == LOG_NONE;
}

static bool join_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct actor *joined = &kernel->actors[actor->call.object];
	return thread_has_ended(joined, actor) || is_unstarted(joined) || joined == actor || engine_late(actor, now);
}

static void join_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct actor *joined = &turn->kernel->actors[event->object];
	if (joined == turn->actor)
		event->result = IL_JOIN_SELF;
	else if (is_unstarted(joined))
		event->result = IL_JOIN_UNSTARTED;
	else if (!thread_has_ended(joined, turn->actor))
		event->result = IL_TIMEOUT;
}

const struct op_def thread_start_def = {.apply = start_apply};
const struct op_def thread_exit_def = {.apply = exit_apply};
const struct op_def thread_join_def = {.can = join_can, .apply = join_apply};

/* What a new POSIX thread gets; it frees it. */
struct birth {
	struct runtime *runtime;
	uint32_t id;
};

static void *thread_main(void *argument)
{
	struct birth birth = *(struct birth *)argument;
	free(argument);
	struct runtime *runtime = birth.runtime;
	struct body *body = &runtime->bodies[birth.id];
	current = (struct current){.runtime = runtime, .actor = &runtime->engine->kernel->actors[birth.id]};
	atomic_store(&body->ident, (uint64_t)pthread_self());
	atomic_store(&body->native_id, (uint32_t)gettid());
	futex_wake(&body->native_id);
	engine_begin(runtime->engine, current.actor);
	il_value result = body_run(birth.id);
	struct log_event call = call_of(OP_THREAD_EXIT, body->site, birth.id);
	call_set_end(&call, result);
	call_perform(NULL, &call, NULL);
	return NULL;
}

/* Makes the POSIX thread; it waits until its start has taken effect. */
static il_status make_thread(int64_t *native_id, uint32_t id)
{
	struct body *body = &current.runtime->bodies[id];
	struct birth *birth = malloc(sizeof *birth);
	pthread_attr_t attributes;
	pthread_t thread;
	if (birth == NULL)
		return IL_START_FAILED;
	*birth = (struct birth){current.runtime, id};
	if (pthread_attr_init(&attributes) != 0)
		goto fail;
	int error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (error == 0)
		error = pthread_create(&thread, &attributes, thread_main, birth);
	pthread_attr_destroy(&attributes);
	if (error != 0)
		goto fail;
	while (atomic_load(&body->native_id) == 0)
		futex_wait(&body->native_id, 0);
	*native_id = (int64_t)atomic_load(&body->native_id);
	return IL_OK;
fail:
	free(birth);
	return IL_START_FAILED;
}

/* Of the calling thread, whose tasks are none themselves; the main thread of a daemon process is none. */
bool thread_is_daemon(void)
{
	const struct actor *actor = current.actor;
	if (actor->carrier != LOG_NONE)
		actor = &current.runtime->engine->kernel->actors[actor->carrier];
	return actor->kind == TYPE_THREAD && actor->daemon;
}

static bool is_daemon(enum il_daemon daemon)
{
	return daemon == IL_DAEMON_INHERITED ? thread_is_daemon() : daemon == IL_DAEMON_YES;
}

il_thread il_thread_new_at(struct il_site *site, il_target target, const char *target_name,
                           struct il_thread_options options)
{
	char name[256];
	struct kernel *kernel = current.runtime->engine->kernel;
	bool named = options.name != NULL && options.name[0] != '\0';
	if (options.group.kind != IL_NONE) {
		object_refuse(site, named ? options.name : "Thread-0", TYPE_THREAD, IL_THREAD_GROUP_GIVEN);
		return (il_thread){0};
	}
	if (!named)
		default_name(name, sizeof name, &kernel->thread_names, "Thread", target != NULL ? target_name : NULL);
	uint32_t id = object_make(site, named ? options.name : name,
	                          (struct making){.type = TYPE_THREAD,
	                                          .daemon = is_daemon(options.daemon),
	                                          .process = current.actor->process});
	if (id != 0 && body_set(id, site, target, options.args, options.kwargs) != IL_OK)
		id = 0;
	return (il_thread){id};
}

static il_status start(int64_t *native_id, uint32_t id)
{
	const struct actor *thread = &current.runtime->engine->kernel->actors[id];
	if (thread->kind != TYPE_THREAD || !start_claim(id))
		return IL_STARTED_TWICE;
	/* Its parent's, not started before the fork: it cannot be. */
	bool mine = thread->process == current.actor->process;
	return start_or_give_back(id, mine ? make_thread(native_id, id) : IL_START_FAILED);
}

il_status il_thread_start_at(struct il_site *site, il_thread thread)
{
	struct starting starting;
	return start_perform(&starting, site, OP_THREAD_START, thread.id, start);
}

il_status il_thread_join_at(struct il_site *site, il_thread thread, struct il_wait wait)
{
	struct log_event call = call_of(OP_THREAD_JOIN, site, thread.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	return call_perform(NULL, &call, NULL);
}
