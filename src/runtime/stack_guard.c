/* A fault on a full stack has no room for a handler: it runs on a stack of its own, one for each thread that runs a loop.
 * AddressSanitizer and ThreadSanitizer have a handler already, which tells the same. */
#include "runtime/stack_guard.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/async.h"

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) || \
    __has_feature(thread_sanitizer)

void stack_guard_begin(void)
{
}

void stack_guard_end(void)
{
}

#else

enum {
	SIGNAL_STACK_BYTES = 16 * 1024,
	NAME_ROOM = 256, /* of a task's name, what is told */
};

/* As a signal handler may: by write alone, and once, so that the line is whole. */
static void say_overflow(const char *name)
{
	static const char text[] = ": " STACK_OVERFLOW "\n";
	char line[NAME_ROOM + sizeof text];
	size_t length = strnlen(name, NAME_ROOM);
	memcpy(line, name, length);
	memcpy(line + length, text, sizeof text);
	ssize_t written = write(STDERR_FILENO, line, length + sizeof text - 1);
	(void)written;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	(void)context;
	const struct loop *loop = current.loop;
	const struct task *task = loop != NULL ? loop->running : NULL;
	if (task != NULL && task->coroutine != NULL && coroutine_guards(task->coroutine, info->si_addr))
		say_overflow(log_text(current.runtime->engine->log, task->actor->name));
	signal(number, SIG_DFL); /* and the instruction faults again */
}

void stack_guard_begin(void)
{
	stack_t stack = {.ss_size = SIGNAL_STACK_BYTES, .ss_sp = loop_memory(SIGNAL_STACK_BYTES)};
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	sigemptyset(&action.sa_mask);
	if (sigaltstack(&stack, NULL) != 0) {
		free(stack.ss_sp);
		return;
	}
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

void stack_guard_end(void)
{
	stack_t stack, none = {.ss_flags = SS_DISABLE};
	if (sigaltstack(NULL, &stack) == 0 && !(stack.ss_flags & SS_DISABLE) && sigaltstack(&none, NULL) == 0)
		free(stack.ss_sp);
}

#endif
