/* The dump of what threads do besides: exceptions, queries, new names, barriers, priorities. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/dump.h"
#include "sample.h"

enum { QUEUE = LOG_OBJECT_BASE, BARRIER };
enum { MAIN = 0, WORKER = 1 };

static int make_log(void **state)
{
	struct log *log;

	if (log_create(&log, NULL, &sample_meta, 1000) != LOG_OK)
		return -1;
	*state = log;
	sample_name(log, MAIN, TYPE_MAIN, "main", (struct log_event){.t = 0});
	sample_name(log, WORKER, TYPE_THREAD, "worker", (struct log_event){.z = 2});
	sample_name(log, QUEUE, TYPE_QUEUE, "tasks", (struct log_event){.y = 3, .z = QUEUE_HAS_PRIORITIES << 3});
	sample_name(log, BARRIER, TYPE_BARRIER, "meeting", (struct log_event){.y = 2});
	return 0;
}

/* The last line of the dump holds `expected`. */
static void assert_last_holds(const struct log *log, const char *expected)
{
	char *text = sample_dump(log, 0, NULL, NULL);
	text[strlen(text) - 1] = '\0';
	const char *line = strrchr(text, '\n') + 1;
	if (!strstr(line, expected))
		fail_msg("%s\n  does not hold %s", line, expected);
	free(text);
}

static void assert_dumps(struct log *log, struct log_event event, const char *expected)
{
	sample_put(log, event);
	assert_last_holds(log, expected);
}

static void test_what_ends_by_an_exception_has_its_type_as_the_result(void **state)
{
	struct log *log = *state;
	const uint32_t error = sample_string(log, "ValueError: no data: none"), bare = sample_string(log, "KeyError");

	assert_dumps(log,
		     SAMPLE_EVENT(OP_THREAD_EXIT, WORKER, .actor = WORKER, .result = IL_RAISED, .text = error,
				  .flags = VALUE_ERROR | LOG_VOLATILE, .value = 77),
		     "\"result\":\"ValueError\",\"error\":\"ValueError: no data: none\",\"volatile\":true}");
	assert_dumps(log,
		     SAMPLE_EVENT(OP_PROCESS_EXIT, WORKER, .actor = WORKER, .result = IL_RAISED, .text = bare,
				  .flags = VALUE_ERROR, .value = 77, .x = 1),
		     "\"result\":\"KeyError\",\"error\":\"KeyError\",\"exitcode\":1,\"pid\":77}");
	assert_dumps(log, SAMPLE_EVENT(OP_BARRIER_WAIT, BARRIER, .result = IL_RAISED), "\"result\":\"raised\",");
	assert_dumps(log,
		     SAMPLE_EVENT(OP_QUEUE_PUT, QUEUE, .x = 1, .y = 1, .text = error, .flags = VALUE_ERROR),
		     "\"result\":\"ok\",\"depth\":1,\"unfinished\":1,\"item\":\"ValueError: no data: none\"");
}

static void test_queries_say_what_was_asked_and_the_answer(void **state)
{
	struct log *log = *state;
	const uint32_t size = sample_string(log, "qsize"), alive = sample_string(log, "is_alive");
	const uint32_t ident = sample_string(log, "ident"), attribute = sample_string(log, "name");
	const uint32_t answer = sample_string(log, "other");

	assert_dumps(log, SAMPLE_EVENT(OP_QUERY, QUEUE, .text = size, .flags = VALUE_INT, .value = 3),
		     "\"object_id\":100000,\"result\":\"ok\",\"attribute\":\"qsize\",\"value\":3}");
	assert_dumps(log, SAMPLE_EVENT(OP_QUERY, WORKER, .text = alive, .flags = VALUE_INT, .value = 1, .z = 1),
		     "\"attribute\":\"is_alive\",\"value\":true}");
	assert_dumps(log, SAMPLE_EVENT(OP_QUERY, WORKER, .text = attribute, .flags = VALUE_STRING, .value = answer),
		     "\"attribute\":\"name\",\"value\":\"other\"}");
	assert_dumps(log, SAMPLE_EVENT(OP_QUERY, WORKER, .text = ident),
		     "\"attribute\":\"ident\",\"value\":null}");
	assert_dumps(log,
		     SAMPLE_EVENT(OP_QUERY, WORKER, .text = ident, .flags = VALUE_INT | LOG_VOLATILE, .value = 42),
		     "\"attribute\":\"ident\",\"native_id\":42,\"volatile\":true}");
	assert_dumps(log, SAMPLE_EVENT(OP_QUERY, LOG_NONE, .text = size, .phase = LOG_ANNOUNCE),
		     "\"phase\":\"announce\",\"attribute\":\"qsize\"}");
}

