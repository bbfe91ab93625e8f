#include "stories.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "interleave/status.h"

#include "view/sources.h"

/* An event that begins a step, or belongs to the one before. `flags` comes with LOG_STEP where it does. */
#define TELL(story, phase_, actor_, op_, object_, flags_, ...)                                               \
	script_put(&(story)->script, EVENT_(phase_, actor_, op_, object_, .flags = (flags_), __VA_ARGS__))
#define STEP(story, actor, op, object, ...) TELL(story, LOG_DONE, actor, op, object, LOG_STEP, __VA_ARGS__)
#define TRY(story, actor, op, object, flags, ...)                                                            \
	TELL(story, LOG_BLOCK, actor, op, object, LOG_STEP | (flags), __VA_ARGS__)
#define NEXT(story, actor, op, object, flags, ...)                                                           \
	TELL(story, LOG_ANNOUNCE, actor, op, object, flags, __VA_ARGS__)

static const int64_t SECOND = 1000000000;

static const char condition_c[] = "static il_value waiter(il_args args)\n"
				  "{\n"
				  "\til_hold(cond); /* @with */\n"
				  "\til_condition_wait(cond); /* @wait */\n"
				  "}\n"
				  "\n"
				  "static il_value preparer(il_args args)\n"
				  "{\n"
				  "\til_sleep(2); /* @sleep */\n"
				  "\til_hold(cond); /* @prepare */\n"
				  "\til_var_write(data, il_str(\"ready\")); /* @data */\n"
				  "\til_print(\"data is ready\"); /* @print */\n"
				  "\til_condition_notify(cond); /* @notify */\n"
				  "}\n"
				  "\n"
				  "\til_thread_join(t1); /* @join */\n";

static const char condition_py[] = "def waiter():\n"
				   "    with cond:  # @with\n"
				   "        cond.wait()  # @wait\n"
				   "\n"
				   "def prepare():\n"
				   "    time.sleep(2)  # @sleep\n"
				   "    with cond:  # @prepare\n"
				   "        data = \"ready\"  # @data\n"
				   "        print(\"data is ready\")  # @print\n"
				   "        cond.notify()  # @notify\n"
				   "\n"
				   "t1.join()  # @join\n";

static uint32_t site(struct story *story, int line)
{
	char text[64];

	snprintf(text, sizeof(text), "scenarios/condition/condition.c:%d", line);
	return script_string(&story->script, text);
}

static uint32_t text(struct story *story, const char *bytes)
{
	return script_string(&story->script, bytes);
}

/* `actor` is made and started in a step, and announces a print. */
static void start(struct story *story, uint32_t actor, const char *name, const char *print)
{
	DONE(&story->script, 0, OP_OBJECT_NEW, actor, .text = text(story, name), .x = TYPE_THREAD, .via = 0);
	STEP(story, 0, OP_THREAD_START, actor);
	NEXT(story, actor, OP_PRINT, LOG_NONE, 0, .text = text(story, print));
}

static void print(struct story *story, uint32_t actor, const char *line, int at)
{
	STEP(story, actor, OP_PRINT, LOG_NONE, .text = text(story, line), .site = site(story, at));
}

static void pass_time(struct story *story, int64_t t)
{
	story->script.t = t;
	TELL(story, LOG_DONE, LOG_CLOCK, OP_CLOCK_ADVANCE, LOG_NONE, LOG_STEP | VALUE_INT, .value = t);
}

static void fall_asleep(struct story *story, uint32_t actor, int64_t length, int at)
{
	NEXT(story, actor, OP_SLEEP, LOG_NONE, VALUE_INT, .value = length, .site = site(story, at));
	TRY(story, actor, OP_SLEEP, LOG_NONE, VALUE_INT | LOG_TIMED, .value = length,
	    .deadline = story->script.t + length, .site = site(story, at));
}

/* ---- the stories ---- */

enum { MAIN, WAITER, PREPARER };

