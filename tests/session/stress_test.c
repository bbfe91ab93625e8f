/* Runs at their limits: everybody hammers every primitive while the viewer pauses, steps and changes the speed; processes
 * die at any moment; the log, the tables and the disc are full; sessions come and go. Whatever happens, a run ends, with
 * the right word, and its log keeps the rules. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../invariants.h"
#include "../run_session.h"
#include "interleave/interleave.h"

/* ---- helpers ---- */

static struct session *start(void (*main_body)(void), enum session_strategy strategy, uint64_t seed)
{
	static struct il_scenario program;
	program = run_program(main_body);
	struct session_options options = run_options("stress", strategy, seed);
	options.program = &program;
	return run_start(&options);
}

static struct session *run(void (*main_body)(void), enum session_strategy strategy)
{
	struct session *session = start(main_body, strategy, 1);
	run_wait_end(session);
	return session;
}

static void assert_keeps_the_rules(const struct session *session)
{
	char message[INVARIANTS_MESSAGE];
	const char *broken = invariants_broken(message, session_log(session));
	if (broken != NULL)
		fail_msg("%s", broken);
}

static void assert_run_ends(void (*main_body)(void), enum session_strategy strategy, enum log_status status)
{
	struct session *session = run(main_body, strategy);
	if (run_status(session) != status)
		run_show(session_log(session));
	assert_int_equal(run_status(session), status);
	assert_keeps_the_rules(session);
	session_free(session);
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* The viewer's time between two commands: commands that come at once would be one. */
static void let_it_run(uint64_t microseconds)
{
	nanosleep(&(struct timespec){0, (long)microseconds * 1000}, NULL);
}

/* ---- nobody is forgotten in a line ---- */

static il_semaphore permits, taken;
static il_queue queue;

static il_value take_permits(il_args args)
{
	for (int64_t i = 0; i < args.v[0].i; i++) {
		il_semaphore_acquire(permits);
		il_semaphore_release(taken);
	}
	return il_none();
}

/* The second release finds the first waiter on its way: both must go. */
static void release_twice(void)
{
	enum { ROUNDS = 200 };
	permits = il_semaphore_new("permits", 0);
	taken = il_semaphore_new("taken", 0);
	il_thread threads[2];
	for (int i = 0; i < 2; i++) {
		threads[i] = il_thread_new(take_permits, .args = IL_ARGS(il_int(ROUNDS)));
		il_thread_start(threads[i]);
	}
	for (int i = 0; i < ROUNDS; i++) {
		il_semaphore_release(permits);
		il_semaphore_release(permits);
		il_semaphore_acquire(taken);
		il_semaphore_acquire(taken);
	}
	for (int i = 0; i < 2; i++)
		il_thread_join(threads[i]);
}

static void test_two_releases_let_two_go(void **state)
{
	(void)state;
	assert_run_ends(release_twice, STRATEGY_LIVE, LOG_COMPLETED);
}

static il_value join_queue(il_args args)
{
	(void)args;
	il_queue_join(queue);
	return il_none();
}

static il_value get_one(il_args args)
{
	il_value item;
	(void)args;
	il_queue_get(queue, &item);
	return il_none();
}

/* A joiner that is on its way stands before a getter when an item comes. */
static void join_and_get(void)
{
	enum { ROUNDS = 30 };
	il_value item;
	for (int i = 0; i < ROUNDS; i++) {
		queue = il_queue_new("queue");
		il_queue_put(queue, il_int(1));
		il_thread joiner = il_thread_new(join_queue), getter = il_thread_new(get_one);
		il_thread_start(joiner);
		il_sleep(0.05);
		il_queue_get(queue, &item);
		il_thread_start(getter);
		il_sleep(0.05);
		il_queue_task_done(queue);
		il_queue_put(queue, il_int(2));
		il_thread_join(getter);
		il_queue_task_done(queue);
		il_thread_join(joiner);
	}
}

static void test_an_item_reaches_the_getter_behind_a_joiner(void **state)
{
	(void)state;
	assert_run_ends(join_and_get, STRATEGY_LIVE, LOG_COMPLETED);
}

/* ---- everything at once ---- */

static il_lock lock;
static il_rlock rlock;
static il_condition condition;
static il_event event;
static il_semaphore semaphore;
static il_queue bounded;

static void hammer_once(int64_t i)
{
	const il_timeout soon = il_within(0.0005 * (double)(i % 4));
	il_value item;
	if (il_lock_acquire(lock, .timeout = soon) == IL_OK)
		il_lock_release(lock);
	if (il_rlock_acquire(rlock, .timeout = soon) == IL_OK) {
		il_rlock_acquire(rlock);
		il_rlock_release(rlock);
		il_rlock_release(rlock);
	}
	if (il_semaphore_acquire(semaphore, .timeout = soon) == IL_OK)
		il_semaphore_release(semaphore);
	{
		il_hold(condition);
		if (i % 3 == 0)
			il_condition_notify_n(condition, 2);
		else
			il_condition_wait(condition, .timeout = soon);
	}
	if (i % 2 == 0)
		il_event_set(event);
	else
		il_event_clear(event);
	il_event_wait(event, .timeout = soon);
	if (il_queue_put(bounded, il_int(i), .timeout = soon) == IL_OK && il_queue_get(bounded, &item) == IL_OK)
		il_queue_task_done(bounded);
}

static il_value hammer(il_args args)
{
	for (int64_t i = 0; i < args.v[1].i; i++)
		hammer_once(args.v[0].i + i);
	return il_none();
}

static void hammer_all(void)
{
	enum { THREADS = 8, ROUNDS = 60 };
	il_thread threads[THREADS];
	lock = il_lock_new("lock");
	rlock = il_rlock_new("rlock");
	condition = il_condition_new("condition");
	event = il_event_new("event");
	semaphore = il_semaphore_new("semaphore", 2);
	bounded = il_queue_new("bounded", .maxsize = 2);
	for (int i = 0; i < THREADS; i++) {
		threads[i] = il_thread_new(hammer, .args = IL_ARGS(il_int(i), il_int(ROUNDS)));
		il_thread_start(threads[i]);
	}
	il_queue_join(bounded);
	for (int i = 0; i < THREADS; i++)
		il_thread_join(threads[i]);
}

static bool has_ended(const struct session *session)
{
	struct session_state now;
	session_state(&now, session);
	return now.ended;
}

static void disturb(struct session *session, uint64_t *random)
{
	switch (next_random(random) % 6) {
	case 0:
		session_pause(session);
		break;
	case 1:
		session_step(session, LOG_NONE);
		break;
	case 2:
		session_step(session, LOG_CLOCK);
		break;
	case 3:
		session_set_speed(session, 1.0 + (double)(next_random(random) % 100));
		break;
	default:
		session_play(session);
	}
}

static void test_everything_at_once_with_a_restless_viewer(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct session *session = start(hammer_all, STRATEGY_LIVE, seed);
		uint64_t random = seed;
		for (int i = 0; i < 300 && !has_ended(session); i++) {
			disturb(session, &random);
			let_it_run(next_random(&random) % 400);
		}
		session_set_speed(session, 50);
		session_play(session);
		run_wait_end(session);
		if (run_status(session) != LOG_COMPLETED)
			run_show(session_log(session));
		assert_int_equal(run_status(session), LOG_COMPLETED);
		assert_keeps_the_rules(session);
		session_free(session);
	}
}

