/* asyncio's streams: connections over the loopback, for the tasks of a loop.
 *
 * The sockets are real, and are watched by epoll. Both ends belong to the session: a client names the server that it wants, whose
 * port the system has chosen, in this process or another. One task reads from a stream at a time.
 *
 * Calls that suspend return IL_CANCELLED when the task is cancelled meanwhile, and IL_NO_LOOP outside a task. All return IL_WRONG_TYPE
 * for a stream or server of another loop. il_async_wait_for sets a limit to any of them. */
#ifndef INTERLEAVE_STREAM_H
#define INTERLEAVE_STREAM_H

#include "interleave/base.h"
#include "interleave/loop.h"

/* One end of a connection: asyncio's StreamReader and StreamWriter in one. */
typedef struct il_stream {
	uint32_t id;
} il_stream;

/* What listens. Another process may have the handle, and connect to it. */
typedef struct il_server {
	uint32_t id;
} il_server;

/* ---- servers ---- */

struct il_server_options {
	char unused_;
	const char *name; /* default: "server-N" */
	size_t limit;     /* of the streams it accepts; default 65536 */
};

/* Listens on 127.0.0.1 and runs handler(stream) as a task for each connection; il_stream_of(args.v[0]) is its stream. Suspends until
 * the server serves. await asyncio.start_server(handler, '127.0.0.1', 0). IL_NO_ROOM, IL_SOCKET_FAILED. */
#define il_server_start(server, handler, ...)                                                      \
	il_server_start_at(IL_HERE, (server), (handler), (struct il_server_options){.unused_ = 0, __VA_ARGS__})
il_status il_server_start_at(struct il_site *site, il_server *server, il_target handler,
                             struct il_server_options options);

/* It listens no more, and resets whoever it has not accepted; the connections it has live on. Server.close. */
#define il_server_close(server) il_server_close_at(IL_HERE, (server))
il_status il_server_close_at(struct il_site *site, il_server server);

/* Suspends until it has been closed and its last connection is; not at all when it has been closed already.
 * await Server.wait_closed. */
#define il_server_wait_closed(server) il_server_wait_closed_at(IL_HERE, (server))
il_status il_server_wait_closed_at(struct il_site *site, il_server server);

/* Server.is_serving. */
#define il_server_is_serving(server) il_server_is_serving_at(IL_HERE, (server))
bool il_server_is_serving_at(struct il_site *site, il_server server);

/* The stream that a handler was given. */
static inline il_stream il_stream_of(il_value value)
{
	return (il_stream){value.kind == IL_OBJECT ? value.ref : 0};
}

/* ---- connections ---- */

struct il_stream_options {
	char unused_;
	const char *name; /* default: "connection-N"; the server's end is NAME@SERVER */
	size_t limit;     /* how long a line may be, and half of what is received before anybody reads it; default 65536 */
};

/* Connects to the server. Suspends until that is done. await asyncio.open_connection('127.0.0.1', port).
 * IL_CONNECTION_REFUSED, IL_NO_ROOM, IL_SOCKET_FAILED. */
#define il_stream_open(stream, server, ...)                                                        \
	il_stream_open_at(IL_HERE, (stream), (server), (struct il_stream_options){.unused_ = 0, __VA_ARGS__})
il_status il_stream_open_at(struct il_site *site, il_stream *stream, il_server server,
                            struct il_stream_options options);

/* ---- reading ---- */

/* Suspends until there are bytes, or no more will come; *count of them, at most `size`, are in `buffer`; 0: the end.
 * await reader.read(size). IL_CONNECTION_RESET, IL_READ_TWICE (another task reads). */
#define il_stream_read(count, stream, buffer, size)                                                \
	il_stream_read_at(IL_HERE, (count), (stream), (buffer), (size))
il_status il_stream_read_at(struct il_site *site, size_t *count, il_stream stream, void *buffer, size_t size);

/* Suspends until all `size` bytes have come. await reader.readexactly(size). IL_INCOMPLETE_READ: the end came first, and *count (may be
 * NULL) bytes before it; otherwise as il_stream_read. */
#define il_stream_read_exactly(count, stream, buffer, size)                                        \
	il_stream_read_exactly_at(IL_HERE, (count), (stream), (buffer), (size))
il_status il_stream_read_exactly_at(struct il_site *site, size_t *count, il_stream stream, void *buffer, size_t size);

/* Suspends until a line has come: it is in `line`, with its '\n' and a NUL; what comes before the end may lack the '\n', and is ""
 * at the end. await reader.readline(). A line longer than the stream's limit, or than `size` holds: IL_LINE_TOO_LONG, and it is
 * dropped; its end has not even come: IL_LINE_WITHOUT_END, and what has come is dropped. Otherwise as il_stream_read. */
#define il_stream_read_line(stream, line, size) il_stream_read_line_at(IL_HERE, (stream), (line), (size))
il_status il_stream_read_line_at(struct il_site *site, il_stream stream, char *line, size_t size);

/* Whether the end has come, and everything before it has been read. reader.at_eof. */
#define il_stream_at_eof(stream) il_stream_at_eof_at(IL_HERE, (stream))
bool il_stream_at_eof_at(struct il_site *site, il_stream stream);

/* ---- writing ---- */

/* Sends what there is room for, and keeps the rest, which the loop sends when there is; never suspends. writer.write.
 * IL_WRITE_AFTER_EOF. On a connection that is lost it does nothing. */
#define il_stream_write(stream, bytes, size) il_stream_write_at(IL_HERE, (stream), (bytes), (size))
il_status il_stream_write_at(struct il_site *site, il_stream stream, const void *bytes, size_t size);

/* The same of a text. */
#define il_stream_write_text(stream, text) il_stream_write_text_at(IL_HERE, (stream), (text))
il_status il_stream_write_text_at(struct il_site *site, il_stream stream, const char *text);

/* Suspends while more than 64 KiB are kept, until at most 16 KiB are. await writer.drain(). IL_CONNECTION_LOST, IL_CONNECTION_RESET,
 * IL_BROKEN_PIPE. */
#define il_stream_drain(stream) il_stream_drain_at(IL_HERE, (stream))
il_status il_stream_drain_at(struct il_site *site, il_stream stream);

/* Nothing more will be written: the other end comes to its end once it has read what is on its way. writer.write_eof. */
#define il_stream_write_eof(stream) il_stream_write_eof_at(IL_HERE, (stream))
il_status il_stream_write_eof_at(struct il_site *site, il_stream stream);

/* ---- the end ---- */

/* Reads no more, sends what is kept, and then closes. writer.close. */
#define il_stream_close(stream) il_stream_close_at(IL_HERE, (stream))
il_status il_stream_close_at(struct il_site *site, il_stream stream);

/* writer.is_closing. */
#define il_stream_is_closing(stream) il_stream_is_closing_at(IL_HERE, (stream))
bool il_stream_is_closing_at(struct il_site *site, il_stream stream);

/* Suspends until it is closed. await writer.wait_closed(). IL_CONNECTION_RESET, IL_BROKEN_PIPE: the connection was lost by that. */
#define il_stream_wait_closed(stream) il_stream_wait_closed_at(IL_HERE, (stream))
il_status il_stream_wait_closed_at(struct il_site *site, il_stream stream);

#endif
