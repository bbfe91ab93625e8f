/* The life of a multiprocessing.Process: made, forked, joined, ended. The child is a new actor with memory of its own. Its end is
 * the op process.exit; that of a killed one is logged by the warden, that of one told to end is a step without an op. */
#include "runtime/defs.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/line.h"
#include "interleave/process.h"
#include "interleave/thread.h"
#include "runtime/executor.h"
#include "runtime/fork.h"
#include "runtime/poll.h"
#include "runtime/pool.h"
#include "runtime/process.h"
#include "runtime/start.h"
#include "runtime/values.h"

/* ---- ops ---- */

bool process_is_child(const struct actor *process, const struct actor *asker)
{
	return process->parent == asker->process && process->id != asker->process;
}

static void start_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct starting *starting = context;
	event->result = (int16_t)starting->result;
	if (starting->result != IL_OK)
		return;
	struct actor *child = kernel_actor(turn->kernel, event->object);
	if (!fork_has_room(turn->kernel, child->parent)) {
		event->result = IL_NO_ROOM;
		return;
	}
	fork_clone_objects(turn, child->id, event->site);
	SET(turn, turn->kernel->processes_started, turn->kernel->processes_started + 1);
	SET(turn, turn->kernel->processes, turn->kernel->processes + 1);
	SET(turn, turn->kernel->actors[child->parent].others_left, turn->kernel->actors[child->parent].others_left + 1);
	start_begins(turn, event, child, starting->number);
	turn->poke_warden = true; /* which watches it from now on */
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
	executors_close(turn, turn->actor->process);
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

static bool join_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	const struct actor *joined = &kernel->actors[actor->call.object];
	return joined->state == ACTOR_IS_ENDED || joined->state == ACTOR_IS_NEW || !process_is_child(joined, actor) ||
	       engine_late(actor, now);
}

static void join_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct actor *joined = &turn->kernel->actors[event->object];
	if (current.runtime->bodies[event->object].closed)
		event->result = IL_PROCESS_CLOSED;
	else if (!process_is_child(joined, turn->actor))
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

/* ---- ends ---- */

static const char EXIT[] = "SystemExit";

/* What follows the type: a code as digits, or a text in quotes. */
static const char *code_of(il_value result)
{
	const char *code = il_text(result) + strlen(EXIT);
	return code + strspn(code, ": ");
}

int exit_code_of(il_value result)
{
	if (result.kind != IL_ERROR)
		return 0;
	if (!value_is_error(result, EXIT))
		return 1;
	char *end;
	long number = strtol(code_of(result), &end, 10);
	return *end == '\0' ? (int)(number & 0xff) : 1;
}

il_value il_exit_saying(const char *format, ...)
{
	char text[1024];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return il_raise(EXIT, "'%s'", length < 0 ? "" : text);
}

void exit_say(struct il_site *site, il_value result)
{
	if (!value_is_error(result, EXIT))
		return;
	const char *text = code_of(result);
	size_t length = strlen(text);
	if (length >= 2 && text[0] == '\'' && text[length - 1] == '\'')
		il_print_at(site, "%s", il_text(il_str("%.*s", (int)length - 2, text + 1)));
}

/* The first of this process's children that is a daemon and runs, or, when `threads`, of its threads that are none; 0: there is
 * none. */
static uint32_t first_left(bool threads)
{
	struct turn turn;
	uint32_t found = 0;
	turn_begin(&turn, current.runtime->engine, current.actor);
	const struct kernel *kernel = turn.kernel;
	for (uint32_t id = 1; id < kernel->actor_count && found == 0; id++) {
		const struct actor *actor = &kernel->actors[id];
		bool lives = actor->state != ACTOR_IS_NEW && actor->state != ACTOR_IS_ENDED && actor->asked == 0;
		bool mine = threads ? actor->kind == TYPE_THREAD && actor->process == turn.actor->process
		                    : actor->kind == TYPE_PROCESS && process_is_child(actor, turn.actor);
		if (lives && mine && actor != turn.actor && actor->daemon == !threads)
			found = id;
	}
	turn_end(&turn);
	return found;
}

/* As in CPython: main first waits for its threads, and only then tells the processes that are daemons to end; any other process
 * does so at once. */
