/* The writer of a stream: what the socket has no room for is kept, and sent when there is room; whoever drains waits while much is
 * kept. asyncio.StreamWriter. */
#include <string.h>
#include <sys/socket.h>

#include "runtime/defs.h"
#include "runtime/socket.h"
#include "runtime/stream.h"

/* asyncio's marks: a writer is paused above the one, until no more than the other is kept. */
enum { HIGH_WATER = SOCKET_ROOM, LOW_WATER = SOCKET_ROOM / 4 };

/* ---- ops ---- */

static void write_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct transfer *transfer = context;
	event->x = transfer->count;
	event->y = (int32_t)transfer->stream->out.count;
	if (transfer->error != IL_OK)
		event->result = (int16_t)transfer->error;
	if (transfer->count > 0)
		socket_sent(turn, event->object, transfer->count);
	stream_watch(turn, event, transfer->stream);
}

/* event.x: nothing is kept, and the end is told at once. */
static void write_eof_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	if (event->x)
		socket_end(turn, event->object);
}

static void drain_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)turn;
	event->y = (int32_t)((const struct stream *)context)->out.count;
}

static void wait_closed_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)turn;
	if (context != NULL) /* of a server nothing can be said */
		event->result = (int16_t)((const struct stream *)context)->error;
}

const struct op_def socket_write_def = {.apply = write_apply};
const struct op_def socket_send_def = {.apply = write_apply};
const struct op_def socket_write_eof_def = {.apply = write_eof_apply};
const struct op_def socket_drain_def = {.apply = drain_apply};
const struct op_def socket_wait_closed_def = {.apply = wait_closed_apply};

/* ---- writing ---- */

/* Sends at once what nothing stands before, and keeps the rest. */
static void write_or_keep(void *context)
{
	struct transfer *transfer = context;
	struct stream *stream = transfer->stream;
	if (stream->ends || stream->dropped)
		return;
	if (stream->out.count == 0)
		stream_send(transfer);
	size_t left = transfer->size - (size_t)transfer->count;
	if (transfer->error != IL_OK) {
		stream_drop(current.loop, stream, transfer->error);
	} else if (left > 0) {
		memcpy(bytes_reserve(&stream->out, left), transfer->bytes + transfer->count, left);
		stream->out.count += left;
		stream->writing_paused |= stream->out.count > HIGH_WATER;
	}
}

il_status il_stream_write_at(struct il_site *site, il_stream handle, const void *bytes, size_t size)
{
	struct transfer transfer = {.bytes = bytes, .size = size};
	il_status status = stream_of(&transfer.stream, handle);
	if (status != IL_OK || size == 0)
		return status;
	struct log_event call = call_of(OP_SOCKET_WRITE, site, handle.id), done;
	call.x = (int32_t)size;
	call.flags = VALUE_STRING;
	call.text = stream_excerpt(bytes, size);
	if (transfer.stream->ends)
		call_refuse(&call, IL_WRITE_AFTER_EOF);
	status = stream_perform(&done, &call, write_or_keep, &transfer);
	stream_watch_really(transfer.stream);
	return status == IL_WRITE_AFTER_EOF ? status : IL_OK;
}

il_status il_stream_write_text_at(struct il_site *site, il_stream stream, const char *text)
{
	return il_stream_write_at(site, stream, text, strlen(text));
}

/* ---- the end ---- */

static void end_really(void *context)
{
	const struct stream *stream = context;
	if (stream->out.count == 0 && stream->at.fd >= 0)
		shutdown(stream->at.fd, SHUT_WR);
}

static void end(struct il_site *site, struct stream *stream)
{
	struct log_event call = call_of(OP_SOCKET_WRITE_EOF, site, stream->at.id), done;
	call.x = stream->out.count == 0;
	stream_perform(&done, &call, end_really, stream);
}

il_status il_stream_write_eof_at(struct il_site *site, il_stream handle)
{
	struct stream *stream;
	il_status status = stream_of(&stream, handle);
	if (status != IL_OK || stream->closing || stream->ends)
		return status;
	stream->ends = true;
	end(site, stream);
	return IL_OK;
}

