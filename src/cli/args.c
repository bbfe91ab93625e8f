/* Options stand in one table: name, value, the commands that know it, the function that takes its value, and
 * its words in the help. A function that takes a value answers NULL, or why it cannot. */
#include "cli/args.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "po/catalog.h"
#include "tui/theme.h"

static const struct {
	const char *name, *operand, *about;
} commands[COMMAND_COUNT] = {
    [COMMAND_MENU] = {"", NULL, "the menu of scenarios, on the terminal"},
    [COMMAND_LIST] = {"list", NULL, "name the scenarios: id, title, section, parameters"},
    [COMMAND_RUN] = {"run", "ID", "run a scenario; without a terminal, print its transcript"},
    [COMMAND_REPLAY] = {"replay", "FILE", "open a recording"},
    [COMMAND_DUMP] = {"dump", "FILE", "print a recording as JSON lines"},
};

#define ON(command) (1u << (command))
#define ON_RUN      ON(COMMAND_RUN)
#define ON_SCREEN   (ON(COMMAND_MENU) | ON(COMMAND_RUN) | ON(COMMAND_REPLAY))
#define ON_ALL      ((1u << COMMAND_COUNT) - 1)

/* ---- values ---- */

static const char *read_whole(uint64_t *out, const char *value)
{
	char *end;
	errno = 0;
	unsigned long long number = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0)
		return "not a whole number from 0 up";
	*out = number;
	return NULL;
}

static const char *read_positive(double *out, const char *value)
{
	char *end;
	double number = strtod(value, &end);
	if (value[0] == '\0' || *end != '\0' || !isfinite(number) || number <= 0)
		return "not a number above 0";
	*out = number;
	return NULL;
}

static const char *take_json(struct args *args, const char *value)
{
	(void)value;
	args->json = true;
	return NULL;
}

static const char *take_seed(struct args *args, const char *value)
{
	args->seed_given = true;
	return read_whole(&args->seed, value);
}

static const char *take_strategy(struct args *args, const char *value)
{
	static const struct {
		const char *name;
		enum session_strategy strategy;
	} strategies[] = {
	    {"live", STRATEGY_LIVE},
	    {"manual", STRATEGY_MANUAL},
	    {"round-robin", STRATEGY_ROUND_ROBIN},
	    {"random", STRATEGY_RANDOM},
	};
	args->strategy_given = true;
	args->replay = NULL;
	for (size_t i = 0; i < sizeof(strategies) / sizeof(strategies[0]); i++)
		if (strcmp(strategies[i].name, value) == 0) {
			args->strategy = strategies[i].strategy;
			return NULL;
		}
	if (strncmp(value, "replay:", 7) == 0 && value[7] != '\0') {
		args->strategy = STRATEGY_REPLAY;
		args->replay = value + 7;
		return NULL;
	}
	return "no such strategy; there are live, manual, round-robin, random and replay:FILE";
}

static const char *take_time(struct args *args, const char *value)
{
	args->time_given = true;
	args->time_free = strcmp(value, "free") == 0;
	return args->time_free || strcmp(value, "respected") == 0 ? NULL : "must be respected or free";
}

static const char *take_speed(struct args *args, const char *value)
{
	return read_positive(&args->speed, value);
}

static const char *take_pace(struct args *args, const char *value)
{
	args->pace_given = true;
	args->pace = 0;
	if (strcmp(value, "max") == 0)
		return NULL;
	return read_positive(&args->pace, value) ? "must be max, or a number above 0 (steps a second)" : NULL;
}

static const char *take_schedule(struct args *args, const char *value)
{
	args->schedule = value;
	return NULL;
}

static const char *take_paused(struct args *args, const char *value)
{
	(void)value;
	args->paused = true;
	return NULL;
}

static const char *take_set(struct args *args, const char *value)
{
	const char *sign = strchr(value, '=');
	if (sign == NULL || sign == value)
		return "must look like NAME=VALUE";
	if (args->set_count == SETS_MAX)
		return "too many parameters are set";
	args->sets[args->set_count++] = value;
	return NULL;
}

static const char *take_record(struct args *args, const char *value)
{
	args->record = value;
	return value[0] != '\0' ? NULL : "must name a file";
}

static const char *take_timeout(struct args *args, const char *value)
{
	return read_positive(&args->timeout, value);
}

