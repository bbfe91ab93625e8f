/* The log as JSON lines.
 *
 * Which keys an op has, and in which phases, is one table; docs/log-format.md documents each. An event is
 * printed from itself and from the names that object.new has given so far, so a live log can be dumped as it
 * grows. */
#include "log/dump.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/ids.h"
#include "log/json.h"
#include "log/names.h"
#include "log/text.h"

struct dump {
	const struct log *log;
	FILE *out;
	struct names names;
};

/* ---- the table of keys ---- */

enum when {
	ANNOUNCED = 1,
	BLOCKED = 2,
	DONE = 4,
	DONE_WELL = 8, /* done, with the result ok */
	OF_TASKS = 16, /* and only when a task does it */
	OF_PRIORITIES = 32, /* only of a queue that has them */
	TRIED = BLOCKED | DONE,
	ALWAYS = ANNOUNCED | BLOCKED | DONE,
};

struct field;
typedef void write_field(const struct dump *dump, const struct field *field, const struct log_event *event);

static write_field write_x, write_y, write_z, write_value, write_flag, write_owner, write_text, write_print,
    write_speed, write_limited, write_message, write_word, write_item, write_answer, write_action, write_lost, write_taken,
    write_given, write_future, write_futures, write_state, write_mode, write_bit,
    write_barrier;

struct field {
	const char *key;
	write_field *write;
	unsigned when;    /* enum when, or-ed */
	const char *word; /* write_word's; write_bit's is a number */
};

enum { FIELDS_MAX = 5 };

#define POOL_STATE                                                                                           \
	{"depth", write_x, TRIED, NULL}, {"busy", write_y, TRIED, NULL}, {"workers", write_z, TRIED, NULL}

