/* The Python twins run under CPython and come to the outcome that the scenario promises, or to its fault.
 *
 * They sleep on the real clock, and what they do half a second apart is to come in order: so only a few run at once,
 * and the machine keeps up. Skipped where there is no python3. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/scenarios.h"

enum {
	TIME_LIMIT_S = 300,
	SILENT_S = 2, /* one that says nothing for so long, and is still there, hangs */
	AT_ONCE = 8,
	OUTPUT_ROOM = 65536,
	ARGUMENTS_MAX = 2,
	LINES_MAX = 10,
	COUNTS_MAX = 4,
};

enum end {
	ENDS,       /* with exit code 0 */
	HANGS,      /* in every order that CPython may take */
	MAY_HANG,   /* seldom: what it prints is not asked; if it ends, it ends well */
};

/* A run of a twin, and what is seen of it. */
static const struct twin {
	const char *id;
	const char *arguments[ARGUMENTS_MAX];
	enum end end;
	const char *lines[LINES_MAX]; /* in this order, others between them allowed */
	struct {
		const char *text;
		int times;
	} counts[COUNTS_MAX]; /* how often that is printed */
} twins[] = {
	{"event", {NULL}, ENDS, {"setting the event", "the event is set, going on"}, {{NULL, 0}}},
	{"event", {"setter-fails"}, HANGS, {"RuntimeError: the work has failed"}, {{"going on", 0}}},
	{"condition", {NULL}, ENDS, {"data is ready", "got the data: ready"}, {{NULL, 0}}},
	{"condition", {"predicate"}, ENDS, {"data is ready", "got the data: ready"}, {{NULL, 0}}},
	{"condition", {"stray-notify"}, ENDS, {"got the data: nothing", "data is ready"}, {{NULL, 0}}},
	{"thread-lifecycle", {NULL}, ENDS,
	 {"made, and called Thread-1 (courier)", "cannot be joined", "still alive", "has delivered",
	  "cannot be started again"}, {{"carries 3 letters", 1}}},
	{"daemon", {NULL}, ENDS,
	 {"beat", "beat", "beat", "everything is saved"}, {{"beat", 3}, {"rests at last", 0}}},
	{"lock", {NULL}, ENDS, {"the counter is 6"}, {{"all rounds are done", 3}}},
	{"rlock", {NULL}, ENDS, {"only its owner can release it"}, {{"books a pair", 2}}},
	{"rlock", {"lock"}, HANGS, {"books a pair"}, {{"books a pair", 1}}},
	{"semaphore", {NULL}, ENDS,
	 {"sits down", "gets up", "one release too many is refused"}, {{"sits down", 6}}},
	{"event-broadcast", {NULL}, ENDS,
	 {"no signal within a second", "go!", "runs", "after clear() a wait waits again"},
	 {{"on the mark", 3}, {"runs, too", 1}}},
	{"event-broadcast", {"pulse"}, ENDS, {"go!", "after clear() a wait waits again"}, {{"runs, too", 1}}},
	{"condition-bounded-buffer", {NULL}, ENDS, {"put ", "took "}, {{"put ", 6}, {"took ", 6}}},
	{"condition-bounded-buffer", {"notify-one", "2"}, ENDS, {"took "}, {{"took ", 6}}},
	{"barrier", {NULL}, ENDS,
	 {"stage 1", "all are here", "stage 2", "all are here", "stage 3", "all are here", "has arrived"},
	 {{"sets out", 12}, {"all are here", 3}}},
	{"barrier", {"timeout"}, ENDS,
	 {"all are here", "stage 2", "the barrier is broken"},
	 {{"the barrier is broken", 4}, {"stage 3", 0}, {"all are here", 1}}},
	{"task-distribution", {NULL}, ENDS,
	 {"collected 10 results", "all the work is done"},
	 {{" goes home", 3}, {": task-0 (", 1}, {": task-9 (", 1}, {"received ", 10}}},
	{"task-distribution", {"four-workers"}, HANGS,
	 {"collected 10 results"}, {{" goes home", 3}, {"all the work is done", 0}}},
	{"task-distribution", {"task-fails"}, HANGS,
	 {"ValueError: task-3 is broken"}, {{"received ", 9}, {" goes home", 2}, {"all the work is done", 0}}},
	{"task-distribution", {"producer-dies"}, HANGS,
	 {"RuntimeError: no task-5", "received "}, {{"received ", 5}, {" goes home", 0}}},
	{"task-distribution", {"join-queue"}, HANGS,
	 {"collected 10 results"}, {{" goes home", 3}, {"all the work is done", 0}}},
	{"pool-map", {NULL}, ENDS,
	 {"the data of A", "the data of B", "the data of C", "the data of D", "the data of E"}, {{"downloading", 5}}},
	{"pool-map", {"one-fails"}, ENDS,
	 {"the data of B", "the results end here: ConnectionError: no way to C"}, {{"downloading", 5}, {"the data of", 2}}},
	{"pool-as-completed", {NULL}, ENDS, {"asking for users", "the block of the pool has ended"}, {{"asking for", 4}}},
	{"pool-as-completed", {"asis", "100"}, ENDS,
	 {"the block of the pool has ended"}, {{"does not answer", 4}, {"got ", 0}}},
	{"pool-as-completed", {"slow-one", "0"}, ENDS,
	 {"gave up: 1 (of 4) futures unfinished", "the block of the pool has ended"}, {{"got ", 3}}},
	{"futures", {NULL}, ENDS,
	 {"useless pending, broken pending", "useless cancelled, broken pending",
	  "no sum within a second", "the sum is 42", "the exception is ZeroDivisionError: division by zero",
	  "there is no result of what was cancelled", "sum finished, useless cancelled, broken finished"},
	 {{"the sum is done", 1}}},
	{"pool-wait", {NULL}, ENDS,
	 {"the first: 1 done, 2 not", "the first exception: 2 done, 1 not", "a second later: 2 done, 1 not",
	  "all: 3 done, 0 not", "the failing one: ValueError: after two seconds", "the threads have ended"}, {{NULL, 0}}},
	{"pool-deadlock", {NULL}, MAY_HANG, {NULL}, {{NULL, 0}}},
	{"pool-deadlock", {"3"}, ENDS, {"a report with chapter 0", "a report with chapter 1"}, {{NULL, 0}}},
	{"process-queue", {NULL}, ENDS,
	 {"consumed item-0", "consumed item-1", "consumed item-2", "consumed item-3", "consumed item-4",
	  "all processes have ended, items in order: 5"}, {{NULL, 0}}},
	{"process-queue", {"two-consumers"}, HANGS, {"consumed item-0"}, {{"all items are consumed", 1}}},
	{"process-count", {NULL}, ENDS,
	 {"A counts 1", "A counts 2", "A counts 3", "A counts 4", "A counts 5", "all processes have ended"},
	 {{"B counts", 3}}},
	{"process-count", {"child-fails"}, ENDS,
	 {"ValueError: A cannot count to 3", "all processes have ended"}, {{"A counts", 2}, {"B counts", 3}}},
	{"process-pool", {"pool", "100000"}, ENDS,
	 {"a pool of ", "in turn: ", "by the pool: ", "the sums are the same"}, {{" is done, by process ", 20}}},
	{"process-pool", {"task-fails", "100000"}, ENDS, {"map() raised ValueError: task 4 cannot be done"}, {{"the sums", 0}}},
	{"process-pool", {"worker-killed", "100000"}, HANGS, {NULL}, {{"the sums", 0}}},
	{"process-pool", {"terminate", "1000000"}, ENDS, {"the workers were terminated before all was done"}, {{"the sums", 0}}},
	{"process-lock", {NULL}, ENDS, {"the sum is 15"}, {{" is done", 2}}},
	{"process-lock", {"no-lock"}, ENDS, {"the sum is "}, {{" is done", 2}}},
	{"process-lock", {"killed-inside"}, HANGS, {NULL}, {{" is done", 0}}},
	{"process-lifecycle", {NULL}, ENDS,
	 {"quick is done", "quick has left with 0", "it cannot be closed", "told has left with -15",
	  "killed has left with -9", "it cannot be joined again", "main ends"}, {{" is done", 1}}},
	{"process-memory", {NULL}, ENDS,
	 {"in the child plain is 11", "in main plain is 2, shared is 11"}, {{NULL, 0}}},
	{"fork-with-lock", {NULL}, HANGS, {"keeps the books", "wants the books"}, {{"has the books", 0}}},
	{"fork-with-lock", {"fork-first"}, ENDS, {"both have had the books"}, {{"has the books", 1}}},
	{"gather", {NULL}, ENDS,
	 {"B is done after 1 s", "C is done after 2 s", "A is done after 3 s", "result of A", "result of B",
	  "result of C", "the program ends"}, {{NULL, 0}}},
	{"gather", {"one-fails"}, ENDS,
	 {"gathered: ValueError: B has failed", "C is done after 2 s", "the program ends"}, {{"A is done", 0}}},
	{"gather", {"swallowed-cancel"}, ENDS,
	 {"B is done", "A ignores the cancellation", "C is done", "A is done", "the time is over"}, {{"result of", 0}}},
	{"create-task", {NULL}, ENDS,
	 {"kettle: done", "toast: done", "eggs: done", "in turn: 6 s", "three tasks are created, 0 have begun", "toast: done",
	  "eggs: done", "kettle: done", "as tasks: 3 s"}, {{NULL, 0}}},
	{"async-wait", {NULL}, ENDS,
	 {"B makes an offer", "the first: 1 done, 2 pending", "after 1.5 s more: 2 done, 1 pending",
	  "all: 3 done, 0 pending"}, {{NULL, 0}}},
	{"wait-for", {NULL}, ENDS,
	 {"library: found", "cancelled: the boxes go back", "the boxes are back", "archive: given up after 3 s"}, {{NULL, 0}}},
	{"async-io", {NULL}, ENDS,
	 {"Ada asks", "Bob asks", "Cleo asks", "Cleo has read: Cleo: shelf 4", "Ada has read: Ada: shelf 3",
	  "Bob has read: Bob: shelf 3",
	  "the desk is closed"}, {{NULL, 0}}},
	{"async-io", {"file"}, ENDS, {"the desk answers Cleo", "the desk answers Ada", "the desk answers Bob", "the desk is closed"}, {{"has read", 3}, {"the desk answers", 3}}},
	{"async-queue", {NULL}, ENDS,
	 {"the shop opens", "A sells loaf 0", "B sells loaf 1", "C sells loaf 2", "A sells loaf 3", "B sells loaf 4",
	  "C sells loaf 5", "all is sold", "C sits down"}, {{"sits down", 3}}},
	{"async-cancel", {NULL}, ENDS,
	 {"all three are asked to stop", "stubborn will not be disturbed", "tidy has deleted the half of a copy",
	  "tidy is cancelled", "stubborn has ended: all counted"}, {{"a letter", 0}}},
	{"blocking-the-loop", {NULL}, ENDS, {"beat, 0.0 s late", "work begins", "work is done", "beat, 1."}, {{"beat", 6}}},
	{"blocking-the-loop", {"awaited"}, ENDS, {"work begins", "beat, 0.", "work is done"}, {{"beat", 6}}},
	{"blocking-the-loop", {"thread"}, ENDS, {"work begins", "beat, 0.", "work is done"}, {{"beat", 6}}},
	{"task-lost", {NULL}, ENDS,
	 {"the program ends well", "Task exception was never retrieved", "ConnectionError: the report was not sent"}, {{NULL, 0}}},
	{"task-lost", {"awaited"}, ENDS,
	 {"it failed: ConnectionError: the report was not sent", "the program ends well"}, {{"never retrieved", 0}}},
	{"race-counter", {NULL}, ENDS, {"the counter is "}, {{NULL, 0}}},
	{"deadlock", {NULL}, MAY_HANG, {NULL}, {{NULL, 0}}},
	{"deadlock", {"same-order"}, ENDS, {"has both"}, {{"has both", 2}}},
	{"philosophers", {NULL}, MAY_HANG, {NULL}, {{NULL, 0}}},
	{"philosophers", {"5", "order"}, ENDS, {"all have eaten"}, {{"eats", 5}}},
	{"philosophers", {"5", "waiter"}, ENDS, {"all have eaten"}, {{"eats", 5}}},
	{"check-then-act", {NULL}, MAY_HANG, {NULL}, {{NULL, 0}}},
	{"check-then-act", {"nowait"}, ENDS, {"has the ticket"}, {{"has the ticket", 1}, {"none left", 1}}},
	{"convoy", {NULL}, ENDS, {"has much to do", "has done much", "has had it"}, {{"has had it", 3}}},
	{"convoy", {"short-hold"}, ENDS, {"has had it", "has done much"}, {{"has had it", 3}}},
	{"unbalanced-rlock", {NULL}, HANGS, {"nothing to save", "leaves"}, {{"entries", 0}}},
	{"unbalanced-rlock", {"with"}, ENDS, {"nothing to save"}, {{"entries: 1", 1}}},
};

