#include "script.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../run_session.h"
#include "log/writer.h"

int script_open(void **state)
{
	static struct script script;
	script_init(&script);
	*state = &script;
	return 0;
}

int script_open_main(void **state)
{
	script_open(state);
	script_main(*state);
	return 0;
}

int script_open_threads(void **state)
{
	script_open_main(state);
	for (uint32_t id = 1; id <= 3; id++)
		script_thread(*state, 0, id, "t", false);
	return 0;
}

int script_close(void **state)
{
	struct script *script = *state;
	script_check_invariants(script->model);
	script_fini(script);
	return 0;
}

void script_init(struct script *script)
{
	struct log_meta meta = {
	        .scenario = "test", .strategy = "manual", .time = "respected", .params = "{}"};
	*script = (struct script){0};
	assert_int_equal(log_create(&script->log, NULL, &meta, 1u << 18), LOG_OK);
	script->model = model_new(script->log);
	assert_non_null(script->model);
}

void script_fini(struct script *script)
{
	model_free(script->model);
	log_free(script->log);
}

void assert_why(const struct script *script, uint32_t actor, enum why why, uint32_t object, uint32_t by)
{
	struct why_not found = model_why(script->model, actor);
	assert_int_equal(found.why, why);
	assert_int_equal(found.object, object);
	assert_int_equal(found.by, by);
}

void assert_can_go(const struct script *script, uint32_t actor)
{
	assert_why(script, actor, WHY_CAN_GO, LOG_NONE, LOG_NONE);
}

uint32_t script_string(struct script *script, const char *text)
{
	uint32_t ref;
	assert_int_equal(log_put_string(&ref, script->log, text, strlen(text)), LOG_OK);
	log_commit(script->log);
	return ref;
}

void script_put(struct script *script, const struct log_event *event)
{
	struct log_event put = *event;
	if (put.via == 0 && put.op != OP_OBJECT_NEW)
		put.via = LOG_NONE;
	if (put.t == 0)
		put.t = script->t;
	assert_int_equal(log_put_event(script->log, &put), LOG_OK);
	log_commit(script->log);
	assert_int_equal(run_fold(script->model), 1);
}

void script_main(struct script *script)
{
	DONE(script, 0, OP_OBJECT_NEW, 0, .text = script_string(script, "main"), .x = TYPE_MAIN);
}

void script_thread(struct script *script, uint32_t maker, uint32_t id, const char *name, bool daemon)
{
	DONE(script, maker, OP_OBJECT_NEW, id, .text = script_string(script, name), .x = TYPE_THREAD,
	     .z = daemon ? 2 : 0, .via = script->model->actors[maker].process);
	DONE(script, maker, OP_THREAD_START, id, .flags = VALUE_INT, .value = 1000 + id);
}

void script_process(struct script *script, uint32_t maker, uint32_t id, const char *name)
{
	DONE(script, maker, OP_OBJECT_NEW, id, .text = script_string(script, name), .x = TYPE_PROCESS,
	     .via = maker);
	DONE(script, maker, OP_PROCESS_START, id, .flags = VALUE_INT, .value = 2000 + id);
}

void script_object(struct script *script, uint32_t id, enum log_type type, const char *name, int32_t constant)
{
	DONE(script, 0, OP_OBJECT_NEW, id, .text = script_string(script, name), .x = (int32_t)type,
	     .y = constant);
}

void script_condition(struct script *script, uint32_t id, const char *name, uint32_t lock)
{
	DONE(script, 0, OP_OBJECT_NEW, id, .text = script_string(script, name), .x = TYPE_CONDITION,
	     .via = lock);
}

void script_acquire(struct script *script, uint32_t actor, uint32_t lock)
{
	DONE(script, actor, OP_LOCK_ACQUIRE, lock, .x = (int32_t)actor, .y = 1);
}

void script_release(struct script *script, uint32_t actor, uint32_t lock)
{
	DONE(script, actor, OP_LOCK_RELEASE, lock, .x = -1);
}

/* ---- invariants ---- */

static uint32_t times_in(const uint32_t *ids, uint32_t count, uint32_t id)
{
	uint32_t times = 0;
	for (uint32_t i = 0; i < count; i++)
		times += ids[i] == id;
	return times;
}

static void check_actor(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *line = model_object(model, actor->line);
	if (actor->line != LOG_NONE) {
		assert_non_null(line);
		assert_int_equal(times_in(line->line, line->line_count, actor->id), 1);
	}
	int32_t rank = model_ready_rank(model, actor);
	if (actor->ready_place) {
		const struct model_object *loop = model_object(model, actor->loop);
		assert_non_null(loop);
		assert_in_range(rank, 1, loop->ready_count);
		assert_int_equal(loop->ready[rank - 1], actor->id);
	}
	if (model_ended(actor)) {
		assert_int_equal(actor->line, LOG_NONE);
		assert_int_equal(rank, 0);
	}
}

