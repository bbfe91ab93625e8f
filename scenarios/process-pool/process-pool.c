/* Ten tasks that each sum ten million numbers: first one after the other, then by a pool of processes.
 *
 * What to see: the pool's workers are processes, so that in a live run two of them compute at the same instant, and the
 * ten tasks take about as much less time as there are cores. The pool hands out chunks of tasks to whoever is free, and
 * map() gives the results in the order of the tasks. */
#include <signal.h>
#include <unistd.h>

#include "interleave/interleave.h"

enum { TASKS = 10, BAD_TASK = 4 };

static int64_t in_turn[TASKS], by_pool[TASKS]; /* main's, for the promise */
static pid_t main_pid;
static bool live; /* actors run at the same time: the program measures */

static il_value sum_up(il_args args)
{
	int64_t sum = 0;
	for (int64_t number = 0; number < args.v[0].i; number++) {
		sum += number;
		__asm__("" : "+r"(sum)); /* a compiler that looks through the loop would know the sum without adding */
	}
	return il_int(sum);
}

/* In a worker, some variants spoil one task. */
static il_value task(il_args args)
{
	int number = (int)args.v[0].i;
	bool bad = number == BAD_TASK && getpid() != main_pid;
	if (bad && il_param_is("variant", "task-fails"))
		return il_raise("ValueError", "task %d cannot be done", number);
	if (bad && il_param_is("variant", "worker-killed"))
		kill(getpid(), SIGKILL);
	il_value sum = il_work(sum_up, il_int(il_param_int("numbers"))); /* @work */
	if (live)
		il_print_measured("task %d is done, by process %d", number, (int)getpid()); /* @done */
	else
		il_print("task %d is done", number); /* @done */
	return sum;
}

static void do_in_turn(il_args numbers)
{
	for (int i = 0; i < TASKS; i++)
		in_turn[i] = task((il_args){.count = 1, .v = &numbers.v[i]}).i;
}

static void take(const il_value *sums)
{
	for (int i = 0; i < TASKS; i++)
		by_pool[i] = sums[i].i;
}

/* Whether all sums have come: none does when a task fails, or is lost. */
static bool do_by_pool(il_args numbers)
{
	il_value sums[TASKS];
	int processes = (int)il_param_int("processes");
	if (processes == 0)
		processes = il_cpu_count(); /* @cores */
	il_pool pool = il_pool_new("pool", processes); /* @pool */
	il_pool_with(pool); /* @pool */
	il_print("a pool of %d processes", processes); /* @say-pool */
	il_status status = il_pool_map(sums, pool, task, numbers); /* @map */
	if (status == IL_OK)
		take(sums);
	else
		il_print("map() raised %s", il_text(il_raise_status(status))); /* @raised */
	return status == IL_OK;
}

/* Asks for all, and leaves the block without waiting. Whether all sums have come all the same. */
static bool leave_too_early(il_args numbers)
{
	il_value sums[TASKS];
	il_result result;
	{
		il_pool pool = il_pool_new("pool", 2); /* @early-pool */
		il_pool_with(pool); /* @early-pool */
		il_pool_map_async(&result, pool, task, numbers); /* @map-async */
	}
	bool ready = il_result_ready(result); /* @ready */
	if (ready) {
		il_result_get(sums, result); /* @get */
		take(sums);
	} else {
		il_print("the workers were terminated before all was done"); /* @too-early */
	}
	return ready;
}

static void say_times(double alone, double together)
{
	if (live) {
		il_print_measured("in turn: %.3f s", alone); /* @time-in-turn */
		il_print_measured("by the pool: %.3f s, %.2f times as fast", together, alone / together); /* @time-by-pool */
	} else {
		il_print("in turn: not measured"); /* @not-measured */
		il_print("by the pool: one at a time, too, and not measured"); /* @not-measured-either */
	}
}

static void run(void)
{
	il_value numbers[TASKS];
	for (int i = 0; i < TASKS; i++)
		numbers[i] = il_int(i);
	il_args tasks = {.count = TASKS, .v = numbers};
	main_pid = getpid();
	live = il_live(); /* @live */

	double begin = il_clock(); /* @begin */
	do_in_turn(tasks);
	double between = il_clock(); /* @between */
	bool all = il_param_is("variant", "terminate") ? leave_too_early(tasks) : do_by_pool(tasks);
	double end = il_clock(); /* @end */
	if (all)
		say_times(between - begin, end - between);
}

static void check(void)
{
	int64_t count = il_param_int("numbers"), right = 0;
	for (int i = 0; i < TASKS; i++)
		right += in_turn[i] == count * (count - 1) / 2 && by_pool[i] == in_turn[i];
	il_promise(right == TASKS, "the pool's ten sums are those of the turn, in the order of the tasks");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "pool",
	 .choices = "pool,terminate,task-fails,worker-killed",
	 .help = "terminate: the pool's block is left too early; task-fails, worker-killed: at task 4"},
	{.name = "processes", .value = "0", .low = 0, .high = 64, .help = "workers; 0: as many as there are cores"},
	{.name = "numbers", .value = "10000000", .low = 0, .high = 1000000000, .help = "how many each task sums"},
	{.name = NULL},
};

const struct il_scenario il_scenario_process_pool = {
	.id = "process-pool",
	.section = 3,
	.documented = true,
	.title = "Ten sums by a pool of processes",
	.summary = "Ten tasks each sum ten million numbers: first in turn, then by a pool of as many processes as "
	           "there are cores. The sums are the same; live, the times are measured.",
	.kind = "processes",
	.params = params,
	.run = run,
	.check = check,
};
