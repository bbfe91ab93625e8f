/* The beginning of every command: locale, arguments, terminal. */
#include "cli/cli.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <wchar.h>

#include "cli/exit.h"
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

int cli_main(int argc, char **argv)
{
	static int (*const commands[COMMAND_COUNT])(const struct cli *cli) = {
	    [COMMAND_MENU] = cli_menu,     [COMMAND_LIST] = cli_list, [COMMAND_RUN] = cli_run,
	    [COMMAND_REPLAY] = cli_replay, [COMMAND_DUMP] = cli_dump,
	};
	char error[1024];
	struct args args;
	bool rich = use_locale();
	signal(SIGPIPE, SIG_IGN); /* a reader that leaves shows as EPIPE */
	if (args_parse(&args, error, sizeof(error), argc, argv) != 0)
		return cli_fail(EXIT_USAGE, error);
	if (args.help)
		args_print_help(stdout, args.command);
	else if (args.version)
		printf("interleave %s\n", version);
	if (args.help || args.version)
		return cli_flush();
	struct cli cli = {
	    .args = &args,
	    .catalog =
		catalog_find(args.language != NULL ? args.language : catalog_language_of_environment()),
	    .ascii = args.ascii || !rich,
	    .terminal = screen_possible(),
	};
	return commands[args.command](&cli);
}