static void prepare_data(struct story *story)
{
	const uint32_t lock = OBJ(0), condition = OBJ(1), data = OBJ(2);

	pass_time(story, 2 * SECOND);
	STEP(story, PREPARER, OP_SLEEP, LOG_NONE, .site = site(story, 9));
	NEXT(story, PREPARER, OP_RLOCK_ACQUIRE, lock, 0, .x = -1, .site = site(story, 10));
	STEP(story, PREPARER, OP_RLOCK_ACQUIRE, lock, .x = PREPARER, .y = 1, .site = site(story, 10));
	TELL(story, LOG_DONE, PREPARER, OP_VAR_WRITE, data, LOG_STEP | VALUE_STRING,
	     .text = text(story, "ready"), .site = site(story, 11));
	NEXT(story, PREPARER, OP_PRINT, LOG_NONE, 0, .text = text(story, "data is ready"),
	     .site = site(story, 12));
	print(story, PREPARER, "data is ready", 12);
	NEXT(story, PREPARER, OP_CONDITION_NOTIFY, condition, 0, .site = site(story, 13));
	STEP(story, PREPARER, OP_CONDITION_NOTIFY, condition, .x = 0, .y = 1, .site = site(story, 13));
	NEXT(story, PREPARER, OP_RLOCK_RELEASE, lock, 0, .x = -1, .site = site(story, 10));
}

static void tell_condition(struct story *story)
{
	const uint32_t lock = OBJ(0), condition = OBJ(1), data = OBJ(2);

	script_main(&story->script);
	script_object(&story->script, lock, TYPE_RLOCK, "cond.lock", 0);
	script_condition(&story->script, condition, "cond", lock);
	script_object(&story->script, data, TYPE_VAR, "data", 0);
	start(story, WAITER, "waiter", "waiting for data ...");
	start(story, PREPARER, "preparer", "preparing data ...");
	NEXT(story, MAIN, OP_THREAD_JOIN, WAITER, 0, .site = site(story, 16));
	print(story, WAITER, "waiting for data ...", 3);
	NEXT(story, WAITER, OP_RLOCK_ACQUIRE, lock, 0, .x = -1, .site = site(story, 3));
	print(story, PREPARER, "preparing data ...", 8);
	STEP(story, WAITER, OP_RLOCK_ACQUIRE, lock, .x = WAITER, .y = 1, .site = site(story, 3));
	NEXT(story, WAITER, OP_CONDITION_WAIT, condition, 0, .site = site(story, 4));
	fall_asleep(story, PREPARER, 2 * SECOND, 9);
	STEP(story, WAITER, OP_RLOCK_RELEASE, lock, .x = -1, .via = condition, .site = site(story, 4));
	BLOCK(&story->script, WAITER, OP_CONDITION_WAIT, condition, .x = 1, .site = site(story, 4));
	TRY(story, MAIN, OP_THREAD_JOIN, WAITER, 0, .site = site(story, 16));
	prepare_data(story);
	story->marked = PREPARER;
	story->run =
	    (struct view_run){.title = "condition", .strategy = "manual", .seed = 1, .proposal = PREPARER};
	story->sources = view_sources_new("condition", condition_c, sizeof(condition_c) - 1, condition_py,
					  sizeof(condition_py) - 1);
	assert_non_null(story->sources);
}

static void put(struct story *story, uint32_t actor, int64_t item, int32_t depth)
{
	TELL(story, LOG_DONE, actor, OP_QUEUE_PUT, OBJ(0), LOG_STEP | VALUE_INT, .value = item, .x = depth,
	     .y = depth);
}

static void get(struct story *story, uint32_t actor, int64_t item, int32_t depth, int32_t unfinished)
{
	TELL(story, LOG_DONE, actor, OP_QUEUE_GET, OBJ(0), LOG_STEP | VALUE_INT, .value = item, .x = depth,
	     .y = unfinished);
}

