/* multiprocessing.Value: a number in the segment.
 *
 * CPython takes the Value's lock, reads or writes, and lets the lock go. Here that is one op, which can take effect while the
 * lock is free or already the caller's: nobody could see the lock held in between. Who has to wait stands in the lock's
 * line; the op names the lock by `via`. */
#include "runtime/defs.h"

#include <stdio.h>

#include "engine/line.h"
#include "interleave/value.h"

static il_value value_of(const struct object *value)
{
	struct log_event event = {.flags = value->value_kind, .value = value->value};
	return call_value(&event);
}

/* A Value's kind of number, by the typecode that object.new names as its constant; IL_NONE: there is none. */
static enum il_kind kind_of(int32_t typecode)
{
	return typecode == 'i' ? IL_INT : typecode == 'd' ? IL_DOUBLE : IL_NONE;
}

/* What is stored of `number`: a C int wraps, an integer becomes a double. */
static il_value stored(il_value number, enum il_kind kind)
{
	if (number.kind != IL_INT)
		return number;
	return kind == IL_DOUBLE ? il_double((double)number.i) : il_int((int32_t)number.i);
}

/* ---- ops ---- */

static bool access_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)now;
	const struct object *lock = kernel_see(kernel, actor->call.via);
	return lock == NULL || lock->owner == LOG_NONE || (lock->type == TYPE_RLOCK && lock->owner == actor->id);
}

static void access_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->via, turn->actor);
}

static void read_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	call_set_value(event, value_of(kernel_object(turn->kernel, event->object)));
}

static void write_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *value = kernel_object(turn->kernel, event->object);
	if ((event->flags & LOG_VALUE_KIND) == value->value_kind)
		SET(turn, value->value, event->value);
	else
		event->result = IL_WRONG_TYPE;
}

const struct op_def value_read_def = {.can = access_can, .apply = read_apply, .join = access_join};
const struct op_def value_write_def = {.can = access_can, .apply = write_apply, .join = access_join};

/* ---- calls ---- */

static uint32_t lock_for(struct il_site *site, const char *name, const struct il_value_options *options)
{
	char lock_name[256];
	if (options->raw)
		return LOG_NONE;
	if (options->lock.id != 0)
		return options->lock.id;
	if (options->rlock.id != 0)
		return options->rlock.id;
	snprintf(lock_name, sizeof lock_name, "%s.lock", name);
	return il_rlock_new_at(site, lock_name, (struct il_object_options){.shared = true}).id;
}

il_shared_value il_value_new_at(struct il_site *site, const char *name, char typecode, il_value initial,
                                struct il_value_options options)
{
	enum il_kind kind = kind_of(typecode);
	initial = stored(initial, kind);
	if (kind == IL_NONE || initial.kind != kind)
		return (il_shared_value){0};
	uint32_t lock = lock_for(site, name, &options);
	if (lock == 0)
		return (il_shared_value){0};
	return (il_shared_value){object_make(site, name,
	                                     (struct making){.type = TYPE_VALUE,
	                                                     .shared = true,
	                                                     .bound = typecode,
	                                                     .lock = lock,
	                                                     .value = initial,
	                                                     .process = current.actor->process})};
}

/* Type and lock are set before anybody has the handle, and never changed: read without the kernel's lock. */
static const struct object *constants_of(il_shared_value value)
{
	return kernel_constants(current.runtime->engine->kernel, value.id);
}

static struct log_event access_of(enum log_op op, struct il_site *site, il_shared_value value)
{
	struct log_event call = call_of(op, site, value.id);
	const struct object *object = constants_of(value);
	if (object != NULL && object->lock != LOG_NONE)
		call.via = object_here(object->lock);
	return call;
}

il_value il_value_read_at(struct il_site *site, il_shared_value value)
{
	struct log_event call = access_of(OP_VALUE_READ, site, value), done;
	call_perform(&done, &call, NULL);
	return call_value(&done);
}

il_status il_value_write_at(struct il_site *site, il_shared_value value, il_value number)
{
	struct log_event call = access_of(OP_VALUE_WRITE, site, value);
	const struct object *object = constants_of(value);
	call_set_value(&call, object != NULL ? stored(number, kind_of(object->bound)) : number);
	return call_perform(NULL, &call, NULL);
}

il_rlock il_value_lock(il_shared_value value)
{
	const struct object *object = constants_of(value);
	const struct object *lock = object != NULL ? constants_of((il_shared_value){object->lock}) : NULL;
	return (il_rlock){lock != NULL && lock->type == TYPE_RLOCK ? object->lock : 0};
}

il_value il_value_peek(il_shared_value value)
{
	const struct object object = object_peek(value.id);
	return value_of(&object);
}
