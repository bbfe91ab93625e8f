/* The real descriptors of a loop: what epoll watches, and the turn's wait for it.
 *
 * The segment says which descriptors a turn finds ready, and in which order (socket.h); what it has counted has been sent, so
 * that epoll reports them now or, when the system is late, in a moment. The two agree on what is watched. */
#ifndef RUNTIME_POLL_H
#define RUNTIME_POLL_H

#include "runtime/async.h"

/* What a loop watches: first in a stream, and in a server. */
struct descriptor {
	uint32_t id;    /* its object */
	int fd;         /* -1: closed */
	unsigned watch; /* what epoll watches it for: enum log_watch, or-ed */
	unsigned seen;  /* what epoll has reported in this turn */
	struct descriptor *next; /* of the loop's, the newest first */
	void (*readable)(struct loop *loop, struct descriptor *descriptor);
	void (*writable)(struct loop *loop, struct descriptor *descriptor);
	void (*release)(struct descriptor *descriptor); /* gives it back, at the loop's end */
};

/* One that a turn has found ready. */
struct polled {
	uint32_t id;
	unsigned ready;
};

/* It is of the loop from now on, and goes with it; and is found by its object. */
void poll_add(struct loop *loop, struct descriptor *descriptor);
struct descriptor *poll_find(const struct loop *loop, uint32_t id);

/* The running loop's descriptor that a handle means, of the kind that is given back by `release`. IL_NO_LOOP, IL_WRONG_TYPE. */
il_status poll_of(struct descriptor **descriptor, uint32_t id, void (*release)(struct descriptor *descriptor));

/* The real watch becomes this. Closing ends it. */
void poll_watch(struct loop *loop, struct descriptor *descriptor, unsigned watch);
void poll_close(struct loop *loop, struct descriptor *descriptor);

/* For the turn's apply: notes who is ready; returns how many handles that makes. */
int32_t poll_take(struct turn *turn, struct loop *loop);

/* Behind it: waits for epoll to report them, logs each as a loop.poll, and appends its handles to the ready queue. */
void poll_make_ready(struct loop *loop);

/* Everything of the loop's that is open is closed, in the segment; then really, and given back. */
void poll_shut(struct turn *turn, const struct loop *loop);
void poll_fini(struct loop *loop);

/* In a forked process: closes its copies of what the loops of its parent have open. */
void poll_after_fork(const struct loop *loops);

#endif
