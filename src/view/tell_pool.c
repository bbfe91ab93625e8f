/* What the ops of executors and futures did, and what follows from it. */
#include "interleave/status.h"
#include "view/tell.h"

/* ---- what follows ---- */

/* A worker was made for it, or one that is idle may take it. */
static void then_submitted(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *executor = model_object(in->model, event->object);
	uint32_t newest = in->model->actor_count - 1;
	const struct model_actor *actor = model_actor(in->model, newest);

	if (executor == NULL)
		return;
	if (actor != NULL && actor->pool == executor->id && actor->state == ACTOR_NEW)
		tell_add_about(out, in, N_("No worker is idle for it, so another one is made: %1$s."), newest);
	else if (executor->line_count > 0)
		tell_add_about(out, in, N_("%1$s, which is idle, may take it."), executor->line[0]);
}

static void then_shut_down(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	if (event->x > 0)
		tell_add(out, tr(in->catalog, event->value & SHUTDOWN_CANCELS
						  ? N_("What is queued will be cancelled.")
						  : N_("What is queued will still be done.")));
}

/* The first of those who waited for a future and may go on now. */
static void then_done(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		const struct model_actor *actor = model_actor(in->model, id);
		bool asks = actor != NULL && actor->state == ACTOR_WAITING && actor->at_valid &&
			    (((actor->at.op == OP_FUTURE_RESULT || actor->at.op == OP_FUTURE_EXCEPTION) &&
			      actor->at.object == event->object) ||
			     actor->at.op == OP_FUTURE_WAIT);

		if (asks && model_why(in->model, id).why == WHY_CAN_GO) {
			tell_add_about(out, in, N_("%1$s, which waited for that, may go on."), id);
			return;
		}
	}
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {OP_EXECUTOR_SUBMIT, LOG_DONE, IL_OK,
     N_("%1$s submitted %4$s to %2$s, whose work queue holds %5$s now; its outcome is %3$s."), then_submitted},
    {OP_EXECUTOR_MAP, LOG_DONE, IL_OK, N_("%1$s maps %4$s over %2$s: it submits its %3$s calls at once."), NULL},
    {OP_EXECUTOR_SHUTDOWN, LOG_DONE, IL_OK, N_("%1$s shut %2$s down: it takes no more calls."), then_shut_down},
    {OP_EXECUTOR_TAKE, LOG_BLOCK, ANY, N_("%1$s is idle: it waits for work from %2$s."), NULL},
    {OP_EXECUTOR_TAKE, LOG_DONE, IL_OK, NULL, NULL},
    {OP_EXECUTOR_DRAIN, LOG_DONE, IL_OK, N_("%1$s took %3$s out of the work queue of %2$s: nobody will run it."), NULL},
    {OP_EXECUTOR_DRAIN, LOG_DONE, IL_EMPTY, N_("%1$s finds the work queue of %2$s empty."), NULL},
    {OP_EXECUTOR_BREAK, LOG_DONE, ANY,
     N_("The initializer failed in %1$s, with %3$s: %2$s can no longer be used."), NULL},
    {OP_FUTURE_RUN, LOG_DONE, IL_OK, N_("%1$s runs %2$s."), NULL},
    {OP_FUTURE_RUN, LOG_DONE, IL_CANCELLED, N_("%1$s meets %2$s, which was cancelled, and does not run it."), then_done},
    {OP_FUTURE_SET_RESULT, LOG_DONE, IL_OK, N_("%2$s is finished: %1$s set its result, %3$s."), then_done},
    {OP_FUTURE_SET_EXCEPTION, LOG_DONE, IL_OK, N_("%2$s is finished: %1$s set its exception, %3$s."), then_done},
    {OP_FUTURE_CANCEL, LOG_DONE, IL_OK, NULL, then_done},
    {OP_FUTURE_RESULT, LOG_BLOCK, ANY, N_("%1$s waits for the result of %2$s."), NULL},
    {OP_FUTURE_RESULT, LOG_DONE, IL_OK, N_("%1$s has the result of %2$s: %3$s."), NULL},
    {OP_FUTURE_RESULT, LOG_DONE, IL_RAISED, N_("%1$s asked for the result of %2$s, and its exception was raised: %3$s."),
     NULL},
    {OP_FUTURE_RESULT, LOG_DONE, IL_CANCELLED, N_("%1$s asked for the outcome of %2$s, which was cancelled."), NULL},
    {OP_FUTURE_RESULT, LOG_DONE, IL_TIMEOUT, N_("The time allowed is over: %1$s goes on, though %2$s is not done."),
     NULL},
    {OP_FUTURE_EXCEPTION, LOG_BLOCK, ANY, N_("%1$s waits until %2$s is done."), NULL},
    {OP_FUTURE_EXCEPTION, LOG_DONE, IL_OK, N_("%1$s asked for the exception of %2$s: %3$s."), NULL},
    {OP_FUTURE_EXCEPTION, LOG_DONE, IL_CANCELLED, N_("%1$s asked for the outcome of %2$s, which was cancelled."), NULL},
    {OP_FUTURE_EXCEPTION, LOG_DONE, IL_TIMEOUT, N_("The time allowed is over: %1$s goes on, though %2$s is not done."),
     NULL},
    {OP_FUTURE_WAIT, LOG_BLOCK, ANY, NULL, NULL},
    {OP_FUTURE_WAIT, LOG_DONE, IL_OK, NULL, NULL},
    {OP_FUTURE_WAIT, LOG_DONE, IL_TIMEOUT, NULL, NULL},
    {OP_FUTURE_ADD_CALLBACK, LOG_DONE, IL_OK, NULL, NULL},
    {OP_FUTURE_CALLBACK, LOG_DONE, IL_OK, N_("%1$s has called a callback of %2$s."), NULL},
    {OP_FUTURE_CALLBACK, LOG_DONE, IL_RAISED,
     N_("A callback of %2$s that %1$s has called failed: %3$s. It is logged, and harms nobody."), NULL},
};

