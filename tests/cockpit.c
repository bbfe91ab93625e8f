#include "cockpit.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "invariants.h"

/* ---- looking ---- */

static bool is_settled(const struct session *session, void *context)
{
	struct cockpit *cockpit = context;
	struct session_state state;
	session_state(&state, session);
	run_fold(cockpit->model);
	if (state.ended || state.busy || state.proposal == LOG_NONE || cockpit->model->step != state.steps)
		return false;
	for (uint32_t id = 0; id < cockpit->model->actor_count; id++)
		if (model_why(cockpit->model, id).why == WHY_RUNNING)
			return false;
	return true;
}

bool cockpit_settle(struct cockpit *cockpit)
{
	bool settled = run_wait(cockpit->session, is_settled, cockpit);
	struct session_state state;
	session_state(&state, cockpit->session);
	cockpit->steps = state.steps;
	cockpit->refusals = state.refusals;
	return settled;
}

struct cockpit cockpit_enter(const struct session_options *options)
{
	struct cockpit cockpit = {.session = run_start(options)};
	cockpit.model = model_new(session_log(cockpit.session));
	assert_non_null(cockpit.model);
	return cockpit;
}

struct cockpit cockpit_enter_paused(const struct session_options *options)
{
	struct session_options paused = *options;
	paused.paused = true;
	struct cockpit cockpit = cockpit_enter(&paused);
	assert_true(cockpit_settle(&cockpit));
	return cockpit;
}

/* `expected` LOG_STATUS_COUNT: any. */
static enum log_status end(struct cockpit *cockpit, enum log_status expected)
{
	char message[INVARIANTS_MESSAGE];
	run_wait_end(cockpit->session);
	enum log_status status = run_status(cockpit->session);
	bool as_expected = expected == LOG_STATUS_COUNT || status == expected;
	const char *broken = invariants_broken(message, session_log(cockpit->session));
	if (broken != NULL || !as_expected)
		run_show(session_log(cockpit->session));
	model_free(cockpit->model);
	session_free(cockpit->session);
	if (broken != NULL)
		fail_msg("%s", broken);
	if (!as_expected)
		fail_msg("ends %s, not %s", log_status_name(status), log_status_name(expected));
	return status;
}

void cockpit_leave(struct cockpit *cockpit, enum log_status status)
{
	end(cockpit, status);
}

enum log_status cockpit_leave_any(struct cockpit *cockpit)
{
	return end(cockpit, LOG_STATUS_COUNT);
}

/* ---- playing and pausing ---- */

static bool plays(const struct session *session, void *context)
{
	const bool *wanted = context;
	struct session_state state;
	session_state(&state, session);
	return state.playing == *wanted;
}

void cockpit_play(struct cockpit *cockpit)
{
	session_play(cockpit->session);
	run_wait(cockpit->session, plays, &(bool){true});
}

void cockpit_pause(struct cockpit *cockpit)
{
	session_pause(cockpit->session);
	run_wait(cockpit->session, plays, &(bool){false});
}

/* ---- stepping ---- */

static bool is_answered(const struct session *session, void *context)
{
	const struct cockpit *cockpit = context;
	struct session_state state;
	session_state(&state, session);
	return state.refusals != cockpit->refusals || state.steps != cockpit->steps;
}

bool cockpit_step(struct cockpit *cockpit, uint32_t actor)
{
	uint64_t refusals = cockpit->refusals;
	session_step(cockpit->session, actor);
	run_wait(cockpit->session, is_answered, cockpit);
	cockpit_settle(cockpit);
	return cockpit->refusals == refusals;
}

void cockpit_go(struct cockpit *cockpit, uint32_t actor)
{
	if (!cockpit_step(cockpit, actor))
		fail_msg("the step of actor %u is refused", (unsigned)actor);
}

void cockpit_refuse(struct cockpit *cockpit, uint32_t actor)
{
	uint64_t committed = log_committed(session_log(cockpit->session));
	uint64_t refusals = cockpit->refusals;
	if (cockpit_step(cockpit, actor))
		fail_msg("the step of actor %u is not refused", (unsigned)actor);
	assert_int_equal(cockpit->refusals, refusals + 1);
	assert_int_equal(log_committed(session_log(cockpit->session)), committed);
}

bool cockpit_could_go(const struct cockpit *cockpit, uint32_t actor)
{
	int64_t until;
	if (actor == LOG_CLOCK)
		return model_clock_can_go(cockpit->model, &until);
	return model_why(cockpit->model, actor).why == WHY_CAN_GO;
}

void cockpit_go_on(struct cockpit *cockpit, uint32_t actor)
{
	while (cockpit_could_go(cockpit, actor))
		cockpit_go(cockpit, actor);
}

void cockpit_run_by(struct cockpit *cockpit, const uint32_t *order, size_t count)
{
	while (cockpit_settle(cockpit)) {
		size_t i = 0;
		while (i < count && !cockpit_could_go(cockpit, order[i]))
			i++;
		if (i == count)
			fail_msg("nobody can go after step %u", (unsigned)cockpit->steps);
		cockpit_go(cockpit, order[i]);
	}
}

/* ---- the model and the engine ---- */

uint32_t cockpit_roll(uint64_t *dice, uint32_t sides)
{
	uint64_t z = (*dice += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % sides);
}

/* Any actor, or the clock; seldom one that there is not. */
static uint32_t roll_actor(uint64_t *dice, const struct cockpit *cockpit)
{
	uint32_t rolled = cockpit_roll(dice, cockpit->model->actor_count + 1);
	return rolled < cockpit->model->actor_count ? rolled : LOG_CLOCK;
}

void cockpit_compare(struct cockpit *cockpit, uint64_t *dice)
{
	uint32_t actor = roll_actor(dice, cockpit);
	bool expected = cockpit_could_go(cockpit, actor);
	struct why_not why = model_why(cockpit->model, actor);
	uint64_t steps = cockpit->steps;
	bool taken = cockpit_step(cockpit, actor);
	if (taken == expected)
		return;
	run_show(session_log(cockpit->session));
	fail_msg("after step %u: the step of actor %u is %s, but the model says %d", (unsigned)steps,
		 (unsigned)actor, taken ? "taken" : "refused", (int)why.why);
}

/* ---- the log ---- */

struct log_event cockpit_last(const struct cockpit *cockpit)
{
	struct run_events events = run_events(session_log(cockpit->session));
	size_t last = events.count;
	while (last > 0 && events.list[last - 1].phase == LOG_ANNOUNCE)
		last--;
	assert_true(last > 0);
	struct log_event event = events.list[last - 1];
	free(events.list);
	return event;
}
