/* A fork while another thread holds a lock: the child has the lock, held, and not the thread that would release it.
 *
 * What to see: a fork copies all the memory, and of the threads only the one that forks. In the child the lock is held by
 * somebody who does not exist there: whoever wants it waits for ever. The mend is to fork first, and to start threads
 * after it. */
#include "interleave/interleave.h"

static il_lock lock;
static il_event inside, forked;

static il_value keeper(il_args args)
{
	(void)args;
	il_hold(lock); /* @hold */
	il_print("keeps the books for a second"); /* @keeps */
	il_event_set(inside); /* @set-inside */
	il_event_wait(forked); /* @wait-forked */
	il_sleep(1); /* @keep */
	return il_none();
}

static il_value clerk(il_args args)
{
	(void)args;
	il_print("wants the books, too"); /* @wants */
	il_hold(lock); /* @clerk-hold */
	il_print("has the books"); /* @has */
	return il_none();
}

static void run(void)
{
	bool first = il_param_is("variant", "fork-first");
	lock = il_lock_new("lock"); /* @lock */
	inside = il_event_new("inside"); /* @inside */
	forked = il_event_new("forked"); /* @forked */
	il_thread thread = il_thread_new(keeper, .name = "keeper"); /* @new-keeper */
	il_process child = il_process_new(clerk, .name = "clerk"); /* @new-clerk */
	if (first)
		il_process_start(child); /* @start-clerk-first */
	il_thread_start(thread); /* @start-keeper */
	il_event_wait(inside); /* @wait-inside */
	if (!first)
		il_process_start(child); /* @start-clerk */
	il_event_set(forked); /* @set-forked */
	il_thread_join(thread); /* @join-keeper */
	il_process_join(child); /* @join-clerk */
	il_print("both have had the books"); /* @all-done */
}

static void check(void)
{
	il_promise(!il_lock_locked(lock), "the lock ends free");
	il_promise(il_ended_at(1), "all is over when the keeper is, at t = 1 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,fork-first",
	 .help = "fork-first: the process is forked before the thread is started, the mend"},
	{.name = NULL},
};

const struct il_scenario il_scenario_fork_with_lock = {
	.id = "fork-with-lock",
	.section = 5,
	.documented = false,
	.title = "A fork while a lock is held",
	.summary = "A thread holds a lock while main forks. The child's copy of the lock is held by a thread that "
	           "the child does not have: it waits for ever, and main for it.",
	.kind = "processes",
	.params = params,
	.run = run,
	.check = check,
};
