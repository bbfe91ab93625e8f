/* Logs for tests of the model, written an event at a time, and folded as they grow. */
#ifndef TESTS_MODEL_SCRIPT_H
#define TESTS_MODEL_SCRIPT_H

#include "model/insight.h"
#include "model/model.h"
#include "model/timeline.h"

struct script {
	struct log *log;
	struct model *model; /* folded up to the last event written */
	int64_t t;           /* session time of the next event */
};

/* cmocka's set-ups and tear-down, with the script as the state: an empty one, main, main and threads 1 to 3.
 * The tear-down fails where the model broke an invariant. */
int script_open(void **state);
int script_open_main(void **state);
int script_open_threads(void **state);
int script_close(void **state);

void script_init(struct script *script);
void script_fini(struct script *script);

uint32_t script_string(struct script *script, const char *text);

/* Appends the event and folds it. A `via` of 0 becomes LOG_NONE (not of object.new), a `t` of 0 the
 * script's. */
void script_put(struct script *script, const struct log_event *event);

/* Object ids: the first, second, ... object that is no actor. */
#define OBJ(n) (LOG_OBJECT_BASE + (n))

#define EVENT_(phase_, actor_, op_, object_, ...)                                                  \
	(&(struct log_event){                                                                      \
	        .phase = (phase_), .actor = (actor_), .op = (op_), .object = (object_), __VA_ARGS__})
#define DONE(script, actor, op, object, ...)                                                       \
	script_put(script, EVENT_(LOG_DONE, actor, op, object, __VA_ARGS__))
#define BLOCK(script, actor, op, object, ...)                                                      \
	script_put(script, EVENT_(LOG_BLOCK, actor, op, object, __VA_ARGS__))
#define ANNOUNCE(script, actor, op, object, ...)                                                   \
	script_put(script, EVENT_(LOG_ANNOUNCE, actor, op, object, __VA_ARGS__))

/* main, as actor 0. */
void script_main(struct script *script);

/* An actor made by `maker` and, when it is a thread or process, started by it. */
void script_thread(struct script *script, uint32_t maker, uint32_t id, const char *name, bool daemon);
void script_process(struct script *script, uint32_t maker, uint32_t id, const char *name);

/* An object made by main. */
void script_object(struct script *script, uint32_t id, enum log_type type, const char *name,
                   int32_t constant);
void script_condition(struct script *script, uint32_t id, const char *name, uint32_t lock);

/* The whole of an acquire or release by `actor`. */
void script_acquire(struct script *script, uint32_t actor, uint32_t lock);
void script_release(struct script *script, uint32_t actor, uint32_t lock);

/* Fails the test unless the model says this of the actor. */
void assert_why(const struct script *script, uint32_t actor, enum why why, uint32_t object, uint32_t by);
void assert_can_go(const struct script *script, uint32_t actor);

/* Session seconds as ns. */
#define SECONDS(n) ((int64_t)(n) * 1000000000)

/* Fails the test unless the model keeps every invariant of fold.h, and every question can be asked of it. */
void script_check_invariants(const struct model *model);

/* Fails the test unless the two are equal in everything a reader can see. */
void script_assert_equal(const struct model *a, const struct model *b);

/* A log of `events` events, most of them sensible, drawn from `seed`: threads, a process, a loop, every
 * type of object. With `strange`, ids, phases and values are sometimes anything at all. */
void script_random(struct script *script, uint64_t seed, uint32_t events, bool strange);

#endif
