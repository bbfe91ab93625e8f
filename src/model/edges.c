/* What each op orders: one function a kind of op, and the table of them. */
#include "model/edges.h"

#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/ids.h"

static void take(struct order *order, const struct model *model, const struct log_event *event)
{
	order_take(order, model, event->actor, event->object);
}

static void leave(struct order *order, const struct model *model, const struct log_event *event)
{
	order_leave(order, model, event->actor, event->object);
}

/* ---- executors and futures ---- */

/* A future carries what was known at its submit to who runs it, and what was known when it was settled to who
 * asks for it. */
static uint32_t future_in(const struct log_event *event)
{
	return (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT ? (uint32_t)event->value : LOG_NONE;
}

static void leave_at_future(struct order *order, const struct model *model, const struct log_event *event)
{
	order_leave(order, model, event->actor, future_in(event));
}

/* One that finds nothing knows that the executor was shut down. */
static void take_from_future(struct order *order, const struct model *model, const struct log_event *event)
{
	uint32_t future = future_in(event);
	order_take(order, model, event->actor, future != LOG_NONE ? future : event->object);
}

static void take_from_settled(struct order *order, const struct model *model, const struct log_event *event)
{
	struct ids ids = ids_begin(log_text(model->log, event->text));
	for (uint32_t id; ids_next(&id, &ids);) {
		const struct model_object *future = model_object(model, id);
		if (future && future->settled_at != 0)
			order_take(order, model, event->actor, id);
	}
}

/* ---- starts and ends ---- */

static void after_start(struct order *order, const struct model *model, const struct log_event *event)
{
	if (model_actor(model, event->object))
		order_learn(order, model, event->object, event->actor);
}

/* With a process all of its threads have ended. */
static void learn_from(struct order *order, const struct model *model, uint32_t actor, uint32_t ended)
{
	const struct model_actor *other = model_actor(model, ended);
	if (!other || other->id == actor)
		return;
	order_learn(order, model, actor, ended);
	for (uint32_t i = 0; other->kind == TYPE_PROCESS && i < model->actor_count; i++)
		if (model->actors[i].kind && model->actors[i].process == ended)
			order_learn(order, model, actor, i);
}

static void learn_from_ended(struct order *order, const struct model *model, uint32_t actor, uint32_t ended)
{
	const struct model_actor *other = model_actor(model, ended);
	if (other && model_ended(other))
		learn_from(order, model, actor, ended);
}

/* A main thread can be joined when its code has ended; it itself ends with its process. */
static void after_join(struct order *order, const struct model *model, const struct log_event *event)
{
	learn_from(order, model, event->actor, event->object);
}

/* Of several processes, whose ids are its text. */
static void after_process_wait(struct order *order, const struct model *model, const struct log_event *event)
{
	const char *text = log_text(model->log, event->text);
	for (char *end; *text; text = end) {
		uint32_t id = (uint32_t)strtoul(text, &end, 10);
		if (end == text)
			return;
		learn_from_ended(order, model, event->actor, id);
	}
}

/* ---- pools of processes ---- */

static void take_via(struct order *order, const struct model *model, const struct log_event *event)
{
	order_take(order, model, event->actor, event->via);
}

static void leave_via(struct order *order, const struct model *model, const struct log_event *event)
{
	order_leave(order, model, event->actor, event->via);
}

/* The helper is behind the result whose callback it calls, or the worker whose end it has seen. */
static void after_tend(struct order *order, const struct model *model, const struct log_event *event)
{
	learn_from_ended(order, model, event->actor, event->via);
	take_via(order, model, event);
}

static void after_pool_join(struct order *order, const struct model *model, const struct log_event *event)
{
	for (uint32_t i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind && model->actors[i].pool == event->object)
			learn_from_ended(order, model, event->actor, i);
}

/* ---- sockets ---- */

static uint32_t peer_of(const struct model *model, const struct log_event *event)
{
	const struct model_object *end = model_object(model, event->object);
	return end ? end->peer : LOG_NONE;
}

/* What is sent, and that no more will be, is known where it is received. */
static void leave_at_peer(struct order *order, const struct model *model, const struct log_event *event)
{
	order_leave(order, model, event->actor, peer_of(model, event));
}

/* Who accepts knows what was known when its client asked. */
static void take_from_peer(struct order *order, const struct model *model, const struct log_event *event)
{
	order_take(order, model, event->actor, peer_of(model, event));
}

/* ---- the table ---- */

/* What an op that nobody has thought of does: it orders all who do it on one object, and an actor that has
 * ended is behind whoever asks for it. */
static void after_any(struct order *order, const struct model *model, const struct log_event *event)
{
	learn_from_ended(order, model, event->actor, event->object);
	take(order, model, event);
	leave(order, model, event);
}

static bool says_not_alive(const struct model *model, const struct log_event *event)
{
	return event->value == 0 && strcmp(log_text(model->log, event->text), "is_alive") == 0;
}

/* Which threads of its process are alive was asked: it is behind those that are not. */
static void learn_who_is_left(struct order *order, const struct model *model, uint32_t asker)
{
	const struct model_actor *self = model_actor(model, asker);
	for (uint32_t i = 0; i < model->actor_count; i++)
		if (model->actors[i].kind == TYPE_THREAD && model->actors[i].process == self->process)
			learn_from_ended(order, model, asker, i);
}

/* To ask for a state is to be behind those who made it so. */
static void after_query(struct order *order, const struct model *model, const struct log_event *event)
{
	if (event->object == LOG_NONE)
		learn_who_is_left(order, model, event->actor);
	else if (says_not_alive(model, event))
		learn_from(order, model, event->actor, event->object);
	else
		learn_from_ended(order, model, event->actor, event->object);
	take(order, model, event);
	order_take_puts(order, model, event->actor, event->object);
}

static void after_nothing(struct order *order, const struct model *model, const struct log_event *event)
{
	(void)order;
	(void)model;
	(void)event;
}

typedef void doing(struct order *order, const struct model *model, const struct log_event *event);

struct rule {
	/* On DONE, when it went well (to be handed an exception or a cancellation counts); NULL: after_any. */
	doing *done;
	bool lock;      /* who comes first is chance */
	doing *refused; /* on DONE otherwise; NULL: who is refused, or gives up, has learnt nothing */
};

static const struct rule RULES[LOG_OP_COUNT] = {
    [OP_OBJECT_NEW] = {.done = after_nothing},
    [OP_THREAD_START] = {.done = after_start},
    [OP_THREAD_EXIT] = {.done = after_nothing},
    [OP_THREAD_JOIN] = {.done = after_join},
    [OP_LOCK_ACQUIRE] = {.done = take, .lock = true},
    [OP_LOCK_RELEASE] = {.done = leave, .lock = true},
    [OP_RLOCK_ACQUIRE] = {.done = take, .lock = true},
    [OP_RLOCK_RELEASE] = {.done = leave, .lock = true},
    [OP_SEMAPHORE_ACQUIRE] = {.done = take},
    [OP_SEMAPHORE_RELEASE] = {.done = leave},
    [OP_EVENT_SET] = {.done = leave},
    [OP_EVENT_CLEAR] = {.done = after_nothing},
    [OP_EVENT_WAIT] = {.done = take},
    [OP_CONDITION_WAIT] = {.done = take},
    [OP_CONDITION_NOTIFY] = {.done = leave},
    [OP_QUEUE_PUT] = {.done = order_put},
    [OP_QUEUE_GET] = {.done = order_get},
    [OP_QUEUE_TASK_DONE] = {.done = leave},
    [OP_QUEUE_JOIN] = {.done = take},
    [OP_PROCESS_START] = {.done = after_start},
    [OP_PROCESS_EXIT] = {.done = after_nothing},
    [OP_PROCESS_CRASH] = {.done = after_nothing},
    [OP_PROCESS_JOIN] = {.done = after_join},
    [OP_PROCESS_WAIT] = {.done = after_process_wait},
    [OP_VAR_READ] = {.done = after_nothing},
    [OP_VAR_WRITE] = {.done = after_nothing},
    [OP_VALUE_READ] = {.done = after_nothing},
    [OP_VALUE_WRITE] = {.done = after_nothing},
    [OP_LOOP_READY] = {.done = after_nothing},
    [OP_LOOP_TIMER] = {.done = after_nothing},
    [OP_TASK_CREATE] = {.done = after_start},
    [OP_SLEEP] = {.done = after_nothing},
    [OP_POOL_SUBMIT] = {.done = leave_via},
    [OP_POOL_MAP] = {.done = leave_via},
    [OP_POOL_TAKE] = {.done = take_via},
    [OP_POOL_GIVE] = {.done = leave_via},
    [OP_POOL_TEND] = {.done = after_tend},
    [OP_POOL_DELIVER] = {.done = leave_via},
    [OP_POOL_CLOSE] = {.done = after_nothing},
    [OP_POOL_TERMINATE] = {.done = after_nothing},
    [OP_POOL_JOIN] = {.done = after_pool_join},
    [OP_RESULT_GET] = {.done = take},
    [OP_RESULT_WAIT] = {.done = take},
    [OP_WORK] = {.done = after_nothing},
    [OP_EXECUTOR_SUBMIT] = {.done = leave_at_future, .refused = take}, /* that it was shut down */
    [OP_EXECUTOR_MAP] = {.done = after_nothing},
    [OP_EXECUTOR_SHUTDOWN] = {.done = leave},
    [OP_EXECUTOR_TAKE] = {.done = take_from_future},
    [OP_EXECUTOR_DRAIN] = {.done = take_from_future},
    [OP_BARRIER_WAIT] = {.refused = after_any}, /* that it is broken */
    [OP_FUTURE_RUN] = {.refused = take}, /* that it is done */
    [OP_FUTURE_SET_RESULT] = {.refused = take},
    [OP_FUTURE_SET_EXCEPTION] = {.refused = take},
    [OP_FUTURE_RESULT] = {.done = take},
    [OP_FUTURE_EXCEPTION] = {.done = take},
    [OP_FUTURE_WAIT] = {.done = take_from_settled, .refused = take_from_settled}, /* those that are, whatever the time */
    [OP_QUERY] = {.done = after_query},
    [OP_PRINT] = {.done = after_nothing},
    [OP_LOOP_POLL] = {.done = after_nothing},
    [OP_SOCKET_ACCEPT] = {.done = take_from_peer},
    [OP_SOCKET_RECEIVE] = {.done = take},
    [OP_SOCKET_WRITE] = {.done = leave_at_peer},
    [OP_SOCKET_SEND] = {.done = leave_at_peer},
    [OP_SOCKET_WRITE_EOF] = {.done = leave_at_peer},
    [OP_SOCKET_LOST] = {.done = leave_at_peer},
};

void edges_follow(struct order *order, enum order_edges edges, const struct model *model,
		  const struct log_event *event)
{
	bool went_well =
	    event->result == IL_OK || event->result == IL_RAISED || event->result == IL_CANCELLED;
	const struct rule *rule = &RULES[event->op];
	if (rule->lock && edges == ORDER_WITHOUT_LOCKS)
		return;
	if (!went_well)
		(rule->refused ? rule->refused : after_nothing)(order, model, event);
	else if (event->phase == LOG_DONE)
		(rule->done ? rule->done : after_any)(order, model, event);
	else if (!rule->done) /* a meeting point: who waits there has come */
		leave(order, model, event);
}
