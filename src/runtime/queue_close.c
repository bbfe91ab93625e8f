/* What a multiprocessing.Queue has beside a queue.Queue: close, join_thread, cancel_join_thread.
 *
 * As in CPython a queue is closed for the process that closes it, and for those it forks from then on: so what is closed stands in
 * private memory. There is no feeder thread: an item is in the queue, for everybody, when its put returns. */
#include "runtime/defs.h"

#include "interleave/queue.h"

/* NULL: the handle of one for which there was no room. */
static _Atomic bool *mark_of(il_queue queue)
{
	uint32_t index = object_here(queue.id) - LOG_OBJECT_BASE;
	return index < ENGINE_OBJECTS ? &current.runtime->closed[index] : NULL;
}

bool queue_is_closed(il_queue queue)
{
	_Atomic bool *mark = mark_of(queue);
	return mark != NULL && atomic_load(mark);
}

static void close_apply(struct turn *turn, struct log_event *event, void *context)
{
	const il_queue *queue = context;
	if (kernel_object(turn->kernel, event->object)->shared)
		atomic_store(mark_of(*queue), true);
	else
		event->result = IL_NO_CLOSE;
}

const struct op_def queue_close_def = {.apply = close_apply};

il_status il_queue_close_at(struct il_site *site, il_queue queue)
{
	struct log_event call = call_of(OP_QUEUE_CLOSE, site, queue.id);
	return call_perform(NULL, &call, &queue);
}

il_status il_queue_join_thread(il_queue queue)
{
	return queue_is_closed(queue) ? IL_OK : IL_QUEUE_OPEN;
}

void il_queue_cancel_join_thread(il_queue queue)
{
	(void)queue;
}