static void check_object(const struct model *model, const struct model_object *object)
{
	for (uint32_t i = 0; i < object->line_count; i++) {
		const struct model_actor *waiter = model_actor(model, object->line[i]);
		assert_non_null(waiter);
		assert_int_equal(waiter->line, object->id);
	}
	for (uint32_t i = 0; i < object->ready_count; i++)
		assert_int_equal(model_ready_rank(model, model_actor(model, object->ready[i])), i + 1);
	assert_true(object->turn <= object->ready_count);
	if (object->item_count)
		assert_true(object->items + object->item_count <= object->item_store + object->item_room);
}

static void ask_everything(const struct model *model)
{
	struct why_not chain[64];
	uint32_t who[64];
	bool cycle;
	int64_t until;
	struct insight insights[8];
	char text[80];
	model_clock_can_go(model, &until);
	for (uint32_t id = 0; id <= model->actor_count; id++) {
		assert_true(model_why_chain(chain, who, 64, &cycle, model, id) >= 1);
		assert_non_null(model_name(model, id));
	}
	uint32_t count = insight_find(insights, 8, model);
	for (uint32_t i = 0; i < count; i++) {
		insight_text(text, sizeof text, &insights[i], model);
		assert_true(strlen(text) > strlen("stuck: "));
		assert_true(insights[i].after <= model->seq);
	}
}

void script_check_invariants(const struct model *model)
{
	for (uint32_t i = 0; i < model->actor_count; i++)
		if (model_actor(model, i))
			check_actor(model, &model->actors[i]);
	for (uint32_t i = 0; i < model->object_count; i++)
		if (model_object(model, OBJ(i)))
			check_object(model, &model->objects[i]);
	ask_everything(model);
}

/* ---- equality ---- */

static void assert_actors_equal(const struct model_actor *a, const struct model_actor *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->daemon, b->daemon);
	assert_int_equal(a->name, b->name);
	assert_int_equal(a->process, b->process);
	assert_int_equal(a->parent, b->parent);
	assert_int_equal(a->loop, b->loop);
	assert_int_equal(a->runs, b->runs);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->exitcode, b->exitcode);
	assert_int_equal(a->pid, b->pid);
	assert_int_equal(a->at_valid, b->at_valid);
	assert_int_equal(a->last_valid, b->last_valid);
	assert_memory_equal(&a->at, &b->at, sizeof a->at);
	assert_memory_equal(&a->last, &b->last, sizeof a->last);
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->notified, b->notified);
	assert_int_equal(a->ready_place, b->ready_place);
}

static void assert_items_equal(const struct model_item *a, const struct model_item *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->text, b->text);
	assert_int_equal(a->value, b->value);
}

/* What of an object is a plain number. */
struct words {
	uint32_t word[20];
};

static struct words words_of(const struct model_object *o)
{
	return (struct words){{o->id, o->name, o->process, o->lock, o->cloned_from, o->owner, o->notified_by,
	                       o->notified_site, o->woken, o->woken_count, o->writer, o->line_count, o->item_count,
	                       o->ready_count, o->thread, o->running, o->turn, o->tasks, o->shared, o->owner_site}};
}

static void assert_objects_equal(const struct model_object *a, const struct model_object *b)
{
	assert_int_equal(a->type, b->type);
	if (!a->type)
		return;
	assert_memory_equal(words_of(a).word, words_of(b).word, sizeof(struct words));
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->bound, b->bound);
	assert_items_equal(&a->value, &b->value);
	for (uint32_t i = 0; i < a->line_count; i++)
		assert_int_equal(a->line[i], b->line[i]);
	for (uint32_t i = 0; i < a->ready_count; i++)
		assert_int_equal(a->ready[i], b->ready[i]);
	for (uint32_t i = 0; i < a->item_count; i++)
		assert_items_equal(&a->items[i], &b->items[i]);
}

void script_assert_equal(const struct model *a, const struct model *b)
{
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->step, b->step);
	assert_int_equal(a->slot, b->slot);
	assert_int_equal(a->now, b->now);
	assert_int_equal(a->broken, b->broken);
	assert_int_equal(a->paused, b->paused);
	assert_int_equal(a->last_valid, b->last_valid);
	assert_int_equal(a->last_seq, b->last_seq);
	assert_memory_equal(&a->last, &b->last, sizeof a->last);
	assert_int_equal(a->actor_count, b->actor_count);
	assert_int_equal(a->object_count, b->object_count);
	for (uint32_t i = 0; i < a->actor_count; i++)
		assert_actors_equal(&a->actors[i], &b->actors[i]);
	for (uint32_t i = 0; i < a->object_count; i++)
		assert_objects_equal(&a->objects[i], &b->objects[i]);
}

/* ---- random logs ---- */

struct dice {
	uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % sides);
}

enum { RANDOM_ACTORS = 8, RANDOM_OBJECTS = LOG_TYPE_COUNT - TYPE_LOCK };