/* ---- deaths ---- */

/* Takes and gives permits and items for ever. */
static il_value hammer_shared(il_args args)
{
	const int64_t rounds = args.v[0].i;
	for (int64_t i = 0; i != rounds; i++) {
		const il_timeout soon = il_within(0.02);
		il_value item;
		if (il_semaphore_acquire(semaphore, .timeout = soon) == IL_OK)
			il_semaphore_release(semaphore);
		il_queue_put(bounded, il_int(i), .timeout = soon);
		il_queue_get(bounded, &item, .timeout = soon);
		{
			il_hold(condition);
			if (i % 2 == 0)
				il_condition_notify_all(condition);
		}
	}
	return il_none();
}

static il_value wait_shared(il_args args)
{
	(void)args;
	while (il_semaphore_acquire(semaphore) == IL_OK)
		il_semaphore_release(semaphore);
	return il_none();
}

/* The condition's lock is a victim's for ever when it dies with it: so only the others wait with a time-out. */
static void with_victims(void)
{
	enum { OTHERS = 2, ROUNDS = 100 };
	il_process others[OTHERS];
	semaphore = il_semaphore_new("semaphore", 2, .shared = true);
	bounded = il_queue_new("bounded", .maxsize = 2, .shared = true);
	condition = il_condition_new("condition");
	il_process victim = il_process_new(wait_shared, .name = "victim");
	il_process unstarted = il_process_new(wait_shared, .name = "unstarted");
	il_process second = il_process_new(wait_shared, .name = "second victim");
	(void)unstarted;
	for (int i = 0; i < OTHERS; i++)
		others[i] = il_process_new(hammer_shared, .args = IL_ARGS(il_int(ROUNDS)));
	il_process_start(victim);
	il_process_start(second);
	for (int i = 0; i < OTHERS; i++)
		il_process_start(others[i]);
	for (int i = 0; i < OTHERS; i++)
		il_process_join(others[i]);
	il_process_join(victim);
	il_process_join(second);
}