static const char *take_max_events(struct args *args, const char *value)
{
	const char *complaint = read_whole(&args->max_events, value);
	return complaint != NULL || args->max_events > 0 ? complaint : "must be at least 1";
}

static const char *take_language(struct args *args, const char *value)
{
	args->language = value;
	return catalog_find(value) != NULL ? NULL : "no such language; there are en and ko";
}

static const char *take_ascii(struct args *args, const char *value)
{
	(void)value;
	args->ascii = true;
	return NULL;
}

static const char *take_theme(struct args *args, const char *value)
{
	args->theme = value;
	return theme_find(value) != NULL ? NULL
					 : "no such theme; there are dark, light, high-contrast and mono";
}

static const char *take_no_color(struct args *args, const char *value)
{
	(void)value;
	args->no_color = true;
	return NULL;
}

static const char *take_headless(struct args *args, const char *value)
{
	(void)value;
	args->headless = true;
	return NULL;
}

static const char *take_at(struct args *args, const char *value)
{
	args->at_given = true;
	return read_whole(&args->at, value);
}

static const char *take_size(struct args *args, const char *value)
{
	char rest;
	int width, height;
	if (sscanf(value, "%4dx%4d%c", &width, &height, &rest) != 2 || width < 1 || height < 1)
		return "must look like 80x24";
	args->width = width;
	args->height = height;
	return NULL;
}

static const char *take_op(struct args *args, const char *value)
{
	args->op = value;
	return NULL;
}

static const char *take_actor(struct args *args, const char *value)
{
	args->actor = value;
	return NULL;
}

static const char *take_help(struct args *args, const char *value)
{
	(void)value;
	args->help = true;
	return NULL;
}

static const char *take_version(struct args *args, const char *value)
{
	(void)value;
	args->version = true;
	return NULL;
}

/* ---- the table ---- */

struct option {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* what it takes, in the help; NULL: nothing */
	unsigned commands; /* that know it */
	const char *(*take)(struct args *args, const char *value);
	const char *help;
};

static const struct option options[] = {
    {0, "json", NULL, ON(COMMAND_LIST), take_json, "as one JSON array"},
    {0, "strategy", "NAME", ON_RUN, take_strategy,
     "who chooses what goes next: live (the operating system), manual (you),\n"
     "round-robin, random, replay:FILE. Default: manual on a terminal, else live"},
    {0, "seed", "N", ON_RUN, take_seed, "of the random numbers, and of --strategy random (default 1)"},
    {0, "schedule", "S", ON_RUN, take_schedule, "choices to make first, as a run prints them: 0x4.1x3.c.2"},
    {0, "time", "KIND", ON_RUN, take_time,
     "respected (default): the clock goes on when nobody else can;\nfree: at any moment, so that sleeping "
     "orders nothing"},
    {0, "speed", "X", ON_RUN, take_speed, "live: session seconds a second (default 1)"},
    {0, "pace", "N|max", ON_RUN, take_pace, "otherwise: steps a second (default 4 on a terminal, else max)"},
    {0, "paused", NULL, ON_RUN, take_paused, "begin paused, as every run on a terminal does"},
    {0, "set", "NAME=VALUE", ON_RUN, take_set, "set a parameter of the scenario"},
    {0, "record", "FILE", ON_RUN, take_record, "record into FILE"},
    {0, "timeout", "S", ON_RUN, take_timeout, "end the run after S real seconds, pauses apart"},
    {0, "max-events", "N", ON_RUN, take_max_events,
     "end the run when its log holds N events (default 20 million)"},
    {0, "headless", NULL, ON_RUN | ON(COMMAND_REPLAY), take_headless,
     "print the transcript instead of opening a screen"},
    {0, "at", "STEP", ON(COMMAND_REPLAY), take_at,
     "with --headless: print the screen just after that step, as text"},
    {0, "size", "WxH", ON(COMMAND_REPLAY), take_size, "of that screen (default 80x24)"},
    {0, "op", "GLOB", ON(COMMAND_DUMP), take_op, "only operations that match, such as 'lock.*'"},
    {0, "actor", "NAME", ON(COMMAND_DUMP), take_actor, "only what this actor did (its name or its number)"},
    {0, "lang", "en|ko", ON_SCREEN | ON(COMMAND_LIST), take_language,
     "language (default: the environment's)"},
    {0, "ascii", NULL, ON_SCREEN, take_ascii, "draw with ASCII characters only"},
    {0, "theme", "NAME", ON_SCREEN, take_theme, "dark (default), light, high-contrast, mono"},
    {0, "no-color", NULL, ON_SCREEN, take_no_color, "as --theme mono, and as NO_COLOR in the environment"},
    {'h', "help", NULL, ON_ALL, take_help, "this help"},
    {'V', "version", NULL, ON_ALL, take_version, "the version"},
};

