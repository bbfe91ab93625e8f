/* What the ops of sockets change: what has come to each end, what is watched, what has ended. The rules of closing are Linux's, as in the
 * runtime: with bytes that nobody has received, or before it was accepted, a connection is reset. */
#include "model/fold.h"

unsigned model_ready(const struct model *model, const struct model_object *socket)
{
	if (socket->type == TYPE_SERVER)
		return socket->count > 0 ? WATCH_READ : 0;
	const struct model_object *peer = model_object(model, socket->peer);
	if (socket->error != IL_OK)
		return WATCH_READ | WATCH_WRITE;
	if (!peer)
		return 0;
	unsigned ready = socket->count > 0 || peer->ended || peer->closed ? WATCH_READ : 0;
	return ready | (peer->count < peer->bound || peer->closed ? (unsigned)WATCH_WRITE : 0);
}

static struct model_object *find_socket(struct model *model, uint32_t id)
{
	struct model_object *object = fold_find_object(model, id);
	return object && (object->type == TYPE_SERVER || object->type == TYPE_CONNECTION) ? object : NULL;
}

static void watch(struct model_object *socket, int32_t z)
{
	socket->watch = (uint8_t)(z & (WATCH_READ | WATCH_WRITE));
}

/* The loop in which this happens. */
static uint32_t loop_of(struct model *model, uint32_t id)
{
	const struct model_actor *actor = fold_find_actor(model, id);
	return !actor ? LOG_NONE : actor->kind == TYPE_TASK ? actor->loop : actor->runs;
}

/* ---- ends ---- */

static void shut_connection(struct model *model, struct model_object *end)
{
	struct model_object *peer = fold_find_typed(model, end->peer, TYPE_CONNECTION);
	if (end->closed)
		return;
	end->closed = true;
	end->watch = 0;
	if (peer && !peer->closed && peer->error == IL_OK && (end->count > 0 || end->watcher == LOG_NONE))
		peer->error = end->ended ? IL_BROKEN_PIPE : IL_CONNECTION_RESET;
}

static void shut(struct model *model, struct model_object *socket)
{
	if (socket->type == TYPE_CONNECTION) {
		shut_connection(model, socket);
		return;
	}
	socket->closed = true;
	socket->watch = 0;
	for (uint32_t i = 0; i < model->object_count && socket->count > 0; i++) {
		struct model_object *end = &model->objects[i];
		if (end->type != TYPE_CONNECTION || end->lock != socket->id || end->watcher != LOG_NONE)
			continue;
		shut_connection(model, end);
		socket->count--;
	}
	socket->count = 0;
}

void fold_shut_sockets(struct model *model, uint32_t process, uint32_t loop)
{
	for (uint32_t i = 0; i < model->object_count; i++) {
		struct model_object *socket = find_socket(model, LOG_OBJECT_BASE + i);
		if (socket && (loop == LOG_NONE ? socket->process == process : socket->watcher == loop))
			shut(model, socket);
	}
}

/* ---- the ops ---- */

void fold_poll(struct model *model, const struct log_event *event)
{
	struct model_object *socket = find_socket(model, event->object);
	if (socket && socket->connecting) {
		socket->connecting = false;
		socket->watch = 0;
	}
}

void fold_listen(struct model *model, const struct log_event *event)
{
	struct model_object *server = find_socket(model, event->object);
	if (!server || event->result != IL_OK)
		return;
	server->watcher = loop_of(model, event->actor);
	watch(server, event->z);
}

/* It asks: the server has one more to accept, unless it refuses. */
void fold_connect(struct model *model, const struct log_event *event)
{
	struct model_object *client = fold_find_typed(model, event->object, TYPE_CONNECTION);
	struct model_object *server = fold_find_typed(model, event->via, TYPE_SERVER);
	uint32_t id = event->value >= LOG_OBJECT_BASE && event->value < LOG_NONE ? (uint32_t)event->value : LOG_NONE;
	struct model_object *end = fold_find_typed(model, id, TYPE_CONNECTION);
	if (!client || !end)
		return;
	client->watcher = loop_of(model, event->actor);
	client->connecting = true;
	watch(client, event->z);
	if (!server || !server->watch) {
		client->error = IL_CONNECTION_REFUSED;
		return;
	}
	client->peer = end->id;
	end->peer = client->id;
	end->lock = server->id;
	server->count++;
}

void fold_connected(struct model *model, const struct log_event *event)
{
	struct model_object *client = find_socket(model, event->object);
	if (client && event->result != IL_OK)
		shut(model, client);
}

void fold_accept(struct model *model, const struct log_event *event)
{
	struct model_object *end = find_socket(model, event->object);
	struct model_object *server = fold_find_typed(model, event->via, TYPE_SERVER);
	if (end)
		end->watcher = loop_of(model, event->actor);
	if (server)
		server->count = event->x;
}

void fold_receive(struct model *model, const struct log_event *event)
{
	struct model_object *end = find_socket(model, event->object);
	if (!end)
		return;
	end->count = event->y;
	end->received += event->x;
	watch(end, event->z);
	if (event->result == IL_CONNECTION_RESET)
		end->error = IL_BROKEN_PIPE;
}

/* And everything else that changes what is watched: a read that waits, too. */
void fold_read(struct model *model, const struct log_event *event)
{
	struct model_object *end = find_socket(model, event->object);
	if (!end)
		return;
	end->received = event->y;
	watch(end, event->z);
}

void fold_write(struct model *model, const struct log_event *event)
{
	struct model_object *end = find_socket(model, event->object);
	if (!end)
		return;
	struct model_object *peer = fold_find_typed(model, end->peer, TYPE_CONNECTION);
	end->kept = event->y;
	watch(end, event->z);
	if (event->x > 0 && peer && peer->closed)
		end->error = IL_BROKEN_PIPE;
	else if (event->x > 0 && peer)
		peer->count += event->x;
}

void fold_write_eof(struct model *model, const struct log_event *event)
{
	struct model_object *end = find_socket(model, event->object);
	if (end && event->x)
		end->ended = true;
}

void fold_close(struct model *model, const struct log_event *event)
{
	struct model_object *socket = find_socket(model, event->object);
	if (!socket || !event->x)
		return;
	if (socket->type == TYPE_SERVER)
		shut(model, socket);
	else
		watch(socket, event->z);
}

void fold_open(struct model *model, const struct log_event *event)
{
	struct model_object *socket = find_socket(model, event->object);
	if (socket)
		watch(socket, event->z);
}

void fold_lost(struct model *model, const struct log_event *event)
{
	struct model_object *socket = find_socket(model, event->object);
	if (!socket)
		return;
	socket->kept = 0;
	shut(model, socket);
}
