/* Two processes count side by side, each on its own: A to five, B to three, half a second a count.
 *
 * What to see: two lanes with ids of their own that nothing ties to each other. In what order the two print
 * what they count is nobody's promise; each of them counts in order. Only their exit codes tell main how they
 * have ended, and main has to ask for them. */
#include "interleave/interleave.h"

enum { TO_A = 5, TO_B = 3 };

static il_process a, b;
static il_shared_value counted_a, counted_b; /* for the promise */

static il_value count_up(il_args args)
{
	const char *name = il_text(args.v[0]);
	il_shared_value counted = {args.v[2].ref};
	for (int64_t i = 1; i <= args.v[1].i; i++) {
		if (il_param_is("variant", "child-fails") && name[0] == 'A' && i == 3)
			return il_raise("ValueError", "A cannot count to 3"); /* @fails */
		il_print("%s counts %d", name, (int)i); /* @count */
		il_value_write(counted, il_int(i)); /* @note */
		il_sleep(0.5); /* @pause */
	}
	return il_none();
}

static void run(void)
{
	counted_a = il_value_new("counted A", 'i', il_int(0), .raw = true); /* @counted-a */
	counted_b = il_value_new("counted B", 'i', il_int(0), .raw = true); /* @counted-b */
	il_args args_a = IL_ARGS(il_str("A"), il_int(TO_A), il_object(counted_a.id));
	il_args args_b = IL_ARGS(il_str("B"), il_int(TO_B), il_object(counted_b.id));
	a = il_process_new(count_up, .name = "A", .args = args_a); /* @new-a */
	b = il_process_new(count_up, .name = "B", .args = args_b); /* @new-b */
	il_process_start(a); /* @start-a */
	il_process_start(b); /* @start-b */
	il_process_join(a); /* @join-a */
	il_process_join(b); /* @join-b */
	il_print("all processes have ended"); /* @all-done */
}

static bool left_with(int expected, il_process process)
{
	int code;
	return il_process_exitcode(&code, process) && code == expected;
}

static void check(void)
{
	bool fails = il_param_is("variant", "child-fails");
	il_promise(il_value_peek(counted_a).i == (fails ? 2 : TO_A), "A counts as far as it gets, in order");
	il_promise(il_value_peek(counted_b).i == TO_B, "B counts to three, in order");
	il_promise(left_with(fails ? 1 : 0, a), "A ends with exit code 0, or 1 when it fails");
	il_promise(left_with(0, b), "B ends with exit code 0");
	il_promise(il_ended_at(fails ? 1.5 : 2.5), "the slower of the two decides when all is over");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,child-fails",
	 .help = "child-fails: A ends by an exception at its third count, and main never asks how it ended"},
	{.name = NULL},
};

const struct il_scenario il_scenario_process_count = {
	.id = "process-count",
	.section = 3,
	.documented = true,
	.title = "Two processes count",
	.summary = "Process A counts to five and process B to three, half a second a count; main starts both "
	           "and waits for both. Neither knows of the other.",
	.kind = "processes",
	.params = params,
	.run = run,
	.check = check,
};
