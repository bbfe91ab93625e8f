/* How connections come to be: servers, and those who connect to them. asyncio.start_server and open_connection.
 *
 * Whoever connects makes both ends: the server's one belongs to the server's process, and waits in its row until it is accepted.
 * Which of the system's sockets that is, its peer's port tells. The stages are CPython's: a server serves three turns after it
 * was asked to and tells so in the next; a client is connected in the turn after it asked, and each end is open two turns later. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/line.h"
#include "runtime/defs.h"
#include "runtime/query.h"
#include "runtime/socket.h"
#include "runtime/stream.h"
#include "runtime/values.h"

enum { ACCEPTED_AT_ONCE = 100, TURNS_TO_SERVE = 3, BUFFER = 1 << 20 };

/* ---- ops ---- */

static void listen_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	event->z = WATCH_READ;
	socket_watch(turn, event->object, WATCH_READ);
}

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

static void accept_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	socket_accept(turn, event->via, current.loop->id);
	event->x = kernel_object(turn->kernel, event->via)->socket.bytes;
}

const struct op_def socket_listen_def = {.apply = listen_apply};
const struct op_def socket_connect_def = {.apply = connect_apply, .join = connect_join, .given_up = connect_given_up};
const struct op_def socket_accept_def = {.apply = accept_apply};

/* ---- the system's sockets ---- */

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* What may be on its way fits into its buffers, however it is cut. */
static int new_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int on = 1, room = BUFFER;
	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	return fd;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in address = {0};
	socklen_t length = sizeof address;
	return getsockname(fd, (struct sockaddr *)&address, &length) == 0 ? ntohs(address.sin_port) : 0;
}

/* On a port that the system chooses; -1: there is none. */
static int listening_socket(void)
{
	const struct sockaddr_in address = loopback(0);
	int fd = new_socket();
	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	close(fd);
	return -1;
}

/* One that is refused, or is closed before the segment knows it, is as good: the segment says what comes of it. */
static int connected_socket(uint16_t port)
{
	const struct sockaddr_in address = loopback(port);
	int fd = new_socket();
	if (fd >= 0)
		(void)!connect(fd, (const struct sockaddr *)&address, sizeof address);
	return fd;
}

/* The one whose peer has this port: what the system gives before it waits until the segment comes to it. */
static int accepted_socket(struct server *server, uint16_t port)
{
	for (size_t i = 0; i < server->stranger_count; i++) {
		struct stranger stranger = server->strangers[i];
		if (stranger.port != port)
			continue;
		server->strangers[i] = server->strangers[--server->stranger_count];
		return stranger.fd;
	}
	for (;;) {
		struct sockaddr_in address = {0};
		socklen_t length = sizeof address;
		const int on = 1;
		int fd = accept4(server->at.fd, (struct sockaddr *)&address, &length, SOCK_CLOEXEC);
		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0)
			loop_die("the system has no socket to give", NULL);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		if (ntohs(address.sin_port) == port)
			return fd;
		server->strangers = loop_grown(server->strangers, &server->stranger_room, server->stranger_count,
		                               sizeof *server->strangers);
		server->strangers[server->stranger_count++] = (struct stranger){fd, ntohs(address.sin_port)};
	}
}

/* ---- accepting ---- */

/* The name of a task that CPython makes inside, so that those of the program have the same numbers. */
static void skip_task_name(void)
{
	char name[64];
	default_name(name, sizeof name, &current.runtime->engine->kernel->task_names, "Task", NULL);
}

static void handler_ended(struct loop *loop, void *future, void *context)
{
	struct future *task = future;
	task->seen = true;
	if (future_status(task) != IL_RAISED)
		return;
	loop_complain(loop, task->id, "Unhandled exception in client_connected_cb", task->value);
	stream_close(loop->site, context);
}

static void handle_connection(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct stream *stream = object;
	const struct server *server = stream->server;
	const struct il_task_options options = {.args = IL_ARGS(il_object(stream->at.id))};
	struct task *task = task_make(server->site, server->handler, &options);
	if (task == NULL)
		loop_die("the session has no room for one more task", NULL);
	future_add_callback(loop, &task->future, (struct callback){handler_ended, stream});
}

static void begin_accepted(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct stream *stream = object;
	if (stream->server->closed) { /* meanwhile */
		stream->server = NULL;
		stream_lose(loop, stream, IL_OK);
		return;
	}
	stream->server->connections++;
	ready_push(loop, (struct handle){handle_connection, stream, NULL});
	stream_begin(loop, stream);
}

struct acceptance {
	struct server *server;
	uint16_t port;
	int fd;
};

static void accept_really(void *context)
{
	struct acceptance *acceptance = context;
	acceptance->fd = accepted_socket(acceptance->server, acceptance->port);
}

/* The first that waits; returns how many are left. */
static int32_t accept_one(struct loop *loop, struct server *server)
{
	struct acceptance acceptance = {.server = server};
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	uint32_t id = socket_waiting(turn.kernel, server->at.id);
	acceptance.port = (uint16_t)kernel_object(turn.kernel, id)->value;
	turn_end(&turn);
	struct log_event call = call_of(OP_SOCKET_ACCEPT, loop->site, id), done;
	call.via = server->at.id;
	stream_perform(&done, &call, accept_really, &acceptance);
	struct stream *stream = stream_make(loop, id, acceptance.fd, server->limit);
	stream->server = server;
	skip_task_name();
	ready_push(loop, (struct handle){begin_accepted, stream, NULL});
	return done.x;
}

