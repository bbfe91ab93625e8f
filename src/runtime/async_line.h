/* The lines of a loop's objects: the engine keeps who stands in them, oldest first; here is who of them has been woken. A task that has
 * been woken stands in the line until it takes its step. */
#ifndef RUNTIME_ASYNC_LINE_H
#define RUNTIME_ASYNC_LINE_H

#include "runtime/async.h"

/* The object as it is; nobody but the loop's thread changes it. */
const struct object *async_object(uint32_t id);

/* The task behind `task` in the line of `id`, of those that wait in `op`; NULL begins, and ends. */
struct task *async_next_in_line(uint32_t id, enum log_op op, const struct task *task);

/* Whether anybody waits there who has not been cancelled. */
bool async_line_holds(uint32_t id, enum log_op op);

/* Wakes the first who has not been woken; false: there is nobody. */
bool async_wake_next(uint32_t id, enum log_op op);

#endif
