/* Every message that the screen may show has its Korean: those marked N_("...") in the sources. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "po/catalog.h"

enum { MESSAGE_ROOM = 1024, FILE_ROOM = 1 << 18 };

static char *read_whole(const char *path)
{
	char *text = calloc(1, FILE_ROOM);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(text);
	assert_in_range(fread(text, 1, FILE_ROOM - 1, file), 1, FILE_ROOM - 2);
	fclose(file);
	return text;
}

/* The string that the adjacent literals at `at` make; returns what stands behind them. */
static const char *read_literals(char out[MESSAGE_ROOM], const char *at)
{
	size_t length = 0;

	for (at += strspn(at, " \t\n"); *at == '"'; at += strspn(at, " \t\n")) {
		for (at++; *at != '"'; at++) {
			assert_true(length + 1 < MESSAGE_ROOM);
			if (*at == '\\')
				at++;
			out[length++] = *at == 'n' && at[-1] == '\\' ? '\n' : *at;
		}
		at++;
	}
	out[length] = '\0';
	return at;
}

/* Returns how many messages of `path` lack their Korean, and prints them. */
static int count_missing(const char *path, const struct catalog *korean)
{
	char *text = read_whole(path), message[MESSAGE_ROOM];
	int missing = 0;

	for (const char *at = text; (at = strstr(at, "N_(")) != NULL;) {
		at = read_literals(message, at + 3);
		if (message[0] == '\0' || tr(korean, message) != message)
			continue;
		print_message("%s: ko.po lacks \"%s\"\n", path, message);
		missing++;
	}
	free(text);
	return missing;
}

static void test_every_message_of_the_screen_has_its_korean(void **state)
{
	static const char *const folders[] = {"src/view/*.c", "src/tui/*.c", "src/model/*.c", "src/cli/*.c"};
	const struct catalog *korean = catalog_find("ko");
	int missing = 0, files = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		glob_t found;

		assert_int_equal(glob(folders[i], 0, NULL, &found), 0);
		for (size_t k = 0; k < found.gl_pathc; k++, files++)
			missing += count_missing(found.gl_pathv[k], korean);
		globfree(&found);
	}
	assert_true(files > 20);
	assert_int_equal(missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_message_of_the_screen_has_its_korean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
