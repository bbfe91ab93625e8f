/* A condition: one thread waits for data that another prepares for two seconds, then announces.
 *
 * What to see: wait() lets the lock go, or the preparer could never come in; and a waiter that was
 * notified needs the lock again before its wait() returns. The waiter asks for no predicate, so a notify
 * that comes before its wait() is lost, and it waits for ever (--time free shows it). */
#include "interleave/interleave.h"

static il_condition cond;
static il_var data;
static bool got_data; /* for the promise */

static il_value waiter(il_args args)
{
	(void)args;
	il_print("waiting for data ..."); /* @waiting */
	il_hold(cond); /* @waiter-with */
	if (il_param_is("variant", "predicate")) {
		while (il_var_read(data).kind == IL_NONE) /* @predicate */
			il_condition_wait(cond); /* @wait-again */
	} else {
		il_condition_wait(cond); /* @wait */
	}
	il_value got = il_var_read(data); /* @got */
	got_data = got.kind != IL_NONE;
	il_print("got the data: %s", got_data ? il_text(got) : "nothing"); /* @got */
	return il_none();
}

static il_value preparer(il_args args)
{
	(void)args;
	il_print("preparing data ..."); /* @preparing */
	if (il_param_is("variant", "stray-notify")) {
		il_sleep(1); /* @stray-sleep */
		il_hold(cond); /* @stray-with */
		il_condition_notify(cond); /* @stray-notify */
	}
	il_sleep(2); /* @prepare */
	il_hold(cond); /* @preparer-with */
	il_var_write(data, il_str("ready")); /* @data-ready */
	il_print("data is ready"); /* @ready */
	il_condition_notify(cond); /* @notify */
	return il_none(); /* leaving the block releases the lock: only now can the waiter go on */
}

static void run(void)
{
	data = il_var_new("data", il_none()); /* @data */
	cond = il_condition_new("cond"); /* @cond */
	il_thread t1 = il_thread_new(waiter, .name = "waiter"); /* @new-waiter */
	il_thread t2 = il_thread_new(preparer, .name = "preparer"); /* @new-preparer */
	il_thread_start(t1); /* @start-waiter */
	il_thread_start(t2); /* @start-preparer */
	il_thread_join(t1); /* @join-waiter */
	il_thread_join(t2); /* @join-preparer */
}

static void check(void)
{
	il_promise(got_data, "the waiter goes on with the data");
	if (!il_param_is("variant", "stray-notify"))
		il_promise(il_ended_at(2), "the waiter gets the data at t = 2 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,predicate,stray-notify",
	 .help = "predicate: the waiter waits while there is no data; stray-notify: a notify "
	         "without data comes first"},
	{.name = NULL},
};

const struct il_scenario il_scenario_condition = {
	.id = "condition",
	.section = 1,
	.documented = true,
	.title = "Waiting for data, and being notified",
	.summary = "The waiter waits on a condition; the preparer sleeps two seconds, sets the data "
	           "under the lock and notifies. Nobody tests a predicate: a notify that comes first is "
	           "lost.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};

static const struct il_param lost_params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,predicate",
	 .help = "predicate: the waiter waits while there is no data, and no order hangs"},
	{.name = NULL},
};

/* The same, begun where sleeping orders nothing: now the preparer may be done before the waiter waits. */
const struct il_scenario il_scenario_lost_wakeup = {
	.id = "lost-wakeup",
	.alias_of = "condition",
	.section = 5,
	.documented = false,
	.title = "A notify that nobody hears",
	.summary = "The program of condition, begun with --time free: the preparer may notify before "
	           "the waiter waits, who then waits for ever. A predicate mends it.",
	.kind = "threads",
	.params = lost_params,
	.time_free = true,
	.run = run,
	.check = check,
};
