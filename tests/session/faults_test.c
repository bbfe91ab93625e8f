/* Scenarios that crash, leave, hang, run away or are killed, and viewers that are: what is said of it, and that nothing is left. */
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
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/segment.h"
#include "interleave/interleave.h"
#include "../same_run.h"
#include "session/session.h"

enum { LIMIT_MS = 20000, RAW_CHARACTERS = 5000 };

/* ---- programs ---- */

static il_value crash(il_args args)
{
	struct rlimit none = {0, 0};
	(void)args;
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGSEGV, SIG_DFL); /* a checker's handler would leave with an exit code instead */
	raise(SIGSEGV);
	return il_none();
}

static void crashing(void)
{
	il_print("about to crash");
	crash((il_args){0});
}

static void leaving(void)
{
	il_print("about to leave");
	_exit(3);
}

static void hanging(void)
{
	il_lock lock = il_lock_new("lock");
	il_lock_acquire(lock);
	il_lock_acquire(lock);
}

static void running_away(void)
{
	il_print("about to loop");
	for (volatile unsigned i = 0;; i++)
		continue;
}

_Noreturn static il_value fork_again(il_args args)
{
	(void)args;
	for (;;)
		il_process_start(il_process_new(fork_again));
}

static void forking_without_end(void)
{
	fork_again((il_args){0});
}

static void forking_raw_without_end(void)
{
	for (;;)
		if (fork() < 0)
			_exit(1);
}

/* The system gives root as many as there are: so as somebody else. */
static void forking_where_no_process_is_left(void)
{
	struct rlimit none = {0, 0};
	if (getuid() == 0 && setresuid(65534, 65534, 65534) != 0)
		_exit(1);
	setrlimit(RLIMIT_NPROC, &none);
	il_process_start(il_process_new(crash));
}

/* Copies of so many have no room, with as many originals there. */
static void forking_with_too_much_to_copy(void)
{
	il_process child = il_process_new(crash, .name = "child");
	for (int i = 0; i <= ENGINE_OBJECTS / 2; i++)
		il_lock_new("lock");
	for (int i = 0; i < 2; i++)
		if (il_process_start(child) != IL_NO_ROOM)
			_exit(1);
}

static void writing_raw(void)
{
	ssize_t written = write(STDOUT_FILENO, "raw words\n", 10);
	(void)written;
	il_print("printed");
}

/* More than a piece of it, so that a piece ends inside a character; and a byte that no text holds. */
static void writing_raw_characters(void)
{
	char text[3 * RAW_CHARACTERS + 3] = {'a', '\0', 'b'};
	for (int i = 0; i < RAW_CHARACTERS; i++)
		memcpy(text + 3 + 3 * i, "\xea\xb8\x80", 3);
	ssize_t written = write(STDOUT_FILENO, text, sizeof text);
	(void)written;
}

static void with_a_child_that_crashes(void)
{
	il_process child = il_process_new(crash, .name = "child");
	int code = 0;
	il_process_start(child);
	il_process_join(child);
	il_process_exitcode(&code, child);
	il_print("exit code %d", code);
}

static il_value wait_for_ever(il_args args)
{
	il_queue queue = {(uint32_t)args.v[0].i};
	il_value item;
	il_print("waiting");
	il_queue_get(queue, &item);
	return il_none();
}

/* A child, a thread, and main itself, all waiting: but for a sleep that keeps them from being stuck. */
static void waiting_in_many(void)
{
	il_queue queue = il_queue_new("queue", .shared = true);
	il_process child = il_process_new(wait_for_ever, .name = "child", .args = IL_ARGS(il_int(queue.id)));
	il_thread thread = il_thread_new(wait_for_ever, .name = "thread", .args = IL_ARGS(il_int(queue.id)));
	il_process_start(child);
	il_thread_start(thread);
	il_sleep(3600);
}

/* Blocks in a raw read until another, which has to be let go meanwhile, writes. */
static int raw_pipe[2];

static il_value read_raw(il_args args)
{
	char byte;
	(void)args;
	il_print("about to read");
	if (read(raw_pipe[0], &byte, 1) == 1)
		il_print("read");
	return il_none();
}

static void blocking_outside(void)
{
	il_thread reader = il_thread_new(read_raw, .name = "reader");
	if (pipe(raw_pipe) != 0)
		return;
	il_thread_start(reader);
	il_print("about to sleep");
	il_sleep(1);
	ssize_t written = write(raw_pipe[1], "x", 1);
	(void)written;
	il_thread_join(reader);
	close(raw_pipe[0]);
	close(raw_pipe[1]);
}

