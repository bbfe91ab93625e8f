/* A plain variable and a shared value, both changed by a child: only one of them is changed for main.
 *
 * What to see: the fork copies the plain variable, and the child changes its copy: from then on there are two of that
 * name, each with the value its own process gave it. The shared value is one for both. */
#include "interleave/interleave.h"

static il_var plain;
static il_shared_value shared;
static il_process child;
static int64_t plain_in_child; /* what the child's copy held: its exit code tells */

static il_value change(il_args args)
{
	(void)args;
	il_value before = il_var_read(plain); /* @child-read-plain */
	il_var_write(plain, il_int(before.i + 10)); /* @child-write-plain */
	before = il_value_read(shared); /* @child-read-shared */
	il_value_write(shared, il_int(before.i + 10)); /* @child-write-shared */
	il_value now = il_var_read(plain); /* @child-reread-plain */
	il_print("in the child plain is %d", (int)now.i); /* @child-print */
	return il_exit((int)now.i); /* @leave */
}

static void run(void)
{
	plain = il_var_new("plain", il_int(1)); /* @plain */
	shared = il_value_new("shared", 'i', il_int(1)); /* @shared */
	child = il_process_new(change, .name = "child"); /* @new */
	il_process_start(child); /* @start */
	il_var_write(plain, il_int(2)); /* @write-plain */
	il_process_join(child); /* @join */
	il_value plain_here = il_var_read(plain); /* @read-plain */
	il_value shared_here = il_value_read(shared); /* @read-shared */
	il_print("in main plain is %d, shared is %d", (int)plain_here.i, (int)shared_here.i); /* @print */
}

static void check(void)
{
	int code = 0;
	if (il_process_exitcode(&code, child))
		plain_in_child = code;
	il_promise(plain_in_child == 11, "the child has its own copy, as it was at the fork, and changes that");
	il_promise(il_var_peek(plain).i == 2, "in main the plain variable is what main wrote");
	il_promise(il_value_peek(shared).i == 11, "the shared value is what the child wrote");
}

const struct il_scenario il_scenario_process_memory = {
	.id = "process-memory",
	.section = 3,
	.documented = false,
	.title = "What a child's change changes",
	.summary = "A child adds ten to a plain variable and to a shared value. Main sees only what was "
	           "added to the second: the fork has copied the plain variable.",
	.kind = "processes",
	.params = NULL,
	.run = run,
	.check = check,
};
