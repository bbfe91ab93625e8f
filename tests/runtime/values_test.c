/* Arguments of any number and by name, exceptions as values, and what ends by one. */
#include "programs.h"

#include <stdio.h>
#include <string.h>

static il_queue queue;
static il_thread thread;
static il_process process;
static il_lock lock;

/* ---- arguments ---- */

static il_value see_arguments(il_args args)
{
	EXPECT(args.count == 12);
	for (size_t i = 0; i < args.count; i++)
		EXPECT(args.v[i].kind == IL_INT && args.v[i].i == (int64_t)i);
	EXPECT(args.named_count == 2);
	EXPECT(strcmp(il_text(il_arg(args, "url")), "a page") == 0);
	EXPECT(il_arg(args, "limit").d == 0.5);
	EXPECT(il_arg(args, "other").kind == IL_NONE);
	return il_none();
}

static void pass_many_arguments(void)
{
	char url[] = "url";
	il_value list[12];
	for (int i = 0; i < 12; i++)
		list[i] = il_int(i);
	thread = il_thread_new(see_arguments, .args = {.count = 12, .v = list},
			       .kwargs = IL_KWARGS({url, il_str("a %s", "page")}, {"limit", il_double(0.5)}));
	process = il_process_new(see_arguments, .args = {.count = 12, .v = list},
				 .kwargs = IL_KWARGS({url, il_str("a %s", "page")}, {"limit", il_double(0.5)}));
	url[0] = 'X'; /* all is copied */
	list[3] = il_none();
	il_thread_start(thread);
	il_thread_join(thread);
	il_process_start(process);
	il_process_join(process);
}

static void test_T04_T05_any_number_of_arguments_by_place_and_by_name_is_copied(void **state)
{
	(void)state;
	assert_completes(pass_many_arguments);
}

static il_value see_none(il_args args)
{
	EXPECT(args.count == 0 && args.named_count == 0);
	EXPECT(il_arg(args, "url").kind == IL_NONE);
	return il_none();
}

static void pass_no_arguments(void)
{
	thread = il_thread_new(see_none);
	il_thread_start(thread);
	il_thread_join(thread);
}

static void test_T05_without_arguments_there_are_none(void **state)
{
	(void)state;
	assert_completes(pass_no_arguments);
}

/* ---- exceptions as values ---- */

static il_value try_to_get(il_args args)
{
	(void)args;
	il_value item;
	IL_TRY(il_queue_put(queue, il_int(1)));
	IL_TRY(il_queue_get(queue, &item));
	IL_TRY(il_queue_get(queue, &item, .nonblocking = true));
	return il_int(1); /* never */
}

static void make_exceptions(void)
{
	queue = il_queue_new("queue");
	il_value error = il_raise("ValueError", "no data for %s", "b");
	EXPECT(error.kind == IL_ERROR);
	EXPECT(strcmp(il_text(error), "ValueError: no data for b") == 0);
	EXPECT(strcmp(il_text(il_raise("KeyError", "%s", "")), "KeyError") == 0);
	error = il_raise_status(IL_RELEASE_UNLOCKED);
	EXPECT(error.kind == IL_ERROR);
	EXPECT(strcmp(il_text(error), "RuntimeError: release unlocked lock") == 0);
	EXPECT(strncmp(il_text(il_raise_status(IL_TIMEOUT)), "TimeoutError: ", 14) == 0);
	EXPECT(strncmp(il_text(il_raise_status(IL_CANCELLED)), "CancelledError: ", 16) == 0);
	error = try_to_get((il_args){0});
	EXPECT(strcmp(il_text(error), "Empty: the queue is empty") == 0);
	il_queue_put(queue, error); /* an exception is a value like others */
	il_value item = il_none();
	il_queue_get(queue, &item);
	EXPECT(item.kind == IL_ERROR && strcmp(il_text(item), il_text(error)) == 0);
}

/* Longer than the log keeps of one string: cut there, at a whole character. */
static void raise_at_length(void)
{
	enum { CHARACTERS = 30000 };
	static char message[3 * CHARACTERS + 1];
	for (int i = 0; i < CHARACTERS; i++)
		memcpy(message + 3 * i, "\xea\xb8\x80", 3);
	const char *text = il_text(il_raise("KeyError", "%s", message));
	size_t length = strlen(text);
	EXPECT(strncmp(text, "KeyError: ", 10) == 0);
	EXPECT(length <= LOG_STRING_MAX && length + 3 > LOG_STRING_MAX && (length - 10) % 3 == 0);
}

