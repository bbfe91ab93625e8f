/* What an op on each primitive costs, uncontended, live and logged, beside the same call in CPython in the same run; a queue
 * between many threads; and a run of a thousand threads. */
#include <stdio.h>
#include <stdlib.h>

#include "interleave/interleave.h"
#include "measure.h"

enum { ROUNDS = 100000, ITEMS = 64000, FEW = 4, MANY = 64, THREADS = 1000 };

static struct result {
	int64_t wall;
} *result; /* shared with the program under measurement */

static void report_time(int64_t start)
{
	result->wall = measure_now() - start;
}

/* ---- uncontended ---- */

static void use_lock(void)
{
	il_lock lock = il_lock_new("lock");
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_lock_acquire(lock);
		il_lock_release(lock);
	}
	report_time(start);
}

static void use_rlock(void)
{
	il_rlock lock = il_rlock_new("rlock");
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_rlock_acquire(lock);
		il_rlock_release(lock);
	}
	report_time(start);
}

static void use_semaphore(void)
{
	il_semaphore semaphore = il_semaphore_new("semaphore", 1);
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_semaphore_acquire(semaphore);
		il_semaphore_release(semaphore);
	}
	report_time(start);
}

static void use_event(void)
{
	il_event event = il_event_new("event");
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_event_set(event);
		il_event_wait(event);
		il_event_clear(event);
	}
	report_time(start);
}

static void use_condition(void)
{
	il_condition condition = il_condition_new("condition");
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_condition_acquire(condition);
		il_condition_notify(condition);
		il_condition_release(condition);
	}
	report_time(start);
}

static void use_notify(void)
{
	il_condition condition = il_condition_new("condition");
	il_hold(condition);
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++)
		il_condition_notify(condition);
	report_time(start);
}

/* A wait that is over at once: the lock goes and comes back, and nobody is asked. */
static void use_condition_wait(void)
{
	il_condition condition = il_condition_new("condition");
	il_condition_acquire(condition);
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS / 10; i++)
		il_condition_wait(condition, .timeout = il_within(0));
	report_time(start);
	result->wall *= 10;
	il_condition_release(condition);
}

static void use_queue(void)
{
	il_queue queue = il_queue_new("queue");
	il_value item;
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_queue_put(queue, il_int(i));
		il_queue_get(queue, &item);
	}
	report_time(start);
}

static void use_barrier(void)
{
	il_barrier barrier = il_barrier_new("barrier", 1);
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++)
		il_barrier_wait(NULL, barrier);
	report_time(start);
}

/* Each prints ns a round. */
static const char python_source[] =
    "import queue, threading, time\n"
    "def measure(rounds, code, names):\n"
    "    body = {}\n"
    "    lines = ''.join('        ' + line + chr(10) for line in code.split('; '))\n"
    "    exec('def run(n):' + chr(10) + '    for _ in range(n):' + chr(10) + lines, names, body)\n"
    "    start = time.perf_counter_ns()\n"
    "    body['run'](rounds)\n"
    "    return (time.perf_counter_ns() - start) / rounds\n"
    "x = {'lock': threading.Lock(), 'rlock': threading.RLock(), 'semaphore': threading.Semaphore(1),\n"
    "     'held': threading.Condition(), 'event': threading.Event(), 'condition': threading.Condition(), 'q': queue.Queue(),\n"
    "     'barrier': threading.Barrier(1)}\n"
    "x['mine'] = threading.Condition()\n"
    "x['mine'].acquire()\n"
    "for code in ('lock.acquire(); lock.release()', 'rlock.acquire(); rlock.release()',\n"
    "             'semaphore.acquire(); semaphore.release()', 'event.set(); event.wait(); event.clear()',\n"
    "             'condition.acquire(); condition.notify(); condition.release()', 'mine.notify()',\n"
    "             'with held: held.wait(0)', 'q.put(1); q.get()',\n"
    "             'barrier.wait()'):\n"
    "    print(measure(20000, code, x))\n";

static const struct {
	const char *name;
	void (*run)(void);
} rows[] = {
    {"lock: acquire, release", use_lock},
    {"rlock: acquire, release", use_rlock},
    {"semaphore: acquire, release", use_semaphore},
    {"event: set, wait, clear", use_event},
    {"condition: acquire, notify, release", use_condition},
    {"condition: notify, its lock held", use_notify},
    {"condition: wait of no time", use_condition_wait},
    {"queue: put, get", use_queue},
    {"barrier: wait, one party", use_barrier},
};

enum { ROWS = sizeof rows / sizeof *rows };