static void tell_queues(struct story *story)
{
	enum { CREATOR = 1, WORKER_0, WORKER_1, COLLECTOR };

	script_main(&story->script);
	script_object(&story->script, OBJ(0), TYPE_QUEUE, "tasks", 0);
	script_object(&story->script, OBJ(1), TYPE_QUEUE, "results", 4);
	start(story, CREATOR, "creator", "creating tasks");
	start(story, WORKER_0, "worker-0", "ready for work");
	start(story, WORKER_1, "worker-1", "ready for work");
	start(story, COLLECTOR, "collector", "collecting");
	NEXT(story, MAIN, OP_THREAD_JOIN, CREATOR, 0, .site = 0);
	put(story, CREATOR, 0, 1);
	print(story, CREATOR, "task 0 added", 0);
	fall_asleep(story, CREATOR, SECOND / 4, 0);
	get(story, WORKER_0, 0, 0, 1);
	fall_asleep(story, WORKER_0, SECOND, 0);
	TRY(story, WORKER_1, OP_QUEUE_GET, OBJ(0), 0, .x = 0, .y = 1);
	TRY(story, COLLECTOR, OP_QUEUE_GET, OBJ(1), 0, .x = 0, .y = 0);
	pass_time(story, SECOND / 4);
	STEP(story, CREATOR, OP_SLEEP, LOG_NONE, .site = 0);
	TELL(story, LOG_DONE, CREATOR, OP_QUEUE_PUT, OBJ(0), LOG_STEP | VALUE_INT, .value = 1, .x = 1,
	     .y = 2);
	get(story, WORKER_1, 1, 0, 2);
	fall_asleep(story, WORKER_1, 3 * SECOND / 2, 0);
	TELL(story, LOG_DONE, CREATOR, OP_QUEUE_PUT, OBJ(0), LOG_STEP | VALUE_INT, .value = 2, .x = 1,
	     .y = 3);
	TELL(story, LOG_DONE, CREATOR, OP_QUEUE_PUT, OBJ(0), LOG_STEP | VALUE_STRING,
	     .text = text(story, "two words"), .x = 2, .y = 4);
	STEP(story, CREATOR, OP_THREAD_EXIT, CREATOR, .site = 0);
	TRY(story, MAIN, OP_THREAD_JOIN, WORKER_0, 0, .site = 0);
	story->marked = LOG_CLOCK;
	story->run = (struct view_run){
	    .title = "task-distribution", .strategy = "random", .seed = 7, .proposal = LOG_CLOCK};
}

static void meet(struct story *story, uint32_t actor, int32_t place)
{
	NEXT(story, actor, OP_BARRIER_WAIT, OBJ(0), 0, .x = 0);
	TRY(story, actor, OP_BARRIER_WAIT, OBJ(0), VALUE_INT, .value = place, .x = place + 1, .y = 3);
}

static void make_queue(struct story *story, uint32_t id, const char *name, enum log_queue_order order)
{
	DONE(&story->script, MAIN, OP_OBJECT_NEW, id, .text = text(story, name), .x = TYPE_QUEUE,
	     .z = (int32_t)order << 3);
}

static void tell_barrier(struct story *story)
{
	enum { WALKER_0 = 1, WALKER_1, WALKER_2, GUIDE };

	script_main(&story->script);
	script_object(&story->script, OBJ(0), TYPE_BARRIER, "hut", 3);
	make_queue(story, OBJ(1), "stack", QUEUE_IS_LIFO);
	make_queue(story, OBJ(2), "urgent", QUEUE_HAS_PRIORITIES);
	start(story, WALKER_0, "walker-0", "sets out");
	start(story, WALKER_1, "walker-1", "sets out");
	start(story, WALKER_2, "walker-2", "sets out");
	start(story, GUIDE, "guide", "knows the way");
	STEP(story, MAIN, OP_THREAD_RENAME, WALKER_1, .text = text(story, "latecomer"));
	for (int32_t i = 1; i <= 3; i++)
		TELL(story, LOG_DONE, MAIN, OP_QUEUE_PUT, OBJ(1), LOG_STEP | VALUE_INT, .value = i, .x = i, .y = i);
	for (int32_t i = 1; i <= 3; i++)
		TELL(story, LOG_DONE, MAIN, OP_QUEUE_PUT, OBJ(2), LOG_STEP | VALUE_INT, .value = i, .x = i, .y = i,
		     .z = i % 2);
	TELL(story, LOG_DONE, GUIDE, OP_THREAD_EXIT, GUIDE, LOG_STEP | VALUE_ERROR, .result = IL_RAISED,
	     .text = text(story, "ValueError: no such way"));
	meet(story, WALKER_0, 0);
	meet(story, WALKER_2, 1);
	NEXT(story, MAIN, OP_THREAD_JOIN, WALKER_0, 0, .site = 0);
	NEXT(story, WALKER_1, OP_BARRIER_WAIT, OBJ(0), 0, .x = 0);
	TELL(story, LOG_DONE, WALKER_1, OP_BARRIER_ACTION, OBJ(0), LOG_STEP | VALUE_INT, .value = 2, .x = 3, .y = 3,
	     .z = BARRIER_ACTS);
	NEXT(story, WALKER_1, OP_PRINT, LOG_NONE, 0, .text = text(story, "all are here"));
	story->marked = WALKER_1;
	story->run = (struct view_run){.title = "barrier", .strategy = "manual", .seed = 1, .proposal = WALKER_1};
}

