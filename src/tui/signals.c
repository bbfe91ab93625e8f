/* Self-pipe and rescue.
 *
 * Handlers do nothing but write(), send(), tcsetattr() and raise(), all of which POSIX allows there. Each first asks
 * whether it runs in the process that installed it: a scenario's process inherits the handlers by fork, and
 * must neither write into its viewer's pipe nor to its terminal. */
#include "tui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/keeper.h"

enum { SIGNALS_MAX = 8 };

struct signals {
	int read_fd;
	size_t count;
	int numbers[SIGNALS_MAX];
	struct sigaction before[SIGNALS_MAX];
};

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

enum { CRASH_COUNT = sizeof(crashes) / sizeof(crashes[0]) };

/* What the handlers know: written before they are installed, and only by the process that they serve. */
static struct {
	pid_t owner;
	int write_fd;
} pipe_state;

static struct {
	pid_t owner;
	volatile sig_atomic_t armed;
	int fd;
	size_t length;
	char sequence[RESCUE_SIZE];
	struct termios modes;
	struct keeper *keeper;
	struct sigaction before[CRASH_COUNT];
} rescue_state;

static void die_of(int number)
{
	signal(number, SIG_DFL);
	raise(number); /* delivered when the handler returns */
}

static void catch_signal(int number)
{
	int saved = errno;
	if (getpid() != pipe_state.owner) {
		die_of(number);
	} else {
		unsigned char byte = (unsigned char)number;
		ssize_t n = write(pipe_state.write_fd, &byte, 1);
		(void)n; /* a full pipe has something to wake the loop already */
	}
	errno = saved;
}

int signals_open(struct signals **out, const int *numbers, size_t count)
{
	struct signals *signals = calloc(1, sizeof(*signals));
	if (signals == NULL)
		return -1;
	int fds[2];
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) {
		free(signals);
		return -1;
	}
	signals->read_fd = fds[0];
	pipe_state.owner = getpid();
	pipe_state.write_fd = fds[1];
	struct sigaction action = {.sa_handler = catch_signal};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < count && i < SIGNALS_MAX; i++) {
		signals->numbers[i] = numbers[i];
		sigaction(numbers[i], &action, &signals->before[i]);
		if (signals->before[i].sa_handler == SIG_IGN) /* whoever started us wanted it so: nohup */
			sigaction(numbers[i], &signals->before[i], NULL);
		signals->count++;
	}
	*out = signals;
	return 0;
}

void signals_close(struct signals *signals)
{
	if (signals == NULL)
		return;
	for (size_t i = 0; i < signals->count; i++)
		sigaction(signals->numbers[i], &signals->before[i], NULL);
	close(signals->read_fd);
	close(pipe_state.write_fd);
	pipe_state.owner = 0;
	free(signals);
}

int signals_fd(const struct signals *signals)
{
	return signals->read_fd;
}

int signals_take(struct signals *signals)
{
	unsigned char byte;
	return read(signals->read_fd, &byte, 1) == 1 ? byte : 0;
}

void signals_default(struct signals *signals, int number)
{
	(void)signals; /* whoever holds it may ask */
	struct sigaction ours, plain = {.sa_handler = SIG_DFL};
	sigemptyset(&plain.sa_mask);
	sigaction(number, &plain, &ours);
	raise(number);
	sigaction(number, &ours, NULL);
}

static void catch_crash(int number)
{
	if (getpid() == rescue_state.owner && rescue_state.armed) {
		rescue_state.armed = 0;
		ssize_t n = write(rescue_state.fd, rescue_state.sequence, rescue_state.length);
		(void)n; /* nothing is left to be done about it */
		tcsetattr(rescue_state.fd, TCSANOW, &rescue_state.modes);
		keeper_tell(rescue_state.keeper, false);
	}
	die_of(number);
}

void rescue_arm(int fd, const char *sequence, const struct termios *modes, struct keeper *keeper)
{
	rescue_state.owner = getpid();
	rescue_state.fd = fd;
	rescue_state.length = strnlen(sequence, RESCUE_SIZE);
	memcpy(rescue_state.sequence, sequence, rescue_state.length);
	rescue_state.modes = *modes;
	rescue_state.keeper = keeper;
	rescue_state.armed = 1;
	struct sigaction action = {.sa_handler = catch_crash, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CRASH_COUNT; i++)
		sigaction(crashes[i], &action, &rescue_state.before[i]);
}

void rescue_disarm(void)
{
	if (!rescue_state.armed)
		return;
	rescue_state.armed = 0;
	for (size_t i = 0; i < CRASH_COUNT; i++)
		sigaction(crashes[i], &rescue_state.before[i], NULL);
}
