/* multiprocessing.pool.AsyncResult: waiting for what was asked of a pool of processes. */
#include "runtime/defs.h"

#include "runtime/pool.h"
#include "runtime/query.h"
#include "runtime/values.h"

static bool is_ready(const struct kernel *kernel, uint32_t result)
{
	return kernel_see(kernel, result)->state == RESULT_IS_READY;
}

static bool wait_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return is_ready(kernel, actor->call.object) || engine_late(actor, now);
}

/* `context`: where the values go, NULL nowhere. What its caller alone has waited for is given back here. */
static void get_apply(struct turn *turn, struct log_event *event, void *context)
{
	uint32_t index = kernel_object(turn->kernel, event->object)->first;
	const struct job *job = &turn->kernel->jobs[index];
	if (!is_ready(turn->kernel, event->object)) {
		event->result = IL_TIMEOUT;
		return;
	}
	event->result = (int16_t)job->status;
	if (job->status == IL_RAISED)
		call_set_value(event, (il_value){IL_ERROR, {.ref = job->error}});
	if (job->status == IL_OK && !job->is_map) {
		il_value one;
		jobs_read_all(&one, turn->kernel, job);
		call_set_value(event, one);
	}
	if (job->status == IL_OK && context != NULL)
		jobs_read_all(context, turn->kernel, job);
	if (job->used_once)
		jobs_free(turn, index);
}

static void wait_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	if (!is_ready(turn->kernel, event->object))
		event->result = IL_TIMEOUT;
}

const struct op_def result_get_def = {.can = wait_can, .apply = get_apply};
const struct op_def result_wait_def = {.can = wait_can, .apply = wait_apply};

il_status il_result_get_at(struct il_site *site, il_value *values, il_result result, struct il_wait wait)
{
	struct log_event call = call_of(OP_RESULT_GET, site, result.id), done;
	call_wait(&call, wait, WAIT_AS_GIVEN);
	il_status status = call_perform(&done, &call, values);
	return status == IL_RAISED ? value_raised(call_value(&done)) : status;
}

il_status il_result_wait_at(struct il_site *site, il_result result, struct il_wait wait)
{
	struct log_event call = call_of(OP_RESULT_WAIT, site, result.id);
	call_wait(&call, wait, WAIT_AS_GIVEN);
	return call_perform(NULL, &call, NULL);
}

static struct answer ready(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(is_ready(turn->kernel, object));
}

bool il_result_ready_at(struct il_site *site, il_result result)
{
	return call_query(site, result.id, "ready", ready, NULL).i;
}

static struct answer successful(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	if (!is_ready(turn->kernel, object))
		return answer_failure(IL_NOT_READY);
	return answer_truth(pool_job(turn->kernel, object)->status == IL_OK);
}

il_status il_result_successful_at(struct il_site *site, bool *answer, il_result result)
{
	il_value value = call_query(site, result.id, "successful", successful, NULL);
	*answer = value.i;
	return value.kind == IL_INT ? IL_OK : IL_NOT_READY;
}
