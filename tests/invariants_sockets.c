/* What the ops of servers and connections need, and what they change: what has come to each end, who waits to be accepted, what a loop
 * watches, and that a turn finds exactly those descriptors that are ready.
 *
 * What a task waits for at a connection (a line, enough bytes, room) only its loop knows; what it gets is checked. */
#include "invariants_fold.h"

#include "interleave/status.h"

static struct seen_object *socket_of(const struct fold *fold, uint32_t id)
{
	struct seen_object *object = seen_object(fold, id);
	return object != NULL && (object->type == TYPE_SERVER || object->type == TYPE_CONNECTION) ? object : NULL;
}

static uint32_t own_loop(const struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *actor = seen_actor(fold, event->actor);
	return actor->kind == TYPE_TASK ? actor->loop : actor->runs;
}

/* ---- readiness ---- */

static int32_t ready_for(const struct fold *fold, const struct seen_object *socket)
{
	if (socket->type == TYPE_SERVER)
		return socket->row.count > 0 ? WATCH_READ : 0;
	const struct seen_object *peer = seen_object(fold, socket->peer);
	if (socket->error != IL_OK)
		return WATCH_READ | WATCH_WRITE;
	if (peer == NULL)
		return 0;
	bool readable = socket->coming > 0 || peer->ended || peer->closed;
	bool writable = peer->coming < peer->bound || peer->closed;
	return (readable ? WATCH_READ : 0) | (writable ? WATCH_WRITE : 0);
}

static bool is_found(const struct fold *fold, uint32_t id, uint32_t loop)
{
	const struct seen_object *socket = socket_of(fold, id);
	return socket != NULL && socket->watched_by == loop && (ready_for(fold, socket) & socket->watch) != 0;
}

bool invariants_any_ready(const struct fold *fold, uint32_t loop)
{
	for (uint32_t i = 0; i < fold->object_count; i++)
		if (is_found(fold, LOG_OBJECT_BASE + i, loop))
			return true;
	return false;
}

size_t invariants_find_ready(struct fold *fold, uint32_t loop)
{
	size_t handles = 0;
	for (uint32_t i = 0; i < fold->object_count; i++) {
		struct seen_object *socket = socket_of(fold, LOG_OBJECT_BASE + i);
		if (!is_found(fold, LOG_OBJECT_BASE + i, loop))
			continue;
		socket->found = ready_for(fold, socket) & socket->watch;
		handles += socket->found == (WATCH_READ | WATCH_WRITE) ? 2 : 1;
		if (socket->connecting)
			socket->watch = 0;
		socket->connecting = false;
	}
	return handles;
}

/* Nobody takes a step in a loop before all that its turn has found is said. */
bool invariants_all_said(struct fold *fold, const struct log_event *event)
{
	for (uint32_t i = 0; i < fold->object_count; i++) {
		const struct seen_object *socket = socket_of(fold, LOG_OBJECT_BASE + i);
		if (socket != NULL && socket->watched_by == own_loop(fold, event) && !HOLDS(fold, socket->found == 0))
			return false;
	}
	return true;
}

static bool polled(struct fold *fold, const struct log_event *event)
{
	struct seen_object *socket = socket_of(fold, event->object);
	if (!HOLDS(fold, socket->watched_by == own_loop(fold, event)) || !HOLDS(fold, event->x == socket->found))
		return false;
	socket->found = 0;
	return true;
}

/* ---- ends ---- */

static void shut_end(const struct fold *fold, struct seen_object *end)
{
	struct seen_object *peer = seen_object(fold, end->peer);
	bool resets = end->coming > 0 || end->watched_by == LOG_NONE;
	if (end->closed)
		return;
	end->closed = true;
	end->watch = end->found = 0;
	if (peer != NULL && !peer->closed && peer->error == IL_OK && resets)
		peer->error = end->ended ? IL_BROKEN_PIPE : IL_CONNECTION_RESET;
}

static void shut(const struct fold *fold, struct seen_object *socket)
{
	if (socket->type == TYPE_CONNECTION) {
		shut_end(fold, socket);
		return;
	}
	socket->closed = true;
	socket->watch = socket->found = 0;
	while (socket->row.count > 0)
		shut_end(fold, seen_object(fold, (uint32_t)row_pop(&socket->row).value));
}