/* `task` is made by `maker`, and stands at the end of the ready queue. */
static void create(struct story *story, uint32_t maker, uint32_t task, const char *name, int32_t length)
{
	DONE(&story->script, maker, OP_OBJECT_NEW, task, .text = text(story, name), .x = TYPE_TASK,
	     .via = OBJ(0));
	STEP(story, maker, OP_TASK_CREATE, task, .x = length);
}

static void nap(struct story *story, uint32_t task, int64_t length)
{
	STEP(story, task, OP_TASK_RUN, LOG_NONE, .via = OBJ(0));
	TRY(story, task, OP_SLEEP, LOG_NONE, VALUE_INT | LOG_TIMED | LOG_AWAITED, .value = length,
	    .deadline = story->script.t + length, .via = OBJ(0));
}

/* main runs a loop, in which the task `first` has begun. */
static void begin_loop(struct story *story, uint32_t first)
{
	script_main(&story->script);
	DONE(&story->script, MAIN, OP_OBJECT_NEW, OBJ(0), .text = text(story, "loop"), .x = TYPE_LOOP);
	STEP(story, MAIN, OP_LOOP_RUN, OBJ(0), .site = 0);
	create(story, MAIN, first, "Task-1", 1);
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 1);
	STEP(story, first, OP_TASK_RUN, LOG_NONE, .via = OBJ(0));
}

static void tell_loop(struct story *story)
{
	enum { FIRST = 1, A, B, C, D };

	begin_loop(story, FIRST);
	create(story, FIRST, A, "A", 1);
	create(story, FIRST, B, "B", 2);
	create(story, FIRST, C, "C", 3);
	create(story, FIRST, D, "D", 4);
	DONE(&story->script, FIRST, OP_OBJECT_NEW, OBJ(1), .text = text(story, "gather"), .x = TYPE_FUTURE,
	     .value = text(story, "2-5"));
	TRY(story, FIRST, OP_TASK_AWAIT, OBJ(1), LOG_AWAITED, .via = OBJ(0));
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 4);
	nap(story, A, 3 * SECOND);
	nap(story, B, SECOND);
	STEP(story, C, OP_TASK_RUN, LOG_NONE, .via = OBJ(0));
	NEXT(story, C, OP_PRINT, LOG_NONE, 0, .text = text(story, "C begins"));
	story->marked = C;
	story->run = (struct view_run){.title = "gather",
				       .strategy = "round-robin",
				       .playing = true,
				       .pace = 4,
				       .seed = 1,
				       .proposal = C};
}

