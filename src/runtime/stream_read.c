/* The reader of a stream: what has come waits in a buffer; one task at a time waits for more. asyncio.StreamReader.
 *
 * Only the loop's thread adds to the buffer and takes out of it, so that what a read gives is decided before its op begins or goes on. */
#include <string.h>

#include "engine/line.h"
#include "runtime/defs.h"
#include "runtime/stream.h"

/* How much a read wants. */
enum amount { SOME_BYTES, ALL_BYTES, A_LINE };

struct reading {
	struct stream *stream;
	enum amount amount;
	char *into;
	size_t size;  /* of `into` */
	size_t count; /* bytes that it has got */
	il_status status;
	uint32_t text; /* the string of them */
};

/* ---- ops ---- */

static struct stream *object_of(const struct log_event *event)
{
	return (struct stream *)poll_find(current.loop, event->object);
}

static void state_after(struct turn *turn, struct log_event *event)
{
	const struct stream *stream = object_of(event);
	event->y = (int32_t)stream->in.count;
	stream_watch(turn, event, stream);
}

static void read_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct reading *reading = context;
	event->result = (int16_t)reading->status;
	event->x = (int32_t)reading->count;
	if (reading->count > 0) {
		event->flags |= VALUE_STRING;
		event->text = reading->text;
	}
	state_after(turn, event);
}

static void read_join(struct turn *turn, struct log_event *event)
{
	line_join(turn, event->object, turn->actor);
	state_after(turn, event);
}

static void read_given_up(struct turn *turn, struct log_event *event)
{
	event->x = 0;
	state_after(turn, event);
}

const struct op_def socket_read_def = {.apply = read_apply, .join = read_join, .given_up = read_given_up};

/* ---- what is there ---- */

/* How long a line may be, without its end: a NUL behind it has to fit, too. */
static size_t longest_line(const struct reading *reading)
{
	size_t fits = reading->size >= 2 ? reading->size - 2 : 0;
	return fits < reading->stream->limit ? fits : reading->stream->limit;
}

static const char *line_end(const struct reading *reading)
{
	const struct bytes *in = &reading->stream->in;
	return in->count > 0 ? memchr(bytes_front(in), '\n', in->count) : NULL;
}

static bool is_enough(const struct reading *reading)
{
	const struct stream *stream = reading->stream;
	switch (reading->amount) {
	case SOME_BYTES:
		return stream->at_end || stream->in.count > 0 || reading->size == 0;
	case ALL_BYTES:
		return stream->at_end || stream->in.count >= reading->size;
	case A_LINE:
		return stream->at_end || stream->in.count > longest_line(reading) || line_end(reading) != NULL;
	}
	return true;
}

static void take(struct reading *reading, size_t count)
{
	struct bytes *in = &reading->stream->in;
	reading->count = count;
	if (count == 0)
		return;
	memcpy(reading->into, bytes_front(in), count);
	reading->text = stream_excerpt(bytes_front(in), count);
	bytes_drop(in, count);
}

static void take_line(struct reading *reading)
{
	struct bytes *in = &reading->stream->in;
	const char *end = line_end(reading);
	size_t length = end != NULL ? (size_t)(end - bytes_front(in)) : in->count;
	if (length > longest_line(reading)) {
		reading->status = end != NULL ? IL_LINE_TOO_LONG : IL_LINE_WITHOUT_END;
		bytes_drop(in, end != NULL ? length + 1 : length);
	} else {
		take(reading, end != NULL ? length + 1 : length);
	}
}

/* What it gets of what has come. */
static void satisfy(struct reading *reading)
{
	struct stream *stream = reading->stream;
	size_t there = stream->in.count < reading->size ? stream->in.count : reading->size;
	if (reading->amount == A_LINE)
		take_line(reading);
	else
		take(reading, there);
	if (reading->amount == ALL_BYTES && there < reading->size)
		reading->status = IL_INCOMPLETE_READ;
	if (stream->in.count <= stream->limit)
		stream->reading_paused = false;
}

/* ---- reading ---- */

/* Suspends until something comes: while it waits, reading is not paused. IL_OK, or what it ends by instead. */
static il_status await_bytes(struct future *future, struct stream *stream)
{
	stream_watch_really(stream);
	stream->reading = future;
	il_status status = async_give_way(future);
	if (stream->reading == future)
		stream->reading = NULL;
	return status == IL_OK ? stream->error : status;
}

static il_status perform(struct il_site *site, struct reading *reading)
{
	struct stream *stream = reading->stream;
	struct log_event call = call_of(OP_SOCKET_READ, site, stream->at.id), done;
	call.x = reading->amount == A_LINE ? -1 : (int32_t)reading->size;
	bool enough = is_enough(reading);
	reading->status = stream->error != IL_OK ? stream->error : !enough && stream->reading != NULL ? IL_READ_TWICE : IL_OK;
	struct future future = {.state = FUTURE_PENDING};
	if (enough || reading->status != IL_OK) {
		future.state = FUTURE_FINISHED;
		if (reading->status == IL_OK)
			satisfy(reading);
	} else {
		stream->reading_paused = false;
	}
	if (async_blocks(&done, &call, &future, reading)) {
		il_status status = await_bytes(&future, stream);
		while (status == IL_OK && !is_enough(reading)) {
			future = (struct future){.state = FUTURE_PENDING};
			stream->reading_paused = false;
			async_wait_again();
			status = await_bytes(&future, stream);
		}
		if (status == IL_OK)
			satisfy(reading);
		async_go_on(&done, status, reading);
	}
	stream_watch_really(stream);
	return (il_status)done.result;
}

static il_status read_amount(struct il_site *site, size_t *count, il_stream handle, struct reading reading)
{
	il_status status = stream_of_task(&reading.stream, handle);
	if (status == IL_OK)
		status = perform(site, &reading);
	if (count != NULL)
		*count = reading.count;
	return status;
}

il_status il_stream_read_at(struct il_site *site, size_t *count, il_stream stream, void *buffer, size_t size)
{
	return read_amount(site, count, stream, (struct reading){.amount = SOME_BYTES, .into = buffer, .size = size});
}

il_status il_stream_read_exactly_at(struct il_site *site, size_t *count, il_stream stream, void *buffer, size_t size)
{
	return read_amount(site, count, stream, (struct reading){.amount = ALL_BYTES, .into = buffer, .size = size});
}

il_status il_stream_read_line_at(struct il_site *site, il_stream stream, char *line, size_t size)
{
	size_t count;
	il_status status = read_amount(site, &count, stream, (struct reading){.amount = A_LINE, .into = line, .size = size});
	if (size > 0)
		line[count] = '\0';
	return status;
}

static bool at_eof(const struct stream *stream)
{
	return stream->at_end && stream->in.count == 0;
}

bool il_stream_at_eof_at(struct il_site *site, il_stream stream)
{
	return stream_ask(site, stream, "at_eof", at_eof);
}
