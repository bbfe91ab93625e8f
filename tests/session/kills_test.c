/* kill -9 of any process of a run, its warden and runner among them, at any moment: the run comes to an end, its log
 * keeps the rules, and nothing is left: no process, no descriptor, no shared memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../cockpit.h"
#include "../invariants.h"
#include "../run_session.h"
#include "interleave/interleave.h"

enum { MOMENTS = RUN_SEEDS, EVENTS_MAX = 160, PROCESSES_MAX = 64, ROUNDS = 6 };

/* ---- a program that does with processes whatever can be done ---- */

static il_lock lock;
static il_rlock rlock;
static il_queue queue;
static il_event stop;
static il_condition condition;
static il_shared_value sum;

static il_value produce(il_args args)
{
	for (int64_t i = 0; i < ROUNDS; i++) {
		il_queue_put(queue, il_int(args.v[0].i * 100 + i));
		il_hold(lock);
		il_value before = il_value_read(sum);
		il_value_write(sum, il_int(before.i + 1));
	}
	return il_none();
}

static il_value consume(il_args args)
{
	(void)args;
	for (int i = 0; i < 2 * ROUNDS; i++) {
		il_value item;
		il_queue_get(queue, &item);
		il_hold(rlock);
		il_hold(condition);
		il_condition_notify_all(condition);
	}
	return il_none();
}

static il_value listen(il_args args)
{
	(void)args;
	il_hold(condition);
	for (int i = 0; i < ROUNDS; i++)
		il_condition_wait(condition, .timeout = il_within(0.1));
	return il_none();
}

static il_value wait_for_the_stop(il_args args)
{
	(void)args;
	il_event_wait(stop);
	return il_none();
}

static il_value have_children(il_args args)
{
	il_process child = il_process_new(listen), stuck = il_process_new(wait_for_the_stop);
	il_thread thread = il_thread_new(produce, .args = args);
	il_process_start(child);
	il_process_start(stuck);
	il_thread_start(thread);
	il_process_join(child);
	il_process_terminate(stuck);
	il_process_join(stuck);
	il_thread_join(thread);
	return il_none();
}

static void use_processes(void)
{
	lock = il_lock_new("lock", .shared = true);
	rlock = il_rlock_new("rlock", .shared = true);
	queue = il_queue_new("queue", .shared = true, .maxsize = 2);
	stop = il_event_new("stop", .shared = true);
	condition = il_condition_new("condition", .shared = true);
	sum = il_value_new("sum", 'i', il_int(0));
	il_process all[] = {il_process_new(produce, .args = IL_ARGS(il_int(1))), il_process_new(consume),
			    il_process_new(have_children, .args = IL_ARGS(il_int(2))),
			    il_process_new(wait_for_the_stop), il_process_new(wait_for_the_stop, .daemon = true)};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		il_process_start(all[i]);
	il_process_wait_any(NULL, all, 4);
	il_process_kill(all[3]);
	for (size_t i = 0; i < 4; i++) {
		il_process_join(all[i]);
		il_process_close(all[i]);
	}
}

/* ---- whom to kill ---- */

/* The children of `pid`, behind those that `out` has already. */
static size_t add_children(pid_t *out, size_t count, pid_t pid)
{
	char path[64], text[4096] = "";
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return count; /* it has gone */
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	for (char *at = text, *end; length > 0 && count < PROCESSES_MAX; at = end) {
		long child = strtol(at, &end, 10);
		if (end == at)
			break;
		out[count++] = (pid_t)child;
	}
	return count;
}

/* The processes of the only session: its warden, and all that descend from it. */
static size_t find_processes(pid_t out[PROCESSES_MAX])
{
	size_t count = add_children(out, 0, getpid());
	for (size_t i = 0; i < count; i++)
		count = add_children(out, count, out[i]);
	return count;
}

