/* Threads, locks and queues beside CPython's: the same calls, the same answers. */
#include "beside_python.h"

static il_thread thread;
static il_lock lock;
static il_rlock rlock;
static il_condition condition;
static il_barrier barrier;
static il_var count, first, last;

/* Of a join, which tells nothing. */
static void say_joined(il_status status)
{
	say_none(status == IL_TIMEOUT ? IL_OK : status);
}

/* ---- threads ---- */

static void threads(void)
{
	thread = il_thread_new(do_nothing, .name = "thread");
	il_print("%s %s %s", il_thread_ident(thread).kind == IL_NONE ? "None" : "some",
		 truth(il_thread_is_alive(thread)), truth(il_thread_daemon(thread)));
	say_joined(il_thread_join(thread));
	say_joined(il_thread_join(thread, .timeout = il_within(0)));
	say_none(il_thread_start(thread));
	say_none(il_thread_start(thread));
	say_joined(il_thread_join(thread, .timeout = il_within(5)));
	say_none(il_thread_start(thread));
	say_none(il_thread_set_daemon(thread, true));
	il_print("%s %s", truth(il_thread_is_alive(thread)), truth(il_thread_daemon(thread)));
	say_joined(il_thread_join(il_current_thread()));
	il_thread_set_name(thread, "other");
	il_print("%s", il_thread_name(thread));
	il_print("%d", (int)il_active_count());
}

static il_value work(il_args args)
{
	(void)args;
	il_print("%s", il_current_name());
	return il_none();
}

static void thread_names(void)
{
	static const char *const names[] = {NULL, "named", "", "named"};
	for (int i = 0; i < 4; i++) {
		thread = il_thread_new(work, .name = names[i]);
		il_thread_start(thread);
		il_thread_join(thread);
	}
	il_print("%s", il_thread_name(il_thread_new(NULL)));
}

/* ---- locks ---- */

static il_value release_lock(il_args args)
{
	(void)args;
	il_lock_release(lock);
	return il_none();
}

static void locks(void)
{
	lock = il_lock_new("lock");
	say_none(il_lock_release(lock));
	say_whether(il_lock_acquire(lock));
	say_whether(il_lock_acquire(lock, .nonblocking = true));
	say_whether(il_lock_acquire(lock, .timeout = il_within(0)));
	say_whether(il_lock_acquire(lock, .timeout = il_within(0.01)));
	say_whether(il_lock_acquire(lock, .nonblocking = true, .timeout = il_within(1)));
	say_whether(il_lock_acquire(lock, .nonblocking = true, .timeout = il_within(-1)));
	say_whether(il_lock_acquire(lock, .timeout = il_within(-2)));
	say_whether(il_lock_acquire(lock, .timeout = il_within(1e10)));
	say_whether(il_lock_acquire(lock, .timeout = il_within(-1e10)));
	say_whether(il_lock_acquire(lock, .nonblocking = true, .timeout = il_within(1e10)));
	il_print("%s", truth(il_lock_locked(lock)));
	say_none(il_lock_release(lock));
	say_whether(il_lock_acquire(lock, .timeout = il_within(-1)));
	run_in_thread(release_lock);
	il_print("%s", truth(il_lock_locked(lock)));
}

static il_value say_release(il_args args)
{
	(void)args;
	say_none(il_rlock_release(rlock));
	return il_none();
}

static il_value say_try(il_args args)
{
	(void)args;
	say_whether(il_rlock_acquire(rlock, .nonblocking = true));
	return il_none();
}

static il_value say_acquire_in_time(il_args args)
{
	(void)args;
	say_whether(il_rlock_acquire(rlock, .timeout = il_within(0.01)));
	return il_none();
}

