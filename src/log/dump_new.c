/* The constants of an object: which keys its object.new has, by its type. They are the same for its life. */
#include "log/dump_fields.h"
#include "log/json.h"

static write_field pool_or_executor, executor_or_future, members, pending, typecode, order, joinable, parent;

/* Whether processes share it; who does things has its process instead. */
#define SHARED {"shared", field_mark, DONE, "1"}
#define DAEMON {"daemon", field_mark, DONE, "2"}
#define INITIAL {"initial", field_y, DONE, NULL}

static const struct field constants[LOG_TYPE_COUNT][FIELDS_MAX] = {
    [TYPE_THREAD] = {{NULL, pool_or_executor, DONE, NULL}, {"process", parent, DONE, NULL}, DAEMON},
    [TYPE_PROCESS] = {{NULL, pool_or_executor, DONE, NULL}, {"process", parent, DONE, NULL}, DAEMON},
    [TYPE_TASK] = {{"loop", parent, DONE, NULL}},
    [TYPE_LOCK] = {SHARED},
    [TYPE_RLOCK] = {SHARED},
    [TYPE_SEMAPHORE] = {INITIAL, SHARED},
    [TYPE_BOUNDED_SEMAPHORE] = {INITIAL, SHARED},
    [TYPE_EVENT] = {SHARED},
    [TYPE_CONDITION] = {{"lock", parent, DONE, NULL}, SHARED},
    [TYPE_QUEUE] = {{"bound", field_y, DONE, NULL},
		    {"order", order, DONE, NULL},
		    {"joinable", joinable, DONE, NULL},
		    SHARED},
    [TYPE_VAR] = {SHARED, {"value", field_item, DONE | OF_ORIGINALS, NULL}},
    [TYPE_LOOP] = {SHARED},
    [TYPE_FUTURE] = {{NULL, executor_or_future, DONE, NULL},
		     {"members", members, DONE | OF_ORIGINALS, NULL},
		     {"state", pending, DONE | OF_ORIGINALS, NULL},
		     SHARED},
    [TYPE_VALUE] = {{"typecode", typecode, DONE, NULL},
		    {"lock", parent, DONE, NULL},
		    SHARED,
		    {"value", field_item, DONE | OF_ORIGINALS, NULL}},
    [TYPE_POOL] = {{"processes", field_y, DONE, NULL}, SHARED},
    [TYPE_RESULT] = {{"values", field_y, DONE, NULL}, {"pool", parent, DONE, NULL}, SHARED},
    [TYPE_EXECUTOR] = {{"max_workers", field_y, DONE, NULL}, SHARED},
    [TYPE_BARRIER] = {{"parties", field_y, DONE, NULL}, SHARED},
    [TYPE_SERVER] = {{"process", parent, DONE, NULL}},
    [TYPE_CONNECTION] = {{"room", field_y, DONE, NULL}, {"process", parent, DONE, NULL}},
};

/* Whose worker a thread or a process is, if anybody's. */
static void pool_or_executor(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	(void)field;
	if (event->y != 0)
		json_integer(dump->out,
			     names_type(&dump->names, (uint32_t)event->y) == TYPE_EXECUTOR ? "executor" : "pool",
			     event->y);
}

/* The object it belongs to, or leans on. */
static void parent(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->via != LOG_NONE)
		field_via(dump, field, event);
}

/* Who made a future by a submit; or the one that a loop's takes its outcome from. */
static void executor_or_future(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	(void)field;
	if (event->via != LOG_NONE && event->via >= LOG_OBJECT_BASE)
		json_integer(dump->out, event->y != 0 ? "executor" : "follows", event->via);
}

/* Of a loop's future: whose ends are its own. */
static void members(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	struct log_event set = {.text = (uint32_t)event->value};
	if (event->value != 0)
		field_futures(dump, field, &set);
}

/* A gather's future has no state. */
static void pending(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->y != 0)
		json_string(dump->out, field->key, names_of_state(FUTURE_IS_PENDING));
}

static void typecode(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, event->y == 'd' ? "d" : "i");
}

static void order(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	static const char *const words[QUEUE_ORDERS] = {"fifo", "lifo", "priority"};

	json_string(dump->out, field->key, words[log_queue_order(event->z)]);
}

static void joinable(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_bool(dump->out, field->key, !(event->z & 4));
}

void dump_object_new(const struct dump *dump, const struct log_event *event)
{
	const unsigned type = event->x > 0 && event->x < LOG_TYPE_COUNT ? (unsigned)event->x : 0;

	json_string(dump->out, "type", names_of_type(type));
	fields_write(dump, constants[type], event);
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		json_integer(dump->out, "cloned_from", event->value);
}
