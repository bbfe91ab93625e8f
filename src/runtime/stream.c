/* A transport: what comes to one end of a connection, its closing and its loss; see stream.h. */
#include "runtime/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "runtime/defs.h"
#include "runtime/query.h"
#include "runtime/socket.h"

enum { RECEIVED_AT_ONCE = 256 * 1024, EXCERPT = 48 };

/* ---- bytes ---- */

char *bytes_reserve(struct bytes *bytes, size_t count)
{
	if (bytes->first > 0 && bytes->first + bytes->count + count > bytes->room) {
		memmove(bytes->start, bytes_front(bytes), bytes->count);
		bytes->first = 0;
	}
	while (bytes->room < bytes->first + bytes->count + count)
		bytes->start = loop_grown(bytes->start, &bytes->room, bytes->room, 1);
	return bytes->start + bytes->first + bytes->count;
}

void bytes_drop(struct bytes *bytes, size_t count)
{
	bytes->first += count;
	bytes->count -= count;
	if (bytes->count == 0)
		bytes->first = 0;
}

/* What is no printable character of ASCII, nor part of one of UTF-8, shows as a dot. */
uint32_t stream_excerpt(const char *bytes, size_t count)
{
	char text[EXCERPT + 4];
	size_t length = count > 0 && bytes[count - 1] == '\n' ? count - 1 : count;
	bool cut = length > EXCERPT;
	length = cut ? EXCERPT : length;
	while (cut && length > 0 && ((unsigned char)bytes[length] & 0xc0) == 0x80)
		length--;
	for (size_t i = 0; i < length; i++)
		text[i] = (unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f ? '.' : bytes[i];
	memcpy(text + length, cut ? "..." : "", cut ? 4 : 1);
	return call_string(text);
}

/* ---- what is watched ---- */

static unsigned wanted(const struct stream *stream)
{
	bool reads = stream->reads && !stream->closing && !stream->reading_paused && !stream->at_end;
	return (reads ? (unsigned)WATCH_READ : 0) | (stream->out.count > 0 && !stream->dropped ? (unsigned)WATCH_WRITE : 0);
}

void stream_watch(struct turn *turn, struct log_event *event, const struct stream *stream)
{
	event->z = (int32_t)wanted(stream);
	socket_watch(turn, stream->at.id, wanted(stream));
}

void stream_watch_really(struct stream *stream)
{
	if (stream->at.fd >= 0)
		poll_watch(current.loop, &stream->at, wanted(stream));
}

/* ---- ops ---- */

/* What the recording says of the op that is chosen now; NULL: nothing is replayed. */
static const struct log_event *recorded(const struct turn *turn, enum log_op op)
{
	const struct log_event *event = turn->engine->recording != NULL ? turn_recorded(turn) : NULL;
	return event != NULL && event->op == op ? event : NULL;
}

il_status stream_perform(struct log_event *done, const struct log_event *call, void (*transfer)(void *context),
                         void *context)
{
	struct engine *engine = current.runtime->engine;
	engine_enter(engine, current.actor, call);
	transfer(context);
	engine_finish(done, engine, current.actor, context);
	current.now = done->t;
	return (il_status)done->result;
}

static void open_apply(struct turn *turn, struct log_event *event, void *context)
{
	stream_watch(turn, event, context);
}

static void receive_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct transfer *transfer = context;
	if (transfer->count > 0)
		socket_received(turn, event->object, transfer->count);
	if (transfer->error != IL_OK)
		socket_tell_error(turn, event->object);
	event->result = (int16_t)transfer->error;
	event->x = transfer->count;
	event->y = kernel_object(turn->kernel, event->object)->socket.bytes;
	stream_watch(turn, event, transfer->stream);
}

static void lost_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	socket_shut(turn, event->object);
}

/* A server closes at once. */
static void close_apply(struct turn *turn, struct log_event *event, void *context)
{
	if (event->x == 0)
		return;
	if (kernel_object(turn->kernel, event->object)->type == TYPE_CONNECTION)
		stream_watch(turn, event, context);
	else
		socket_shut(turn, event->object);
}

