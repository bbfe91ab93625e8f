/* epoll, as asyncio's selector uses it: level-triggered, a descriptor is registered while it is watched; see poll.h. */
#include "runtime/poll.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/runtime.h"
#include "runtime/socket.h"

enum { EVENTS = 64 }; /* reported at once */

/* ---- descriptors ---- */

void poll_add(struct loop *loop, struct descriptor *descriptor)
{
	struct poll *poll = &loop->poll;
	size_t index = descriptor->id - LOG_OBJECT_BASE, old = poll->table_room;
	while (poll->table_room <= index)
		poll->table = loop_grown(poll->table, &poll->table_room, poll->table_room, sizeof *poll->table);
	memset(poll->table + old, 0, (poll->table_room - old) * sizeof *poll->table);
	poll->table[index] = descriptor;
	descriptor->next = poll->descriptors;
	poll->descriptors = descriptor;
	poll->ready = loop_grown(poll->ready, &poll->ready_room, poll->count, sizeof *poll->ready);
	poll->count++; /* as many can be ready at once */
}

struct descriptor *poll_find(const struct loop *loop, uint32_t id)
{
	const struct poll *poll = &loop->poll;
	return id >= LOG_OBJECT_BASE && id - LOG_OBJECT_BASE < poll->table_room ? poll->table[id - LOG_OBJECT_BASE]
	                                                                        : NULL;
}

il_status poll_of(struct descriptor **descriptor, uint32_t id, void (*release)(struct descriptor *descriptor))
{
	if (current.loop == NULL)
		return IL_NO_LOOP;
	*descriptor = poll_find(current.loop, id);
	return *descriptor != NULL && (*descriptor)->release == release ? IL_OK : IL_WRONG_TYPE;
}

static int epoll_of(struct loop *loop)
{
	if (loop->poll.epoll == 0) {
		int fd = epoll_create1(EPOLL_CLOEXEC);
		if (fd < 0)
			loop_die("the system has no epoll to give", NULL);
		loop->poll.epoll = fd + 1;
	}
	return loop->poll.epoll - 1;
}

void poll_watch(struct loop *loop, struct descriptor *descriptor, unsigned watch)
{
	if (descriptor->watch == watch)
		return;
	int how = descriptor->watch == 0 ? EPOLL_CTL_ADD : watch == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
	struct epoll_event event = {.events = (watch & WATCH_READ ? EPOLLIN : 0u) | (watch & WATCH_WRITE ? EPOLLOUT : 0u),
	                            .data.ptr = descriptor};
	descriptor->watch = watch;
	if (epoll_ctl(epoll_of(loop), how, descriptor->fd, &event) != 0)
		loop_die("epoll does not take a socket", NULL);
}

/* A copy that a fork of the scenario's own has made does not keep the connection open. */
void poll_close(struct loop *loop, struct descriptor *descriptor)
{
	if (descriptor->fd < 0)
		return;
	poll_watch(loop, descriptor, 0);
	shutdown(descriptor->fd, SHUT_RDWR);
	close(descriptor->fd);
	descriptor->fd = -1;
}

/* ---- a turn ---- */

static void found(void *context, uint32_t id, unsigned ready)
{
	struct poll *poll = context;
	poll->ready[poll->ready_count++] = (struct polled){id, ready};
}

int32_t poll_take(struct turn *turn, struct loop *loop)
{
	struct poll *poll = &loop->poll;
	int32_t handles = 0;
	poll->ready_count = 0;
	socket_poll(turn, loop->id, found, poll);
	for (size_t i = 0; i < poll->ready_count; i++)
		handles += poll->ready[i].ready == (WATCH_READ | WATCH_WRITE) ? 2 : 1;
	return handles;
}

/* What an error or a hang-up is reported as, asyncio calls both. */
static unsigned as_watch(uint32_t events)
{
	return (events & ~(uint32_t)EPOLLOUT ? (unsigned)WATCH_READ : 0) |
	       (events & ~(uint32_t)EPOLLIN ? (unsigned)WATCH_WRITE : 0);
}

static void wait_for_events(struct loop *loop)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(epoll_of(loop), events, EVENTS, -1);
	if (count < 0 && errno != EINTR)
		loop_die("epoll does not wait", NULL);
	for (int i = 0; i < count; i++)
		((struct descriptor *)events[i].data.ptr)->seen |= as_watch(events[i].events);
}

static void run_readable(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct descriptor *descriptor = object;
	if (descriptor->watch & WATCH_READ)
		descriptor->readable(loop, descriptor);
}

static void run_writable(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct descriptor *descriptor = object;
	if (descriptor->watch & WATCH_WRITE)
		descriptor->writable(loop, descriptor);
}

static void emit_poll(struct loop *loop, const struct polled *polled)
{
	struct log_event event = call_of(OP_LOOP_POLL, loop->site, polled->id);
	event.x = (int32_t)polled->ready;
	engine_emit(current.runtime->engine, current.actor, &event);
	current.now = event.t;
}

void poll_make_ready(struct loop *loop)
{
	const struct poll *poll = &loop->poll;
	for (size_t i = 0; i < poll->ready_count; i++)
		poll_find(loop, poll->ready[i].id)->seen = 0;
	for (size_t i = 0; i < poll->ready_count; i++) {
		struct descriptor *descriptor = poll_find(loop, poll->ready[i].id);
		while (poll->ready[i].ready & ~descriptor->seen)
			wait_for_events(loop);
		emit_poll(loop, &poll->ready[i]);
		if (poll->ready[i].ready & WATCH_READ)
			ready_push(loop, (struct handle){run_readable, descriptor, NULL});
		if (poll->ready[i].ready & WATCH_WRITE)
			ready_push(loop, (struct handle){run_writable, descriptor, NULL});
	}
}

/* ---- the end ---- */

void poll_shut(struct turn *turn, const struct loop *loop)
{
	for (const struct descriptor *at = loop->poll.descriptors; at != NULL; at = at->next)
		socket_shut(turn, at->id);
}

void poll_fini(struct loop *loop)
{
	struct poll *poll = &loop->poll;
	for (struct descriptor *at = poll->descriptors, *next; at != NULL; at = next) {
		next = at->next;
		poll_close(loop, at);
		at->release(at);
	}
	if (poll->epoll != 0)
		close(poll->epoll - 1);
	free(poll->table);
	free(poll->ready);
}

void poll_after_fork(const struct loop *loops)
{
	for (; loops != NULL; loops = loops->next) {
		for (const struct descriptor *at = loops->poll.descriptors; at != NULL; at = at->next)
			if (at->fd >= 0)
				close(at->fd);
		if (loops->poll.epoll != 0)
			close(loops->poll.epoll - 1);
	}
}