struct samples {
	double ours[ROWS][MEASURE_RUNS], python[ROWS][MEASURE_RUNS];
	double few[MEASURE_RUNS], many[MEASURE_RUNS], thousand[MEASURE_RUNS];
	bool has_python;
};

static double run(void (*body)(void))
{
	struct il_scenario program = {.id = "bench", .run = body};
	measure_session(&program, STRATEGY_LIVE);
	return (double)result->wall;
}

/* False: there is no python3 here. */
static bool sample_python(struct samples *s, int i)
{
	FILE *script;
	char path[] = "/tmp/primitives_bench.XXXXXX", command[64];
	int fd = mkstemp(path);
	if (fd < 0 || (script = fdopen(fd, "w")) == NULL)
		exit(8);
	fputs(python_source, script);
	fclose(script);
	snprintf(command, sizeof command, "python3 %s 2>/dev/null", path);
	FILE *output = popen(command, "r");
	bool found = output != NULL;
	for (int row = 0; found && row < ROWS; row++)
		found = fscanf(output, "%lf", &s->python[row][i]) == 1;
	if (output != NULL)
		pclose(output);
	remove(path);
	return found;
}

/* ---- many threads ---- */

static il_queue queue;

static il_value put_items(il_args args)
{
	for (int64_t i = 0; i < args.v[0].i; i++)
		il_queue_put(queue, il_int(i));
	return il_none();
}

static il_value get_items(il_args args)
{
	il_value item;
	for (int64_t i = 0; i < args.v[0].i; i++)
		il_queue_get(queue, &item);
	return il_none();
}

/* Half of them put, half of them get, ITEMS in all. */
static void share_a_queue(int count)
{
	il_thread threads[MANY];
	queue = il_queue_new("queue", .maxsize = 100);
	for (int i = 0; i < count; i++)
		threads[i] = il_thread_new(i % 2 == 0 ? put_items : get_items, .args = IL_ARGS(il_int(ITEMS / (count / 2))));
	int64_t start = measure_now();
	for (int i = 0; i < count; i++)
		il_thread_start(threads[i]);
	for (int i = 0; i < count; i++)
		il_thread_join(threads[i]);
	report_time(start);
}

static void share_between_few(void)
{
	share_a_queue(FEW);
}

static void share_between_many(void)
{
	share_a_queue(MANY);
}

static il_lock lock;

static il_value take_and_leave(il_args args)
{
	(void)args;
	il_hold(lock);
	return il_none();
}

static void run_a_thousand(void)
{
	il_thread threads[THREADS];
	lock = il_lock_new("lock");
	int64_t start = measure_now();
	il_lock_acquire(lock); /* so that all of them are there at once */
	for (int i = 0; i < THREADS; i++) {
		threads[i] = il_thread_new(take_and_leave);
		if (il_thread_start(threads[i]) != IL_OK)
			exit(8);
	}
	il_lock_release(lock);
	for (int i = 0; i < THREADS; i++)
		il_thread_join(threads[i]);
	report_time(start);
}

/* ---- the report ---- */

static void sample(struct samples *s, int i)
{
	s->has_python = sample_python(s, i) && (i == 0 || s->has_python);
	for (int row = 0; row < ROWS; row++)
		s->ours[row][i] = run(rows[row].run) / ROUNDS;
	s->few[i] = ITEMS / (run(share_between_few) / 1e9);
	s->many[i] = ITEMS / (run(share_between_many) / 1e9);
	s->thousand[i] = run(run_a_thousand) / 1e6;
}

int main(void)
{
	static struct samples s;
	result = measure_shared(sizeof *result);
	for (int i = 0; i < MEASURE_RUNS; i++)
		sample(&s, i);
	printf("primitives, uncontended, live, logged: medians of %d runs\n", MEASURE_RUNS);
	for (int row = 0; row < ROWS; row++) {
		double ours = measure_median(s.ours[row]);
		printf("  %-40s %8.1f ns", rows[row].name, ours);
		if (s.has_python) {
			double python = measure_median(s.python[row]);
			printf("   CPython %8.1f ns   %5.1f x as fast", python, python / ours);
		}
		printf("\n");
	}
	if (!s.has_python)
		printf("  there is no python3 to compare with\n");
	double few = measure_median(s.few), many = measure_median(s.many);
	printf("  one queue, %2d threads                    %8.0f items/s\n", FEW, few);
	printf("  one queue, %2d threads                    %8.0f items/s   %5.2f x as many\n", MANY, many, many / few);
	printf("  %d threads started and joined          %8.1f ms\n", THREADS, measure_median(s.thousand));
	return 0;
}
