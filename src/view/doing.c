/* What an actor is about to do, and why it cannot: one table of ops, one of states, one of reasons. */
#include <stdio.h>
#include <string.h>

#include "interleave/status.h"
#include "view/phrase.h"
#include "view/words.h"

/* Per op, what it is called before it is done. %1$s the object, %2$s the value. */
static const char *const op_words[LOG_OP_COUNT] = {
    [OP_OBJECT_NEW] = N_("make %2$s"),
    [OP_THREAD_START] = N_("start %1$s"),
    [OP_THREAD_EXIT] = N_("come to its end"),
    [OP_THREAD_JOIN] = N_("join %1$s"),
    [OP_LOCK_ACQUIRE] = N_("acquire %1$s"),
    [OP_LOCK_RELEASE] = N_("release %1$s"),
    [OP_RLOCK_ACQUIRE] = N_("acquire %1$s"),
    [OP_RLOCK_RELEASE] = N_("release %1$s"),
    [OP_SEMAPHORE_ACQUIRE] = N_("acquire %1$s"),
    [OP_SEMAPHORE_RELEASE] = N_("release %1$s"),
    [OP_EVENT_SET] = N_("set %1$s"),
    [OP_EVENT_CLEAR] = N_("clear %1$s"),
    [OP_EVENT_WAIT] = N_("wait for %1$s"),
    [OP_CONDITION_WAIT] = N_("wait on %1$s"),
    [OP_CONDITION_NOTIFY] = N_("notify %1$s"),
    [OP_QUEUE_PUT] = N_("put %2$s into %1$s"),
    [OP_QUEUE_GET] = N_("get from %1$s"),
    [OP_QUEUE_TASK_DONE] = N_("task_done on %1$s"),
    [OP_QUEUE_JOIN] = N_("join %1$s"),
    [OP_PROCESS_START] = N_("start %1$s"),
    [OP_PROCESS_EXIT] = N_("come to its end"),
    [OP_PROCESS_CRASH] = N_("come to its end"),
    [OP_PROCESS_JOIN] = N_("join %1$s"),
    [OP_VAR_READ] = N_("read %1$s"),
    [OP_VAR_WRITE] = N_("write %1$s = %2$s"),
    [OP_LOOP_RUN] = N_("run the loop"),
    [OP_LOOP_TURN] = N_("begin the next turn"),
    [OP_LOOP_TIMER] = N_("wake %1$s"),
    [OP_LOOP_READY] = N_("make %1$s ready"),
    [OP_LOOP_CLOSE] = N_("close the loop"),
    [OP_TASK_CREATE] = N_("create task %2$s"),
    [OP_TASK_RUN] = N_("begin to run"),
    [OP_TASK_AWAIT] = N_("await %1$s"),
    [OP_TASK_DONE] = N_("come to its end"),
    [OP_CLOCK_READ] = N_("read the clock"),
    [OP_CLOCK_ADVANCE] = N_("let time pass"),
    [OP_RANDOM] = N_("draw a random number"),
    [OP_SLEEP] = N_("sleep %2$s"),
    [OP_PRINT] = N_("print %2$s"),
    [OP_OUTPUT_RAW] = N_("print %2$s"),
    [OP_EXIT] = N_("end the program"),
    [OP_PROMISE] = N_("check a promise"),
    [OP_OUTSIDE] = N_("a system call"),
    [OP_TASK_CANCEL] = N_("cancel %1$s"),
    [OP_TASK_WAIT] = N_("wait for several tasks"),
    [OP_FUTURE_SETTLE] = N_("settle %1$s with %2$s"),
    [OP_LOOP_CALL] = N_("schedule %2$s"),
    [OP_LOOP_CALLBACK] = N_("call %2$s"),
    [OP_LOOP_CANCEL] = N_("drop the call of %2$s"),
    [OP_LOOP_STOP] = N_("stop the loop"),
    [OP_LOOP_SLOW] = N_("complain of %1$s"),
    [OP_LOOP_EXCEPTION] = N_("complain of %1$s"),
    [OP_VALUE_READ] = N_("read %1$s"),
    [OP_VALUE_WRITE] = N_("write %1$s = %2$s"),
    [OP_QUEUE_CLOSE] = N_("close %1$s"),
    [OP_WORK] = N_("compute %2$s"),
    [OP_POOL_SUBMIT] = N_("give %2$s to %1$s"),
    [OP_POOL_MAP] = N_("give %2$s to %1$s"),
    [OP_POOL_TAKE] = N_("take from %1$s"),
    [OP_POOL_GIVE] = N_("give a result to %1$s"),
    [OP_POOL_TEND] = N_("tend %1$s"),
    [OP_POOL_DELIVER] = N_("say that a result of %1$s is ready"),
    [OP_POOL_CLOSE] = N_("close %1$s"),
    [OP_POOL_TERMINATE] = N_("terminate %1$s"),
    [OP_POOL_JOIN] = N_("join %1$s"),
    [OP_RESULT_GET] = N_("get the result %1$s"),
    [OP_RESULT_WAIT] = N_("wait for the result %1$s"),
    [OP_QUERY] = N_("ask %1$s.%2$s"),
    [OP_EXECUTOR_SUBMIT] = N_("submit %2$s to %1$s"),
    [OP_EXECUTOR_MAP] = N_("map %2$s over %1$s"),
    [OP_EXECUTOR_SHUTDOWN] = N_("shut %1$s down"),
    [OP_EXECUTOR_TAKE] = N_("take from %1$s"),
    [OP_EXECUTOR_DRAIN] = N_("take out what %1$s has left"),
    [OP_EXECUTOR_BREAK] = N_("report a failed initializer"),
    [OP_FUTURE_RUN] = N_("run %1$s"),
    [OP_FUTURE_SET_RESULT] = N_("set the result of %1$s: %2$s"),
    [OP_FUTURE_SET_EXCEPTION] = N_("set the exception of %1$s: %2$s"),
    [OP_FUTURE_CANCEL] = N_("cancel %1$s"),
    [OP_FUTURE_RESULT] = N_("ask for the result of %1$s"),
    [OP_FUTURE_EXCEPTION] = N_("ask for the exception of %1$s"),
    [OP_FUTURE_WAIT] = N_("wait for futures"),
    [OP_FUTURE_ADD_CALLBACK] = N_("register a callback of %1$s"),
    [OP_FUTURE_CALLBACK] = N_("end a callback of %1$s"),
    [OP_BARRIER_WAIT] = N_("wait at %1$s"),
    [OP_BARRIER_ENTER] = N_("wait at %1$s"),
    [OP_BARRIER_ACTION] = N_("run the action of %1$s"),
    [OP_BARRIER_RESET] = N_("reset %1$s"),
    [OP_BARRIER_ABORT] = N_("abort %1$s"),
    [OP_THREAD_RENAME] = N_("rename %1$s to %2$s"),
    [OP_THREAD_SET_DAEMON] = N_("set the daemon flag of %1$s"),
    [OP_PROCESS_RENAME] = N_("rename %1$s to %2$s"),
    [OP_PROCESS_SET_DAEMON] = N_("set the daemon flag of %1$s"),
    [OP_PROCESS_TERMINATE] = N_("terminate %1$s"),
    [OP_PROCESS_KILL] = N_("kill %1$s"),
    [OP_PROCESS_CLOSE] = N_("close %1$s"),
    [OP_PROCESS_WAIT] = N_("wait for the end of one of %2$s"),
    [OP_LOOP_POLL] = N_("find %1$s ready"),
    [OP_SOCKET_LISTEN] = N_("start %1$s"),
    [OP_SOCKET_CONNECT] = N_("connect %1$s"),
    [OP_SOCKET_ACCEPT] = N_("accept %1$s"),
    [OP_SOCKET_OPEN] = N_("watch %1$s for bytes"),
    [OP_SOCKET_RECEIVE] = N_("receive from %1$s"),
    [OP_SOCKET_READ] = N_("read from %1$s"),
    [OP_SOCKET_WRITE] = N_("write %2$s to %1$s"),
    [OP_SOCKET_SEND] = N_("send what is kept for %1$s"),
    [OP_SOCKET_DRAIN] = N_("drain %1$s"),
    [OP_SOCKET_WRITE_EOF] = N_("end what it writes to %1$s"),
    [OP_SOCKET_CLOSE] = N_("close %1$s"),
    [OP_SOCKET_LOST] = N_("let go of %1$s"),
    [OP_SOCKET_WAIT_CLOSED] = N_("wait for the end of %1$s"),
};

