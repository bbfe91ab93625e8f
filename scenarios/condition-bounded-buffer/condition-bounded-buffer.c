/* A bounded buffer made by hand: one condition, two producers, two consumers.
 *
 * What to see: a producer waits WHILE the buffer is full, a consumer while it is empty, and whoever has
 * changed it notifies all. Both kinds stand in one waiting room: a notify that wakes one may wake the wrong
 * one (variant=notify-one), and one that does not look again after its wait takes what is not there
 * (variant=if). */
#include "interleave/interleave.h"

enum { EACH = 3, PRODUCERS = 2, CONSUMERS = 2, ITEMS = EACH * PRODUCERS };

static il_condition cond;
static il_var filled; /* how many items the buffer holds */
static int64_t buffer[ITEMS]; /* the oldest first; this and what follows: under the condition's lock */
static int64_t most;
static int taken[ITEMS]; /* for the promises: how often each item was */

static void notify(void)
{
	if (il_param_is("variant", "notify-one"))
		il_condition_notify(cond); /* @notify */
	else
		il_condition_notify_all(cond); /* @notify-all */
}

static il_value producer(il_args args)
{
	int64_t first = args.v[0].i * EACH, capacity = il_param_int("capacity");
	for (int64_t item = first; item < first + EACH; item++) {
		il_hold(cond); /* @producer-with */
		int64_t count;
		while ((count = il_var_read(filled).i) >= capacity) /* @full */
			il_condition_wait(cond); /* @wait-for-room */
		buffer[count] = item;
		il_var_write(filled, il_int(count + 1)); /* @put */
		most = count + 1 > most ? count + 1 : most;
		il_print("put %d", (int)item); /* @has-put */
		notify();
	}
	return il_none();
}

/* The oldest item, when there is one. */
static bool take(int64_t *item, int64_t count)
{
	if (count == 0)
		return false;
	*item = buffer[0];
	memmove(buffer, buffer + 1, (size_t)(count - 1) * sizeof buffer[0]);
	il_var_write(filled, il_int(count - 1)); /* @take */
	taken[*item]++;
	return true;
}

static il_value consumer(il_args args)
{
	(void)args;
	for (int i = 0; i < EACH; i++) {
		int64_t item, count;
		il_hold(cond); /* @consumer-with */
		while ((count = il_var_read(filled).i) == 0) { /* @empty */
			il_condition_wait(cond); /* @wait-for-item */
			if (il_param_is("variant", "if")) {
				count = il_var_read(filled).i; /* @no-more-asking */
				break;
			}
		}
		if (take(&item, count))
			il_print("took %d", (int)item); /* @has-taken */
		else
			il_print("took nothing"); /* @took-nothing */
		notify();
	}
	return il_none();
}

static void run(void)
{
	cond = il_condition_new("cond"); /* @cond */
	filled = il_var_new("filled", il_int(0)); /* @filled */
	il_thread threads[PRODUCERS + CONSUMERS];
	for (int i = 0; i < PRODUCERS; i++) {
		const char *name = il_text(il_str("producer-%d", i));
		il_value at = il_int(i);
		threads[i] = il_thread_new(producer, .args = IL_ARGS(at), .name = name); /* @new-producer */
	}
	for (int i = 0; i < CONSUMERS; i++) {
		const char *name = il_text(il_str("consumer-%d", i));
		threads[PRODUCERS + i] = il_thread_new(consumer, .name = name); /* @new-consumer */
	}
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++)
		il_thread_start(threads[i]); /* @start */
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++)
		il_thread_join(threads[i]); /* @join */
}

static bool each_taken_once(void)
{
	for (int i = 0; i < ITEMS; i++)
		if (taken[i] != 1)
			return false;
	return true;
}

static void check(void)
{
	il_promise(each_taken_once(), "nothing is lost, and nothing is taken twice");
	il_promise(most <= il_param_int("capacity"), "the buffer never holds more than it may");
	il_promise(il_var_peek(filled).i == 0, "the buffer ends empty");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,notify-one,if",
	 .help = "notify-one: wakes one instead of all; if: a consumer does not look again after its wait"},
	{.name = "capacity", .value = "1", .low = 1, .high = 6, .help = "how many items the buffer may hold"},
	{.name = NULL},
};

const struct il_scenario il_scenario_condition_bounded_buffer = {
	.id = "condition-bounded-buffer",
	.section = 1,
	.documented = false,
	.title = "A bounded buffer made by hand",
	.summary = "Two producers and two consumers share a buffer for one item. Each waits on one "
	           "condition while it cannot go on, looks again, and notifies all when it has gone on.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
