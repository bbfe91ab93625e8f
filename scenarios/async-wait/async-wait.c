/* async-wait: three offers; take the first that comes, then wait for the rest.
 *
 * What to see: wait() gives back who is done and who is not, and does nothing else: the pending ones run on, with or without
 * a time limit. */
#include "interleave/interleave.h"

enum { COUNT = 3 };

static il_task offers[COUNT];
static bool first[COUNT], limited[COUNT], all[COUNT];

static il_value offer(il_args args)
{
	const char *name = il_text(args.v[0]);
	il_async_sleep((double)args.v[1].i); /* @think */
	il_print("%s makes an offer", name); /* @offer */
	return args.v[1];
}

static int count(const bool *done)
{
	int found = 0;
	for (int i = 0; i < COUNT; i++)
		found += done[i];
	return found;
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	static const char *const names[COUNT] = {"A", "B", "C"};
	static const int delays[COUNT] = {3, 1, 2};
	for (int i = 0; i < COUNT; i++) {
		il_args about = IL_ARGS(il_str("%s", names[i]), il_int(delays[i]));
		offers[i] = il_task_create(offer, .name = names[i], .args = about); /* @create */
	}
	il_async_wait(first, offers, COUNT, .return_when = IL_FIRST_COMPLETED); /* @first */
	il_print("the first: %d done, %d pending", count(first), COUNT - count(first)); /* @first-done */
	il_async_wait(limited, offers, COUNT, .timeout = il_within(1.5)); /* @limited */
	il_print("after 1.5 s more: %d done, %d pending", count(limited), COUNT - count(limited)); /* @limited-done */
	il_async_wait(all, offers, COUNT); /* @all */
	il_print("all: %d done, %d pending", count(all), COUNT - count(all)); /* @all-done */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static void check(void)
{
	bool in_time = il_time_respected() && il_time_exact();
	il_promise(!in_time || (count(first) == 1 && first[1]), "B is the first, alone");
	il_promise(!in_time || (count(limited) == 2 && !limited[0]), "a time limit cancels nobody: A is still pending");
	il_promise(count(all) == COUNT, "in the end all are done");
	il_promise(il_ended_at(3), "all is done at t = 3 s");
}

const struct il_scenario il_scenario_async_wait = {
	.id = "async-wait",
	.section = 4,
	.documented = false,
	.title = "Waiting for the first, for a while, for all",
	.summary = "Three tasks make an offer after three, one and two seconds. The program waits for the first, "
	           "then with a time limit, then for all.",
	.kind = "loop",
	.run = run,
	.check = check,
};
