/* For each variable the last write, and the reads since that do not come before one another: with these alone
 * the first race of each variable is found (the way of FastTrack). So an access costs as many comparisons as
 * there are such reads, at most one a strand, however long the run is.
 *
 * A Value with a lock of its own is whole in each read and write, and a flag made of it is sound. What is
 * not: to write what follows from a read before, with nothing that holds over both. So there two writes race,
 * one of them such an update.
 *
 * Who has read and not yet written is kept beside: when another writes meanwhile, and then that one does, the
 * other's write is lost; that is told as well, for it happens with a lock around each access, too. Unless the
 * program has told the one of the other's write, by a join, an item, an event: then it means to write over it. */
#include "model/race.h"

#include <stdlib.h>
#include <string.h>

#include "model/grow.h"
#include "model/order.h"

enum { PAIRS_MAX = 256 };

struct access {
	struct stamp when; /* no time: none */
	uint32_t actor;
	uint32_t site;
	bool writes;
	bool updates; /* a write by one that had read it */
};

/* One that has read and not written since. */
struct reader {
	uint32_t actor, site;
	struct model_item value;    /* what it read */
	uint32_t by_actor, by_site; /* who wrote another value meanwhile; LOG_NONE: nobody */
	struct stamp by_when;       /* and when, by `chosen` */
};

struct variable {
	struct access write;
	struct access *reads;
	uint32_t read_count, read_room;
	struct reader *readers;
	uint32_t reader_count, reader_room;
};

/* Two places whose race has been told. */
struct pair {
	uint32_t a, b;
};

struct race {
	struct order *order;        /* NULL: there is no variable yet, or it was lost */
	struct order *chosen;       /* without the locks' chance; NULL: nobody wrote between another's read and write yet */
	struct variable *variables; /* index = id - LOG_OBJECT_BASE */
	uint32_t variable_count, variable_room;
	struct pair pairs[PAIRS_MAX]; /* of races */
	uint32_t pair_count;
	struct pair losses[PAIRS_MAX]; /* of lost updates: the two writes */
	uint32_t loss_count;
	bool lost; /* too much for memory: nothing more is told */
};

struct race *race_new(void)
{
	return calloc(1, sizeof(struct race));
}

static void forget(struct race *race)
{
	for (uint32_t i = 0; i < race->variable_count; i++) {
		free(race->variables[i].reads);
		free(race->variables[i].readers);
	}
	free(race->variables);
	order_free(race->order);
	order_free(race->chosen);
	race->order = race->chosen = NULL;
	race->variables = NULL;
	race->variable_count = race->variable_room = 0;
}

void race_free(struct race *race)
{
	if (!race)
		return;
	forget(race);
	free(race);
}

static struct variable *find_variable(struct race *race, uint32_t id)
{
	uint32_t index = id - LOG_OBJECT_BASE;
	if (grow(&race->variables, &race->variable_room, (uint64_t)index + 1, sizeof *race->variables) != 0) {
		race->lost = true;
		return NULL;
	}
	while (race->variable_count <= index)
		race->variables[race->variable_count++] = (struct variable){.reads = NULL};
	return &race->variables[index];
}

/* Processes, and threads at the same moment, may each have made a string of one place. */
static bool same_place(const struct log *log, uint32_t a, uint32_t b)
{
	return a == b || strcmp(log_text(log, a), log_text(log, b)) == 0;
}

/* Whether the two places are not among the `count` pairs yet; notes them. */
static bool is_new(struct pair *pairs, uint32_t *count, const struct log *log, uint32_t a, uint32_t b)
{
	for (uint32_t i = 0; i < *count; i++) {
		const struct pair *pair = &pairs[i];
		if ((same_place(log, pair->a, a) && same_place(log, pair->b, b)) ||
		    (same_place(log, pair->a, b) && same_place(log, pair->b, a)))
			return false;
	}
	if (*count == PAIRS_MAX)
		return false;
	pairs[(*count)++] = (struct pair){a, b};
	return true;
}

/* ---- races ---- */

/* Whether a read and a write of it are whole by themselves. */
static bool locks_itself(const struct model_object *variable)
{
	return variable->type == TYPE_VALUE && variable->lock != LOG_NONE;
}

/* Tells of the two unless nothing is wrong with them: `first` happened before, or the places are known. */
static void tell_race(struct findings *found, struct race *race, const struct model *model,
		      const struct access *first, const struct access *second,
		      const struct model_object *variable)
{
	bool harmless = locks_itself(variable) &&
			(!first->writes || !second->writes || (!first->updates && !second->updates));
	if (harmless || order_before_now(race->order, model, &first->when, second->actor) ||
	    !is_new(race->pairs, &race->pair_count, model->log, first->site, second->site))
		return;
	findings_add(found, &(struct insight){.kind = INSIGHT_RACE,
					      .after = model->seq,
					      .step = model->step,
					      .count = 2,
					      .actors = {first->actor, second->actor},
					      .objects = {variable->id, variable->id},
					      .sites = {first->site, second->site},
					      .number = (first->writes ? RACE_FIRST_WRITES : 0) |
							(second->writes ? RACE_SECOND_WRITES : 0)});
}

/* Keeps a read, in the place of those that it knows of. */
static void note_read(struct race *race, const struct model *model, struct variable *variable,
		      const struct access *read)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < variable->read_count; i++)
		if (!order_before_now(race->order, model, &variable->reads[i].when, read->actor))
			variable->reads[kept++] = variable->reads[i];
	variable->read_count = kept;
	if (grow(&variable->reads, &variable->read_room, (uint64_t)kept + 1, sizeof *variable->reads) != 0)
		race->lost = true;
	else
		variable->reads[variable->read_count++] = *read;
}