enum { TWIN_COUNT = sizeof twins / sizeof *twins };

struct runs {
	bool have_python;
	struct {
		pid_t pid;
		int output; /* its standard output and error */
	} twin[TWIN_COUNT];
};

static void run_python(const struct twin *twin, int output)
{
	char path[256];
	snprintf(path, sizeof path, "scenarios/%s/%s.py", twin->id, twin->id);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	alarm(TIME_LIMIT_S);
	execlp("python3", "python3", "-u", path, twin->arguments[0], twin->arguments[1], (char *)NULL);
	_exit(127);
}

static void start_twin(struct runs *runs, size_t i)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setpgid(0, 0);
		run_python(&twins[i], ends[1]);
	}
	setpgid(pid, pid);
	close(ends[1]);
	runs->twin[i].pid = pid;
	runs->twin[i].output = ends[0];
}

static int look_for_python(void **state)
{
	struct runs *runs = calloc(1, sizeof *runs);
	if (!runs)
		return -1;
	*state = runs;
	runs->have_python = system("python3 -c 'import asyncio, multiprocessing' 2>/dev/null") == 0;
	if (!runs->have_python)
		print_message("skipped: there is no python3 to run the twins\n");
	return 0;
}

static void end_twin(struct runs *runs, size_t i)
{
	kill(-runs->twin[i].pid, SIGKILL); /* with its children */
	waitpid(runs->twin[i].pid, NULL, 0);
	runs->twin[i].pid = 0;
	close(runs->twin[i].output);
}

