/* Waiting lines and deadlines: who waits for an object, in order, and until when. All under the kernel lock. */
#ifndef ENGINE_LINE_H
#define ENGINE_LINE_H

#include <assert.h>

#include "engine/kernel.h"

/* The line of an object, or of those who wait for an actor's end. `id` must exist. */
static inline struct line *line_of(struct kernel *kernel, uint32_t id)
{
	struct object *object = kernel_object(kernel, id);
	if (object != NULL)
		return &object->line;
	struct actor *actor = kernel_actor(kernel, id);
	assert(actor != NULL);
	return &actor->line;
}

/* Appends `actor` to the line of `id`; it must stand in no line. */
void line_join(struct turn *turn, uint32_t id, struct actor *actor);

/* Takes it out of whatever line it stands in; nothing when in none. */
void line_leave(struct turn *turn, struct actor *actor);

/* line_let_go() for a line that begins with `first`. */
void line_let_them_go(struct turn *turn, uint32_t first, uint32_t count);

/* Live runs: lets the first `count` of the line that can go try again. Those already on their way count: so whoever was let
 * go, and now leaves the line or waits again, lets the next one go (op.c). In a controlled run it does nothing: whoever
 * can go may be chosen. */
static inline void line_let_go(struct turn *turn, uint32_t id, uint32_t count)
{
	if (turn->kernel->gate_open && line_of(turn->kernel, id)->head != LOG_NONE)
		line_let_them_go(turn, line_of(turn->kernel, id)->head, count);
}

/* The actor's deadline enters or leaves the heap. */
void timer_add(struct turn *turn, struct actor *actor);
void timer_remove(struct turn *turn, struct actor *actor);

/* The earliest deadline in *deadline; false: none. */
bool timer_first(int64_t *deadline, const struct kernel *kernel);

#endif
