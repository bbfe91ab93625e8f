/* One cell a state, one cell an op. Within a set no two glyphs look alike from the last row of a lecture
 * hall: states differ in shape and in height on the line, ops are letters and brackets. */
#include "view/glyphs.h"

#include "po/catalog.h"

const struct glyph_row glyph_table[GLYPH_COUNT] = {
    [GLYPH_NONE] = {" ", " ", STYLE_PLAIN, NULL},
    [GLYPH_READY] = {".", "·", STYLE_READY, N_("ready: it can be chosen")},
    [GLYPH_RUNNING] = {"#", "█", STYLE_RUNNING, N_("running, between two operations")},
    [GLYPH_HOLDING] = {"=", "━", STYLE_RUNNING, N_("ready or running, and it holds a lock")},
    [GLYPH_BLOCKED] = {"x", "×", STYLE_BLOCKED, N_("blocked: somebody else has the lock")},
    [GLYPH_WAITING] = {"~", "~", STYLE_WAITING, N_("waiting for somebody else")},
    [GLYPH_SLEEPING] = {"z", "z", STYLE_SLEEPING, N_("sleeping")},
    [GLYPH_FAILED] = {"!", "!", STYLE_FAILED, N_("crashed, killed, or ended by an error")},
    [GLYPH_REFUSED] = {"%", "%", STYLE_FAILED, N_("did not succeed: an error, or the time allowed was over")},
    [GLYPH_MAKE] = {"o", "○", STYLE_PLAIN, N_("makes an object")},
    [GLYPH_START] = {"+", "+", STYLE_PLAIN, N_("starts a thread, process or task")},
    [GLYPH_END] = {"E", "■", STYLE_DONE, N_("ends")},
    [GLYPH_JOIN] = {"j", "j", STYLE_WAITING, N_("joins: waits for an end")},
    [GLYPH_ACQUIRE] = {"[", "[", STYLE_RUNNING, N_("acquires a lock or a semaphore")},
    [GLYPH_RELEASE] = {"]", "]", STYLE_RUNNING, N_("releases it")},
    [GLYPH_WAIT] = {"w", "w", STYLE_WAITING, N_("waits for a condition or an event")},
    [GLYPH_NOTIFY] = {"n", "n", STYLE_RUNNING, N_("notifies a condition")},
    [GLYPH_SET] = {"s", "s", STYLE_RUNNING, N_("sets an event")},
    [GLYPH_CLEAR] = {"c", "c", STYLE_RUNNING, N_("clears an event, resets or breaks a barrier")},
    [GLYPH_PUT] = {"P", "P", STYLE_RUNNING, N_("puts an item into a queue, or a call into a pool")},
    [GLYPH_GET] = {"G", "G", STYLE_RUNNING, N_("gets an item from a queue, or a call from a pool")},
    [GLYPH_TASK_DONE] = {"t", "t", STYLE_RUNNING, N_("says that an item is finished (task_done)")},
    [GLYPH_READ] = {"r", "r", STYLE_RUNNING, N_("reads a variable")},
    [GLYPH_WRITE] = {"v", "v", STYLE_RUNNING, N_("writes a variable, or an attribute")},
    [GLYPH_PRINT] = {"p", "p", STYLE_RUNNING, N_("prints a line")},
    [GLYPH_GO_ON] = {">", "▸", STYLE_RUNNING, N_("goes on: what it waited for has come")},
    [GLYPH_AWAIT] = {"a", "a", STYLE_WAITING, N_("awaits a task, or the outcome of a future")},
    [GLYPH_LOOP] = {"@", "@", STYLE_RUNNING, N_("the event loop: a turn, a timer, a task made ready")},
    [GLYPH_CLOCK] = {"k", "k", STYLE_RUNNING, N_("reads the clock")},
    [GLYPH_RANDOM] = {"?", "?", STYLE_RUNNING, N_("draws a random number")},
    [GLYPH_BARRIER] = {"m", "m", STYLE_WAITING, N_("meets others at a barrier")},
    [GLYPH_QUERY] = {"i", "i", STYLE_RUNNING, N_("asks for a state")},
    [GLYPH_WORK] = {"*", "◆", STYLE_RUNNING, N_("computes from here to its next operation")},
    [GLYPH_KILL] = {"K", "K", STYLE_FAILED, N_("tells a process to end")},
    [GLYPH_CLOSE] = {"-", "-", STYLE_RUNNING, N_("closes a process that has ended")},
    [GLYPH_SETTLE] = {"f", "f", STYLE_RUNNING, N_("finishes a future: its result or exception is there")},
    [GLYPH_CANCEL] = {"u", "u", STYLE_RUNNING, N_("cancels a future")},
    [GLYPH_CALLBACK] = {"b", "b", STYLE_RUNNING, N_("a callback of a future: registered, or called")},
    [GLYPH_SHUTDOWN] = {"d", "d", STYLE_RUNNING, N_("shuts a pool down")},
    [GLYPH_PROMISE] = {"^", "^", STYLE_RUNNING, N_("checks a promise")},
    [GLYPH_WAKE] = {"|", "│", STYLE_READY, NULL},
    [GLYPH_WAKE_DOWN] = {"V", "▼", STYLE_READY, N_("may go on: by the lane above, where the line begins")},
    [GLYPH_WAKE_UP] = {"A", "▲", STYLE_READY, N_("may go on: by the lane below, where the line begins")},
    [GLYPH_BAND] = {"\"", "▔", STYLE_RUNNING, N_("under a lane: it holds the lock with that letter")},
};

