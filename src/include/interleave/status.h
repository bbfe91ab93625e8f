/* What a call of the runtime may answer.
 *
 * One table: code, the name that the log and Python use, and the message. A call that may fail
 * returns 0 (IL_OK) or one of these negative codes; a Python exception is one of them, never an
 * abort. */
#ifndef INTERLEAVE_STATUS_H
#define INTERLEAVE_STATUS_H

#define IL_STATUS_MAP(XX)                                                                          \
	XX(IL_OK, 0, "ok", "ok")                                                                   \
	XX(IL_TIMEOUT, -1, "timeout", "it did not happen within the time allowed")                 \
	XX(IL_CANCELLED, -2, "cancelled", "it was cancelled")                                      \
	XX(IL_EMPTY, -3, "Empty", "the queue is empty")                                            \
	XX(IL_FULL, -4, "Full", "the queue is full")                                               \
	XX(IL_RELEASE_UNLOCKED, -5, "RuntimeError", "release unlocked lock")                       \
	XX(IL_NOT_OWNER, -6, "RuntimeError", "cannot release un-acquired lock")                    \
	XX(IL_WAIT_UNACQUIRED, -7, "RuntimeError", "cannot wait on un-acquired lock")              \
	XX(IL_NOTIFY_UNACQUIRED, -8, "RuntimeError", "cannot notify on un-acquired lock")          \
	XX(IL_STARTED_TWICE, -9, "RuntimeError", "threads can only be started once")               \
	XX(IL_JOIN_UNSTARTED, -10, "RuntimeError", "cannot join thread before it is started")      \
	XX(IL_JOIN_SELF, -11, "RuntimeError", "cannot join current thread")                        \
	XX(IL_START_FAILED, -12, "RuntimeError", "can't start new thread")                         \
	XX(IL_BAD_VALUE, -13, "ValueError", "the value is out of its range")                       \
	XX(IL_RELEASED_TOO_OFTEN, -14, "ValueError", "Semaphore released too many times")          \
	XX(IL_DONE_TOO_OFTEN, -15, "ValueError", "task_done() called too many times")              \
	XX(IL_PROCESS_STARTED_TWICE, -16, "AssertionError", "cannot start a process twice")        \
	XX(IL_PROCESS_UNSTARTED, -17, "AssertionError", "can only join a started process")         \
	XX(IL_NO_LOOP, -18, "RuntimeError", "no running event loop")                               \
	XX(IL_LOOP_RUNNING, -19, "RuntimeError", "This event loop is already running")              \
	XX(IL_NO_ROOM, -20, "MemoryError", "the session has no room for one more")                 \
	XX(IL_BROKEN, -21, "broken", "the promise is broken")                                      \
	XX(IL_NOT_CHILD, -22, "AssertionError", "can only join a child process")                   \
	XX(IL_NOT_CREATOR, -23, "AssertionError", "can only start a process object created by current process") \
	XX(IL_WRONG_TYPE, -24, "TypeError", "the value is of the wrong type")                      \
	XX(IL_RAISED, -25, "raised", "it ended by an exception")                                   \
	XX(IL_DAEMON_ACTIVE, -26, "RuntimeError", "cannot set daemon status of active thread")     \
	XX(IL_TIMEOUT_FOR_TRY, -27, "ValueError", "can't specify a timeout for a non-blocking call") \
	XX(IL_TIMEOUT_FOR_ACQUIRE, -28, "ValueError", "can't specify timeout for non-blocking acquire") \
	XX(IL_TIMEOUT_NOT_POSITIVE, -29, "ValueError", "timeout value must be positive")           \
	XX(IL_TIMEOUT_NEGATIVE, -30, "ValueError", "'timeout' must be a non-negative number")      \
	XX(IL_TIMEOUT_TOO_LARGE, -31, "OverflowError", "timestamp out of range for platform time_t") \
	XX(IL_RELEASE_NONE, -32, "ValueError", "n must be one or more")                            \
	XX(IL_SEMAPHORE_NEGATIVE, -33, "ValueError", "semaphore initial value must be >= 0")       \
	XX(IL_SLEEP_NEGATIVE, -34, "ValueError", "sleep length must be non-negative")              \
	XX(IL_BROKEN_BARRIER, -35, "BrokenBarrierError", "the barrier is broken")                  \
	XX(IL_GROUP_GIVEN, -36, "AssertionError", "group argument must be None for now")           \
	XX(IL_DAEMON_CHILDREN, -37, "AssertionError", "daemonic processes are not allowed to have children") \
	XX(IL_PROCESS_HAS_STARTED, -38, "AssertionError", "process has already started")           \
	XX(IL_NOT_CHILD_TO_TEST, -39, "AssertionError", "can only test a child process")           \
	XX(IL_PROCESS_CLOSED, -40, "ValueError", "process object is closed")                       \
	XX(IL_PROCESS_RUNNING, -41, "ValueError",                                                  \
	   "Cannot close a process while it is still running. You should first call join() or terminate().") \
	XX(IL_TERMINATE_UNSTARTED, -42, "AttributeError", "'NoneType' object has no attribute 'terminate'") \
	XX(IL_KILL_UNSTARTED, -43, "AttributeError", "'NoneType' object has no attribute 'kill'")  \
	XX(IL_SENTINEL_UNSTARTED, -44, "ValueError", "process not started")                        \
	XX(IL_SHARED_RELEASE_UNLOCKED, -45, "ValueError", "semaphore or lock released too many times") \
	XX(IL_SHARED_NOT_OWNER, -46, "AssertionError", "attempt to release recursive lock not owned by thread") \
	XX(IL_SHARED_WAIT_UNACQUIRED, -47, "AssertionError", "must acquire() condition before using wait()") \
	XX(IL_SHARED_NOTIFY_UNACQUIRED, -48, "AssertionError", "lock is not owned")                \
	XX(IL_NOT_RUNNING, -49, "ValueError", "Pool not running")                                  \
	XX(IL_STILL_RUNNING, -50, "ValueError", "Pool is still running")                           \
	XX(IL_NO_PROCESSES, -51, "ValueError", "Number of processes must be at least 1")           \
	XX(IL_NOT_READY, -52, "ValueError", "the result is not ready")                             \
	XX(IL_TASK_LOST, -53, "TaskLost", "the worker died, and its task with it")                 \
	XX(IL_INVALID_STATE, -54, "InvalidStateError", "the future is done already")               \
	XX(IL_UNEXPECTED_STATE, -55, "RuntimeError", "Future in unexpected state")                 \
	XX(IL_SHUT_DOWN, -56, "RuntimeError", "cannot schedule new futures after shutdown")        \
	XX(IL_LEAVING, -57, "RuntimeError", "cannot schedule new futures after interpreter shutdown") \
	XX(IL_BROKEN_POOL, -58, "BrokenThreadPool", "A thread initializer failed, the thread pool is not usable anymore") \
	XX(IL_EXHAUSTED, -59, "StopIteration", "there is nothing more to come")                    \
	XX(IL_QUEUE_CLOSED, -60, "ValueError", "Queue is closed")                                  \
	XX(IL_QUEUE_OPEN, -61, "AssertionError", "Queue is not closed")                            \
	XX(IL_NO_CLOSE, -62, "AttributeError", "'Queue' object has no attribute 'close'")          \
	XX(IL_NO_TASK_DONE, -63, "AttributeError", "'Queue' object has no attribute 'task_done'")  \
	XX(IL_TOO_LARGE, -64, "ValueError", "the text is longer than a value can be (65408 bytes)")              \
	XX(IL_AWAITS_ITSELF, -65, "RuntimeError", "Task cannot await on itself")                   \
	XX(IL_AWAITED_TWICE, -66, "RuntimeError", "cannot reuse already awaited coroutine")        \
	XX(IL_LOOP_CLOSED, -67, "RuntimeError", "Event loop is closed")                            \
	XX(IL_LOOP_STOPPED, -68, "RuntimeError", "Event loop stopped before Future completed.")    \
	XX(IL_NOT_DONE, -69, "InvalidStateError", "Result is not set.")                            \
	XX(IL_RESULT_OF_TASK, -70, "RuntimeError", "Task does not support set_result operation")   \
	XX(IL_WRONG_THREAD, -71, "RuntimeError", "coroutines of the loop have begun in another thread") \
	XX(IL_DEFAULT_SHUT_DOWN, -72, "RuntimeError", "Executor shutdown has been called") \
	XX(IL_CLEARED, -73, "cleared", "it was set, and cleared before its waiter could see that") \
	XX(IL_RUN_INSIDE_LOOP, -74, "RuntimeError", "asyncio.run() cannot be called from a running event loop") \
	XX(IL_CLOSE_RUNNING, -75, "RuntimeError", "Cannot close a running event loop")              \
	XX(IL_LOCK_NOT_ACQUIRED, -76, "RuntimeError", "Lock is not acquired.")                      \
	XX(IL_BOUNDED_TOO_OFTEN, -77, "ValueError", "BoundedSemaphore released too many times") \
	XX(IL_CONNECTION_REFUSED, -78, "ConnectionRefusedError", "Connect call failed")            \
	XX(IL_CONNECTION_RESET, -79, "ConnectionResetError", "Connection reset by peer")           \
	XX(IL_BROKEN_PIPE, -80, "BrokenPipeError", "Broken pipe")                                  \
	XX(IL_CONNECTION_LOST, -81, "ConnectionResetError", "Connection lost")                     \
	XX(IL_INCOMPLETE_READ, -82, "IncompleteReadError", "the stream ended before all bytes had come") \
	XX(IL_LINE_TOO_LONG, -83, "ValueError", "Separator is found, but chunk is longer than limit") \
	XX(IL_LINE_WITHOUT_END, -84, "ValueError", "Separator is not found, and chunk exceed the limit") \
	XX(IL_READ_TWICE, -85, "RuntimeError",                                                     \
	   "read() called while another coroutine is already waiting for incoming data")           \
	XX(IL_WRITE_AFTER_EOF, -86, "RuntimeError", "Cannot call write() after write_eof()")       \
	XX(IL_SOCKET_FAILED, -87, "OSError", "the system has no socket to give")                   \
	XX(IL_THREAD_GROUP_GIVEN, -88, "AssertionError", "group argument must be None, for now") \
	XX(IL_NO_WORKERS, -89, "ValueError", "max_workers must be greater than 0") \
	XX(IL_RECURSION, -90, "RecursionError", "maximum recursion depth exceeded while calling a Python object")

typedef enum il_status {
#define XX(code, number, name, message) code = (number),
	IL_STATUS_MAP(XX)
#undef XX
} il_status;

/* The name of `status` as the log prints it ("ok", "timeout", "RuntimeError", ...). Never NULL. */
const char *il_status_name(il_status status);

/* What happened, in an English sentence fragment (CPython's words where it has some). */
const char *il_status_message(il_status status);

#endif
