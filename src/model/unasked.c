/* Who has failed and was not asked yet stands in a row, which an asking shortens: as long as there are such
 * at one time, not as the run is. */
#include "model/unasked.h"

#include <stdlib.h>

#include "interleave/status.h"

enum { FAILED_MAX = 4096 }; /* more at one time are not kept */

struct failed {
	uint32_t object;
	uint32_t actor, site; /* who ended by it, and where */
	uint32_t text;
};

struct unasked {
	struct failed *failed; /* in the order in which they failed */
	uint32_t count, room;
};

struct unasked *unasked_new(void)
{
	return calloc(1, sizeof(struct unasked));
}

void unasked_free(struct unasked *unasked)
{
	if (!unasked)
		return;
	free(unasked->failed);
	free(unasked);
}

/* Of several exceptions the first is the one that is handed on. */
static void add_failed(struct unasked *unasked, uint32_t object, const struct log_event *event)
{
	for (uint32_t i = 0; i < unasked->count; i++)
		if (unasked->failed[i].object == object)
			return;
	if (unasked->count == FAILED_MAX || grow(&unasked->failed, &unasked->room,
						 (uint64_t)unasked->count + 1, sizeof *unasked->failed) != 0)
		return;
	unasked->failed[unasked->count++] = (struct failed){object, event->actor, event->site, event->text};
}

static void remove_asked(struct unasked *unasked, uint32_t object)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < unasked->count; i++)
		if (unasked->failed[i].object != object)
			unasked->failed[kept++] = unasked->failed[i];
	unasked->count = kept;
}

static void tell(struct findings *found, const struct model *model, const struct failed *failed)
{
	findings_add(found, &(struct insight){.kind = INSIGHT_UNASKED,
					      .after = model->seq,
					      .step = model->step,
					      .count = 1,
					      .actors = {failed->actor},
					      .objects = {failed->object},
					      .sites = {failed->site},
					      .text = failed->text});
}

/* The loop complains of a task when it closes, once for each way in which the exception went unseen. */
static void tell_task(struct findings *found, const struct model *model, const struct log_event *event)
{
	const struct model_actor *task = model_actor(model, event->object);
	if (!task || task->kind != TYPE_TASK)
		return;
	for (uint32_t i = 0; i < found->count; i++)
		if (found->list[i].kind == INSIGHT_UNASKED && found->list[i].objects[0] == task->id)
			return;
	uint32_t site = task->last_valid ? task->last.site : 0;
	tell(found, model, &(struct failed){task->id, task->id, site, event->text});
}

/* Nobody of this process asks any more. */
static void tell_process(struct findings *found, struct unasked *unasked, const struct model *model,
			 uint32_t process)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < unasked->count; i++) {
		const struct failed *failed = &unasked->failed[i];
		const struct model_object *object = model_object(model, failed->object);
		if (object && object->process == process)
			tell(found, model, failed);
		else
			unasked->failed[kept++] = *failed;
	}
	unasked->count = kept;
}

void unasked_apply(struct findings *found, struct unasked *unasked, const struct model *model,
		   const struct log_event *event)
{
	bool raises = (event->flags & LOG_VALUE_KIND) == VALUE_ERROR;
	if (event->phase != LOG_DONE)
		return;
	switch (event->op) {
	case OP_FUTURE_SET_EXCEPTION:
		if (raises && event->result == IL_OK)
			add_failed(unasked, event->object, event);
		break;
	case OP_POOL_GIVE:
		if (raises)
			add_failed(unasked, event->via, event);
		break;
	case OP_POOL_TEND: /* its error_callback is called */
		if (event->z == TEND_CALLBACK)
			remove_asked(unasked, event->via);
		break;
	case OP_FUTURE_RESULT:
	case OP_FUTURE_EXCEPTION:
	case OP_RESULT_GET:
		if (event->result == IL_OK || event->result == IL_RAISED)
			remove_asked(unasked, event->object);
		break;
	case OP_LOOP_EXCEPTION:
		if (raises)
			tell_task(found, model, event);
		break;
	case OP_EXIT:
	case OP_PROCESS_EXIT:
		tell_process(found, unasked, model, event->actor);
		break;
	default:
		break;
	}
}
