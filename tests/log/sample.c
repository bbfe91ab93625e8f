#include "sample.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "log/dump.h"
#include "log/writer.h"

const struct log_meta sample_meta = {.scenario = "condition",
				     .strategy = "random",
				     .time = "respected",
				     .params = "{\"items\":13}",
				     .seed = 7};

void sample_put(struct log *log, struct log_event event)
{
	if (event.phase == 0)
		event.phase = LOG_DONE;
	if (event.via == 0 && event.op != OP_PRINT)
		event.via = LOG_NONE;
	assert_int_equal(log_put_event(log, &event), LOG_OK);
	log_commit(log);
}

uint32_t sample_string(struct log *log, const char *text)
{
	uint32_t ref = 0;

	assert_int_equal(log_put_string(&ref, log, text, strlen(text)), LOG_OK);
	log_commit(log);
	return ref;
}

void sample_name(struct log *log, uint32_t id, int32_t type, const char *text, struct log_event rest)
{
	rest.op = OP_OBJECT_NEW;
	rest.object = id;
	rest.x = type;
	rest.text = sample_string(log, text);
	sample_put(log, rest);
}

int sample_drop(void **state)
{
	log_free(*state);
	return 0;
}

/* Names main, a worker, a lock, a queue and a condition. */
static void put_objects(struct log *log)
{
	const uint32_t site = sample_string(log, "scenarios/condition/condition.c:17");
	static const struct {
		uint32_t id;
		int32_t type, constant;
		const char *name;
	} rows[] = {
	    {0, TYPE_MAIN, 0, "main"},
	    {1, TYPE_THREAD, 0, "worker-\xec\x9e\x91\xec\x97\x85"},
	    {LOG_OBJECT_BASE, TYPE_LOCK, 0, "lock"},
	    {LOG_OBJECT_BASE + 1, TYPE_QUEUE, 10, "tasks"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		sample_put(log,
			   SAMPLE_EVENT(OP_OBJECT_NEW, rows[i].id, .x = rows[i].type, .y = rows[i].constant,
					.site = site, .text = sample_string(log, rows[i].name)));
}

/* Strings whose ends meet the ends of slots, of chunks, and do not fit into what is left of one. */
static void put_strings(struct log *log)
{
	char text[LOG_STRING_MAX + 1];

	memset(text, 'x', sizeof text);
	for (size_t length = 0; length < 200; length += 27)
		assert_int_equal(log_put_string(&(uint32_t){0}, log, text, length), LOG_OK);
	for (size_t length = LOG_STRING_MAX - 1; length <= LOG_STRING_MAX; length++)
		assert_int_equal(log_put_string(&(uint32_t){0}, log, text, length), LOG_OK);
	log_commit(log);
}

void sample_fill(struct log *log)
{
	const uint32_t arguments = sample_string(log, "i3\x1fsworker");
	const uint32_t format = sample_string(log, "%d items for %s");
	const double half = 0.5;
	int64_t bits;

	memcpy(&bits, &half, sizeof bits);
	put_objects(log);
	put_strings(log);
	sample_put(log, SAMPLE_EVENT(OP_THREAD_START, 1, .value = 4711,
				     .flags = VALUE_INT | LOG_STEP | LOG_VOLATILE));
	sample_put(log,
		   SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOG_OBJECT_BASE, .actor = 1, .x = 1, .flags = LOG_STEP));
	sample_put(log, SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOG_OBJECT_BASE, .phase = LOG_BLOCK, .x = 1,
				     .flags = LOG_STEP | LOG_TIMED, .deadline = 5000));
	sample_put(log, SAMPLE_EVENT(OP_QUEUE_PUT, LOG_OBJECT_BASE + 1, .actor = 1, .x = 1, .y = 1,
				     .flags = VALUE_STRING, .text = format));
	sample_put(log, SAMPLE_EVENT(OP_CLOCK_ADVANCE, LOG_NONE, .actor = LOG_CLOCK, .value = 5000, .t = 5000,
				     .flags = LOG_STEP));
	sample_put(log, SAMPLE_EVENT(OP_LOCK_ACQUIRE, LOG_OBJECT_BASE, .x = 1, .result = -1));
	sample_put(log, SAMPLE_EVENT(OP_RANDOM, LOG_NONE, .flags = VALUE_DOUBLE, .value = bits));
	sample_put(log, SAMPLE_EVENT(OP_PRINT, LOG_NONE, .text = format, .via = arguments));
	sample_put(log, SAMPLE_EVENT(OP_EXIT, LOG_NONE));
}

struct log *sample_log(const char *path, bool ended)
{
	struct log *log;

	assert_int_equal(log_create(&log, path, &sample_meta, 100 * LOG_CHUNK_SLOTS), LOG_OK);
	assert_int_equal(log_allocate(log, 20 * LOG_CHUNK_SLOTS), LOG_OK);
	sample_fill(log);
	log_seal(log, false);
	if (ended) {
		log_set_status(log, LOG_COMPLETED);
		log_seal(log, true);
	}
	return log;
}

static uint64_t walk(const struct log *log, FILE *out, const char *op_glob, const char *actor)
{
	struct dump *dump = dump_new(log, out);
	const uint64_t end = log_committed(log);
	const struct log_event *event;
	uint64_t pos = 0, seq = 0;

	assert_non_null(dump);
	dump_header(dump);
	while ((event = log_next(log, &pos, end)))
		dump_event(dump, event, ++seq, op_glob, actor);
	dump_free(dump);
	return seq;
}

uint64_t sample_walk(const struct log *log, FILE *out)
{
	return walk(log, out, NULL, NULL);
}

char *sample_dump(const struct log *log, unsigned first, const char *op_glob, const char *actor)
{
	char *text, *from;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	walk(log, out, op_glob, actor);
	assert_int_equal(fclose(out), 0);
	for (from = text; first > 0; first--)
		from = strchr(from, '\n') + 1;
	from = strdup(from);
	free(text);
	return from;
}
