/* Look-ups, formats, and the language of the environment. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "interleave/status.h"
#include "po/catalog.h"
#include "po/embedded.h"

static const struct catalog *korean(void)
{
	const struct catalog *catalog = catalog_find("ko");

	assert_non_null(catalog);
	return catalog;
}

static void test_languages(void **state)
{
	(void)state;
	assert_non_null(catalog_find("en"));
	assert_non_null(catalog_find("ko"));
	assert_null(catalog_find("fr"));
	assert_null(catalog_find(""));
}

static void test_english_is_the_message_ids(void **state)
{
	(void)state;
	assert_string_equal(tr(catalog_find("en"), "PAUSED"), "PAUSED");
	assert_string_equal(tr(catalog_find("en"), ""), "");
}

static void test_korean_and_what_has_no_translation(void **state)
{
	(void)state;
	assert_string_equal(tr(korean(), "PAUSED"), "일시정지");
	assert_string_equal(tr(korean(), "no such message"), "no such message");
	assert_string_equal(tr(korean(), ""), ""); /* not the header of the file */
}

static void test_every_answer_of_a_call_has_its_korean(void **state)
{
	static const il_status statuses[] = {
#define XX(code, number, name, message) code,
	    IL_STATUS_MAP(XX)
#undef XX
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		const char *message = il_status_message(statuses[i]);

		if (statuses[i] != IL_OK && strcmp(tr(korean(), message), message) == 0)
			fail_msg("ko.po lacks \"%s\"", message);
	}
}

static void test_what_the_system_says_is_strerror_and_has_its_korean(void **state)
{
	int number, translated = 0;
	char said[64]; /* strerror() may say the next in the same place */

	(void)state;
	for (number = 1; number < 140; number++) {
		snprintf(said, sizeof(said), "%s", strerror(number));
		assert_string_equal(tr_errno(catalog_find("en"), number), said);
		translated += strcmp(tr_errno(korean(), number), said) != 0;
	}
	assert_int_equal(translated, 14);
	assert_string_equal(tr_errno(korean(), ENOENT), "그런 파일이나 폴더가 없습니다");
	assert_string_equal(tr_errno(korean(), EDOM), strerror(EDOM));
}

static void test_formats_with_positions(void **state)
{
	char out[64];

	(void)state;
	tr_format(out, sizeof(out), catalog_find("en"), "%s and %s, %d%%", "a", "b", "3");
	assert_string_equal(out, "a and b, 3%");
	tr_format(out, sizeof(out), catalog_find("en"), "%3$s %1$s", "a", "b", "c");
	assert_string_equal(out, "c a");
	tr_format(out, sizeof(out), catalog_find("en"), "100% sure, %x, %", "unused");
	assert_string_equal(out, "100% sure, %x, %");
}

static void test_formats_cut_at_a_character(void **state)
{
	char out[8];

	(void)state;
	assert_string_equal(tr_format(out, sizeof(out), korean(), "%s", "가나다"), "가나");
	assert_string_equal(tr_format(out, 1, korean(), "%s", "가"), "");
	assert_string_equal(tr_format(out, sizeof(out), korean(), "%s%s", "12345", "6789"), "1234567");
	assert_string_equal(tr_format(out, 4, korean(), "가%s", "나"), "가");
}

static void set_locale_variables(const char *all, const char *messages, const char *lang)
{
	setenv("LC_ALL", all, 1);
	setenv("LC_MESSAGES", messages, 1);
	setenv("LANG", lang, 1);
}

static void test_language_of_the_environment(void **state)
{
	(void)state;
	set_locale_variables("", "", "ko_KR.UTF-8");
	assert_string_equal(catalog_language_of_environment(), "ko");
	set_locale_variables("", "C", "ko_KR.UTF-8");
	assert_string_equal(catalog_language_of_environment(), "en");
	set_locale_variables("ko", "C", "C");
	assert_string_equal(catalog_language_of_environment(), "ko");
	set_locale_variables("", "", "kok_IN");
	assert_string_equal(catalog_language_of_environment(), "en");
	set_locale_variables("", "", "");
	assert_string_equal(catalog_language_of_environment(), "en");
}

/* ---- the translations themselves ---- */

struct row {
	uint32_t length, offset;
};

static const struct embedded_file *korean_file(void)
{
	const struct embedded_file *file = embedded_files;

	while (file->name != NULL && strcmp(file->name, "ko.mo") != 0)
		file++;
	assert_non_null(file->name);
	return file;
}

/* The set of a format's arguments, a bit each; a bit 31 for what is no directive of ours. */
static uint32_t arguments_of(const char *format)
{
	uint32_t arguments = 0, next = 0;

	while ((format = strchr(format, '%')) != NULL) {
		uint32_t position = 0;
		const char *at = ++format;

		if (*at == '%') {
			format++;
			continue;
		}
		while (*at >= '0' && *at <= '9')
			position = position * 10 + (uint32_t)(*at++ - '0');
		if (*at == '$')
			at++;
		else
			position = ++next;
		arguments |= position < 31 ? 1u << position : 1u << 31;
	}
	return arguments;
}

static void test_translations_ask_only_for_the_arguments_of_their_message(void **state)
{
	const struct embedded_file *file = korean_file();
	uint32_t head[5], i;

	(void)state;
	memcpy(head, file->first, sizeof(head));
	for (i = 0; i < head[2]; i++) {
		struct row id, translation;
		uint32_t more;

		memcpy(&id, file->first + head[3] + i * sizeof(id), sizeof(id));
		memcpy(&translation, file->first + head[4] + i * sizeof(id), sizeof(id));
		more =
		    arguments_of(file->first + translation.offset) & ~arguments_of(file->first + id.offset);
		if (id.length > 0 && more != 0)
			fail_msg("\"%s\" asks for more than \"%s\" is given",
				 file->first + translation.offset, file->first + id.offset);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_languages),
	    cmocka_unit_test(test_english_is_the_message_ids),
	    cmocka_unit_test(test_korean_and_what_has_no_translation),
	    cmocka_unit_test(test_every_answer_of_a_call_has_its_korean),
	    cmocka_unit_test(test_what_the_system_says_is_strerror_and_has_its_korean),
	    cmocka_unit_test(test_formats_with_positions),
	    cmocka_unit_test(test_formats_cut_at_a_character),
	    cmocka_unit_test(test_language_of_the_environment),
	    cmocka_unit_test(test_translations_ask_only_for_the_arguments_of_their_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
