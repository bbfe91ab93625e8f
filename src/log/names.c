#include "log/names.h"

#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"

static uint32_t index_of(uint32_t id)
{
	return id < LOG_OBJECT_BASE ? id : id - LOG_OBJECT_BASE;
}

static const struct named *find_named(const struct names *names, uint32_t id)
{
	const struct named_list *in = id < LOG_OBJECT_BASE ? &names->actors : &names->objects;

	return index_of(id) < in->room && in->list[index_of(id)].type ? &in->list[index_of(id)] : NULL;
}

void names_fini(struct names *names)
{
	free(names->actors.list);
	free(names->objects.list);
}

void names_note(struct names *names, const struct log *log, const struct log_event *event)
{
	struct named_list *in = event->object < LOG_OBJECT_BASE ? &names->actors : &names->objects;
	const uint32_t index = index_of(event->object);

	if ((event->op == OP_THREAD_RENAME || event->op == OP_PROCESS_RENAME) && event->phase == LOG_DONE &&
	    event->result == IL_OK && index < in->room)
		in->list[index].name = event->text;
	if (event->op != OP_OBJECT_NEW || event->phase != LOG_DONE || event->object == LOG_NONE)
		return;
	if (index >= log_committed(log)) /* each id costs an event: this one is damage, and gets no memory */
		return;
	if (index >= in->room) {
		const uint64_t room = index < 32 ? 64 : (uint64_t)index * 2;
		struct named *list = realloc(in->list, room * sizeof *list);

		if (!list)
			return;
		memset(list + in->room, 0, (room - in->room) * sizeof *list);
		in->list = list;
		in->room = room;
	}
	in->list[index] = (struct named){event->text, (uint8_t)event->x, (uint8_t)log_queue_order(event->z)};
}

const char *names_of(const struct names *names, const struct log *log, uint32_t id)
{
	const struct named *named = find_named(names, id);

	if (id == LOG_CLOCK)
		return "clock";
	if (id == LOG_USER)
		return "you";
	return named ? log_text(log, named->name) : "?";
}

unsigned names_type(const struct names *names, uint32_t id)
{
	const struct named *named = find_named(names, id);

	return named ? named->type : 0;
}

unsigned names_order(const struct names *names, uint32_t id)
{
	const struct named *named = find_named(names, id);

	return named ? named->order : QUEUE_IS_FIFO;
}

const char *names_kind(const struct names *names, uint32_t actor)
{
	if (actor == LOG_CLOCK)
		return "clock";
	if (actor == LOG_USER)
		return "user";
	return names_of_type(names_type(names, actor));
}

const char *names_of_type(unsigned type)
{
	static const char *const words[LOG_TYPE_COUNT] = {
	    [TYPE_MAIN] = "main",           [TYPE_THREAD] = "thread",
	    [TYPE_PROCESS] = "process",     [TYPE_TASK] = "task",
	    [TYPE_LOCK] = "lock",           [TYPE_RLOCK] = "rlock",
	    [TYPE_SEMAPHORE] = "semaphore", [TYPE_BOUNDED_SEMAPHORE] = "bounded_semaphore",
	    [TYPE_EVENT] = "event",         [TYPE_CONDITION] = "condition",
	    [TYPE_QUEUE] = "queue",         [TYPE_VAR] = "var",
	    [TYPE_LOOP] = "loop",           [TYPE_FUTURE] = "future",
	    [TYPE_VALUE] = "value",         [TYPE_POOL] = "pool",
	    [TYPE_RESULT] = "result",       [TYPE_EXECUTOR] = "executor",
	    [TYPE_BARRIER] = "barrier",     [TYPE_SERVER] = "server",
	    [TYPE_CONNECTION] = "connection",
	};

	return type < LOG_TYPE_COUNT && words[type] ? words[type] : "unknown";
}

const char *names_of_state(unsigned state)
{
	static const char *const words[LOG_FUTURE_STATES] = {
	    [FUTURE_IS_PENDING] = "pending",     [FUTURE_IS_RUNNING] = "running",
	    [FUTURE_IS_CANCELLED] = "cancelled", [FUTURE_IS_NOTIFIED] = "cancelled-and-notified",
	    [FUTURE_IS_FINISHED] = "finished",
	};

	return state < LOG_FUTURE_STATES ? words[state] : "unknown";
}
