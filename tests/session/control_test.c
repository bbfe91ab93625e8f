/* Commands: pause, step by choice, play, speed and pace. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>

#include "../cockpit.h"
#include "interleave/interleave.h"
#include "session/scenarios.h"

enum { NOBODY = 77 }; /* an actor that there is not */

static struct cockpit enter_paused(const char *scenario, enum session_strategy strategy)
{
	struct session_options options = run_options(scenario, strategy, 1);
	return cockpit_enter_paused(&options);
}

/* ---- started paused ---- */

static void test_nothing_happens_before_the_first_step(void **state)
{
	(void)state;
	static const enum session_strategy strategies[] = {
	    STRATEGY_LIVE, STRATEGY_MANUAL, STRATEGY_ROUND_ROBIN, STRATEGY_RANDOM, STRATEGY_PCT};
	for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
		struct cockpit cockpit = enter_paused("condition", strategies[i]);
		cockpit_refuse(&cockpit,
			       NOBODY); /* a command has come and gone, and still nothing has happened */
		struct run_events events = run_events(session_log(cockpit.session));
		assert_int_equal(events.count, 2);
		assert_int_equal(events.list[0].op, OP_OBJECT_NEW);
		assert_int_equal(events.list[1].phase, LOG_ANNOUNCE);
		assert_int_equal(cockpit.steps, 0);
		free(events.list);
		session_stop(cockpit.session);
		cockpit_leave(&cockpit, LOG_LEFT);
	}
}

static void test_chosen_steps_run_condition_to_its_end_in_both_orders(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_paused("condition", STRATEGY_MANUAL);
	cockpit_run_by(&cockpit, (const uint32_t[]){0, 1, 2, LOG_CLOCK}, 4);
	cockpit_leave(&cockpit, LOG_COMPLETED);
	cockpit = enter_paused("condition", STRATEGY_MANUAL);
	cockpit_run_by(&cockpit, (const uint32_t[]){0, 2, 1, LOG_CLOCK}, 4);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_clock_chosen_too_early_loses_the_notify(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_paused("condition", STRATEGY_MANUAL);
	cockpit_run_by(&cockpit, (const uint32_t[]){0, 2, LOG_CLOCK, 1}, 4);
	cockpit_leave(&cockpit, LOG_DEADLOCK);
}

static void test_steps_of_the_proposal_make_the_run_that_plays_by_itself(void **state)
{
	(void)state;
	static const enum session_strategy strategies[] = {STRATEGY_ROUND_ROBIN, STRATEGY_RANDOM,
							   STRATEGY_PCT};
	for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
		struct session_options options = run_options("task-distribution", strategies[i], 7);
		struct session *played = run_session(&options);
		options.paused = true;
		struct cockpit cockpit = cockpit_enter(&options);
		while (cockpit_settle(&cockpit))
			cockpit_go(&cockpit, LOG_NONE);
		char *by_itself = run_dump(session_log(played)),
		     *by_hand = run_dump(session_log(cockpit.session));
		assert_string_equal(by_itself, by_hand);
		free(by_itself);
		free(by_hand);
		session_free(played);
		cockpit_leave(&cockpit, LOG_COMPLETED);
	}
}

/* ---- refusals ---- */

static void test_a_step_of_one_that_cannot_go_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_paused("condition", STRATEGY_MANUAL);
	cockpit_refuse(&cockpit, NOBODY);
	cockpit_refuse(&cockpit, 1);         /* not made */
	cockpit_refuse(&cockpit, LOG_CLOCK); /* nobody waits for a time */
	cockpit_go_on(&cockpit, 0);
	cockpit_refuse(&cockpit, 0); /* joins the waiter */
	cockpit_go_on(&cockpit, 2);
	cockpit_refuse(&cockpit, 2); /* sleeps */
	cockpit_go_on(&cockpit, 1);
	cockpit_refuse(&cockpit, 1); /* waits for a notify */
	cockpit_go(&cockpit, LOG_CLOCK);
	cockpit_go_on(&cockpit, 2);
	cockpit_refuse(&cockpit, 2); /* has ended */
	cockpit_run_by(&cockpit, (const uint32_t[]){0, 1, 2, LOG_CLOCK}, 4);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_trying_a_held_lock_is_a_step_and_joins_its_line(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_paused("deadlock", STRATEGY_MANUAL);
	cockpit_go_on(&cockpit, 0);
	cockpit_go(&cockpit, 2); /* right takes the paper */
	cockpit_go(&cockpit, 1); /* left the pen */
	cockpit_go(&cockpit, 1); /* and says so */
	uint64_t steps = cockpit.steps;
	cockpit_go(&cockpit, 1); /* and tries the paper */
	struct log_event tried = cockpit_last(&cockpit);
	assert_int_equal(cockpit.steps, steps + 1);
	assert_int_equal(tried.op, OP_LOCK_ACQUIRE);
	assert_int_equal(tried.phase, LOG_BLOCK);
	assert_true(tried.flags & LOG_STEP);
	assert_int_equal(tried.x, 2);
	assert_int_equal(model_object(cockpit.model, tried.object)->line_count, 1);
	cockpit_refuse(&cockpit, 1);
	cockpit_run_by(&cockpit, (const uint32_t[]){2, 1, 0}, 3);
	cockpit_leave(&cockpit, LOG_DEADLOCK);
}

