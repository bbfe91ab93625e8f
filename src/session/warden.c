/* One loop over poll: the viewer's pipe, the runner's output, the bell of the segment, the ends of processes.
 *
 * The log's status is the last thing it writes; kernel->ended tells the viewer that nothing will follow. */
#include "session/warden.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/control.h"
#include "session/output.h"
#include "session/watch.h"

enum {
	FIXED_FDS = 4,
	LOOK_AT = 256,                  /* running actors at most, one look */
	LOOK_INTERVAL = NS_PER_S / 10,
};

struct warden {
	struct engine *engine;
	pid_t runner;
	int viewer_pipe, runner_fd;
	struct output output; /* of the runner and all that it forks */
	struct watch watch; /* over the processes forked by the runner */
	int64_t next_beat; /* real ns; when the pace asks for a step */
	int64_t next_look; /* real ns; when to see whether those who run are asleep outside */
	struct running asleep[LOOK_AT]; /* those who were, at the last look */
	size_t asleep_count;
	cpu_set_t cores; /* that a live run may use */
	bool pinned;     /* the run is on one of them */
	struct running threads[ENGINE_ACTORS]; /* scratch of share_cores */
	bool leave;        /* stopped, or the viewer has gone */
};

/* ---- ending everybody ---- */

/* A child that is not of the session `spared`; 0: there is none. A child leaves the list only when we wait for it. */
static pid_t child_to_kill(pid_t spared)
{
	char path[64];
	int child;
	snprintf(path, sizeof path, "/proc/self/task/%d/children", gettid());
	FILE *children = fopen(path, "re");
	if (children == NULL)
		return 0;
	while (fscanf(children, "%d", &child) == 1)
		if (getsid(child) != spared) {
			fclose(children);
			return child;
		}
	fclose(children);
	return 0;
}

void warden_kill_all(pid_t spared)
{
	/* Each death hands its children to us, the subreaper: until there is no child left. */
	for (pid_t child; (child = child_to_kill(spared)) > 0;) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
}

/* ---- the runner ---- */

static void redirect(int to, int from)
{
	if (dup2(from, to) < 0)
		_exit(8);
}

/* Leaves the one that runs this. */
static void leave_one_core(cpu_set_t *cores)
{
	int core = sched_getcpu();
	if (core < 0)
		return;
	CPU_ZERO(cores);
	CPU_SET((size_t)core, cores);
}

static void pin_to_one_core(void)
{
	cpu_set_t cores;
	if (sched_getaffinity(0, sizeof cores, &cores) != 0)
		return;
	leave_one_core(&cores);
	sched_setaffinity(0, sizeof cores, &cores);
}

_Noreturn static void runner_main(const struct warden_options *options, pid_t warden, int output)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != warden)
		_exit(8);
	setsid();
	redirect(STDOUT_FILENO, output);
	redirect(STDERR_FILENO, output);
	close(options->viewer_pipe);
	if (options->pin)
		pin_to_one_core();
	runtime_main(options->runtime);
}

static int start_runner(struct warden *warden, const struct warden_options *options)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	/* The writing end blocks: a program that prints much waits for the log, and nothing is lost. */
	fcntl(ends[1], F_SETFL, 0);
	pid_t self = getpid();
	warden->runner = fork();
	if (warden->runner == 0)
		runner_main(options, self, ends[1]);
	close(ends[1]);
	warden->output.fd = ends[0];
	warden->runner_fd = warden->runner > 0 ? pidfd_open(warden->runner, 0) : -1;
	return warden->runner_fd < 0 ? -1 : 0;
}

/* ---- time ---- */

static int64_t earlier(int64_t a, int64_t b)
{
	if (a < 0)
		return b;
	return b < 0 || a < b ? a : b;
}

/* Takes the step that is due; the real ns until the next one, -1 none. */
static int64_t beat(struct warden *warden)
{
	const struct kernel *kernel = warden->engine->kernel;
	int64_t pace = atomic_load(&kernel->want_pace);
	if (kernel->live || atomic_load(&kernel->playing) == 0 || pace == 0) {
		warden->next_beat = 0;
		return -1;
	}
	int64_t interval = (int64_t)NS_PER_S * 1000 / pace, now = clock_real();
	if (warden->next_beat == 0 || warden->next_beat > now + interval)
		warden->next_beat = now + interval;
	if (warden->next_beat <= now) {
		control_beat(warden->engine);
		/* After a long step the beat starts afresh: what was missed is not made up for in a rush. */
		warden->next_beat = warden->next_beat + interval > now ? warden->next_beat + interval : now + interval;
	}
	return warden->next_beat - now;
}

