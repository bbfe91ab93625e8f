/* What a process can be asked and told by another: its state and name, to end, to be forgotten; and waiting for one of several.
 *
 * Whether a handle has been closed, and whether its process was started, is the memory of the process that asks, as in
 * CPython. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/death.h"
#include "engine/line.h"
#include "interleave/process.h"
#include "runtime/defs.h"
#include "runtime/process.h"
#include "runtime/query.h"

static const struct body *body_of(uint32_t id)
{
	return &current.runtime->bodies[id];
}

/* Another process, started as far as the asker knows. */
static bool is_known(const struct actor *process, const struct actor *asker)
{
	return process->state != ACTOR_IS_NEW && process->id != asker->process &&
	       atomic_load(&body_of(process->id)->started);
}

/* ---- ending it ---- */

static void end_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct actor *process = kernel_actor(turn->kernel, event->object);
	bool by_kill = event->op == OP_PROCESS_KILL;
	if (body_of(event->object)->closed) {
		event->result = IL_PROCESS_CLOSED;
	} else if (!is_known(process, turn->actor)) {
		event->result = by_kill ? IL_KILL_UNSTARTED : IL_TERMINATE_UNSTARTED;
	} else if (process->state != ACTOR_IS_ENDED && process->asked == 0) {
		event->x = by_kill ? SIGKILL : SIGTERM;
		death_ask(turn, process, event->x);
	}
}

static void close_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct actor *process = kernel_actor(turn->kernel, event->object);
	bool ended = process->state == ACTOR_IS_ENDED && process_is_child(process, turn->actor);
	if (!body_of(event->object)->closed && is_known(process, turn->actor) && !ended)
		event->result = IL_PROCESS_RUNNING;
}

const struct op_def process_end_def = {.apply = end_apply};
const struct op_def process_close_def = {.apply = close_apply};

static il_status tell(struct il_site *site, enum log_op op, il_process process)
{
	struct log_event call = call_of(op, site, process.id);
	return call_perform(NULL, &call, NULL);
}

il_status il_process_terminate_at(struct il_site *site, il_process process)
{
	return tell(site, OP_PROCESS_TERMINATE, process);
}

il_status il_process_kill_at(struct il_site *site, il_process process)
{
	return tell(site, OP_PROCESS_KILL, process);
}

il_status il_process_close_at(struct il_site *site, il_process process)
{
	il_status status = tell(site, OP_PROCESS_CLOSE, process);
	if (status != IL_OK || process.id == IL_MAIN_PROCESS)
		return status;
	if (atomic_load(&body_of(process.id)->started))
		process_reap(process.id);
	current.runtime->bodies[process.id].closed = true;
	return IL_OK;
}

/* ---- asking ---- */

static struct answer answer_exitcode(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct actor *process = kernel_actor(turn->kernel, object);
	if (body_of(object)->closed)
		return answer_failure(IL_PROCESS_CLOSED);
	bool known = process->state == ACTOR_IS_ENDED && process_is_child(process, turn->actor);
	return answer_value(known ? il_int(process->exitcode) : il_none());
}

bool il_process_exitcode_at(struct il_site *site, int *code, il_process process)
{
	il_value value = call_query(site, process.id, "exitcode", answer_exitcode, NULL);
	if (value.kind != IL_INT)
		return false;
	*code = (int)value.i;
	return true;
}

static struct answer answer_alive(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct actor *process = kernel_actor(turn->kernel, object);
	if (body_of(object)->closed)
		return answer_failure(IL_PROCESS_CLOSED);
	if (object == turn->actor->process)
		return answer_truth(true);
	bool parent = object == turn->kernel->actors[turn->actor->process].parent && turn->actor->process != 0;
	if (!parent && !process_is_child(process, turn->actor))
		return answer_failure(IL_NOT_CHILD_TO_TEST);
	return answer_truth(process->state != ACTOR_IS_NEW && process->state != ACTOR_IS_ENDED);
}

bool il_process_is_alive_at(struct il_site *site, il_process process)
{
	return call_query(site, process.id, "is_alive", answer_alive, NULL).i;
}

static struct answer answer_pid(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	const struct actor *process = kernel_actor(turn->kernel, object);
	if (body_of(object)->closed)
		return answer_failure(IL_PROCESS_CLOSED);
	if (process->state == ACTOR_IS_NEW)
		return answer_value(il_none());
	return (struct answer){.value = il_int(process->pid), .changing = true};
}

int64_t il_process_pid_at(struct il_site *site, il_process process)
{
	return call_query(site, process.id, "pid", answer_pid, NULL).i;
}

static struct answer answer_name(struct turn *turn, uint32_t object, void *context)
{
	const uint32_t *name_of_main = context;
	uint32_t name = object == 0 ? *name_of_main : kernel_actor(turn->kernel, object)->name;
	return answer_value((il_value){IL_STRING, {.ref = name}});
}

const char *il_process_name_at(struct il_site *site, il_process process)
{
	uint32_t name_of_main = process.id == IL_MAIN_PROCESS ? call_string("MainProcess") : 0;
	return il_text(call_query(site, process.id, "name", answer_name, &name_of_main));
}

static struct answer answer_daemon(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_actor(turn->kernel, object)->daemon);
}

bool il_process_daemon_at(struct il_site *site, il_process process)
{
	return call_query(site, process.id, "daemon", answer_daemon, NULL).i;
}

/* A replay has as many as the machine of the recording. */
static struct answer answer_cpu_count(struct turn *turn, uint32_t object, void *context)
{
	(void)object;
	const long *count = context;
	const struct log_event *recorded = turn->engine->recording != NULL ? turn_recorded(turn) : NULL;
	return answer_value(il_int(recorded != NULL && recorded->op == OP_QUERY ? recorded->value : *count));
}

int il_cpu_count_at(struct il_site *site)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);
	return (int)call_query(site, LOG_NONE, "cpu_count", answer_cpu_count, &count).i;
}

/* ---- changing ---- */

static void rename_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	SET(turn, kernel_actor(turn->kernel, event->object)->name, event->text);
}

static void set_daemon_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct actor *process = kernel_actor(turn->kernel, event->object);
	if (process->state != ACTOR_IS_NEW || atomic_load(&body_of(event->object)->started))
		event->result = IL_PROCESS_HAS_STARTED;
	else
		SET(turn, process->daemon, event->x != 0);
	event->x = process->daemon;
}

const struct op_def process_rename_def = {.apply = rename_apply};
const struct op_def process_set_daemon_def = {.apply = set_daemon_apply};

il_status il_process_set_name_at(struct il_site *site, il_process process, const char *name)
{
	struct log_event call = call_of(OP_PROCESS_RENAME, site, process.id);
	call.text = call_string(name);
	return call_perform(NULL, &call, NULL);
}

il_status il_process_set_daemon_at(struct il_site *site, il_process process, bool daemon)
{
	struct log_event call = call_of(OP_PROCESS_SET_DAEMON, site, process.id);
	call.x = daemon;
	return call_perform(NULL, &call, NULL);
}

/* ---- where one is ---- */

static il_process handle_of(uint32_t id)
{
	return (il_process){id == 0 ? IL_MAIN_PROCESS : id};
}

il_process il_current_process(void)
{
	return handle_of(current.actor->process);
}

il_process il_parent_process(void)
{
	uint32_t own = current.actor->process;
	if (own == 0)
		return (il_process){0};
	return handle_of(current.runtime->engine->kernel->actors[own].parent);
}