/* Per op: its glyph, and the one of a try that has to wait (GLYPH_NONE: the same). */
static const struct {
	uint8_t done, tried;
} op_glyphs[LOG_OP_COUNT] = {
    [OP_OBJECT_NEW] = {GLYPH_MAKE, GLYPH_NONE},
    [OP_THREAD_START] = {GLYPH_START, GLYPH_NONE},
    [OP_THREAD_EXIT] = {GLYPH_END, GLYPH_NONE},
    [OP_THREAD_JOIN] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_LOCK_ACQUIRE] = {GLYPH_ACQUIRE, GLYPH_BLOCKED},
    [OP_LOCK_RELEASE] = {GLYPH_RELEASE, GLYPH_NONE},
    [OP_RLOCK_ACQUIRE] = {GLYPH_ACQUIRE, GLYPH_BLOCKED},
    [OP_RLOCK_RELEASE] = {GLYPH_RELEASE, GLYPH_NONE},
    [OP_SEMAPHORE_ACQUIRE] = {GLYPH_ACQUIRE, GLYPH_BLOCKED},
    [OP_SEMAPHORE_RELEASE] = {GLYPH_RELEASE, GLYPH_NONE},
    [OP_EVENT_SET] = {GLYPH_SET, GLYPH_NONE},
    [OP_EVENT_CLEAR] = {GLYPH_CLEAR, GLYPH_NONE},
    [OP_EVENT_WAIT] = {GLYPH_WAIT, GLYPH_NONE},
    [OP_CONDITION_WAIT] = {GLYPH_WAIT, GLYPH_NONE},
    [OP_CONDITION_NOTIFY] = {GLYPH_NOTIFY, GLYPH_NONE},
    [OP_QUEUE_PUT] = {GLYPH_PUT, GLYPH_WAITING},
    [OP_QUEUE_GET] = {GLYPH_GET, GLYPH_WAITING},
    [OP_QUEUE_TASK_DONE] = {GLYPH_TASK_DONE, GLYPH_NONE},
    [OP_QUEUE_JOIN] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_PROCESS_START] = {GLYPH_START, GLYPH_NONE},
    [OP_PROCESS_EXIT] = {GLYPH_END, GLYPH_NONE},
    [OP_PROCESS_CRASH] = {GLYPH_FAILED, GLYPH_NONE},
    [OP_PROCESS_JOIN] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_VAR_READ] = {GLYPH_READ, GLYPH_NONE},
    [OP_VAR_WRITE] = {GLYPH_WRITE, GLYPH_NONE},
    [OP_LOOP_RUN] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_TURN] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_TIMER] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_READY] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_CLOSE] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_TASK_CREATE] = {GLYPH_START, GLYPH_NONE},
    [OP_TASK_RUN] = {GLYPH_GO_ON, GLYPH_NONE},
    [OP_TASK_AWAIT] = {GLYPH_AWAIT, GLYPH_NONE},
    [OP_TASK_DONE] = {GLYPH_END, GLYPH_NONE},
    [OP_CLOCK_READ] = {GLYPH_CLOCK, GLYPH_NONE},
    [OP_CLOCK_ADVANCE] = {GLYPH_CLOCK, GLYPH_NONE},
    [OP_RANDOM] = {GLYPH_RANDOM, GLYPH_NONE},
    [OP_SLEEP] = {GLYPH_GO_ON, GLYPH_SLEEPING},
    [OP_PRINT] = {GLYPH_PRINT, GLYPH_NONE},
    [OP_OUTPUT_RAW] = {GLYPH_PRINT, GLYPH_NONE},
    [OP_EXIT] = {GLYPH_END, GLYPH_WAITING},
    [OP_PROMISE] = {GLYPH_PROMISE, GLYPH_NONE},
    [OP_OUTSIDE] = {GLYPH_GO_ON, GLYPH_WAITING},
    [OP_VALUE_READ] = {GLYPH_READ, GLYPH_BLOCKED},
    [OP_VALUE_WRITE] = {GLYPH_WRITE, GLYPH_BLOCKED},
    [OP_QUEUE_CLOSE] = {GLYPH_CLOSE, GLYPH_NONE},
    [OP_WORK] = {GLYPH_WORK, GLYPH_NONE},
    [OP_POOL_SUBMIT] = {GLYPH_PUT, GLYPH_NONE},
    [OP_POOL_MAP] = {GLYPH_PUT, GLYPH_NONE},
    [OP_POOL_TAKE] = {GLYPH_GET, GLYPH_WAITING},
    [OP_POOL_GIVE] = {GLYPH_TASK_DONE, GLYPH_NONE},
    [OP_POOL_TEND] = {GLYPH_GO_ON, GLYPH_WAITING},
    [OP_POOL_DELIVER] = {GLYPH_SET, GLYPH_NONE},
    [OP_POOL_CLOSE] = {GLYPH_CLOSE, GLYPH_NONE},
    [OP_POOL_TERMINATE] = {GLYPH_KILL, GLYPH_NONE},
    [OP_POOL_JOIN] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_RESULT_GET] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_RESULT_WAIT] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_QUERY] = {GLYPH_QUERY, GLYPH_NONE},
    [OP_EXECUTOR_SUBMIT] = {GLYPH_PUT, GLYPH_NONE},
    [OP_EXECUTOR_MAP] = {GLYPH_PUT, GLYPH_NONE},
    [OP_EXECUTOR_SHUTDOWN] = {GLYPH_SHUTDOWN, GLYPH_NONE},
    [OP_EXECUTOR_TAKE] = {GLYPH_GET, GLYPH_WAITING},
    [OP_EXECUTOR_DRAIN] = {GLYPH_GET, GLYPH_NONE},
    [OP_EXECUTOR_BREAK] = {GLYPH_FAILED, GLYPH_NONE},
    [OP_FUTURE_RUN] = {GLYPH_GO_ON, GLYPH_NONE},
    [OP_FUTURE_SET_RESULT] = {GLYPH_SETTLE, GLYPH_NONE},
    [OP_FUTURE_SET_EXCEPTION] = {GLYPH_SETTLE, GLYPH_NONE},
    [OP_FUTURE_CANCEL] = {GLYPH_CANCEL, GLYPH_NONE},
    [OP_FUTURE_RESULT] = {GLYPH_AWAIT, GLYPH_NONE},
    [OP_FUTURE_EXCEPTION] = {GLYPH_AWAIT, GLYPH_NONE},
    [OP_FUTURE_WAIT] = {GLYPH_AWAIT, GLYPH_NONE},
    [OP_FUTURE_ADD_CALLBACK] = {GLYPH_CALLBACK, GLYPH_NONE},
    [OP_FUTURE_CALLBACK] = {GLYPH_CALLBACK, GLYPH_NONE},
    [OP_TASK_CANCEL] = {GLYPH_CANCEL, GLYPH_NONE},
    [OP_TASK_WAIT] = {GLYPH_AWAIT, GLYPH_NONE},
    [OP_FUTURE_SETTLE] = {GLYPH_SETTLE, GLYPH_NONE},
    [OP_LOOP_CALL] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_CALLBACK] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_CANCEL] = {GLYPH_CANCEL, GLYPH_NONE},
    [OP_LOOP_STOP] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_POLL] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_SOCKET_LISTEN] = {GLYPH_START, GLYPH_WAITING},
    [OP_SOCKET_CONNECT] = {GLYPH_GO_ON, GLYPH_WAITING},
    [OP_SOCKET_ACCEPT] = {GLYPH_GET, GLYPH_NONE},
    [OP_SOCKET_OPEN] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_SOCKET_RECEIVE] = {GLYPH_GET, GLYPH_NONE},
    [OP_SOCKET_READ] = {GLYPH_READ, GLYPH_WAITING},
    [OP_SOCKET_WRITE] = {GLYPH_WRITE, GLYPH_NONE},
    [OP_SOCKET_SEND] = {GLYPH_PUT, GLYPH_NONE},
    [OP_SOCKET_DRAIN] = {GLYPH_GO_ON, GLYPH_WAITING},
    [OP_SOCKET_WRITE_EOF] = {GLYPH_CLOSE, GLYPH_NONE},
    [OP_SOCKET_CLOSE] = {GLYPH_CLOSE, GLYPH_NONE},
    [OP_SOCKET_LOST] = {GLYPH_CLOSE, GLYPH_NONE},
    [OP_SOCKET_WAIT_CLOSED] = {GLYPH_JOIN, GLYPH_NONE},
    [OP_LOOP_SLOW] = {GLYPH_LOOP, GLYPH_NONE},
    [OP_LOOP_EXCEPTION] = {GLYPH_REFUSED, GLYPH_NONE},
    [OP_BARRIER_WAIT] = {GLYPH_BARRIER, GLYPH_NONE},
    [OP_BARRIER_ENTER] = {GLYPH_BARRIER, GLYPH_NONE},
    [OP_BARRIER_ACTION] = {GLYPH_BARRIER, GLYPH_NONE},
    [OP_BARRIER_RESET] = {GLYPH_CLEAR, GLYPH_NONE},
    [OP_BARRIER_ABORT] = {GLYPH_CLEAR, GLYPH_NONE},
    [OP_THREAD_RENAME] = {GLYPH_WRITE, GLYPH_NONE},
    [OP_THREAD_SET_DAEMON] = {GLYPH_WRITE, GLYPH_NONE},
    [OP_PROCESS_RENAME] = {GLYPH_WRITE, GLYPH_NONE},
    [OP_PROCESS_SET_DAEMON] = {GLYPH_WRITE, GLYPH_NONE},
    [OP_PROCESS_TERMINATE] = {GLYPH_KILL, GLYPH_NONE},
    [OP_PROCESS_KILL] = {GLYPH_KILL, GLYPH_NONE},
    [OP_PROCESS_CLOSE] = {GLYPH_CLOSE, GLYPH_NONE},
    [OP_PROCESS_WAIT] = {GLYPH_JOIN, GLYPH_NONE},
};