/* ---- who is blocked outside the runtime ---- */

/* The first bytes of /proc/THREAD/NAME; "" when there are none. */
static void read_thread(char *text, size_t room, pid_t thread, const char *name)
{
	char path[64];
	text[0] = '\0';
	snprintf(path, sizeof path, "/proc/%d/%s", thread, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	ssize_t length = read(fd, text, room - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
}

/* In a system call, and not on a futex: those are the engine's, and locks of the C library that others soon let go. Only a
 * sleep that waits for somebody: on a busy machine a fork, too, may take its time, but its sleep is another (state D). */
static bool is_asleep_outside(pid_t thread)
{
	char text[256], *end;
	read_thread(text, sizeof text, thread, "syscall");
	long number = strtol(text, &end, 10);
	if (end == text || number < 0 || number == SYS_futex)
		return false;
	read_thread(text, sizeof text, thread, "stat");
	const char *name_end = strrchr(text, ')');
	return name_end != NULL && strncmp(name_end, ") S", 3) == 0;
}

static bool was_asleep(const struct warden *warden, const struct running *running)
{
	for (size_t i = 0; i < warden->asleep_count; i++)
		if (warden->asleep[i].actor == running->actor && warden->asleep[i].ops == running->ops)
			return true;
	return false;
}

/* One that sleeps outside at two looks, with no op in between, is waited for no more. Returns the real ns until the next look,
 * -1 none: from nobody running to somebody running it goes through the warden. Out of a call of the runtime's own it does not:
 * whoever is inside one is looked at again. */
static int64_t look(struct warden *warden)
{
	struct running running[LOOK_AT];
	int64_t now = clock_real();
	if (now < warden->next_look)
		return warden->next_look - now;
	size_t count = control_running(running, LOOK_AT, warden->engine, false), asleep = 0;
	for (size_t i = 0; i < count; i++) {
		if (running[i].inside || !is_asleep_outside(running[i].thread))
			continue;
		if (was_asleep(warden, &running[i]))
			control_outside(warden->engine, &running[i]);
		else
			running[asleep++] = running[i];
	}
	memcpy(warden->asleep, running, asleep * sizeof running[0]);
	warden->asleep_count = asleep;
	warden->next_look = count > 0 ? now + LOOK_INTERVAL : 0;
	return count > 0 ? LOOK_INTERVAL : -1;
}

static void wait_for_something(struct warden *warden, int64_t left)
{
	struct pollfd polled[FIXED_FDS + WATCH_MAX] = {{warden->viewer_pipe, POLLIN, 0},
	                                                 {warden->engine->warden_fd, POLLIN, 0},
	                                                 {warden->runner_fd, POLLIN, 0},
	                                                 {warden->output.fd, POLLIN, 0}};
	watch_fill(polled + FIXED_FDS, &warden->watch);
	struct timespec timeout = {left / NS_PER_S, left % NS_PER_S};
	if (ppoll(polled, FIXED_FDS + warden->watch.count, left >= 0 ? &timeout : NULL, NULL) < 0)
		return;
	uint64_t rings;
	if (polled[1].revents != 0 && read(warden->engine->warden_fd, &rings, sizeof rings) < 0)
		rings = 0;
	if (polled[3].revents != 0)
		output_read(&warden->output, warden->engine);
	watch_see_who_has_gone(&warden->watch, polled + FIXED_FDS);
	if (polled[0].revents != 0 || atomic_load(&warden->engine->kernel->want_stop) != 0)
		warden->leave = true;
}

/* ---- an order that is changed on the way ---- */

/* Steps are handed over on one core; a run that goes live gets all of them. Threads to come have their maker's. */
static void share_cores(struct warden *warden)
{
	bool pin = !atomic_load(&warden->engine->kernel->live);
	if (pin == warden->pinned)
		return;
	warden->pinned = pin;
	cpu_set_t cores = warden->cores;
	if (pin)
		leave_one_core(&cores);
	size_t count = control_running(warden->threads, ENGINE_ACTORS, warden->engine, true);
	for (size_t i = 0; i < count; i++)
		sched_setaffinity(warden->threads[i].thread, sizeof cores, &cores); /* one that is gone needs none */
}

/* ---- the end ---- */

static enum log_status halted_status(struct engine *engine)
{
	enum log_status recorded;
	switch (control_halted(engine)) {
	case HALT_STUCK:
		return LOG_DEADLOCK;
	case HALT_FULL:
		return LOG_TRUNCATED;
	case HALT_DIVERGED:
		return LOG_DIVERGED;
	case HALT_REPLAYED:
		recorded = log_status(engine->recording);
		return recorded == LOG_RUNNING ? LOG_LEFT : recorded;
	case HALT_FORKS:
		return LOG_FORK_LIMIT;
	case HALT_NONE:
		break;
	}
	return LOG_RUNNING;
}

static enum log_status final_status(const struct warden *warden)
{
	const struct kernel *kernel = warden->engine->kernel;
	enum log_status halted = halted_status(warden->engine);
	if (halted != LOG_RUNNING && halted != LOG_DEADLOCK)
		return halted;
	if (kernel->crashes > 0)
		return LOG_CRASHED;
	if (halted == LOG_DEADLOCK)
		return LOG_DEADLOCK;
	if (atomic_load(&kernel->finished) != 0)
		return kernel->promises_broken > 0 ? LOG_PROMISE_BROKEN : LOG_COMPLETED;
	return warden->leave ? (enum log_status)atomic_load(&kernel->want_status) : LOG_CRASHED;
}

static bool runner_has_gone(struct warden *warden)
{
	int status;
	if (waitpid(warden->runner, &status, WNOHANG) != warden->runner)
		return false;
	if (atomic_load(&warden->engine->kernel->finished) == 0)
		control_process_gone(warden->engine, 0, status);
	return true;
}

_Noreturn static void finish(struct warden *warden)
{
	enum log_status status = final_status(warden);
	if (warden->runner > 0)
		kill(-warden->runner, SIGKILL); /* its group at one blow: those that fork without end, too */
	warden_kill_all(0);
	while (warden->output.fd >= 0) /* the writers are dead: to the end */
		output_read(&warden->output, warden->engine);
	log_set_status(warden->engine->log, status);
	log_seal(warden->engine->log, true);
	atomic_store(&warden->engine->kernel->ended, 1);
	ssize_t written = write(warden->engine->viewer_fd, &(uint64_t){1}, sizeof(uint64_t));
	(void)written;
	_exit(0);
}

static void live_alone(int viewer_pipe)
{
	sigset_t none;
	setsid();
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_IGN); /* forgets one that has come since the fork */
		signal(number, SIG_DFL);
	}
	signal(SIGXFSZ, SIG_IGN); /* a recording that may not grow is an error to tell, not a death */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	int nothing = open("/dev/null", O_RDWR);
	if (nothing < 0)
		_exit(8);
	redirect(STDIN_FILENO, nothing);
	redirect(STDOUT_FILENO, nothing);
	redirect(STDERR_FILENO, nothing);
	if (nothing > STDERR_FILENO)
		close(nothing);
	fcntl(viewer_pipe, F_SETFD, FD_CLOEXEC);
}

