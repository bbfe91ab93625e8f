#include "mixtures.h"

#include "interleave/interleave.h"

enum { ROUNDS = 8, WORKERS = 3, CHILDREN = 2, TASKS = 4 };

static il_lock lock;
static il_rlock rlock;
static il_condition cond, over_lock;
static il_barrier barrier;
static il_semaphore semaphore, bounded;
static il_event event;
static il_queue queue, sorted;
static il_var var;
static il_shared_value value;
static il_thread unstarted;

static void nap(void);

static il_value act(il_args args)
{
	(void)args;
	nap();
	return il_randint(0, 2) > 0 ? il_none() : il_raise("ValueError", "out of luck");
}

static void make_objects(bool shared)
{
	lock = il_lock_new("lock", .shared = shared);
	rlock = il_rlock_new("rlock", .shared = shared);
	cond = il_condition_new("cond", .shared = shared);
	over_lock = il_condition_new("over", .lock = lock, .shared = shared);
	barrier = il_barrier_new("barrier", 2, .action = act, .shared = shared);
	semaphore = il_semaphore_new("semaphore", 1, .shared = shared);
	bounded = il_bounded_semaphore_new("bounded", 2, .shared = shared);
	event = il_event_new("event", .shared = shared);
	queue = il_queue_new("queue", .maxsize = 2, .joinable = shared);
	sorted = il_priority_queue_new("sorted", .maxsize = 3, .shared = shared);
	var = il_var_new("var", il_str("first"));
	value = il_value_new("value", 'i', il_int(0), .rlock = rlock);
}

/* 0, or a multiple of 50 ms: so that many deadlines are the same. */
static double some_time(void)
{
	return 0.05 * (double)il_randint(0, 4);
}

/* ---- what an actor may do ---- */

static void use_lock(void)
{
	if (il_lock_acquire(lock, .timeout = il_within(some_time())) != IL_OK)
		return;
	il_sleep(some_time());
	il_lock_release(lock);
}

static void try_lock(void)
{
	if (il_lock_acquire(lock, .nonblocking = true) == IL_OK)
		il_lock_release(lock);
}

static void use_rlock(void)
{
	il_hold(rlock);
	if (il_rlock_acquire(rlock, .timeout = il_within(some_time())) == IL_OK) {
		il_sleep(some_time());
		il_rlock_release(rlock);
	}
}

static void wait_condition(void)
{
	il_hold(cond);
	il_condition_acquire(cond); /* twice: wait lets both go */
	il_condition_wait(cond, .timeout = il_within(some_time()));
	il_condition_release(cond);
}

static void notify_condition(void)
{
	il_hold(cond);
	il_sleep(some_time());
	il_condition_notify_n(cond, (int)il_randint(0, 2));
}

static il_value is_lucky(il_args args)
{
	return il_int(il_randint(0, args.v[0].i) == 0);
}

static void wait_for_luck(void)
{
	il_hold(over_lock);
	il_condition_wait_for(NULL, over_lock, is_lucky, .args = IL_ARGS(il_int(2)),
			      .timeout = il_within(some_time()));
	il_condition_notify_all(over_lock);
}

static void use_barrier(void)
{
	if (il_barrier_wait(NULL, barrier, .timeout = il_within(some_time())) != IL_OK)
		il_barrier_reset(barrier);
}

static void break_barrier(void)
{
	if (il_randint(0, 3) == 0)
		il_barrier_abort(barrier);
}

static void ask_and_rename(void)
{
	il_print("%d %d %d %d", il_queue_qsize(queue), il_event_is_set(event), il_lock_locked(lock),
		 il_barrier_n_waiting(barrier));
	il_thread_set_name(il_current_thread(), il_text(il_str("w%d", (int)il_randint(1, 9))));
}

static void use_semaphores(void)
{
	if (il_semaphore_acquire(semaphore, .timeout = il_within(some_time())) == IL_OK) {
		il_hold(bounded);
		il_sleep(some_time());
		il_semaphore_release(semaphore);
	}
}

static void set_event(void)
{
	il_event_set(event);
}

static void set_and_clear_event(void)
{
	il_event_set(event);
	il_event_clear(event);
}

static void wait_event(void)
{
	il_event_wait(event, .timeout = il_within(some_time()));
}

