/* Five downloads by a pool of three threads, by map.
 *
 * What to see: map submits all five calls at once; a thread is made for a call as long as nobody is idle and
 * there are fewer than three. D and E wait in the work queue until a thread is free. The block of the pool
 * ends when all calls have: the results are read after it, in the order of the names. */
#include "interleave/interleave.h"

enum { NAMES = 5, WORKERS = 3 };

static const char *const names[NAMES] = {"A", "B", "C", "D", "E"};
static const char *workers[NAMES]; /* who downloaded it: for the promises */
static const char *shown[NAMES];
static size_t shown_count;

static il_value download(il_args args)
{
	const char *name = il_text(args.v[0]);
	workers[name[0] - 'A'] = il_current_name();
	il_print("downloading %s", name); /* @begin */
	il_sleep(2); /* @transfer */
	if (il_param_is("variant", "one-fails") && strcmp(name, "C") == 0)
		return il_raise("ConnectionError", "no way to %s", name); /* @fails */
	return il_str("the data of %s", name);
}

static void run(void)
{
	il_args all = IL_ARGS(il_str("A"), il_str("B"), il_str("C"), il_str("D"), il_str("E"));
	struct il_results results;
	{
		il_executor executor = il_executor_new("executor", WORKERS); /* @with */
		il_hold(executor); /* @with */
		il_executor_map(&results, executor, download, IL_LISTS(all)); /* @map */
	}
	il_value result;
	il_status status;
	while ((status = il_results_next(&results, &result)) == IL_OK) { /* @next */
		il_print("%s", il_text(result)); /* @show */
		shown[shown_count++] = il_text(result);
	}
	if (status == IL_RAISED)
		il_print("the results end here: %s", il_text(result)); /* @stopped */
}

static bool shown_in_order(void)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (shown[i] == NULL || strcmp(shown[i] + strlen("the data of "), names[i]) != 0)
			return false;
	}
	return true;
}

static bool three_did_it(void)
{
	int different = 0;
	for (size_t i = 0; i < NAMES; i++) {
		size_t first = 0;
		while (workers[first] == NULL || strcmp(workers[first], workers[i]) != 0)
			first++;
		different += first == i;
	}
	return different <= WORKERS;
}

static void check(void)
{
	il_promise(shown_in_order(), "all five results are shown, in the order of the names");
	il_promise(three_did_it(), "no more than three threads did the five downloads");
	il_promise(il_ended_at(4), "it all takes four seconds");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,one-fails",
	 .help = "one-fails: the third download raises an exception"},
	{.name = NULL},
};

const struct il_scenario il_scenario_pool_map = {
	.id = "pool-map",
	.section = 2,
	.documented = true,
	.title = "Five downloads by three threads: map",
	.summary = "A pool of three threads maps a download of two seconds over five names. The results "
	           "are read when the pool's block has ended: after four seconds, in the order of the names.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
