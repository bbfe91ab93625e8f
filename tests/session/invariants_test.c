/* The checker of logs itself: short logs written by hand, sound ones and each with one rule broken. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../invariants.h"
#include "interleave/status.h"
#include "log/writer.h"

enum {
	LOCK = LOG_OBJECT_BASE,
	RLOCK,
	CONDITION,
	SEMAPHORE,
	EVENT,
	QUEUE,
	VAR,
	LOOP,
	EVENTS_MAX = 12,
	NO_STEP = 1, /* in `tag`, which the log overwrites: an event that is not the first of a step */
};

/* An event: a step, whose `via` is nobody. What else it has follows; `.z = 0` where that is nothing. */
#define DONE(by, what, on, ...)                                                                              \
	{                                                                                                    \
		.phase = LOG_DONE, .actor = (by), .op = (what), .object = (on), __VA_ARGS__                  \
	}
#define BLOCK(by, what, on, ...)                                                                             \
	{                                                                                                    \
		.phase = LOG_BLOCK, .actor = (by), .op = (what), .object = (on), __VA_ARGS__                 \
	}
#define ANNOUNCE(by, what, on, ...)                                                                          \
	{                                                                                                    \
		.phase = LOG_ANNOUNCE, .actor = (by), .op = (what), .object = (on), __VA_ARGS__              \
	}
#define MADE(on, type, ...) DONE(0, OP_OBJECT_NEW, on, .x = (type), __VA_ARGS__)
#define ITEM(number)        .flags = VALUE_INT, .value = (number)
#define UNTIL(time)         .flags = LOG_TIMED, .deadline = (time)

/* What every log begins with; threads 1 and 2 are started, 3 is not. */
static const struct log_event beginning[] = {
    MADE(0, TYPE_MAIN, .tag = NO_STEP),
    MADE(LOCK, TYPE_LOCK, .z = 0),
    MADE(RLOCK, TYPE_RLOCK, .z = 0),
    MADE(CONDITION, TYPE_CONDITION, .via = RLOCK),
    MADE(SEMAPHORE, TYPE_BOUNDED_SEMAPHORE, .y = 1),
    MADE(EVENT, TYPE_EVENT, .z = 0),
    MADE(QUEUE, TYPE_QUEUE, .y = 2),
    MADE(VAR, TYPE_VAR, ITEM(7)),
    MADE(1, TYPE_THREAD, .z = 0),
    MADE(2, TYPE_THREAD, .z = 0),
    MADE(3, TYPE_THREAD, .z = 0),
    DONE(0, OP_THREAD_START, 1, .flags = VALUE_INT | LOG_VOLATILE, .value = 1001),
    DONE(0, OP_THREAD_START, 2, .flags = VALUE_INT | LOG_VOLATILE, .value = 1002),
};

/* What follows. */
struct logged {
	const char *what;
	struct log_event events[EVENTS_MAX]; /* ended by one without a phase */
	enum log_status status;
};

static void put(struct log *log, const struct log_event *event)
{
	uint32_t name;
	struct log_event copy = *event;
	assert_int_equal(log_put_string(&name, log, "name", strlen("name")), LOG_OK);
	if (copy.phase != LOG_ANNOUNCE && copy.tag != NO_STEP)
		copy.flags |= LOG_STEP;
	if (copy.op == OP_OBJECT_NEW)
		copy.text = name;
	else if (copy.via == 0)
		copy.via = LOG_NONE;
	assert_int_equal(log_put_event(log, &copy), LOG_OK);
}

static bool is_sound(char message[INVARIANTS_MESSAGE], const struct logged *logged)
{
	struct log_meta meta = {.scenario = "test", .strategy = "live", .time = "respected", .params = "{}"};
	struct log *log;
	assert_int_equal(log_create(&log, NULL, &meta, 1024), LOG_OK);
	for (size_t i = 0; i < sizeof beginning / sizeof *beginning; i++)
		put(log, &beginning[i]);
	for (size_t i = 0; i < EVENTS_MAX && logged->events[i].phase != 0; i++)
		put(log, &logged->events[i]);
	log_commit(log);
	log_set_status(log, logged->status);
	bool sound = invariants_broken(message, log) == NULL;
	log_free(log);
	return sound;
}