/* Per reason. %1$s the object, %2$s the actor it waits for (its number), %3$s a time. */
static const char *const why_words[] = {
    [WHY_RUNNING] = N_("computing"),
    [WHY_OUTSIDE] = N_("outside, in a system call"),
    [WHY_DYING] = N_("%1$s has been told to end"),
    [WHY_NOT_STARTED] = N_("not started"),
    [WHY_ENDED] = N_("ended"),
    [WHY_LOCK_HELD] = N_("%1$s held by %2$s"),
    [WHY_SEMAPHORE_ZERO] = N_("%1$s is 0"),
    [WHY_EVENT_UNSET] = N_("%1$s is not set"),
    [WHY_NOT_NOTIFIED] = N_("%1$s: not notified"),
    [WHY_NOTIFIED_LOCK_HELD] = N_("notified; %1$s held by %2$s"),
    [WHY_QUEUE_EMPTY] = N_("%1$s is empty"),
    [WHY_QUEUE_FULL] = N_("%1$s is full"),
    [WHY_UNFINISHED] = N_("%1$s has unfinished items"),
    [WHY_BARRIER_FILLS] = N_("%1$s: not all are here"),
    [WHY_BARRIER_ACTS] = N_("%1$s: %2$s runs its action"),
    [WHY_BARRIER_CLOSED] = N_("%1$s lets others out"),
    [WHY_NOT_ENDED] = N_("join %2$s"),
    [WHY_THREADS_LEFT] = N_("%2$s still runs"),
    [WHY_SLEEPS] = N_("until %3$s"),
    [WHY_TASK_NOT_DONE] = N_("awaits %1$s"),
    [WHY_TASKS_NOT_DONE] = N_("waits for several"),
    [WHY_NOT_ITS_TURN] = N_("after %2$s"),
    [WHY_NO_CHUNK] = N_("%1$s has no work"),
    [WHY_NOTHING_TO_TEND] = N_("nothing to tend in %1$s"),
    [WHY_NOT_READY] = N_("%1$s is not ready"),
    [WHY_NO_BYTES] = N_("waits for bytes on %1$s"),
    [WHY_CONNECTING] = N_("%1$s is not open yet"),
    [WHY_NO_ROOM] = N_("%1$s has too much to send"),
    [WHY_NOT_CLOSED] = N_("%1$s is not closed"),
    [WHY_NOT_SERVING] = N_("%1$s does not serve yet"),
    [WHY_LOOP_IDLE] = N_("nothing ready until %3$s"),
    [WHY_NO_WORK] = N_("%1$s has no work"),
    [WHY_FUTURE_PENDING] = N_("%1$s is pending"),
    [WHY_FUTURE_RUNS] = N_("%1$s, run by %2$s"),
    [WHY_FUTURE_QUEUED] = N_("%1$s is queued"),
    [WHY_FUTURES] = N_("%1$s is not done"),
};

