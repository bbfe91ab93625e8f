/* A daemon and a thread that is none, at the program's end.
 *
 * What to see: main ends at once. The program waits for the saver, which is no daemon, and not for the
 * heartbeat, which is one: that is ended in the middle of its sleep, and what it had still to do is never
 * done. */
#include "interleave/interleave.h"

enum { BEATS = 10 };

static bool saved, rested; /* for the promises */
static il_thread beating;

static il_value heartbeat(il_args args)
{
	(void)args;
	for (int i = 0; i < BEATS; i++) {
		il_print("beat"); /* @beat */
		il_sleep(1); /* @between */
	}
	rested = true;
	il_print("rests at last"); /* @rests */
	return il_none();
}

static il_value saver(il_args args)
{
	(void)args;
	il_print("saving ..."); /* @saving */
	il_sleep(2.5); /* @save */
	saved = true;
	il_print("everything is saved"); /* @saved */
	return il_none();
}

static void run(void)
{
	bool daemon = il_param_is("variant", "asis");
	beating = il_thread_new(heartbeat, .name = "heartbeat", .daemon = daemon); /* @new-heartbeat */
	il_thread saving = il_thread_new(saver, .name = "saver"); /* @new-saver */
	il_thread_start(beating); /* @start-heartbeat */
	il_thread_start(saving); /* @start-saver */
	il_print("main is at its end"); /* @main-ends */
}

static void check(void)
{
	bool daemon = il_param_is("variant", "asis");
	il_promise(saved, "the program waits for the thread that is no daemon");
	if (il_time_respected() && il_time_exact())
		il_promise(rested != daemon, "a daemon is ended with the program, and not waited for");
	il_promise(il_ended_at(daemon ? 2.5 : BEATS), "the program ends with its last thread that is no daemon");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,no-daemon",
	 .help = "no-daemon: the heartbeat is an ordinary thread, and the program waits for it"},
	{.name = NULL},
};

const struct il_scenario il_scenario_daemon = {
	.id = "daemon",
	.section = 1,
	.documented = false,
	.title = "Whom the program's end waits for",
	.summary = "Main starts a daemon that beats once a second and a thread that saves for 2.5 s, and "
	           "ends. The program waits for the saver; the daemon is ended in its sleep.",
	.kind = "threads",
	.params = params,
	.run = run,
	.check = check,
};
