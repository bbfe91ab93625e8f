/* The program says over a socket what it does with the terminal, and its death is read from a pidfd: the socket alone
 * would not do, since a warden that was forked meanwhile holds an end of it, too. What was said last counts. */
#include "tui/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum word { GIVEN_BACK = '0', OURS = '1', LEAVE = 'q' };

struct keeper {
	pid_t pid;
	int socket;
};

/* What the keeper's process knows. */
struct watch {
	int socket, program; /* the program: a pidfd, -1 where the system has none */
	int terminal;
	const char *reset;
	struct termios before, ours;
	bool taken; /* the terminal is ours */
};

/* ---- the keeper's process ---- */

static bool same_modes(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_lflag == b->c_lflag;
}

/* A shell may have been quicker to set the modes that it wants. */
static void restore(const struct watch *watch)
{
	struct termios now;
	if (tcgetattr(watch->terminal, &now) == 0 && same_modes(&now, &watch->ours))
		tcsetattr(watch->terminal, TCSANOW, &watch->before);
	ssize_t n = write(watch->terminal, watch->reset, strlen(watch->reset));
	(void)n; /* the terminal may be gone, too */
}

/* Takes what was said. False: there is nothing more to keep. */
static bool listen_to(struct watch *watch)
{
	char word;
	ssize_t length;
	while ((length = recv(watch->socket, &word, 1, MSG_DONTWAIT)) == 1) {
		watch->taken = word == OURS;
		if (word == LEAVE)
			return false;
	}
	return length < 0;
}

_Noreturn static void keep(struct watch *watch)
{
	struct pollfd fds[] = {{watch->socket, POLLIN, 0}, {watch->program, POLLIN, 0}};
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		bool said_all = !listen_to(watch), died = fds[1].revents != 0 || fds[0].revents & POLLHUP;
		if (died && watch->taken)
			restore(watch);
		if (died || said_all)
			_exit(0);
	}
}

/* Nothing of the program is kept but the terminal and what is watched; no signal is. Its session is kept, since what is of
 * another one is taken for a process of a run (warden_kill_all). */
static void begin_keeping(struct watch *watch)
{
	sigset_t all;
	int last = watch->socket > watch->program ? watch->socket : watch->program;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	setpgid(0, 0);
	for (int fd = STDERR_FILENO + 1; fd < last; fd++)
		if (fd != watch->socket && fd != watch->program && fd != watch->terminal)
			close(fd);
}

/* ---- the program ---- */

static void say(const struct keeper *keeper, enum word word)
{
	char byte = (char)word;
	ssize_t n = send(keeper->socket, &byte, 1, MSG_NOSIGNAL);
	(void)n; /* without a keeper nobody has to know */
}

static int fork_keeper(struct keeper *keeper, struct watch *watch)
{
	int sockets[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
		return -1;
	watch->program = pidfd_open(getpid(), 0);
	keeper->pid = fork();
	if (keeper->pid == 0) {
		close(sockets[0]);
		watch->socket = sockets[1];
		begin_keeping(watch);
		keep(watch);
	}
	keeper->socket = sockets[0];
	close(sockets[1]);
	if (watch->program >= 0)
		close(watch->program);
	if (keeper->pid > 0)
		return 0;
	close(keeper->socket);
	return -1;
}

struct keeper *keeper_start(int fd, const char *reset, const struct termios *before)
{
	struct keeper *keeper = calloc(1, sizeof(*keeper));
	struct watch watch = {.terminal = fd, .reset = reset, .before = *before, .taken = true};
	if (keeper != NULL && tcgetattr(fd, &watch.ours) == 0 && fork_keeper(keeper, &watch) == 0)
		return keeper;
	free(keeper);
	return NULL;
}

void keeper_tell(struct keeper *keeper, bool ours)
{
	if (keeper != NULL)
		say(keeper, ours ? OURS : GIVEN_BACK);
}

void keeper_stop(struct keeper *keeper)
{
	if (keeper == NULL)
		return;
	say(keeper, LEAVE);
	close(keeper->socket);
	while (waitpid(keeper->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	free(keeper);
}
