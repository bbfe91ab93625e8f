/* One event: what one actor did to one object, in one 64-byte slot of the log.
 *
 * The log is a row of 64-byte slots. Slot 0 holds a seal, so that 0 is "no string". A slot is an
 * event, or the head of a string (whose bytes go on through the slots that follow it). A string is
 * named by the number of its head slot: readers need no table. */
#ifndef LOG_EVENT_H
#define LOG_EVENT_H

#include <stdint.h>

enum { LOG_SLOT_SIZE = 64 };

enum log_slot_tag {
	LOG_SLOT_FREE = 0,   /* never written */
	LOG_SLOT_EVENT = 1,  /* struct log_event */
	LOG_SLOT_STRING = 2, /* struct log_string */
	LOG_SLOT_SEAL = 3,   /* struct log_seal (layout.h): the first slot of a chunk, once it is full */
};

enum log_phase {
	LOG_ANNOUNCE = 1, /* the actor parked before the op (controlled and paused runs) */
	LOG_BLOCK = 2,    /* it tried, and joined the object's line */
	LOG_DONE = 3,     /* the op took effect, or failed with `result` */
};

/* Ids. Actors are numbered 0 (main), 1, 2, ... in the order in which they are made: the lane's
 * number on the screen. A thread, process or task is an actor and an object under one id. All
 * other objects count from LOG_OBJECT_BASE. */
#define LOG_OBJECT_BASE 100000u
#define LOG_CLOCK 99999u   /* the pseudo-actor that lets time pass */
#define LOG_USER 99998u    /* the pseudo-actor whose ops are the viewer's commands */
#define LOG_NONE UINT32_MAX /* no object, no lock, nobody */

/* What an object is; an actor's type is also its kind. */
enum log_type {
	TYPE_MAIN = 1, /* the first actor */
	TYPE_THREAD,
	TYPE_PROCESS,
	TYPE_TASK,
	TYPE_LOCK,
	TYPE_RLOCK,
	TYPE_SEMAPHORE,
	TYPE_BOUNDED_SEMAPHORE,
	TYPE_EVENT,
	TYPE_CONDITION,
	TYPE_QUEUE,
	TYPE_VAR,
	TYPE_LOOP,
	TYPE_FUTURE, /* concurrent.futures.Future; and what a gather awaits */
	TYPE_VALUE,  /* multiprocessing.Value */
	TYPE_POOL,   /* multiprocessing.Pool */
	TYPE_RESULT, /* its AsyncResult */
	TYPE_EXECUTOR, /* ThreadPoolExecutor */
	TYPE_BARRIER,
	TYPE_SERVER,     /* asyncio.Server: a socket that listens */
	TYPE_CONNECTION, /* one end of a connection */
	LOG_TYPE_COUNT
};

/* Which of a queue's items comes out next; of an object.new, z has it in its bits 3 and 4. */
enum log_queue_order { QUEUE_IS_FIFO, QUEUE_IS_LIFO, QUEUE_HAS_PRIORITIES, QUEUE_ORDERS };

static inline unsigned log_queue_order(int32_t z)
{
	unsigned order = (unsigned)z >> 3 & 3;
	return order < QUEUE_ORDERS ? order : QUEUE_IS_FIFO;
}

/* What a barrier is doing. */
enum log_barrier {
	BARRIER_FILLS,  /* who comes waits for the others */
	BARRIER_ACTS,   /* all have come, and the last one runs its action */
	BARRIER_DRAINS, /* it is open: all go out, and nobody comes in before they are out */
	BARRIER_RESETS, /* all go out by an error */
	BARRIER_BROKEN, /* until a reset */
};

/* The kind of the value that an event carries. */
enum log_value_kind {
	VALUE_NONE = 0,
	VALUE_INT = 1,    /* event.value */
	VALUE_DOUBLE = 2, /* event.value holds the bits */
	VALUE_STRING = 3, /* event.text */
	VALUE_OBJECT = 4, /* event.value holds the id */
	VALUE_ERROR = 5,  /* event.text: an exception, "TypeName: message" */
};

/* What a loop watches a descriptor for. */
enum log_watch { WATCH_READ = 1, WATCH_WRITE = 2 };

/* What a pool's helper found to do (pool.tend's z). */
enum log_tend { TEND_OVER, TEND_CALLBACK, TEND_WORKER };

/* What has become of a future. From `cancelled` on it is done; from `notified` on, those who wait for several know it. */
enum log_future_state {
	FUTURE_IS_PENDING,
	FUTURE_IS_RUNNING,
	FUTURE_IS_CANCELLED,
	FUTURE_IS_NOTIFIED, /* cancelled, and whoever was to run it has seen that */
	FUTURE_IS_FINISHED, /* with a result, or by an exception */
	LOG_FUTURE_STATES
};

