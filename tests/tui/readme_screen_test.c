/* The screen in the README is the one that the program draws. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "in_memory.h"

enum { README_ROOM = 65536, ROW_ROOM = 512 };

struct readme_page {
	char text[README_ROOM];
};

/* The rows of the screen stand below one another in the page, set in by four blanks. */
static void assert_stands_in(const char *page, const char *screen)
{
	char row[ROW_ROOM];
	const char *at = NULL;
	while (*screen != '\0') {
		int length = (int)strcspn(screen, "\n");
		snprintf(row, sizeof(row), "    %.*s\n", length, screen);
		at = at == NULL ? strstr(page, row) : strncmp(at, row, strlen(row)) == 0 ? at : NULL;
		if (at == NULL)
			fail_msg("README.md does not go on with\n%s", row);
		at += strlen(row);
		screen += length + (screen[length] == '\n');
	}
}

/* Up to the notify: main makes all and waits for the waiter, who waits, while the preparer sleeps and prepares. */
static void test_the_readme_shows_the_moment_after_the_notify(void **state)
{
	static const char lanes[] = "0000000011122t22222";
	struct in_memory memory;
	const struct readme_page *readme = *state;
	mem_open(&memory, "condition", STRATEGY_MANUAL, 80, 24);
	for (const char *lane = lanes; *lane != '\0'; lane++) {
		pages_type(&memory.pages, *lane);
		mem_rest(&memory);
	}
	mem_wait(&memory, "PAUSED  step 19 ");
	assert_stands_in(readme->text, memory.text);
	mem_close(&memory);
}

static int read_readme(void **state)
{
	static struct readme_page page;
	FILE *file = fopen("README.md", "r");
	if (file == NULL)
		return -1;
	size_t length = fread(page.text, 1, sizeof(page.text) - 1, file);
	page.text[length] = '\0';
	*state = &page;
	fclose(file);
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_readme_shows_the_moment_after_the_notify),
	};
	return cmocka_run_group_tests(tests, read_readme, NULL);
}