enum { OPTION_COUNT = sizeof(options) / sizeof(options[0]) };

/* ---- reading ---- */

struct reader {
	struct args *args;
	char *error;
	size_t size;
	int argc, at; /* argv[at] is read next */
	char *const *argv;
};

static int find_command(const char *word)
{
	for (int command = COMMAND_LIST; command < COMMAND_COUNT; command++)
		if (strcmp(commands[command].name, word) == 0)
			return command;
	return -1;
}

static int unknown_command(struct reader *reader, const char *word)
{
	const char *meant = NULL;
	size_t best = suggest_limit(word) + 1;
	for (int command = COMMAND_LIST; command < COMMAND_COUNT; command++) {
		size_t distance = suggest_distance(word, commands[command].name);
		if (distance < best) {
			best = distance;
			meant = commands[command].name;
		}
	}
	if (meant != NULL)
		snprintf(reader->error, reader->size, "%s: no such command; did you mean `interleave %s`?",
			 word, meant);
	else
		snprintf(reader->error, reader->size,
			 "%s: no such command; `interleave --help` names them all", word);
	return -1;
}

static const struct option *find_option(const char *name, size_t length, char letter)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &options[i];
		if (letter != 0 && option->letter == letter)
			return option;
		if (letter == 0 && strlen(option->name) == length && strncmp(option->name, name, length) == 0)
			return option;
	}
	return NULL;
}

static int unknown_option(struct reader *reader, const char *word)
{
	const char *meant = NULL;
	char name[64];
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	size_t best = suggest_limit(name);
	for (int i = 0; i < OPTION_COUNT; i++) {
		char candidate[64];
		snprintf(candidate, sizeof(candidate), "--%s", options[i].name);
		size_t distance = suggest_distance(name, candidate);
		if (distance < best && (options[i].commands & ON(reader->args->command))) {
			best = distance;
			meant = options[i].name;
		}
	}
	const char *command = commands[reader->args->command].name;
	if (meant != NULL)
		snprintf(reader->error, reader->size, "%s: no such option; did you mean --%s?", name, meant);
	else
		snprintf(reader->error, reader->size,
			 "%s: no such option; `interleave %s%s--help` names them all", name, command,
			 command[0] != '\0' ? " " : "");
	return -1;
}

/* The option's value: behind '=', or the next word. */
static int take_option(struct reader *reader, const struct option *option, const char *value)
{
	struct args *args = reader->args;
	if (!(option->commands & ON(args->command))) {
		snprintf(reader->error, reader->size,
			 "--%s: not an option of `interleave%s%s`; see its --help", option->name,
			 args->command != COMMAND_MENU ? " " : "", commands[args->command].name);
		return -1;
	}
	if (option->value == NULL && value != NULL) {
		snprintf(reader->error, reader->size, "--%s: takes no value; leave \"=%s\" out", option->name,
			 value);
		return -1;
	}
	if (option->value != NULL && value == NULL) {
		if (reader->at == reader->argc) {
			snprintf(reader->error, reader->size, "--%s: its value is missing; write --%s %s",
				 option->name, option->name, option->value);
			return -1;
		}
		value = reader->argv[reader->at++];
	}
	const char *complaint = option->take(args, value);
	if (complaint == NULL)
		return 0;
	snprintf(reader->error, reader->size, "--%s %s: %s", option->name, value, complaint);
	return -1;
}

static int read_option(struct reader *reader, const char *word)
{
	const struct option *option;
	const char *value = NULL;
	if (word[1] != '-') {
		option = word[2] == '\0' ? find_option(NULL, 0, word[1]) : NULL;
	} else {
		size_t length = strcspn(word + 2, "=");
		option = find_option(word + 2, length, 0);
		if (word[2 + length] == '=')
			value = word + 2 + length + 1;
	}
	return option != NULL ? take_option(reader, option, value) : unknown_option(reader, word);
}

