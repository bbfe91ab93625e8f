/* Two processes add to one number that they share, one by ones and one by twos, five times each, under a lock.
 *
 * What to see: "add one" is a read and a write. The lock keeps the two together, and the sum is 15 whatever the
 * order. Without it, what one writes between the other's read and write is lost. And a lock of processes has no
 * one to give it back: when its holder is killed, it stays held for ever. */
#include <signal.h>
#include <unistd.h>

#include "interleave/interleave.h"

enum { ROUNDS = 5, SUM = 15 };

static il_shared_value number;
static il_lock lock;

static void add(int64_t increment, bool deadly)
{
	il_value before = il_value_read(number); /* @read */
	if (deadly && increment == 1 && il_param_is("variant", "killed-inside"))
		kill(getpid(), SIGKILL);
	il_value_write(number, il_int(before.i + increment)); /* @write */
}

static il_value adder(il_args args)
{
	for (int round = 1; round <= ROUNDS; round++) {
		if (il_param_is("variant", "no-lock")) {
			add(args.v[0].i, false);
		} else {
			il_hold(lock); /* @with */
			add(args.v[0].i, round == 3);
		}
		il_sleep(0.1); /* @pause */
	}
	il_print("%s is done", il_current_name()); /* @done */
	return il_none();
}

static void run(void)
{
	number = il_value_new("number", 'i', il_int(0)); /* @number */
	lock = il_lock_new("lock", .shared = true); /* @lock */
	il_process ones = il_process_new(adder, .name = "ones", .args = IL_ARGS(il_int(1))); /* @new-ones */
	il_process twos = il_process_new(adder, .name = "twos", .args = IL_ARGS(il_int(2))); /* @new-twos */
	il_process_start(ones); /* @start-ones */
	il_process_start(twos); /* @start-twos */
	il_process_join(ones); /* @join-ones */
	il_process_join(twos); /* @join-twos */
	il_value sum = il_value_read(number); /* @sum */
	il_print("the sum is %d", (int)sum.i); /* @print-sum */
}

static void check(void)
{
	il_promise(il_value_peek(number).i == SUM, "the sum is 15");
	if (il_param_is("variant", "lock"))
		il_promise(il_ended_at(ROUNDS * 0.1), "five rounds with their pauses take half a second");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "lock",
	 .choices = "lock,no-lock,killed-inside",
	 .help = "no-lock: nobody takes the lock; killed-inside: a process is killed while it holds the lock"},
	{.name = NULL},
};

const struct il_scenario il_scenario_process_lock = {
	.id = "process-lock",
	.section = 3,
	.documented = true,
	.title = "A shared number under a lock",
	.summary = "Two processes add 1 and 2 to a shared number, five times each, under a shared lock, with a "
	           "pause of a tenth of a second after each. The sum is 15.",
	.kind = "processes",
	.params = params,
	.run = run,
	.check = check,
};

static const struct il_param race_params[] = {
	{.name = "variant",
	 .value = "no-lock",
	 .choices = "no-lock,lock,killed-inside",
	 .help = "lock: the mend; killed-inside: a process is killed while it holds the lock"},
	{.name = NULL},
};

/* The same, begun with the lock left out. */
const struct il_scenario il_scenario_process_race = {
	.id = "process-race",
	.alias_of = "process-lock",
	.section = 5,
	.documented = false,
	.title = "A shared number without a lock",
	.summary = "The program of process-lock, begun with variant=no-lock: each process reads the number and "
	           "writes it back, and what the other wrote in between is lost.",
	.kind = "processes",
	.params = race_params,
	.run = run,
	.check = check,
};