enum { WHY_WORDS = sizeof(why_words) / sizeof(why_words[0]) };

static const struct {
	const char *word;
	uint8_t style;
} state_words[] = {
    [ACTOR_NEW] = {N_("NEW"), STYLE_DIM},          [ACTOR_RUNNING] = {N_("RUN"), STYLE_RUNNING},
    [ACTOR_READY] = {N_("NEXT"), STYLE_READY},     [ACTOR_BLOCKED] = {N_("LOCK"), STYLE_BLOCKED},
    [ACTOR_WAITING] = {N_("WAIT"), STYLE_WAITING}, [ACTOR_SLEEPING] = {N_("SLEEP"), STYLE_SLEEPING},
    [ACTOR_DONE] = {N_("END"), STYLE_DONE},        [ACTOR_FAILED] = {N_("FAIL"), STYLE_FAILED},
    [ACTOR_KILLED] = {N_("KILL"), STYLE_FAILED}, [ACTOR_CANCELLED] = {N_("CANC"), STYLE_DIM},
};

enum { STATE_WORDS = sizeof(state_words) / sizeof(state_words[0]) };

/* What the op carries, as its words show it: a length of time, a line to print, an item. */
static void op_value(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	out[0] = '\0';
	if (event->op == OP_SLEEP)
		words_time(out, size, in->catalog, event->value);
	else if (event->op == OP_PRINT || event->op == OP_OUTPUT_RAW)
		words_print(out, size, in->model, in->catalog, event);
	else if (event->op == OP_OBJECT_NEW || event->op == OP_QUERY || event->op == OP_THREAD_RENAME ||
		 event->op == OP_PROCESS_RENAME || event->op == OP_WORK || event->op == OP_POOL_SUBMIT ||
		 event->op == OP_POOL_MAP || event->op == OP_EXECUTOR_SUBMIT || event->op == OP_EXECUTOR_MAP ||
		 event->op == OP_TASK_CREATE || words_calls(event))
		phrase_copy(out, size, log_text(in->model->log, event->text));
	else if (event->op == OP_PROCESS_WAIT)
		words_actors(out, size, in, log_text(in->model->log, event->text));
	else
		words_event_value(out, size, in, event);
}

