/* What a thread is called, whether it is a daemon, its ids, and which threads there are. Names and daemon flags live in the
 * actors, which a fork shares: they are changed in their own process only. */
#include "runtime/defs.h"

#include <string.h>

#include "interleave/thread.h"
#include "runtime/query.h"

/* ---- changing ---- */

static void rename_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct actor *thread = kernel_actor(turn->kernel, event->object);
	if (thread->process != turn->actor->process)
		event->result = IL_BAD_VALUE;
	else
		SET(turn, thread->name, event->text);
}

static void set_daemon_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct actor *thread = kernel_actor(turn->kernel, event->object);
	if (thread->state != ACTOR_IS_NEW)
		event->result = IL_DAEMON_ACTIVE;
	else
		SET(turn, thread->daemon, event->x != 0);
	event->x = thread->daemon;
}

const struct op_def thread_rename_def = {.apply = rename_apply};
const struct op_def thread_set_daemon_def = {.apply = set_daemon_apply};

il_status il_thread_set_name_at(struct il_site *site, il_thread thread, const char *name)
{
	if (name[0] == '\0')
		return IL_OK;
	struct log_event call = call_of(OP_THREAD_RENAME, site, thread.id);
	call.text = call_string(name);
	return call_perform(NULL, &call, NULL);
}

il_status il_thread_set_daemon_at(struct il_site *site, il_thread thread, bool daemon)
{
	struct log_event call = call_of(OP_THREAD_SET_DAEMON, site, thread.id);
	call.x = daemon;
	return call_perform(NULL, &call, NULL);
}

/* ---- asking ---- */

static struct answer alive_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct actor *actor = &turn->kernel->actors[object];
	return answer_truth(actor->state != ACTOR_IS_NEW && !thread_has_ended(actor, turn->actor));
}

static struct answer name_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_value((il_value){IL_STRING, {.ref = turn->kernel->actors[object].name}});
}

static struct answer daemon_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct actor *actor = &turn->kernel->actors[object];
	return answer_truth(actor->kind == TYPE_THREAD && actor->daemon);
}

static struct answer id_answer(const struct actor *actor, int64_t id)
{
	if (actor->state == ACTOR_IS_NEW)
		return answer_value(il_none());
	return (struct answer){.value = il_int(id), .changing = true};
}

static struct answer ident_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return id_answer(&turn->kernel->actors[object], (int64_t)atomic_load(&current.runtime->bodies[object].ident));
}

static struct answer native_id_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct actor *actor = &turn->kernel->actors[object];
	return id_answer(actor, actor->pid);
}

bool il_thread_is_alive_at(struct il_site *site, il_thread thread)
{
	return call_query(site, thread.id, "is_alive", alive_answer, NULL).i;
}

const char *il_thread_name_at(struct il_site *site, il_thread thread)
{
	return il_text(call_query(site, thread.id, "name", name_answer, NULL));
}

bool il_thread_daemon_at(struct il_site *site, il_thread thread)
{
	return call_query(site, thread.id, "daemon", daemon_answer, NULL).i;
}

il_value il_thread_ident_at(struct il_site *site, il_thread thread)
{
	return call_query(site, thread.id, "ident", ident_answer, NULL);
}

il_value il_thread_native_id_at(struct il_site *site, il_thread thread)
{
	return call_query(site, thread.id, "native_id", native_id_answer, NULL);
}

/* ---- which there are ---- */

static il_thread handle_of(const struct actor *actor)
{
	return (il_thread){actor->kind == TYPE_THREAD ? actor->id : IL_MAIN_THREAD};
}

il_thread il_current_thread(void)
{
	const struct actor *actor = current.actor;
	if (actor->carrier != LOG_NONE)
		actor = &current.runtime->engine->kernel->actors[actor->carrier];
	return handle_of(actor);
}

il_thread il_main_thread(void)
{
	return (il_thread){IL_MAIN_THREAD};
}

struct listing {
	il_thread *threads;
	size_t room;
};

/* The main thread is listed even when its code has ended, as in CPython: its process has not. */
static bool is_listed(const struct actor *actor, uint32_t process)
{
	return actor->process == process && actor->kind != TYPE_TASK && actor->state != ACTOR_IS_NEW &&
	       actor->state != ACTOR_IS_ENDED;
}

static struct answer list_answer(struct turn *turn, uint32_t object, void *context)
{
	(void)object;
	const struct listing *listing = context;
	size_t count = 0;
	for (uint32_t id = 0; id < turn->kernel->actor_count; id++) {
		const struct actor *actor = &turn->kernel->actors[id];
		if (!is_listed(actor, turn->actor->process))
			continue;
		if (count < listing->room)
			listing->threads[count] = handle_of(actor);
		count++;
	}
	return answer_value(il_int((int64_t)count));
}

size_t il_enumerate_at(struct il_site *site, il_thread *threads, size_t room)
{
	struct listing listing = {threads, room};
	return (size_t)call_query(site, LOG_NONE, "active_count", list_answer, &listing).i;
}
