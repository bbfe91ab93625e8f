/* The dining philosophers: a round table, a fork between each two of them, and nobody eats with one fork.
 *
 * What to see: when each has taken the fork at its left, all wait for ever for the one at their right. Two
 * mends: everybody takes the fork with the smaller number first, so that no circle can close; or a waiter
 * seats all but one of them, so that somebody always finds a free fork. */
#include <stdatomic.h>

#include "interleave/interleave.h"

enum { TABLE = 9 };

static il_lock forks[TABLE];
static il_semaphore seats;
static atomic_int eaten; /* for the promise */

static void eat(il_lock first, il_lock second)
{
	il_hold(first); /* @first */
	il_print("has one fork"); /* @has-one */
	il_hold(second); /* @second */
	il_print("eats"); /* @eats */
	eaten++;
}

static il_value philosopher(il_args args)
{
	int64_t at = args.v[0].i, right = (at + 1) % il_param_int("n");
	bool seated = il_param_is("fix", "waiter");
	bool swap = il_param_is("fix", "order") && right < at;
	if (seated)
		il_semaphore_acquire(seats); /* @sit */
	eat(forks[swap ? right : at], forks[swap ? at : right]);
	if (seated)
		il_semaphore_release(seats); /* @leave */
	return il_none();
}

static void run(void)
{
	int count = (int)il_param_int("n");
	il_thread philosophers[TABLE];
	for (int i = 0; i < count; i++)
		forks[i] = il_lock_new(il_text(il_str("fork-%d", i))); /* @fork */
	if (il_param_is("fix", "waiter"))
		seats = il_semaphore_new("seats", count - 1); /* @seats */
	for (int i = 0; i < count; i++) {
		const char *name = il_text(il_str("phil-%d", i));
		il_value at = il_int(i);
		philosophers[i] = il_thread_new(philosopher, .args = IL_ARGS(at), .name = name); /* @new */
	}
	for (int i = 0; i < count; i++)
		il_thread_start(philosophers[i]); /* @start */
	for (int i = 0; i < count; i++)
		il_thread_join(philosophers[i]); /* @join */
	il_print("all have eaten"); /* @all */
}

static void check(void)
{
	il_promise(eaten == il_param_int("n"), "every philosopher eats");
}

static const struct il_param params[] = {
	{.name = "n", .value = "3", .low = 2, .high = TABLE, .help = "how many philosophers, and forks"},
	{.name = "fix",
	 .value = "none",
	 .choices = "none,order,waiter",
	 .help = "order: the fork with the smaller number first; waiter: all but one may sit"},
	{.name = NULL},
};

const struct il_scenario il_scenario_philosophers = {
	.id = "philosophers",
	.section = 5,
	.documented = false,
	.title = "The dining philosophers",
	.summary = "Philosophers at a round table need the forks at both sides, and take the left one "
	           "first: when all do so at once, all wait for ever. Two mends are there to try.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