/* The worker sleeps as threads do: nobody else in the loop can go, and the heart's beat is late. */
static void tell_held(struct story *story)
{
	enum { FIRST = 1, HEART, WORKER, READER };

	begin_loop(story, FIRST);
	create(story, FIRST, HEART, "heart", 1);
	create(story, FIRST, WORKER, "worker", 2);
	create(story, FIRST, READER, "reader", 3);
	DONE(&story->script, FIRST, OP_OBJECT_NEW, OBJ(1), .text = text(story, "gather"), .x = TYPE_FUTURE,
	     .value = text(story, "2 4"));
	TRY(story, FIRST, OP_TASK_AWAIT, OBJ(1), LOG_AWAITED, .via = OBJ(0));
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 3);
	nap(story, HEART, SECOND / 2);
	nap(story, WORKER, SECOND / 4);
	STEP(story, READER, OP_TASK_RUN, LOG_NONE, .via = OBJ(0));
	TRY(story, READER, OP_TASK_AWAIT, WORKER, LOG_AWAITED, .via = OBJ(0));
	TRY(story, MAIN, OP_LOOP_TURN, OBJ(0), LOG_TIMED, .deadline = SECOND / 4);
	pass_time(story, SECOND / 4);
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 1);
	DONE(&story->script, MAIN, OP_LOOP_TIMER, WORKER);
	DONE(&story->script, MAIN, OP_LOOP_READY, WORKER, .x = 1);
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 1);
	STEP(story, WORKER, OP_SLEEP, LOG_NONE, .via = OBJ(0));
	TRY(story, WORKER, OP_SLEEP, LOG_NONE, VALUE_INT | LOG_TIMED, .value = 2 * SECOND,
	    .deadline = SECOND / 4 + 2 * SECOND);
	pass_time(story, SECOND / 2);
	pass_time(story, 2 * SECOND);
	story->marked = WORKER;
	story->run = (struct view_run){
	    .title = "blocking-the-loop", .strategy = "round-robin", .seed = 1, .proposal = LOG_CLOCK};
}

enum { DESK = 1, ENDS = 2 }; /* of the story's objects: the server, and the first of the connections, two by two */

/* `task` asks the desk for a connection. */
static void ask_desk(struct story *story, uint32_t task, uint32_t client, const char *name, const char *end)
{
	STEP(story, task, OP_TASK_RUN, LOG_NONE, .via = OBJ(0));
	DONE(&story->script, task, OP_OBJECT_NEW, client, .text = text(story, name), .x = TYPE_CONNECTION, .y = 4096);
	DONE(&story->script, task, OP_OBJECT_NEW, client + 1, .text = text(story, end), .x = TYPE_CONNECTION, .y = 4096);
	TRY(story, task, OP_SOCKET_CONNECT, client, LOG_AWAITED | VALUE_INT, .value = client + 1, .via = OBJ(DESK),
	    .z = WATCH_WRITE);
}

/* The desk accepts it, `left` others wait; and `task` goes on. */
static void open_connection(struct story *story, uint32_t task, uint32_t client, int32_t left)
{
	STEP(story, MAIN, OP_SOCKET_ACCEPT, client + 1, .via = OBJ(DESK), .x = left);
	STEP(story, MAIN, OP_SOCKET_OPEN, client + 1, .z = WATCH_READ);
	STEP(story, MAIN, OP_SOCKET_OPEN, client, .z = WATCH_READ);
	DONE(&story->script, MAIN, OP_LOOP_READY, task, .x = 1);
	TELL(story, LOG_DONE, task, OP_SOCKET_CONNECT, client, LOG_STEP | LOG_AWAITED, .via = OBJ(DESK));
}

static void write_and_read(struct story *story, uint32_t task, uint32_t client, const char *line)
{
	TELL(story, LOG_DONE, task, OP_SOCKET_WRITE, client, LOG_STEP | VALUE_STRING, .text = text(story, line), .x = 4,
	     .z = WATCH_READ);
	TRY(story, task, OP_SOCKET_READ, client, LOG_AWAITED, .x = -1, .z = WATCH_READ);
}

