/* The lines of a loop's locks, semaphores, conditions, queues and events when those who stand there are
 * cancelled just before or just after they were woken. The lines of text are those of the same programs
 * under CPython 3.11. */
#include "programs.h"

#include <string.h>

static il_async_lock lock;
static il_async_semaphore semaphore;
static il_async_condition condition;
static il_async_queue queue;
static il_async_event event;

static void run(il_target main_coroutine)
{
	EXPECT(il_loop_run(NULL, main_coroutine) == IL_OK);
}

static const char *name_of(il_args args)
{
	return il_text(args.v[0]);
}

/* One task for each letter of `names`, and all of them have begun. */
static void make_begun(il_task *tasks, il_target target, const char *names)
{
	for (size_t i = 0; names[i] != '\0'; i++)
		tasks[i] = il_task_create(target, .args = IL_ARGS(il_str("%c", names[i])));
	il_async_sleep(0);
}

static void let_end(const il_task *tasks, size_t count)
{
	bool done[8];
	EXPECT(il_async_wait(done, tasks, count) == IL_OK);
}

static void say_done(const il_task *tasks, size_t count)
{
	char text[16] = "";
	for (size_t i = 0; i < count; i++)
		strcat(text, il_task_done(tasks[i]) ? "1" : "0");
	il_print("done %s", text);
}

static void give_way(int turns)
{
	for (int i = 0; i < turns; i++)
		il_async_sleep(0);
}

static il_status say_if_cancelled(il_status status, const char *name)
{
	if (status == IL_CANCELLED)
		il_print("%s cancelled", name);
	return status;
}

/* ---- Lock ---- */

static il_value use_lock(il_args args)
{
	IL_TRY(say_if_cancelled(il_async_lock_acquire(lock), name_of(args)));
	il_print("%s in", name_of(args));
	il_async_sleep(0.1);
	il_print("%s out", name_of(args));
	il_async_lock_release(lock);
	return il_none();
}

static void cancel_all_in_line(void)
{
	il_task tasks[2];
	il_async_lock_acquire(lock);
	make_begun(tasks, use_lock, "gh");
	il_async_lock_release(lock);
	il_task_cancel(tasks[0]);
	il_task_cancel(tasks[1]);
	EXPECT(il_async_lock_acquire(lock) == IL_OK);
	il_print("main in");
	give_way(2);
	il_async_lock_release(lock);
	let_end(tasks, 2);
	EXPECT(!il_async_lock_locked(lock));
}

static il_value cancel_at_a_lock(il_args args)
{
	(void)args;
	il_task tasks[5];
	lock = il_async_lock_new("lock");
	il_async_lock_acquire(lock);
	make_begun(tasks, use_lock, "abcd");
	il_async_lock_release(lock);
	il_task_cancel(tasks[0]);
	EXPECT(!il_async_lock_locked(lock));
	make_begun(tasks + 4, use_lock, "n");
	let_end(tasks, 5);
	il_async_lock_acquire(lock);
	make_begun(tasks, use_lock, "ef");
	il_task_cancel(tasks[0]);
	il_async_lock_release(lock);
	let_end(tasks, 2);
	cancel_all_in_line();
	il_async_lock_acquire(lock);
	make_begun(tasks, use_lock, "i");
	il_async_lock_release(lock);
	il_async_lock_acquire(lock);
	il_print("main in again");
	il_async_lock_release(lock);
	EXPECT(il_async_lock_release(lock) == IL_LOCK_NOT_ACQUIRED);
	return il_none();
}

static void run_cancel_at_a_lock(void)
{
	run(cancel_at_a_lock);
}

static void test_A10_a_lock_goes_to_the_next_when_its_heir_is_cancelled(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled", "b in",        "b out", "c in",  "c out", "d in", "d out",
				     "n in",        "n out",       "e cancelled", "f in", "f out", "g cancelled",
				     "h cancelled", "main in",     "i in",  "i out", "main in again", NULL};
	assert_prints(run_cancel_at_a_lock, lines);
	assert_completes(run_cancel_at_a_lock);
}

/* ---- Semaphore ---- */

