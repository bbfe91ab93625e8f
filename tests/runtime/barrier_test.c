/* threading.Barrier. */
#include "programs.h"

#include <string.h>

enum { PARTIES = 3, ROUNDS = 3, FAR = 1000000 };

static il_barrier barrier;
static il_event go;
static il_var places, arrived, acted;
static il_lock lock;
static il_thread threads[4];

static void start_and_join(il_thread *list, int count)
{
	for (int i = 0; i < count; i++)
		il_thread_start(list[i]);
	for (int i = 0; i < count; i++)
		il_thread_join(list[i]);
}

static void add(il_var var, int64_t by)
{
	il_hold(lock);
	il_var_write(var, il_int(il_var_read(var).i + by));
}

/* ---- rounds ---- */

/* In each round all have come before anybody goes on, and each has a place of its own. */
static il_value go_rounds(il_args args)
{
	(void)args;
	for (int64_t round = 0; round < ROUNDS; round++) {
		int place = -1;
		add(arrived, 1);
		EXPECT(il_barrier_wait(&place, barrier) == IL_OK);
		EXPECT(il_var_read(arrived).i >= (round + 1) * PARTIES);
		EXPECT(place >= 0 && place < PARTIES);
		add(places, (int64_t)1 << (8 * round + 2 * place));
	}
	return il_none();
}

static void run_rounds(void)
{
	lock = il_lock_new("lock");
	arrived = il_var_new("arrived", il_int(0));
	places = il_var_new("places", il_int(0));
	barrier = il_barrier_new("barrier", PARTIES);
	EXPECT(il_barrier_parties(barrier) == PARTIES);
	for (int i = 0; i < PARTIES; i++)
		threads[i] = il_thread_new(go_rounds);
	start_and_join(threads, PARTIES);
	EXPECT(il_var_peek(places).i == 0x151515);
	EXPECT(il_barrier_n_waiting(barrier) == 0 && !il_barrier_broken(barrier));
}

static void test_T70_all_wait_for_all_round_after_round_each_with_a_place_of_its_own(void **state)
{
	(void)state;
	assert_completes_in_any_time(run_rounds);
}

static void wait_alone(void)
{
	int place = -1;
	barrier = il_barrier_new("barrier", 1);
	for (int i = 0; i < 2; i++) {
		EXPECT(il_barrier_wait(&place, barrier) == IL_OK);
		EXPECT(place == 0);
	}
	EXPECT(il_barrier_wait(NULL, barrier, .timeout = il_within(0)) == IL_OK);
	barrier = il_barrier_new("empty", 0);
	EXPECT(il_barrier_parties(barrier) == 0);
	EXPECT(il_barrier_wait(&place, barrier, .timeout = il_within(0.5)) == IL_BROKEN_BARRIER);
}

static void test_T70_one_party_never_waits_and_none_never_goes_on(void **state)
{
	(void)state;
	assert_completes(wait_alone);
}

static il_value wait_once(il_args args)
{
	(void)args;
	il_barrier_wait(NULL, barrier);
	return il_none();
}

static void wait_for_too_many(void)
{
	barrier = il_barrier_new("barrier", 3);
	threads[0] = il_thread_new(wait_once);
	il_thread_start(threads[0]);
	wait_once((il_args){0});
}

static void test_T70_too_few_parties_wait_for_ever(void **state)
{
	(void)state;
	assert_ends(wait_for_too_many, LOG_DEADLOCK);
}

/* ---- action ---- */

static il_value act(il_args args)
{
	EXPECT(args.count == 0);
	EXPECT(il_barrier_n_waiting(barrier) == PARTIES); /* nobody has gone on */
	add(acted, 1);
	il_sleep(1);
	return il_int(7); /* goes nowhere */
}

static il_value wait_and_see_the_action(il_args args)
{
	(void)args;
	for (int64_t round = 1; round <= 2; round++) {
		EXPECT(il_barrier_wait(NULL, barrier) == IL_OK);
		EXPECT(il_var_read(acted).i >= round);
	}
	return il_none();
}

static void run_an_action(void)
{
	lock = il_lock_new("lock");
	acted = il_var_new("acted", il_int(0));
	barrier = il_barrier_new("barrier", PARTIES, .action = act);
	for (int i = 0; i < PARTIES; i++)
		threads[i] = il_thread_new(wait_and_see_the_action);
	start_and_join(threads, PARTIES);
	EXPECT(il_var_peek(acted).i == 2);
	EXPECT(program_took(2, 0));
}

