/* The threads of an executor: take a call, run it, settle its future, until nothing is left to come. */
#include "runtime/executor.h"

#include <stdlib.h>

#include "runtime/defs.h"
#include "runtime/future.h"
#include "runtime/values.h"

static void run_work(struct work *work)
{
	if (il_future_set_running_at(work->site, work->future) == IL_OK)
		future_settle(work->site, work->future, work->target(work->args));
	work_free(work);
}

/* Its initializer has failed: no worker will do any call of this pool any more. */
static void break_pool(struct pool *pool, il_value error)
{
	struct log_event call = call_of(OP_EXECUTOR_BREAK, pool->site, pool->executor.id);
	struct work *work;
	call_set_value(&call, error);
	call_perform(NULL, &call, NULL);
	while ((work = pool_drain(pool, pool->site)) != NULL) {
		il_future_set_exception_at(work->site, work->future, il_raise_status(IL_BROKEN_POOL));
		work_free(work);
	}
}

il_value worker_main(il_args args)
{
	struct pool *pool = pool_of((il_executor){args.v[0].ref});
	il_value begun = pool->initializer != NULL ? pool->initializer(pool->initargs) : il_none();
	struct work *work;
	if (begun.kind == IL_ERROR) {
		break_pool(pool, begun);
		return il_none();
	}
	for (enum take_mode mode = TAKE_FIRST; (work = pool_take(pool, mode)) != NULL; mode = TAKE_AGAIN)
		run_work(work);
	return il_none();
}
