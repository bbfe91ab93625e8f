/* The program as a child of a shell, in a folder of the test's own: what it prints, and what it exits with. */
#ifndef TESTS_CLI_SHELL_H
#define TESTS_CLI_SHELL_H

enum { OUTPUT_SIZE = 1 << 18 };

/* The folder, and what the last command left. */
struct shell {
	char folder[64];
	char program[512];
	char out[OUTPUT_SIZE], err[OUTPUT_SIZE];
};

#define IN_A_SHELL(test) cmocka_unit_test_setup_teardown(test, shell_setup, shell_teardown)

int shell_setup(void **state);
int shell_teardown(void **state);

/* Runs a line of the shell in the test's folder; $IL is the program. Returns its exit code. */
int sh(struct shell *shell, const char *line);

#define assert_contains(text, part)                                                                          \
	do {                                                                                                 \
		if (strstr((text), (part)) == NULL)                                                          \
			fail_msg("no \"%s\" in:\n%s", (part), (text));                                       \
	} while (0)

#endif