static void test_T70_the_action_runs_once_a_round_before_anybody_goes_on(void **state)
{
	(void)state;
	assert_completes(run_an_action);
}

static il_value fail_to_act(il_args args)
{
	(void)args;
	return il_raise("ValueError", "no sums today");
}

static il_value come_to_fail(il_args args)
{
	(void)args;
	il_status status = il_barrier_wait(NULL, barrier);
	if (status == IL_RAISED) {
		EXPECT(strcmp(il_text(il_raise_status(status)), "ValueError: no sums today") == 0);
		add(acted, 1);
	} else {
		EXPECT(status == IL_BROKEN_BARRIER);
	}
	return il_none();
}

static void fail_in_the_action(void)
{
	lock = il_lock_new("lock");
	acted = il_var_new("acted", il_int(0));
	barrier = il_barrier_new("barrier", 2, .action = fail_to_act);
	for (int i = 0; i < 2; i++)
		threads[i] = il_thread_new(come_to_fail);
	start_and_join(threads, 2);
	EXPECT(il_var_peek(acted).i == 1); /* whoever ran it */
	EXPECT(il_barrier_broken(barrier));
	EXPECT(il_barrier_wait(NULL, barrier) == IL_BROKEN_BARRIER);
}

static void test_T71_an_exception_of_the_action_goes_to_who_ran_it_and_breaks_the_barrier(void **state)
{
	(void)state;
	assert_completes_in_any_time(fail_in_the_action);
}

static il_value wait_for_oneself(il_args args)
{
	(void)args;
	il_barrier_reset(barrier);
	return il_none();
}

static void reset_inside_the_action(void)
{
	barrier = il_barrier_new("barrier", 1, .action = wait_for_oneself);
	il_barrier_wait(NULL, barrier);
}

static void test_T72_the_action_runs_under_the_barriers_lock(void **state)
{
	(void)state;
	assert_ends(reset_inside_the_action, LOG_DEADLOCK);
}

/* ---- time-outs ---- */

static il_value wait_with_limit(il_args args)
{
	EXPECT(il_barrier_wait(NULL, barrier, .timeout = il_within(args.v[0].d)) == IL_BROKEN_BARRIER);
	EXPECT(il_barrier_broken(barrier));
	return il_none();
}

static void time_out(void)
{
	barrier = il_barrier_new("barrier", 3, .timeout = il_within(FAR));
	threads[0] = il_thread_new(wait_with_limit, .args = IL_ARGS(il_double(1)));
	threads[1] = il_thread_new(wait_with_limit, .args = IL_ARGS(il_double(2)));
	start_and_join(threads, 2);
	EXPECT(program_took(1, 0)); /* the first who gives up breaks it for all */
	EXPECT(il_barrier_wait(NULL, barrier) == IL_BROKEN_BARRIER);
	EXPECT(il_barrier_n_waiting(barrier) == 0);
}

static void test_T71_a_time_out_breaks_the_barrier_for_all(void **state)
{
	(void)state;
	assert_completes(time_out);
}

static void time_out_by_default(void)
{
	barrier = il_barrier_new("barrier", 2, .timeout = il_within(0.5));
	EXPECT(il_barrier_wait(NULL, barrier) == IL_BROKEN_BARRIER);
	EXPECT(program_took(0.5, 0));
	EXPECT(il_barrier_reset(barrier) == IL_OK);
	EXPECT(!il_barrier_broken(barrier));
	EXPECT(il_barrier_wait(NULL, barrier, .timeout = il_within(-1)) == IL_BROKEN_BARRIER);
	EXPECT(il_barrier_reset(barrier) == IL_OK);
	EXPECT(il_barrier_wait(NULL, barrier, .timeout = il_within(2)) == IL_BROKEN_BARRIER);
	EXPECT(program_took(2.5, 0));
}

static void test_T71_a_wait_has_the_barriers_time_out_unless_it_says_its_own(void **state)
{
	(void)state;
	assert_completes(time_out_by_default);
}

static il_value act_for_long(il_args args)
{
	(void)args;
	il_sleep(5);
	return il_none();
}

static il_value wait_shortly(il_args args)
{
	EXPECT(il_barrier_wait(NULL, barrier, .timeout = il_within(args.v[0].d)) == IL_OK);
	return il_none();
}

static void act_longer_than_the_time_out(void)
{
	barrier = il_barrier_new("barrier", 2, .action = act_for_long);
	threads[0] = il_thread_new(wait_shortly, .args = IL_ARGS(il_double(2)));
	threads[1] = il_thread_new(wait_shortly, .args = IL_ARGS(il_double(FAR)));
	start_and_join(threads, 2);
}

