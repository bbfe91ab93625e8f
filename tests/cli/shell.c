#include "shell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { COMMAND_SIZE = 4096 };

int shell_setup(void **state)
{
	const char *build = getenv("IL_BUILD");
	char program[512];
	struct shell *shell = calloc(1, sizeof(*shell));
	assert_non_null(shell);
	snprintf(program, sizeof(program), "%s/interleave", build != NULL ? build : "build/test");
	assert_non_null(realpath(program, shell->program));
	strcpy(shell->folder, "/tmp/interleave-test-XXXXXX");
	assert_non_null(mkdtemp(shell->folder));
	*state = shell;
	return 0;
}

int shell_teardown(void **state)
{
	struct shell *shell = *state;
	char command[128];
	snprintf(command, sizeof(command), "rm -rf '%s'", shell->folder);
	assert_int_equal(system(command), 0);
	free(shell);
	return 0;
}

static void read_file(char *out, const struct shell *shell, const char *name)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", shell->folder, name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t length = fread(out, 1, OUTPUT_SIZE - 1, file);
	out[length] = '\0';
	fclose(file);
}

int sh(struct shell *shell, const char *line)
{
	char command[COMMAND_SIZE];
	snprintf(command, sizeof(command),
		 "cd '%s' && export LC_ALL=C.UTF-8 XDG_CONFIG_HOME=$PWD/config XDG_STATE_HOME=$PWD/state IL='%s' && { %s; } </dev/null >out 2>err", shell->folder,
		 shell->program, line);
	int status = system(command);
	assert_true(WIFEXITED(status));
	read_file(shell->out, shell, "out");
	read_file(shell->err, shell, "err");
	return WEXITSTATUS(status);
}
