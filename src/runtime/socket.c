/* What the ops do to sockets in the segment, as Linux does it on the loopback; see socket.h. */
#include "runtime/socket.h"

#include "engine/line.h"

/* ---- rows of objects ---- */

static void push(struct turn *turn, struct object *row, uint32_t id)
{
	struct kernel *kernel = turn->kernel;
	SET(turn, kernel_object(kernel, id)->socket.next, LOG_NONE);
	if (row->last == LOG_NONE)
		SET(turn, row->first, id);
	else
		SET(turn, kernel_object(kernel, row->last)->socket.next, id);
	SET(turn, row->last, id);
}

/* Takes out the one behind `before` (LOG_NONE: the first). */
static void take_behind(struct turn *turn, struct object *row, uint32_t before)
{
	struct kernel *kernel = turn->kernel;
	uint32_t id = before == LOG_NONE ? row->first : kernel_object(kernel, before)->socket.next;
	uint32_t next = kernel_object(kernel, id)->socket.next;
	if (before == LOG_NONE)
		SET(turn, row->first, next);
	else
		SET(turn, kernel_object(kernel, before)->socket.next, next);
	if (next == LOG_NONE)
		SET(turn, row->last, before);
}

/* ---- readiness ---- */

static bool has_ended(const struct object *end)
{
	return end->socket.ended || end->socket.closed;
}

/* For what it is ready: enum log_watch, or-ed. */
static unsigned readiness(const struct kernel *kernel, const struct object *socket)
{
	if (socket->type == TYPE_SERVER)
		return socket->socket.bytes > 0 ? WATCH_READ : 0;
	if (socket->socket.error != IL_OK)
		return WATCH_READ | WATCH_WRITE;
	const struct object *peer = kernel_see(kernel, socket->socket.peer);
	if (peer == NULL)
		return 0;
	unsigned ready = socket->socket.bytes > 0 || has_ended(peer) ? WATCH_READ : 0;
	if (peer->socket.bytes < SOCKET_ROOM || peer->socket.closed)
		ready |= WATCH_WRITE;
	return ready;
}

static unsigned found_ready(const struct kernel *kernel, const struct object *socket)
{
	return socket->socket.watch != 0 ? readiness(kernel, socket) & socket->socket.watch : 0;
}

bool socket_any_ready(const struct kernel *kernel, const struct object *loop)
{
	for (uint32_t id = loop->first; id != LOG_NONE; id = kernel_see(kernel, id)->socket.next)
		if (found_ready(kernel, kernel_see(kernel, id)) != 0)
			return true;
	return false;
}

/* It may have become ready: then it joins its loop's row, and the loop goes on. */
static void look(struct turn *turn, uint32_t id)
{
	struct object *socket = kernel_object(turn->kernel, id);
	if (socket == NULL || socket->socket.loop == LOG_NONE || socket->socket.in_row ||
	    found_ready(turn->kernel, socket) == 0)
		return;
	SET(turn, socket->socket.in_row, true);
	push(turn, kernel_object(turn->kernel, socket->socket.loop), id);
	line_let_go(turn, socket->socket.loop, 1);
}

static void leave_row(struct turn *turn, struct object *socket, uint32_t id)
{
	struct object *loop = kernel_object(turn->kernel, socket->socket.loop);
	uint32_t before = LOG_NONE;
	for (uint32_t at = loop->first; at != id; at = kernel_object(turn->kernel, at)->socket.next)
		before = at;
	take_behind(turn, loop, before);
	SET(turn, socket->socket.in_row, false);
}

void socket_watch(struct turn *turn, uint32_t id, unsigned watch)
{
	struct object *socket = kernel_object(turn->kernel, id);
	if (socket->socket.watch != watch)
		SET(turn, socket->socket.watch, (uint8_t)watch);
	if (watch == 0 && socket->socket.in_row)
		leave_row(turn, socket, id);
	look(turn, id);
}

void socket_poll(struct turn *turn, uint32_t loop, void (*found)(void *context, uint32_t id, unsigned ready),
                 void *context)
{
	struct object *row = kernel_object(turn->kernel, loop);
	uint32_t before = LOG_NONE, next;
	for (uint32_t id = row->first; id != LOG_NONE; id = next) {
		struct object *socket = kernel_object(turn->kernel, id);
		unsigned ready = found_ready(turn->kernel, socket);
		next = socket->socket.next;
		if (ready != 0)
			found(context, id, ready);
		if (ready != 0 && !socket->socket.connecting) {
			before = id;
			continue;
		}
		take_behind(turn, row, before);
		SET(turn, socket->socket.in_row, false);
		if (socket->socket.connecting) {
			SET(turn, socket->socket.connecting, false);
			SET(turn, socket->socket.watch, 0);
		}
	}
}