static void test_T71_who_came_in_time_goes_on_however_long_the_action_takes(void **state)
{
	(void)state;
	assert_completes(act_longer_than_the_time_out);
}

/* ---- reset, abort ---- */

static il_value wait_in_vain(il_args args)
{
	(void)args;
	EXPECT(il_barrier_wait(NULL, barrier) == IL_BROKEN_BARRIER);
	return il_none();
}

static void wait_until_there(int count)
{
	while (il_barrier_n_waiting(barrier) < count)
		il_sleep(0.1);
}

static void reset_it(void)
{
	barrier = il_barrier_new("barrier", 3);
	for (int i = 0; i < 2; i++) {
		threads[i] = il_thread_new(wait_in_vain);
		il_thread_start(threads[i]);
	}
	wait_until_there(2);
	EXPECT(il_barrier_reset(barrier) == IL_OK);
	EXPECT(!il_barrier_broken(barrier));
	EXPECT(il_barrier_n_waiting(barrier) == 0);
	for (int i = 0; i < 2; i++)
		il_thread_join(threads[i]);
	EXPECT(il_barrier_reset(barrier) == IL_OK); /* nobody is there */
	for (int i = 0; i < 3; i++)
		threads[i] = il_thread_new(wait_shortly, .args = IL_ARGS(il_double(FAR)));
	start_and_join(threads, 3);
}

static void test_T72_a_reset_sends_the_waiters_away_and_the_barrier_is_whole(void **state)
{
	(void)state;
	assert_completes(reset_it);
}

static void abort_it(void)
{
	barrier = il_barrier_new("barrier", 2);
	threads[0] = il_thread_new(wait_in_vain);
	il_thread_start(threads[0]);
	EXPECT(il_barrier_abort(barrier) == IL_OK);
	EXPECT(il_barrier_broken(barrier));
	EXPECT(il_barrier_wait(NULL, barrier) == IL_BROKEN_BARRIER);
	il_thread_join(threads[0]);
	EXPECT(il_barrier_abort(barrier) == IL_OK);
	EXPECT(il_barrier_broken(barrier));
	EXPECT(il_barrier_reset(barrier) == IL_OK);
	EXPECT(!il_barrier_broken(barrier));
}

static void test_T72_an_abort_breaks_the_barrier_until_a_reset(void **state)
{
	(void)state;
	assert_completes_in_any_time(abort_it);
}

/* ---- who comes while the others go out ---- */

static il_value tell_place(il_args args)
{
	int place = -1;
	EXPECT(il_barrier_wait(&place, barrier) == IL_OK);
	il_print("%s %d", il_text(args.v[0]), place);
	return il_none();
}

/* main: new x5, start x4. 1 waits, 2 opens; 3 and 4 come before 1 is out. */
static void come_early(void)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	barrier = il_barrier_new("barrier", 2);
	for (int i = 0; i < 4; i++)
		threads[i] = il_thread_new(tell_place, .args = IL_ARGS(il_str("%s", names[i])));
	start_and_join(threads, 4);
}

static void test_T70_who_comes_while_the_others_go_out_waits_outside(void **state)
{
	(void)state;
	const char *const lines[] = {"b 1", "a 0", "d 1", "c 0", NULL};
	assert_completes_in_any_time(come_early);
	/* 3 enters (a step), and waits; 4, now the last one, opens at once. */
	assert_prints_when("0x9.1.2.3.4.2x2.1x3.3x2.4x3", come_early, lines);
}

static il_value pass(il_args args)
{
	(void)args;
	EXPECT(il_barrier_wait(NULL, barrier) == IL_OK);
	return il_none();
}

static il_value give_up(il_args args)
{
	(void)args;
	il_status status = il_barrier_wait(NULL, barrier, .timeout = il_within(1));
	il_print("%s at %.1f", il_status_name(status), il_clock());
	return il_none();
}

/* main: new x4, start x3. 1 waits, 2 opens; 3 comes before 1 is out, and nobody comes after. */
static void come_early_and_alone(void)
{
	barrier = il_barrier_new("barrier", 2);
	threads[0] = il_thread_new(pass);
	threads[1] = il_thread_new(pass);
	threads[2] = il_thread_new(give_up);
	start_and_join(threads, 3);
}

