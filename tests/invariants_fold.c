/* What has been seen so far: actors, objects and their rows, and how they are made. */
#include "invariants_fold.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"

/* ---- small things ---- */

bool invariants_fail(struct fold *fold, const char *format, ...)
{
	size_t used = strlen(fold->message);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(fold->message + used, INVARIANTS_MESSAGE - used, format, arguments);
	va_end(arguments);
	return false;
}

struct seen_actor *seen_actor(const struct fold *fold, uint32_t id)
{
	return id < fold->actor_count ? &fold->actors[id] : NULL;
}

struct seen_object *seen_object(const struct fold *fold, uint32_t id)
{
	return id >= LOG_OBJECT_BASE && id - LOG_OBJECT_BASE < fold->object_count
		   ? &fold->objects[id - LOG_OBJECT_BASE]
		   : NULL;
}

bool row_push(struct row *row, struct seen_value value)
{
	if (row->first + row->count == row->room) {
		size_t room = row->room * 2 + 16;
		struct seen_value *values = realloc(row->values, room * sizeof *values);
		if (values == NULL)
			return false;
		row->values = values;
		row->room = room;
	}
	row->values[row->first + row->count++] = value;
	return true;
}

struct seen_value row_pop(struct row *row)
{
	row->count--;
	return row->values[row->first++];
}

struct seen_value row_take(struct row *row, size_t index)
{
	struct seen_value *values = row->values + row->first, taken = values[index];
	memmove(values + index, values + index + 1, (row->count - index - 1) * sizeof *values);
	row->count--;
	return taken;
}

struct seen_value value_of_event(const struct log_event *event)
{
	return (struct seen_value){event->flags & LOG_VALUE_KIND, event->text, event->value, 0};
}

bool values_equal(struct seen_value a, struct seen_value b)
{
	if (a.kind != b.kind)
		return false;
	return a.kind == VALUE_NONE || (a.kind == VALUE_STRING ? a.text == b.text : a.value == b.value);
}

/* ---- what is made ---- */

static uint32_t process_of_new(const struct fold *fold, const struct log_event *event)
{
	if (event->x == TYPE_PROCESS || event->x == TYPE_MAIN)
		return event->object;
	return seen_actor(fold, event->actor)->process;
}

static bool make_actor(struct fold *fold, const struct log_event *event)
{
	bool main = event->x == TYPE_MAIN;
	bool task = event->x == TYPE_TASK;
	if (!HOLDS(fold, event->object == fold->actor_count) ||
	    !HOLDS(fold, main == (fold->actor_count == 0)) || !HOLDS(fold, event->object < FOLD_IDS))
		return false;
	fold->actors[fold->actor_count++] = (struct seen_actor){.kind = (uint8_t)event->x,
								.stand = main ? STAND_RUNNING : STAND_NEW,
								.daemon = (event->z & 2) != 0,
								.pool = event->y != 0 ? (uint32_t)event->y : LOG_NONE,
								.works_on = LOG_NONE,
								.loop = task ? event->via : LOG_NONE,
								.runs = LOG_NONE};
	fold->actors[event->object].process = process_of_new(fold, event);
	fold->actors[event->object].parent = event->x == TYPE_PROCESS ? event->via : LOG_NONE;
	if (event->x == TYPE_THREAD || event->x == TYPE_PROCESS)
		return HOLDS(fold, event->via == seen_actor(fold, event->actor)->process);
	const struct seen_object *loop = seen_object(fold, event->via);
	return !task || HOLDS(fold, loop != NULL && loop->type == TYPE_LOOP && loop->thread != LOG_NONE);
}

