/* Folds one event into the model: a table says for each op how its actor waits for it, and what it changes.
 *
 * What every op has in common is done once, by phase: an announce makes its actor ready, a block lets it join the
 * object's line, a done lets it leave that line and run on. The rest are the ops' own effects, which take the state after
 * the op from the event where it carries it, so that one strange event does not spoil those that follow.
 *
 * Invariants: an actor stands in one line at most, and `actor.line` names it; a task is in its loop's ready queue exactly
 * when its ready_rank is its place there; an ended actor is in neither, and never moves again. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "model/grow.h"
#include "model/model.h"

/* Ids are given in order. One far beyond the last is a fault of the log, and would cost its size in memory. */
enum { ACTORS_MAX = 65536, OBJECTS_MAX = 1 << 20, ID_GAP_MAX = 4096 };

struct rule {
	uint8_t waits;    /* the state of an actor that blocks in it; 0: ACTOR_WAITING */
	bool has_line;    /* who blocks joins the line of the event's object */
	bool passive;     /* says something of the actor that is no doing of its own: it may be waiting meanwhile */
	void (*done)(struct model *model, const struct log_event *event);
};

static const struct rule *rule_of(unsigned op);

/* ---- finding and making ---- */

static struct model_actor *find_actor(struct model *model, uint32_t id)
{
	return id < model->actor_count && model->actors[id].kind ? &model->actors[id] : NULL;
}

static struct model_object *find_object(struct model *model, uint32_t id)
{
	if (id < LOG_OBJECT_BASE || id - LOG_OBJECT_BASE >= model->object_count)
		return NULL;
	struct model_object *object = &model->objects[id - LOG_OBJECT_BASE];
	return object->type ? object : NULL;
}

static struct model_object *find_typed(struct model *model, uint32_t id, enum log_type type)
{
	struct model_object *object = find_object(model, id);
	return object && object->type == type ? object : NULL;
}

static struct model_actor *make_actor(struct model *model, uint32_t id)
{
	if (id >= ACTORS_MAX || id > model->actor_count + ID_GAP_MAX)
		return NULL;
	if (grow(&model->actors, &model->actor_room, (uint64_t)id + 1, sizeof *model->actors) != 0)
		return NULL;
	for (; model->actor_count <= id; model->actor_count++)
		memset(&model->actors[model->actor_count], 0, sizeof *model->actors);
	struct model_actor *actor = &model->actors[id];
	*actor = (struct model_actor){
	        .id = id, .parent = LOG_NONE, .loop = LOG_NONE, .runs = LOG_NONE, .line = LOG_NONE, .seq = model->seq};
	return actor;
}

/* An object as new, whose element keeps the buffers it has. */
static void reset_object(struct model_object *object)
{
	*object = (struct model_object){
	        .line = object->line, .line_room = object->line_room,
	        .items = object->item_store, .item_store = object->item_store, .item_room = object->item_room,
	        .ready = object->ready, .ready_room = object->ready_room};
}

static struct model_object *make_object(struct model *model, uint32_t id)
{
	uint32_t index = id - LOG_OBJECT_BASE;
	if (id < LOG_OBJECT_BASE || index >= OBJECTS_MAX || index > model->object_count + ID_GAP_MAX)
		return NULL;
	if (grow(&model->objects, &model->object_room, (uint64_t)index + 1, sizeof *model->objects) != 0)
		return NULL;
	for (; model->object_count <= index; model->object_count++)
		reset_object(&model->objects[model->object_count]);
	struct model_object *object = &model->objects[index];
	reset_object(object);
	object->id = id;
	object->lock = object->cloned_from = object->owner = object->missed_by = LOG_NONE;
	object->writer = object->thread = object->running = LOG_NONE;
	return object;
}

/* ---- lines and the ready queue ---- */

static uint32_t place_of(const uint32_t *ids, uint32_t count, uint32_t id)
{
	uint32_t place = 0;
	while (place < count && ids[place] != id)
		place++;
	return place;
}

