/* Reads word by word, with the tables of commands and of options; the first fault ends it with one line. */
#include "cli/args.h"

#include <string.h>

#include "cli/options.h"
#include "po/catalog.h"
#include "session/suggest.h"

static const struct command_words commands[COMMAND_COUNT] = {
    [COMMAND_MENU] = {"", NULL, N_("the menu of scenarios, on the terminal")},
    [COMMAND_LIST] = {"list", NULL, N_("name the scenarios: id, title, section, parameters")},
    [COMMAND_RUN] = {"run", "ID", N_("run a scenario; without a terminal, print its transcript")},
    [COMMAND_REPLAY] = {"replay", "FILE", N_("open a recording")},
    [COMMAND_DUMP] = {"dump", "FILE", N_("print a recording as JSON lines")},
    [COMMAND_CONFIG] = {"config", NULL, N_("print the configuration, as its file has it")},
    [COMMAND_COMPLETIONS] = {"completions", "SHELL", N_("print what bash or zsh completes commands with")},
};

/* ---- reading ---- */

struct reader {
	struct args *args;
	struct complaint *complaint;
	int argc, at; /* argv[at] is read next */
	char *const *argv;
};

enum { CALLED_SIZE = 32 };

/* A command as it is called: interleave run. */
static const char *called(char out[CALLED_SIZE], enum command command)
{
	const char *name = commands[command].name;
	snprintf(out, CALLED_SIZE, "interleave%s%s", name[0] != '\0' ? " " : "", name);
	return out;
}

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
		return complain(reader->complaint, N_("%s: no such command; did you mean `interleave %s`?"), word,
				meant);
	return complain(reader->complaint, N_("%s: no such command; `interleave --help` names them all"),
			complaint_word(word));
}

static const struct option *find_option(const char *name, size_t length, char letter)
{
	for (const struct option *option = option_table; option->name != NULL; option++) {
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
	char name[64], command[CALLED_SIZE];
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	size_t best = suggest_limit(name);
	for (const struct option *option = option_table; option->name != NULL; option++) {
		char candidate[64];
		snprintf(candidate, sizeof(candidate), "--%s", option->name);
		size_t distance = suggest_distance(name, candidate);
		if (distance < best && (option->commands & ON(reader->args->command))) {
			best = distance;
			meant = option->name;
		}
	}
	if (meant != NULL)
		return complain(reader->complaint, N_("%s: no such option; did you mean --%s?"), name, meant);
	return complain(reader->complaint, N_("%s: no such option; `%s --help` names them all"), name,
			called(command, reader->args->command));
}

/* The option's value: behind '=', or the next word. */
static int take_option(struct reader *reader, const struct option *option, const char *value)
{
	struct args *args = reader->args;
	struct complaint *complaint = reader->complaint;
	char command[CALLED_SIZE];
	if (!(option->commands & ON(args->command)))
		return complain(complaint, N_("--%s: not an option of `%s`; see its --help"), option->name,
				called(command, args->command));
	if (option->value == NULL && value != NULL)
		return complain(complaint, N_("--%s: takes no value; leave \"=%s\" out"), option->name, value);
	if (option->value != NULL && value == NULL) {
		if (reader->at == reader->argc)
			return complain(complaint, N_("--%s: its value is missing; write --%s %s"), option->name,
					option->name, option->value);
		value = reader->argv[reader->at++];
	}
	const char *why = option->take(args, value);
	if (why == NULL)
		return 0;
	return complain(complaint, "--%s %s: %s", option->name, complaint_word(value), tr(complaint->catalog, why));
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
	char command[CALLED_SIZE];
	if (commands[args->command].operand != NULL && args->operand == NULL) {
		args->operand = word;
		return 0;
	}
	return complain(reader->complaint, N_("%s: one word too many; see `%s --help`"), complaint_word(word),
			called(command, args->command));
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
		return complain(reader->complaint,
				args->command == COMMAND_RUN
				    ? N_("%s: its %s is missing; `interleave list` names them all")
				    : N_("%s: its %s is missing"),
				commands[args->command].name, operand);
	if ((args->at_given || args->width > 0) && !args->headless)
		return complain(reader->complaint, N_("%s: prints a screen as text; add --headless"),
				args->at_given ? "--at" : "--size");
	if (args->width > 0 && !args->at_given)
		return complain(reader->complaint, N_("--size: of which screen? add --at STEP"));
	return 0;
}

const char *args_language(int argc, char *const *argv)
{
	static const char option[] = "--lang";
	const char *language = NULL;
	for (int i = 1; i < argc; i++) {
		const char *value = NULL;
		if (strncmp(argv[i], option, strlen(option)) == 0 && argv[i][strlen(option)] == '=')
			value = argv[i] + strlen(option) + 1;
		else if (strcmp(argv[i], option) == 0 && i + 1 < argc)
			value = argv[i + 1];
		if (value != NULL && catalog_find(value) != NULL)
			language = value;
	}
	return language;
}

int args_parse(struct args *out, struct complaint *complaint, int argc, char *const *argv)
{
	*out = (struct args){.command = COMMAND_MENU, .seed = 1, .speed = 1};
	struct reader reader = {out, complaint, argc, 1, argv};
	if (argc > 1 && argv[1][0] != '-') {
		int command = find_command(argv[1]);
		if (command < 0)
			return unknown_command(&reader, argv[1]);
		out->command = (enum command)command;
		reader.at = 2;
	}
	return read_words(&reader) != 0 ? -1 : check_together(&reader);
}

const struct command_words *args_command(enum command command)
{
	return &commands[command];
}
