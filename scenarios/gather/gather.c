/* gather: three coroutines on one loop, which sleep 3, 1 and 2 seconds, all at once.
 *
 * What to see: one thread does it all. Whoever sleeps gives way; B ends first, then C, then A, and the
 * results come in the order of the arguments, after three seconds, not six. */
#include "interleave/interleave.h"

enum { COUNT = 3 };

static il_value results[COUNT];
static char finished[COUNT + 1]; /* for the promise */
static size_t finished_count;

static il_value greet(il_args args)
{
	const char *name = il_text(args.v[0]);
	int delay = (int)args.v[1].i;
	il_print("%s says hello", name); /* @hello */
	if (il_param_is("variant", "blocking-sleep"))
		il_sleep(delay); /* @blocking-sleep */
	else
		il_async_sleep(delay); /* @sleep */
	il_print("%s is done after %d s", name, delay); /* @done */
	finished[finished_count++] = name[0];
	return il_str("result of %s", name);
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
	il_gather(results, tasks, COUNT); /* @gather */
	for (int i = 0; i < COUNT; i++)
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
	il_promise(in_order, "the results come in the order of the arguments");
	if (il_time_respected())
		il_promise(strcmp(finished, "BCA") == 0, "B finishes first, then C, then A");
	il_promise(il_ended_at(3), "all is done at t = 3 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,blocking-sleep",
	 .help = "blocking-sleep: a sleep that does not give way, so that each waits for the one before"},
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
