/* The life of a process: made, started, joined, told to end, closed; and its exit code, whichever way it went.
 *
 * What to see: one that is told to end does nothing any more, but is gone only a step later. Its exit code is the
 * signal, below zero. A process that still runs cannot be closed; a closed one can be asked for nothing. A daemon
 * is told to end when main has come to its end. */
#include <signal.h>

#include "interleave/interleave.h"

static il_event may_leave, never;
static il_process helper; /* for the promises */
static int code_quick, code_told, code_killed;
static bool alive_before, alive_meanwhile, alive_after;
static il_status closed_early, joined_closed;

/* `quick` may leave at last; nobody sets what the others wait for: they end by a signal. */
static il_value work(il_args args)
{
	il_print("%s works", il_current_name()); /* @works */
	il_event_wait(args.v[0].i ? may_leave : never); /* @work */
	il_print("%s is done", il_current_name()); /* @done */
	return il_none();
}

static void run(void)
{
	may_leave = il_event_new("may_leave", .shared = true); /* @may-leave */
	never = il_event_new("never", .shared = true); /* @never */
	il_process quick = il_process_new(work, .name = "quick", .args = IL_ARGS(il_int(1))); /* @new-quick */
	il_process told = il_process_new(work, .name = "told", .args = IL_ARGS(il_int(0))); /* @new-told */
	il_process killed = il_process_new(work, .name = "killed", .args = IL_ARGS(il_int(0))); /* @new-killed */
	helper = il_process_new(work, .name = "helper", .args = IL_ARGS(il_int(0)), .daemon = true); /* @new-helper */
	alive_before = il_process_is_alive(quick); /* @alive-before */
	il_process_start(quick); /* @start-quick */
	il_process_start(told); /* @start-told */
	il_process_start(killed); /* @start-killed */
	il_process_start(helper); /* @start-helper */

	il_process_join(quick, .timeout = il_within(0.5)); /* @join-a-while */
	alive_meanwhile = il_process_is_alive(quick); /* @alive-meanwhile */
	il_event_set(may_leave); /* @let-leave */
	il_process_join(quick); /* @join-quick */
	alive_after = il_process_is_alive(quick); /* @alive-after */
	il_process_exitcode(&code_quick, quick); /* @code-quick */
	il_print("quick has left with %d", code_quick); /* @left-quick */

	closed_early = il_process_close(told); /* @close-early */
	if (closed_early == IL_PROCESS_RUNNING)
		il_print("told still runs: it cannot be closed"); /* @refused-close */
	il_process_terminate(told); /* @terminate */
	il_process_join(told); /* @join-told */
	il_process_exitcode(&code_told, told); /* @code-told */
	il_print("told has left with %d", code_told); /* @left-told */

	il_process_kill(killed); /* @kill */
	il_process_join(killed); /* @join-killed */
	il_process_exitcode(&code_killed, killed); /* @code-killed */
	il_print("killed has left with %d", code_killed); /* @left-killed */

	il_process_close(quick); /* @close */
	joined_closed = il_process_join(quick); /* @join-closed */
	if (joined_closed == IL_PROCESS_CLOSED)
		il_print("quick is closed: it cannot be joined again"); /* @refused-join */
	il_print("main ends, and helper with it"); /* @ends */
}

static void check(void)
{
	int code_helper = 0;
	bool gone = il_process_exitcode(&code_helper, helper) && code_helper == -SIGTERM;
	il_promise(!alive_before && alive_meanwhile && !alive_after, "a process is alive from its start to its end");
	il_promise(code_quick == 0, "one that returns leaves with 0");
	il_promise(code_told == -SIGTERM && code_killed == -SIGKILL, "one that is told to end leaves with the signal, below 0");
	il_promise(closed_early == IL_PROCESS_RUNNING, "one that runs cannot be closed");
	il_promise(joined_closed == IL_PROCESS_CLOSED, "a closed one cannot be joined");
	il_promise(gone, "a daemon is ended with main");
	il_promise(il_ended_at(0.5), "nobody waits for those who would have worked for ever");
}

const struct il_scenario il_scenario_process_lifecycle = {
	.id = "process-lifecycle",
	.section = 3,
	.documented = false,
	.title = "The life of a process",
	.summary = "Four processes: one returns, one is terminated, one is killed, and one is a daemon. Main asks "
	           "each whether it is alive and how it has left, and closes what it may.",
	.kind = "processes",
	.params = NULL,
	.run = run,
	.check = check,
};