/* ---- running them ---- */

static struct session *start(void (*run)(void), enum session_strategy strategy)
{
	static struct il_scenario program;
	program = (struct il_scenario){.id = "faults", .run = run};
	struct session_options options = {
	    .scenario = "faults", .program = &program, .strategy = strategy, .seed = 1, .speed = 1.0};
	struct session *session;
	assert_int_equal(session_start(&session, &options), SESSION_OK);
	return session;
}

static bool has_ended(const struct session *session)
{
	struct session_state state;
	session_state(&state, session);
	return state.ended;
}

static uint64_t count(const struct session *session, enum log_op op, struct log_event *last)
{
	const struct log *log = session_log(session);
	uint64_t slot = 0, found = 0;
	const struct log_event *event;
	while ((event = log_next(log, &slot, log_committed(log))) != NULL) {
		if (event->op != op || event->phase != LOG_DONE)
			continue;
		found++;
		if (last != NULL)
			*last = *event;
	}
	return found;
}

/* Waits until `op` has been done `times` times (0: until the session has ended). */
static void wait_until(struct session *session, enum log_op op, uint64_t times)
{
	for (;;) {
		session_arm(session);
		if (has_ended(session) || (times > 0 && count(session, op, NULL) >= times))
			return;
		struct pollfd polled = {session_fd(session), POLLIN, 0};
		assert_int_equal(poll(&polled, 1, LIMIT_MS), 1);
	}
}

static enum log_status status_of(void (*run)(void), enum session_strategy strategy)
{
	struct session *session = start(run, strategy);
	wait_until(session, OP_PRINT, 0);
	enum log_status status = log_status(session_log(session));
	session_free(session);
	return status;
}

static int children(void)
{
	int found = 0;
	char path[64], text[4096] = "";
	snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	for (ssize_t i = 0; i < length; i++)
		found += text[i] == ' ';
	return found;
}

/* ---- tests ---- */

static void test_a_crash_is_an_event_with_its_signal(void **state)
{
	(void)state;
	const enum session_strategy strategies[] = {STRATEGY_LIVE, STRATEGY_ROUND_ROBIN};
	for (int i = 0; i < 2; i++) {
		struct session *session = start(crashing, strategies[i]);
		struct log_event event = {0};
		wait_until(session, OP_PRINT, 0);
		assert_int_equal(log_status(session_log(session)), LOG_CRASHED);
		assert_int_equal(count(session, OP_PROCESS_CRASH, &event), 1);
		assert_int_equal(event.x, -SIGSEGV);
		assert_int_equal(event.actor, 0);
		session_free(session);
		assert_int_equal(children(), 0);
	}
}

static void test_leaving_in_the_middle_is_a_crash_with_its_code(void **state)
{
	(void)state;
	struct session *session = start(leaving, STRATEGY_LIVE);
	struct log_event event = {0};
	wait_until(session, OP_PRINT, 0);
	assert_int_equal(log_status(session_log(session)), LOG_CRASHED);
	assert_int_equal(count(session, OP_PROCESS_EXIT, &event), 1);
	assert_int_equal(event.x, 3);
	session_free(session);
}

static void test_waiting_for_oneself_is_a_deadlock_live_and_controlled(void **state)
{
	(void)state;
	assert_int_equal(status_of(hanging, STRATEGY_LIVE), LOG_DEADLOCK);
	assert_int_equal(status_of(hanging, STRATEGY_ROUND_ROBIN), LOG_DEADLOCK);
}

static void test_one_that_runs_away_is_stopped_from_outside(void **state)
{
	(void)state;
	const enum session_strategy strategies[] = {STRATEGY_LIVE, STRATEGY_ROUND_ROBIN};
	for (int i = 0; i < 2; i++) {
		struct session *session = start(running_away, strategies[i]);
		wait_until(session, OP_PRINT, 1);
		session_end(session, LOG_TIMED_OUT);
		assert_true(has_ended(session));
		assert_int_equal(log_status(session_log(session)), LOG_TIMED_OUT);
		session_free(session);
		assert_int_equal(children(), 0);
	}
}