static void take_out(uint32_t *ids, uint32_t *count, uint32_t place)
{
	(*count)--;
	memmove(&ids[place], &ids[place + 1], (*count - place) * sizeof *ids);
}

static void leave_line(struct model *model, struct model_actor *actor)
{
	struct model_object *object = find_object(model, actor->line);
	actor->line = LOG_NONE;
	actor->notified = false;
	if (!object)
		return;
	uint32_t place = place_of(object->line, object->line_count, actor->id);
	if (place < object->line_count)
		take_out(object->line, &object->line_count, place);
}

/* At the end of the line; who stands in it already (tried again in vain) keeps its place and its mark. */
static void join_line(struct model *model, struct model_actor *actor, uint32_t id)
{
	if (actor->line == id && id != LOG_NONE)
		return;
	leave_line(model, actor);
	struct model_object *object = find_object(model, id);
	if (!object || grow(&object->line, &object->line_room, (uint64_t)object->line_count + 1, sizeof *object->line) != 0)
		return;
	object->line[object->line_count++] = actor->id;
	actor->line = id;
}

static void leave_ready(struct model *model, struct model_actor *task)
{
	struct model_object *loop = find_object(model, task->loop);
	if (!loop || task->ready_rank < 1)
		return;
	uint32_t place = (uint32_t)task->ready_rank - 1;
	task->ready_rank = 0;
	take_out(loop->ready, &loop->ready_count, place);
	for (uint32_t i = place; i < loop->ready_count; i++)
		model->actors[loop->ready[i]].ready_rank--;
	if (place < loop->turn)
		loop->turn--;
}

static void join_ready(struct model *model, uint32_t id)
{
	struct model_actor *task = find_actor(model, id);
	struct model_object *loop = task ? find_typed(model, task->loop, TYPE_LOOP) : NULL;
	if (!loop || model_ended(task) || task->ready_rank > 0)
		return;
	if (grow(&loop->ready, &loop->ready_room, (uint64_t)loop->ready_count + 1, sizeof *loop->ready) != 0)
		return;
	loop->ready[loop->ready_count++] = id;
	task->ready_rank = (int32_t)loop->ready_count;
	task->state = ACTOR_READY;
}

/* The task that ran gives way. */
static void leave_stage(struct model *model, const struct model_actor *task)
{
	struct model_object *loop = find_object(model, task->loop);
	if (loop && loop->running == task->id)
		loop->running = LOG_NONE;
}

static void end_turn(struct model *model, const struct model_actor *thread)
{
	struct model_object *loop = find_object(model, thread->runs);
	if (loop) {
		loop->turn = 0;
		loop->running = LOG_NONE;
	}
}

/* ---- what all ops have in common ---- */

static void note_at(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	actor->at = *event;
	actor->at_valid = true;
	actor->seq = model->seq;
}

static void actor_announces(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	leave_line(model, actor);
	end_turn(model, actor);
	note_at(model, actor, event);
	actor->state = ACTOR_READY;
}

static void actor_blocks(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	const struct rule *rule = rule_of(event->op);
	join_line(model, actor, rule->has_line ? event->object : LOG_NONE);
	end_turn(model, actor);
	note_at(model, actor, event);
	actor->state = rule->waits ? rule->waits : ACTOR_WAITING;
	if (model_suspends(event)) {
		leave_stage(model, actor);
		if (actor->ready_rank > 0)
			actor->state = ACTOR_READY;
	}
}

/* A condition's lock is taken back while the actor still stands in the condition's line. */
static bool inside_wait(const struct model_actor *actor, const struct log_event *event)
{
	return actor->line != LOG_NONE && event->via == actor->line &&
	       (event->op == OP_LOCK_ACQUIRE || event->op == OP_RLOCK_ACQUIRE);
}