static void note_access(struct findings *found, struct race *race, const struct model *model,
			struct variable *variable, const struct model_object *object,
			const struct access *now)
{
	tell_race(found, race, model, &variable->write, now, object);
	if (!now->writes) {
		note_read(race, model, variable, now);
		return;
	}
	for (uint32_t i = 0; i < variable->read_count; i++)
		tell_race(found, race, model, &variable->reads[i], now, object);
	variable->read_count = 0;
	variable->write = *now;
}

/* ---- lost updates ---- */

static struct reader *find_reader(const struct variable *variable, uint32_t actor)
{
	for (uint32_t i = 0; i < variable->reader_count; i++)
		if (variable->readers[i].actor == actor)
			return &variable->readers[i];
	return NULL;
}

static void add_reader(struct race *race, struct variable *variable, const struct log_event *event)
{
	struct reader *reader = find_reader(variable, event->actor);
	uint64_t need = (uint64_t)variable->reader_count + 1;
	if (!reader && grow(&variable->readers, &variable->reader_room, need, sizeof *reader) != 0) {
		race->lost = true;
		return;
	}
	if (!reader)
		reader = &variable->readers[variable->reader_count++];
	*reader = (struct reader){
	    .actor = event->actor, .site = event->site, .by_actor = LOG_NONE, .value = model_value_of(event)};
}

static void tell_loss(struct findings *found, struct race *race, const struct reader *reader,
		      const struct log_event *write, const struct model *model)
{
	if (!is_new(race->losses, &race->loss_count, model->log, reader->by_site, write->site))
		return;
	findings_add(found, &(struct insight){.kind = INSIGHT_LOST_UPDATE,
					      .after = model->seq,
					      .step = model->step,
					      .count = 3,
					      .actors = {reader->actor, reader->by_actor, write->actor},
					      .objects = {write->object, write->object, write->object},
					      .sites = {reader->site, reader->by_site, write->site}});
}

static bool is_number(const struct log_event *event)
{
	uint16_t kind = event->flags & LOG_VALUE_KIND;
	return kind == VALUE_INT || kind == VALUE_DOUBLE;
}

/* Whether more than chance has told `actor` of what was written meanwhile. Tasks of one loop are one strand, whose
 * turns are chance. */
static bool was_told(const struct race *race, const struct model *model, const struct reader *reader)
{
	struct stamp now = order_epoch(race->chosen, model, reader->actor);
	return now.strand != reader->by_when.strand &&
	       order_before_now(race->chosen, model, &reader->by_when, reader->actor);
}

static void note_written_over(struct race *race, const struct model *model, struct reader *reader,
			      const struct log_event *event)
{
	if (!race->chosen && !(race->chosen = order_new(ORDER_WITHOUT_LOCKS))) {
		race->lost = true;
		return;
	}
	reader->by_actor = event->actor;
	reader->by_site = event->site;
	reader->by_when = order_epoch(race->chosen, model, event->actor);
}

/* Numbers only: they are what one adds to. Of other values the last one written is meant. */
static void note_write(struct findings *found, struct race *race, struct variable *variable,
		       const struct log_event *event, const struct model *model)
{
	struct reader *own = find_reader(variable, event->actor);
	if (own && own->by_actor != LOG_NONE && is_number(event) && !was_told(race, model, own))
		tell_loss(found, race, own, event, model);
	if (own)
		*own = variable->readers[--variable->reader_count];
	for (uint32_t i = 0; i < variable->reader_count; i++) {
		struct reader *reader = &variable->readers[i];
		struct model_item value = model_value_of(event);
		if (is_number(event) &&
		    (reader->value.kind != value.kind || reader->value.value != value.value))
			note_written_over(race, model, reader, event);
	}
}

/* ---- events ---- */

static bool is_access(const struct log_event *event)
{
	return event->phase == LOG_DONE && event->result == 0 &&
	       (event->op == OP_VAR_READ || event->op == OP_VAR_WRITE || event->op == OP_VALUE_READ ||
		event->op == OP_VALUE_WRITE);
}

static void after_access(struct findings *found, struct race *race, const struct model *model,
			 const struct model_object *object, const struct log_event *event)
{
	struct variable *variable = find_variable(race, object->id);
	if (!variable)
		return;
	bool writes = event->op == OP_VAR_WRITE || event->op == OP_VALUE_WRITE;
	struct access now = {.when = order_epoch(race->order, model, event->actor),
			     .actor = event->actor,
			     .site = event->site,
			     .writes = writes,
			     .updates = writes && find_reader(variable, event->actor)};
	note_access(found, race, model, variable, object, &now);
	if (writes)
		note_write(found, race, variable, event, model);
	else
		add_reader(race, variable, event);
}

void race_apply(struct findings *found, struct race *race, const struct model *model,
		const struct log_event *event)
{
	bool first = event->op == OP_OBJECT_NEW && (event->x == TYPE_VAR || event->x == TYPE_VALUE);
	if (race->lost || (!race->order && !first))
		return;
	if (!race->order && !(race->order = order_new(ORDER_ALL))) {
		race->lost = true;
		return;
	}
	const struct model_object *object = is_access(event) ? model_object(model, event->object) : NULL;
	bool variable = object && (object->type == TYPE_VAR || object->type == TYPE_VALUE);
	if (variable && model_actor(model, event->actor)) {
		after_access(found, race, model, object, event);
	} else {
		order_apply(race->order, model, event);
		if (race->chosen)
			order_apply(race->chosen, model, event);
	}
	if (race->lost || order_lost(race->order) || (race->chosen && order_lost(race->chosen))) {
		race->lost = true;
		forget(race);
	}
}