static void test_a_replay_has_no_choice(void **state)
{
	(void)state;
	struct session_options options = run_options("deadlock", STRATEGY_ROUND_ROBIN, 1);
	struct session *recording = run_session(&options);
	enum log_status status = run_status(recording);
	options.strategy = STRATEGY_REPLAY;
	options.replay = session_log(recording);
	options.paused = true;
	struct cockpit cockpit = cockpit_enter(&options);
	while (cockpit_settle(&cockpit)) {
		struct session_state run;
		session_state(&run, cockpit.session);
		for (uint32_t id = 0; id < cockpit.model->actor_count; id++)
			if (id != run.proposal)
				cockpit_refuse(&cockpit, id);
		cockpit_go(&cockpit, run.proposal);
	}
	cockpit_leave(&cockpit, status);
	session_free(recording);
}

/* ---- pausing a live run ---- */

struct occurrence {
	enum log_op op;
	enum log_phase phase;
	size_t count;
};

static bool has_occurred(const struct session *session, void *context)
{
	const struct occurrence *occurrence = context;
	return run_count(session_log(session), occurrence->op, occurrence->phase) >= occurrence->count;
}

static void wait_for(struct cockpit *cockpit, enum log_op op, enum log_phase phase, size_t count)
{
	assert_true(run_wait(cockpit->session, has_occurred, &(struct occurrence){op, phase, count}));
}

static struct cockpit enter_live(const char *scenario, double speed)
{
	struct session_options options = run_options(scenario, STRATEGY_LIVE, 1);
	options.speed = speed;
	return cockpit_enter(&options);
}

/* So slow that no sleep ends by itself: it is where it is wanted however late the test comes to it. */
static struct cockpit enter_slow(const char *scenario)
{
	return enter_live(scenario, 0.001);
}

static void play_fast(struct cockpit *cockpit)
{
	session_set_speed(cockpit->session, 50);
	session_play(cockpit->session);
}

static void pause_and_settle(struct cockpit *cockpit)
{
	session_pause(cockpit->session);
	wait_for(cockpit, OP_CONTROL_PAUSE, LOG_DONE, 1);
	assert_true(cockpit_settle(cockpit));
}