struct victims {
	pid_t pids[2];
	int found;
};

static bool victims_started(const struct session *session, void *context)
{
	struct victims *victims = context;
	struct run_events events = run_events(session_log(session));
	victims->found = 0;
	for (size_t i = 0; i < events.count && victims->found < 2; i++)
		if (events.list[i].op == OP_PROCESS_START && events.list[i].phase == LOG_DONE)
			victims->pids[victims->found++] = (pid_t)events.list[i].value;
	free(events.list);
	return victims->found == 2;
}

static void test_processes_may_die_at_any_moment(void **state)
{
	(void)state;
	uint64_t random = 7;
	for (int i = 0; i < 25; i++) {
		struct victims victims;
		struct session *session = start(with_victims, STRATEGY_LIVE, 1);
		assert_true(run_wait(session, victims_started, &victims));
		for (int v = 0; v < 2; v++) {
			let_it_run(next_random(&random) % 3000);
			kill(victims.pids[v], SIGKILL);
		}
		run_wait_end(session);
		if (run_status(session) != LOG_CRASHED)
			run_show(session_log(session));
		assert_int_equal(run_status(session), LOG_CRASHED);
		assert_int_equal(run_count(session_log(session), OP_PROCESS_CRASH, LOG_DONE), 2);
		assert_keeps_the_rules(session);
		session_free(session);
	}
}

static il_value die(il_args args)
{
	(void)args;
	raise(SIGKILL);
	return il_none();
}

static void an_unstarted_one_before(void)
{
	il_process unstarted = il_process_new(die), child = il_process_new(die);
	il_process_start(child);
	il_process_join(child);
	il_process_start(unstarted);
	il_process_join(unstarted);
}

static void test_a_process_made_after_one_never_started_is_watched(void **state)
{
	(void)state;
	assert_run_ends(an_unstarted_one_before, STRATEGY_LIVE, LOG_CRASHED);
	assert_run_ends(an_unstarted_one_before, STRATEGY_ROUND_ROBIN, LOG_CRASHED);
}

/* ---- replays of deaths ---- */

static struct session *replay(void (*main_body)(void), const struct session *recorded)
{
	static struct il_scenario program;
	program = run_program(main_body);
	struct session_options options = run_options("stress", STRATEGY_REPLAY, 1);
	options.program = &program;
	options.replay = session_log(recorded);
	struct session *session = run_start(&options);
	run_wait_end(session);
	return session;
}

static il_value die_a_little_later(il_args args)
{
	(void)args;
	nanosleep(&(struct timespec){0, 20 * 1000 * 1000}, NULL);
	raise(SIGKILL);
	return il_none();
}

/* The child dies before its first op, but behind main's: in the replay main waits for its first op in vain. */
static void child_dies_without_an_op(void)
{
	il_process child = il_process_new(die_a_little_later);
	il_process_start(child);
	il_print("one");
	il_print("two");
	il_process_join(child);
}

static void sleep_for_ever(void)
{
	il_print("about to sleep");
	il_sleep(1e6);
}

static bool main_sleeps(const struct session *session, void *context)
{
	(void)context;
	return run_count(session_log(session), OP_SLEEP, LOG_BLOCK) > 0;
}

static void assert_replays(void (*main_body)(void), struct session *recorded)
{
	struct session *again = replay(main_body, recorded);
	assert_int_equal(run_status(recorded), LOG_CRASHED);
	assert_int_equal(run_status(again), LOG_CRASHED);
	assert_int_equal(run_count(session_log(again), OP_PROCESS_CRASH, LOG_DONE), 1);
	session_free(again);
	session_free(recorded);
}

static void test_the_death_of_a_child_before_its_first_op_replays(void **state)
{
	(void)state;
	assert_replays(child_dies_without_an_op, run(child_dies_without_an_op, STRATEGY_LIVE));
}

static pid_t first_child(pid_t parent)
{
	char path[64], text[64] = "";
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	return (pid_t)atoi(text);
}

static void test_the_killing_of_main_replays(void **state)
{
	(void)state;
	struct session *recorded = start(sleep_for_ever, STRATEGY_LIVE, 1);
	assert_true(run_wait(recorded, main_sleeps, NULL));
	kill(first_child(first_child(getpid())), SIGKILL);
	run_wait_end(recorded);
	assert_replays(sleep_for_ever, recorded);
}

/* ---- bounds ---- */

