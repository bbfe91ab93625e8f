/* From a call of the public API to an op of the engine: places, values, waits, and the making of objects. */
#include "runtime/runtime.h"

#include <stdio.h>
#include <string.h>

#include "engine/clock.h"
#include "interleave/process.h"
#include "interleave/thread.h"
#include "runtime/values.h"

_Thread_local struct current current;

uint32_t call_string(const char *text)
{
	return engine_string(current.runtime->engine, current.actor, text, strlen(text));
}

uint32_t call_make_site(struct il_site *site)
{
	char text[256];
	snprintf(text, sizeof text, "%s:%d", site->file, site->line);
	uint32_t ref = call_string(text);
	atomic_store_explicit(&site->ref, ref, memory_order_relaxed);
	return ref;
}

uint32_t call_site_string(struct il_site *site, const char *text)
{
	uint32_t ref = site != NULL ? atomic_load_explicit(&site->text, memory_order_relaxed) : 0;
	if (ref == 0) {
		ref = call_string(text);
		if (site != NULL)
			atomic_store_explicit(&site->text, ref, memory_order_relaxed);
	}
	return ref;
}

uint32_t object_here_otherwise(uint32_t id)
{
	const struct runtime *runtime = current.runtime;
	if (id == IL_MAIN_THREAD)
		return current.actor->process;
	if (id == IL_MAIN_PROCESS)
		return 0;
	if (runtime->clones == NULL || id < LOG_OBJECT_BASE || id - LOG_OBJECT_BASE >= runtime->clone_count)
		return id;
	uint32_t clone = runtime->clones[id - LOG_OBJECT_BASE];
	return clone != LOG_NONE ? clone : id;
}

static il_status check_lock_time(bool nonblocking, double seconds)
{
	const double longest = 9223372036.0; /* threading.TIMEOUT_MAX */
	if (seconds > longest || seconds < -longest)
		return IL_TIMEOUT_TOO_LARGE;
	if (nonblocking)
		return seconds == -1 ? IL_OK : IL_TIMEOUT_FOR_TRY;
	return seconds < 0 && seconds != -1 ? IL_TIMEOUT_NOT_POSITIVE : IL_OK;
}

static il_status check_time(struct il_wait wait, enum wait_rules rules)
{
	double seconds = wait.timeout.seconds;
	if (!wait.timeout.limited || rules == WAIT_AS_GIVEN)
		return IL_OK;
	if (seconds != seconds)
		return IL_BAD_VALUE;
	if (rules == WAIT_OF_LOCK)
		return check_lock_time(wait.nonblocking, seconds);
	if (rules == WAIT_OF_SEMAPHORE)
		return wait.nonblocking ? IL_TIMEOUT_FOR_ACQUIRE : IL_OK;
	return !wait.nonblocking && seconds < 0 ? IL_TIMEOUT_NEGATIVE : IL_OK;
}

il_status call_wait_limited(struct log_event *call, struct il_wait wait, enum wait_rules rules)
{
	il_status status = check_time(wait, rules);
	bool limited = wait.timeout.limited && !(rules == WAIT_OF_LOCK && wait.timeout.seconds == -1);
	if (status != IL_OK)
		return status;
	if (wait.nonblocking || limited)
		call->flags |= LOG_TIMED;
	call->deadline = limited && !wait.nonblocking ? clock_ns(wait.timeout.seconds) : 0;
	return IL_OK;
}

void call_set_value(struct log_event *call, il_value value)
{
	call->flags = (uint16_t)((call->flags & ~LOG_VALUE_KIND) | (uint16_t)value.kind);
	switch (value.kind) {
	case IL_NONE:
		break;
	case IL_INT:
		call->value = value.i;
		break;
	case IL_DOUBLE:
		memcpy(&call->value, &value.d, sizeof call->value);
		break;
	case IL_STRING:
	case IL_ERROR:
		call->text = value.ref;
		break;
	case IL_OBJECT:
		call->value = value.ref;
		break;
	}
}

il_value call_value(const struct log_event *event)
{
	il_value value = {.kind = (enum il_kind)(event->flags & LOG_VALUE_KIND)};
	switch (value.kind) {
	case IL_NONE:
		break;
	case IL_INT:
		value.i = event->value;
		break;
	case IL_DOUBLE:
		memcpy(&value.d, &event->value, sizeof value.d);
		break;
	case IL_STRING:
	case IL_ERROR:
		value.ref = event->text;
		break;
	case IL_OBJECT:
		value.ref = (uint32_t)event->value;
		break;
	}
	return value;
}

il_status call_perform(struct log_event *done, const struct log_event *call, void *context)
{
	struct log_event own;
	if (done == NULL)
		done = &own;
	if (call->result == IL_NO_ROOM)
		*done = *call;
	else
		engine_perform(done, current.runtime->engine, current.actor, call, context);
	current.now = done->t;
	return (il_status)done->result;
}

static bool is_actor(uint32_t type)
{
	return type == TYPE_THREAD || type == TYPE_PROCESS || type == TYPE_TASK;
}

static void fill_object(struct object *object, const struct making *making)
{
	object->shared = making->shared;
	object->unjoinable = making->unjoinable;
	object->order = making->order;
	object->bound = making->bound;
	object->count = making->count;
	object->lock = making->lock;
	if (making->type == TYPE_SERVER || making->type == TYPE_CONNECTION)
		object->socket.loop = making->loop;
	object->value_kind = (uint16_t)making->value.kind;
	if (making->value.kind == IL_STRING || making->value.kind == IL_ERROR)
		object->value_text = making->value.ref;
	else
		object->value = making->value.i;
}