static void rlocks(void)
{
	rlock = il_rlock_new("rlock");
	say_none(il_rlock_release(rlock));
	say_whether(il_rlock_acquire(rlock));
	say_whether(il_rlock_acquire(rlock, .nonblocking = true));
	say_whether(il_rlock_acquire(rlock, .timeout = il_within(-2)));
	say_whether(il_rlock_acquire(rlock, .nonblocking = true, .timeout = il_within(1)));
	run_in_thread(say_release);
	run_in_thread(say_try);
	say_none(il_rlock_release(rlock));
	run_in_thread(say_acquire_in_time);
	say_none(il_rlock_release(rlock));
	say_none(il_rlock_release(rlock));
	run_in_thread(say_try);
}

static void semaphores(void)
{
	il_semaphore plain = il_semaphore_new("plain", 0), bounded = il_bounded_semaphore_new("bounded", 2);
	say_whether(il_semaphore_acquire(plain, .nonblocking = true));
	say_whether(il_semaphore_acquire(plain, .timeout = il_within(-1)));
	say_whether(il_semaphore_acquire(plain, .timeout = il_within(0.01)));
	say_whether(il_semaphore_acquire(plain, .nonblocking = true, .timeout = il_within(1)));
	say_none(il_semaphore_release_n(plain, 0));
	say_none(il_semaphore_release_n(plain, 3));
	say_whether(il_semaphore_acquire(plain));
	say_none(il_semaphore_release(bounded));
	say_whether(il_semaphore_acquire(bounded));
	say_none(il_semaphore_release_n(bounded, 2));
	say_none(il_semaphore_release(bounded));
	say_none(il_semaphore_release_n(bounded, -1));
}

static void events(void)
{
	il_event event = il_event_new("event");
	say_whether(il_event_wait(event, .timeout = il_within(0)));
	say_whether(il_event_wait(event, .timeout = il_within(-1)));
	say_whether(il_event_wait(event, .timeout = il_within(0.01)));
	say_none(il_event_set(event));
	say_none(il_event_set(event));
	say_whether(il_event_wait(event));
	il_print("%s", truth(il_event_is_set(event)));
	say_none(il_event_clear(event));
	il_print("%s", truth(il_event_is_set(event)));
}

/* ---- conditions ---- */

static void conditions(void)
{
	condition = il_condition_new("condition");
	say_whether(il_condition_wait(condition));
	say_whether(il_condition_wait(condition, .timeout = il_within(0)));
	say_none(il_condition_notify(condition));
	say_none(il_condition_notify_all(condition));
	say_none(il_condition_release(condition));
	say_whether(il_condition_acquire(condition));
	say_whether(il_condition_acquire(condition, .nonblocking = true));
	say_whether(il_condition_wait(condition, .timeout = il_within(0.01)));
	say_whether(il_condition_wait(condition, .timeout = il_within(0)));
	say_whether(il_condition_wait(condition, .timeout = il_within(-1)));
	say_none(il_condition_notify_n(condition, 0));
	say_none(il_condition_notify_all(condition));
	say_none(il_condition_release(condition));
	say_none(il_condition_release(condition));
	say_none(il_condition_release(condition));
	lock = il_lock_new("lock");
	condition = il_condition_new("condition", .lock = lock);
	say_none(il_condition_notify(condition));
	say_none(il_condition_release(condition));
	say_whether(il_condition_acquire(condition));
	say_whether(il_condition_acquire(condition, .nonblocking = true));
	say_whether(il_condition_wait(condition, .timeout = il_within(0.01)));
	il_print("%s", truth(il_lock_locked(lock)));
}

static il_value wait_by_number(il_args args)
{
	il_hold(condition);
	add_one(count);
	il_condition_wait(condition);
	if (il_var_read(first).kind == IL_NONE)
		il_var_write(first, args.v[0]);
	il_var_write(last, args.v[0]);
	return il_none();
}

static bool all_wait(int64_t waiters)
{
	il_hold(condition);
	return il_var_read(count).i == waiters;
}

