/* `dump`: a recording as JSON lines, and between them what a trained eye would say. */
#include <string.h>

#include "cli/cli.h"
#include "cli/exit.h"
#include "cli/recording.h"
#include "cli/seen.h"
#include "log/dump.h"

enum { INSIGHTS_AT_ONCE = 32, INSIGHT_SIZE = 1024, EVENTS_A_FLUSH = 4096 };

static void print_insights(struct seen *seen, const struct model *model)
{
	struct insight insights[INSIGHTS_AT_ONCE];
	uint32_t count = insight_find(insights, INSIGHTS_AT_ONCE, model);
	for (uint32_t i = 0; i < count; i++) {
		char text[INSIGHT_SIZE];
		if (!seen_first(seen, &insights[i]))
			continue;
		insight_text(text, sizeof(text), &insights[i], model);
		printf("{\"insight\":\"%s\",\"after\":%llu,\"text\":", insight_name(insights[i].kind),
		       (unsigned long long)model->seq);
		dump_json_string(stdout, text);
		puts("}");
	}
}

/* Prints all events. Returns as cli_flush. */
static int print_events(struct dump *dump, struct model *model, const struct log *log,
			const struct args *args)
{
	struct seen seen = {0};
	const struct log_event *event;
	uint64_t pos = 0, end = log_committed(log);
	int failed = 0;
	while (!failed && (event = log_next(log, &pos, end)) != NULL) {
		model_apply(model, event);
		dump_event(dump, event, model->seq, args->op, args->actor);
		if (event->phase != LOG_ANNOUNCE) /* an announcement changes nobody's lot */
			print_insights(&seen, model);
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
	int failed;
	if (dump != NULL && model != NULL) {
		dump_header(dump);
		failed = print_events(dump, model, log, args);
	} else {
		failed = cli_fail(EXIT_SYSTEM, "dump: out of memory");
	}
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
