/* What the files of processes share. */
#ifndef RUNTIME_PROCESS_H
#define RUNTIME_PROCESS_H

#include "interleave/process.h"
#include "runtime/runtime.h"

/* Makes one whose default name is PREFIX-N, and that works for `pool` (0: for none). */
il_process process_new(struct il_site *site, il_target target, const char *prefix, uint32_t pool,
                       struct il_process_options options);

/* Whether the asker's process made it. */
bool process_is_child(const struct actor *process, const struct actor *asker);

/* It has left, or is about to: the system's record of it goes, too. */
void process_reap(uint32_t id);

/* Before the end of the calling process: its children that are daemons are told to end. */
void processes_end_daemons(struct il_site *site);

/* What a process leaves with whose target returned `result`: 1 after an exception, the code of a SystemExit. */
int exit_code_of(il_value result);

/* Prints the text with which it left, if there is one (il_exit_saying). */
void exit_say(struct il_site *site, il_value result);

#endif
