/* threading.Thread: names, daemons, ids, the main thread, and which threads there are. */
#include "programs.h"

#include <string.h>
#include <unistd.h>

enum { FAR = 1000000 }; /* seconds: nobody lives to see it */

static il_thread thread, other;
static il_event begun, go;
static bool ended; /* for check */

static il_value wait_for_go(il_args args)
{
	(void)args;
	il_event_set(begun);
	il_event_wait(go);
	return il_none();
}

static void make_events(void)
{
	begun = il_event_new("begun");
	go = il_event_new("go");
}

static void start_and_wait(il_thread one)
{
	il_thread_start(one);
	il_event_wait(begun);
}

static void finish(il_thread one)
{
	il_event_set(go);
	il_thread_join(one);
}

/* ---- names ---- */

static void name_without_target(void)
{
	EXPECT(strcmp(il_thread_name(il_thread_new(NULL)), "Thread-1") == 0);
	EXPECT(strcmp(il_thread_name(il_thread_new(wait_for_go)), "Thread-2 (wait_for_go)") == 0);
	EXPECT(strcmp(il_thread_name(il_main_thread()), "main") == 0);
	thread = il_thread_new(NULL); /* does nothing */
	EXPECT(il_thread_start(thread) == IL_OK);
	EXPECT(il_thread_join(thread) == IL_OK);
}

static void test_T03_T09_a_thread_without_a_target_does_nothing_and_has_a_plain_name(void **state)
{
	(void)state;
	assert_completes(name_without_target);
}

static void give_a_group(void)
{
	thread = il_thread_new(wait_for_go, .group = il_int(1));
	EXPECT(thread.id == 0);
	EXPECT(il_thread_start(thread) == IL_NO_ROOM);
	EXPECT(strcmp(il_thread_name(il_thread_new(NULL)), "Thread-1") == 0); /* the other was none */
}

static void test_T02_a_group_is_refused(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, NULL, .result = IL_THREAD_GROUP_GIVEN, .x = TYPE_THREAD, .text = "Thread-0"),
	    DONE("main", OP_OBJECT_NEW, "Thread-1", .x = TYPE_THREAD, .text = "Thread-1", .via = "main"),
	};
	assert_completes(give_a_group);
	assert_logs(give_a_group, LOG_COMPLETED, expected);
}

static void run_when_started(void)
{
	make_events();
	thread = il_thread_new(wait_for_go);
	EXPECT(il_event_wait(begun, .timeout = il_within(1)) == IL_TIMEOUT);
	EXPECT(!il_thread_is_alive(thread));
	start_and_wait(thread);
	finish(thread);
}

static void test_T02_nothing_runs_before_the_start(void **state)
{
	(void)state;
	assert_completes(run_when_started);
}

static il_value tell_name(il_args args)
{
	il_print("%s", il_current_name());
	wait_for_go(args);
	il_print("%s", il_current_name());
	return il_none();
}

static void rename_at_any_time(void)
{
	make_events();
	thread = il_thread_new(tell_name, .name = "first");
	EXPECT(il_thread_set_name(thread, "second") == IL_OK);
	EXPECT(strcmp(il_thread_name(thread), "second") == 0);
	start_and_wait(thread);
	EXPECT(il_thread_set_name(thread, "main") == IL_OK); /* need not be unique */
	EXPECT(il_thread_set_name(thread, "") == IL_OK);
	finish(thread);
	EXPECT(strcmp(il_thread_name(thread), "main") == 0);
	EXPECT(il_thread_set_name(thread, "over") == IL_OK);
	EXPECT(strcmp(il_thread_name(thread), "over") == 0);
	il_thread_set_name(il_main_thread(), "boss");
	il_print("%s", il_current_name());
}

static void test_T14_a_name_can_be_changed_at_any_time(void **state)
{
	(void)state;
	const char *const lines[] = {"second", "main", "boss", NULL};
	assert_completes(rename_at_any_time);
	assert_prints(rename_at_any_time, lines);
}

static il_value rename_from_afar(il_args args)
{
	(void)args;
	EXPECT(il_thread_set_name(thread, "stolen") == IL_BAD_VALUE);
	EXPECT(il_thread_set_name(il_main_thread(), "child's own") == IL_OK);
	return il_none();
}

static void rename_across_a_fork(void)
{
	thread = il_thread_new(NULL, .name = "mine");
	il_process process = il_process_new(rename_from_afar, .name = "child");
	il_process_start(process);
	il_process_join(process);
	EXPECT(strcmp(il_thread_name(thread), "mine") == 0);
	EXPECT(strcmp(il_current_name(), "main") == 0);
}

static void test_T14_another_process_does_not_rename_a_thread(void **state)
{
	(void)state;
	assert_completes(rename_across_a_fork);
}