static const struct field fields[LOG_OP_COUNT][FIELDS_MAX] = {
    [OP_THREAD_START] = {{"native_id", write_value, DONE_WELL, NULL}},
    [OP_LOCK_ACQUIRE] = {{"owner", write_owner, TRIED, NULL}, {"limited", write_limited, DONE, NULL}},
    [OP_LOCK_RELEASE] = {{"owner", write_owner, TRIED, NULL}},
    [OP_RLOCK_ACQUIRE] = {{"owner", write_owner, TRIED, NULL},
			  {"count", write_y, TRIED, NULL},
			  {"limited", write_limited, DONE, NULL}},
    [OP_RLOCK_RELEASE] = {{"owner", write_owner, TRIED, NULL}, {"count", write_y, TRIED, NULL}},
    [OP_SEMAPHORE_ACQUIRE] = {{"value", write_x, TRIED, NULL}},
    [OP_SEMAPHORE_RELEASE] = {{"value", write_x, TRIED, NULL}, {"released", write_y, DONE_WELL, NULL}},
    [OP_EVENT_SET] = {{"flag", write_flag, TRIED, NULL}},
    [OP_EVENT_CLEAR] = {{"flag", write_flag, TRIED, NULL}},
    [OP_EVENT_WAIT] = {{"flag", write_flag, TRIED, NULL}},
    [OP_CONDITION_WAIT] = {{"waiters", write_x, TRIED, NULL}},
    [OP_CONDITION_NOTIFY] = {{"waiters", write_x, TRIED, NULL}, {"notified", write_y, DONE_WELL, NULL}},
    [OP_QUEUE_PUT] = {{"depth", write_x, TRIED, NULL},
		      {"unfinished", write_y, TRIED, NULL},
		      {"item", write_item, ALWAYS, NULL},
		      {"priority", write_z, ALWAYS | OF_PRIORITIES, NULL}},
    [OP_QUEUE_GET] = {{"depth", write_x, TRIED, NULL},
		      {"unfinished", write_y, TRIED, NULL},
		      {"item", write_item, DONE_WELL, NULL},
		      {"priority", write_z, DONE_WELL | OF_PRIORITIES, NULL}},
    [OP_QUEUE_TASK_DONE] = {{"depth", write_x, TRIED, NULL}, {"unfinished", write_y, TRIED, NULL}},
    [OP_QUEUE_JOIN] = {{"depth", write_x, TRIED, NULL}, {"unfinished", write_y, TRIED, NULL}},
    [OP_PROCESS_START] = {{"pid", write_value, DONE_WELL, NULL}},
    [OP_PROCESS_EXIT] = {{"exitcode", write_x, DONE, NULL}, {"pid", write_value, DONE, NULL}},
    [OP_PROCESS_CRASH] = {{"exitcode", write_x, DONE, NULL}, {"pid", write_value, DONE, NULL}},
    [OP_VAR_READ] = {{"value", write_item, DONE_WELL, NULL}},
    [OP_VAR_WRITE] = {{"value", write_item, ALWAYS, NULL}},
    [OP_LOOP_TURN] = {{"handles", write_x, DONE, NULL}},
    [OP_LOOP_READY] = {{"state", write_word, DONE, "ready"}, {"ready", write_x, DONE, NULL}},
    [OP_TASK_CREATE] = {{"state", write_word, DONE_WELL, "ready"}, {"ready", write_x, DONE_WELL, NULL}},
    [OP_TASK_RUN] = {{"state", write_word, ANNOUNCED, "ready"}, {"state", write_word, DONE, "running"}},
    [OP_TASK_AWAIT] = {{"state", write_word, ANNOUNCED | DONE | OF_TASKS, "running"},
		       {"state", write_word, BLOCKED | OF_TASKS, "suspended"},
		       {"value", write_item, DONE_WELL, NULL}},
    [OP_TASK_DONE] = {{"state", write_word, ANNOUNCED, "running"},
		      {"state", write_word, DONE, "done"},
		      {"value", write_item, DONE, NULL}},
    [OP_CLOCK_READ] = {{"value", write_value, DONE, NULL}},
    [OP_CLOCK_ADVANCE] = {{"value", write_value, DONE, NULL}},
    [OP_RANDOM] = {{"value", write_item, DONE, NULL}},
    [OP_SLEEP] = {{"duration", write_value, ALWAYS, NULL},
		  {"state", write_word, ANNOUNCED | DONE | OF_TASKS, "running"},
		  {"state", write_word, BLOCKED | OF_TASKS, "suspended"}},
    [OP_PRINT] = {{"text", write_print, ALWAYS, NULL}},
    [OP_OUTPUT_RAW] = {{"text", write_text, ALWAYS, NULL}},
    [OP_CONTROL_STRATEGY] = {{"strategy", write_text, DONE, NULL}},
    [OP_CONTROL_SPEED] = {{"speed", write_speed, DONE, NULL}},
    [OP_EXIT] = {{"exitcode", write_x, DONE, NULL}},
    [OP_PROMISE] = {{"promise", write_text, ALWAYS, NULL}},
    [OP_VALUE_READ] = {{"value", write_item, DONE_WELL, NULL}},
    [OP_VALUE_WRITE] = {{"value", write_item, ALWAYS, NULL}},
    [OP_WORK] = {{"function", write_text, ALWAYS, NULL}},
    [OP_POOL_SUBMIT] = {{"function", write_text, ALWAYS, NULL},
			{"waiting", write_z, DONE_WELL, NULL},
			{"callbacks", write_value, ALWAYS, NULL}},
    [OP_POOL_MAP] = {{"function", write_text, ALWAYS, NULL},
		     {"items", write_x, ALWAYS, NULL},
		     {"chunks", write_y, DONE_WELL, NULL},
		     {"waiting", write_z, DONE_WELL, NULL},
		     {"callbacks", write_value, ALWAYS, NULL}},
    [OP_POOL_TAKE] = {{"items", write_y, DONE, NULL},
		      {"chunk", write_taken, DONE, NULL},
		      {"waiting", write_z, TRIED, NULL}},
    [OP_POOL_GIVE] = {{"items", write_y, ALWAYS, NULL},
		      {"chunk", write_x, ALWAYS, NULL},
		      {"left", write_z, DONE, NULL},
		      {"value", write_given, DONE_WELL, NULL}},
    [OP_POOL_TEND] = {{"action", write_action, DONE, NULL}, {"lost", write_lost, DONE, NULL}},
    [OP_POOL_TERMINATE] = {{"workers", write_x, DONE_WELL, NULL}},
    [OP_RESULT_GET] = {{"value", write_item, DONE_WELL, NULL}},
    [OP_EXECUTOR_SUBMIT] = {{"call", write_text, ALWAYS, NULL},
			    {"future", write_future, DONE_WELL, NULL},
			    POOL_STATE},
    [OP_EXECUTOR_MAP] = {{"call", write_text, ALWAYS, NULL}, {"calls", write_value, ALWAYS, NULL}, POOL_STATE},
    [OP_EXECUTOR_SHUTDOWN] = {{"wait", write_bit, ALWAYS, "1"}, {"cancel_futures", write_bit, ALWAYS, "2"}, POOL_STATE},
    [OP_EXECUTOR_TAKE] = {{"future", write_future, DONE_WELL, NULL}, POOL_STATE},
    [OP_EXECUTOR_DRAIN] = {{"future", write_future, DONE_WELL, NULL}, POOL_STATE},
    [OP_EXECUTOR_BREAK] = {POOL_STATE},
    [OP_FUTURE_RUN] = {{"state", write_state, DONE, NULL}},
    [OP_FUTURE_SET_RESULT] = {{"state", write_state, DONE, NULL},
			      {"value", write_item, ALWAYS, NULL},
			      {"callbacks", write_y, DONE_WELL, NULL}},
    [OP_FUTURE_SET_EXCEPTION] = {{"state", write_state, DONE, NULL},
				 {"value", write_item, ALWAYS, NULL},
				 {"callbacks", write_y, DONE_WELL, NULL}},
    [OP_FUTURE_CANCEL] = {{"state", write_state, DONE, NULL}, {"callbacks", write_y, DONE, NULL}},
    [OP_FUTURE_RESULT] = {{"state", write_state, TRIED, NULL}, {"value", write_item, DONE_WELL, NULL}},
    [OP_FUTURE_EXCEPTION] = {{"state", write_state, TRIED, NULL}, {"value", write_item, DONE_WELL, NULL}},
    [OP_FUTURE_WAIT] = {{"futures", write_futures, ALWAYS, NULL}, {NULL, write_mode, ALWAYS, NULL}},
    [OP_FUTURE_ADD_CALLBACK] = {{"state", write_state, DONE, NULL}, {"callbacks", write_y, DONE, NULL}},
    [OP_FUTURE_CALLBACK] = {{"state", write_state, DONE, NULL}, {"value", write_item, DONE_WELL, NULL}},
    [OP_TASK_CANCEL] = {{"requested", write_flag, DONE, NULL}, {"message", write_item, ALWAYS, NULL}},
    [OP_TASK_WAIT] = {{"awaited", write_x, ALWAYS, NULL},
		      {"state", write_word, ANNOUNCED | DONE, "running"},
		      {"state", write_word, BLOCKED, "suspended"}},
    [OP_FUTURE_SETTLE] = {{"value", write_item, ALWAYS, NULL}},
    [OP_LOOP_CALL] = {{"callback", write_text, ALWAYS, NULL},
		      {"handle", write_y, ALWAYS, NULL},
		      {"delay", write_value, ALWAYS, NULL}},
    [OP_LOOP_CALLBACK] = {{"callback", write_text, DONE, NULL}, {"handle", write_y, DONE, NULL}},
    [OP_LOOP_CANCEL] = {{"callback", write_text, ALWAYS, NULL}, {"handle", write_y, ALWAYS, NULL}},
    [OP_LOOP_SLOW] = {{"held", write_value, DONE, NULL}},
    [OP_LOOP_EXCEPTION] = {{"message", write_message, DONE, NULL}, {"error", write_item, DONE, NULL}},
    [OP_QUERY] = {{"attribute", write_text, ALWAYS, NULL}, {"value", write_answer, DONE_WELL, NULL}},
    [OP_BARRIER_WAIT] = {{"waiting", write_x, TRIED, NULL},
			 {"parties", write_y, TRIED, NULL},
			 {"state", write_barrier, TRIED, NULL},
			 {"index", write_item, DONE_WELL, NULL}},
    [OP_BARRIER_ENTER] = {{"waiting", write_x, DONE, NULL},
			  {"parties", write_y, DONE, NULL},
			  {"state", write_barrier, DONE, NULL},
			  {"index", write_item, DONE, NULL}},
    [OP_BARRIER_ACTION] = {{"waiting", write_x, DONE, NULL},
			   {"parties", write_y, DONE, NULL},
			   {"state", write_barrier, DONE, NULL},
			   {"index", write_item, DONE, NULL}},
    [OP_BARRIER_RESET] = {{"waiting", write_x, TRIED, NULL},
			  {"parties", write_y, TRIED, NULL},
			  {"state", write_barrier, TRIED, NULL}},
    [OP_BARRIER_ABORT] = {{"waiting", write_x, TRIED, NULL},
			  {"parties", write_y, TRIED, NULL},
			  {"state", write_barrier, TRIED, NULL}},
    [OP_THREAD_RENAME] = {{"name", write_text, ALWAYS, NULL}},
    [OP_THREAD_SET_DAEMON] = {{"daemon", write_flag, ALWAYS, NULL}},
    [OP_PROCESS_RENAME] = {{"name", write_text, ALWAYS, NULL}},
    [OP_PROCESS_SET_DAEMON] = {{"daemon", write_flag, ALWAYS, NULL}},
    [OP_PROCESS_TERMINATE] = {{"signal", write_x, DONE_WELL, NULL}},
    [OP_PROCESS_KILL] = {{"signal", write_x, DONE_WELL, NULL}},
    [OP_PROCESS_WAIT] = {{"processes", write_text, ALWAYS, NULL}, {"ended", write_x, DONE_WELL, NULL}},
};

