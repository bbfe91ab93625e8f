/* What ops wait for, shared by why.c (who can go), why_rules.c (a rule for each op) and why_future.c (those of futures). */
#ifndef MODEL_WHY_H
#define MODEL_WHY_H

#include "model/model.h"

typedef struct why_not why_rule(const struct model *model, const struct model_actor *actor);

static inline struct why_not because(enum why why, uint32_t object, uint32_t by)
{
	return (struct why_not){.why = why, .object = object, .by = by, .until = -1};
}

static const struct why_not CAN_GO = {.why = WHY_CAN_GO, .object = LOG_NONE, .by = LOG_NONE, .until = -1};

/* Only of a blocked op is the deadline a moment; of an announced one it is a length. */
static inline bool why_late(const struct model *model, const struct model_actor *actor)
{
	const struct log_event *at = &actor->at;
	return at->phase == LOG_BLOCK && (at->flags & LOG_TIMED) && at->deadline <= model->now;
}

/* What the op that the actor is at waits for; whether its deadline has passed is asked apart (why_rules.c). */
struct why_not why_op(const struct model *model, const struct model_actor *actor);

/* Of executors and futures (why_future.c). */
why_rule why_take, why_outcome, why_futures;

#endif