static void rename_and_ask(void)
{
	make_events();
	thread = il_thread_new(wait_for_go, .name = "old");
	il_thread_set_name(thread, "new");
	il_thread_set_daemon(thread, true);
	il_thread_daemon(thread);
	il_thread_is_alive(thread);
	il_thread_ident(thread);
	il_thread_start(thread);
	il_thread_native_id(thread);
	il_thread_set_daemon(thread, false);
	il_active_count();
	finish(thread);
}

static void test_what_attributes_log(void **state)
{
	(void)state;
	const struct logged expected[] = {
	    DONE("main", OP_THREAD_RENAME, "old", .text = "new"),
	    DONE("main", OP_THREAD_SET_DAEMON, "old", .x = 1),
	    DONE("main", OP_QUERY, "old", .text = "daemon", .kind = VALUE_INT, .value = 1, .z = 1),
	    DONE("main", OP_QUERY, "old", .text = "is_alive", .kind = VALUE_INT, .value = 0, .z = 1),
	    DONE("main", OP_QUERY, "old", .text = "ident"),
	    DONE("main", OP_QUERY, "old", .text = "native_id", .kind = VALUE_INT, .changing = true),
	    DONE("main", OP_THREAD_SET_DAEMON, "old", .x = 1, .result = IL_DAEMON_ACTIVE),
	    DONE("main", OP_QUERY, NULL, .text = "active_count", .kind = VALUE_INT, .value = 2),
	};
	assert_logs(rename_and_ask, LOG_COMPLETED, expected);
}

/* ---- daemons ---- */

static il_value sleep_and_end(il_args args)
{
	(void)args;
	il_sleep(FAR);
	ended = true;
	return il_none();
}

static void check_that_it_did_not_end(void)
{
	EXPECT(!ended);
	EXPECT(il_clock_peek() < FAR);
}

static void set_daemon_before_the_start(void)
{
	make_events();
	thread = il_thread_new(sleep_and_end);
	EXPECT(!il_thread_daemon(thread));
	EXPECT(il_thread_set_daemon(thread, true) == IL_OK);
	EXPECT(il_thread_daemon(thread));
	il_thread_start(thread);
	EXPECT(il_thread_set_daemon(thread, false) == IL_DAEMON_ACTIVE);
	EXPECT(il_thread_daemon(thread));
	other = il_thread_new(wait_for_go, .daemon = true);
	EXPECT(il_thread_set_daemon(other, false) == IL_OK);
	start_and_wait(other);
	finish(other);
	EXPECT(il_thread_set_daemon(other, true) == IL_DAEMON_ACTIVE); /* also after its end */
	EXPECT(il_thread_set_daemon(il_main_thread(), true) == IL_DAEMON_ACTIVE);
	EXPECT(!il_thread_daemon(il_main_thread()));
}

static void test_T13_the_daemon_flag_can_be_set_until_the_start(void **state)
{
	(void)state;
	assert_completes_and(set_daemon_before_the_start, check_that_it_did_not_end);
}

static il_value make_threads(il_args args)
{
	bool mine = args.v[0].i;
	EXPECT(il_thread_daemon(il_current_thread()) == mine);
	EXPECT(il_thread_daemon(il_thread_new(NULL)) == mine);
	EXPECT(il_thread_daemon(il_thread_new(NULL, .daemon = IL_DAEMON_YES)));
	EXPECT(!il_thread_daemon(il_thread_new(NULL, .daemon = IL_DAEMON_NO)));
	return il_none();
}

static void inherit_the_flag(void)
{
	for (int daemon = 0; daemon < 2; daemon++) {
		thread = il_thread_new(make_threads, .args = IL_ARGS(il_int(daemon)), .daemon = daemon != 0);
		il_thread_start(thread);
		il_thread_join(thread);
	}
}

static void test_T06_a_thread_is_a_daemon_if_its_maker_is_one_unless_told_otherwise(void **state)
{
	(void)state;
	assert_completes(inherit_the_flag);
}

/* ---- ids ---- */

static il_value see_ids(il_args args)
{
	il_value ident = il_thread_ident(il_current_thread());
	EXPECT(ident.kind == IL_INT && ident.i != 0);
	EXPECT(il_thread_native_id(il_current_thread()).i == gettid());
	EXPECT(il_thread_ident(thread).i == ident.i);
	return wait_for_go(args);
}

static void see_ids_of_threads(void)
{
	make_events();
	thread = il_thread_new(see_ids);
	EXPECT(il_thread_ident(thread).kind == IL_NONE);
	EXPECT(il_thread_native_id(thread).kind == IL_NONE);
	start_and_wait(thread);
	il_value ident = il_thread_ident(thread), native = il_thread_native_id(thread);
	EXPECT(ident.kind == IL_INT && ident.i != 0);
	EXPECT(ident.i != il_thread_ident(il_main_thread()).i);
	EXPECT(native.kind == IL_INT && native.i != getpid());
	EXPECT(il_thread_native_id(il_main_thread()).i == getpid());
	finish(thread);
	EXPECT(il_thread_ident(thread).i == ident.i); /* kept */
	EXPECT(il_thread_native_id(thread).i == native.i);
}

