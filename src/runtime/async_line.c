/* Walks the engine's lines; see async_line.h. */
#include "runtime/async_line.h"

const struct object *async_object(uint32_t id)
{
	return kernel_constants(current.runtime->engine->kernel, object_here(id));
}

struct task *async_next_in_line(uint32_t id, enum log_op op, const struct task *task)
{
	const struct kernel *kernel = current.runtime->engine->kernel;
	uint32_t next = task != NULL ? task->actor->line_next : async_object(id)->line.head;
	while (next != LOG_NONE && kernel->actors[next].call.op != op)
		next = kernel->actors[next].line_next;
	return next != LOG_NONE ? (struct task *)loop_find(next) : NULL;
}

bool async_line_holds(uint32_t id, enum log_op op)
{
	struct task *task = NULL;
	while ((task = async_next_in_line(id, op, task)) != NULL)
		if (task->waits_for->state != FUTURE_CANCELLED)
			return true;
	return false;
}

bool async_wake_next(uint32_t id, enum log_op op)
{
	struct task *task = NULL;
	while ((task = async_next_in_line(id, op, task)) != NULL && task->waits_for->state != FUTURE_PENDING)
		continue;
	if (task != NULL)
		future_finish(current.loop, task->waits_for, FUTURE_FINISHED, il_none());
	return task != NULL;
}