static void test_a_paused_live_run_steps_its_clock_and_goes_on(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("event");
	wait_for(&cockpit, OP_SLEEP, LOG_BLOCK, 1);
	wait_for(&cockpit, OP_EVENT_WAIT, LOG_BLOCK, 1);
	wait_for(&cockpit, OP_EXIT, LOG_BLOCK, 1);
	pause_and_settle(&cockpit);
	struct session_state run;
	session_state(&run, cockpit.session);
	assert_false(run.playing);
	assert_int_equal(run.proposal, LOG_CLOCK);
	for (uint32_t id = 0; id <= 2; id++)
		cockpit_refuse(&cockpit, id);
	int64_t until;
	assert_true(model_clock_can_go(cockpit.model, &until));
	cockpit_go(&cockpit, LOG_CLOCK);
	assert_int_equal(cockpit_last(&cockpit).op, OP_CLOCK_ADVANCE);
	assert_int_equal(cockpit_last(&cockpit).t, until);
	cockpit_refuse(&cockpit, 1);
	cockpit_go(&cockpit, 2);
	assert_int_equal(cockpit_last(&cockpit).op, OP_SLEEP);
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_pause_of_three_processes_lets_nothing_through(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("process-queue");
	wait_for(&cockpit, OP_QUEUE_PUT, LOG_DONE, 1);
	pause_and_settle(&cockpit);
	uint64_t committed = log_committed(session_log(cockpit.session));
	for (int i = 0; i < 5; i++)
		cockpit_refuse(&cockpit, NOBODY);
	assert_int_equal(log_committed(session_log(cockpit.session)), committed);
	cockpit_go(&cockpit, LOG_NONE);
	assert_true(log_committed(session_log(cockpit.session)) > committed);
	play_fast(&cockpit);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_command_that_comes_before_main_waits_for_it(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("event");
	session_pause(cockpit.session);
	session_set_speed(cockpit.session, 100);
	assert_true(cockpit_settle(&cockpit));
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_step_asked_for_before_main_announces_is_taken(void **state)
{
	(void)state;
	struct session_state run;
	struct session_options options = run_options("event", STRATEGY_MANUAL, 1);
	options.paused = true;
	struct session *session = run_start(&options);
	session_step(session, LOG_NONE);
	session_step(session, LOG_NONE);
	do {
		session_arm(session);
		session_state(&run, session);
		if (run.steps < 2)
			assert_int_equal(poll(&(struct pollfd){session_fd(session), POLLIN, 0}, 1, 30000), 1);
	} while (run.steps < 2);
	assert_int_equal(run.refusals, 0);
	session_free(session);
}

static void test_time_stands_still_in_a_pause(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("semaphore");
	wait_for(&cockpit, OP_SLEEP, LOG_BLOCK, 2);
	pause_and_settle(&cockpit);
	int64_t now = cockpit.model->now;
	for (uint32_t id = 0; id < cockpit.model->actor_count; id++)
		if (cockpit_could_go(&cockpit, id) && cockpit_step(&cockpit, id))
			assert_int_equal(cockpit_last(&cockpit).t, now);
	play_fast(&cockpit);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_live_run_can_be_stepped_from_its_beginning_to_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		struct cockpit cockpit = enter_paused(scenario_table[i]->id, STRATEGY_LIVE);
		while (cockpit_settle(&cockpit))
			cockpit_go(&cockpit, LOG_NONE);
		enum log_status status = cockpit_leave_any(&cockpit);
		assert_true(status == LOG_COMPLETED || status == LOG_DEADLOCK ||
			    status == LOG_PROMISE_BROKEN);
	}
}

static void test_a_pause_and_a_resume_change_no_promise(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		if (scenario_table[i]->section == 5)
			continue; /* what goes wrong there may go wrong */
		struct cockpit cockpit = enter_live(scenario_table[i]->id, 50);
		wait_for(&cockpit, OP_PRINT, LOG_DONE, 1);
		cockpit_pause(&cockpit);
		if (cockpit_settle(&cockpit))
			session_play(cockpit.session);
		cockpit_leave(&cockpit, LOG_COMPLETED);
	}
}

static il_condition condition;

static il_value wait_a_second(il_args args)
{
	(void)args;
	il_hold(condition);
	il_condition_wait(condition, .timeout = il_within(1));
	return il_none();
}

static il_value hold_two_seconds(il_args args)
{
	(void)args;
	il_hold(condition);
	il_sleep(2);
	return il_none();
}

static void wait_and_hold(void)
{
	condition = il_condition_new("condition");
	il_thread_start(il_thread_new(wait_a_second));
	il_thread_start(il_thread_new(hold_two_seconds));
}

static void test_a_wait_that_times_out_in_a_pause_ends_when_the_lock_is_free(void **state)
{
	(void)state;
	struct il_scenario program = run_program(wait_and_hold);
	struct session_options options = run_options("test", STRATEGY_LIVE, 1);
	options.program = &program;
	struct cockpit cockpit = cockpit_enter_paused(&options);
	for (uint32_t id = 0; id <= 2; id++)
		cockpit_go_on(&cockpit, id);
	cockpit_go(&cockpit, LOG_CLOCK);
	cockpit_refuse(&cockpit, 1); /* it is late, and the other holds the lock */
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

/* ---- speed and pace ---- */

static void test_a_new_speed_takes_effect_on_sleepers(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("event");
	wait_for(&cockpit, OP_SLEEP, LOG_BLOCK, 1);
	session_set_speed(cockpit.session, 100);
	run_wait_end(cockpit.session);
	struct run_events events = run_events(session_log(cockpit.session));
	size_t changes = 0;
	for (size_t i = 0; i < events.count; i++) {
		if (events.list[i].op != OP_CONTROL_SPEED)
			continue;
		assert_int_equal(events.list[i].value, 100 * 1000);
		changes++;
	}
	assert_int_equal(changes, 1);
	free(events.list);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_speed_set_while_paused_counts_after_it(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("event");
	wait_for(&cockpit, OP_SLEEP, LOG_BLOCK, 1);
	pause_and_settle(&cockpit);
	int64_t now = cockpit.model->now;
	session_set_speed(cockpit.session, 100);
	wait_for(&cockpit, OP_CONTROL_SPEED, LOG_DONE, 1);
	assert_true(cockpit_settle(&cockpit));
	assert_int_equal(cockpit.model->now, now);
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_a_pace_plays_a_controlled_run_to_its_end(void **state)
{
	(void)state;
	struct session_options options = run_options("condition", STRATEGY_RANDOM, 1);
	struct session *fast = run_session(&options);
	options.pace = 1000;
	struct session *paced = run_session(&options);
	char *dump_fast = run_dump(session_log(fast)), *dump_paced = run_dump(session_log(paced));
	assert_string_equal(dump_fast, dump_paced);
	free(dump_fast);
	free(dump_paced);
	session_free(fast);
	session_free(paced);
}

static void test_a_slow_pace_waits_takes_steps_and_is_let_go(void **state)
{
	(void)state;
	struct session_options options = run_options("condition", STRATEGY_ROUND_ROBIN, 1);
	options.pace = 0.001;
	struct cockpit cockpit = cockpit_enter(&options);
	assert_true(cockpit_settle(&cockpit));
	struct session_state run;
	session_state(&run, cockpit.session);
	assert_true(run.playing);
	cockpit_refuse(&cockpit, NOBODY);
	assert_int_equal(cockpit.steps, 0);
	cockpit_go(&cockpit, 0); /* a step by hand in between */
	assert_int_equal(cockpit.steps, 1);
	session_set_pace(cockpit.session, 0);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

static void test_play_lets_a_paused_controlled_run_go_to_its_end(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_paused("task-distribution", STRATEGY_RANDOM);
	cockpit_go(&cockpit, LOG_NONE);
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_COMPLETED);
}

/* ---- the end ---- */

static void test_leaving_in_the_middle_ends_every_process_and_the_log(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("process-queue");
	wait_for(&cockpit, OP_QUEUE_PUT, LOG_DONE, 1);
	session_stop(cockpit.session);
	struct session_state run;
	session_state(&run, cockpit.session);
	assert_true(run.ended);
	session_step(cockpit.session, 0); /* comes too late, and does no harm */
	session_play(cockpit.session);
	cockpit_leave(&cockpit, LOG_LEFT);
}

static void test_a_session_can_be_ended_with_another_status(void **state)
{
	(void)state;
	struct cockpit cockpit = enter_slow("event");
	wait_for(&cockpit, OP_SLEEP, LOG_BLOCK, 1);
	session_end(cockpit.session, LOG_TIMED_OUT);
	cockpit_leave(&cockpit, LOG_TIMED_OUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_happens_before_the_first_step),
	    cmocka_unit_test(test_chosen_steps_run_condition_to_its_end_in_both_orders),
	    cmocka_unit_test(test_a_clock_chosen_too_early_loses_the_notify),
	    cmocka_unit_test(test_steps_of_the_proposal_make_the_run_that_plays_by_itself),
	    cmocka_unit_test(test_a_step_of_one_that_cannot_go_is_refused_and_changes_nothing),
	    cmocka_unit_test(test_trying_a_held_lock_is_a_step_and_joins_its_line),
	    cmocka_unit_test(test_a_replay_has_no_choice),
	    cmocka_unit_test(test_a_paused_live_run_steps_its_clock_and_goes_on),
	    cmocka_unit_test(test_a_pause_of_three_processes_lets_nothing_through),
	    cmocka_unit_test(test_a_command_that_comes_before_main_waits_for_it),
	    cmocka_unit_test(test_a_step_asked_for_before_main_announces_is_taken),
	    cmocka_unit_test(test_time_stands_still_in_a_pause),
	    cmocka_unit_test(test_a_live_run_can_be_stepped_from_its_beginning_to_its_end),
	    cmocka_unit_test(test_a_pause_and_a_resume_change_no_promise),
	    cmocka_unit_test(test_a_wait_that_times_out_in_a_pause_ends_when_the_lock_is_free),
	    cmocka_unit_test(test_a_new_speed_takes_effect_on_sleepers),
	    cmocka_unit_test(test_a_speed_set_while_paused_counts_after_it),
	    cmocka_unit_test(test_a_pace_plays_a_controlled_run_to_its_end),
	    cmocka_unit_test(test_a_slow_pace_waits_takes_steps_and_is_let_go),
	    cmocka_unit_test(test_play_lets_a_paused_controlled_run_go_to_its_end),
	    cmocka_unit_test(test_leaving_in_the_middle_ends_every_process_and_the_log),
	    cmocka_unit_test(test_a_session_can_be_ended_with_another_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
