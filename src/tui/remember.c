/* Lines "key=value"; unknown ones are skipped, so that an older program reads a newer file. */
#include "tui/remember.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "session/scenarios.h"
#include "tui/orders.h"

enum { PATH_SIZE = 4096, LINE_SIZE = 256 };

/* The folder's path, made when it is not there and `make`. -1: there is no place for it. */
static int find_folder(char path[PATH_SIZE], bool make)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int length;
	if (state != NULL && state[0] == '/')
		length = snprintf(path, PATH_SIZE, "%s/interleave", state);
	else if (home != NULL && home[0] == '/')
		length = snprintf(path, PATH_SIZE, "%s/.local/state/interleave", home);
	else
		return -1;
	if (length >= PATH_SIZE - 8)
		return -1;
	for (char *slash = path + 1; make && (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	return make && mkdir(path, 0777) != 0 && errno != EEXIST ? -1 : 0;
}

static FILE *open_last(const char *mode)
{
	char path[PATH_SIZE];
	if (find_folder(path, mode[0] == 'w') != 0)
		return NULL;
	strcat(path, "/last");
	return fopen(path, mode);
}

static void read_line(struct settings *settings, const char *line)
{
	const struct il_scenario *scenario;
	double pace;
	if (strncmp(line, "scenario=", 9) == 0 && (scenario = scenario_find(line + 9)) != NULL) {
		settings_begin(settings, scenario);
	} else if (strncmp(line, "order=", 6) == 0) {
		for (int i = 0; i < ORDER_COUNT; i++)
			if (strcmp(session_strategy_name(order_table[i].strategy), line + 6) == 0)
				settings->strategy = order_table[i].strategy;
	} else if (strncmp(line, "seed=", 5) == 0) {
		settings->seed = strtoull(line + 5, NULL, 10);
	} else if (strncmp(line, "pace=", 5) == 0) {
		pace = strtod(line + 5, NULL);
		settings->pace = pace >= 0.25 && pace <= 1024 ? pace : settings->pace;
	} else if (strncmp(line, "time=", 5) == 0) {
		settings->time_free = strcmp(line + 5, "free") == 0;
	} else if (strncmp(line, "set ", 4) == 0) {
		settings_read(settings, line + 4);
	}
}

void remember_read(struct settings *settings)
{
	char line[LINE_SIZE];
	FILE *file = open_last("r");
	if (file == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		read_line(settings, line);
	}
	fclose(file);
}

void remember_write(const struct settings *settings)
{
	char *params;
	FILE *file;
	if (settings->scenario == NULL || settings_params(&params, settings) != 0)
		return;
	file = open_last("w");
	if (file != NULL) {
		fprintf(file, "scenario=%s\norder=%s\nseed=%" PRIu64 "\npace=%g\ntime=%s\n", settings->scenario->id,
			session_strategy_name(settings->strategy), settings->seed, settings->pace,
			settings->time_free ? "free" : "respected");
		for (char *at = params, *next; at != NULL; at = next) {
			next = strchr(at, '\n');
			fprintf(file, "set %.*s\n", (int)strcspn(at, "\n"), at);
			next = next != NULL ? next + 1 : NULL;
		}
		fclose(file);
	}
	free(params);
}
