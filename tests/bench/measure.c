#include "measure.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t measure_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t measure_cpu(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double measure_median(double *values)
{
	qsort(values, MEASURE_RUNS, sizeof *values, compare);
	return values[MEASURE_RUNS / 2];
}

void *measure_shared(unsigned long bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		perror("bench: shared memory");
		exit(8);
	}
	return memory;
}

void measure_session(const struct il_scenario *program, enum session_strategy strategy)
{
	struct session_options options = {
	    .scenario = program->id, .program = program, .strategy = strategy, .seed = 1, .speed = 1.0};
	struct session *session;
	if (session_start(&session, &options) != SESSION_OK) {
		perror("bench: session");
		exit(8);
	}
	for (;;) {
		struct session_state state;
		session_arm(session);
		session_state(&state, session);
		if (state.ended)
			break;
		poll(&(struct pollfd){session_fd(session), POLLIN, 0}, 1, -1);
		/* As a screen does: no more than some looks a second, or the looking is what is measured. */
		nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
	}
	if (log_status(session_log(session)) != LOG_COMPLETED) {
		fprintf(stderr, "bench: %s ended %s\n", program->id, log_status_name(log_status(session_log(session))));
		exit(1);
	}
	session_free(session);
}

double measure_figure(const char *command)
{
	double figure = 0;
	FILE *output = popen(command, "r");
	if (output == NULL)
		return 0;
	if (fscanf(output, "%lf", &figure) != 1)
		figure = 0;
	pclose(output);
	return figure;
}
