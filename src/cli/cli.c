/* The beginning of every command: locale, arguments, terminal. */
#include "cli/cli.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <wchar.h>

#include "cli/exit.h"
#include "cli/help.h"
#include "tui/screen.h"

static const char version[] = "0.1.0";

int cli_fail(int code, const char *words)
{
	fflush(stdout);
	fprintf(stderr, "interleave: %s\n", words);
	return code;
}

int cli_flush(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	if (errno == EPIPE)
		return EXIT_LEFT;
	fprintf(stderr, "interleave: standard output: cannot be written: %s\n", strerror(errno));
	return EXIT_SYSTEM;
}

/* Takes the environment's characters, and only those: numbers are written the same everywhere. Whether they
 * include more than ASCII, each in the cells that the layouts count on. */
static bool use_locale(void)
{
	setlocale(LC_CTYPE, "");
	bool rich = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && wcwidth(L'─') == 1;
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8"); /* our texts are UTF-8 in any locale */
	return rich;
}

/* A screen is configured; what goes to a file or another program is the same for everybody. */
static bool wants_config(const struct cli *cli)
{
	enum command command = cli->args->command;
	bool shows = command == COMMAND_MENU || command == COMMAND_RUN || command == COMMAND_REPLAY;
	return command == COMMAND_CONFIG ||
	       (shows && !cli->args->headless && (cli->terminal || cli->args->linear));
}

static const char *language_of(const struct cli *cli)
{
	if (cli->args->language != NULL)
		return cli->args->language;
	return catalog_find(cli->config.language) != NULL ? cli->config.language : catalog_language_of_environment();
}

static int print_about(const struct cli *cli)
{
	const struct catalog *catalog = catalog_find(language_of(cli));
	if (!cli->args->help)
		printf("interleave %s\n", version);
	else if (help_print(stdout, catalog, cli->args->command) != 0)
		return cli_fail(EXIT_SYSTEM, "help: not enough memory");
	return cli_flush();
}

int cli_main(int argc, char **argv)
{
	static int (*const commands[COMMAND_COUNT])(const struct cli *cli) = {
	    [COMMAND_MENU] = cli_menu,     [COMMAND_LIST] = cli_list, [COMMAND_RUN] = cli_run,
	    [COMMAND_REPLAY] = cli_replay, [COMMAND_DUMP] = cli_dump,
	    [COMMAND_CONFIG] = cli_config, [COMMAND_COMPLETIONS] = cli_completions,
	};
	char error[1024];
	struct args args;
	bool rich = use_locale();
	signal(SIGPIPE, SIG_IGN); /* a reader that leaves shows as EPIPE */
	if (args_parse(&args, error, sizeof(error), argc, argv) != 0)
		return cli_fail(EXIT_USAGE, error);
	struct cli cli = {.args = &args, .terminal = screen_possible()};
	config_default(&cli.config);
	if (args.help || args.version)
		return print_about(&cli);
	if (wants_config(&cli) && config_read_own(&cli.config, error, sizeof(error)) != 0)
		return cli_fail(EXIT_USAGE, error);
	cli.catalog = catalog_find(language_of(&cli));
	cli.ascii = args.ascii || cli.config.ascii || !rich;
	return commands[args.command](&cli);
}
