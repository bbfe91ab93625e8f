/* What the ops of executors, pools of processes, and their futures and results did, and what follows from it. */
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
			tell_may_go_on(out, in, id);
			return;
		}
	}
}

static void then_not_run(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	if (event->result == IL_CANCELLED)
		then_done(out, in, event);
}

/* Who waited for the result that `event` made ready. */
static void then_ready(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *result = model_object(in->model, event->via);
	char names[WORDS_MAX], sentence[SENTENCE_MAX];

	if (result == NULL || result->stage != RESULT_READY)
		return;
	if (tell_waiters(names, sizeof(names), in, result, false) > 0)
		tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog, N_("It is ready: %1$s may go on."), names));
	else
		tell_add(out, tr(in->catalog, N_("It is ready.")));
}

/* What became of the chunk that a worker took with it, and of its place. */
static void then_replaced(struct phrase *out, const struct view_input *in, const struct log_event *event)
{
	if (event->z != TEND_WORKER)
		return;
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		tell_add_about(out, in, N_("The chunk of %1$s that it was at is lost. (CPython would wait for it for ever.)"),
			  (uint32_t)event->value);
	if (event->x != 0)
		tell_add(out, tr(in->catalog, N_("Another worker is made in its place.")));
}

/* ---- sentences that depend on more than how it came out ---- */

