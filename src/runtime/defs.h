/* The ops' definitions, each in the file of its primitive; ops.c makes the table of them. */
#ifndef RUNTIME_DEFS_H
#define RUNTIME_DEFS_H

#include "interleave/queue.h"
#include "runtime/runtime.h"

/* The apply of an op that changes nothing, and the join of one whose actor waits in no line (ops.c). */
void op_changes_nothing(struct turn *turn, struct log_event *event, void *context);
void op_joins_no_line(struct turn *turn, struct log_event *event);

extern const struct op_def object_new_def;
extern const struct op_def thread_start_def, thread_exit_def, thread_join_def;
extern const struct op_def barrier_wait_def, barrier_reset_def, barrier_abort_def;
extern const struct op_def thread_rename_def, thread_set_daemon_def;
extern const struct op_def lock_acquire_def, lock_release_def;
extern const struct op_def semaphore_acquire_def, semaphore_release_def;
extern const struct op_def event_set_def, event_clear_def, event_wait_def;
extern const struct op_def condition_wait_def, condition_notify_def;
extern const struct op_def queue_put_def, queue_get_def, queue_task_done_def, queue_join_def, queue_close_def;
extern const struct op_def process_start_def, process_exit_def, process_join_def;
extern const struct op_def process_end_def, process_close_def, process_wait_def;
extern const struct op_def process_rename_def, process_set_daemon_def;
extern const struct op_def var_read_def, var_write_def;
extern const struct op_def value_read_def, value_write_def;
extern const struct op_def loop_run_def, loop_turn_def, loop_close_def;
extern const struct op_def task_create_def, task_run_def, task_await_def, task_done_def;
extern const struct op_def task_cancel_def, task_wait_def, future_settle_def, loop_call_def, loop_cancel_def, loop_stop_def;
extern const struct op_def socket_listen_def, socket_connect_def, socket_accept_def, socket_open_def, socket_receive_def;
extern const struct op_def socket_read_def, socket_write_def, socket_send_def, socket_drain_def, socket_write_eof_def;
extern const struct op_def socket_close_def, socket_lost_def, socket_wait_closed_def;
extern const struct op_def clock_read_def, random_def, sleep_def, print_def, exit_def;
extern const struct op_def query_def;
extern const struct op_def executor_submit_def, executor_map_def, executor_shutdown_def, executor_take_def;
extern const struct op_def executor_drain_def, executor_break_def;
extern const struct op_def future_run_def, future_set_def, future_cancel_def, future_outcome_def, future_wait_def;
extern const struct op_def future_add_callback_def, future_callback_def;

/* ---- of threads, for workers ---- */

/* Whether the calling thread is a daemon; then those that it makes are daemons, too. */
bool thread_is_daemon(void);

extern const struct op_def work_def;
extern const struct op_def pool_submit_def, pool_map_def, pool_take_def, pool_give_def, pool_tend_def, pool_deliver_def;
extern const struct op_def pool_close_def, pool_terminate_def, pool_join_def;
extern const struct op_def result_get_def, result_wait_def;

/* ---- of threads ---- */

/* Whether `asker` finds it ended: by itself, or left behind by a fork. */
bool thread_has_ended(const struct actor *thread, const struct actor *asker);

/* ---- of queues, for forks ---- */

/* Whether this process has closed it. */
bool queue_is_closed(il_queue queue);

/* Copies the items of `from` into the empty queue `to`; false: there was no room for all. */
bool queue_copy_items(struct turn *turn, struct object *to, const struct object *from);

/* ---- of locks, for conditions ---- */

/* Fills in the owner and count after the op. */
void lock_state(struct log_event *event, const struct object *lock);

/* A loop's notify: whom it passes by, for he has been cancelled, and will hear of it in his turn. */
struct notify_rule {
	bool (*passes_by)(const struct actor *waiter);
};

/* Frees it, whatever its depth (returned), and lets the head of its line try. */
int32_t lock_let_go(struct turn *turn, uint32_t id);

#endif
