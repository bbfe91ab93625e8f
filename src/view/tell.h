/* The rows of the tables that tell what an event did: narrate.c, and tell_pool.c for executors and futures. */
#ifndef VIEW_TELL_H
#define VIEW_TELL_H

#include <stddef.h>

#include "view/phrase.h"
#include "view/words.h"

enum { ANY = 1, SENTENCE_MAX = 512 }; /* ANY: no il_status is positive */

typedef void (*consequence)(struct phrase *out, const struct view_input *in, const struct log_event *event);

/* %1$s who, %2$s the object, %3$s the value, %4$s the owner, or what `via` or the event's text names, %5$s x, %6$s y, %7$s a
 * time. */
struct telling {
	uint16_t op;
	uint8_t phase;
	int16_t result;
	const char *message;
	consequence then; /* NULL: nothing follows */
};

/* Adds a sentence; one about an actor or object. */
void tell_add(struct phrase *out, const char *sentence);
void tell_add_about(struct phrase *out, const struct view_input *in, const char *message, uint32_t id);

/* Of executors and futures; *count is how many. */
const struct telling *tell_pool(size_t *count);

/* The message of an event of theirs whose row has none: it depends on more than the result. */
const char *tell_pool_message(const struct log_event *event);

#endif