static void test_T15_a_thread_has_ids_from_its_start_on(void **state)
{
	(void)state;
	assert_completes(see_ids_of_threads);
}

/* ---- the main thread, and the current one ---- */

static il_value know_oneself(il_args args)
{
	(void)args;
	EXPECT(il_current_thread().id == thread.id);
	EXPECT(il_main_thread().id != thread.id);
	EXPECT(il_thread_is_alive(il_main_thread()));
	EXPECT(il_thread_is_alive(il_current_thread()));
	EXPECT(il_thread_join(il_current_thread()) == IL_JOIN_SELF);
	EXPECT(il_thread_join(il_main_thread(), .timeout = il_within(0.5)) == IL_TIMEOUT);
	return il_none();
}

static il_value know_the_child(il_args args)
{
	(void)args;
	EXPECT(il_current_thread().id == il_main_thread().id);
	EXPECT(strcmp(il_thread_name(il_main_thread()), "child") == 0);
	EXPECT(il_thread_native_id(il_main_thread()).i == getpid());
	EXPECT(il_active_count() == 1);
	return il_none();
}

static void know_who_one_is(void)
{
	EXPECT(il_current_thread().id == il_main_thread().id);
	EXPECT(il_thread_start(il_main_thread()) == IL_STARTED_TWICE);
	EXPECT(il_thread_join(il_main_thread()) == IL_JOIN_SELF);
	thread = il_thread_new(know_oneself);
	il_thread_start(thread);
	il_thread_join(thread);
	il_process process = il_process_new(know_the_child, .name = "child");
	il_process_start(process);
	il_process_join(process);
}

static void test_T01_the_main_thread_is_a_thread_like_others(void **state)
{
	(void)state;
	assert_completes(know_who_one_is);
}

static il_value outlive_main(il_args args)
{
	(void)args;
	EXPECT(il_thread_join(il_main_thread()) == IL_OK); /* its code has ended; the program waits for this thread */
	EXPECT(!il_thread_is_alive(il_main_thread()));
	EXPECT(il_active_count() == 2); /* and still there is a main thread */
	ended = true;
	return il_none();
}

static void leave_early(void)
{
	il_thread_start(il_thread_new(outlive_main));
	il_sleep(1);
}

static void check_that_it_ended(void)
{
	EXPECT(ended);
}

static il_value leave_early_in_a_process(il_args args)
{
	(void)args;
	leave_early();
	return il_none();
}

static void fork_one_that_leaves_early(void)
{
	il_process process = il_process_new(leave_early_in_a_process);
	il_process_start(process);
	il_process_join(process);
	leave_early();
}

static void test_T01_the_end_of_main_can_be_joined_and_waits_for_the_others(void **state)
{
	(void)state;
	assert_completes_and(leave_early, check_that_it_ended);
	assert_completes_and(fork_one_that_leaves_early, check_that_it_ended);
}

static void list_threads(void)
{
	il_thread list[3] = {{0}, {0}, {0}};
	make_events();
	EXPECT(il_active_count() == 1);
	thread = il_thread_new(wait_for_go);
	other = il_thread_new(wait_for_go, .daemon = true);
	EXPECT(il_active_count() == 1); /* none of them has been started */
	start_and_wait(thread);
	il_thread_start(other);
	EXPECT(il_enumerate(list, 2) == 3);
	EXPECT(list[0].id == il_main_thread().id && list[1].id == thread.id && list[2].id == 0);
	finish(thread);
	il_thread_join(other);
	EXPECT(il_enumerate(list, 3) == 1);
}

static void test_T12_threads_that_are_alive_are_listed(void **state)
{
	(void)state;
	assert_completes(list_threads);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_T02_a_group_is_refused),
	    cmocka_unit_test(test_T02_nothing_runs_before_the_start),
	    cmocka_unit_test(test_T03_T09_a_thread_without_a_target_does_nothing_and_has_a_plain_name),
	    cmocka_unit_test(test_T14_a_name_can_be_changed_at_any_time),
	    cmocka_unit_test(test_T14_another_process_does_not_rename_a_thread),
	    cmocka_unit_test(test_what_attributes_log),
	    cmocka_unit_test(test_T13_the_daemon_flag_can_be_set_until_the_start),
	    cmocka_unit_test(test_T06_a_thread_is_a_daemon_if_its_maker_is_one_unless_told_otherwise),
	    cmocka_unit_test(test_T15_a_thread_has_ids_from_its_start_on),
	    cmocka_unit_test(test_T01_the_main_thread_is_a_thread_like_others),
	    cmocka_unit_test(test_T01_the_end_of_main_can_be_joined_and_waits_for_the_others),
	    cmocka_unit_test(test_T12_threads_that_are_alive_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
