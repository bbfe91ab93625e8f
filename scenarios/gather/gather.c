/* gather: three coroutines on one loop, which sleep 3, 1 and 2 seconds, all at once.
 *
 * What to see: one thread does it all. Whoever sleeps gives way; B ends first, then C, then A, and the
 * results come in the order of the arguments, after three seconds, not six. When one fails, the gather is
 * over and the others go on; a limit holds only when those whom it cancels obey. */
#include "interleave/interleave.h"

enum { COUNT = 3 };

static il_value results[COUNT];
static char finished[COUNT + 1]; /* for the promise */
static size_t finished_count;
static il_status gathered; /* for the promise, as what follows */
static double seconds;

static il_value greet(il_args args)
{
	const char *name = il_text(args.v[0]);
	int delay = (int)args.v[1].i;
	il_print("%s says hello", name); /* @hello */
	il_status status = IL_OK;
	if (il_param_is("variant", "blocking-sleep"))
		il_sleep(delay); /* @blocking-sleep */
	else
		status = il_async_sleep(delay); /* @sleep */
	if (status == IL_CANCELLED && il_param_is("variant", "swallowed-cancel")) {
		il_print("%s ignores the cancellation", name); /* @swallow */
		status = il_async_sleep(delay); /* @sleep-on */
	}
	IL_TRY(status);
	if (il_param_is("variant", "one-fails") && name[0] == 'B')
		return il_raise("ValueError", "%s has failed", name); /* @fail */
	il_print("%s is done after %d s", name, delay); /* @done */
	finished[finished_count++] = name[0];
	return il_str("result of %s", name);
}

/* A second and a half, says the limit. */
static void gather_within_a_limit(const il_task *tasks)
{
	il_async_future all = il_gather_future(tasks, COUNT); /* @gather-limited */
	gathered = il_async_wait_for(NULL, all, .timeout = il_within(1.5)); /* @wait-for */
	if (gathered == IL_TIMEOUT)
		il_print("the time is over"); /* @time-out */
}

static void watch_the_others(void)
{
	il_print("gathered: %s", il_text(il_raise_status(gathered))); /* @caught */
	il_async_sleep(1.5); /* @watch */
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	il_print("the program begins"); /* @begin */
	il_task tasks[COUNT] = {
		il_task_create(greet, .name = "A", .args = IL_ARGS(il_str("A"), il_int(3))), /* @task-a */
		il_task_create(greet, .name = "B", .args = IL_ARGS(il_str("B"), il_int(1))), /* @task-b */
		il_task_create(greet, .name = "C", .args = IL_ARGS(il_str("C"), il_int(2))), /* @task-c */
	};
	double start = il_clock(); /* @start */
	if (il_param_is("variant", "swallowed-cancel"))
		gather_within_a_limit(tasks);
	else
		gathered = il_gather(results, tasks, COUNT); /* @gather */
	if (gathered == IL_RAISED)
		watch_the_others();
	seconds = il_clock() - start; /* @stop */
	for (int i = 0; gathered == IL_OK && i < COUNT; i++)
		il_print("%s", il_text(results[i])); /* @result */
	il_print("the program ends"); /* @end */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static void check(void)
{
	bool in_order = strcmp(il_text(results[0]), "result of A") == 0 &&
	                strcmp(il_text(results[1]), "result of B") == 0 &&
	                strcmp(il_text(results[2]), "result of C") == 0;
	il_promise(gathered != IL_RAISED, "nobody fails");
	if (il_param_is("variant", "swallowed-cancel"))
		il_promise(seconds < 2, "a limit of 1.5 s holds");
	if (gathered != IL_OK)
		return;
	il_promise(in_order, "the results come in the order of the arguments");
	if (il_time_respected())
		il_promise(strcmp(finished, "BCA") == 0, "B finishes first, then C, then A");
	il_promise(il_ended_at(3), "all is done at t = 3 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,blocking-sleep,one-fails,swallowed-cancel",
	 .help = "blocking-sleep: one that does not give way; one-fails: B fails, and the others go on unseen; "
	         "swallowed-cancel: a limit of 1.5 s is overrun"},
	{.name = NULL},
};

const struct il_scenario il_scenario_gather = {
	.id = "gather",
	.section = 4,
	.documented = true,
	.title = "Three coroutines at once on one loop",
	.summary = "A sleeps three seconds, B one, C two, gathered on one event loop. They finish as B, "
	           "C, A after three seconds in all; the results come as A, B, C.",
	.kind = "loop",
	.params = params,
	.run = run,
	.check = check,
};
