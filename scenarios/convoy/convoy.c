/* A convoy: one holds a lock for long, and all who need it for a moment queue behind him.
 *
 * What to see: nothing is wrong, and everything is late. Three quick ones that need the lock for a tenth of
 * a second each stand in its line for two seconds, because the slow one holds it while it works. The mend:
 * work first, and hold the lock only for what needs it. */
#include "interleave/interleave.h"

enum { QUICK = 3 };

static il_lock counter;
static int served; /* for the promise; guarded by the lock */

static il_value slow(il_args args)
{
	(void)args;
	il_print("has much to do"); /* @slow-begins */
	if (il_param_is("variant", "short-hold")) {
		il_sleep(2); /* @work-outside */
		il_hold(counter); /* @with-briefly */
		il_sleep(0.1); /* @put-down */
	} else {
		il_hold(counter); /* @with-long */
		il_sleep(2); /* @work-inside */
	} /* the block's end releases it */
	il_print("has done much"); /* @slow-ends */
	return il_none();
}

static il_value quick(il_args args)
{
	(void)args;
	il_sleep(0.1); /* @arrive */
	il_print("needs the lock for a moment"); /* @quick-begins */
	{
		il_hold(counter); /* @with */
		il_sleep(0.1); /* @use */
		served++;
	}
	il_print("has had it"); /* @quick-ends */
	return il_none();
}

static void run(void)
{
	counter = il_lock_new("counter"); /* @lock */
	il_thread threads[1 + QUICK];
	threads[0] = il_thread_new(slow, .name = "slow"); /* @new-slow */
	for (int i = 0; i < QUICK; i++) {
		const char *name = il_text(il_str("quick-%d", i));
		threads[1 + i] = il_thread_new(quick, .name = name); /* @new-quick */
	}
	for (int i = 0; i < 1 + QUICK; i++)
		il_thread_start(threads[i]); /* @start */
	for (int i = 0; i < 1 + QUICK; i++)
		il_thread_join(threads[i]); /* @join */
}

static void check(void)
{
	il_promise(served == QUICK, "everybody is served");
	if (il_param_is("variant", "short-hold"))
		il_promise(il_ended_at(2.1), "nobody waits for the slow one: all is done at t = 2.1 s");
	else
		il_promise(il_ended_at(2.3), "the quick ones come after the slow one: all is done at t = 2.3 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,short-hold",
	 .help = "short-hold: the slow one works first, and holds the lock only for a moment"},
	{.name = NULL},
};

const struct il_scenario il_scenario_convoy = {
	.id = "convoy",
	.section = 5,
	.documented = false,
	.title = "A convoy behind a lock",
	.summary = "One thread holds a lock for two seconds of work; three that need it for a tenth of a "
	           "second queue behind it. Nothing is wrong, and everything is late.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