static void actor_goes(struct model *model, struct model_actor *actor, const struct log_event *event)
{
	if (!inside_wait(actor, event))
		leave_line(model, actor);
	note_at(model, actor, event);
	actor->last = *event;
	actor->last_valid = true;
	actor->state = ACTOR_RUNNING;
	struct model_object *loop = actor->loop == LOG_NONE ? NULL : find_object(model, actor->loop);
	if (loop) {
		leave_ready(model, actor);
		loop->running = actor->id;
	}
}

static void end_actor(struct model *model, struct model_actor *actor, enum model_state state)
{
	leave_line(model, actor);
	leave_ready(model, actor);
	leave_stage(model, actor);
	end_turn(model, actor);
	struct model_object *loop = find_object(model, actor->loop);
	if (loop && loop->tasks > 0)
		loop->tasks--;
	actor->runs = LOG_NONE;
	actor->state = (uint8_t)state;
	actor->seq = model->seq;
}

/* With a process end its threads and tasks; those that were never started stay new. */
static void end_process(struct model *model, uint32_t process)
{
	for (uint32_t i = 0; i < model->actor_count; i++) {
		struct model_actor *actor = &model->actors[i];
		if (actor->kind && actor->process == process && !model_ended(actor) && actor->state != ACTOR_NEW)
			end_actor(model, actor, ACTOR_KILLED);
	}
}

/* ---- the ops' own effects; each is called on DONE ---- */

static struct model_item value_of(const struct log_event *event)
{
	return (struct model_item){event->flags & LOG_VALUE_KIND, event->text, event->value};
}

static void new_actor(struct model *model, const struct log_event *event)
{
	const struct model_actor *maker = find_actor(model, event->actor);
	const struct model_actor *parent = find_actor(model, event->via);
	uint32_t process = maker ? maker->process : 0;
	if (event->x == TYPE_THREAD && parent)
		process = parent->process;
	struct model_actor *actor = make_actor(model, event->object);
	if (!actor)
		return;
	actor->kind = (uint8_t)event->x;
	actor->name = event->text;
	actor->daemon = (event->z & 2) != 0;
	actor->process = process;
	if (event->x == TYPE_PROCESS || event->x == TYPE_MAIN) {
		actor->process = event->object;
		actor->parent = event->x == TYPE_PROCESS ? event->via : LOG_NONE;
	}
	if (event->x == TYPE_MAIN)
		actor_goes(model, actor, event);
	struct model_object *loop = event->x == TYPE_TASK ? find_typed(model, event->via, TYPE_LOOP) : NULL;
	if (loop) {
		actor->loop = loop->id;
		loop->tasks++;
	}
}

static void push_item(struct model_object *queue, struct model_item item)
{
	uint32_t offset = queue->item_store ? (uint32_t)(queue->items - queue->item_store) : 0;
	if (offset + queue->item_count == queue->item_room && offset >= queue->item_count && offset > 0) {
		memcpy(queue->item_store, queue->items, queue->item_count * sizeof item);
		offset = 0;
	}
	int failed = grow(&queue->item_store, &queue->item_room, (uint64_t)offset + queue->item_count + 1, sizeof item);
	queue->items = queue->item_store ? queue->item_store + offset : NULL;
	if (!failed)
		queue->items[queue->item_count++] = item;
}

static void pop_item(struct model_object *queue)
{
	if (queue->item_count == 0)
		return;
	queue->items++;
	if (--queue->item_count == 0)
		queue->items = queue->item_store;
}

/* At a fork: the state and the holder are copied, the line is empty. */
static void clone_state(struct model *model, struct model_object *clone, int64_t from)
{
	const struct model_object *origin = from >= 0 && from < LOG_NONE ? find_object(model, (uint32_t)from) : NULL;
	clone->cloned_from = origin ? origin->id : LOG_NONE;
	if (!origin || origin == clone || origin->type != clone->type)
		return;
	clone->owner = origin->owner;
	clone->count = origin->count;
	clone->value = origin->value;
	clone->writer = origin->writer;
	for (uint32_t i = 0; i < origin->item_count; i++)
		push_item(clone, origin->items[i]);
}

