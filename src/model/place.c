/* Where actors and objects stand: made, found, in a line, in a ready queue, on a loop's stage, ended. */
#include <string.h>

#include "model/fold.h"
#include "model/grow.h"

/* Ids are given in order. One far beyond the last is a fault of the log, and would cost memory. */
enum { OBJECTS_MAX = 1 << 20, ID_GAP_MAX = 4096 };

/* ---- finding and making ---- */

struct model_actor *fold_find_actor(struct model *model, uint32_t id)
{
	return id < model->actor_count && model->actors[id].kind ? &model->actors[id] : NULL;
}

struct model_object *fold_find_object(struct model *model, uint32_t id)
{
	if (id < LOG_OBJECT_BASE || id - LOG_OBJECT_BASE >= model->object_count)
		return NULL;
	struct model_object *object = &model->objects[id - LOG_OBJECT_BASE];
	return object->type ? object : NULL;
}

struct model_object *fold_find_typed(struct model *model, uint32_t id, enum log_type type)
{
	struct model_object *object = fold_find_object(model, id);
	return object && object->type == type ? object : NULL;
}

struct model_actor *fold_make_actor(struct model *model, uint32_t id)
{
	if (id >= FOLD_ACTORS_MAX || id > model->actor_count + ID_GAP_MAX)
		return NULL;
	if (grow(&model->actors, &model->actor_room, (uint64_t)id + 1, sizeof *model->actors) != 0)
		return NULL;
	for (; model->actor_count <= id; model->actor_count++)
		memset(&model->actors[model->actor_count], 0, sizeof *model->actors);
	struct model_actor *actor = &model->actors[id];
	*actor = (struct model_actor){
	        .id = id, .seq = model->seq,
	        .pool = LOG_NONE, .works_on = LOG_NONE, .parent = LOG_NONE, .loop = LOG_NONE, .runs = LOG_NONE, .line = LOG_NONE};
	return actor;
}

/* An object as new, whose element keeps the buffers it has. */
static void reset_object(struct model_object *object)
{
	*object = (struct model_object){
	        .line = object->line, .line_room = object->line_room,
	        .items = object->item_store, .item_store = object->item_store, .item_room = object->item_room,
	        .ready = object->ready_store, .ready_store = object->ready_store, .ready_room = object->ready_room};
}

