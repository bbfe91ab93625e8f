/* Who holds what is followed from the locks' events; each acquire by one that holds others adds an edge from
 * each of these to the lock, or renews the edge that is there. The latest is enough: what comes later and is
 * not ordered after the first of equal edges is not ordered after the last.
 *
 * Circles are looked for when an edge is new or its moment is, shortest first, within a bound on the work. */
#include "model/lockorder.h"

#include <stdlib.h>

#include "model/order.h"

enum { HELD_MAX = 16, EDGES_MAX = 512, CIRCLES_MAX = 64, CIRCLE_LEAST = 2, VISITS_MAX = 4096 };

struct holding {
	uint32_t lock, site;
};

/* The locks an actor holds, in the order of taking. */
struct holder {
	struct holding held[HELD_MAX];
	uint32_t count;
	uint32_t beyond; /* how many more it holds: then nothing is known of gates */
};

struct edge {
	uint32_t actor;
	struct holding from, to;
	struct holding held[HELD_MAX]; /* all it held then, `from` among them */
	uint32_t held_count;
	struct stamp when;
};

struct circle {
	const struct edge *edges[INSIGHT_ACTORS_MAX];
	uint32_t count;
};

struct lockorder {
	struct holder **holders; /* index = actor id; NULL: it never held one */
	uint32_t holder_count, holder_room;
	uint32_t *holder_of; /* index = lock's id - LOG_OBJECT_BASE: actor id + 1, 0 nobody */
	uint32_t lock_count, lock_room;
	struct order *order; /* NULL: nobody took a second lock yet */
	struct edge *edges;
	uint32_t edge_count, edge_room;
	uint64_t told[CIRCLES_MAX]; /* what tells the circles apart: see name_of */
	uint32_t told_count;
	bool lost; /* no memory: nothing more is told */
};

struct lockorder *lockorder_new(void)
{
	return calloc(1, sizeof(struct lockorder));
}

void lockorder_free(struct lockorder *lockorder)
{
	if (!lockorder)
		return;
	for (uint32_t i = 0; i < lockorder->edge_count; i++)
		order_drop(lockorder->order, &lockorder->edges[i].when);
	for (uint32_t i = 0; i < lockorder->holder_count; i++)
		free(lockorder->holders[i]);
	order_free(lockorder->order);
	free(lockorder->edges);
	free(lockorder->holders);
	free(lockorder->holder_of);
	free(lockorder);
}

/* ---- who holds what ---- */

static struct holder *holder_at(struct lockorder *lockorder, uint32_t actor)
{
	uint64_t need = (uint64_t)actor + 1;
	if (grow(&lockorder->holders, &lockorder->holder_room, need, sizeof(struct holder *)) != 0)
		return NULL;
	while (lockorder->holder_count <= actor)
		lockorder->holders[lockorder->holder_count++] = NULL;
	if (!lockorder->holders[actor])
		lockorder->holders[actor] = calloc(1, sizeof(struct holder));
	return lockorder->holders[actor];
}

/* Where the lock's holder is noted. */
static uint32_t *holder_of(struct lockorder *lockorder, uint32_t lock)
{
	uint32_t index = lock - LOG_OBJECT_BASE;
	uint64_t need = (uint64_t)index + 1;
	if (grow(&lockorder->holder_of, &lockorder->lock_room, need, sizeof *lockorder->holder_of) != 0)
		return NULL;
	while (lockorder->lock_count <= index)
		lockorder->holder_of[lockorder->lock_count++] = 0;
	return &lockorder->holder_of[index];
}

static void put_down(struct lockorder *lockorder, uint32_t lock)
{
	uint32_t *owner = holder_of(lockorder, lock);
	if (!owner || *owner == 0)
		return;
	struct holder *holder = lockorder->holders[*owner - 1];
	uint32_t at = 0;
	*owner = 0;
	while (at < holder->count && holder->held[at].lock != lock)
		at++;
	if (at == holder->count) {
		holder->beyond--;
		return;
	}
	holder->count--;
	for (; at < holder->count; at++)
		holder->held[at] = holder->held[at + 1];
}