/* ---- fields ---- */

static void write_x(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->x);
}

static void write_y(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->y);
}

static void write_z(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->z);
}

/* Which chunk a worker took, if any. */
static void write_taken(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->y <= 0)
		return;
	write_x(dump, field, event);
	json_string(dump->out, "function", log_text(dump->log, event->text));
}

/* What a chunk of one item gave. */
static void write_given(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->y == 1)
		write_item(dump, field, event);
}

/* What a pool's helper found to do. */
static void write_action(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	static const char *const words[] = {"end", "callback", "replace"};
	bool kept = event->z == TEND_WORKER && event->x == 0; /* the pool ends, and needs nobody in the place of one that has ended */

	json_string(dump->out, field->key, kept ? "none" : words[event->z > TEND_OVER && event->z <= TEND_WORKER ? event->z : TEND_OVER]);
}

/* The result that waits for the chunk lost with a worker. */
static void write_lost(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if ((event->flags & LOG_VALUE_KIND) != VALUE_OBJECT)
		return;
	json_integer(dump->out, "chunk", event->y);
	json_string(dump->out, field->key, names_of(&dump->names, dump->log, (uint32_t)event->value));
}

static void write_value(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->value);
}

static void write_flag(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_bool(dump->out, field->key, event->x != 0);
}

