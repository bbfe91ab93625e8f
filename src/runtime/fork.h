/* The copies that a fork makes of private objects. */
#ifndef RUNTIME_FORK_H
#define RUNTIME_FORK_H

#include "runtime/runtime.h"

/* Makes the copies for the new process `child` of the turn's actor, and logs each, as part of the op at `site`. */
void fork_clone_objects(struct turn *turn, uint32_t child, uint32_t site);

/* In the child: from now on a handle of a private object means its copy. */
void fork_adopt_clones(struct runtime *runtime, uint32_t process);

#endif
