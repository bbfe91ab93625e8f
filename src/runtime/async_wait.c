/* asyncio.wait, wait_for and as_completed: waiting for several, for a limited time, or for each in turn.
 *
 * The one who waits has a future of its own (the waiter), which callbacks of the others finish, or a timer. A callback may
 * still be on its way when the waiting is over: what they share lives as long as any of them (`users`). */
#include <stdlib.h>

#include "engine/clock.h"
#include "runtime/async.h"
#include "runtime/values.h"

struct waiting {
	struct future waiter;
	struct timer timer;
	struct waiting *next; /* as_completed: who asked after it */
	enum il_return_when until;
	size_t left;  /* ends that it has not heard of */
	size_t users; /* who waits, and callbacks that have not run */
};

static void leave(struct waiting *waiting, size_t count)
{
	waiting->users -= count;
	if (waiting->users > 0)
		return;
	future_fini(&waiting->waiter);
	free(waiting);
}

static bool ask_for_exception(struct future *future)
{
	if (future->state == FUTURE_CANCELLED)
		return false;
	future->seen = true;
	return future->value.kind == IL_ERROR;
}

static void hear_of_end(struct loop *loop, void *object, void *context)
{
	struct future *future = object;
	struct waiting *waiting = context;
	waiting->left--;
	if (waiting->left == 0 || waiting->until == IL_FIRST_COMPLETED ||
	    (waiting->until == IL_FIRST_EXCEPTION && ask_for_exception(future))) {
		timer_stop(loop, &waiting->timer);
		future_finish(loop, &waiting->waiter, FUTURE_FINISHED, il_none());
	}
	leave(waiting, 1);
}

static void time_is_over(struct loop *loop, void *object, void *context)
{
	struct waiting *waiting = object;
	loop_say_fired(loop, context);
	future_finish(loop, &waiting->waiter, FUTURE_FINISHED, il_none());
}

static struct waiting *begin(enum il_return_when until)
{
	struct waiting *waiting = loop_memory(sizeof *waiting);
	waiting->until = until;
	waiting->users = 1;
	return waiting;
}

static void wait_for_end_of(struct waiting *waiting, struct future *future)
{
	waiting->left++;
	waiting->users++;
	future_add_callback(current.loop, future, (struct callback){hear_of_end, waiting});
}

/* For an op that has blocked with a deadline. */
static void start_timer(struct waiting *waiting, il_timeout timeout)
{
	if (timeout.limited)
		timer_start(current.loop, &waiting->timer, async_deadline(),
		            (struct handle){time_is_over, waiting, current.loop->suspended});
}

/* The callback of one that has not ended is taken back; that of one that has runs, or has run. The caller uses it too, and is
 * not the last. */
static void forget(struct waiting *waiting, struct future *future)
{
	if (future->state == FUTURE_PENDING)
		waiting->users -= future_remove_callback(current.loop, future, (struct callback){hear_of_end, waiting});
}

static void limit(struct log_event *call, il_timeout timeout)
{
	if (!timeout.limited)
		return;
	call->flags |= LOG_TIMED;
	call->deadline = clock_ns(timeout.seconds);
}

/* ---- wait ---- */

/* The same one twice is one. */
static void wait_for_each(struct waiting *waiting, const il_task *tasks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct future *future = loop_find(tasks[i].id);
		if (future->counted_by == waiting)
			continue;
		future->counted_by = waiting;
		wait_for_end_of(waiting, future);
	}
}

static void forget_each(struct waiting *waiting, const il_task *tasks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct future *future = loop_find(tasks[i].id);
		if (future->counted_by == waiting) /* nobody has counted it since */
			future->counted_by = NULL;
		forget(waiting, future);
	}
}

