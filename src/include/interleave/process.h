/* multiprocessing.Process: a real fork with its own memory. */
#ifndef INTERLEAVE_PROCESS_H
#define INTERLEAVE_PROCESS_H

#include "interleave/base.h"

typedef struct il_process {
	uint32_t id;
} il_process;

struct il_process_options {
	char unused_;
	const char *name; /* default: "Process-N", and of a child's children "Process-N:M" */
	il_args args;
	il_kwargs kwargs;
};

/* multiprocessing.Process. An id of 0: no room. */
#define il_process_new(target, ...)                                                                \
	il_process_new_at(IL_HERE, (target), (struct il_process_options){.unused_ = 0, __VA_ARGS__})
il_process il_process_new_at(struct il_site *site, il_target target, struct il_process_options options);

/* Forks. Process.start. IL_PROCESS_STARTED_TWICE, IL_NOT_CREATOR, IL_START_FAILED. */
#define il_process_start(process) il_process_start_at(IL_HERE, (process))
il_status il_process_start_at(struct il_site *site, il_process process);

/* Waits until it has ended, however. Process.join. Blocks. IL_TIMEOUT, IL_NOT_CHILD, IL_PROCESS_UNSTARTED. */
#define il_process_join(process, ...)                                                              \
	il_process_join_at(IL_HERE, (process), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_process_join_at(struct il_site *site, il_process process, struct il_wait wait);

/* false: still running, or not started. Otherwise *code: what it left with, or -N after signal N. Process.exitcode. */
bool il_process_exitcode(int *code, il_process process);

#endif
