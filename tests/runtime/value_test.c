/* multiprocessing.Value. */
#include "programs.h"

static il_shared_value total;
static il_lock lock;
static il_event inside;

/* ---- P22: types and locks ---- */

static void hold_numbers(void)
{
	il_shared_value whole = il_value_new("whole", 'i', il_int(0));
	EXPECT(il_value_read(whole).kind == IL_INT && il_value_read(whole).i == 0);
	EXPECT(il_value_write(whole, il_int(INT32_MAX)) == IL_OK);
	EXPECT(il_value_write(whole, il_int(il_value_read(whole).i + 1)) == IL_OK);
	EXPECT(il_value_read(whole).i == INT32_MIN);
	EXPECT(il_value_write(whole, il_int(((int64_t)1 << 40) + 5)) == IL_OK);
	EXPECT(il_value_read(whole).i == 5);
	EXPECT(il_value_new("wraps, too", 'i', il_int((int64_t)1 << 31)).id != 0);
	il_shared_value real = il_value_new("real", 'd', il_int(3));
	EXPECT(il_value_read(real).kind == IL_DOUBLE && il_value_read(real).d == 3.0);
	EXPECT(il_value_write(real, il_double(0.5)) == IL_OK);
	EXPECT(il_value_read(real).d == 0.5);
	EXPECT(il_value_write(real, il_int(2)) == IL_OK);
	EXPECT(il_value_peek(real).d == 2.0);
}

static void test_P22_an_i_is_a_c_int_that_wraps_and_a_d_a_double(void **state)
{
	(void)state;
	assert_completes_in_any_time(hold_numbers);
}

static void use_wrong_types(void)
{
	EXPECT(il_value_new("bad", 'i', il_double(1.5)).id == 0);
	EXPECT(il_value_new("bad", 'i', il_str("x")).id == 0);
	EXPECT(il_value_new("bad", 'd', il_none()).id == 0);
	EXPECT(il_value_new("bad", '?', il_int(0)).id == 0);
	il_shared_value whole = il_value_new("whole", 'i', il_int(7)), real = il_value_new("real", 'd', il_int(7));
	EXPECT(il_value_write(whole, il_double(1.5)) == IL_WRONG_TYPE);
	EXPECT(il_value_write(whole, il_none()) == IL_WRONG_TYPE);
	EXPECT(il_value_write(real, il_str("x")) == IL_WRONG_TYPE);
	EXPECT(il_value_read(whole).i == 7 && il_value_read(real).d == 7.0);
}

static void test_P22_a_wrong_type_is_an_error_and_changes_nothing(void **state)
{
	(void)state;
	assert_completes_in_any_time(use_wrong_types);
}

static void ask_for_locks(void)
{
	lock = il_lock_new("lock", .shared = true);
	il_rlock rlock = il_rlock_new("rlock", .shared = true);
	EXPECT(il_value_lock(il_value_new("own", 'i', il_int(0))).id != 0);
	EXPECT(il_value_lock(il_value_new("given", 'i', il_int(0), .rlock = rlock)).id == rlock.id);
	EXPECT(il_value_lock(il_value_new("plain", 'i', il_int(0), .lock = lock)).id == 0);
	EXPECT(il_value_lock(il_value_new("raw", 'i', il_int(0), .raw = true)).id == 0);
}

static void test_P22_a_value_has_an_rlock_of_its_own_or_the_one_given_or_none(void **state)
{
	(void)state;
	assert_completes_in_any_time(ask_for_locks);
}

/* ---- P23: reading and writing ---- */

static il_value hold_and_change(il_args args)
{
	(void)args;
	il_hold(il_value_lock(total));
	il_event_set(inside);
	il_sleep(1);
	for (int i = 0; i < 3; i++) /* its own lock is re-entrant */
		il_value_write(total, il_int(il_value_read(total).i + 1));
	return il_none();
}

static void read_while_it_is_held(void)
{
	total = il_value_new("total", 'i', il_int(0));
	inside = il_event_new("inside", .shared = true);
	il_process holder = il_process_new(hold_and_change);
	il_process_start(holder);
	il_event_wait(inside);
	EXPECT(il_value_read(total).i == 3);
	EXPECT(il_value_write(total, il_int(4)) == IL_OK);
	il_process_join(holder);
	EXPECT(il_value_peek(total).i == 4);
}

static void test_P23_reading_and_writing_wait_while_another_process_holds_its_lock(void **state)
{
	(void)state;
	assert_completes_in_any_time(read_while_it_is_held);
}

static void read_raw_while_it_is_held(void)
{
	lock = il_lock_new("lock", .shared = true);
	il_shared_value raw = il_value_new("raw", 'i', il_int(1), .raw = true);
	il_hold(lock);
	EXPECT(il_value_read(raw).i == 1);
	EXPECT(il_value_write(raw, il_int(2)) == IL_OK);
}

