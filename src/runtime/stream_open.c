/* asyncio.open_connection: how those who connect come to a connection.
 *
 * Whoever connects makes both ends: the server's one belongs to the server's process, and waits in its row until it is accepted. The
 * stages are CPython's: a client is connected in the turn after it asked, and its end is open two turns later. */
#include <stdio.h>
#include <unistd.h>

#include "engine/line.h"
#include "runtime/defs.h"
#include "runtime/loopback.h"
#include "runtime/socket.h"
#include "runtime/stream.h"

/* ---- ops ---- */

/* event.value: the server's end. */
static void connect_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	socket_connect(turn, event->object, (uint32_t)event->value, event->via);
	event->z = WATCH_WRITE;
}

static void connect_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	event->z = kernel_object(turn->kernel, event->object)->socket.watch;
}

/* Refused, or cancelled. */
static void connect_given_up(struct turn *turn, struct log_event *event)
{
	uint32_t end = (uint32_t)event->value;
	socket_shut(turn, event->object);
	if (kernel_object(turn->kernel, end)->socket.peer == LOG_NONE)
		socket_shut(turn, end);
}

const struct op_def socket_connect_def = {.apply = connect_apply, .join = connect_join, .given_up = connect_given_up};

/* ---- connecting ---- */

uint32_t stream_make_object(struct il_site *site, const char *name, uint32_t *names, struct making making)
{
	char numbered[64];
	making.process = current.actor->process;
	making.loop = current.loop->id;
	if (name == NULL)
		default_name(numbered, sizeof numbered, names, making.type == TYPE_SERVER ? "server" : "connection", NULL);
	return object_make(site, name != NULL ? name : numbered, making);
}

static void begin_connected(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct stream *stream = object;
	if (!stream->lost)
		stream_begin(loop, stream);
}

/* The first time that it is ready: it is connected, or refused. */
static void connected(struct loop *loop, struct descriptor *descriptor)
{
	struct stream *stream = (struct stream *)descriptor;
	struct object end = object_peek(descriptor->id);
	poll_watch(loop, descriptor, 0);
	descriptor->writable = stream_writable;
	if (end.socket.error == IL_CONNECTION_REFUSED) {
		stream->error = IL_CONNECTION_REFUSED;
		future_finish(loop, &stream->opened, FUTURE_FINISHED, il_none());
	} else {
		ready_push(loop, (struct handle){begin_connected, stream, NULL});
	}
}

/* The end at the server: named after both. */
static uint32_t make_end(struct il_site *site, uint32_t client, const struct object *server, uint16_t port)
{
	char name[256];
	struct object object = object_peek(client);
	const struct log *log = current.runtime->engine->log;
	snprintf(name, sizeof name, "%s@%s", log_text(log, object.name), log_text(log, server->name));
	return object_make(site, name,
	                   (struct making){.type = TYPE_CONNECTION,
	                                   .bound = SOCKET_ROOM,
	                                   .process = server->process,
	                                   .loop = LOG_NONE,
	                                   .value = il_int(port)});
}

/* The op: from asking to being open at both stages. */
static il_status connect_to(struct il_site *site, struct stream *stream, uint32_t end, uint32_t server)
{
	struct log_event call = call_of(OP_SOCKET_CONNECT, site, stream->at.id), done;
	call.via = server;
	call.flags = VALUE_OBJECT;
	call.value = end;
	stream->at.writable = connected;
	if (!async_blocks(&done, &call, &stream->opened, NULL))
		return (il_status)done.result;
	poll_watch(current.loop, &stream->at, WATCH_WRITE);
	il_status status = async_give_way(&stream->opened);
	if (status == IL_OK)
		status = stream->error;
	async_go_on(&done, status, NULL);
	if (status != IL_OK) {
		stream->closing = stream->dropped = stream->lost = true;
		poll_close(current.loop, &stream->at);
	}
	return status;
}

il_status il_stream_open_at(struct il_site *site, il_stream *handle, il_server server,
                            struct il_stream_options options)
{
	*handle = (il_stream){0};
	if (!async_in_task())
		return IL_NO_LOOP;
	struct object listener = object_peek(server.id);
	if (listener.type != TYPE_SERVER)
		return IL_WRONG_TYPE;
	int fd = loopback_connect((uint16_t)listener.value);
	if (fd < 0)
		return IL_SOCKET_FAILED;
	uint16_t port = loopback_port(fd);
	uint32_t client = stream_make_object(site, options.name, &current.runtime->engine->kernel->connection_names,
	                              (struct making){.type = TYPE_CONNECTION, .bound = SOCKET_ROOM});
	uint32_t end = client != 0 ? make_end(site, client, &listener, port) : 0;
	if (end == 0) {
		close(fd);
		return IL_NO_ROOM;
	}
	struct stream *stream = stream_make(current.loop, client, fd, options.limit);
	il_status status = connect_to(site, stream, end, server.id);
	if (status == IL_OK)
		*handle = (il_stream){client};
	return status;
}