static void condition_order(void)
{
	static const struct {
		int notified, awake;
	} steps[] = {{1, 1}, {0, 1}, {1, 2}, {9, 4}};
	condition = il_condition_new("condition");
	count = il_var_new("count", il_int(0));
	first = il_var_new("first", il_none());
	last = il_var_new("last", il_none());
	for (int i = 0; i < 4; i++) {
		il_thread_start(il_thread_new(wait_by_number, .args = IL_ARGS(il_int(i))));
		while (!all_wait(i + 1))
			il_sleep(0.001);
	}
	for (int i = 0; i < 4; i++) {
		{
			il_hold(condition);
			il_condition_notify_n(condition, steps[i].notified);
		}
		while (il_active_count() > (size_t)(5 - steps[i].awake))
			il_sleep(0.001);
		il_hold(condition);
		if (steps[i].awake < 4)
			il_print("%d %d %d", steps[i].awake, (int)il_var_read(first).i,
				 (int)il_var_read(last).i);
		else
			il_print("%d %d all", steps[i].awake, (int)il_var_read(first).i);
	}
}

static il_value at_once(il_args args)
{
	(void)args;
	return il_str("at once");
}

static il_value zero(il_args args)
{
	(void)args;
	return il_int(0);
}

static il_value is_enough(il_args args)
{
	(void)args;
	return add_one(count) > 2 ? il_str("enough") : il_none();
}

/* Twice, each time when somebody waits: main has let the lock go, and has asked once more. */
static il_value notify_twice(il_args args)
{
	(void)args;
	for (int64_t i = 1; i <= 2; i++) {
		while (!all_wait(i))
			il_sleep(0.001);
		il_hold(condition);
		il_condition_notify(condition);
	}
	return il_none();
}

static void predicates(void)
{
	il_value value = il_none();
	condition = il_condition_new("condition");
	count = il_var_new("count", il_int(0));
	say_value(il_condition_wait_for(&value, condition, at_once), value);
	say_value(il_condition_wait_for(&value, condition, zero), value);
	say_value(il_condition_wait_for(&value, condition, raise_key), value);
	il_condition_acquire(condition);
	il_condition_wait_for(&value, condition, zero, .timeout = il_within(0));
	say_value(IL_OK, value);
	il_condition_wait_for(&value, condition, zero, .timeout = il_within(-1));
	say_value(IL_OK, value);
	il_condition_wait_for(&value, condition, zero, .timeout = il_within(0.01));
	say_value(IL_OK, value);
	say_value(il_condition_wait_for(&value, condition, raise_key, .timeout = il_within(1)), value);
	thread = il_thread_new(notify_twice);
	il_thread_start(thread);
	say_value(il_condition_wait_for(&value, condition, is_enough), value);
	il_condition_release(condition);
	il_thread_join(thread);
	il_print("%d", (int)il_var_read(count).i);
}

/* ---- barriers ---- */

static void say_barrier(void)
{
	il_print("%d %d %s", il_barrier_parties(barrier), il_barrier_n_waiting(barrier),
		 truth(il_barrier_broken(barrier)));
}

static void say_place(il_timeout timeout)
{
	int place = -1;
	il_status status = il_barrier_wait(&place, barrier, .timeout = timeout);
	say_value(status, il_int(place));
}

static il_value meet(il_args args)
{
	int place = -1;
	(void)args;
	il_var_write(last, il_barrier_wait(&place, barrier) == IL_OK ? il_int(place) : il_str("broken"));
	return il_none();
}

static void start_one(void)
{
	thread = il_thread_new(meet);
	il_thread_start(thread);
	while (il_barrier_n_waiting(barrier) == 0)
		il_sleep(0.001);
}

static void join_one(void)
{
	il_thread_join(thread);
	il_value outcome = il_var_read(last);
	if (outcome.kind == IL_INT)
		il_print("the other: %d", (int)outcome.i);
	else
		il_print("the other: %s", il_text(outcome));
}

static il_value say_acts(il_args args)
{
	(void)args;
	il_print("acts");
	return il_none();
}

