/* The ready queue of a loop, a ring, and its timers, a binary heap by (moment, number). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/async.h"

/* ---- memory ---- */

_Noreturn static void no_memory(void)
{
	fputs("event loop: out of memory\n", stderr);
	abort();
}

void *loop_grown(void *array, size_t *room, size_t count, size_t size)
{
	if (count < *room)
		return array;
	size_t wanted = *room != 0 ? *room * 2 : 16;
	void *bigger = realloc(array, wanted * size);
	if (bigger == NULL)
		no_memory();
	*room = wanted;
	return bigger;
}

void *loop_memory(size_t size)
{
	void *memory = calloc(1, size);
	if (memory == NULL)
		no_memory();
	return memory;
}

/* ---- the ready queue ---- */

static struct handle *at(const struct ready_queue *ready, uint64_t slot)
{
	return &ready->ring[slot & (ready->room - 1)];
}

static void grow(struct ready_queue *ready)
{
	struct ready_queue bigger = {.first = ready->first, .end = ready->end};
	bigger.room = ready->room != 0 ? ready->room * 2 : 16;
	bigger.ring = loop_memory(bigger.room * sizeof *bigger.ring);
	for (uint64_t slot = ready->first; slot < ready->end; slot++)
		*at(&bigger, slot) = *at(ready, slot);
	free(ready->ring);
	*ready = bigger;
}

uint64_t ready_push(struct loop *loop, struct handle handle)
{
	struct ready_queue *ready = &loop->ready;
	if (ready->end - ready->first == ready->room)
		grow(ready);
	*at(ready, ready->end) = handle;
	return ready->end++;
}

struct handle ready_pop(struct loop *loop)
{
	return *at(&loop->ready, loop->ready.first++);
}

size_t ready_count(const struct loop *loop)
{
	return (size_t)(loop->ready.end - loop->ready.first);
}

void ready_forget(struct loop *loop, struct handle handle)
{
	for (uint64_t slot = loop->ready.first; slot < loop->ready.end; slot++) {
		struct handle *ready = at(&loop->ready, slot);
		if (ready->run == handle.run && ready->object == handle.object && ready->context == handle.context)
			ready->run = NULL;
	}
}

/* ---- timers ---- */

static bool earlier(const struct timer *a, const struct timer *b)
{
	return a->when != b->when ? a->when < b->when : a->number < b->number;
}

static void put(struct timer_heap *timers, size_t index, struct timer *timer)
{
	timers->heap[index] = timer;
	timer->place = index + 1;
}

static void sift_up(struct timer_heap *timers, size_t index, struct timer *timer)
{
	for (; index > 0 && earlier(timer, timers->heap[(index - 1) / 2]); index = (index - 1) / 2)
		put(timers, index, timers->heap[(index - 1) / 2]);
	put(timers, index, timer);
}

static void sift_down(struct timer_heap *timers, size_t index, struct timer *timer)
{
	for (;;) {
		size_t child = 2 * index + 1;
		if (child >= timers->count)
			break;
		if (child + 1 < timers->count && earlier(timers->heap[child + 1], timers->heap[child]))
			child++;
		if (!earlier(timers->heap[child], timer))
			break;
		put(timers, index, timers->heap[child]);
		index = child;
	}
	put(timers, index, timer);
}

void timer_start(struct loop *loop, struct timer *timer, int64_t when, struct handle handle)
{
	struct timer_heap *timers = &loop->timers;
	*timer = (struct timer){.when = when, .number = timers->made++, .handle = handle};
	timers->heap = loop_grown(timers->heap, &timers->room, timers->count, sizeof(struct timer *));
	sift_up(timers, timers->count++, timer);
}

static void take_out(struct timer_heap *timers, struct timer *timer)
{
	size_t index = timer->place - 1;
	struct timer *last = timers->heap[--timers->count];
	timer->place = 0;
	if (last == timer)
		return;
	if (index > 0 && earlier(last, timers->heap[(index - 1) / 2]))
		sift_up(timers, index, last);
	else
		sift_down(timers, index, last);
}

void timer_stop(struct loop *loop, struct timer *timer)
{
	if (timer->place != 0)
		take_out(&loop->timers, timer);
	else if (timer->slot != 0)
		at(&loop->ready, timer->slot - 1)->run = NULL;
	timer->slot = 0;
}

/* It has left the ready queue: there is nothing to stop any more. */
static void run_timer(struct loop *loop, void *object, void *context)
{
	(void)context;
	struct timer *timer = object;
	struct handle handle = timer->handle;
	timer->slot = 0;
	handle.run(loop, handle.object, handle.context);
}

/* Those below one that is not due are not either. */
static size_t due_below(const struct timer_heap *timers, size_t index, int64_t now)
{
	if (index >= timers->count || timers->heap[index]->when > now)
		return 0;
	return 1 + due_below(timers, 2 * index + 1, now) + due_below(timers, 2 * index + 2, now);
}

size_t timers_due(const struct loop *loop, int64_t now)
{
	return due_below(&loop->timers, 0, now);
}

void timers_make_ready(struct loop *loop, int64_t now)
{
	struct timer_heap *timers = &loop->timers;
	while (timers->count > 0 && timers->heap[0]->when <= now) {
		struct timer *timer = timers->heap[0];
		take_out(timers, timer);
		timer->slot = ready_push(loop, (struct handle){run_timer, timer, NULL}) + 1;
	}
}
