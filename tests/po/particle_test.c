/* Korean particles by the last sound before them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "po/particle.h"

static void expect(const char *text, const char *settled)
{
	char buffer[128];

	snprintf(buffer, sizeof(buffer), "%s", text);
	particle_settle(buffer);
	assert_string_equal(buffer, settled);
}

static void test_hangul_by_its_final_consonant(void **state)
{
	(void)state;
	expect("락을(를) 큐을(를)", "락을 큐를");
	expect("락이(가) 큐이(가)", "락이 큐가");
	expect("락은(는) 큐은(는)", "락은 큐는");
	expect("락와(과) 큐와(과)", "락과 큐와");
	expect("락(으)로 큐(으)로 루프풀(으)로", "락으로 큐로 루프풀로");
}

static void test_latin_names_as_koreans_read_them(void **state)
{
	(void)state;
	expect("main이(가) waiter이(가) preparer이(가)", "main이 waiter가 preparer가");
	expect("cond.lock을(를) data을(를) queue을(를)", "cond.lock을 data를 queue를");
	expect("pool(으)로 loop은(는) wait은(는) MAP은(는)", "pool로 loop는 wait는 MAP은");
	expect("A이(가) B이(가) L이(가) R(으)로", "A가 B가 L이 R로");
	expect("Ada이(가) Bob이(가) web을(를) tab은(는)", "Ada가 Bob이 web을 tab은");
	expect("heartbeat을(를) seat이(가) reset을(를) set이(가)", "heartbeat를 seat가 reset을 set이");
	expect("timeout은(는) hut은(는) input을(를) event을(를)", "timeout은 hut는 input을 event를");
	expect("check이(가) clock이(가) exit(으)로 limit(으)로", "check가 clock이 exit로 limit으로");
}

static void test_numbers_as_they_are_read(void **state)
{
	(void)state;
	expect("0을(를) 1을(를) 2을(를) 3을(를) 4을(를)", "0을 1을 2를 3을 4를");
	expect("5을(를) 6을(를) 7(으)로 8(으)로 9(으)로 10(으)로", "5를 6을 7로 8로 9로 10으로");
	expect("worker-1은(는) worker-2은(는)", "worker-1은 worker-2는");
}

static void test_brackets_and_quotes_are_passed_over(void **state)
{
	(void)state;
	expect("\"ready\"을(를) Thread-1 (waiter)이(가) [큐]와(과)",
	       "\"ready\"를 Thread-1 (waiter)가 [큐]와");
}

static void test_a_pair_behind_nothing_stays(void **state)
{
	(void)state;
	expect("을(를) 고른다", "을(를) 고른다");
	expect("한글 이(가) ☃은(는)", "한글 이(가) ☃은(는)");
	expect("", "");
	expect("이(", "이(");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hangul_by_its_final_consonant),
	    cmocka_unit_test(test_latin_names_as_koreans_read_them),
	    cmocka_unit_test(test_numbers_as_they_are_read),
	    cmocka_unit_test(test_brackets_and_quotes_are_passed_over),
	    cmocka_unit_test(test_a_pair_behind_nothing_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
