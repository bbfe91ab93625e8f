/* queue.Queue, LifoQueue and PriorityQueue: items in the order in which they come out, a bound, and the count of those not yet task_done.
 *
 * Getters, putters and joiners stand in one line: whoever may go on is found by asking each. Items live in the shared
 * segment, so that a queue serves processes as it serves threads. */
#include "runtime/defs.h"

#include "engine/line.h"
#include "interleave/queue.h"
#include "runtime/items.h"
#include "runtime/query.h"
#include "runtime/values.h"

static bool has_room(const struct object *queue)
{
	return queue->bound <= 0 || queue->count < queue->bound;
}

static void queue_state(struct log_event *event, const struct object *queue)
{
	event->x = queue->count;
	event->y = queue->unfinished;
}

/* ---- items ---- */

/* Behind which item it belongs: the next one to come out stands first. Of equal priorities the oldest is in front. */
static uint32_t place_of(const struct kernel *kernel, const struct object *queue, int32_t priority)
{
	const struct item *items = kernel->items;
	uint32_t before = LOG_NONE;
	if (queue->order == QUEUE_IS_LIFO)
		return LOG_NONE;
	if (queue->order == QUEUE_IS_FIFO || queue->last == LOG_NONE || items[queue->last].priority <= priority)
		return queue->last;
	for (uint32_t at = queue->first; items[at].priority <= priority; at = items[at].next)
		before = at;
	return before;
}

/* False: the segment has no room for one more. */
static bool insert(struct turn *turn, struct object *queue, const struct log_event *event)
{
	struct item item = {.kind = event->flags & LOG_VALUE_KIND,
	                    .priority = event->z,
	                    .text = event->text,
	                    .value = event->value};
	if (!items_insert(turn, &queue->first, &queue->last, place_of(turn->kernel, queue, event->z), item))
		return false;
	SET(turn, queue->count, queue->count + 1);
	if (!queue->unjoinable)
		SET(turn, queue->unfinished, queue->unfinished + 1);
	return true;
}

static void remove_first(struct turn *turn, struct object *queue, struct log_event *event)
{
	struct item item = items_take_first(turn, &queue->first, &queue->last);
	event->flags = (uint16_t)((event->flags & ~LOG_VALUE_KIND) | item.kind);
	event->text = item.text;
	event->value = item.value;
	event->z = item.priority;
	SET(turn, queue->count, queue->count - 1);
}

bool queue_copy_items(struct turn *turn, struct object *to, const struct object *from)
{
	const struct item *items = turn->kernel->items;
	for (uint32_t at = from->first; at != LOG_NONE; at = items[at].next) {
		if (!items_append(turn, &to->first, &to->last, items[at]))
			return false;
		SET(turn, to->count, to->count + 1);
	}
	SET(turn, to->unfinished, from->unfinished);
	return true;
}

/* ---- ops ---- */

static bool put_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return actor->call.result != IL_OK || has_room(kernel_see(kernel, actor->call.object)) || engine_late(actor, now);
}

static void put_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *queue = kernel_object(turn->kernel, event->object);
	if (event->result == IL_OK && !has_room(queue)) /* else refused before it was tried */
		event->result = IL_FULL;
	else if (event->result == IL_OK && !insert(turn, queue, event))
		event->result = IL_NO_ROOM;
	if (event->result == IL_OK)
		line_let_go(turn, event->object, 1);
	queue_state(event, queue);
}

static bool get_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return actor->call.result != IL_OK || kernel_see(kernel, actor->call.object)->count > 0 || engine_late(actor, now);
}

static void get_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *queue = kernel_object(turn->kernel, event->object);
	if (event->result == IL_OK && queue->count > 0) {
		remove_first(turn, queue, event);
		line_let_go(turn, event->object, 1);
	} else if (event->result == IL_OK) {
		event->result = IL_EMPTY;
	}
	queue_state(event, queue);
}

static void task_done_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *queue = kernel_object(turn->kernel, event->object);
	if (queue->unjoinable)
		event->result = IL_NO_TASK_DONE;
	else if (queue->unfinished == 0)
		event->result = IL_DONE_TOO_OFTEN;
	else
		SET(turn, queue->unfinished, queue->unfinished - 1);
	if (queue->unfinished == 0 && event->result == IL_OK)
		line_let_go(turn, event->object, UINT32_MAX);
	queue_state(event, queue);
}

static bool join_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	(void)now;
	return kernel_see(kernel, actor->call.object)->unfinished == 0;
}

static void join_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	const struct object *queue = kernel_object(turn->kernel, event->object);
	if (queue->unjoinable)
		event->result = IL_NO_TASK_DONE;
	queue_state(event, queue);
}

