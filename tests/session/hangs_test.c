/* What is said of programs that hang: each cause, with its words, live and under seeds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "interleave/interleave.h"
#include "said.h"

static il_lock lock, second;
static il_rlock rlock;
static il_semaphore semaphore;
static il_event event, submitted;
static il_condition condition;
static il_barrier barrier;
static il_queue queue, answers;
static il_future future;
static il_executor pool;
static il_thread thread, other;

static void start(il_thread *made, il_target target, const char *name)
{
	*made = il_thread_new(target, .name = name);
	il_thread_start(*made);
}

/* ---- circles ---- */

static il_value want_lock(il_args args)
{
	(void)args;
	il_hold(lock);
	return il_none();
}

static void join_under_lock(void)
{
	lock = il_lock_new("lock");
	il_hold(lock);
	start(&thread, want_lock, "worker");
	il_thread_join(thread);
}

static il_value join_other(il_args args)
{
	(void)args;
	il_event_wait(event);
	il_thread_join(other);
	return il_none();
}

static il_value join_thread(il_args args)
{
	(void)args;
	il_thread_join(thread);
	return il_none();
}

static void join_each_other(void)
{
	event = il_event_new("event");
	start(&thread, join_other, "one");
	start(&other, join_thread, "two");
	il_event_set(event);
}

static void take_twice(void)
{
	lock = il_lock_new("lock");
	il_hold(lock);
	il_lock_acquire(lock);
}

static il_value wait_for_condition_under_rlock(il_args args)
{
	(void)args;
	il_hold(rlock);
	il_hold(condition);
	il_event_set(event);
	il_condition_wait(condition); /* lets its own lock go, and not the other */
	return il_none();
}

static void notify_under_two(void)
{
	rlock = il_rlock_new("outer");
	event = il_event_new("event");
	condition = il_condition_new("condition");
	start(&thread, wait_for_condition_under_rlock, "waiter");
	il_event_wait(event);
	il_hold(rlock);
	il_hold(condition);
	il_condition_notify(condition);
}

static il_value ask_future_under_lock(il_args args)
{
	(void)args;
	il_hold(lock);
	il_event_set(event);
	il_event_wait(submitted);
	il_future_result(future, NULL);
	return il_none();
}

static void work_under_lock(void)
{
	lock = il_lock_new("lock");
	event = il_event_new("event");
	submitted = il_event_new("submitted");
	pool = il_executor_new("pool", 1, .thread_name_prefix = "worker");
	start(&thread, ask_future_under_lock, "asker");
	il_event_wait(event);
	il_executor_submit(&future, pool, want_lock, .name = "future");
	il_event_set(submitted);
}

/* ---- what never comes ---- */

static void wait_for_nobody(void)
{
	event = il_event_new("event");
	il_event_wait(event);
}

static void acquire_too_often(void)
{
	semaphore = il_semaphore_new("semaphore", 1);
	il_semaphore_acquire(semaphore);
	il_semaphore_acquire(semaphore);
}

static void come_alone(void)
{
	barrier = il_barrier_new("barrier", 2);
	il_barrier_wait(NULL, barrier);
}

static void get_from_nobody(void)
{
	il_value item;
	queue = il_queue_new("queue");
	il_queue_get(queue, &item);
}

static void put_for_nobody(void)
{
	queue = il_queue_new("queue", .maxsize = 1);
	il_queue_put(queue, il_int(1));
	il_queue_put(queue, il_int(2));
}

static void join_without_task_done(void)
{
	queue = il_queue_new("queue");
	il_queue_put(queue, il_int(1));
	il_queue_join(queue);
}

static void ask_nobody(void)
{
	future = il_future_new(.name = "future");
	il_future_result(future, NULL);
}

static il_value answer_questions(il_args args)
{
	il_value item;
	(void)args;
	il_queue_get(queue, &item);
	il_queue_put(answers, item);
	return il_none();
}

/* Each waits for the other's item. */
static void wait_for_an_answer_first(void)
{
	il_value item;
	queue = il_queue_new("questions");
	answers = il_queue_new("answers");
	start(&thread, answer_questions, "oracle");
	il_queue_get(answers, &item);
	il_queue_put(queue, il_int(1));
}

static void notify_first(void)
{
	condition = il_condition_new("condition");
	il_hold(condition);
	il_condition_notify(condition);
	il_condition_wait(condition);
}

static il_value die_with_lock(il_args args)
{
	(void)args;
	il_lock_acquire(lock);
	return il_raise("ValueError", "no data");
}

static void wait_for_a_dead_ones_lock(void)
{
	lock = il_lock_new("lock");
	start(&thread, die_with_lock, "worker");
	il_thread_join(thread);
	il_lock_acquire(lock);
}

/* ---- what only looks like it ---- */

static il_value take_in_order(il_args args)
{
	(void)args;
	for (int i = 0; i < 3; i++) {
		il_hold(lock);
		il_hold(second);
	}
	return il_none();
}

static void keep_the_order(void)
{
	lock = il_lock_new("first");
	second = il_lock_new("second");
	start(&thread, take_in_order, "one");
	start(&other, take_in_order, "two");
}

static il_value wait_a_while(il_args args)
{
	(void)args;
	il_event_wait(event, .timeout = il_within(5));
	il_queue_get(queue, &(il_value){0}, .timeout = il_within(5));
	return il_none();
}

static void wait_with_limits(void)
{
	event = il_event_new("event");
	queue = il_queue_new("queue");
	start(&thread, wait_a_while, "patient");
	il_thread_join(thread);
}

static il_value release_for_main(il_args args)
{
	(void)args;
	il_lock_release(lock);
	return il_none();
}

