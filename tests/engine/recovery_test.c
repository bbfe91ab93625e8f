/* A process that is killed in the middle of an op leaves either all of it or nothing: tried by killing at each store.
 *
 * One thread performs a fixed row of ops, with made-up waiters in the lines, so that a reference run knows the state after
 * each commit. Then the row is run again and again, killed at the first store, the second, ... */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/control.h"
#include "engine/line.h"
#include "interleave/interleave.h"
#include "runtime/executor.h"
#include "runtime/future.h"
#include "runtime/items.h"
#include "runtime/pool.h"
#include "runtime/socket.h"
#include "runtime/stream.h"

enum {
	WAITERS = 8,
	CHILD = WAITERS + 1,
	ITS_THREAD,
	ACTORS_SEEN,
	SNAPSHOTS = 96,
	OBJECTS_SEEN = 32,
	ITEMS_SEEN = 32,
	JOBS_SEEN = 8,
	CHUNKS_SEEN = 8,
};

/* What must be as after some commit: all that ops change, but the calls and futex words. */
struct snapshot {
	uint64_t events, steps;
	struct object objects[OBJECTS_SEEN];
	struct item items[ITEMS_SEEN];
	struct job jobs[JOBS_SEEN];
	struct chunk chunks[CHUNKS_SEEN];
	uint32_t job_count, chunk_count, free_job, free_chunk;
	uint32_t item_count, free_item, running, object_count, actor_count, timer_count;
	struct kernel_timer timers[ACTORS_SEEN];
	uint32_t alive, processes, dying, crashes;
	struct {
		uint32_t state, in_line, line_next, line_prev, set, set_last;
		int32_t asked, exitcode, others_left;
		bool marked;
		int32_t timer;
		struct line line;
	} actors[ACTORS_SEEN];
};

struct stage {
	struct kernel *kernel;
	struct engine engine;
	struct runtime runtime;
	struct snapshot *snapshots;
	size_t count;
};

static void take(struct snapshot *to, const struct stage *stage)
{
	const struct kernel *kernel = stage->kernel;
	memset(to, 0, sizeof *to);
	uint64_t slot = 0;
	while (log_next(stage->engine.log, &slot, log_committed(stage->engine.log)) != NULL)
		to->events++;
	to->steps = atomic_load(&kernel->steps);
	memcpy(to->objects, kernel->objects, sizeof to->objects);
	memcpy(to->items, kernel->items, sizeof to->items);
	memcpy(to->jobs, kernel->jobs, sizeof to->jobs);
	memcpy(to->chunks, kernel->chunks, sizeof to->chunks);
	to->job_count = kernel->job_count;
	to->chunk_count = kernel->chunk_count;
	to->free_job = kernel->free_job;
	to->free_chunk = kernel->free_chunk;
	to->item_count = kernel->item_count;
	to->free_item = kernel->free_item;
	to->running = kernel->running;
	to->object_count = kernel->object_count;
	to->actor_count = kernel->actor_count;
	to->timer_count = kernel->timer_count;
	memcpy(to->timers, kernel->timers, sizeof to->timers[0] * kernel->timer_count);
	to->alive = kernel->alive;
	to->processes = kernel->processes;
	to->dying = kernel->dying;
	to->crashes = kernel->crashes;
	for (uint32_t id = 0; id < ACTORS_SEEN; id++) {
		const struct actor *actor = &kernel->actors[id];
		to->actors[id].state = actor->state;
		to->actors[id].in_line = actor->in_line;
		if (actor->in_line != LOG_NONE) {
			to->actors[id].line_next = actor->line_next;
			to->actors[id].line_prev = actor->line_prev;
		}
		to->actors[id].set = actor->set;
		to->actors[id].set_last = actor->set_last;
		to->actors[id].asked = actor->asked;
		to->actors[id].exitcode = actor->exitcode;
		to->actors[id].others_left = actor->others_left;
		to->actors[id].marked = actor->marked;
		to->actors[id].timer = actor->timer;
		to->actors[id].line = actor->line;
	}
}

/* Records and items that are not in use may differ: what lies beyond the counters is nobody's. Names are places in a log:
 * another run's are elsewhere. */