static void write_word(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	(void)event;
	json_string(dump->out, field->key, field->word);
}

static void write_owner(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_key(dump->out, field->key);
	if (event->x < 0) {
		fputs("null,\"owner_id\":null", dump->out);
	} else {
		json_text(dump->out, names_of(&dump->names, dump->log, (uint32_t)event->x));
		json_integer(dump->out, "owner_id", event->x);
	}
}

static void write_limited(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->z)
		json_bool(dump->out, field->key, true);
}

static void write_text(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, log_text(dump->log, event->text));
}

static void write_message(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, log_text(dump->log, (uint32_t)event->value));
}

static void write_print(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	const char *format = log_text(dump->log, event->text);
	const char *arguments = event->via == LOG_NONE ? "" : log_text(dump->log, event->via);
	char line[512], *longer = NULL;
	const size_t length = text_format(line, sizeof line, format, arguments, NULL, NULL);

	if (length >= sizeof line && (longer = malloc(length + 1)))
		text_format(longer, length + 1, format, arguments, NULL, NULL);
	json_string(dump->out, field->key, longer ? longer : line);
	free(longer);
}

static void write_speed(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_key(dump->out, field->key);
	json_double(dump->out, (double)event->value / 1000);
}

/* The value that the event carries. */
static void write_item(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	double number;

	json_key(dump->out, field->key);
	switch (event->flags & LOG_VALUE_KIND) {
	case VALUE_INT:
		fprintf(dump->out, "%" PRId64, event->value);
		break;
	case VALUE_DOUBLE:
		memcpy(&number, &event->value, sizeof number);
		json_double(dump->out, number);
		break;
	case VALUE_STRING:
	case VALUE_ERROR:
		json_text(dump->out, log_text(dump->log, event->text));
		break;
	case VALUE_OBJECT:
		json_text(dump->out, names_of(&dump->names, dump->log, (uint32_t)event->value));
		break;
	default:
		fputs("null", dump->out);
		break;
	}
}

