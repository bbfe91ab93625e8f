/* The log in memory: what is put, committed, forgotten and read. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interleave/status.h"
#include "log/layout.h"
#include "log/writer.h"
#include "sample.h"

static int make_log(void **state)
{
	return log_create((struct log **)state, NULL, &sample_meta, 10 * LOG_CHUNK_SLOTS);
}

static int drop_log(void **state)
{
	log_free(*state);
	return 0;
}

static void test_new_log_is_empty_and_running(void **state)
{
	struct log *log = *state;
	uint64_t pos = 0;

	assert_int_equal(log_committed(log), 0);
	assert_int_equal(log_status(log), LOG_RUNNING);
	assert_null(log_next(log, &pos, log_committed(log)));
	assert_string_equal(log_meta(log)->scenario, "condition");
	assert_int_equal(log_meta(log)->seed, 7);
}

static void test_put_is_invisible_until_commit(void **state)
{
	struct log *log = *state;
	const struct log_event event = SAMPLE_EVENT(OP_SLEEP, LOG_NONE, .value = 5);
	uint64_t pos = 0;

	assert_int_equal(log_put_event(log, &event), LOG_OK);
	assert_int_equal(log_committed(log), 0);
	assert_null(log_next(log, &pos, log_committed(log)));
	log_commit(log);
	assert_int_equal(log_next(log, &pos, log_committed(log))->value, 5);
	assert_null(log_next(log, &pos, log_committed(log)));
}

static void test_events_come_back_in_order_over_chunk_edges(void **state)
{
	struct log *log = *state;
	uint64_t pos = 0;
	int64_t n = 0;

	while (n < 9 * (LOG_CHUNK_SLOTS - 1))
		sample_put(log, SAMPLE_EVENT(OP_SLEEP, LOG_NONE, .value = n++));
	for (int64_t i = 0; i < n; i++)
		assert_int_equal(log_next(log, &pos, log_committed(log))->value, i);
	assert_null(log_next(log, &pos, log_committed(log)));
}

static void test_a_string_of_any_length_comes_back_and_is_passed_over(void **state)
{
	char text[LOG_STRING_MAX + 1];

	(void)state;
	memset(text, 1, sizeof text); /* bytes that look like the tags of events */
	for (size_t length = 0; length <= LOG_STRING_MAX; length++) {
		struct log *log;
		uint64_t pos = 0;
		uint32_t ref;

		assert_int_equal(log_create(&log, NULL, &sample_meta, 4 * LOG_CHUNK_SLOTS), LOG_OK);
		sample_put(log, SAMPLE_EVENT(OP_SLEEP, LOG_NONE, .value = 1));
		assert_int_equal(log_put_string(&ref, log, text, length), LOG_OK);
		sample_put(log, SAMPLE_EVENT(OP_SLEEP, LOG_NONE, .value = 2));
		assert_int_equal(strlen(log_text(log, ref)), length);
		assert_memory_equal(log_text(log, ref), text, length);
		assert_int_equal(log_next(log, &pos, log_committed(log))->value, 1);
		assert_int_equal(log_next(log, &pos, log_committed(log))->value, 2);
		assert_null(log_next(log, &pos, log_committed(log)));
		log_free(log);
	}
}

static void test_too_long_a_string_is_cut_between_characters(void **state)
{
	struct log *log = *state;
	char text[LOG_STRING_MAX + 16];
	uint32_t ref;

	memset(text, 'x', sizeof text);
	memcpy(text + LOG_STRING_MAX - 2, "\xec\x9d\x84", 3);
	assert_int_equal(log_put_string(&ref, log, text, sizeof text), LOG_OK);
	assert_int_equal(strlen(log_text(log, ref)), LOG_STRING_MAX - 2);
}

static void test_a_string_ends_at_its_first_nul(void **state)
{
	struct log *log = *state;
	uint32_t ref;

	assert_int_equal(log_put_string(&ref, log, "ab\0cd", 5), LOG_OK);
	assert_string_equal(log_text(log, ref), "ab");
}

static void test_text_of_what_is_no_string_is_empty(void **state)
{
	struct log *log = *state;

	sample_put(log, SAMPLE_EVENT(OP_EXIT, LOG_NONE));
	assert_string_equal(log_text(log, 0), "");
	assert_string_equal(log_text(log, 1), "");
	assert_string_equal(log_text(log, 2), "");
	assert_string_equal(log_text(log, LOG_CHUNK_SLOTS), "");
	assert_string_equal(log_text(log, UINT32_MAX), "");
}

