/* The dump, key by key. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/dump.h"
#include "sample.h"

enum { LOCK = LOG_OBJECT_BASE, RLOCK, QUEUE, SEMAPHORE, CONDITION, EVENT, VAR, LOOP, VALUE };
enum { MAIN = 0, WORKER = 1, CHILD = 2, TASK = 3 };

/* A log in which everything has a name. */
static int make_log(void **state)
{
	const struct log_event plain = {.t = 0};
	struct log *log;

	if (log_create(&log, NULL, &sample_meta, 1000) != LOG_OK)
		return -1;
	*state = log;
	sample_name(log, MAIN, TYPE_MAIN, "main", plain);
	sample_name(log, WORKER, TYPE_THREAD, "worker", (struct log_event){.z = 2, .via = LOG_NONE});
	sample_name(log, CHILD, TYPE_PROCESS, "Process-1", plain);
	sample_name(log, LOOP, TYPE_LOOP, "loop", plain);
	sample_name(log, TASK, TYPE_TASK, "Task-1", (struct log_event){.via = LOOP});
	sample_name(log, LOCK, TYPE_LOCK, "lock", plain);
	sample_name(log, RLOCK, TYPE_RLOCK, "cond.lock", plain);
	sample_name(log, QUEUE, TYPE_QUEUE, "tasks", (struct log_event){.y = 10, .z = 1});
	sample_name(log, SEMAPHORE, TYPE_BOUNDED_SEMAPHORE, "slots", (struct log_event){.y = 3});
	sample_name(log, CONDITION, TYPE_CONDITION, "cond", (struct log_event){.via = RLOCK});
	sample_name(log, EVENT, TYPE_EVENT, "go", (struct log_event){.flags = VALUE_OBJECT, .value = LOCK});
	sample_name(log, VAR, TYPE_VAR, "data", (struct log_event){.flags = VALUE_INT, .value = 5});
	return 0;
}

enum { NAMED = 12 }; /* events that make_log puts */

/* The event, as the only one after make_log's, prints this line without its "seq":13,"t":0 and its newline.
 */
static void assert_dumps(struct log_event event, const char *expected)
{
	const char *begin = "{\"seq\":13,\"t\":0,";
	struct log *fresh;
	char *line;

	assert_int_equal(make_log((void **)&fresh), 0);
	sample_put(fresh, event);
	line = sample_dump(fresh, 1 + NAMED, NULL, NULL);
	assert_memory_equal(line, begin, strlen(begin));
	line[strlen(line) - 1] = '\0';
	assert_string_equal(line + strlen(begin), expected);
	free(line);
	log_free(fresh);
}

static void test_header_says_what_the_run_was_started_with(void **state)
{
	char *text = sample_dump(*state, 0, "no.such.op", NULL);

	assert_string_equal(text,
			    "{\"interleave\":1,\"scenario\":\"condition\",\"seed\":7,\"strategy\":\"random\","
			    "\"params\":{\"items\":13},\"status\":\"running\",\"time\":\"respected\"}\n");
	free(text);
}

static void test_made_objects_carry_their_constants(void **state)
{
	static const char *const ends[NAMED] = {
	    "\"object\":\"main\",\"object_id\":0,\"result\":\"ok\",\"type\":\"main\"}",
	    "\"object\":\"worker\",\"object_id\":1,\"result\":\"ok\",\"type\":\"thread\",\"daemon\":true}",
	    "\"type\":\"process\",\"daemon\":false}",
	    "\"type\":\"loop\",\"shared\":false}",
	    "\"type\":\"task\",\"loop\":100007}",
	    "\"type\":\"lock\",\"shared\":false}",
	    "\"type\":\"rlock\",\"shared\":false}",
	    "\"type\":\"queue\",\"bound\":10,\"order\":\"fifo\",\"joinable\":true,\"shared\":true}",
	    "\"type\":\"bounded_semaphore\",\"initial\":3,\"shared\":false}",
	    "\"type\":\"condition\",\"lock\":100001,\"shared\":false}",
	    "\"type\":\"event\",\"shared\":false,\"cloned_from\":100000}",
	    "\"type\":\"var\",\"shared\":false,\"value\":5}",
	};
	char *text = sample_dump(*state, 1, NULL, NULL), *rest = text;

	for (size_t i = 0; i < NAMED; i++) {
		char *line = strsep(&rest, "\n");

		assert_true(strlen(line) > strlen(ends[i]));
		assert_string_equal(line + strlen(line) - strlen(ends[i]), ends[i]);
	}
	free(text);
}

