/* Thread pools: submit and result, live and logged, beside the same calls in CPython in the same run.
 *
 * "in turn" waits for each result before the next submit: two hand-overs between threads a call. "at once" submits a
 * hundred, and then asks for all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/interleave.h"
#include "measure.h"

enum { CALLS = 4000, BATCH = 100, WORKERS = 4 };

static struct result {
	int64_t ns;
} *result; /* shared with the program under measurement */

static il_executor pool;

static il_value nothing(il_args args)
{
	(void)args;
	return il_none();
}

static void submit(il_future *future)
{
	if (il_executor_submit(future, pool, nothing) != IL_OK)
		exit(8);
}

static void in_turn(void)
{
	il_future future;
	pool = il_executor_new("pool", WORKERS);
	int64_t start = measure_now();
	for (int i = 0; i < CALLS; i++) {
		submit(&future);
		il_future_result(future, NULL);
	}
	result->ns = measure_now() - start;
	il_executor_shutdown(pool);
}

static void at_once(void)
{
	static il_future futures[BATCH];
	pool = il_executor_new("pool", WORKERS);
	int64_t start = measure_now();
	for (int i = 0; i < CALLS; i += BATCH) {
		for (int k = 0; k < BATCH; k++)
			submit(&futures[k]);
		for (int k = 0; k < BATCH; k++)
			il_future_result(futures[k], NULL);
	}
	result->ns = measure_now() - start;
	il_executor_shutdown(pool);
}

static double measure(void (*body)(void), enum session_strategy strategy)
{
	static double us[MEASURE_RUNS];
	struct il_scenario program = {.id = "bench", .run = body};
	for (int i = 0; i < MEASURE_RUNS; i++) {
		measure_session(&program, strategy);
		us[i] = (double)result->ns / CALLS / 1000;
	}
	return measure_median(us);
}

static const char python[] =
    "import time\n"
    "from concurrent.futures import ThreadPoolExecutor\n"
    "CALLS, BATCH = 4000, 100\n"
    "def median(body):\n"
    "    times = []\n"
    "    for _ in range(7):\n"
    "        with ThreadPoolExecutor(4) as pool:\n"
    "            start = time.perf_counter()\n"
    "            body(pool)\n"
    "            times.append((time.perf_counter() - start) / CALLS * 1e6)\n"
    "    return sorted(times)[3]\n"
    "def nothing(): pass\n"
    "def in_turn(pool):\n"
    "    for _ in range(CALLS): pool.submit(nothing).result()\n"
    "def at_once(pool):\n"
    "    for _ in range(0, CALLS, BATCH):\n"
    "        for future in [pool.submit(nothing) for _ in range(BATCH)]: future.result()\n"
    "print(median(in_turn), median(at_once))\n";

/* What CPython needs for the two; false: there is none here. */
static int measure_python(double *turn, double *once)
{
	char command[sizeof python + 32];
	snprintf(command, sizeof command, "python3 -c '%s' 2>/dev/null", python);
	FILE *pipe = popen(command, "r");
	int found = pipe != NULL ? fscanf(pipe, "%lf %lf", turn, once) : 0;
	if (pipe != NULL)
		pclose(pipe);
	return found == 2;
}

static void report(const char *what, double ours, double theirs)
{
	printf("  submit+result, %-10s live          %8.2f us", what, ours);
	if (theirs > 0)
		printf("   CPython %8.2f us: %.1f x as fast", theirs, theirs / ours);
	printf("\n");
}

int main(void)
{
	double turn = 0, once = 0;
	result = measure_shared(sizeof *result);
	printf("thread pools: medians of %d runs\n", MEASURE_RUNS);
	measure_python(&turn, &once);
	report("in turn", measure(in_turn, STRATEGY_LIVE), turn);
	report("at once", measure(at_once, STRATEGY_LIVE), once);
	printf("  submit+result, in turn    controlled    %8.2f us\n", measure(in_turn, STRATEGY_ROUND_ROBIN));
	return 0;
}
