/* The small words that all panels share: names, times, values, states, reasons, and what an op is called
 * before it is done. Each writes into the caller's buffer, in the language of the catalogue, and returns it.
 */
#ifndef VIEW_WORDS_H
#define VIEW_WORDS_H

#include "model/model.h"
#include "po/catalog.h"
#include "view/frame.h"
#include "view/view.h"

enum { WORDS_MAX = 256, SENTENCE_MAX = 512 }; /* bytes that a piece of a line may take, and a sentence */

/* "2.000s"; milliseconds, as the session's clock is read. */
char *words_time(char *out, size_t size, const struct catalog *catalog, int64_t ns);

/* The ns from one moment to another, less than 0 backwards: at most INT64_MAX either way, whatever a log holds. */
int64_t words_between(int64_t from, int64_t to);

/* The name of an actor or an object; a private copy in a forked process is told apart: "lock (B)". */
char *words_name(char *out, size_t size, const struct view_input *in, uint32_t id);

/* "2 preparer": an actor by its lane's number and its name; other things by their name. */
char *words_actor(char *out, size_t size, const struct view_input *in, uint32_t id);

/* An item as a list shows it: 7, end, "two words". */
char *words_item(char *out, size_t size, const struct view_input *in, const struct model_item *item);

/* A panel's title, and how many of its rows are not shown: "Lanes (2 above, 5 below)". */
char *words_title(char *out, size_t size, const struct view_input *in, const char *title, uint64_t above,
		  uint64_t below);

/* A variable's value: strings in quotes. */
char *words_value(char *out, size_t size, const struct view_input *in, const struct model_item *item);

/* The names of the actors whose ids stand in `ids`, with spaces between them: "A, B". */
char *words_actors(char *out, size_t size, const struct view_input *in, const char *ids);

/* An item as its queue shows it: with its priority where there are any: (2, end). */
char *words_queued(char *out, size_t size, const struct view_input *in, const struct model_object *queue,
		   const struct model_item *item);

/* The value that `event` carries, and of an item of a priority queue its priority. */
char *words_event_value(char *out, size_t size, const struct view_input *in, const struct log_event *event);

/* The line that an event puts on the output (model_prints), translated, without time and name. */
char *words_print(char *out, size_t size, const struct model *model, const struct catalog *catalog,
		  const struct log_event *event);

/* An op as something to do: "release cond.lock", "print data is ready". */
char *words_op(char *out, size_t size, const struct view_input *in, const struct log_event *event);

/* Why `actor` cannot go, in brackets: "cond.lock held by 2". Empty for WHY_CAN_GO. */
char *words_why(char *out, size_t size, const struct view_input *in, uint32_t actor,
		const struct why_not *why);

/* What a lane shows of an actor: a word for its state, its style, and what it is about to do or waits for. */
struct words_state {
	const char *word; /* translated */
	enum style style;
	char text[WORDS_MAX];
	char brief[WORDS_MAX]; /* the same, without what "Who can go?" says too */
};

/* The cells that the longest name of all actors of the run takes, at least 4. */
int words_widest_name(const struct view_input *in);

/* The word for an enum model_state, translated. */
const char *words_state_name(const struct catalog *catalog, uint8_t state);

/* What an actor that can go does when it goes: its op, or that it goes on from where it waited. */
char *words_next(char *out, size_t size, const struct view_input *in, const struct model_actor *actor);

void words_state(struct words_state *out, const struct view_input *in, const struct model_actor *actor);

/* Whether the op that `actor` has announced would have to wait if it were tried now, where that is worth
 * saying, and not what is asked; `why` says for what. */
bool words_would_wait(struct why_not *why, const struct view_input *in, uint32_t actor);

/* What an order of choices is called on the screen, by the name of its strategy. */
const char *words_order(const struct view_input *in, const char *strategy);

/* What has ended the run though somebody might have gone on, in the words behind "Nobody: "; NULL: nothing has,
 * as far as the moment shown tells. A deadlock ends nothing: everybody is still there, and waits. */
const char *words_over(const struct view_input *in);

/* Whether its text is the name of a callback that the loop is to call. */
static inline bool words_calls(const struct log_event *event)
{
	return event->op == OP_LOOP_CALL || event->op == OP_LOOP_CALLBACK || event->op == OP_LOOP_CANCEL;
}

#endif
