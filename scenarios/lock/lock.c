/* A lock: three threads, or as many as are asked for, add to one counter, and each holds the lock while it reads, adds and writes.
 *
 * What to see: whoever finds the lock taken joins its line. Between a thread's read and its write nobody
 * else can come, in any order of steps: no addition is lost. */
#include "interleave/interleave.h"

enum { ADDERS_MAX = 1000 };

static il_lock lock;
static il_var counter;

static il_value adder(il_args args)
{
	int64_t rounds = args.v[0].i;
	for (int64_t i = 0; i < rounds; i++) {
		il_hold(lock); /* @with */
		int64_t seen = il_var_read(counter).i; /* @read */
		il_var_write(counter, il_int(seen + 1)); /* @write */
	}
	il_print("all rounds are done"); /* @done */
	return il_none();
}

static void run(void)
{
	lock = il_lock_new("lock"); /* @lock */
	counter = il_var_new("counter", il_int(0)); /* @counter */
	il_value rounds = il_int(il_param_int("rounds"));
	int64_t count = il_param_int("threads");
	il_thread adders[ADDERS_MAX];
	for (int i = 0; i < count; i++) {
		const char *name = il_text(il_str("adder-%d", i));
		adders[i] = il_thread_new(adder, .args = IL_ARGS(rounds), .name = name); /* @new */
	}
	for (int i = 0; i < count; i++)
		il_thread_start(adders[i]); /* @start */
	for (int i = 0; i < count; i++)
		il_thread_join(adders[i]); /* @join */

	/* The same, by hand: whoever acquires must release. */
	il_lock_acquire(lock); /* @acquire */
	il_print("the counter is %d", (int)il_var_read(counter).i); /* @total */
	il_lock_release(lock); /* @release */
}

static void check(void)
{
	int64_t additions = il_param_int("threads") * il_param_int("rounds");
	il_promise(il_var_peek(counter).i == additions, "no addition is lost");
}

static const struct il_param params[] = {
	{.name = "rounds", .value = "2", .low = 1, .high = 1000, .help = "how often each thread adds one"},
	{.name = "threads", .value = "3", .low = 1, .high = ADDERS_MAX, .help = "how many threads add"},
	{.name = NULL},
};

const struct il_scenario il_scenario_lock = {
	.id = "lock",
	.section = 1,
	.documented = false,
	.title = "One counter, one lock",
	.summary = "Three threads add to one counter. Each holds the lock while it reads, adds and "
	           "writes, and so the sum is exact in every order.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