static void test_T71_who_was_kept_outside_has_its_time_still(void **state)
{
	(void)state;
	const char *const lines[] = {"BrokenBarrierError at 1.0", NULL};
	assert_prints_when("0x7.1.2.3.1.3x2", come_early_and_alone, lines);
}

/* ---- the log ---- */

static il_value act_shortly(il_args args)
{
	(void)args;
	return il_none();
}

static void run_one_round(void)
{
	go = il_event_new("go");
	barrier = il_barrier_new("barrier", 2, .action = act_shortly);
	threads[0] = il_thread_new(wait_once, .name = "first");
	il_thread_start(threads[0]);
	il_sleep(1);
	il_barrier_wait(NULL, barrier);
	il_thread_join(threads[0]);
	il_barrier_wait(NULL, barrier, .timeout = il_within(1));
	il_barrier_wait(NULL, barrier);
	il_barrier_reset(barrier);
	il_barrier_abort(barrier);
}

static void test_what_a_barrier_logs(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    BLOCK("first", OP_BARRIER_WAIT, "barrier", .x = 1, .y = 2, .z = BARRIER_FILLS, .kind = VALUE_INT),
	    DONE("main", OP_BARRIER_ACTION, "barrier", .x = 2, .y = 2, .z = BARRIER_ACTS, .kind = VALUE_INT,
		 .value = 1),
	    DONE("main", OP_BARRIER_WAIT, "barrier", .y = 2, .z = BARRIER_DRAINS, .kind = VALUE_INT, .value = 1),
	    DONE("first", OP_BARRIER_WAIT, "barrier", .y = 2, .z = BARRIER_FILLS, .kind = VALUE_INT),
	    BLOCK("main", OP_BARRIER_WAIT, "barrier", .x = 1, .y = 2, .z = BARRIER_FILLS, .kind = VALUE_INT,
		  .timed = true, .deadline = 2),
	    DONE("main", OP_BARRIER_WAIT, "barrier", .y = 2, .z = BARRIER_BROKEN, .result = IL_BROKEN_BARRIER),
	    DONE("main", OP_BARRIER_WAIT, "barrier", .y = 2, .z = BARRIER_BROKEN, .result = IL_BROKEN_BARRIER),
	    DONE("main", OP_BARRIER_RESET, "barrier", .y = 2, .z = BARRIER_FILLS),
	    DONE("main", OP_BARRIER_ABORT, "barrier", .y = 2, .z = BARRIER_BROKEN),
	};
	assert_logs(run_one_round, LOG_COMPLETED, expected);
}

/* ---- processes ---- */

static il_value meet(il_args args)
{
	(void)args;
	EXPECT(il_barrier_wait(NULL, barrier) == IL_OK);
	return il_none();
}

static void meet_a_process(void)
{
	barrier = il_barrier_new("barrier", 2, .shared = true);
	il_process process = il_process_new(meet);
	il_process_start(process);
	EXPECT(il_barrier_wait(NULL, barrier) == IL_OK);
	il_process_join(process);
}

static void test_a_shared_barrier_serves_processes(void **state)
{
	(void)state;
	assert_completes_in_any_time(meet_a_process);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T70_all_wait_for_all_round_after_round_each_with_a_place_of_its_own),
	    cmocka_unit_test(test_T70_one_party_never_waits_and_none_never_goes_on),
	    cmocka_unit_test(test_T70_too_few_parties_wait_for_ever),
	    cmocka_unit_test(test_T70_the_action_runs_once_a_round_before_anybody_goes_on),
	    cmocka_unit_test(test_T71_an_exception_of_the_action_goes_to_who_ran_it_and_breaks_the_barrier),
	    cmocka_unit_test(test_T72_the_action_runs_under_the_barriers_lock),
	    cmocka_unit_test(test_T71_a_time_out_breaks_the_barrier_for_all),
	    cmocka_unit_test(test_T71_a_wait_has_the_barriers_time_out_unless_it_says_its_own),
	    cmocka_unit_test(test_T71_who_came_in_time_goes_on_however_long_the_action_takes),
	    cmocka_unit_test(test_T72_a_reset_sends_the_waiters_away_and_the_barrier_is_whole),
	    cmocka_unit_test(test_T72_an_abort_breaks_the_barrier_until_a_reset),
	    cmocka_unit_test(test_T70_who_comes_while_the_others_go_out_waits_outside),
	    cmocka_unit_test(test_T71_who_was_kept_outside_has_its_time_still),
	    cmocka_unit_test(test_what_a_barrier_logs),
	    cmocka_unit_test(test_a_shared_barrier_serves_processes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
