/* Names, times, values and printed lines. */
#include "view/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/text.h"
#include "view/phrase.h"

char *words_time(char *out, size_t size, const struct catalog *catalog, int64_t ns)
{
	uint64_t length = ns < 0 ? -(uint64_t)ns : (uint64_t)ns, ms = (length + 500000) / 1000000;
	char seconds[32];

	snprintf(seconds, sizeof(seconds), "%s%" PRIu64 ".%03u", ns < 0 ? "-" : "", ms / 1000, (unsigned)(ms % 1000));
	return tr_format(out, size, catalog, N_("%ss"), seconds);
}

int64_t words_between(int64_t from, int64_t to)
{
	int64_t between;

	if (__builtin_sub_overflow(to, from, &between) || between == INT64_MIN)
		return to > from ? INT64_MAX : -INT64_MAX;
	return between;
}

char *words_name(char *out, size_t size, const struct view_input *in, uint32_t id)
{
	const struct model_object *object = model_object(in->model, id);
	struct phrase phrase = phrase_begin(out, size);

	if (id == LOG_CLOCK)
		phrase_add(&phrase, tr(in->catalog, N_("clock")));
	else if (id == LOG_USER)
		phrase_add(&phrase, tr(in->catalog, N_("you")));
	else
		phrase_add(&phrase, model_name(in->model, id));
	if (object != NULL && object->cloned_from != LOG_NONE && object->process != 0) {
		phrase_add(&phrase, " (");
		phrase_add(&phrase, model_name(in->model, object->process));
		phrase_add(&phrase, ")");
	}
	return out;
}

char *words_actor(char *out, size_t size, const struct view_input *in, uint32_t id)
{
	if (model_actor(in->model, id) == NULL)
		return words_name(out, size, in, id);
	snprintf(out, size, "%" PRIu32 " ", id);
	words_name(out + strlen(out), size - strlen(out), in, id);
	return out;
}

char *words_title(char *out, size_t size, const struct view_input *in, const char *title, uint64_t above,
		  uint64_t below)
{
	const char *message = above == 0 && below == 0 ? "%1$s"
			      : below == 0             ? N_("%1$s (%2$s above)")
			      : above == 0             ? N_("%1$s (%3$s below)")
						       : N_("%1$s (%2$s above, %3$s below)");
	char a[24], b[24];

	snprintf(a, sizeof(a), "%" PRIu64, above);
	snprintf(b, sizeof(b), "%" PRIu64, below);
	return tr_format(out, size, in->catalog, message, tr(in->catalog, title), a, b);
}

static char *put_value(char *out, size_t size, const struct view_input *in, const struct model_item *item,
		       bool quoted)
{
	struct phrase phrase = phrase_begin(out, size);
	const char *text;
	double number;

	switch (item->kind) {
	case VALUE_INT:
		snprintf(out, size, "%" PRId64, item->value);
		return out;
	case VALUE_DOUBLE:
		memcpy(&number, &item->value, sizeof(number));
		snprintf(out, size, "%g", number);
		return out;
	case VALUE_STRING:
		text = tr(in->catalog, log_text(in->model->log, item->text));
		phrase_add(&phrase, quoted ? "\"" : "");
		phrase_add(&phrase, text);
		phrase_add(&phrase, quoted ? "\"" : "");
		return out;
	case VALUE_ERROR:
		return phrase_copy(out, size, log_text(in->model->log, item->text));
	case VALUE_OBJECT:
		return words_name(out, size, in, (uint32_t)item->value);
	default:
		phrase_add(&phrase, "None");
		return out;
	}
}

char *words_item(char *out, size_t size, const struct view_input *in, const struct model_item *item)
{
	bool spaced = item->kind == VALUE_STRING &&
		      strpbrk(tr(in->catalog, log_text(in->model->log, item->text)), " ") != NULL;

	return put_value(out, size, in, item, spaced);
}

char *words_value(char *out, size_t size, const struct view_input *in, const struct model_item *item)
{
	return put_value(out, size, in, item, true);
}

/* As Python writes a pair. */
static char *put_pair(char *out, size_t size, const struct model_item *item, const char *value)
{
	char priority[24];
	struct phrase phrase = phrase_begin(out, size);

	snprintf(priority, sizeof(priority), "(%" PRId32 ", ", item->priority);
	phrase_add(&phrase, priority);
	phrase_add(&phrase, value);
	phrase_add(&phrase, ")");
	return out;
}

char *words_queued(char *out, size_t size, const struct view_input *in, const struct model_object *queue,
		   const struct model_item *item)
{
	char value[WORDS_MAX];

	if (queue->order != QUEUE_HAS_PRIORITIES)
		return words_item(out, size, in, item);
	return put_pair(out, size, item, words_item(value, sizeof(value), in, item));
}

