/* asyncio.start_server: what listens, and accepts those who connect.
 *
 * An end of a connection waits in the server's row until it is accepted; which of the system's sockets that is, its peer's port tells.
 * The stages are CPython's: a server serves three turns after it was asked to and tells so in the next, and an end that it has accepted
 * is open two turns later. */
#include <stdlib.h>
#include <unistd.h>

#include "runtime/defs.h"
#include "runtime/loopback.h"
#include "runtime/query.h"
#include "runtime/socket.h"
#include "runtime/stream.h"

enum { ACCEPTED_AT_ONCE = 100, TURNS_TO_SERVE = 3 };

/* ---- ops ---- */

static void listen_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	event->z = WATCH_READ;
	socket_watch(turn, event->object, WATCH_READ);
}

static void accept_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	socket_accept(turn, event->via, current.loop->id);
	event->x = kernel_object(turn->kernel, event->via)->socket.bytes;
}

const struct op_def socket_listen_def = {.apply = listen_apply};
const struct op_def socket_accept_def = {.apply = accept_apply};

/* ---- accepting ---- */

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
		uint16_t found;
		int fd = loopback_accept(&found, server->at.fd);
		if (fd < 0)
			loop_die("the system has no socket to give", NULL);
		if (found == port)
			return fd;
		server->strangers = loop_grown(server->strangers, &server->stranger_room, server->stranger_count,
		                               sizeof *server->strangers);
		server->strangers[server->stranger_count++] = (struct stranger){fd, found};
	}
}

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

il_status il_server_start_at(struct il_site *site, il_server *handle, il_target handler,
                             struct il_server_options options)
{
	*handle = (il_server){0};
	if (!async_in_task())
		return IL_NO_LOOP;
	struct loop *loop = current.loop;
	int fd = loopback_listen();
	if (fd < 0)
		return IL_SOCKET_FAILED;
	uint32_t id = stream_make_object(site, options.name, &current.runtime->engine->kernel->server_names,
	                          (struct making){.type = TYPE_SERVER, .value = il_int(loopback_port(fd))});
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
