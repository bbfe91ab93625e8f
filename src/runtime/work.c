/* Computing that is worth showing: an op says what is computed from there to the actor's next op. */
#include "runtime/defs.h"

#include "interleave/work.h"
#include "runtime/query.h"

static void work_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)turn;
	(void)event;
	(void)context;
}

const struct op_def work_def = {.apply = work_apply};

il_value il_work_at(struct il_site *site, il_target target, const char *target_name, il_args args)
{
	struct log_event call = call_of(OP_WORK, site, LOG_NONE);
	call.text = call_string(target_name);
	call_perform(NULL, &call, NULL);
	return target(args);
}

/* A replay is what its recording was. */
static struct answer answer_live(struct turn *turn, uint32_t object, void *context)
{
	(void)object;
	(void)context;
	const struct log_event *recorded = turn->engine->recording != NULL ? turn_recorded(turn) : NULL;
	bool live = atomic_load(&turn->kernel->live);
	return answer_truth(recorded != NULL && recorded->op == OP_QUERY ? recorded->value != 0 : live);
}

bool il_live_at(struct il_site *site)
{
	return call_query(site, LOG_NONE, "live", answer_live, NULL).i;
}
