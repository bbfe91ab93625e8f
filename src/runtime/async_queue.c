/* asyncio's Queue: getters and putters wait in line, and go on in the order in which they came.
 *
 * A waiter that is woken tries when its turn comes, and waits again, as the last one, when another was faster; one that is
 * cancelled after it was woken wakes the next. */
#include "interleave/async.h"
#include "interleave/queue.h"
#include "runtime/async_line.h"
#include "runtime/defs.h"
#include "runtime/values.h"

static bool is_empty(uint32_t queue)
{
	return async_object(queue)->count == 0;
}

static bool is_full(uint32_t queue)
{
	const struct object *object = async_object(queue);
	return object->bound > 0 && object->count >= object->bound;
}

il_async_queue il_async_queue_new_at(struct il_site *site, const char *name, struct il_async_queue_options options)
{
	il_queue queue = il_queue_new_at(site, name, (struct il_queue_options){.maxsize = options.maxsize});
	return (il_async_queue){queue.id};
}

/* Performs a put or get, and waits as long as `must_wait` says so. */
static il_status perform(struct log_event *done, struct log_event *call, bool (*must_wait)(uint32_t queue))
{
	uint32_t queue = call->object;
	enum log_op op = (enum log_op)call->op;
	struct future turn = {.state = must_wait(queue) ? FUTURE_PENDING : FUTURE_FINISHED};
	if (!async_blocks(done, call, &turn, NULL))
		return (il_status)done->result;
	il_status status = async_give_way(&turn);
	while (status == IL_OK && must_wait(queue)) {
		turn = (struct future){.state = FUTURE_PENDING};
		async_wait_again();
		status = async_give_way(&turn);
	}
	async_go_on(done, status, NULL);
	if (status == IL_CANCELLED && turn.state != FUTURE_CANCELLED && !must_wait(queue))
		async_wake_next(queue, op);
	return (il_status)done->result;
}

/* After a put a getter may go on, after a get a putter. */
static il_status and_wake(il_status status, il_async_queue queue, enum log_op op)
{
	if (status == IL_OK && current.loop != NULL)
		async_wake_next(queue.id, op);
	return status;
}

il_status il_async_queue_put_at(struct il_site *site, il_async_queue queue, il_value item)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (queue.id == 0)
		return IL_NO_ROOM;
	if (value_is_lost(item))
		return il_queue_put_at(site, (il_queue){queue.id}, item, (struct il_put){.nonblocking = true}); /* which refuses it */
	struct log_event call = call_of(OP_QUEUE_PUT, site, queue.id), done;
	call_set_value(&call, item);
	return and_wake(perform(&done, &call, is_full), queue, OP_QUEUE_GET);
}

il_status il_async_queue_get_at(struct il_site *site, il_value *item, il_async_queue queue)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (queue.id == 0)
		return IL_NO_ROOM;
	struct log_event call = call_of(OP_QUEUE_GET, site, queue.id), done;
	il_status status = perform(&done, &call, is_empty);
	if (status == IL_OK)
		*item = call_value(&done);
	return and_wake(status, queue, OP_QUEUE_PUT);
}

il_status il_async_queue_put_nowait_at(struct il_site *site, il_async_queue queue, il_value item)
{
	il_status status = il_queue_put_at(site, (il_queue){queue.id}, item, (struct il_put){.nonblocking = true});
	return and_wake(status, queue, OP_QUEUE_GET);
}

il_status il_async_queue_get_nowait_at(struct il_site *site, il_value *item, il_async_queue queue)
{
	il_status status = il_queue_get_at(site, item, (il_queue){queue.id}, (struct il_get){.nonblocking = true});
	return and_wake(status, queue, OP_QUEUE_PUT);
}

il_status il_async_queue_task_done_at(struct il_site *site, il_async_queue queue)
{
	il_status status = il_queue_task_done_at(site, (il_queue){queue.id});
	while (status == IL_OK && current.loop != NULL && async_object(queue.id)->unfinished == 0 &&
	       async_wake_next(queue.id, OP_QUEUE_JOIN))
		continue;
	return status;
}

il_status il_async_queue_join_at(struct il_site *site, il_async_queue queue)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	if (queue.id == 0)
		return IL_NO_ROOM;
	struct log_event call = call_of(OP_QUEUE_JOIN, site, queue.id);
	struct future turn = {.state = async_object(queue.id)->unfinished == 0 ? FUTURE_FINISHED : FUTURE_PENDING};
	return async_perform(NULL, &call, &turn, NULL);
}