/* ---- connections ---- */

void socket_connect(struct turn *turn, uint32_t client, uint32_t end, uint32_t server)
{
	struct kernel *kernel = turn->kernel;
	struct object *listener = kernel_object(kernel, server), *asking = kernel_object(kernel, client);
	SET(turn, asking->socket.connecting, true);
	if (listener->socket.watch != 0) {
		SET(turn, asking->socket.peer, end);
		SET(turn, kernel_object(kernel, end)->socket.peer, client);
		push(turn, listener, end);
		SET(turn, listener->socket.bytes, listener->socket.bytes + 1);
		look(turn, server);
	} else {
		SET(turn, asking->socket.error, IL_CONNECTION_REFUSED);
	}
	socket_watch(turn, client, WATCH_WRITE);
}

uint32_t socket_waiting(const struct kernel *kernel, uint32_t server)
{
	return kernel_see(kernel, server)->first;
}

void socket_accept(struct turn *turn, uint32_t server, uint32_t loop)
{
	struct object *listener = kernel_object(turn->kernel, server);
	uint32_t id = listener->first;
	take_behind(turn, listener, LOG_NONE);
	SET(turn, listener->socket.bytes, listener->socket.bytes - 1);
	SET(turn, kernel_object(turn->kernel, id)->socket.loop, loop);
}

/* ---- bytes ---- */

int32_t socket_room(const struct kernel *kernel, uint32_t id, il_status *error)
{
	const struct object *socket = kernel_see(kernel, id);
	const struct object *peer = kernel_see(kernel, socket->socket.peer);
	*error = (il_status)socket->socket.error;
	if (*error != IL_OK)
		return 0;
	return peer->socket.closed ? SOCKET_ROOM : SOCKET_ROOM - peer->socket.bytes;
}

/* What comes to an end that is closed is answered by a reset; its sender had been told before that nothing would come. */
void socket_sent(struct turn *turn, uint32_t id, int32_t count)
{
	struct object *socket = kernel_object(turn->kernel, id);
	struct object *peer = kernel_object(turn->kernel, socket->socket.peer);
	if (count == 0)
		return;
	if (peer->socket.closed) {
		SET(turn, socket->socket.error, IL_BROKEN_PIPE);
		look(turn, id);
		return;
	}
	SET(turn, peer->socket.bytes, peer->socket.bytes + count);
	look(turn, socket->socket.peer);
}

void socket_received(struct turn *turn, uint32_t id, int32_t count)
{
	struct object *socket = kernel_object(turn->kernel, id);
	SET(turn, socket->socket.bytes, socket->socket.bytes - count);
	look(turn, socket->socket.peer);
}

void socket_tell_error(struct turn *turn, uint32_t id)
{
	struct object *socket = kernel_object(turn->kernel, id);
	if (socket->socket.error == IL_CONNECTION_RESET)
		SET(turn, socket->socket.error, IL_BROKEN_PIPE);
}

/* ---- ends ---- */

void socket_end(struct turn *turn, uint32_t id)
{
	struct object *socket = kernel_object(turn->kernel, id);
	SET(turn, socket->socket.ended, true);
	look(turn, socket->socket.peer);
}

/* Linux: a connection that its peer has finished in one direction breaks, any other is reset. */
static void reset(struct turn *turn, const struct object *socket)
{
	struct object *peer = kernel_object(turn->kernel, socket->socket.peer);
	if (peer != NULL && !peer->socket.closed && peer->socket.error == IL_OK)
		SET(turn, peer->socket.error, socket->socket.ended ? IL_BROKEN_PIPE : IL_CONNECTION_RESET);
}

static void shut_connection(struct turn *turn, struct object *socket)
{
	SET(turn, socket->socket.closed, true);
	if (socket->socket.bytes > 0 || socket->socket.loop == LOG_NONE)
		reset(turn, socket);
	look(turn, socket->socket.peer);
}

void socket_shut(struct turn *turn, uint32_t id)
{
	struct object *socket = kernel_object(turn->kernel, id);
	if (socket->socket.closed)
		return;
	if (socket->socket.watch != 0)
		socket_watch(turn, id, 0);
	if (socket->type == TYPE_CONNECTION) {
		shut_connection(turn, socket);
		return;
	}
	SET(turn, socket->socket.closed, true);
	while (socket->first != LOG_NONE) {
		struct object *end = kernel_object(turn->kernel, socket->first);
		take_behind(turn, socket, LOG_NONE);
		if (!end->socket.closed)
			shut_connection(turn, end);
	}
	SET(turn, socket->socket.bytes, 0);
}