void invariants_shut_sockets(const struct fold *fold, uint32_t process, uint32_t loop)
{
	for (uint32_t i = 0; i < fold->object_count; i++) {
		struct seen_object *socket = socket_of(fold, LOG_OBJECT_BASE + i);
		if (socket != NULL && (loop == LOG_NONE ? socket->process == process : socket->watched_by == loop))
			shut(fold, socket);
	}
}

/* ---- the ops ---- */

/* What its loop watches it for is in the event. */
static bool watches(struct fold *fold, const struct log_event *event)
{
	struct seen_object *socket = socket_of(fold, event->object);
	if (!HOLDS(fold, (event->z & ~(WATCH_READ | WATCH_WRITE)) == 0) || !HOLDS(fold, event->z == 0 || !socket->closed))
		return false;
	socket->watch = event->z;
	return true;
}

/* Whether it may go on, only its loop knows. */
static bool suspends(const struct fold *fold, const struct log_event *op)
{
	(void)fold;
	(void)op;
	return true;
}

static bool listened(struct fold *fold, const struct log_event *event)
{
	struct seen_object *server = socket_of(fold, event->object);
	if (event->result != IL_OK)
		return HOLDS(fold, event->z == 0);
	server->watched_by = own_loop(fold, event);
	return HOLDS(fold, event->z == WATCH_READ) && watches(fold, event);
}

static bool asked(struct fold *fold, const struct log_event *event)
{
	struct seen_object *client = socket_of(fold, event->object), *server = socket_of(fold, event->via);
	struct seen_object *end = socket_of(fold, (uint32_t)event->value);
	if (!HOLDS(fold, server != NULL && server->type == TYPE_SERVER) || !HOLDS(fold, end != NULL && end != client) ||
	    !HOLDS(fold, client->peer == LOG_NONE && end->peer == LOG_NONE) || !HOLDS(fold, event->z == WATCH_WRITE))
		return false;
	client->watched_by = own_loop(fold, event);
	client->connecting = true;
	client->error = server->watch == 0 ? IL_CONNECTION_REFUSED : IL_OK;
	if (client->error == IL_OK) {
		client->peer = (uint32_t)event->value;
		end->peer = event->object;
		if (!HOLDS(fold, row_push(&server->row, (struct seen_value){VALUE_OBJECT, 0, event->value, 0})))
			return false;
	}
	return watches(fold, event);
}

static bool connected(struct fold *fold, const struct log_event *event)
{
	struct seen_object *client = socket_of(fold, event->object);
	if (!HOLDS(fold, (client->error == IL_CONNECTION_REFUSED) == (event->result == IL_CONNECTION_REFUSED) ||
			     event->result == IL_CANCELLED))
		return false;
	if (event->result != IL_OK)
		shut(fold, client);
	return event->result != IL_OK || HOLDS(fold, event->z == client->watch);
}

static bool accepted(struct fold *fold, const struct log_event *event)
{
	struct seen_object *server = socket_of(fold, event->via), *end = socket_of(fold, event->object);
	if (!HOLDS(fold, server != NULL && server->row.count > 0) ||
	    !HOLDS(fold, server->watched_by == own_loop(fold, event)) ||
	    !HOLDS(fold, row_pop(&server->row).value == event->object))
		return false;
	end->watched_by = server->watched_by;
	return HOLDS(fold, event->x == (int32_t)server->row.count);
}

/* Nothing more: the other end has ended, or an error stands in the way. */
static bool is_at_end(const struct fold *fold, const struct seen_object *end)
{
	const struct seen_object *peer = seen_object(fold, end->peer);
	return end->coming == 0 && (peer->ended || peer->closed || end->error != IL_OK);
}

static bool received(struct fold *fold, const struct log_event *event)
{
	struct seen_object *end = socket_of(fold, event->object);
	bool reset = event->result == IL_CONNECTION_RESET;
	if (!HOLDS(fold, event->x >= 0 && event->x <= end->coming) || !HOLDS(fold, event->y == end->coming - event->x) ||
	    !HOLDS(fold, event->x > 0 || is_at_end(fold, end)) ||
	    !HOLDS(fold, event->result == IL_OK || (reset && event->x == 0 && end->error == IL_CONNECTION_RESET)))
		return false;
	end->coming = event->y;
	end->received += event->x;
	if (reset)
		end->error = IL_BROKEN_PIPE;
	return watches(fold, event);
}