const struct telling *tell_pool(size_t *count)
{
	*count = sizeof(tellings) / sizeof(tellings[0]);
	return tellings;
}

static const char *take_message(const struct log_event *event)
{
	return (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT
		   ? N_("%1$s took %3$s out of the work queue of %2$s.")
		   : N_("%2$s is shut down and nothing is left to do: %1$s comes to its end.");
}

static const char *cancel_message(const struct log_event *event)
{
	switch (event->x) {
	case FUTURE_IS_RUNNING:
		return N_("%1$s could not cancel %2$s: it runs already.");
	case FUTURE_IS_FINISHED:
		return N_("%1$s could not cancel %2$s: it has finished.");
	default:
		return N_("%1$s cancelled %2$s: it will not be run.");
	}
}

static const char *wait_message(const struct log_event *event)
{
	bool next = event->z == UNTIL_NEXT;

	if (event->phase == LOG_BLOCK)
		return next ? N_("%1$s waits for the next future to be done: %5$s of %6$s have not been given.")
			    : N_("%1$s waits for futures: %5$s of %6$s are done.");
	if (event->result == IL_TIMEOUT)
		return next ? N_("The time allowed is over: %5$s of %6$s futures are unfinished.")
			    : N_("The time allowed is over: %1$s goes on with %5$s of %6$s futures done.");
	return next ? N_("%1$s goes on with %3$s, which was the next to be done.")
		    : N_("%1$s goes on: %5$s of %6$s futures are done.");
}

const char *tell_pool_message(const struct log_event *event)
{
	switch (event->op) {
	case OP_EXECUTOR_TAKE:
		return take_message(event);
	case OP_FUTURE_CANCEL:
		return cancel_message(event);
	case OP_FUTURE_WAIT:
		return wait_message(event);
	case OP_FUTURE_ADD_CALLBACK:
		return event->y > 0 ? N_("%1$s registered a callback of %2$s.")
				    : N_("%2$s is done already: %1$s calls the callback at once.");
	default:
		return NULL;
	}
}