static void blank_unused(struct snapshot *s)
{
	for (uint32_t i = 0; i < s->object_count; i++)
		s->objects[i].name = 0;
	for (uint32_t i = s->object_count; i < OBJECTS_SEEN; i++)
		memset(&s->objects[i], 0, sizeof s->objects[i]);
	for (uint32_t i = s->item_count; i < ITEMS_SEEN; i++)
		memset(&s->items[i], 0, sizeof s->items[i]);
	for (uint32_t i = 0; i < s->job_count; i++)
		s->jobs[i].name = s->jobs[i].error = 0;
	for (uint32_t i = s->job_count; i < JOBS_SEEN; i++)
		memset(&s->jobs[i], 0, sizeof s->jobs[i]);
	for (uint32_t i = s->chunk_count; i < CHUNKS_SEEN; i++)
		memset(&s->chunks[i], 0, sizeof s->chunks[i]);
}

static void stage_init(struct stage *stage)
{
	struct log_meta meta = {.scenario = "recovery", .params = "{}"};
	*stage = (struct stage){0};
	stage->kernel = mmap(NULL, sizeof *stage->kernel, PROT_READ | PROT_WRITE,
	                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_true(stage->kernel != MAP_FAILED);
	kernel_init(stage->kernel);
	stage->kernel->gate_open = true;
	stage->engine = (struct engine){.kernel = stage->kernel,
	                                .ops = runtime_ops,
	                                .viewer_fd = eventfd(0, EFD_NONBLOCK),
	                                .warden_fd = eventfd(0, EFD_NONBLOCK)};
	assert_int_equal(log_create(&stage->engine.log, NULL, &meta, 4096), LOG_OK);
	stage->runtime = (struct runtime){.engine = &stage->engine,
	                                  .bodies = calloc(64, sizeof(struct body)),
	                                  .callbacks = calloc(ENGINE_OBJECTS, sizeof *stage->runtime.callbacks),
	                                  .closed = calloc(ENGINE_OBJECTS, sizeof *stage->runtime.closed)};
	assert_non_null(stage->runtime.bodies);
	assert_non_null(stage->runtime.callbacks);
	assert_non_null(stage->runtime.closed);
}

static void stage_fini(struct stage *stage)
{
	close(stage->engine.viewer_fd);
	close(stage->engine.warden_fd);
	log_free(stage->engine.log);
	munmap(stage->kernel, sizeof *stage->kernel);
	free(stage->runtime.bodies);
	free(atomic_load(&stage->runtime.pools));
	free(stage->runtime.callbacks);
	free(stage->runtime.closed);
}

static void make_actors(struct stage *stage)
{
	struct turn turn;
	turn_begin(&turn, &stage->engine, NULL);
	for (uint32_t id = 0; id <= WAITERS; id++) {
		struct actor *actor = engine_new_actor(&turn, id == 0 ? TYPE_MAIN : TYPE_THREAD, 0, 0);
		SET(&turn, actor->state, id == 0 ? ACTOR_IS_RUNNING : ACTOR_IS_BLOCKED);
	}
	SET(&turn, stage->kernel->running, 1);
	SET(&turn, stage->kernel->alive, WAITERS + 1);
	turn_end(&turn);
	current = (struct current){.runtime = &stage->runtime, .actor = &stage->kernel->actors[0]};
}

/* A made-up waiter: blocked in `op` on `object`, since no thread stands behind it. */
static void let_wait(struct stage *stage, uint32_t id, enum log_op op, uint32_t object, int64_t deadline)
{
	struct turn turn;
	struct actor *actor = &stage->kernel->actors[id];
	turn_begin(&turn, &stage->engine, NULL);
	actor->call = (struct log_event){.op = (uint16_t)op, .object = object, .y = 1, .via = LOG_NONE};
	line_join(&turn, object, actor);
	if (deadline >= 0) {
		actor->call.flags = LOG_TIMED;
		actor->call.deadline = deadline;
		timer_add(&turn, actor);
	}
	turn_end(&turn);
}

/* The set of futures for which it will wait in one op. */
static void fill_set(struct stage *stage, uint32_t id, il_future first, il_future second)
{
	struct turn turn;
	struct actor *actor = &stage->kernel->actors[id];
	turn_begin(&turn, &stage->engine, actor);
	items_append(&turn, &actor->set, &actor->set_last, (struct item){.value = (int64_t)id << 32 | first.id});
	items_append(&turn, &actor->set, &actor->set_last, (struct item){.value = (int64_t)id << 32 | second.id});
	turn_end(&turn);
}

static void let_wait_for_two(struct stage *stage, uint32_t id, il_future first, il_future second)
{
	struct turn turn;
	struct actor *actor = &stage->kernel->actors[id];
	struct log_event event = {.op = OP_FUTURE_WAIT, .object = LOG_NONE, .z = UNTIL_ALL, .via = LOG_NONE};
	fill_set(stage, id, first, second);
	turn_begin(&turn, &stage->engine, actor);
	actor->call = event;
	runtime_ops[OP_FUTURE_WAIT]->join(&turn, &event);
	turn_end(&turn);
}

static void note(struct stage *stage)
{
	if (stage->snapshots == NULL)
		return;
	assert_true(stage->count < SNAPSHOTS);
	take(&stage->snapshots[stage->count], stage);
	blank_unused(&stage->snapshots[stage->count++]);
}

/* A made-up child process with a thread: nobody stands behind them either. */
static il_process start_child(struct stage *stage)
{
	il_process child = il_process_new(NULL);
	struct kernel *kernel = stage->kernel;
	struct turn turn;
	assert_int_equal(child.id, CHILD);
	atomic_store(&stage->runtime.bodies[CHILD].started, true);
	turn_begin(&turn, &stage->engine, NULL);
	engine_new_actor(&turn, TYPE_THREAD, CHILD, 0);
	SET(&turn, kernel->actors[CHILD].pid, INT32_MAX);
	SET(&turn, kernel->actors[CHILD].state, ACTOR_IS_BLOCKED);
	SET(&turn, kernel->actors[ITS_THREAD].state, ACTOR_IS_BLOCKED);
	SET(&turn, kernel->actors[CHILD].others_left, 1);
	SET(&turn, kernel->actors[0].others_left, 1);
	SET(&turn, kernel->processes, 1);
	SET(&turn, kernel->alive, kernel->alive + 2);
	turn_end(&turn);
	return child;
}

/* The objects of the row, and those who wait for them; made before anybody is killed. */
struct row;
static void let_connect(struct stage *stage, struct row *row);

static struct row {
	il_lock lock;
	il_condition condition;
	il_queue queue;
	il_event event;
	il_semaphore semaphore;
	il_var var;
	il_process child;
	il_shared_value value;
	il_pool pool;
	il_queue sorted, stack;
	il_barrier lonely, barrier;
	il_executor executor;
	il_future future, other;
	uint32_t loop, server, clients[2], ends[2];
} prepare(struct stage *stage)
{
	struct row row = {.lock = il_lock_new("lock"),
	                  .condition = il_condition_new("cond"),
	                  .queue = il_queue_new("queue", .maxsize = 3),
	                  .event = il_event_new("event"),
	                  .semaphore = il_semaphore_new("semaphore", 0),
	                  .var = il_var_new("var", il_int(1)),
	                  .value = il_value_new("value", 'i', il_int(1), .raw = true),
	                  .pool = {object_make(NULL, "pool",
	                                       (struct making){.type = TYPE_POOL, .shared = true, .bound = 1})},
	                  .sorted = il_priority_queue_new("sorted"),
	                  .stack = il_lifo_queue_new("stack"),
	                  .lonely = il_barrier_new("lonely", 1),
	                  .barrier = il_barrier_new("barrier", 2),
	                  .executor = il_executor_new("executor", 1),
	                  .future = il_future_new(),
	                  .other = il_future_new()};
	let_connect(stage, &row);
	let_wait(stage, 1, OP_LOCK_ACQUIRE, row.lock.id, -1);
	let_wait(stage, 2, OP_CONDITION_WAIT, row.condition.id, INT64_MAX / 2);
	let_wait(stage, 3, OP_CONDITION_WAIT, row.condition.id, INT64_MAX / 4);
	stage->kernel->objects[row.condition.id - LOG_OBJECT_BASE].count = 2;
	let_wait(stage, 4, OP_EVENT_WAIT, row.event.id, INT64_MAX / 3);
	let_wait(stage, 5, OP_QUEUE_GET, row.queue.id, -1);
	let_wait(stage, 6, OP_SEMAPHORE_ACQUIRE, row.semaphore.id, -1);
	let_wait(stage, 7, OP_FUTURE_RESULT, row.future.id, INT64_MAX / 7);
	let_wait_for_two(stage, 8, row.future, row.other);
	stage->kernel->objects[row.executor.id - LOG_OBJECT_BASE].workers = 1; /* main: no thread is made for it */
	row.child = start_child(stage);
	let_wait(stage, CHILD, OP_EVENT_WAIT, row.event.id, INT64_MAX / 5);
	let_wait(stage, ITS_THREAD, OP_CONDITION_WAIT, row.condition.id, INT64_MAX / 6);
	stage->kernel->objects[row.condition.id - LOG_OBJECT_BASE].count++;
	note(stage);
	return row;
}

static il_value called(il_args args)
{
	return args.count > 0 ? args.v[0] : il_none();
}

/* What a worker does, and the helper: main stands in for both. */
static uint32_t take_chunk(il_pool pool)
{
	uint32_t chunk = LOG_NONE;
	struct log_event call = call_of(OP_POOL_TAKE, NULL, pool.id);
	call_perform(NULL, &call, &chunk);
	return chunk;
}

static void give_chunk(il_pool pool, uint32_t chunk, il_value error)
{
	il_value values[2] = {il_int(5), il_int(6)};
	struct giving giving = {chunk, values, 1, error};
	struct log_event call = call_of(OP_POOL_GIVE, NULL, pool.id);
	call_set_value(&call, error);
	call_perform(NULL, &call, &giving);
}

static void tend(il_pool pool)
{
	struct log_event call = call_of(OP_POOL_TEND, NULL, pool.id);
	call_perform(NULL, &call, NULL);
}

static void deliver(il_pool pool, il_result result)
{
	struct log_event call = call_of(OP_POOL_DELIVER, NULL, pool.id);
	call.via = result.id;
	call_perform(NULL, &call, NULL);
}

/* Asking is two events, of which no commit has only the first. */
static void perform_pool(struct stage *stage, struct row row)
{
	il_result call, map;
	il_value value;
	il_pool_apply_async(&call, row.pool, called, .args = IL_ARGS(il_int(1)), .callback = called);
	note(stage);
	note(stage);
	il_pool_map_async(&map, row.pool, called, IL_ARGS(il_int(1), il_int(2)), .chunksize = 1);
	note(stage);
	note(stage);
	uint32_t first = take_chunk(row.pool);
	note(stage);
	uint32_t second = take_chunk(row.pool);
	note(stage);
	give_chunk(row.pool, first, il_none());
	note(stage);
	give_chunk(row.pool, second, (il_value){IL_ERROR, {.ref = 1}});
	note(stage);
	tend(row.pool);
	note(stage);
	deliver(row.pool, call);
	note(stage);
	il_result_get(&value, call);
	note(stage);
	il_pool_close(row.pool);
	note(stage);
	struct log_event terminate = call_of(OP_POOL_TERMINATE, NULL, row.pool.id);
	call_perform(NULL, &terminate, NULL);
	note(stage);
	il_pool_join(row.pool);
	note(stage);
}

/* A worker's life, which main leads: a call is taken, run, and settled; then nothing is left. Submitting is two events. */
static void perform_executor(struct stage *stage, struct row row)
{
	il_future future;
	for (int i = 0; i < 2; i++) {
		il_executor_submit(&future, row.executor, called);
		note(stage);
		note(stage);
	}
	struct pool *pool = pool_of(row.executor);
	struct work *work = pool_take(pool, TAKE_FIRST);
	note(stage);
	il_future_set_running(work->future);
	note(stage);
	future_settle(NULL, work->future, il_int(3));
	note(stage);
	work_free(work);
	work_free(pool_take(pool, TAKE_AGAIN));
	note(stage);
	il_future_cancel(future);
	note(stage);
	struct il_results results = {.count = 0};
	struct log_event map = call_of(OP_EXECUTOR_MAP, NULL, row.executor.id);
	call_perform(NULL, &map, &results); /* its submits are like others */
	note(stage);
	il_executor_submit(&future, row.executor, called);
	note(stage);
	note(stage);
	il_executor_shutdown(row.executor, .nonblocking = true);
	note(stage);
	work_free(pool_drain(pool, NULL));
	note(stage);
	struct log_event call = call_of(OP_EXECUTOR_BREAK, NULL, row.executor.id);
	call_perform(NULL, &call, NULL);
	note(stage);
}

/* A callback: between the op that settles its future and the one that says how it ended. */
static il_value note_between(il_args args)
{
	note((struct stage *)(intptr_t)args.v[1].i);
	return il_none();
}

/* The next of both that is done: the set is filled, without an event, and emptied by the op. */
static void take_next(struct stage *stage, struct row row)
{
	struct il_completed completed = {.count = 2};
	struct log_event call = call_of(OP_FUTURE_WAIT, NULL, LOG_NONE);
	fill_set(stage, 0, row.future, row.other);
	note(stage);
	call.z = UNTIL_NEXT;
	call_set_value(&call, il_int(0));
	call_perform(NULL, &call, &completed);
	note(stage);
}

/* One of them is waited for; both, by somebody else, in one op. */
static void perform_futures(struct stage *stage, struct row row)
{
	il_value value;
	il_future_add_done_callback(row.other, note_between, .args = IL_ARGS(il_int((intptr_t)stage)));
	note(stage);
	il_future_set_running(row.future);
	note(stage);
	il_future_set_result(row.future, il_int(4));
	note(stage);
	il_future_result(row.future, &value);
	note(stage);
	il_future_set_exception(row.other, ((il_value){IL_ERROR, {.ref = 1}}));
	note(stage);
	il_future_exception(row.other, &value);
	note(stage);
	il_future_cancel(row.other);
	note(stage);
	for (int i = 0; i < 2; i++)
		take_next(stage, row);
}

/* Two have asked a server of main's loop for a connection. */
static void let_connect(struct stage *stage, struct row *row)
{
	row->loop = object_make(IL_HERE, "loop", (struct making){.type = TYPE_LOOP});
	row->server = object_make(IL_HERE, "server", (struct making){.type = TYPE_SERVER, .loop = row->loop});
	for (int i = 0; i < 2; i++) {
		row->clients[i] = object_make(IL_HERE, "client", (struct making){.type = TYPE_CONNECTION, .loop = row->loop});
		row->ends[i] = object_make(IL_HERE, "end", (struct making){.type = TYPE_CONNECTION, .loop = LOG_NONE});
	}
	struct turn turn;
	turn_begin(&turn, &stage->engine, current.actor);
	socket_watch(&turn, row->server, WATCH_READ);
	for (int i = 0; i < 2; i++)
		socket_connect(&turn, row->clients[i], row->ends[i], row->server);
	turn_end(&turn);
}

static void perform_socket_op(struct stage *stage, enum log_op op, uint32_t object, uint32_t via, void *context)
{
	struct log_event call = call_of(op, NULL, object);
	call.via = via;
	call.x = 1;
	call_perform(NULL, &call, context);
	note(stage);
}

/* What a loop does to them, without the system's part: one is accepted, read and reset, one is reset with the server. */
static void perform_sockets(struct stage *stage, struct row row)
{
	struct loop loop = {.id = row.loop};
	struct stream client = {.at = {.id = row.clients[0]}, .reads = true}, end = {.at = {.id = row.ends[0]}, .reads = true};
	struct transfer out = {.stream = &client, .count = 5}, in = {.stream = &end, .count = 3};
	current.loop = &loop;
	perform_socket_op(stage, OP_SOCKET_ACCEPT, row.ends[0], row.server, NULL);
	perform_socket_op(stage, OP_SOCKET_OPEN, row.ends[0], LOG_NONE, &end);
	perform_socket_op(stage, OP_SOCKET_WRITE, row.clients[0], LOG_NONE, &out);
	perform_socket_op(stage, OP_SOCKET_RECEIVE, row.ends[0], LOG_NONE, &in);
	perform_socket_op(stage, OP_SOCKET_WRITE_EOF, row.clients[0], LOG_NONE, NULL);
	perform_socket_op(stage, OP_SOCKET_LOST, row.ends[0], LOG_NONE, NULL);
	perform_socket_op(stage, OP_SOCKET_CLOSE, row.server, LOG_NONE, NULL);
	current.loop = NULL;
}

/* Where there is an action, a barrier's last one does two ops: the action would lie between them. */
static void perform_threads(struct stage *stage, struct row row)
{
	il_value item;
	for (int i = 0; i < 3; i++) {
		il_queue_put(row.sorted, il_int(i), .priority = i % 2);
		note(stage);
		il_queue_put(row.stack, il_int(i));
		note(stage);
	}
	il_queue_get(row.sorted, &item);
	note(stage);
	il_queue_get(row.stack, &item);
	note(stage);
	struct log_event call = call_of(OP_BARRIER_WAIT, NULL, row.lonely.id), done;
	bool acts = true;
	call_perform(&done, &call, &acts);
	note(stage);
	call.x = 2;
	call_set_value(&call, call_value(&done));
	call_perform(NULL, &call, &acts);
	note(stage);
	il_barrier_abort(row.barrier);
	note(stage);
	il_barrier_wait(NULL, row.barrier);
	note(stage);
	il_barrier_reset(row.barrier);
	note(stage);
	il_thread_set_name(il_main_thread(), "other");
	note(stage);
	il_queue_qsize(row.stack);
	note(stage);
}

/* The row of ops: one event each, and a snapshot after it. */
static void perform_all(struct stage *stage, struct row row)
{
	il_value item;
	il_lock_acquire(row.lock);
	note(stage);
	il_condition_acquire(row.condition);
	note(stage);
	il_condition_notify_n(row.condition, 2);
	note(stage);
	il_condition_release(row.condition);
	note(stage);
	il_lock_release(row.lock);
	note(stage);
	il_queue_put(row.queue, il_int(7));
	note(stage);
	il_queue_put(row.queue, il_int(8));
	note(stage);
	il_queue_get(row.queue, &item);
	note(stage);
	il_queue_task_done(row.queue);
	note(stage);
	il_event_set(row.event);
	note(stage);
	il_semaphore_release(row.semaphore);
	note(stage);
	il_var_write(row.var, il_int(2));
	note(stage);
	il_process_terminate(row.child);
	note(stage);
	control_process_gone(&stage->engine, CHILD, SIGKILL);
	note(stage);
	il_process_join(row.child);
	note(stage);
	il_process_close(row.child);
	note(stage);
	il_value_write(row.value, il_int(2));
	note(stage);
	perform_threads(stage, row);
	perform_pool(stage, row);
	perform_executor(stage, row);
	perform_sockets(stage, row);
	perform_futures(stage, row);
}

/* Whether a child that performs the row is killed at store `kill_at`; false: it had fewer stores. */
static bool child_is_killed(struct stage *stage, int64_t kill_at)
{
	make_actors(stage);
	struct row row = prepare(stage);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		alarm(20);
		stage->kernel->kill_countdown = kill_at;
		perform_all(stage, row);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGKILL);
	stage->kernel->kill_countdown = 0;
	return WIFSIGNALED(status);
}

