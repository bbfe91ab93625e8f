/* The change from one stack to another: only what a called function has to preserve is saved, by a few instructions of
 * the machine; where none are written down, by swapcontext. */
#ifndef RUNTIME_SWITCH_H
#define RUNTIME_SWITCH_H

#include <stddef.h>

#if !defined(__x86_64__) && !defined(__aarch64__) && !defined(IL_SWITCH_BY_UCONTEXT)
#define IL_SWITCH_BY_UCONTEXT 1
#endif

#ifdef IL_SWITCH_BY_UCONTEXT
#include <ucontext.h>
struct place {
	ucontext_t context;
};
#else
/* Where a stack was left: everything else lies on it. */
struct place {
	void *stack_pointer;
};
#endif

/* Makes a place at which function(argument) begins, on the stack of `size` bytes from `stack` up. It must never return. */
void switch_prepare(struct place *place, char *stack, size_t size, void (*function)(void *argument), void *argument);

/* Leaves for `to`; comes back when somebody switches to `from`. */
void switch_places(struct place *from, const struct place *to);

#endif