/* After a failure some still run. */
static int free_all(void **state)
{
	struct runs *runs = *state;
	for (size_t i = 0; i < TWIN_COUNT; i++)
		if (runs->twin[i].pid != 0)
			end_twin(runs, i);
	free(runs);
	return 0;
}

/* The line that is missing or too early; NULL: all are there. Whether each ends with its newline is not asked:
 * CPython's print writes that apart, and another thread's line may come between. */
static const char *missing_line(const struct twin *twin, const char *out)
{
	for (size_t i = 0; i < LINES_MAX && twin->lines[i]; i++) {
		out = strstr(out, twin->lines[i]);
		if (!out)
			return twin->lines[i];
		out += strlen(twin->lines[i]);
	}
	return NULL;
}

/* The first text that does not come as often as it should; NULL: all do. */
static const char *miscounted(const struct twin *twin, const char *out)
{
	for (size_t i = 0; i < COUNTS_MAX && twin->counts[i].text; i++) {
		int count = 0;
		for (const char *at = out; (at = strstr(at, twin->counts[i].text)); at++)
			count++;
		if (count != twin->counts[i].times)
			return twin->counts[i].text;
	}
	return NULL;
}

static void expect_output(const struct twin *twin, const char *out)
{
	if (missing_line(twin, out))
		fail_msg("%s.py: \"%s\" is missing, or too early, in:\n%s", twin->id, missing_line(twin, out), out);
	if (miscounted(twin, out))
		fail_msg("%s.py: not as many \"%s\" as should be in:\n%s", twin->id, miscounted(twin, out), out);
}

