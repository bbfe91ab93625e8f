/* How each kind of key is written, and when. */
#include "log/dump_fields.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/ids.h"
#include "log/json.h"
#include "log/text.h"

void field_x(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->x);
}

void field_y(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->y);
}

void field_z(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->z);
}

void field_via(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->via);
}

/* Which chunk a worker took, if any. */
void field_taken(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->y <= 0)
		return;
	field_x(dump, field, event);
	json_string(dump->out, "function", log_text(dump->log, event->text));
}

/* What a chunk of one item gave. */
void field_given(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->y == 1)
		field_item(dump, field, event);
}

/* What a pool's helper found to do. */
void field_action(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	static const char *const words[] = {"end", "callback", "replace"};
	bool kept = event->z == TEND_WORKER && event->x == 0; /* the pool ends, and needs nobody in the place of one that has ended */

	json_string(dump->out, field->key, kept ? "none" : words[event->z > TEND_OVER && event->z <= TEND_WORKER ? event->z : TEND_OVER]);
}

/* The result that waits for the chunk lost with a worker. */
void field_lost(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if ((event->flags & LOG_VALUE_KIND) != VALUE_OBJECT)
		return;
	json_integer(dump->out, "chunk", event->y);
	json_string(dump->out, field->key, names_of(&dump->names, dump->log, (uint32_t)event->value));
}

void field_value(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_integer(dump->out, field->key, event->value);
}

/* Of an item that was refused for its size: the bytes it has, and those it may have. */
void field_size(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->result != IL_TOO_LARGE)
		return;
	json_integer(dump->out, field->key, event->value);
	json_integer(dump->out, "limit", LOG_STRING_MAX);
}

void field_flag(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_bool(dump->out, field->key, event->x != 0);
}

void field_word(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	(void)event;
	json_string(dump->out, field->key, field->word);
}

void field_owner(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_key(dump->out, field->key);
	if (event->x < 0) {
		fputs("null,\"owner_id\":null", dump->out);
	} else {
		json_text(dump->out, names_of(&dump->names, dump->log, (uint32_t)event->x));
		json_integer(dump->out, "owner_id", event->x);
	}
}

void field_limited(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->z)
		json_bool(dump->out, field->key, true);
}

void field_promised(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if (event->z)
		field_z(dump, field, event);
}

void field_text(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, log_text(dump->log, event->text));
}

void field_message(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, log_text(dump->log, (uint32_t)event->value));
}

void field_print(const struct dump *dump, const struct field *field, const struct log_event *event)
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

void field_speed(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_key(dump->out, field->key);
	json_double(dump->out, (double)event->value / 1000);
}

/* The value that the event carries. */
void field_item(const struct dump *dump, const struct field *field, const struct log_event *event)
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

void field_barrier(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	static const char *const words[] = {[BARRIER_FILLS] = "filling",
					    [BARRIER_ACTS] = "action",
					    [BARRIER_DRAINS] = "draining",
					    [BARRIER_RESETS] = "resetting",
					    [BARRIER_BROKEN] = "broken"};
	const bool known = event->z >= 0 && event->z <= BARRIER_BROKEN;

	json_string(dump->out, field->key, known ? words[event->z] : "unknown");
}

static void write_watch(const struct dump *dump, const struct field *field, int32_t watch)
{
	static const char *const words[] = {"nothing", "read", "write", "read, write"};

	json_string(dump->out, field->key, watch >= 0 && watch <= (WATCH_READ | WATCH_WRITE) ? words[watch] : "unknown");
}

/* What a descriptor is watched for. */
void field_watch(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	write_watch(dump, field, event->z);
}

/* And what it is ready for. */
void field_watch_x(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	write_watch(dump, field, event->x);
}

/* Some of what is read or written, where there is any. */
void field_excerpt(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if ((event->flags & LOG_VALUE_KIND) == VALUE_STRING)
		field_text(dump, field, event);
}

/* What was asked for. An id of the system has the key that all such ids have. */
static bool is_pid(const struct dump *dump, const struct log_event *event)
{
	return strcmp(log_text(dump->log, event->text), "pid") == 0;
}

void field_answer(const struct dump *dump, const struct field *field, const struct log_event *event)
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
		field_item(dump, field, &answer);
}

void field_bit(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_bool(dump->out, field->key, (event->value & (field->word[0] - '0')) != 0);
}

void field_mark(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_bool(dump->out, field->key, (event->z & (field->word[0] - '0')) != 0);
}

/* The object that is the event's value, and its id. */
void field_future(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	field_item(dump, field, event);
	json_key(dump->out, "future_id");
	if ((event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
		fprintf(dump->out, "%" PRIu32, (uint32_t)event->value);
	else
		fputs("null", dump->out);
}

void field_futures(const struct dump *dump, const struct field *field, const struct log_event *event)
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

void field_state(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	json_string(dump->out, field->key, names_of_state((unsigned)event->x));
}

/* What is waited for, and how many of the futures are there, or have not been given. */
void field_mode(const struct dump *dump, const struct field *field, const struct log_event *event)
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
		field_future(dump, &(struct field){.key = "future"}, event);
}

static bool field_applies(const struct dump *dump, const struct field *field, const struct log_event *event)
{
	if ((field->when & OF_TASKS) && names_type(&dump->names, event->actor) != TYPE_TASK)
		return false;
	if ((field->when & OF_ORIGINALS) && (event->flags & LOG_VALUE_KIND) == VALUE_OBJECT)
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

void fields_write(const struct dump *dump, const struct field *fields, const struct log_event *event)
{
	for (const struct field *field = fields; field < fields + FIELDS_MAX && field->write; field++)
		if (field_applies(dump, field, event))
			field->write(dump, field, event);
}
