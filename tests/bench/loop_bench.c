/* What the event loop costs, beside CPython's asyncio in the same run: a task created and awaited, ten thousand tasks that
 * sleep at once, an item put and got between two tasks, a switch of tasks; and the memory of a task that sleeps. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "interleave/interleave.h"
#include "measure.h"

enum { TASKS = 10000, ITEMS = 50000 };

#define ASLEEP 1.0 /* seconds: long enough for all to be asleep at once */

/* Nanoseconds for each task or item; and bytes for each task. */
enum { CREATE, SLEEP, QUEUE, SWITCH, FIGURES };

static struct result {
	double ns[FIGURES];
	double memory;
} *result; /* shared with the program under measurement */

static double since(int64_t start, int count)
{
	return (double)(measure_now() - start) / count;
}

/* Of this process, in bytes; what it shares counts, too. */
static long resident(void)
{
	long pages = 0, all;
	FILE *file = fopen("/proc/self/statm", "r");
	if (file == NULL || fscanf(file, "%ld %ld", &all, &pages) != 2)
		exit(8);
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

/* ---- ours ---- */

static il_value nothing(il_args args)
{
	(void)args;
	return il_none();
}

static il_value create_and_await(il_args args)
{
	(void)args;
	int64_t start = measure_now();
	for (int i = 0; i < TASKS; i++)
		il_await(NULL, il_task_create(nothing));
	result->ns[CREATE] = since(start, TASKS);
	return il_none();
}

static il_value sleeper(il_args args)
{
	(void)args;
	il_async_sleep(ASLEEP);
	return il_none();
}

static il_value look_at_memory(il_args args)
{
	il_async_sleep(ASLEEP / 2);
	result->memory = (double)(resident() - args.v[0].i) / TASKS;
	return il_none();
}

static il_value gather_sleepers(il_args args)
{
	(void)args;
	static il_task tasks[TASKS];
	static il_value results[TASKS];
	int64_t start = measure_now();
	il_task look = il_task_create(look_at_memory, .args = IL_ARGS(il_int(resident())));
	for (int i = 0; i < TASKS; i++)
		tasks[i] = il_task_create(sleeper);
	il_gather(results, tasks, TASKS);
	result->ns[SLEEP] = since(start, TASKS) - ASLEEP * 1e9 / TASKS;
	il_await(NULL, look);
	return il_none();
}

static il_async_queue queue;

static il_value put_items(il_args args)
{
	(void)args;
	for (int i = 0; i < ITEMS; i++)
		il_async_queue_put(queue, il_int(i));
	return il_none();
}

static il_value pass_items(il_args args)
{
	(void)args;
	il_value item;
	queue = il_async_queue_new("queue", .maxsize = 1);
	int64_t start = measure_now();
	il_task putter = il_task_create(put_items);
	for (int i = 0; i < ITEMS; i++)
		il_async_queue_get(queue, &item);
	result->ns[QUEUE] = since(start, ITEMS);
	il_await(NULL, putter);
	return il_none();
}

static il_value give_way(il_args args)
{
	(void)args;
	int64_t start = measure_now();
	for (int i = 0; i < ITEMS; i++)
		il_async_sleep(0);
	result->ns[SWITCH] = since(start, ITEMS);
	return il_none();
}

static il_target mains[FIGURES] = {
    [CREATE] = create_and_await, [SLEEP] = gather_sleepers, [QUEUE] = pass_items, [SWITCH] = give_way};
static il_target main_coroutine; /* of the next run */

static void run_loop(void)
{
	il_loop_run(NULL, main_coroutine);
}

/* ---- CPython ---- */

static const char python_program[] =
    "import asyncio, time\n"
    "from time import perf_counter as now\n"
    "TASKS, ITEMS, ASLEEP = %d, %d, %f\n"
    "async def nothing(): pass\n"
    "async def create_and_await():\n"
    "    start = now()\n"
    "    for _ in range(TASKS): await asyncio.create_task(nothing())\n"
    "    return (now() - start) / TASKS\n"
    "async def sleeper(): await asyncio.sleep(ASLEEP)\n"
    "async def gather_sleepers():\n"
    "    start = now()\n"
    "    tasks = [asyncio.create_task(sleeper()) for _ in range(TASKS)]\n"
    "    await asyncio.gather(*tasks)\n"
    "    return (now() - start - ASLEEP) / TASKS\n"
    "async def put_items(queue):\n"
    "    for i in range(ITEMS): await queue.put(i)\n"
    "async def pass_items():\n"
    "    queue = asyncio.Queue(1)\n"
    "    start = now()\n"
    "    putter = asyncio.create_task(put_items(queue))\n"
    "    for _ in range(ITEMS): await queue.get()\n"
    "    return (now() - start) / ITEMS\n"
    "async def give_way():\n"
    "    start = now()\n"
    "    for _ in range(ITEMS): await asyncio.sleep(0)\n"
    "    return (now() - start) / ITEMS\n"
    "for main in create_and_await, gather_sleepers, pass_items, give_way: print(asyncio.run(main()) * 1e9)\n";

/* All 0: there is no python3. */
static void run_python(double ns[FIGURES])
{
	char program[sizeof python_program + 64], command[sizeof program + 64];
	snprintf(program, sizeof program, python_program, TASKS, ITEMS, ASLEEP);
	snprintf(command, sizeof command, "python3 -c '%s' 2>/dev/null", program);
	FILE *python = popen(command, "r");
	for (int i = 0; i < FIGURES; i++)
		if (python == NULL || fscanf(python, "%lf", &ns[i]) != 1)
			ns[i] = 0;
	if (python != NULL)
		pclose(python);
}

/* ---- the report ---- */

static void report(const char *what, double *ours, double *python)
{
	double our_time = measure_median(ours), python_time = measure_median(python);
	printf("  %-40s %8.1f ns", what, our_time);
	if (python_time > 0)
		printf("   asyncio %8.1f ns, %5.1f x ours", python_time, python_time / our_time);
	printf("\n");
}

int main(void)
{
	static double ours[FIGURES][MEASURE_RUNS], python[FIGURES][MEASURE_RUNS], memory[MEASURE_RUNS];
	static const char *const names[FIGURES] = {
	    [CREATE] = "a task created and awaited", [SLEEP] = "each of 10 000 tasks that sleep at once",
	    [QUEUE] = "an item put and got, two tasks", [SWITCH] = "sleep(0): a turn of the loop"};
	struct il_scenario program = {.id = "bench", .run = run_loop};
	result = measure_shared(sizeof *result);
	for (int run = 0; run < MEASURE_RUNS; run++) {
		double figures[FIGURES];
		for (int i = 0; i < FIGURES; i++) {
			main_coroutine = mains[i];
			measure_session(&program, STRATEGY_LIVE);
			ours[i][run] = result->ns[i];
		}
		memory[run] = result->memory;
		run_python(figures);
		for (int i = 0; i < FIGURES; i++)
			python[i][run] = figures[i];
	}
	printf("event loop: medians of %d runs, live, logged\n", MEASURE_RUNS);
	for (int i = 0; i < FIGURES; i++)
		report(names[i], ours[i], python[i]);
	printf("  %-40s %8.1f KiB\n", "memory of a task that sleeps", measure_median(memory) / 1024);
	return 0;
}
