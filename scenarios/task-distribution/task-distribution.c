/* Work shared out through queues: a creator, three workers, a collector.
 *
 * What to see: tasks wait in one queue, results in another, and nobody knows anybody else. An end mark
 * (None) for each worker sends it home. The end marks are never task_done(), so three items of the
 * task queue stay unfinished: join() on it would wait for ever. */
#include <stdio.h>

#include "interleave/interleave.h"

enum { TASKS = 10, WORKERS = 3, WORKERS_MAX = 4 };

static il_queue tasks, results;
static il_thread workers[WORKERS_MAX];
static const char *received[TASKS]; /* for the promises */

static il_value creator(il_args args)
{
	(void)args;
	il_print("creating tasks"); /* @creating */
	for (int i = 0; i < TASKS; i++) {
		il_value task = il_str("task-%d", i);
		if (il_param_is("variant", "producer-dies") && i == 5)
			return il_raise("RuntimeError", "no %s", il_text(task)); /* @creator-fails */
		il_queue_put(tasks, task); /* @put */
		il_print("added %s", il_text(task)); /* @added */
		il_sleep(il_uniform(0.1, 0.3)); /* @pause */
	}
	for (int i = 0; i < WORKERS; i++)
		il_queue_put(tasks, il_none()); /* @put-end */
	il_print("all tasks are created"); /* @created */
	return il_none();
}

static il_value worker(il_args args)
{
	int id = (int)args.v[0].i;
	il_print("worker %d starts", id); /* @worker-starts */
	for (;;) {
		il_value task;
		il_queue_get(tasks, &task); /* @get */
		if (task.kind == IL_NONE) {
			il_print("worker %d goes home", id); /* @worker-ends */
			break;
		}
		il_print("working on %s", il_text(task)); /* @working */
		double seconds = il_uniform(0.5, 1.5); /* @how-long */
		il_sleep(seconds); /* @work */
		if (il_param_is("variant", "task-fails") && strcmp(il_text(task), "task-3") == 0)
			return il_raise("ValueError", "%s is broken", il_text(task)); /* @worker-fails */
		il_value result = il_str("worker %d: %s (%.2f s)", id, il_text(task), seconds);
		il_queue_put(results, result); /* @put-result */
		il_queue_task_done(tasks); /* @task-done */
		il_print("tasks left in the queue: %d", il_queue_qsize(tasks)); /* @left */
	}
	return il_none();
}

static il_value collector(il_args args)
{
	(void)args;
	il_print("collecting results"); /* @collecting */
	for (int i = 0; i < TASKS; i++) {
		il_value result;
		il_queue_get(results, &result); /* @get-result */
		il_print("received %s", il_text(result)); /* @received */
		received[i] = il_text(result);
		il_queue_task_done(results); /* @result-done */
	}
	il_print("collected %d results", TASKS); /* @collected */
	return il_none();
}

static void run(void)
{
	int count = il_param_is("variant", "four-workers") ? WORKERS_MAX : WORKERS;
	tasks = il_queue_new("tasks"); /* @tasks */
	results = il_queue_new("results"); /* @results */
	il_thread creating = il_thread_new(creator, .name = "creator"); /* @new-creator */
	for (int i = 0; i < count; i++) {
		const char *name = il_text(il_str("worker-%d", i));
		il_value id = il_int(i);
		workers[i] = il_thread_new(worker, .args = IL_ARGS(id), .name = name); /* @new-worker */
	}
	il_thread collecting = il_thread_new(collector, .name = "collector"); /* @new-collector */

	il_thread_start(creating); /* @start-creator */
	for (int i = 0; i < count; i++)
		il_thread_start(workers[i]); /* @start-worker */
	il_thread_start(collecting); /* @start-collector */

	il_thread_join(creating); /* @join-creator */
	if (il_param_is("variant", "join-queue"))
		il_queue_join(tasks); /* @join-queue */
	for (int i = 0; i < count; i++)
		il_thread_join(workers[i]); /* @join-worker */
	il_thread_join(collecting); /* @join-collector */
	il_print("all the work is done"); /* @all-done */
}

static bool each_task_once(void)
{
	int times[TASKS] = {0};
	for (int i = 0; i < TASKS; i++) {
		int id, task;
		if (!received[i] || sscanf(received[i], "worker %d: task-%d", &id, &task) != 2)
			return false;
		if (task < 0 || task >= TASKS || ++times[task] > 1)
			return false;
	}
	return true;
}

static bool any_worker_alive(void)
{
	for (int i = 0; i < WORKERS; i++) {
		if (il_thread_is_alive(workers[i]))
			return true;
	}
	return false;
}

static void check(void)
{
	il_promise(each_task_once(), "ten results come, each task once");
	il_promise(!any_worker_alive(), "every worker ends");
	il_promise(il_queue_qsize(tasks) == 0, "the task queue ends empty");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,join-queue,task-fails,four-workers,producer-dies",
	 .help = "join-queue: main joins the task queue; task-fails: a worker fails on task 3; four-workers: "
	         "three end marks for four; producer-dies: no end marks come"},
	{.name = NULL},
};

const struct il_scenario il_scenario_task_distribution = {
	.id = "task-distribution",
	.section = 1,
	.documented = true,
	.title = "Work shared out through queues",
	.summary = "A creator puts ten tasks and three end marks into a queue. Three workers take them, "
	           "work, and put results into another queue, where a collector takes ten.",
	.kind = "queues",
	.params = params,
	.run = run,
	.check = check,
};

static const struct il_param missing_params[] = {
	{.name = "variant",
	 .value = "four-workers",
	 .choices = "four-workers,asis",
	 .help = "four-workers: three end marks for four workers; asis: for three"},
	{.name = NULL},
};

const struct il_scenario il_scenario_missing_sentinel = {
	.id = "missing-sentinel",
	.alias_of = "task-distribution",
	.section = 5,
	.documented = false,
	.title = "One end mark too few",
	.summary = "The program of task-distribution with a fourth worker, and still three end marks: "
	           "one worker waits for a mark that nobody puts, and main for that worker.",
	.kind = "queues",
	.params = missing_params,
	.run = run,
	.check = check,
};