static void test_a_new_name_counts_from_there_on(void **state)
{
	struct log *log = *state;
	const uint32_t fresh = sample_string(log, "fresh");

	assert_dumps(log, SAMPLE_EVENT(OP_THREAD_RENAME, WORKER, .text = fresh, .phase = LOG_ANNOUNCE),
		     "\"object\":\"worker\",\"object_id\":1,\"name\":\"fresh\"}");
	assert_dumps(log, SAMPLE_EVENT(OP_THREAD_RENAME, WORKER, .text = fresh, .result = IL_BAD_VALUE),
		     "\"object\":\"worker\",");
	assert_dumps(log, SAMPLE_EVENT(OP_THREAD_RENAME, WORKER, .text = fresh),
		     "\"object\":\"fresh\",\"object_id\":1,\"result\":\"ok\",\"name\":\"fresh\"}");
	assert_dumps(log, SAMPLE_EVENT(OP_THREAD_SET_DAEMON, WORKER, .actor = WORKER, .x = 1),
		     "\"actor\":\"fresh\",\"actor_id\":1,\"kind\":\"thread\",\"op\":\"thread.set_daemon\","
		     "\"phase\":\"done\",\"object\":\"fresh\",\"object_id\":1,\"result\":\"ok\",\"daemon\":true}");
}

static void test_barriers_say_how_they_stand(void **state)
{
	struct log *log = *state;

	assert_last_holds(log, "\"type\":\"barrier\",\"parties\":2,\"shared\":false}");
	assert_dumps(log,
		     SAMPLE_EVENT(OP_BARRIER_WAIT, BARRIER, .phase = LOG_BLOCK, .x = 1, .y = 2, .flags = VALUE_INT),
		     "\"object_id\":100001,\"waiting\":1,\"parties\":2,\"state\":\"filling\"}");
	assert_dumps(log,
		     SAMPLE_EVENT(OP_BARRIER_ACTION, BARRIER, .x = 2, .y = 2, .z = BARRIER_ACTS, .flags = VALUE_INT,
				  .value = 1),
		     "\"waiting\":2,\"parties\":2,\"state\":\"action\",\"index\":1}");
	assert_dumps(log,
		     SAMPLE_EVENT(OP_BARRIER_WAIT, BARRIER, .y = 2, .z = BARRIER_DRAINS, .flags = VALUE_INT, .value = 1),
		     "\"waiting\":0,\"parties\":2,\"state\":\"draining\",\"index\":1}");
	assert_dumps(log, SAMPLE_EVENT(OP_BARRIER_RESET, BARRIER, .y = 2, .z = BARRIER_RESETS),
		     "\"parties\":2,\"state\":\"resetting\"}");
	assert_dumps(log, SAMPLE_EVENT(OP_BARRIER_WAIT, BARRIER, .y = 2, .z = BARRIER_BROKEN, .result = IL_BROKEN_BARRIER),
		     "\"result\":\"BrokenBarrierError\",\"waiting\":0,\"parties\":2,\"state\":\"broken\"}");
	assert_dumps(log, SAMPLE_EVENT(OP_BARRIER_ABORT, BARRIER, .y = 2, .z = 99), "\"state\":\"unknown\"}");
}

static void test_items_of_priority_queues_say_their_priority(void **state)
{
	struct log *log = *state;

	assert_dumps(log, SAMPLE_EVENT(OP_QUEUE_PUT, QUEUE, .x = 1, .y = 1, .z = -2, .flags = VALUE_INT, .value = 5),
		     "\"item\":5,\"priority\":-2}");
	assert_dumps(log, SAMPLE_EVENT(OP_QUEUE_GET, QUEUE, .y = 1, .z = -2, .flags = VALUE_INT, .value = 5),
		     "\"item\":5,\"priority\":-2}");
	assert_dumps(log, SAMPLE_EVENT(OP_QUEUE_GET, QUEUE, .y = 1, .result = IL_EMPTY),
		     "\"depth\":0,\"unfinished\":1}");
	sample_name(log, BARRIER + 1, TYPE_QUEUE, "stack", (struct log_event){.z = QUEUE_IS_LIFO << 3});
	assert_last_holds(log, "\"type\":\"queue\",\"bound\":0,\"order\":\"lifo\",");
	assert_dumps(log, SAMPLE_EVENT(OP_QUEUE_PUT, BARRIER + 1, .x = 1, .y = 1, .flags = VALUE_INT, .value = 5),
		     "\"item\":5}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, make_log, sample_drop)
	    TEST(test_what_ends_by_an_exception_has_its_type_as_the_result),
	    TEST(test_queries_say_what_was_asked_and_the_answer),
	    TEST(test_a_new_name_counts_from_there_on),
	    TEST(test_barriers_say_how_they_stand),
	    TEST(test_items_of_priority_queues_say_their_priority),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
