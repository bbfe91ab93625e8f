/* The change of stacks; see switch.h.
 *
 * switch_places() pushes the registers that a called function has to preserve, changes the stack pointer, and pops those
 * of the other side; its return then goes to where that side called it. A stack that was never left holds the same
 * picture, made by hand: it "returns" to switch_begin, which calls the function with the argument. The control words of
 * the floating-point unit are the thread's: nobody changes them between two switches. */
#include "runtime/switch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef IL_SWITCH_BY_UCONTEXT

/* makecontext hands over ints only: pointers come in halves. */
static void begin(unsigned function_high, unsigned function_low, unsigned argument_high, unsigned argument_low)
{
	void (*function)(void *) = (void (*)(void *))((uintptr_t)function_high << 32 | (uintptr_t)function_low);
	function((void *)((uintptr_t)argument_high << 32 | (uintptr_t)argument_low));
	abort();
}

void switch_prepare(struct place *place, char *stack, size_t size, void (*function)(void *argument), void *argument)
{
	uint64_t code = (uint64_t)(uintptr_t)function, data = (uint64_t)(uintptr_t)argument;
	getcontext(&place->context); /* cannot fail on Linux */
	place->context.uc_stack.ss_sp = stack;
	place->context.uc_stack.ss_size = size;
	place->context.uc_link = NULL;
	makecontext(&place->context, (void (*)(void))begin, 4, (unsigned)(code >> 32), (unsigned)code,
	            (unsigned)(data >> 32), (unsigned)data);
}

void switch_places(struct place *from, const struct place *to)
{
	swapcontext(&from->context, &to->context);
}

#elif defined(__x86_64__)

__asm__(".text\n"
        ".globl switch_places\n"
        ".type switch_places, @function\n"
        "switch_places:\n"
        "	.cfi_startproc\n"
        "	pushq %rbp\n"
        "	pushq %rbx\n"
        "	pushq %r12\n"
        "	pushq %r13\n"
        "	pushq %r14\n"
        "	pushq %r15\n"
        "	movq %rsp, (%rdi)\n"
        "	movq (%rsi), %rsp\n"
        "	popq %r15\n"
        "	popq %r14\n"
        "	popq %r13\n"
        "	popq %r12\n"
        "	popq %rbx\n"
        "	popq %rbp\n"
        "	ret\n"
        "	.cfi_endproc\n"
        ".size switch_places, .-switch_places\n"
        ".type switch_begin, @function\n"
        "switch_begin:\n"
        "	.cfi_startproc\n"
        "	.cfi_undefined rip\n" /* whoever walks the stack stops here */
        "	movq %r12, %rdi\n"
        "	callq *%r13\n"
        "	ud2\n"
        "	.cfi_endproc\n"
        ".size switch_begin, .-switch_begin\n");

void switch_begin(void);

void switch_prepare(struct place *place, char *stack, size_t size, void (*function)(void *argument), void *argument)
{
	enum { R15, R14, R13, R12, RBX, RBP, RETURN, WORDS }; /* once all are popped, the stack is aligned to 16 */
	uintptr_t top = ((uintptr_t)stack + size) & ~(uintptr_t)15;
	uintptr_t *saved = (uintptr_t *)top - WORDS;
	memset(saved, 0, WORDS * sizeof *saved);
	saved[R12] = (uintptr_t)argument;
	saved[R13] = (uintptr_t)function;
	saved[RETURN] = (uintptr_t)switch_begin;
	place->stack_pointer = saved;
}

#else /* aarch64 */

__asm__(".text\n"
        ".globl switch_places\n"
        ".type switch_places, %function\n"
        "switch_places:\n"
        "	.cfi_startproc\n"
        "	stp x29, x30, [sp, #-160]!\n"
        "	stp x19, x20, [sp, #16]\n"
        "	stp x21, x22, [sp, #32]\n"
        "	stp x23, x24, [sp, #48]\n"
        "	stp x25, x26, [sp, #64]\n"
        "	stp x27, x28, [sp, #80]\n"
        "	stp d8, d9, [sp, #96]\n"
        "	stp d10, d11, [sp, #112]\n"
        "	stp d12, d13, [sp, #128]\n"
        "	stp d14, d15, [sp, #144]\n"
        "	mov x9, sp\n"
        "	str x9, [x0]\n"
        "	ldr x9, [x1]\n"
        "	mov sp, x9\n"
        "	ldp x19, x20, [sp, #16]\n"
        "	ldp x21, x22, [sp, #32]\n"
        "	ldp x23, x24, [sp, #48]\n"
        "	ldp x25, x26, [sp, #64]\n"
        "	ldp x27, x28, [sp, #80]\n"
        "	ldp d8, d9, [sp, #96]\n"
        "	ldp d10, d11, [sp, #112]\n"
        "	ldp d12, d13, [sp, #128]\n"
        "	ldp d14, d15, [sp, #144]\n"
        "	ldp x29, x30, [sp], #160\n"
        "	ret\n"
        "	.cfi_endproc\n"
        ".size switch_places, .-switch_places\n"
        ".type switch_begin, %function\n"
        "switch_begin:\n"
        "	.cfi_startproc\n"
        "	.cfi_undefined x30\n"
        "	mov x0, x19\n"
        "	blr x20\n"
        "	brk #0\n"
        "	.cfi_endproc\n"
        ".size switch_begin, .-switch_begin\n");

void switch_begin(void);

void switch_prepare(struct place *place, char *stack, size_t size, void (*function)(void *argument), void *argument)
{
	enum { X29, X30, X19, X20, WORDS = 20 };
	uintptr_t top = ((uintptr_t)stack + size) & ~(uintptr_t)15;
	uintptr_t *saved = (uintptr_t *)top - WORDS;
	memset(saved, 0, WORDS * sizeof *saved);
	saved[X19] = (uintptr_t)argument;
	saved[X20] = (uintptr_t)function;
	saved[X30] = (uintptr_t)switch_begin;
	place->stack_pointer = saved;
}

#endif
