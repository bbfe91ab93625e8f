/* The inside of why.c: what each op waits for. */
#ifndef MODEL_WHY_H
#define MODEL_WHY_H

#include "model/model.h"

typedef struct why_not why_rule(const struct model *model, const struct model_actor *actor);

static inline struct why_not because(enum why why, uint32_t object, uint32_t by)
{
	return (struct why_not){.why = why, .object = object, .by = by, .until = -1};
}

static const struct why_not CAN_GO = {.why = WHY_CAN_GO, .object = LOG_NONE, .by = LOG_NONE, .until = -1};

/* Of executors and futures (why_future.c). */
why_rule why_take, why_outcome, why_futures;

#endif