/* Fields of a record that nobody can see before the commit are not journaled. */
static void place_object(struct turn *turn, struct making *making, uint32_t name)
{
	if (is_actor(making->type)) {
		struct actor *actor = engine_new_actor(turn, making->type, making->process, name);
		if (actor == NULL)
			return;
		actor->daemon = making->daemon;
		actor->pool = making->bound != 0 ? (uint32_t)making->bound : LOG_NONE;
		if (making->type == TYPE_PROCESS) {
			actor->process = actor->id;
			actor->parent = making->process;
		}
		making->id = actor->id;
		return;
	}
	struct object *object = engine_new_object(&making->id, turn, making->type, making->process, name);
	if (object == NULL)
		making->id = LOG_NONE;
	else
		fill_object(object, making);
}

/* Whether its object.new says by `via` which object goes with it: a lock, a pool, a loop, the future that one follows. */
static bool names_lock(const struct making *making)
{
	uint32_t type = making->type;
	return type == TYPE_CONDITION || type == TYPE_VALUE || type == TYPE_RESULT || type == TYPE_TASK ||
	       (type == TYPE_FUTURE && making->lock != 0);
}

void object_made(struct turn *turn, struct log_event *event, struct making *making)
{
	making->id = LOG_NONE;
	if (making->refusal == IL_OK)
		place_object(turn, making, event->text);
	event->op = OP_OBJECT_NEW;
	event->x = (int32_t)making->type;
	event->y = making->bound != 0 ? making->bound : making->count;
	event->z = (making->shared ? 1 : 0) | (making->daemon ? 2 : 0) | (making->unjoinable ? 4 : 0) | making->order << 3;
	event->via = names_lock(making) ? making->lock : making->process;
	event->object = making->id;
	event->result = (int16_t)(making->id != LOG_NONE ? IL_OK : making->refusal != IL_OK ? making->refusal : IL_NO_ROOM);
	if (making->members != 0)
		event->value = making->members;
	if (making->type == TYPE_VAR || making->type == TYPE_VALUE) {
		uint32_t name = event->text;
		call_set_value(event, making->value);
		if (making->value.kind == IL_STRING || making->value.kind == IL_ERROR)
			event->value = making->value.ref; /* `text` is the name */
		event->text = name;
	}
}

/* How many workers a pool may have by default was measured in the recorded run: its replay has as many. */
static void make_as_recorded(struct turn *turn, struct making *making)
{
	const struct log_event *recorded = turn->engine->recording != NULL ? turn_recorded(turn) : NULL;
	if (recorded != NULL && recorded->op == OP_OBJECT_NEW && recorded->x == TYPE_EXECUTOR)
		making->bound = recorded->y;
}

/* Without a making it is refused, as the call says. */
static void new_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct making *making = context;
	if (making == NULL)
		return;
	if (making->type == TYPE_EXECUTOR)
		make_as_recorded(turn, making);
	object_made(turn, event, making);
}

const struct op_def object_new_def = {.apply = new_apply};

uint32_t object_make(struct il_site *site, const char *name, struct making making)
{
	struct log_event call = call_of(OP_OBJECT_NEW, site, LOG_NONE);
	call.text = call_string(name);
	call.x = (int32_t)making.type;
	call_perform(NULL, &call, &making);
	return making.id == LOG_NONE ? 0 : making.id;
}

void object_refuse(struct il_site *site, const char *name, uint32_t type, il_status status)
{
	struct log_event call = call_of(OP_OBJECT_NEW, site, LOG_NONE);
	call.text = call_string(name);
	call.x = (int32_t)type;
	call.result = (int16_t)status;
	call_perform(NULL, &call, NULL);
}

struct object object_peek(uint32_t id)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	const struct object *object = kernel_see(turn.kernel, object_here(id));
	struct object copy = object != NULL ? *object : (struct object){.owner = LOG_NONE};
	turn_end(&turn);
	return copy;
}

il_status body_set(uint32_t id, struct il_site *site, il_target target, il_args args, il_kwargs kwargs)
{
	struct body *body = &current.runtime->bodies[id];
	body->target = target;
	body->site = site;
	return args_copy(&body->args, args, kwargs) ? IL_OK : IL_NO_ROOM;
}

il_value body_run(uint32_t id)
{
	struct body *body = &current.runtime->bodies[id];
	il_value result = body->target != NULL ? body->target(body->args) : il_none();
	args_free(&body->args);
	return result;
}

void call_set_end(struct log_event *call, il_value result)
{
	if (result.kind == IL_ERROR && !value_is_error(result, "SystemExit"))
		call_set_value(call, result);
}

void end_as_called(struct log_event *event, int64_t id)
{
	bool raised = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	event->result = raised ? IL_RAISED : IL_OK;
	event->flags |= (uint16_t)(LOG_VOLATILE | (raised ? 0 : VALUE_INT));
	event->value = id;
}

void default_name(char *out, size_t size, uint32_t *counter, const char *prefix, const char *target)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	SET(&turn, *counter, *counter + 1);
	uint32_t number = *counter;
	turn_end(&turn);
	if (target != NULL)
		snprintf(out, size, "%s-%u (%s)", prefix, number, target);
	else
		snprintf(out, size, "%s-%u", prefix, number);
}

/* Another thread may give it a new name at any moment. */
const char *il_current_name(void)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	uint32_t name = current.actor->name;
	turn_end(&turn);
	return log_text(current.runtime->engine->log, name);
}