static il_value use_semaphore(il_args args)
{
	IL_TRY(say_if_cancelled(il_async_semaphore_acquire(semaphore), name_of(args)));
	il_print("%s in", name_of(args));
	il_async_sleep(args.count > 1 ? 0 : 0.1);
	il_print("%s out", name_of(args));
	il_async_semaphore_release(semaphore);
	return il_none();
}

static il_value cancel_at_a_semaphore(il_args args)
{
	(void)args;
	il_task tasks[5];
	semaphore = il_async_semaphore_new("semaphore", 0);
	make_begun(tasks, use_semaphore, "abcd");
	il_async_semaphore_release(semaphore);
	il_async_semaphore_release(semaphore);
	EXPECT(il_async_semaphore_locked(semaphore));
	il_task_cancel(tasks[0]);
	make_begun(tasks + 4, use_semaphore, "n");
	il_async_sleep(0.05);
	il_async_semaphore_release(semaphore);
	let_end(tasks, 5);
	EXPECT(!il_async_semaphore_locked(semaphore));
	for (int i = 0; i < 3; i++)
		EXPECT(il_async_semaphore_acquire(semaphore) == IL_OK);
	EXPECT(il_async_semaphore_locked(semaphore));
	semaphore = il_async_bounded_semaphore_new("bounded", 2);
	il_async_semaphore_acquire(semaphore);
	il_async_semaphore_acquire(semaphore);
	make_begun(tasks, use_semaphore, "efg");
	il_task_cancel(tasks[0]);
	il_task_cancel(tasks[1]);
	il_async_semaphore_release(semaphore);
	il_async_semaphore_release(semaphore);
	EXPECT(il_async_semaphore_locked(semaphore)); /* somebody is on the way */
	let_end(tasks, 3);
	EXPECT(il_async_semaphore_release(semaphore) == IL_BOUNDED_TOO_OFTEN);
	return il_none();
}

static void run_cancel_at_a_semaphore(void)
{
	run(cancel_at_a_semaphore);
}

static void test_A10_a_semaphore_gives_back_what_a_cancelled_one_had(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled", "b in",  "c in",        "d in",        "b out", "c out", "n in",
				     "d out",       "n out", "e cancelled", "f cancelled", "g in",  "g out", NULL};
	assert_prints(run_cancel_at_a_semaphore, lines);
	assert_completes(run_cancel_at_a_semaphore);
}

/* ---- Condition ---- */

static il_value wait_to_be_notified(il_args args)
{
	IL_TRY(il_async_condition_acquire(condition));
	il_status status = say_if_cancelled(il_async_condition_wait(condition), name_of(args));
	il_value cancellation = status != IL_OK ? il_raise_status(status) : il_none();
	if (status == IL_OK)
		il_print("%s notified", name_of(args));
	EXPECT(il_async_condition_release(condition) == IL_OK); /* taken back all the same */
	return cancellation;
}

static il_value hold_condition(il_args args)
{
	(void)args;
	IL_TRY(il_async_condition_acquire(condition));
	il_async_sleep(0.1);
	il_async_condition_release(condition);
	return il_none();
}

static il_value cancel_at_a_condition(il_args args)
{
	(void)args;
	il_task tasks[5];
	condition = il_async_condition_new("condition");
	make_begun(tasks, wait_to_be_notified, "abcde");
	il_async_condition_acquire(condition);
	il_task_cancel(tasks[0]);                    /* has not heard of it yet */
	il_async_condition_notify(condition, 1);     /* so b is notified, */
	il_task_cancel(tasks[1]);                    /* and the notify is lost */
	il_async_condition_release(condition);
	il_async_sleep(0.1);
	say_done(tasks, 5);
	il_async_condition_acquire(condition);
	il_async_condition_notify(condition, 2);
	il_async_sleep(0); /* both wait for the lock now */
	il_task_cancel(tasks[2]);
	il_task_cancel(tasks[2]);
	il_async_sleep(0);
	say_done(tasks, 5);
	il_async_condition_release(condition);
	il_async_sleep(0.1);
	say_done(tasks, 5);
	il_async_condition_acquire(condition);
	il_async_condition_notify_all(condition);
	il_async_condition_notify_all(condition);
	il_async_condition_release(condition);
	let_end(tasks, 5);
	EXPECT(il_async_condition_notify(condition, 1) == IL_NOTIFY_UNACQUIRED);
	EXPECT(il_async_condition_wait(condition) == IL_WAIT_UNACQUIRED);
	make_begun(tasks, hold_condition, "h");
	EXPECT(il_async_condition_notify(condition, 1) == IL_OK); /* somebody has it: that is enough */
	let_end(tasks, 1);
	return il_none();
}