static void make_world(struct script *script)
{
	script_main(script);
	for (uint32_t id = 1; id <= 3; id++)
		script_thread(script, 0, id, "thread", id == 3);
	script_process(script, 0, 4, "process");
	script_thread(script, 4, 5, "inner", false);
	for (uint32_t type = TYPE_LOCK; type < LOG_TYPE_COUNT; type++)
		script_object(script, OBJ(type - TYPE_LOCK), (enum log_type)type, "object",
		              type == TYPE_QUEUE ? 3 : 1);
	uint32_t loop = OBJ(TYPE_LOOP - TYPE_LOCK);
	DONE(script, 0, OP_LOOP_RUN, loop);
	for (uint32_t id = 6; id < RANDOM_ACTORS; id++) {
		DONE(script, 0, OP_OBJECT_NEW, id, .x = TYPE_TASK, .via = loop);
		DONE(script, 0, OP_TASK_CREATE, id);
	}
}

static uint32_t any_id(struct dice *dice, bool strange)
{
	static const uint32_t STRANGE[] = {RANDOM_ACTORS, 65535, 65536, LOG_USER, LOG_CLOCK,
	                                   OBJ(RANDOM_OBJECTS), OBJ(4000), OBJ(1u << 20),
	                                   LOG_NONE - 1, LOG_NONE};
	if (strange && roll(dice, 8) == 0)
		return STRANGE[roll(dice, sizeof STRANGE / sizeof STRANGE[0])];
	return roll(dice, 4) == 0 ? roll(dice, RANDOM_ACTORS) : OBJ(roll(dice, RANDOM_OBJECTS));
}

/* Of executors and futures, the event is about them, most of the time. */
static void aim_at_future(struct script *script, struct dice *dice, struct log_event *event)
{
	uint32_t future = OBJ(TYPE_FUTURE - TYPE_LOCK);
	bool of_pool = event->op < OP_FUTURE_RUN;
	if (roll(dice, 4) == 0)
		return;
	event->object = of_pool ? OBJ(TYPE_EXECUTOR - TYPE_LOCK) : future;
	if (of_pool) {
		event->flags = (uint16_t)((event->flags & ~LOG_VALUE_KIND) | VALUE_OBJECT);
		event->value = future;
	}
	if (event->op == OP_FUTURE_WAIT)
		event->text = script_string(script, roll(dice, 4) ? "100000-100009" : "nonsense");
}

static struct log_event any_event(struct script *script, struct dice *dice, bool strange)
{
	struct log_event event = {.phase = (uint8_t)(LOG_ANNOUNCE + roll(dice, 3)),
	                          .op = (uint16_t)roll(dice, LOG_OP_COUNT),
	                          .flags = (uint16_t)(VALUE_INT | (roll(dice, 2) ? LOG_STEP : 0)),
	                          .actor = roll(dice, RANDOM_ACTORS),
	                          .object = any_id(dice, strange),
	                          .via = roll(dice, 3) ? LOG_NONE : any_id(dice, strange),
	                          .value = roll(dice, 100),
	                          .x = (int32_t)roll(dice, RANDOM_ACTORS + 1) - 1,
	                          .y = (int32_t)roll(dice, 4),
	                          .z = (int32_t)roll(dice, 4)};
	if (event.op >= OP_EXECUTOR_SUBMIT && event.op <= OP_FUTURE_CALLBACK)
		aim_at_future(script, dice, &event);
	script->t += roll(dice, 3);
	event.t = script->t;
	if (roll(dice, 4) == 0) {
		event.flags |= LOG_TIMED;
		event.deadline = script->t + roll(dice, 20);
	}
	bool ends = event.op == OP_EXIT || event.op == OP_PROCESS_EXIT || event.op == OP_PROCESS_CRASH ||
	            event.op == OP_THREAD_EXIT || event.op == OP_TASK_DONE || event.op == OP_LOOP_CLOSE;
	if (ends && roll(dice, 20))
		event.op = OP_PRINT;
	return event;
}

static void make_strange(struct log_event *event, struct dice *dice)
{
	switch (roll(dice, 8)) {
	case 0: event->actor = any_id(dice, true); break;
	case 1: event->op = (uint16_t)roll(dice, 65536); break;
	case 2: event->phase = (uint8_t)roll(dice, 256); break;
	case 3: event->x = event->y = INT32_MIN + (int32_t)roll(dice, 3); break;
	case 4: event->x = event->y = INT32_MAX - (int32_t)roll(dice, 3); break;
	case 5: event->t = INT64_MIN + roll(dice, 3); break;
	case 6: event->value = INT64_MIN; break;
	default: event->flags = (uint16_t)roll(dice, 65536); break;
	}
}

void script_random(struct script *script, uint64_t seed, uint32_t events, bool strange)
{
	struct dice dice = {seed};
	make_world(script);
	for (uint32_t i = 0; i < events; i++) {
		struct log_event event = any_event(script, &dice, strange);
		if (strange && roll(&dice, 4) == 0)
			make_strange(&event, &dice);
		script_put(script, &event);
	}
}
