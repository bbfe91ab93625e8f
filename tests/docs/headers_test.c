/* The public headers are the manual of whoever writes a scenario: nothing in them goes without a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>

enum { LINE_SIZE = 256 };

/* Whether the line gives the reader something to call. */
static bool declares(const char *line)
{
	return strncmp(line, "#define il_", 11) == 0 || (line[0] >= 'a' && line[0] <= 'z' && strstr(line, " il_") != NULL &&
							  strchr(line, '(') != NULL && strncmp(line, "typedef", 7) != 0 &&
							  strncmp(line, "static inline", 13) != 0);
}

/* Paragraphs, parted by empty lines: one that declares opens with a comment. Returns how many do not, and prints them. */
static int count_silent(const char *path, int *declared)
{
	char line[LINE_SIZE];
	int silent = 0;
	bool first = true, told = false, counted = false;
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (line[0] == '\n') {
			first = true;
			counted = false;
			continue;
		}
		if (first)
			told = strncmp(line, "/*", 2) == 0;
		first = false;
		if (counted || !declares(line))
			continue;
		counted = true;
		(*declared)++;
		if (!told) {
			print_message("%s: no word about %s", path, line);
			silent++;
		}
	}
	fclose(file);
	return silent;
}

static void test_every_declaration_of_the_public_headers_has_its_words(void **state)
{
	int silent = 0, declared = 0;
	glob_t headers;
	(void)state;
	assert_int_equal(glob("src/include/interleave/*.h", 0, NULL, &headers), 0);
	for (size_t i = 0; i < headers.gl_pathc; i++)
		silent += count_silent(headers.gl_pathv[i], &declared);
	globfree(&headers);
	assert_true(declared > 100);
	assert_int_equal(silent, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_declaration_of_the_public_headers_has_its_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