static int count_entries(const char *folder)
{
	DIR *dir = opendir(folder);
	int count = 0;
	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

/* What a run could leave behind. */
struct belongings {
	int descriptors, shared_memory;
};

static struct belongings take_stock(void)
{
	return (struct belongings){count_entries("/proc/self/fd"), count_entries("/dev/shm")};
}

static bool has_grown(const struct session *session, void *context)
{
	const size_t *events = context;
	struct run_events seen = run_events(session_log(session));
	free(seen.list);
	return seen.count >= *events;
}

/* Returns whether somebody was killed in the middle, so that the run did not end well. */
static bool kill_one(enum session_strategy strategy, uint64_t moment)
{
	char message[INVARIANTS_MESSAGE];
	uint64_t dice = moment * 2 + (strategy == STRATEGY_LIVE);
	size_t events = 1 + cockpit_roll(&dice, EVENTS_MAX);
	struct il_scenario program = run_program(use_processes);
	struct session_options options = run_options("kills", strategy, moment);
	options.program = &program;
	struct session *session = run_start(&options);
	run_wait(session, has_grown, &events);
	pid_t processes[PROCESSES_MAX];
	size_t count = find_processes(processes);
	if (count > 0)
		kill(processes[cockpit_roll(&dice, (uint32_t)count)], SIGKILL);
	run_wait_end(session);
	const char *broken = invariants_broken(message, session_log(session));
	if (broken != NULL)
		run_show(session_log(session));
	bool hit = run_status(session) == LOG_CRASHED || run_status(session) == LOG_UNWATCHED;
	session_free(session);
	if (broken != NULL)
		fail_msg("strategy %d, moment %u: %s", (int)strategy, (unsigned)moment, broken);
	assert_int_equal(add_children(processes, 0, getpid()), 0);
	return hit;
}

static void kill_at_many_moments(enum session_strategy strategy)
{
	kill_one(strategy, 0); /* what is made once and kept, is there now */
	struct belongings before = take_stock();
	uint64_t hits = 0;
	for (uint64_t moment = 1; moment <= MOMENTS; moment++)
		hits += kill_one(strategy, moment);
	struct belongings after = take_stock();
	assert_in_range(hits, MOMENTS / 3, MOMENTS); /* some come when all is over */
	assert_int_equal(after.descriptors, before.descriptors);
	assert_int_equal(after.shared_memory, before.shared_memory);
}

static void test_any_process_of_a_live_run_can_be_killed_at_any_moment(void **state)
{
	(void)state;
	kill_at_many_moments(STRATEGY_LIVE);
}

static void test_any_process_of_a_controlled_run_can_be_killed_at_any_moment(void **state)
{
	(void)state;
	kill_at_many_moments(STRATEGY_RANDOM);
}

/* Between two steps of a paused run: it is seen at the next look, and the others can still be stepped. */
static void test_any_process_of_a_paused_run_can_be_killed(void **state)
{
	(void)state;
	for (uint64_t moment = 1; moment <= MOMENTS; moment++) {
		uint64_t dice = moment;
		struct il_scenario program = run_program(use_processes);
		struct session_options options = run_options("kills", STRATEGY_MANUAL, moment);
		options.program = &program;
		struct cockpit cockpit = cockpit_enter_paused(&options);
		for (uint32_t steps = cockpit_roll(&dice, EVENTS_MAX); steps > 0 && cockpit_settle(&cockpit); steps--)
			cockpit_compare(&cockpit, &dice);
		pid_t processes[PROCESSES_MAX];
		size_t count = find_processes(processes);
		if (count > 0)
			kill(processes[cockpit_roll(&dice, (uint32_t)count)], SIGKILL);
		session_play(cockpit.session);
		cockpit_leave_any(&cockpit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_process_of_a_live_run_can_be_killed_at_any_moment),
	    cmocka_unit_test(test_any_process_of_a_controlled_run_can_be_killed_at_any_moment),
	    cmocka_unit_test(test_any_process_of_a_paused_run_can_be_killed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