static void new_object(struct model *model, const struct log_event *event)
{
	const struct model_actor *maker = find_actor(model, event->actor);
	struct model_object *object = make_object(model, event->object);
	if (!object)
		return;
	object->type = (uint8_t)event->x;
	object->shared = (event->z & 1) != 0;
	object->name = event->text;
	object->process = maker ? maker->process : 0;
	object->bound = event->y;
	if (event->x == TYPE_SEMAPHORE || event->x == TYPE_BOUNDED_SEMAPHORE)
		object->count = event->y;
	if (event->x == TYPE_CONDITION)
		object->lock = event->via;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		clone_state(model, object, event->value);
	else if (event->x == TYPE_VAR)
		object->value = value_of(event);
}

static void fold_object_new(struct model *model, const struct log_event *event)
{
	if (find_actor(model, event->object) || find_object(model, event->object))
		return;
	if (event->x >= TYPE_MAIN && event->x <= TYPE_TASK)
		new_actor(model, event);
	else if (event->x >= TYPE_LOCK && event->x < LOG_TYPE_COUNT)
		new_object(model, event);
}

static void fold_start(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = find_actor(model, event->object);
	if (!actor || event->result != IL_OK)
		return;
	actor->pid = event->value;
	if (actor->state != ACTOR_NEW)
		return;
	actor->state = ACTOR_RUNNING;
	actor->seq = model->seq;
}

static enum model_state end_state(int result)
{
	return result == IL_OK ? ACTOR_DONE : result == IL_CANCELLED ? ACTOR_KILLED : ACTOR_FAILED;
}

static void fold_actor_end(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = find_actor(model, event->actor);
	if (actor && !model_ended(actor))
		end_actor(model, actor, end_state(event->result));
}

static void fold_process_end(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = find_actor(model, event->actor);
	if (!actor || model_ended(actor))
		return;
	actor->exitcode = event->x;
	end_actor(model, actor, event->x == 0 ? ACTOR_DONE : ACTOR_FAILED);
	if (actor->process == actor->id)
		end_process(model, actor->id);
}