const struct op_def socket_open_def = {.apply = open_apply};
const struct op_def socket_receive_def = {.apply = receive_apply};
const struct op_def socket_close_def = {.apply = close_apply};
const struct op_def socket_lost_def = {.apply = lost_apply, .orphaned = socket_shut};

/* ---- receiving ---- */

static void wake_reader(struct loop *loop, struct stream *stream)
{
	struct future *reading = stream->reading;
	stream->reading = NULL;
	if (reading != NULL)
		future_finish(loop, reading, FUTURE_FINISHED, il_none());
}

/* All of it has been sent. */
static void receive_bytes(struct stream *stream, size_t count)
{
	char *room = bytes_reserve(&stream->in, count);
	for (size_t got = 0; got < count;) {
		ssize_t part = recv(stream->at.fd, room + got, count - got, MSG_WAITALL);
		if (part == 0 || (part < 0 && errno != EINTR))
			loop_die("bytes that were sent to a connection have not come", NULL);
		got += part > 0 ? (size_t)part : 0;
	}
	stream->in.count += count;
}

static void receive(void *context)
{
	struct transfer *transfer = context;
	struct stream *stream = transfer->stream;
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	const struct socket *socket = &kernel_object(turn.kernel, stream->at.id)->socket;
	const struct log_event *as = recorded(&turn, OP_SOCKET_RECEIVE);
	transfer->count = as != NULL ? as->x : socket->bytes < RECEIVED_AT_ONCE ? socket->bytes : RECEIVED_AT_ONCE;
	bool fails = transfer->count == 0 && socket->error == IL_CONNECTION_RESET;
	transfer->error = as != NULL ? (il_status)as->result : fails ? IL_CONNECTION_RESET : IL_OK;
	turn_end(&turn);
	receive_bytes(stream, (size_t)transfer->count);
	if (transfer->error != IL_OK)
		stream_drop(current.loop, stream, transfer->error);
	else if (transfer->count == 0)
		stream->at_end = true;
	else if (stream->in.count > 2 * stream->limit)
		stream->reading_paused = true;
}

static void readable(struct loop *loop, struct descriptor *descriptor)
{
	struct transfer transfer = {.stream = (struct stream *)descriptor};
	struct log_event call = call_of(OP_SOCKET_RECEIVE, loop->site, descriptor->id), done;
	if (transfer.stream->dropped)
		return;
	stream_perform(&done, &call, receive, &transfer);
	stream_watch_really(transfer.stream);
	if (transfer.error == IL_OK)
		wake_reader(loop, transfer.stream);
}

/* ---- sending ---- */

static void send_bytes(int fd, const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t part = send(fd, bytes, count, MSG_NOSIGNAL);
		if (part < 0 && errno != EINTR) /* the other end is gone, and the segment will say so */
			return;
		bytes += part > 0 ? part : 0;
		count -= part > 0 ? (size_t)part : 0;
	}
}

void stream_send(struct transfer *transfer)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	const struct log_event *as = recorded(&turn, (enum log_op)current.actor->call.op);
	int32_t room = socket_room(turn.kernel, transfer->stream->at.id, &transfer->error);
	turn_end(&turn);
	transfer->count = transfer->size < (size_t)room ? (int32_t)transfer->size : room;
	if (as != NULL) {
		transfer->count = as->x >= 0 && (size_t)as->x <= transfer->size ? as->x : 0;
		transfer->error = (il_status)as->result;
	}
	send_bytes(transfer->stream->at.fd, transfer->bytes, (size_t)transfer->count);
}

/* ---- the life of a connection ---- */

static void release(struct descriptor *descriptor)
{
	struct stream *stream = (struct stream *)descriptor;
	free(stream->in.start);
	free(stream->out.start);
	future_fini(&stream->opened);
	future_fini(&stream->closed);
	free(stream);
}