_Noreturn void warden_main(const struct warden_options *options)
{
	static struct warden warden; /* zero, and large: only what is written comes to be */
	warden.engine = warden.watch.engine = options->engine;
	warden.viewer_pipe = options->viewer_pipe;
	warden.pinned = options->pin;
	sched_getaffinity(0, sizeof warden.cores, &warden.cores);
	live_alone(options->viewer_pipe);
	if (start_runner(&warden, options) != 0) {
		warden.leave = true;
		atomic_store(&warden.engine->kernel->want_status, LOG_UNWATCHED);
		finish(&warden);
	}
	while (!warden.leave && !runner_has_gone(&warden) && control_halted(warden.engine) == HALT_NONE) {
		watch_new_processes(&warden.watch);
		control_carry_out(warden.engine);
		share_cores(&warden);
		watch_send_signals(&warden.watch);
		watch_bring_death(&warden.watch, warden.runner);
		int64_t left = earlier(control_due(warden.engine), beat(&warden));
		left = earlier(left, look(&warden));
		if (atomic_load(&warden.engine->kernel->halted) == HALT_NONE)
			wait_for_something(&warden, left);
		log_store_ahead(warden.engine->log);
		kernel_store_ahead(warden.engine);
		log_seal(warden.engine->log, false);
	}
	finish(&warden);
}
