#include "loop_random.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { UNIT = 512, SLOTS = 6, TASKS_MAX = 20, GATHERS_MAX = 3, WATCH = 1000, ROUNDS_MAX = 20, TEXT_MAX = 1024 };

/* ---- the state of the program that runs ---- */

static struct {
	const struct program *program;
	double start;
	il_task slots[SLOTS], tasks[TASKS_MAX];
	int task_count, gathers, rounds;
	il_handle handles[3];
	int variables[2];
	il_async_lock locks[2];
	il_async_event events[2];
	il_async_condition conditions[2];
	il_async_semaphore semaphores[2];
	il_async_queue queues[2];
} is;

/* ---- what it prints ---- */

static const char *truth(bool held)
{
	return held ? "True" : "False";
}

static il_value text_of_truth(bool held)
{
	return il_str("%s", truth(held));
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	char line[TEXT_MAX];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	il_task task = il_task_current();
	il_print("%d %s %s", (int)((il_clock() - is.start) * UNIT + 0.5), task.id != 0 ? il_task_name(task) : "loop", line);
}

const char *loop_random_describe(const char *text)
{
	static const char *const wordless[] = {"InvalidStateError", "TimeoutError", "Empty", "Full"};
	for (size_t i = 0; i < sizeof wordless / sizeof *wordless; i++)
		if (strncmp(text, wordless[i], strlen(wordless[i])) == 0)
			return wordless[i];
	if (strcmp(text, "CancelledError: it was cancelled") == 0)
		return "CancelledError";
	const char *unsupported = "RuntimeError: Task does not support set_";
	return strncmp(text, unsupported, strlen(unsupported)) == 0 ? unsupported : text;
}

static char *show(char *end, il_value value);

static char *show_list(char *end, const il_value *values, size_t count)
{
	end += sprintf(end, "[");
	for (size_t i = 0; i < count; i++)
		end = show(end + sprintf(end, "%s", i > 0 ? " " : ""), values[i]);
	return end + sprintf(end, "]");
}

/* Appends it; returns the end. */
static char *show(char *end, il_value value)
{
	il_value results[SLOTS];
	switch (value.kind) {
	case IL_INT:
		return end + sprintf(end, "%" PRId64, value.i);
	case IL_OBJECT:
		return show_list(end, results, il_gather_results(results, SLOTS, (il_async_future){value.ref}));
	case IL_ERROR:
		return end + sprintf(end, "%s", loop_random_describe(il_text(value)));
	default:
		return end + sprintf(end, "%s", value.kind == IL_STRING ? il_text(value) : "None");
	}
}

/* ---- instructions ---- */

struct outcome {
	il_value value; /* None, unless said otherwise */
	il_value error; /* what it raises, when the status does not say it */
};

/* IL_RAISED: outcome->error, too. */
struct action {
	const char *name;
	il_status (*perform)(struct outcome *outcome, const int *a);
};

static il_value run(il_args args);

static il_status answer(struct outcome *outcome, il_value value)
{
	outcome->value = value;
	return IL_OK;
}

static il_status none(struct outcome *outcome)
{
	return answer(outcome, il_str("none"));
}

static bool is_empty(int slot)
{
	return is.slots[slot].id == 0;
}

static size_t many(il_task tasks[SLOTS], int mask)
{
	size_t count = 0;
	for (int i = 0; i < SLOTS; i++)
		if ((mask >> i & 1) && !is_empty(i))
			tasks[count++] = is.slots[i];
	return count;
}

static bool holds_task(int slot)
{
	return is.slots[slot].id != 0 && il_task_name(is.slots[slot])[0] != '\0';
}

static il_value raised(int kind, int number)
{
	if (kind == 1)
		return il_raise("KeyError", "'e%d'", number);
	if (kind == 3)
		return il_raise("CancelledError", "%s", "");
	return il_raise(kind == 0 ? "ValueError" : "CancelledError", "e%d", number);
}

static bool cancel(il_task task, int message)
{
	char text[16];
	snprintf(text, sizeof text, "m%d", message);
	return il_task_cancel(task, .message = message != 0 ? text : NULL);
}

/* Of what is called in the same task. */
static il_status inner(struct outcome *outcome, il_value value)
{
	outcome->value = value;
	outcome->error = value;
	return value.kind == IL_ERROR ? IL_RAISED : IL_OK;
}

