/* `dump`: a recording as JSON lines, and between them what a trained eye would say. */
#include <string.h>

#include "cli/cli.h"
#include "cli/exit.h"
#include "cli/recording.h"
#include "cli/seen.h"
#include "log/dump.h"
#include "model/watch.h"

enum { INSIGHTS_AT_ONCE = 32, INSIGHT_SIZE = 1024, EVENTS_A_FLUSH = 4096 };

/* A key and a row of strings; NULL is null. */
static void print_row(const char *key, const char *const *row, uint32_t count)
{
	printf(",\"%s\":[", key);
	for (uint32_t i = 0; i < count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		if (row[i] != NULL)
			dump_json_string(stdout, row[i]);
		else
			fputs("null", stdout);
	}
	putchar(']');
}

static void print_insight(const struct insight *insight, const struct model *model)
{
	char text[INSIGHT_SIZE];
	const char *actors[INSIGHT_ACTORS_MAX], *objects[INSIGHT_ACTORS_MAX], *sites[INSIGHT_ACTORS_MAX];
	for (uint32_t i = 0; i < insight->count; i++) {
		actors[i] = model_name(model, insight->actors[i]);
		objects[i] =
		    insight->objects[i] != LOG_NONE ? model_name(model, insight->objects[i]) : NULL;
		sites[i] = insight->sites[i] != 0 ? log_text(model->log, insight->sites[i]) : NULL;
	}
	insight_text(text, sizeof(text), insight, model);
	printf("{\"insight\":\"%s\",\"after\":%llu,\"text\":", insight_name(insight->kind),
	       (unsigned long long)model->seq);
	dump_json_string(stdout, text);
	print_row("actors", actors, insight->count);
	print_row("objects", objects, insight->count);
	print_row("sites", sites, insight->count);
	puts("}");
}

/* Those that the last event showed first. */
static void print_insights(struct seen *seen, const struct model *model, const struct watch *watch)
{
	struct insight insights[INSIGHTS_AT_ONCE];
	uint32_t i, count = insight_find(insights, INSIGHTS_AT_ONCE, model);
	for (i = 0; i < count; i++)
		if (seen_first(seen, &insights[i]))
			print_insight(&insights[i], model);
	for (i = watch_count(watch, model->seq - 1); i < watch_count(watch, model->seq); i++)
		print_insight(watch_insight(watch, i), model);
}

/* Prints all events. Returns as cli_flush. */
static int print_events(struct dump *dump, struct model *model, struct watch *watch, const struct log *log,
			const struct args *args)
{
	struct seen seen = {0};
	const struct log_event *event;
	uint64_t pos = 0, end = log_committed(log);
	int failed = 0;
	while (!failed && (event = log_next(log, &pos, end)) != NULL) {
		model_apply(model, event);
		watch_apply(watch, model, event);
		dump_event(dump, event, model->seq, args->op, args->actor);
		if (event->phase != LOG_ANNOUNCE) /* an announcement changes nobody's lot */
			print_insights(&seen, model, watch);
		if (model->seq % EVENTS_A_FLUSH == 0)
			failed = cli_flush();
	}
	seen_fini(&seen);
	return failed ? failed : cli_flush();
}

static int print_log(const struct log *log, const struct args *args)
{
	struct dump *dump = dump_new(log, stdout);
	struct model *model = model_new(log);
	struct watch *watch = watch_new();
	int failed;
	if (dump != NULL && model != NULL && watch != NULL) {
		dump_header(dump);
		failed = print_events(dump, model, watch, log, args);
	} else {
		failed = cli_fail(EXIT_SYSTEM, "dump: out of memory");
	}
	watch_free(watch);
	model_free(model);
	dump_free(dump);
	return failed;
}

int cli_dump(const struct cli *cli)
{
	char error[512];
	struct log *log;
	int unsound = recording_open(&log, error, sizeof(error), cli->args->operand);
	int failed = log != NULL ? print_log(log, cli->args) : 0;
	log_free(log);
	if (failed == EXIT_LEFT) /* the reader of a pipe had enough: that is no fault */
		failed = 0;
	return failed ? failed : unsound ? cli_fail(unsound, error) : 0;
}