/* ---- sound logs ---- */

static const struct logged sound[] = {
    {"nothing more", {{0}}, LOG_LEFT},
    {"a lock changes hands",
     {DONE(1, OP_LOCK_ACQUIRE, LOCK, .x = 1, .y = 1), BLOCK(2, OP_LOCK_ACQUIRE, LOCK, .x = 1, .y = 1),
      DONE(1, OP_LOCK_RELEASE, LOCK, .x = -1), DONE(2, OP_LOCK_ACQUIRE, LOCK, .x = 2, .y = 1)},
     LOG_LEFT},
    {"anybody releases a lock",
     {DONE(1, OP_LOCK_ACQUIRE, LOCK, .x = 1, .y = 1), DONE(2, OP_LOCK_RELEASE, LOCK, .x = -1)},
     LOG_LEFT},
    {"an rlock is held twice",
     {DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1), DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 2),
      DONE(2, OP_RLOCK_RELEASE, RLOCK, .x = 1, .y = 2, .result = IL_NOT_OWNER),
      DONE(1, OP_RLOCK_RELEASE, RLOCK, .x = 1, .y = 1)},
     LOG_LEFT},
    {"a wait and its notify",
     {DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1),
      DONE(1, OP_RLOCK_RELEASE, RLOCK, .x = -1, .via = CONDITION),
      BLOCK(1, OP_CONDITION_WAIT, CONDITION, .x = 1, .tag = NO_STEP),
      DONE(2, OP_RLOCK_ACQUIRE, RLOCK, .x = 2, .y = 1), DONE(2, OP_CONDITION_NOTIFY, CONDITION, .y = 1),
      DONE(2, OP_RLOCK_RELEASE, RLOCK, .x = -1),
      DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1, .via = CONDITION),
      DONE(1, OP_CONDITION_WAIT, CONDITION, .tag = NO_STEP)},
     LOG_LEFT},
    {"a wait that is let go although the event is cleared again",
     {BLOCK(1, OP_EVENT_WAIT, EVENT, .z = 0), DONE(2, OP_EVENT_SET, EVENT, .x = 1),
      DONE(2, OP_EVENT_CLEAR, EVENT, .x = 0), DONE(1, OP_EVENT_WAIT, EVENT, .x = 0)},
     LOG_LEFT},
    {"a time-out",
     {BLOCK(1, OP_EVENT_WAIT, EVENT, UNTIL(5)), DONE(1, OP_EVENT_WAIT, EVENT, .t = 5, .result = IL_TIMEOUT)},
     LOG_LEFT},
    {"items in order",
     {DONE(1, OP_QUEUE_PUT, QUEUE, .x = 1, .y = 1, ITEM(8)),
      DONE(1, OP_QUEUE_PUT, QUEUE, .x = 2, .y = 2, ITEM(9)),
      BLOCK(1, OP_QUEUE_PUT, QUEUE, .x = 2, .y = 2, ITEM(10)),
      DONE(2, OP_QUEUE_GET, QUEUE, .x = 1, .y = 2, ITEM(8)),
      DONE(1, OP_QUEUE_PUT, QUEUE, .x = 2, .y = 3, ITEM(10)),
      DONE(2, OP_QUEUE_TASK_DONE, QUEUE, .x = 2, .y = 2),
      DONE(2, OP_QUEUE_GET, QUEUE, .x = 1, .y = 2, ITEM(9))},
     LOG_LEFT},
    {"a deadlock",
     {BLOCK(0, OP_THREAD_JOIN, 1, .z = 0), BLOCK(1, OP_EVENT_WAIT, EVENT, .z = 0),
      BLOCK(2, OP_EVENT_WAIT, EVENT, .z = 0)},
     LOG_DEADLOCK},
    {"everybody ends",
     {BLOCK(0, OP_EXIT, LOG_NONE, .z = 0), DONE(1, OP_THREAD_EXIT, 1, .z = 0),
      DONE(2, OP_THREAD_EXIT, 2, .z = 0), DONE(0, OP_EXIT, LOG_NONE, .z = 0)},
     LOG_COMPLETED},
    {"tasks in the order of the ready queue",
     {MADE(LOOP, TYPE_LOOP, .z = 0), DONE(0, OP_LOOP_RUN, LOOP, .z = 0),
      MADE(4, TYPE_TASK, .via = LOOP), DONE(0, OP_TASK_CREATE, 4, .x = 1, .tag = NO_STEP),
      MADE(5, TYPE_TASK, .via = LOOP), DONE(0, OP_TASK_CREATE, 5, .x = 2, .tag = NO_STEP),
      DONE(0, OP_LOOP_TURN, LOOP, .x = 2), DONE(4, OP_TASK_RUN, 4, .z = 0),
      BLOCK(4, OP_TASK_AWAIT, 5, .flags = LOG_AWAITED), DONE(5, OP_TASK_RUN, 5, .z = 0)},
     LOG_LEFT},
};

