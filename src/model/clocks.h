/* Vector clocks: what each strand of a run knows of the others.
 *
 * A strand is what runs in program order: a thread, or a process's first thread. Its time is a number of its
 * own that goes up whenever it passes something on. What it knows of the others (the times up to which all
 * they did has happened before) is a row that is shared until somebody changes it, so that passing it on
 * costs the same however many strands there are. */
#ifndef MODEL_CLOCKS_H
#define MODEL_CLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct knowledge; /* the times known of each strand; counted references, never changed while shared */

/* The memory of all knowledge of one order. */
struct clocks {
	size_t bytes, bytes_max;
	bool lost; /* it would have taken more, or there was none: what is known is no longer right */
};

/* A moment of a strand, and what it knew then. All zero: no moment, nothing known. */
struct stamp {
	uint32_t strand;
	uint32_t time; /* 0: none */
	struct knowledge *known;
};

/* What an object passes on to those it lets go: all that was left there. */
struct relay {
	struct stamp last; /* the latest who left something */
	bool mixed;        /* `last.known` holds more than the latest knew */
};

/* A second reference to the same moment. */
struct stamp clocks_share(const struct stamp *stamp);
void clocks_drop(struct clocks *clocks, struct stamp *stamp);

/* Whether all of `a` happened before what comes after `b`. */
bool clocks_before(const struct stamp *a, const struct stamp *b);

/* The strand whose now is `self` comes to know what `other` knew. */
void clocks_learn(struct clocks *clocks, struct stamp *self, const struct stamp *other);

/* It comes to know all that was left at the object, and leaves what it knows. */
void clocks_take(struct clocks *clocks, struct stamp *self, const struct relay *relay);
void clocks_leave(struct clocks *clocks, struct relay *relay, struct stamp *self);

#endif