static const char *choose_take(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	return (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT
		   ? N_("%1$s took %3$s out of the work queue of %2$s.")
		   : N_("%2$s is shut down and nothing is left to do: %1$s comes to its end.");
}

static const char *choose_cancel(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	switch (event->x) {
	case FUTURE_IS_RUNNING:
		return N_("%1$s could not cancel %2$s: it runs already.");
	case FUTURE_IS_FINISHED:
		return N_("%1$s could not cancel %2$s: it has finished.");
	default:
		return N_("%1$s cancelled %2$s: it will not be run.");
	}
}

static const char *choose_wait(const struct log_event *event)
{
	bool next = event->z == UNTIL_NEXT;

	if (event->phase == LOG_BLOCK)
		return next ? N_("%1$s waits for the next future to be done: %5$s of %6$s have not been given.")
			    : N_("%1$s waits for futures: %5$s of %6$s are done.");
	if (event->result == IL_TIMEOUT)
		return next ? N_("The time allowed is over: %5$s of %6$s futures are unfinished.")
			    : N_("The time allowed is over: %1$s goes on with %5$s of %6$s futures done.");
	if (event->result != IL_OK)
		return NULL;
	return next ? N_("%1$s goes on with %3$s, which was the next to be done.")
		    : N_("%1$s goes on: %5$s of %6$s futures are done.");
}

static const char *choose_callback(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	return event->y > 0 ? N_("%1$s registered a callback of %2$s.")
			    : N_("%2$s is done already: %1$s calls the callback at once.");
}

static const char *choose_chunk(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	if (event->op == OP_POOL_TAKE && event->y == 0)
		return N_("%2$s has no more work, and gets none: %1$s comes to its end.");
	return event->op == OP_POOL_GIVE && event->y == 1 ? N_("%1$s gave chunk %5$s of %4$s back: %3$s.") : NULL;
}

static const char *choose_tended(const struct log_event *event)
{
	if (!tell_succeeded(event) || event->z == TEND_WORKER)
		return NULL;
	return event->z == TEND_OVER ? N_("%2$s is over: %1$s comes to its end.")
				     : N_("%4$s is computed: %1$s calls its callback.");
}

static const char *choose_result(const struct log_event *event)
{
	return tell_succeeded(event) && (event->flags & LOG_VALUE_KIND) != VALUE_NONE
		   ? N_("%1$s got %3$s, the result %2$s.")
		   : NULL;
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {.op = OP_POOL_SUBMIT,
     .done = N_("%1$s gave a call of %3$s to %2$s. %4$s stands for what comes of it."),
     .value = tell_text},
    {.op = OP_POOL_MAP,
     .done = N_("%1$s gave calls of %3$s to %2$s: %5$s items, chunks: %6$s. %4$s stands for what "
                "comes of them."),
     .value = tell_text},
    {.op = OP_POOL_TAKE,
     .block = N_("%2$s has no work: %1$s waits for some."),
     .done = N_("%1$s took chunk %5$s of %4$s from %2$s: items: %6$s."),
     .choose = choose_chunk},
    {.op = OP_POOL_GIVE,
     .done = N_("%1$s gave chunk %5$s of %4$s back."),
     .raised = N_("Chunk %5$s of %4$s ended by an exception in %1$s: %3$s. What the chunk had "
                  "left is skipped."),
     .choose = choose_chunk,
     .then = then_ready},
    {.op = OP_POOL_TEND,
     .block = N_("%1$s waits until there is a callback of %2$s to call, or a worker to replace."),
     .done = N_("%4$s, a worker of %2$s, has ended."),
     .choose = choose_tended,
     .then = then_replaced},
    {.op = OP_POOL_DELIVER,
     .done = N_("The callback of %4$s has been called."),
     .then = then_ready},
    {.op = OP_POOL_CLOSE,
     .done = N_("%1$s closed %2$s: it takes no more work, and its workers end when all is done.")},
    {.op = OP_POOL_TERMINATE,
     .done = N_("%1$s terminated %2$s: workers told to end, whatever they are at: %5$s. What "
                "they have not given back is lost.")},
    {.op = OP_POOL_JOIN,
     .block = N_("%1$s waits until the workers of %2$s have ended."),
     .done = N_("%1$s goes on: the workers of %2$s have ended.")},
    {.op = OP_RESULT_GET,
     .block = N_("%1$s waits for the result %2$s."),
     .done = N_("%1$s got the result %2$s."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s is not ready."),
     .raised = N_("%1$s got the exception that %2$s ended by: %3$s."),
     .other = N_("%1$s was told that %2$s is lost: the worker that was at it died."),
     .other_result = IL_TASK_LOST,
     .choose = choose_result},
    {.op = OP_RESULT_WAIT,
     .block = N_("%1$s waits until the result %2$s is ready."),
     .done = N_("%1$s goes on: the result %2$s is ready."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s is not ready.")},
    {.op = OP_EXECUTOR_SUBMIT,
     .done = N_("%1$s submitted %4$s to %2$s, whose work queue holds %5$s now; its outcome is %3$s."),
     .then = then_submitted,
     .other_name = tell_text},
    {.op = OP_EXECUTOR_MAP,
     .done = N_("%1$s maps %4$s over %2$s: it submits its %3$s calls at once."),
     .other_name = tell_text},
    {.op = OP_EXECUTOR_SHUTDOWN,
     .done = N_("%1$s shut %2$s down: it takes no more calls."),
     .then = then_shut_down},
    {.op = OP_EXECUTOR_TAKE,
     .block = N_("%1$s is idle: it waits for work from %2$s."),
     .choose = choose_take},
    {.op = OP_EXECUTOR_DRAIN,
     .done = N_("%1$s took %3$s out of the work queue of %2$s: nobody will run it."),
     .other = N_("%1$s finds the work queue of %2$s empty."),
     .other_result = IL_EMPTY},
    {.op = OP_EXECUTOR_BREAK,
     .ended = N_("The initializer failed in %1$s, with %3$s: %2$s can no longer be used.")},
    {.op = OP_FUTURE_RUN,
     .done = N_("%1$s runs %2$s."),
     .cancelled = N_("%1$s meets %2$s, which was cancelled, and does not run it."),
     .then = then_not_run},
    {.op = OP_FUTURE_SET_RESULT,
     .done = N_("%2$s is finished: %1$s set its result, %3$s."),
     .then = then_done},
    {.op = OP_FUTURE_SET_EXCEPTION,
     .done = N_("%2$s is finished: %1$s set its exception, %3$s."),
     .then = then_done},
    {.op = OP_FUTURE_CANCEL, .choose = choose_cancel, .then = then_done},
    {.op = OP_FUTURE_RESULT,
     .block = N_("%1$s waits for the result of %2$s."),
     .done = N_("%1$s has the result of %2$s: %3$s."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s is not done."),
     .raised = N_("%1$s asked for the result of %2$s, and its exception was raised: %3$s."),
     .cancelled = N_("%1$s asked for the outcome of %2$s, which was cancelled.")},
    {.op = OP_FUTURE_EXCEPTION,
     .block = N_("%1$s waits until %2$s is done."),
     .done = N_("%1$s asked for the exception of %2$s: %3$s."),
     .timeout = N_("The time allowed is over: %1$s goes on, though %2$s is not done."),
     .cancelled = N_("%1$s asked for the outcome of %2$s, which was cancelled.")},
    {.op = OP_FUTURE_WAIT, .choose = choose_wait},
    {.op = OP_FUTURE_ADD_CALLBACK, .choose = choose_callback},
    {.op = OP_FUTURE_CALLBACK,
     .done = N_("%1$s has called a callback of %2$s."),
     .raised = N_("A callback of %2$s that %1$s has called failed: %3$s. It is logged, and harms "
                  "nobody.")},
};

const struct tellings tell_pool = {tellings, sizeof(tellings) / sizeof(tellings[0])};
