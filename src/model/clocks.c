/* Rows of times, copied on writing.
 *
 * Two facts make most of it cheap. Who knows a moment of a strand knows all that the strand knew then, so one
 * comparison says that there is nothing to learn. And who has taken what an object has to pass on knows more
 * than the object, so that what it leaves there replaces the rest: the way of every lock. */
#include "model/clocks.h"

#include <stdlib.h>
#include <string.h>

struct knowledge {
	uint32_t refs;
	uint32_t count;
	uint32_t times[]; /* index = strand */
};

static size_t size_of(uint32_t count)
{
	return sizeof(struct knowledge) + count * sizeof(uint32_t);
}

static uint32_t time_known(const struct knowledge *known, uint32_t strand)
{
	return known && strand < known->count ? known->times[strand] : 0;
}

static void unref(struct clocks *clocks, struct knowledge *known)
{
	if (!known || --known->refs > 0)
		return;
	clocks->bytes -= size_of(known->count);
	free(known);
}

/* The row of `stamp`, its own and with room for `count` strands. NULL: the clocks are lost. */
static struct knowledge *own(struct clocks *clocks, struct stamp *stamp, uint32_t count)
{
	struct knowledge *old = stamp->known;
	if (old && old->refs == 1 && old->count >= count)
		return old;
	if (old && old->count > count)
		count = old->count;
	count = (count + 7) / 8 * 8;
	struct knowledge *known =
	    clocks->bytes + size_of(count) <= clocks->bytes_max ? calloc(1, size_of(count)) : NULL;
	if (!known) {
		clocks->lost = true;
		return NULL;
	}
	clocks->bytes += size_of(count);
	known->refs = 1;
	known->count = count;
	if (old)
		memcpy(known->times, old->times, old->count * sizeof old->times[0]);
	unref(clocks, old);
	return stamp->known = known;
}

/* All of `other`, that moment included, into the row of `stamp`. */
static void merge(struct clocks *clocks, struct stamp *stamp, const struct stamp *other)
{
	uint32_t count = other->known ? other->known->count : 0;
	struct knowledge *known = own(clocks, stamp, count > other->strand ? count : other->strand + 1);
	if (!known)
		return;
	for (uint32_t i = 0; i < count; i++)
		if (known->times[i] < other->known->times[i])
			known->times[i] = other->known->times[i];
	if (known->times[other->strand] < other->time)
		known->times[other->strand] = other->time;
}

struct stamp clocks_share(const struct stamp *stamp)
{
	if (stamp->known)
		stamp->known->refs++;
	return *stamp;
}

void clocks_drop(struct clocks *clocks, struct stamp *stamp)
{
	unref(clocks, stamp->known);
	*stamp = (struct stamp){0};
}

bool clocks_before(const struct stamp *a, const struct stamp *b)
{
	if (a->time == 0 || (a->strand == b->strand && a->time <= b->time))
		return true;
	return a->time <= time_known(b->known, a->strand);
}

void clocks_learn(struct clocks *clocks, struct stamp *self, const struct stamp *other)
{
	if (!clocks_before(other, self))
		merge(clocks, self, other);
}

void clocks_take(struct clocks *clocks, struct stamp *self, const struct relay *relay)
{
	if (relay->mixed || !clocks_before(&relay->last, self))
		merge(clocks, self, &relay->last);
}

/* Whether `self` knows all that the object has to pass on. */
static bool knows_all(const struct stamp *self, const struct relay *relay)
{
	const struct knowledge *known = relay->last.known;
	if (!clocks_before(&relay->last, self))
		return false;
	for (uint32_t i = 0; relay->mixed && known && i < known->count; i++)
		if (known->times[i] > time_known(self->known, i) && i != self->strand)
			return false;
	return true;
}

void clocks_leave(struct clocks *clocks, struct relay *relay, struct stamp *self)
{
	struct stamp *last = &relay->last;
	if (knows_all(self, relay)) {
		unref(clocks, last->known);
		*last = clocks_share(self);
		relay->mixed = false;
	} else { /* the latest moment so far is one of many from now on */
		struct knowledge *known = own(clocks, last, last->strand + 1);
		if (known && known->times[last->strand] < last->time)
			known->times[last->strand] = last->time;
		merge(clocks, last, self);
		last->strand = self->strand;
		last->time = self->time;
		relay->mixed = true;
	}
	self->time++;
}
