/* What an event did, in a sentence, and what follows from it, in another: the tables of tell_*.c have both. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "interleave/status.h"
#include "view/tell.h"

/* ---- what the tellers share ---- */

void tell_add(struct phrase *out, const char *sentence)
{
	phrase_join(out, " ", sentence);
}

void tell_add_about(struct phrase *out, const struct view_input *in, const char *message, uint32_t id)
{
	char name[WORDS_MAX], sentence[SENTENCE_MAX];

	words_name(name, sizeof(name), in, id);
	tell_add(out, tr_format(sentence, sizeof(sentence), in->catalog, message, name));
}

void tell_may_go_on(struct phrase *out, const struct view_input *in, uint32_t actor)
{
	tell_add_about(out, in, N_("%1$s, which waited for that, may go on."), actor);
}

uint32_t tell_waiters(char *out, size_t size, const struct view_input *in,
			     const struct model_object *object, bool notified_only)
{
	struct phrase phrase = phrase_begin(out, size);
	uint32_t i, count = 0;

	for (i = 0; i < object->line_count; i++) {
		const struct model_actor *waiter = model_actor(in->model, object->line[i]);
		char name[WORDS_MAX];

		if (waiter == NULL || (notified_only && !waiter->notified))
			continue;
		phrase_join(&phrase, ", ", words_name(name, sizeof(name), in, waiter->id));
		count++;
	}
	return count;
}

void tell_text(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	phrase_copy(out, size, log_text(in->model->log, event->text));
}

/* ---- the sentence ---- */

/* A re-entrant lock has the sentences of a lock, and some of its own beside. */
static unsigned told_op(const struct log_event *event)
{
	return event->op == OP_RLOCK_ACQUIRE   ? OP_LOCK_ACQUIRE
	       : event->op == OP_RLOCK_RELEASE ? OP_LOCK_RELEASE
					       : event->op;
}

static const struct telling *find_telling(const struct log_event *event)
{
	static const struct tellings *const all[] = {&tell_sync, &tell_actors, &tell_loop, &tell_pool,
						     &tell_socket};
	unsigned op = told_op(event);
	size_t i, k;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (k = 0; k < all[i]->count; k++)
			if (all[i]->rows[k].op == op)
				return &all[i]->rows[k];
	return NULL;
}

/* The sentence of an op that came out like that; NULL: it has none. */
static const char *outcome_message(const struct telling *telling, int16_t result)
{
	const char *message = result == IL_OK	       ? telling->done
			      : result == IL_TIMEOUT   ? telling->timeout
			      : result == IL_RAISED    ? telling->raised
			      : result == IL_CANCELLED ? telling->cancelled
						       : NULL;

	if (result != IL_OK && result == telling->other_result)
		message = telling->other;
	return message != NULL ? message : telling->ended;
}

/* NULL: it has none, or has not been tried yet. */
static const char *find_message(const struct log_event *event, const struct telling *telling)
{
	const char *chosen;

	if (event->phase == LOG_ANNOUNCE)
		return NULL;
	chosen = telling->choose != NULL ? telling->choose(event) : NULL;
	if (chosen != NULL)
		return chosen;
	return event->phase == LOG_BLOCK ? telling->block : outcome_message(telling, event->result);
}

/* ---- filling in ---- */

/* The time a sentence names: the deadline of a wait, else the value that a clock op carries. */
static int64_t time_of(const struct log_event *event)
{
	return event->flags & LOG_TIMED ? event->deadline : event->value;
}

/* The owner of a lock that blocked, a condition's lock, what `via` names. */
static uint32_t other_of(const struct view_input *in, const struct log_event *event)
{
	const struct model_object *object = model_object(in->model, event->object);

	if (event->op == OP_LOCK_ACQUIRE || event->op == OP_RLOCK_ACQUIRE)
		return event->x >= 0 ? (uint32_t)event->x : LOG_NONE;
	if (object != NULL && object->type == TYPE_CONDITION && event->op != OP_OBJECT_NEW)
		return object->lock;
	return event->via;
}

static void put_other(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	words_name(out, size, in, other_of(in, event));
}

static void put_value(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	words_event_value(out, size, in, event);
}

static void put_telling(char *out, size_t size, const struct view_input *in, const struct log_event *event,
			const struct telling *telling, const char *message)
{
	char who[WORDS_MAX], object[WORDS_MAX], value[WORDS_MAX], other[WORDS_MAX], x[16], y[16], when[32];

	words_name(who, sizeof(who), in, event->actor);
	words_name(object, sizeof(object), in, event->object);
	(telling->value != NULL ? telling->value : put_value)(value, sizeof(value), in, event);
	(telling->other_name != NULL ? telling->other_name : put_other)(other, sizeof(other), in, event);
	snprintf(x, sizeof(x), "%" PRId32, event->x);
	snprintf(y, sizeof(y), "%" PRId32, event->y);
	words_time(when, sizeof(when), in->catalog, time_of(event));
	tr_format(out, size, in->catalog, message, who, object, value, other, x, y, when);
}

/* An op that failed in a way that has no sentence of its own. */
static void put_failure(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	il_status status = (il_status)event->result;
	char who[WORDS_MAX], op[WORDS_MAX];

	words_name(who, sizeof(who), in, event->actor);
	words_op(op, sizeof(op), in, event);
	tr_format(out, size, in->catalog, N_("%1$s failed to %2$s: %3$s: %4$s."), who, op,
		  il_status_name(status), tr(in->catalog, il_status_message(status)));
}

/* An op that is not done yet. */
static void put_announced(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	char who[WORDS_MAX], op[WORDS_MAX];

	words_name(who, sizeof(who), in, event->actor);
	tr_format(out, size, in->catalog, N_("%1$s is about to %2$s."), who, words_op(op, sizeof(op), in, event));
}

/* What a sentence ends with may bring a full stop of its own (`You should first call join() or terminate().`). */
static void stop_once(char *sentence, const char *message)
{
	size_t length = strlen(sentence);

	if (length > 2 && strcmp(sentence + length - 2, "..") == 0 && message[strlen(message) - 1] == '.')
		sentence[length - 1] = '\0';
}

static void narrate(char *out, size_t size, const struct view_input *in, const struct log_event *event, bool and_then)
{
	static const struct telling nothing;
	const struct telling *found = find_telling(event), *telling = found != NULL ? found : &nothing;
	const char *message = find_message(event, telling);
	char sentence[SENTENCE_MAX];
	struct phrase phrase = phrase_begin(out, size);

	if (message != NULL)
		put_telling(sentence, sizeof(sentence), in, event, telling, message);
	else if (event->phase == LOG_DONE && event->result != IL_OK)
		put_failure(sentence, sizeof(sentence), in, event);
	else
		put_announced(sentence, sizeof(sentence), in, event);
	stop_once(sentence, message != NULL ? message : ".");
	phrase_add(&phrase, sentence);
	if (and_then && message != NULL && event->phase == LOG_DONE && telling->then != NULL)
		telling->then(&phrase, in, event);
}

void view_narrate(char *out, size_t size, const struct view_input *input, const struct log_event *event)
{
	narrate(out, size, input, event, true);
}

void view_tell(char *out, size_t size, const struct view_input *input, const struct log_event *event)
{
	narrate(out, size, input, event, false);
}