/* When a future.wait is over (its z). */
enum log_wait_mode { UNTIL_ALL, UNTIL_FIRST, UNTIL_EXCEPTION, UNTIL_NEXT /* as_completed */, LOG_WAIT_MODES };

/* What an executor.shutdown does besides. */
enum log_shutdown { SHUTDOWN_WAITS = 1, SHUTDOWN_CANCELS = 2 };

enum log_event_flags {
	LOG_VALUE_KIND = 0x000f, /* mask: enum log_value_kind */
	LOG_STEP = 0x0010,       /* the first event of a step: `actor` was the choice */
	LOG_VOLATILE = 0x0020,   /* the text carries measured figures or process ids */
	LOG_TIMED = 0x0040,      /* `deadline` counts */
	LOG_AWAITED = 0x0080,    /* an op of a task that gives its loop back when it has to wait */
	LOG_FLAGS = 0x00ff,      /* mask: all of the above */
};

/* Fields that an op does not use are 0 (LOG_NONE for object and via). By op, on DONE unless said:
 *
 *   any BLOCK          deadline absolute session ns (LOG_TIMED), the rest as after the try
 *   any ANNOUNCE       deadline is the time allowed in ns (LOG_TIMED); value, text as on DONE where
 *                      they are known before (a put's item, a print's text, a sleep's length)
 *   object.new         text name; x enum log_type; y constant (bound, initial value, max); z 1 shared,
 *                      2 daemon, 4 a queue without task_done, and its order (log_queue_order); via the lock (condition),
 *                      process (thread, process: its parent) or loop (task) it belongs to, a copy's process; value the id it was cloned from, when the kind is
 *                      VALUE_OBJECT; a var or value: its value. A connection: y how many bytes may be on their way to it. A value: y its typecode, via its lock, LOG_NONE raw.
 *                      A pool: y its processes; an executor: y the most threads; of a process or thread that works for it,
 *                      y the pool or executor. A result: y how many values, via its pool. A future: y 1: it has a state (a
 *                      loop's has none), via the executor, if a submit makes it; of a loop's, the one that it follows,
 *                      and value: the set (ids.h) of the tasks and futures that it ends by, a string, 0 none
 *   lock.* rlock.*     x owner after, -1 nobody; y count after; via the condition inside whose wait; z 1
 *                      of an acquire that may give up (non-blocking, or with a time-out), in all phases
 *   semaphore.*        x value after; y how many released (release)
 *   event.*            x flag after
 *   condition.wait     x waiters after. BLOCK follows the lock.release, DONE the lock.acquire
 *   condition.notify   x waiters after; y how many were woken
 *   queue.put          refused with IL_TOO_LARGE: a string without a text; value its bytes
 *   queue.put .get     the item as a value; x depth after; y unfinished after; z its priority, where there are any
 *   queue.task_done .join   x depth; y unfinished after
 *   thread.start       value native thread id (volatile)
 *   process.start      value pid (volatile)
 *   process.exit .crash     by the process itself: x exit code, -N after signal N; value pid
 *   var.*              the value
 *   value.*            the value (of a failed write: what was to be written); via its lock, in whose line
 *                      a BLOCK waits
 *   loop.turn          x handles that run in this turn; BLOCK: waits for a timer, until deadline
 *   loop.timer         a timer fired: object the task that slept
 *   loop.ready         object the task appended to the ready queue; x its length after
 *   task.create        object the new task (appended to the ready queue: x its length after)
 *   task.run           the task's first step begins
 *   task.await         object the task or future awaited; on DONE what it has come to, as a value (result IL_OK or
 *                      IL_RAISED); on ANNOUNCE x 1: it is done already
 *   task.wait          text the set of them (ids.h); x how many are waited for; y enum il_return_when
 *   task.cancel        object the task or future; x 1: it was not done; the message as a value
 *   task.done          the result as a value; IL_CANCELLED without a task.run: cancelled before its first step
 *   future.settle      object the future; the result or exception as a value
 *   loop.call          object the loop, or the future at whose end it will be called; text the callback's name; y its
 *                      handle, 0 none; value the delay in ns (call_later); z 1: from another thread, for the next turn
 *   loop.callback      the same; it is called now
 *   loop.cancel        the same; it will not be called
 *   loop.stop          object the loop
 *   loop.slow          object the task (the loop, a future: a callback of it) that has held the loop for value ns
 *   loop.exception     what the default exception handler says: value the message's string; object whom it is about;
 *                      the exception or, of kind VALUE_STRING, a name in text
 *   clock.read         value ns · clock.advance   by LOG_CLOCK: value the new session time
 *   random             the drawn value
 *   sleep              value its length in ns; object LOG_NONE (via the loop for an awaited sleep)
 *   print              text the format (a message id); via the string of its arguments, 0 for none
 *   output.raw         text what the process wrote to its standard output or error
 *   control.speed      value the speed times 1000 · control.strategy  text its name
 *   exit               x exit code. BLOCK: waits for the threads that are no daemons, and the child
 *                      processes; so does process.exit
 *   process.terminate .kill   x the signal by which it will end, 0: it has ended, or been told to end, already
 *   process.wait       text the ids of the processes waited for, in order; x on DONE the place (from 0) of the first of them
 *                      that has ended, -1 none
 *   executor.*         x depth of the work queue after; y workers that are busy after; z workers made
 *   executor.submit    text the function's name; value the new future (object). It makes the future, and when all workers are
 *                      busy and there may be more, a thread: object.new events, before it
 *   executor.map       text the function's name; value how many calls; deadline (LOG_TIMED, on DONE, too): its results' moment
 *   executor.shutdown  value 1 waits for its workers (by thread.join), 2 cancels what is queued, or-ed
 *   executor.take      value the future taken (object), VALUE_NONE: shut down, and nothing is left. A worker that comes back for
 *                      more is no longer busy; BLOCK: it is idle
 *   executor.drain     somebody who is no worker takes what nobody will do any more: value as of a take, IL_EMPTY at the end
 *   executor.break     the exception of an initializer as a value: the pool can no longer be used
 *   future.*           x enum log_future_state after
 *   future.set_result .set_exception   the value; y callbacks that its actor calls now (future.callback). So of future.cancel
 *   future.result .exception           the value
 *   future.wait        text the set of futures (ids.h); z enum log_wait_mode; x how many of them are settled after; y how many
 *                      there are. UNTIL_NEXT: x how many have not been given after; value on ANNOUNCE and BLOCK the last place
 *                      in the order of settling that was given (int), on DONE the future that is given (object)
 *   future.add_callback y how many it has; 0: it is done, and the actor calls it now
 *   future.callback    behind the call: what it returned, as a value
 *   promise            text the promise; result IL_OK or IL_BROKEN
 *   work               computing from here to the actor's next op: text the function's name
 *   pool.submit .map   text the function's name; via the new result, made by an object.new before; x how many values; y
 *                      chunks; z chunks that wait after; value 1 has a callback, 2 one for an exception, or-ed
 *   pool.take          by a worker: via the result of the chunk taken, text the function's name, x the chunk's number, y its
 *                      items (0: nothing is left, and the worker is to end); z chunks that wait after
 *   pool.give          via, x, y as of the take; z chunks of the result still to come; value what one item gave, or the exception
 *                      behind which the chunk's other items were left out
 *   pool.tend          by the pool's helper: z enum log_tend: it is over; the callback of the result via is to be called; the
 *                      worker via has ended: value the result whose chunk y is lost with it, x 1 another worker is made
 *   pool.deliver       via the result, ready now that its callback was called
 *   queue.close        for its actor's process
 *   pool.terminate     x workers told to end
 *   result.get         value the one result, or the exception
 *   outside            BLOCK: the actor sleeps in a system call that is not the runtime's, and others go on; DONE: it is
 *                      back, before its next op (volatile; no step)
 *   query              text the attribute of the object (LOG_NONE: of the program) that is asked for; the
 *                      answer as a value, z 1: it is a truth value; the text of a string is in `value`
 *   thread.rename      text the thread's name from here on
 *   thread.set_daemon  x 1: it is a daemon after it
 *   barrier.*          x how many wait after it; y parties; z enum log_barrier after it
 *   barrier.wait       the caller's place, 0 the first, as a value: on DONE when it went well, on BLOCK when it is inside
 *                      (else it waits outside); x on ANNOUNCE 1: it is inside already, 2: it has run the action
 *   barrier.enter      who was kept outside is in now, its place as a value; its barrier.wait goes on
 *   barrier.action     the last one has come, its place as a value, and runs the action before its barrier.wait
 *   loop.poll          object the server or connection that a turn finds ready; x for what: enum log_watch. One that connects is
 *                      watched no more
 *   socket.*           z what its loop watches it for after (of .receive .read .write .send .close .open .listen .connect)
 *   socket.connect     object the client's end, via the server, value the server's end (object). BLOCK: it has asked
 *   socket.accept      object the server's end, via the server; x ends that wait to be accepted after
 *   socket.receive     by the loop's thread: x bytes received, 0: the end; y bytes that have come, and are left; or the error
 *   socket.read        x on ANNOUNCE and BLOCK bytes wanted, -1 a line; on DONE bytes given; y bytes received and not read
 *                      after; some of them as a value (string)
 *   socket.write       x on ANNOUNCE its size, on DONE bytes sent; y bytes kept after; some of them as a value (string); or the
 *                      error that loses the connection
 *   socket.send        the same, by the loop's thread, of bytes kept
 *   socket.write_eof   x 1: the other end is told: nothing more will come
 *   socket.close       x 0: it was closing already. A connection is closed by the socket.lost that follows
 *   socket.lost        by the loop's thread: the connection is closed; result what it was lost by
 *
 * What ends by an exception (thread.exit, process.exit, exit, task.done ...) has the result IL_RAISED, and carries it
 * as a value of kind VALUE_ERROR; `value` is then what it is without (a thread's or process's id in the system).
 *
 * How the events of a run hang together:
 *
 * - The first event is main's object.new of itself (object 0, TYPE_MAIN).
 * - A thread or process is made by object.new (its state: new), begins with the DONE of its *.start,
 *   and ends with its own thread.exit or process.exit; process.crash stands in for it when it was
 *   killed, and ends its threads too. main ends with `exit`. Behind a process's end
 *   (exit, process.exit), and in its step, each of its daemons ends with a thread.exit whose result is
 *   IL_CANCELLED; the tasks of their loops end without an event.
 * - A process.terminate or .kill with a signal (x) stops its process: no actor of it does anything any more, and each leaves
 *   the line in which it stands. Its end is a process.crash: a step of its own (LOG_STEP) where it was chosen.
 * - An op that lets others go on changes only its object: lock.release empties the owner, the line
 *   stays, and each in it may try again. Whoever gets through leaves the line with its DONE (also when
 *   it timed out). event.set marks all waiters of the line, condition.notify the y oldest: a marked
 *   waiter can go on whatever happens to the flag afterwards; the marked waiter of a condition also
 *   needs the lock, and times out all the same if its time was over before it was marked.
 * - An op with LOG_AWAITED is a task's, on an object of its loop. When it has to wait, its BLOCK gives the thread back to the
 *   loop; loop.ready says that it may go on, and its DONE, or another BLOCK when it came too late, is the task's
 *   next step. Who waits goes on in the order of the line; a newcomer joins its end. An awaited condition.wait
 *   neither lets the lock go nor takes it: those are ops of their own before and behind it.
 * - condition.wait is two events when it blocks (its lock's release with via, then the BLOCK) and two
 *   when it ends (the lock's acquire with via, then the DONE). The lock's object.new comes before the
 *   condition's.
 * - A future's set_result, set_exception, and the future.run of a cancelled one settle it: the first that does so has place
 *   1 in the order of settling. Its result may be had as soon as it is cancelled; those who wait for several wait until it is
 *   settled. An exit that blocks shuts the pools of its process down.
 * - loop.run is DONE when the loop starts; then turns: loop.turn (by the loop's thread) says how many
 *   handles run. Each task among them goes from the ready queue to running: by task.run the first time,
 *   afterwards by the DONE (or BLOCK) of the awaited op it was suspended in: the head of the ready queue
 *   leaves it then. A turn ends when its thread announces or does the next loop.turn. Only the task
 *   that runs, or else the next one of this turn, can be chosen. task.create and loop.ready append to
 *   the ready queue. loop.close ends the loop.
 */
