/* The model as a value: made, copied, looked into. What events do to it is in fold.c.
 *
 * Invariant: all `object_room` elements are initialised, and the buffers of an object belong to its
 * element, in use or not: a copy into a model that was larger before reuses them. */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "model/grow.h"

struct model *model_new(const struct log *log)
{
	struct model *model = calloc(1, sizeof *model);
	if (model)
		model->log = log;
	return model;
}

void model_free(struct model *model)
{
	if (!model)
		return;
	for (uint32_t i = 0; i < model->object_room; i++) {
		free(model->objects[i].line);
		free(model->objects[i].item_store);
		free(model->objects[i].ready_store);
	}
	free(model->objects);
	free(model->actors);
	free(model);
}

/* Room in `to` for all that `from` holds; what `to` holds stays as it is. */
static int copy_reserve(struct model *to, const struct model *from)
{
	uint32_t room = to->object_room;
	if (grow_exactly(&to->actors, &to->actor_room, from->actor_count, sizeof *to->actors) != 0 ||
	    grow_exactly(&to->objects, &to->object_room, from->object_count, sizeof *to->objects) != 0)
		return -1;
	if (room < to->object_room)
		memset(to->objects + room, 0, (to->object_room - room) * sizeof *to->objects);
	for (uint32_t i = 0; i < from->object_count; i++) {
		const struct model_object *source = &from->objects[i];
		struct model_object *object = &to->objects[i];
		size_t items = object->item_store ? (size_t)(object->items - object->item_store) : 0;
		size_t ready = object->ready_store ? (size_t)(object->ready - object->ready_store) : 0;
		bool failed = grow_exactly(&object->line, &object->line_room, source->line_count,
		                           sizeof *object->line) != 0 ||
		              grow_exactly(&object->ready_store, &object->ready_room, source->ready_count,
		                           sizeof *object->ready) != 0 ||
		              grow_exactly(&object->item_store, &object->item_room, source->item_count,
		                           sizeof *object->item_store) != 0;
		object->items = object->item_store ? object->item_store + items : NULL;
		object->ready = object->ready_store ? object->ready_store + ready : NULL;
		if (failed)
			return -1;
	}
	return 0;
}

/* Everything but the buffers, whose contents are copied. */
static void copy_object(struct model_object *to, const struct model_object *from)
{
	struct model_object buffers = *to;
	*to = *from;
	to->line = buffers.line;
	to->line_room = buffers.line_room;
	to->ready = to->ready_store = buffers.ready_store;
	to->ready_room = buffers.ready_room;
	to->items = to->item_store = buffers.item_store;
	to->item_room = buffers.item_room;
	if (from->line_count)
		memcpy(to->line, from->line, from->line_count * sizeof *to->line);
	if (from->ready_count)
		memcpy(to->ready, from->ready, from->ready_count * sizeof *to->ready);
	if (from->item_count)
		memcpy(to->items, from->items, from->item_count * sizeof *to->items);
}

int model_copy(struct model *to, const struct model *from)
{
	if (copy_reserve(to, from) != 0)
		return -1;
	struct model buffers = *to;
	*to = *from;
	to->actors = buffers.actors;
	to->actor_room = buffers.actor_room;
	to->objects = buffers.objects;
	to->object_room = buffers.object_room;
	if (from->actor_count)
		memcpy(to->actors, from->actors, from->actor_count * sizeof *to->actors);
	for (uint32_t i = 0; i < from->object_count; i++)
		copy_object(&to->objects[i], &from->objects[i]);
	return 0;
}

const struct model_actor *model_actor(const struct model *model, uint32_t id)
{
	return id < model->actor_count && model->actors[id].kind ? &model->actors[id] : NULL;
}

const struct model_object *model_object(const struct model *model, uint32_t id)
{
	if (id < LOG_OBJECT_BASE || id - LOG_OBJECT_BASE >= model->object_count)
		return NULL;
	const struct model_object *object = &model->objects[id - LOG_OBJECT_BASE];
	return object->type ? object : NULL;
}

const char *model_name(const struct model *model, uint32_t id)
{
	if (id == LOG_CLOCK)
		return "clock";
	if (id == LOG_USER)
		return "you";
	const struct model_actor *actor = model_actor(model, id);
	const struct model_object *object = model_object(model, id);
	const char *name = log_text(model->log, actor ? actor->name : object ? object->name : 0);
	return name[0] ? name : "?";
}
