/* Finds what is wrong in a state, by following who waits for whom (why.c) to the end of each chain.
 *
 * A chain that closes is a deadlock, at once: unless somebody in the circle has a time-out, it can never
 * open again (but for a plain lock that may be a signal: may_be_signalled). Everything else is told only when
 * nobody can go and no deadline is left. Then each chain ends at a cause: one insight a cause, and whoever merely waits
 * for somebody that is stuck is named with it (`also`). */
#include "model/insight.h"

#include <string.h>

#include "interleave/status.h"

enum { CHAIN_MAX = 256 };

struct chain {
	struct why_not why[CHAIN_MAX];
	uint32_t who[CHAIN_MAX];
	uint32_t length;
	bool cycle;
};

struct search {
	const struct model *model;
	struct insight *out;
	uint32_t room, count;
	bool still;         /* nothing can ever happen again: */
	uint64_t since;     /* since this event */
	struct chain chain; /* the one being looked at */
};

static struct insight *add_insight(struct search *search, enum insight_kind kind, uint64_t after)
{
	if (search->count == search->room)
		return NULL;
	struct insight *insight = &search->out[search->count++];
	*insight = (struct insight){.kind = kind, .after = after};
	return insight;
}

static void add_actor(struct insight *insight, const struct model *model, uint32_t actor, uint32_t object)
{
	if (insight->count == INSIGHT_ACTORS_MAX)
		return;
	const struct model_actor *who = model_actor(model, actor);
	insight->actors[insight->count] = actor;
	insight->objects[insight->count] = object;
	insight->sites[insight->count++] = who && who->at_valid ? who->at.site : 0;
}