struct log_event {
	uint8_t tag;      /* LOG_SLOT_EVENT */
	uint8_t phase;    /* enum log_phase */
	uint16_t op;      /* enum log_op */
	int16_t result;   /* an il_status; 0 unless DONE */
	uint16_t flags;   /* enum log_event_flags */
	uint32_t actor;   /* who did it */
	uint32_t object;  /* to what; LOG_NONE */
	uint32_t site;    /* string "file:line"; 0 unknown */
	uint32_t text;    /* string; 0 none */
	int64_t t;        /* session time, ns */
	int64_t value;
	int64_t deadline; /* ns; counts only with LOG_TIMED */
	int32_t x, y, z;
	uint32_t via;     /* id, or LOG_NONE; for print a string */
};

/* The head of a string. `length` bytes follow, then a NUL; ceil((8 + length + 1) / 64) slots. */
struct log_string {
	uint8_t tag; /* LOG_SLOT_STRING */
	uint8_t zero[3];
	uint32_t length; /* bytes without the NUL */
	char bytes[56];  /* goes on into the slots that follow */
};

_Static_assert(sizeof(struct log_event) == LOG_SLOT_SIZE, "an event fills a slot");
_Static_assert(sizeof(struct log_string) == LOG_SLOT_SIZE, "a string head fills a slot");

/* How many slots a string of `length` bytes takes. */
static inline uint32_t log_string_slots(uint32_t length)
{
	return (uint32_t)((8u + (uint64_t)length + 1u + LOG_SLOT_SIZE - 1u) / LOG_SLOT_SIZE);
}

#endif
