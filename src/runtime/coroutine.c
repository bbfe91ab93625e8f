/* Coroutines over ucontext. Each switch is announced to AddressSanitizer and ThreadSanitizer, which follow stacks. */
#include "runtime/coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif
#ifdef WITH_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef WITH_TSAN
#include <sanitizer/tsan_interface.h>
#endif

enum { STACK_BYTES = 64 * 1024 };

struct coroutine {
	ucontext_t own, resumer;
	void (*function)(void *argument);
	void *argument;
	char *memory; /* guard page, then the stack */
	size_t guard;
	bool ended;
#ifdef WITH_ASAN
	void *fake_stack;
	const void *resumer_stack;
	size_t resumer_size;
#endif
#ifdef WITH_TSAN
	void *fiber, *resumer_fiber;
#endif
};

/* ---- what the checkers are told ---- */

static void before_enter(struct coroutine *c, void **saved)
{
	(void)c;
	(void)saved;
#ifdef WITH_ASAN
	__sanitizer_start_switch_fiber(saved, c->memory + c->guard, STACK_BYTES);
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

/* ---- switching ---- */

/* makecontext hands over ints only: the pointer comes in two halves. */
static void entry(unsigned high, unsigned low)
{
	struct coroutine *c = (struct coroutine *)(((uintptr_t)high << 32) | (uintptr_t)low);
	after_enter(c, NULL);
	c->function(c->argument);
	c->ended = true;
	before_leave(c);
	setcontext(&c->resumer);
	abort(); /* setcontext comes back only when it fails, and then there is nowhere to go */
}

static int make_stack(struct coroutine *c)
{
	c->guard = (size_t)sysconf(_SC_PAGESIZE);
	c->memory = mmap(NULL, c->guard + STACK_BYTES, PROT_READ | PROT_WRITE,
	                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (c->memory == MAP_FAILED)
		return -1;
	if (mprotect(c->memory, c->guard, PROT_NONE) == 0)
		return 0;
	munmap(c->memory, c->guard + STACK_BYTES);
	return -1;
}

static void make_context(struct coroutine *c)
{
	getcontext(&c->own); /* cannot fail on Linux */
	c->own.uc_stack.ss_sp = c->memory + c->guard;
	c->own.uc_stack.ss_size = STACK_BYTES;
	c->own.uc_link = NULL;
	uintptr_t self = (uintptr_t)c;
	makecontext(&c->own, (void (*)(void))entry, 2, (unsigned)(self >> 32), (unsigned)(self & 0xffffffffu));
}

struct coroutine *coroutine_new(void (*function)(void *argument), void *argument)
{
	struct coroutine *c = calloc(1, sizeof *c);
	if (c == NULL)
		return NULL;
	if (make_stack(c) != 0) {
		free(c);
		return NULL;
	}
	c->function = function;
	c->argument = argument;
	make_context(c);
#ifdef WITH_TSAN
	c->fiber = __tsan_create_fiber(0);
#endif
	return c;
}

void coroutine_free(struct coroutine *c)
{
	if (c == NULL)
		return;
#ifdef WITH_TSAN
	__tsan_destroy_fiber(c->fiber);
#endif
	munmap(c->memory, c->guard + STACK_BYTES);
	free(c);
}

bool coroutine_resume(struct coroutine *c)
{
	void *saved = NULL;
	before_enter(c, &saved);
	swapcontext(&c->resumer, &c->own);
	after_leave(saved);
	return !c->ended;
}

void coroutine_yield(struct coroutine *c)
{
	before_leave(c);
	swapcontext(&c->own, &c->resumer);
#ifdef WITH_ASAN
	after_enter(c, c->fake_stack);
#endif
}