static il_value run_sync(il_args args);

static il_value callback(il_args args)
{
	return run_sync((il_args){.count = 1, .v = &args.v[args.count - 1]});
}

static il_value has_reached(il_args args)
{
	return il_int(is.variables[args.v[0].i] >= args.v[1].i);
}

/* Arguments: which, and the function inside. */
static il_value hold_lock(il_args args)
{
	il_async_hold(is.locks[args.v[0].i]);
	return run((il_args){.count = 1, .v = &args.v[1]});
}

static il_value hold_condition(il_args args)
{
	il_async_hold(is.conditions[args.v[0].i]);
	return run((il_args){.count = 1, .v = &args.v[1]});
}

static il_value hold_unit(il_args args)
{
	il_async_hold(is.semaphores[args.v[0].i]);
	return run((il_args){.count = 1, .v = &args.v[1]});
}

#define DO(name) static il_status do_##name(struct outcome *o, const int *a)
#define RETURNS(name, value)                                                                                 \
	DO(name)                                                                                             \
	{                                                                                                    \
		(void)a;                                                                                     \
		return answer(o, (value));                                                                   \
	}
#define CALLS(name, status)                                                                                  \
	DO(name)                                                                                             \
	{                                                                                                    \
		(void)o;                                                                                     \
		return (status);                                                                             \
	}
/* Of an await that returns True. */
#define AWAITS(name, status)                                                                                 \
	DO(name)                                                                                             \
	{                                                                                                    \
		o->value = text_of_truth(true);                                                              \
		return (status);                                                                             \
	}
#define OF_SLOT(name, status)                                                                                \
	DO(name)                                                                                             \
	{                                                                                                    \
		return is_empty(a[0]) ? none(o) : (status);                                                  \
	}

RETURNS(print, il_int(a[0]))
RETURNS(count, il_int(++is.variables[a[0]]))
RETURNS(all, il_int((int64_t)il_task_all(NULL, 0)))
CALLS(raise, inner(o, raised(a[0], a[1])))

static il_status spawned(struct outcome *outcome, int slot, int function, bool coroutine)
{
	char name[32];
	il_value argument = il_int(function);
	if (is.task_count >= TASKS_MAX)
		return answer(outcome, il_str("too many"));
	snprintf(name, sizeof name, "%d-%d", function, is.task_count);
	is.slots[slot] = coroutine ? il_coroutine_task(il_coroutine_new(run, .args = IL_ARGS(argument)), .name = name)
				   : il_task_create(run, .name = name, .args = IL_ARGS(argument));
	is.tasks[is.task_count++] = is.slots[slot];
	return IL_OK;
}

CALLS(spawn, spawned(o, a[0], a[1], false))
CALLS(coro_task, spawned(o, a[0], a[1], true))
OF_SLOT(cancel, answer(o, text_of_truth(cancel(is.slots[a[0]], a[1]))))
OF_SLOT(done, answer(o, il_str("%s %s", truth(il_task_done(is.slots[a[0]])), truth(il_task_cancelled(is.slots[a[0]])))))
OF_SLOT(result, il_task_result(&o->value, is.slots[a[0]]))
OF_SLOT(exception, il_task_exception(&o->value, is.slots[a[0]]))
RETURNS(cancelling, holds_task(a[0]) ? il_int(il_task_cancelling(is.slots[a[0]])) : il_str("none"))
RETURNS(uncancel, holds_task(a[0]) ? il_int(il_task_uncancel(is.slots[a[0]])) : il_str("none"))
OF_SLOT(uncallback, answer(o, il_int(il_task_remove_done_callback(is.slots[a[0]], callback))))
OF_SLOT(callback, il_task_add_done_callback(is.slots[a[0]], callback, .args = IL_ARGS(il_int(a[1]))))
OF_SLOT(set_result, il_async_future_set_result(is.slots[a[0]], il_int(a[1])))
OF_SLOT(set_exception, il_async_future_set_result(is.slots[a[0]], raised(a[1], a[2])))

DO(cancel_self)
{
	il_task task = il_task_current();
	return task.id == 0 ? none(o) : answer(o, text_of_truth(cancel(task, a[0])));
}

