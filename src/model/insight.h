/* What a trained eye would say of a run: computed from a model, never from the engine. What one moment shows is
 * found here, what only the history shows by watch.h.
 *
 * One table of kinds. An insight is structured: a view words it in its language, `dump` in English. */
#ifndef MODEL_INSIGHT_H
#define MODEL_INSIGHT_H

#include "model/model.h"

enum insight_kind {
	INSIGHT_DEADLOCK,    /* a circle: actors[i] waits for objects[i], held by actors[i + 1] */
	INSIGHT_LOST_WAKEUP, /* actors[0] waits for a notify of objects[0] that nobody can give any more */
	INSIGHT_STUCK,       /* actors[0] waits for objects[0] (LOG_NONE: see model_why), for ever */
	INSIGHT_CRASH,       /* actors[0], a process, was ended by signal `number`, or left with exit code */
	INSIGHT_RACE,        /* actors[0] and then actors[1] used the variable objects[0], and nothing orders them */
	INSIGHT_LOST_UPDATE, /* actors[0] read objects[0], actors[1] wrote it, actors[0] wrote over that (sites[2]) */
	INSIGHT_LOCK_ORDER,  /* actors[i] took objects[i + 1] while it held objects[i], and so round a circle */
	INSIGHT_LOCK_LEFT,   /* actors[0] has ended, and left objects[0], taken at held_sites[0], locked */
	INSIGHT_EXCEPTION,   /* actors[0], a thread, ended by the exception `text`, which nobody can ask it for */
	INSIGHT_UNASKED,     /* actors[0] ended objects[0] (a future, result, task) by `text`, and nobody asked */
	INSIGHT_KINDS
};

/* Bits of `number` of a race. */
enum { RACE_FIRST_WRITES = 1, RACE_SECOND_WRITES = 2 };

enum { INSIGHT_ACTORS_MAX = 16 };

struct insight {
	enum insight_kind kind;
	uint64_t after; /* seq of the event that showed it */
	uint64_t step;  /* of the history's: the step of that event */
	uint32_t count; /* actors and objects used */
	uint32_t actors[INSIGHT_ACTORS_MAX];
	uint32_t objects[INSIGHT_ACTORS_MAX]; /* LOG_NONE where there is none */
	uint32_t sites[INSIGHT_ACTORS_MAX];   /* string: where actors[i] waits, or did what it did */
	uint32_t held_sites[INSIGHT_ACTORS_MAX]; /* lock order: where it had taken objects[i] */
	uint32_t text;       /* string: an exception, "TypeName: message" */
	int32_t number;      /* crash: exit code, -N after signal N; deadlock: how many stand in the circle */
	uint32_t also_count; /* who is stuck by it: waits for the same, or for one of those that are stuck */
	uint32_t also[INSIGHT_ACTORS_MAX];
};

/* The insights that hold in this state, at most `room`; returns how many. A state in which some actor can
 * go, or the clock can, shows no lost wakeup and nobody stuck; a deadlock shows as soon as the circle
 * closes. */
uint32_t insight_find(struct insight *out, uint32_t room, const struct model *model);

/* Whether insight_find() may find more after this event, the model's last, than before it: to ask after each event of a long log
 * costs as much as there are actors, and few events close a circle or end somebody. */
bool insight_may_follow(const struct model *model, const struct log_event *event);

/* The English sentence, as `dump` and a headless run print it; cut to `size`. */
void insight_text(char *out, size_t size, const struct insight *insight, const struct model *model);

/* The kind's id in the dump: "deadlock", "lost-wakeup", ...: see docs/log-format.md. */
const char *insight_name(enum insight_kind kind);

#endif
