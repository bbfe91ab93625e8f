/* The inside of asyncio's streams: a transport (stream.c) with its reader (stream_read.c) and its writer (stream_write.c), and what
 * makes them (stream_open.c, server.c). Each stage of CPython's is a handle or a step here, so that the turns are the same.
 *
 * An op of a socket is performed in three parts: chosen, transferred, counted. What is transferred is decided from the segment, or in a
 * replay by the recording, since others may have acted between the deciding and the counting of a live run. */
#ifndef RUNTIME_STREAM_H
#define RUNTIME_STREAM_H

#include "interleave/stream.h"
#include "runtime/poll.h"

/* Bytes in a row, taken out at the front. */
struct bytes {
	char *start;
	size_t first, count, room;
};

/* Room for `count` more at the end; and some out of the front. */
char *bytes_reserve(struct bytes *bytes, size_t count);
void bytes_drop(struct bytes *bytes, size_t count);
static inline const char *bytes_front(const struct bytes *bytes)
{
	return bytes->start + bytes->first;
}

/* Somebody who suspends until the server is closed, or until enough has been sent. */
struct stream_waiter {
	struct future future;
	struct stream_waiter *next;
};

struct stranger {
	int fd;
	uint16_t port; /* its own */
};

struct server {
	struct descriptor at; /* first */
	struct il_site *site; /* where it was started: its tasks are made there */
	il_target handler;
	size_t limit;
	struct future serving; /* of the task that starts it */
	bool closed;
	int32_t connections;  /* accepted, and not lost */
	struct stream_waiter *closing; /* who waits for the last of them */
	struct stranger *strangers; /* accepted by the system, and not by the segment: it does not know them, or not yet */
	size_t stranger_count, stranger_room;
};

struct stream {
	struct descriptor at;  /* first */
	struct server *server; /* that has accepted it; NULL: it has connected */
	bool closing;          /* asked to close, or dropped */
	bool dropped;          /* a handle is going to lose it, and nothing is transferred any more */
	bool lost;
	bool reads;            /* it has begun */
	/* the reader */
	struct bytes in;
	size_t limit;
	bool reading_paused;   /* more than twice the limit has come */
	bool at_end;           /* nothing more will come */
	il_status error;       /* what the connection was lost by */
	struct future *reading; /* of the task that waits for bytes; NULL: nobody does */
	/* the writer */
	struct bytes out;
	bool ends;             /* nothing more will be written */
	bool writing_paused;
	struct stream_waiter *draining;
	/* and both */
	struct future opened;  /* of the task that connects */
	struct future closed;
};

/* ---- ops in three parts (stream.c) ---- */

/* What an op of a connection transfers. */
struct transfer {
	struct stream *stream;
	const char *bytes; /* to be sent: so many */
	size_t size;
	int32_t count;     /* of them, or received: transferred */
	il_status error;   /* the system's answer instead */
};

/* Performs `call` as the calling actor: transfer(context) between being chosen and taking effect, which changes what is
 * watched as stream_wanted() has it then. */
il_status stream_perform(struct log_event *done, const struct log_event *call, void (*transfer)(void *context),
                         void *context);

/* Decides how much of `bytes` is sent, and sends that. */
void stream_send(struct transfer *transfer);

/* For an apply, a join: what is to be watched becomes so, and stands in the event. And really, behind the op. */
void stream_watch(struct turn *turn, struct log_event *event, const struct stream *stream);
void stream_watch_really(struct stream *stream);

/* A new one: the socket's end `id`. */
struct stream *stream_make(struct loop *loop, uint32_t id, int fd, size_t limit);

/* It is connected, in this turn: its reading begins in the next. `opened` is finished then. */
void stream_begin(struct loop *loop, struct stream *stream);

/* Nothing is transferred any more, and it is going to be lost, by this error (IL_OK: closed). */
void stream_drop(struct loop *loop, struct stream *stream, il_status why);

/* It is lost: the socket is closed, and everybody who waits is told. */
void stream_lose(struct loop *loop, struct stream *stream, il_status why);

/* writer.close, by whoever runs. */
void stream_close(struct il_site *site, struct stream *stream);

/* The stream of a handle in the running loop; for a task. IL_NO_LOOP, IL_WRONG_TYPE. */
il_status stream_of(struct stream **stream, il_stream handle);
il_status stream_of_task(struct stream **stream, il_stream handle);

/* A query of a stream, by the name of what is asked for. */
bool stream_ask(struct il_site *site, il_stream handle, const char *attribute, bool (*answer)(const struct stream *stream));

/* Some of the bytes as a string of the log, on one line. */
uint32_t stream_excerpt(const char *bytes, size_t count);

/* ---- the writer (stream_write.c) ---- */

void stream_writable(struct loop *loop, struct descriptor *descriptor);

/* Rows of those who wait, the first the oldest. They are woken, and look. */
void stream_waiter_join(struct stream_waiter **row, struct stream_waiter *waiter);
void stream_waiter_leave(struct stream_waiter **row, struct stream_waiter *waiter);
void stream_wake(struct loop *loop, struct stream_waiter *waiters);

/* ---- what makes them (stream_open.c) ---- */

/* An object of a type, named as asked or, NULL, by default and the next of `names`. */
uint32_t stream_make_object(struct il_site *site, const char *name, uint32_t *names, struct making making);

/* ---- servers (server.c) ---- */

/* It has one connection less. */
void server_detach(struct loop *loop, struct server *server);

#endif