static void put(void)
{
	il_queue_put(queue, il_int(il_randint(0, 99)), .timeout = il_within(some_time()));
}

static void get(void)
{
	il_value item;
	if (il_queue_get(queue, &item, .timeout = il_within(some_time())) == IL_OK)
		il_queue_task_done(queue);
}

static void put_sorted(void)
{
	il_queue_put(sorted, il_none(), .priority = (int)il_randint(-1, 1), .timeout = il_within(some_time()));
}

static void get_sorted(void)
{
	il_value item;
	il_queue_get(sorted, &item, .timeout = il_within(some_time()));
}

static void change_var(void)
{
	il_value seen = il_var_read(var);
	il_var_write(var, seen.kind == IL_STRING ? il_double(some_time()) : il_str("%s", il_current_name()));
}

static void change_value(void)
{
	il_value_write(value, il_randint(0, 4) > 0 ? il_int(il_value_read(value).i + 1) : il_double(0.5));
}

static void nap(void)
{
	il_sleep(some_time());
	il_print("%s sleeps until %f", il_current_name(), il_clock());
}

static void do_wrong(void)
{
	il_rlock_release(rlock);
	il_condition_wait(cond);
	il_condition_notify(cond);
	il_semaphore_release_n(semaphore, 0);
	il_semaphore_release_n(bounded, 3);
	il_sleep(-1);
	if (unstarted.id != 0)
		il_thread_join(unstarted);
}

static void (*const acts[])(void) = {
    use_lock,
    try_lock,
    use_rlock,
    wait_condition,
    notify_condition,
    wait_for_luck,
    use_barrier,
    use_barrier,
    break_barrier,
    ask_and_rename,
    use_semaphores,
    set_event,
    set_and_clear_event,
    wait_event,
    put,
    get,
    put_sorted,
    get_sorted,
    change_var,
    change_value,
    nap,
    do_wrong,
};

static il_value worker(il_args args)
{
	(void)args;
	for (int i = 0; i < ROUNDS; i++)
		acts[il_randint(0, (int64_t)(sizeof acts / sizeof *acts) - 1)]();
	return il_none();
}

/* For daemons: they never end by themselves. */
_Noreturn static void lurk(void (*sleep)(void))
{
	for (;;) {
		sleep();
		il_var_write(var, il_none());
	}
}

static void sleep_in_thread(void)
{
	il_sleep(0.1);
}

static void sleep_in_task(void)
{
	il_async_sleep(0.1);
}

static il_value lurker(il_args args)
{
	(void)args;
	lurk(sleep_in_thread);
}

static il_value lurking_task(il_args args)
{
	(void)args;
	lurk(sleep_in_task);
}

static il_value lurker_on_a_loop(il_args args)
{
	(void)args;
	il_loop_run(NULL, lurking_task);
	return il_none();
}

static void run_workers(void)
{
	il_thread workers[WORKERS];
	for (int i = 0; i < WORKERS; i++)
		workers[i] = il_thread_new(worker);
	for (int i = 0; i < WORKERS; i++)
		il_thread_start(workers[i]);
	for (int i = 0; i < WORKERS; i++)
		while (il_thread_join(workers[i], .timeout = il_within(0.25)) == IL_TIMEOUT)
			acts[il_randint(0, 2)]();
}

/* ---- the programs ---- */

static void run_threads(void)
{
	make_objects(false);
	unstarted = il_thread_new(worker);
	il_thread_start(il_thread_new(lurker, .daemon = true));
	il_thread_start(il_thread_new(lurker_on_a_loop, .daemon = true));
	run_workers();
	il_thread_start(il_thread_new(worker)); /* not joined: the program waits for it */
}

static il_value child(il_args args)
{
	if (args.v[0].i > 0) {
		il_thread_start(il_thread_new(lurker, .daemon = true));
		run_workers();
	}
	return worker(args);
}

static void run_processes(void)
{
	make_objects(true);
	unstarted = (il_thread){0};
	il_process children[CHILDREN];
	il_lock mine = il_lock_new("mine");
	il_queue letters = il_queue_new("letters");
	il_lock_acquire(mine);
	il_queue_put(letters, il_str("private"));
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = il_process_new(child, .args = IL_ARGS(il_int(i)));
		il_process_start(children[i]);
	}
	il_lock_release(mine);
	for (int i = 0; i < CHILDREN; i++)
		while (il_process_join(children[i], .timeout = il_within(0.25)) == IL_TIMEOUT)
			acts[il_randint(0, 2)]();
}

