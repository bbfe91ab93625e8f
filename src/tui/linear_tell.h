/* What the linear mode says: all that would change the picture, once, in the order in which it comes, and on demand a
 * panel. It writes to standard output, which is flushed when a piece is whole. */
#ifndef TUI_LINEAR_TELL_H
#define TUI_LINEAR_TELL_H

#include "tui/player.h"

enum { TELLER_TEXT = 4096 };

struct teller {
	struct player *player;  /* borrowed; no picture of it is drawn */
	const struct log *log;  /* what is told of */
	uint64_t slot;          /* events before it have been told */
	uint64_t told;          /* of the run: steps up to it have */
	uint32_t seen;          /* and so many insights of its history */
	uint64_t shown;         /* the moment that was told last */
	bool past;              /* it was a look back */
	bool begun;             /* any moment was */
	bool stood;             /* `going` was said of it */
	char insights[TELLER_TEXT], going[VIEW_GOING_MAX]; /* what was said last */
	char answer[PLAYER_MESSAGE_SIZE];                  /* to a key of the same row */
	int error;              /* errno, once the output cannot be written; else 0 */
};

/* Takes the picture's place: every panel has the whole of a screen that nobody sees, wide enough that no row is cut. */
void teller_init(struct teller *teller, struct player *player);

/* A line, translated. */
void teller_say(struct teller *teller, const char *msgid);

/* A new row of keys is pressed: the same answer may be given again. */
void teller_begin_row(struct teller *teller);

/* All that has come since, and what was answered; who can go, once the run has come to stand, unless `more` keys follow. */
void teller_tell(struct teller *teller, bool more);

/* Which lane is marked, and where it is. */
void teller_tell_marked(struct teller *teller);

/* The focused panel: title and rows, or only those `moved` rows that came in from below (< 0: from above). */
void teller_read_panel(struct teller *teller, int moved);

/* The keys that do something here. */
void teller_help(struct teller *teller);

#endif
