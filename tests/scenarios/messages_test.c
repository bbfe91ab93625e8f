/* Every text of a scenario has its Korean: what it prints, its title, summary, promises and parameter help. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "po/catalog.h"
#include "session/scenarios.h"

enum { MESSAGE_ROOM = 256 };

static void expect_korean(const char *id, const char *message)
{
	const struct catalog *korean = catalog_find("ko");
	assert_non_null(korean);
	if (strcmp(message, "%s") == 0)
		return; /* no words: the same in every language */
	if (strcmp(tr(korean, message), message) == 0)
		fail_msg("%s: ko.po lacks \"%s\"", id, message);
}

/* The string literal that begins at the quote `at`. */
static void literal_at(char message[MESSAGE_ROOM], const char *at)
{
	assert_int_equal(*at, '"');
	size_t length = strcspn(at + 1, "\"");
	assert_in_range(length, 1, MESSAGE_ROOM - 1);
	memcpy(message, at + 1, length);
	message[length] = '\0';
}

static void expect_prints(const char *id, const char *source)
{
	static const char call[] = "il_print(";
	char message[MESSAGE_ROOM];
	for (const char *at = source; (at = strstr(at, call)); at++) {
		literal_at(message, at + sizeof call - 1);
		expect_korean(id, message);
	}
}

/* A promise's text is the last literal of its call. */
static void expect_promises(const char *id, const char *source)
{
	char message[MESSAGE_ROOM];
	for (const char *at = source; (at = strstr(at, "il_promise(")); at++) {
		const char *quote = strstr(at, "\");");
		assert_non_null(quote);
		do
			quote--;
		while (*quote != '"');
		literal_at(message, quote);
		expect_korean(id, message);
	}
}

static void test_everything_printed_and_promised_has_its_korean(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *id = scenario_table[i]->id;
		size_t length;
		const char *source = scenario_source(&length, id, "c");
		assert_non_null(source);
		expect_prints(id, source);
		expect_promises(id, source);
	}
}

static void test_titles_summaries_and_help_have_their_korean(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		const struct il_scenario *scenario = scenario_table[i];
		expect_korean(scenario->id, scenario->title);
		expect_korean(scenario->id, scenario->summary);
		const struct il_param *param = scenario->params;
		for (; param && param->name; param++)
			expect_korean(scenario->id, param->help);
	}
}

static void test_items_and_results_have_their_korean(void **state)
{
	(void)state;
	char item[MESSAGE_ROOM];
	for (int i = 0; i < 10; i++) {
		snprintf(item, sizeof item, "task-%d", i);
		expect_korean("task-distribution", item);
	}
	for (int i = 0; i < 5; i++) {
		snprintf(item, sizeof item, "item-%d", i);
		expect_korean("process-queue", item);
	}
	expect_korean("check-then-act", "ticket");
	expect_korean("thread-lifecycle", "letters");
	expect_korean("condition", "ready");
	expect_korean("condition", "nothing");
	expect_korean("gather", "result of A");
	expect_korean("gather", "result of B");
	expect_korean("gather", "result of C");
	expect_korean("create-task", "kettle");
	expect_korean("create-task", "toast");
	expect_korean("create-task", "eggs");
	expect_korean("wait-for", "found");
	expect_korean("async-cancel", "all counted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything_printed_and_promised_has_its_korean),
		cmocka_unit_test(test_titles_summaries_and_help_have_their_korean),
		cmocka_unit_test(test_items_and_results_have_their_korean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
