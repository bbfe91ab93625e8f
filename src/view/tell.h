/* The tables that tell what an event did, by what it was done to: tell_sync.c, tell_actors.c, tell_loop.c, tell_pool.c,
 * tell_socket.c.
 *
 * A sentence names by %1$s who did it, %2$s the object, %3$s the value, %4$s the owner of a lock, or what `via` names,
 * %5$s x, %6$s y, and %7$s a time. */
#ifndef VIEW_TELL_H
#define VIEW_TELL_H

#include <stdbool.h>
#include <stddef.h>

#include "interleave/status.h"
#include "view/phrase.h"
#include "view/words.h"

typedef void (*teller)(char *out, size_t size, const struct view_input *in, const struct log_event *event);

/* The sentences of an op, by its phase and how it came out; NULL: it has none for that. */
struct telling {
	uint16_t op;
	const char *block;                        /* it has to wait */
	const char *done;                         /* it succeeded */
	const char *timeout, *raised, *cancelled; /* it came out so */
	const char *other;                        /* it came out as other_result */
	int16_t other_result;
	const char *ended;                        /* it came out in a way that is not named above */
	const char *(*choose)(const struct log_event *event); /* where more decides; NULL (or returned NULL): the above */
	void (*then)(struct phrase *out, const struct view_input *in, const struct log_event *event); /* what follows */
	teller value, other_name; /* what %3$s and %4$s are here; NULL: as always */
};

struct tellings {
	const struct telling *rows;
	size_t count;
};

extern const struct tellings tell_sync, tell_actors, tell_loop, tell_pool, tell_socket;

static inline bool tell_succeeded(const struct log_event *event)
{
	return event->phase == LOG_DONE && event->result == IL_OK;
}

/* Adds a sentence; one about an actor or object; that an actor's wait is over. */
void tell_add(struct phrase *out, const char *sentence);
void tell_add_about(struct phrase *out, const struct view_input *in, const char *message, uint32_t id);
void tell_may_go_on(struct phrase *out, const struct view_input *in, uint32_t actor);

/* The names of those in the object's line, or of those among them that were notified; returns how many. */
uint32_t tell_waiters(char *out, size_t size, const struct view_input *in, const struct model_object *object,
		      bool notified_only);

/* The event's text as it is. */
void tell_text(char *out, size_t size, const struct view_input *in, const struct log_event *event);

#endif