static void test_P23_a_raw_value_waits_for_nobody(void **state)
{
	(void)state;
	assert_completes_in_any_time(read_raw_while_it_is_held);
}

static void read_inside_a_plain_lock(void)
{
	lock = il_lock_new("lock", .shared = true);
	total = il_value_new("total", 'i', il_int(0), .lock = lock);
	il_hold(lock);
	il_value_read(total);
}

static void test_P23_a_plain_lock_that_one_holds_oneself_is_waited_for_for_ever(void **state)
{
	(void)state;
	assert_ends(read_inside_a_plain_lock, LOG_DEADLOCK);
}

enum { ADDERS = 2, TIMES = 3 };

static il_value add_in_two_ops(il_args args)
{
	(void)args;
	for (int i = 0; i < TIMES; i++)
		il_value_write(total, il_int(il_value_read(total).i + 1));
	return il_none();
}

static il_value add_under_its_lock(il_args args)
{
	(void)args;
	for (int i = 0; i < TIMES; i++) {
		il_hold(il_value_lock(total));
		il_value_write(total, il_int(il_value_read(total).i + 1));
	}
	return il_none();
}

static void add_by_all(il_target adder)
{
	il_process adders[ADDERS];
	total = il_value_new("total", 'i', il_int(0));
	for (int i = 0; i < ADDERS; i++) {
		adders[i] = il_process_new(adder);
		il_process_start(adders[i]);
	}
	for (int i = 0; i < ADDERS; i++)
		il_process_join(adders[i]);
}

static void add_safely(void)
{
	add_by_all(add_under_its_lock);
	EXPECT(il_value_peek(total).i == ADDERS * TIMES);
}

static void test_P23_adding_under_get_lock_loses_nothing(void **state)
{
	(void)state;
	assert_completes_in_any_time(add_safely);
}

static void add_unsafely(void)
{
	add_by_all(add_in_two_ops);
	EXPECT(il_value_peek(total).i >= 2 && il_value_peek(total).i <= ADDERS * TIMES);
	il_print("%d", (int)il_value_peek(total).i);
}

/* Both read, and both write: one of the additions is lost. */
static void test_P23_adding_is_a_read_and_a_write_and_not_atomic(void **state)
{
	(void)state;
	static const char *const lost[] = {"3", NULL};
	assert_completes_in_any_time(add_unsafely);
	assert_prints_when("0x6.1.2.1.2.1.2.1.2.1.2.1.2", add_unsafely, lost);
}

/* ---- what is logged ---- */

static void use_value(void)
{
	il_rlock rlock = il_rlock_new("mine", .shared = true);
	total = il_value_new("total", 'i', il_int(1), .rlock = rlock);
	il_value_write(total, il_int(((int64_t)1 << 32) + 2));
	il_value_write(total, il_str("three"));
	il_value_read(total);
}

static void test_the_log_names_type_lock_and_value(void **state)
{
	(void)state;
	static const struct logged expected[] = {
	    DONE("main", OP_OBJECT_NEW, "main", .x = TYPE_MAIN, .text = "main", .inner = true),
	    DONE("main", OP_OBJECT_NEW, "mine", .x = TYPE_RLOCK, .z = 1, .text = "mine", .via = "main"),
	    DONE("main", OP_OBJECT_NEW, "total", .x = TYPE_VALUE, .y = 'i', .z = 1, .text = "total", .via = "mine",
		 .kind = VALUE_INT, .value = 1),
	    DONE("main", OP_VALUE_WRITE, "total", .via = "mine", .kind = VALUE_INT, .value = 2),
	    DONE("main", OP_VALUE_WRITE, "total", .via = "mine", .kind = VALUE_STRING, .text = "three",
		 .result = IL_WRONG_TYPE),
	    DONE("main", OP_VALUE_READ, "total", .via = "mine", .kind = VALUE_INT, .value = 2),
	};
	assert_logs(use_value, LOG_COMPLETED, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_P22_an_i_is_a_c_int_that_wraps_and_a_d_a_double),
	    cmocka_unit_test(test_P22_a_wrong_type_is_an_error_and_changes_nothing),
	    cmocka_unit_test(test_P22_a_value_has_an_rlock_of_its_own_or_the_one_given_or_none),
	    cmocka_unit_test(test_P23_reading_and_writing_wait_while_another_process_holds_its_lock),
	    cmocka_unit_test(test_P23_a_raw_value_waits_for_nobody),
	    cmocka_unit_test(test_P23_a_plain_lock_that_one_holds_oneself_is_waited_for_for_ever),
	    cmocka_unit_test(test_P23_adding_under_get_lock_loses_nothing),
	    cmocka_unit_test(test_P23_adding_is_a_read_and_a_write_and_not_atomic),
	    cmocka_unit_test(test_the_log_names_type_lock_and_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