/* Ada's line has come to the desk, Bob's connection is reset, and Cleo's waits to be accepted. */
static void tell_sockets(struct story *story)
{
	enum { FIRST = 1, ADA, BOB, CLEO };
	const uint32_t ada = OBJ(ENDS), bob = OBJ(ENDS + 2), cleo = OBJ(ENDS + 4);

	begin_loop(story, FIRST);
	DONE(&story->script, FIRST, OP_OBJECT_NEW, OBJ(DESK), .text = text(story, "desk"), .x = TYPE_SERVER);
	TRY(story, FIRST, OP_SOCKET_LISTEN, OBJ(DESK), LOG_AWAITED, .via = LOG_NONE);
	DONE(&story->script, MAIN, OP_LOOP_READY, FIRST, .x = 1);
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 1);
	TELL(story, LOG_DONE, FIRST, OP_SOCKET_LISTEN, OBJ(DESK), LOG_STEP | LOG_AWAITED, .z = WATCH_READ);
	create(story, FIRST, ADA, "Ada", 1);
	create(story, FIRST, BOB, "Bob", 2);
	create(story, FIRST, CLEO, "Cleo", 3);
	TRY(story, FIRST, OP_TASK_AWAIT, ADA, LOG_AWAITED, .via = OBJ(0));
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 3);
	ask_desk(story, ADA, ada, "connection-1", "connection-1@desk");
	ask_desk(story, BOB, bob, "connection-2", "connection-2@desk");
	ask_desk(story, CLEO, cleo, "connection-3", "connection-3@desk");
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 3);
	DONE(&story->script, MAIN, OP_LOOP_POLL, OBJ(DESK), .x = WATCH_READ);
	DONE(&story->script, MAIN, OP_LOOP_POLL, ada, .x = WATCH_WRITE);
	DONE(&story->script, MAIN, OP_LOOP_POLL, bob, .x = WATCH_WRITE);
	open_connection(story, ADA, ada, 2);
	write_and_read(story, ADA, ada, "Ada");
	open_connection(story, BOB, bob, 1);
	write_and_read(story, BOB, bob, "Bob");
	STEP(story, MAIN, OP_SOCKET_LOST, bob + 1);
	STEP(story, MAIN, OP_LOOP_TURN, OBJ(0), .x = 2);
	DONE(&story->script, MAIN, OP_LOOP_POLL, bob, .x = WATCH_READ);
	STEP(story, MAIN, OP_SOCKET_RECEIVE, bob, .result = IL_CONNECTION_RESET);
	story->marked = MAIN;
	story->run = (struct view_run){.title = "async-io", .strategy = "round-robin", .seed = 1, .proposal = MAIN};
}

static void tell_deadlock(struct story *story)
{
	script_main(&story->script);
	script_object(&story->script, OBJ(0), TYPE_LOCK, "pen", 0);
	script_object(&story->script, OBJ(1), TYPE_LOCK, "paper", 0);
	start(story, 1, "left", "hello");
	start(story, 2, "right", "hello");
	STEP(story, 1, OP_LOCK_ACQUIRE, OBJ(0), .x = 1, .y = 1);
	STEP(story, 2, OP_LOCK_ACQUIRE, OBJ(1), .x = 2, .y = 1);
	TRY(story, 1, OP_LOCK_ACQUIRE, OBJ(1), 0, .x = 2, .y = 1);
	TRY(story, MAIN, OP_THREAD_JOIN, 1, 0, .x = 0);
	TRY(story, 2, OP_LOCK_ACQUIRE, OBJ(0), 0, .x = 1, .y = 1);
	story->marked = 1;
	story->run = (struct view_run){.title = "deadlock",
				       .strategy = "random",
				       .ended = true,
				       .status = LOG_DEADLOCK,
				       .seed = 5,
				       .proposal = LOG_NONE};
}

static void use_counter(struct story *story, uint32_t actor, enum log_op op, int64_t value)
{
	TELL(story, LOG_DONE, actor, (uint16_t)op, OBJ(0), LOG_STEP | VALUE_INT, .value = value,
	     .site = site(story, op == OP_VAR_READ ? 16 : 17));
}

static void tell_race(struct story *story)
{
	script_main(&story->script);
	script_object(&story->script, OBJ(0), TYPE_VAR, "counter", 0);
	start(story, 1, "adder-0", "hello");
	start(story, 2, "adder-1", "hello");
	use_counter(story, 1, OP_VAR_READ, 0);
	use_counter(story, 2, OP_VAR_READ, 0);
	use_counter(story, 1, OP_VAR_WRITE, 1);
	use_counter(story, 2, OP_VAR_WRITE, 1);
	story->marked = 2;
	story->run = (struct view_run){.title = "race-counter", .strategy = "manual", .proposal = 1};
}

