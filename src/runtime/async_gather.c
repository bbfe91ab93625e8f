/* asyncio.gather and shield: futures that follow others.
 *
 * A gather counts its children by a callback in each; the last one, or the first exception, finishes it. So there are two
 * turns between the end of the last child and whoever awaits the gather, as in CPython. */
#include <stdlib.h>

#include "runtime/async.h"
#include "runtime/id_set.h"
#include "runtime/values.h"

struct gather {
	struct future future; /* first */
	size_t expected, finished; /* ends of different children */
	bool return_exceptions;
	bool cancel_requested;
	size_t count;
	struct future *children[];
};

uint32_t async_name_set(const il_task *tasks, size_t count)
{
	uint32_t *ids = loop_memory((count + 1) * sizeof *ids);
	for (size_t i = 0; i < count; i++)
		ids[i] = tasks[i].id;
	uint32_t set = id_set_string(ids, id_set_sort(ids, count));
	free(ids);
	return set;
}

/* The object of a future that ends by what others do. */
static uint32_t make_object(struct il_site *site, const char *name, const il_task *tasks, size_t count)
{
	struct making making = {.type = TYPE_FUTURE, .process = current.actor->process};
	making.members = async_name_set(tasks, count);
	return object_make(site, name, making);
}

/* ---- gather ---- */

/* One that was cancelled raises what its last child would raise if that was cancelled, as in CPython. */
static void all_finished(struct loop *loop, struct gather *gather)
{
	for (size_t i = 0; i < gather->count; i++)
		gather->children[i]->seen = true;
	future_finish(loop, &gather->future, FUTURE_FINISHED,
	              gather->cancel_requested ? future_cancellation(gather->children[gather->count - 1])
	                                       : il_object(gather->future.id));
}

static void count_child(struct loop *loop, void *object, void *context)
{
	struct future *child = object;
	struct gather *gather = context;
	bool raised = child->state == FUTURE_FINISHED && child->value.kind == IL_ERROR;
	gather->finished++;
	if (gather->future.state != FUTURE_PENDING) {
		child->seen = true;
	} else if (!gather->return_exceptions && child->state == FUTURE_CANCELLED) {
		future_finish(loop, &gather->future, FUTURE_FINISHED, future_cancellation(child));
	} else if (!gather->return_exceptions && raised) {
		child->seen = true;
		future_finish(loop, &gather->future, FUTURE_FINISHED, child->value);
	} else if (gather->finished == gather->expected) {
		all_finished(loop, gather);
	}
}

/* Cancelling it cancels the children: it ends when they have. */
static il_status cancel_children(struct loop *loop, struct future *future, il_value message)
{
	struct gather *gather = (struct gather *)future;
	bool any = false;
	for (size_t i = 0; i < gather->count; i++) {
		il_status status = future_cancel(loop, gather->children[i], message);
		if (status == IL_RECURSION)
			return status;
		any |= status == IL_OK;
	}
	gather->cancel_requested |= any;
	return any ? IL_OK : IL_INVALID_STATE;
}

static bool is_gather(const struct future *future)
{
	return future->cancel == cancel_children;
}

struct future *gather_make(uint32_t id, const il_task *tasks, size_t count, bool return_exceptions)
{
	struct loop *loop = current.loop;
	struct gather *gather = loop_memory(sizeof *gather + count * sizeof gather->children[0]);
	gather->future.id = id;
	gather->future.cancel = cancel_children;
	gather->return_exceptions = return_exceptions;
	gather->count = count;
	loop_keep(loop, &gather->future);
	for (size_t i = 0; i < count; i++) {
		struct future *child = loop_find(tasks[i].id);
		gather->children[i] = child;
		if (child->counted_by == gather) /* the same one twice is one */
			continue;
		child->counted_by = gather;
		gather->expected++;
		future_add_callback(loop, child, (struct callback){count_child, gather});
	}
	if (count == 0)
		all_finished(loop, gather);
	return &gather->future;
}

il_status async_check(const il_task *tasks, size_t count)
{
	if (current.loop == NULL)
		return IL_NO_LOOP;
	for (size_t i = 0; i < count; i++)
		if (loop_find(tasks[i].id) == NULL)
			return IL_WRONG_TYPE;
	return IL_OK;
}

il_async_future il_gather_future_at(struct il_site *site, const il_task *tasks, size_t count,
                                    struct il_gather_options options)
{
	if (async_check(tasks, count) != IL_OK)
		return (il_async_future){0};
	uint32_t id = make_object(site, "gather", tasks, count);
	if (id != 0)
		gather_make(id, tasks, count, options.return_exceptions);
	return (il_async_future){id};
}

size_t il_gather_results(il_value *results, size_t room, il_async_future handle)
{
	struct future *future = current.loop != NULL ? loop_find(handle.id) : NULL;
	if (future == NULL || !is_gather(future) || future->state != FUTURE_FINISHED || future->value.kind == IL_ERROR)
		return 0;
	const struct gather *gather = (const struct gather *)future;
	for (size_t i = 0; i < gather->count && i < room; i++) {
		const struct future *child = gather->children[i];
		results[i] = child->state == FUTURE_CANCELLED ? async_cancellation(child->message) : child->value;
	}
	return gather->count;
}

il_status il_gather_at(struct il_site *site, il_value *results, const il_task *tasks, size_t count,
                       struct il_gather_options options)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	il_status status = async_check(tasks, count);
	if (status != IL_OK)
		return status;
	il_async_future gather = il_gather_future_at(site, tasks, count, options);
	if (gather.id == 0)
		return IL_NO_ROOM;
	status = il_await_at(site, NULL, gather);
	if (status == IL_OK)
		il_gather_results(results, count, gather);
	return status;
}

/* ---- shield ---- */

struct shield {
	struct future future; /* first */
	struct future *inner;
};

static void inner_ended(struct loop *loop, void *object, void *context)
{
	struct future *inner = object;
	struct shield *shield = context;
	inner->seen = true;
	if (inner->state == FUTURE_FINISHED && shield->future.state == FUTURE_FINISHED) /* somebody has just set it */
		loop_complain(loop, shield->future.id, "Exception in callback", il_raise_status(IL_INVALID_STATE));
	future_finish(loop, &shield->future, inner->state,
	              inner->state == FUTURE_CANCELLED ? il_none() : inner->value);
}

/* One that was cancelled follows no more: it asks for no exception that comes later. */
static void shield_ended(struct loop *loop, void *object, void *context)
{
	(void)object;
	struct shield *shield = context;
	if (shield->inner->state == FUTURE_PENDING)
		future_remove_callback(loop, shield->inner, (struct callback){inner_ended, shield});
}

il_async_future il_shield_at(struct il_site *site, il_task task)
{
	if (async_check(&task, 1) != IL_OK)
		return (il_async_future){0};
	struct loop *loop = current.loop;
	struct future *inner = loop_find(task.id);
	if (inner->state != FUTURE_PENDING) /* as CPython: what is done needs no shield */
		return task;
	uint32_t id = make_object(site, "shield", &task, 1);
	if (id == 0)
		return (il_async_future){0};
	struct shield *shield = loop_memory(sizeof *shield);
	shield->future.id = id;
	shield->inner = inner;
	loop_keep(loop, &shield->future);
	future_add_callback(loop, inner, (struct callback){inner_ended, shield});
	future_add_callback(loop, &shield->future, (struct callback){shield_ended, shield});
	return (il_async_future){id};
}
