/* The warden's watch over the processes that the runner forks. */
#ifndef SESSION_WATCH_H
#define SESSION_WATCH_H

#include <poll.h>
#include <sys/types.h>

#include "engine/kernel.h"

enum { WATCH_MAX = 1024 };

struct watch {
	struct engine *engine;
	uint32_t seen;  /* starts of processes that were seen to */
	uint32_t count;
	struct watched {
		uint32_t actor;
		pid_t pid;
		int fd;     /* pidfd; -1: it has gone */
		int status; /* when it has gone */
		bool told;  /* has been sent the signal that ends it */
	} processes[WATCH_MAX];
};

/* Looks out for the processes that have been started since. */
void watch_new_processes(struct watch *watch);

/* What to poll: watch->count entries. */
void watch_fill(struct pollfd *polled, const struct watch *watch);

/* Logs the ends of those whose entry, as filled and polled, says so. */
void watch_see_who_has_gone(struct watch *watch, const struct pollfd *polled);

/* To those that another has told to end, when it is time (control_signal_due). */
void watch_send_signals(struct watch *watch);

/* When a replay has come to the death of a process: it is killed as it was then. `runner` is main's. */
void watch_bring_death(struct watch *watch, pid_t runner);

#endif
