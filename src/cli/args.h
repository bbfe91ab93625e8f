/* The command line: one table of commands, one of options, and what they were given.
 *
 * Pure: reads nothing but its arguments. Strings in struct args are borrowed from argv. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/complaint.h"
#include "session/session.h"

enum command {
	COMMAND_MENU, /* no word at all */
	COMMAND_LIST,
	COMMAND_RUN,
	COMMAND_REPLAY,
	COMMAND_DUMP,
	COMMAND_CONFIG,
	COMMAND_COMPLETIONS,
	COMMAND_COUNT
};

enum { SETS_MAX = 32 };

struct args {
	enum command command;
	bool help, version;
	const char *operand; /* the scenario's id, or the file; NULL */
	/* list */
	bool json;
	/* run */
	enum session_strategy strategy;
	bool strategy_given;
	const char *replay; /* --strategy replay:FILE */
	uint64_t seed;
	bool seed_given;
	uint32_t depth; /* --strategy pct; 0: the default */
	bool time_free, time_given;
	double speed;
	double pace; /* 0: max */
	bool pace_given;
	const char *schedule;
	bool paused;
	const char *sets[SETS_MAX]; /* "NAME=VALUE" */
	size_t set_count;
	const char *record;
	double timeout; /* seconds, 0 none */
	uint64_t max_events;
	/* how it is shown */
	const char *language, *theme;
	bool ascii, no_color, no_mouse, headless, linear;
	/* config */
	bool defaults;
	/* replay */
	bool at_given;
	uint64_t at;
	int width, height; /* 0: not given */
	/* dump */
	const char *op, *actor;
};

/* Reads the command line (argv[0] is the program). 0; -1 with `complaint` about the first fault. */
int args_parse(struct args *out, struct complaint *complaint, int argc, char *const *argv);

/* The language that --lang asks for, else NULL: for complaints about whatever stands before it. */
const char *args_language(int argc, char *const *argv);

/* What a command is called, what it takes (NULL: nothing) and what it is for (a message). */
struct command_words {
	const char *name, *operand, *about;
};

const struct command_words *args_command(enum command command);

#endif