static void flood(void)
{
	static const char line[] = "the same words again and again, without end and without rest\n";
	for (;;)
		if (write(STDOUT_FILENO, line, sizeof line - 1) < 0)
			return;
}

static void test_a_small_bound_on_events_ends_a_run_as_truncated(void **state)
{
	(void)state;
	static struct il_scenario program;
	program = run_program(hammer_all);
	for (uint64_t bound = 1; bound <= 400; bound += 57) {
		for (int live = 0; live < 2; live++) {
			struct session_options options =
			    run_options("stress", live ? STRATEGY_LIVE : STRATEGY_RANDOM, bound);
			options.program = &program;
			options.max_events = bound;
			struct session *session = run_session(&options);
			assert_int_equal(run_status(session), LOG_TRUNCATED);
			session_free(session);
		}
	}
}

static void test_a_full_disc_ends_a_run_as_truncated(void **state)
{
	(void)state;
	char path[] = "/tmp/interleave-stress-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	static struct il_scenario program;
	program = run_program(flood);
	struct rlimit before, small = {3 * 1024 * 1024 / 2, RLIM_INFINITY};
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	struct session_options options = run_options("stress", STRATEGY_LIVE, 1);
	options.program = &program;
	options.record = path;
	struct session *session = run_session(&options);
	setrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, handler);
	assert_int_equal(run_status(session), LOG_TRUNCATED);
	session_free(session);
	unlink(path);
}

static void make_too_many(void)
{
	enum { TOO_MANY = 65540 };
	il_status status = IL_OK;
	for (int i = 0; i < TOO_MANY; i++)
		permits = il_semaphore_new("one of many", 1);
	lock = il_lock_new("no room");
	condition = il_condition_new("no room");
	queue = il_queue_new("no room");
	status = il_lock_acquire(lock) == IL_NO_ROOM ? status : IL_BAD_VALUE;
	status = il_condition_wait(condition) == IL_NO_ROOM ? status : IL_BAD_VALUE;
	status = il_queue_put(queue, il_int(1)) == IL_NO_ROOM ? status : IL_BAD_VALUE;
	status = il_semaphore_acquire(permits) == IL_NO_ROOM ? status : IL_BAD_VALUE;
	il_promise(status == IL_OK, "whatever has no room says so");
	il_promise(!il_lock_locked(lock) && il_queue_qsize(queue) == 0, "and is empty");
}

static il_value nothing(il_args args)
{
	(void)args;
	return il_none();
}

static void make_too_many_threads(void)
{
	enum { TOO_MANY = 16390 };
	il_thread last = {0};
	for (int i = 0; i < TOO_MANY; i++)
		last = il_thread_new(nothing, .name = "one of many");
	il_process process = il_process_new(nothing, .name = "one too many");
	il_promise(il_thread_start(last) == IL_NO_ROOM && il_process_start(process) == IL_NO_ROOM,
	           "whatever has no room says so");
}

static void test_a_full_table_is_an_error_of_the_call(void **state)
{
	(void)state;
	void (*const programs[])(void) = {make_too_many, make_too_many_threads};
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		struct session *session = run(programs[i], STRATEGY_LIVE);
		assert_int_equal(run_status(session), LOG_COMPLETED);
		session_free(session);
	}
}

static il_value expect_all_items(il_args args)
{
	il_promise(il_queue_qsize(queue) == args.v[0].i, "the child has a copy of every item");
	return il_none();
}

static void fork_with_a_long_queue(void)
{
	enum { ITEMS = 20000 }; /* several words of the undo journal each */
	queue = il_queue_new("long");
	for (int i = 0; i < ITEMS; i++)
		il_queue_put(queue, il_int(i));
	il_process child = il_process_new(expect_all_items, .args = IL_ARGS(il_int(ITEMS)));
	il_process_start(child);
	il_process_join(child);
}

static void test_an_op_may_change_very_many_words(void **state)
{
	(void)state;
	struct session *session = run(fork_with_a_long_queue, STRATEGY_LIVE);
	assert_int_equal(run_status(session), LOG_COMPLETED);
	session_free(session);
}

static void print_much(void)
{
	enum { LENGTH = 100 * 1000 };
	char *text = malloc(LENGTH + 1);
	if (text == NULL)
		abort();
	memset(text, 'x', LENGTH);
	text[LENGTH] = '\0';
	il_print("%s", text);
	il_lock long_name = il_lock_new(text);
	il_lock_acquire(long_name);
	free(text);
}

static void test_strings_longer_than_the_longest_are_cut(void **state)
{
	(void)state;
	assert_run_ends(print_much, STRATEGY_LIVE, LOG_COMPLETED);
}