static void barriers(void)
{
	const il_timeout for_ever = {false, 0};
	last = il_var_new("last", il_none());
	barrier = il_barrier_new("barrier", 2);
	say_barrier();
	start_one();
	say_barrier();
	say_place(for_ever);
	join_one();
	say_barrier();
	start_one();
	say_none(il_barrier_reset(barrier));
	join_one();
	say_barrier();
	start_one();
	say_none(il_barrier_abort(barrier));
	join_one();
	say_barrier();
	say_place(for_ever);
	say_place(il_within(0));
	say_none(il_barrier_reset(barrier));
	say_barrier();
	say_place(il_within(0.01));
	say_place(for_ever);
	say_barrier();
	say_none(il_barrier_reset(barrier));
	start_one();
	say_place(il_within(0));
	join_one();
	barrier = il_barrier_new("failing", 1, .action = raise_key);
	say_place(for_ever);
	say_place(for_ever);
	barrier = il_barrier_new("acting", 1, .action = say_acts);
	say_place(for_ever);
	say_place(for_ever);
	barrier = il_barrier_new("short", 2, .timeout = il_within(0.01));
	int place;
	say_none(il_barrier_wait(&place, barrier));
	say_barrier();
}

/* ---- queues ---- */

static void say_queue(il_queue queue)
{
	il_print("%d %s %s", (int)il_queue_qsize(queue), truth(il_queue_empty(queue)),
		 truth(il_queue_full(queue)));
}

static void say_get(il_queue queue)
{
	il_value item = il_none();
	il_status status = il_queue_get(queue, &item);
	say_value(status, item);
}

static void drain(il_queue queue)
{
	static const int items[] = {3, 1, 2};
	for (int i = 0; i < 3; i++)
		il_queue_put(queue, il_int(items[i]), .priority = items[i]);
	for (int i = 0; i < 3; i++)
		say_get(queue);
}

static void queues(void)
{
	il_value item;
	il_queue queue = il_queue_new("queue", .maxsize = 2);
	say_none(il_queue_get_nowait(queue, &item));
	say_none(il_queue_get(queue, &item, .timeout = il_within(0.01)));
	say_none(il_queue_get(queue, &item, .timeout = il_within(-1)));
	say_none(il_queue_get(queue, &item, .nonblocking = true, .timeout = il_within(-1)));
	say_none(il_queue_join(queue));
	say_none(il_queue_task_done(queue));
	say_none(il_queue_put(queue, il_int(1)));
	say_none(il_queue_put(queue, il_int(2)));
	say_none(il_queue_put_nowait(queue, il_int(3)));
	say_none(il_queue_put(queue, il_int(3), .timeout = il_within(0.01)));
	say_none(il_queue_put(queue, il_int(3), .timeout = il_within(-1)));
	say_none(il_queue_put(queue, il_int(3), .nonblocking = true, .timeout = il_within(-1)));
	say_queue(queue);
	say_none(il_queue_task_done(queue));
	say_get(queue);
	say_none(il_queue_task_done(queue));
	say_none(il_queue_task_done(queue));
	say_none(il_queue_join(queue));
	say_get(queue);
	say_queue(queue);
	queue = il_queue_new("unbounded", .maxsize = -1);
	say_none(il_queue_put(queue, il_int(1), .timeout = il_within(-1)));
	il_print("%s", truth(il_queue_full(queue)));
	drain(il_lifo_queue_new("stack"));
	drain(il_priority_queue_new("sorted"));
}

static void sleeps(void)
{
	say_none(il_sleep(0));
	say_none(il_sleep(-1));
}

static void test_threads_locks_and_queues_answer_as_cpythons_do(void **state)
{
	static const struct beside_case cases[] = {
	    BESIDE_CASE(threads),    BESIDE_CASE(thread_names),    BESIDE_CASE(locks),
	    BESIDE_CASE(rlocks),     BESIDE_CASE(semaphores),      BESIDE_CASE(events),
	    BESIDE_CASE(conditions), BESIDE_CASE(condition_order), BESIDE_CASE(predicates),
	    BESIDE_CASE(barriers),   BESIDE_CASE(queues),          BESIDE_CASE(sleeps),
	};
	(void)state;
	assert_as_python(cases, sizeof cases / sizeof *cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_threads_locks_and_queues_answer_as_cpythons_do)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