/* What `event` carries, as an item: the text of a query is the attribute, that of its answer is in `value`. */
static struct model_item item_of(const struct log_event *event)
{
	uint32_t text = event->op == OP_QUERY ? (uint32_t)event->value : event->text;
	bool queued = event->op == OP_QUEUE_PUT || event->op == OP_QUEUE_GET;

	return (struct model_item){event->flags & LOG_VALUE_KIND, text, event->value, queued ? event->z : 0};
}

char *words_event_value(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	const struct model_object *queue = model_object(in->model, event->object);
	struct model_item item = item_of(event);
	char value[WORDS_MAX];

	if (queue == NULL || queue->order != QUEUE_HAS_PRIORITIES ||
	    (event->op != OP_QUEUE_PUT && event->op != OP_QUEUE_GET))
		return words_value(out, size, in, &item);
	return put_pair(out, size, &item, words_value(value, sizeof(value), in, &item));
}

char *words_actors(char *out, size_t size, const struct view_input *in, const char *ids)
{
	struct phrase phrase = phrase_begin(out, size);
	char *end;

	for (; *ids != '\0'; ids = end) {
		uint32_t id = (uint32_t)strtoul(ids, &end, 10);
		char name[WORDS_MAX];

		if (end == ids)
			break;
		phrase_join(&phrase, ", ", words_name(name, sizeof(name), in, id));
	}
	return out;
}

static const char *translate(void *context, const char *text)
{
	return tr(context, text);
}

/* As CPython reports an exception that nobody caught. */
static const char *words_of_end(unsigned op)
{
	return op == OP_EXIT              ? N_("Exception in the main program: %2$s")
	       : op == OP_PROCESS_EXIT    ? N_("Process %1$s: %2$s")
	       : op == OP_FUTURE_CALLBACK ? N_("exception calling a callback of %3$s: %2$s")
	       : op == OP_EXECUTOR_BREAK  ? N_("Exception in initializer: %2$s")
					  : N_("Exception in thread %1$s: %2$s");
}

char *words_print(char *out, size_t size, const struct model *model, const struct catalog *catalog,
		  const struct log_event *event)
{
	const char *format = log_text(model->log, event->text);
	struct phrase phrase = phrase_begin(out, size);

	if (event->op == OP_LOOP_EXCEPTION) {
		phrase_add(&phrase, model_name(model, event->object));
		phrase_add(&phrase, ": ");
		phrase_add(&phrase, tr(catalog, log_text(model->log, (uint32_t)event->value)));
		phrase_join(&phrase, ": ", format);
	} else if (model_raises(event)) {
		tr_format(out, size, catalog, words_of_end(event->op), model_name(model, event->actor), format,
			  model_name(model, event->object));
	} else if (event->op == OP_PRINT) {
		text_format(out, size, tr(catalog, format), log_text(model->log, event->via), translate,
			    (void *)catalog);
		tr_settle(out, catalog);
	} else {
		phrase_add(&phrase, format);
	}
	return out;
}

int words_widest_name(const struct view_input *in)
{
	const struct model *head = timeline_head(in->timeline);
	int widest = 4;
	uint32_t id;

	for (id = 0; id < head->actor_count; id++)
		if (model_actor(head, id) != NULL) {
			int width = frame_text_width(model_name(head, id));

			widest = width > widest ? width : widest;
		}
	return widest;
}

const char *words_over(const struct view_input *in)
{
	static const char *const ends[LOG_STATUS_COUNT] = {
	    [LOG_RUNNING] = N_("the recording stops here; whoever wrote it died."),
	    [LOG_CRASHED] = N_("a process of the run was killed, or failed."),
	    [LOG_TIMED_OUT] = N_("the time allowed for the run was over."),
	    [LOG_TRUNCATED] = N_("the log was full, which ended the run."),
	    [LOG_DIVERGED] = N_("another operation came than the one to be followed."),
	    [LOG_FORK_LIMIT] = N_("there were more processes at once than a run may have, or the system gives."),
	};
	size_t status = in->run.status < LOG_STATUS_COUNT ? (size_t)in->run.status : LOG_LEFT;

	if (!in->run.ended || in->model->step < in->step_now || status == LOG_DEADLOCK)
		return NULL;
	return tr(in->catalog, ends[status] != NULL ? ends[status] : N_("the run has been ended."));
}

const char *words_order(const struct view_input *in, const char *strategy)
{
	static const struct {
		const char *strategy, *order;
	} orders[] = {
	    {"live", N_("live")},     {"manual", N_("you choose")}, {"round-robin", N_("round-robin")},
	    {"random", N_("random")}, {"pct", N_("pct")},           {"replay", N_("replay")},
	    {"recording", N_("recording")},
	};
	size_t i;

	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (strcmp(orders[i].strategy, strategy) == 0)
			return tr(in->catalog, orders[i].order);
	return strategy;
}