static il_task others[TASKS];

static il_value task(il_args args)
{
	int64_t number = args.v[0].i;
	for (int64_t i = 0; i < 3; i++) {
		il_async_sleep(some_time());
		if (il_randint(0, 3) == 0)
			il_sleep(some_time());
		if (number > 0 && il_randint(0, 2) == 0)
			il_await(NULL, others[il_randint(0, number - 1)]);
		if (il_randint(0, 4) == 0)
			il_task_create(task, .args = IL_ARGS(il_int(0))); /* nobody awaits it */
		il_var_write(var, il_int(i));
	}
	return il_int(number);
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	il_value results[TASKS];
	for (int i = 0; i < TASKS; i++)
		others[i] = il_task_create(task, .args = IL_ARGS(il_int(i)));
	il_await(NULL, others[1]);
	il_gather(results, others, TASKS);
	il_task_create(task, .args = IL_ARGS(il_int(0))); /* left behind */
	il_async_sleep(0);
	return results[TASKS - 1];
}

static void run_loop(void)
{
	var = il_var_new("var", il_none());
	il_thread_start(il_thread_new(lurker, .daemon = true));
	il_loop_run(NULL, main_coroutine);
}

/* ---- a pool of processes ---- */

enum { ASKED = 6, ITEMS = 5 };

static il_result asked[ASKED];

static il_value do_task(il_args args)
{
	il_sleep(some_time());
	if (il_randint(0, 3) == 0)
		return il_raise("ValueError", "no");
	il_value_write(value, il_int(il_value_read(value).i + 1));
	return args.count > 0 ? args.v[0] : il_arg(args, "only");
}

static il_value call_back(il_args args)
{
	il_var_write(var, args.count > 0 ? args.v[0] : il_none());
	return il_none();
}

static void ask(il_pool pool, il_result *result)
{
	il_value items[ITEMS];
	for (int i = 0; i < ITEMS; i++)
		items[i] = il_int(i);
	il_args some = {.count = (size_t)il_randint(0, ITEMS), .v = items};
	switch (il_randint(0, 3)) {
	case 0:
		il_pool_apply_async(result, pool, do_task, .args = IL_ARGS(il_str("first")), .callback = call_back);
		break;
	case 1:
		il_pool_apply_async(result, pool, do_task, .kwargs = IL_KWARGS({"only", il_double(0.5)}),
		                    .error_callback = call_back);
		break;
	case 2:
		il_pool_map_async(result, pool, do_task, some, .chunksize = (int)il_randint(0, 2),
		                  .callback = call_back, .error_callback = call_back);
		break;
	default:
		il_pool_map_async(result, pool, do_task, some);
		break;
	}
}

static void look_at(il_result result)
{
	bool good;
	il_value got[ITEMS];
	il_result_wait(result, .timeout = il_within(some_time()));
	if (il_result_successful(&good, result) == IL_OK)
		il_result_get(got, result);
	else
		il_result_ready(result);
}

static void run_pool(void)
{
	var = il_var_new("var", il_none());
	value = il_value_new("value", 'i', il_int(0));
	il_pool pool = il_pool_new("pool", 2);
	for (int i = 0; i < ASKED; i++) {
		ask(pool, &asked[i]);
		look_at(asked[il_randint(0, i)]);
	}
	switch (il_randint(0, 3)) {
	case 0:
		il_pool_terminate(pool);
		break;
	case 1:
		break; /* left to the program's end */
	default:
		il_pool_close(pool);
		il_pool_join(pool);
		break;
	}
	ask(pool, &asked[0]);
	il_print("%d tasks were done", (int)il_value_read(value).i);
}

const struct il_scenario *const mixtures[] = {
    &(const struct il_scenario){.id = "threads-mixture", .kind = "threads", .run = run_threads},
    &(const struct il_scenario){.id = "processes-mixture", .kind = "processes", .run = run_processes},
    &(const struct il_scenario){.id = "pool-mixture", .kind = "processes", .run = run_pool},
    &(const struct il_scenario){.id = "loop-mixture", .kind = "loop", .run = run_loop},
    NULL,
};
