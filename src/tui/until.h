/* Going on until something: the viewer steps the run, a step when the one before is done, until an event is what is
 * waited for. In a recording the moment is looked up instead.
 *
 * While it goes on, the run counts as playing. */
#ifndef TUI_UNTIL_H
#define TUI_UNTIL_H

#include <stdbool.h>
#include <stdint.h>

struct player;

enum until_kind {
	UNTIL_NONE,
	UNTIL_BREAK,  /* a break point, at the run's pace: playing with break points */
	UNTIL_ACTOR,  /* `actor` has done something */
	UNTIL_BLOCK,  /* somebody has to wait; sleeping does not count */
	UNTIL_OUTPUT, /* a line is printed */
	UNTIL_MATCH,  /* a step whose sentence, op or line contains the text searched for */
	UNTIL_STEP,   /* step `step`: a run that is repeated up to there */
};

struct until {
	enum until_kind kind;
	uint32_t actor;
	uint64_t step;
	uint64_t slot;            /* events before it are looked at, also of a run that plays by itself */
	bool posted;              /* a step is asked for */
	uint64_t refusals;        /* of the session when it was */
	int64_t tick_at;          /* UNTIL_BREAK at a pace: when the next step is due */
};

/* Begins, from now (of a recording: from the moment shown). `what`: the actor, or the step. */
void until_begin(struct player *player, enum until_kind kind, uint64_t what);

void until_stop(struct player *player);

/* Goes on as far as it can; true: what is shown has changed. Called with each drain of a session. */
bool until_drive(struct player *player, int64_t now);

/* Whether what was read (in a recording: shown) since the last call meets a break point, and says so: for a run, or a
 * recording, that plays by itself. */
bool until_meets_break(struct player *player);

/* What it goes on until: a message, NULL when it does not. */
const char *until_words(const struct player *player);

/* Milliseconds until it must be driven though nothing has come, -1 never. */
int until_wait(const struct player *player, int64_t now);

/* The step that the text searched for hits, nearest to step `from` in that direction (1, -1) and not itself; 0: none.
 * Steps that are not read yet are not searched. */
uint64_t until_find_match(struct player *player, uint64_t from, int direction);

#endif
