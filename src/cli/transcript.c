/* The log is read once for the lines, and once more at the end for the report: the rare is not kept
 * meanwhile. */
#include "cli/transcript.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "interleave/status.h"
#include "view/explain.h"
#include "view/words.h"

enum { LINE_SIZE = 4096, INSIGHTS_MAX = 32, EVENTS_A_FLUSH = 1024 };

int transcript_init(struct transcript *transcript, const struct log *log, const struct catalog *catalog)
{
	*transcript = (struct transcript){
	    .log = log, .catalog = catalog, .model = model_new(log), .watch = watch_new()};
	if (transcript->model != NULL && transcript->watch != NULL)
		return 0;
	transcript_fini(transcript);
	return -1;
}

void transcript_fini(struct transcript *transcript)
{
	watch_free(transcript->watch);
	model_free(transcript->model);
}

int transcript_advance(struct transcript *transcript)
{
	const struct log_event *event;
	uint64_t end = log_committed(transcript->log);
	int failed = 0;
	while (!failed && (event = log_next(transcript->log, &transcript->pos, end)) != NULL) {
		char line[LINE_SIZE];
		model_apply(transcript->model, event);
		watch_apply(transcript->watch, transcript->model, event);
		if (model_prints(event) && event->op != OP_OUTPUT_RAW) {
			view_transcript(line, sizeof(line), transcript->model, transcript->catalog, event);
			puts(line);
		}
		if (transcript->model->seq % EVENTS_A_FLUSH == 0)
			failed = cli_flush(transcript->catalog);
	}
	return failed ? failed : cli_flush(transcript->catalog);
}

/* In English as dump has it, with every place; else in the words of the screen. */
static void report_insight(const struct insight *insight, const struct transcript *transcript)
{
	const struct view_input input = {.model = transcript->model, .catalog = transcript->catalog};
	char text[LINE_SIZE];
	if (transcript->catalog == catalog_find("en"))
		insight_text(text, sizeof(text), insight, transcript->model);
	else
		explain_insight(text, sizeof(text), &input, insight);
	fprintf(stderr, "interleave: %s\n", text);
}

/* What the end shows, and what the history did. */
static void report_insights(const struct transcript *transcript)
{
	struct insight insights[INSIGHTS_MAX];
	uint32_t i, count = insight_find(insights, INSIGHTS_MAX, transcript->model);
	for (i = 0; i < count; i++)
		report_insight(&insights[i], transcript);
	for (i = 0; i < watch_count(transcript->watch, transcript->model->seq); i++)
		report_insight(watch_insight(transcript->watch, i), transcript);
}

static void report_promise(const struct transcript *transcript, const struct log_event *event)
{
	if (event->result != IL_OK)
		fprintf(stderr, "interleave: %s: %s\n", tr(transcript->catalog, N_("promise broken")),
			tr(transcript->catalog, log_text(transcript->log, event->text)));
}

/* What the scenario did without it may be told next, and is not its fault. (Another process's thread cannot be started at all.) */
static void report_missing_thread(const struct transcript *transcript, const struct log_event *event)
{
	const struct model_actor *starter = model_actor(transcript->model, event->actor);
	const struct model_actor *thread = model_actor(transcript->model, event->object);
	const struct view_input input = {.model = transcript->model, .catalog = transcript->catalog};
	char who[WORDS_MAX], text[LINE_SIZE];
	if (starter == NULL || thread == NULL || starter->process != thread->process)
		return;
	words_name(who, sizeof(who), &input, event->object);
	fprintf(stderr, "interleave: %s\n",
		tr_format(text, sizeof(text), transcript->catalog,
			  N_("%1$s: could not be started: the system has no thread more; is `ulimit -u` low?"), who));
}

/* Raw output line by line, each told from our own. */
static void report_raw(const struct transcript *transcript, const struct log_event *event)
{
	const char *text = log_text(transcript->log, event->text);
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		fprintf(stderr, "interleave: %s: %.*s\n", tr(transcript->catalog, N_("raw output")), (int)length,
			text);
		text += length + (text[length] == '\n');
	}
}

void transcript_report(const struct transcript *transcript)
{
	const struct log_event *event;
	uint64_t pos = 0;
	fflush(stdout);
	report_insights(transcript);
	while ((event = log_next(transcript->log, &pos, transcript->pos)) != NULL) {
		if (event->op == OP_PROMISE && event->phase == LOG_DONE)
			report_promise(transcript, event);
		else if (event->op == OP_THREAD_START && event->result == IL_START_FAILED)
			report_missing_thread(transcript, event);
		else if (event->op == OP_OUTPUT_RAW)
			report_raw(transcript, event);
	}
}
