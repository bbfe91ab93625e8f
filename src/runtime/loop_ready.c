/* The ready queue of a loop, a ring, and its timers, a heap by (moment, number): of four ways, and with the moments in it, for a timer
 * lies on the stack of the task that sleeps, far from all others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/async.h"

enum { HEAP_WAYS = 4 };

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

static bool earlier(const struct timer_entry *a, const struct timer_entry *b)
{
	return a->when != b->when ? a->when < b->when : a->number < b->number;
}

static void put(struct timer_heap *timers, size_t index, struct timer_entry entry)
{
	timers->heap[index] = entry;
	entry.timer->place = index + 1;
}

static void sift_up(struct timer_heap *timers, size_t index, struct timer_entry entry)
{
	for (; index > 0 && earlier(&entry, &timers->heap[(index - 1) / HEAP_WAYS]); index = (index - 1) / HEAP_WAYS)
		put(timers, index, timers->heap[(index - 1) / HEAP_WAYS]);
	put(timers, index, entry);
}

static size_t first_child(const struct timer_heap *timers, size_t index)
{
	size_t first = HEAP_WAYS * index + 1;
	for (size_t i = first + 1; i < first + HEAP_WAYS && i < timers->count; i++)
		if (earlier(&timers->heap[i], &timers->heap[first]))
			first = i;
	return first;
}

static void sift_down(struct timer_heap *timers, size_t index, struct timer_entry entry)
{
	while (HEAP_WAYS * index + 1 < timers->count) {
		size_t child = first_child(timers, index);
		if (!earlier(&timers->heap[child], &entry))
			break;
		put(timers, index, timers->heap[child]);
		index = child;
	}
	put(timers, index, entry);
}

void timer_start(struct loop *loop, struct timer *timer, int64_t when, struct handle handle)
{
	struct timer_heap *timers = &loop->timers;
	*timer = (struct timer){.handle = handle};
	timers->heap = loop_grown(timers->heap, &timers->room, timers->count, sizeof *timers->heap);
	sift_up(timers, timers->count++, (struct timer_entry){when, timers->made++, timer});
}

static void take_out(struct timer_heap *timers, struct timer *timer)
{
	size_t index = timer->place - 1;
	struct timer_entry last = timers->heap[--timers->count];
	timer->place = 0;
	if (last.timer == timer)
		return;
	if (index > 0 && earlier(&last, &timers->heap[(index - 1) / HEAP_WAYS]))
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
	if (index >= timers->count || timers->heap[index].when > now)
		return 0;
	size_t due = 1;
	for (size_t i = 1; i <= HEAP_WAYS; i++)
		due += due_below(timers, HEAP_WAYS * index + i, now);
	return due;
}

size_t timers_due(const struct loop *loop, int64_t now)
{
	return due_below(&loop->timers, 0, now);
}

void timers_make_ready(struct loop *loop, int64_t now)
{
	struct timer_heap *timers = &loop->timers;
	while (timers->count > 0 && timers->heap[0].when <= now) {
		struct timer *timer = timers->heap[0].timer;
		take_out(timers, timer);
		timer->slot = ready_push(loop, (struct handle){run_timer, timer, NULL}) + 1;
	}
}
