/* Computing that is worth showing, what is measured of it, and the rows of the check list that are about code. */
#include "programs.h"

#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../run_session.h"

enum { TEN_MILLION = 10000000, TWO = 2, LIMIT_S = 20 };

static int64_t shared_by_threads;
static il_lock lock;
static _Atomic int *arrived;

static il_value sum_up(il_args args)
{
	int64_t sum = 0;
	for (int64_t number = 0; number < args.v[0].i; number++)
		sum += number;
	return il_int(sum);
}

/* ---- work ---- */

static void work_once(void)
{
	EXPECT(il_work(sum_up, il_int(4)).i == 6);
}

static void test_work_is_an_op_that_names_what_is_computed(void **state)
{
	(void)state;
	static const struct logged expected[] = {DONE("main", OP_WORK, NULL, .text = "sum_up")};
	assert_completes_in_any_time(work_once);
	assert_logs(work_once, LOG_COMPLETED, expected);
}

/* Arrives, and computes until the other has arrived, too: what takes turns would never come to an end. */
static il_value meet(il_args args)
{
	(void)args;
	time_t until = time(NULL) + LIMIT_S;
	atomic_fetch_add(arrived, 1);
	while (atomic_load(arrived) < TWO && time(NULL) < until)
		sched_yield();
	return il_int(atomic_load(arrived));
}

static il_value meet_as_work(il_args args)
{
	(void)args;
	return il_work(meet, il_none());
}