il_status il_async_wait_at(struct il_site *site, bool *done, const il_task *tasks, size_t count,
                           struct il_async_wait_options options)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	il_status status = async_check(tasks, count);
	if (status != IL_OK)
		return status;
	if (count == 0 || options.return_when > IL_FIRST_EXCEPTION)
		return IL_BAD_VALUE;
	struct waiting *waiting = begin(options.return_when);
	wait_for_each(waiting, tasks, count);
	struct log_event call = call_of(OP_TASK_WAIT, site, LOG_NONE), ended;
	call.text = async_name_set(tasks, count);
	call.x = (int32_t)waiting->left;
	call.y = (int32_t)options.return_when;
	limit(&call, options.timeout);
	if (async_blocks(&ended, &call, &waiting->waiter, NULL)) {
		start_timer(waiting, options.timeout);
		status = async_give_way(&waiting->waiter);
		timer_stop(current.loop, &waiting->timer);
		async_go_on(&ended, status, NULL);
	}
	forget_each(waiting, tasks, count);
	leave(waiting, 1);
	for (size_t i = 0; i < count; i++)
		done[i] = loop_find(tasks[i].id)->state != FUTURE_PENDING;
	return (il_status)ended.result;
}

/* ---- wait_for ---- */

/* Waits for its end behind a cancellation; IL_CANCELLED: the caller was cancelled meanwhile. */
static il_status cancel_and_wait(struct il_site *site, struct future *future)
{
	struct waiting *waiting = begin(IL_FIRST_COMPLETED);
	wait_for_end_of(waiting, future);
	struct log_event call = call_of(OP_TASK_AWAIT, site, future->id);
	il_status status = async_cancel(site, future, il_none());
	if (status == IL_INVALID_STATE)
		status = IL_OK;
	if (status == IL_OK && async_blocks(NULL, &call, &waiting->waiter, future)) {
		status = async_give_way(&waiting->waiter);
		async_go_on(NULL, status, future);
	}
	forget(waiting, future);
	leave(waiting, 1);
	return status;
}

/* It has been cancelled because the time was over: that is a time-out, unless it ended otherwise all the same. */
static il_status result_after_limit(il_value *result, struct future *future)
{
	il_status status = future_result(result, future);
	return status == IL_CANCELLED ? IL_TIMEOUT : status;
}

/* The time is over, or the caller is cancelled: it must not run on. */
static il_status stop_waiting(struct il_site *site, il_value *result, struct future *future, il_status status)
{
	il_status stopped = cancel_and_wait(site, future);
	if (stopped != IL_OK)
		return stopped;
	return status == IL_CANCELLED ? status : result_after_limit(result, future);
}

il_status il_async_wait_for_at(struct il_site *site, il_value *result, il_task task, struct il_limit_options options)
{
	if (!options.timeout.limited || !async_in_task())
		return il_await_at(site, result, task);
	il_status status = async_check(&task, 1);
	if (status != IL_OK)
		return status;
	struct future *future = loop_find(task.id);
	if (!(options.timeout.seconds > 0))
		return future->state != FUTURE_PENDING ? future_result(result, future)
		                                       : stop_waiting(site, result, future, IL_TIMEOUT);
	struct waiting *waiting = begin(IL_FIRST_COMPLETED);
	wait_for_end_of(waiting, future);
	struct log_event call = call_of(OP_TASK_AWAIT, site, task.id);
	limit(&call, options.timeout);
	if (async_blocks(NULL, &call, &waiting->waiter, future)) {
		start_timer(waiting, options.timeout);
		status = async_give_way(&waiting->waiter);
		timer_stop(current.loop, &waiting->timer);
		if (future->state != FUTURE_PENDING)
			status = IL_OK;
		else if (status == IL_OK)
			status = IL_TIMEOUT;
		async_go_on(NULL, status, future);
	}
	forget(waiting, future);
	leave(waiting, 1);
	return status == IL_OK ? future_result(result, future) : stop_waiting(site, result, future, status);
}

/* ---- as_completed ---- */

/* Kept by the loop until it closes: a callback may come at any time. It begins when the first one is asked for, as a generator. */
struct completions {
	struct future **futures;  /* each once */
	size_t count;
	il_timeout timeout;
	bool begun;
	size_t todo;              /* that have not ended, while there is time */
	size_t left;              /* that have not been given */
	struct future **ended;    /* in the order of their ends */
	size_t ended_count, given;
	struct timer timer;
	struct waiting *consumers; /* who waits for the next one, the first first */
	bool over;                /* the time is */
};

static void wake_consumer(struct loop *loop, const struct completions *completions)
{
	struct waiting *consumer = completions->consumers;
	while (consumer != NULL && consumer->waiter.state != FUTURE_PENDING)
		consumer = consumer->next;
	if (consumer != NULL)
		future_finish(loop, &consumer->waiter, FUTURE_FINISHED, il_none());
}

