/* One release too few: a function takes a re-entrant lock again, and on one of its ways out forgets to release it.
 *
 * What to see: the careless one goes on undisturbed, since the lock is his. It is never free again: he has
 * released it once and acquired it twice. Whoever comes later waits for ever; whoever came first notices
 * nothing. With il_hold (`with`) no way out can forget it. */
#include "interleave/interleave.h"

static il_rlock ledger;
static il_var entries;
static bool read_them; /* for the promise */

/* Saves what has changed, and nothing otherwise. */
static void save(bool changed)
{
	il_rlock_acquire(ledger); /* @save-acquire */
	if (!changed) {
		il_print("nothing to save"); /* @nothing */
		return; /* and the lock? */
	}
	il_sleep(0.1); /* @saving */
	il_var_write(entries, il_int(1)); /* @write */
	il_rlock_release(ledger); /* @save-release */
}

static void save_with(bool changed)
{
	il_hold(ledger); /* @save-with */
	if (!changed) {
		il_print("nothing to save"); /* @nothing-with */
		return; /* the block's end releases it on every way */
	}
	il_sleep(0.1); /* @saving-with */
	il_var_write(entries, il_int(1)); /* @write-with */
}

static il_value careless(il_args args)
{
	(void)args;
	void (*way)(bool) = il_param_is("variant", "with") ? save_with : save;
	il_rlock_acquire(ledger); /* @acquire */
	way(true);
	way(false);
	il_rlock_release(ledger); /* @release */
	il_print("leaves"); /* @leaves */
	return il_none();
}

static il_value reader(il_args args)
{
	(void)args;
	il_hold(ledger); /* @reader-with */
	il_print("entries: %d", (int)il_var_read(entries).i); /* @read */
	read_them = true;
	return il_none();
}

static void run(void)
{
	ledger = il_rlock_new("ledger"); /* @ledger */
	entries = il_var_new("entries", il_int(0)); /* @entries */
	il_thread t1 = il_thread_new(careless, .name = "careless"); /* @new-careless */
	il_thread t2 = il_thread_new(reader, .name = "reader"); /* @new-reader */
	il_thread_start(t1); /* @start-careless */
	il_thread_start(t2); /* @start-reader */
	il_thread_join(t1); /* @join-careless */
	il_thread_join(t2); /* @join-reader */
}

static void check(void)
{
	il_promise(read_them, "the reader comes to read");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,with",
	 .help = "with: the lock is released at the block's end, and no order of steps hangs"},
	{.name = NULL},
};

const struct il_scenario il_scenario_unbalanced_rlock = {
	.id = "unbalanced-rlock",
	.section = 5,
	.documented = false,
	.title = "One release too few",
	.summary = "A function that takes a re-entrant lock again forgets to release it on one way out. "
	           "Its thread goes on; a reader that comes later waits for ever.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