static il_value wait_for_the_signal(il_args args)
{
	(void)args;
	il_lock_acquire(lock);
	il_lock_release(lock);
	return il_none();
}

/* Main waits for one who waits for what main holds, and a third lets that go. */
static void let_another_signal(void)
{
	lock = il_lock_new("lock");
	il_lock_acquire(lock);
	start(&thread, wait_for_the_signal, "waiter");
	start(&other, release_for_main, "signaller");
	il_thread_join(thread);
}

static il_value serve_for_ever(il_args args)
{
	il_value item;
	(void)args;
	while (il_queue_get(queue, &item) == IL_OK)
		continue;
	return il_none();
}

/* A lock as a signal: main waits for what it holds, and another thread lets it go. */
static void be_signalled_by_a_release(void)
{
	lock = il_lock_new("lock");
	il_lock_acquire(lock);
	start(&thread, release_for_main, "signaller");
	il_lock_acquire(lock);
	il_lock_release(lock);
}

static void leave_a_daemon(void)
{
	queue = il_queue_new("queue");
	il_thread_start(il_thread_new(serve_for_ever, .daemon = true));
	il_queue_put(queue, il_int(1));
}

/* ---- what is said ---- */

static void test_a_circle_is_told_whole(void **state)
{
	(void)state;
	assert_said(take_twice, "deadlock: main holds lock and waits for it again\n");
	assert_said(join_under_lock,
		    "deadlock: main holds lock and waits for the end of worker; worker waits for lock\n");
	assert_said(join_each_other,
		    "deadlock: one waits for the end of two; two waits for the end of one; main cannot "
		    "leave before the end of one\n");
	assert_said(work_under_lock,
		    "deadlock: asker holds lock and waits for future; worker_0 runs future and waits for "
		    "lock; main cannot leave before the end of asker\n");
}

static void test_a_wait_that_nobody_can_end_says_what_does_not_come(void **state)
{
	(void)state;
	assert_said(wait_for_nobody, "stuck: main waits for event, and nobody can set it any more\n");
	assert_said(
	    acquire_too_often,
	    "stuck: main waits for semaphore, whose value is 0, and nobody can release it any more\n");
	assert_said(come_alone,
		    "stuck: main waits for the others at barrier, and too few can come any more\n");
	assert_said(get_from_nobody,
		    "stuck: main waits for an item in queue, and nobody can put one any more\n");
	assert_said(put_for_nobody,
		    "stuck: main waits for room in queue, and nobody can take an item out any more\n");
	assert_said(join_without_task_done,
		    "stuck: main waits for every item to be done in queue, but 1 is unfinished, "
		    "and nobody can call task_done any more\n");
	assert_said(ask_nobody, "stuck: main waits for future, which nobody will ever settle\n");
	assert_said(wait_for_an_answer_first,
		    "stuck: main waits for an item in answers, and nobody can put one any more\n"
		    "stuck: oracle waits for an item in questions, and nobody can put one any more\n");
}

static void test_a_notify_that_came_too_early_is_named(void **state)
{
	(void)state;
	assert_said(notify_first,
		    "lost wakeup: main waits for a notify of condition that nobody can give any more: the "
		    "last notify, by main, came before the wait, when nobody waited\n");
	assert_said(notify_under_two,
		    "lost wakeup: waiter waits for a notify of condition that nobody can give any "
		    "more; main waits for outer\n");
}

static void test_the_lock_of_one_that_died_is_named_with_its_death(void **state)
{
	(void)state;
	assert_said(wait_for_a_dead_ones_lock, "stuck: main waits for lock, held by worker, which has ended\n"
					       "exception: worker ended by ValueError: no data; the "
					       "excepthook printed it, and whoever joins the "
					       "thread is not told\n");
}

static void test_who_can_still_go_is_not_complained_of(void **state)
{
	(void)state;
	assert_said(keep_the_order, "");
	assert_said(wait_with_limits, "");
	assert_said(leave_a_daemon, "");
	assert_said(be_signalled_by_a_release, "");
	assert_said(let_another_signal, "");
}

/* ---- asked after few events ---- */

/* Under each schedule of a few: whatever is found anew is found where insight_may_follow() says so. */
static void find_after_each_event(const char *scenario, const char *params, void *context)
{
	enum { ROOM = 16 };
	(void)context;
	for (uint64_t seed = 1; seed <= RUN_FEW; seed++) {
		struct session_options options = run_options(scenario, STRATEGY_RANDOM, seed);
		options.params = params;
		options.time_free = seed % 2 != 0;
		struct session *session = run_session(&options);
		struct model *model = model_new(session_log(session));
		struct insight insights[ROOM];
		const struct log_event *of;
		uint64_t pos = 0;
		uint32_t known = 0;
		while ((of = log_next(session_log(session), &pos, log_committed(session_log(session)))) != NULL) {
			model_apply(model, of);
			uint32_t found = insight_find(insights, ROOM, model);
			if (found > known && !insight_may_follow(model, of))
				fail_msg("%s: seq %u shows more than was thought", scenario, (unsigned)model->seq);
			known = found;
		}
		model_free(model);
		session_free(session);
	}
}

static void test_only_what_may_show_more_is_asked(void **state)
{
	(void)state;
	run_each_variant(find_after_each_event, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_circle_is_told_whole),
	    cmocka_unit_test(test_a_wait_that_nobody_can_end_says_what_does_not_come),
	    cmocka_unit_test(test_a_notify_that_came_too_early_is_named),
	    cmocka_unit_test(test_the_lock_of_one_that_died_is_named_with_its_death),
	    cmocka_unit_test(test_who_can_still_go_is_not_complained_of),
	    cmocka_unit_test(test_only_what_may_show_more_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
