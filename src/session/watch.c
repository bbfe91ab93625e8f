/* The ends of processes: a pidfd for each says when, its zombie how; and the ends that others ask for. */
#include "session/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "engine/control.h"

/* The wait status of a process that has ended and whose parent has not asked for it: the last field of its stat. */
static int status_of_zombie(pid_t pid)
{
	char path[64], text[1024];
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	if (length <= 0)
		return 0;
	text[length] = '\0';
	const char *last = strrchr(text, ' ');
	return last != NULL ? atoi(last + 1) : 0;
}

/* Says that it has gone; false: it is too early for that in a replay. */
static bool say_gone(struct watch *watch, struct watched *watched)
{
	if (watched->fd >= 0) {
		watched->status = status_of_zombie(watched->pid);
		close(watched->fd);
		watched->fd = -1;
	}
	return control_process_gone(watch->engine, watched->actor, watched->status) != GONE_EARLY;
}

/* False: there is no room to watch it, or no descriptor. */
static bool begin_to_watch(struct watch *watch, const struct actor *actor)
{
	if (watch->count == WATCH_MAX)
		return false;
	int fd = pidfd_open((pid_t)actor->pid, 0);
	if (fd < 0 && errno != ESRCH)
		return false;
	watch->processes[watch->count++] =
	    (struct watched){.actor = actor->id, .pid = (pid_t)actor->pid, .fd = fd};
	return true;
}

/* Processes start in any order. One that cannot be watched yet is tried again when another has gone. */
void watch_new_processes(struct watch *watch)
{
	struct kernel *kernel = watch->engine->kernel;
	uint32_t first = watch->count;
	struct turn turn;
	turn_begin(&turn, watch->engine, NULL);
	for (uint32_t id = 0; watch->seen < kernel->processes_started && id < kernel->actor_count; id++) {
		struct actor *actor = &kernel->actors[id];
		if (actor->kind != TYPE_PROCESS || actor->pid == 0 || actor->watched)
			continue;
		if (!begin_to_watch(watch, actor))
			break;
		SET(&turn, actor->watched, true);
		watch->seen++;
	}
	turn_end(&turn);
	for (uint32_t i = watch->count; i-- > first;) /* gone, and its parent has asked for its end already */
		if (watch->processes[i].fd < 0 && say_gone(watch, &watch->processes[i]))
			watch->processes[i] = watch->processes[--watch->count];
}

void watch_fill(struct pollfd *polled, const struct watch *watch)
{
	for (uint32_t i = 0; i < watch->count; i++)
		polled[i] = (struct pollfd){watch->processes[i].fd, POLLIN, 0};
}

void watch_see_who_has_gone(struct watch *watch, const struct pollfd *polled)
{
	for (uint32_t i = watch->count; i-- > 0;)
		if ((polled[i].revents & POLLIN) && say_gone(watch, &watch->processes[i]))
			watch->processes[i] = watch->processes[--watch->count];
}

/* SIGKILL ends the one that catches the first. */
void watch_send_signals(struct watch *watch)
{
	for (uint32_t i = 0; i < watch->count; i++) {
		struct watched *watched = &watch->processes[i];
		int signal = watched->told ? 0 : control_signal_due(watch->engine, watched->actor);
		if (signal == 0 || watched->fd < 0)
			continue;
		pidfd_send_signal(watched->fd, signal, NULL, 0);
		pidfd_send_signal(watched->fd, SIGKILL, NULL, 0);
		watched->told = true;
	}
}

/* Unless it has died by itself again. */
void watch_bring_death(struct watch *watch, pid_t runner)
{
	const struct kernel *kernel = watch->engine->kernel;
	uint32_t due = atomic_load(&kernel->death_due);
	if (due == 0) { /* main: runner_has_gone() sees its end */
		int code = atomic_load(&kernel->death_code);
		kill(runner, code < 0 ? -code : SIGKILL);
	}
	for (uint32_t i = 0; due != LOG_NONE && i < watch->count; i++) {
		struct watched *watched = &watch->processes[i];
		int code = atomic_load(&kernel->death_code);
		if (watched->actor != due)
			continue;
		if (watched->fd >= 0)
			kill(watched->pid, code < 0 ? -code : SIGKILL);
		else if (say_gone(watch, watched))
			*watched = watch->processes[--watch->count];
		return;
	}
}
