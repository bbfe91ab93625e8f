/* task-lost: a task that nobody awaits fails, and nobody sees it.
 *
 * What to see: an exception ends its task and nothing else. It waits there for whoever asks; when nobody has
 * asked by the time the loop closes, the loop says so, and the program ends as if all had gone well. */
#include "interleave/interleave.h"

static il_status seen; /* for the promise */

static il_value send_report(il_args args)
{
	(void)args;
	il_async_sleep(1); /* @send */
	return il_raise("ConnectionError", "the report was not sent"); /* @fail */
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	il_task report = il_task_create(send_report, .name = "report"); /* @create */
	il_print("the report is on its way"); /* @on-its-way */
	il_async_sleep(2); /* @work */
	if (il_param_is("variant", "awaited")) {
		seen = il_await(NULL, report); /* @await */
		if (seen == IL_RAISED)
			il_print("it failed: %s", il_text(il_raise_status(seen))); /* @seen */
	}
	il_print("the program ends well"); /* @end */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static void check(void)
{
	if (il_param_is("variant", "awaited"))
		il_promise(seen == IL_RAISED, "whoever asks is told of the exception");
	il_promise(il_ended_at(2), "the program ends at t = 2 s all the same");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "lost",
	 .choices = "lost,awaited",
	 .help = "awaited: the program awaits the task, and is told"},
	{.name = NULL},
};

const struct il_scenario il_scenario_task_lost = {
	.id = "task-lost",
	.section = 5,
	.documented = false,
	.title = "A task that nobody awaits, and its exception",
	.summary = "A task fails after a second. Nobody awaits it: the program ends well, and only the loop says at its "
	           "end that there was an exception.",
	.kind = "loop",
	.params = params,
	.run = run,
	.check = check,
};