static void test_one_that_blocks_outside_is_said_so_and_the_others_go_on(void **state)
{
	(void)state;
	struct il_scenario program = run_program(blocking_outside);
	struct session_options options = run_options("outside", STRATEGY_ROUND_ROBIN, 1);
	options.program = &program;
	struct session *session = run_checked(&options), *again = run_replay(&options, session);
	struct log_event event = {0};
	assert_int_equal(log_status(session_log(session)), LOG_COMPLETED);
	assert_int_equal(count(session, OP_PRINT, NULL), 3);
	assert_int_equal(count(session, OP_OUTSIDE, &event), 1);
	assert_int_equal(event.actor, 1);
	assert_same_ops(session, again, true, "outside");
	assert_same_end(session, again, "outside");
	session_free(session);
	session_free(again);
}

static void test_one_that_forks_without_end_is_stopped(void **state)
{
	(void)state;
	assert_int_equal(status_of(forking_without_end, STRATEGY_LIVE), LOG_FORK_LIMIT);
	assert_int_equal(children(), 0);
	assert_int_equal(status_of(forking_without_end, STRATEGY_ROUND_ROBIN), LOG_FORK_LIMIT);
	assert_int_equal(children(), 0);
	assert_int_equal(status_of(forking_raw_without_end, STRATEGY_LIVE), LOG_FORK_LIMIT);
	assert_int_equal(status_of(forking_raw_without_end, STRATEGY_ROUND_ROBIN), LOG_FORK_LIMIT);
	assert_int_equal(children(), 0);
}

static void test_a_fork_that_the_system_refuses_ends_the_run(void **state)
{
	(void)state;
	assert_int_equal(status_of(forking_where_no_process_is_left, STRATEGY_LIVE), LOG_FORK_LIMIT);
	assert_int_equal(status_of(forking_where_no_process_is_left, STRATEGY_ROUND_ROBIN), LOG_FORK_LIMIT);
	assert_int_equal(children(), 0);
}

static void test_a_process_whose_copies_have_no_room_is_refused(void **state)
{
	(void)state;
	assert_int_equal(status_of(forking_with_too_much_to_copy, STRATEGY_LIVE), LOG_COMPLETED);
	assert_int_equal(status_of(forking_with_too_much_to_copy, STRATEGY_ROUND_ROBIN), LOG_COMPLETED);
	assert_int_equal(children(), 0);
}

static void test_raw_output_is_logged(void **state)
{
	(void)state;
	struct session *session = start(writing_raw, STRATEGY_LIVE);
	struct log_event event = {0};
	wait_until(session, OP_PRINT, 0);
	assert_int_equal(log_status(session_log(session)), LOG_COMPLETED);
	assert_int_equal(count(session, OP_OUTPUT_RAW, &event), 1);
	assert_string_equal(log_text(session_log(session), event.text), "raw words\n");
	session_free(session);
}

static void test_raw_output_keeps_its_characters_whole_and_has_no_nul(void **state)
{
	(void)state;
	struct session *session = start(writing_raw_characters, STRATEGY_LIVE);
	run_wait_end(session);
	struct run_events events = run_events(session_log(session));
	size_t pieces = 0, bytes = 0;
	for (size_t i = 0; i < events.count; i++) {
		if (events.list[i].op != OP_OUTPUT_RAW)
			continue;
		const char *text = log_text(session_log(session), events.list[i].text);
		size_t begins = pieces++ == 0 ? 2 : 0;
		assert_memory_equal(text, "ab", begins);
		assert_int_equal((strlen(text) - begins) % 3, 0);
		for (size_t at = begins; text[at] != '\0'; at += 3)
			assert_memory_equal(text + at, "\xea\xb8\x80", 3);
		bytes += strlen(text);
	}
	free(events.list);
	session_free(session);
	assert_true(pieces > 1);
	assert_int_equal(bytes, 3 * RAW_CHARACTERS + 2);
}

static void test_the_crash_of_a_child_wakes_its_joiner(void **state)
{
	(void)state;
	const enum session_strategy strategies[] = {STRATEGY_LIVE, STRATEGY_ROUND_ROBIN};
	for (int i = 0; i < 2; i++) {
		struct session *session = start(with_a_child_that_crashes, strategies[i]);
		struct log_event event = {0};
		wait_until(session, OP_PRINT, 0);
		assert_int_equal(log_status(session_log(session)), LOG_CRASHED);
		assert_int_equal(count(session, OP_PROCESS_CRASH, &event), 1);
		assert_int_equal(event.x, -SIGSEGV);
		assert_int_equal(count(session, OP_PRINT, NULL), 1);
		session_free(session);
	}
}

