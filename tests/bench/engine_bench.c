/* What an op costs: a pair of acquire and release beside the bare mutex and beside printing; two threads; a controlled step
 * beside a futex ping-pong. Ratios hold within one run; the figures drift with the machine. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/kernel.h"
#include "interleave/interleave.h"
#include "measure.h"

enum { PAIRS = 500000, STEPS = 50000 };

struct result {
	int64_t wall, cpu;
};

static struct result *result; /* shared with the program under measurement */

/* ---- one thread ---- */

static double bare_pair(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	int64_t start = measure_now();
	for (int i = 0; i < PAIRS; i++) {
		pthread_mutex_lock(&mutex);
		__asm__ volatile("" ::: "memory");
		pthread_mutex_unlock(&mutex);
	}
	return (double)(measure_now() - start) / PAIRS;
}

static double printing_pair(void)
{
	FILE *file = tmpfile();
	if (file == NULL)
		exit(8);
	setvbuf(file, NULL, _IOLBF, 0);
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	int64_t start = measure_now();
	for (int i = 0; i < PAIRS / 10; i++) {
		pthread_mutex_lock(&mutex);
		fprintf(file, "%s acquire %s %d\n", "main", "lock", i);
		pthread_mutex_unlock(&mutex);
		fprintf(file, "%s release %s %d\n", "main", "lock", i);
	}
	double each = (double)(measure_now() - start) / (PAIRS / 10);
	fclose(file);
	return each;
}

static void pairs(il_lock lock)
{
	for (int i = 0; i < PAIRS; i++) {
		il_lock_acquire(lock);
		il_lock_release(lock);
	}
}

static void one_thread(void)
{
	il_lock lock = il_lock_new("lock");
	int64_t wall = measure_now(), cpu = measure_cpu();
	pairs(lock);
	*result = (struct result){measure_now() - wall, measure_cpu() - cpu};
}

/* ---- two threads ---- */

static il_lock locks[2];

static il_value worker(il_args args)
{
	pairs(locks[args.v[0].i]);
	return il_none();
}

static void two_threads(int different)
{
	locks[0] = il_lock_new("first");
	locks[1] = il_lock_new("second");
	il_thread a = il_thread_new(worker, .args = IL_ARGS(il_int(0)));
	il_thread b = il_thread_new(worker, .args = IL_ARGS(il_int(different)));
	int64_t wall = measure_now(), cpu = measure_cpu();
	il_thread_start(a);
	il_thread_start(b);
	il_thread_join(a);
	il_thread_join(b);
	*result = (struct result){measure_now() - wall, measure_cpu() - cpu};
}

static void two_on_two(void)
{
	two_threads(1);
}

static void two_on_one(void)
{
	two_threads(0);
}

/* ---- steps ---- */

static il_var var;

static il_value stepper(il_args args)
{
	(void)args;
	for (int i = 0; i < STEPS; i++)
		il_var_write(var, il_int(i));
	return il_none();
}

static void two_steppers(void)
{
	var = il_var_new("var", il_int(0));
	il_thread a = il_thread_new(stepper), b = il_thread_new(stepper);
	il_thread_start(a);
	il_thread_start(b);
	int64_t wall = measure_now(), cpu = measure_cpu();
	il_thread_join(a);
	il_thread_join(b);
	*result = (struct result){measure_now() - wall, measure_cpu() - cpu};
}

static _Atomic uint32_t *ball;

static void *ping(void *side)
{
	uint32_t mine = side != NULL;
	for (int i = 0; i < STEPS; i++) {
		uint32_t seen;
		while ((seen = atomic_load(ball)) % 2 != mine)
			futex_wait(ball, seen);
		atomic_fetch_add(ball, 1);
		futex_wake(ball);
	}
	return NULL;
}

/* One hand-over between two threads on one core. */
static double ping_pong(void)
{
	cpu_set_t all, one;
	pthread_t other;
	sched_getaffinity(0, sizeof all, &all);
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof one, &one);
	atomic_store(ball, 0);
	int64_t start = measure_now();
	if (pthread_create(&other, NULL, ping, ball) != 0)
		exit(8);
	ping(NULL);
	pthread_join(other, NULL);
	double each = (double)(measure_now() - start) / (2.0 * STEPS);
	sched_setaffinity(0, sizeof all, &all);
	return each;
}

/* ---- the report ---- */

static struct result run(void (*body)(void), enum session_strategy strategy)
{
	struct il_scenario program = {.id = "bench", .run = body};
	measure_session(&program, strategy);
	return *result;
}

struct samples {
	double bare[MEASURE_RUNS], printing[MEASURE_RUNS], pair[MEASURE_RUNS];
	double cpu_own[MEASURE_RUNS], cpu_shared[MEASURE_RUNS], step[MEASURE_RUNS], pong[MEASURE_RUNS];
};

static void sample(struct samples *s, int i)
{
	s->bare[i] = bare_pair();
	s->printing[i] = printing_pair();
	struct result one = run(one_thread, STRATEGY_LIVE);
	s->pair[i] = (double)one.wall / PAIRS;
	s->cpu_own[i] = (double)run(two_on_two, STRATEGY_LIVE).cpu / (double)one.cpu;
	s->cpu_shared[i] = (double)run(two_on_one, STRATEGY_LIVE).cpu / (double)one.cpu;
	s->pong[i] = ping_pong();
	s->step[i] = (double)run(two_steppers, STRATEGY_ROUND_ROBIN).wall / (2.0 * STEPS);
}

int main(void)
{
	static struct samples s;
	result = measure_shared(sizeof *result);
	ball = measure_shared(sizeof *ball);
	for (int i = 0; i < MEASURE_RUNS; i++)
		sample(&s, i);
	double bare = measure_median(s.bare), printing = measure_median(s.printing), pair = measure_median(s.pair);
	double step = measure_median(s.step), pong = measure_median(s.pong);
	printf("engine: medians of %d runs\n", MEASURE_RUNS);
	printf("  acquire+release, bare mutex            %8.1f ns\n", bare);
	printf("  acquire+release, ours, live, logged    %8.1f ns   %5.1f x bare\n", pair, pair / bare);
	printf("  acquire+release, printing each op      %8.1f ns   %5.1f x ours\n", printing, printing / pair);
	printf("  two threads, a lock each: CPU time              %5.1f x one thread's\n", measure_median(s.cpu_own));
	printf("  two threads, one lock: CPU time                 %5.1f x one thread's\n", measure_median(s.cpu_shared));
	printf("  hand-over by futex, pinned             %8.1f ns\n", pong);
	printf("  controlled step with hand-over         %8.1f ns   %5.1f x futex\n", step, step / pong);
	return 0;
}
