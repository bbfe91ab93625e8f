/* How long a reader waits: from a key to the frame that answers it, idle and while a hundred lanes run at thirty frames a second;
 * from Escape; and what a program costs that nobody asks for anything. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interleave/interleave.h"
#include "measure.h"
#include "pty.h"
#include "tui/app.h"

enum { WIDTH = 160, HEIGHT = 48, LANES = 100, KEYS = 200, A_SEARCH = 40, QUIET_S = 2 };

/* ---- a run with very many lanes ---- */

static il_lock lock; /* of the program, which is a process of its own */

static il_value take_turns(il_args args)
{
	(void)args;
	for (int i = 0; i < 1000000; i++) {
		il_lock_acquire(lock);
		il_lock_release(lock);
		il_sleep(0.05);
	}
	return il_none();
}

static void start_many(void)
{
	lock = il_lock_new("lock");
	for (int i = 0; i < LANES; i++)
		il_thread_start(il_thread_new(take_turns));
}

static const struct il_scenario many = {
    .id = "many", .title = "Many lanes", .summary = "A hundred threads take turns.", .kind = "threads", .run = start_many};

_Noreturn static void run_many(void)
{
	struct app_options options = {
	    .player = {.session = {.scenario = "event", .program = &many, .strategy = STRATEGY_LIVE, .seed = 1, .speed = 1}},
	    .catalog = catalog_find("en"),
	    .theme = theme_find("dark"),
	};
	struct app_result result;
	char error[256];
	_exit(app_run(&result, &options, error, sizeof error) == 0 ? 0 : 8);
}

static pid_t start(int *terminal, const char *const *arguments)
{
	pid_t program = pty_fork(terminal, WIDTH, HEIGHT);
	if (program == 0 && arguments == NULL)
		run_many();
	if (program == 0) {
		execv(arguments[0], (char *const *)(uintptr_t)arguments);
		_exit(8);
	}
	pty_drain(*terminal, 1000);
	return program;
}

static void stop(pid_t program, int terminal)
{
	kill(program, SIGTERM);
	pty_drain(terminal, -1);
	waitpid(program, NULL, 0);
	close(terminal);
}

/* ---- keys ---- */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* A character that stands nowhere else on the screen is typed into the search, at moments that keep no step with the frames. */
static void measure_keys(const char *what, int terminal)
{
	double ms[KEYS];
	for (int i = 0; i < KEYS; i++) {
		if (i % A_SEARCH == 0) {
			pty_type(terminal, "\033");
			pty_drain(terminal, 60);
			pty_type(terminal, "/");
		}
		pty_drain(terminal, 20 + i * 7 % 31);
		const char *key = i % 2 == 0 ? "}" : "{";
		pty_type(terminal, key);
		int64_t took = pty_await(terminal, key);
		if (took < 0) {
			fprintf(stderr, "bench: a key was not answered\n");
			exit(1);
		}
		ms[i] = (double)took / 1e6;
	}
	qsort(ms, KEYS, sizeof *ms, compare);
	printf("  key to frame, %-26s median %6.2f ms   99 of 100 within %6.2f ms\n", what, ms[KEYS / 2], ms[KEYS * 99 / 100]);
}

static void measure_escape(int terminal)
{
	double ms[MEASURE_RUNS];
	for (int i = 0; i < MEASURE_RUNS; i++) {
		pty_type(terminal, "/");
		pty_drain(terminal, 100);
		pty_type(terminal, "\033");
		ms[i] = (double)pty_await(terminal, NULL) / 1e6;
		pty_drain(terminal, 100);
	}
	printf("  Escape to frame                          median %6.2f ms\n", measure_median(ms));
}

/* ---- silence ---- */

struct use {
	int64_t ticks, sleeps;
};

static pid_t add_use_of(struct use *use, const char *pid)
{
	char path[300], line[1024];
	unsigned long user = 0, system = 0;
	long sleeps = 0;
	pid_t parent = 0;
	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return 0;
	const char *rest = fgets(line, sizeof line, file) != NULL ? strrchr(line, ')') : NULL;
	fclose(file);
	if (rest == NULL || sscanf(rest, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &parent, &user, &system) != 3)
		return 0;
	snprintf(path, sizeof path, "/proc/%s/status", pid);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &sleeps) == 1)
			break;
	if (file != NULL)
		fclose(file);
	use->ticks += (int64_t)(user + system);
	use->sleeps += sleeps;
	return parent;
}

/* Of a process and all its descendants. */
static void add_use(struct use *use, pid_t root)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	char name[32];
	snprintf(name, sizeof name, "%d", root);
	add_use_of(use, name);
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		struct use nothing = {0, 0};
		if (atoi(entry->d_name) > 0 && add_use_of(&nothing, entry->d_name) == root)
			add_use(use, (pid_t)atoi(entry->d_name));
	}
	if (folder != NULL)
		closedir(folder);
}

static void measure_silence(const char *what, pid_t program, int terminal)
{
	struct use before = {0, 0}, after = {0, 0};
	add_use(&before, program);
	uint64_t bytes = pty_drain(terminal, QUIET_S * 1000);
	add_use(&after, program);
	printf("  a second %-20s %6.1f bytes  %6.1f wake-ups  %6.1f ms of processor\n", what, (double)bytes / QUIET_S,
	       (double)(after.sleeps - before.sleeps) / QUIET_S,
	       (double)(after.ticks - before.ticks) * 1000 / (double)sysconf(_SC_CLK_TCK) / QUIET_S);
}

int main(int argc, char **argv)
{
	char binary[4096];
	int terminal;
	(void)argc;
	/* The bench stands in BUILD/tests/bench, the program in BUILD. */
	snprintf(binary, sizeof binary, "%s", argv[0]);
	for (int i = 0; i < 3 && strrchr(binary, '/') != NULL; i++)
		*strrchr(binary, '/') = '\0';
	strncat(binary, "/interleave", sizeof binary - strlen(binary) - 1);
	printf("keys: %dx%d\n", WIDTH, HEIGHT);

	pid_t program = start(&terminal, (const char *const[]){binary, "run", "event", "--strategy", "live", NULL});
	measure_keys("idle", terminal);
	measure_escape(terminal);
	measure_silence("paused", program, terminal);
	pty_type(terminal, " ");
	pty_drain(terminal, 300);
	measure_silence("live, all asleep", program, terminal);
	stop(program, terminal);

	program = start(&terminal, (const char *const[]){binary, "run", "condition", "--pace", "max", NULL});
	pty_type(terminal, " ");
	pty_drain(terminal, 500);
	measure_silence("finished", program, terminal);
	stop(program, terminal);

	program = start(&terminal, NULL);
	measure_keys("100 lanes, 30 frames/s", terminal);
	stop(program, terminal);
	return 0;
}