/* ---- sending what is kept ---- */

static void send_kept(void *context)
{
	struct transfer *transfer = context;
	struct stream *stream = transfer->stream;
	transfer->bytes = bytes_front(&stream->out);
	transfer->size = stream->out.count;
	stream_send(transfer);
	if (transfer->error != IL_OK)
		stream_drop(current.loop, stream, transfer->error);
	else
		bytes_drop(&stream->out, (size_t)transfer->count);
}

void stream_wake(struct loop *loop, struct stream_waiter *waiters)
{
	for (; waiters != NULL; waiters = waiters->next)
		future_finish(loop, &waiters->future, FUTURE_FINISHED, il_none());
}

void stream_writable(struct loop *loop, struct descriptor *descriptor)
{
	struct stream *stream = (struct stream *)descriptor;
	struct transfer transfer = {.stream = stream};
	struct log_event call = call_of(OP_SOCKET_SEND, loop->site, descriptor->id), done;
	if (stream->dropped)
		return;
	stream_perform(&done, &call, send_kept, &transfer);
	stream_watch_really(stream);
	if (stream->writing_paused && !stream->dropped && stream->out.count <= LOW_WATER) {
		stream->writing_paused = false;
		stream_wake(loop, stream->draining);
	}
	if (stream->out.count > 0 || stream->dropped)
		return;
	if (stream->closing)
		stream_lose(loop, stream, IL_OK);
	else if (stream->ends)
		end(loop->site, stream);
}

/* ---- draining ---- */

void stream_waiter_join(struct stream_waiter **row, struct stream_waiter *waiter)
{
	while (*row != NULL)
		row = &(*row)->next;
	*row = waiter;
}

void stream_waiter_leave(struct stream_waiter **row, struct stream_waiter *waiter)
{
	while (*row != waiter)
		row = &(*row)->next;
	*row = waiter->next;
}

static il_status await_room(struct stream *stream, struct stream_waiter *waiter)
{
	stream_waiter_join(&stream->draining, waiter);
	il_status status = async_give_way(&waiter->future);
	stream_waiter_leave(&stream->draining, waiter);
	return status == IL_OK ? stream->error : status;
}

/* It gives way once when the connection is closing, so that the loop comes to lose it. */
static il_status drain(struct stream *stream, struct log_event *call, struct log_event *done)
{
	struct stream_waiter waiter = {.future = {.state = FUTURE_PENDING}};
	bool closing = stream->closing;
	if (!async_blocks(done, call, closing ? NULL : &waiter.future, stream))
		return (il_status)done->result;
	il_status status = closing ? async_give_way(NULL) : await_room(stream, &waiter);
	if (closing && status == IL_OK && stream->writing_paused && !stream->lost) {
		async_wait_again();
		status = await_room(stream, &waiter);
	} else if (closing && status == IL_OK && stream->lost) {
		status = IL_CONNECTION_LOST;
	}
	async_go_on(done, status, stream);
	return (il_status)done->result;
}

il_status il_stream_drain_at(struct il_site *site, il_stream handle)
{
	struct stream *stream;
	il_status status = stream_of_task(&stream, handle);
	if (status != IL_OK)
		return status;
	struct log_event call = call_of(OP_SOCKET_DRAIN, site, handle.id), done;
	if (stream->error == IL_OK && (stream->closing || stream->writing_paused))
		return drain(stream, &call, &done);
	struct future room = {.state = FUTURE_FINISHED};
	call_refuse(&call, stream->error);
	return async_perform(&done, &call, &room, stream);
}

il_status il_stream_wait_closed_at(struct il_site *site, il_stream handle)
{
	struct stream *stream;
	il_status status = stream_of_task(&stream, handle);
	if (status != IL_OK)
		return status;
	struct log_event call = call_of(OP_SOCKET_WAIT_CLOSED, site, handle.id);
	return async_perform(NULL, &call, &stream->closed, stream);
}