static void test_shared_values_say_their_type_lock_and_value(void **state)
{
	(void)state;
	void *made;
	assert_int_equal(make_log(&made), 0);
	struct log *log = made;
	sample_name(log, VALUE, TYPE_VALUE, "total",
	     (struct log_event){.flags = VALUE_INT, .value = 5, .y = 'i', .z = 1, .via = RLOCK});
	sample_put(log, SAMPLE_EVENT(OP_VALUE_WRITE, VALUE, .flags = VALUE_INT, .value = 6, .via = RLOCK));
	char *text = sample_dump(log, 1 + NAMED, NULL, NULL);
	assert_non_null(strstr(text, "\"type\":\"value\",\"typecode\":\"i\",\"lock\":100001,\"shared\":true,"
				     "\"value\":5}\n"));
	assert_non_null(strstr(text, "\"op\":\"value.write\",\"phase\":\"done\",\"object\":\"total\","
				     "\"object_id\":100008,\"result\":\"ok\",\"value\":6,\"via\":100001}"));
	free(text);
	log_free(log);
}

static void test_locks_say_their_owner(void **state)
{
	(void)state;
	assert_dumps(SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOCK, .actor = WORKER, .x = WORKER),
		     "\"actor\":\"worker\",\"actor_id\":1,\"kind\":\"thread\",\"op\":\"lock.acquire\","
		     "\"phase\":\"done\","
		     "\"object\":\"lock\",\"object_id\":100000,\"result\":\"ok\",\"owner\":\"worker\","
		     "\"owner_id\":1}");
	assert_dumps(
	    SAMPLE_EVENT(OP_RLOCK_RELEASE, RLOCK, .x = -1, .via = CONDITION),
	    "\"actor\":\"main\",\"actor_id\":0,\"kind\":\"main\",\"op\":\"rlock.release\",\"phase\":\"done\","
	    "\"object\":\"cond.lock\",\"object_id\":100001,\"result\":\"ok\",\"owner\":null,\"owner_id\":"
	    "null,"
	    "\"count\":0,\"via\":100004}");
	assert_dumps(
	    SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOCK, .phase = LOG_BLOCK, .x = WORKER,
			 .flags = LOG_TIMED | LOG_STEP, .deadline = 500),
	    "\"actor\":\"main\",\"actor_id\":0,\"kind\":\"main\",\"op\":\"lock.acquire\",\"phase\":\"block\","
	    "\"object\":\"lock\",\"object_id\":100000,\"owner\":\"worker\",\"owner_id\":1,\"deadline\":500,"
	    "\"step\":true}");
	assert_dumps(
	    SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOCK, .phase = LOG_ANNOUNCE, .flags = LOG_TIMED, .deadline = 500),
	    "\"actor\":\"main\",\"actor_id\":0,\"kind\":\"main\",\"op\":\"lock.acquire\",\"phase\":"
	    "\"announce\","
	    "\"object\":\"lock\",\"object_id\":100000,\"timeout\":500}");
}

/* What comes after "result" (or "phase", where there is none) in a line of main's. */
static void assert_own_keys(struct log_event event, const char *expected)
{
	struct log *log;
	char *line, *own;

	assert_int_equal(make_log((void **)&log), 0);
	sample_put(log, event);
	line = sample_dump(log, 1 + NAMED, NULL, NULL);
	own = strstr(line, "\"result\":");
	if (!own)
		own = strstr(line, event.object == LOG_NONE ? "\"phase\":" : "\"object_id\":");
	own = strpbrk(own, ",}");
	assert_non_null(own);
	own[strlen(own) - 2] = '\0';
	assert_string_equal(*own ? own + 1 : own, expected);
	free(line);
	log_free(log);
}