static void sleep_through_the_ages(void)
{
	for (int i = 0; i < 12; i++)
		il_sleep(1e12);
	il_event_wait(il_event_new("never"), .timeout = il_within(1e300));
}

static void test_time_never_runs_over(void **state)
{
	(void)state;
	struct session *session = run(sleep_through_the_ages, STRATEGY_ROUND_ROBIN);
	struct run_events events = run_events(session_log(session));
	assert_int_equal(run_status(session), LOG_COMPLETED);
	for (size_t i = 1; i < events.count; i++)
		assert_true(events.list[i].t >= events.list[i - 1].t);
	free(events.list);
	session_free(session);
}

static void test_no_speed_is_too_small_or_too_great(void **state)
{
	(void)state;
	struct session *session = start(sleep_for_ever, STRATEGY_LIVE, 1);
	assert_true(run_wait(session, main_sleeps, NULL));
	session_set_speed(session, 0);
	let_it_run(2000);
	session_set_speed(session, 1e-9);
	let_it_run(2000);
	session_set_speed(session, 1e300);
	run_wait_end(session);
	assert_int_equal(run_status(session), LOG_COMPLETED);
	session_free(session);
}

/* ---- output without end ---- */

static bool has_output(const struct session *session, void *context)
{
	(void)context;
	return run_count(session_log(session), OP_OUTPUT_RAW, LOG_DONE) > 20;
}

static void test_a_flood_of_output_does_not_drown_the_viewers_word(void **state)
{
	(void)state;
	struct session *session = start(flood, STRATEGY_LIVE, 1);
	assert_true(run_wait(session, has_output, NULL));
	session_stop(session);
	assert_int_equal(run_status(session), LOG_LEFT);
	session_free(session);
}

static void test_a_flood_of_output_ends_at_the_bound(void **state)
{
	(void)state;
	static struct il_scenario program;
	program = run_program(flood);
	struct session_options options = run_options("stress", STRATEGY_LIVE, 1);
	options.program = &program;
	options.max_events = 1000;
	struct session *session = run_session(&options);
	assert_int_equal(run_status(session), LOG_TRUNCATED);
	session_free(session);
}

/* ---- nothing is left behind ---- */

static int open_files(void)
{
	int count = 0;
	DIR *folder = opendir("/proc/self/fd");
	assert_non_null(folder);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

static void test_sessions_come_and_go_and_leave_nothing(void **state)
{
	(void)state;
	int files = 0;
	for (int i = 0; i < 100; i++) {
		struct session *session = start(release_twice, i % 2 ? STRATEGY_LIVE : STRATEGY_RANDOM, 1);
		if (i % 3 == 0)
			run_wait_end(session);
		session_free(session);
		if (i == 0)
			files = open_files();
	}
	assert_int_equal(open_files(), files);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_a_session_that_has_ended_is_silent(void **state)
{
	(void)state;
	struct session *session = run(release_twice, STRATEGY_LIVE);
	struct pollfd polled = {session_fd(session), POLLIN, 0};
	/* The warden says goodbye, and then its process ends: two wakings at the most. */
	for (int i = 0; i < 2; i++)
		if (poll(&polled, 1, 1000) > 0)
			session_arm(session);
	assert_int_equal(poll(&polled, 1, 0), 0);
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_releases_let_two_go),
	    cmocka_unit_test(test_an_item_reaches_the_getter_behind_a_joiner),
	    cmocka_unit_test(test_everything_at_once_with_a_restless_viewer),
	    cmocka_unit_test(test_processes_may_die_at_any_moment),
	    cmocka_unit_test(test_a_process_made_after_one_never_started_is_watched),
	    cmocka_unit_test(test_the_death_of_a_child_before_its_first_op_replays),
	    cmocka_unit_test(test_the_killing_of_main_replays),
	    cmocka_unit_test(test_a_small_bound_on_events_ends_a_run_as_truncated),
	    cmocka_unit_test(test_a_full_disc_ends_a_run_as_truncated),
	    cmocka_unit_test(test_a_full_table_is_an_error_of_the_call),
	    cmocka_unit_test(test_an_op_may_change_very_many_words),
	    cmocka_unit_test(test_strings_longer_than_the_longest_are_cut),
	    cmocka_unit_test(test_time_never_runs_over),
	    cmocka_unit_test(test_no_speed_is_too_small_or_too_great),
	    cmocka_unit_test(test_a_flood_of_output_does_not_drown_the_viewers_word),
	    cmocka_unit_test(test_a_flood_of_output_ends_at_the_bound),
	    cmocka_unit_test(test_sessions_come_and_go_and_leave_nothing),
	    cmocka_unit_test(test_a_session_that_has_ended_is_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