struct stream *stream_make(struct loop *loop, uint32_t id, int fd, size_t limit)
{
	struct stream *stream = loop_memory(sizeof *stream);
	stream->at = (struct descriptor){
	    .id = id, .fd = fd, .readable = readable, .writable = stream_writable, .release = release};
	stream->limit = limit != 0 ? limit : 65536;
	poll_add(loop, &stream->at);
	return stream;
}

static void open_reading(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct stream *stream = object;
	if (stream->closing)
		return;
	stream->reads = true;
	struct log_event call = call_of(OP_SOCKET_OPEN, loop->site, stream->at.id);
	call_perform(NULL, &call, stream);
	stream_watch_really(stream);
}

void stream_begin(struct loop *loop, struct stream *stream)
{
	ready_push(loop, (struct handle){open_reading, stream, NULL});
	ready_push(loop, (struct handle){future_release, NULL, &stream->opened});
}

static void lose(struct loop *loop, void *object, void *context)
{
	stream_lose(loop, object, (il_status)(intptr_t)context);
}

void stream_drop(struct loop *loop, struct stream *stream, il_status why)
{
	if (stream->dropped)
		return;
	stream->closing = stream->dropped = true;
	bytes_drop(&stream->out, stream->out.count);
	ready_push(loop, (struct handle){lose, stream, (void *)(intptr_t)why});
}

static void close_really(void *context)
{
	poll_close(current.loop, context);
}

void stream_lose(struct loop *loop, struct stream *stream, il_status why)
{
	struct log_event call = call_of(OP_SOCKET_LOST, loop->site, stream->at.id), done;
	call.result = (int16_t)why;
	stream_perform(&done, &call, close_really, &stream->at);
	stream->lost = stream->dropped = true;
	stream->error = why;
	stream->at_end |= why == IL_OK;
	wake_reader(loop, stream);
	future_finish(loop, &stream->closed, FUTURE_FINISHED, il_none());
	if (stream->writing_paused)
		stream_wake(loop, stream->draining);
	if (stream->server != NULL)
		server_detach(loop, stream->server);
}

void stream_close(struct il_site *site, struct stream *stream)
{
	struct log_event call = call_of(OP_SOCKET_CLOSE, site, stream->at.id);
	call.x = !stream->closing;
	stream->closing = true;
	call_perform(NULL, &call, stream);
	stream_watch_really(stream);
	if (call.x && stream->out.count == 0)
		stream_drop(current.loop, stream, IL_OK);
}

/* ---- handles ---- */

il_status stream_of(struct stream **stream, il_stream handle)
{
	struct descriptor *descriptor;
	il_status status = poll_of(&descriptor, handle.id, release);
	*stream = status == IL_OK ? (struct stream *)descriptor : NULL;
	return status;
}

il_status stream_of_task(struct stream **stream, il_stream handle)
{
	return async_in_task() ? stream_of(stream, handle) : IL_NO_LOOP;
}

struct question {
	bool (*answer)(const struct stream *stream);
	const struct stream *stream;
};

static struct answer answer_of(struct turn *turn, uint32_t object, void *context)
{
	(void)turn;
	(void)object;
	const struct question *question = context;
	return answer_truth(question->answer(question->stream));
}

bool stream_ask(struct il_site *site, il_stream handle, const char *attribute, bool (*answer)(const struct stream *stream))
{
	struct stream *stream;
	if (stream_of(&stream, handle) != IL_OK)
		return false;
	struct question question = {answer, stream};
	return call_query(site, handle.id, attribute, answer_of, &question).i != 0;
}

static bool is_closing(const struct stream *stream)
{
	return stream->closing;
}

bool il_stream_is_closing_at(struct il_site *site, il_stream stream)
{
	return stream_ask(site, stream, "is_closing", is_closing);
}

il_status il_stream_close_at(struct il_site *site, il_stream handle)
{
	struct stream *stream;
	il_status status = stream_of(&stream, handle);
	if (status == IL_OK)
		stream_close(site, stream);
	return status;
}