static void test_each_op_has_its_own_keys(void **state)
{
	static const struct {
		struct log_event event;
		const char *keys;
	} rows[] = {
#define DONE(op_, object_, ...) {.phase = LOG_DONE, .op = (op_), .object = (object_), __VA_ARGS__}
	    {DONE(OP_THREAD_START, WORKER, .value = 99, .flags = LOG_VOLATILE),
	     "\"native_id\":99,\"volatile\":true"},
	    {DONE(OP_THREAD_START, WORKER, .value = 99, .result = -9), ""},
	    {DONE(OP_SEMAPHORE_ACQUIRE, SEMAPHORE, .x = 2), "\"value\":2"},
	    {DONE(OP_SEMAPHORE_RELEASE, SEMAPHORE, .x = 3, .y = 2), "\"value\":3,\"released\":2"},
	    {DONE(OP_EVENT_SET, EVENT, .x = 1), "\"flag\":true"},
	    {DONE(OP_EVENT_CLEAR, EVENT, .x = 0), "\"flag\":false"},
	    {{.phase = LOG_BLOCK, .op = OP_CONDITION_WAIT, .object = CONDITION, .x = 1}, "\"waiters\":1"},
	    {DONE(OP_CONDITION_NOTIFY, CONDITION, .x = 0, .y = 1), "\"waiters\":0,\"notified\":1"},
	    {DONE(OP_QUEUE_PUT, QUEUE, .x = 4, .y = 6, .flags = VALUE_INT, .value = -7),
	     "\"depth\":4,\"unfinished\":6,\"item\":-7"},
	    {DONE(OP_QUEUE_PUT, QUEUE, .x = 4, .y = 6), "\"depth\":4,\"unfinished\":6,\"item\":null"},
	    {{.phase = LOG_ANNOUNCE,
	      .op = OP_QUEUE_PUT,
	      .object = QUEUE,
	      .flags = VALUE_OBJECT,
	      .value = LOCK},
	     "\"item\":\"lock\""},
	    {{.phase = LOG_BLOCK, .op = OP_QUEUE_GET, .object = QUEUE}, "\"depth\":0,\"unfinished\":0"},
	    {DONE(OP_QUEUE_GET, QUEUE, .result = -3), "\"depth\":0,\"unfinished\":0"},
	    {DONE(OP_QUEUE_TASK_DONE, QUEUE, .x = 1, .y = 2), "\"depth\":1,\"unfinished\":2"},
	    {DONE(OP_PROCESS_START, CHILD, .value = 4711), "\"pid\":4711"},
	    {DONE(OP_PROCESS_EXIT, CHILD, .x = 3, .value = 4711), "\"exitcode\":3,\"pid\":4711"},
	    {DONE(OP_PROCESS_CRASH, CHILD, .x = -9, .value = 4711), "\"exitcode\":-9,\"pid\":4711"},
	    {DONE(OP_VAR_READ, VAR, .flags = VALUE_INT, .value = 5), "\"value\":5"},
	    {DONE(OP_LOOP_TURN, LOOP, .x = 2), "\"handles\":2"},
	    {DONE(OP_LOOP_READY, TASK, .x = 1), "\"state\":\"ready\",\"ready\":1"},
	    {DONE(OP_TASK_CREATE, TASK, .x = 3), "\"state\":\"ready\",\"ready\":3"},
	    {DONE(OP_TASK_RUN, TASK, .actor = TASK), "\"state\":\"running\""},
	    {{.phase = LOG_BLOCK, .op = OP_TASK_AWAIT, .object = TASK, .actor = TASK},
	     "\"state\":\"suspended\""},
	    {DONE(OP_TASK_AWAIT, TASK, .actor = TASK), "\"state\":\"running\",\"value\":null"},
	    {DONE(OP_TASK_DONE, TASK, .actor = TASK), "\"state\":\"done\",\"value\":null"},
	    {DONE(OP_POOL_TEND, QUEUE, .via = CHILD, .z = TEND_WORKER, .x = 1), "\"action\":\"replace\",\"via\":2"},
	    {DONE(OP_POOL_TEND, QUEUE, .via = CHILD, .z = TEND_WORKER), "\"action\":\"none\",\"via\":2"},
	    {DONE(OP_POOL_TEND, QUEUE, .via = LOCK, .z = TEND_CALLBACK), "\"action\":\"callback\",\"via\":100000"},
	    {DONE(OP_CLOCK_READ, LOG_NONE, .value = 5), "\"value\":5"},
	    {DONE(OP_CLOCK_ADVANCE, LOG_NONE, .actor = LOG_CLOCK, .value = 5), "\"value\":5"},
	    {DONE(OP_SLEEP, LOG_NONE, .value = 5), "\"duration\":5"},
	    {DONE(OP_SLEEP, LOG_NONE, .actor = TASK, .value = 5, .via = LOOP),
	     "\"duration\":5,\"state\":\"running\",\"via\":100007"},
	    {DONE(OP_CONTROL_STRATEGY, LOG_NONE, .actor = LOG_USER, .x = 1), "\"strategy\":\"\",\"time_free\":true"},
	    {DONE(OP_CONTROL_SPEED, LOG_NONE, .actor = LOG_USER, .value = 2500), "\"speed\":2.5"},
	    {DONE(OP_CONTROL_SPEED, LOG_NONE, .actor = LOG_USER, .value = 1000), "\"speed\":1.0"},
	    {DONE(OP_EXIT, LOG_NONE, .x = 1), "\"exitcode\":1"},
	    {{.phase = LOG_BLOCK, .op = OP_EXIT, .object = LOG_NONE}, ""},
	    {DONE(OP_LOOP_CLOSE, LOOP), ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_own_keys(rows[i].event, rows[i].keys);
}

enum { SERVER = VALUE + 1, END }; /* ids that nothing in the log has */

static void test_each_op_of_sockets_has_its_own_keys(void **state)
{
	static const struct {
		struct log_event event;
		const char *keys;
	} rows[] = {
	    {DONE(OP_LOOP_POLL, END, .x = 3), "\"ready\":\"read, write\""},
	    {DONE(OP_SOCKET_LISTEN, SERVER, .actor = TASK, .z = WATCH_READ),
	     "\"state\":\"running\",\"watch\":\"read\""},
	    {{.phase = LOG_BLOCK, .op = OP_SOCKET_CONNECT, .object = END, .actor = TASK, .flags = VALUE_INT,
	      .value = VALUE, .via = SERVER, .z = WATCH_WRITE},
	     "\"state\":\"suspended\",\"peer\":100008,\"watch\":\"write\",\"via\":100009"},
	    {DONE(OP_SOCKET_ACCEPT, END, .via = SERVER, .x = 2), "\"waiting\":2,\"via\":100009"},
	    {DONE(OP_SOCKET_OPEN, END, .z = WATCH_READ), "\"watch\":\"read\""},
	    {DONE(OP_SOCKET_RECEIVE, END, .x = 4, .y = 1, .z = WATCH_READ),
	     "\"bytes\":4,\"coming\":1,\"watch\":\"read\""},
	    {DONE(OP_SOCKET_RECEIVE, END, .result = IL_CONNECTION_RESET),
	     "\"bytes\":0,\"coming\":0,\"watch\":\"nothing\""},
	    {{.phase = LOG_BLOCK, .op = OP_SOCKET_READ, .object = END, .actor = TASK, .x = -1, .y = 3, .z = WATCH_READ},
	     "\"state\":\"suspended\",\"wanted\":-1,\"kept\":3,\"watch\":\"read\""},
	    {DONE(OP_SOCKET_READ, END, .actor = TASK, .x = 4),
	     "\"state\":\"running\",\"bytes\":4,\"kept\":0,\"watch\":\"nothing\""},
	    {DONE(OP_SOCKET_READ, END, .actor = TASK, .result = IL_CONNECTION_RESET),
	     "\"state\":\"running\",\"bytes\":0,\"kept\":0,\"watch\":\"nothing\""},
	    {{.phase = LOG_ANNOUNCE, .op = OP_SOCKET_WRITE, .object = END, .x = 7}, "\"size\":7"},
	    {DONE(OP_SOCKET_WRITE, END, .x = 4, .y = 3, .z = 3), "\"bytes\":4,\"kept\":3,\"watch\":\"read, write\""},
	    {DONE(OP_SOCKET_SEND, END, .x = 3), "\"bytes\":3,\"kept\":0,\"watch\":\"nothing\""},
	    {DONE(OP_SOCKET_DRAIN, END, .actor = TASK, .y = 9), "\"state\":\"running\",\"kept\":9"},
	    {DONE(OP_SOCKET_WRITE_EOF, END, .x = 1), "\"at_once\":true"},
	    {DONE(OP_SOCKET_CLOSE, END, .x = 1), "\"open\":true,\"watch\":\"nothing\""},
	    {DONE(OP_SOCKET_LOST, END, .result = IL_CONNECTION_RESET), ""},
	    {DONE(OP_SOCKET_WAIT_CLOSED, END, .actor = TASK), "\"state\":\"running\""},
#undef DONE
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_own_keys(rows[i].event, rows[i].keys);
}

static void assert_value(double number, const char *expected)
{
	struct log_event event = SAMPLE_EVENT(OP_RANDOM, LOG_NONE, .flags = VALUE_DOUBLE);
	char keys[64];

	memcpy(&event.value, &number, sizeof event.value);
	snprintf(keys, sizeof keys, "\"value\":%s", expected);
	assert_own_keys(event, keys);
}

static void test_doubles_are_short_and_exact_and_always_json(void **state)
{
	(void)state;
	assert_value(0.1, "0.1");
	assert_value(3, "3.0");
	assert_value(-0.0, "-0.0");
	assert_value(1.0 / 3, "0.3333333333333333");
	assert_value(0.1 + 0.2, "0.30000000000000004");
	assert_value(1e300, "1e+300");
	assert_value((double)INFINITY, "\"inf\"");
	assert_value(-(double)INFINITY, "\"-inf\"");
	assert_value((double)NAN, "\"nan\"");
}

static void test_prints_carry_their_text_and_place(void **state)
{
	struct log *log = *state;
	const uint32_t site = sample_string(log, "scenarios/a/a.c:7");
	const uint32_t format = sample_string(log, "%-3d of \"%s\"");
	const uint32_t arguments = sample_string(log, "i3\x1fsx\\y");
	char *line;

	sample_put(log, SAMPLE_EVENT(OP_PRINT, LOG_NONE, .actor = TASK, .text = format, .via = arguments,
				     .site = site));
	line = sample_dump(log, 1 + NAMED, NULL, NULL);
	assert_string_equal(
	    line,
	    "{\"seq\":13,\"t\":0,\"actor\":\"Task-1\",\"actor_id\":3,\"kind\":\"task\",\"op\":\"print\","
	    "\"phase\":\"done\",\"site\":\"scenarios/a/a.c:7\",\"result\":\"ok\","
	    "\"text\":\"3   of \\\"x\\\\y\\\"\"}\n");
	free(line);
}

static void test_a_long_print_is_whole(void **state)
{
	struct log *log = *state;
	char format[800], *line;

	memset(format, 'y', sizeof format - 1);
	format[sizeof format - 1] = '\0';
	sample_put(log, SAMPLE_EVENT(OP_PRINT, LOG_NONE, .text = sample_string(log, format)));
	line = sample_dump(log, 1 + NAMED, NULL, NULL);
	assert_non_null(strstr(line, format));
	free(line);
}

static void test_the_clock_and_the_user_are_actors(void **state)
{
	(void)state;
	assert_dumps(SAMPLE_EVENT(OP_CONTROL_PAUSE, LOG_NONE, .actor = LOG_USER),
		     "\"actor\":\"you\",\"actor_id\":99998,\"kind\":\"user\",\"op\":\"control.pause\","
		     "\"phase\":\"done\","
		     "\"result\":\"ok\"}");
	assert_dumps(SAMPLE_EVENT(OP_CLOCK_ADVANCE, LOG_NONE, .actor = LOG_CLOCK, .value = 9),
		     "\"actor\":\"clock\",\"actor_id\":99999,\"kind\":\"clock\",\"op\":\"clock.advance\","
		     "\"phase\":\"done\","
		     "\"result\":\"ok\",\"value\":9}");
}

static void test_promises_say_their_text_and_whether_they_held(void **state)
{
	struct log *log = *state;
	const uint32_t text = sample_string(log, "the sum is right");
	char *line;

	sample_put(log, SAMPLE_EVENT(OP_PROMISE, LOG_NONE, .text = text, .result = -21));
	line = sample_dump(log, 1 + NAMED, NULL, NULL);
	assert_non_null(strstr(line, "\"result\":\"broken\",\"promise\":\"the sum is right\"}"));
	free(line);
}

static void test_filters_keep_the_numbers_of_the_whole(void **state)
{
	struct log *log = *state;
	char *lines;

	sample_put(log, SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOCK, .actor = WORKER, .x = WORKER));
	sample_put(log, SAMPLE_EVENT(OP_QUEUE_PUT, QUEUE));
	lines = sample_dump(log, 1, "lock.*", NULL);
	assert_memory_equal(lines, "{\"seq\":13,", 10);
	assert_ptr_equal(strchr(lines, '\n') + 1, lines + strlen(lines));
	free(lines);
	lines = sample_dump(log, 1, NULL, "worker");
	assert_memory_equal(lines, "{\"seq\":13,", 10);
	free(lines);
	lines = sample_dump(log, 1, NULL, "1");
	assert_memory_equal(lines, "{\"seq\":13,", 10);
	free(lines);
	lines = sample_dump(log, 1, "queue.*", "worker");
	assert_string_equal(lines, "");
	free(lines);
}

static void test_json_strings_escape_what_json_forbids(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	dump_json_string(out, "a\"\\\n\t\x01\x7f\xec\x9e\x91\xff\xc0\x80/");
	fclose(out);
	assert_string_equal(
	    text, "\"a\\\"\\\\\\n\\t\\u0001\\u007f\xec\x9e\x91\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd/\"");
	free(text);
}

enum { POOL = LOG_OBJECT_BASE + 20, FIRST, LAST };

/* A pool and two futures, then `event`: what comes after its result. */
static void assert_pool_keys(struct log_event event, const char *text, const char *expected)
{
	const struct log_event future = {.y = 1, .via = POOL};
	struct log *log;
	char *line, *own;

	assert_int_equal(make_log((void **)&log), 0);
	sample_name(log, POOL, TYPE_EXECUTOR, "pool", (struct log_event){.y = 3});
	sample_name(log, FIRST, TYPE_FUTURE, "Future-1", future);
	sample_name(log, LAST, TYPE_FUTURE, "Future-2", future);
	if (text != NULL)
		event.text = sample_string(log, text);
	sample_put(log, event);
	line = sample_dump(log, 1 + NAMED + 3, NULL, NULL);
	own = strstr(line, "\"result\"");
	own = own != NULL ? own : strstr(line, "\"phase\"");
	assert_non_null(own);
	own[strlen(own) - 1] = '\0';
	assert_string_equal(own, expected);
	free(line);
	log_free(log);
}

static void test_an_item_that_is_too_large_says_its_size_and_the_limit(void **state)
{
	char expected[512];

	(void)state;
	snprintf(expected, sizeof expected,
		 "\"actor\":\"main\",\"actor_id\":0,\"kind\":\"main\",\"op\":\"queue.put\",\"phase\":\"done\","
		 "\"object\":\"tasks\",\"object_id\":%d,\"result\":\"ValueError\",\"depth\":4,\"unfinished\":6,"
		 "\"item\":\"\",\"size\":70000,\"limit\":%d}",
		 (int)QUEUE, (int)LOG_STRING_MAX);
	assert_dumps(SAMPLE_EVENT(OP_QUEUE_PUT, QUEUE, .x = 4, .y = 6, .flags = VALUE_STRING, .value = 70000,
				  .result = IL_TOO_LARGE),
		     expected);
}

static void test_executors_say_what_they_hold_and_futures_their_state(void **state)
{
	(void)state;
	assert_pool_keys(SAMPLE_EVENT(OP_EXECUTOR_SUBMIT, POOL, .flags = VALUE_OBJECT, .value = FIRST, .x = 2, .y = 1,
				      .z = 3),
			 "fetch",
			 "\"result\":\"ok\",\"call\":\"fetch\",\"future\":\"Future-1\",\"future_id\":100021,\"depth\":2,"
			 "\"busy\":1,\"workers\":3}");
	assert_pool_keys(SAMPLE_EVENT(OP_EXECUTOR_TAKE, POOL, .z = 3), NULL,
			 "\"result\":\"ok\",\"future\":null,\"future_id\":null,\"depth\":0,\"busy\":0,\"workers\":3}");
	assert_pool_keys(SAMPLE_EVENT(OP_EXECUTOR_SHUTDOWN, POOL, .flags = VALUE_INT, .value = SHUTDOWN_CANCELS), NULL,
			 "\"result\":\"ok\",\"wait\":false,\"cancel_futures\":true,\"depth\":0,\"busy\":0,\"workers\":0}");
	assert_pool_keys(SAMPLE_EVENT(OP_FUTURE_SET_RESULT, LAST, .flags = VALUE_INT, .value = 7,
				      .x = FUTURE_IS_FINISHED, .y = 2),
			 NULL, "\"result\":\"ok\",\"state\":\"finished\",\"value\":7,\"callbacks\":2}");
	assert_pool_keys(SAMPLE_EVENT(OP_FUTURE_RESULT, LAST, .flags = VALUE_ERROR, .result = IL_RAISED,
				      .x = FUTURE_IS_FINISHED),
			 "KeyError: k",
			 "\"result\":\"KeyError\",\"error\":\"KeyError: k\",\"state\":\"finished\"}");
	assert_pool_keys(SAMPLE_EVENT(OP_FUTURE_WAIT, LOG_NONE, .phase = LOG_BLOCK, .z = UNTIL_EXCEPTION, .x = 1, .y = 2),
			 "100021-100022",
			 "\"phase\":\"block\",\"futures\":[\"Future-1\",\"Future-2\"],\"return_when\":\"FIRST_EXCEPTION\","
			 "\"settled\":1,\"total\":2}");
	assert_pool_keys(SAMPLE_EVENT(OP_FUTURE_WAIT, LOG_NONE, .z = UNTIL_NEXT, .x = 1, .y = 2, .flags = VALUE_OBJECT,
				      .value = LAST),
			 "100021-100022",
			 "\"result\":\"ok\",\"futures\":[\"Future-1\",\"Future-2\"],\"return_when\":\"AS_COMPLETED\","
			 "\"left\":1,\"total\":2,\"future\":\"Future-2\",\"future_id\":100022}");
	assert_pool_keys(SAMPLE_EVENT(OP_FUTURE_CANCEL, FIRST, .x = FUTURE_IS_RUNNING), NULL,
			 "\"result\":\"ok\",\"state\":\"running\",\"callbacks\":0}");
}

static void test_unknown_ids_are_no_harm(void **state)
{
	(void)state;
	assert_dumps(
	    SAMPLE_EVENT(OP_LOCK_ACQUIRE, UINT32_MAX - 1, .actor = 77, .x = INT32_MAX),
	    "\"actor\":\"?\",\"actor_id\":77,\"kind\":\"unknown\",\"op\":\"lock.acquire\",\"phase\":\"done\","
	    "\"object\":\"?\",\"object_id\":4294967294,\"result\":\"ok\",\"owner\":\"?\",\"owner_id\":"
	    "2147483647}");
	assert_dumps(
	    SAMPLE_EVENT(OP_OBJECT_NEW, UINT32_MAX - 1, .x = TYPE_LOCK),
	    "\"actor\":\"main\",\"actor_id\":0,\"kind\":\"main\",\"op\":\"object.new\",\"phase\":\"done\","
	    "\"object\":\"?\",\"object_id\":4294967294,\"result\":\"ok\",\"type\":\"lock\",\"shared\":"
	    "false}");
}

int main(void)
{
#define WITH_LOG(test) cmocka_unit_test_setup_teardown(test, make_log, sample_drop)
	const struct CMUnitTest tests[] = {
	    WITH_LOG(test_header_says_what_the_run_was_started_with),
	    WITH_LOG(test_made_objects_carry_their_constants),
	    cmocka_unit_test(test_shared_values_say_their_type_lock_and_value),
	    cmocka_unit_test(test_locks_say_their_owner),
	    cmocka_unit_test(test_each_op_has_its_own_keys),
	    cmocka_unit_test(test_each_op_of_sockets_has_its_own_keys),
	    cmocka_unit_test(test_doubles_are_short_and_exact_and_always_json),
	    WITH_LOG(test_prints_carry_their_text_and_place),
	    WITH_LOG(test_a_long_print_is_whole),
	    cmocka_unit_test(test_the_clock_and_the_user_are_actors),
	    WITH_LOG(test_promises_say_their_text_and_whether_they_held),
	    WITH_LOG(test_filters_keep_the_numbers_of_the_whole),
	    cmocka_unit_test(test_json_strings_escape_what_json_forbids),
	    cmocka_unit_test(test_an_item_that_is_too_large_says_its_size_and_the_limit),
	    cmocka_unit_test(test_executors_say_what_they_hold_and_futures_their_state),
	    cmocka_unit_test(test_unknown_ids_are_no_harm),
	};

	return cmocka_run_group_tests_name("dump", tests, NULL, NULL);
}
