/* A race: threads read a counter, add one and write it back, and nothing keeps the others out meanwhile.
 *
 * What to see: step one thread over its read, then let the others run: its write puts the old number
 * plus one over everything that they did. Single reads and writes are whole here; what is lost is lost
 * between them. */
#include "interleave/interleave.h"

enum { ADDERS_MAX = 3 };

static il_var counter;

static il_value adder(il_args args)
{
	int64_t rounds = args.v[0].i;
	for (int64_t i = 0; i < rounds; i++) {
		int64_t seen = il_var_read(counter).i; /* @read */
		il_var_write(counter, il_int(seen + 1)); /* @write */
	}
	return il_none();
}

static void run(void)
{
	counter = il_var_new("counter", il_int(0)); /* @counter */
	int64_t count = il_param_int("threads");
	il_value rounds = il_int(il_param_int("rounds"));
	il_thread adders[ADDERS_MAX];
	for (int i = 0; i < count; i++) {
		const char *name = il_text(il_str("adder-%d", i));
		adders[i] = il_thread_new(adder, .args = IL_ARGS(rounds), .name = name); /* @new */
	}
	for (int i = 0; i < count; i++)
		il_thread_start(adders[i]); /* @start */
	for (int i = 0; i < count; i++)
		il_thread_join(adders[i]); /* @join */
	il_print("the counter is %d", (int)il_var_read(counter).i); /* @total */
}

static void check(void)
{
	int64_t additions = il_param_int("threads") * il_param_int("rounds");
	il_promise(il_var_peek(counter).i == additions, "no addition is lost");
}

static const struct il_param params[] = {
	{.name = "threads", .value = "2", .low = 2, .high = ADDERS_MAX, .help = "how many threads add"},
	{.name = "rounds", .value = "2", .low = 1, .high = 1000, .help = "how often each thread adds one"},
	{.name = NULL},
};

const struct il_scenario il_scenario_race_counter = {
	.id = "race-counter",
	.section = 5,
	.documented = false,
	.title = "Lost updates without a lock",
	.summary = "Two threads read a counter, add one and write it back, without a lock. When both "
	           "read before either writes, one addition is lost: some orders break the promise.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