static void wait_in_line(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	queue_state(event, kernel_object(turn->kernel, event->object));
}

static void given_up(struct turn *turn, struct log_event *event)
{
	queue_state(event, kernel_object(turn->kernel, event->object));
}

const struct op_def queue_put_def = {.can = put_can, .apply = put_apply, .join = wait_in_line, .given_up = given_up};
const struct op_def queue_get_def = {.can = get_can, .apply = get_apply, .join = wait_in_line, .given_up = given_up};
const struct op_def queue_task_done_def = {.apply = task_done_apply};
const struct op_def queue_join_def = {.can = join_can, .apply = join_apply, .join = wait_in_line, .given_up = given_up};

/* ---- calls ---- */

il_queue il_queue_new_at(struct il_site *site, const char *name, struct il_queue_options options)
{
	return (il_queue){object_make(site, name,
	                              (struct making){.type = TYPE_QUEUE,
	                                              .shared = options.shared || options.joinable,
	                                              .unjoinable = options.shared && !options.joinable,
	                                              .order = (uint8_t)options.order,
	                                              .bound = options.maxsize > 0 ? options.maxsize : 0,
	                                              .process = current.actor->process})};
}

/* What of it was set before anybody had it, and never changed: read without the lock. NULL: there is no such queue. */
static const struct object *constants_of(il_queue queue)
{
	return kernel_constants(current.runtime->engine->kernel, object_here(queue.id));
}

/* Of a shared queue, and where room is never waited for, a time below 0 is one of 0. */
static enum wait_rules wait_rules(il_queue queue, bool put)
{
	const struct object *object = constants_of(queue);
	bool lenient = object == NULL || object->shared || (put && object->bound <= 0);
	return lenient ? WAIT_AS_GIVEN : WAIT_OF_QUEUE;
}

static bool has_priorities(il_queue queue)
{
	const struct object *object = constants_of(queue);
	return object != NULL && object->order == QUEUE_HAS_PRIORITIES;
}

il_status il_queue_put_at(struct il_site *site, il_queue queue, il_value item, struct il_put options)
{
	struct log_event call = call_of(OP_QUEUE_PUT, site, queue.id);
	struct il_wait wait = {.timeout = options.timeout, .nonblocking = options.nonblocking};
	il_status status = call_wait(&call, wait, wait_rules(queue, true));
	if (status != IL_OK)
		return status;
	call_set_value(&call, item);
	call.z = has_priorities(queue) ? options.priority : 0;
	if (queue_is_closed(queue))
		call_refuse(&call, IL_QUEUE_CLOSED);
	if (value_is_lost(item)) {
		call.value = item.lost; /* what is refused has no text: its size is told */
		call_refuse(&call, IL_TOO_LARGE);
	}
	return call_perform(NULL, &call, NULL);
}

il_status il_queue_get_at(struct il_site *site, il_value *item, il_queue queue, struct il_get options)
{
	struct log_event call = call_of(OP_QUEUE_GET, site, queue.id), done;
	struct il_wait wait = {.timeout = options.timeout, .nonblocking = options.nonblocking};
	il_status status = call_wait(&call, wait, wait_rules(queue, false));
	if (status != IL_OK)
		return status;
	if (queue_is_closed(queue))
		call_refuse(&call, IL_QUEUE_CLOSED);
	status = call_perform(&done, &call, NULL);
	if (status != IL_OK)
		return status;
	*item = call_value(&done);
	if (options.priority != NULL)
		*options.priority = done.z;
	return IL_OK;
}

il_status il_queue_task_done_at(struct il_site *site, il_queue queue)
{
	struct log_event call = call_of(OP_QUEUE_TASK_DONE, site, queue.id);
	return call_perform(NULL, &call, NULL);
}

il_status il_queue_join_at(struct il_site *site, il_queue queue)
{
	struct log_event call = call_of(OP_QUEUE_JOIN, site, queue.id);
	return call_perform(NULL, &call, NULL);
}

static struct answer how_many(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_value(il_int(kernel_object(turn->kernel, object)->count));
}

static struct answer is_empty(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_object(turn->kernel, object)->count == 0);
}

static struct answer is_full(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(!has_room(kernel_object(turn->kernel, object)));
}

int il_queue_qsize_at(struct il_site *site, il_queue queue)
{
	return (int)call_query(site, queue.id, "qsize", how_many, NULL).i;
}

bool il_queue_empty_at(struct il_site *site, il_queue queue)
{
	return call_query(site, queue.id, "empty", is_empty, NULL).i;
}

bool il_queue_full_at(struct il_site *site, il_queue queue)
{
	return call_query(site, queue.id, "full", is_full, NULL).i;
}
