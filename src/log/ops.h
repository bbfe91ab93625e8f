/* The vocabulary of operations: one table, in the order of the numbers that the log stores.
 *
 * A number, once written to a file, keeps its meaning: new ops go to the end. */
#ifndef LOG_OPS_H
#define LOG_OPS_H

#define LOG_OP_MAP(XX)                                                                             \
	XX(OP_OBJECT_NEW, "object.new")                                                            \
	XX(OP_THREAD_START, "thread.start")                                                        \
	XX(OP_THREAD_EXIT, "thread.exit")                                                          \
	XX(OP_THREAD_JOIN, "thread.join")                                                          \
	XX(OP_LOCK_ACQUIRE, "lock.acquire")                                                        \
	XX(OP_LOCK_RELEASE, "lock.release")                                                        \
	XX(OP_RLOCK_ACQUIRE, "rlock.acquire")                                                      \
	XX(OP_RLOCK_RELEASE, "rlock.release")                                                      \
	XX(OP_SEMAPHORE_ACQUIRE, "semaphore.acquire")                                              \
	XX(OP_SEMAPHORE_RELEASE, "semaphore.release")                                              \
	XX(OP_EVENT_SET, "event.set")                                                              \
	XX(OP_EVENT_CLEAR, "event.clear")                                                          \
	XX(OP_EVENT_WAIT, "event.wait")                                                            \
	XX(OP_CONDITION_WAIT, "condition.wait")                                                    \
	XX(OP_CONDITION_NOTIFY, "condition.notify")                                                \
	XX(OP_QUEUE_PUT, "queue.put")                                                              \
	XX(OP_QUEUE_GET, "queue.get")                                                              \
	XX(OP_QUEUE_TASK_DONE, "queue.task_done")                                                  \
	XX(OP_QUEUE_JOIN, "queue.join")                                                            \
	XX(OP_PROCESS_START, "process.start")                                                      \
	XX(OP_PROCESS_EXIT, "process.exit")                                                        \
	XX(OP_PROCESS_CRASH, "process.crash")                                                      \
	XX(OP_PROCESS_JOIN, "process.join")                                                        \
	XX(OP_VAR_READ, "var.read")                                                                \
	XX(OP_VAR_WRITE, "var.write")                                                              \
	XX(OP_LOOP_RUN, "loop.run")                                                                \
	XX(OP_LOOP_TURN, "loop.turn")                                                              \
	XX(OP_LOOP_TIMER, "loop.timer")                                                            \
	XX(OP_LOOP_READY, "loop.ready")                                                            \
	XX(OP_LOOP_CLOSE, "loop.close")                                                            \
	XX(OP_TASK_CREATE, "task.create")                                                          \
	XX(OP_TASK_RUN, "task.run")                                                                \
	XX(OP_TASK_AWAIT, "task.await")                                                            \
	XX(OP_TASK_DONE, "task.done")                                                              \
	XX(OP_CLOCK_READ, "clock.read")                                                            \
	XX(OP_CLOCK_ADVANCE, "clock.advance")                                                      \
	XX(OP_RANDOM, "random")                                                                    \
	XX(OP_SLEEP, "sleep")                                                                      \
	XX(OP_PRINT, "print")                                                                      \
	XX(OP_OUTPUT_RAW, "output.raw")                                                            \
	XX(OP_CONTROL_PAUSE, "control.pause")                                                      \
	XX(OP_CONTROL_RESUME, "control.resume")                                                    \
	XX(OP_CONTROL_STRATEGY, "control.strategy")                                                \
	XX(OP_CONTROL_SPEED, "control.speed")                                                      \
	XX(OP_EXIT, "exit")                                                                        \
	XX(OP_PROMISE, "promise")                                                                  \
	XX(OP_OUTSIDE, "outside")                                                                  \
	XX(OP_VALUE_READ, "value.read")                                                            \
	XX(OP_VALUE_WRITE, "value.write")                                                          \
	XX(OP_QUERY, "query")                                                                      \
	XX(OP_THREAD_RENAME, "thread.rename")                                                      \
	XX(OP_THREAD_SET_DAEMON, "thread.set_daemon")                                              \
	XX(OP_PROCESS_RENAME, "process.rename")                                                    \
	XX(OP_PROCESS_SET_DAEMON, "process.set_daemon")                                            \
	XX(OP_PROCESS_TERMINATE, "process.terminate")                                              \
	XX(OP_PROCESS_KILL, "process.kill")                                                        \
	XX(OP_PROCESS_CLOSE, "process.close")                                                      \
	XX(OP_PROCESS_WAIT, "process.wait")                                                        \
	XX(OP_WORK, "work")                                                                        \
	XX(OP_POOL_SUBMIT, "pool.submit")                                                          \
	XX(OP_POOL_MAP, "pool.map")                                                                \
	XX(OP_POOL_TAKE, "pool.take")                                                              \
	XX(OP_POOL_GIVE, "pool.give")                                                              \
	XX(OP_POOL_TEND, "pool.tend")                                                              \
	XX(OP_POOL_DELIVER, "pool.deliver")                                                        \
	XX(OP_POOL_CLOSE, "pool.close")                                                            \
	XX(OP_POOL_TERMINATE, "pool.terminate")                                                    \
	XX(OP_POOL_JOIN, "pool.join")                                                              \
	XX(OP_RESULT_GET, "result.get")                                                            \
	XX(OP_RESULT_WAIT, "result.wait")                                                          \
	XX(OP_EXECUTOR_SUBMIT, "executor.submit")                                                  \
	XX(OP_EXECUTOR_MAP, "executor.map")                                                        \
	XX(OP_EXECUTOR_SHUTDOWN, "executor.shutdown")                                              \
	XX(OP_EXECUTOR_TAKE, "executor.take")                                                      \
	XX(OP_EXECUTOR_DRAIN, "executor.drain")                                                    \
	XX(OP_EXECUTOR_BREAK, "executor.break")                                                    \
	XX(OP_FUTURE_RUN, "future.run")                                                            \
	XX(OP_FUTURE_SET_RESULT, "future.set_result")                                              \
	XX(OP_FUTURE_SET_EXCEPTION, "future.set_exception")                                        \
	XX(OP_FUTURE_CANCEL, "future.cancel")                                                      \
	XX(OP_FUTURE_RESULT, "future.result")                                                      \
	XX(OP_FUTURE_EXCEPTION, "future.exception")                                                \
	XX(OP_FUTURE_WAIT, "future.wait")                                                          \
	XX(OP_FUTURE_ADD_CALLBACK, "future.add_callback")                                          \
	XX(OP_FUTURE_CALLBACK, "future.callback")                                                  \
	XX(OP_QUEUE_CLOSE, "queue.close")                                                          \
	XX(OP_TASK_CANCEL, "task.cancel")                                                          \
	XX(OP_TASK_WAIT, "task.wait")                                                              \
	XX(OP_FUTURE_SETTLE, "future.settle")                                                      \
	XX(OP_LOOP_CALL, "loop.call")                                                              \
	XX(OP_LOOP_CALLBACK, "loop.callback")                                                      \
	XX(OP_LOOP_CANCEL, "loop.cancel")                                                          \
	XX(OP_LOOP_STOP, "loop.stop")                                                              \
	XX(OP_LOOP_SLOW, "loop.slow")                                                              \
	XX(OP_LOOP_EXCEPTION, "loop.exception")                                                    \
	XX(OP_BARRIER_WAIT, "barrier.wait")                                                        \
	XX(OP_BARRIER_ENTER, "barrier.enter")                                                      \
	XX(OP_BARRIER_ACTION, "barrier.action")                                                    \
	XX(OP_BARRIER_RESET, "barrier.reset")                                                      \
	XX(OP_BARRIER_ABORT, "barrier.abort")                                                      \
	XX(OP_LOOP_POLL, "loop.poll")                                                              \
	XX(OP_SOCKET_LISTEN, "socket.listen")                                                      \
	XX(OP_SOCKET_CONNECT, "socket.connect")                                                    \
	XX(OP_SOCKET_ACCEPT, "socket.accept")                                                      \
	XX(OP_SOCKET_OPEN, "socket.open")                                                          \
	XX(OP_SOCKET_RECEIVE, "socket.receive")                                                    \
	XX(OP_SOCKET_READ, "socket.read")                                                          \
	XX(OP_SOCKET_WRITE, "socket.write")                                                        \
	XX(OP_SOCKET_SEND, "socket.send")                                                          \
	XX(OP_SOCKET_DRAIN, "socket.drain")                                                        \
	XX(OP_SOCKET_WRITE_EOF, "socket.write_eof")                                                \
	XX(OP_SOCKET_CLOSE, "socket.close")                                                        \
	XX(OP_SOCKET_LOST, "socket.lost")                                                          \
	XX(OP_SOCKET_WAIT_CLOSED, "socket.wait_closed")

enum log_op {
#define XX(code, name) code,
	LOG_OP_MAP(XX)
#undef XX
	LOG_OP_COUNT
};

/* The dotted name of `op` ("lock.acquire"), or NULL for a number that is no op. */
const char *log_op_name(unsigned op);

#endif