void processes_end_daemons(struct il_site *site)
{
	uint32_t id;
	if (first_left(false) == 0)
		return;
	while (current.actor->kind == TYPE_MAIN && (id = first_left(true)) != 0)
		il_thread_join_at(site, (il_thread){id}, (struct il_wait){0});
	pools_end(site);
	while ((id = first_left(false)) != 0)
		il_process_terminate_at(site, (il_process){id});
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
	fork_adopt_clones(runtime, id);
	poll_after_fork(runtime->loops);
	il_value result = body_run(id);
	fflush(NULL);
	processes_end_daemons(runtime->bodies[id].site);
	exit_say(runtime->bodies[id].site, result);
	struct log_event call = call_of(OP_PROCESS_EXIT, runtime->bodies[id].site, id);
	call_set_end(&call, result);
	call.x = exit_code_of(result);
	int code = call.x;
	call_perform(NULL, &call, NULL);
	_exit(code);
}

/* ---- making and starting ---- */

static bool in_a_daemon(void)
{
	return current.runtime->engine->kernel->actors[current.actor->process].daemon;
}

il_process process_new(struct il_site *site, il_target target, const char *prefix, uint32_t pool,
                       struct il_process_options options)
{
	struct runtime *runtime = current.runtime;
	bool named = options.name != NULL && options.name[0] != '\0', refused = options.group.kind != IL_NONE;
	uint32_t number = refused ? 0 : atomic_fetch_add(&runtime->children, 1) + 1; /* named or not, as in CPython */
	char numbers[sizeof runtime->numbers], name[sizeof numbers + 32];
	memcpy(numbers, runtime->numbers, sizeof numbers);
	append_number(numbers, sizeof numbers, number);
	snprintf(name, sizeof name, "%s-%s", prefix, numbers);
	uint32_t id = object_make(site, named ? options.name : name,
	                          (struct making){.type = TYPE_PROCESS,
	                                          .daemon = options.daemon == IL_DAEMON_INHERITED ? in_a_daemon() : options.daemon == IL_DAEMON_YES,
	                                          .bound = (int32_t)pool,
	                                          .process = current.actor->process,
	                                          .refusal = refused ? IL_GROUP_GIVEN : IL_OK});
	il_target run = options.run != NULL ? options.run : target;
	if (id == 0 || body_set(id, site, run, options.args, options.kwargs) != IL_OK)
		return (il_process){0};
	runtime->bodies[id].number = number;
	runtime->bodies[id].overridden = options.run != NULL;
	return (il_process){id};
}

il_process il_process_new_at(struct il_site *site, il_target target, struct il_process_options options)
{
	return process_new(site, target, "Process", 0, options);
}

il_value il_process_run(il_process process)
{
	const struct body *body = &current.runtime->bodies[object_here(process.id)];
	if (atomic_load(&body->started) && !body->overridden)
		return il_raise("AttributeError", "'Process' object has no attribute '_target'");
	il_value result = body->target != NULL ? body->target(body->args) : il_none();
	return result.kind == IL_ERROR ? result : il_none();
}

static il_status make_process(int64_t *pid, uint32_t id)
{
	fflush(NULL); /* or the child would write it once more */
	*pid = fork_process();
	if (*pid == 0)
		process_main(id);
	return IL_OK;
}

static il_status start(int64_t *pid, uint32_t id)
{
	struct runtime *runtime = current.runtime;
	if (runtime->bodies[id].closed)
		return IL_PROCESS_CLOSED;
	if (id == 0) /* main */
		return IL_NOT_CREATOR;
	if (!start_claim(id))
		return IL_PROCESS_STARTED_TWICE;
	bool mine = runtime->engine->kernel->actors[id].parent == current.actor->process;
	return start_or_give_back(id, !mine           ? IL_NOT_CREATOR
	                              : in_a_daemon() ? IL_DAEMON_CHILDREN
	                                              : make_process(pid, id));
}

static void wait_for_end(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static void unmake_process(pid_t pid, uint32_t id)
{
	kill(pid, SIGKILL);
	wait_for_end(pid);
	start_or_give_back(id, IL_NO_ROOM);
}

il_status il_process_start_at(struct il_site *site, il_process process)
{
	struct starting starting = {0};
	il_status status = start_perform(&starting, site, OP_PROCESS_START, process.id, start);
	if (status != IL_OK && starting.number != 0) /* made, and there was no room for what it would have copied */
		unmake_process((pid_t)starting.number, process.id);
	return status;
}

il_status il_process_join_at(struct il_site *site, il_process process, struct il_wait wait)
{
	struct log_event call = call_of(OP_PROCESS_JOIN, site, process.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	il_status status = call_perform(NULL, &call, NULL);
	if (status == IL_OK)
		process_reap(process.id);
	return status;
}

void process_reap(uint32_t id)
{
	if (atomic_exchange(&current.runtime->bodies[id].reaped, true))
		return; /* another process may have that number by now */
	atomic_store(&current.actor->inside, true);
	wait_for_end((pid_t)current.runtime->engine->kernel->actors[id].pid);
	atomic_store(&current.actor->inside, false);
}
