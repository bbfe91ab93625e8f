/* The beginning of every command: locale, arguments, terminal. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
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

int cli_no_memory(const struct catalog *catalog, const char *what)
{
	struct complaint complaint = {.catalog = catalog};
	complain(&complaint, N_("%s: out of memory"), what);
	return cli_fail(EXIT_SYSTEM, complaint.text);
}

int cli_flush(const struct catalog *catalog)
{
	struct complaint complaint = {.catalog = catalog};
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	if (errno == EPIPE)
		return EXIT_LEFT;
	complain(&complaint, N_("standard output: cannot be written: %s"), tr_errno(catalog, errno));
	return cli_fail(EXIT_SYSTEM, complaint.text);
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

/* That of the options goes before that of the configuration, and the environment's comes last. */
static const struct catalog *catalog_of(const char *asked, const char *configured)
{
	const struct catalog *catalog = asked != NULL ? catalog_find(asked) : catalog_find(configured);
	return catalog != NULL ? catalog : catalog_find(catalog_language_of_environment());
}

static int print_about(const struct cli *cli)
{
	if (!cli->args->help)
		printf("interleave %s\n", version);
	else if (help_print(stdout, cli->catalog, cli->args->command) != 0)
		return cli_no_memory(cli->catalog, "help");
	return cli_flush(cli->catalog);
}

/* Descriptors 0 to 2 that were given to us closed must not become a recording's or a pipe's, on which what we print would
 * land: they are opened such that using them fails as it did. */
static void keep_standard_descriptors(void)
{
	int fd;
	do
		fd = open("/dev/null", fcntl(STDIN_FILENO, F_GETFD) < 0 ? O_WRONLY : O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int cli_main(int argc, char **argv)
{
	static int (*const commands[COMMAND_COUNT])(const struct cli *cli) = {
	    [COMMAND_MENU] = cli_menu,     [COMMAND_LIST] = cli_list, [COMMAND_RUN] = cli_run,
	    [COMMAND_REPLAY] = cli_replay, [COMMAND_DUMP] = cli_dump,
	    [COMMAND_CONFIG] = cli_config, [COMMAND_COMPLETIONS] = cli_completions,
	};
	struct args args;
	bool rich = use_locale();
	signal(SIGPIPE, SIG_IGN); /* a reader that leaves shows as EPIPE */
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow as EFBIG */
	keep_standard_descriptors();
	struct cli cli = {.args = &args, .terminal = screen_possible()};
	config_default(&cli.config);
	cli.catalog = catalog_of(args_language(argc, argv), cli.config.language);
	struct complaint complaint = {.catalog = cli.catalog};
	if (args_parse(&args, &complaint, argc, argv) != 0)
		return cli_fail(EXIT_USAGE, complaint.text);
	if (args.help || args.version)
		return print_about(&cli);
	if (wants_config(&cli) && config_read(&cli.config, &complaint) != 0)
		return cli_fail(EXIT_USAGE, complaint.text);
	cli.catalog = catalog_of(args.language, cli.config.language);
	cli.ascii = args.ascii || cli.config.ascii || !rich;
	return commands[args.command](&cli);
}