bool invariants_is_clone(const struct log_event *event)
{
	return event->op == OP_OBJECT_NEW && event->phase == LOG_DONE &&
	       (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT;
}

/* Whoever forks goes on in the child: what it holds is the child's there. Lines stay empty. */
static bool copy_state(struct fold *fold, struct seen_object *clone, const struct log_event *event)
{
	const struct seen_object *origin = seen_object(fold, (uint32_t)event->value);
	uint32_t child = event->via; /* of a condition its lock: but that has no owner */
	if (!HOLDS(fold, origin != NULL && origin->type == clone->type) ||
	    !HOLDS(fold, event->y == origin->bound))
		return false;
	clone->owner = origin->owner == event->actor ? child : origin->owner;
	clone->count = origin->count;
	clone->value = origin->value;
	clone->unfinished = origin->unfinished;
	clone->workers = origin->workers;
	clone->busy = origin->busy;
	clone->closed = origin->closed;
	clone->broken = origin->broken;
	clone->state = origin->state;
	clone->settled_at = origin->settled_at;
	for (size_t i = 0; i < origin->row.count; i++)
		if (!HOLDS(fold, row_push(&clone->row, origin->row.values[origin->row.first + i])))
			return false;
	return true;
}

static bool make_object(struct fold *fold, const struct log_event *event)
{
	if (!HOLDS(fold, event->object == LOG_OBJECT_BASE + fold->object_count) ||
	    !HOLDS(fold, fold->object_count < FOLD_IDS))
		return false;
	bool counts = event->x == TYPE_SEMAPHORE || event->x == TYPE_BOUNDED_SEMAPHORE;
	const struct seen_object *lock = seen_object(fold, event->via);
	fold->objects[fold->object_count++] = (struct seen_object){.type = (uint8_t)event->x,
								   .shared = (event->z & 1) != 0,
								   .unjoinable = (event->z & 4) != 0,
								   .order = log_queue_order(event->z),
								   .process = seen_actor(fold, event->actor)->process,
								   .lock = event->via,
								   .owner = LOG_NONE,
								   .count = counts ? event->y : 0,
								   .bound = event->y,
								   .value = value_of_event(event),
								   .thread = LOG_NONE,
								   .running = LOG_NONE};
	struct seen_object *made = &fold->objects[fold->object_count - 1];
	made->peer = made->watched_by = LOG_NONE;
	if (event->x == TYPE_SERVER || event->x == TYPE_CONNECTION)
		made->process = event->via;
	if (made->value.kind == VALUE_STRING)
		made->value.text = (uint32_t)made->value.value; /* `text` is the name */
	if (invariants_is_clone(event) && !copy_state(fold, made, event))
		return false;
	return event->x != TYPE_CONDITION ||
	       HOLDS(fold, lock != NULL && (lock->type == TYPE_LOCK || lock->type == TYPE_RLOCK));
}

bool invariants_make(struct fold *fold, const struct log_event *event)
{
	if (event->result == IL_NO_PROCESSES)
		return HOLDS(fold, event->object == LOG_NONE && event->x == TYPE_POOL && event->y < 1);
	if (event->result == IL_GROUP_GIVEN)
		return HOLDS(fold, event->object == LOG_NONE && event->x == TYPE_PROCESS);
	if (event->result == IL_THREAD_GROUP_GIVEN)
		return HOLDS(fold, event->object == LOG_NONE && event->x == TYPE_THREAD);
	if (event->result == IL_NO_WORKERS)
		return HOLDS(fold, event->object == LOG_NONE && event->x == TYPE_EXECUTOR);
	if (event->result == IL_SEMAPHORE_NEGATIVE)
		return HOLDS(fold, event->object == LOG_NONE);
	if (!HOLDS(fold, event->result == IL_OK) || !HOLDS(fold, log_text(fold->log, event->text)[0] != '\0'))
		return false;
	if (event->x >= TYPE_MAIN && event->x <= TYPE_TASK)
		return make_actor(fold, event);
	return HOLDS(fold, event->x > TYPE_TASK && event->x < LOG_TYPE_COUNT) && make_object(fold, event);
}

/* ---- rules ---- */

const struct rule *invariants_rule(unsigned op)
{
	if (invariants_pool_rules[op].types != 0)
		return &invariants_pool_rules[op];
	if (invariants_future_rules[op].done != NULL)
		return &invariants_future_rules[op];
	if (invariants_socket_rules[op].types != 0)
		return &invariants_socket_rules[op];
	if (invariants_barrier_rules[op].types != 0)
		return &invariants_barrier_rules[op];
	if (invariants_object_rules[op].types != 0)
		return &invariants_object_rules[op];
	bool of_loops = invariants_loop_rules[op].types != 0 || invariants_loop_rules[op].can != NULL;
	return of_loops ? &invariants_loop_rules[op] : &invariants_actor_rules[op];
}

bool invariants_could_go(const struct fold *fold, const struct log_event *op)
{
	const struct rule *rule = invariants_rule(op->op);
	if (op->phase == LOG_BLOCK && (op->flags & LOG_AWAITED))
		return invariants_on_stage(fold, op->actor);
	bool late = op->phase == LOG_BLOCK && (op->flags & LOG_TIMED) && op->deadline <= fold->now;
	return rule->can == NULL || rule->can(fold, op) || (late && rule->late != IL_OK);
}