static void test_a_full_log_refuses_and_stays_as_it_was(void **state)
{
	const struct log_event event = SAMPLE_EVENT(OP_EXIT, LOG_NONE);
	struct log *log;
	uint32_t ref = 99;
	unsigned events = 0;

	(void)state;
	assert_int_equal(log_create(&log, NULL, &sample_meta, 1), LOG_OK);
	assert_int_equal(log_put_string(&ref, log, "one slot", 8), LOG_OK);
	ref = 99;
	while (log_put_event(log, &event) == LOG_OK)
		events++;
	assert_int_equal(events, LOG_CHUNK_SLOTS - 2);
	assert_int_equal(log_put_string(&ref, log, "", 0), LOG_ERR_FULL);
	assert_int_equal(ref, 99);
	assert_true(log_tail(log) >= log_allocated(log));
	log_commit(log);
	assert_int_equal(log_committed(log), LOG_CHUNK_SLOTS);
	assert_int_equal(log_allocate(log, 1), LOG_ERR_FULL);
	log_free(log);
}

static void test_rewind_forgets_and_clears_what_was_put(void **state)
{
	struct log *log = *state;
	static const unsigned char nothing[LOG_SLOT_SIZE];
	const struct log_event event = SAMPLE_EVENT(OP_EXIT, LOG_NONE);
	uint32_t ref;

	sample_put(log, event);
	for (int i = 0; i < LOG_CHUNK_SLOTS; i++)
		assert_int_equal(log_put_event(log, &event), LOG_OK);
	assert_int_equal(log_put_string(&ref, log, "gone", 4), LOG_OK);
	log_rewind(log);
	assert_int_equal(log_tail(log), log_committed(log));
	assert_string_equal(log_text(log, ref), "");
	for (uint64_t slot = log_committed(log); slot < 3 * LOG_CHUNK_SLOTS; slot++)
		assert_memory_equal(log_slot(log, slot), nothing, sizeof nothing);
}

static void test_sealing_the_last_chunk_ends_the_log(void **state)
{
	struct log *log = *state;
	const struct log_event event = SAMPLE_EVENT(OP_EXIT, LOG_NONE);

	sample_put(log, event);
	log_seal(log, true);
	assert_int_equal(log_put_event(log, &event), LOG_ERR_FULL);
	assert_int_equal(log_allocate(log, 1), LOG_ERR_FULL);
	assert_int_equal(log_committed(log), 2);
}

static void test_what_a_child_process_commits_is_seen_by_its_parent(void **state)
{
	struct log *log = *state;
	uint64_t pos = 0;
	int status;
	const pid_t child = fork();

	if (child == 0) {
		const struct log_event event = SAMPLE_EVENT(OP_EXIT, LOG_NONE, .x = 3);

		log_put_event(log, &event);
		log_commit(log);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(log_next(log, &pos, log_committed(log))->x, 3);
}

static void test_every_op_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (unsigned op = 0; op < LOG_OP_COUNT; op++)
		for (unsigned other = 0; other < op; other++)
			assert_string_not_equal(log_op_name(op), log_op_name(other));
	assert_null(log_op_name(LOG_OP_COUNT));
	assert_string_equal(log_op_name(OP_LOCK_ACQUIRE), "lock.acquire");
}

static void test_every_status_has_a_name_and_a_message(void **state)
{
	(void)state;
	assert_string_equal(il_status_name(IL_OK), "ok");
	assert_string_equal(il_status_name(IL_BROKEN), "broken");
	assert_string_equal(il_status_message(IL_NOT_OWNER), "cannot release un-acquired lock");
	assert_string_equal(il_status_name((il_status)-1000), "unknown");
	assert_string_equal(il_status_name((il_status)1), "unknown");
	for (int status = 0; status < LOG_STATUS_COUNT; status++)
		assert_string_not_equal(log_status_name((enum log_status)status), "unknown");
}

int main(void)
{
#define WITH_LOG(test) cmocka_unit_test_setup_teardown(test, make_log, drop_log)
	const struct CMUnitTest tests[] = {
	    WITH_LOG(test_new_log_is_empty_and_running),
	    WITH_LOG(test_put_is_invisible_until_commit),
	    WITH_LOG(test_events_come_back_in_order_over_chunk_edges),
	    cmocka_unit_test(test_a_string_of_any_length_comes_back_and_is_passed_over),
	    WITH_LOG(test_too_long_a_string_is_cut_between_characters),
	    WITH_LOG(test_a_string_ends_at_its_first_nul),
	    WITH_LOG(test_text_of_what_is_no_string_is_empty),
	    cmocka_unit_test(test_a_full_log_refuses_and_stays_as_it_was),
	    WITH_LOG(test_rewind_forgets_and_clears_what_was_put),
	    WITH_LOG(test_sealing_the_last_chunk_ends_the_log),
	    WITH_LOG(test_what_a_child_process_commits_is_seen_by_its_parent),
	    cmocka_unit_test(test_every_op_has_a_name_of_its_own),
	    cmocka_unit_test(test_every_status_has_a_name_and_a_message),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