static void run_cancel_at_a_condition(void)
{
	run(cancel_at_a_condition);
}

static void test_A10_a_notify_of_a_cancelled_task_is_lost(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled", "b cancelled", "done 11000", "done 11000", "d notified",
				     "c cancelled", "done 11110",  "e notified", NULL};
	assert_prints(run_cancel_at_a_condition, lines);
	assert_completes(run_cancel_at_a_condition);
	/* How many waiters are left, and how many were reached. */
	const struct logged notifies[] = {
	    DONE("Task-1", OP_CONDITION_NOTIFY, "condition", .x = 4, .y = 1),
	    DONE("Task-1", OP_CONDITION_NOTIFY, "condition", .x = 1, .y = 2),
	    DONE("Task-1", OP_CONDITION_NOTIFY, "condition", .x = 0, .y = 1),
	    DONE("Task-1", OP_CONDITION_NOTIFY, "condition", .x = 0),
	    DONE("Task-1", OP_CONDITION_NOTIFY, "condition", .x = 0, .result = IL_NOTIFY_UNACQUIRED),
	    DONE("Task-1", OP_CONDITION_NOTIFY, "condition", .x = 0),
	};
	assert_logs(run_cancel_at_a_condition, LOG_COMPLETED, notifies);
}

/* ---- Queue ---- */

static il_value get_one(il_args args)
{
	il_value item;
	IL_TRY(say_if_cancelled(il_async_queue_get(queue, &item), name_of(args)));
	il_print("%s got %d", name_of(args), (int)item.i);
	return il_none();
}

static il_value put_one(il_args args)
{
	IL_TRY(say_if_cancelled(il_async_queue_put(queue, il_int(name_of(args)[0])), name_of(args)));
	il_print("%s put", name_of(args));
	return il_none();
}

static void put_now(int number)
{
	EXPECT(il_async_queue_put_nowait(queue, il_int(number)) == IL_OK);
}

static int get_now(void)
{
	il_value item = il_none();
	EXPECT(il_async_queue_get_nowait(queue, &item) == IL_OK);
	return (int)item.i;
}

static void cancel_getters(void)
{
	il_task tasks[4];
	make_begun(tasks, get_one, "abc");
	put_now(1);
	il_task_cancel(tasks[0]);
	give_way(2);
	EXPECT(il_async_queue_qsize(queue) == 0);
	make_begun(tasks + 3, get_one, "n");
	for (int i = 2; i <= 3; i++) {
		il_async_queue_put(queue, il_int(i));
		give_way(2);
	}
	let_end(tasks, 4);
	make_begun(tasks, get_one, "de");
	put_now(4);
	il_print("main got %d", get_now()); /* d was woken for nothing: it waits again, behind e */
	il_async_sleep(0);
	put_now(5);
	give_way(2);
	put_now(6);
	let_end(tasks, 2);
}

static void cancel_putters(void)
{
	il_task tasks[3];
	put_now(0);
	make_begun(tasks, put_one, "fgh");
	EXPECT(get_now() == 0);
	il_task_cancel(tasks[0]);
	give_way(2);
	EXPECT(get_now() == 'g');
	il_async_sleep(0);
	EXPECT(get_now() == 'h');
	let_end(tasks, 3);
	put_now(0);
	make_begun(tasks, put_one, "ij");
	get_now();
	put_now(9); /* i is woken, and it is full again */
	il_task_cancel(tasks[0]);
	il_async_sleep(0.1);
	say_done(tasks, 2);
	EXPECT(get_now() == 9);
	il_async_sleep(0);
	EXPECT(get_now() == 'j');
	let_end(tasks, 2);
}

