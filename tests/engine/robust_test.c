/* The lock that outlives its holder, between processes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/robust.h"

/* What the processes of a test share. */
struct stage {
	struct robust lock;
	_Atomic int ready;
	int64_t count, inherited; /* guarded by the lock */
};

static int set_up(void **state)
{
	*state = mmap(NULL, sizeof(struct stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return *state == MAP_FAILED;
}

static int tear_down(void **state)
{
	return munmap(*state, sizeof(struct stage));
}

static void run(struct stage *stage, void (*body)(struct stage *))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		body(stage);
		_exit(0);
	}
}

static void await_children(void)
{
	while (wait(NULL) > 0)
		;
}

static void take_and_die(struct stage *stage)
{
	robust_lock(&stage->lock);
	raise(SIGKILL);
}

static void test_it_is_exclusive_and_free_again(void **state)
{
	struct stage *stage = *state;
	assert_int_equal(robust_try(&stage->lock), ROBUST_TAKEN);
	assert_int_equal(robust_try(&stage->lock), ROBUST_BUSY);
	robust_unlock(&stage->lock);
	assert_int_equal(robust_lock(&stage->lock), ROBUST_TAKEN);
	robust_unlock(&stage->lock);
}

static void test_who_comes_after_a_death_is_told_once(void **state)
{
	struct stage *stage = *state;
	run(stage, take_and_die);
	await_children();
	assert_int_equal(robust_try(&stage->lock), ROBUST_INHERITED);
	robust_unlock(&stage->lock);
	assert_int_equal(robust_try(&stage->lock), ROBUST_TAKEN);
	robust_unlock(&stage->lock);
	run(stage, take_and_die);
	await_children();
	assert_int_equal(robust_lock(&stage->lock), ROBUST_INHERITED);
	robust_unlock(&stage->lock);
}

static void try_and_die(struct stage *stage)
{
	if (robust_try(&stage->lock) != ROBUST_BUSY)
		_exit(1);
	raise(SIGKILL);
}

static void test_the_death_of_another_takes_nothing_away(void **state)
{
	struct stage *stage = *state;
	assert_int_equal(robust_lock(&stage->lock), ROBUST_TAKEN);
	run(stage, try_and_die);
	await_children();
	assert_int_equal(robust_try(&stage->lock), ROBUST_BUSY);
	robust_unlock(&stage->lock);
	assert_int_equal(robust_try(&stage->lock), ROBUST_TAKEN);
	robust_unlock(&stage->lock);
}

enum { COUNTERS = 4, ROUNDS = 20000 };

static void count(struct stage *stage)
{
	for (int i = 0; i < ROUNDS; i++) {
		robust_lock(&stage->lock);
		stage->count++;
		robust_unlock(&stage->lock);
	}
}

static void test_processes_take_it_in_turns(void **state)
{
	struct stage *stage = *state;
	for (int i = 0; i < COUNTERS; i++)
		run(stage, count);
	await_children();
	assert_int_equal(stage->count, COUNTERS * ROUNDS);
}

static void wait_for_it(struct stage *stage)
{
	stage->inherited += robust_lock(&stage->lock) == ROBUST_INHERITED;
	stage->count++;
	robust_unlock(&stage->lock);
}

/* Dies when it is told to, with the lock. */
static void take_then_die(struct stage *stage)
{
	robust_lock(&stage->lock);
	atomic_store(&stage->ready, 1);
	while (atomic_load(&stage->ready) != 0)
		usleep(100);
	raise(SIGKILL);
}

static void await_sleeper(struct stage *stage)
{
	while ((atomic_load(&stage->lock.word) & FUTEX_WAITERS) == 0)
		usleep(100);
}

static void test_who_sleeps_for_it_inherits_it(void **state)
{
	struct stage *stage = *state;
	run(stage, take_then_die);
	while (atomic_load(&stage->ready) == 0)
		usleep(100);
	run(stage, wait_for_it);
	await_sleeper(stage);
	atomic_store(&stage->ready, 0);
	await_children();
	assert_int_equal(stage->count, 1);
	assert_int_equal(stage->inherited, 1);
}

/* Whoever was woken and died has told nobody that others sleep, and who took the lock before him does not know: the sleeper
 * looks again by himself. */
static void test_a_wake_that_died_with_its_receiver_is_made_up_for(void **state)
{
	struct stage *stage = *state;
	robust_lock(&stage->lock);
	run(stage, wait_for_it);
	await_sleeper(stage);
	atomic_store(&stage->lock.word, 0); /* given back by one who does not know of him */
	robust_name_nothing();
	await_children();
	assert_int_equal(stage->count, 1);
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_STAGE(test_it_is_exclusive_and_free_again),
	    WITH_STAGE(test_who_comes_after_a_death_is_told_once),
	    WITH_STAGE(test_the_death_of_another_takes_nothing_away),
	    WITH_STAGE(test_processes_take_it_in_turns),
	    WITH_STAGE(test_who_sleeps_for_it_inherits_it),
	    WITH_STAGE(test_a_wake_that_died_with_its_receiver_is_made_up_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