const char *glyph_text(enum glyph glyph, bool ascii)
{
	return ascii ? glyph_table[glyph].ascii : glyph_table[glyph].utf8;
}

enum glyph glyph_of_state(uint8_t state, bool holding)
{
	static const uint8_t glyphs[] = {
	    [ACTOR_NEW] = GLYPH_NONE,        [ACTOR_RUNNING] = GLYPH_RUNNING,
	    [ACTOR_READY] = GLYPH_READY,     [ACTOR_BLOCKED] = GLYPH_BLOCKED,
	    [ACTOR_WAITING] = GLYPH_WAITING, [ACTOR_SLEEPING] = GLYPH_SLEEPING,
	    [ACTOR_DONE] = GLYPH_NONE,       [ACTOR_FAILED] = GLYPH_NONE,
	    [ACTOR_KILLED] = GLYPH_NONE,     [ACTOR_CANCELLED] = GLYPH_NONE,
	};

	if (state >= sizeof(glyphs))
		return GLYPH_NONE;
	if (holding && (state == ACTOR_RUNNING || state == ACTOR_READY))
		return GLYPH_HOLDING;
	return (enum glyph)glyphs[state];
}

static bool suspends(uint8_t state)
{
	return state == ACTOR_BLOCKED || state == ACTOR_WAITING || state == ACTOR_SLEEPING;
}

enum glyph glyph_of_mark(const struct timeline_mark *mark, uint8_t before)
{
	uint8_t done, tried;

	if (mark->state == ACTOR_FAILED || mark->state == ACTOR_KILLED)
		return GLYPH_FAILED;
	if (mark->state == ACTOR_CANCELLED)
		return GLYPH_END;
	if (mark->done == 2)
		return GLYPH_REFUSED;
	if (mark->op >= LOG_OP_COUNT)
		return GLYPH_NONE;
	done = op_glyphs[mark->op].done;
	tried = op_glyphs[mark->op].tried;
	if (suspends(mark->state))
		return (enum glyph)(tried != GLYPH_NONE ? tried : done);
	/* The end of a wait is another moment than its beginning. */
	if (suspends(before) && glyph_table[done].style == STYLE_WAITING)
		return GLYPH_GO_ON;
	return (enum glyph)done;
}