/* A signal that one sends to another, not one that a fault raises. */
static bool from_outside(int signal)
{
	return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

static void fold_crash(struct model *model, const struct log_event *event)
{
	struct model_actor *actor = find_actor(model, event->actor);
	if (!actor || model_ended(actor))
		return;
	actor->exitcode = event->x;
	actor->last = *event;
	actor->last_valid = true;
	end_actor(model, actor, event->x < 0 && from_outside(-event->x) ? ACTOR_KILLED : ACTOR_FAILED);
	if (actor->process == actor->id)
		end_process(model, actor->id);
}

static void fold_lock(struct model *model, const struct log_event *event)
{
	struct model_object *lock = find_object(model, event->object);
	if (!lock || (lock->type != TYPE_LOCK && lock->type != TYPE_RLOCK))
		return;
	lock->owner = event->x >= 0 && event->x < ACTORS_MAX ? (uint32_t)event->x : LOG_NONE;
	lock->count = event->y;
}

/* A semaphore's value, an event's flag. */
static void fold_count(struct model *model, const struct log_event *event)
{
	struct model_object *object = find_object(model, event->object);
	if (object)
		object->count = event->x;
}

/* Marks the `count` oldest of the line that have no mark yet. */
static void mark_waiters(struct model *model, const struct model_object *object, int64_t count)
{
	for (uint32_t i = 0; i < object->line_count && count > 0; i++) {
		struct model_actor *waiter = find_actor(model, object->line[i]);
		if (waiter && !waiter->notified) {
			waiter->notified = true;
			count--;
		}
	}
}

static void fold_event_set(struct model *model, const struct log_event *event)
{
	struct model_object *object = find_typed(model, event->object, TYPE_EVENT);
	if (!object)
		return;
	object->count = event->x;
	mark_waiters(model, object, INT64_MAX);
}

static void fold_notify(struct model *model, const struct log_event *event)
{
	struct model_object *condition = find_typed(model, event->object, TYPE_CONDITION);
	if (!condition || event->result != IL_OK)
		return;
	mark_waiters(model, condition, event->y);
	if (event->y == 0) {
		condition->missed++;
		condition->missed_by = event->actor;
		condition->missed_site = event->site;
	}
}

static void fold_put(struct model *model, const struct log_event *event)
{
	struct model_object *queue = find_typed(model, event->object, TYPE_QUEUE);
	if (!queue)
		return;
	queue->count = event->y;
	if (event->result == IL_OK)
		push_item(queue, value_of(event));
}

static void fold_get(struct model *model, const struct log_event *event)
{
	struct model_object *queue = find_typed(model, event->object, TYPE_QUEUE);
	if (!queue)
		return;
	queue->count = event->y;
	if (event->result == IL_OK)
		pop_item(queue);
}

static void fold_unfinished(struct model *model, const struct log_event *event)
{
	struct model_object *queue = find_typed(model, event->object, TYPE_QUEUE);
	if (queue)
		queue->count = event->y;
}

static void fold_var(struct model *model, const struct log_event *event)
{
	struct model_object *var = find_typed(model, event->object, TYPE_VAR);
	if (!var)
		return;
	var->value = value_of(event);
	if (event->op == OP_VAR_WRITE)
		var->writer = event->actor;
}

static void fold_loop_run(struct model *model, const struct log_event *event)
{
	struct model_object *loop = find_typed(model, event->object, TYPE_LOOP);
	struct model_actor *thread = find_actor(model, event->actor);
	if (!loop || !thread || model_ended(thread) || event->result != IL_OK)
		return;
	loop->thread = thread->id;
	thread->runs = loop->id;
}

static void fold_turn(struct model *model, const struct log_event *event)
{
	const struct model_actor *thread = find_actor(model, event->actor);
	struct model_object *loop = thread ? find_object(model, thread->runs) : NULL;
	if (!loop)
		return;
	loop->running = LOG_NONE;
	uint32_t handles = event->x > 0 ? (uint32_t)event->x : 0;
	loop->turn = handles < loop->ready_count ? handles : loop->ready_count;
}

static void fold_ready(struct model *model, const struct log_event *event)
{
	join_ready(model, event->object);
	struct model_actor *task = find_actor(model, event->object);
	if (task && task->ready_rank > 0 && event->op == OP_LOOP_READY)
		task->notified = true;
}

/* Tasks that have not ended by then never will: the loop cancelled them. */
static void fold_close(struct model *model, const struct log_event *event)
{
	struct model_object *loop = find_typed(model, event->object, TYPE_LOOP);
	if (!loop)
		return;
	for (uint32_t i = 0; i < model->actor_count && loop->tasks > 0; i++) {
		struct model_actor *task = &model->actors[i];
		if (task->kind == TYPE_TASK && task->loop == loop->id && !model_ended(task))
			end_actor(model, task, ACTOR_KILLED);
	}
	struct model_actor *thread = find_actor(model, loop->thread);
	if (thread && thread->runs == loop->id) {
		end_turn(model, thread);
		thread->runs = LOG_NONE;
	}
	loop->thread = LOG_NONE;
}

static void fold_clock(struct model *model, const struct log_event *event)
{
	if (event->value > model->now)
		model->now = event->value;
}

static void fold_pause(struct model *model, const struct log_event *event)
{
	model->paused = event->op == OP_CONTROL_PAUSE;
}

/* ---- the table ---- */

static const struct rule RULES[LOG_OP_COUNT] = {
        [OP_OBJECT_NEW] = {.done = fold_object_new},
        [OP_THREAD_START] = {.done = fold_start},
        [OP_THREAD_EXIT] = {.done = fold_actor_end},
        [OP_LOCK_ACQUIRE] = {.waits = ACTOR_BLOCKED, .has_line = true, .done = fold_lock},
        [OP_LOCK_RELEASE] = {.done = fold_lock},
        [OP_RLOCK_ACQUIRE] = {.waits = ACTOR_BLOCKED, .has_line = true, .done = fold_lock},
        [OP_RLOCK_RELEASE] = {.done = fold_lock},
        [OP_SEMAPHORE_ACQUIRE] = {.waits = ACTOR_BLOCKED, .has_line = true, .done = fold_count},
        [OP_SEMAPHORE_RELEASE] = {.done = fold_count},
        [OP_EVENT_SET] = {.done = fold_event_set},
        [OP_EVENT_CLEAR] = {.done = fold_count},
        [OP_EVENT_WAIT] = {.has_line = true, .done = fold_count},
        [OP_CONDITION_WAIT] = {.has_line = true},
        [OP_CONDITION_NOTIFY] = {.done = fold_notify},
        [OP_QUEUE_PUT] = {.has_line = true, .done = fold_put},
        [OP_QUEUE_GET] = {.has_line = true, .done = fold_get},
        [OP_QUEUE_TASK_DONE] = {.done = fold_unfinished},
        [OP_QUEUE_JOIN] = {.has_line = true, .done = fold_unfinished},
        [OP_PROCESS_START] = {.done = fold_start},
        [OP_PROCESS_EXIT] = {.done = fold_process_end},
        [OP_PROCESS_CRASH] = {.passive = true, .done = fold_crash},
        [OP_VAR_READ] = {.done = fold_var},
        [OP_VAR_WRITE] = {.done = fold_var},
        [OP_LOOP_RUN] = {.done = fold_loop_run},
        [OP_LOOP_TURN] = {.done = fold_turn},
        [OP_LOOP_TIMER] = {.passive = true},
        [OP_LOOP_READY] = {.passive = true, .done = fold_ready},
        [OP_LOOP_CLOSE] = {.done = fold_close},
        [OP_TASK_CREATE] = {.done = fold_ready},
        [OP_TASK_AWAIT] = {.has_line = true},
        [OP_TASK_DONE] = {.done = fold_actor_end},
        [OP_CLOCK_ADVANCE] = {.done = fold_clock},
        [OP_SLEEP] = {.waits = ACTOR_SLEEPING},
        [OP_OUTPUT_RAW] = {.passive = true},
        [OP_CONTROL_PAUSE] = {.done = fold_pause},
        [OP_CONTROL_RESUME] = {.done = fold_pause},
        [OP_EXIT] = {.done = fold_process_end},
};

static const struct rule *rule_of(unsigned op)
{
	return &RULES[op];
}

void model_apply(struct model *model, const struct log_event *event)
{
	model->seq++;
	model->step += (event->flags & LOG_STEP) != 0;
	if (event->t > model->now)
		model->now = event->t;
	if (event->phase != LOG_ANNOUNCE) {
		model->last = *event;
		model->last_valid = true;
		model->last_seq = model->seq;
	}
	if (event->op >= LOG_OP_COUNT)
		return;
	const struct rule *rule = rule_of(event->op);
	struct model_actor *actor = find_actor(model, event->actor);
	if (actor && !model_ended(actor) && !rule->passive) {
		if (event->phase == LOG_ANNOUNCE)
			actor_announces(model, actor, event);
		else if (event->phase == LOG_BLOCK)
			actor_blocks(model, actor, event);
		else if (event->phase == LOG_DONE)
			actor_goes(model, actor, event);
	}
	if (event->phase == LOG_DONE && rule->done)
		rule->done(model, event);
}
