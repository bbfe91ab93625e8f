/* A barrier: four walkers, three stages, and a hut after each where they wait for one another.
 *
 * What to see: whoever comes first waits longest. The last one to come opens the barrier, after it has run
 * the barrier's action, and all set out at once. With a time-out (variant=timeout) one who is too late
 * breaks it: all who wait are told, and so is he. */
#include <stdatomic.h>

#include "interleave/interleave.h"

enum { WALKERS = 4, STAGES = 3 };

static il_barrier hut;
static atomic_int arrived[STAGES], set_out_early, told; /* for the promises */
static int gathered; /* how often the action ran; one runs it at a time */

static il_value all_here(il_args args)
{
	(void)args;
	il_print("all are here"); /* @all-here */
	gathered++;
	return il_none();
}

/* How long walker `at` is on its way; the last one hurts its foot, where that is to be seen. */
static double way(int64_t at, int stage)
{
	bool hurt = il_param_is("variant", "timeout") && at == WALKERS - 1 && stage == 1;
	return hurt ? 4 : 0.2 * (double)(at + 1);
}

static il_value walker(il_args args)
{
	for (int stage = 0; stage < STAGES; stage++) {
		if (stage > 0 && arrived[stage - 1] < WALKERS)
			set_out_early++;
		il_print("sets out on stage %d", stage + 1); /* @sets-out */
		il_sleep(way(args.v[0].i, stage)); /* @way */
		arrived[stage]++;
		if (il_barrier_wait(NULL, hut) != IL_OK) { /* @wait */
			il_print("the barrier is broken, going home"); /* @going-home */
			told++;
			return il_none();
		}
	}
	il_print("has arrived"); /* @arrived */
	return il_none();
}

static void run(void)
{
	il_timeout limit = {.limited = il_param_is("variant", "timeout"), .seconds = 2};
	hut = il_barrier_new("hut", WALKERS, .action = all_here, .timeout = limit); /* @barrier */
	il_thread walkers[WALKERS];
	for (int i = 0; i < WALKERS; i++) {
		const char *name = il_text(il_str("walker-%d", i));
		il_value at = il_int(i);
		walkers[i] = il_thread_new(walker, .args = IL_ARGS(at), .name = name); /* @new */
	}
	for (int i = 0; i < WALKERS; i++)
		il_thread_start(walkers[i]); /* @start */
	for (int i = 0; i < WALKERS; i++)
		il_thread_join(walkers[i]); /* @join */
}

static void check(void)
{
	bool timed = il_param_is("variant", "timeout");
	il_promise(set_out_early == 0, "nobody sets out on a stage before all have ended the one before it");
	if (!timed)
		il_promise(gathered == STAGES, "the action runs once for each stage");
	if (timed && il_time_respected() && il_time_exact())
		il_promise(told == WALKERS, "who waits too long breaks the barrier, and everybody is told");
	il_promise(il_ended_at(timed ? 4.8 : 2.4), "the slowest on each stage decides when all is over");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "none",
	 .choices = "none,timeout",
	 .help = "timeout: each waits for two seconds only, and one walker is late: the barrier breaks"},
	{.name = NULL},
};

const struct il_scenario il_scenario_barrier = {
	.id = "barrier",
	.section = 1,
	.documented = false,
	.title = "Waiting for one another",
	.summary = "Four walkers go three stages, each at its own speed, and wait at a barrier after each "
	           "stage: nobody sets out again before all have come.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
