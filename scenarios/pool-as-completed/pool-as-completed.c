/* Four addresses, three threads, and the outcomes as they come: as_completed.
 *
 * What to see: submit gives a future at once; the future is what the call is known by from then on. The futures
 * come back in the order in which they are done, whatever the order of their making. An exception stays in its
 * future until somebody asks for the result: there it is caught. */
#include "interleave/interleave.h"

enum { ADDRESSES = 4, WORKERS = 3 };

static const char *const addresses[ADDRESSES] = {"users", "products", "orders", "settings"};
static il_future futures[ADDRESSES];
static double ended[ADDRESSES]; /* when: for the promises, as what follows */
static size_t order[ADDRESSES], outcomes;

static il_value fetch(il_args args)
{
	const char *address = il_text(args.v[0]);
	size_t key = (size_t)args.v[1].i;
	il_print("asking for %s", address); /* @begin */
	bool fails = il_randint(1, 100) <= il_param_int("fail-percent"); /* @dice */
	if (il_param_is("variant", "slow-one") && key == 0)
		il_sleep(8); /* @slow */
	il_sleep(il_uniform(0.5, 2)); /* @answer */
	ended[key] = il_clock_peek();
	if (fails)
		return il_raise("ConnectionError", "%s does not answer", address); /* @fails */
	int64_t size = il_randint(100, 1000); /* @size */
	return il_str("%s: %d KB", address, (int)size);
}

static size_t key_of(il_future future)
{
	size_t key = 0;
	while (!il_future_is(futures[key], future))
		key++;
	return key;
}

static void tell(il_future future)
{
	il_value outcome;
	size_t key = key_of(future);
	if (il_future_result(future, &outcome) == IL_OK) /* @result */
		il_print("got %s", il_text(outcome)); /* @got */
	else
		il_print("no %s: %s", addresses[key], il_text(outcome)); /* @failed */
	order[outcomes++] = key;
}

static void run(void)
{
	{
		bool limited = il_param_is("variant", "slow-one");
		il_executor executor = il_executor_new("executor", WORKERS); /* @with */
		il_hold(executor); /* @with */
		for (size_t i = 0; i < ADDRESSES; i++) {
			il_args args = IL_ARGS(il_str("%s", addresses[i]), il_int((int64_t)i));
			il_executor_submit(&futures[i], executor, fetch, .args = args); /* @submit */
		}
		il_timeout timeout = {.limited = limited, .seconds = 5};
		struct il_completed completed = il_as_completed(futures, ADDRESSES, .timeout = timeout);
		il_future future;
		il_status status;
		while ((status = il_completed_next(&completed, &future)) == IL_OK) /* @next */
			tell(future);
		if (status == IL_TIMEOUT)
			il_print("gave up: %d of %d unfinished", completed.unfinished, completed.total); /* @gave-up */
	}
	il_print("the block of the pool has ended"); /* @end */
}

static bool each_once(void)
{
	bool seen[ADDRESSES] = {false};
	for (size_t i = 0; i < outcomes; i++) {
		if (seen[order[i]])
			return false;
		seen[order[i]] = true;
	}
	return outcomes == ADDRESSES;
}

/* Live, and where time may pass at any moment, the clock is read a little before the future is done. */
static bool in_order_of_completion(void)
{
	for (size_t i = 1; i < outcomes; i++) {
		if (ended[order[i - 1]] > ended[order[i]])
			return !il_time_exact() || !il_time_respected();
	}
	return true;
}

static void check(void)
{
	il_promise(each_once(), "four outcomes come, one of each address");
	il_promise(in_order_of_completion(), "they come in the order in which the calls were done");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,slow-one",
	 .help = "slow-one: the first address takes long, and main waits for at most five seconds"},
	{.name = "fail-percent", .value = "20", .low = 0, .high = 100, .help = "how many of a hundred calls fail"},
	{.name = NULL},
};

const struct il_scenario il_scenario_pool_as_completed = {
	.id = "pool-as-completed",
	.section = 2,
	.documented = true,
	.title = "Outcomes as they come: as_completed",
	.summary = "Three threads ask for four addresses, which answer after half a second to two seconds, "
	           "or not at all. Main takes the outcomes as they come, and catches the exceptions there.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