DO(make_gather)
{
	il_task tasks[SLOTS];
	if (++is.gathers > GATHERS_MAX)
		return answer(o, il_str("too many"));
	is.slots[a[0]] = il_gather_future(tasks, many(tasks, a[1]), .return_exceptions = a[2] != 0);
	return IL_OK;
}

DO(make_shield)
{
	if (is_empty(a[1]))
		return none(o);
	is.slots[a[0]] = il_shield(is.slots[a[1]]);
	return IL_OK;
}

CALLS(future, (is.slots[a[0]] = il_async_future_new("future"), IL_OK))
CALLS(soon, (is.handles[a[0]] = il_call_soon(callback, .args = IL_ARGS(il_int(a[1]))), IL_OK))
CALLS(later, (is.handles[a[0]] = il_call_later((double)a[2] / UNIT, callback, .args = IL_ARGS(il_int(a[1]))), IL_OK))
CALLS(at, (is.handles[a[0]] = il_call_at(is.start + (double)a[2] / UNIT, callback, .args = IL_ARGS(il_int(a[1]))), IL_OK))
CALLS(unhandle, (il_handle_cancel(is.handles[a[0]]), IL_OK))
CALLS(release, il_async_lock_release(is.locks[a[0]]))
RETURNS(locked, text_of_truth(il_async_lock_locked(is.locks[a[0]])))
CALLS(set, il_async_event_set(is.events[a[0]]))
CALLS(clear, il_async_event_clear(is.events[a[0]]))
RETURNS(is_set, text_of_truth(il_async_event_is_set(is.events[a[0]])))
CALLS(release_condition, il_async_condition_release(is.conditions[a[0]]))
CALLS(notify, il_async_condition_notify(is.conditions[a[0]], a[1] < 9 ? a[1] : INT32_MAX))
CALLS(up, il_async_semaphore_release(is.semaphores[a[0]]))
RETURNS(is_down, text_of_truth(il_async_semaphore_locked(is.semaphores[a[0]])))
CALLS(put_nowait, il_async_queue_put_nowait(is.queues[a[0]], il_int(a[1])))
CALLS(get_nowait, il_async_queue_get_nowait(is.queues[a[0]], &o->value))
CALLS(task_done, il_async_queue_task_done(is.queues[a[0]]))
RETURNS(size, il_str("%d %s %s", il_async_queue_qsize(is.queues[a[0]]), truth(il_async_queue_empty(is.queues[a[0]])),
		     truth(il_async_queue_full(is.queues[a[0]]))))

/* ---- instructions that await ---- */

CALLS(sleep, il_async_sleep((double)a[0] / UNIT))
OF_SLOT(await, il_await(&o->value, is.slots[a[0]]))
OF_SLOT(shield, il_await(&o->value, il_shield(is.slots[a[0]])))
OF_SLOT(wait_for, il_async_wait_for(&o->value, is.slots[a[0]], .timeout = il_within((double)a[1] / UNIT)))
CALLS(inline, inner(o, run(IL_ARGS(il_int(a[0])))))
CALLS(coro, il_coroutine_await(&o->value, il_coroutine_new(run, .args = IL_ARGS(il_int(a[0])))))
CALLS(hold, inner(o, hold_lock(IL_ARGS(il_int(a[0]), il_int(a[1])))))
CALLS(hold_condition, inner(o, hold_condition(IL_ARGS(il_int(a[0]), il_int(a[1])))))
CALLS(hold_unit, inner(o, hold_unit(IL_ARGS(il_int(a[0]), il_int(a[1])))))
AWAITS(acquire, il_async_lock_acquire(is.locks[a[0]]))
AWAITS(wait_event, il_async_event_wait(is.events[a[0]]))
AWAITS(acquire_condition, il_async_condition_acquire(is.conditions[a[0]]))
AWAITS(wait_condition, il_async_condition_wait(is.conditions[a[0]]))
AWAITS(down, il_async_semaphore_acquire(is.semaphores[a[0]]))
CALLS(put, il_async_queue_put(is.queues[a[0]], il_int(a[1])))
CALLS(get, il_async_queue_get(is.queues[a[0]], &o->value))
CALLS(join, il_async_queue_join(is.queues[a[0]]))

