/* Streams at their edges: buffers that are full, ends and errors, cancellations, other threads and other processes. */
#include "programs.h"

#include <string.h>

enum { MUCH = 30000 /* more than is on its way, and kept below the mark, at once */ };

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

/* A server with this handler, and a connection to it. */
static il_stream connect_to(il_server *server, il_target handler)
{
	il_stream stream;
	EXPECT(il_server_start(server, handler) == IL_OK);
	EXPECT(il_stream_open(&stream, *server) == IL_OK);
	return stream;
}

static void end(il_stream stream, il_server server)
{
	EXPECT(il_stream_close(stream) == IL_OK);
	EXPECT(il_stream_wait_closed(stream) == IL_OK);
	EXPECT(il_server_close(server) == IL_OK);
	EXPECT(il_server_wait_closed(server) == IL_OK);
}

/* ---- much at once ---- */

static il_value read_slowly(il_args args)
{
	static char bytes[MUCH];
	il_stream stream = il_stream_of(args.v[0]);
	size_t count = 0;
	IL_TRY(il_async_sleep(1));
	EXPECT(il_stream_read_exactly(&count, stream, bytes, MUCH) == IL_OK && count == MUCH);
	EXPECT(bytes[0] == 'a' && bytes[MUCH - 1] == (char)('a' + (MUCH - 1) % 26));
	EXPECT(il_stream_read_exactly(&count, stream, bytes, 10) == IL_INCOMPLETE_READ && count == 3);
	EXPECT(il_stream_at_eof(stream));
	EXPECT(il_stream_write_text(stream, "all") == IL_OK);
	EXPECT(il_stream_close(stream) == IL_OK);
	return il_none();
}

static il_value write_much(il_args args)
{
	(void)args;
	static char bytes[MUCH];
	char answer[8];
	size_t count = 0;
	il_server server;
	il_stream stream = connect_to(&server, read_slowly);
	for (size_t i = 0; i < MUCH; i++)
		bytes[i] = (char)('a' + i % 26);
	EXPECT(il_stream_write(stream, bytes, MUCH) == IL_OK);
	EXPECT(il_stream_drain(stream) == IL_OK);
	EXPECT(il_stream_write_text(stream, "end") == IL_OK);
	EXPECT(il_stream_write_eof(stream) == IL_OK);
	EXPECT(il_stream_write_text(stream, "more") == IL_WRITE_AFTER_EOF);
	EXPECT(il_stream_read_exactly(&count, stream, answer, 3) == IL_OK && memcmp(answer, "all", 3) == 0);
	end(stream, server);
	return il_none();
}

static void run_write_much(void)
{
	run(write_much);
}

static void test_a_writer_drains_until_a_slow_reader_has_made_room(void **state)
{
	(void)state;
	assert_completes(run_write_much);
}

/* ---- what is written, in the log: its beginning, on one line ---- */

static il_value read_to_the_end(il_args args)
{
	char bytes[256];
	size_t count = 1;
	il_stream stream = il_stream_of(args.v[0]);
	while (count > 0)
		EXPECT(il_stream_read(&count, stream, bytes, sizeof bytes) == IL_OK);
	return il_none();
}

static il_value write_texts(il_args args)
{
	(void)args;
	il_server server;
	il_stream stream = connect_to(&server, read_to_the_end);
	EXPECT(il_stream_write_text(stream, "a line\n") == IL_OK);
	EXPECT(il_stream_write_text(stream, "two\nlines\n") == IL_OK);
	EXPECT(il_stream_write_text(stream, "0123456789012345678901234567890123456789012345678") == IL_OK);
	EXPECT(il_stream_write_text(stream, "01234567890123456789012345678901234567890123456\u20ac") == IL_OK);
	end(stream, server);
	return il_none();
}

static void run_write_texts(void)
{
	run(write_texts);
}

static void test_the_log_has_the_beginning_of_what_is_written(void **state)
{
	(void)state;
#define WRITE(bytes, words)                                                                                             \
	DONE("Task-1", OP_SOCKET_WRITE, "connection-1", .x = (bytes), .z = WATCH_READ, .kind = VALUE_STRING, .text = (words))
	const struct logged expected[] = {
	    WRITE(7, "a line"),
	    WRITE(10, "two.lines"),
	    WRITE(49, "012345678901234567890123456789012345678901234567..."),
	    WRITE(50, "01234567890123456789012345678901234567890123456..."),
	};
	assert_logs(run_write_texts, LOG_COMPLETED, expected);
}

/* ---- who waits for a server's end ---- */

static il_value read_and_close(il_args args)
{
	il_value answer = read_to_the_end(args);
	EXPECT(il_stream_close(il_stream_of(args.v[0])) == IL_OK);
	return answer;
}

static il_value wait_for_the_end(il_args args)
{
	EXPECT(il_server_wait_closed((il_server){args.v[0].ref}) == IL_OK);
	il_print("its last connection has ended");
	return il_none();
}