struct model_object *fold_make_object(struct model *model, uint32_t id)
{
	uint32_t index = id - LOG_OBJECT_BASE;
	if (id < LOG_OBJECT_BASE || index >= OBJECTS_MAX || index > model->object_count + ID_GAP_MAX)
		return NULL;
	uint32_t room = model->object_room;
	if (grow(&model->objects, &model->object_room, (uint64_t)index + 1, sizeof *model->objects) != 0)
		return NULL;
	if (room < model->object_room)
		memset(model->objects + room, 0, (model->object_room - room) * sizeof *model->objects);
	for (; model->object_count <= index; model->object_count++)
		reset_object(&model->objects[model->object_count]);
	struct model_object *object = &model->objects[index];
	reset_object(object);
	object->id = id;
	object->lock = object->cloned_from = object->owner = object->notified_by = object->woken = LOG_NONE;
	object->writer = object->thread = object->running = object->peer = object->watcher = LOG_NONE;
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

void fold_leave_line(struct model *model, struct model_actor *actor)
{
	struct model_object *object = fold_find_object(model, actor->line);
	actor->line = LOG_NONE;
	actor->notified = false;
	if (!object)
		return;
	uint32_t place = place_of(object->line, object->line_count, actor->id);
	if (place < object->line_count)
		take_out(object->line, &object->line_count, place);
}

static void note_length(struct model_object *object, uint32_t more)
{
	if (object->line_count + more > object->line_most)
		object->line_most = object->line_count + more;
}

/* At the end of the line; who stands in it already (tried again in vain) keeps its place and its mark. */
void fold_join_line(struct model *model, struct model_actor *actor, uint32_t id)
{
	if (actor->line == id && id != LOG_NONE)
		return;
	fold_leave_line(model, actor);
	struct model_object *object = fold_find_object(model, id), *lock;
	if (!object)
		return;
	uint64_t need = (uint64_t)object->line_count + 1;
	if (grow(&object->line, &object->line_room, need, sizeof *object->line) != 0)
		return;
	object->line[object->line_count++] = actor->id;
	note_length(object, 0);
	if (object->type == TYPE_CONDITION && (lock = fold_find_object(model, object->lock)) != NULL)
		note_length(lock, object->line_count); /* a notify may send all of them there */
	actor->line = id;
}

int32_t model_ready_rank(const struct model *model, const struct model_actor *task)
{
	const struct model_object *loop = model_object(model, task->loop);
	return loop && task->ready_place > 0 ? (int32_t)(task->ready_place - loop->ready_left) : 0;
}

/* The one at the front leaves in the same time whatever the length: its queue may be of ten thousand. */
void fold_leave_ready(struct model *model, struct model_actor *task)
{
	struct model_object *loop = fold_find_object(model, task->loop);
	if (!loop || task->ready_place == 0)
		return;
	uint32_t place = task->ready_place - loop->ready_left - 1;
	task->ready_place = 0;
	if (place >= loop->ready_count) /* of a loop that a damaged log has made anew */
		return;
	if (place == 0) {
		loop->ready++;
		loop->ready_count--;
		loop->ready_left++;
	} else {
		take_out(loop->ready, &loop->ready_count, place);
	}
	for (uint32_t i = place; place > 0 && i < loop->ready_count; i++)
		model->actors[loop->ready[i]].ready_place--;
	if (place < loop->turn)
		loop->turn--;
}

void fold_join_ready(struct model *model, uint32_t id)
{
	struct model_actor *task = fold_find_actor(model, id);
	struct model_object *loop = task ? fold_find_typed(model, task->loop, TYPE_LOOP) : NULL;
	if (!loop || model_ended(task) || task->ready_place > 0)
		return;
	if (grow_row(&loop->ready_store, &loop->ready, &loop->ready_room, loop->ready_count, sizeof *loop->ready) != 0)
		return;
	loop->ready[loop->ready_count++] = id;
	task->ready_place = loop->ready_left + loop->ready_count;
	task->state = ACTOR_READY;
}

/* The task that ran gives way. */
void fold_leave_stage(struct model *model, const struct model_actor *task)
{
	struct model_object *loop = fold_find_object(model, task->loop);
	if (loop && loop->running == task->id)
		loop->running = LOG_NONE;
}

void fold_end_turn(struct model *model, const struct model_actor *thread)
{
	struct model_object *loop = fold_find_object(model, thread->runs);
	if (loop) {
		loop->turn = 0;
		loop->running = LOG_NONE;
	}
}

void fold_end_actor(struct model *model, struct model_actor *actor, enum model_state state)
{
	fold_leave_line(model, actor);
	fold_leave_ready(model, actor);
	fold_leave_stage(model, actor);
	fold_end_turn(model, actor);
	struct model_object *loop = fold_find_object(model, actor->loop);
	if (loop && loop->tasks > 0)
		loop->tasks--;
	actor->runs = LOG_NONE;
	actor->state = (uint8_t)state;
	actor->seq = model->seq;
}

/* With a process end its threads and tasks; those that were never started stay new. */
void fold_end_process(struct model *model, uint32_t process)
{
	for (uint32_t i = 0; i < model->actor_count; i++) {
		struct model_actor *actor = &model->actors[i];
		bool lives = actor->kind && actor->state != ACTOR_NEW && !model_ended(actor);
		if (lives && actor->process == process)
			fold_end_actor(model, actor, ACTOR_KILLED);
	}
	fold_shut_sockets(model, process, LOG_NONE);
}
