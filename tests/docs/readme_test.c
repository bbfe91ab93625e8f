/* The README and the guide say what the program has: every key, every scenario with its page, every exit code; and the pages
 * have their parts, and set what can be set. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/exit.h"
#include "cli/params.h"
#include "po/catalog.h"
#include "session/scenarios.h"
#include "tui/keys.h"

enum { FILE_ROOM = 65536, LINE_ROOM = 256 };

/* The whole file, of the folder where the tests are run. The caller frees it. */
static char *read_page(const char *path)
{
	FILE *file = fopen(path, "r");
	if (!file)
		fail_msg("%s cannot be opened; run the tests at the top of the repository", path);
	char *text = malloc(FILE_ROOM);
	assert_non_null(text);
	size_t length = fread(text, 1, FILE_ROOM - 1, file);
	assert_in_range(length, 1, FILE_ROOM - 2);
	text[length] = '\0';
	fclose(file);
	return text;
}

/* "s ." as a cell of a table: "| `s` `.` |". */
static void key_cell(char *cell, const struct key_row *row)
{
	char label[LINE_ROOM];
	keys_label(label, sizeof label, row);
	char *to = cell + sprintf(cell, "| `");
	for (const char *at = label; *at; at++)
		to += sprintf(to, *at == ' ' ? "` `" : "%c", *at);
	sprintf(to, "` | %s |", row->help);
}

static void test_the_readme_names_every_key(void **state)
{
	(void)state;
	char *readme = read_page("README.md");
	const char *at = readme;
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		char heading[LINE_ROOM], cell[2 * LINE_ROOM];
		if (keys_heading(row)) {
			snprintf(heading, sizeof heading, "\n### %s\n", keys_heading(row));
			at = strstr(at, heading);
			if (!at)
				fail_msg("README.md lacks, or has too early:%s", heading);
		}
		key_cell(cell, row);
		at = strstr(at, cell);
		if (!at)
			fail_msg("README.md lacks the row, or has it too early: %s", cell);
	}
	free(readme);
}

static void test_the_readme_names_every_scenario_and_its_page(void **state)
{
	(void)state;
	char *readme = read_page("README.md");
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		char page[LINE_ROOM], link[2 * LINE_ROOM];
		snprintf(page, sizeof page, "docs/scenarios/%s.md", id);
		snprintf(link, sizeof link, "| [`%s`](%s) |", id, page);
		if (!strstr(readme, link))
			fail_msg("README.md lacks: %s", link);
		free(read_page(page));
	}
	free(readme);
}

/* Expects each word of "a,b,c" as `a`, `b`, `c` on the page. */
static void expect_words(const char *path, const char *page, const char *words)
{
	while (*words) {
		char word[LINE_ROOM];
		size_t length = strcspn(words, ",");
		snprintf(word, sizeof word, "`%.*s`", (int)length, words);
		if (!strstr(page, word))
			fail_msg("%s lacks %s", path, word);
		words += length + (words[length] == ',');
	}
}

/* Each "--set NAME=VALUE" of the page can be said. A line may end within it. */
static void expect_settings(const char *path, const char *page, const struct il_scenario *scenario)
{
	static const char option[] = "--set";
	for (const char *at = strstr(page, option); at; at = strstr(at, option)) {
		struct complaint complaint = {.catalog = catalog_find("en")};
		char set[LINE_ROOM];
		at += strlen(option);
		at += strspn(at, " \n");
		snprintf(set, sizeof set, "%.*s", (int)strcspn(at, "` \n"), at);
		if (!params_check(&complaint, scenario, set))
			fail_msg("%s: %s", path, complaint.text);
	}
}

static void expect_parameters(const char *path, const char *page, const struct il_scenario *scenario)
{
	for (const struct il_param *param = scenario->params; param && param->name; param++)
		expect_words(path, page, param->choices ? param->choices : param->name);
	expect_settings(path, page, scenario);
}

/* The parts of a scenario's page, in their order, each with how it begins. */
enum { PAGE_ASK = 2, PAGE_PARTS = 5 };
static const char *const page_parts[PAGE_PARTS] = {
	"\n## What it teaches\n\n",
	"\n## What to try\n\n1. ",
	"\n## Ask the room\n\n- ",
	"\n## Parameters\n\n",
	"\n## What C does otherwise than CPython\n\n",
};

/* Each item of the part, which ends at `end`, is a question and its answer: "- ...? *...*". */
static void expect_answers(const char *path, const char *part, const char *end)
{
	const char *next;
	for (const char *item = strstr(part, "\n- "); item; item = next) {
		next = strstr(item + 1, "\n- ");
		if (next >= end)
			next = NULL;
		const char *stop = next ? next : end, *question = strchr(item, '?');
		if (!question || question > stop || stop[-1] != '*')
			fail_msg("%s lacks a question, or its answer:%.*s", path, (int)(stop - item), item);
	}
}

static void expect_parts(const char *path, const char *page, const struct il_scenario *scenario)
{
	(void)scenario;
	const char *parts[PAGE_PARTS], *at = page;
	for (size_t i = 0; i < PAGE_PARTS; i++) {
		parts[i] = strstr(at, page_parts[i]);
		if (!parts[i])
			fail_msg("%s lacks, or has too early:%s", path, page_parts[i]);
		at = parts[i] + 1;
	}
	expect_answers(path, parts[PAGE_ASK], parts[PAGE_ASK + 1] - strlen("\n"));
}

static void on_each_page(void (*expect)(const char *path, const char *page, const struct il_scenario *scenario))
{
	for (size_t i = 0; scenario_table[i]; i++) {
		char path[LINE_ROOM];
		snprintf(path, sizeof path, "docs/scenarios/%s.md", scenario_table[i]->id);
		char *page = read_page(path);
		expect(path, page, scenario_table[i]);
		free(page);
	}
}

static void test_each_scenarios_page_names_its_parameters_and_sets_no_others(void **state)
{
	(void)state;
	on_each_page(expect_parameters);
}

static void test_each_scenarios_page_says_what_to_try_and_what_to_ask(void **state)
{
	(void)state;
	on_each_page(expect_parts);
}

static void test_readme_and_guide_name_every_exit_code(void **state)
{
	(void)state;
	static const char *const pages[] = {"README.md", "docs/guide.md"};
	static const int codes[] = {
		EXIT_COMPLETED, EXIT_PROMISE_BROKEN, EXIT_USAGE,    EXIT_DEADLOCK, EXIT_CRASHED,
		EXIT_TIMED_OUT, EXIT_UNREADABLE,     EXIT_DIVERGED, EXIT_SYSTEM,   EXIT_LEFT,
	};
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		char *page = read_page(pages[i]);
		for (size_t j = 0; j < sizeof codes / sizeof *codes; j++) {
			char row[32];
			snprintf(row, sizeof row, "\n| %d | ", codes[j]);
			if (!strstr(page, row))
				fail_msg("%s lacks exit code %d", pages[i], codes[j]);
		}
		free(page);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_readme_names_every_key),
		cmocka_unit_test(test_the_readme_names_every_scenario_and_its_page),
		cmocka_unit_test(test_each_scenarios_page_names_its_parameters_and_sets_no_others),
		cmocka_unit_test(test_each_scenarios_page_says_what_to_try_and_what_to_ask),
		cmocka_unit_test(test_readme_and_guide_name_every_exit_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