/* As many as wait when the first is accepted. */
static void accept_all(struct loop *loop, struct descriptor *descriptor)
{
	struct server *server = (struct server *)descriptor;
	int32_t left = accept_one(loop, server);
	for (int32_t i = 1; i < ACCEPTED_AT_ONCE && left > 0; i++, left--)
		accept_one(loop, server);
}

/* ---- servers ---- */

static void close_strangers(struct server *server)
{
	for (size_t i = 0; i < server->stranger_count; i++)
		close(server->strangers[i].fd);
	server->stranger_count = 0;
}

static void release(struct descriptor *descriptor)
{
	struct server *server = (struct server *)descriptor;
	close_strangers(server);
	free(server->strangers);
	future_fini(&server->serving);
	free(server);
}

static void hop(struct loop *loop, void *object, void *context)
{
	intptr_t turns = (intptr_t)context;
	if (turns > 1)
		ready_push(loop, (struct handle){hop, object, (void *)(turns - 1)});
	else
		future_finish(loop, object, FUTURE_FINISHED, il_none());
}

/* An object of a type, named as asked or by default. */
static uint32_t make_object(struct il_site *site, const char *name, uint32_t *names, struct making making)
{
	char numbered[64];
	making.process = current.actor->process;
	making.loop = current.loop->id;
	if (name == NULL)
		default_name(numbered, sizeof numbered, names, making.type == TYPE_SERVER ? "server" : "connection", NULL);
	return object_make(site, name != NULL ? name : numbered, making);
}

il_status il_server_start_at(struct il_site *site, il_server *handle, il_target handler,
                             struct il_server_options options)
{
	*handle = (il_server){0};
	if (!async_in_task())
		return IL_NO_LOOP;
	struct loop *loop = current.loop;
	int fd = listening_socket();
	if (fd < 0)
		return IL_SOCKET_FAILED;
	uint32_t id = make_object(site, options.name, &current.runtime->engine->kernel->server_names,
	                          (struct making){.type = TYPE_SERVER, .value = il_int(port_of(fd))});
	if (id == 0) {
		close(fd);
		return IL_NO_ROOM;
	}
	struct server *server = loop_memory(sizeof *server);
	server->at = (struct descriptor){.id = id, .fd = fd, .readable = accept_all, .release = release};
	server->site = site;
	server->handler = handler;
	server->limit = options.limit;
	poll_add(loop, &server->at);
	struct log_event call = call_of(OP_SOCKET_LISTEN, site, id);
	skip_task_name();
	ready_push(loop, (struct handle){hop, &server->serving, (void *)(intptr_t)TURNS_TO_SERVE});
	il_status status = async_perform(NULL, &call, &server->serving, NULL);
	if (status == IL_OK) {
		poll_watch(loop, &server->at, WATCH_READ);
		*handle = (il_server){id};
	}
	return status;
}

static il_status server_of(struct server **server, il_server handle)
{
	struct descriptor *descriptor;
	il_status status = poll_of(&descriptor, handle.id, release);
	*server = status == IL_OK ? (struct server *)descriptor : NULL;
	return status;
}

static void wake_if_over(struct loop *loop, struct server *server)
{
	if (server->closed && server->connections == 0)
		stream_wake(loop, server->closing);
}

void server_detach(struct loop *loop, struct server *server)
{
	server->connections--;
	wake_if_over(loop, server);
}

static void close_server_really(void *context)
{
	struct server *server = context;
	poll_close(current.loop, &server->at);
	close_strangers(server);
}

il_status il_server_close_at(struct il_site *site, il_server handle)
{
	struct server *server;
	il_status status = server_of(&server, handle);
	if (status != IL_OK || server->closed)
		return status;
	struct log_event call = call_of(OP_SOCKET_CLOSE, site, handle.id), done;
	call.x = 1;
	stream_perform(&done, &call, close_server_really, server);
	server->closed = true;
	wake_if_over(current.loop, server);
	return IL_OK;
}

il_status il_server_wait_closed_at(struct il_site *site, il_server handle)
{
	struct server *server;
	il_status status = async_in_task() ? server_of(&server, handle) : IL_NO_LOOP;
	if (status != IL_OK)
		return status;
	struct log_event call = call_of(OP_SOCKET_WAIT_CLOSED, site, handle.id);
	struct stream_waiter waiter = {.future = {.state = server->closed ? FUTURE_FINISHED : FUTURE_PENDING}};
	stream_waiter_join(&server->closing, &waiter);
	status = async_perform(NULL, &call, &waiter.future, NULL);
	stream_waiter_leave(&server->closing, &waiter);
	return status;
}

static struct answer is_serving(struct turn *turn, uint32_t object, void *context)
{
	(void)context;
	return answer_truth(kernel_object(turn->kernel, object)->socket.watch != 0);
}

bool il_server_is_serving_at(struct il_site *site, il_server handle)
{
	struct server *server;
	return server_of(&server, handle) == IL_OK && call_query(site, handle.id, "is_serving", is_serving, NULL).i != 0;
}

/* ---- connecting ---- */

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
	int fd = connected_socket((uint16_t)listener.value);
	if (fd < 0)
		return IL_SOCKET_FAILED;
	uint16_t port = port_of(fd);
	uint32_t client = make_object(site, options.name, &current.runtime->engine->kernel->connection_names,
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