static bool among(const uint32_t *ids, uint32_t count, uint32_t id)
{
	for (uint32_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static void add_also(struct insight *insight, uint32_t actor)
{
	if (insight->also_count < INSIGHT_ACTORS_MAX && !among(insight->actors, insight->count, actor) &&
	    !among(insight->also, insight->also_count, actor))
		insight->also[insight->also_count++] = actor;
}

static void follow(struct chain *chain, const struct model *model, uint32_t actor)
{
	chain->length = model_why_chain(chain->why, chain->who, CHAIN_MAX, &chain->cycle, model, actor);
}

/* Started and not ended. */
static bool lives(const struct model_actor *actor)
{
	return actor->kind && actor->state != ACTOR_NEW && !model_ended(actor);
}

static bool for_ever(const struct chain *chain)
{
	for (uint32_t i = 0; i < chain->length; i++)
		if (chain->why[i].until >= 0)
			return false;
	return true;
}

/* ---- standing still ---- */

/* Whether nothing can ever happen again; *since is the event that made it so. */
static bool all_stand_still(const struct model *model, uint64_t *since)
{
	int64_t until;
	*since = 0;
	if (model_clock_can_go(model, &until))
		return false;
	for (uint32_t i = 0; i < model->actor_count; i++) {
		const struct model_actor *actor = &model->actors[i];
		if (actor->kind && actor->seq > *since)
			*since = actor->seq;
		if (!lives(actor))
			continue;
		enum why why = model_why(model, i).why;
		if (why == WHY_CAN_GO || why == WHY_RUNNING || why == WHY_OUTSIDE)
			return false;
	}
	return true;
}

/* ---- crash ---- */

/* Ended as it was told to, by another or by itself (sys.exit). */
static bool ended_as_meant(const struct model_actor *actor)
{
	const struct log_event *last = &actor->last;
	bool left = actor->last_valid && last->op == OP_PROCESS_EXIT && (last->flags & LOG_STEP) && last->result == IL_OK;
	return left || (actor->told && actor->exitcode == -actor->told);
}

/* A process that left with a code; the program itself only when it was killed: its code is the verdict on
 * its promises. */
static void find_crashes(struct search *search)
{
	const struct model *model = search->model;
	for (uint32_t i = 0; i < model->actor_count; i++) {
		const struct model_actor *actor = &model->actors[i];
		bool verdict = actor->kind == TYPE_MAIN && actor->exitcode > 0;
		if (!actor->kind || !model_ended(actor) || actor->exitcode == 0 || verdict || ended_as_meant(actor))
			continue;
		struct insight *insight = add_insight(search, INSIGHT_CRASH, actor->seq);
		if (!insight)
			return;
		add_actor(insight, model, actor->id, LOG_NONE);
		insight->number = actor->exitcode;
	}
}

/* ---- deadlock ---- */

/* The circle is told once: from its lowest actor on. */
static bool opens_circle(const struct chain *chain)
{
	if (!chain->cycle || chain->why[chain->length - 1].by != chain->who[0] || !for_ever(chain))
		return false;
	for (uint32_t i = 1; i < chain->length; i++)
		if (chain->who[i] < chain->who[0])
			return false;
	return true;
}

static uint64_t closed_at(const struct chain *chain, const struct model *model)
{
	uint64_t seq = 0;
	for (uint32_t i = 0; i < chain->length; i++) {
		const struct model_actor *actor = model_actor(model, chain->who[i]);
		if (actor && actor->seq > seq)
			seq = actor->seq;
	}
	return seq;
}

/* Waits for what another one holds or has to bring about, rather than for its end. */
static bool names_object(enum why why)
{
	return why == WHY_LOCK_HELD || why == WHY_NOTIFIED_LOCK_HELD || why == WHY_FUTURE_RUNS ||
	       why == WHY_FUTURE_QUEUED || why == WHY_FUTURES;
}

/* Everybody else whose chain, without a time-out, runs into the circle. */
static void add_followers(struct insight *insight, const struct model *model, struct chain *chain)
{
	for (uint32_t i = 0; i < model->actor_count; i++) {
		if (!lives(&model->actors[i]))
			continue;
		follow(chain, model, i);
		if (chain->cycle && for_ever(chain) && among(chain->who, chain->length, insight->actors[0]))
			add_also(insight, i);
	}
}

/* Another thread may release a plain lock, and does where a lock is used as a signal: so a circle through one, of one
 * alone or of joins and the like, is none while anybody can go. In a circle of nothing but locks they are meant as locks. */
static bool may_be_signalled(const struct search *search)
{
	const struct chain *chain = &search->chain;
	bool plain = false, only_locks = chain->length > 1;
	for (uint32_t i = 0; i < chain->length; i++) {
		const struct model_object *object = model_object(search->model, chain->why[i].object);
		plain = plain || (object && object->type == TYPE_LOCK);
		only_locks = only_locks && object && (object->type == TYPE_LOCK || object->type == TYPE_RLOCK);
	}
	return plain && !only_locks && !search->still;
}

static void find_deadlocks(struct search *search)
{
	const struct model *model = search->model;
	struct chain *chain = &search->chain;
	for (uint32_t i = 0; i < model->actor_count; i++) {
		if (!lives(&model->actors[i]))
			continue;
		follow(chain, model, i);
		if (!opens_circle(chain) || may_be_signalled(search))
			continue;
		struct insight *insight = add_insight(search, INSIGHT_DEADLOCK, closed_at(chain, model));
		if (!insight)
			return;
		insight->number = (int32_t)chain->length;
		for (uint32_t j = 0; j < chain->length; j++)
			add_actor(insight, model, chain->who[j],
			          names_object(chain->why[j].why) ? chain->why[j].object : LOG_NONE);
		add_followers(insight, model, chain);
	}
}

/* ---- exceptions ---- */

/* A thread's exception ends that thread only; whoever joins it does not learn of it. */
static void find_exceptions(struct search *search)
{
	const struct model *model = search->model;
	for (uint32_t i = 0; i < model->actor_count; i++) {
		const struct model_actor *actor = &model->actors[i];
		if (actor->kind != TYPE_THREAD || !actor->last_valid || actor->last.op != OP_THREAD_EXIT ||
		    !model_raises(&actor->last))
			continue;
		struct insight *insight = add_insight(search, INSIGHT_EXCEPTION, actor->seq);
		if (!insight)
			return;
		add_actor(insight, model, actor->id, LOG_NONE);
		insight->text = actor->last.text;
	}
}

/* ---- a lock left locked ---- */

/* Whoever could still release it has ended: of an rlock its owner, of a lock everybody of its process. */
static bool is_left(const struct model *model, const struct model_object *lock)
{
	const struct model_actor *owner = model_actor(model, lock->owner);
	const struct model_actor *home = model_actor(model, lock->shared ? 0 : lock->process);
	bool ended_itself = owner && (owner->state == ACTOR_DONE || owner->state == ACTOR_FAILED);
	if (!ended_itself || owner->exitcode < 0 || (!lock->shared && owner->process != lock->process))
		return false;
	return lock->type == TYPE_RLOCK || (home && model_ended(home));
}

static void find_left_locks(struct search *search)
{
	const struct model *model = search->model;
	for (uint32_t i = 0; i < model->object_count; i++) {
		const struct model_object *lock = &model->objects[i];
		if ((lock->type != TYPE_LOCK && lock->type != TYPE_RLOCK) || lock->owner == LOG_NONE ||
		    !is_left(model, lock))
			continue;
		struct insight *insight = add_insight(search, INSIGHT_LOCK_LEFT, model_actor(model, lock->owner)->seq);
		if (!insight)
			return;
		add_actor(insight, model, lock->owner, lock->id);
		insight->held_sites[0] = lock->owner_site;
	}
}

/* ---- lost wakeup, stuck ---- */

/* A wait whose cause lies elsewhere among those that are stuck, but not in a way that the log could tell. */
static bool is_weak(const struct why_not *why)
{
	return why->why == WHY_LOOP_IDLE || why->why == WHY_SLEEPS ||
	       (why->why == WHY_TASK_NOT_DONE && why->by == LOG_NONE);
}

/* The insight that says already that somebody waits in this way for this object. */
static struct insight *find_cause(struct search *search, const struct why_not *why)
{
	for (uint32_t i = 0; i < search->count; i++) {
		struct insight *insight = &search->out[i];
		if (insight->kind != INSIGHT_LOST_WAKEUP && insight->kind != INSIGHT_STUCK)
			continue;
		struct why_not known = model_why(search->model, insight->actors[0]);
		if (known.why == why->why && known.object == why->object && known.by == why->by)
			return insight;
	}
	return NULL;
}

/* The chain of one that waits: its cause becomes an insight of `kind`, or joins the one that tells it
 * already. */
static void add_cause(struct search *search, enum insight_kind kind, bool weak)
{
	const struct chain *chain = &search->chain;
	uint32_t root = chain->length - 1;
	if (chain->cycle || root == CHAIN_MAX - 1)
		return;
	if (chain->why[root].why == WHY_ENDED || chain->why[root].why == WHY_NOT_STARTED) {
		if (root == 0)
			return;
		root--; /* it waits for what one who has ended never gave back */
	}
	const struct why_not *why = &chain->why[root];
	bool lost = why->why == WHY_NOT_NOTIFIED;
	if (is_weak(why) != weak || lost != (kind == INSIGHT_LOST_WAKEUP))
		return;
	struct insight *insight = find_cause(search, why);
	if (!insight && (insight = add_insight(search, kind, search->since)))
		add_actor(insight, search->model, chain->who[root], why->object);
	for (uint32_t i = root + 1; insight && i-- > 0;)
		add_also(insight, chain->who[i]);
}

/* Daemons may wait for ever: theirs is a cause only when somebody else waits for them. */
static void find_causes(struct search *search, enum insight_kind kind, bool weak)
{
	for (uint32_t i = 0; i < search->model->actor_count; i++) {
		const struct model_actor *actor = &search->model->actors[i];
		if (!lives(actor) || actor->daemon)
			continue;
		follow(&search->chain, search->model, i);
		add_cause(search, kind, weak);
	}
}

static void find_all_causes(struct search *search, uint32_t known)
{
	find_causes(search, INSIGHT_LOST_WAKEUP, false);
	find_causes(search, INSIGHT_STUCK, false);
	if (search->count == known)
		find_causes(search, INSIGHT_STUCK, true);
}

uint32_t insight_find(struct insight *out, uint32_t room, const struct model *model)
{
	struct search search = {.model = model, .out = out, .room = room};
	find_crashes(&search);
	uint32_t crashes = search.count;
	search.still = all_stand_still(model, &search.since);
	find_deadlocks(&search);
	if (search.still)
		find_all_causes(&search, crashes);
	find_left_locks(&search);
	find_exceptions(&search);
	return search.count;
}

/* Who has done an op runs: whatever it took, others wait for one who runs. Only a notify moves waiters behind somebody else. And
 * whoever waits with a time-out closes no circle, and does not stand still. */
bool insight_may_follow(const struct model *model, const struct log_event *event)
{
	const struct model_actor *actor = model_actor(model, event->actor);
	if (event->phase == LOG_ANNOUNCE)
		return false;
	if (actor == NULL || event->op == OP_CONDITION_NOTIFY)
		return true;
	if (event->phase == LOG_BLOCK)
		return (event->flags & LOG_TIMED) == 0;
	return actor->state != ACTOR_RUNNING;
}

const char *insight_name(enum insight_kind kind)
{
	static const char *const NAMES[] = {
	        [INSIGHT_DEADLOCK] = "deadlock",
	        [INSIGHT_LOST_WAKEUP] = "lost-wakeup",
	        [INSIGHT_STUCK] = "stuck",
	        [INSIGHT_CRASH] = "crash",
	        [INSIGHT_RACE] = "data-race",
	        [INSIGHT_LOST_UPDATE] = "lost-update",
	        [INSIGHT_LOCK_ORDER] = "lock-order",
	        [INSIGHT_LOCK_LEFT] = "lock-left",
	        [INSIGHT_EXCEPTION] = "exception",
	        [INSIGHT_UNASKED] = "unasked-exception",
	};
	return NAMES[kind];
}
