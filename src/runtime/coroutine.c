/* Coroutines and their stacks; see coroutine.h. Each switch is announced to AddressSanitizer and
 * ThreadSanitizer.
 *
 * A slab is one mapping of equal places, each with a stack. From its low end up a place holds: a page that is
 * forbidden (the guard, of the first ones), the stack, its coroutine, and the canary of the place above: words of a
 * pattern, which stand where memory is touched anyway. The lowest place has the slab's own record in it, and no
 * coroutine. A coroutine that has ended stays with its stack in the pool's free list. */
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
	SLAB_PLACES = 64,
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
	struct slab *older;
	char *memory;
	size_t place; /* bytes from one stack to the next */
	size_t guard; /* of them, of the guard page */
	size_t used;  /* places, its own included */
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

/* The end of a place: what of it the place above has its canary in. */
static char *end_of(const struct slab *slab, size_t index)
{
	return slab->memory + (index + 1) * slab->place - CANARY_BYTES;
}

/* Stacks of many coroutines are mostly untouched: pages of the ordinary size. */
static bool add_slab(struct stack_pool *pool, size_t guard)
{
	size_t place = guard + STACK_BYTES;
	char *memory = mmap(NULL, SLAB_PLACES * place, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	madvise(memory, SLAB_PLACES * place, MADV_NOHUGEPAGE);
	struct slab own = {pool->slabs, memory, place, guard, 1};
	struct slab *slab = (struct slab *)(void *)end_of(&own, 0) - 1;
	*slab = own;
	pool->slabs = slab;
	return true;
}

/* One that has never been used; NULL for want of memory, or because there are too many mappings. */
static struct coroutine *carve(struct stack_pool *pool)
{
	struct slab *slab = pool->slabs;
	size_t guard = pool->made < STACKS_GUARDED ? (size_t)sysconf(_SC_PAGESIZE) : 0;
	bool fits = slab != NULL && slab->guard == guard && slab->used < SLAB_PLACES;
	if (!fits && !add_slab(pool, guard))
		return NULL;
	slab = pool->slabs;
	char *low = slab->memory + slab->used * slab->place;
	struct coroutine *c = (struct coroutine *)(void *)end_of(slab, slab->used) - 1;
	c->stack = low + slab->guard;
	c->size = (size_t)((char *)c - c->stack);
	c->guard = slab->guard;
	if (c->guard > 0 && mprotect(low, c->guard, PROT_NONE) != 0)
		return NULL;
	for (int i = 0; i < CANARY_WORDS && c->guard == 0; i++)
		canary_of(c)[i] = CANARY;
	slab->used++;
	pool->made++;
	return c;
}

void stack_pool_fini(struct stack_pool *pool)
{
	while (pool->slabs != NULL) {
		struct slab slab = *pool->slabs;
		pool->slabs = slab.older;
		munmap(slab.memory, SLAB_PLACES * slab.place);
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
	struct coroutine *c = pool->free;
	if (c != NULL)
		pool->free = c->next_free;
	else if ((c = carve(pool)) == NULL)
		return NULL;
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
	return (byte >= c->stack - c->guard && byte < c->stack) || coroutine_overflowed(c);
}
