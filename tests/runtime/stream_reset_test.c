/* Connections that are reset: closed, or killed, with bytes that nobody has read, while somebody reads or
 * drains on the other side. What each call says then is what asyncio's streams say. */
#include "programs.h"

enum { MUCH = 60000 /* more than both sides keep: the writer is paused */ };

static il_async_event go;

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

static il_stream connect_to(il_server *server, il_target handler)
{
	il_stream stream;
	EXPECT(il_server_start(server, handler, .limit = 16) == IL_OK);
	EXPECT(il_stream_open(&stream, *server) == IL_OK);
	return stream;
}

/* Closes without reading what has come. */
static il_value drop(il_args args)
{
	il_stream stream = il_stream_of(args.v[0]);
	IL_TRY(il_async_event_wait(go));
	EXPECT(il_stream_close(stream) == IL_OK);
	EXPECT(il_stream_wait_closed(stream) == IL_OK);
	return il_none();
}

/* Whatever is asked of a connection that was reset. */
static void ask_all(il_stream stream)
{
	char bytes[8];
	size_t count = 99;
	EXPECT(il_stream_read(&count, stream, bytes, sizeof bytes) == IL_CONNECTION_RESET && count == 0);
	EXPECT(il_stream_read_exactly(&count, stream, bytes, 3) == IL_CONNECTION_RESET && count == 0);
	EXPECT(il_stream_read_line(stream, bytes, sizeof bytes) == IL_CONNECTION_RESET && bytes[0] == '\0');
	EXPECT(!il_stream_at_eof(stream) && il_stream_is_closing(stream));
	EXPECT(il_stream_write_text(stream, "nobody hears") == IL_OK);
	EXPECT(il_stream_drain(stream) == IL_CONNECTION_RESET);
	EXPECT(il_stream_wait_closed(stream) == IL_CONNECTION_RESET);
	EXPECT(il_stream_close(stream) == IL_OK);
	EXPECT(il_stream_wait_closed(stream) == IL_CONNECTION_RESET);
}

/* ---- while a read is awaited ---- */

static il_value read_until_reset(il_args args)
{
	(void)args;
	char byte;
	size_t count;
	il_server server;
	go = il_async_event_new("go");
	il_stream stream = connect_to(&server, drop);
	IL_TRY(il_async_sleep(1));
	EXPECT(il_stream_write_text(stream, "unread") == IL_OK);
	il_async_event_set(go); /* the handler closes before its loop has received anything */
	il_status status = il_stream_read(&count, stream, &byte, 1);
	il_print("%s", il_text(il_raise_status(status)));
	ask_all(stream);
	EXPECT(il_server_close(server) == IL_OK && il_server_wait_closed(server) == IL_OK);
	return il_none();
}

static void run_read_until_reset(void)
{
	run(read_until_reset);
}

static void test_a_read_ends_by_the_reset_of_its_connection(void **state)
{
	(void)state;
	const char *const lines[] = {"ConnectionResetError: Connection reset by peer", NULL};
	assert_prints(run_read_until_reset, lines);
	assert_completes(run_read_until_reset);
}

static void test_what_a_reset_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_SOCKET_LOST, "connection-1@server-1"),
	    DONE("main", OP_SOCKET_RECEIVE, "connection-1", .result = IL_CONNECTION_RESET),
	    DONE("main", OP_SOCKET_LOST, "connection-1", .result = IL_CONNECTION_RESET),
	};
	assert_logs(run_read_until_reset, LOG_COMPLETED, expected);
}

/* ---- while a drain is awaited ---- */

static il_value set_go(il_args args)
{
	(void)args;
	il_async_event_set(go);
	return il_none();
}

static il_value drain_until_reset(il_args args)
{
	(void)args;
	static char bytes[MUCH];
	il_server server;
	go = il_async_event_new("go");
	il_stream stream = connect_to(&server, drop);
	EXPECT(il_stream_write(stream, bytes, sizeof bytes) == IL_OK);
	il_call_later(1, set_go);
	EXPECT(il_stream_drain(stream) == IL_CONNECTION_RESET);
	ask_all(stream);
	EXPECT(il_server_close(server) == IL_OK && il_server_wait_closed(server) == IL_OK);
	return il_none();
}

static void run_drain_until_reset(void)
{
	run(drain_until_reset);
}

static void test_a_drain_ends_by_the_reset_of_its_connection(void **state)
{
	(void)state;
	assert_completes(run_drain_until_reset);
}

/* ---- by the death of the other process ---- */

static il_process client;

/* It stops its loop, so that nothing is received any more. */
static il_value block_until_killed(il_args args)
{
	il_stream stream;
	EXPECT(il_stream_open(&stream, (il_server){args.v[0].ref}) == IL_OK);
	EXPECT(il_stream_write_text(stream, "here") == IL_OK);
	il_sleep(1000);
	return il_none();
}

static il_value run_client(il_args args)
{
	il_loop_run(NULL, block_until_killed, .args = args);
	return il_none();
}

static il_value kill_client(il_args args)
{
	(void)args;
	EXPECT(il_process_kill(client) == IL_OK);
	return il_none();
}

static il_value serve_until_reset(il_args args)
{
	char bytes[8];
	size_t count;
	il_stream stream = il_stream_of(args.v[0]);
	EXPECT(il_stream_read_exactly(NULL, stream, bytes, 4) == IL_OK);
	EXPECT(il_stream_write_text(stream, "never read") == IL_OK);
	il_call_later(1, kill_client);
	EXPECT(il_stream_read(&count, stream, bytes, sizeof bytes) == IL_CONNECTION_RESET);
	ask_all(stream);
	il_loop_stop();
	return il_none();
}

static il_value serve_a_child(il_args args)
{
	(void)args;
	il_server server;
	EXPECT(il_server_start(&server, serve_until_reset) == IL_OK);
	client = il_process_new(run_client, .args = IL_ARGS(il_object(server.id)));
	EXPECT(il_process_start(client) == IL_OK);
	return il_none();
}

static void run_killed_client(void)
{
	il_loop loop = il_loop_new("loop");
	EXPECT(il_loop_run_until_complete(NULL, loop, serve_a_child) == IL_OK);
	EXPECT(il_loop_run_forever(loop) == IL_OK);
	EXPECT(il_loop_close(loop) == IL_OK);
	il_process_join(client);
}

static void test_a_read_ends_by_the_death_of_a_peer_that_has_not_read_all(void **state)
{
	(void)state;
	assert_completes(run_killed_client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_read_ends_by_the_reset_of_its_connection),
	    cmocka_unit_test(test_what_a_reset_logs),
	    cmocka_unit_test(test_a_drain_ends_by_the_reset_of_its_connection),
	    cmocka_unit_test(test_a_read_ends_by_the_death_of_a_peer_that_has_not_read_all),
	};
	return cmocka_run_group_tests_name("stream resets", tests, NULL, NULL);
}
