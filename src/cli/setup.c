/* `config` prints the configuration, `completions` what a shell completes commands with. */
#include <string.h>

#include "cli/cli.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "session/scenarios.h"

/* ---- config ---- */

int cli_config(const struct cli *cli)
{
	char path[4096];
	struct config config = cli->config;
	if (cli->args->defaults)
		config_default(&config);
	if (config_path(path, sizeof(path)) == 0)
		printf("# %s\n", path);
	config_write(stdout, &config, cli->catalog);
	return cli_flush(cli->catalog);
}

/* ---- completions ---- */

static void print_options(unsigned command)
{
	for (const struct option *option = option_table; option->name != NULL; option++)
		if (option->commands & ON(command))
			printf(" --%s", option->name);
}

static void print_scenarios(void)
{
	for (int i = 0; scenario_table[i] != NULL; i++)
		printf(" %s", scenario_table[i]->id);
}

static void print_bash(void)
{
	printf("# bash completion of interleave, made by `interleave completions bash`\n"
	       "_interleave()\n{\n"
	       "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
	       "\tCOMPREPLY=()\n\tcase $before in\n");
	for (const struct option *option = option_table; option->name != NULL; option++)
		if (option->choices != NULL)
			printf("\t--%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", option->name,
			       option->choices);
	printf("\tesac\n\tif [ \"$COMP_CWORD\" = 1 ] && [ \"${word#-}\" = \"$word\" ]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W '");
	for (int command = COMMAND_MENU + 1; command < COMMAND_COUNT; command++)
		printf(" %s", args_command((enum command)command)->name);
	printf("' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase $command in\n");
	for (int command = COMMAND_MENU + 1; command < COMMAND_COUNT; command++) {
		printf("\t%s) COMPREPLY=($(compgen -W '", args_command((enum command)command)->name);
		print_options((unsigned)command);
		if (command == COMMAND_RUN)
			print_scenarios();
		printf("' %s-- \"$word\")) ;;\n",
		       command == COMMAND_REPLAY || command == COMMAND_DUMP ? "-f " : "");
	}
	printf("\t*) COMPREPLY=($(compgen -W '");
	print_options(COMMAND_MENU);
	printf("' -- \"$word\")) ;;\n\tesac\n}\ncomplete -o default -F _interleave interleave\n");
}

/* A word in single quotes; one inside ends them for a moment. A colon parts the word from what it means. */
static void print_zsh_words(const char *text)
{
	for (; *text != '\0' && *text != '\n'; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:", *text) != NULL)
			printf("\\%c", *text);
		else
			putchar(*text);
}

static void print_zsh_options(unsigned command)
{
	for (const struct option *option = option_table; option->name != NULL; option++) {
		if (!(option->commands & ON(command)))
			continue;
		printf("\t\t'--%s%s[", option->name, option->value != NULL ? "=" : "");
		print_zsh_words(option->help);
		printf("]");
		if (option->choices != NULL)
			printf(":value:(%s)", option->choices);
		else if (option->value != NULL)
			printf(":%s:%s", option->name, strcmp(option->value, "FILE") == 0 ? "_files" : " ");
		printf("' \\\n");
	}
}

static void print_zsh(void)
{
	printf("#compdef interleave\n# zsh completion of interleave, made by `interleave completions zsh`\n"
	       "local -a commands\ncommands=(\n");
	for (int command = COMMAND_MENU + 1; command < COMMAND_COUNT; command++) {
		printf("\t'%s:", args_command((enum command)command)->name);
		print_zsh_words(args_command((enum command)command)->about);
		printf("'\n");
	}
	printf(")\nif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n\t_describe command commands\n\treturn\nfi\n"
	       "case $words[2] in\n");
	for (int command = COMMAND_MENU + 1; command < COMMAND_COUNT; command++) {
		printf("%s)\n\t(( CURRENT-- )); shift words\n\t_arguments -s \\\n",
		       args_command((enum command)command)->name);
		print_zsh_options((unsigned)command);
		if (command == COMMAND_RUN) {
			printf("\t\t'1:scenario:(");
			print_scenarios();
			printf(")' ;;\n");
		} else {
			printf("\t\t'1:argument:%s' ;;\n",
			       command == COMMAND_COMPLETIONS ? "(bash zsh)" : "_files");
		}
	}
	printf("*)\n\t_arguments -s \\\n");
	print_zsh_options(COMMAND_MENU);
	printf("\t\t'*: : ' ;;\nesac\n");
}

static int unknown_shell(const struct cli *cli)
{
	struct complaint complaint = {.catalog = cli->catalog};
	complain(&complaint, N_("%s: no completions for it; there are those of bash and zsh"),
		 complaint_word(cli->args->operand));
	return cli_fail(EXIT_USAGE, complaint.text);
}

int cli_completions(const struct cli *cli)
{
	if (strcmp(cli->args->operand, "bash") == 0)
		print_bash();
	else if (strcmp(cli->args->operand, "zsh") == 0)
		print_zsh();
	else
		return unknown_shell(cli);
	return cli_flush(cli->catalog);
}