static void tell_crowd(struct story *story)
{
	enum { THREADS = 70, LOCKS = 90 };
	char name[32];
	uint32_t i;

	script_main(&story->script);
	for (i = 0; i < LOCKS; i++) {
		snprintf(name, sizeof(name), "lock-%u", (unsigned)i);
		script_object(&story->script, OBJ(i), TYPE_LOCK, name, 0);
	}
	for (i = 1; i <= THREADS; i++) {
		snprintf(name, sizeof(name), "일꾼-%u", (unsigned)i);
		start(story, i, name, "hello");
	}
	for (i = 1; i <= THREADS; i++) {
		print(story, i, "hello", 1);
		STEP(story, i, OP_LOCK_ACQUIRE, OBJ(i), .x = (int32_t)i, .y = 1);
	}
	for (i = 1; i <= THREADS; i += 2)
		TRY(story, i, OP_LOCK_ACQUIRE, OBJ(2), 0, .x = 2, .y = 1);
	story->marked = 35;
	story->run = (struct view_run){.title = "crowd",
				       .strategy = "live",
				       .playing = true,
				       .speed = 0.5,
				       .seed = 1,
				       .proposal = LOG_NONE};
}

static void submit(struct story *story, uint32_t future, const char *name, int32_t depth, int32_t busy, uint32_t worker)
{
	DONE(&story->script, MAIN, OP_OBJECT_NEW, future, .text = text(story, name), .x = TYPE_FUTURE, .y = 1,
	     .via = OBJ(0));
	if (worker != 0)
		DONE(&story->script, MAIN, OP_OBJECT_NEW, worker, .x = TYPE_THREAD, .y = (int32_t)OBJ(0),
		     .text = text(story, worker == 1 ? "ThreadPoolExecutor-0_0" : "ThreadPoolExecutor-0_1"));
	TELL(story, LOG_DONE, MAIN, OP_EXECUTOR_SUBMIT, OBJ(0), LOG_STEP | VALUE_OBJECT, .value = future, .x = depth,
	     .y = busy, .z = 2, .text = text(story, "fetch"));
	if (worker != 0)
		STEP(story, MAIN, OP_THREAD_START, worker);
}

static void run_call(struct story *story, uint32_t worker, uint32_t future, int32_t depth, int32_t busy)
{
	TELL(story, LOG_DONE, worker, OP_EXECUTOR_TAKE, OBJ(0), LOG_STEP | VALUE_OBJECT, .value = future, .x = depth,
	     .y = busy, .z = 2);
	STEP(story, worker, OP_FUTURE_RUN, future, .x = FUTURE_IS_RUNNING);
}

static void tell_pool(struct story *story)
{
	enum { FIRST = 1, SECOND_WORKER };

	script_main(&story->script);
	DONE(&story->script, MAIN, OP_OBJECT_NEW, OBJ(0), .text = text(story, "executor"), .x = TYPE_EXECUTOR, .y = 2);
	submit(story, OBJ(1), "Future-1", 1, 0, FIRST);
	run_call(story, FIRST, OBJ(1), 0, 1);
	submit(story, OBJ(2), "Future-2", 1, 1, SECOND_WORKER);
	submit(story, OBJ(3), "Future-3", 2, 1, 0);
	submit(story, OBJ(4), "Future-4", 3, 1, 0);
	run_call(story, SECOND_WORKER, OBJ(2), 2, 2);
	TELL(story, LOG_DONE, FIRST, OP_FUTURE_SET_EXCEPTION, OBJ(1), LOG_STEP | VALUE_ERROR,
	     .text = text(story, "ValueError: no data"), .x = FUTURE_IS_FINISHED);
	run_call(story, FIRST, OBJ(3), 1, 2);
	fall_asleep(story, FIRST, SECOND, 0);
	TELL(story, LOG_DONE, MAIN, OP_FUTURE_RESULT, OBJ(1), LOG_STEP | VALUE_ERROR, .result = IL_RAISED,
	     .text = text(story, "ValueError: no data"), .x = FUTURE_IS_FINISHED);
	TRY(story, MAIN, OP_FUTURE_RESULT, OBJ(4), 0);
	story->marked = MAIN;
	story->run = (struct view_run){.title = "pool-map", .strategy = "manual", .seed = 1, .proposal = SECOND_WORKER};
}