char *words_op(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	char object[WORDS_MAX], value[WORDS_MAX];

	if (event->op == OP_QUERY && event->object == LOG_NONE)
		return tr_format(out, size, in->catalog, N_("ask for %s"), log_text(in->model->log, event->text));
	if (event->op == OP_TASK_CREATE && event->object == LOG_NONE && event->text == 0)
		return phrase_copy(out, size, tr(in->catalog, N_("create a task")));
	if (event->op >= LOG_OP_COUNT || op_words[event->op] == NULL) {
		const char *name = log_op_name(event->op);

		phrase_copy(out, size, name != NULL ? name : "?");
		return out;
	}
	words_name(object, sizeof(object), in, event->object);
	op_value(value, sizeof(value), in, event);
	return tr_format(out, size, in->catalog, op_words[event->op], object, value);
}

/* A loop's thread carries the task whose turn it is, and waits for nobody. */
static bool carries_task(const struct view_input *in, uint32_t id, const struct why_not *why)
{
	const struct model_actor *actor = model_actor(in->model, id);

	return actor != NULL && actor->runs != LOG_NONE && why->why == WHY_NOT_ITS_TURN;
}

static const char *why_message(const struct view_input *in, uint32_t actor, const struct why_not *why)
{
	if (carries_task(in, actor, why))
		return N_("carries %2$s");
	return why->why == WHY_LOOP_IDLE && why->until < 0 ? N_("nothing ready") : why_words[why->why];
}

char *words_why(char *out, size_t size, const struct view_input *in, uint32_t actor,
		const struct why_not *why)
{
	char object[WORDS_MAX], by[16], until[32];

	out[0] = '\0';
	if ((size_t)why->why >= WHY_WORDS || why_words[why->why] == NULL)
		return out;
	words_name(object, sizeof(object), in, why->object != LOG_NONE ? why->object : why->by);
	snprintf(by, sizeof(by), "%u", (unsigned)why->by);
	words_time(until, sizeof(until), in->catalog, why->until);
	return tr_format(out, size, in->catalog, why_message(in, actor, why), object, by, until);
}

bool words_would_wait(struct why_not *why, const struct view_input *in, uint32_t actor)
{
	*why = model_would_wait(in->model, actor);
	if (in->asks == ASKS_OUTCOME)
		return false;
	/* A sleep and a wait for a notify always wait: that they would is no news. */
	return why->why != WHY_CAN_GO && why->why != WHY_SLEEPS && why->why != WHY_NOT_NOTIFIED &&
	       why->why != WHY_LOOP_IDLE;
}

/* ---- a lane's words ---- */

/* Of an actor that ended otherwise than by itself: what ended it. */
static void end_text(char *out, size_t size, const struct view_input *in, const struct model_actor *actor)
{
	char number[16];

	out[0] = '\0';
	snprintf(number, sizeof(number), "%d", actor->exitcode < 0 ? -actor->exitcode : actor->exitcode);
	if (actor->exitcode < 0)
		tr_format(out, size, in->catalog, N_("signal %s"), number);
	else if (actor->last_valid && model_raises(&actor->last))
		phrase_copy(out, size, log_text(in->model->log, actor->last.text));
	else if (actor->kind == TYPE_PROCESS || actor->exitcode != 0)
		tr_format(out, size, in->catalog, N_("exit code %s"), number);
	else if (actor->state == ACTOR_KILLED && actor->daemon)
		phrase_copy(out, size, tr(in->catalog, N_("daemon, ended with the program")));
	else if (actor->state == ACTOR_FAILED && actor->last_valid && actor->last.result != 0)
		phrase_copy(out, size, tr(in->catalog, il_status_message((il_status)actor->last.result)));
}

/* A process that has been told to end. */
static void dying_text(char *out, size_t size, const struct view_input *in, const struct model_actor *process)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", process->told);
	tr_format(out, size, in->catalog, N_("be gone, by signal %s"), number);
}

/* Of one that can go: what it does when it goes. One that was let go does not do again what it waited in. */
char *words_next(char *out, size_t size, const struct view_input *in, const struct model_actor *actor)
{
	char op[WORDS_MAX];

	words_op(op, sizeof(op), in, &actor->at);
	if (actor->at.phase == LOG_BLOCK)
		tr_format(out, size, in->catalog, actor->at.op == OP_SLEEP ? N_("wake up") : N_("go on: %s"), op);
	else
		phrase_copy(out, size, op);
	return out;
}

