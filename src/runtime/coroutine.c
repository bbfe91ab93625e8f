/* Coroutines and their stacks; see coroutine.h. Each switch is announced to AddressSanitizer and ThreadSanitizer.
 *
 * A slab is one mapping of several stacks, each above either a page that is forbidden (the guard) or words of a pattern. Those words
 * are the highest of the stack below, which is in memory anyway: a page of their own would be another one to touch.
 * A coroutine that has ended stays with its stack in the pool's free list. */
#include "runtime/coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/switch.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define WITH_ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif

enum {
	SLAB_STACKS = 64,
	CANARY_WORDS = 8,
	CANARY_BYTES = CANARY_WORDS * sizeof(uint64_t),
};

static const uint64_t CANARY = 0x5afe57ac6b0770e5u;

struct coroutine {
	struct place own, resumer;
	void (*function)(void *argument);
	void *argument;
	char *stack; /* its lowest byte; below it the guard page, or the canary */
	size_t size;
	size_t guard; /* bytes of the guard page; 0: a canary */
	bool ended;
	struct coroutine *next_free;
#ifdef WITH_ASAN
	void *fake_stack;
	const void *resumer_stack;
	size_t resumer_size;
#endif
#ifdef WITH_TSAN
	void *fiber, *resumer_fiber;
#endif
};

struct slab {
	struct slab *next;
	char *memory;
	size_t size;
	struct coroutine coroutines[SLAB_STACKS];
};

/* ---- what the checkers are told ---- */

static void before_enter(struct coroutine *c, void **saved)
{
	(void)c;
	(void)saved;
#ifdef WITH_ASAN
	__sanitizer_start_switch_fiber(saved, c->stack, c->size);
#endif
#ifdef WITH_TSAN
	c->resumer_fiber = __tsan_get_current_fiber();
	__tsan_switch_to_fiber(c->fiber, 0);
#endif
}

static void after_leave(void *saved)
{
	(void)saved;
#ifdef WITH_ASAN
	__sanitizer_finish_switch_fiber(saved, NULL, NULL);
#endif
}

static void before_leave(struct coroutine *c)
{
	(void)c;
#ifdef WITH_ASAN
	__sanitizer_start_switch_fiber(c->ended ? NULL : &c->fake_stack, c->resumer_stack, c->resumer_size);
#endif
#ifdef WITH_TSAN
	__tsan_switch_to_fiber(c->resumer_fiber, 0);
#endif
}

static void after_enter(struct coroutine *c, void *saved)
{
	(void)c;
	(void)saved;
#ifdef WITH_ASAN
	__sanitizer_finish_switch_fiber(saved, &c->resumer_stack, &c->resumer_size);
#endif
}

/* ---- stacks ---- */

static uint64_t *canary_of(const struct coroutine *c)
{
	return (uint64_t *)(void *)c->stack - CANARY_WORDS;
}

/* Gives it the `size` bytes from `region` on; false: too many mappings. */
static bool prepare_stack(struct coroutine *c, char *region, size_t size)
{
	c->stack = region + c->guard;
	c->size = size - c->guard - CANARY_BYTES; /* that of the stack above */
	if (c->guard > 0)
		return mprotect(region, c->guard, PROT_NONE) == 0;
	for (int i = 0; i < CANARY_WORDS; i++)
		canary_of(c)[i] = CANARY;
	return true;
}

/* Stacks of many coroutines are mostly untouched: pages of the ordinary size. */
static char *map_stacks(size_t size)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
	                    -1, 0);
	if (memory == MAP_FAILED)
		return NULL;
	madvise(memory, size, MADV_NOHUGEPAGE);
	return memory;
}

static bool more_stacks(struct stack_pool *pool)
{
	/* One page before all: the lowest stack's canary stands there. */
	size_t page = (size_t)sysconf(_SC_PAGESIZE), region = page + STACK_BYTES, size = page + SLAB_STACKS * region;
	struct slab *slab = calloc(1, sizeof *slab);
	if (slab == NULL)
		return false;
	slab->memory = map_stacks(size);
	if (slab->memory == NULL) {
		free(slab);
		return false;
	}
	slab->size = size;
	slab->next = pool->slabs;
	pool->slabs = slab;
	for (size_t i = SLAB_STACKS; i-- > 0;) {
		struct coroutine *c = &slab->coroutines[i];
		c->guard = pool->made < STACKS_GUARDED ? page : 0;
		if (!prepare_stack(c, slab->memory + page + i * region, region))
			continue; /* it is not used */
		c->next_free = pool->free;
		pool->free = c;
		pool->made++;
	}
	return pool->free != NULL;
}

void stack_pool_fini(struct stack_pool *pool)
{
	while (pool->slabs != NULL) {
		struct slab *slab = pool->slabs;
		pool->slabs = slab->next;
		munmap(slab->memory, slab->size);
		free(slab);
	}
	*pool = (struct stack_pool){0};
}

/* ---- switching ---- */

static void entry(void *argument)
{
	struct coroutine *c = argument;
	after_enter(c, NULL);
	c->function(c->argument);
	c->ended = true;
	before_leave(c);
	switch_places(&c->own, &c->resumer);
	abort(); /* nobody goes on with one that has ended */
}

struct coroutine *coroutine_new(struct stack_pool *pool, void (*function)(void *argument), void *argument)
{
	if (pool->free == NULL && !more_stacks(pool))
		return NULL;
	struct coroutine *c = pool->free;
	pool->free = c->next_free;
	c->function = function;
	c->argument = argument;
	c->ended = false;
#ifdef WITH_ASAN
	__asan_unpoison_memory_region(c->stack, c->size); /* the frames of the last one are gone */
#endif
	switch_prepare(&c->own, c->stack, c->size, entry, c);
#ifdef WITH_TSAN
	c->fiber = __tsan_create_fiber(0);
#endif
	return c;
}

void coroutine_free(struct stack_pool *pool, struct coroutine *c)
{
#ifdef WITH_TSAN
	__tsan_destroy_fiber(c->fiber);
#endif
	c->next_free = pool->free;
	pool->free = c;
}

bool coroutine_resume(struct coroutine *c)
{
	void *saved = NULL;
	before_enter(c, &saved);
	switch_places(&c->resumer, &c->own);
	after_leave(saved);
	return !c->ended;
}

void coroutine_yield(struct coroutine *c)
{
	before_leave(c);
	switch_places(&c->own, &c->resumer);
#ifdef WITH_ASAN
	after_enter(c, c->fake_stack);
#endif
}

bool coroutine_overflowed(const struct coroutine *c)
{
	if (c->guard > 0)
		return false;
	for (int i = 0; i < CANARY_WORDS; i++)
		if (canary_of(c)[i] != CANARY)
			return true;
	return false;
}

bool coroutine_guards(const struct coroutine *c, const void *address)
{
	const char *byte = address;
	return byte >= c->stack - c->guard && byte < c->stack;
}
