/* Defaults depend on where the run shows: on a terminal the reader chooses and begins paused, headless the
 * operating system chooses and nothing waits. */
#include "cli/plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/exit.h"
#include "cli/params.h"
#include "cli/recording.h"
#include "session/scenarios.h"
#include "session/schedule.h"

static const double pace_on_terminal = 4;

static int check_scenario(const struct il_scenario **out, struct complaint *complaint, const char *id)
{
	*out = scenario_find(id);
	if (*out != NULL)
		return 0;
	const char *meant = scenario_suggest(id);
	if (meant != NULL)
		complain(complaint, N_("%s: no such scenario; did you mean %s?"), id, meant);
	else
		complain(complaint, N_("%s: no such scenario; `interleave list` names them all"), complaint_word(id));
	return EXIT_USAGE;
}

static int no_memory(struct complaint *complaint, const char *what)
{
	complain(complaint, N_("%s: out of memory"), what);
	return EXIT_SYSTEM;
}

static int check_schedule(struct complaint *complaint, const char *schedule)
{
	uint32_t *choices;
	size_t count, bad = 0;
	int failed = schedule_parse(&choices, &count, &bad, schedule);
	if (failed == 0) {
		free(choices);
		return 0;
	}
	if (failed == -2)
		return no_memory(complaint, "--schedule");
	complain(complaint, N_("--schedule %s: cannot be read at \"%s\"; it looks like 0x4.1x3.c.2"), schedule,
		 schedule + (bad <= strlen(schedule) ? bad : 0));
	return EXIT_USAGE;
}

/* Which strategy runs, and whether that makes sense here. */
static int choose_strategy(struct plan *plan, struct complaint *complaint, const struct args *args, bool headless)
{
	struct session_options *session = &plan->session;
	const char *why = NULL;
	if (args->strategy_given)
		session->strategy = args->strategy;
	else if (headless)
		session->strategy = args->schedule != NULL ? STRATEGY_ROUND_ROBIN : STRATEGY_LIVE;
	else
		session->strategy = STRATEGY_MANUAL;
	if (session->strategy == STRATEGY_LIVE && args->schedule != NULL)
		why = N_("--schedule: a live run is scheduled by the operating system; add --strategy manual");
	else if (headless && args->paused)
		why = N_("--paused: a headless run has nobody to let it go on; leave it out");
	else if (headless && session->strategy == STRATEGY_MANUAL && args->schedule == NULL)
		why = N_("--strategy manual: a headless run has nobody to choose; add --schedule S, or "
			 "--strategy round-robin");
	if (why != NULL) {
		complain(complaint, why);
		return EXIT_USAGE;
	}
	if (headless && session->strategy == STRATEGY_MANUAL) {
		session->strategy = STRATEGY_ROUND_ROBIN;
		plan->note = N_("--schedule: after its choices, round-robin chooses");
	}
	return 0;
}

/* Lines "NAME=VALUE" of --set, each checked; the last one given stands first, and counts. */
static int gather_sets(struct plan *plan, struct complaint *complaint, const struct args *args,
		       const struct il_scenario *scenario)
{
	for (size_t i = args->set_count; i > 0; i--) {
		if (!params_check(complaint, scenario, args->sets[i - 1]))
			return EXIT_USAGE;
		if (params_add(&plan->params, args->sets[i - 1]) != 0)
			return no_memory(complaint, "--set");
	}
	return 0;
}

/* What the recording was started with, so that it can be followed; what was given must not contradict it. */
static int follow_recording(struct plan *plan, struct complaint *complaint, const struct args *args,
			    const struct il_scenario *scenario)
{
	int failed = recording_open(&plan->replay, complaint, args->replay);
	if (failed)
		return failed;
	const struct log_meta *meta = log_meta(plan->replay);
	bool time_free = strcmp(meta->time, "free") == 0;
	if (strcmp(meta->scenario, scenario->id) != 0)
		complain(complaint, N_("--strategy replay:%s: it records %s; run that"), args->replay, meta->scenario);
	else if (args->seed_given && args->seed != meta->seed)
		complain(complaint, N_("--seed: the recording has another; leave it out"));
	else if (args->time_given && args->time_free != time_free)
		complain(complaint, N_("--time: the recording has the other; leave it out"));
	else if (args->schedule != NULL)
		complain(complaint, N_("--schedule: the recording has its own choices; leave it out"));
	else if (args->set_count > 0)
		complain(complaint, N_("--set: the recording has its own parameters; leave it out"));
	else {
		plan->session.replay = plan->replay;
		plan->session.seed = meta->seed;
		plan->session.time_free = time_free;
		if (params_of_json(&plan->params, meta->params) == 0)
			return 0;
		complain(complaint, N_("%s: its parameters cannot be read"), args->replay);
		return EXIT_UNREADABLE;
	}
	return EXIT_USAGE;
}

int plan_init(struct plan *plan, struct complaint *complaint, const struct args *args, bool headless)
{
	const struct il_scenario *scenario;
	*plan = (struct plan){
	    .session =
		{
		    .scenario = args->operand,
		    .seed = args->seed,
		    .depth = args->depth,
		    .speed = args->speed,
		    .pace = args->pace_given ? args->pace
			    : headless       ? 0
					     : pace_on_terminal,
		    .paused = !headless,
		    .record = args->record,
		    .schedule = args->schedule,
		    .max_events = args->max_events,
		},
	};
	int failed = check_scenario(&scenario, complaint, args->operand);
	if (!failed)
		plan->session.time_free = args->time_given ? args->time_free : scenario->time_free;
	if (!failed)
		failed = choose_strategy(plan, complaint, args, headless);
	if (!failed && args->schedule != NULL)
		failed = check_schedule(complaint, args->schedule);
	if (!failed)
		failed = args->replay ? follow_recording(plan, complaint, args, scenario)
				      : gather_sets(plan, complaint, args, scenario);
	plan->session.params = plan->params;
	return failed;
}

void plan_fini(struct plan *plan)
{
	free(plan->params);
	log_free(plan->replay);
}