static il_value outlive_the_server(il_args args)
{
	(void)args;
	il_server server;
	il_stream stream = connect_to(&server, read_and_close);
	il_task waiter = il_task_create(wait_for_the_end, .args = IL_ARGS(il_object(server.id)));
	EXPECT(il_async_sleep(1) == IL_OK);
	EXPECT(il_server_close(server) == IL_OK);
	EXPECT(il_async_sleep(1) == IL_OK);
	il_print("one is left");
	EXPECT(il_stream_close(stream) == IL_OK);
	EXPECT(il_await(NULL, waiter) == IL_OK);
	return il_none();
}

static void run_outlive_the_server(void)
{
	run(outlive_the_server);
}

static void test_a_server_is_waited_for_until_its_last_connection_ends(void **state)
{
	(void)state;
	const char *const lines[] = {"one is left", "its last connection has ended", NULL};
	assert_prints(run_outlive_the_server, lines);
}

/* ---- lines, limits, two readers ---- */

static il_value write_lines(il_args args)
{
	il_stream stream = il_stream_of(args.v[0]);
	EXPECT(il_stream_write_text(stream, "one\nmuch too long a line\nthree\nrest") == IL_OK);
	EXPECT(il_stream_close(stream) == IL_OK);
	return il_none();
}

static il_value read_as_well(il_args args)
{
	char line[16];
	EXPECT(il_stream_read_line((il_stream){args.v[0].ref}, line, sizeof line) == IL_READ_TWICE);
	return il_none();
}

static il_value read_lines(il_args args)
{
	(void)args;
	char line[16];
	size_t count = 99;
	il_server server;
	il_stream stream = connect_to(&server, write_lines);
	il_task second = il_task_create(read_as_well, .args = IL_ARGS(il_object(stream.id)));
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK && strcmp(line, "one\n") == 0);
	EXPECT(il_await(NULL, second) == IL_OK);
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_LINE_TOO_LONG);
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK && strcmp(line, "three\n") == 0);
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK && strcmp(line, "rest") == 0);
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK && line[0] == '\0');
	EXPECT(il_stream_read(&count, stream, line, sizeof line) == IL_OK && count == 0);
	end(stream, server);
	return il_none();
}

static void run_read_lines(void)
{
	run(read_lines);
}

static void test_lines_end_at_newlines_limits_and_the_end(void **state)
{
	(void)state;
	assert_completes(run_read_lines);
}

/* ---- giving up ---- */

static il_value keep_silent(il_args args)
{
	char byte;
	size_t count = 99;
	EXPECT(il_stream_read(&count, il_stream_of(args.v[0]), &byte, 1) == IL_OK && count == 0);
	EXPECT(il_stream_close(il_stream_of(args.v[0])) == IL_OK);
	return il_none();
}

static il_value read_one(il_args args)
{
	char byte;
	size_t count;
	IL_TRY(il_stream_read(&count, il_stream_of(args.v[0]), &byte, 1));
	return il_none();
}

static il_value give_up(il_args args)
{
	(void)args;
	il_server server;
	il_stream stream = connect_to(&server, keep_silent);
	il_task task = il_task_create(read_one, .args = IL_ARGS(il_object(stream.id)));
	EXPECT(il_async_wait_for(NULL, task, .timeout = il_within(1)) == IL_TIMEOUT);
	EXPECT(program_took(1, 0));
	task = il_task_create(read_one, .args = IL_ARGS(il_object(stream.id)));
	IL_TRY(il_async_sleep(1));
	EXPECT(il_task_cancel(task));
	EXPECT(il_await(NULL, task) == IL_CANCELLED);
	/* Closed while it is awaited: the reader comes to the end. */
	task = il_task_create(read_one, .args = IL_ARGS(il_object(stream.id)));
	IL_TRY(il_async_sleep(1));
	end(stream, server);
	EXPECT(il_await(NULL, task) == IL_OK);
	return il_none();
}

static void run_give_up(void)
{
	run(give_up);
}

static void test_a_read_is_timed_cancelled_or_ended_by_a_close(void **state)
{
	(void)state;
	assert_completes(run_give_up);
}

/* ---- errors of a call ---- */

static il_value misuse(il_args args)
{
	(void)args;
	il_stream stream;
	il_server server;
	size_t count;
	EXPECT(il_stream_open(&stream, (il_server){0}) == IL_WRONG_TYPE && stream.id == 0);
	EXPECT(il_stream_read(&count, stream, &count, 1) == IL_WRONG_TYPE);
	EXPECT(il_server_start(&server, keep_silent) == IL_OK);
	EXPECT(il_stream_drain((il_stream){server.id}) == IL_WRONG_TYPE);
	EXPECT(il_server_close((il_server){0}) == IL_WRONG_TYPE);
	EXPECT(il_server_close(server) == IL_OK && il_server_close(server) == IL_OK);
	EXPECT(il_stream_open(&stream, server) == IL_CONNECTION_REFUSED);
	return il_none();
}

