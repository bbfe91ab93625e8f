/* What a queue between two processes costs: an item there and another back, beside a byte there and back through two bare
 * pipes, and beside CPython's multiprocessing.Queue, in the same run. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interleave/interleave.h"
#include "measure.h"

enum { ROUNDS = 2000, PYTHON_ROUNDS = 2000 };

static struct result {
	int64_t pipes, queues;
} *result; /* shared with the program under measurement */

static il_queue there, back;

/* ---- bare pipes ---- */

static void pass(int from, int to)
{
	char byte;
	if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
		_exit(8);
}

static void ping_pipes(void)
{
	int out[2], in[2];
	if (pipe(out) != 0 || pipe(in) != 0)
		exit(8);
	pid_t child = fork();
	if (child == 0) {
		for (int i = 0; i < ROUNDS; i++)
			pass(out[0], in[1]);
		_exit(0);
	}
	int64_t start = measure_now();
	char byte = 'x';
	for (int i = 0; i < ROUNDS; i++)
		if (write(out[1], &byte, 1) != 1 || read(in[0], &byte, 1) != 1)
			exit(8);
	result->pipes = measure_now() - start;
	if (child < 0 || waitpid(child, NULL, 0) != child)
		exit(8);
	for (int i = 0; i < 2; i++) {
		close(out[i]);
		close(in[i]);
	}
}

/* ---- ours ---- */

static il_value echo(il_args args)
{
	(void)args;
	il_value item;
	for (int i = 0; i < ROUNDS; i++) {
		il_queue_get(there, &item);
		il_queue_put(back, item);
	}
	return il_none();
}

static void ping_queues(void)
{
	il_value item;
	there = il_queue_new("there", .shared = true);
	back = il_queue_new("back", .shared = true);
	il_process child = il_process_new(echo);
	if (il_process_start(child) != IL_OK)
		exit(8);
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_queue_put(there, il_int(i));
		il_queue_get(back, &item);
	}
	result->queues = measure_now() - start;
	il_process_join(child);
}

static void both(void)
{
	ping_pipes();
	ping_queues();
}

/* ---- CPython ---- */

/* Microseconds for a round; 0: there is no python3. */
static double ping_python(void)
{
	char command[1024];
	snprintf(command, sizeof command,
	         "python3 -c '\n"
	         "import multiprocessing, time\n"
	         "def echo(there, back):\n"
	         "    for _ in range(%d): back.put(there.get())\n"
	         "there, back = multiprocessing.Queue(), multiprocessing.Queue()\n"
	         "child = multiprocessing.Process(target=echo, args=(there, back))\n"
	         "child.start()\n"
	         "start = time.perf_counter()\n"
	         "for i in range(%d):\n"
	         "    there.put(i)\n"
	         "    back.get()\n"
	         "print((time.perf_counter() - start) / %d * 1e6)\n"
	         "child.join()' 2>/dev/null",
	         PYTHON_ROUNDS, PYTHON_ROUNDS, PYTHON_ROUNDS);
	return measure_figure(command);
}

static void report(double pipes, double queues, double python)
{
	printf("  item there and back, two processes         %8.1f us   %5.1f x two bare pipes (%.1f us)\n", queues,
	       queues / pipes, pipes);
	if (python > 0)
		printf("  CPython's multiprocessing.Queue            %8.1f us   %5.1f x ours\n", python, python / queues);
	else
		printf("  CPython's multiprocessing.Queue: there is no python3\n");
}

int main(void)
{
	static double pipes[MEASURE_RUNS], queues[MEASURE_RUNS], python[MEASURE_RUNS];
	struct il_scenario program = {.id = "bench", .run = both};
	result = measure_shared(sizeof *result);
	for (int i = 0; i < MEASURE_RUNS; i++) {
		measure_session(&program, STRATEGY_LIVE);
		pipes[i] = (double)result->pipes / ROUNDS / 1000;
		queues[i] = (double)result->queues / ROUNDS / 1000;
		python[i] = ping_python();
	}
	printf("queues between processes\n");
	report(measure_median(pipes), measure_median(queues), measure_median(python));
	return 0;
}