DO(wait_until)
{
	il_value reached;
	il_status status = il_async_condition_wait_for(&reached, is.conditions[a[0]], has_reached,
						       .args = IL_ARGS(il_int(a[1]), il_int(a[2])));
	o->value = text_of_truth(true);
	return status;
}

DO(gather)
{
	il_task tasks[SLOTS];
	il_value results[SLOTS];
	char text[TEXT_MAX];
	size_t count = many(tasks, a[0]);
	il_status status = il_gather(results, tasks, count, .return_exceptions = a[1] != 0);
	if (status != IL_OK)
		return status;
	show_list(text, results, count);
	return answer(o, il_str("%s", text));
}

static il_timeout limit(int units)
{
	return (il_timeout){units >= 0, (double)units / UNIT};
}

DO(wait)
{
	static const enum il_return_when when[] = {IL_ALL_COMPLETED, IL_FIRST_COMPLETED, IL_FIRST_EXCEPTION};
	il_task tasks[SLOTS];
	bool done[SLOTS];
	char text[SLOTS + 1] = "";
	size_t count = many(tasks, a[0]);
	if (count == 0)
		return none(o);
	il_status status = il_async_wait(done, tasks, count, .timeout = limit(a[1]), .return_when = when[a[2]]);
	for (size_t i = 0; status == IL_OK && i < count; i++)
		text[i] = done[i] ? '1' : '0';
	o->value = il_str("%s", text);
	return status;
}

DO(as_completed)
{
	il_task tasks[SLOTS];
	il_async_completions results = il_async_as_completed(tasks, many(tasks, a[0]), .timeout = limit(a[1]));
	il_status slept = a[2] % 2 == 0 ? il_async_sleep(1.0 / UNIT) : IL_OK;
	if (slept != IL_OK)
		return slept;
	for (int i = 0; i < a[2]; i++) {
		char text[TEXT_MAX];
		il_value value = il_none();
		il_status status = il_async_next_completed(&value, NULL, results);
		if (status == IL_EMPTY)
			return answer(o, il_str("no more"));
		if (status == IL_CANCELLED)
			return status;
		show(text, status == IL_OK ? value : il_raise_status(status));
		say("completed %s", text);
	}
	return IL_OK;
}

#define ACTION(name)                                                                                         \
	{                                                                                                    \
#name, do_##name                                                                                     \
	}

/* Those that await come behind. */
static const struct action actions[] = {
	ACTION(print), ACTION(count), ACTION(raise), ACTION(spawn), ACTION(coro_task), ACTION(cancel), ACTION(cancel_self),
	ACTION(make_gather), ACTION(make_shield), ACTION(future), ACTION(set_result), ACTION(set_exception), ACTION(callback),
	ACTION(uncallback), ACTION(soon), ACTION(later), ACTION(at), ACTION(unhandle), ACTION(release), ACTION(locked),
	ACTION(set), ACTION(clear), ACTION(is_set), ACTION(release_condition), ACTION(notify), ACTION(up), ACTION(is_down),
	ACTION(put_nowait), ACTION(get_nowait), ACTION(task_done), ACTION(size), ACTION(done), ACTION(result),
	ACTION(exception), ACTION(cancelling), ACTION(uncancel), ACTION(all), ACTION(sleep), ACTION(await), ACTION(inline),
	ACTION(coro), ACTION(gather), ACTION(shield), ACTION(wait), ACTION(wait_for), ACTION(as_completed), ACTION(acquire),
	ACTION(hold), ACTION(wait_event), ACTION(acquire_condition), ACTION(hold_condition), ACTION(wait_condition),
	ACTION(wait_until), ACTION(down), ACTION(hold_unit), ACTION(put), ACTION(get), ACTION(join), {"return", NULL},
};

const struct action *loop_random_action(const char *name)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

/* ---- functions ---- */

/* Performs it, and says what it came to; the error that it raised, none otherwise. */
static il_value perform(const struct instruction *at, int function, int number)
{
	char text[TEXT_MAX];
	struct outcome outcome = {il_none(), il_none()};
	il_status status = at->action->perform(&outcome, at->a);
	if (status != IL_OK && outcome.error.kind != IL_ERROR)
		outcome.error = il_raise_status(status);
	show(text, status != IL_OK ? outcome.error : outcome.value);
	say("%d.%d %s %s", function, number, at->action->name, text);
	return status != IL_OK ? outcome.error : il_none();
}