static void fork_child(struct story *story, uint32_t child, const char *name, uint32_t copy)
{
	DONE(&story->script, MAIN, OP_OBJECT_NEW, child, .text = text(story, name), .x = TYPE_PROCESS, .via = MAIN);
	DONE(&story->script, MAIN, OP_OBJECT_NEW, copy, .text = text(story, "plain"), .x = TYPE_VAR, .flags = VALUE_OBJECT,
	     .value = OBJ(0), .via = child);
	TELL(story, LOG_DONE, MAIN, OP_PROCESS_START, child, LOG_STEP | VALUE_INT, .value = 2000 + child);
	NEXT(story, child, OP_PRINT, LOG_NONE, 0, .text = text(story, "hello"));
}

static void write_number(struct story *story, uint32_t actor, enum log_op op, uint32_t object, int64_t number)
{
	TELL(story, LOG_DONE, actor, (uint16_t)op, object, LOG_STEP | VALUE_INT, .value = number);
}

static void tell_processes(struct story *story)
{
	enum { COUNTER = 1, LEAVER, HELPER };

	script_main(&story->script);
	script_object(&story->script, OBJ(0), TYPE_VAR, "plain", 0);
	DONE(&story->script, MAIN, OP_OBJECT_NEW, OBJ(1), .text = text(story, "total"), .x = TYPE_VALUE, .y = 'i', .z = 1,
	     .via = LOG_NONE, .flags = VALUE_INT);
	fork_child(story, COUNTER, "counter", OBJ(2));
	fork_child(story, LEAVER, "leaver", OBJ(3));
	DONE(&story->script, COUNTER, OP_OBJECT_NEW, HELPER, .text = text(story, "helper"), .x = TYPE_THREAD,
	     .via = COUNTER);
	STEP(story, COUNTER, OP_THREAD_START, HELPER);
	fall_asleep(story, HELPER, SECOND, 0);
	write_number(story, LEAVER, OP_VAR_WRITE, OBJ(3), -7);
	write_number(story, LEAVER, OP_VALUE_WRITE, OBJ(1), 5);
	TELL(story, LOG_DONE, LEAVER, OP_PROCESS_EXIT, LEAVER, LOG_STEP | VALUE_INT, .x = 3, .value = 2000 + LEAVER);
	TRY(story, MAIN, OP_PROCESS_JOIN, COUNTER, 0);
	write_number(story, COUNTER, OP_VAR_WRITE, OBJ(2), 41);
	story->marked = COUNTER;
	story->run = (struct view_run){.title = "process-memory", .strategy = "manual", .seed = 1, .proposal = COUNTER};
}

static void tell_nothing(struct story *story)
{
	story->marked = LOG_NONE;
	story->run = (struct view_run){
	    .title = "event", .strategy = "manual", .seed = 1, .time_free = true, .proposal = LOG_NONE};
}

void story_init(struct story *story, enum story_kind kind)
{
	static void (*const tells[])(struct story *) = {
	    [STORY_EMPTY] = tell_nothing, [STORY_CONDITION] = tell_condition, [STORY_QUEUES] = tell_queues,
	    [STORY_LOOP] = tell_loop,     [STORY_HELD] = tell_held,           [STORY_SOCKETS] = tell_sockets,
	    [STORY_DEADLOCK] = tell_deadlock,
	    [STORY_CROWD] = tell_crowd,   [STORY_RACE] = tell_race,           [STORY_POOL] = tell_pool,
	    [STORY_BARRIER] = tell_barrier,   [STORY_PROCESSES] = tell_processes,
	};

	memset(story, 0, sizeof(*story));
	script_init(&story->script);
	tells[kind](story);
	story->timeline = timeline_new(story->script.log);
	assert_non_null(story->timeline);
	timeline_advance(story->timeline, log_committed(story->script.log), UINT64_MAX);
}

void story_fini(struct story *story)
{
	view_sources_free(story->sources);
	timeline_free(story->timeline);
	script_fini(&story->script);
}

struct view_input story_input(const struct story *story)
{
	const struct model *head = timeline_head(story->timeline);

	return (struct view_input){
	    .model = head,
	    .timeline = story->timeline,
	    .step_now = head->step,
	    .run = story->run,
	    .marked = story->marked,
	    .axis = AXIS_STEPS,
	    .sources = story->sources,
	    .catalog = catalog_find("en"),
	};
}