static void run_misuse(void)
{
	il_server server;
	il_stream stream;
	EXPECT(il_server_start(&server, keep_silent) == IL_NO_LOOP);
	EXPECT(il_stream_open(&stream, server) == IL_NO_LOOP);
	EXPECT(il_stream_write_text(stream, "a") == IL_NO_LOOP);
	run(misuse);
}

static void test_wrong_handles_and_closed_servers_are_refused(void **state)
{
	(void)state;
	assert_completes(run_misuse);
}

/* ---- a loop of another thread ---- */

static il_event serving;
static il_server shared_server;

static il_value shout(il_args args)
{
	char line[16];
	il_stream stream = il_stream_of(args.v[0]);
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK);
	EXPECT(il_stream_write_text(stream, line) == IL_OK);
	EXPECT(il_stream_close(stream) == IL_OK);
	EXPECT(il_stream_wait_closed(stream) == IL_OK);
	il_loop_stop();
	return il_none();
}

static il_value start_shouting(il_args args)
{
	(void)args;
	EXPECT(il_server_start(&shared_server, shout) == IL_OK);
	il_event_set(serving);
	return il_none();
}

static il_value run_server(il_args args)
{
	(void)args;
	il_loop loop = il_loop_new("server loop");
	EXPECT(il_loop_run_until_complete(NULL, loop, start_shouting) == IL_OK);
	EXPECT(il_loop_run_forever(loop) == IL_OK);
	EXPECT(il_loop_close(loop) == IL_OK);
	return il_none();
}

static il_value ask_other_loop(il_args args)
{
	(void)args;
	char line[16];
	il_stream stream;
	EXPECT(il_stream_open(&stream, shared_server) == IL_OK);
	EXPECT(il_stream_write_text(stream, "hey\n") == IL_OK);
	EXPECT(il_stream_read_line(stream, line, sizeof line) == IL_OK && strcmp(line, "hey\n") == 0);
	EXPECT(il_stream_close(stream) == IL_OK);
	return il_none();
}

static void run_two_loops(void)
{
	serving = il_event_new("serving");
	il_thread server = il_thread_new(run_server, .name = "server");
	il_thread_start(server);
	il_event_wait(serving);
	run(ask_other_loop);
	il_thread_join(server);
}

static void test_loops_of_two_threads_talk(void **state)
{
	(void)state;
	assert_completes(run_two_loops);
}

/* ---- a peer that is killed ---- */

static il_value wait_to_be_killed(il_args args)
{
	char byte;
	size_t count;
	il_stream stream;
	EXPECT(il_stream_open(&stream, (il_server){args.v[0].ref}) == IL_OK);
	EXPECT(il_stream_write_text(stream, "here") == IL_OK);
	il_stream_read(&count, stream, &byte, 1);
	return il_none();
}

static il_value run_client(il_args args)
{
	il_loop_run(NULL, wait_to_be_killed, .args = args);
	return il_none();
}

static il_process client;

static il_value see_the_end(il_args args)
{
	char bytes[8];
	size_t count = 99;
	il_stream stream = il_stream_of(args.v[0]);
	EXPECT(il_stream_read_exactly(NULL, stream, bytes, 4) == IL_OK && memcmp(bytes, "here", 4) == 0);
	EXPECT(il_process_kill(client) == IL_OK);
	EXPECT(il_stream_read(&count, stream, bytes, sizeof bytes) == IL_OK && count == 0);
	EXPECT(il_stream_write_text(stream, "still there?") == IL_OK);
	EXPECT(il_stream_close(stream) == IL_OK);
	il_loop_stop();
	return il_none();
}

static il_value serve_a_child(il_args args)
{
	(void)args;
	il_server server;
	EXPECT(il_server_start(&server, see_the_end) == IL_OK);
	client = il_process_new(run_client, .args = IL_ARGS(il_object(server.id)));
	EXPECT(il_process_start(client) == IL_OK);
	return il_none();
}

static void run_killed_peer(void)
{
	il_loop loop = il_loop_new("loop");
	EXPECT(il_loop_run_until_complete(NULL, loop, serve_a_child) == IL_OK);
	EXPECT(il_loop_run_forever(loop) == IL_OK);
	EXPECT(il_loop_close(loop) == IL_OK);
	il_process_join(client);
}

static void test_a_killed_peers_connection_comes_to_its_end(void **state)
{
	(void)state;
	assert_completes(run_killed_peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_log_has_the_beginning_of_what_is_written),
	    cmocka_unit_test(test_a_writer_drains_until_a_slow_reader_has_made_room),
	    cmocka_unit_test(test_a_server_is_waited_for_until_its_last_connection_ends),
	    cmocka_unit_test(test_lines_end_at_newlines_limits_and_the_end),
	    cmocka_unit_test(test_a_read_is_timed_cancelled_or_ended_by_a_close),
	    cmocka_unit_test(test_wrong_handles_and_closed_servers_are_refused),
	    cmocka_unit_test(test_loops_of_two_threads_talk),
	    cmocka_unit_test(test_a_killed_peers_connection_comes_to_its_end),
	};
	return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
