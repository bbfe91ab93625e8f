/* The log as JSON lines.
 *
 * An event is printed from itself and from the names that object.new has given so far, so a live log can be
 * dumped as it grows. */
#include "log/dump.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/dump_fields.h"
#include "log/json.h"
#include "log/names.h"

static void write_own_keys(const struct dump *dump, const struct log_event *event)
{
	if (event->op == OP_OBJECT_NEW) {
		if (event->phase == LOG_DONE)
			dump_object_new(dump, event);
		return;
	}
	if (event->op >= LOG_OP_COUNT)
		return;
	fields_write(dump, dump_op_keys[event->op], event);
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

bool dump_event(struct dump *dump, const struct log_event *event, uint64_t seq, const char *op_glob,
		const char *actor)
{
	names_note(&dump->names, dump->log, event);
	if (!passes(dump, event, op_glob, actor))
		return false;
	write_common_keys(dump, event, seq);
	write_own_keys(dump, event);
	if (event->flags & LOG_VOLATILE)
		fputs(",\"volatile\":true", dump->out);
	if (event->flags & LOG_STEP)
		fputs(",\"step\":true", dump->out);
	fputs("}\n", dump->out);
	return true;
}
