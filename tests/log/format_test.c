/* docs/log-format.md tells the truth: its table has every op under its number, and its reader reads our
 * files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interleave/status.h"
#include "sample.h"

static const char page[] = "docs/log-format.md";

static char *read_page(void)
{
	FILE *file = fopen(page, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		fail_msg("%s: run the tests in the repository's folder", page);
	assert_true(getdelim(&text, &size, '\0', file) > 0);
	fclose(file);
	return text;
}

/* Compares one line of the table of ops, "| `lock.acquire` `.release` | 4, 5 | ...", counting on from *next.
 */
static void check_row(char *line, unsigned *next)
{
	char *names = strtok(line, "|"), *numbers = strtok(NULL, "|"), *rest_of_names, *rest_of_numbers;
	char family[32] = "";

	for (char *name = strtok_r(names, " `", &rest_of_names),
		  *number = strtok_r(numbers, " ,", &rest_of_numbers);
	     name;
	     name = strtok_r(NULL, " `", &rest_of_names), number = strtok_r(NULL, " ,", &rest_of_numbers)) {
		char op[64];

		if (name[0] != '.')
			snprintf(family, sizeof family, "%.*s", (int)strcspn(name, "."), name);
		snprintf(op, sizeof op, "%s%s", name[0] == '.' ? family : "", name);
		assert_non_null(number);
		assert_int_equal(strtoul(number, NULL, 10), *next);
		assert_string_equal(op, log_op_name(*next));
		++*next;
	}
}

static void test_the_table_of_ops_has_each_under_its_number(void **state)
{
	char *text = read_page(), *line = strstr(text, "| op | no. |");
	unsigned next = 0;

	(void)state;
	assert_non_null(line);
	strsep(&line, "\n");
	strsep(&line, "\n");
	while (line && *line == '|')
		check_row(strsep(&line, "\n"), &next);
	assert_int_equal(next, LOG_OP_COUNT);
	free(text);
}

static void test_the_table_of_results_has_each_with_its_words(void **state)
{
	char *text = read_page();

	(void)state;
#define XX(code, number, name, message)                                                                      \
	assert_non_null(strstr(text, "\n| " #number " | `" name "` | " message " |\n"));
	IL_STATUS_MAP(XX)
#undef XX
	free(text);
}

/* Runs the page's Python reader over the recording; returns how many lines it printed, -1: it failed. */
static long run_reader(char *text, const char *folder, const char *recording)
{
	char *code = strstr(text, "```python\n") + strlen("```python\n"), command[256], path[96];
	long lines = 0;
	FILE *file, *output;

	*strstr(code, "```") = '\0';
	snprintf(path, sizeof path, "%s/reader.py", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(code, file);
	fclose(file);
	snprintf(command, sizeof command, "python3 %s %s", path, recording);
	output = popen(command, "r");
	assert_non_null(output);
	for (int byte; (byte = getc(output)) != EOF;)
		lines += byte == '\n';
	unlink(path);
	return pclose(output) == 0 ? lines : -1;
}

static void check_reader(bool ended)
{
	char folder[] = "/tmp/log_format_test.XXXXXX", recording[96];
	char *text = read_page();
	struct log *log;
	FILE *nowhere = fopen("/dev/null", "w");

	assert_non_null(nowhere);
	assert_non_null(mkdtemp(folder));
	snprintf(recording, sizeof recording, "%s/a.ilog", folder);
	log = sample_log(recording, ended);
	assert_int_equal(run_reader(text, folder, recording), sample_walk(log, nowhere));
	log_free(log);
	fclose(nowhere);
	unlink(recording);
	rmdir(folder);
	free(text);
}

static void test_its_reader_reads_recordings(void **state)
{
	(void)state;
	if (system("python3 -c 'import struct' 2>/dev/null") != 0) {
		print_message("skipped: there is no python3 to run the reader\n");
		return;
	}
	check_reader(true);
	check_reader(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_table_of_ops_has_each_under_its_number),
	    cmocka_unit_test(test_the_table_of_results_has_each_with_its_words),
	    cmocka_unit_test(test_its_reader_reads_recordings),
	};

	return cmocka_run_group_tests_name("log format", tests, NULL, NULL);
}