static bool is_cancellation(il_value error)
{
	return strncmp(il_text(error), "CancelledError", strlen("CancelledError")) == 0;
}

static il_value run(il_args args)
{
	int number = (int)args.v[0].i;
	const struct function *function = &is.program->functions[number];
	for (int i = 0; i < function->count; i++) {
		const struct instruction *at = &function->list[i];
		if (at->action->perform == NULL)
			return il_int(at->a[0]);
		il_value error = perform(at, number, i);
		if (error.kind != IL_ERROR)
			continue;
		if (at->mode == CLEAN_UP) {
			il_value ended = run(IL_ARGS(il_int(at->then)));
			if (ended.kind == IL_ERROR)
				return ended;
		}
		if (at->mode != GO_ON && at->mode != (is_cancellation(error) ? CATCH_CANCELLED : CATCH_OTHERS))
			return error;
	}
	return il_none();
}

static il_value run_sync(il_args args)
{
	int number = (int)args.v[0].i;
	const struct function *function = &is.program->functions[number];
	for (int i = 0; i < function->count; i++) {
		il_value error = perform(&function->list[i], number, i);
		if (error.kind == IL_ERROR && function->list[i].mode == PROPAGATE && !is_cancellation(error))
			return error;
	}
	return il_none();
}

/* Whatever still waits is cancelled, and locks are opened, so that every program comes to its end. */
static il_value watch(il_args args)
{
	say("watch");
	for (int i = 0; i < is.task_count; i++)
		if (!il_task_done(is.tasks[i]))
			il_task_cancel(is.tasks[i]);
	const il_async_lock locks[] = {is.locks[0], is.locks[1], is.conditions[0].lock};
	for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
		if (il_async_lock_locked(locks[i]))
			il_async_lock_release(locks[i]);
	if (++is.rounds < ROUNDS_MAX)
		il_call_later((double)WATCH / UNIT, watch);
	(void)args;
	return il_none();
}

static void make_objects(const int *sizes)
{
	for (int i = 0; i < 2; i++) {
		is.locks[i] = il_async_lock_new("lock");
		is.events[i] = il_async_event_new("event");
		is.queues[i] = il_async_queue_new("queue", .maxsize = sizes[2 + i]);
	}
	is.conditions[0] = il_async_condition_new("condition");
	is.conditions[1] = il_async_condition_new("condition", .lock = is.locks[0]);
	is.semaphores[0] = il_async_semaphore_new("semaphore", sizes[0]);
	is.semaphores[1] = il_async_bounded_semaphore_new("bounded", sizes[1]);
}

static void wait_for_all(void)
{
	il_task left[TASKS_MAX];
	bool done[TASKS_MAX];
	size_t count;
	do {
		count = 0;
		for (int i = 0; i < is.task_count; i++)
			if (!il_task_done(is.tasks[i]))
				left[count++] = is.tasks[i];
		if (count > 0)
			il_async_wait(done, left, count);
	} while (count > 0);
}

static il_value play(il_args args)
{
	(void)args;
	is.start = il_clock();
	make_objects(is.program->sizes);
	il_call_later((double)WATCH / UNIT, watch);
	is.tasks[is.task_count++] = il_task_create(run, .name = "0-0", .args = IL_ARGS(il_int(0)));
	if (is.program->leaves) {
		bool done;
		il_async_wait(&done, is.tasks, 1);
		return il_none();
	}
	wait_for_all();
	for (int i = 0; i < SLOTS; i++) {
		char text[TEXT_MAX];
		il_value value = il_none();
		if (is_empty(i))
			continue;
		il_status status = il_task_result(&value, is.slots[i]);
		show(text, status == IL_OK ? value : il_raise_status(status));
		say("slot %d %s %s %s", i, truth(il_task_done(is.slots[i])), truth(il_task_cancelled(is.slots[i])), text);
	}
	return il_none();
}

il_status loop_random_play(const struct program *program)
{
	memset(&is, 0, sizeof is);
	is.program = program;
	return il_loop_run(NULL, play, .name = "main");
}