/* Waits for more of the output, this long at most. 1: here it is; 0: this is its end; -1: the time is over. */
static int read_more(char out[OUTPUT_ROOM], int output, int limit_s)
{
	const size_t length = strlen(out);
	struct pollfd polled = {output, POLLIN, 0};
	if (poll(&polled, 1, limit_s * 1000) <= 0)
		return -1;
	ssize_t got = read(output, out + length, OUTPUT_ROOM - 1 - length);
	out[length + (got > 0 ? (size_t)got : 0)] = '\0';
	return got > 0;
}

static const char *first_argument(const struct twin *twin)
{
	return twin->arguments[0] ? twin->arguments[0] : "";
}

static void expect_success(const struct twin *twin, pid_t pid, const char *out)
{
	siginfo_t info = {0};
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	if (info.si_code != CLD_EXITED || info.si_status != 0)
		fail_msg("%s.py %s ended with status %d:\n%s", twin->id, first_argument(twin), info.si_status, out);
}

static void check_end(const struct twin *twin, pid_t pid, int output)
{
	char out[OUTPUT_ROOM] = "";
	while (read_more(out, output, TIME_LIMIT_S) > 0)
		continue;
	expect_success(twin, pid, out);
	expect_output(twin, out);
}

/* Whether it goes on until it says no more, and is still there then. */
static bool falls_silent(char out[OUTPUT_ROOM], pid_t pid, int output)
{
	int more;
	while ((more = read_more(out, output, SILENT_S)) > 0)
		continue;
	siginfo_t info = {0};
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	return more < 0 && info.si_pid == 0;
}