static void take_up(struct holder *holder, uint32_t *owner, uint32_t actor, struct holding holding)
{
	*owner = actor + 1;
	if (holder->count < HELD_MAX)
		holder->held[holder->count++] = holding;
	else
		holder->beyond++;
}

/* ---- circles ---- */

static bool share_a_lock(const struct edge *a, const struct edge *b)
{
	for (uint32_t i = 0; i < a->held_count; i++)
		for (uint32_t j = 0; j < b->held_count; j++)
			if (a->held[i].lock == b->held[j].lock)
				return true;
	return false;
}

/* Whether the two could stand in one circle: at the same time, by two actors. */
static bool can_meet(const struct edge *a, const struct edge *b)
{
	return a->actor != b->actor && !share_a_lock(a, b) && !clocks_before(&a->when, &b->when) &&
	       !clocks_before(&b->when, &a->when);
}

static bool fits(const struct circle *circle, const struct edge *edge)
{
	for (uint32_t i = 0; i < circle->count; i++)
		if (!can_meet(circle->edges[i], edge))
			return false;
	return true;
}

/* Completes the path in `circle` to a circle of `length` edges. */
static bool close_circle(struct circle *circle, const struct lockorder *lockorder, uint32_t length,
			 uint32_t *visits)
{
	const struct edge *last = circle->edges[circle->count - 1];
	if (circle->count == length)
		return last->to.lock == circle->edges[0]->from.lock;
	for (uint32_t i = 0; i < lockorder->edge_count; i++) {
		const struct edge *edge = &lockorder->edges[i];
		if (edge->from.lock != last->to.lock)
			continue;
		if (++*visits > VISITS_MAX)
			return false;
		if (!fits(circle, edge))
			continue;
		circle->edges[circle->count++] = edge;
		if (close_circle(circle, lockorder, length, visits))
			return true;
		circle->count--;
	}
	return false;
}

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* By its text: processes, and threads at the same moment, may each have made a string of one place. */
static uint64_t mix_place(const struct log *log, struct holding holding)
{
	uint64_t sum = holding.lock;
	for (const char *text = log_text(log, holding.site); *text; text++)
		sum = mix(sum + (unsigned char)*text);
	return sum;
}

/* A number for the places of a circle, the same from whichever edge it is read. */
static uint64_t name_of(const struct log *log, const struct circle *circle)
{
	uint64_t name = 0;
	for (uint32_t i = 0; i < circle->count; i++)
		name +=
		    mix(mix_place(log, circle->edges[i]->from) + 3 * mix_place(log, circle->edges[i]->to));
	return name;
}

static bool is_new(struct lockorder *lockorder, const struct log *log, const struct circle *circle)
{
	uint64_t name = name_of(log, circle);
	for (uint32_t i = 0; i < lockorder->told_count; i++)
		if (lockorder->told[i] == name)
			return false;
	if (lockorder->told_count == CIRCLES_MAX)
		return false;
	lockorder->told[lockorder->told_count++] = name;
	return true;
}

/* The actor that took the earliest lock comes first. */
static void tell(struct findings *found, const struct circle *circle, const struct model *model)
{
	struct insight insight = {
	    .kind = INSIGHT_LOCK_ORDER, .after = model->seq, .step = model->step, .count = circle->count};
	uint32_t first = 0;
	for (uint32_t i = 1; i < circle->count; i++)
		if (circle->edges[i]->from.lock < circle->edges[first]->from.lock)
			first = i;
	for (uint32_t i = 0; i < circle->count; i++) {
		const struct edge *edge = circle->edges[(first + i) % circle->count];
		insight.actors[i] = edge->actor;
		insight.objects[i] = edge->from.lock;
		insight.held_sites[i] = edge->from.site;
		insight.sites[i] = edge->to.site;
	}
	findings_add(found, &insight);
}

