/* The ends of processes that are no ops of their own: killed, or told to end by another. Under the kernel lock. */
#ifndef ENGINE_DEATH_H
#define ENGINE_DEATH_H

#include "engine/kernel.h"

/* Whether `actor` belongs to `process`, has been started and has not ended. */
bool death_can_reach(const struct actor *actor, uint32_t process);

/* None of the process's actors takes a step any more; its end is yet to be logged. */
void death_set_aside(struct turn *turn, uint32_t process);

/* Another process has told it to end, by `signal`. From here on it does nothing; its end is a step of its own: live when the
 * warden has seen it die, with the gate closed whenever it is chosen. */
void death_ask(struct turn *turn, struct actor *process, int signal);

/* Whether `actor` is a process that has been told to end and has not. */
bool death_is_asked(const struct actor *actor);

/* Logs the end of `process` as `op` (process.crash, process.exit) with `code`, and ends all its actors. What they hold stays
 * held. One that was not asked for counts as a crash. */
void death_happens(struct turn *turn, struct actor *process, enum log_op op, int32_t code);

#endif
