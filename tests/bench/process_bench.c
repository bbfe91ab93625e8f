/* What a process costs: start and join beside a bare fork and wait, of the same process in the same run. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interleave/interleave.h"
#include "measure.h"

enum { FORKS = 200 };

static struct result {
	int64_t bare, ours;
} *result; /* shared with the program under measurement */

static void fork_and_wait(void)
{
	for (int i = 0; i < FORKS; i++) {
		pid_t child = fork();
		if (child == 0)
			_exit(0);
		if (child < 0 || waitpid(child, NULL, 0) != child)
			exit(8);
	}
}

static void start_and_join(void)
{
	for (int i = 0; i < FORKS; i++) {
		il_process process = il_process_new(NULL);
		if (il_process_start(process) != IL_OK || il_process_join(process) != IL_OK)
			exit(8);
	}
}

static void both(void)
{
	int64_t start = measure_now();
	fork_and_wait();
	result->bare = measure_now() - start;
	start = measure_now();
	start_and_join();
	result->ours = measure_now() - start;
}

static void report(const char *how, enum session_strategy strategy)
{
	static double bare[MEASURE_RUNS], ours[MEASURE_RUNS];
	struct il_scenario program = {.id = "bench", .run = both};
	for (int i = 0; i < MEASURE_RUNS; i++) {
		measure_session(&program, strategy);
		bare[i] = (double)result->bare / FORKS / 1000;
		ours[i] = (double)result->ours / FORKS / 1000;
	}
	double bare_median = measure_median(bare), ours_median = measure_median(ours);
	printf("  start+join of a process, %-10s    %8.1f us   %5.1f x fork+wait (%.1f us)\n", how, ours_median,
	       ours_median / bare_median, bare_median);
}

int main(void)
{
	result = measure_shared(sizeof *result);
	printf("processes: medians of %d runs\n", MEASURE_RUNS);
	report("live", STRATEGY_LIVE);
	report("controlled", STRATEGY_ROUND_ROBIN);
	return 0;
}
