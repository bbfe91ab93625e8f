/* create-task: the same three coroutines awaited in turn, and then as tasks.
 *
 * What to see: a coroutine that is awaited runs inside its caller, one after the other: six seconds. As tasks they are put
 * into the ready queue, none has begun when create_task returns, and their sleeps overlap: three seconds. */
#include "interleave/interleave.h"

enum { COUNT = 3 };

static const char *const names[COUNT] = {"kettle", "toast", "eggs"};
static const int delays[COUNT] = {3, 1, 2};
static double in_turn, as_tasks;
static int begun, begun_at_once; /* all, and when the tasks had just been created */

static il_value cook(il_args args)
{
	const char *name = il_text(args.v[0]);
	begun++;
	il_print("%s: on", name); /* @on */
	il_async_sleep((double)args.v[1].i); /* @sleep */
	il_print("%s: done", name); /* @done */
	return il_none();
}

static void cook_in_turn(void)
{
	for (int i = 0; i < COUNT; i++) {
		il_args args = IL_ARGS(il_str("%s", names[i]), il_int(delays[i]));
		cook(args);
	}
}

static void cook_as_tasks(void)
{
	il_task tasks[COUNT];
	begun = 0;
	for (int i = 0; i < COUNT; i++) {
		il_args args = IL_ARGS(il_str("%s", names[i]), il_int(delays[i]));
		tasks[i] = il_task_create(cook, .name = names[i], .args = args); /* @create */
	}
	begun_at_once = begun;
	il_print("three tasks are created, %d have begun", begun_at_once); /* @created */
	for (int i = 0; i < COUNT; i++)
		il_await(NULL, tasks[i]); /* @await */
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	double start = il_clock(); /* @start */
	cook_in_turn();
	double middle = il_clock(); /* @middle */
	in_turn = middle - start;
	il_print("in turn: %.0f s", in_turn); /* @in-turn */
	cook_as_tasks();
	as_tasks = il_clock() - middle; /* @end */
	il_print("as tasks: %.0f s", as_tasks); /* @as-tasks */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static bool took(double measured, double seconds)
{
	if (!il_time_respected())
		return true;
	return il_time_exact() ? measured > seconds - 0.001 && measured < seconds + 0.001 : measured >= seconds - 0.001;
}

static void check(void)
{
	il_promise(took(in_turn, 6), "awaited in turn they take six seconds");
	il_promise(took(as_tasks, 3), "as tasks they take three");
	il_promise(begun_at_once == 0, "no task begins before its creator gives way");
}

const struct il_scenario il_scenario_create_task = {
	.id = "create-task",
	.section = 4,
	.documented = false,
	.title = "Awaiting in turn, and tasks at once",
	.summary = "Three coroutines sleep three, one and two seconds. Awaited one after the other they take six "
	           "seconds; as tasks three.",
	.kind = "loop",
	.run = run,
	.check = check,
};
