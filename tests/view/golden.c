#include "golden.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_golden(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void golden_check(const char *name, const char *text)
{
	const char *mode = getenv("IL_GOLDEN");
	char path[256], golden[65536];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "tests/view/golden/%s.txt", name);
	if (mode != NULL && strcmp(mode, "write") == 0) {
		write_golden(path, text);
		return;
	}
	file = fopen(path, "r");
	if (file == NULL)
		fail_msg("%s is not there: run the test in the top folder, or with IL_GOLDEN=write", path);
	length = fread(golden, 1, sizeof(golden) - 1, file);
	golden[length] = '\0';
	fclose(file);
	if (strcmp(golden, text) != 0)
		fail_msg("%s differs from what it is now:\n%s", path, text);
}
