/* async-queue: a baker and three sellers on one loop, with its event, queue, lock and semaphore.
 *
 * What to see: whoever waits first is served first, with each of the four: the sellers go on in the order in which they came,
 * every time. None of these protects against threads: they belong to the tasks of one loop. */
#include "interleave/interleave.h"

enum { SELLERS = 3, LOAVES = 6 };

static il_async_event open_door;
static il_async_queue counter;
static il_async_lock till;
static il_async_semaphore chairs;
static char sold_by[LOAVES + 1]; /* for the promises, as what follows */
static size_t sold;
static int takings, sitting, most_sitting;

static void sell(const char *seller, int loaf)
{
	il_print("%s sells loaf %d", seller, loaf); /* @sell */
	il_async_lock_acquire(till); /* @till */
	int before = takings;
	il_async_sleep(0.1); /* @count */
	takings = before + 3;
	il_async_lock_release(till); /* @till-release */
	sold_by[sold++] = seller[0];
}

static void rest(const char *seller)
{
	il_async_semaphore_acquire(chairs); /* @sit-down */
	most_sitting = ++sitting > most_sitting ? sitting : most_sitting;
	il_print("%s sits down", seller); /* @sit */
	il_async_sleep(1); /* @rest */
	sitting--;
	il_async_semaphore_release(chairs); /* @get-up */
}

static il_value sell_all_day(il_args args)
{
	const char *seller = il_text(args.v[0]);
	il_async_event_wait(open_door); /* @wait-door */
	for (;;) {
		il_value loaf;
		il_async_queue_get(counter, &loaf); /* @get */
		if (loaf.kind == IL_NONE)
			break;
		sell(seller, (int)loaf.i);
		il_async_queue_task_done(counter); /* @task-done */
	}
	rest(seller);
	return il_none();
}

static il_value bake(il_args args)
{
	(void)args;
	il_async_sleep(1); /* @heat */
	il_print("the shop opens"); /* @open */
	il_async_event_set(open_door); /* @set */
	for (int i = 0; i < LOAVES; i++) {
		il_async_sleep(0.5); /* @bake */
		il_async_queue_put(counter, il_int(i)); /* @put */
	}
	il_async_queue_join(counter); /* @join */
	il_print("all is sold"); /* @sold */
	for (int i = 0; i < SELLERS; i++)
		il_async_queue_put(counter, il_none()); /* @put-end */
	return il_none();
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	static const char *const names[SELLERS] = {"A", "B", "C"};
	il_task tasks[SELLERS + 1];
	il_value results[SELLERS + 1];
	open_door = il_async_event_new("door"); /* @new-event */
	counter = il_async_queue_new("counter", .maxsize = 2); /* @new-queue */
	till = il_async_lock_new("till"); /* @new-lock */
	chairs = il_async_semaphore_new("chairs", 2); /* @new-semaphore */
	for (int i = 0; i < SELLERS; i++) {
		il_args about = IL_ARGS(il_str("%s", names[i]));
		tasks[i] = il_task_create(sell_all_day, .name = names[i], .args = about); /* @create-seller */
	}
	tasks[SELLERS] = il_task_create(bake, .name = "baker"); /* @create-baker */
	il_gather(results, tasks, SELLERS + 1); /* @gather */
	return il_none();
}

static void run(void)
{
	il_loop_run(NULL, main_coroutine); /* @run */
}

static void check(void)
{
	bool in_time = il_time_respected() && il_time_exact();
	il_promise(sold == LOAVES && takings == 3 * LOAVES, "every loaf is sold and paid");
	il_promise(!in_time || strcmp(sold_by, "ABCABC") == 0, "whoever waits first sells first");
	il_promise(most_sitting <= 2, "two chairs, two sit");
}

const struct il_scenario il_scenario_async_queue = {
	.id = "async-queue",
	.section = 4,
	.documented = false,
	.title = "Queue, lock, event and semaphore of a loop",
	.summary = "A baker puts six loaves on a counter for two; three sellers wait for the door to open, take loaves "
	           "in turn, share a till, and rest on two chairs. Whoever waits first is served first.",
	.kind = "loop",
	.run = run,
	.check = check,
};