static struct waiting **place_of(struct completions *completions, const struct waiting *waiting)
{
	struct waiting **place = &completions->consumers;
	while (*place != waiting)
		place = &(*place)->next;
	return place;
}

static void complete(struct loop *loop, void *object, void *context)
{
	struct completions *completions = context;
	if (completions->over)
		return;
	completions->ended[completions->ended_count++] = object;
	if (--completions->todo == 0)
		timer_stop(loop, &completions->timer);
	wake_consumer(loop, completions);
}

static void end_completions(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct completions *completions = object;
	completions->over = true;
	for (struct waiting *consumer = completions->consumers; consumer != NULL; consumer = consumer->next)
		future_finish(loop, &consumer->waiter, FUTURE_FINISHED, il_none());
}

void completions_free(struct completions *completions)
{
	free(completions->futures);
	free(completions->ended);
	free(completions);
}

il_async_completions il_async_as_completed_at(struct il_site *site, const il_task *tasks, size_t count,
                                              struct il_limit_options options)
{
	(void)site;
	if (async_check(tasks, count) != IL_OK)
		return (il_async_completions){0};
	struct loop *loop = current.loop;
	struct completions *completions = loop_memory(sizeof *completions);
	loop->completions = loop_grown(loop->completions, &loop->completions_room, loop->completions_count,
	                               sizeof(struct completions *));
	loop->completions[loop->completions_count++] = completions;
	completions->futures = loop_memory((count + 1) * sizeof(struct future *));
	completions->ended = loop_memory((count + 1) * sizeof(struct future *));
	for (size_t i = 0; i < count; i++) {
		struct future *future = loop_find(tasks[i].id);
		if (future->counted_by == completions)
			continue;
		future->counted_by = completions;
		completions->futures[completions->count++] = future;
	}
	completions->todo = completions->left = completions->count;
	completions->timeout = options.timeout;
	return (il_async_completions){(uint32_t)loop->completions_count};
}

static void begin_completions(struct loop *loop, struct completions *completions)
{
	completions->begun = true;
	for (size_t i = 0; i < completions->count; i++)
		future_add_callback(loop, completions->futures[i], (struct callback){complete, completions});
	if (completions->timeout.limited)
		timer_start(loop, &completions->timer, clock_after(current.now, clock_ns(completions->timeout.seconds)),
		            (struct handle){end_completions, completions, NULL});
}

/* Until one has ended that was not given yet, or the time is over. */
static il_status wait_for_one(struct il_site *site, struct completions *completions)
{
	struct waiting *waiting = begin(IL_FIRST_COMPLETED);
	struct log_event call = call_of(OP_TASK_WAIT, site, LOG_NONE), done;
	call.x = (int32_t)completions->left;
	call.y = IL_FIRST_COMPLETED;
	*place_of(completions, NULL) = waiting;
	if (async_blocks(&done, &call, &waiting->waiter, NULL)) {
		il_status status = async_give_way(&waiting->waiter);
		bool nothing = completions->given == completions->ended_count;
		if (status == IL_OK && nothing)
			status = IL_TIMEOUT;
		async_go_on(&done, status, NULL);
		if (status == IL_CANCELLED && !nothing && waiting->waiter.state == FUTURE_FINISHED)
			wake_consumer(current.loop, completions);
	}
	*place_of(completions, waiting) = waiting->next;
	leave(waiting, 1);
	return (il_status)done.result;
}

il_status il_async_next_completed_at(struct il_site *site, il_value *result, il_task *task, il_async_completions handle)
{
	if (!async_in_task())
		return IL_NO_LOOP;
	struct loop *loop = current.loop;
	if (handle.id == 0 || handle.id > loop->completions_count)
		return IL_WRONG_TYPE;
	struct completions *completions = loop->completions[handle.id - 1];
	if (completions->left == 0)
		return IL_EMPTY;
	if (!completions->begun)
		begin_completions(loop, completions);
	il_status status = IL_OK;
	if (completions->given == completions->ended_count)
		status = completions->over ? IL_TIMEOUT : wait_for_one(site, completions);
	completions->left--; /* the iterator has moved on, whatever came */
	if (status != IL_OK)
		return status;
	struct future *future = completions->ended[completions->given++];
	if (task != NULL)
		*task = (il_task){future->id};
	return future_result(result, future);
}