static int read_operand(struct reader *reader, const char *word)
{
	struct args *args = reader->args;
	if (commands[args->command].operand != NULL && args->operand == NULL) {
		args->operand = word;
		return 0;
	}
	snprintf(reader->error, reader->size, "%s: one word too many; see `interleave%s%s --help`", word,
		 args->command != COMMAND_MENU ? " " : "", commands[args->command].name);
	return -1;
}

static int read_words(struct reader *reader)
{
	bool only_operands = false;
	while (reader->at < reader->argc) {
		const char *word = reader->argv[reader->at++];
		if (!only_operands && strcmp(word, "--") == 0)
			only_operands = true;
		else if (!only_operands && word[0] == '-' && word[1] != '\0') {
			if (read_option(reader, word) != 0)
				return -1;
		} else if (read_operand(reader, word) != 0)
			return -1;
	}
	return 0;
}

/* What the options ask of each other. */
static int check_together(struct reader *reader)
{
	const struct args *args = reader->args;
	const char *operand = commands[args->command].operand;
	if (args->help || args->version)
		return 0;
	if (operand != NULL && args->operand == NULL)
		snprintf(reader->error, reader->size, "%s: its %s is missing%s", commands[args->command].name,
			 operand, args->command == COMMAND_RUN ? "; `interleave list` names them all" : "");
	else if ((args->at_given || args->width > 0) && !args->headless)
		snprintf(reader->error, reader->size, "%s: prints a screen as text; add --headless",
			 args->at_given ? "--at" : "--size");
	else if (args->width > 0 && !args->at_given)
		snprintf(reader->error, reader->size, "--size: of which screen? add --at STEP");
	else
		return 0;
	return -1;
}

int args_parse(struct args *out, char *error, size_t size, int argc, char *const *argv)
{
	*out = (struct args){.command = COMMAND_MENU, .seed = 1, .speed = 1};
	struct reader reader = {out, error, size, argc, 1, argv};
	if (argc > 1 && argv[1][0] != '-') {
		int command = find_command(argv[1]);
		if (command < 0)
			return unknown_command(&reader, argv[1]);
		out->command = (enum command)command;
		reader.at = 2;
	}
	return read_words(&reader) != 0 ? -1 : check_together(&reader);
}

/* ---- help ---- */

enum { HELP_COLUMN = 26 };

static void print_option(FILE *out, const struct option *option)
{
	char left[64];
	snprintf(left, sizeof(left), "  %c%c%s--%s%s%s", option->letter ? '-' : ' ',
		 option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
		 option->value ? " " : "", option->value ? option->value : "");
	fprintf(out, "%-*s", HELP_COLUMN, left);
	if (strlen(left) >= HELP_COLUMN)
		fprintf(out, "\n%*s", HELP_COLUMN, "");
	for (const char *at = option->help; *at != '\0'; at++) {
		putc(*at, out);
		if (*at == '\n')
			fprintf(out, "%*s", HELP_COLUMN, "");
	}
	putc('\n', out);
}

static void print_commands(FILE *out)
{
	fputs("Watch concurrency happen, one step at a time.\n\n", out);
	for (int command = 0; command < COMMAND_COUNT; command++) {
		char left[64];
		snprintf(left, sizeof(left), "  interleave %s %s", commands[command].name,
			 commands[command].operand ? commands[command].operand : "");
		fprintf(out, "%-*s%s\n", HELP_COLUMN, left, commands[command].about);
	}
	fputs("\nEach command has a --help of its own.\n\nOptions:\n", out);
}

static void print_exit_codes(FILE *out)
{
	fputs("\nExit codes: 0 completed, every promise kept; 1 a promise broken; 2 usage; 3 deadlock;\n"
	      "4 crashed; 5 time-out; 6 unreadable or corrupt file; 7 a replay diverged; 8 the system\n"
	      "failed us; 130 you left.\n",
	      out);
}

void args_print_help(FILE *out, enum command command)
{
	if (command == COMMAND_MENU) {
		print_commands(out);
	} else {
		fprintf(out, "interleave %s %s%s[options]: %s\n\nOptions:\n", commands[command].name,
			commands[command].operand ? commands[command].operand : "",
			commands[command].operand ? " " : "", commands[command].about);
	}
	for (int i = 0; i < OPTION_COUNT; i++)
		if (options[i].commands & ON(command))
			print_option(out, &options[i]);
	if (command == COMMAND_MENU || command == COMMAND_RUN || command == COMMAND_REPLAY)
		print_exit_codes(out);
}
