/* The copies that a fork makes of private objects. */
#ifndef RUNTIME_FORK_H
#define RUNTIME_FORK_H

#include <sys/types.h>

#include "runtime/runtime.h"

/* fork(), unless the run has as many processes as it may have, or the system gives none: then it ends here, with the status
 * fork-limit. */
pid_t fork_process(void);

/* Has the forks that the scenario makes by itself counted: at the limit they end the run, too. Once, in the runner. */
void fork_watch(void);

/* Whether the session has room for the copies of what is private to `process`. */
bool fork_has_room(const struct kernel *kernel, uint32_t process);

/* Makes the copies, for which there is room, for the new process `child` of the turn's actor, and logs each, as part of the op at `site`. */
void fork_clone_objects(struct turn *turn, uint32_t child, uint32_t site);

/* In the child: from now on a handle of a private object means its copy. */
void fork_adopt_clones(struct runtime *runtime, uint32_t process);

#endif
