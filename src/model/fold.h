/* The inside of the fold, shared by fold.c (what all ops have in common), effects.c (what each op changes) with actors.c, loops.c,
 * futures.c, sockets.c and pools.c, and place.c (where actors stand).
 *
 * Invariants: an actor stands in one line at most, and `actor.line` names it; a task is in its loop's ready
 * queue exactly when its ready_place is its number there; an ended actor is in neither, and never moves
 * again. */
#ifndef MODEL_FOLD_H
#define MODEL_FOLD_H

#include "model/model.h"

enum { FOLD_ACTORS_MAX = 65536, FOLD_CHUNKS_MAX = 32768 };

/* What is special about an op. */
struct fold_rule {
	uint8_t waits; /* the state of an actor that blocks in it; 0: ACTOR_WAITING */
	bool has_line; /* who blocks joins the line of the event's object */
	bool via_line; /* of what `via` names */
	bool passive;  /* no doing of the actor's own: it may be waiting meanwhile */
	/* What a try in vain changes besides; NULL: nothing. */
	void (*blocked)(struct model *model, const struct log_event *event);
	/* What it changes besides, on DONE; NULL: nothing. */
	void (*done)(struct model *model, const struct log_event *event);
	/* The same on BLOCK. */
	void (*block)(struct model *model, const struct log_event *event);
};

/* The rule of an op below LOG_OP_COUNT. */
const struct fold_rule *fold_rule(unsigned op);

/* The actor has done `event` and runs on. */
void fold_actor_goes(struct model *model, struct model_actor *actor, const struct log_event *event);

/* A queue's items, an executor's work queue, a pool's chunks: at the end, and from the front. */
void fold_push_item(struct model_object *queue, struct model_item item);
void fold_pop_item(struct model_object *queue);

/* Those of the rules that are about actors (actors.c). */
void fold_new_actor(struct model *model, const struct log_event *event);
void fold_start(struct model *model, const struct log_event *event);
void fold_rename(struct model *model, const struct log_event *event);
void fold_set_daemon(struct model *model, const struct log_event *event);
void fold_actor_ends(struct model *model, const struct log_event *event);
void fold_process_ends(struct model *model, const struct log_event *event);
void fold_crash(struct model *model, const struct log_event *event);
void fold_told_to_end(struct model *model, const struct log_event *event);

/* About loops (loops.c). */
void fold_loop_run(struct model *model, const struct log_event *event);
void fold_loop_turn(struct model *model, const struct log_event *event);
void fold_loop_call(struct model *model, const struct log_event *event);
void fold_loop_close(struct model *model, const struct log_event *event);
void fold_ready(struct model *model, const struct log_event *event);
void fold_cancel_task(struct model *model, const struct log_event *event);
void fold_settle(struct model *model, const struct log_event *event);

/* Those of the rules that are about executors and futures (futures.c). */
void fold_executor(struct model *model, const struct log_event *event);
void fold_submit(struct model *model, const struct log_event *event);
void fold_take(struct model *model, const struct log_event *event);
void fold_shutdown(struct model *model, const struct log_event *event);
void fold_future_run(struct model *model, const struct log_event *event);
void fold_future_set(struct model *model, const struct log_event *event);
void fold_future_cancel(struct model *model, const struct log_event *event);

/* Of sockets (sockets.c); and those of a process that has ended, or (`loop` not LOG_NONE) of a loop, are closed. */
void fold_poll(struct model *model, const struct log_event *event);
void fold_listen(struct model *model, const struct log_event *event);
void fold_connect(struct model *model, const struct log_event *event);
void fold_connected(struct model *model, const struct log_event *event);
void fold_accept(struct model *model, const struct log_event *event);
void fold_open(struct model *model, const struct log_event *event);
void fold_receive(struct model *model, const struct log_event *event);
void fold_read(struct model *model, const struct log_event *event);
void fold_write(struct model *model, const struct log_event *event);
void fold_write_eof(struct model *model, const struct log_event *event);
void fold_close(struct model *model, const struct log_event *event);
void fold_lost(struct model *model, const struct log_event *event);
void fold_shut_sockets(struct model *model, uint32_t process, uint32_t loop);

/* NULL for an id that is none. Valid until the next fold_make_*. */
struct model_actor *fold_find_actor(struct model *model, uint32_t id);
struct model_object *fold_find_object(struct model *model, uint32_t id);
struct model_object *fold_find_typed(struct model *model, uint32_t id, enum log_type type);

/* A new actor or object without a kind or type yet; NULL when the id cannot be, or for want of memory. */
struct model_actor *fold_make_actor(struct model *model, uint32_t id);
struct model_object *fold_make_object(struct model *model, uint32_t id);

/* The line of an object. Who stands in it already (tried again in vain) keeps its place and its mark. */
void fold_join_line(struct model *model, struct model_actor *actor, uint32_t object);
void fold_leave_line(struct model *model, struct model_actor *actor);

/* The ready queue of a task's loop. */
void fold_join_ready(struct model *model, uint32_t task);
void fold_leave_ready(struct model *model, struct model_actor *task);

/* The task that ran gives way; the turn of the loop that runs in `thread`, if any, is over. */
void fold_leave_stage(struct model *model, const struct model_actor *task);
void fold_end_turn(struct model *model, const struct model_actor *thread);

/* It has ended: out of every line. With a process end its threads and tasks; those never started stay new. */
void fold_end_actor(struct model *model, struct model_actor *actor, enum model_state state);
void fold_end_process(struct model *model, uint32_t process);

/* The process stands still from now on, in no line, until it has ended. */
void fold_tell_to_end(struct model *model, struct model_actor *process, int32_t signal);

/* What the ops of pools change (pools.c). */
void fold_ask_pool(struct model *model, const struct log_event *event);
void fold_take_chunk(struct model *model, const struct log_event *event);
void fold_give_chunk(struct model *model, const struct log_event *event);
void fold_tend_pool(struct model *model, const struct log_event *event);
void fold_deliver(struct model *model, const struct log_event *event);
void fold_close_pool(struct model *model, const struct log_event *event);
void fold_terminate_pool(struct model *model, const struct log_event *event);

#endif
