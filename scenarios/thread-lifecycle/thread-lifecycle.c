/* The life of a thread: made, started, alive, ended; and what is refused in between.
 *
 * What to see: a thread that is made does not run, and has no number yet. A join with a time-out returns after
 * it, whatever became of the thread: only is_alive() tells. A thread runs once; the object stays, and can
 * be asked, when it has ended. */
#include "interleave/interleave.h"

/* What is seen of the thread at one moment. */
struct look {
	bool alive;
	il_value ident;
};

static struct look before, meanwhile, after; /* for the promises */
static bool alive_after_a_second;
static il_status joined_early, started_again;

static il_value courier(il_args args)
{
	il_print("carries %d %s", (int)args.v[0].i, il_text(il_arg(args, "what"))); /* @carries */
	il_sleep(2); /* @way */
	il_print("has delivered"); /* @delivered */
	return il_none();
}

static void run(void)
{
	il_value what = il_str("letters");
	il_thread thread = il_thread_new(courier, .args = IL_ARGS(il_int(3)), .kwargs = IL_KWARGS({"what", what})); /* @new */
	il_print("made, and called %s", il_thread_name(thread)); /* @made */
	joined_early = il_thread_join(thread); /* @join-early */
	if (joined_early == IL_JOIN_UNSTARTED)
		il_print("cannot be joined before its start"); /* @refused-join */
	before.alive = il_thread_is_alive(thread); /* @alive-before */
	before.ident = il_thread_ident(thread); /* @ident-before */
	il_thread_set_name(thread, "courier"); /* @rename */

	il_thread_start(thread); /* @start */
	meanwhile.alive = il_thread_is_alive(thread); /* @alive-meanwhile */
	meanwhile.ident = il_thread_ident(thread); /* @ident-meanwhile */
	il_thread_join(thread, .timeout = il_within(1)); /* @join-a-second */
	alive_after_a_second = il_thread_is_alive(thread); /* @alive-after-a-second */
	if (alive_after_a_second)
		il_print("the join is over, and %s still alive", il_thread_name(thread)); /* @still-alive */

	il_thread_join(thread); /* @join */
	after.alive = il_thread_is_alive(thread); /* @alive-after */
	after.ident = il_thread_ident(thread); /* @ident-after */
	started_again = il_thread_start(thread); /* @start-again */
	if (started_again == IL_STARTED_TWICE)
		il_print("cannot be started again"); /* @refused-start */
}

static void check(void)
{
	bool timely = il_time_respected() && il_time_exact();
	il_promise(joined_early == IL_JOIN_UNSTARTED, "a join before the start is refused");
	il_promise(!before.alive && before.ident.kind == IL_NONE, "before its start it is not alive, and has no number");
	il_promise((meanwhile.alive || !timely) && meanwhile.ident.kind == IL_INT, "started, it is alive, and has a number");
	il_promise(alive_after_a_second || !timely, "a join with a time-out returns, and the thread lives on");
	il_promise(!after.alive && after.ident.i == meanwhile.ident.i, "ended, it is not alive, and keeps its number");
	il_promise(started_again == IL_STARTED_TWICE, "a second start is refused");
	il_promise(il_ended_at(2), "all is over when it has ended, at t = 2 s");
}

const struct il_scenario il_scenario_thread_lifecycle = {
	.id = "thread-lifecycle",
	.section = 1,
	.documented = false,
	.title = "The life of a thread",
	.summary = "A thread is made, named, started, joined with and without a time-out, and asked at each "
	           "stage whether it is alive. Joined too early, or started twice, it refuses.",
	.kind = "threads",
	.params = NULL,
	.run = run,
	.check = check,
};