/* Some commits bring no event: a state after any of them will do. */
static void assert_known(struct snapshot *got, const struct stage *reference, int64_t kill_at)
{
	blank_unused(got);
	for (size_t i = 0; i < reference->count; i++)
		if (memcmp(got, &reference->snapshots[i], sizeof *got) == 0)
			return;
	fail_msg("killed at store %lld: the state is not one after the %llu events committed", (long long)kill_at,
	         (unsigned long long)got->events);
}

static void test_each_store_can_be_the_last(void **state)
{
	(void)state;
	struct stage reference;
	struct snapshot now;
	stage_init(&reference);
	reference.snapshots = calloc(SNAPSHOTS, sizeof(struct snapshot));
	assert_non_null(reference.snapshots);
	make_actors(&reference);
	perform_all(&reference, prepare(&reference));
	int64_t kill_at = 1;
	for (;; kill_at++) {
		struct stage stage;
		struct turn turn;
		stage_init(&stage);
		bool killed = child_is_killed(&stage, kill_at);
		turn_begin(&turn, &stage.engine, NULL); /* finds the lock's owner dead, if it was killed */
		take(&now, &stage);
		turn_end(&turn);
		assert_int_equal(atomic_load(&stage.kernel->undo_count), 0);
		assert_known(&now, &reference, kill_at);
		stage_fini(&stage);
		if (!killed)
			break;
	}
	assert_in_range(kill_at, 100, 2000);
	free(reference.snapshots);
	stage_fini(&reference);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_store_can_be_the_last)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
