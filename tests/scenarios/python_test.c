/* The Python twins run under CPython and come to the outcome that the scenario promises.
 *
 * All start together, so that the test takes as long as the slowest (about six seconds: the twins sleep on the
 * real clock); each test then reads one twin's output to its end. Skipped where there is no python3. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIME_LIMIT_S = 120, OUTPUT_ROOM = 16384 };

enum twin_id { EVENT, CONDITION, LOCK, SEMAPHORE, TASKS, PROCESSES, GATHER, TWIN_COUNT };

static const char *const twin_names[TWIN_COUNT] = {
	"event", "condition", "lock", "semaphore", "task-distribution", "process-queue", "gather",
};

struct twins {
	bool have_python;
	struct {
		pid_t pid;
		int output; /* its standard output and error */
	} running[TWIN_COUNT];
};

static void start_twin(struct twins *twins, enum twin_id id)
{
	char path[256];
	snprintf(path, sizeof path, "scenarios/%s/%s.py", twin_names[id], twin_names[id]);
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		alarm(TIME_LIMIT_S);
		execlp("python3", "python3", path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	twins->running[id].pid = pid;
	twins->running[id].output = ends[0];
}

static int start_all(void **state)
{
	struct twins *twins = calloc(1, sizeof *twins);
	if (!twins)
		return -1;
	*state = twins;
	twins->have_python = system("python3 -c 'import asyncio, multiprocessing' 2>/dev/null") == 0;
	if (!twins->have_python) {
		print_message("skipped: there is no python3 to run the twins\n");
		return 0;
	}
	for (int id = 0; id < TWIN_COUNT; id++)
		start_twin(twins, (enum twin_id)id);
	return 0;
}

static int free_all(void **state)
{
	free(*state);
	return 0;
}

/* The twin's whole output, once it has ended with exit code 0. */
static void finish_twin(char out[OUTPUT_ROOM], const struct twins *twins, enum twin_id id)
{
	if (!twins->have_python)
		skip();
	size_t length = 0;
	ssize_t got;
	while ((got = read(twins->running[id].output, out + length, OUTPUT_ROOM - 1 - length)) > 0)
		length += (size_t)got;
	assert_int_equal(got, 0);
	out[length] = '\0';
	close(twins->running[id].output);
	int status;
	assert_int_equal(waitpid(twins->running[id].pid, &status, 0), twins->running[id].pid);
	if (status != 0)
		fail_msg("%s.py ended with status 0x%x:\n%s", twin_names[id], (unsigned)status, out);
}

/* Expects `lines` (ended by NULL) in this order, others between them allowed. Whether each ends with its newline is
 * not asked: CPython's print writes that apart, and another thread's line may come between. */
static void expect_lines(const char *out, const char *const *lines)
{
	const char *from = out;
	for (; *lines; lines++) {
		from = strstr(from, *lines);
		if (!from)
			fail_msg("\"%s\" is missing, or too early, in:\n%s", *lines, out);
		else
			from += strlen(*lines);
	}
}

static int count_of(const char *out, const char *text)
{
	int count = 0;
	for (; (out = strstr(out, text)); out++)
		count++;
	return count;
}

static void test_event_waiter_goes_on_after_the_set(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, EVENT);
	expect_lines(out, (const char *[]){"setting the event", "the event is set, going on", NULL});
}

static void test_condition_waiter_gets_the_data(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, CONDITION);
	expect_lines(out, (const char *[]){"data is ready", "got the data: ready", NULL});
}

static void test_lock_keeps_the_counter_exact(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, LOCK);
	expect_lines(out, (const char *[]){"the counter is 6", NULL});
}

static void test_semaphore_refuses_one_release_too_many(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, SEMAPHORE);
	assert_int_equal(count_of(out, "sits down"), 6);
	expect_lines(out, (const char *[]){"sits down", "gets up", "one release too many is refused", NULL});
}

static void test_task_distribution_collects_each_task_once(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, TASKS);
	for (int i = 0; i < 10; i++) {
		char received[64];
		snprintf(received, sizeof received, ": task-%d (", i);
		assert_int_equal(count_of(out, received), 1);
	}
	assert_int_equal(count_of(out, " goes home"), 3);
	expect_lines(out, (const char *[]){"collected 10 results", "all the work is done", NULL});
}

static void test_process_queue_keeps_the_order(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, PROCESSES);
	expect_lines(out, (const char *[]){"consumed item-0", "consumed item-1", "consumed item-2",
	                                   "consumed item-3", "consumed item-4",
	                                   "all processes have ended, items in order: 5", NULL});
}

static void test_gather_gives_results_in_argument_order(void **state)
{
	char out[OUTPUT_ROOM];
	finish_twin(out, *state, GATHER);
	expect_lines(out, (const char *[]){"B is done after 1 s", "C is done after 2 s", "A is done after 3 s",
	                                   "result of A", "result of B", "result of C", "the program ends",
	                                   NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lock_keeps_the_counter_exact),
		cmocka_unit_test(test_event_waiter_goes_on_after_the_set),
		cmocka_unit_test(test_condition_waiter_gets_the_data),
		cmocka_unit_test(test_semaphore_refuses_one_release_too_many),
		cmocka_unit_test(test_process_queue_keeps_the_order),
		cmocka_unit_test(test_gather_gives_results_in_argument_order),
		cmocka_unit_test(test_task_distribution_collects_each_task_once),
	};
	return cmocka_run_group_tests(tests, start_all, free_all);
}
