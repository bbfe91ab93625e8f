/* threading.Semaphore and BoundedSemaphore: a counter, and a line of those who found it at 0. */
#include "runtime/defs.h"

#include "engine/line.h"
#include "interleave/sync.h"

static bool acquire_can(const struct kernel *kernel, const struct actor *actor, int64_t now)
{
	return kernel_see(kernel, actor->call.object)->count > 0 || engine_late(actor, now);
}

static void acquire_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *semaphore = kernel_object(turn->kernel, event->object);
	if (semaphore->count > 0)
		SET(turn, semaphore->count, semaphore->count - 1);
	else
		event->result = IL_TIMEOUT;
	event->x = semaphore->count;
}

/* event->z: units that tasks of a loop have been woken for and not taken yet; to a bound they are taken. */
static void release_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *semaphore = kernel_object(turn->kernel, event->object);
	int64_t after = (int64_t)semaphore->count + event->y;
	if (event->y < 1) {
		event->result = IL_RELEASE_NONE;
	} else if (after > INT32_MAX) {
		event->result = IL_BAD_VALUE;
	} else if (semaphore->type == TYPE_BOUNDED_SEMAPHORE && after - event->z > semaphore->bound) {
		event->result = semaphore->shared ? IL_SHARED_RELEASE_UNLOCKED : IL_RELEASED_TOO_OFTEN;
	} else {
		SET(turn, semaphore->count, (int32_t)after);
		line_let_go(turn, event->object, (uint32_t)event->y);
	}
	event->x = semaphore->count;
}

static void acquire_given_up(struct turn *turn, struct log_event *event)
{
	event->x = kernel_object(turn->kernel, event->object)->count;
}

const struct op_def semaphore_acquire_def = {.can = acquire_can, .apply = acquire_apply, .given_up = acquire_given_up};
const struct op_def semaphore_release_def = {.apply = release_apply};

il_semaphore il_semaphore_new_at(struct il_site *site, const char *name, int value, bool bounded,
                                 struct il_object_options options)
{
	if (value < 0) {
		object_refuse(site, name, bounded ? TYPE_BOUNDED_SEMAPHORE : TYPE_SEMAPHORE, IL_SEMAPHORE_NEGATIVE);
		return (il_semaphore){0};
	}
	return (il_semaphore){object_make(site, name,
	                                  (struct making){.type = bounded ? TYPE_BOUNDED_SEMAPHORE : TYPE_SEMAPHORE,
	                                                  .shared = options.shared,
	                                                  .bound = value,
	                                                  .count = value,
	                                                  .process = current.actor->process})};
}

il_status il_semaphore_acquire_at(struct il_site *site, il_semaphore semaphore, struct il_wait wait)
{
	struct log_event call = call_of(OP_SEMAPHORE_ACQUIRE, site, semaphore.id);
	bool lenient = wait.timeout.limited && wait.nonblocking && object_peek(semaphore.id).shared;
	il_status status = call_wait(&call, wait, lenient ? WAIT_AS_GIVEN : WAIT_OF_SEMAPHORE);
	return status != IL_OK ? status : call_perform(NULL, &call, NULL);
}

il_status il_semaphore_release_at(struct il_site *site, il_semaphore semaphore, int n)
{
	struct log_event call = call_of(OP_SEMAPHORE_RELEASE, site, semaphore.id);
	call.y = n;
	return call_perform(NULL, &call, NULL);
}
