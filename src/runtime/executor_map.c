/* Executor.map: submits at once, gives the results lazily and in order. */
#include "runtime/executor.h"

#include <stdlib.h>

#include "engine/clock.h"
#include "runtime/defs.h"
#include "runtime/future.h"

/* The time allowed for the results counts from here. */
static void map_apply(struct turn *turn, struct log_event *event, void *context)
{
	struct il_results *results = context;
	const struct object *executor = kernel_object(turn->kernel, event->object);
	if (results->limited) {
		results->until = turn->actor->call.deadline;
		event->flags |= LOG_TIMED;
		event->deadline = results->until;
	}
	event->x = executor->count;
	event->y = executor->busy;
	event->z = executor->workers;
}

const struct op_def executor_map_def = {.apply = map_apply};

/* How many calls the lists are good for: the shortest decides. */
static size_t length_of(struct il_lists lists)
{
	size_t length = lists.count > 0 ? lists.lists[0].count : 0;
	for (size_t i = 1; i < lists.count; i++)
		if (lists.lists[i].count < length)
			length = lists.lists[i].count;
	return length;
}

static il_status submit_all(struct il_site *site, struct il_results *results, il_executor executor, il_target target,
                            const char *target_name, struct il_lists lists)
{
	il_value *values = malloc((lists.count + 1) * sizeof *values);
	il_status status = values != NULL ? IL_OK : IL_NO_ROOM;
	for (size_t call = 0; status == IL_OK && call < results->count; call++) {
		for (size_t i = 0; i < lists.count; i++)
			values[i] = lists.lists[i].v[call];
		struct il_submit_options options = {.args = {.count = lists.count, .v = values}};
		status = il_executor_submit_at(site, &results->futures[call], executor, target, target_name, options);
	}
	free(values);
	return status;
}

static void end_results(struct il_results *results)
{
	free(results->futures);
	results->futures = NULL;
	results->next = results->count;
}

il_status il_executor_map_at(struct il_site *site, struct il_results *results, il_executor executor, il_target target,
                             const char *target_name, struct il_lists lists, struct il_wait wait)
{
	struct log_event call = call_of(OP_EXECUTOR_MAP, site, executor.id);
	*results = (struct il_results){.count = length_of(lists), .limited = wait.timeout.limited};
	results->futures = malloc((results->count + 1) * sizeof *results->futures);
	if (results->futures == NULL)
		return IL_NO_ROOM;
	call.text = call_site_string(site, target_name);
	call_set_value(&call, il_int((int64_t)results->count));
	call_wait(&call, (struct il_wait){.timeout = wait.timeout}, WAIT_AS_GIVEN);
	il_status status = call_perform(NULL, &call, results);
	if (status == IL_OK)
		status = submit_all(site, results, executor, target, target_name, lists);
	if (status != IL_OK)
		end_results(results);
	return status;
}

/* As when a generator is closed at its yield: what it has not given is cancelled. */
static void cancel_rest(struct il_site *site, struct il_results *results)
{
	for (; results->next < results->count; results->next++)
		il_future_cancel_at(site, results->futures[results->next]);
	end_results(results);
}

il_status il_results_next_at(struct il_site *site, il_value *value, struct il_results *results)
{
	if (results->next == results->count) {
		end_results(results);
		return IL_EXHAUSTED;
	}
	il_future future = results->futures[results->next++];
	il_status status = results->limited
	                       ? future_result_until(site, value, future, results->until)
	                       : il_future_result_at(site, value, future, (struct il_wait){0});
	if (status == IL_TIMEOUT)
		il_future_cancel_at(site, future);
	if (status != IL_OK)
		cancel_rest(site, results);
	return status;
}

void il_results_close_at(struct il_site *site, struct il_results *results)
{
	if (results->futures == NULL)
		return;
	if (results->next == 0) /* a generator that has not begun has nothing to clean up */
		end_results(results);
	else
		cancel_rest(site, results);
}