static il_value cancel_at_a_queue(il_args args)
{
	(void)args;
	queue = il_async_queue_new("queue", .maxsize = 1);
	cancel_getters();
	cancel_putters();
	return il_none();
}

static void run_cancel_at_a_queue(void)
{
	run(cancel_at_a_queue);
}

static void test_A10_a_queue_wakes_another_for_one_that_is_cancelled(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled", "b got 1",     "c got 2", "n got 3", "main got 4",  "e got 5", "d got 6",
				     "f cancelled", "g put", "h put",   "i cancelled", "done 10", "j put",   NULL};
	assert_prints(run_cancel_at_a_queue, lines);
	assert_completes(run_cancel_at_a_queue);
}

static il_value join_queue(il_args args)
{
	IL_TRY(say_if_cancelled(il_async_queue_join(queue), name_of(args)));
	il_print("%s joined", name_of(args));
	return il_none();
}

static il_value cancel_joins(il_args args)
{
	(void)args;
	il_task tasks[4];
	queue = il_async_queue_new("queue");
	put_now(1);
	put_now(2);
	make_begun(tasks, join_queue, "abc");
	get_now();
	il_async_queue_task_done(queue);
	il_async_sleep(0);
	il_task_cancel(tasks[0]);
	il_async_queue_task_done(queue);
	il_task_cancel(tasks[1]);
	put_now(3); /* too late for those who wait, in time for whoever comes */
	tasks[3] = il_task_create(join_queue, .args = IL_ARGS(il_str("d")));
	let_end(tasks, 3);
	EXPECT(!il_task_done(tasks[3]));
	il_async_queue_task_done(queue);
	il_await(NULL, tasks[3]);
	EXPECT(il_async_queue_join(queue) == IL_OK && il_async_queue_task_done(queue) == IL_DONE_TOO_OFTEN);
	return il_none();
}

static void run_cancel_joins(void)
{
	run(cancel_joins);
}

static void test_A10_a_join_ends_with_the_last_item_whatever_comes_then(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled", "b cancelled", "c joined", "d joined", NULL};
	assert_prints(run_cancel_joins, lines);
	assert_completes(run_cancel_joins);
}

/* ---- Event ---- */

static il_value wait_for_event(il_args args)
{
	IL_TRY(say_if_cancelled(il_async_event_wait(event), name_of(args)));
	il_print("%s set %d", name_of(args), il_async_event_is_set(event));
	return il_none();
}

static il_value cancel_at_an_event(il_args args)
{
	(void)args;
	il_task tasks[5];
	event = il_async_event_new("event");
	make_begun(tasks, wait_for_event, "abcd");
	il_task_cancel(tasks[0]);
	il_async_event_set(event);
	il_task_cancel(tasks[1]);
	il_async_event_clear(event);
	tasks[4] = il_task_create(wait_for_event, .args = IL_ARGS(il_str("f")));
	let_end(tasks, 4);
	il_async_sleep(0);
	EXPECT(!il_task_done(tasks[4]));
	il_async_event_set(event);
	il_async_event_set(event);
	il_await(NULL, tasks[4]);
	EXPECT(il_async_event_wait(event) == IL_OK);
	return il_none();
}

static void run_cancel_at_an_event(void)
{
	run(cancel_at_an_event);
}

static void test_A10_who_was_woken_by_an_event_can_be_cancelled_still(void **state)
{
	(void)state;
	const char *const lines[] = {"a cancelled", "b cancelled", "c set 0", "d set 0", "f set 1", NULL};
	assert_prints(run_cancel_at_an_event, lines);
	assert_completes(run_cancel_at_an_event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_A10_a_lock_goes_to_the_next_when_its_heir_is_cancelled),
	    cmocka_unit_test(test_A10_a_semaphore_gives_back_what_a_cancelled_one_had),
	    cmocka_unit_test(test_A10_a_notify_of_a_cancelled_task_is_lost),
	    cmocka_unit_test(test_A10_a_queue_wakes_another_for_one_that_is_cancelled),
	    cmocka_unit_test(test_A10_a_join_ends_with_the_last_item_whatever_comes_then),
	    cmocka_unit_test(test_A10_who_was_woken_by_an_event_can_be_cancelled_still),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