static void check_hang(const struct twin *twin, pid_t pid, int output)
{
	char out[OUTPUT_ROOM] = "";
	while (missing_line(twin, out) || miscounted(twin, out))
		if (read_more(out, output, TIME_LIMIT_S) <= 0)
			break;
	bool hangs = falls_silent(out, pid, output);
	expect_output(twin, out);
	if (!hangs)
		fail_msg("%s.py %s has ended:\n%s", twin->id, first_argument(twin), out);
}

static void check_if_it_ends(const struct twin *twin, pid_t pid, int output)
{
	char out[OUTPUT_ROOM] = "";
	if (!falls_silent(out, pid, output))
		expect_success(twin, pid, out);
}

/* Runs those that end so, AT_ONCE of them before the one that is looked at. */
static void run_twins(struct runs *runs, enum end end, void (*check)(const struct twin *twin, pid_t pid, int output))
{
	if (!runs->have_python)
		skip();
	size_t next = 0, running = 0;
	for (size_t i = 0; i < TWIN_COUNT; i++) {
		if (twins[i].end != end)
			continue;
		for (; next < TWIN_COUNT && running < AT_ONCE; next++) {
			if (twins[next].end != end)
				continue;
			start_twin(runs, next);
			running++;
		}
		check(&twins[i], runs->twin[i].pid, runs->twin[i].output);
		end_twin(runs, i);
		running--;
	}
}

static void test_twins_end_as_promised(void **state)
{
	run_twins(*state, ENDS, check_end);
}

static void test_twins_hang_where_their_scenario_does(void **state)
{
	run_twins(*state, HANGS, check_hang);
}

static void test_twins_that_may_hang_end_well_if_they_end(void **state)
{
	run_twins(*state, MAY_HANG, check_if_it_ends);
}

static void test_every_scenarios_twin_is_run(void **state)
{
	(void)state;
	for (size_t i = 0; scenario_table[i]; i++) {
		size_t found = 0;
		for (size_t j = 0; j < TWIN_COUNT; j++)
			found += strcmp(twins[j].id, scenario_program(scenario_table[i]->id)) == 0;
		if (found == 0)
			fail_msg("%s.py is not run here", scenario_table[i]->id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_scenarios_twin_is_run),
		cmocka_unit_test(test_twins_end_as_promised),
		cmocka_unit_test(test_twins_hang_where_their_scenario_does),
		cmocka_unit_test(test_twins_that_may_hang_end_well_if_they_end),
	};
	return cmocka_run_group_tests(tests, look_for_python, free_all);
}
