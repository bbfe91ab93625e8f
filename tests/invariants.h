/* An independent reading of a log: folds it with rules of its own (nothing of src/model), and says where it
 * first breaks one. The rules are those of log/event.h and of CPython's primitives. */
#ifndef TESTS_INVARIANTS_H
#define TESTS_INVARIANTS_H

#include "log/log.h"

enum { INVARIANTS_MESSAGE = 512 };

/* NULL when the log keeps every rule; else what it breaks, in `message`: "seq 12: lock.acquire: ...". */
const char *invariants_broken(char message[INVARIANTS_MESSAGE], const struct log *log);

#endif