static void write_barrier(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	static const char *const words[] = {[BARRIER_FILLS] = "filling",
					    [BARRIER_ACTS] = "action",
					    [BARRIER_DRAINS] = "draining",
					    [BARRIER_RESETS] = "resetting",
					    [BARRIER_BROKEN] = "broken"};
	const bool known = event->z >= 0 && event->z <= BARRIER_BROKEN;

	json_string(dump->out, field->key, known ? words[event->z] : "unknown");
}

/* What was asked for. An id of the system has the key that all such ids have. */
static bool is_pid(const struct dump *dump, const struct log_event *event)
{
	return strcmp(log_text(dump->log, event->text), "pid") == 0;
}

static void write_answer(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	const unsigned kind = event->flags & LOG_VALUE_KIND;
	struct log_event answer = *event;

	if (kind == VALUE_STRING || kind == VALUE_ERROR)
		answer.text = (uint32_t)event->value;
	if (event->flags & LOG_VOLATILE)
		json_integer(dump->out, is_pid(dump, event) ? "pid" : "native_id", event->value);
	else if (event->z)
		json_bool(dump->out, field->key, event->value != 0);
	else
		write_item(dump, field, &answer);
}

/* A bit of the value. */
static void write_bit(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_bool(dump->out, field->key, (event->value & (field->word[0] - '0')) != 0);
}

/* The object that is the event's value, and its id. */
static void write_future(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	write_item(dump, field, event);
	json_key(dump->out, "future_id");
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		fprintf(dump->out, "%" PRIu32, (uint32_t)event->value);
	else
		fputs("null", dump->out);
}

static void write_futures(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	struct ids ids = ids_begin(log_text(dump->log, event->text));
	const char *separator = "";
	uint32_t id;

	json_key(dump->out, field->key);
	for (putc('[', dump->out); ids_next(&id, &ids); separator = ",") {
		fputs(separator, dump->out);
		json_text(dump->out, names_of(&dump->names, dump->log, id));
	}
	putc(']', dump->out);
}

static void write_state(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, names_of_state((unsigned)event->x));
}

/* What is waited for, and how many of the futures are there, or have not been given. */
static void write_mode(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	static const char *const modes[LOG_WAIT_MODES] = {[UNTIL_ALL] = "ALL_COMPLETED",
							  [UNTIL_FIRST] = "FIRST_COMPLETED",
							  [UNTIL_EXCEPTION] = "FIRST_EXCEPTION",
							  [UNTIL_NEXT] = "AS_COMPLETED"};
	const bool known = event->z >= 0 && event->z < LOG_WAIT_MODES;

	(void)field;
	json_string(dump->out, "return_when", known ? modes[event->z] : "unknown");
	if (event->phase == LOG_ANNOUNCE)
		return;
	json_integer(dump->out, event->z == UNTIL_NEXT ? "left" : "settled", event->x);
	json_integer(dump->out, "total", event->y);
	if (event->z == UNTIL_NEXT && event->phase == LOG_DONE && event->result == IL_OK)
		write_future(dump, &(struct field){.key = "future"}, event);
}