static void test_sound_logs_are_sound(void **state)
{
	(void)state;
	char message[INVARIANTS_MESSAGE];
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
		if (!is_sound(message, &sound[i]))
			fail_msg("%s: %s", sound[i].what, message);
}

/* ---- logs with a broken rule, seen at their last event ---- */

static const struct logged broken[] = {
    {"two owners",
     {DONE(1, OP_LOCK_ACQUIRE, LOCK, .x = 1, .y = 1), DONE(2, OP_LOCK_ACQUIRE, LOCK, .x = 2, .y = 1)},
     LOG_LEFT},
    {"a wrong owner", {DONE(1, OP_LOCK_ACQUIRE, LOCK, .x = 2, .y = 1)}, LOG_LEFT},
    {"a wrong depth", {DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 2)}, LOG_LEFT},
    {"an rlock released by another",
     {DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1), DONE(2, OP_RLOCK_RELEASE, RLOCK, .x = -1)},
     LOG_LEFT},
    {"a free lock that blocks", {BLOCK(1, OP_LOCK_ACQUIRE, LOCK, .x = -1)}, LOG_LEFT},
    {"a semaphore below 0",
     {DONE(1, OP_SEMAPHORE_ACQUIRE, SEMAPHORE, .x = 0), DONE(2, OP_SEMAPHORE_ACQUIRE, SEMAPHORE, .x = -1)},
     LOG_LEFT},
    {"a semaphore above its bound", {DONE(1, OP_SEMAPHORE_RELEASE, SEMAPHORE, .x = 2, .y = 1)}, LOG_LEFT},
    {"a wait that nobody ended",
     {BLOCK(1, OP_EVENT_WAIT, EVENT, .z = 0), DONE(1, OP_EVENT_WAIT, EVENT, .z = 0)},
     LOG_LEFT},
    {"a wrong flag", {DONE(1, OP_EVENT_SET, EVENT, .x = 0)}, LOG_LEFT},
    {"a time-out before its time",
     {BLOCK(1, OP_EVENT_WAIT, EVENT, UNTIL(5)), DONE(1, OP_EVENT_WAIT, EVENT, .t = 4, .result = IL_TIMEOUT)},
     LOG_LEFT},
    {"a time-out of one that was woken",
     {BLOCK(1, OP_EVENT_WAIT, EVENT, UNTIL(5)), DONE(2, OP_EVENT_SET, EVENT, .x = 1),
      DONE(1, OP_EVENT_WAIT, EVENT, .x = 1, .t = 5, .result = IL_TIMEOUT)},
     LOG_LEFT},
    {"a wait that was not notified",
     {DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1),
      DONE(1, OP_RLOCK_RELEASE, RLOCK, .x = -1, .via = CONDITION),
      BLOCK(1, OP_CONDITION_WAIT, CONDITION, .x = 1, .tag = NO_STEP),
      DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1, .via = CONDITION)},
     LOG_LEFT},
    {"a wait without its lock's release", {BLOCK(1, OP_CONDITION_WAIT, CONDITION, .x = 1)}, LOG_LEFT},
    {"a notify that woke nobody",
     {DONE(1, OP_RLOCK_ACQUIRE, RLOCK, .x = 1, .y = 1), DONE(1, OP_CONDITION_NOTIFY, CONDITION, .y = 1)},
     LOG_LEFT},
    {"a queue above its bound",
     {DONE(1, OP_QUEUE_PUT, QUEUE, .x = 1, .y = 1, ITEM(8)),
      DONE(1, OP_QUEUE_PUT, QUEUE, .x = 2, .y = 2, ITEM(9)),
      DONE(1, OP_QUEUE_PUT, QUEUE, .x = 3, .y = 3, ITEM(10))},
     LOG_LEFT},
    {"items out of order",
     {DONE(1, OP_QUEUE_PUT, QUEUE, .x = 1, .y = 1, ITEM(8)),
      DONE(1, OP_QUEUE_PUT, QUEUE, .x = 2, .y = 2, ITEM(9)),
      DONE(1, OP_QUEUE_GET, QUEUE, .x = 1, .y = 2, ITEM(9))},
     LOG_LEFT},
    {"an item from nowhere", {DONE(1, OP_QUEUE_GET, QUEUE, .x = 0, ITEM(9))}, LOG_LEFT},
    {"a wrong count of the unfinished", {DONE(1, OP_QUEUE_PUT, QUEUE, .x = 1, .y = 2, ITEM(8))}, LOG_LEFT},
    {"a value that nobody wrote", {DONE(1, OP_VAR_READ, VAR, ITEM(8))}, LOG_LEFT},
    {"a join before the end", {DONE(0, OP_THREAD_JOIN, 1, .z = 0)}, LOG_LEFT},
    {"a start of one that runs",
     {DONE(0, OP_THREAD_START, 1, .flags = VALUE_INT | LOG_VOLATILE, .value = 9)},
     LOG_LEFT},
    {"an op of one that is blocked",
     {BLOCK(1, OP_EVENT_WAIT, EVENT, .z = 0), DONE(1, OP_PRINT, LOG_NONE, .z = 0)},
     LOG_LEFT},
    {"an op of one that has not begun", {DONE(3, OP_PRINT, LOG_NONE, .z = 0)}, LOG_LEFT},
    {"an op of one that has ended",
     {DONE(1, OP_THREAD_EXIT, 1, .z = 0), DONE(1, OP_PRINT, LOG_NONE, .z = 0)},
     LOG_LEFT},
    {"an op of nobody", {DONE(4, OP_PRINT, LOG_NONE, .z = 0)}, LOG_LEFT},
    {"another op than the announced one",
     {ANNOUNCE(1, OP_LOCK_ACQUIRE, LOCK, .z = 0), DONE(1, OP_PRINT, LOG_NONE, .z = 0)},
     LOG_LEFT},
    {"an object before it is made", {DONE(1, OP_LOCK_ACQUIRE, LOOP, .x = 1, .y = 1)}, LOG_LEFT},
    {"an object of another type", {DONE(1, OP_LOCK_ACQUIRE, RLOCK, .x = 1, .y = 1)}, LOG_LEFT},
    {"an object made twice", {MADE(LOCK, TYPE_LOCK, .z = 0)}, LOG_LEFT},
    {"an op that is no step", {DONE(1, OP_PRINT, LOG_NONE, .tag = NO_STEP)}, LOG_LEFT},
    {"time that goes back",
     {DONE(1, OP_PRINT, LOG_NONE, .t = 5), DONE(2, OP_PRINT, LOG_NONE, .t = 4)},
     LOG_LEFT},
    {"a sleep that ends early",
     {BLOCK(1, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED | VALUE_INT, .value = 5, .deadline = 5),
      DONE(1, OP_SLEEP, LOG_NONE, .t = 4, ITEM(5))},
     LOG_LEFT},
    {"the second of the ready tasks first",
     {MADE(LOOP, TYPE_LOOP, .z = 0), DONE(0, OP_LOOP_RUN, LOOP, .z = 0),
      MADE(4, TYPE_TASK, .via = LOOP), DONE(0, OP_TASK_CREATE, 4, .x = 1, .tag = NO_STEP),
      MADE(5, TYPE_TASK, .via = LOOP), DONE(0, OP_TASK_CREATE, 5, .x = 2, .tag = NO_STEP),
      DONE(0, OP_LOOP_TURN, LOOP, .x = 2), DONE(5, OP_TASK_RUN, 5, .z = 0)},
     LOG_LEFT},
    {"two tasks of a loop at once",
     {MADE(LOOP, TYPE_LOOP, .z = 0), DONE(0, OP_LOOP_RUN, LOOP, .z = 0),
      MADE(4, TYPE_TASK, .via = LOOP), DONE(0, OP_TASK_CREATE, 4, .x = 1, .tag = NO_STEP),
      MADE(5, TYPE_TASK, .via = LOOP), DONE(0, OP_TASK_CREATE, 5, .x = 2, .tag = NO_STEP),
      DONE(0, OP_LOOP_TURN, LOOP, .x = 2), DONE(4, OP_TASK_RUN, 4, .z = 0), DONE(5, OP_TASK_RUN, 5, .z = 0)},
     LOG_LEFT},
    {"a completed run in which somebody lives", {DONE(0, OP_PRINT, LOG_NONE, .z = 0)}, LOG_COMPLETED},
    {"an exit before the threads' ends", {DONE(0, OP_EXIT, LOG_NONE, .z = 0)}, LOG_LEFT},
    {"a deadlock of one who could go",
     {BLOCK(0, OP_THREAD_JOIN, 1, .z = 0), BLOCK(1, OP_EVENT_WAIT, EVENT, .z = 0)},
     LOG_DEADLOCK},
};