static bool read_waits(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *end = socket_of(fold, event->object);
	return HOLDS(fold, event->y == end->received) && HOLDS(fold, event->x < 0 || event->y < event->x) &&
	       watches(fold, event);
}

/* A line that is too long is dropped; a read that is cancelled takes nothing. */
static bool has_read(struct fold *fold, const struct log_event *event)
{
	struct seen_object *end = socket_of(fold, event->object);
	bool drops = event->result == IL_LINE_TOO_LONG || event->result == IL_LINE_WITHOUT_END;
	if (!HOLDS(fold, event->x >= 0 && event->y >= 0) ||
	    !HOLDS(fold, drops ? event->x == 0 && event->y < end->received : event->y == end->received - event->x))
		return false;
	end->received = event->y;
	return watches(fold, event);
}

/* Sends `event->x` bytes from the end. */
static bool sends(struct fold *fold, const struct log_event *event)
{
	struct seen_object *end = socket_of(fold, event->object), *peer = seen_object(fold, end->peer);
	bool fails = event->result == IL_BROKEN_PIPE || event->result == IL_CONNECTION_RESET;
	if (!HOLDS(fold, event->x >= 0 && event->y >= 0) || !HOLDS(fold, !fails || (event->x == 0 && event->z == 0)))
		return false;
	if (event->x > 0 && peer->closed)
		end->error = IL_BROKEN_PIPE;
	else if (event->x > 0)
		peer->coming += event->x;
	end->kept = event->y;
	return HOLDS(fold, peer == NULL || peer->coming <= peer->bound) && watches(fold, event);
}

/* Nothing overtakes what is kept. */
static bool wrote(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *end = socket_of(fold, event->object);
	return HOLDS(fold, end->kept == 0 || event->x == 0) && sends(fold, event);
}

static bool sent(struct fold *fold, const struct log_event *event)
{
	const struct seen_object *end = socket_of(fold, event->object);
	return HOLDS(fold, event->result != IL_OK || event->y == end->kept - event->x) && sends(fold, event);
}

static bool ended(struct fold *fold, const struct log_event *event)
{
	struct seen_object *end = socket_of(fold, event->object);
	end->ended |= event->x != 0;
	return HOLDS(fold, (event->x != 0) == (end->kept == 0));
}

static bool closed(struct fold *fold, const struct log_event *event)
{
	struct seen_object *socket = socket_of(fold, event->object);
	if (event->x == 0)
		return true;
	if (socket->type == TYPE_CONNECTION)
		return HOLDS(fold, !(event->z & WATCH_READ)) && watches(fold, event);
	shut(fold, socket);
	return true;
}

static bool lost(struct fold *fold, const struct log_event *event)
{
	struct seen_object *end = socket_of(fold, event->object);
	if (!HOLDS(fold, !end->closed))
		return false;
	shut(fold, end);
	return true;
}

/* ---- the table ---- */

#define SERVER     (1u << TYPE_SERVER)
#define CONNECTION (1u << TYPE_CONNECTION)

const struct rule invariants_socket_rules[LOG_OP_COUNT] = {
    [OP_LOOP_POLL] = {.types = SERVER | CONNECTION, .done = polled},
    [OP_SOCKET_LISTEN] = {.types = SERVER, .can = suspends, .done = listened},
    [OP_SOCKET_CONNECT] = {.types = CONNECTION, .can = suspends, .done = connected, .block = asked},
    [OP_SOCKET_ACCEPT] = {.types = CONNECTION, .done = accepted},
    [OP_SOCKET_OPEN] = {.types = CONNECTION, .done = watches},
    [OP_SOCKET_RECEIVE] = {.types = CONNECTION, .done = received},
    [OP_SOCKET_READ] = {.types = CONNECTION, .can = suspends, .done = has_read, .block = read_waits},
    [OP_SOCKET_WRITE] = {.types = CONNECTION, .done = wrote},
    [OP_SOCKET_SEND] = {.types = CONNECTION, .done = sent},
    [OP_SOCKET_DRAIN] = {.types = CONNECTION, .can = suspends},
    [OP_SOCKET_WRITE_EOF] = {.types = CONNECTION, .done = ended},
    [OP_SOCKET_CLOSE] = {.types = SERVER | CONNECTION, .done = closed},
    [OP_SOCKET_LOST] = {.types = CONNECTION, .done = lost},
    [OP_SOCKET_WAIT_CLOSED] = {.types = SERVER | CONNECTION, .can = suspends},
};
