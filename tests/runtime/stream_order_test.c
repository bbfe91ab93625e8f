/* The orders of CPython's streams: small programs whose every line must come in the turn in which it comes there. A ticker says
 * which turn it is. */
#include "programs.h"

#include <string.h>

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

static il_value tick(il_args args)
{
	for (int i = 0; i < (int)args.v[0].i; i++) {
		il_print("tick %d", i);
		IL_TRY(il_async_sleep(0));
	}
	return il_none();
}

static il_task ticker(int ticks)
{
	return il_task_create(tick, .name = "ticker", .args = IL_ARGS(il_int(ticks)));
}

/* ---- a question and its answer ---- */

static il_value answer(il_args args)
{
	char line[32];
	il_stream stream = il_stream_of(args.v[0]);
	il_print("handler begins as %s", il_task_name(il_task_current()));
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK);
	EXPECT(strcmp(line, "well?\n") == 0);
	il_print("handler read");
	EXPECT(il_stream_write_text(stream, "yes\n") == IL_OK);
	EXPECT(il_stream_drain(stream) == IL_OK);
	il_print("handler drained");
	EXPECT(il_stream_close(stream) == IL_OK);
	il_print("handler closes");
	EXPECT(il_stream_wait_closed(stream) == IL_OK);
	il_print("handler: closed");
	return il_none();
}

static il_value ask(il_args args)
{
	(void)args;
	char line[32];
	size_t count = 99;
	il_server server;
	il_stream stream;
	il_task ticks = ticker(16);
	EXPECT(il_server_start(&server, answer) == IL_OK);
	il_print("serving");
	EXPECT(il_stream_open(&stream, server) == IL_OK);
	il_print("connected");
	EXPECT(il_stream_write_text(stream, "well?\n") == IL_OK);
	EXPECT(il_stream_drain(stream) == IL_OK);
	il_print("asked");
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK);
	EXPECT(strcmp(line, "yes\n") == 0);
	il_print("answer");
	EXPECT(il_stream_read(&count, stream, line, sizeof line) == IL_OK);
	EXPECT(count == 0 && il_stream_at_eof(stream));
	il_print("rest");
	EXPECT(il_stream_close(stream) == IL_OK);
	EXPECT(il_stream_is_closing(stream));
	il_print("closes");
	EXPECT(il_stream_wait_closed(stream) == IL_OK);
	il_print("closed");
	EXPECT(il_server_close(server) == IL_OK);
	EXPECT(!il_server_is_serving(server));
	il_print("server closed");
	EXPECT(il_server_wait_closed(server) == IL_OK);
	il_print("over");
	return il_await(NULL, ticks) == IL_OK ? il_none() : il_raise("Error", "%s", "ticker");
}

static void run_question(void)
{
	run(ask);
}

static void test_a_question_and_its_answer_take_the_turns_of_cpython(void **state)
{
	(void)state;
	const char *const lines[] = {
	    "tick 0", "tick 1", "tick 2", "tick 3", "serving", "tick 4", "tick 5", "tick 6", "tick 7",
	    "handler begins as Task-5", "connected", "asked", "tick 8", "tick 9", "handler read", "handler drained",
	    "handler closes", "tick 10", "tick 11", "handler: closed", "answer", "tick 12", "rest", "closes", "tick 13",
	    "tick 14", "closed", "server closed", "over", "tick 15", NULL};
	assert_prints(run_question, lines);
	assert_completes(run_question);
}

/* ---- a handler that fails, and a broken pipe ---- */

static il_value raise_no(il_args args)
{
	(void)args;
	il_print("handler begins");
	return il_raise("ValueError", "%s", "no");
}

static void say_status(const char *what, il_status status)
{
	il_print("%s: %s", what, il_status_name(status));
}

static il_value write_to_nobody(il_args args)
{
	(void)args;
	char rest[10];
	size_t count = 99;
	il_server server;
	il_stream stream;
	EXPECT(il_server_start(&server, raise_no) == IL_OK);
	il_task ticks = ticker(12);
	EXPECT(il_stream_open(&stream, server) == IL_OK);
	il_print("connected");
	EXPECT(il_stream_read(&count, stream, rest, sizeof rest) == IL_OK && count == 0);
	il_print("rest");
	il_stream_write_text(stream, "one");
	say_status("one", il_stream_drain(stream));
	il_async_sleep(0);
	il_stream_write_text(stream, "two");
	say_status("two", il_stream_drain(stream));
	il_async_sleep(0);
	il_stream_write_text(stream, "three");
	say_status("three", il_stream_drain(stream));
	il_stream_close(stream);
	say_status("closed", il_stream_wait_closed(stream));
	il_server_close(server);
	say_status("again", il_stream_open(&stream, server));
	return il_await(NULL, ticks) == IL_OK ? il_none() : il_raise("Error", "%s", "ticker");
}

static void run_broken_pipe(void)
{
	run(write_to_nobody);
}

/* CPython's loop says of the handler "Unhandled exception in client_connected_cb" between the ticks 4 and 5. */
static void test_a_pipe_that_breaks_says_so_in_the_turn_of_cpython(void **state)
{
	(void)state;
	const char *const lines[] = {"tick 0", "tick 1", "tick 2", "tick 3", "handler begins", "connected", "tick 4", "tick 5",
				     "tick 6", "tick 7", "rest", "one: ok", "tick 8", "tick 9", "two: ConnectionResetError",
				     "tick 10", "three: BrokenPipeError", "closed: BrokenPipeError", "tick 11",
				     "again: ConnectionRefusedError", NULL};
	assert_prints(run_broken_pipe, lines);
	assert_completes(run_broken_pipe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_question_and_its_answer_take_the_turns_of_cpython),
	    cmocka_unit_test(test_a_pipe_that_breaks_says_so_in_the_turn_of_cpython),
	};
	return cmocka_run_group_tests_name("orders of streams", tests, NULL, NULL);
}
