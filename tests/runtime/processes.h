/* What the programs of several tests do with processes. */
#ifndef TESTS_RUNTIME_PROCESSES_H
#define TESTS_RUNTIME_PROCESSES_H

#include "programs.h"

enum { NO_CODE = 1000 };

/* Its exit code, NO_CODE while it has none. */
int exitcode_of(il_process of);

/* Starts it, and joins it. */
void run(il_process one);

/* A target: what it returns goes nowhere. */
il_value do_nothing(il_args args);

#endif