static bool field_applies(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if ((field->when & OF_TASKS) && names_type(&dump->names, event->actor) != TYPE_TASK)
		return false;
	if ((field->when & OF_PRIORITIES) && names_order(&dump->names, event->object) != QUEUE_HAS_PRIORITIES)
		return false;
	switch (event->phase) {
	case LOG_ANNOUNCE:
		return field->when & ANNOUNCED;
	case LOG_BLOCK:
		return field->when & BLOCKED;
	default:
		return (field->when & DONE) || ((field->when & DONE_WELL) && event->result == IL_OK);
	}
}

/* ---- lines ---- */

/* The constants of an object: they are the same for its life. */
static void write_object_new(const struct dump *dump, const struct log_event *event)
{
	static const struct field value = {"value", write_item, DONE, NULL};
	static const char *const via_keys[LOG_TYPE_COUNT] = {[TYPE_THREAD] = "process",
							     [TYPE_PROCESS] = "process",
							     [TYPE_TASK] = "loop",
							     [TYPE_CONDITION] = "lock",
							     [TYPE_VALUE] = "lock",
							     [TYPE_RESULT] = "pool"};
	static const char *const orders[QUEUE_ORDERS] = {"fifo", "lifo", "priority"};
	const bool cloned = (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT;
	const int type = event->x > 0 && event->x < LOG_TYPE_COUNT ? event->x : 0;

	json_string(dump->out, "type", names_of_type((unsigned)type));
	if (type == TYPE_QUEUE) {
		json_integer(dump->out, "bound", event->y);
		json_string(dump->out, "order", orders[log_queue_order(event->z)]);
	}
	if (type == TYPE_EXECUTOR)
		json_integer(dump->out, "max_workers", event->y);
	if (type == TYPE_THREAD && event->y != 0)
		json_integer(dump->out, "executor", event->y);
	if (type == TYPE_FUTURE && event->via != LOG_NONE && event->via >= LOG_OBJECT_BASE)
		json_integer(dump->out, "executor", event->via);
	if (type == TYPE_FUTURE && event->y != 0 && !cloned)
		json_string(dump->out, "state", names_of_state(FUTURE_IS_PENDING));
	if (type == TYPE_BARRIER)
		json_integer(dump->out, "parties", event->y);
	if (type == TYPE_SEMAPHORE || type == TYPE_BOUNDED_SEMAPHORE)
		json_integer(dump->out, "initial", event->y);
	if (type == TYPE_VALUE)
		json_string(dump->out, "typecode", event->y == 'd' ? "d" : "i");
	if (type == TYPE_QUEUE)
		json_bool(dump->out, "joinable", !(event->z & 4));
	if (type == TYPE_POOL)
		json_integer(dump->out, "processes", event->y);
	if (type == TYPE_RESULT)
		json_integer(dump->out, "values", event->y);
	if ((type == TYPE_PROCESS || type == TYPE_THREAD) && event->y != 0)
		json_integer(dump->out, "pool", event->y);
	if (via_keys[type] && event->via != LOG_NONE)
		json_integer(dump->out, via_keys[type], event->via);
	if (type == TYPE_THREAD || type == TYPE_PROCESS)
		json_bool(dump->out, "daemon", event->z & 2);
	if (type > TYPE_TASK)
		json_bool(dump->out, "shared", event->z & 1);
	if (cloned)
		json_integer(dump->out, "cloned_from", event->value);
	else if (type == TYPE_VAR || type == TYPE_VALUE)
		write_item(dump, &value, event);
}

static void write_own_keys(const struct dump *dump, const struct log_event *event)
{
	if (event->op == OP_OBJECT_NEW) {
		if (event->phase == LOG_DONE)
			write_object_new(dump, event);
		return;
	}
	if (event->op >= LOG_OP_COUNT)
		return;
	for (const struct field *field = fields[event->op];
	     field < fields[event->op] + FIELDS_MAX && field->write; field++)
		if (field_applies(dump, field, event))
			field->write(dump, field, event);
	if (event->flags & LOG_TIMED)
		json_integer(dump->out, event->phase == LOG_ANNOUNCE ? "timeout" : "deadline",
			     event->deadline);
	if (event->via != LOG_NONE && event->op != OP_PRINT)
		json_integer(dump->out, "via", event->via);
	if (event->flags & LOG_AWAITED)
		json_bool(dump->out, "awaited", true);
}

/* Of what ended by an exception, its type; and then all of it. */
static void write_result(const struct dump *dump, const struct log_event *event)
{
	const char *error = log_text(dump->log, event->text);
	char type[64];

	if (event->result != IL_RAISED || (event->flags & LOG_VALUE_KIND) != VALUE_ERROR) {
		json_string(dump->out, "result", il_status_name((il_status)event->result));
		return;
	}
	snprintf(type, sizeof type, "%.*s", (int)strcspn(error, ":"), error);
	json_string(dump->out, "result", type);
	json_string(dump->out, "error", error);
}

static void write_common_keys(const struct dump *dump, const struct log_event *event, uint64_t seq)
{
	static const char *const phases[] = {
	    [LOG_ANNOUNCE] = "announce", [LOG_BLOCK] = "block", [LOG_DONE] = "done"};
	const char *op = log_op_name(event->op);

	fprintf(dump->out, "{\"seq\":%" PRIu64 ",\"t\":%" PRId64, seq, event->t);
	json_string(dump->out, "actor", names_of(&dump->names, dump->log, event->actor));
	json_integer(dump->out, "actor_id", event->actor);
	json_string(dump->out, "kind", names_kind(&dump->names, event->actor));
	json_string(dump->out, "op", op ? op : "unknown");
	json_string(dump->out, "phase",
		    event->phase >= LOG_ANNOUNCE && event->phase <= LOG_DONE ? phases[event->phase]
									     : "unknown");
	if (event->object != LOG_NONE) {
		json_string(dump->out, "object", names_of(&dump->names, dump->log, event->object));
		json_integer(dump->out, "object_id", event->object);
	}
	if (event->site)
		json_string(dump->out, "site", log_text(dump->log, event->site));
	if (event->phase == LOG_DONE)
		write_result(dump, event);
}

static bool passes(const struct dump *dump, const struct log_event *event, const char *op_glob,
		   const char *actor)
{
	const char *op = log_op_name(event->op);
	char number[16];

	if (op_glob && fnmatch(op_glob, op ? op : "unknown", 0) != 0)
		return false;
	snprintf(number, sizeof number, "%" PRIu32, event->actor);
	return !actor || strcmp(actor, number) == 0 ||
	       strcmp(actor, names_of(&dump->names, dump->log, event->actor)) == 0;
}

void dump_json_string(FILE *out, const char *text)
{
	json_text(out, text);
}

struct dump *dump_new(const struct log *log, FILE *out)
{
	struct dump *dump = calloc(1, sizeof *dump);

	if (dump) {
		dump->log = log;
		dump->out = out;
	}
	return dump;
}

void dump_free(struct dump *dump)
{
	if (!dump)
		return;
	names_fini(&dump->names);
	free(dump);
}

void dump_header(struct dump *dump)
{
	const struct log_meta *meta = log_meta(dump->log);

	fputs("{\"interleave\":1", dump->out);
	json_string(dump->out, "scenario", meta->scenario);
	fprintf(dump->out, ",\"seed\":%" PRIu64, meta->seed);
	json_string(dump->out, "strategy", meta->strategy);
	fprintf(dump->out, ",\"params\":%s", meta->params[0] == '{' ? meta->params : "{}");
	json_string(dump->out, "status", log_status_name(log_status(dump->log)));
	json_string(dump->out, "time", meta->time);
	fputs("}\n", dump->out);
}

void dump_event(struct dump *dump, const struct log_event *event, uint64_t seq, const char *op_glob,
		const char *actor)
{
	names_note(&dump->names, dump->log, event);
	if (!passes(dump, event, op_glob, actor))
		return;
	write_common_keys(dump, event, seq);
	write_own_keys(dump, event);
	if (event->flags & LOG_VOLATILE)
		fputs(",\"volatile\":true", dump->out);
	if (event->flags & LOG_STEP)
		fputs(",\"step\":true", dump->out);
	fputs("}\n", dump->out);
}
