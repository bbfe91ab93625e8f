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

/* What reads the log beside the one that prints its events. */
struct reading {
	struct dump *dump;
	struct model *model;
	struct watch *watch;
	struct seen seen;
	bool printed; /* an event passed the filters */
};

/* Those that this event, the last one, showed first. */
static void print_insights(struct reading *reading, const struct log_event *event)
{
	const struct model *model = reading->model;
	struct insight insights[INSIGHTS_AT_ONCE];
	uint32_t i, count = insight_may_follow(model, event) ? insight_find(insights, INSIGHTS_AT_ONCE, model) : 0;
	for (i = 0; i < count; i++)
		if (seen_first(&reading->seen, &insights[i]))
			print_insight(&insights[i], model);
	for (i = watch_count(reading->watch, model->seq - 1); i < watch_count(reading->watch, model->seq); i++)
		print_insight(watch_insight(reading->watch, i), model);
}

/* Prints all events that pass. Returns as cli_flush. */
static int print_events(struct reading *reading, const struct log *log, const struct cli *cli)
{
	const struct log_event *event;
	uint64_t pos = 0, end = log_committed(log);
	int failed = 0;
	while (!failed && (event = log_next(log, &pos, end)) != NULL) {
		model_apply(reading->model, event);
		watch_apply(reading->watch, reading->model, event);
		if (dump_event(reading->dump, event, reading->model->seq, cli->args->op, cli->args->actor))
			reading->printed = true;
		print_insights(reading, event);
		if (reading->model->seq % EVENTS_A_FLUSH == 0)
			failed = cli_flush(cli->catalog);
	}
	return failed ? failed : cli_flush(cli->catalog);
}

/* The names of a recording's actors, as many as there is room for. */
static void list_actors(char *out, size_t size, const struct model *model)
{
	size_t used = 0;
	out[0] = '\0';
	for (uint32_t id = 0; id < model->actor_count && used < size; id++)
		if (model_actor(model, id) != NULL)
			used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "",
						 model_name(model, id));
}

/* Filters that nothing passed are mistyped more often than meant. */
static void say_nothing_matches(const struct reading *reading, const struct cli *cli)
{
	const struct args *args = cli->args;
	struct complaint complaint = {.catalog = cli->catalog};
	char actors[512];
	if (args->op != NULL)
		complain(&complaint, args->actor != NULL
			     ? N_("--op %s: no event of %s matches; operations are named as in 'lock.acquire' or 'lock.*'")
			     : N_("--op %s: no event matches; operations are named as in 'lock.acquire' or 'lock.*'"),
			 complaint_word(args->op), args->actor);
	else {
		list_actors(actors, sizeof(actors), reading->model);
		complain(&complaint, N_("--actor %s: the recording has no such actor; it has %s"),
			 complaint_word(args->actor), actors);
	}
	cli_fail(0, complaint.text);
}

static int print_log(const struct log *log, const struct cli *cli)
{
	struct reading reading = {.dump = dump_new(log, stdout), .model = model_new(log), .watch = watch_new()};
	int failed;
	if (reading.dump != NULL && reading.model != NULL && reading.watch != NULL) {
		dump_header(reading.dump);
		failed = print_events(&reading, log, cli);
		if (!failed && !reading.printed && (cli->args->op != NULL || cli->args->actor != NULL))
			say_nothing_matches(&reading, cli);
	} else {
		failed = cli_no_memory(cli->catalog, "dump");
	}
	seen_fini(&reading.seen);
	watch_free(reading.watch);
	model_free(reading.model);
	dump_free(reading.dump);
	return failed;
}

int cli_dump(const struct cli *cli)
{
	struct complaint complaint = {.catalog = cli->catalog};
	struct log *log;
	int unsound = recording_open(&log, &complaint, cli->args->operand);
	int failed = log != NULL ? print_log(log, cli) : 0;
	log_free(log);
	if (failed == EXIT_LEFT) /* the reader of a pipe had enough: that is no fault */
		failed = 0;
	return failed ? failed : unsound ? cli_fail(unsound, complaint.text) : 0;
}
