/* Who goes next: the strategies, and the one place where a choice is made. Under the kernel lock. */
#ifndef ENGINE_DISPATCH_H
#define ENGINE_DISPATCH_H

#include "engine/kernel.h"

/* Whether `actor` could be chosen now. */
bool dispatch_can_go(const struct engine *engine, const struct actor *actor, int64_t now);

/* Whether `actor` is among those who are asked whether they could go: whoever has announced, waits in a line, or has been told to
 * end. A task that waits for its turn in the loop is not: ten thousand of them cost a choice nothing. */
void dispatch_consider(struct turn *turn, const struct actor *actor, bool considered);

/* pct: a new actor's priority, above all those that a change leaves behind; and the changes of a run, behind step `from`. */
uint64_t dispatch_priority(uint64_t seed, uint32_t id);
void dispatch_plan_changes(struct kernel *kernel, uint64_t seed, uint32_t depth, uint64_t from);

/* To be called whenever an actor has stopped running. When nobody runs and the gate is closed, works out the strategy's
 * next choice, and makes it unless the run is held or paced. Sees when nobody can ever go again. */
void dispatch(struct turn *turn);

/* Makes a choice: `choice` LOG_NONE is the proposal, LOG_CLOCK lets time pass. False: it cannot go, and nothing has changed. */
bool dispatch_choose(struct turn *turn, uint32_t choice);

/* Opens the gate (everybody goes on), or closes it. */
void dispatch_open(struct turn *turn);
void dispatch_close(struct turn *turn);

/* Halts the run for good; the warden ends it. */
void dispatch_halt(struct turn *turn, enum halt why);

/* Live: lets those go whose deadline has passed. Returns the next deadline in session ns, -1 none. */
int64_t dispatch_due(struct turn *turn);

#endif