static void compute_at_once(void)
{
	il_value met[TWO];
	arrived = mmap(NULL, sizeof *arrived, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	il_pool pool = il_pool_new("pool", TWO);
	EXPECT(il_pool_map(met, pool, meet_as_work, IL_ARGS(il_int(0), il_int(1))) == IL_OK);
	for (int i = 0; i < TWO; i++)
		EXPECT(met[i].i == TWO);
	il_pool_close(pool);
	il_pool_join(pool);
}

/* Whether one began to compute after another had, and before that one's next op. */
static bool spans_overlap(const struct log *log)
{
	const struct log_event *event;
	uint32_t computes = LOG_NONE;
	for (uint64_t pos = 0; (event = log_next(log, &pos, log_committed(log))) != NULL;) {
		bool begins = event->op == OP_WORK && event->phase == LOG_DONE;
		if (begins && computes != LOG_NONE && event->actor != computes)
			return true;
		if (begins || event->actor == computes)
			computes = begins ? event->actor : LOG_NONE;
	}
	return false;
}

static void test_live_two_workers_compute_at_the_same_instant(void **state)
{
	(void)state;
	static struct il_scenario program;
	program = run_program(compute_at_once);
	struct session_options options = run_options("test", STRATEGY_LIVE, 1);
	options.program = &program;
	struct session *session = run_session(&options);
	assert_int_equal(run_status(session), LOG_COMPLETED);
	assert_true(spans_overlap(session_log(session)));
	session_free(session);
}

/* ---- what is measured ---- */

static void ask_whether_live(void)
{
	EXPECT(il_live() == !il_time_exact());
	il_print_measured("%d", (int)getpid());
}

static void test_times_are_measured_in_live_runs_only(void **state)
{
	(void)state;
	assert_completes(ask_whether_live);
}

static void test_a_measured_line_is_marked_as_one_that_changes(void **state)
{
	(void)state;
	static struct il_scenario program;
	program = run_program(ask_whether_live);
	struct session_options options = run_options("test", STRATEGY_ROUND_ROBIN, 1);
	options.program = &program;
	struct session *session = run_session(&options);
	const struct log *log = session_log(session);
	const struct log_event *event;
	int lines = 0;
	for (uint64_t pos = 0; (event = log_next(log, &pos, log_committed(log))) != NULL;)
		if (event->op == OP_PRINT && event->phase == LOG_DONE) {
			assert_true(event->flags & LOG_VOLATILE);
			lines++;
		}
	assert_int_equal(lines, 1);
	session_free(session);
}

/* ---- X01, X04 to X07: what the notes' programs do besides ---- */

static il_value print_two_lines(il_args args)
{
	for (int i = 1; i <= TWO; i++)
		il_print("%s: line %d of %d", il_text(args.v[0]), i, TWO);
	return il_none();
}

static void print_from_two_processes(void)
{
	il_process a = il_process_new(print_two_lines, .args = IL_ARGS(il_str("a")));
	il_process b = il_process_new(print_two_lines, .args = IL_ARGS(il_str("b")));
	il_process_start(a);
	il_process_start(b);
	il_process_join(a);
	il_process_join(b);
}

static void test_X01_lines_of_processes_come_in_any_order_but_whole(void **state)
{
	(void)state;
	static const char *const in_turn[] = {"a: line 1 of 2", "a: line 2 of 2", "b: line 1 of 2", "b: line 2 of 2", NULL};
	static const char *const mixed[] = {"b: line 1 of 2", "a: line 1 of 2", "b: line 2 of 2", "a: line 2 of 2", NULL};
	assert_completes(print_from_two_processes);
	assert_prints_when("0x4.1x3.2x3", print_from_two_processes, in_turn);
	assert_prints_when("0x4.2.1.2.1.2.1", print_from_two_processes, mixed);
}

static void measure_a_duration(void)
{
	double begin = il_clock();
	il_sleep(0.25);
	il_work(sum_up, il_int(1000));
	double end = il_clock();
	EXPECT(il_time_exact() ? end - begin == 0.25 : end - begin >= 0.25);
}

static void test_X04_durations_are_measured_by_a_clock_that_never_steps_back(void **state)
{
	(void)state;
	assert_completes(measure_a_duration);
}

static il_value add_to_the_global(il_args args)
{
	(void)args;
	il_hold(lock);
	shared_by_threads++;
	return il_none();
}

static void share_a_global(void)
{
	lock = il_lock_new("lock");
	il_thread thread = il_thread_new(add_to_the_global);
	il_process process = il_process_new(add_to_the_global);
	il_process_start(process);
	il_process_join(process);
	EXPECT(shared_by_threads == 0);
	il_thread_start(thread);
	il_thread_join(thread);
	EXPECT(shared_by_threads == 1);
}

static void test_X05_a_global_is_one_for_all_threads_and_a_copy_for_each_process(void **state)
{
	(void)state;
	assert_completes_in_any_time(share_a_global);
}

static void print_rounded(void)
{
	il_print("%.2f %.2f %.2f", 0.125, 0.375, 2.675);
}

static void test_X06_two_decimals_are_rounded_as_in_python(void **state)
{
	(void)state;
	static const char *const lines[] = {"0.12 0.38 2.67", NULL};
	assert_prints_in_every_order(print_rounded, lines);
}

static void sum_ten_million(void)
{
	EXPECT(il_work(sum_up, il_int(TEN_MILLION)).i == 49999995000000);
}

static void test_X07_the_sum_of_ten_million_numbers_needs_64_bits(void **state)
{
	(void)state;
	assert_completes_in_any_time(sum_ten_million);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_work_is_an_op_that_names_what_is_computed),
	    cmocka_unit_test(test_live_two_workers_compute_at_the_same_instant),
	    cmocka_unit_test(test_times_are_measured_in_live_runs_only),
	    cmocka_unit_test(test_a_measured_line_is_marked_as_one_that_changes),
	    cmocka_unit_test(test_X01_lines_of_processes_come_in_any_order_but_whole),
	    cmocka_unit_test(test_X04_durations_are_measured_by_a_clock_that_never_steps_back),
	    cmocka_unit_test(test_X05_a_global_is_one_for_all_threads_and_a_copy_for_each_process),
	    cmocka_unit_test(test_X06_two_decimals_are_rounded_as_in_python),
	    cmocka_unit_test(test_X07_the_sum_of_ten_million_numbers_needs_64_bits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
