/* What the programs of several tests do with processes. */
#ifndef TESTS_RUNTIME_PROCESSES_H
#define TESTS_RUNTIME_PROCESSES_H

#include "programs.h"

enum { NO_CODE = 1000 };

/* Its exit code, NO_CODE while it has none. */
int exitcode_of(il_process of);

/* Starts it, and joins it. */
void run(il_process one);

/* Targets. What the first returns goes nowhere; the second waits for the event that is its argument, the third sleeps two
 * seconds, and sets it; the last ends by "ValueError: no data". */
il_value do_nothing(il_args args);
il_value wait_for(il_args args);
il_value sleep_then_set(il_args args);
il_value raise_error(il_args args);

/* Of a process or thread to be made: that event. */
#define ON(event) .args = IL_ARGS(il_object((event).id))

#endif
