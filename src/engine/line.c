/* Lines are doubly linked through the actors (each stands in at most one); deadlines are a heap of four ways, which
 * has the moments in it: the records of ten thousand sleepers are far apart. */
#include "engine/line.h"

#include <assert.h>

#include "engine/dispatch.h"

enum { HEAP_WAYS = 4 };

void line_join(struct turn *turn, uint32_t id, struct actor *actor)
{
	struct line *line = line_of(turn->kernel, id);
	assert(actor->in_line == LOG_NONE);
	SET(turn, actor->in_line, id);
	SET(turn, actor->line_prev, line->tail);
	SET(turn, actor->line_next, LOG_NONE);
	if (line->tail == LOG_NONE)
		SET(turn, line->head, actor->id);
	else
		SET(turn, turn->kernel->actors[line->tail].line_next, actor->id);
	SET(turn, line->tail, actor->id);
}

void line_leave(struct turn *turn, struct actor *actor)
{
	if (actor->in_line == LOG_NONE)
		return;
	struct actor *actors = turn->kernel->actors;
	struct line *line = line_of(turn->kernel, actor->in_line);
	if (actor->line_prev == LOG_NONE)
		SET(turn, line->head, actor->line_next);
	else
		SET(turn, actors[actor->line_prev].line_next, actor->line_next);
	if (actor->line_next == LOG_NONE)
		SET(turn, line->tail, actor->line_prev);
	else
		SET(turn, actors[actor->line_next].line_prev, actor->line_prev);
	SET(turn, actor->in_line, LOG_NONE);
}

void line_let_them_go(struct turn *turn, uint32_t first, uint32_t count)
{
	uint32_t next = first;
	while (next != LOG_NONE && count > 0) {
		struct actor *actor = &turn->kernel->actors[next];
		next = actor->line_next;
		if (actor->state == ACTOR_IS_RUNNING) {
			count--;
		} else if (dispatch_can_go(turn->engine, actor, turn->now)) {
			turn_wake(turn, actor);
			count--;
		}
	}
}

static bool earlier(const struct kernel_timer *a, const struct kernel_timer *b)
{
	return a->deadline != b->deadline ? a->deadline < b->deadline : a->id < b->id;
}

static void place(struct turn *turn, uint32_t index, struct kernel_timer timer)
{
	struct kernel_timer *at = &turn->kernel->timers[index];
	SET(turn, at->deadline, timer.deadline);
	SET(turn, at->id, timer.id);
	SET(turn, turn->kernel->actors[timer.id].timer, (int32_t)index);
}

static uint32_t above(uint32_t index)
{
	return (index - 1) / HEAP_WAYS;
}

static void sift_up(struct turn *turn, uint32_t index, struct kernel_timer timer)
{
	const struct kernel *kernel = turn->kernel;
	for (; index > 0 && earlier(&timer, &kernel->timers[above(index)]); index = above(index))
		place(turn, index, kernel->timers[above(index)]);
	place(turn, index, timer);
}

static uint32_t first_child(const struct kernel *kernel, uint32_t index)
{
	uint32_t first = HEAP_WAYS * index + 1;
	for (uint32_t i = first + 1; i < first + HEAP_WAYS && i < kernel->timer_count; i++)
		if (earlier(&kernel->timers[i], &kernel->timers[first]))
			first = i;
	return first;
}

static void sift_down(struct turn *turn, uint32_t index, struct kernel_timer timer)
{
	const struct kernel *kernel = turn->kernel;
	while (HEAP_WAYS * index + 1 < kernel->timer_count) {
		uint32_t child = first_child(kernel, index);
		if (!earlier(&kernel->timers[child], &timer))
			break;
		place(turn, index, kernel->timers[child]);
		index = child;
	}
	place(turn, index, timer);
}

void timer_add(struct turn *turn, struct actor *actor)
{
	uint32_t index = turn->kernel->timer_count;
	SET(turn, turn->kernel->timer_count, index + 1);
	sift_up(turn, index, (struct kernel_timer){actor->call.deadline, actor->id});
	/* Live, the warden sleeps until the earliest deadline: it must hear of an earlier one. */
	if (turn->kernel->gate_open && actor->timer == 0)
		turn->poke_warden = true;
}

void timer_remove(struct turn *turn, struct actor *actor)
{
	if (actor->timer < 0)
		return;
	uint32_t index = (uint32_t)actor->timer;
	struct kernel_timer last = turn->kernel->timers[turn->kernel->timer_count - 1];
	SET(turn, turn->kernel->timer_count, turn->kernel->timer_count - 1);
	SET(turn, actor->timer, -1);
	if (last.id == actor->id)
		return;
	if (index > 0 && earlier(&last, &turn->kernel->timers[above(index)]))
		sift_up(turn, index, last);
	else
		sift_down(turn, index, last);
}

bool timer_first(int64_t *deadline, const struct kernel *kernel)
{
	if (kernel->timer_count == 0)
		return false;
	*deadline = kernel->timers[0].deadline;
	return true;
}