static void test_a_long_exception_keeps_its_characters_whole(void **state)
{
	(void)state;
	assert_completes(raise_at_length);
}

static void test_an_exception_is_a_value_with_a_type_and_a_message(void **state)
{
	(void)state;
	assert_completes(make_exceptions);
}

/* ---- what ends by one ---- */

static il_value fail_with(il_args args)
{
	il_hold(lock);
	return il_raise(il_text(args.v[0]), "%s", il_text(args.v[1]));
}

static il_thread failing(const char *type, const char *message)
{
	return il_thread_new(fail_with, .name = "worker", .args = IL_ARGS(il_str("%s", type), il_str("%s", message)));
}

static void fail_in_a_thread(void)
{
	lock = il_lock_new("lock");
	thread = failing("ValueError", "no data");
	il_thread_start(thread);
	EXPECT(il_thread_join(thread) == IL_OK); /* does not raise it again */
	EXPECT(!il_thread_is_alive(thread));
	EXPECT(!il_lock_locked(lock)); /* given back on the way out */
	il_print("main goes on");
}

static void test_T16_an_exception_ends_its_thread_and_nobody_else(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("worker", OP_THREAD_EXIT, "worker", .result = IL_RAISED, .kind = VALUE_ERROR,
		 .text = "ValueError: no data", .changing = true),
	    DONE("main", OP_PRINT, NULL, .text = "main goes on"),
	    DONE("main", OP_EXIT, NULL),
	};
	assert_completes_in_any_time(fail_in_a_thread);
	assert_logs(fail_in_a_thread, LOG_COMPLETED, expected);
}

static void leave_a_thread_by_system_exit(void)
{
	lock = il_lock_new("lock");
	thread = failing("SystemExit", "3");
	il_thread_start(thread);
	EXPECT(il_thread_join(thread) == IL_OK);
}

static void test_T16_system_exit_ends_a_thread_silently(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("worker", OP_THREAD_EXIT, "worker", .kind = VALUE_INT, .changing = true),
	};
	assert_completes(leave_a_thread_by_system_exit);
	assert_logs(leave_a_thread_by_system_exit, LOG_COMPLETED, expected);
}

static int code_of(const char *type, const char *message)
{
	int code = -1000;
	process = il_process_new(fail_with, .name = "child", .args = IL_ARGS(il_str("%s", type), il_str("%s", message)));
	il_process_start(process);
	il_process_join(process);
	EXPECT(il_process_exitcode(&code, process));
	return code;
}

static void fail_in_processes(void)
{
	lock = il_lock_new("lock");
	EXPECT(code_of("ValueError", "no data") == 1);
	EXPECT(code_of("SystemExit", "") == 0);
	EXPECT(code_of("SystemExit", "7") == 7);
	EXPECT(code_of("SystemExit", "in words") == 1);
	EXPECT(code_of("SystemExitus", "7") == 1);
}

static void test_an_exception_ends_a_process_with_exit_code_1(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("child", OP_PROCESS_EXIT, "child", .result = IL_RAISED, .x = 1, .kind = VALUE_ERROR,
		 .text = "ValueError: no data", .changing = true),
	    DONE("child", OP_PROCESS_EXIT, "child", .kind = VALUE_INT, .changing = true),
	    DONE("child", OP_PROCESS_EXIT, "child", .x = 7, .kind = VALUE_INT, .changing = true),
	    DONE("child", OP_PROCESS_EXIT, "child", .x = 1, .kind = VALUE_INT, .changing = true),
	    DONE("child", OP_PROCESS_EXIT, "child", .result = IL_RAISED, .x = 1, .kind = VALUE_ERROR,
		 .text = "SystemExitus: 7", .changing = true),
	};
	assert_completes(fail_in_processes);
	assert_logs(fail_in_processes, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T04_T05_any_number_of_arguments_by_place_and_by_name_is_copied),
	    cmocka_unit_test(test_T05_without_arguments_there_are_none),
	    cmocka_unit_test(test_an_exception_is_a_value_with_a_type_and_a_message),
	    cmocka_unit_test(test_a_long_exception_keeps_its_characters_whole),
	    cmocka_unit_test(test_T16_an_exception_ends_its_thread_and_nobody_else),
	    cmocka_unit_test(test_T16_system_exit_ends_a_thread_silently),
	    cmocka_unit_test(test_an_exception_ends_a_process_with_exit_code_1),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