/* The place that a message names: that of the log's last event, or its end. */
static bool names_last_event(const char *message, const struct logged *logged)
{
	char place[32];
	size_t count = sizeof beginning / sizeof *beginning;
	for (size_t i = 0; i < EVENTS_MAX && logged->events[i].phase != 0; i++)
		count++;
	snprintf(place, sizeof place, "seq %zu: ", count);
	const char *expected = logged->status == LOG_LEFT ? place : "at the end: ";
	return strncmp(message, expected, strlen(expected)) == 0;
}

static void test_broken_logs_are_broken_where_they_are(void **state)
{
	(void)state;
	char message[INVARIANTS_MESSAGE];
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		if (is_sound(message, &broken[i]))
			fail_msg("%s: passes", broken[i].what);
		if (!names_last_event(message, &broken[i]))
			fail_msg("%s: %s", broken[i].what, message);
	}
}

static void test_what_is_broken_is_said_with_its_place(void **state)
{
	(void)state;
	char message[INVARIANTS_MESSAGE];
	assert_false(is_sound(message, &broken[0]));
	assert_non_null(strstr(message, "seq 15: lock.acquire of actor 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sound_logs_are_sound),
	    cmocka_unit_test(test_broken_logs_are_broken_where_they_are),
	    cmocka_unit_test(test_what_is_broken_is_said_with_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
