/* The glyphs of the lanes: one table, from which the lanes are drawn and the help explains them. */
#ifndef VIEW_GLYPHS_H
#define VIEW_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/timeline.h"
#include "view/frame.h"

enum glyph {
	GLYPH_NONE, /* not made yet, or ended */
	GLYPH_READY,
	GLYPH_RUNNING,
	GLYPH_HOLDING,
	GLYPH_BLOCKED,
	GLYPH_WAITING,
	GLYPH_SLEEPING,
	GLYPH_FAILED,
	GLYPH_REFUSED,
	GLYPH_MAKE,
	GLYPH_START,
	GLYPH_END,
	GLYPH_JOIN,
	GLYPH_ACQUIRE,
	GLYPH_RELEASE,
	GLYPH_WAIT,
	GLYPH_NOTIFY,
	GLYPH_SET,
	GLYPH_CLEAR,
	GLYPH_PUT,
	GLYPH_GET,
	GLYPH_TASK_DONE,
	GLYPH_READ,
	GLYPH_WRITE,
	GLYPH_PRINT,
	GLYPH_GO_ON,
	GLYPH_AWAIT,
	GLYPH_LOOP,
	GLYPH_CLOCK,
	GLYPH_RANDOM,
	GLYPH_BARRIER,
	GLYPH_QUERY,
	GLYPH_WORK,
	GLYPH_KILL,
	GLYPH_CLOSE,
	GLYPH_SETTLE,
	GLYPH_CANCEL,
	GLYPH_CALLBACK,
	GLYPH_SHUTDOWN,
	GLYPH_PROMISE,
	GLYPH_WAKE, /* from the one who let somebody go on, */
	GLYPH_WAKE_DOWN, /* to him */
	GLYPH_WAKE_UP,
	GLYPH_BAND, /* below a lane */
	GLYPH_COUNT
};

struct glyph_row {
	const char *ascii, *utf8;
	enum style style;
	const char *meaning; /* a message */
};

/* Indexed by enum glyph. */
extern const struct glyph_row glyph_table[GLYPH_COUNT];

/* The glyph as a string of one cell. */
const char *glyph_text(enum glyph glyph, bool ascii);

/* What an actor shows between its ops. `holding`: it has a lock. */
enum glyph glyph_of_state(uint8_t state, bool holding);

/* What an actor shows in the step in which it did `mark->op`; `before` is its state until then. */
enum glyph glyph_of_mark(const struct timeline_mark *mark, uint8_t before);

#endif
