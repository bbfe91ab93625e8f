/* A deadlock: two threads need the same two locks, and take them in opposite orders.
 *
 * What to see: let each take its first lock, and neither can ever take its second: each waits for what
 * the other holds. Let one take both before the other begins, and all is well. */
#include "interleave/interleave.h"

static il_lock pen, paper;
static bool left_wrote, right_wrote; /* for the promise */

static il_value left(il_args args)
{
	(void)args;
	il_hold(pen); /* @left-first */
	il_print("has the first, needs the second"); /* @left-has */
	il_hold(paper); /* @left-second */
	il_print("has both, and writes"); /* @left-writes */
	left_wrote = true;
	return il_none();
}

static il_value right(il_args args)
{
	(void)args;
	bool mended = il_param_is("variant", "same-order");
	il_lock first = mended ? pen : paper;
	il_lock second = mended ? paper : pen;
	il_hold(first); /* @right-first */
	il_print("has the first, needs the second"); /* @right-has */
	il_hold(second); /* @right-second */
	il_print("has both, and writes"); /* @right-writes */
	right_wrote = true;
	return il_none();
}

static void run(void)
{
	pen = il_lock_new("pen"); /* @pen */
	paper = il_lock_new("paper"); /* @paper */
	il_thread t1 = il_thread_new(left, .name = "left"); /* @new-left */
	il_thread t2 = il_thread_new(right, .name = "right"); /* @new-right */
	il_thread_start(t1); /* @start-left */
	il_thread_start(t2); /* @start-right */
	il_thread_join(t1); /* @join-left */
	il_thread_join(t2); /* @join-right */
}

static void check(void)
{
	il_promise(left_wrote && right_wrote, "both have written");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,same-order",
	 .help = "same-order: both threads take the pen first, and no order of steps hangs"},
	{.name = NULL},
};

const struct il_scenario il_scenario_deadlock = {
	.id = "deadlock",
	.section = 5,
	.documented = false,
	.title = "Two locks in opposite orders",
	.summary = "To write takes the pen and the paper. Left takes the pen first, right the paper: "
	           "when each has its first, both wait for ever.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