static void test_a_child_killed_from_outside_is_said_so_and_the_others_go_on(void **state)
{
	(void)state;
	struct session *session = start(waiting_in_many, STRATEGY_LIVE);
	struct log_event event = {0};
	wait_until(session, OP_PRINT, 2);
	assert_int_equal(count(session, OP_PROCESS_START, &event), 1);
	kill((pid_t)event.value, SIGKILL);
	wait_until(session, OP_PROCESS_CRASH, 1);
	assert_int_equal(count(session, OP_PROCESS_CRASH, &event), 1);
	assert_int_equal(event.x, -SIGKILL);
	assert_false(has_ended(session));
	session_stop(session);
	assert_int_equal(log_status(session_log(session)), LOG_CRASHED);
	session_free(session);
	assert_int_equal(children(), 0);
}

static void test_stopping_ends_every_process(void **state)
{
	(void)state;
	struct session *session = start(waiting_in_many, STRATEGY_LIVE);
	struct log_event event = {0};
	wait_until(session, OP_PRINT, 2);
	count(session, OP_PROCESS_START, &event);
	session_stop(session);
	assert_int_equal(log_status(session_log(session)), LOG_LEFT);
	assert_int_equal(kill((pid_t)event.value, 0), -1);
	session_free(session);
	assert_int_equal(children(), 0);
}

/* The viewer is a child of the test here; we are the subreaper, so that whatever it leaves behind comes to us. */
static void test_the_death_of_the_viewer_ends_all(void **state)
{
	(void)state;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	int ready[2];
	assert_int_equal(pipe(ready), 0);
	pid_t viewer = fork();
	assert_true(viewer >= 0);
	if (viewer == 0) {
		struct session *session = start(waiting_in_many, STRATEGY_LIVE);
		wait_until(session, OP_PRINT, 2);
		ssize_t written = write(ready[1], "x", 1);
		(void)written;
		for (;;)
			pause();
	}
	char byte;
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	kill(viewer, SIGKILL);
	/* All of them are ours now: each must end by itself, within the limit. */
	alarm(LIMIT_MS / 1000);
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	alarm(0);
	assert_int_equal(children(), 0);
}

/* The newest child. */
static pid_t last_child(void)
{
	char path[64], text[64] = "", *last;
	snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	assert_true(length > 0);
	text[length - 1] = '\0'; /* the blank behind it */
	last = strrchr(text, ' ');
	return (pid_t)atoi(last != NULL ? last + 1 : text);
}

/* What the viewer has forked for itself lives on: the keeper of its terminal does. */
static void test_the_death_of_the_warden_ends_the_run(void **state)
{
	(void)state;
	pid_t own = fork();
	assert_true(own >= 0);
	if (own == 0)
		for (;;)
			pause();
	struct session *session = start(waiting_in_many, STRATEGY_LIVE);
	wait_until(session, OP_PRINT, 2);
	kill(last_child(), SIGKILL);
	wait_until(session, OP_PRINT, 0);
	assert_true(has_ended(session));
	assert_int_equal(log_status(session_log(session)), LOG_UNWATCHED);
	session_free(session);
	assert_int_equal(children(), 1);
	assert_int_equal(waitpid(own, NULL, WNOHANG), 0);
	kill(own, SIGKILL);
	assert_int_equal(waitpid(own, NULL, 0), own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_crash_is_an_event_with_its_signal),
	    cmocka_unit_test(test_leaving_in_the_middle_is_a_crash_with_its_code),
	    cmocka_unit_test(test_waiting_for_oneself_is_a_deadlock_live_and_controlled),
	    cmocka_unit_test(test_one_that_runs_away_is_stopped_from_outside),
	    cmocka_unit_test(test_one_that_blocks_outside_is_said_so_and_the_others_go_on),
	    cmocka_unit_test(test_one_that_forks_without_end_is_stopped),
	    cmocka_unit_test(test_a_fork_that_the_system_refuses_ends_the_run),
	    cmocka_unit_test(test_a_process_whose_copies_have_no_room_is_refused),
	    cmocka_unit_test(test_raw_output_is_logged),
	    cmocka_unit_test(test_raw_output_keeps_its_characters_whole_and_has_no_nul),
	    cmocka_unit_test(test_the_crash_of_a_child_wakes_its_joiner),
	    cmocka_unit_test(test_a_child_killed_from_outside_is_said_so_and_the_others_go_on),
	    cmocka_unit_test(test_stopping_ends_every_process),
	    cmocka_unit_test(test_the_death_of_the_viewer_ends_all),
	    cmocka_unit_test(test_the_death_of_the_warden_ends_the_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