static void find_circle(struct findings *found, struct lockorder *lockorder, const struct edge *edge,
			const struct model *model)
{
	uint32_t visits = 0;
	for (uint32_t length = CIRCLE_LEAST; length <= INSIGHT_ACTORS_MAX && visits <= VISITS_MAX; length++) {
		struct circle circle = {.edges = {edge}, .count = 1};
		if (!close_circle(&circle, lockorder, length, &visits))
			continue;
		if (is_new(lockorder, model->log, &circle))
			tell(found, &circle, model);
		return;
	}
}

/* ---- edges ---- */

static bool same_edge(const struct edge *a, const struct edge *b)
{
	return a->actor == b->actor && a->from.lock == b->from.lock && a->from.site == b->from.site &&
	       a->to.lock == b->to.lock && a->to.site == b->to.site && a->held_count == b->held_count &&
	       memcmp(a->held, b->held, a->held_count * sizeof a->held[0]) == 0;
}

/* Keeps the edge, whose moment it takes over. NULL: nothing is new. */
static const struct edge *keep(struct lockorder *lockorder, struct edge *edge)
{
	struct edge *place = NULL;
	for (uint32_t i = 0; i < lockorder->edge_count && !place; i++)
		if (same_edge(&lockorder->edges[i], edge))
			place = &lockorder->edges[i];
	uint64_t need = (uint64_t)lockorder->edge_count + 1;
	bool known = place && place->when.time == edge->when.time && place->when.known == edge->when.known;
	bool full = !place && (lockorder->edge_count == EDGES_MAX ||
			       grow(&lockorder->edges, &lockorder->edge_room, need, sizeof *edge) != 0);
	if (known || full) {
		order_drop(lockorder->order, &edge->when);
		return NULL;
	}
	if (place)
		order_drop(lockorder->order, &place->when);
	else
		place = &lockorder->edges[lockorder->edge_count++];
	*place = *edge;
	return place;
}

static void add_edges(struct findings *found, struct lockorder *lockorder, const struct model *model,
		      const struct holder *holder, uint32_t actor, struct holding to)
{
	if (!lockorder->order && !(lockorder->order = order_new(ORDER_WITHOUT_LOCKS))) {
		lockorder->lost = true;
		return;
	}
	for (uint32_t i = 0; i < holder->count; i++) {
		struct edge edge = {.actor = actor,
				    .from = holder->held[i],
				    .to = to,
				    .held_count = holder->count,
				    .when = order_now(lockorder->order, model, actor)};
		memcpy(edge.held, holder->held, sizeof edge.held);
		const struct edge *kept = keep(lockorder, &edge);
		if (kept)
			find_circle(found, lockorder, kept, model);
	}
}

/* ---- events ---- */

/* An acquire that may give up (z) waits for nobody for ever; one inside another of the same rlock waits for
 * nobody at all. */
static void after_acquire(struct findings *found, struct lockorder *lockorder, const struct model *model,
			  const struct log_event *event)
{
	uint32_t *owner = holder_of(lockorder, event->object);
	struct holder *holder = holder_at(lockorder, event->actor);
	struct holding holding = {event->object, event->site};
	if (!owner || !holder) {
		lockorder->lost = true;
		return;
	}
	if (*owner != 0)
		return;
	if (holder->count > 0 && holder->beyond == 0 && event->z == 0)
		add_edges(found, lockorder, model, holder, event->actor, holding);
	take_up(holder, owner, event->actor, holding);
}

void lockorder_apply(struct findings *found, struct lockorder *lockorder, const struct model *model,
		     const struct log_event *event)
{
	if (lockorder->lost || event->phase == LOG_ANNOUNCE)
		return;
	bool done = event->phase == LOG_DONE && event->result == 0 && model_actor(model, event->actor) &&
		    model_object(model, event->object);
	if (done && (event->op == OP_LOCK_ACQUIRE || event->op == OP_RLOCK_ACQUIRE))
		after_acquire(found, lockorder, model, event);
	else if (done && (event->op == OP_LOCK_RELEASE || event->op == OP_RLOCK_RELEASE) && event->x < 0)
		put_down(lockorder, event->object);
	else if (lockorder->order)
		order_apply(lockorder->order, model, event);
	if (lockorder->order && order_lost(lockorder->order))
		lockorder->lost = true;
}
