/* Every message that the screen may show has its Korean: those marked N_("...") in the sources. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdbool.h>
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

/* ---- and no Korean is left of messages that are gone ---- */

enum { SOURCES_ROOM = 1 << 22 };

/* Copies C or PO text, without what parts adjacent literals. Returns behind the copy. */
static char *copy_joined(char *to, const char *text)
{
	for (const char *at = text; *at != '\0';) {
		const char *next = *at == '"' ? at + 1 + strspn(at + 1, " \t\n") : at;

		if (*next == '"' && next > at + 1)
			at = next + 1;
		else
			*to++ = *at++;
	}
	*to = '\0';
	return to;
}

static char *read_joined(char *to, const char *end, const char *pattern)
{
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *text = read_whole(found.gl_pathv[i]);

		assert_true(end - to > (ptrdiff_t)strlen(text));
		to = copy_joined(to, text);
		free(text);
	}
	globfree(&found);
	return to;
}

/* Whether a message, in its quotes, stands in the sources: as it is, or made by a format, "task-%d". */
static bool is_used(const char *sources, const char *quoted)
{
	char format[MESSAGE_ROOM + 8];
	size_t stem = strlen(quoted) - 1;

	if (strstr(sources, quoted) != NULL)
		return true;
	while (quoted[stem - 1] >= '0' && quoted[stem - 1] <= '9')
		stem--;
	snprintf(format, sizeof(format), "%.*s%%d\"", (int)stem, quoted);
	return quoted[stem] != '"' && strstr(sources, format) != NULL;
}

static void test_no_korean_is_left_of_a_message_that_is_gone(void **state)
{
	static const char *const patterns[] = {"src/*/*.c", "src/*/*.h", "src/include/*/*.h", "scenarios/*/*.c"};
	char *sources = malloc(SOURCES_ROOM), *end = sources + SOURCES_ROOM, *to = sources;
	char *korean = malloc(FILE_ROOM), quoted[MESSAGE_ROOM + 2], *text = read_whole("src/po/ko.po");
	int left = 0;

	(void)state;
	assert_non_null(sources);
	assert_non_null(korean);
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		to = read_joined(to, end, patterns[i]);
	copy_joined(korean, text);
	for (const char *at = korean; (at = strstr(at, "\nmsgid \"")) != NULL;) {
		at += strlen("\nmsgid ");
		size_t length = (size_t)(strstr(at, "\"\nmsgstr") - at) + 1;

		assert_in_range(length, 2, sizeof(quoted) - 1);
		snprintf(quoted, sizeof(quoted), "%.*s", (int)length, at);
		if (length == 2 || is_used(sources, quoted))
			continue;
		print_message("ko.po has %s, which nobody says\n", quoted);
		left++;
	}
	free(text);
	free(korean);
	free(sources);
	assert_int_equal(left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_message_of_the_screen_has_its_korean),
	    cmocka_unit_test(test_no_korean_is_left_of_a_message_that_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