static void ready_text(struct words_state *out, const struct view_input *in, const struct model_actor *actor)
{
	char reason[WORDS_MAX];
	struct why_not why;

	words_op(out->brief, sizeof(out->brief), in, &actor->at);
	if (!words_would_wait(&why, in, actor->id)) {
		phrase_copy(out->text, sizeof(out->text), out->brief);
		return;
	}
	words_why(reason, sizeof(reason), in, actor->id, &why);
	tr_format(out->text, sizeof(out->text), in->catalog, N_("%1$s (would wait: %2$s)"), out->brief,
		  reason);
}

/* One that was notified and still lacks the lock waits for the lock, like anybody. */
static void waiting_text(struct words_state *out, const struct view_input *in, const struct model_actor *actor,
			 struct why_not why)
{
	if (why.why == WHY_RUNNING && actor->last_valid && actor->last.op == OP_WORK) {
		tr_format(out->text, sizeof(out->text), in->catalog, N_("computing %s"),
			  log_text(in->model->log, actor->last.text));
		return;
	}
	words_why(out->text, sizeof(out->text), in, actor->id, &why);
	if (why.why == WHY_NOTIFIED_LOCK_HELD)
		why.why = WHY_LOCK_HELD;
	words_why(out->brief, sizeof(out->brief), in, actor->id, &why);
}

/* A task whose time has come while somebody else holds the loop. */
static void add_lateness(struct words_state *out, const struct view_input *in, const struct model_actor *actor)
{
	int64_t late = words_between(actor->at.deadline, in->model->now);
	char time[32], text[WORDS_MAX];

	if (actor->kind != TYPE_TASK || !actor->at_valid || actor->at.phase != LOG_BLOCK || late < MODEL_SLOW_NS ||
	    !(actor->at.flags & LOG_TIMED) || !model_suspends(&actor->at) || model_ended(actor))
		return;
	words_time(time, sizeof(time), in->catalog, late);
	phrase_copy(text, sizeof(text), out->text);
	tr_format(out->text, sizeof(out->text), in->catalog, N_("%1$s, %2$s late"), text, time);
	tr_format(out->brief, sizeof(out->brief), in->catalog, N_("%s late"), time);
}

static void say_cancelling(struct words_state *out, const struct view_input *in)
{
	char text[WORDS_MAX];

	phrase_copy(text, sizeof(text), out->text);
	tr_format(out->text, sizeof(out->text), in->catalog, N_("to be cancelled: %s"), text);
	phrase_copy(out->brief, sizeof(out->brief), tr(in->catalog, N_("to be cancelled")));
}

const char *words_state_name(const struct catalog *catalog, uint8_t state)
{
	return state < STATE_WORDS ? tr(catalog, state_words[state].word) : "?";
}

void words_state(struct words_state *out, const struct view_input *in, const struct model_actor *actor)
{
	struct why_not why = model_why(in->model, actor->id);
	uint8_t state = actor->state < STATE_WORDS ? actor->state : ACTOR_NEW;
	bool dying = why.why == WHY_CAN_GO && model_dying(in->model, actor);
	bool woken = !dying && why.why == WHY_CAN_GO && actor->at_valid && actor->at.phase == LOG_BLOCK;
	bool turn = why.why == WHY_NOT_ITS_TURN, carries = carries_task(in, actor->id, &why);

	if (woken || dying)
		state = ACTOR_READY;
	out->word = carries ? tr(in->catalog, N_("LOOP"))
		    : turn  ? tr(in->catalog, N_("TURN"))
			    : words_state_name(in->catalog, state);
	out->style = (enum style)state_words[state].style;
	out->text[0] = out->brief[0] = '\0';
	if (model_ended(actor)) {
		end_text(out->text, sizeof(out->text), in, actor);
	} else if (dying) {
		dying_text(out->text, sizeof(out->text), in, actor);
	} else if (woken) {
		words_next(out->text, sizeof(out->text), in, actor);
	} else if (why.why == WHY_CAN_GO && actor->at_valid) {
		ready_text(out, in, actor);
	} else {
		waiting_text(out, in, actor, why);
	}
	add_lateness(out, in, actor);
	if (actor->cancelling && !model_ended(actor))
		say_cancelling(out, in);
	if (out->brief[0] == '\0')
		phrase_copy(out->brief, sizeof(out->brief), out->text);
}
