/* Sockets in the segment: what has come to each end of a connection, what its loop watches it for, and whether it is ready.
 *
 * The real sockets do the real transfers (poll.h), and the segment follows: bytes are counted once they have been sent, an end is
 * closed here once it is closed there, and only what is counted is received. So readiness is a question that any
 * process can answer under the kernel lock, for a wait, for a strategy, and again in a replay.
 *
 * A loop has a row of descriptors that may be ready, as epoll has: one joins the end of it when it becomes ready while it is
 * watched, stays in it as long as it is found ready, and leaves it when it is found not to be. */
#ifndef RUNTIME_SOCKET_H
#define RUNTIME_SOCKET_H

#include "engine/kernel.h"

/* How many bytes may be on their way to one end: much less than the system's buffers hold. */
#ifdef IL_TEST_CONSTANTS
enum { SOCKET_ROOM = 4096 };
#else
enum { SOCKET_ROOM = 65536 };
#endif

/* Whether a descriptor of the loop is ready for what it is watched for. */
bool socket_any_ready(const struct kernel *kernel, const struct object *loop);

/* From now on its loop watches it for this; 0: for nothing. */
void socket_watch(struct turn *turn, uint32_t id, unsigned watch);

/* Asks each in the loop's row, as an epoll_wait does; calls found(context, id, what it is ready for) for those that are ready. One
 * that was connecting is watched no more. */
void socket_poll(struct turn *turn, uint32_t loop, void (*found)(void *context, uint32_t id, unsigned ready),
                 void *context);

/* `client` asks for a connection: its other end is `end`, and waits to be accepted. Refused when nobody listens. Its loop watches
 * it, to be told. */
void socket_connect(struct turn *turn, uint32_t client, uint32_t end, uint32_t server);

/* The first end that waits to be accepted; LOG_NONE. And takes it out of the row: from now on `loop` has it. */
uint32_t socket_waiting(const struct kernel *kernel, uint32_t server);
void socket_accept(struct turn *turn, uint32_t server, uint32_t loop);

/* `count` bytes have been sent from this end; and have been received at it. */
void socket_sent(struct turn *turn, uint32_t id, int32_t count);
void socket_received(struct turn *turn, uint32_t id, int32_t count);

/* How many bytes may be sent from it now; the error that a send would get instead. */
int32_t socket_room(const struct kernel *kernel, uint32_t id, il_status *error);

/* The error is told once: afterwards an end that has been reset is at its end. */
void socket_tell_error(struct turn *turn, uint32_t id);

/* It sends no more; and it is closed, as the system does it: with bytes that nobody has received, or not accepted yet, the
 * connection is reset. A server: nobody can connect any more. Nothing when it is closed already. */
void socket_end(struct turn *turn, uint32_t id);
void socket_shut(struct turn *turn, uint32_t id);

#endif
