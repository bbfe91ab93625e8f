/* The English sentence of an insight: who waits for what, where, and what keeps it from coming. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/insight.h"

/* What is said so far; what does not fit is cut. */
struct text {
	char *out;
	size_t size, length;
	const struct model *model;
};

__attribute__((format(printf, 2, 3))) static void say(struct text *text, const char *format, ...)
{
	if (text->length + 1 >= text->size)
		return;
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(text->out + text->length, text->size - text->length, format, arguments);
	va_end(arguments);
	if (length > 0)
		text->length += (size_t)length;
	if (text->length >= text->size)
		text->length = text->size - 1;
}

/* A cut must not leave half a character at the end. */
static void mend_cut(struct text *text)
{
	size_t start = text->length;
	while (start > 0 && ((unsigned char)text->out[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return;
	unsigned char lead = (unsigned char)text->out[start - 1];
	size_t needs = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (text->length - (start - 1) < needs)
		text->out[start - 1] = '\0';
}

static void say_site(struct text *text, uint32_t site)
{
	if (site)
		say(text, " (%s)", log_text(text->model->log, site));
}

/* ---- waits ---- */

struct wait_words {
	const char *verb;
	const char *never; /* why it never ends, when it is the cause */
};

static const struct wait_words WORDS[] = {
        [WHY_LOCK_HELD] = {"waits for", ", and nobody can release it any more"},
        [WHY_SEMAPHORE_ZERO] = {"waits for", ", whose value is 0, and nobody can release it any more"},
        [WHY_EVENT_UNSET] = {"waits for", ", and nobody can set it any more"},
        [WHY_NOT_NOTIFIED] = {"waits for a notify of", " that nobody can give any more"},
        [WHY_NOTIFIED_LOCK_HELD] = {"was woken and waits for", ", and nobody can release it any more"},
        [WHY_QUEUE_EMPTY] = {"waits for an item in", ", and nobody can put one any more"},
        [WHY_QUEUE_FULL] = {"waits for room in", ", and nobody can take an item out any more"},
        [WHY_UNFINISHED] = {"waits for every item to be done in", ", and nobody can call task_done any more"},
        [WHY_BARRIER_FILLS] = {"waits for the others at", ", and too few can come any more"},
        [WHY_BARRIER_ACTS] = {"waits for the action of", ", which never ends"},
        [WHY_BARRIER_CLOSED] = {"waits for the others to go out of", ", which they never do"},
        [WHY_NOT_ENDED] = {"waits for the end of", ", which never comes"},
        [WHY_THREADS_LEFT] = {"cannot leave before the end of", ", which never comes"},
        [WHY_SLEEPS] = {"sleeps in a loop that never turns again", ""},
        [WHY_TASK_NOT_DONE] = {"awaits", ", which can never be done"},
        [WHY_NOT_ITS_TURN] = {"waits behind", ", which never gives way"},
        [WHY_LOOP_IDLE] = {"waits for a task to become ready in", ", and none ever will"},
        [WHY_NO_BYTES] = {"waits for bytes on", ", and nobody can send any more"},
        [WHY_CONNECTING] = {"connects", ", which is never open"},
        [WHY_NO_ROOM] = {"waits for room to send over", ", and nobody can receive any more"},
        [WHY_NOT_CLOSED] = {"waits for the end of", ", which is never closed"},
        [WHY_NOT_SERVING] = {"starts", ", which never serves"},
        [WHY_NO_WORK] = {"waits for work from", ", and nobody can submit any more"},
        [WHY_FUTURE_PENDING] = {"waits for", ", which nobody will ever settle"},
        [WHY_FUTURE_RUNS] = {"waits for", ", which is never done"},
        [WHY_FUTURE_QUEUED] = {"waits for", ", and no worker ever comes free"},
        [WHY_FUTURES] = {"waits for several futures, among them", ", which is never settled"},
};

static const struct wait_words *words_of(enum why why)
{
	static const struct wait_words NONE = {"waits", ""};
	return why < sizeof WORDS / sizeof WORDS[0] && WORDS[why].verb ? &WORDS[why] : &NONE;
}

/* What it waits for: the object, or where a name says more, the actor. */
static uint32_t wanted(const struct why_not *why)
{
	return why->object == LOG_NONE || why->why == WHY_NOT_ITS_TURN ? why->by : why->object;
}

static void say_place(struct text *text, uint32_t future)
{
	int32_t place;
	const struct model_object *executor = model_work_queue(&place, text->model, future);
	if (executor)
		say(text, ", which stands at place %d of the work queue of %s until a worker comes free", (int)place,
		    model_name(text->model, executor->id));
}

/* "left holds A and waits for B (deadlock.c:17)"; `holds` LOG_NONE: not said. */
static void say_wait(struct text *text, uint32_t actor, uint32_t holds)
{
	struct why_not why = model_why(text->model, actor);
	const struct model_actor *who = model_actor(text->model, actor);
	say(text, "%s ", model_name(text->model, actor));
	if (holds != LOG_NONE)
		say(text, "%s %s and ", model_object(text->model, holds)->type == TYPE_FUTURE ? "runs" : "holds",
		    model_name(text->model, holds));
	say(text, "%s", words_of(why.why)->verb);
	if (wanted(&why) == actor)
		say(text, " itself");
	else if (wanted(&why) != LOG_NONE)
		say(text, " %s", wanted(&why) == holds ? "it again" : model_name(text->model, wanted(&why)));
	if (why.why == WHY_FUTURE_QUEUED)
		say_place(text, why.object);
	if (who && who->at_valid)
		say_site(text, who->at.site);
}

/* Those that are stuck by it. */
static void say_also(struct text *text, const struct insight *insight)
{
	for (uint32_t i = 0; i < insight->also_count; i++) {
		say(text, "; ");
		say_wait(text, insight->also[i], LOG_NONE);
	}
}

/* ---- a sentence for each kind ---- */

static void say_deadlock(struct text *text, const struct insight *insight)
{
	say(text, "deadlock: ");
	for (uint32_t i = 0; i < insight->count; i++) {
		uint32_t held = insight->objects[i > 0 ? i - 1 : insight->count - 1];
		const struct model_object *lock = model_object(text->model, held);
		say(text, "%s", i > 0 ? "; " : "");
		bool holds = lock && lock->owner == insight->actors[i];
		say_wait(text, insight->actors[i], holds ? held : LOG_NONE);
	}
	if (insight->number > (int32_t)insight->count)
		say(text, "; and so on, %d in the circle", (int)insight->number);
	say_also(text, insight);
}

/* What has become of the last notify: it came too early, or woke another one, and that one waits again. */
static void say_last_notify(struct text *text, const struct model_object *condition)
{
	if (condition->notified_by == LOG_NONE || condition->woken_count > 1)
		return;
	say(text, ": the last notify, by %s", model_name(text->model, condition->notified_by));
	say_site(text, condition->notified_site);
	if (condition->woken_count == 0) {
		say(text, ", came before the wait, when nobody waited");
		return;
	}
	say(text, ", woke the one who had waited longest, %s", model_name(text->model, condition->woken));
	if (model_waits_again(text->model, condition))
		say(text, ", who waits again");
}

static void say_lost_wakeup(struct text *text, const struct insight *insight)
{
	const struct model_object *condition = model_object(text->model, insight->objects[0]);
	say(text, "lost wakeup: ");
	say_wait(text, insight->actors[0], LOG_NONE);
	say(text, "%s", words_of(WHY_NOT_NOTIFIED)->never);
	if (condition)
		say_last_notify(text, condition);
	say_also(text, insight);
}

static void say_stuck(struct text *text, const struct insight *insight)
{
	struct why_not why = model_why(text->model, insight->actors[0]);
	const struct model_actor *holder = model_actor(text->model, why.by);
	const struct model_object *object = model_object(text->model, why.object);
	say(text, "stuck: ");
	say_wait(text, insight->actors[0], LOG_NONE);
	if (why.why == WHY_UNFINISHED && object)
		say(text, ", but %d %s unfinished", object->count, object->count == 1 ? "is" : "are");
	if (object && model_left_behind(text->model, object))
		say(text, ", held by %s, which the fork left behind", model_name(text->model, why.by));
	else if (holder && model_ended(holder) && object)
		say(text, ", held by %s, which has ended", model_name(text->model, why.by));
	else
		say(text, "%s", words_of(why.why)->never);
	say_also(text, insight);
}

static const char *signal_name(int64_t number)
{
	static const struct {
		int number;
		const char *name;
	} SIGNALS[] = {
	        {SIGKILL, "SIGKILL"}, {SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGTERM, "SIGTERM"},
	        {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},   {SIGINT, "SIGINT"},
	        {SIGHUP, "SIGHUP"},   {SIGQUIT, "SIGQUIT"}, {SIGPIPE, "SIGPIPE"}, {SIGTRAP, "SIGTRAP"},
	        {SIGALRM, "SIGALRM"}, {SIGUSR1, "SIGUSR1"}, {SIGUSR2, "SIGUSR2"}, {SIGSYS, "SIGSYS"},
	        {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"},
	};
	for (size_t i = 0; i < sizeof SIGNALS / sizeof SIGNALS[0]; i++)
		if (SIGNALS[i].number == number)
			return SIGNALS[i].name;
	return NULL;
}

/* The locks that the dead process still holds: they stay held. */
static void say_held(struct text *text, uint32_t process)
{
	const struct model *model = text->model;
	const char *before = ", holding ";
	for (uint32_t i = 0; i < model->object_count; i++) {
		const struct model_object *object = &model->objects[i];
		const struct model_actor *owner = object->type ? model_actor(model, object->owner) : NULL;
		if (!owner || owner->process != process || !object->shared)
			continue;
		say(text, "%s%s", before, model_name(model, object->id));
		before = " and ";
	}
}

static void say_crash(struct text *text, const struct insight *insight)
{
	say(text, "crash: %s ", model_name(text->model, insight->actors[0]));
	const char *name = signal_name(-(int64_t)insight->number);
	if (insight->number >= 0)
		say(text, "left with exit code %d", (int)insight->number);
	else if (name)
		say(text, "was ended by %s", name);
	else
		say(text, "was ended by signal %lld", -(long long)insight->number);
	say_site(text, insight->sites[0]);
	say_held(text, insight->actors[0]);
}

static const char *name_of(const struct text *text, uint32_t id)
{
	return model_name(text->model, id);
}

static void say_race(struct text *text, const struct insight *insight)
{
	say(text, "data race: %s %s %s", name_of(text, insight->actors[0]),
	    insight->number & RACE_FIRST_WRITES ? "wrote" : "read", name_of(text, insight->objects[0]));
	say_site(text, insight->sites[0]);
	say(text, " and %s %s it", name_of(text, insight->actors[1]),
	    insight->number & RACE_SECOND_WRITES ? "wrote" : "read");
	say_site(text, insight->sites[1]);
	say(text, ", and nothing orders the two");
}

static void say_lost_update(struct text *text, const struct insight *insight)
{
	say(text, "lost update: %s read %s", name_of(text, insight->actors[0]), name_of(text, insight->objects[0]));
	say_site(text, insight->sites[0]);
	say(text, ", %s wrote it", name_of(text, insight->actors[1]));
	say_site(text, insight->sites[1]);
	say(text, ", and %s wrote over that", name_of(text, insight->actors[2]));
	say_site(text, insight->sites[2]);
	say(text, " without having seen it");
}

static void say_lock_order(struct text *text, const struct insight *insight)
{
	say(text, "lock order: ");
	for (uint32_t i = 0; i < insight->count; i++) {
		say(text, "%s%s took %s", i > 0 ? "; " : "", name_of(text, insight->actors[i]),
		    name_of(text, insight->objects[(i + 1) % insight->count]));
		say_site(text, insight->sites[i]);
		say(text, " while it held %s", name_of(text, insight->objects[i]));
		say_site(text, insight->held_sites[i]);
	}
	say(text, ": in another order of steps each waits for the other");
}

static void say_lock_left(struct text *text, const struct insight *insight)
{
	say(text, "lock left: %s has ended and left %s locked", name_of(text, insight->actors[0]),
	    name_of(text, insight->objects[0]));
	if (insight->held_sites[0])
		say(text, ", which it had taken");
	say_site(text, insight->held_sites[0]);
}

static void say_exception(struct text *text, const struct insight *insight)
{
	say(text, "exception: %s ended by %s", name_of(text, insight->actors[0]),
	    log_text(text->model->log, insight->text));
	say_site(text, insight->sites[0]);
	say(text, "; the excepthook printed it, and whoever joins the thread is not told");
}

static void say_unasked(struct text *text, const struct insight *insight)
{
	say(text, "exception nobody asked for: %s ended by %s", name_of(text, insight->objects[0]),
	    log_text(text->model->log, insight->text));
	if (insight->actors[0] != insight->objects[0])
		say(text, ", in %s", name_of(text, insight->actors[0]));
	say_site(text, insight->sites[0]);
}

void insight_text(char *out, size_t size, const struct insight *insight, const struct model *model)
{
	static void (*const SENTENCES[])(struct text *, const struct insight *) = {
	        [INSIGHT_DEADLOCK] = say_deadlock,
	        [INSIGHT_LOST_WAKEUP] = say_lost_wakeup,
	        [INSIGHT_STUCK] = say_stuck,
	        [INSIGHT_CRASH] = say_crash,
	        [INSIGHT_RACE] = say_race,
	        [INSIGHT_LOST_UPDATE] = say_lost_update,
	        [INSIGHT_LOCK_ORDER] = say_lock_order,
	        [INSIGHT_LOCK_LEFT] = say_lock_left,
	        [INSIGHT_EXCEPTION] = say_exception,
	        [INSIGHT_UNASKED] = say_unasked,
	};
	if (size == 0)
		return;
	struct text text = {.out = out, .size = size, .model = model};
	out[0] = '\0';
	SENTENCES[insight->kind](&text, insight);
	mend_cut(&text);
}
