/* A semaphore: six visitors, two seats.
 *
 * What to see: the value counts the free seats. At 0 a visitor waits in line; each release lets one come
 * in, so that there are three rounds of one second. The bounded kind refuses a release too many. */
#include <stdatomic.h>

#include "interleave/interleave.h"

enum { VISITORS = 6, SEATS = 2 };

static il_semaphore seats;
static atomic_int inside, most_inside; /* for the promise */
static il_status one_too_many;

static void count_in(void)
{
	int now = atomic_fetch_add(&inside, 1) + 1;
	int most = atomic_load(&most_inside);
	while (now > most && !atomic_compare_exchange_weak(&most_inside, &most, now))
		;
}

static il_value visitor(il_args args)
{
	(void)args;
	il_hold(seats); /* @with */
	count_in();
	il_print("sits down"); /* @sits */
	il_sleep(1); /* @stay */
	il_print("gets up"); /* @gets-up */
	atomic_fetch_sub(&inside, 1);
	return il_none();
}

static void run(void)
{
	seats = il_bounded_semaphore_new("seats", SEATS); /* @seats */
	il_thread visitors[VISITORS];
	for (int i = 0; i < VISITORS; i++) {
		const char *name = il_text(il_str("visitor-%d", i));
		visitors[i] = il_thread_new(visitor, .name = name); /* @new */
	}
	for (int i = 0; i < VISITORS; i++)
		il_thread_start(visitors[i]); /* @start */
	for (int i = 0; i < VISITORS; i++)
		il_thread_join(visitors[i]); /* @join */

	one_too_many = il_semaphore_release(seats); /* @too-many */
	if (one_too_many == IL_RELEASED_TOO_OFTEN)
		il_print("one release too many is refused"); /* @refused */
}

static void check(void)
{
	il_promise(most_inside <= SEATS, "never more than two visitors sit");
	il_promise(one_too_many == IL_RELEASED_TOO_OFTEN, "a release too many is refused");
	il_promise(il_ended_at(3), "three rounds of two visitors take three seconds");
}

const struct il_scenario il_scenario_semaphore = {
	.id = "semaphore",
	.section = 1,
	.documented = false,
	.title = "Six visitors, two seats",
	.summary = "A semaphore of value 2 lets two of six threads in at a time; the others wait in "
	           "line. At the end one release too many is refused.",
	.kind = "threads",
	.params = NULL,
	.run = run,
	.check = check,
};
