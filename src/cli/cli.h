/* The command line: sub-commands, and what they exit with. Only here does an error become text and an exit
 * code. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "cli/args.h"
#include "cli/config.h"
#include "po/catalog.h"
#include "tui/player.h"

/* All of the program but its name. Returns the exit code. */
int cli_main(int argc, char **argv);

/* What every command is given. */
struct cli {
	const struct args *args;
	struct config config;
	const struct catalog *catalog;
	bool ascii;    /* asked for, or the locale cannot do more */
	bool terminal; /* a screen can be shown */
};

/* The commands; each returns the exit code. */
int cli_menu(const struct cli *cli);
int cli_list(const struct cli *cli);
int cli_run(const struct cli *cli);
int cli_replay(const struct cli *cli);
int cli_dump(const struct cli *cli);
int cli_config(const struct cli *cli);
int cli_completions(const struct cli *cli);

/* Shows a run, a recording, or the menu, until the reader leaves. Returns the exit code. */
int cli_show(const struct cli *cli, const struct player_options *player, bool menu);

/* One line on standard error: interleave: WHAT: WHY. Returns `code`. */
int cli_fail(int code, const char *words);

/* The same for want of memory; `what` could not be done. */
int cli_no_memory(const struct catalog *catalog, const char *what);

/* Flushes standard output. 0: all is well; EXIT_LEFT: nobody reads it any more (nothing is said);
 * EXIT_SYSTEM: it cannot be written (said). */
int cli_flush(const struct catalog *catalog);

#endif
