/* A re-entrant lock: a function that holds the lock calls another that takes it, too.
 *
 * What to see: the lock counts how often its owner has it, and is free only after as many releases. The
 * plain kind knows no owner: the second acquire waits for the first to be released, which is behind it. */
#include "interleave/interleave.h"

enum { CLERKS = 2, PAIR = 2 };

static il_rlock ledger;
static il_lock plain; /* in its place, with kind=lock */
static bool with_plain;
static il_var total;
static bool came_between; /* for the promises: somebody has seen half a pair */
static il_status foreign;

/* One entry; the ledger is locked meanwhile, whoever calls. */
static void book(void)
{
	with_plain ? il_lock_acquire(plain) : il_rlock_acquire(ledger); /* @again */
	int64_t seen = il_var_read(total).i; /* @read */
	il_var_write(total, il_int(seen + 1)); /* @write */
	with_plain ? il_lock_release(plain) : il_rlock_release(ledger); /* @inner-release */
}

/* Two entries that belong together. */
static il_value clerk(il_args args)
{
	(void)args;
	with_plain ? il_lock_acquire(plain) : il_rlock_acquire(ledger); /* @acquire */
	came_between = came_between || il_var_read(total).i % PAIR != 0; /* @look */
	il_print("books a pair"); /* @books */
	for (int i = 0; i < PAIR; i++)
		book();
	with_plain ? il_lock_release(plain) : il_rlock_release(ledger); /* @release */
	return il_none();
}

static void run(void)
{
	with_plain = il_param_is("kind", "lock");
	if (with_plain)
		plain = il_lock_new("ledger"); /* @lock */
	else
		ledger = il_rlock_new("ledger"); /* @rlock */
	total = il_var_new("total", il_int(0)); /* @total */
	il_thread clerks[CLERKS];
	for (int i = 0; i < CLERKS; i++) {
		const char *name = il_text(il_str("clerk-%d", i));
		clerks[i] = il_thread_new(clerk, .name = name); /* @new */
	}
	for (int i = 0; i < CLERKS; i++)
		il_thread_start(clerks[i]); /* @start */
	for (int i = 0; i < CLERKS; i++)
		il_thread_join(clerks[i]); /* @join */

	foreign = il_rlock_release(ledger); /* @foreign-release */
	if (foreign == IL_NOT_OWNER)
		il_print("only its owner can release it"); /* @refused */
}

static void check(void)
{
	il_promise(il_var_peek(total).i == CLERKS * PAIR, "every entry is booked");
	il_promise(!came_between, "nobody sees half a pair: the lock is free only after the last release");
	il_promise(foreign == IL_NOT_OWNER, "a release by one who does not own it is refused");
}

static const struct il_param params[] = {
	{.name = "kind",
	 .value = "rlock",
	 .choices = "rlock,lock",
	 .help = "lock: a plain lock in its place; whoever takes it again waits for itself"},
	{.name = NULL},
};

const struct il_scenario il_scenario_rlock = {
	.id = "rlock",
	.section = 1,
	.documented = false,
	.title = "Taking a lock that one has",
	.summary = "Two clerks book pairs of entries. Each holds the ledger's lock for the pair, and takes "
	           "it again for each entry: a re-entrant lock counts, a plain one hangs.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
