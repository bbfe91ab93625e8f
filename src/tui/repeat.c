/* A live run is repeated like any other: the order of its choices is the schedule, so the command asks for
 * manual order with those choices made first. */
#include "tui/repeat.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/scenarios.h"
#include "session/schedule.h"

/* Characters that mean themselves to every shell. */
static bool is_plain(const char *text)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
	return text[0] != '\0' && text[strspn(text, plain)] == '\0';
}

static void put_word(FILE *out, const char *word)
{
	putc(' ', out);
	if (is_plain(word)) {
		fputs(word, out);
		return;
	}
	putc('\'', out);
	for (; *word != '\0'; word++)
		fputs(*word == '\'' ? "'\\''" : (const char[]){*word, '\0'}, out);
	putc('\'', out);
}

/* "NAME=VALUE" lines as --set options. */
static int put_params(FILE *out, const char *params)
{
	char *copy = strdup(params);
	if (copy == NULL)
		return -1;
	char *rest = NULL;
	for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		fputs(" --set", out);
		put_word(out, line);
	}
	free(copy);
	return 0;
}

/* The kernel takes no longer word (MAX_ARG_STRLEN is 128 KiB). */
enum { SCHEDULE_MAX = 100000 };

static int put_run(FILE *out, const struct session_options *options, const struct log *log,
		   const struct catalog *catalog)
{
	char *schedule;
	if (schedule_of_log(&schedule, log, UINT64_MAX) != 0)
		return -1;
	if (strlen(schedule) > SCHEDULE_MAX) {
		fprintf(out, "# %s",
			tr(catalog, N_("This run has too many choices for a command line; --record FILE keeps such a run.")));
		free(schedule);
		return 0;
	}
	fputs("interleave run", out);
	put_word(out, options->scenario);
	fputs(" --strategy manual", out);
	const struct il_scenario *scenario = scenario_find(options->scenario);
	if (options->time_free != (scenario != NULL && scenario->time_free))
		fputs(options->time_free ? " --time free" : " --time respected", out);
	int failed = options->params != NULL ? put_params(out, options->params) : 0;
	if (schedule[0] != '\0') {
		fputs(" --schedule", out);
		put_word(out, schedule);
	}
	fprintf(out, " --seed %" PRIu64, options->seed);
	free(schedule);
	return failed;
}

/* Closes the stream that filled *text; gives the text up when anything failed. */
static int finish(char **text, FILE *out, int failed)
{
	if (fclose(out) != 0 || failed != 0) {
		free(*text);
		*text = NULL;
		return -1;
	}
	return 0;
}

int repeat_command(char **out, const struct session_options *options, const struct log *log,
		   const struct catalog *catalog)
{
	size_t size;
	FILE *stream = open_memstream(out, &size);
	if (stream == NULL)
		return -1;
	return finish(out, stream, put_run(stream, options, log, catalog));
}

int repeat_replay(char **out, const char *path)
{
	size_t size;
	FILE *stream = open_memstream(out, &size);
	if (stream == NULL)
		return -1;
	fputs("interleave replay", stream);
	put_word(stream, path);
	return finish(out, stream, 0);
}
